"""What orders and their invoices can have wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

TWO_SUPPLIERS = FindingKind(
    "order-two-suppliers",
    Severity.ERROR,
    Text(
        'order {order} is for "{value}" here and for "{other}" in row {first}. Give one of them a number of its own.',
        "le bon {order} est pour « {value} » ici et pour « {other} » ligne {first}. Donnez à l'un des deux son propre "
        "numéro.",
    ),
)
MISSING_NUMBERS = FindingKind(
    "order-numbers-missing",
    Severity.NOTE,
    Text(
        "{missing} before order {value}: not in the sheet. Find them, or enter them closed if they were cancelled.",
        "{missing} avant le bon {value} : absents de la feuille. Retrouvez-les, ou saisissez-les clos s'ils ont été "
        "annulés.",
    ),
)
ABOVE_LIMIT = FindingKind(
    "order-above-limit",
    Severity.ERROR,
    Text(
        "order {order} comes to {amount}, and {value} approves up to {limit}. Have it approved by someone whose limit is "
        "high enough.",
        "le bon {order} fait {amount}, et {value} approuve jusqu'à {limit}. Faites-le approuver par quelqu'un dont le "
        "seuil suffit.",
    ),
)
NOT_APPROVED = FindingKind(
    "order-not-approved",
    Severity.WARNING,
    Text(
        "order {value}, of {amount}, says nobody who approved it. Have it approved, and write by whom.",
        "le bon {value}, de {amount}, ne dit pas qui l'a approuvé. Faites-le approuver, et écrivez par qui.",
    ),
)
NO_LIMIT = FindingKind(
    "approver-without-limit",
    Severity.WARNING,
    Text(
        '"{value}" approved order {order} and has no approval limit on that day. Enter it in Rates and ceilings, or '
        "correct the name.",
        "« {value} » a approuvé le bon {order} et n'a pas de seuil d'approbation ce jour-là. Saisissez-le dans Taux et "
        "plafonds, ou corrigez le nom.",
    ),
)
STALE_ORDER = FindingKind(
    "stale-order",
    Severity.WARNING,
    Text(
        "order {order} line {line} still commits {balance}, and nothing has come on it since {since}, {days} days ago. Ask "
        "the supplier for the invoice, or close the line.",
        "le bon {order} ligne {line} engage encore {balance}, et rien n'y est venu depuis le {since}, il y a {days} jours. "
        "Réclamez la facture au fournisseur, ou clôturez la ligne.",
    ),
)
OTHER_SUPPLIER = FindingKind(
    "invoice-of-another-supplier",
    Severity.WARNING,
    Text(
        'the line is from "{value}" and its order {order} is for "{ordered}". Correct the order, or the supplier.',
        "la ligne est de « {value} » et son bon {order} est pour « {ordered} ». Corrigez le bon ou le fournisseur.",
    ),
)
BEFORE_ORDER = FindingKind(
    "invoice-before-order",
    Severity.WARNING,
    Text(
        "the line is dated {value}, before its order {order} of {ordered}. An order comes before what it orders: correct a date, "
        "or the order.",
        "la ligne est datée du {value}, avant son bon {order} du {ordered}. Un bon vient avant ce qu'il commande : corrigez une "
        "date ou le bon.",
    ),
)
