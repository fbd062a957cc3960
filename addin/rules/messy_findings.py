"""What a messy list holds that has no place in the table, and what was settled while reading it."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text


def _kind(code: str, severity: Severity, en: str, fr: str) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr))


MORE_IN_CELL = _kind(
    "more-in-cell",
    Severity.WARNING,
    'line {line} of the file holds more than one value; "{left}" was not imported. Note it where it belongs.',
    "la ligne {line} du fichier contient plusieurs valeurs ; « {left} » n'a pas été importé. Notez-le où il convient.",
)
READ_ABROAD = _kind(
    "read-abroad",
    Severity.WARNING,
    'line {line} of the file: "{value}" is no number of the production\'s country and was read as one of the other. Check it.',
    "ligne {line} du fichier : « {value} » n'est pas un numéro du pays de la production et a été lu comme de l'autre. Vérifiez-le.",
)
NICKNAME = _kind(
    "nickname",
    Severity.NOTE,
    'line {line} of the file gives the nickname "{value}", which has no column. Write it as the credited name if it is one.',
    "la ligne {line} du fichier donne le surnom « {value} », qui n'a pas de colonne. Mettez-le au générique s'il y a lieu.",
)
UNKNOWN_BANNER = _kind(
    "unknown-banner",
    Severity.WARNING,
    'the banner "{value}" on line {line} of the file is no department; the rows below it keep its words. Choose their department.',
    "le bandeau « {value} », ligne {line} du fichier, n'est pas un département ; les lignes dessous gardent ses mots. "
    "Choisissez leur département.",
)
LINE_IGNORED = _kind(
    "line-ignored",
    Severity.NOTE,
    'line {line} of the file, "{value}", is no row of the list and was not imported.',
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
    "another list begins on line {line} of the file; nothing from there on was imported. Import it from a file of its own.",
    "une autre liste commence ligne {line} du fichier ; rien n'en a été importé. Importez-la depuis son propre fichier.",
)
OTHER_SHEET = _kind(
    "other-sheet",
    Severity.NOTE,
    'the sheet "{value}" of the file was not imported. Say --sheet to import it.',
    "la feuille « {value} » du fichier n'a pas été importée. Dites --sheet pour l'importer.",
)
ID_GIVEN = _kind(
    "id-given",
    Severity.NOTE,
    'line {line} of the file has none; "{value}" was given.',
    "la ligne {line} du fichier n'en a pas ; « {value} » a été donné.",
)
