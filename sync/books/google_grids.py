"""A spreadsheet as the Sheets API answers it, turned into grids of raw cells. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from workbook_templates.book import Imprint
from workbook_templates.reading import SheetGrid

Json = dict[str, Any]
Raw = str | int | float | bool | None
Place = tuple[int, int]
Group = tuple[int, int, int]

SCRATCH = "_classeur"
MARK = re.compile(r"[0-9A-Z]{26}(?:\.[0-9A-Z]+)?@\S+")
IDENTITY_KEY, RESULT_KEY, OUTLINE_KEY = "classeur", "classeur_result", "classeur_outline"
EPOCH = date(1899, 12, 30)
DATES = {"DATE", "DATE_TIME"}
SPREADSHEET_FIELDS = (
    "spreadsheetId,developerMetadata(metadataId,metadataKey,metadataValue),"
    "sheets(properties(sheetId,title,sheetType,hidden,gridProperties),"
    "data(rowData/values(userEnteredValue,effectiveValue,effectiveFormat/numberFormat/type,note),"
    "rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata/hiddenByUser),"
    "conditionalFormats,rowGroups,charts(chartId,spec(title,altText,basicChart(chartType,domains,series))),"
    "protectedRanges(protectedRangeId,description,range),basicFilter/range,"
    "developerMetadata(metadataId,metadataKey,metadataValue))"
)


@dataclass(frozen=True)
class GoogleSheet:
    """One tab. Rows and columns are counted from 1; ``rows`` holds raw values from A1.

    ``formulas`` are the texts of people's formulas, "" where one spills to;
    ``unknown`` the cells that show an error; ``formats`` the kinds of number format; ``groups`` the rows that fold
    together (first row, last row, depth), the outer ones first, ``folded`` the rows of those that are;
    ``result`` and ``outline`` what we wrote in the tab's metadata.
    """

    id: int
    title: str
    rows: Sequence[Sequence[Raw]]
    row_count: int = 1000
    column_count: int = 26
    frozen_rows: int = 0
    formulas: Mapping[Place, str] = field(default_factory=dict)
    unknown: frozenset[Place] = frozenset()
    formats: Mapping[Place, str] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    filtered_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    rules: Sequence[Json] = ()
    protections: Sequence[Json] = ()
    groups: Sequence[Group] = ()
    folded: frozenset[int] = frozenset()
    charts: Sequence[Json] = ()
    result: str = ""
    outline: str = ""
    outline_id: int = 0
    is_grid: bool = True

    @cached_property
    def width(self) -> int:
        """The last column in which something stands."""
        return max((len(row) for row in self.rows), default=0)

    def raw(self, row: int, column: int) -> Raw:
        """What a cell holds, None beyond what is filled."""
        if 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None

    def line(self, row: int) -> tuple[Raw, ...]:
        """A whole row, without its blank end."""
        return tuple(self.rows[row - 1]) if 0 < row <= len(self.rows) else ()

    def grid(self) -> SheetGrid:
        """The same cells, dates and times as such, for the finder of tables."""
        rows: list[Sequence[object]] = [["" if cell is None else cell for cell in row] for row in self.rows]
        for (row, column), kind in self.formats.items():
            if kind in DATES or kind == "TIME":
                value = self.raw(row, column)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    rows[row - 1][column - 1] = moment(value, kind)  # type: ignore[index]
        return SheetGrid(self.title, rows, frozenset(self.formulas), self.unknown)


@dataclass(frozen=True)
class Snapshot:
    """A whole spreadsheet at one moment.

    ``identity`` stands in the metadata, else on the scratch tab. ``origin`` is the spreadsheet that it was given
    to: another one when this is a copy. ``stamp`` is the round that wrote it last, as the scratch tab says.
    """

    sheets: tuple[GoogleSheet, ...]
    scratch: GoogleSheet | None = None
    identity: str = ""
    origin: str = ""
    identity_id: int = 0
    stamp: str = ""

    @property
    def imprint(self) -> Imprint:
        return Imprint(self.identity, self.stamp)

    @property
    def mark(self) -> str:
        """The identity and where it was given, in one text."""
        return f"{self.identity}@{self.origin}" if self.identity else ""

    @property
    def scratch_mark(self) -> str:
        """The same as the scratch tab keeps it, with the round that wrote last."""
        return f"{self.imprint.told()}@{self.origin}" if self.identity else ""

    @cached_property
    def by_id(self) -> dict[int, GoogleSheet]:
        return {sheet.id: sheet for sheet in self.sheets}

    @cached_property
    def by_title(self) -> dict[str, GoogleSheet]:
        return {sheet.title: sheet for sheet in self.sheets}

    @cached_property
    def fingerprint(self) -> str:
        """What the cells hash to, of every tab but our scratch one."""
        digest = hashlib.sha256(self.identity.encode())
        for sheet in sorted(self.sheets, key=lambda sheet: sheet.id):
            digest.update(repr((sheet.id, sheet.title, [_trimmed(row) for row in sheet.rows])).encode())
            digest.update(repr(sorted(sheet.formulas.items())).encode())
            digest.update(repr(sorted(sheet.unknown)).encode())
        return digest.hexdigest()

    def grids(self) -> list[SheetGrid]:
        return [sheet.grid() for sheet in self.sheets if sheet.is_grid]


def read_snapshot(answer: Json) -> Snapshot:
    """Read the answer of ``spreadsheets.get``, or the spreadsheet in that of ``batchUpdate``."""
    sheets = [_sheet(said) for said in answer.get("sheets", ())]
    scratch = next((sheet for sheet in sheets if sheet.title == SCRATCH), None)
    told = [one for one in answer.get("developerMetadata", ()) if one.get("metadataKey") == IDENTITY_KEY]
    beside, _, place = _mark(scratch).partition("@")
    last = Imprint.heard(beside)
    identity, _, origin = (
        str(told[0].get("metadataValue", "")).partition("@") if told else (last[0], "", place)
    )
    return Snapshot(
        tuple(sheet for sheet in sheets if sheet is not scratch),
        scratch,
        identity,
        origin,
        int(told[0].get("metadataId", 0)) if told else 0,
        last.stamp if last.identity == identity else "",
    )


def _mark(scratch: GoogleSheet | None) -> str:
    """The identity as the scratch tab's last row says it: a copy that has lost its metadata still has its tabs."""
    last = scratch.raw(len(scratch.rows), 1) if scratch else None
    return last if isinstance(last, str) and MARK.fullmatch(last) else ""


def _sheet(said: Json) -> GoogleSheet:
    properties = said.get("properties", {})
    grid = properties.get("gridProperties", {})
    data = (said.get("data") or [{}])[0]
    cells = _Cells()
    for number, row in enumerate(data.get("rowData", ()), start=1):
        cells.read(number, row.get("values", ()))
    told = {str(one.get("metadataKey")): one for one in said.get("developerMetadata", ())}
    result, outline = told.get(RESULT_KEY, {}), told.get(OUTLINE_KEY, {})
    groups = [(_rows_of(one), one) for one in said.get("rowGroups", ())]
    return GoogleSheet(
        int(properties.get("sheetId", 0)),
        str(properties.get("title", "")),
        _without_end(cells.rows),
        int(grid.get("rowCount", 0)),
        int(grid.get("columnCount", 0)),
        int(grid.get("frozenRowCount", 0)),
        cells.formulas,
        frozenset(cells.unknown),
        cells.formats,
        cells.notes,
        _marked(data.get("rowMetadata", ()), "hiddenByUser"),
        _marked(data.get("rowMetadata", ()), "hiddenByFilter"),
        _marked(data.get("columnMetadata", ()), "hiddenByUser"),
        said.get("conditionalFormats", ()),
        said.get("protectedRanges", ()),
        sorted((group for group, _ in groups), key=lambda group: (group[2], group[0])),
        frozenset(
            row for (first, last, _), one in groups if one.get("collapsed") for row in range(first, last + 1)
        ),
        said.get("charts", ()),
        str(result.get("metadataValue", "")),
        str(outline.get("metadataValue", "")),
        int(outline.get("metadataId", 0)),
        properties.get("sheetType", "GRID") == "GRID",
    )


def _rows_of(group: Json) -> Group:
    where = group.get("range", {})
    return int(where.get("startIndex", 0)) + 1, int(where.get("endIndex", 0)), int(group.get("depth", 1))


@dataclass
class _Cells:
    """The cells of one tab, as they are gathered."""

    rows: list[list[Raw]] = field(default_factory=list)
    formulas: dict[Place, str] = field(default_factory=dict)
    unknown: set[Place] = field(default_factory=set)
    formats: dict[Place, str] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)

    def read(self, number: int, values: Sequence[Json]) -> None:
        row: list[Raw] = []
        for column, cell in enumerate(values, start=1):
            entered, shown = cell.get("userEnteredValue"), cell.get("effectiveValue")
            row.append(value_of(shown) if shown else None)
            if entered and "formulaValue" in entered:
                self.formulas[number, column] = str(entered["formulaValue"])
                if not shown:
                    self.unknown.add((number, column))
            elif shown and not entered:
                self.formulas[number, column] = ""
            if shown and "errorValue" in shown:
                self.formulas.setdefault((number, column), "")
                self.unknown.add((number, column))
            if kind := cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type"):
                self.formats[number, column] = str(kind)
            if note := cell.get("note"):
                self.notes[number, column] = str(note)
        while row and row[-1] is None:
            row.pop()
        self.rows.append(row)


def value_of(said: Json) -> Raw:
    """An ExtendedValue's value; an error is the word for it."""
    if "stringValue" in said:
        return str(said["stringValue"])
    if "numberValue" in said:
        number = said["numberValue"]
        return number if isinstance(number, int | float) else None
    if "boolValue" in said:
        return bool(said["boolValue"])
    if "errorValue" in said:
        return f"#{said['errorValue'].get('type', 'ERROR')}"
    return None


def moment(serial: int | float, kind: str) -> object:
    """The day, time of day or moment that a number stands for; the number itself where it is none.

    >>> moment(46083, "DATE"), moment(0.5, "TIME")
    (datetime.date(2026, 3, 2), datetime.time(12, 0))
    """
    try:
        days, seconds = divmod(round(serial * 86_400), 86_400)
        if kind == "TIME":
            whole = timedelta(days=days, seconds=seconds)
            return time(seconds // 3600, seconds // 60 % 60, seconds % 60) if days == 0 else whole
        day = EPOCH + timedelta(days=days)
    except (OverflowError, ValueError):
        return serial
    return datetime.combine(day, time()) + timedelta(seconds=seconds) if seconds else day


def serial(value: date | time) -> float:
    """The number that stands for a day or a time of day."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    days = float((date(value.year, value.month, value.day) - EPOCH).days)
    return days + serial(value.time()) if isinstance(value, datetime) else days


def same(one: Raw, other: Raw) -> bool:
    """Whether two cells hold the same; a blank is a blank, and true is not 1."""
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _trimmed(row: Sequence[Raw]) -> list[Raw]:
    """A row for hashing: blanks as None, numbers alike whatever way they were written."""
    cells = [None if cell == "" else float(cell) if type(cell) is int else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _without_end(rows: list[list[Raw]]) -> list[list[Raw]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _marked(lines: Sequence[Json], mark: str) -> frozenset[int]:
    return frozenset(number for number, line in enumerate(lines, start=1) if line.get(mark))
