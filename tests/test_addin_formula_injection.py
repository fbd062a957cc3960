"""No text that was typed or imported becomes a formula, whatever writes it."""

import csv
import io
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.server import GoogleEmulator
from list_people import ADA, reading

from addin.actions.transfer import dump_csv, plan_load
from addin.documents.crew_lists import ListRequest, make_list
from addin.documents.list_kinds import LISTS
from addin.documents.list_texts import list_csv, list_vcards
from addin.documents.list_workbook import draw_list
from sync.books.posted import PostedBook
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from workbook_templates.book import Book, Edits, NewRow, Reading
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.identities import give_ids
from workbook_templates.kinds import as_typed

CREW = TABLE["crew"]
AT = CREW.position
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    " =",
    "\n=",
    "\r=",
    "＝",
    "＋",
    "－",
    "＠",
    "{=",
    "'=",
    '"=',
    "=-+@",
    "|",
    "%0A=",
)
BODIES = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","x")', "SUM(A1:A9)", "A1", "2;3", 'IMPORTXML("x";"y")',
    "WEBSERVICE(1)", "DDE(\"a\";\"b\")", "é&<>\"'", "_x003D_1", "=", "1", "TRUE", "#REF!", "0042", "1e5", "12/03",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTS = ("last_name", "first_name", "position", "union", "address", "allergies", "credited_name")


def payloads(count: int, seed: int) -> list[str]:
    """Texts that office programs would take for formulas; the same for a seed."""
    dice = random.Random(seed)
    every = [f"{start}{body}" for start in STARTS for body in BODIES]
    dice.shuffle(every)
    return every[:count]


def people(seed: int, count: int = 40) -> list[dict[str, str]]:
    texts = map(as_typed, payloads(count * len(TEXTS), seed))
    made = []
    for number in range(count):
        line = ADA | {"person": f"P{500 + number}"}
        made.append(line | {key: text for key in TEXTS if (text := next(texts, ""))})
    return made


def planted_texts(lines: list[dict[str, str]]) -> set[str]:
    return {line[key] for line in lines for key in TEXTS}


def as_edits(read: Reading, lines: list[dict[str, str]]) -> Edits:
    """Some as new rows, some over the cells of rows that are there."""
    rows = read.tables["crew"].rows
    half = lines[: len(rows)]
    cells = {(row.number, key): line[key] for row, line in zip(rows, half, strict=False) for key in TEXTS}
    added = [
        NewRow(new_id(), tuple(line.get(column.key, "") for column in CREW.columns))
        for line in lines[len(half) :]
    ]
    return Edits(cells={"crew": cells}, added={"crew": added})


def formulas_of(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and 'HYPERLINK("#' not in str(cell.value)
    ]


def filled(book: Book, lines: list[dict[str, str]]) -> set[str]:
    book.apply(as_edits(book.read(INPUT_TABLES), lines))
    read = book.read(INPUT_TABLES).tables["crew"]
    assert not any(row.formulas for row in read.rows)
    return {row.cells[AT[key]] for row in read.rows for key in TEXTS}


def trimmed(texts: set[str]) -> set[str]:
    """As reading trims them."""
    return {" ".join(text.split()) for text in texts} - {""}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_workbook_that_is_spliced_or_built_holds_text(tmp_path: Path, seed: int) -> None:
    lines = people(seed)
    built, spliced = tmp_path / "built.xlsx", tmp_path / "spliced.xlsx"
    build_workbook(built, "en", {"crew": [(line["person"], line) for line in lines]})
    build_workbook(spliced, "en", {"crew": [("one", ADA), ("two", ADA | {"person": "P901"})]})
    own = formulas_of(spliced)

    held = filled(XlsxBook(spliced), lines)

    assert formulas_of(spliced) == own
    assert [one for one in formulas_of(built) if one not in own] == []
    assert trimmed(planted_texts(lines)) <= trimmed(held)
    assert b"ddeLink" not in spliced.read_bytes()


@pytest.mark.parametrize("seed", [4, 5])
def test_a_csv_that_is_dumped_holds_no_cell_that_begins_like_a_formula(seed: int) -> None:
    lines = people(seed)
    book = reading(lines)

    dumped = dump_csv(book.tables["crew"], restricted=True)

    for row in csv.DictReader(io.StringIO(dumped, newline="")):
        for key, cell in row.items():
            is_number = key in ("phone", "emergency_phone") and cell[1:].isdigit()
            assert is_number or not cell.startswith(DANGEROUS), (key, cell)
    read, ids = give_ids(book, new_id)
    edits, _, counts = plan_load(read, CREW, dumped.encode(), False, new_id, ids)
    changed = {key: value for (_, key), value in edits.cells.get("crew", {}).items() if key in TEXTS}
    assert changed == {} and not counts["added"]


@pytest.mark.parametrize("seed", [6, 7])
@pytest.mark.parametrize("kind", ["public", "office", "emergency", "allergies", "department"])
def test_a_list_in_any_format_holds_text(tmp_path: Path, kind: str, seed: int) -> None:
    made = make_list(reading(people(seed)), ListRequest(LISTS[kind], "fr", 1, date(2026, 5, 6)))
    path = tmp_path / "list.xlsx"

    draw_list(made, path)
    text = list_csv(made).decode("utf-8-sig")

    assert formulas_of(path) == []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for cell in row:
            assert not cell.lstrip(" ").startswith(DANGEROUS), cell
    for line in list_vcards(made).decode().splitlines():
        assert line.startswith(" ") or line.partition(":")[0].partition(";")[0].isalpha(), line


def test_a_google_spreadsheet_is_written_as_text(google: GoogleEmulator) -> None:
    labels = [CREW.column(key).label.en for key in ("person", *TEXTS)]
    book = google_book(google, {"Crew": [labels, ["P1", *["x"] * len(TEXTS)]]})
    lines = people(8)

    held = filled(book, lines)

    assert trimmed(planted_texts(lines)) <= trimmed(held)


def test_the_edits_that_the_service_answers_hold_text_as_text() -> None:
    labels = [CREW.column(key).label.en for key in ("person", *TEXTS)]
    rows: list[list[Any]] = [labels, ["P1", *["x"] * len(TEXTS)]]
    book = PostedBook({"name": "posted", "identity": "", "sheets": [{"name": "Crew", "rows": rows}]})
    lines = people(9)

    book.apply(as_edits(book.read(INPUT_TABLES), lines))

    said = json.loads(json.dumps(book.edits))
    texts = trimmed(planted_texts(lines))
    found = {" ".join(leaf.split()) for leaf in leaves(said) if isinstance(leaf, str)}
    assert texts <= found
    assert "formula" not in json.dumps(said).casefold().replace("formulas", "")


def leaves(said: object) -> list[object]:
    if isinstance(said, dict):
        return [leaf for one in said.values() for leaf in leaves(one)]
    if isinstance(said, list):
        return [leaf for one in said for leaf in leaves(one)]
    return [said]
