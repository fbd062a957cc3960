"""The canonical store: rows, what each book agreed on, the log and the conflicts."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, create_engine, event, insert, select, update

from sync.bulk import bulk_insert, bulk_upsert
from sync.encryption import KeyRing, StoreAddress, find_keys
from sync.history import Change, changes_of
from sync.migrations import create_tables, migrate
from sync.personal import is_personal
from sync.plan import Disagreement
from sync.resolving import SIDES, resolve
from sync.sealing import check_seal, open_all, open_seal, vacuum
from sync.store_failures import failures_told
from sync.store_rows import RowsTransaction
from sync.store_schema import BOOKS, CHANGES, CONFLICTS, LINKS, RUNS, STATE, UPDATED
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

PAGE = 5000  # lines of the log in one look
Found = Mapping[str, Any]


class Transaction(RowsTransaction):
    """Everything one round reads from and writes to the store, at once or not at all."""

    def find_book(self, identity: str, path: str, name: str) -> Found | None:
        """Find a book by its identity, or one that was never told its identity by where it is."""
        untold = (BOOKS.c.path == path) & (BOOKS.c.name == name) & (BOOKS.c.columns == "{}")
        where = BOOKS.c.identity == identity if identity else untold
        row = self.connection.execute(select(BOOKS).where(where)).first()
        found: Found | None = row._asdict() if row else None
        if found is not None:
            self._turn_to(str(found["identity"]))
        if found is None or self.seal is None:
            return found
        shown = self.seal.open_shown(found["identity"], found["conflicts_shown"])
        return {**found, "conflicts_shown": shown}

    def find_untouched(self, name: str, path: str, fingerprint: str) -> Found | None:
        """Find a book whose content, and the store's, are as the last round left them.

        One that stands somewhere is known by its path, however it was named; any other by its name.
        """
        if not fingerprint:
            return None
        same = BOOKS.c.path == path if path else (BOOKS.c.path == "") & (BOOKS.c.name == name)
        same &= (BOOKS.c.fingerprint == fingerprint) & (BOOKS.c.seq == self.seq)
        row = self.connection.execute(select(BOOKS).where(same & (BOOKS.c.pending == ""))).first()
        return row._asdict() if row else None

    def stands_at(self, path: str) -> bool:
        """Whether a book that was told its identity stands there."""
        there = (BOOKS.c.path == path) & (BOOKS.c.columns != "{}")
        return (
            path != "" and self.connection.execute(select(BOOKS.c.identity).where(there)).first() is not None
        )

    def record_book(self, values: Mapping[str, object]) -> None:
        self._turn_to(str(values["identity"]))
        if self.forgotten:
            values = {**values, "fingerprint": "", "seq": 0}  # the next round looks at everything
        if self.seal is not None:
            shown = self.seal.close_shown(str(values["identity"]), str(values["conflicts_shown"]))
            values = {**values, "conflicts_shown": shown}
        bulk_upsert(self.connection, BOOKS, [tuple(values[column.name] for column in BOOKS.columns)])

    def link_of(self, identity: str, path: str) -> str:
        """What a person said that a copy is: "read-only", or "" when nobody said."""
        query = select(LINKS.c.mode).where((LINKS.c.identity == identity) & (LINKS.c.path == path))
        return str(self.connection.execute(query).scalar() or "")

    def record_link(self, identity: str, path: str, mode: str) -> None:
        bulk_upsert(self.connection, LINKS, [(identity, path, mode)])

    def move_book(self, identity: str, path: str) -> None:
        """The book with this identity now lives there."""
        self.connection.execute(
            update(BOOKS).where(BOOKS.c.identity == identity).values(path=path, name=path, fingerprint="")
        )

    def record_run(self, run: str, book: str, when: datetime, who: str) -> None:
        self.connection.execute(insert(RUNS).values(run=run, book=book, when=when.isoformat(), who=who))

    def record_changes(self, changes: Iterable[Change]) -> None:
        waiting = iter(changes)
        if self.forgotten:
            waiting = (one for one in waiting if not self._is_forgotten(one))
        if self.seal is not None:
            waiting = map(self.seal.close_change, waiting)
        bulk_insert(self.connection, CHANGES, Change._fields, waiting)

    def _is_forgotten(self, change: Change) -> bool:
        return is_personal(change.table, change.column) and (change.table, change.record) in self.forgotten

    def read_changes(self, run: str) -> list[Change]:
        """The changes of one run, in their order."""
        columns = [CHANGES.c[name] for name in Change._fields]
        query = select(*columns).where(CHANGES.c.run == run).order_by(CHANGES.c.number)
        rows = open_all(self.seal, self.connection.execute(query))
        return [Change(*(str(row[name]) for name in Change._fields)) for row in rows]

    def went_back(self, table: Table, cells: Sequence[tuple[str, str, str]]) -> bool:
        """Whether each of these cells (record, column, value) shows what the log says it held before."""
        query = select(CHANGES.c.record, CHANGES.c.column, CHANGES.c.before).where(
            (CHANGES.c.table == table.key)
            & UPDATED
            & CHANGES.c.record.in_({record for record, _, _ in cells})
        )
        known = {tuple(row) for row in self.connection.execute(query)}
        if self.seal is not None:
            opened = self.seal.open_value
            known = {
                (record, column, opened(table.key, record, column, value)) for record, column, value in known
            }
        return all(cell in known for cell in cells)

    def open_conflicts(self, book: str | None = None) -> list[Found]:
        query = select(CONFLICTS).where(CONFLICTS.c.settled_when == "").order_by(CONFLICTS.c.id)
        if book is not None:
            query = query.where(CONFLICTS.c.book == book)
        found = [row._asdict() for row in self.connection.execute(query)]
        return [*found] if self.seal is None else [self.seal.open_conflict(row) for row in found]

    def find_conflict(self, identity: str) -> Found | None:
        row = self.connection.execute(select(CONFLICTS).where(CONFLICTS.c.id == identity)).first()
        if row is None or self.seal is None:
            return row._asdict() if row else None
        return self.seal.open_conflict(row._asdict())

    def disputed(self, book: str, table: Table) -> set[str]:
        """Find the records a book ever had a conflict on: its base of them may lag behind an old change."""
        query = select(CONFLICTS.c.record).where(
            (CONFLICTS.c.book == book) & (CONFLICTS.c.table == table.key)
        )
        return set(self.connection.execute(query).scalars())

    def settle(self, conflict: str, when: datetime, choice: str) -> None:
        where = CONFLICTS.c.id == conflict
        if self.seal is not None:
            row = self.connection.execute(select(CONFLICTS).where(where)).mappings().one()
            place = (str(row["table"]), str(row["record"]), str(row["column"]))
            choice = (
                self.seal.cipher.seal(choice, *place) if self.seal.is_sealed(place[0], place[2]) else choice
            )
        self.connection.execute(
            update(CONFLICTS).where(where).values(settled_when=when.isoformat(), choice=choice)
        )

    def record_conflict(self, identity: str, book: str, one: Disagreement, who: str, when: datetime) -> None:
        if (one.table, one.record) in self.forgotten:
            return
        values: dict[str, Any] = {
            "id": identity, "book": book, "table": one.table, "record": one.record, "column": one.column,
            "base": one.base, "sheet": one.sheet, "store": one.store, "who": who, "when": when.isoformat(),
            "settled_when": when.isoformat() if one.settled else "", "choice": one.settled,
            "cells": json.dumps(one.cells, ensure_ascii=False),
        }  # fmt: skip
        if self.seal is not None:
            values = self.seal.close_conflict(values)
        self.connection.execute(insert(CONFLICTS).values(**values))


class Store:
    """One production's store, by SQLAlchemy URL, its keys given or found by the settings.

    Raises OfficeError when it cannot be opened, or its restricted columns are encrypted with another key.
    """

    def __init__(self, url: str, ring: KeyRing | None = None) -> None:
        self.ring = ring or find_keys(url.key_file if isinstance(url, StoreAddress) else None)
        with failures_told(opening=True):
            # No value of a row in an exception's text.
            self.engine = create_engine(url, hide_parameters=True)
            if self.engine.dialect.name == "sqlite":
                event.listen(self.engine, "connect", _set_up_sqlite)
                event.listen(self.engine, "begin", _begin_at_once)
            with self.engine.begin() as connection:
                create_tables(connection)
                migrate(connection)
                self.seal, is_rewritten = open_seal(connection, self.ring)
            if is_rewritten:
                vacuum(self.engine)

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        """Open one transaction; an exception, or ``keep`` false, leaves the store as it was."""
        with failures_told(), self.engine.connect() as connection, connection.begin() as whole:
            if connection.dialect.name != "sqlite":
                connection.execute(select(STATE.c.seq).with_for_update())
            check_seal(connection, self.seal)
            tx = Transaction(connection, self.seal)
            yield tx
            if not keep or tx.is_dropped:
                whole.rollback()

    def open_conflicts(self) -> list[dict[str, str]]:
        """List the conflicts that wait for a choice."""
        with self.transaction() as tx:
            return [{key: str(value) for key, value in row.items()} for row in tx.open_conflicts()]

    def resolve(self, conflict: str, take: str, who: str, now: datetime) -> None:
        """Settle a conflict: ``sheet``, ``store`` or a value of one's own; the next rounds carry it out.

        Raises:
            OfficeError: No such open conflict, or a value for a whole row.
        """
        with self.transaction() as tx:
            found = next((one for one in tx.open_conflicts() if one["id"] == conflict), None)
            if found is None:
                raise OfficeError(f"No open conflict {conflict}.", f"Aucun conflit ouvert {conflict}.")
            if not found["column"] and take not in ("sheet", "store"):
                raise OfficeError(
                    "A deleted row needs a choice: sheet or store.",
                    "Une ligne supprimée demande un choix : sheet ou store.",
                )
            resolve_conflict(tx, found, take, who, now)

    def log(
        self, person: str = "", table: str = "", record: str = "", run: str = "", since: str = ""
    ) -> list[dict[str, str]]:
        """List who changed what and when, oldest first."""
        return [*self.read_log(person, table, record, run, since)]

    def read_log(
        self, person: str = "", table: str = "", record: str = "", run: str = "", since: str = ""
    ) -> Iterator[dict[str, str]]:
        """The log, read as it is asked for: a page at a time, and between two pages the store is free."""
        asked = (
            (CHANGES.c.table, table),
            (CHANGES.c.record, record),
            (CHANGES.c.run, run),
        )
        query = select(CHANGES).where(*(column == value for column, value in asked if value))
        if person:
            query = query.where(_is_by(person))
        query = query.where(CHANGES.c.time >= since).order_by(CHANGES.c.number).limit(PAGE)
        last, found = 0, list[dict[str, Any]]()
        while not last or len(found) == PAGE:
            with self.transaction(keep=False) as tx:
                found = open_all(self.seal, tx.connection.execute(query.where(CHANGES.c.number > last)))
            if not found:
                return
            last = found[-1]["number"]
            for row in found:
                yield {key: str(value) for key, value in row.items() if key != "number"}


def _is_by(person: str) -> ColumnElement[bool]:
    """Whether a change is somebody's: a file's are said to be its own, and its last saver's in brackets."""
    who = CHANGES.c.who
    of_file = who.startswith(f"{person} (", autoescape=True)
    return (who == person) | of_file | who.endswith(f" ({person})", autoescape=True)


def resolve_conflict(tx: Transaction, found: Found, take: str, who: str, now: datetime) -> None:
    """Carry out a choice, or have the next round put the question again when the store has moved on since."""
    table, record, book = TABLE[found["table"]], str(found["record"]), str(found["book"])
    kept = tx.read_rows(table, records=[record])[record]
    made = resolve(found, table, kept, tx.read_base(book, table).get(record), take)
    after = made.store if made else kept
    if after != kept:
        by = (str(found["id"]), who, now, book)
        tx.record_changes(changes_of(table, {record: after.cells}, {record: kept}, after.deleted, by))
    tx.write_rows(table, {record: (0, after.cells)}, after.deleted)
    if made:
        tx.record_base(book, table, {record: made.base})
    tx.settle(found["id"], now, take if made or take not in SIDES else "replaced")


def _set_up_sqlite(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=10000")


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
