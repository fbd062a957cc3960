"""The canonical store: rows, what each book agreed on, the log and the conflicts."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, RowMapping, create_engine, delete, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from sync.base import Base, pack
from sync.bulk import bulk_insert, bulk_upsert
from sync.history import Change, changes_of
from sync.merge import Cells, Stored
from sync.migrations import create_tables, migrate
from sync.plan import Disagreement
from sync.store_schema import BASE, BOOKS, CHANGES, CONFLICTS, LINKS, ROWS, RUNS, STATE
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

CHUNK, MANY = 500, 10_000


class Transaction:
    """Everything one round reads from and writes to the store, at once or not at all."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
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

    def find_book(self, identity: str, path: str, name: str) -> RowMapping | None:
        """Find a book by its identity, or one that was never told its identity by where it is."""
        untold = (BOOKS.c.path == path) & (BOOKS.c.name == name) & (BOOKS.c.columns == "{}")
        where = BOOKS.c.identity == identity if identity else untold
        return self.connection.execute(select(BOOKS).where(where)).mappings().first()

    def find_untouched(self, name: str, fingerprint: str) -> RowMapping | None:
        """Find a book whose content, and the store's, are as the last round left them."""
        if not fingerprint:
            return None
        same = (BOOKS.c.name == name) & (BOOKS.c.fingerprint == fingerprint) & (BOOKS.c.seq == self.seq)
        return self.connection.execute(select(BOOKS).where(same)).mappings().first()

    def record_book(self, values: Mapping[str, object]) -> None:
        bulk_upsert(self.connection, BOOKS, [tuple(values[column.name] for column in BOOKS.columns)])

    def read_base(self, book: str, table: Table) -> Base:
        query = select(BASE.c.id, BASE.c.cells).where((BASE.c.book == book) & (BASE.c.table == table.key))
        return Base({record: cells for record, cells in self.connection.execute(query)})

    def record_base(self, book: str, table: Table, changes: Mapping[str, Cells | None]) -> None:
        kept = [
            (book, table.key, record, pack(cells)) for record, cells in changes.items() if cells is not None
        ]
        bulk_upsert(self.connection, BASE, kept)
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
        return {
            row[0]: Stored(tuple(row[2:]), bool(row[1]))
            for query in queries
            for row in self.connection.execute(query)
        }

    def write_rows(self, table: Table, rows: Mapping[str, tuple[int, Cells]], deleted: bool = False) -> None:
        if rows:
            seq = self.next_seq()
            values = [(record, seq, int(deleted), place, *cells) for record, (place, cells) in rows.items()]
            bulk_upsert(self.connection, ROWS[table.key], values)

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
        while lines := list(islice(waiting, MANY)):
            bulk_insert(self.connection, CHANGES, Change._fields, lines)

    def read_changes(self, run: str) -> list[Change]:
        """The changes of one run, in their order."""
        columns = [CHANGES.c[name] for name in Change._fields]
        query = select(*columns).where(CHANGES.c.run == run).order_by(CHANGES.c.number)
        return [Change(*map(str, row)) for row in self.connection.execute(query)]

    def went_back(self, table: Table, cells: Sequence[tuple[str, str, str]]) -> bool:
        """Whether each of these cells (record, column, value) shows what the log says it held before."""
        query = select(CHANGES.c.record, CHANGES.c.column, CHANGES.c.before).where(
            (CHANGES.c.table == table.key)
            & (CHANGES.c.action == "update")
            & CHANGES.c.record.in_({record for record, _, _ in cells})
        )
        known = {tuple(row) for row in self.connection.execute(query)}
        return all(cell in known for cell in cells)

    def open_conflicts(self, book: str | None = None) -> list[RowMapping]:
        query = select(CONFLICTS).where(CONFLICTS.c.settled_when == "").order_by(CONFLICTS.c.id)
        if book is not None:
            query = query.where(CONFLICTS.c.book == book)
        return list(self.connection.execute(query).mappings())

    def disputed(self, book: str, table: Table) -> set[str]:
        """Find the records a book ever had a conflict on: its base of them may lag behind an old change."""
        query = select(CONFLICTS.c.record).where(
            (CONFLICTS.c.book == book) & (CONFLICTS.c.table == table.key)
        )
        return set(self.connection.execute(query).scalars())

    def settle(self, conflict: str, when: datetime, choice: str) -> None:
        self.connection.execute(
            update(CONFLICTS)
            .where(CONFLICTS.c.id == conflict)
            .values(settled_when=when.isoformat(), choice=choice)
        )

    def record_conflict(self, identity: str, book: str, one: Disagreement, who: str, when: datetime) -> None:
        self.connection.execute(
            insert(CONFLICTS).values(
                id=identity, book=book, table=one.table, record=one.record, column=one.column, base=one.base,
                sheet=one.sheet, store=one.store, who=who, when=when.isoformat(),
                settled_when=when.isoformat() if one.settled else "", choice=one.settled, cells=json.dumps(one.cells, ensure_ascii=False),
            )
        )  # fmt: skip


class Store:
    """One production's store, by SQLAlchemy URL. Raises OfficeError when it cannot be opened."""

    def __init__(self, url: str) -> None:
        try:
            self.engine = create_engine(url)
            if self.engine.dialect.name == "sqlite":
                event.listen(self.engine, "connect", _set_up_sqlite)
                event.listen(self.engine, "begin", _begin_at_once)
            with self.engine.begin() as connection:
                create_tables(connection)
                migrate(connection)
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
            tx = Transaction(connection)
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
            found = tx.connection.execute(query).mappings().all()
        return [{key: str(value) for key, value in row.items() if key != "number"} for row in found]


def resolve_conflict(tx: Transaction, found: RowMapping, take: str, who: str, now: datetime) -> None:
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
