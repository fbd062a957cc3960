"""Whether each change of a batch hit the row it was meant for, and what puts back what it replaced. Pure.

Google has no "only if unchanged". So every batch first copies the rows it
touches to a hidden scratch tab, in the same atomic request; the answer holds that
copy: the rows exactly as they were when the batch was made.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from sync.books.google_grids import GoogleSheet, Raw, Snapshot, same
from sync.books.google_ops import (
    CLEARED,
    Content,
    DeleteRow,
    Formula,
    InsertRows,
    Op,
    RowKey,
    SetCell,
    alike,
    cell_at,
    key_of,
    moved,
    standing,
    stored,
)
from workbook_templates.reading import ID_HEADER

RELATIVE = re.compile(r"(?<![A-Za-z0-9_.$'\"])(\$?[A-Za-z]{1,3})([1-9]\d*)(?![\w(])")


class Fate(Enum):
    """What became of a change."""

    HIT = "it hit the row it was meant for"
    MISSED = "the row had moved: another one was hit"
    CHANGED = "a person had changed what it replaced"


@dataclass(frozen=True, slots=True)
class Area:
    """The rows of a tab that the scratch tab holds, from its row ``offset`` + 1 on."""

    first: int
    last: int
    width: int
    offset: int


@dataclass(frozen=True)
class Before:
    """The touched rows as they stood just before the batch: the copies of them, held against what it left.

    A filter keeps rows from being copied. Where a copy does not agree with the
    row in the cells that the batch left alone, the row itself is believed, and what
    was last read for the cells that were written.
    """

    areas: Mapping[int, Area]
    scratch: GoogleSheet
    ops: Sequence[Op] = ()
    snapshot: Snapshot | None = None
    after: Snapshot | None = None

    @cached_property
    def _written(self) -> dict[tuple[int, int], list[SetCell]]:
        found: dict[tuple[int, int], list[SetCell]] = {}
        for op in self.ops:
            if isinstance(op, SetCell):
                found.setdefault((op.sheet, op.row), []).append(op)
        return found

    @cached_property
    def _structure(self) -> list[Op]:
        return [op for op in self.ops if not isinstance(op, SetCell)]

    def line(self, sheet: int, row: int) -> tuple[Raw, ...]:
        area = self.areas.get(sheet)
        if area is None or not area.first <= row <= area.last:
            return ()
        copied = self.scratch.line(row - area.first + 1 + area.offset)
        written = self._written.get((sheet, row), [])
        is_gone = any(
            isinstance(op, DeleteRow) and (op.sheet, op.row) == (sheet, row) for op in self._structure
        )
        if is_gone or self.after is None or self.snapshot is None or sheet not in self.after.by_id:
            return copied
        now = self.after.by_id[sheet]
        place = place_after(sheet, row, copied, self.ops, now)
        skip = {op.column for op in written}
        skip |= {column for column in range(1, area.width + 1) if (place, column) in now.formulas}
        line = now.line(place)[: area.width]
        if alike(copied, line, frozenset(skip)):
            return copied
        return self._believed(self.snapshot.by_id[sheet], line, written)

    def _believed(self, was: GoogleSheet, line: Sequence[Raw], written: Sequence[SetCell]) -> tuple[Raw, ...]:
        """The row as it is, and what was last read of it for the cells that were written."""
        cells = [*line, *[None] * (max((op.column for op in written), default=0) - len(line))]
        for op in written:
            identity = cell_at(line, op.key.column) if op.key.column else None
            is_mine = op.key.column in {one.column for one in written} or str(identity) == op.key.id
            row = op.row if is_mine else _row_like(line, op.key.column, was)
            cells[op.column - 1] = was.raw(row, op.column) if row else None
        return tuple(cells)


def id_column_of(op: SetCell | DeleteRow, ops: Sequence[Op]) -> int:
    """The column of a row's id, be it one that the batch itself gives; 0 when it has none."""
    if op.key.column:
        return op.key.column
    given = (one for one in ops if isinstance(one, SetCell) and (one.sheet, one.row) == (op.sheet, op.row))
    return next((one.column for one in given if one.origin and one.origin[2] == ID_HEADER), 0)


def place_after(sheet: int, row: int, line: Sequence[Raw], ops: Sequence[Op], now: GoogleSheet) -> int:
    """Where a row that a batch touched stands on what was seen after it.

    That is where the batch left it. When its answer was lost, people may have gone on
    before we looked: then a row with an id is where its id stands.
    """
    place = moved(ops, sheet, row)
    mine = [op for op in ops if isinstance(op, SetCell) and (op.sheet, op.row) == (sheet, row)]
    column = id_column_of(mine[0], ops) if mine else 0
    if not column:
        return place
    identity = next((stored(op.value) for op in mine if op.column == column), cell_at(line, column))
    return standing(now, place, column, identity)


def areas_of(ops: Sequence[Op], snapshot: Snapshot) -> dict[int, Area]:
    """The rows that a batch touches, and where each tab's go on the scratch tab."""
    spans: dict[int, tuple[int, int]] = {}
    for op in ops:
        row = op.at if isinstance(op, InsertRows) else op.row
        first, last = spans.get(op.sheet, (row, row))
        spans[op.sheet] = (min(first, row), max(last, row))
    areas, offset = {}, 0
    for sheet, (first, last) in spans.items():
        mine = [op for op in ops if op.sheet == sheet]
        width = max([snapshot.by_id[sheet].width, *(op.column for op in mine if isinstance(op, SetCell))])
        if any(isinstance(op, DeleteRow) for op in mine):
            # A column may have been inserted meanwhile: of a row that goes, everything is kept.
            width = max(width, snapshot.by_id[sheet].column_count)
        areas[sheet] = Area(max(first, 1), last, width, offset)
        offset += last - max(first, 1) + 1
    return areas


def judge(op: Op, before: Before, snapshot: Snapshot) -> Fate:
    """Say what became of one change. ``snapshot`` is what it was decided on."""
    if isinstance(op, InsertRows):
        hit = op.above is None or op.at < 1 or op.above.fits(before.line(op.sheet, op.at))
        return Fate.HIT if hit else Fate.MISSED
    line = before.line(op.sheet, op.row)
    if not op.key.fits(line):
        return Fate.MISSED
    if isinstance(op, DeleteRow):
        return Fate.HIT if alike(op.was, line, op.key.skip) else Fate.CHANGED
    if (op.row, op.column) in snapshot.by_id[op.sheet].formulas:
        return Fate.HIT
    now = cell_at(line, op.column)
    return Fate.HIT if same(now, op.was) or same(now, stored(op.value)) else Fate.CHANGED


def inverse(op: Op, ops: Sequence[Op], before: Before, snapshot: Snapshot, after: Snapshot) -> list[Op]:
    """What puts back what one change replaced, on the spreadsheet as the batch left it."""
    sheet = after.by_id[op.sheet]
    if isinstance(op, InsertRows):
        rows = _added_rows(op, ops, sheet)
        return [DeleteRow(op.sheet, row, key_of(sheet, row, _id_column(op)), sheet.line(row)) for row in rows]
    line = before.line(op.sheet, op.row)
    known = _row_like(line, op.key.column, snapshot.by_id[op.sheet])
    if isinstance(op, DeleteRow):
        at = moved(ops, op.sheet, op.row) - 1
        cells = {
            column: _content(value, snapshot.by_id[op.sheet], known, op.row, column)
            for column, value in enumerate(line, start=1)
        }
        return [InsertRows(op.sheet, at, (cells,), {}, inherit=at > 0)]
    row = place_after(op.sheet, op.row, line, ops, sheet)
    if not isinstance(op.value, Formula) and not same(sheet.raw(row, op.column), stored(op.value)):
        return []  # somebody has typed over it since
    value = _content(cell_at(line, op.column), snapshot.by_id[op.sheet], known, op.row, op.column)
    shape = ""
    if op.shape:
        shape = snapshot.by_id[op.sheet].formats.get((known or op.row, op.column), CLEARED)
    return [
        SetCell(
            op.sheet,
            row,
            op.column,
            value,
            key_of(sheet, row, id_column_of(op, ops)),
            sheet.raw(row, op.column),
            shape,
        )
    ]


def _added_rows(op: InsertRows, ops: Sequence[Op], sheet: GoogleSheet) -> list[int]:
    """Where added rows stand once the batch is made: by their ids, or where the batch put them if they have none."""
    if op.ids:
        found = {str(sheet.raw(row, _id_column(op))): row for row in range(1, len(sheet.rows) + 1)}
        return [found[one] for one in op.ids if one in found]
    same_place = [
        one for one in ops if isinstance(one, InsertRows) and (one.sheet, one.at) == (op.sheet, op.at)
    ]
    here = next(at for at, one in enumerate(same_place) if one is op)
    above = sum(len(one.rows) for one in same_place[:here])
    first = moved(ops, op.sheet, op.at + 1) - sum(len(one.rows) for one in same_place) + above
    return list(range(first, first + len(op.rows)))


def shifted(formula: str, rows: int) -> str:
    """A formula as it reads some rows further down.

    >>> shifted('=B4*$C$2+Taux!D4', 2)
    '=B6*$C$2+Taux!D6'
    """
    return (
        RELATIVE.sub(lambda found: f"{found[1]}{max(1, int(found[2]) + rows)}", formula) if rows else formula
    )


def _content(value: Raw, sheet: GoogleSheet, known: int, row: int, column: int) -> Content:
    """A value to put back, or the formula that gave it."""
    text = sheet.formulas.get((known, column), "") if known else ""
    return Formula(shifted(text, row - known)) if text else value


def _row_like(line: Sequence[Raw], id_column: int, sheet: GoogleSheet) -> int:
    """Where a row stood when the spreadsheet was read; 0 when it is not known."""
    identity = cell_at(line, id_column) if id_column else None
    key = RowKey(id_column, str(identity) if identity not in (None, "") else "", tuple(line))
    rows = [row for row in range(1, len(sheet.rows) + 1) if key.fits(sheet.line(row))]
    return rows[0] if len(rows) == 1 else 0


def _id_column(op: InsertRows) -> int:
    return next((column for column, value in op.rows[0].items() if op.ids and value == op.ids[0]), 0)
