"""What every book promises, held against each of them."""

from collections.abc import Callable
from pathlib import Path

import live_excel
import openpyxl
import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.server import GoogleEmulator
from posted_client import PostingBook

from sync.books.google import GoogleBook
from sync.books.live import LiveBook
from sync.books.memory import MemoryBook
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Book, Cell, Edits, NewRow, Result
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.checks import check_tables
from workbook_templates.text import OfficeError

Sheets = dict[str, list[list[object]]]
Maker = Callable[[Sheets], Book]

CREW: Sheets = {
    "Feuille libre": [
        ["Production du Phare"],
        [],
        ["Prénom", "Nom", "Taille", "Identifiant", "Fonction", "Début"],
        ["Ève", "Côté", "M", "007", "Scripte", "02/03/2026"],
        ["Noé", "Roy", "L", "008", "Perchiste", "demain"],
    ]
}


@pytest.fixture(params=["memory", "xlsx", "google", "live", "posted"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    def in_memory(sheets: Sheets) -> Book:
        return MemoryBook(sheets)

    def in_file(sheets: Sheets) -> Book:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        workbook.save(tmp_path / "book.xlsx")
        return XlsxBook(tmp_path / "book.xlsx")

    def in_google(sheets: Sheets) -> Book:
        emulator: GoogleEmulator = request.getfixturevalue("google")
        return google_book(emulator, sheets)

    def in_excel(sheets: Sheets) -> Book:
        app, _ = live_excel.start()
        return LiveBook(live_excel.book_of(app, sheets))

    makers: dict[str, Maker] = {"memory": in_memory, "xlsx": in_file, "google": in_google, "live": in_excel}
    return {**makers, "posted": PostingBook}[request.param]


def test_a_table_is_found_by_its_headers_below_a_title(make: Maker) -> None:
    reading = make(CREW).read(INPUT_TABLES)

    read = reading.tables["crew"]
    assert reading.lang == "fr"
    assert read.place is not None and (read.place.header, read.place.last) == (3, 5)
    assert [row.cells[:3] for row in read.rows] == [("007", "Côté", "Ève"), ("008", "Roy", "Noé")]
    assert [row.cells[11] for row in read.rows] == ["2026-03-02", "demain"]
    assert reading.tables["cast"].place is None


def test_edits_are_read_back_and_the_persons_own_column_is_kept(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)
    new = tuple(
        {"person": "=9", "start": "2026-04-01"}.get(column.key, "") for column in TABLE["crew"].columns
    )

    book.apply(
        Edits(
            cells={"crew": {(4, "_id"): "A" * 26, (5, "_id"): "B" * 26, (5, "start"): "2026-03-09"}},
            added={"crew": [NewRow("C" * 26, new)]},
        )
    )

    rows = book.read(INPUT_TABLES).tables["crew"].rows
    assert [row.id for row in rows] == ["A" * 26, "B" * 26, "C" * 26]
    assert [row.cells[0] for row in rows] == ["007", "008", "=9"]
    assert [row.cells[11] for row in rows] == ["2026-03-02", "2026-03-09", "2026-04-01"]
    assert not any(row.formulas for row in rows)


def test_a_removed_row_is_read_no_more(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)

    book.apply(Edits(removed={"crew": [4]}))

    assert [row.cells[0] for row in book.read(INPUT_TABLES).tables["crew"].rows] == ["008"]


def test_a_result_sheet_is_added_then_replaced(make: Maker) -> None:
    book = make(CREW)
    for said in ("first", "second"):
        book.read(INPUT_TABLES)
        book.apply(Edits(results=[Result(TABLE["checks"], [[Cell(said)]], [20])]))

    again = book.read(INPUT_TABLES)
    assert len(again.tables["crew"].rows) == 2
    before = book.fingerprint()
    book.apply(Edits(results=[Result(TABLE["checks"], [[Cell("second")]], [20])]))
    assert book.fingerprint() == before


def test_an_identity_is_kept(make: Maker) -> None:
    book = make(CREW)
    assert book.read(INPUT_TABLES).identity == ""

    book.apply(Edits(identity="01ARZ3NDEKTSV4RRFFQ69G5FAV"))

    assert book.read(INPUT_TABLES).identity == "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def test_the_stamp_of_a_round_is_kept_until_another_writes(make: Maker) -> None:
    book, identity = make(CREW), "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    book.read(INPUT_TABLES)
    book.apply(Edits(identity=identity, stamp="01ARZ3NDEKTSV4RRFFQ69G5FB0"))
    assert book.read(INPUT_TABLES).imprint == (identity, "01ARZ3NDEKTSV4RRFFQ69G5FB0")

    book.apply(Edits(cells={"crew": {(4, "last_name"): "Rive"}}))
    assert book.read(INPUT_TABLES).imprint == (identity, "01ARZ3NDEKTSV4RRFFQ69G5FB0")
    book.apply(Edits(cells={"crew": {(4, "last_name"): "Port"}}, stamp="01ARZ3NDEKTSV4RRFFQ69G5FB1"))
    assert book.read(INPUT_TABLES).imprint == (identity, "01ARZ3NDEKTSV4RRFFQ69G5FB1")
    book.apply(Edits(stamp="01ARZ3NDEKTSV4RRFFQ69G5FB2"))

    assert book.read(INPUT_TABLES).imprint == (identity, "01ARZ3NDEKTSV4RRFFQ69G5FB2")


def test_an_edit_of_a_table_the_book_has_not_changes_nothing(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)
    before = book.fingerprint()

    with pytest.raises(OfficeError):
        book.apply(Edits(cells={"crew": {(4, "last_name"): "X"}, "cast": {(4, "role"): "1"}}))

    assert book.fingerprint() == before


def test_a_table_whose_columns_are_moved_and_renamed_in_english_is_the_same_table(make: Maker) -> None:
    moved = make(
        {
            "Anything": [
                ["START", "  first  name", "Last name", "PERSON"],
                ["2026-03-02", "Ève", "Côté", "007"],
            ]
        }
    )

    reading = moved.read(INPUT_TABLES)

    (row,) = reading.tables["crew"].rows
    assert reading.lang == "en"
    assert (row.number, row.cells[:3], row.cells[11]) == (2, ("007", "Côté", "Ève"), "2026-03-02")


def test_ids_given_once_are_read_back_and_stay_out_of_the_persons_columns(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)

    book.apply(Edits(cells={"crew": {(4, "_id"): "A" * 26}}))

    read = book.read(INPUT_TABLES).tables["crew"]
    assert read.has_ids and read.place is not None and read.place.columns["_id"] == 7
    assert [row.id for row in read.rows] == ["A" * 26, ""]


def test_money_percents_dates_and_choices_are_read_back_as_they_were_given(make: Maker) -> None:
    costs = TABLE["costs"]
    given = {"entry": "E1", "kind": "invoice", "period": "3", "date": "2026-05-04", "net": "1250.00"}
    given |= {"recoverable": "20%", "account": "01.10", "rate": "1.5"}
    header: list[object] = [column.label.fr for column in costs.columns]
    book = make({costs.label.fr: [header]})
    book.read(INPUT_TABLES)
    new = tuple(given.get(column.key, "") for column in costs.columns)

    book.apply(Edits(added={"costs": [NewRow("A" * 26, new)]}))

    (row,) = book.read(INPUT_TABLES).tables["costs"].rows
    assert {c.key: v for c, v in zip(costs.columns, row.cells, strict=True) if v} == given


def test_marks_change_no_cell(make: Maker) -> None:
    book = make(CREW)
    before = book.read(INPUT_TABLES).tables["crew"].rows
    findings = check_tables(book.read(INPUT_TABLES))
    assert findings

    book.apply(Edits(marks=findings))

    assert book.read(INPUT_TABLES).tables["crew"].rows == before


def test_a_book_changed_since_it_was_read_is_refused_and_keeps_the_change(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)
    other: Book
    if isinstance(book, MemoryBook | PostingBook):
        book.sheets["Feuille libre"][3][1] = "Autre"
    elif isinstance(book, XlsxBook):
        other = XlsxBook(book.path)
        other.read(INPUT_TABLES)
        other.apply(Edits(cells={"crew": {(4, "last_name"): "Autre"}}))
    elif isinstance(book, GoogleBook):
        other = GoogleBook(book.spreadsheet)
        other.read(INPUT_TABLES)
        other.apply(Edits(cells={"crew": {(4, "last_name"): "Autre"}}))

    elif isinstance(book, LiveBook):
        book.book.sheets[0]["B4"].value = "Autre"

    with pytest.raises(OfficeError, match="changed since"):
        book.apply(Edits(cells={"crew": {(4, "last_name"): "Perdu"}}))

    assert book.read(INPUT_TABLES).tables["crew"].rows[0].cells[1] == "Autre"


def test_no_edits_leave_the_book_as_it_was(make: Maker) -> None:
    book = make(CREW)
    book.read(INPUT_TABLES)
    before = book.fingerprint()

    book.apply(Edits())

    assert book.fingerprint() == before
