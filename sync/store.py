"""The canonical store: rows, what each book agreed on, the log and the conflicts."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, create_engine, delete, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from sync.base import Base, pack, unpack
from sync.bulk import bulk_insert, bulk_upsert
from sync.encryption import KeyRing, StoreAddress, find_keys
from sync.history import Change, changes_of
from sync.merge import Cells, Stored
from sync.migrations import create_tables, migrate
from sync.personal import PERSONAL, is_personal, without_personal
from sync.plan import Disagreement
from sync.sealing import Seal, check_seal, open_all, open_seal, vacuum
from sync.store_schema import BASE, BOOKS, CHANGES, CONFLICTS, FORGOTTEN, LINKS, ROWS, RUNS, STATE, UPDATED
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

CHUNK, MANY = 500, 10_000
Found = Mapping[str, Any]


class Transaction:
    """Everything one round reads from and writes to the store, at once or not at all.

    Restricted values are plain on this side of it and encrypted on the other, when the store has a key.
    """

    def __init__(self, connection: Connection, seal: Seal | None = None) -> None:
        self.connection = connection
        self.seal = seal
        self._book, self._forgotten = "", frozenset[tuple[str, str]]()
        self._bumped = False
        self.is_dropped = False

    def drop(self) -> None:
        """Leave the store as it was when the transaction ends."""
        self.is_dropped = True

    @property
    def seq(self) -> int:
        """The number of the last change."""
        return int(self.connection.execute(select(STATE.c.seq)).scalar_one())

    def next_seq(self) -> int:
        """Number this transaction's changes; once."""
        if not self._bumped:
            self.connection.execute(update(STATE).values(seq=STATE.c.seq + 1))
            self._bumped = True
        return self.seq

    @property
    def forgotten(self) -> frozenset[tuple[str, str]]:
        """The records, with their table, of people erased while the book of this round was out of reach.

        Their values go no further: the next round but one clears them from the book.
        """
        return self._forgotten

    def _turn_to(self, book: str) -> None:
        if book != self._book:
            erased = select(FORGOTTEN.c.table, FORGOTTEN.c.record).where(FORGOTTEN.c.book == book)
            self._book = book
            self._forgotten = frozenset((line[0], line[1]) for line in self.connection.execute(erased))

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

    def find_untouched(self, name: str, fingerprint: str) -> Found | None:
        """Find a book whose content, and the store's, are as the last round left them."""
        if not fingerprint:
            return None
        same = (BOOKS.c.name == name) & (BOOKS.c.fingerprint == fingerprint) & (BOOKS.c.seq == self.seq)
        row = self.connection.execute(select(BOOKS).where(same)).first()
        return row._asdict() if row else None

    def record_book(self, values: Mapping[str, object]) -> None:
        self._turn_to(str(values["identity"]))
        if self.forgotten:
            values = {**values, "fingerprint": "", "seq": 0}  # the next round looks at everything
        if self.seal is not None:
            shown = self.seal.close_shown(str(values["identity"]), str(values["conflicts_shown"]))
            values = {**values, "conflicts_shown": shown}
        bulk_upsert(self.connection, BOOKS, [tuple(values[column.name] for column in BOOKS.columns)])

    def read_base(self, book: str, table: Table) -> Base:
        query = select(BASE.c.id, BASE.c.cells).where((BASE.c.book == book) & (BASE.c.table == table.key))
        packed = {record: cells for record, cells in self.connection.execute(query)}
        if self.seal is not None and self.seal.covers(table.key):
            opened = self.seal.open_cells
            packed = {
                record: pack(opened(table.key, record, unpack(cells))) for record, cells in packed.items()
            }
        return Base(packed)

    def record_base(self, book: str, table: Table, changes: Mapping[str, Cells | None]) -> None:
        kept = [
            (book, table.key, record, pack(self._closed(table, record, cells)))
            for record, cells in changes.items()
            if cells is not None
        ]
        bulk_upsert(self.connection, BASE, kept)
        self._turn_to(book)
        for record in changes if self.forgotten else ():
            self._let_go(book, table, record, changes[record])
        for record in (record for record, cells in changes.items() if cells is None):
            self.connection.execute(
                delete(BASE).where(
                    (BASE.c.book == book) & (BASE.c.table == table.key) & (BASE.c.id == record)
                )
            )

    def read_rows(
        self, table: Table, since: int = 0, records: Sequence[str] | None = None
    ) -> dict[str, Stored]:
        """Read the rows changed after ``since``, or the given ones; deleted ones too."""
        rows = ROWS[table.key]
        wanted = select(
            rows.c["_id"], rows.c["_deleted"], *(rows.c[column.key] for column in table.columns)
        ).order_by(rows.c["_seq"], rows.c["_place"], rows.c["_id"])
        queries = (
            [wanted.where(rows.c["_seq"] > since)]
            if records is None
            else [
                wanted.where(rows.c["_id"].in_(records[at : at + CHUNK]))
                for at in range(0, len(records), CHUNK)
            ]
        )
        found = {
            row[0]: Stored(tuple(row[2:]), bool(row[1]))
            for query in queries
            for row in self.connection.execute(query)
        }
        if self.seal is not None and self.seal.covers(table.key):
            opened = self.seal.open_cells
            return {
                record: Stored(opened(table.key, record, kept.cells), kept.deleted)
                for record, kept in found.items()
            }
        return found

    def write_rows(self, table: Table, rows: Mapping[str, tuple[int, Cells]], deleted: bool = False) -> None:
        if rows:
            seq = self.next_seq()
            seal = self.seal if self.seal is not None and self.seal.covers(table.key) else None
            if seal is not None or self._hides(table):
                rows = {
                    record: (place, self._closed(table, record, self._kept(table, record, cells)))
                    for record, (place, cells) in rows.items()
                }
            values = [(record, seq, int(deleted), place, *cells) for record, (place, cells) in rows.items()]
            bulk_upsert(self.connection, ROWS[table.key], values)

    def _closed(self, table: Table, record: str, cells: Cells) -> Cells:
        return self.seal.close_cells(table.key, record, cells) if self.seal is not None else cells

    def _hides(self, table: Table) -> bool:
        return table.key in PERSONAL and bool(self.forgotten)

    def _kept(self, table: Table, record: str, cells: Cells) -> Cells:
        """What the store takes of a row: nothing personal of someone who was erased."""
        if (table.key, record) not in self.forgotten:
            return cells
        return without_personal(table, cells)

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
        while lines := list(islice(waiting, MANY)):
            bulk_insert(self.connection, CHANGES, Change._fields, lines)

    def _let_go(self, book: str, table: Table, record: str, cells: Cells | None) -> None:
        """Once the book shows nothing personal of a person erased, there is nothing left to hold back."""
        if cells is None or without_personal(table, cells) == cells:
            place = (FORGOTTEN.c.table == table.key) & (FORGOTTEN.c.record == record)
            self.connection.execute(delete(FORGOTTEN).where((FORGOTTEN.c.book == book) & place))
            self._forgotten -= {(table.key, record)}

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
        try:
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
        except (SQLAlchemyError, ImportError) as problem:
            raise OfficeError(
                "The store cannot be opened. Check its address and that its folder can be written.",
                "La base ne peut être ouverte. Vérifiez son adresse et les droits de son dossier.",
            ) from problem

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        """Open one transaction; an exception, or ``keep`` false, leaves the store as it was."""
        with self.engine.connect() as connection, connection.begin() as whole:
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
        query = select(CHANGES).order_by(CHANGES.c.number)
        asked = (
            (CHANGES.c.who, person),
            (CHANGES.c.table, table),
            (CHANGES.c.record, record),
            (CHANGES.c.run, run),
        )
        for column, value in asked:
            if value:
                query = query.where(column == value)
        if since:
            query = query.where(CHANGES.c.time >= since)
        with self.transaction() as tx:
            found = open_all(self.seal, tx.connection.execute(query))
        return [{key: str(value) for key, value in row.items() if key != "number"} for row in found]


def resolve_conflict(tx: Transaction, found: Found, take: str, who: str, now: datetime) -> None:
    """Have the store hold the choice, and the base what the sheet shows, so that the choice travels."""
    table, record, book = TABLE[found["table"]], str(found["record"]), str(found["book"])
    kept = tx.read_rows(table, records=[record])[record]
    shown: Cells = tuple(json.loads(found["cells"]))
    after, deleted = kept.cells, kept.deleted
    base = tx.read_base(book, table).get(record)
    if found["column"]:
        at = table.position[found["column"]]
        value = {"sheet": found["sheet"], "store": kept.cells[at]}.get(take, take)
        after = (*kept.cells[:at], str(value), *kept.cells[at + 1 :])
        base = base and (*base[:at], str(found["sheet"]), *base[at + 1 :])
    elif take == "sheet":
        after, deleted = (shown or kept.cells), not shown
        base = shown or kept.cells
    else:
        base = shown or None
    if (after, deleted) != (kept.cells, kept.deleted):
        tx.record_changes(
            changes_of(table, {record: after}, {record: kept}, deleted, (found["id"], who, now, book))
        )
    tx.write_rows(table, {record: (0, after)}, deleted)
    tx.record_base(book, table, {record: base})
    tx.settle(found["id"], now, take)


def _set_up_sqlite(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=10000")


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
