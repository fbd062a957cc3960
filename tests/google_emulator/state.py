"""What a spreadsheet is: sheets of rows and columns, cells, and what is pinned to them."""

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from google_emulator.behaviour import Json, bad_request
from google_emulator.defaults import SPREADSHEET_PROPERTIES

Scalar = str | int | float | bool
ROWS, COLUMNS = "ROWS", "COLUMNS"
PIXELS = {ROWS: 21, COLUMNS: 100}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what was entered, its format, its note, and its other properties."""

    value: Scalar | Formula | None = None
    format: Json = field(default_factory=dict)
    note: str = ""
    extra: Json = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing at all, formats included."""
        return self.value is None and not (self.format or self.note or self.extra)


EMPTY = Cell()


@dataclass(eq=False)
class Line:
    """One row or one column, with what moves along with it; a row also holds its cells."""

    dimension: str
    properties: Json = field(default_factory=dict)
    metadata: list[Json] = field(default_factory=list)
    cells: dict[int, Cell] = field(default_factory=dict)

    def copied(self) -> "Line":
        """An independent copy; cells are immutable and shared."""
        return Line(self.dimension, dict(self.properties), list(self.metadata), dict(self.cells))


@dataclass(frozen=True, slots=True)
class Box:
    """A bounded rectangle of one sheet, half-open, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every (row, column), row by row."""
        for row in range(self.top, self.bottom):
            for column in range(self.left, self.right):
                yield row, column

    def meets(self, other: "Box") -> bool:
        """Whether they share a cell."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )


@dataclass(eq=False)
class Sheet:
    """One tab."""

    sheet_id: int
    title: str
    rows: list[Line]
    columns: list[Line]
    properties: Json = field(default_factory=dict)
    grid: Json = field(default_factory=dict)
    merges: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    lists: dict[str, list[Json]] = field(default_factory=dict)
    metadata: list[Json] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell:
        """The cell there, empty if nothing was ever written."""
        return self.rows[row].cells.get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Put a cell; a blank one leaves nothing behind."""
        if cell.is_blank:
            self.rows[row].cells.pop(column, None)
        else:
            self.rows[row].cells[column] = cell

    def put_value(self, row: int, column: int, value: Scalar | Formula | None) -> None:
        """Change the value only."""
        self.put(row, column, replace(self.cell(row, column), value=None if value == "" else value))

    def lines(self, dimension: str) -> list[Line]:
        """Its rows or its columns."""
        return self.columns if dimension == COLUMNS else self.rows

    @property
    def whole(self) -> Box:
        """The whole grid."""
        return Box(0, 0, len(self.rows), len(self.columns))

    def box(self, grid_range: Json) -> Box:
        """The bounded rectangle of a GridRange."""
        box = Box(
            grid_range.get("startRowIndex", 0),
            grid_range.get("startColumnIndex", 0),
            min(grid_range.get("endRowIndex", len(self.rows)), len(self.rows)),
            min(grid_range.get("endColumnIndex", len(self.columns)), len(self.columns)),
        )
        if box.top > len(self.rows) or box.left > len(self.columns):
            raise bad_request(
                f"Range exceeds grid limits. Max rows: {len(self.rows)}, max columns: {len(self.columns)}"
            )
        return box

    def ranges(self) -> Iterator[Json]:
        """Every GridRange pinned to this sheet, to be moved in place when rows or columns move."""
        yield from self.merges
        for protected in self.protected:
            if "range" in protected:
                yield protected["range"]
        if self.basic_filter:
            yield self.basic_filter["range"]
        for name in ("filterViews", "bandedRanges", "tables"):
            yield from (item["range"] for item in self.lists.get(name, []) if "range" in item)
        for rule in self.lists.get("conditionalFormats", []):
            yield from rule.get("ranges", [])

    def copied(self) -> "Sheet":
        """An independent copy."""
        return Sheet(
            self.sheet_id,
            self.title,
            [line.copied() for line in self.rows],
            [line.copied() for line in self.columns],
            *copy.deepcopy(
                (self.properties, self.grid, self.merges, self.protected, self.basic_filter, self.lists)
            ),
            metadata=list(self.metadata),
        )


@dataclass(eq=False)
class Spreadsheet:
    """One file."""

    spreadsheet_id: str
    properties: Json
    sheets: list[Sheet]
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The file's name."""
        return str(self.properties["title"])

    @property
    def locale(self) -> str:
        """Such as "fr_FR"."""
        return str(self.properties["locale"])

    def sheet(self, sheet_id: int) -> Sheet:
        """The tab with that id.

        Raises:
            ApiError: There is none.
        """
        for sheet in self.sheets:
            if sheet.sheet_id == sheet_id:
                return sheet
        raise bad_request(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """The tab with that name; Google does not tell case apart."""
        return next((sheet for sheet in self.sheets if sheet.title.lower() == title.lower()), None)

    def copied(self) -> "Spreadsheet":
        """An independent copy."""
        return Spreadsheet(
            self.spreadsheet_id,
            copy.deepcopy(self.properties),
            [sheet.copied() for sheet in self.sheets],
            copy.deepcopy(self.named_ranges),
            list(self.metadata),
        )

    def new_id(self) -> int:
        """A number that nothing in the spreadsheet has."""
        return random.SystemRandom().randrange(10_000_000, 2_100_000_000)


def sources_of(chart: Json) -> Iterator[list[Json]]:
    """The lists of ranges that a chart is drawn from."""
    basic = chart["spec"].get("basicChart", {})
    for name, part in (("domains", "domain"), ("series", "series")):
        for one in basic.get(name, ()):
            yield one[part]["sourceRange"]["sources"]


def new_lines(dimension: str, count: int) -> list[Line]:
    """Fresh rows or columns."""
    return [Line(dimension) for _ in range(count)]


def new_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty tab."""
    return Sheet(sheet_id, title, new_lines(ROWS, rows), new_lines(COLUMNS, columns))


def new_spreadsheet(spreadsheet_id: str, title: str, **properties: Any) -> Spreadsheet:
    """A spreadsheet as Google makes it: one tab, Sheet1, 1000 x 26."""
    every = {**copy.deepcopy(SPREADSHEET_PROPERTIES), **properties, "title": title}
    return Spreadsheet(spreadsheet_id, every, [new_sheet(0, "Sheet1")])
