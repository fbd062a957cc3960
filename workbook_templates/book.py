"""The one port to a workbook: what is read from it, and the edits it takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from workbook_templates.declare import Table
from workbook_templates.findings import Finding
from workbook_templates.text import Lang

if TYPE_CHECKING:
    from workbook_templates.reading import SheetGrid


class Row(NamedTuple):
    """One row of a table as read.

    Args:
        id: The hidden id, "" when the row has none yet.
        number: The row number the sheet shows.
        cells: Canonical text of every declared column, in declared order;
            "" is blank, or a column the sheet does not have.
        formulas: Indexes of the cells that a person's formula fills.
        unknown: Those among them whose value the book does not hold.
    """

    id: str
    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: rows and columns counted from 1; ``last`` is the last body row."""

    sheet: str
    header: int
    last: int
    columns: Mapping[str, int]
    native: str = ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table as read; ``place`` is None when the book has no such table.

    ``heading`` is what stands above the header of a written table, in its first column.
    """

    table: Table
    place: Place | None
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    heading: tuple[str, ...] = ()

    @property
    def has_ids(self) -> bool:
        return self.place is not None and "_id" in self.place.columns

    def has(self, column: str) -> bool:
        return self.place is not None and column in self.place.columns

    def column_of(self, key: str) -> int:
        """A column's place; that of the row's key when none is meant; 0 when the sheet lacks it."""
        places = self.place.columns if self.place else {}
        if key:
            return places.get(key, 0)
        return next((places[name] for name in self.table.keys if name in places), 0)

    def as_edited(
        self, cells: Mapping[tuple[int, str], str]
    ) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
        """Each edited cell: row number, column key, value, and its row, whose kind-telling cell may be edited too."""
        rows = {row.number: row.cells for row in self.rows}
        blank = ("",) * len(self.table.columns)
        for (number, key), value in cells.items():
            said = rows.get(number, blank)
            naming = self.table.column(key).varies_by if key in self.table.position else ""
            if naming and (number, naming) in cells:
                at = self.table.position[naming]
                said = (*said[:at], cells[number, naming], *said[at + 1 :])
            yield number, key, value, said


class Imprint(NamedTuple):
    """Which workbook this is, and which round wrote it last: one text in the workbook, written with the rest."""

    identity: str = ""
    stamp: str = ""

    @classmethod
    def heard(cls, text: str) -> "Imprint":
        """From the text that the workbook holds."""
        identity, _, stamp = text.partition(".")
        return cls(identity, stamp)

    def told(self) -> str:
        """As the text to hold.

        >>> Imprint("B1", "R7").told(), Imprint("B1").told(), Imprint.heard("B1.R7").stamp
        ('B1.R7', 'B1', 'R7')
        """
        return f"{self.identity}.{self.stamp}" if self.stamp else self.identity

    def after(self, edits: "Edits") -> "Imprint":
        """What stands there once the edits are made; another workbook begins without a round."""
        identity = edits.identity or self.identity
        return Imprint(identity, edits.stamp or (self.stamp if identity == self.identity else ""))


@dataclass(frozen=True, slots=True)
class Reading:
    """All tables asked for, in one look; ``grids`` holds every sheet when a formula calls a custom function."""

    tables: Mapping[str, TableRead]
    lang: Lang
    country: str
    fingerprint: str
    identity: str = ""
    stamp: str = ""
    grids: Sequence["SheetGrid"] = ()

    @property
    def imprint(self) -> Imprint:
        return Imprint(self.identity, self.stamp)


class Style(Enum):
    """How a cell of a result sheet looks."""

    TITLE = "title"
    NOTE = "note"
    HEADER = "header"
    BODY = "body"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    BAD = "bad"
    WARN = "warn"
    WORK = "work"
    HOLD = "hold"
    TRAVEL = "travel"
    OFF = "off"
    LINK = "link"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Link:
    """A working link to a cell of a table in the same book."""

    table: str
    row: int
    column: str


Value = str | int | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a result sheet; a Decimal is money with two decimals, negatives in red."""

    value: Value = None
    style: Style = Style.BODY
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class BarChart:
    """A native clustered bar chart: one label range and series, as (first, last) row and column numbers."""

    title: str
    labels: tuple[int, int, int, int]
    series: tuple[tuple[str, tuple[int, int, int, int]], ...]
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """A whole result sheet: replaces the table's sheet, which is added when absent.

    Args:
        table: The written table that the sheet shows.
        grid: Rows of cells from A1.
        widths: Column widths in characters.
        header: The header row's number, frozen and repeated on each page; 0 for none.
        frozen_columns: How many left columns stay in sight.
        lists: Words to offer below the header, by column from 1; others may be typed.
        levels: Row number -> how deep its outline is, so that the rows fold; the totals stand below what they total.
        folded: Rows at least this deep are folded away at first; 0 for none.
        alarms: (top, left, bottom, right) and the formula, the same for each cell there, under which it turns red.
    """

    table: Table
    grid: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    header: int = 0
    frozen_columns: int = 0
    charts: Sequence[BarChart] = ()
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)
    folded: int = 0
    alarms: Sequence[tuple[tuple[int, int, int, int], str]] = ()


def figure_headers(result: Result) -> set[tuple[int, int]]:
    """(row, column) of each header that stands over figures or dates, which are right-aligned and so is it."""
    found: set[tuple[int, int]] = set()
    waiting: dict[int, tuple[int, int]] = {}  # column -> its header, until a value is met below it
    for number, cells in enumerate(result.grid, start=1):
        if any(cell.style is Style.HEADER for cell in cells):
            waiting = {column: (number, column) for column in range(1, len(cells) + 1)}
            continue
        for column in [column for column in waiting if column <= len(cells)]:
            value = cells[column - 1].value
            if value is not None and value != "":
                header = waiting.pop(column)
                if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
                    found.add(header)
    return found


def is_folded(result: Result, row: int) -> bool:
    """Whether a row is out of sight until it is unfolded."""
    return 0 < result.folded <= result.levels.get(row, 0)


def outline_runs(result: Result) -> list[tuple[int, int, int]]:
    """(first row, last row, depth): each unbroken run of rows at least that deep, the outer ones first."""
    runs = []
    for depth in range(1, max(result.levels.values(), default=0) + 1):
        first = last = 0
        for row in sorted(row for row, deep in result.levels.items() if deep >= depth):
            if first and row == last + 1:
                last = row
                continue
            if first:
                runs.append((first, last, depth))
            first = last = row
        runs.append((first, last, depth))
    return runs


@dataclass(frozen=True, slots=True)
class NewRow:
    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything one action changes, taken at once or not at all.

    Args:
        cells: table -> {(row number, column key or "_id"): canonical value}.
        added: table -> rows to put after the last one.
        removed: table -> row numbers to take away.
        results: Result sheets to replace.
        marks: The findings to show in place, instead of all earlier ones;
            None leaves the marks as they are.
        identity: A new identity for the workbook, or "".
        stamp: The round that writes this, which the next reading tells; "" leaves the one that is there.
    """

    cells: Mapping[str, Mapping[tuple[int, str], str]] = field(default_factory=dict)
    added: Mapping[str, Sequence[NewRow]] = field(default_factory=dict)
    removed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    results: Sequence[Result] = ()
    marks: Sequence[Finding] | None = None
    identity: str = ""
    stamp: str = ""


class Book(Protocol):
    """A workbook, wherever it lives. ``apply`` refuses when it changed since ``read``."""

    @property
    def name(self) -> str: ...

    def fingerprint(self) -> str:
        """What the book's content hashes to as it stands, without reading its cells; "" when it cannot tell."""
        ...

    def read(self, tables: Sequence[Table]) -> Reading:
        """Look once at all the tables. Raises OfficeError when it cannot be read."""
        ...

    def apply(self, edits: Edits) -> str:
        """Make all edits or none, on the book as last read.

        Returns:
            The fingerprint of the book as this call left it.

        Raises:
            OfficeError: It changed since it was read, or cannot be written.
        """
        ...
