"""The book open in Excel: what the contract does not say of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import live_excel
import pytest

from sync.books.live import LiveBook
from sync.books.live_writing import as_written, blocks_of
from workbook_templates.book import Cell, Edits, Link, NewRow, Result, Style
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.checks import check_tables
from workbook_templates.text import OfficeError

HEADS = ["Identifiant", "Nom", "Prénom", "Fonction", "Début"]


def crew(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {"Équipe": [["Production du Phare"], [], HEADS, *rows]}


def opened(
    sheets: dict[str, list[list[Any]]], is_held: bool = False
) -> tuple[LiveBook, Any, live_excel.Excel]:
    app, excel = live_excel.start()
    book = live_excel.book_of(app, sheets)
    live = LiveBook(book, is_held)
    live.read(INPUT_TABLES)
    return live, book, excel


def new_row(identity: str, **said: str) -> NewRow:
    return NewRow(identity, tuple(said.get(column.key, "") for column in TABLE["crew"].columns))


def test_a_formula_of_the_persons_is_told_from_a_text_that_begins_with_an_equals_sign() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé"], ["2", "Côté", "Ève"]))
    sheet = book.sheets[0]
    sheet["B4"].value = '=HYPERLINK("#A1","Roy")'
    sheet["B5"].value = "'=Roy"

    first, second = live.read(INPUT_TABLES).tables["crew"].rows

    at = TABLE["crew"].position["last_name"]
    assert (first.cells[at], second.cells[at]) == ("Roy", "=Roy")
    assert at in first.formulas and not second.formulas


def test_texts_stay_texts_whatever_excel_would_make_of_them() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé"]))

    live.apply(
        Edits(
            cells={"crew": {(4, "person"): "007", (4, "last_name"): "2026-03-02", (4, "first_name"): "=1+1"}}
        )
    )

    kept = book.sheets[0].impl.cells_
    assert [kept[4, column] for column in (1, 2, 3)] == ["007", "2026-03-02", "=1+1"]
    assert not any(isinstance(value, live_excel.Formula) for value in kept.values())


def test_dates_and_times_are_read_as_what_they_are() -> None:
    live, _, _ = opened(crew(["1", "Roy", "Noé", "", dt.datetime(2026, 3, 2)]))

    (row,) = live.read(INPUT_TABLES).tables["crew"].rows

    assert row.cells[TABLE["crew"].position["start"]] == "2026-03-02"
    assert as_written(dt.time(18, 0)) == 0.75
    assert as_written(dt.date(2026, 3, 2)) == dt.datetime(2026, 3, 2)


def test_a_block_of_cells_is_one_write() -> None:
    cells = {(row, column): f"'{row}.{column}" for row in range(4, 104) for column in (2, 3)}

    ((row, column, values),) = blocks_of(cells)

    assert (row, column, len(values), values[99]) == (4, 2, 100, ["'103.2", "'103.3"])


def test_ids_of_many_rows_are_one_write_and_a_held_book_is_not_read_again() -> None:
    live, _, excel = opened(crew(*([str(n), f"Nom{n}", "X"] for n in range(500))), is_held=True)
    excel.reads = excel.writes = 0

    live.apply(Edits(cells={"crew": {(row, "_id"): "A" * 26 for row in range(4, 504)}}))

    assert (excel.reads, excel.writes) == (0, 2)  # the header, then the column


def test_a_native_table_grows_with_its_rows_and_what_stands_below_moves_down() -> None:
    live, book, _ = opened({**crew(["1", "Roy", "Noé"]), "Autre": [["x"]]})
    sheet = book.sheets[0].impl
    sheet.tables_.append(live_excel.Table(sheet, "T_crew", (3, 1, 4, 5)))
    sheet.cells_[8, 2] = "Signature"
    live.read(INPUT_TABLES)

    live.apply(
        Edits(
            added={"crew": [new_row("A" * 26, person="2", last_name="Côté"), new_row("B" * 26, person="3")]}
        )
    )

    assert sheet.tables_[0].box == (3, 1, 6, 5)
    assert sheet.cells_[10, 2] == "Signature"
    rows = live.read(INPUT_TABLES).tables["crew"].rows
    assert [(row.number, row.cells[0]) for row in rows] == [(4, "1"), (5, "2"), (6, "3")]


def test_a_row_with_something_beside_the_table_is_emptied_not_taken_out() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé", "Scripte", "", "", "mine"], ["2", "Côté", "Ève"]))

    live.apply(Edits(removed={"crew": [4]}))

    assert book.sheets[0].impl.cells_[4, 7] == "mine"
    assert [row.cells[0] for row in live.read(INPUT_TABLES).tables["crew"].rows] == ["2"]


def test_a_change_that_excel_refuses_half_way_is_taken_back_whole() -> None:
    live, book, _ = opened({**crew(["1", "Roy", "Noé"], ["2", "Côté", "Ève"]), "Contrôles": [["old"]]})
    book.sheets["Contrôles"].impl.protected = True
    before = live.fingerprint()
    edits = Edits(
        cells={"crew": {(4, "last_name"): "Autre", (4, "_id"): "C" * 26}},
        added={"crew": [new_row("A" * 26, person="3")]},
        removed={"crew": [5]},
        results=[Result(TABLE["checks"], [[Cell("new")]], [20])],
    )

    with pytest.raises(OfficeError, match="Excel refused"):
        live.apply(edits)

    assert live.fingerprint() == before


def test_marks_go_away_when_the_cell_is_mended_and_a_persons_note_stays() -> None:
    live, book, _ = opened(crew(["1", "", "Noé"], ["1", "Côté", "Ève"]))
    sheet = book.sheets[0].impl
    sheet.notes_[5, 1] = "ask her again"
    reading = live.read(INPUT_TABLES)
    findings = check_tables(reading)
    live.apply(Edits(marks=findings))
    assert sheet.rules and len(sheet.notes_) > 1 and sheet.notes_[5, 1] == "ask her again"

    live.read(INPUT_TABLES)
    live.apply(Edits(marks=()))

    assert sheet.rules == [] and sheet.notes_ == {(5, 1): "ask her again"}


def test_a_result_is_one_write_with_working_links_and_its_looks() -> None:
    live, book, excel = opened(crew(["1", "Roy", "Noé"]), is_held=True)
    excel.writes = 0
    grid = [
        [Cell("Contrôles", Style.TITLE)],
        [Cell('La "cellule"', Style.LINK, Link("crew", 4, "last_name")), Cell("=1")],
    ]

    live.apply(Edits(results=[Result(TABLE["checks"], grid, [20, 30])]))

    sheet = book.sheets["Contrôles"].impl
    assert excel.writes == 1
    assert sheet.cells_[2, 1] == '=HYPERLINK("#\'Équipe\'!B4","La ""cellule""")'
    assert sheet.cells_[2, 2] == "=1" and not isinstance(sheet.cells_[2, 2], live_excel.Formula)
    assert ((1, 1, 1, 1), "bold", True) in sheet.looks


def test_a_date_of_a_result_is_shown_as_the_language_of_the_book_writes_it() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé"]))

    live.apply(Edits(results=[Result(TABLE["checks"], [[Cell(dt.date(2026, 3, 2))]], [20])]))

    assert book.sheets["Contrôles"].impl.formats[1, 1] == "dd/mm/yyyy"


def test_the_persons_sheet_stays_the_one_in_front() -> None:
    live, book, _ = opened({**crew(["1", "Roy", "Noé"]), "Autre": [["x"]]})
    book.sheets["Autre"].activate()

    live.apply(Edits(results=[Result(TABLE["checks"], [[Cell("a")]], [20])]))

    assert book.sheets.active.name == "Autre"


def folding(levels: dict[int, int], folded: int = 0) -> Result:
    grid = [[Cell("Compte"), Cell(Decimal(row))] for row in range(1, 6)]
    alarms = [((2, 2, 4, 2), "ROUND(INDEX($B:$B,ROW())-1,2)<>0")]
    return Result(TABLE["cost_report"], grid, [20, 30], levels=levels, folded=folded, alarms=alarms)


def test_the_rows_of_a_result_fold_and_those_of_the_one_before_no_longer_do() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé"]), is_held=True)
    live.apply(Edits(results=[folding({2: 2, 3: 2, 4: 1}, folded=2)]))
    sheet = book.sheets["Situation"].impl
    assert ({row: depth - 1 for row, depth in sheet.depths.items() if depth > 1}, sheet.folded) == (
        {2: 2, 3: 2, 4: 1},
        {2, 3},
    )

    live.read(INPUT_TABLES)
    live.apply(Edits(results=[folding({3: 1})]))

    assert ({row for row, depth in sheet.depths.items() if depth > 1}, sheet.folded) == ({3}, set())


def test_an_alarm_is_a_rule_in_the_language_of_excel_and_leaves_nothing_beside_the_table() -> None:
    live, book, _ = opened(crew(["1", "Roy", "Noé"]), is_held=True)
    for _ in range(2):
        live.read(INPUT_TABLES)
        live.apply(Edits(results=[folding({})]))

    sheet = book.sheets["Situation"].impl
    (rule,) = sheet.rules
    assert rule.box == (2, 2, 4, 2)
    assert rule.formula == "=ARRONDI(INDEX($B:$B;LIGNE())-1;2)<>0"
    assert {column for _, column in sheet.cells_} == {1, 2}
