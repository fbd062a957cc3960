"""What a messy list holds that has no place in the table, and what was settled while reading it."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text


def _kind(code: str, severity: Severity, en: str, fr: str) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr))


MORE_IN_CELL = _kind(
    "more-in-cell",
    Severity.WARNING,
    'line {line} of the file holds more than one value; "{left}" was not imported. Note it where it belongs.',
    "la ligne {line} du fichier contient plusieurs valeurs ; « {left} » n'a pas été importé. Notez-le à sa place.",
)
READ_ABROAD = _kind(
    "read-abroad",
    Severity.WARNING,
    '"{value}", on line {line} of the file, is not a number of the production\'s country; it was read as a foreign one. Check it.',
    "« {value} », ligne {line} du fichier, n'est pas un numéro du pays de la production ; il a été lu comme un numéro étranger. Vérifiez-le.",
)
NICKNAME = _kind(
    "nickname",
    Severity.NOTE,
    'line {line} of the file gives the nickname "{value}", which has no column. Put it under Credited name if the credits should show it.',
    "la ligne {line} du fichier donne le surnom « {value} », qui n'a pas de colonne. Mettez-le en Nom au générique s'il doit y figurer.",
)
UNKNOWN_BANNER = _kind(
    "unknown-banner",
    Severity.WARNING,
    'the banner "{value}" on line {line} of the file is not a known department; the rows below it carry it as it is. Choose their department.',
    "le bandeau « {value} », ligne {line} du fichier, n'est pas un département connu ; les lignes en dessous le portent tel quel. "
    "Choisissez leur département.",
)
LINE_IGNORED = _kind(
    "line-ignored",
    Severity.NOTE,
    'line {line} of the file, "{value}", is not a row of the list and was not imported.',
    "la ligne {line} du fichier, « {value} », n'est pas une ligne de la liste et n'a pas été importée.",
)
COLUMN_IGNORED = _kind(
    "column-ignored",
    Severity.NOTE,
    'column {letter} of the file, "{value}", has no place in this table and was not imported.',
    "la colonne {letter} du fichier, « {value} », n'a pas de place dans ce tableau et n'a pas été importée.",
)
SECOND_LIST = _kind(
    "second-list",
    Severity.WARNING,
    "another list begins on line {line} of the file; nothing from there on was imported. Put it in a file of its own and import that.",
    "une autre liste commence ligne {line} du fichier ; à partir de là, rien n'a été importé. Mettez-la dans un fichier à part et importez-le.",
)
OTHER_SHEET = _kind(
    "other-sheet",
    Severity.NOTE,
    'the sheet "{value}" of the file was not imported. To import it, add --sheet to the command.',
    "la feuille « {value} » du fichier n'a pas été importée. Pour l'importer, ajoutez --sheet à la commande.",
)
ID_GIVEN = _kind(
    "id-given",
    Severity.NOTE,
    'line {line} of the file gives none; "{value}" was assigned.',
    "la ligne {line} du fichier n'en donne pas ; « {value} » a été attribué.",
)
