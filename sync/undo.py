"""Take a run back: what the store held before it, where nobody has changed it since."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync.history import Change, changes_of
from sync.merge import Cells, Stored
from sync.store import Store
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError


@dataclass(slots=True)
class UndoPlan:
    """One table's rows as they are to be, and the changes left alone because someone came after."""

    written: dict[str, Cells] = field(default_factory=dict)
    deleted: dict[str, Cells] = field(default_factory=dict)
    kept: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """What was taken back: the new run, cells put back, and changes left alone."""

    run: str
    cells: int
    kept: tuple[Change, ...]


def plan_undo(table: Table, changes: Iterable[Change], rows: Mapping[str, Stored]) -> UndoPlan:
    """Plan one table: each cell that still holds what the run wrote gets back what it held before.

    A row that the run added goes, one that it deleted comes back; neither when
    someone has changed the row since.
    """
    plan = UndoPlan()
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        by_record.setdefault(change.record, []).append(change)
    for record, mine in by_record.items():
        kept = rows[record]
        cells = list(kept.cells)
        match mine[0].action:
            case "insert":
                added = [""] * len(cells)
                for change in mine:
                    added[table.position[change.column]] = change.after
                if kept.deleted or cells != added:
                    plan.kept += mine
                else:
                    plan.deleted[record] = kept.cells
            case "delete":
                if kept.deleted:
                    plan.written[record] = kept.cells
                else:
                    plan.kept += mine
            case _:
                for change in mine:
                    at = table.position[change.column]
                    if kept.deleted or cells[at] != change.after:
                        plan.kept.append(change)
                    else:
                        cells[at] = change.before
                if tuple(cells) != kept.cells:
                    plan.written[record] = tuple(cells)
    return plan


def undo_run(store: Store, run: str, who: str, now: datetime, new_id: Callable[[], str]) -> UndoOutcome:
    """Take a run back in the store; the books follow at their next rounds. Undoing that run does it again.

    Raises:
        OfficeError: No run has that name, or nothing of it is left to take back.
    """
    with store.transaction() as tx:
        changes = tx.read_changes(run)
        if not changes:
            raise OfficeError(
                f"No run {run} has changed anything. `classeur log` lists the runs.",
                f"Aucun passage {run} n'a rien changé. `classeur log` liste les passages.",
            )
        fresh, cells, left = new_id(), 0, list[Change]()
        for key in dict.fromkeys(change.table for change in changes):
            table = TABLE[key]
            mine = [change for change in changes if change.table == key]
            before = tx.read_rows(table, records=list(dict.fromkeys(change.record for change in mine)))
            plan = plan_undo(table, mine, before)
            left += plan.kept
            by = (fresh, who, now, "")
            lines = [
                *changes_of(table, plan.written, before, False, by),
                *changes_of(table, plan.deleted, before, True, by),
            ]
            tx.record_changes(lines)
            tx.write_rows(table, {record: (0, row) for record, row in plan.written.items()})
            tx.write_rows(table, {record: (0, row) for record, row in plan.deleted.items()}, deleted=True)
            cells += len(lines)
        if not cells:
            raise OfficeError(
                f"Nothing of run {run} can be taken back: everything it wrote has been changed since.",
                f"Rien du passage {run} ne peut être annulé : tout ce qu'il a écrit a été changé depuis.",
            )
        tx.record_run(fresh, f"undo {run}", now, who)
    return UndoOutcome(fresh, cells, tuple(left))
