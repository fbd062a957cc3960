"""What the cost report can find wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

UNKNOWN_ACCOUNT = FindingKind(
    "account-not-in-budget",
    Severity.ERROR,
    Text(
        'no line of the Accounts sheet has the account "{value}". It is counted on a line of its own, "account '
        'not in the budget"; add the account, or correct the code.',
        "aucune ligne de la feuille Comptes n'a le compte « {value} ». Il est compté sur une ligne à part, « compte "
        "hors devis » ; ajoutez le compte, ou corrigez le code.",
    ),
)
DUPLICATED_ACCOUNT = FindingKind(
    "duplicated-account",
    Severity.ERROR,
    Text(
        'the account "{value}" already stands in row {first}. Both budgets are added; keep one row.',
        "le compte « {value} » figure déjà ligne {first}. Les deux devis sont additionnés ; gardez une seule ligne.",
    ),
)
BAD_AMOUNT = FindingKind(
    "bad-amount",
    Severity.ERROR,
    Text(
        '"{value}" is not an amount, and counts as zero. Write it like 1250.00.',
        "« {value} » n'est pas un montant, et compte pour zéro. Écrivez-le comme 1250,00.",
    ),
    per_column=True,
)
BAD_PERIOD = FindingKind(
    "bad-period",
    Severity.ERROR,
    Text(
        '"{value}" is not a period, so the line is in no report. Write the period\'s number.',
        "« {value} » n'est pas une période : la ligne n'est dans aucune situation. Écrivez le numéro de la période.",
    ),
)
OTHER_PERIOD = FindingKind(
    "date-in-another-period",
    Severity.WARNING,
    Text(
        "the date {value} falls in period {falls}, and the row says period {said}. The period counts; correct the "
        "one that is wrong.",
        "la date {value} tombe dans la période {falls}, et la ligne dit période {said}. C'est la période qui compte ; "
        "corrigez ce qui est faux.",
    ),
)
BAD_RECOVERABLE = FindingKind(
    "bad-recoverable",
    Severity.ERROR,
    Text(
        '"{value}" is not a share from 0% to 100%; the tax is taken as wholly recoverable. Write it like 100%.',
        "« {value} » n'est pas une part de 0 % à 100 % ; la taxe est prise comme entièrement récupérable. "
        "Écrivez-la comme 100%.",
    ),
)
MISSING_RATE = FindingKind(
    "missing-rate",
    Severity.ERROR,
    Text(
        'the line is in {currency} and "{value}" is not a rate to the report\'s currency, so it counts as zero. '
        "Write the rate: how much one {currency} is worth in {report}.",
        "la ligne est en {currency} et « {value} » n'est pas un cours vers la devise de la situation : elle compte "
        "pour zéro. Écrivez le cours : ce que vaut un {currency} en {report}.",
    ),
)
NO_BUDGET_RATE = FindingKind(
    "no-budget-rate",
    Severity.NOTE,
    Text(
        "the budget has no rate for {currency}, so its variance is not split between price and exchange. Add a budget "
        "exchange rate in Rates and ceilings.",
        "le devis n'a pas de cours pour {currency} : son écart n'est pas partagé entre prix et change. Ajoutez un cours "
        "du devis dans Taux et plafonds.",
    ),
)
NO_TAX_RATE = FindingKind(
    "no-tax-rate",
    Severity.ERROR,
    Text(
        "the tax {code} has no rate on this line's date, so no tax is computed. Add it in Rates and ceilings, or "
        "correct the code.",
        "la taxe {code} n'a pas de taux à la date de la ligne : aucune taxe n'est calculée. Ajoutez-la dans Taux et "
        "plafonds, ou corrigez le code.",
    ),
)
TAX_DIFFERS = FindingKind(
    "tax-differs",
    Severity.WARNING,
    Text(
        "the tax typed is {value}, and {codes} on the net comes to {computed}. Compare with the invoice.",
        "la taxe saisie est {value}, et {codes} sur le HT donne {computed}. Comparez avec la facture.",
    ),
)
POSITIVE_CREDIT = FindingKind(
    "positive-credit-note",
    Severity.ERROR,
    Text(
        'a credit note is negative, and this one is "{value}"; it is counted as typed. Write a minus sign, or '
        "change the kind.",
        "un avoir est négatif, et celui-ci est « {value} » ; il est compté comme saisi. Mettez le signe moins, ou "
        "changez la nature.",
    ),
)
LINE_WITHOUT_ORDER = FindingKind(
    "order-line-without-order",
    Severity.WARNING,
    Text(
        'order line "{value}" is given without an order, so it relieves no commitment. Write the order\'s number.',
        "la ligne de bon « {value} » est donnée sans bon : elle ne réduit aucun engagement. Écrivez le n° du bon.",
    ),
)
UNKNOWN_ORDER = FindingKind(
    "unknown-order",
    Severity.WARNING,
    Text(
        'no line of the Orders sheet is order "{value}" line "{line}", so no commitment is relieved. Correct the '
        "order or its line.",
        "aucune ligne des Bons de commande n'est le bon « {value} » ligne « {line} » : aucun engagement n'est réduit. "
        "Corrigez le bon ou sa ligne.",
    ),
)
OTHER_ACCOUNT = FindingKind(
    "coded-elsewhere",
    Severity.WARNING,
    Text(
        'coded to account "{value}" while its order is on "{ordered}". The order\'s account is relieved and the '
        "cost stands where it is coded; correct the one that is wrong.",
        "imputé au compte « {value} » alors que son bon est sur « {ordered} ». L'engagement du bon est réduit et le "
        "coût reste où il est imputé ; corrigez celui qui est faux.",
    ),
)
UNKNOWN_AMENDED = FindingKind(
    "amended-line-unknown",
    Severity.ERROR,
    Text(
        'order "{order}" has no line "{value}" to amend: it is not there, or it is an amendment itself. The row counts '
        "as a line of its own; write the number of the line that it amends.",
        "le bon « {order} » n'a pas de ligne « {value} » à modifier : elle n'y est pas, ou elle est elle-même une "
        "modification. La ligne compte à part ; écrivez le numéro de la ligne qu'elle modifie.",
    ),
)
AMENDMENT_DIFFERS = FindingKind(
    "amendment-differs",
    Severity.WARNING,
    Text(
        'this row amends row {first} and says "{value}" where that one says "{said}". Row {first} counts; correct it, '
        "or the amendment.",
        "cette ligne modifie la ligne {first} et dit « {value} » où celle-ci dit « {said} ». C'est la ligne {first} qui "
        "compte ; corrigez-la, ou corrigez la modification.",
    ),
)
OVER_INVOICED = FindingKind(
    "over-invoiced",
    Severity.WARNING,
    Text(
        'the lines matched to order "{order}" pass its amount of {amount} by {excess}. Check the invoices, or '
        "raise the order.",
        "les lignes rattachées au bon « {order} » dépassent son montant de {amount} de {excess}. Vérifiez les "
        "factures, ou augmentez le bon.",
    ),
)
DUPLICATED_ORDER = FindingKind(
    "duplicated-order-line",
    Severity.ERROR,
    Text(
        'order "{value}" already has this line in row {first}. Invoices relieve the first one only; give the '
        "line a number of its own.",
        "le bon « {value} » a déjà cette ligne, ligne {first}. Les factures ne réduisent que la première ; donnez "
        "un numéro à la ligne.",
    ),
)
NO_VALUE = FindingKind(
    "estimate-without-value",
    Severity.ERROR,
    Text(
        'the method "{method}" of account "{account}" needs a value it does not have; "auto" is used. Give it '
        "in the Estimates sheet.",
        "la méthode « {method} » du compte « {account} » demande une valeur qui manque ; « auto » est employée. "
        "Donnez-la dans Reste à engager.",
    ),
)
BAD_ESTIMATE = FindingKind(
    "bad-estimate",
    Severity.ERROR,
    Text(
        '"{value}" is not what the method asks for, so "auto" is used. Write an amount, for a rate 20% of 12.00, '
        "for units 12 x 450.00.",
        "« {value} » n'est pas ce que demande la méthode : « auto » est employée. Écrivez un montant, pour un taux "
        "20 % de 12.00, pour des unités 12 x 450,00.",
    ),
)
BAD_METHOD = FindingKind(
    "bad-method",
    Severity.ERROR,
    Text(
        '"{value}" is not a method, so "auto" is used. Choose one of the list.',
        "« {value} » n'est pas une méthode : « auto » est employée. Choisissez-en une dans la liste.",
    ),
)
RATE_LOOP = FindingKind(
    "rate-loop",
    Severity.ERROR,
    Text(
        'the rate "{value}" comes back to its own account {account}, so "auto" is used. Take the rate on '
        "another account.",
        "le taux « {value} » revient à son propre compte {account} : « auto » est employée. Prenez le taux sur un "
        "autre compte.",
    ),
)
NEGATIVE_ETC = FindingKind(
    "negative-etc",
    Severity.WARNING,
    Text(
        'the estimate to complete of account "{account}" is {value}: the final cost is below the cost already '
        "there. Check the estimate.",
        "le reste à engager du compte « {account} » est {value} : le coût final est inférieur au coût déjà là. "
        "Vérifiez l'estimation.",
    ),
)
COST_ON_CLOSED = FindingKind(
    "cost-on-closed-account",
    Severity.WARNING,
    Text(
        'account "{value}" is closed and this cost came later. Code it elsewhere, or open the account again.',
        "le compte « {value} » est clos et cette dépense est venue après. Imputez-la ailleurs, ou rouvrez le compte.",
    ),
)
CARRIED_ETC = FindingKind(
    "estimate-carried-over",
    Severity.WARNING,
    Text(
        'the estimate of account "{account}" dates from period {period} and costs were posted since. Type the '
        "estimate again.",
        "l'estimation du compte « {account} » date de la période {period} et des dépenses sont venues depuis. "
        "Saisissez-la de nouveau.",
    ),
)
