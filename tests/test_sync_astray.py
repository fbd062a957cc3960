"""Where a write that nobody verified hit rows it was not meant for."""

from sync.promises import went_astray
from workbook_templates.book import Row

Q, R = "Q", "R"
BASE = {Q: ("quai", "grip"), R: ("rive", "gaffer")}


def _row(record: str, *cells: str) -> Row:
    return Row(record, 2, cells)


def test_a_value_in_a_wrong_row_is_taken_back_and_written_again_in_its_own() -> None:
    promised = {Q: ("quai", "key grip")}
    before = [_row(R, "rive", "gaffer")]
    shown = [_row(R, "rive", "key grip"), _row(Q, "quai", "grip")]

    agreed = went_astray(promised, BASE, before, shown)

    assert agreed == {R: ("rive", "key grip"), Q: ("quai", "grip")}


def test_a_value_in_its_own_row_stays_agreed_on() -> None:
    promised = {Q: ("quai", "key grip")}
    before = [_row(Q, "quai", "grip")]
    shown = [_row(R, "rive", "gaffer"), _row(Q, "quai", "key grip")]

    assert went_astray(promised, BASE, before, shown) == {}


def test_a_value_that_a_person_put_in_another_row_as_well_is_theirs() -> None:
    promised = {Q: ("quai", "key grip")}
    before = [_row(Q, "quai", "grip"), _row(R, "rive", "gaffer")]
    shown = [_row(Q, "quai", "key grip"), _row(R, "rive", "key grip")]

    assert went_astray(promised, BASE, before, shown) == {}


def test_a_row_that_went_instead_of_another_is_taken_as_never_seen() -> None:
    promised = {Q: ("", "")}
    before = [_row(R, "rive", "gaffer")]
    shown = [_row(Q, "quai", "grip")]

    assert went_astray(promised, BASE, before, shown) == {R: None}


def test_a_row_that_went_beside_the_one_that_was_to_go_was_taken_out_by_a_person() -> None:
    promised = {Q: ("", "")}
    before = [_row(Q, "quai", "grip"), _row(R, "rive", "gaffer")]

    assert went_astray(promised, BASE, before, []) == {}
