import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.merge import (
    AddedInSheet,
    AddedInStore,
    Conflict,
    DeletedAgainstChanged,
    Fate,
    GoneFromBoth,
    Merged,
    RemovedInSheet,
    RemovedInStore,
    Settled,
    Side,
    Stored,
    merge_cell,
    merge_row,
)

CASES = [
    ("a", "a", "a", Settled("a")),
    ("a", "b", "a", Settled("b")),
    ("a", "a", "b", Settled("b")),
    ("a", "b", "b", Settled("b")),
    ("a", "", "a", Settled("")),
    ("", "b", "c", Conflict("", "b", "c")),
    ("a", "b", "c", Conflict("a", "b", "c")),
]
WORD = st.sampled_from(["", "a", "b", "c"])


@pytest.mark.parametrize(("base", "sheet", "store", "outcome"), CASES)
def test_each_cell_settles_or_conflicts(base: str, sheet: str, store: str, outcome: object) -> None:
    assert merge_cell(base, sheet, store) == outcome


@given(WORD, WORD, WORD)
def test_swapped_sides_swap_labels_only(base: str, sheet: str, store: str) -> None:
    match merge_cell(base, sheet, store), merge_cell(base, store, sheet):
        case Settled(one), Settled(other):
            assert one == other
        case Conflict(_, here, there), Conflict(_, swapped_here, swapped_there):
            assert (here, there) == (swapped_there, swapped_here)
        case mixed:
            raise AssertionError(mixed)


ROW_CASES: list[tuple[tuple[str, ...] | None, Side | None, Stored | None, Fate]] = [
    (None, Side(("a",)), None, AddedInSheet(("a",))),
    (None, None, Stored(("a",)), AddedInStore(("a",))),
    (("a",), None, Stored(("a",)), RemovedInSheet()),
    (("a",), Side(("a",)), Stored(("a",), True), RemovedInStore()),
    (("a",), None, Stored(("b",)), DeletedAgainstChanged(False)),
    (("a",), Side(("b",)), Stored(("a",), True), DeletedAgainstChanged(True)),
    (("a",), None, Stored(("a",), True), GoneFromBoth()),
    (None, Side(("",)), Stored(("b",)), Merged(("b",), ("b",), ("",), {})),
    (("a",), Side(("",), silent=frozenset({0})), Stored(("a",)), Merged(("",), ("a",), ("a",), {})),
    (("a",), Side(("a",), fixed=frozenset({0})), Stored(("b",)), Merged(("a",), ("b",), ("a",), {})),
    (("a",), Side(("c",)), Stored(("b",)), Merged(("c",), ("b",), ("a",), {0: Conflict("a", "c", "b")})),
]


@pytest.mark.parametrize(("base", "sheet", "store", "fate"), ROW_CASES)
def test_each_row_has_one_fate(
    base: tuple[str, ...] | None, sheet: Side | None, store: Stored | None, fate: Fate
) -> None:
    assert merge_row(base, sheet, store) == fate
