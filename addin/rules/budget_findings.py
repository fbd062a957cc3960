"""What the budget's detail can find wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

BAD_QUANTITY = FindingKind(
    "bad-quantity",
    Severity.ERROR,
    Text(
        '"{value}" is not a number, so the line counts for nothing. Write it like 12.5.',
        "« {value} » n'est pas un nombre : la ligne compte pour rien. Écrivez-le comme 12,5.",
    ),
)
NO_BUDGET_WORTH = FindingKind(
    "budget-line-without-rate",
    Severity.ERROR,
    Text(
        "the budget has no rate for {value}, so the line counts for nothing. Add a budget exchange rate to {report} in "
        "Rates and ceilings.",
        "le devis n'a pas de cours pour {value} : la ligne compte pour rien. Ajoutez un cours du devis vers {report} "
        "dans Taux et plafonds.",
    ),
)
NO_FRINGE_RATE = FindingKind(
    "no-fringe-rate",
    Severity.ERROR,
    Text(
        "{code} has no percentage in Rates and ceilings, so it adds nothing. Enter it there, or correct the code.",
        "{code} n'a pas de pourcentage dans Taux et plafonds : il n'ajoute rien. Saisissez-le, ou corrigez le code.",
    ),
)
BUDGET_DIFFERS = FindingKind(
    "budget-differs-from-detail",
    Severity.WARNING,
    Text(
        "the budget of account {account} is {value}, and its detail comes to {detail}. Correct the one that is wrong.",
        "le devis du compte {account} est {value}, et son détail donne {detail}. Corrigez ce qui est faux.",
    ),
)
