"""Changes to the tables of a workbook open in Excel: one write for each block, and the way back."""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from workbook_templates.book import Edits, NewRow, Place, Reading, TableRead
from workbook_templates.declare import Kind, Table
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER
from workbook_templates.text import OfficeError

Cells = Mapping[tuple[int, int], object]
Block = tuple[int, int, list[list[object]]]
MINUTES_A_DAY = 1440
FORMATS = {Kind.TIME: "hh:mm", Kind.PERCENT: "0.0##%"}


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """A sheet as it was read: raw cells from A1, and the formulas as they are written, by row and column."""

    rows: Sequence[Sequence[object]]
    texts: Mapping[tuple[int, int], str]


class LiveWriting:
    """One apply: what is written, and how each step is taken back."""

    def __init__(self, book: Any, reading: Reading, sheets: Mapping[str, LiveSheet]) -> None:
        self._book, self._reading, self._sheets = book, reading, sheets
        self._back: list[Callable[[], None]] = []
        self.moves: dict[str, list[tuple[int, int]]] = {}

    def undoing(self, step: Callable[[], None]) -> None:
        """Remember how to take the last change back."""
        self._back.append(step)

    def undo(self) -> None:
        """Take every change back, the last one first."""
        for step in reversed(self._back):
            with contextlib.suppress(Exception):  # what can be given back is given back
                step()
        self._back.clear()

    def tables(self, edits: Edits) -> None:
        """Write the tables' changes, the lowest table of a sheet first, so that no place moves before its turn."""
        changed: list[tuple[TableRead, Place]] = []
        for key in {*edits.cells, *edits.added, *edits.removed}:
            read = self._reading.tables[key]
            if read.place is None:
                raise OfficeError(
                    f"{self._book.name} has no {read.table.label.en} table.",
                    f"{self._book.name} n'a pas de tableau {read.table.label.fr}.",
                )
            changed.append((read, read.place))
        for read, place in sorted(changed, key=lambda one: (one[1].sheet, -one[1].header)):
            self._table(read, place, edits)

    def place(self, sheet: str, row: int) -> int:
        """Where a row that was read stands now."""
        for at, count in self.moves.get(sheet, ()):
            if row >= at:
                row += count
        return row

    def put(self, sheet: Any, cells: Cells) -> None:
        """Write cells, one write for each rectangle."""
        was = self._sheets.get(str(sheet.name))
        for row, column, values in blocks_of(cells):
            area = sheet.range((row, column), (row + len(values) - 1, column + len(values[0]) - 1))
            held = _held(was, row, column, values)
            area.value = values
            self.undoing(partial(setattr, area, "value", held))

    def _table(self, read: TableRead, place: Place, edits: Edits) -> None:
        table, sheet = read.table, self._book.sheets[place.sheet]
        columns = dict(place.columns)
        cells = edits.cells.get(table.key, {})
        added = edits.added.get(table.key, ())
        if ID_HEADER not in columns and (added or any(column == ID_HEADER for _, column in cells)):
            columns[ID_HEADER] = self._add_id_column(sheet, place)
        raw = self._changes(read, columns, cells)
        self.put(sheet, raw)
        self._add(sheet, read, place, columns, added)
        self._format(sheet, table, columns, place, len(added), {column for _, column in raw})
        self._remove(sheet, place, columns, edits.removed.get(table.key, ()))

    def _add_id_column(self, sheet: Any, place: Place) -> int:
        """A person's own table gets its hidden ids in the first free column on the right."""
        column = max([len(cells) for cells in self._sheets[place.sheet].rows], default=0) + 1
        self.put(sheet, {(place.header, column): "'" + ID_HEADER})
        area = sheet.range((1, column))
        width = area.column_width
        area.column_width = 0
        self.undoing(partial(setattr, area, "column_width", width))
        return column

    def _changes(
        self, read: TableRead, columns: Mapping[str, int], cells: Mapping[tuple[int, str], str]
    ) -> dict[tuple[int, int], object]:
        return {
            (number, columns[key]): self._native(read.table, key, value, said)
            for number, key, value, said in read.as_edited(cells)
        }

    def _add(
        self,
        sheet: Any,
        read: TableRead,
        place: Place,
        columns: Mapping[str, int],
        rows: Sequence[NewRow],
    ) -> None:
        if not rows:
            return
        at = max(place.last, place.header) + 1
        if _has_content(self._sheets[place.sheet].rows[at - 1 :]):
            area = sheet.range(f"{at}:{at + len(rows) - 1}")
            area.insert("down")
            self.undoing(lambda: sheet.range(f"{at}:{at + len(rows) - 1}").delete("up"))
            self.moves.setdefault(place.sheet, []).append((at, len(rows)))
        raw: dict[tuple[int, int], object] = {}
        for number, row in enumerate(rows, start=at):
            raw[number, columns[ID_HEADER]] = "'" + row.id
            for column, value in zip(read.table.columns, row.cells, strict=True):
                if column.key in columns:
                    raw[number, columns[column.key]] = self._native(read.table, column.key, value, row.cells)
        for row_at, column_at, values in blocks_of(raw):
            last = (row_at + len(values) - 1, column_at + len(values[0]) - 1)
            area = sheet.range((row_at, column_at), last)
            area.value = values
            self.undoing(area.clear_contents)
        if place.native:
            self._grow(sheet, place.native, at + len(rows) - 1)

    def _grow(self, sheet: Any, name: str, last: int) -> None:
        """Have Excel's own table reach its new last row."""
        table = sheet.tables[name]
        area = table.range
        bottom = area.row + area.shape[0] - 1 - bool(table.show_totals)
        if bottom < last:
            right = area.column + area.shape[1] - 1
            table.resize(sheet.range((area.row, area.column), (last, right)))
            self.undoing(lambda: table.resize(sheet.range((area.row, area.column), (bottom, right))))

    def _format(
        self,
        sheet: Any,
        table: Table,
        columns: Mapping[str, int],
        place: Place,
        added: int,
        written: set[int],
    ) -> None:
        """Times and percents show as such in a column that has no format of its own."""
        for column in table.columns:
            at = columns.get(column.key, 0)
            if column.kind in FORMATS and at and (added or at in written):
                area = sheet.range((place.header + 1, at), (max(place.last, place.header + 1) + added, at))
                if area.number_format in ("General", None):
                    area.number_format = FORMATS[column.kind]
                    self.undoing(partial(setattr, area, "number_format", "General"))

    def _remove(self, sheet: Any, place: Place, columns: Mapping[str, int], numbers: Iterable[int]) -> None:
        """Take rows away, the lowest first; a row with something beside the table is emptied instead."""
        left, right = min(columns.values()), max(columns.values())
        rows = self._sheets[place.sheet].rows
        for number in sorted(numbers, reverse=True):
            cells = list(rows[number - 1]) if number <= len(rows) else []
            held = _held(self._sheets[place.sheet], number, 1, [[""] * max(len(cells), right)])
            beside = [*cells[: left - 1], *cells[right:]]
            if _has_content([beside]):
                area = sheet.range((number, left), (number, right))
                area.clear_contents()
                self.undoing(partial(setattr, area, "value", [held[0][left - 1 : right]]))
                continue
            sheet.range(f"{number}:{number}").delete("up")
            self.moves.setdefault(place.sheet, []).append((number + 1, -1))
            self.undoing(partial(_put_back, sheet, number, held))

    def _native(self, table: Table, key: str, value: str, cells: Sequence[str]) -> object:
        if key == ID_HEADER or not value:
            return "'" + value if value else None
        return as_written(native(value, table.variant(key, cells), self._reading.lang))


def as_written(value: object) -> object:
    """What Excel is given: the apostrophe keeps a text from being read as a number, a date or a formula."""
    match value:
        case None | "":
            return None
        case str():
            return "'" + value
        case Decimal():
            return float(value)
        case datetime():
            return value
        case date():
            return datetime(value.year, value.month, value.day)
        case time():
            return (value.hour * 60 + value.minute) / MINUTES_A_DAY + value.second / (MINUTES_A_DAY * 60)
        case _:
            return value


def blocks_of(cells: Cells) -> list[Block]:
    """Cells as rectangles: runs down a column, joined to a neighbour that has the same rows."""
    runs: list[tuple[int, int, list[object]]] = []
    for column, row in sorted((column, row) for row, column in cells):
        if runs and runs[-1][0] == column and runs[-1][1] + len(runs[-1][2]) == row:
            runs[-1][2].append(cells[row, column])
        else:
            runs.append((column, row, [cells[row, column]]))
    open_: dict[tuple[int, int, int], list[list[object]]] = {}
    blocks: list[tuple[int, int, list[list[object]]]] = []
    for column, row, values in runs:
        joined = open_.pop((column - 1, row, len(values)), None)
        if joined is None:
            joined = [[] for _ in values]
            blocks.append((row, column, joined))
        for line, value in zip(joined, values, strict=True):
            line.append(value)
        open_[column, row, len(values)] = joined
    return blocks


def _held(was: LiveSheet | None, row: int, column: int, values: list[list[object]]) -> list[list[object]]:
    """What an area held when it was read, as it would be written again."""
    rows = was.rows if was else ()
    texts = was.texts if was else {}
    held: list[list[object]] = []
    for number in range(row, row + len(values)):
        cells = rows[number - 1] if number <= len(rows) else ()
        held.append(
            [
                texts.get((number, at)) or as_written(cells[at - 1] if at <= len(cells) else None)
                for at in range(column, column + len(values[0]))
            ]
        )
    return held


def _put_back(sheet: Any, number: int, held: list[list[object]]) -> None:
    sheet.range(f"{number}:{number}").insert("down")
    sheet.range((number, 1), (number, len(held[0]))).value = held


def _has_content(rows: Iterable[Sequence[object]]) -> bool:
    return any(cell not in ("", None) for cells in rows for cell in cells)
