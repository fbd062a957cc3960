"""From what the three sides hold to what a round writes on each. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sync.base import Base
from sync.merge import (
    AddedInSheet,
    AddedInStore,
    Cells,
    DeletedAgainstChanged,
    GoneFromBoth,
    Merged,
    Policy,
    RemovedInSheet,
    RemovedInStore,
    Side,
    Stored,
    apart,
    merge_row,
)
from workbook_templates.book import NewRow, Row, TableRead
from workbook_templates.declare import Table


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a book takes part in a table; columns by index.

    Args:
        absent: Columns the sheet does not have.
        withheld: Columns whose stored values the book may not see; what is typed there still goes to the store.
        policies: Columns where one side is taken, without asking, when both changed.
        moved: Records that the store changed since the book's last round: in what is withheld, perhaps.
    """

    absent: frozenset[int] = frozenset()
    withheld: frozenset[int] = frozenset()
    policies: Mapping[int, Policy] = field(default_factory=dict)
    moved: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One conflict; ``column`` is "" for a row deleted on one side. ``cells`` is the sheet's row then.

    ``settled`` is the side that a policy took, "" while a person is asked.
    """

    table: str
    record: str
    column: str
    base: str
    sheet: str
    store: str
    cells: Cells = ()
    settled: str = ""


@dataclass(slots=True)
class TablePlan:
    """What a round does to one table.

    ``observed`` is the base once the store has taken the sheet's changes,
    ``agreed`` what changes in it once the book has taken the store's; None forgets the row.
    """

    table: Table
    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    added: list[NewRow] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    written: dict[str, tuple[int, Cells]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    observed: dict[str, Cells | None] = field(default_factory=dict)
    agreed: dict[str, Cells | None] = field(default_factory=dict)
    conflicts: list[Disagreement] = field(default_factory=list)
    from_sheet: int = 0
    to_sheet: int = 0


def identify(
    read: TableRead, base: Base, store: Mapping[str, Stored], new_id: Callable[[], str]
) -> dict[str, Row]:
    """Give every row of the sheet its id.

    Of rows with one id, the nearest to the base keeps it. A row without a known id
    takes that of a row missing from the sheet with the same key, or the same cells;
    else it is new.
    """
    plain = {row.id: row for row in read.rows}
    if len(plain) == len(read.rows) and plain.keys() <= base.keys():
        return plain
    claims: dict[str, list[Row]] = {}
    for row in read.rows:
        claims.setdefault(row.id, []).append(row)
    rows: dict[str, Row] = {}
    loose = [row for row in claims.pop("", []) if any(row.cells)]
    for record, claimants in claims.items():
        was = base.get(record) or (store[record].cells if record in store else ())
        keeper = (
            claimants[0]
            if len(claimants) == 1
            else max(claimants, key=lambda row: (_likeness(row.cells, was), -row.number))
        )
        if record in base or record in store:
            rows[record] = keeper
        else:
            loose.append(keeper)
        loose += [row for row in claimants if row is not keeper]
    loose.sort(key=lambda row: row.number)
    missing = {record: base[record] for record in base if record not in rows}
    others = {
        record: kept.cells
        for record, kept in store.items()
        if not kept.deleted and record not in rows and record not in base
    }
    for pool in (missing, others):
        loose = _match(loose, pool, read.table, rows)
    for row in loose:
        fresh = row.id if row.id and row.id not in rows and row.id not in base else new_id()
        rows[fresh] = row
    return rows


def _likeness(cells: Cells, was: Cells) -> int:
    return sum(map(str.__eq__, cells, was))


def _match(loose: Iterable[Row], pool: dict[str, Cells], table: Table, rows: dict[str, Row]) -> list[Row]:
    """Give loose rows the ids of a pool, by whole row, then by a key that names one row of each."""
    waiting: list[Row] = []
    alike: dict[Cells, list[str]] = {}
    for record, cells in pool.items():
        alike.setdefault(cells, []).append(record)
    for row in loose:
        same = alike.get(row.cells)
        if same:
            rows[same.pop(0)] = row
        else:
            waiting.append(row)
    positions = [table.position[key] for key in table.keys]

    def key(cells: Cells) -> Cells:
        return tuple(cells[position] for position in positions)

    left = {record: key(cells) for record, cells in pool.items() if record not in rows}
    here, there = Counter(key(row.cells) for row in waiting), Counter(left.values())
    by_key = {name: record for record, name in left.items() if any(name) and there[name] == 1}
    unmatched: list[Row] = []
    for row in waiting:
        name = key(row.cells)
        if name in by_key and here[name] == 1:
            rows[by_key[name]] = row
        else:
            unmatched.append(row)
    return unmatched


def side_of(row: Row, terms: Terms) -> Side:
    """See a row as read as one side of the merge."""
    absent, withheld = terms.absent, terms.withheld
    return Side(
        row.cells,
        absent | row.unknown if row.unknown else absent,
        withheld | row.formulas if row.formulas else withheld,
    )


def differing(rows: Mapping[str, Row], base: Base, absent: frozenset[int]) -> set[str]:
    """Find the ids whose row is not what the base says."""
    found = set(base.keys() - rows.keys())
    for record in base.unlike(rows, [row.cells for row in rows.values()]):
        row = rows[record]
        silent = absent | row.unknown
        if not silent or record not in base or any(at not in silent for at in apart(base[record], row.cells)):
            found.add(record)
    return found


def changed_cells(
    table: Table, rows: Mapping[str, Row], base: Base, records: Iterable[str], most: int
) -> list[tuple[str, str, str]]:
    """Up to so many of the cells that the sheet changed since the base: record, column, what it shows."""
    found: list[tuple[str, str, str]] = []
    for record in records:
        if record in rows and record in base:
            cells = rows[record].cells
            found += [(record, table.columns[at].key, cells[at]) for at in apart(base[record], cells)]
        if len(found) >= most:
            break
    return found[:most]


def plan_table(
    table: Table,
    rows: Mapping[str, Row],
    base: Base,
    store: Mapping[str, Stored],
    records: Collection[str],
    terms: Terms,
) -> TablePlan:
    """Plan the given records of a table, and the ids that the sheet does not show yet."""
    plan = TablePlan(table)
    for record, row in rows.items():
        if row.id != record:
            plan.cells[row.number, "_id"] = record
    for record in records:
        seen, kept = rows.get(record), store.get(record)
        if seen and kept and seen.cells == kept.cells and not kept.deleted and base.holds(record, seen.cells):
            continue  # all three are one: nothing to do
        _plan_row(plan, record, seen, base.get(record), kept, terms)
    return plan


def _plan_row(
    plan: TablePlan,
    record: str,
    row: Row | None,
    was: Cells | None,
    kept: Stored | None,
    terms: Terms,
) -> None:
    # A row taken out of the sheet may have been changed where its book cannot see: that is to be asked.
    withheld = frozenset[int]() if row is None and record in terms.moved else terms.withheld
    fate = merge_row(was, side_of(row, terms) if row else None, kept, terms.policies, withheld)
    match fate:
        case Merged():
            if row and kept:
                _plan_merged(plan, record, row, was, kept, fate, terms)
        case AddedInSheet(cells):
            plan.written[record] = (row.number if row else 0, cells)
            plan.observed[record] = cells
            plan.from_sheet += sum(map(bool, cells))
        case AddedInStore(cells):
            if terms.withheld:
                cells = tuple("" if at in terms.withheld else cell for at, cell in enumerate(cells))
            plan.added.append(NewRow(record, cells))
            plan.agreed[record] = cells
            plan.to_sheet += sum(map(bool, cells))
        case RemovedInSheet():
            plan.deleted.append(record)
            plan.observed[record] = None
            plan.from_sheet += sum(map(bool, kept.cells)) if kept else 0
        case RemovedInStore():
            if row:
                plan.removed.append(row.number)
                plan.cells.pop((row.number, "_id"), None)
                plan.to_sheet += sum(map(bool, row.cells))
            plan.agreed[record] = None
        case GoneFromBoth():
            if was is not None:
                plan.observed[record] = None
        case DeletedAgainstChanged():
            shown = _with_unseen(row, kept, terms) if row else ()
            plan.conflicts.append(
                Disagreement(
                    plan.table.key, record, "", _named(plan.table, was or ()), _named(plan.table, shown),
                    _named(plan.table, kept.cells if kept and not kept.deleted else ()), shown,
                )
            )  # fmt: skip
        case _:
            assert_never(fate)


def _plan_merged(
    plan: TablePlan,
    record: str,
    row: Row,
    was: Cells | None,
    kept: Stored,
    fate: Merged,
    terms: Terms,
) -> None:
    columns = plan.table.columns
    if fate.store != kept.cells:
        plan.written[record] = (row.number, fate.store)
        plan.from_sheet += sum(map(str.__ne__, fate.store, kept.cells))
    if fate.base != was:
        plan.observed[record] = fate.base
    if fate.sheet != row.cells:
        final = list(fate.base)
        for index in apart(row.cells, fate.sheet):
            if index not in terms.absent and index not in row.unknown:
                final[index] = plan.cells[row.number, columns[index].key] = fate.sheet[index]
                plan.to_sheet += 1
        if tuple(final) != fate.base:
            plan.agreed[record] = tuple(final)
    for found in (fate.conflicts, fate.settled):
        plan.conflicts += [
            Disagreement(
                plan.table.key, record, columns[index].key, one.base, one.sheet, one.store, row.cells,
                terms.policies[index] if found is fate.settled else "",
            )
            for index, one in found.items()
        ]  # fmt: skip


def _with_unseen(row: Row, kept: Stored | None, terms: Terms) -> Cells:
    """The sheet's row; where it says nothing, as the store last held it."""
    if kept is None or not (terms.absent or row.unknown):
        return row.cells
    pairs = enumerate(zip(row.cells, kept.cells, strict=True))
    return tuple(there if at in terms.absent or at in row.unknown else here for at, (here, there) in pairs)


def _named(table: Table, cells: Sequence[str]) -> str:
    """A row in a few words: its key; "" when it is not there."""
    return " · ".join(cells[table.position[key]] for key in table.keys) if cells else ""
