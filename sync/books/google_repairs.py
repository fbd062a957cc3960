"""What a batch did to rows that people move meanwhile, and what puts it right. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sync.books.google_before import Before, Fate, inverse, judge
from sync.books.google_grids import Snapshot
from sync.books.google_ops import (
    DeleteRow,
    InsertRows,
    Op,
    SetCell,
    key_of,
    moved,
    relocate,
    simulate,
    standing,
)
from workbook_templates.book import Reading

Columns = Mapping[int, Mapping[int, int]]
"""For each tab, where its columns went."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A batch that was made: what it was decided on, what stood there just before, what it left."""

    ops: Sequence[Op]
    snapshot: Snapshot
    before: Before
    after: Snapshot
    hits: Sequence[Op] = ()

    def fates(self) -> list[tuple[Op, Fate]]:
        return [(op, judge(op, self.before, self.snapshot)) for op in self.ops]

    def undo(self, op: Op) -> list[Op]:
        """What puts back what a change replaced."""
        return inverse(op, self.ops, self.before, self.snapshot, self.after)

    def give_back(self, op: Op) -> list[Op]:
        """What gives the row that a change hit what it held before any of ours."""
        back = op.back if isinstance(op, SetCell) else None
        return [
            replace(one, value=back[0]) if back and isinstance(one, SetCell) else one for one in self.undo(op)
        ]

    def locate(self, ops: Sequence[Op], columns: Columns) -> list[Op]:
        """Repairs decided on the snapshot, where they belonged just before the batch.

        People only moved whole rows and columns in between: seen without the batch's
        own changes, each row is still what it was.
        """
        if not ops:
            return []
        seen = mended(self.after, [one for op in self.ops for one in self.undo(op)])
        return [at for op in ops if (at := relocate(op, seen, columns.get(op.sheet, {})))]

    def carry(self, ops: Sequence[Op], columns: Columns) -> list[Op]:
        """Repairs decided on the snapshot, where they belong on what the batch left."""
        gone = {(op.sheet, op.row) for op in self.ops if isinstance(op, DeleteRow)}
        located = self.locate(ops, columns)
        return [
            _on(self.after, op, self.ops)
            for op in located
            if isinstance(op, InsertRows) or (op.sheet, op.row) not in gone
        ]


def repairs_of(
    attempt: Attempt, fates: Sequence[tuple[Op, Fate]], columns: Callable[[Snapshot, Snapshot], Columns]
) -> list[Op]:
    """What puts back what was hit by mistake, and the earlier repairs that missed in their turn."""
    bad = [(op, fate) for op, fate in fates if fate is not Fate.HIT]
    went = columns(attempt.snapshot, attempt.after) if bad else {}
    cells: dict[tuple[int, int, int], Op] = {}
    lines: dict[tuple[int, int], list[Op]] = {}
    owed: list[Op] = []
    for op, fate in bad:
        for one in attempt.undo(op):
            if not isinstance(one, InsertRows):
                id_column = went.get(one.sheet, {}).get(one.key.column, one.key.column)
                one = replace(one, key=key_of(attempt.after.by_id[one.sheet], one.row, id_column))
            if isinstance(one, SetCell):
                cells[one.sheet, one.row, one.column] = one
            else:
                lines.setdefault((op.sheet, op.row if isinstance(op, DeleteRow) else 0), []).append(one)
        if fate is Fate.MISSED and op.origin is None:
            owed.append(op)
        elif fate is Fate.MISSED and isinstance(op, SetCell) and op.back:
            owed.append(replace(op, value=op.back[0], origin=None, back=None))
    gone = {(op.sheet, op.row) for op in attempt.ops if isinstance(op, DeleteRow)}
    located = attempt.locate(owed, went)
    for op in located:
        # What stood there before may be a value of ours that is still to be put right: what is owed wins.
        if isinstance(op, InsertRows):
            lines.setdefault((op.sheet, 0), []).append(_on(attempt.after, op, attempt.ops))
        elif (op.sheet, op.row) in gone:
            lines[op.sheet, op.row] = _owed_to_a_lost_row(lines.get((op.sheet, op.row), []), op)
        else:
            on = _on(attempt.after, op, attempt.ops)
            if isinstance(on, SetCell):
                cells[on.sheet, on.row, on.column] = on
            else:
                lines.setdefault((on.sheet, 0), []).append(on)
    return [*cells.values(), *(op for found in lines.values() for op in found)]


def _owed_to_a_lost_row(restoring: list[Op], op: Op) -> list[Op]:
    """A row that was taken away by mistake comes back with what it is owed; not at all when it was to go."""
    if not isinstance(op, SetCell):
        return []
    return [
        replace(one, rows=({**one.rows[0], op.column: op.value},)) if isinstance(one, InsertRows) else one
        for one in restoring
    ]


def columns_between(old: Snapshot, was: Reading, new: Snapshot, now: Reading) -> Columns:
    """Where the columns of each tab went, by their headers."""
    found: dict[int, dict[int, int]] = {}
    for key, read in was.tables.items():
        place, there = read.place, now.tables[key].place
        if place is None or there is None:
            continue
        sheet = old.by_title[place.sheet]
        before, titles = sheet.line(place.header), new.by_title[there.sheet].line(there.header)
        for column, title in enumerate(before, start=1):
            if title and before.count(title) == titles.count(title) == 1:
                found.setdefault(sheet.id, {})[column] = titles.index(title) + 1
    return found


def mended(now: Snapshot, repairs: Sequence[Op]) -> Snapshot:
    """The spreadsheet as it will be once repaired."""
    touched = {op.sheet for op in repairs}
    sheets = tuple(
        replace(sheet, rows=simulate(sheet, repairs)) if sheet.id in touched else sheet
        for sheet in now.sheets
    )
    return replace(now, sheets=sheets)


def _on(now: Snapshot, op: Op, ops: Sequence[Op]) -> Op:
    """A repair decided on the rows before a batch, told by the rows after it."""
    if isinstance(op, InsertRows):
        return replace(op, at=moved(ops, op.sheet, op.at))
    sheet = now.by_id[op.sheet]
    row = standing(sheet, moved(ops, op.sheet, op.row), op.key.column, op.key.id)
    key = key_of(sheet, row, op.key.column)
    if isinstance(op, DeleteRow):
        return replace(op, row=row, key=key, was=sheet.line(row))
    return replace(op, row=row, key=key, was=sheet.raw(row, op.column))


def merged(repairs: Sequence[Op], ops: Sequence[Op], now: Snapshot) -> list[Op]:
    """Repairs and changes in one batch, told by the rows as they stand before it."""
    mending = {(op.sheet, op.row, op.column): op for op in repairs if isinstance(op, SetCell)}
    found: list[Op] = []
    for op in ops:
        op = rekeyed(op, now, always=True) if repairs else op
        if isinstance(op, SetCell) and (repair := mending.pop((op.sheet, op.row, op.column), None)):
            op = replace(op, was=repair.was, back=(repair.value,), shape=op.shape or repair.shape)
        found.append(op)
    return [*mending.values(), *(op for op in repairs if not isinstance(op, SetCell)), *found]


def rekeyed(op: Op, now: Snapshot, always: bool = False) -> Op:
    """The same change, its row told by what it holds now; a row with an id keeps it unless ``always``."""
    if isinstance(op, InsertRows):
        if op.above is None or (op.above.id and not always):
            return op
        return replace(op, above=key_of(now.by_id[op.sheet], op.at, op.above.column))
    if op.key.id and not always:
        return op
    return replace(op, key=key_of(now.by_id[op.sheet], op.row, op.key.column))
