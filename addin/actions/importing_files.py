"""The files of an import: the messy list itself, and the sheet where its mapping is corrected."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import python_calamine

from addin.rules.messy_layout import RawSheet, text_at
from addin.rules.messy_mapping import READINGS, MappedColumn, target_label
from addin.rules.messy_words import EXTRA_TARGETS, FULL_NAME, has_names
from sync.books.files import read_file
from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.findings import MASK
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.text import Lang, OfficeError, Text, fold

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
TEXTS = (".csv", ".txt", ".tsv")
SECRETS = (Column("social", Kind.SOCIAL, "social"), Column("iban", Kind.IBAN, "iban"))
SHEET_HEADINGS = (
    Text("Column", "Colonne"),
    Text("Heading", "En-tête"),
    Text("Becomes", "Devient"),
    Text("Read", "Lecture"),
    Text("Confidence", "Confiance"),
    Text("Example", "Exemple"),
)
READING_WORDS: dict[str, Text] = {
    "": Text("", ""),
    "day-first": Text("day first", "jour en premier"),
    "month-first": Text("month first", "mois en premier"),
    "first-last": Text("first name first", "prénom en premier"),
    "last-first": Text("last name first", "nom en premier"),
}


def read_source(path: Path) -> list[RawSheet]:
    """Read the sheets of a list: a workbook of any office program, or a CSV.

    Raises:
        OfficeError: There is no such file, it is no list, or it is locked by a password.
    """
    suffix = path.suffix.lower()
    if suffix not in (*WORKBOOKS, *TEXTS):
        raise OfficeError(
            f"{path.name} is not a list that can be imported. Save it as .xlsx, .ods, .xls or .csv.",
            f"{path.name} n'est pas une liste que l'on peut importer. Enregistrez-la en .xlsx, .ods, .xls ou .csv.",
        )
    data = read_file(path)
    sheets = [RawSheet(path.stem, read_text(data))] if suffix in TEXTS else _read_workbook(path, data)
    if not any(any(text_at(row, at) for at in range(len(row))) for sheet in sheets for row in sheet.rows):
        raise OfficeError(f"{path.name} is empty.", f"{path.name} est vide.")
    return sheets


def read_text(data: bytes) -> list[list[str]]:
    """Read a CSV as cells: UTF-8 (BOM or not), UTF-16 or Windows-1252, cut by ``;``, ``,`` or tabs.

    The separator is the one that cuts most lines alike, whatever titles stand above.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        if b"\0" in data:
            raise OfficeError(
                "This file is not a CSV: it is not text.",
                "Ce fichier n'est pas un CSV : ce n'est pas du texte.",
            )
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    csv.field_size_limit(10_000_000)
    readings = [list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) for mark in ";,\t"]
    return max(readings, key=_evenness)


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many lines have the commonest number of cells above one."""
    counts: dict[int, int] = {}
    for row in rows:
        if len(row) > 1:
            counts[len(row)] = counts.get(len(row), 0) + 1
    if not counts:
        return (0, 0)
    width = max(counts, key=lambda size: (counts[size], size))
    return (counts[width], width)


def _read_workbook(path: Path, data: bytes) -> list[RawSheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        return [_raw(book.get_sheet_by_name(name)) for name in visible]
    except python_calamine.PasswordError as problem:
        raise OfficeError(
            f"{path.name} is locked by a password. Take it off, then import it.",
            f"{path.name} est protégé par un mot de passe. Retirez-le, puis importez.",
        ) from problem
    except python_calamine.CalamineError as problem:
        raise OfficeError(
            f"{path.name} cannot be read: {problem}.", f"{path.name} est illisible : {problem}."
        ) from problem


def _raw(sheet: python_calamine.CalamineSheet) -> RawSheet:
    merges = tuple((r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ())
    return RawSheet(sheet.name, sheet.to_python(skip_empty_area=False), merges)


def shown_samples(column: MappedColumn, table: Table) -> str:
    """A column's first cells, masked when what it becomes is restricted."""
    if column.target in table.position and table.column(column.target).tier is Tier.RESTRICTED:
        return MASK if column.samples else ""
    if column.target in EXTRA_TARGETS and column.target != FULL_NAME and column.samples:
        restricted = "address" in table.position and table.column("address").tier is Tier.RESTRICTED
        return MASK if restricted else " · ".join(column.samples)
    return " · ".join(MASK if _is_secret(sample) else sample for sample in column.samples)


def _is_secret(text: str) -> bool:
    """Whether a cell is a social insurance number or an IBAN, whatever its heading says."""
    return any(is_of_kind(canonical(text, column, "en", "FR"), column) for column in SECRETS)


def write_mapping(path: Path, columns: Sequence[MappedColumn], table: Table, lang: Lang) -> None:
    """Write the proposed mapping as a sheet to correct: .xlsx with lists to choose from, or .csv.

    Raises:
        OfficeError: The name ends in neither, or its folder does not exist.
    """
    lines = [
        [
            column.letter,
            column.heading,
            target_label(table, column.target).say(lang) if column.target else "",
            READING_WORDS[column.reading].say(lang),
            f"{column.confidence:.0%}" if column.target else "",
            shown_samples(column, table),
        ]
        for column in columns
    ]
    header = [heading.say(lang) for heading in SHEET_HEADINGS]
    if not path.parent.is_dir():
        raise OfficeError(f"{path.parent} is not a folder.", f"{path.parent} n'est pas un dossier.")
    if path.suffix.lower() == ".csv":
        with path.open("x", encoding="utf-8-sig", newline="") as out:
            safe = [[_no_formula(cell) for cell in line] for line in lines]
            csv.writer(out, delimiter=";" if lang == "fr" else ",").writerows([header, *safe])
    elif path.suffix.lower() == ".xlsx":
        _write_mapping_sheet(path, header, lines, table, lang)
    else:
        raise OfficeError(
            f"{path.name}: a mapping's name ends in .csv or .xlsx.",
            f"{path.name} : le nom d'une correspondance finit par .csv ou .xlsx.",
        )


def _no_formula(text: str) -> str:
    """A cell that no office program takes for a formula when it opens the CSV."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) and text != "@" else text


def _write_mapping_sheet(
    path: Path, header: list[str], lines: list[list[str]], table: Table, lang: Lang
) -> None:
    # Slow to load: only who asks for this sheet waits for it.
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Correspondance" if lang == "fr" else "Mapping"
    sheet.append(header)
    for line in lines:
        sheet.append([""] * len(line))
        for at, text in enumerate(line, start=1):
            cell = sheet.cell(sheet.max_row, at)
            cell.value = text
            cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (9, 28, 28, 20, 12, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    choices = book.create_sheet("Choix" if lang == "fr" else "Choices")
    labels = [target_label(table, target).say(lang) for target in targets_of(table)]
    readings = [READING_WORDS[reading].say(lang) for reading in READINGS if reading]
    for at, label in enumerate(labels, start=1):
        choices.cell(at, 1).value = label
    for at, label in enumerate(readings, start=1):
        choices.cell(at, 2).value = label
    for target, source, count in (("C", "A", len(labels)), ("D", "B", len(readings))):
        rule = DataValidation(
            "list", formula1=f"={choices.title}!${source}$1:${source}${count}", allow_blank=True
        )
        rule.add(f"{target}2:{target}{max(2, len(lines) + 1)}")
        sheet.add_data_validation(rule)
    book.save(path)


def targets_of(table: Table) -> list[str]:
    """All that a column of a list may become."""
    extra = [target for target in EXTRA_TARGETS if target != FULL_NAME or has_names(table)]
    if "address" not in table.position:
        extra = [target for target in extra if target == FULL_NAME]
    return [*(column.key for column in table.columns if not column.written), *extra]


def read_mapping(path: Path, table: Table) -> list[tuple[str, str, str]]:
    """Read a corrected mapping: heading, target and reading of each column, in order.

    Raises:
        OfficeError: A column becomes something that the table does not have, or is read in no known way.
    """
    sheet = read_source(path)[0]
    words: Mapping[str, str] = {
        fold(word): target
        for target in targets_of(table)
        for word in (target, target_label(table, target).en, target_label(table, target).fr)
    }
    readings = {fold(word): key for key, text in READING_WORDS.items() for word in (key, text.en, text.fr)}
    mapped: list[tuple[str, str, str]] = []
    for row in sheet.rows[1:]:
        if not text_at(row, 0):
            continue
        said, reading = fold(text_at(row, 2)), fold(text_at(row, 3))
        if said and said not in words:
            raise OfficeError(
                f'{path.name}: "{text_at(row, 2)}" (column {text_at(row, 0)}) is no column of {table.label.en}. '
                "Choose one of its columns, or leave it blank.",
                f"{path.name} : « {text_at(row, 2)} » (colonne {text_at(row, 0)}) n'est pas une colonne de {table.label.fr}. "
                "Choisissez-en une, ou laissez vide.",
            )
        if reading not in readings:
            raise OfficeError(
                f'{path.name}: "{text_at(row, 3)}" (column {text_at(row, 0)}) is no way to read a column. '
                "Choose one of the list, or leave it blank.",
                f"{path.name} : « {text_at(row, 3)} » (colonne {text_at(row, 0)}) n'est pas une lecture possible. "
                "Choisissez-en une dans la liste, ou laissez vide.",
            )
        mapped.append((text_at(row, 1).removeprefix("'"), words.get(said, ""), readings[reading]))
    return mapped
