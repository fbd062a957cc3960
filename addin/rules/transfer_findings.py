"""What a file loaded into a table can have wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

UNKNOWN_COLUMN = FindingKind(
    "unknown-column",
    Severity.WARNING,
    Text(
        'the file\'s column "{value}" does not exist in this table and was ignored. Rename it to load it.',
        "la colonne « {value} » du fichier n'existe pas dans ce tableau et a été ignorée. Renommez-la pour la charger.",
    ),
)
REPEATED_KEY = FindingKind(
    "repeated-key",
    Severity.ERROR,
    Text(
        '"{value}" stands more than once in the file; each was loaded as a row of its own. Keep one.',
        "« {value} » figure plusieurs fois dans le fichier ; chaque ligne a été chargée. N'en gardez qu'une.",
    ),
)
BEYOND_HEADER = FindingKind(
    "beyond-header",
    Severity.ERROR,
    Text(
        '"{value}" stands in the file to the right of the last header and was not loaded. Give it a header, or '
        "put quotes around the cell that a separator has cut.",
        "« {value} » figure dans le fichier à droite du dernier en-tête et n'a pas été chargé. Donnez-lui un "
        "en-tête, ou mettez entre guillemets la cellule qu'un séparateur a coupée.",
    ),
)
REPEATED_COLUMN = FindingKind(
    "repeated-column",
    Severity.ERROR,
    Text(
        'the file has the column "{value}" twice; only the first was loaded. Rename or remove the other.',
        "le fichier a deux fois la colonne « {value} » ; seule la première a été chargée. "
        "Renommez ou retirez l'autre.",
    ),
)
FORMULA_KEPT = FindingKind(
    "formula-kept",
    Severity.WARNING,
    Text(
        'the cell holds a formula, which was kept; the file says "{value}". Type over the formula if the file is right.',
        "la cellule contient une formule, qui a été gardée ; le fichier donne « {value} ». Saisissez par-dessus la "
        "formule si c'est le fichier qui a raison.",
    ),
)
MASKED_CELL = FindingKind(
    "masked-cell",
    Severity.NOTE,
    Text(
        "the file only has a masked value here (•••); the sheet's cell was left as it was. Nothing to do.",
        "le fichier ne donne ici qu'une valeur masquée (•••) ; la cellule de la feuille n'a pas changé. Rien à faire.",
    ),
)
