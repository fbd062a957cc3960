"""What a write that nobody verified hit by mistake, told from the rows as they stood just before it. Pure.

Google has no "only if unchanged": rows that people move in the moment of a write let
it hit others. A round that sees its answer puts that right; this is for the next one,
after a machine that stopped, or lost its access, in between.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sync.merge import Cells, apart
from workbook_templates.book import Row
from workbook_templates.declare import Table
from workbook_templates.reading import ID_HEADER

Missed = dict[tuple[int, str], set[str]]
"""By column index and value, the records that were to hold it and do not show it."""


@dataclass
class Astray:
    """A table without what went astray.

    Args:
        rows: Its rows, as they would stand.
        back: What to put back in the sheet, by row number and column.
        agreed: What was agreed on after all, instead of what was promised; None for a row to be shown again.
    """

    rows: list[Row]
    back: dict[tuple[int, str], str] = field(default_factory=dict)
    agreed: dict[str, Cells | None] = field(default_factory=dict)


def find_astray(
    table: Table,
    promised: Mapping[str, Cells],
    base: Mapping[str, Cells],
    before: Sequence[Row],
    shown: Sequence[Row],
) -> Astray:
    """See which cells and rows the write hit by mistake.

    A value that a row took on with the write and that was meant for another, which does not
    show it, is read as it was, and put back; it is written again where it belongs. A row
    that went while one that was to go still stands comes back.

    Args:
        promised: What was to be agreed on; blank for a row that was to go.
        base: What had been agreed on.
        before: The rows that the write touched, as they stood just before.
        shown: The rows as they stand now.
    """
    leaving = {record for record, cells in promised.items() if not any(cells)}
    missed = _missed(promised, base, shown, leaving)
    found = Astray(list(shown))
    for was, at in _pairs(before, shown, missed):
        now = found.rows[at]
        if was.id and now.id != was.id:
            now = now._replace(id=was.id)
            found.back[now.number, ID_HEADER] = was.id
        cells = list(now.cells)
        for index in apart(was.cells, now.cells):
            meant = missed.get((index, now.cells[index]), set()) - {was.id}
            if meant and promised.get(was.id, was.cells)[index] != now.cells[index]:
                cells[index] = found.back[now.number, table.columns[index].key] = was.cells[index]
                for record in meant:
                    _agree(found, promised, record, index, base[record][index])
        found.rows[at] = now._replace(cells=tuple(cells))
    here = {row.id for row in found.rows}
    if leaving & here:
        for row in before:
            if row.id in base and row.id not in here | leaving:
                found.agreed[row.id] = None
    return found


def _missed(
    promised: Mapping[str, Cells],
    base: Mapping[str, Cells],
    shown: Sequence[Row],
    leaving: set[str],
) -> Missed:
    now = {row.id: row.cells for row in shown if row.id}
    nameless = {row.cells for row in shown if not row.id}
    missed: Missed = {}
    for record in promised.keys() & base.keys() - leaving:
        if record not in now and promised[record] in nameless:
            continue  # somebody has erased its id
        for at in apart(promised[record], base[record]):
            if record not in now or now[record][at] != promised[record][at]:
                missed.setdefault((at, promised[record][at]), set()).add(record)
    return missed


def _agree(found: Astray, promised: Mapping[str, Cells], record: str, index: int, cell: str) -> None:
    cells = list(found.agreed.get(record) or promised[record])
    cells[index] = cell
    found.agreed[record] = tuple(cells)


def _pairs(before: Sequence[Row], shown: Sequence[Row], missed: Missed) -> Iterator[tuple[Row, int]]:
    """Each touched row and where it stands now: by its id, else as the one row that differs in stray values only."""
    by_id = {row.id: at for at, row in enumerate(shown) if row.id}
    copied = {row.id for row in before if row.id}
    free = {at: row for at, row in enumerate(shown) if row.id not in copied}
    same = {row.cells for row in free.values()}
    for was in before:
        if was.id in by_id:
            yield was, by_id[was.id]
        elif any(was.cells) and (was.id or was.cells not in same):
            like = [at for at, row in free.items() if _is_like(was, row, missed)]
            if len(like) == 1:
                del free[like[0]]
                yield was, like[0]


def _is_like(was: Row, now: Row, missed: Missed) -> bool:
    """Whether two rows have something in common, and differ in nothing but stray values."""
    common = any(one and one == other for one, other in zip(was.cells, now.cells, strict=True))
    return common and all((at, now.cells[at]) in missed for at in apart(was.cells, now.cells))
