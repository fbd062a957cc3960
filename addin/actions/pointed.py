"""A cell of the cost report that somebody points at: whose figure stands there."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from addin.rules.cost_layout import LAYOUTS, LINE_COLUMNS, LINE_WORDS
from addin.rules.cost_scopes import TOTAL
from addin.rules.cost_sheet import COST_REPORT, PERIOD
from addin.rules.costs import AMOUNTS
from workbook_templates.text import fold

_LINE = LINE_COLUMNS[0]
_LABELS = {
    **{fold(layout.label(column.key)): column.key for layout in LAYOUTS for column in COST_REPORT.columns},
    **{fold(layout.word(f"line_{key}")): key for layout in LAYOUTS for key in LINE_WORDS},
    **{fold(layout.word(_LINE)): _LINE for layout in LAYOUTS},
    **{fold(layout.word("over")): "variance" for layout in LAYOUTS},
}
_TOTALS = {fold(layout.word("total")) for layout in LAYOUTS}
_ADDRESS = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Pointed:
    """A cell, counted from 1, and a way to its sheet's rows from A1, which no row below it needs to be in."""

    rows: Callable[[], Rows]
    row: int
    column: int

    def figure(self) -> tuple[str, str, str] | None:
        """The account, the figure's key and the period that the cell shows; None when it shows no figure of an account."""
        rows = self.rows()
        above = ((at, found) for at in range(self.row - 1, 0, -1) if (found := _header(rows, at)))
        top, header = next(above, (0, {}))
        key = header.get(self.column, "")
        places = {name: column for column, name in header.items()}
        is_line = bool(_text(rows, self.row, places.get(_LINE, 0)))
        if key not in AMOUNTS or is_line or not _text(rows, self.row, self.column):
            return None
        is_total = _is_total(rows, self.row, places)
        account = TOTAL if is_total else _text(rows, self.row, places["account"])
        heading = (PERIOD.search(_text(rows, at, 1)) for at in range(1, top))
        period = next((found[1] for found in heading if found), "")
        return (account, key, period) if account else None


def parse_address(address: str) -> tuple[str, int, int] | None:
    """Sheet, row and column of one cell's address, as Excel writes it.

    >>> parse_address("'Ève''s'!$B$3"), parse_address("Situation!AA12"), parse_address("A1:B2")
    (("Ève's", 3, 2), ('Situation', 12, 27), None)
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    column = 0
    for letter in found[3].upper():
        column = column * 26 + ord(letter) - 64
    return (found[1] or found[2]).replace("''", "'"), int(found[4]), column


def _header(rows: Rows, number: int) -> Mapping[int, str]:
    """Column -> key, when that row is the cost report's header; nothing otherwise."""
    cells = rows[number - 1] if number <= len(rows) else ()
    words = ((at, _LABELS.get(fold(cell))) for at, cell in enumerate(cells, start=1) if isinstance(cell, str))
    found = {at: key for at, key in words if key}
    return found if {"account", "efc"} <= set(found.values()) else {}


def _is_total(rows: Rows, row: int, places: Mapping[str, int]) -> bool:
    name = _text(rows, row, places.get("name", 0))
    return not _text(rows, row, places["account"]) and fold(name) in _TOTALS


def cell_at(rows: Rows, row: int, column: int) -> object:
    """What a cell holds, counted from 1; None beyond the rows or their ends."""
    cells = rows[row - 1] if 0 < row <= len(rows) else ()
    return cells[column - 1] if 0 < column <= len(cells) else None


def _text(rows: Rows, row: int, column: int) -> str:
    value = cell_at(rows, row, column)
    return "" if value is None else str(value).strip()
