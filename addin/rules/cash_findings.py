"""What floats, receipts, ceilings, payments and deposits can have wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

NO_OPENING = FindingKind(
    "float-without-opening",
    Severity.ERROR,
    Text(
        "the float {value} was never opened, so its cash is counted from nothing. Add its opening to Floats.",
        "la régie d'avance {value} n'a pas d'ouverture : ses espèces sont comptées à partir de rien. Ajoutez son "
        "ouverture dans Régies d'avance.",
    ),
)
COUNT_DIFFERS = FindingKind(
    "float-count-differs",
    Severity.ERROR,
    Text(
        "{value} was counted and {expected} is expected: {difference}. Look for a receipt left out or entered twice, or "
        "write the difference off in the row that follows (positive for cash that is missing).",
        "on a compté {value} et il devrait y avoir {expected} : {difference}. Cherchez un reçu oublié ou saisi deux fois, "
        "ou constatez la différence à la ligne suivante (positive quand il manque des espèces).",
    ),
)
BELOW_ZERO = FindingKind(
    "float-below-zero",
    Severity.ERROR,
    Text(
        "on {date} the float {float} is at {balance}, and cash cannot be below zero. Correct a date or an amount, or "
        "add the top-up that is missing.",
        "le {date}, la régie d'avance {float} est à {balance}, et des espèces ne passent pas sous zéro. Corrigez une "
        "date ou un montant, ou ajoutez le réapprovisionnement qui manque.",
    ),
)
BEFORE_OPENING = FindingKind(
    "receipt-before-opening",
    Severity.WARNING,
    Text(
        "this receipt is of {value}, before the float {float} was opened on {opened}. Correct the date, or the float.",
        "ce reçu est du {value}, avant l'ouverture de la régie d'avance {float} le {opened}. Corrigez la date ou la "
        "régie d'avance.",
    ),
)
NO_RECEIPT_DATE = FindingKind(
    "receipt-without-date",
    Severity.WARNING,
    Text(
        "this receipt has no date, so it is taken from the float {float} on its first day. Write its date.",
        "ce reçu n'a pas de date : il est pris sur la régie d'avance {float} à son premier jour. Écrivez sa date.",
    ),
)
OTHER_CASH = FindingKind(
    "float-other-currency",
    Severity.ERROR,
    Text(
        "the line is in {value} and the float {float} holds {currency}, so it is not counted in it. Correct the currency, or "
        "open a float in {value}.",
        "la ligne est en {value} et la régie d'avance {float} en {currency} : elle n'y est pas comptée. Corrigez la devise, "
        "ou ouvrez une régie d'avance en {value}.",
    ),
)
TWO_HOLDERS = FindingKind(
    "float-two-holders",
    Severity.ERROR,
    Text(
        "the float {float} passes to {value} while {holder} still holds {balance} of it. Have the cash returned first, "
        "or open a float of its own.",
        "la régie d'avance {float} passe à {value} alors que {holder} en détient encore {balance}. Faites rendre les "
        "espèces d'abord, ou ouvrez une autre régie d'avance.",
    ),
)
NOT_CASH = FindingKind(
    "float-not-petty-cash",
    Severity.ERROR,
    Text(
        "this line names the float {float} and is no petty cash, so the float does not pay it. Change the kind, or take "
        "the float out.",
        "cette ligne nomme la régie d'avance {float} sans être de la petite caisse : la régie d'avance ne la paie pas. "
        "Changez la nature, ou retirez la régie d'avance.",
    ),
)
NO_FLOAT = FindingKind(
    "receipt-without-float",
    Severity.WARNING,
    Text(
        "this petty cash is of no float, so no holder accounts for it. Write the float that paid it.",
        "cette petite caisse n'est d'aucune régie d'avance : personne n'en répond. Écrivez la régie d'avance qui l'a "
        "payée.",
    ),
)
ABOVE_CEILING = FindingKind(
    "above-ceiling",
    Severity.WARNING,
    Text(
        "{amount} with tax passes the ceiling {value} by {excess}: {units} x {each} is {limit}. Reduce it, or have the "
        "excess approved.",
        "{amount} taxe comprise dépasse le plafond {value} de {excess} : {units} x {each} font {limit}. Réduisez, ou "
        "faites approuver le dépassement.",
    ),
)
NO_UNITS = FindingKind(
    "ceiling-without-units",
    Severity.WARNING,
    Text(
        "the ceiling {value} is not checked: the line says no number of units. Write how many km, meals or nights it is for.",
        "le plafond {value} n'est pas vérifié : la ligne ne dit pas d'unités. Écrivez combien de km, de repas ou de "
        "nuits elle couvre.",
    ),
)
NO_CEILING = FindingKind(
    "no-ceiling",
    Severity.WARNING,
    Text(
        "the ceiling {value} has no amount on this line's date, so it is not checked. Add it in Rates and ceilings, or "
        "correct the code.",
        "le plafond {value} n'a pas de montant à la date de la ligne : il n'est pas vérifié. Ajoutez-le dans Taux et "
        "plafonds, ou corrigez le code.",
    ),
)
NOT_COMPARED = FindingKind(
    "limit-in-another-currency",
    Severity.WARNING,
    Text(
        "the limit {value} is in {currency}, this is in another currency, and no rate of exchange joins the two: it is not "
        "checked. Add the rate in Rates and ceilings.",
        "la limite {value} est en {currency}, la ligne dans une autre devise, et aucun cours ne relie les deux : rien n'est "
        "vérifié. Ajoutez le cours dans Taux et plafonds.",
    ),
)
DUE_BEFORE = FindingKind(
    "due-before-invoice",
    Severity.WARNING,
    Text(
        "it is due on {value}, before the line's own date, {date}. Correct one of the two.",
        "l'échéance du {value} précède la date de la ligne, le {date}. Corrigez l'une des deux.",
    ),
)
PAID_LATER = FindingKind(
    "paid-in-the-future",
    Severity.WARNING,
    Text(
        "the line is said to be paid on {value}, a day that has not come yet; it is counted as paid. Correct the date, or "
        "empty it until it is paid.",
        "la ligne est dite payée le {value}, un jour qui n'est pas encore venu ; elle est comptée comme payée. Corrigez "
        "la date, ou videz-la jusqu'au paiement.",
    ),
)
DEPOSIT_OVERDUE = FindingKind(
    "deposit-overdue",
    Severity.WARNING,
    Text(
        "this deposit was to come back on {value}, and {outstanding} is still out. Ask for it, or write when it was returned.",
        "cette caution devait revenir le {value}, et {outstanding} manquent encore. Réclamez-la, ou écrivez quand elle a "
        "été rendue.",
    ),
)
KEPT_NO_COST = FindingKind(
    "kept-deposit-without-cost",
    Severity.ERROR,
    Text(
        "{value} of this deposit was kept, and no cost line says so. Enter the cost, and write its entry here.",
        "{value} de cette caution ont été gardés, et aucune ligne de dépense ne le dit. Saisissez la dépense, et écrivez "
        "ici son écriture.",
    ),
)
KEPT_DIFFERS = FindingKind(
    "kept-deposit-differs",
    Severity.ERROR,
    Text(
        "{value} of this deposit was kept, and entry {entry} is of {net}. Correct the one that is wrong.",
        "{value} de cette caution ont été gardés, et l'écriture {entry} est de {net}. Corrigez ce qui est faux.",
    ),
)
KEPT_MORE = FindingKind(
    "kept-more-than-deposit",
    Severity.ERROR,
    Text(
        "{value} was kept of a deposit of {amount}. A supplier keeps no more than the deposit; the rest is an invoice.",
        "{value} ont été gardés d'une caution de {amount}. Un fournisseur ne garde pas plus que la caution ; le reste est "
        "une facture.",
    ),
)
RETURNED_AND_KEPT = FindingKind(
    "deposit-returned-and-kept",
    Severity.ERROR,
    Text(
        "this deposit was kept whole, and yet returned on {value}. Correct the amount kept, or empty the date.",
        "cette caution a été gardée en entier, et pourtant rendue le {value}. Corrigez le montant gardé, ou videz la date.",
    ),
)
DEPOSIT_AS_COST = FindingKind(
    "deposit-as-cost",
    Severity.WARNING,
    Text(
        "this line has the supplier, the amount and the date of deposit {deposit}. A deposit is no cost: take the line "
        "out, unless it is something else.",
        "cette ligne a le fournisseur, le montant et la date de la caution {deposit}. Une caution n'est pas un coût : "
        "retirez la ligne, sauf si c'est autre chose.",
    ),
)
