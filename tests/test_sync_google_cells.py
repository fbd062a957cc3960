"""Cells of a Google spreadsheet: what is read, what is sent, what a change is known by."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.books.google_before import Area, Before, Fate, judge, shifted
from sync.books.google_grids import GoogleSheet, Raw, Snapshot, moment, read_snapshot, same, serial
from sync.books.google_ops import DeleteRow, InsertRows, RowKey, SetCell, in_order, moved, simulate
from sync.books.google_requests import cell_json
from workbook_templates.text import OfficeError

SENT = {
    "text that looks like a formula": ("=1+1", {"stringValue": "=1+1"}),
    "leading zeros": ("0042", {"stringValue": "0042"}),
    "a plus": ("+33 1", {"stringValue": "+33 1"}),
    "money": (Decimal("1250.10"), {"numberValue": 1250.1}),
    "a whole number": (Decimal("7"), {"numberValue": 7}),
    "a day": (date(2026, 3, 2), {"numberValue": 46083}),
    "a time": (time(12), {"numberValue": 0.5}),
    "yes": (True, {"boolValue": True}),
}


@pytest.mark.parametrize(("value", "said"), SENT.values(), ids=SENT)
def test_values_are_sent_literally(
    value: str | Decimal | date | time | bool, said: dict[str, object]
) -> None:
    assert cell_json(value) == {"userEnteredValue": said}


def test_a_blank_clears_the_cell() -> None:
    assert cell_json("") == cell_json(None) == {}


def test_a_text_of_more_than_50_000_characters_is_refused() -> None:
    assert cell_json("x" * 50_000)
    with pytest.raises(OfficeError):
        cell_json("x" * 50_001)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_day_is_read_back_from_its_number(day: date) -> None:
    assert moment(serial(day), "DATE") == day


@given(st.times().map(lambda moment: moment.replace(microsecond=0)))
def test_a_time_of_day_is_read_back_from_its_number(clock: time) -> None:
    assert moment(serial(clock), "TIME") == clock


def test_a_moment_and_a_duration_are_told_from_a_day() -> None:
    assert moment(46083.5, "DATE") == datetime(2026, 3, 2, 12)
    assert moment(1.25, "TIME") == timedelta(hours=30)


def test_true_is_not_one_and_a_blank_is_a_blank() -> None:
    assert not same(True, 1) and same(1, 1.0) and same(None, "") and not same("", 0)


def test_a_spilled_cell_an_error_and_a_formula_are_told_from_what_a_person_typed() -> None:
    values = [
        {"userEnteredValue": {"formulaValue": "=A1:B1"}, "effectiveValue": {"numberValue": 1}},
        {"effectiveValue": {"numberValue": 2}},
        {"userEnteredValue": {"formulaValue": "=X"}, "effectiveValue": {"errorValue": {"type": "LOADING"}}},
        {"userEnteredValue": {"numberValue": 4}, "effectiveValue": {"numberValue": 4}},
    ]
    answer = {
        "sheets": [{"properties": {"sheetId": 3, "title": "T"}, "data": [{"rowData": [{"values": values}]}]}]
    }

    (sheet,) = read_snapshot(answer).sheets

    assert sheet.formulas == {(1, 1): "=A1:B1", (1, 2): "", (1, 3): "=X"}
    assert sheet.unknown == {(1, 3)}


def sheet(*rows: list[Raw]) -> GoogleSheet:
    return GoogleSheet(7, "Équipe", rows)


def key(identity: str) -> RowKey:
    return RowKey(1, identity, ())


def set_cell(row: int, identity: str, was: Raw) -> SetCell:
    return SetCell(7, row, 2, "new", key(identity), was)


FATES = {
    "the row is where it was": (["A", "old"], Fate.HIT),
    "another row stands there": (["B", "else"], Fate.MISSED),
    "a person typed there": (["A", "typed"], Fate.CHANGED),
    "a person typed the same": (["A", "new"], Fate.HIT),
    "the row is blank": ([], Fate.MISSED),
}


@pytest.mark.parametrize(("line", "fate"), FATES.values(), ids=FATES)
def test_a_change_is_judged_by_the_row_as_it_stood_just_before(line: list[Raw], fate: Fate) -> None:
    op, areas = set_cell(1, "A", "old"), {7: Area(1, 1, 2, 0)}

    assert judge(op, Before(areas, sheet(line)), Snapshot((sheet(["A", "old"]),))) is fate


def test_a_row_that_a_filter_kept_from_being_copied_is_judged_by_itself() -> None:
    op = set_cell(2, "B", "old")
    was, after = sheet(["A", "1"], ["B", "old"]), sheet(["A", "1"], ["B", "new"])
    before = Before({7: Area(2, 2, 2, 0)}, sheet([]), [op], Snapshot((was,)), Snapshot((after,)))

    assert before.line(7, 2) == ("B", "old")
    assert judge(op, before, Snapshot((was,))) is Fate.HIT


def test_a_row_that_moved_behind_a_filter_is_still_noticed() -> None:
    op = set_cell(2, "B", "old")
    was, after = sheet(["A", "1"], ["B", "old"]), sheet(["B", "old"], ["A", "new"])
    before = Before({7: Area(2, 2, 2, 0)}, sheet([]), [op], Snapshot((was,)), Snapshot((after,)))

    assert before.line(7, 2) == ("A", "1")
    assert judge(op, before, Snapshot((was,))) is Fate.MISSED


def test_rows_go_in_and_out_from_the_bottom_up() -> None:
    insert = InsertRows(7, 3, ({1: "N"},), {})
    ops = [DeleteRow(7, 1, key("A"), ("A",)), insert, SetCell(7, 2, 1, "b", key("B"), "B")]

    assert in_order(ops) == ([ops[2]], [insert, ops[0]])
    assert simulate(sheet(["A"], ["B"], ["C"], ["D"]), ops) == [["b"], ["C"], ["N"], ["D"]]
    assert [moved(ops, 7, row) for row in (2, 3, 4)] == [1, 2, 4]


def test_a_formula_that_is_put_back_further_down_names_the_rows_beside_it() -> None:
    assert shifted("=B4*$C$2+SUM(D4:E4)", 2) == "=B6*$C$2+SUM(D6:E6)"
