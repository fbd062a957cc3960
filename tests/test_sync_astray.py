"""Where a write that nobody verified hit rows it was not meant for."""

from sync.astray import Astray, find_astray
from workbook_templates.book import Row
from workbook_templates.declare import Column, Kind, Table
from workbook_templates.text import Text

NAME, JOB = (Column(key, Kind.TEXT, key) for key in ("name", "job"))
TABLE = Table("people", Text("People", "Personnes"), (NAME, JOB), ("name",), about=Text("", ""), subject="")
Q, R = "Q", "R"
BASE = {Q: ("quai", "grip"), R: ("rive", "gaffer")}


def _row(number: int, record: str, *cells: str) -> Row:
    return Row(record, number, cells)


def _astray(promised: dict[str, tuple[str, str]], before: list[Row], shown: list[Row]) -> Astray:
    return find_astray(TABLE, promised, BASE, before, shown)


def test_a_value_in_a_wrong_row_is_taken_back_and_written_again_in_its_own() -> None:
    before = [_row(0, R, "rive", "gaffer")]
    shown = [_row(2, R, "rive", "key grip"), _row(3, Q, "quai", "grip")]

    found = _astray({Q: ("quai", "key grip")}, before, shown)

    assert found.back == {(2, "job"): "gaffer"}
    assert [row.cells for row in found.rows] == [("rive", "gaffer"), ("quai", "grip")]
    assert found.agreed == {Q: ("quai", "grip")}


def test_what_somebody_had_just_typed_where_the_write_hit_is_given_back() -> None:
    before = [_row(0, R, "rive", "best boy")]  # typed after our look
    shown = [_row(2, R, "rive", "key grip"), _row(3, Q, "quai", "grip")]

    assert _astray({Q: ("quai", "key grip")}, before, shown).back == {(2, "job"): "best boy"}


def test_a_row_without_an_id_gets_its_cells_back_too() -> None:
    before = [_row(0, "", "neuf", "")]
    shown = [_row(2, "", "neuf", "key grip"), _row(3, Q, "quai", "grip")]

    assert _astray({Q: ("quai", "key grip")}, before, shown).back == {(2, "job"): ""}


def test_an_id_put_on_a_wrong_row_makes_room_for_its_own() -> None:
    before = [_row(0, R, "rive", "gaffer")]
    shown = [_row(2, "NEW", "rive", "gaffer"), _row(3, "", "neuf", "")]

    found = _astray({Q: ("quai", "grip")}, before, shown)

    assert found.back == {(2, "_id"): R}
    assert [row.id for row in found.rows] == [R, ""]


def test_a_value_in_its_own_row_stays_agreed_on() -> None:
    before = [_row(0, Q, "quai", "grip")]
    shown = [_row(2, R, "rive", "gaffer"), _row(3, Q, "quai", "key grip")]

    found = _astray({Q: ("quai", "key grip")}, before, shown)

    assert (found.back, found.agreed, found.rows) == ({}, {}, shown)


def test_a_value_that_a_person_put_in_another_row_as_well_is_theirs() -> None:
    before = [_row(0, Q, "quai", "grip"), _row(0, R, "rive", "gaffer")]
    shown = [_row(2, Q, "quai", "key grip"), _row(3, R, "rive", "key grip")]

    found = _astray({Q: ("quai", "key grip")}, before, shown)

    assert (found.back, found.agreed) == ({}, {})


def test_a_row_that_went_instead_of_another_is_shown_again() -> None:
    found = _astray({Q: ("", "")}, [_row(0, R, "rive", "gaffer")], [_row(2, Q, "quai", "grip")])

    assert found.agreed == {R: None}


def test_a_row_that_went_beside_the_one_that_was_to_go_was_taken_out_by_a_person() -> None:
    found = _astray({Q: ("", "")}, [_row(0, Q, "quai", "grip"), _row(0, R, "rive", "gaffer")], [])

    assert found.agreed == {}


def test_a_row_whose_id_somebody_erased_is_no_stray_one() -> None:
    before = [_row(0, "", "neuf", "runner"), _row(0, Q, "quai", "grip")]
    shown = [_row(2, "NEW", "nine", "runner"), _row(3, "", "quay", "key grip")]

    assert _astray({Q: ("quay", "key grip")}, before, shown).back == {}
