"""The finding of the formulas that call a custom function."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

FUNCTION_REFUSED = FindingKind(
    "function-refused",
    Severity.ERROR,
    Text(
        'the cell {cell} of "{sheet}" calls {function}, which gives no value. {reason} Correct what it is given.',
        "la cellule {cell} de « {sheet} » appelle {function}, qui ne donne pas de valeur. {reason} "
        "Corrigez ce qui lui est donné.",
    ),
)
