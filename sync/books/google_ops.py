"""The smallest changes to a grid of cells: decided, ordered, simulated, found again. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from sync.books.google_grids import GoogleSheet, Raw, Snapshot, same, serial

CLEARED = "-"


@dataclass(frozen=True, slots=True)
class Formula:
    """A person's formula, to be put back."""

    text: str


Content = Raw | date | time | Decimal | Formula


@dataclass(frozen=True, slots=True)
class RowKey:
    """What tells a row: its id, or all its cells where it has none; ``skip`` are columns of formulas."""

    column: int
    id: str
    cells: tuple[Raw, ...]
    skip: frozenset[int] = frozenset()

    def fits(self, line: Sequence[Raw]) -> bool:
        if self.id:
            return str(cell_at(line, self.column)) == self.id
        return alike(self.cells, line, self.skip)


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put a value in a cell.

    Args:
        was: What stood there when it was decided.
        shape: The kind of number format to give; "" leaves it, CLEARED takes it away.
        origin: The edit it comes from: table, row number, column key; None for a repair.
        back: What its undoing puts, when that is not what stood there before.
    """

    sheet: int
    row: int
    column: int
    value: Content
    key: RowKey
    was: Raw
    shape: str = ""
    origin: tuple[str, int, str] | None = None
    back: tuple[Content] | None = None


@dataclass(frozen=True, slots=True)
class InsertRows:
    """Put new rows below row ``at``; column -> value of each. ``above`` is None where any place will do."""

    sheet: int
    at: int
    rows: tuple[Mapping[int, Content], ...]
    shapes: Mapping[int, str]
    above: RowKey | None = None
    inherit: bool = True
    ids: tuple[str, ...] = ()
    origin: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """Take a row away."""

    sheet: int
    row: int
    key: RowKey
    was: tuple[Raw, ...]
    origin: tuple[str, int] | None = None


Op = SetCell | InsertRows | DeleteRow


def key_of(sheet: GoogleSheet, row: int, id_column: int) -> RowKey:
    """Describe a row so that it is known again wherever it goes."""
    found = sheet.raw(row, id_column) if id_column else None
    skip = frozenset(column for column in range(1, sheet.width + 1) if (row, column) in sheet.formulas)
    return RowKey(id_column, str(found) if found not in (None, "") else "", sheet.line(row), skip)


def relocate(op: Op, snapshot: Snapshot, columns: Mapping[int, int]) -> Op | None:
    """The same change where its row stands now.

    Args:
        columns: Where the tab's columns went; one that is not told is where it was.

    Returns:
        None when the row is not there any more, or a person has changed what was to be replaced.
    """
    sheet = snapshot.by_id.get(op.sheet)
    if sheet is None:
        return None
    if isinstance(op, InsertRows):
        rows = tuple({columns.get(at, at): value for at, value in row.items()} for row in op.rows)
        return replace(op, at=min(op.at, sheet.row_count), rows=rows)
    key = _carried(op.key, columns)
    found = [row for row in range(1, max(len(sheet.rows), op.row) + 1) if key.fits(sheet.line(row))]
    if op.row in found:
        found = [op.row]
    if len(found) != 1:
        return None
    row = found[0]
    key = key_of(sheet, row, key.column)
    if isinstance(op, DeleteRow):
        was = _carried(replace(op.key, cells=op.was), columns).cells
        return replace(op, row=row, key=key, was=was) if alike(was, sheet.line(row), key.skip) else None
    column = columns.get(op.column, op.column)
    if not same(sheet.raw(row, column), op.was):
        return None
    return replace(op, row=row, column=column, key=key)


def _carried(key: RowKey, columns: Mapping[int, int]) -> RowKey:
    """The key of a row whose columns went elsewhere."""
    if not columns:
        return key
    width = max([len(key.cells), *columns.values()])
    cells: list[Raw] = [None] * width
    for column, value in enumerate(key.cells, start=1):
        place = columns.get(column, column)
        cells[place - 1] = value if value is not None else cells[place - 1]
    skip = frozenset(columns.get(column, column) for column in key.skip)
    return RowKey(columns.get(key.column, key.column), key.id, tuple(cells), skip)


def moved(ops: Iterable[Op], sheet: int, row: int) -> int:
    """Where a row stands once the batch has been made."""
    shift = 0
    for op in ops:
        if op.sheet == sheet and isinstance(op, InsertRows) and op.at < row:
            shift += len(op.rows)
        elif op.sheet == sheet and isinstance(op, DeleteRow) and op.row < row:
            shift -= 1
    return row + shift


def standing(sheet: GoogleSheet, row: int, column: int, identity: Raw) -> int:
    """Where the one row with this id stands; ``row`` when it has it, or when that cannot be told."""
    if identity in (None, "") or same(sheet.raw(row, column), identity):
        return row
    found = [at for at in range(1, len(sheet.rows) + 1) if same(sheet.raw(at, column), identity)]
    return found[0] if len(found) == 1 else row


def in_order(ops: Iterable[Op]) -> tuple[list[SetCell], list[InsertRows | DeleteRow]]:
    """Cells first, where they were read; then rows from the bottom up, so that no change moves another;
    of rows for one place the last first."""
    cells: list[SetCell] = []
    rows: list[InsertRows | DeleteRow] = []
    for op in ops:
        if isinstance(op, SetCell):
            cells.append(op)
        else:
            rows.append(op)
    placed = []
    for at, op in enumerate(rows):
        if isinstance(op, InsertRows):
            placed.append((op.at + 0.5, op.origin[1] if op.origin else at, at))
        else:
            placed.append((float(op.row), 0, at))
    return cells, [rows[at] for _, _, at in sorted(placed, reverse=True)]


def simulate(sheet: GoogleSheet, ops: Iterable[Op]) -> list[list[Raw]]:
    """The cells a tab holds once the changes are made, formulas left aside."""
    rows = [list(row) for row in sheet.rows]
    cells, structure = in_order(op for op in ops if op.sheet == sheet.id)
    for op in cells:
        _put(rows, op.row, op.column, stored(op.value))
    for change in structure:
        if isinstance(change, DeleteRow):
            del rows[change.row - 1 : change.row]
            continue
        rows.extend([] for _ in range(change.at - len(rows)))
        fresh: list[list[Raw]] = []
        for number, values in enumerate(change.rows, start=1):
            for column, value in values.items():
                _put(fresh, number, column, stored(value))
            fresh.extend([] for _ in range(number - len(fresh)))
        rows[change.at : change.at] = fresh
    return rows


def as_expected(sheet: GoogleSheet, ops: Iterable[Op], after: GoogleSheet) -> bool:
    """Whether a tab holds what it held, and the changes, and nothing else."""
    rows = simulate(sheet, ops)
    length = max(len(rows), len(after.rows))
    blank: list[Raw] = []
    return all(
        alike(rows[at] if at < len(rows) else blank, after.line(at + 1), frozenset()) for at in range(length)
    )


def stored(value: Content) -> Raw:
    """What the cell holds for a value: a number for a day, an amount, a time of day."""
    if isinstance(value, date | time):
        return serial(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Formula):
        return None
    return value


def alike(one: Sequence[Raw], other: Sequence[Raw], skip: frozenset[int]) -> bool:
    return all(
        column in skip or same(cell_at(one, column), cell_at(other, column))
        for column in range(1, max(len(one), len(other)) + 1)
    )


def cell_at(line: Sequence[Raw], column: int) -> Raw:
    return line[column - 1] if 0 < column <= len(line) else None


def _put(rows: list[list[Raw]], row: int, column: int, value: Raw) -> None:
    rows.extend([] for _ in range(row - len(rows)))
    cells = rows[row - 1]
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = value
