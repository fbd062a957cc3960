"""The checks every table gets from its declaration."""

from collections.abc import Iterator

from rapidfuzz import process

from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Column, Kind, Table
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.kinds import is_of_kind
from workbook_templates.text import Text


def _kind(
    code: str, en: str, fr: str, severity: Severity = Severity.ERROR, suffix: bool = False
) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr), suffix)


MISSING = _kind("missing", "nothing is filled in. Fill it in.", "rien n'est saisi. Complétez.", suffix=True)
DUPLICATE = _kind(
    "duplicate",
    '"{value}" is already on row {other}. Give each its own, or remove one.',
    "« {value} » est déjà à la ligne {other}. Donnez à chacun le sien, ou retirez-en un.",
    suffix=True,
)
UNKNOWN = _kind(
    "unknown",
    '"{part}" is not in the {target} sheet.{near} Add it there, or correct it here.',
    "« {part} » n'est pas dans la feuille {target}.{near} Ajoutez-le là, ou corrigez ici.",
    suffix=True,
)
OUT_OF_ORDER = _kind(
    "dates-out-of-order",
    '"{value}" comes before {start}. Correct one of the two dates.',
    "« {value} » est avant le {start}. Corrigez l'une des deux dates.",
)
OUT_OF_RANGE = _kind(
    "out-of-range",
    '"{value}" should be {limit}. Correct it.',
    "« {value} » devrait être {limit}. Corrigez.",
)

SHORTEST_NEAR = 3  # a code of two characters is near everything
NEAR_LIMIT = 200  # a column with more unknown values than this is no matter of slips

NOT_OF_KIND: dict[Kind, FindingKind] = {
    Kind.CHOICE: _kind(
        "not-choice",
        '"{value}" is not in the list.{near} Choose one from the drop-down.',
        "« {value} » n'est pas dans la liste.{near} Choisissez dans la liste déroulante.",
    ),
    Kind.INT: _kind(
        "not-int",
        '"{value}" is not a whole number. Write it like 12.',
        "« {value} » n'est pas un nombre entier. Écrivez-le comme 12.",
    ),
    Kind.DECIMAL: _kind(
        "not-decimal",
        '"{value}" is not a number. Write it like 1.5.',
        "« {value} » n'est pas un nombre. Écrivez-le comme 1,5.",
    ),
    Kind.MONEY: _kind(
        "not-money",
        '"{value}" is not an amount. Write it like 1250.00, without a currency sign or thousands mark.',
        "« {value} » n'est pas un montant. Écrivez-le comme 1250,00, sans symbole de devise ni séparateur de milliers.",
    ),
    Kind.PERCENT: _kind(
        "not-percent",
        '"{value}" is not a percentage. Write it like 20%.',
        "« {value} » n'est pas un pourcentage. Écrivez-le comme 20 %.",
    ),
    Kind.DATE: _kind(
        "not-date",
        '"{value}" is not a date. Write it like 2026-03-02.',
        "« {value} » n'est pas une date. Écrivez-la comme 02/03/2026.",
    ),
    Kind.TIME: _kind(
        "not-time",
        '"{value}" is not a time of day. Write it like 09:30.',
        "« {value} » n'est pas une heure. Écrivez-la comme 09:30.",
    ),
    Kind.BOOL: _kind(
        "not-bool", '"{value}" is not yes or no. Choose one.', "« {value} » n'est ni oui ni non. Choisissez."
    ),
    Kind.EMAIL: _kind(
        "not-email",
        '"{value}" is not an e-mail address. Write it like name@example.com.',
        "« {value} » n'est pas une adresse de courriel. Écrivez-la comme nom@exemple.fr.",
    ),
    Kind.PHONE: _kind(
        "not-phone",
        '"{value}" is not a phone number that can be called. Write it with its country code, like +33 1 99 00 00 01.',
        "« {value} » n'est pas un numéro que l'on peut appeler. Écrivez-le avec son indicatif, comme +33 1 99 00 00 01.",
        Severity.WARNING,
    ),
    Kind.PAGES: _kind(
        "not-pages",
        '"{value}" is not a length in eighths. Write it like 1 3/8; if Excel made a date of it, format the cell as text first.',
        "« {value} » n'est pas une longueur en huitièmes. Écrivez-la comme 1 3/8 ; si Excel en a fait une date, mettez d'abord la cellule en texte.",
    ),
    Kind.SOCIAL: _kind(
        "not-social",
        "this is not a valid social insurance number: its check digits do not agree. Copy it again from the card.",
        "ce numéro de sécurité sociale ou NAS n'est pas valide : sa clé ne correspond pas. Recopiez-le depuis la carte.",
    ),
    Kind.IBAN: _kind(
        "not-iban",
        "this IBAN is not valid: its check digits do not agree. Copy it again.",
        "cet IBAN n'est pas valide : sa clé ne correspond pas. Recopiez-le.",
    ),
    Kind.SIRET: _kind(
        "not-siret",
        '"{value}" is not a valid SIRET. Copy it again.',
        "« {value} » n'est pas un SIRET valide. Recopiez-le.",
    ),
}


def check_tables(reading: Reading) -> list[Finding]:
    """Check every table that the book has, from its declaration alone.

    Findings: those of the reading, then missing, not-KIND, unknown, duplicate,
    dates-out-of-order and out-of-range, in the order of the tables.
    """
    known = _known_values(reading)
    findings: list[Finding] = []
    for read in reading.tables.values():
        if read.place is None or read.table.written:
            continue
        findings += read.findings
        for column in read.table.columns:
            if read.has(column.key):
                findings += _check_column(read, column, known)
        for keys in (read.table.keys, *read.table.unique):
            findings += _find_duplicates(read, keys)
        for start, end in read.table.ordered:
            findings += _find_disorder(read, start, end)
    return findings


def _known_values(reading: Reading) -> dict[tuple[str, str], set[str]]:
    """The values that references may name, for the tables the book has."""
    wanted = {
        pair for read in reading.tables.values() for column in read.table.columns for pair in column.refers
    }
    known: dict[tuple[str, str], set[str]] = {}
    for table, column in wanted:
        target = reading.tables.get(table)
        if target is not None and target.has(column):
            at = target.table.position[column]
            known[table, column] = {row.cells[at] for row in target.rows if row.cells[at]}
    return known


def _check_column(
    read: TableRead, column: Column, known: dict[tuple[str, str], set[str]]
) -> Iterator[Finding]:
    at = read.table.position[column.key]
    targets = [known[pair] for pair in column.refers if pair in known]
    pool = sorted(set().union(*targets))
    by_row = read.table.position[column.varies_by] if column.varies_by else None
    verdicts: dict[tuple[str, str], list[tuple[FindingKind, dict[str, str | Text]]]] = {}
    for row in read.rows:
        text = row.cells[at]
        if not text:
            if column.required and at not in row.unknown:
                yield Finding(MISSING, read.table, row.number, row.id, column.key)
            continue
        variant = row.cells[by_row] if by_row is not None else ""
        problems = verdicts.get((variant, text))
        if problems is None:
            shown = column.variants.get(variant, column)
            problems = verdicts[variant, text] = list(
                _problems(text, shown, column, targets, pool if len(verdicts) < NEAR_LIMIT else [])
            )
        for kind, details in problems:
            yield Finding(kind, read.table, row.number, row.id, column.key, text, details)


def _problems(
    text: str, shown: Column, column: Column, targets: list[set[str]], pool: list[str]
) -> Iterator[tuple[FindingKind, dict[str, str | Text]]]:
    if not is_of_kind(text, shown):
        yield NOT_OF_KIND[shown.kind], {"near": _near_choice(text, shown)}
        return
    if targets and len(targets) == len(column.refers):
        for part in text.split(",") if column.kind is Kind.REFS else [text]:
            if not any(part in target for target in targets):
                near = _near(part, pool) if len(part) >= SHORTEST_NEAR else Text("", "")
                yield UNKNOWN, {"part": part, "target": _target_label(column), "near": near}
    number = text.rstrip("%")
    if shown.minimum is not None and float(number) < shown.minimum:
        yield OUT_OF_RANGE, {"limit": Text(f"{shown.minimum} or more", f"au moins {shown.minimum}")}
    if shown.maximum is not None and float(number) > shown.maximum:
        yield OUT_OF_RANGE, {"limit": Text(f"{shown.maximum} or less", f"au plus {shown.maximum}")}


def _target_label(column: Column) -> Text:
    labels = [TABLE[table].label for table, _ in column.refers]
    return Text(" or ".join(label.en for label in labels), " ou ".join(label.fr for label in labels))


def _near(text: str, known: list[str]) -> Text:
    best = process.extractOne(text, known, score_cutoff=75) if known else None
    return Text(f' Is it "{best[0]}"?', f" Est-ce « {best[0]} » ?") if best else Text("", "")


def _near_choice(text: str, column: Column) -> Text:
    if column.kind is not Kind.CHOICE:
        return Text("", "")
    en = process.extractOne(text, [choice.label.en for choice in column.choices], score_cutoff=60)
    fr = process.extractOne(text, [choice.label.fr for choice in column.choices], score_cutoff=60)
    return Text(f' Is it "{en[0]}"?' if en else "", f" Est-ce « {fr[0]} » ?" if fr else "")


def _key_cells(table: Table, row: Row, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.cells[table.position[key]] or table.column(key).default for key in keys)


def _find_duplicates(read: TableRead, keys: tuple[str, ...]) -> Iterator[Finding]:
    """Rows whose key stands already further up; a row with no key of its own is none."""
    if not keys or not any(read.has(key) for key in keys):
        return
    first: dict[tuple[str, ...], int] = {}
    named = keys[-1] if len(keys) > 1 and keys[0] in ("unit", "episode") else keys[0]
    for row in read.rows:
        if not any(row.cells[read.table.position[key]] for key in keys if not read.table.column(key).default):
            continue
        cells = _key_cells(read.table, row, keys)
        other = first.setdefault(cells, row.number)
        if other != row.number:
            value = " · ".join(cell for cell in cells if cell)
            yield Finding(DUPLICATE, read.table, row.number, row.id, named, value, {"other": str(other)})


def _find_disorder(read: TableRead, start: str, end: str) -> Iterator[Finding]:
    first, last = read.table.position[start], read.table.position[end]
    begin, finish = read.table.column(start), read.table.column(end)
    for row in read.rows:
        a, b = row.cells[first], row.cells[last]
        if a and b and b < a and is_of_kind(a, begin) and is_of_kind(b, finish):
            yield Finding(OUT_OF_ORDER, read.table, row.number, row.id, end, b, {"start": a})
