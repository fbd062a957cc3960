"""What the pane shows of the store and does to it: open conflicts and their end, what changed, taking a run back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from addin.actions.row_names import Rows, name_rows
from addin.faces.http.answers import NO_SUCH_CONFLICT, NO_SUCH_RUN, NOT_ALLOWED, refused
from addin.faces.http.jobs import book_name, shown_conflict
from addin.faces.http.people import Person
from addin.faces.http.settings import Role
from sync.history import Change
from sync.ids import new_id
from sync.runs import changes_of_run, identities_at, list_runs
from sync.settings import GOOGLE, Settings
from sync.store import Store, Transaction
from sync.undo import undo_run
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import MASK
from workbook_templates.kinds import canonical
from workbook_templates.text import Lang, OfficeError

MOST_RUNS, MOST_CHANGES = 50, 2_000


class SharedStore:
    """The store as one person may see it: the books of their role alone, restricted values masked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = {
            _place(book.where, settings.folder): book_name(book, settings.folder) for book in settings.books
        }

    def conflicts(self, person: Person, lang: Lang) -> dict[str, object]:
        """The conflicts that wait for a choice, with both values."""
        with self._store().transaction(keep=False) as tx:
            names, mine = self._books(tx, person.role)
            found = [
                {**shown_conflict(_words(row), person.role), "book": names.get(str(row["book"]), "")}
                for row in tx.open_conflicts()
                if mine is None or str(row["book"]) in mine
            ]
            rows = name_rows(tx, [(one["table"], one["record"]) for one in found])
        return {"conflicts": [_said(one, rows, lang) for one in found]}

    def resolve(self, person: Person, conflict: str, take: str, value: str, lang: Lang) -> dict[str, object]:
        """Settle one conflict; the next rounds carry the choice to the books.

        Raises:
            Problem: It is not open, or not one of this person's, or of values that their role may not see.
            OfficeError: The choice does not suit it.
        """
        store = self._store()
        with store.transaction(keep=False) as tx:
            _, mine = self._books(tx, person.role)
            found = next((one for one in tx.open_conflicts() if str(one["id"]) == conflict), None)
        if found is None or (mine is not None and str(found["book"]) not in mine):
            raise NO_SUCH_CONFLICT
        if _is_hidden(str(found["table"]), str(found["column"]), person.role):
            raise NOT_ALLOWED
        chosen = _own_value(found, value, lang) if take == "value" else take
        store.resolve(conflict, chosen, person.name, datetime.now(UTC))
        return {"conflict": conflict, "take": take}

    def runs(self, person: Person) -> dict[str, object]:
        """The latest runs that changed something."""
        with self._store().transaction(keep=False) as tx:
            names, mine = self._books(tx, person.role)
            found = list_runs(tx, MOST_RUNS, mine)
        return {"runs": [run._asdict() | {"book": names.get(run.book, "")} for run in found]}

    def run(self, person: Person, run: str, lang: Lang) -> dict[str, object]:
        """What a run changed. Raises Problem when there is none such."""
        with self._store().transaction(keep=False) as tx:
            names, mine = self._books(tx, person.role)
            found = changes_of_run(tx, run, mine)
            rows = name_rows(tx, [(one.table, one.record) for one in found[:MOST_CHANGES]])
        if not found:
            raise NO_SUCH_RUN
        shown = [_shown_change(one, names, person.role, lang, rows) for one in found[:MOST_CHANGES]]
        return {"run": run, "changes": shown, "left_off": max(0, len(found) - MOST_CHANGES)}

    def undo(self, person: Person, run: str, lang: Lang) -> dict[str, object]:
        """Take a run back in the store; the books follow at their next rounds.

        Raises:
            Problem: No such run, or nothing of it is left to take back.
        """
        store = self._store()
        with store.transaction(keep=False) as tx:
            names, mine = self._books(tx, person.role)
            if not changes_of_run(tx, run, mine):
                raise NO_SUCH_RUN
        try:
            done = undo_run(store, run, person.name, datetime.now(UTC), new_id)
        except OfficeError as problem:
            raise refused(problem) from problem
        left = done.kept[:MOST_CHANGES]
        with store.transaction(keep=False) as tx:
            rows = name_rows(tx, [(one.table, one.record) for one in left])
        kept = [_shown_change(one, names, person.role, lang, rows) for one in left]
        return {"run": done.run, "undone": run, "cells": done.cells, "kept": kept}

    def _store(self) -> Store:
        return Store(self._settings.store)

    def _books(self, tx: Transaction, role: Role) -> tuple[dict[str, str], set[str] | None]:
        """Identity -> the name of each book, and the identities that the role is held to, if to any."""
        at = identities_at(tx, self._places)
        names = {identity: self._places[place] for place, identity in at.items()}
        if role.books is None:
            return names, None
        return names, {identity for identity, name in names.items() if name in role.books}


def _place(where: str, folder: Path) -> str:
    return where if where.startswith(GOOGLE) else str((folder / where).resolve())


def _words(row: Mapping[str, object]) -> dict[str, str]:
    keys = ("id", "table", "record", "column", "base", "sheet", "store", "who", "when")
    return {key: str(row[key]) for key in keys}


def _own_value(found: Mapping[str, object], value: str, lang: Lang) -> str:
    """A value of one's own, kept apart from the two words that name a side."""
    if not found["column"] or value in ("sheet", "store"):
        raise OfficeError(
            "A deleted row needs a choice: sheet or store.",
            "Une ligne supprimée demande un choix : sheet ou store.",
        )
    column = TABLE[str(found["table"])].column(str(found["column"]))
    return canonical(value, column, lang, "")


def _is_hidden(table: str, column: str, role: Role) -> bool:
    """Whether values there are masked for the role: a restricted column, or a whole row."""
    declared = TABLE.get(table)
    is_open = (
        declared is not None
        and column in declared.position
        and declared.column(column).tier is not Tier.RESTRICTED
    )
    return not (is_open or role.restricted)


def _labels(table: str, column: str, lang: Lang) -> dict[str, object]:
    """The sheet's and the column's names, for people."""
    declared = TABLE.get(table)
    if declared is None:
        return {"table_label": table, "column_label": column}
    label = declared.column(column).label.say(lang) if column in declared.position else column
    return {"table_label": declared.label.say(lang), "column_label": label}


def _said(conflict: Mapping[str, str], rows: Rows, lang: Lang) -> dict[str, object]:
    table, record = conflict["table"], conflict["record"]
    return {**conflict, "record_label": rows[table, record], **_labels(table, conflict["column"], lang)}


def _shown_change(
    change: Change, names: Mapping[str, str], role: Role, lang: Lang, rows: Rows
) -> dict[str, object]:
    said: dict[str, object] = {**change._asdict(), "book": names.get(change.book, "")}
    said["record_label"] = rows[change.table, change.record]
    if _is_hidden(change.table, change.column, role):
        said |= {side: MASK if said[side] else "" for side in ("before", "after")}
    return said | _labels(change.table, change.column, lang)
