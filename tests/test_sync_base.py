from hypothesis import given
from hypothesis import strategies as st

from sync.base import Base, pack, unpack
from workbook_templates.catalog import TABLE
from workbook_templates.kinds import canonical, canonical_column

rows = st.lists(st.text(), min_size=4, max_size=4)
ADDRESS = TABLE["locations"].column("address")


@given(rows)
def test_a_row_as_read_is_unpacked_as_it_was(raw: list[str]) -> None:
    cells = tuple(canonical(cell, ADDRESS, "en", "FR") for cell in raw)

    assert unpack(pack(cells)) == cells
    assert canonical_column(raw, ADDRESS, "en", "FR") == list(cells)


@given(rows, rows)
def test_rows_are_unlike_just_when_a_cell_differs(one: list[str], other: list[str]) -> None:
    first, second = (tuple(canonical_column(raw, ADDRESS, "en", "FR")) for raw in (one, other))
    base = Base({"A": pack(first)})

    assert base.unlike(["A", "B"], [second, first]) == (["A", "B"] if first != second else ["B"])


def test_columns_can_be_blanked() -> None:
    assert dict(Base({"A": pack(("x", "y", "z"))}).without([1])) == {"A": ("x", "", "z")}
