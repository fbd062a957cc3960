"""Who makes a book's round: a lease with an end and a fencing token, kept in the store.

A lease is taken with ``SELECT .. FOR UPDATE SKIP LOCKED``. Every transaction of the round first locks the
book's line and finds its own token there, so that a worker that was paused past its lease commits nothing.
"""

import logging
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    and_,
    case,
    event,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from sync.ids import new_id
from sync.store import Store, Transaction
from sync.store_schema import BOOKS, ROUNDS, STATE
from sync.timer import CALM, Pace, State, Timing, pace_after, wait_after
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError, Text

LOG = logging.getLogger(__name__)
NOTHING = Text("", "")
COMMAND = "sync@"  # begins the name of a holder that is no worker
RENEWALS = 3  # in the length of a lease


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to make a book's round, while its token is the book's last."""

    book: str
    token: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class RoundState:
    """What the store knows of a book's rounds; moments are in milliseconds, 0 for never.

    ``since`` is the end of the first of the rounds in a row that came to this state.
    """

    book: str
    state: State
    said: Text
    last: int
    due: int
    holder: str
    since: int = 0


@dataclass(frozen=True, slots=True)
class RoundPace:
    """What decides when a book's next round is due: see ``wait_after``."""

    timing: Timing
    period: float
    spread: float


class LeaseLostError(OfficeError):
    """Another worker has the book now: what this one still had to write is dropped."""


def read_clock(connection: Connection) -> int:
    """The store's clock, in milliseconds: one for all workers, whatever their machines say."""
    if connection.dialect.name == "sqlite":
        return time.time_ns() // 1_000_000
    seconds = connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
    return int(seconds * 1000)


def worker_name() -> str:
    """A name that no other worker has: the machine, the process, and a part that is new each time."""
    return f"{socket.gethostname()}:{os.getpid()}:{new_id()[-6:]}"


def add_books(engine: Engine, books: Collection[str]) -> None:
    """Have a line for each book; a new one is due at once."""
    with engine.begin() as connection:
        known = set(connection.execute(select(ROUNDS.c.book)).scalars())
        names = [column.name for column in ROUNDS.columns]
        given = {"state": State.NEW.value, "holder": "", "said_en": "", "said_fr": ""}
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join([mark] * len(names))
        # Another worker may have added the line a moment ago: it stays as it is.
        sql = f"INSERT INTO {ROUNDS.name} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"
        for book in sorted(set(books) - known):
            line = tuple(book if name == "book" else given.get(name, 0) for name in names)
            connection.exec_driver_sql(sql, line)


def take_lease(engine: Engine, books: Collection[str], holder: str, timing: Timing) -> Lease | None:
    """Take the book that has been due for longest and that nobody holds; None when there is none."""
    with engine.begin() as connection:
        now = read_clock(connection)
        seq = connection.execute(select(STATE.c.seq)).scalar_one()
        calm = ROUNDS.c.state.in_([state.value for state in CALM])
        # The store moved past what the book has seen: another book's change, a choice, an undo.
        behind = and_(calm, ROUNDS.c.seen != seq, ROUNDS.c.last + round(timing.soon * 1000) <= now)
        free = and_(ROUNDS.c.book.in_(sorted(books)), ROUNDS.c.until <= now)
        query = (
            select(ROUNDS)
            .where(free, or_(ROUNDS.c.due <= now, behind))
            .order_by(ROUNDS.c.due, ROUNDS.c.book)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = connection.execute(query).mappings().first()
        if found is None:
            return None
        return _lend(connection, found, holder, now + round(timing.lease * 1000))


def take_book(engine: Engine, book: str, holder: str, timing: Timing) -> Lease | str:
    """Take this book, due or not; else say who holds it."""
    with engine.begin() as connection:
        now = read_clock(connection)
        query = select(ROUNDS).where(ROUNDS.c.book == book).with_for_update()
        found = connection.execute(query).mappings().one()
        if found["until"] > now:
            return str(found["holder"])
        return _lend(connection, found, holder, now + round(timing.lease * 1000))


def _lend(connection: Connection, found: RowMapping, holder: str, until: int) -> Lease:
    token = int(found["token"]) + 1
    line = update(ROUNDS).where(ROUNDS.c.book == found["book"])
    connection.execute(line.values(token=token, holder=holder, until=until))
    return Lease(found["book"], token, Pace(found["quiet"], found["failures"]))


def renew_lease(engine: Engine, lease: Lease, timing: Timing) -> bool:
    """Keep the book for another while; false when it is no longer held."""
    with engine.begin() as connection:
        until = read_clock(connection) + round(timing.lease * 1000)
        done = connection.execute(update(ROUNDS).where(_holds(lease)).values(until=until))
        return done.rowcount == 1


def end_lease(
    engine: Engine, lease: Lease, ended: tuple[State, Text], round_pace: RoundPace, name: str
) -> bool:
    """Give the book back: what the round came to, and when the next is due. False when it was lost.

    ``name`` is the book's in the store, where it stands how far the book has seen the store's changes.
    """
    state, said = ended
    pace = pace_after(state, lease.pace)
    wait = wait_after(state, pace, round_pace.timing, round_pace.period, round_pace.spread)
    with engine.begin() as connection:
        now = read_clock(connection)
        seen = connection.execute(select(func.max(BOOKS.c.seq)).where(BOOKS.c.name == name)).scalar()
        done = connection.execute(
            update(ROUNDS)
            .where(_holds(lease))
            .values(
                holder="", until=0, last=now, due=now + round(wait * 1000), state=state.value,
                said_en=said.en, said_fr=said.fr, quiet=pace.quiet, failures=pace.failures, seen=seen or 0,
                since=case((ROUNDS.c.state == state.value, ROUNDS.c.since), else_=now),
            )
        )  # fmt: skip
        return done.rowcount == 1


def give_back(engine: Engine, lease: Lease) -> None:
    """Give the book back as it was: no round was made of it."""
    with engine.begin() as connection:
        connection.execute(update(ROUNDS).where(_holds(lease)).values(holder="", until=0))


@contextmanager
def keep_lease(engine: Engine, lease: Lease, timing: Timing) -> Iterator[None]:
    """Keep the lease while the round runs. A paused process keeps nothing, and loses it."""
    if _is_in_memory(engine):
        yield  # nobody else is there to take it
        return
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(timing.lease / RENEWALS):
            try:
                if not renew_lease(engine, lease, timing):
                    return
            except SQLAlchemyError as problem:  # the round meets the same trouble, and says so
                said = str(problem).partition("\n")[0]
                LOG.warning("%s: the lease was not renewed: %s", lease.book, said)

    thread = threading.Thread(target=beat, name=f"lease of {lease.book}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _is_in_memory(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and engine.url.database in (None, "", ":memory:")


def ask_for_round(engine: Engine, book: str) -> None:
    """Have a book's round made as soon as a worker is free."""
    with engine.begin() as connection:
        connection.execute(update(ROUNDS).where(ROUNDS.c.book == book).values(due=0, quiet=0))


def _holds(lease: Lease) -> ColumnElement[bool]:
    return and_(ROUNDS.c.book == lease.book, ROUNDS.c.token == lease.token, ROUNDS.c.holder != "")


def read_rounds(engine: Engine) -> tuple[int, dict[str, RoundState]]:
    """The store's clock, and what it knows of each book's rounds."""
    with engine.begin() as connection:
        now = read_clock(connection)
        found = connection.execute(select(ROUNDS)).mappings().all()
    return now, {
        row["book"]: RoundState(
            row["book"], State(row["state"]), Text(row["said_en"], row["said_fr"]), row["last"], row["due"],
            row["holder"] if row["until"] > now else "", row["since"],
        )
        for row in found
    }  # fmt: skip


def hold(connection: Connection, lease: Lease) -> None:
    """Lock the book's line until the transaction ends.

    Raises:
        LeaseLostError: Another worker has the book.
    """
    held = connection.execute(select(ROUNDS.c.book).where(_holds(lease)).with_for_update()).first()
    if held is None:
        raise LeaseLostError(
            f"{lease.book}: another worker has taken this book over. What was left to write was dropped.",
            f"{lease.book} : un autre service a repris ce classeur. Ce qui restait à écrire est abandonné.",
        )


class FencedStore(Store):
    """The store, for one lease: each transaction holds the book's line, or ends at once."""

    def __init__(self, store: Store, lease: Lease) -> None:
        vars(self).update(vars(store))  # the same engine: nothing is opened, nothing is migrated
        self._lease = lease

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        with super().transaction(keep) as tx:
            hold(tx.connection, self._lease)
            yield tx


class FencedBook:
    """A book, for one lease: it is written only while the lease is held."""

    def __init__(self, book: Book, engine: Engine, lease: Lease, timing: Timing) -> None:
        self._book, self._engine, self._lease, self._timing = book, engine, lease, timing

    def __getattr__(self, name: str) -> object:
        """What only some adapters have: a file's path, a count of calls."""
        return getattr(self._book, name)

    @property
    def name(self) -> str:
        return self._book.name

    def fingerprint(self) -> str:
        return self._book.fingerprint()

    def read(self, tables: Sequence[Table]) -> Reading:
        return self._book.read(tables)

    def apply(self, edits: Edits) -> str:
        with self._engine.begin() as connection:
            hold(connection, self._lease)
        renew_lease(self._engine, self._lease, self._timing)
        return self._book.apply(edits)


def free_the_paused(engine: Engine, timing: Timing) -> None:
    """Have PostgreSQL end a transaction that its worker has forgotten: it would keep every book waiting."""
    if engine.dialect.name == "sqlite":
        return
    limit = max(round(timing.lease * 1000), 1)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {limit}")

    event.listen(engine, "begin", begun)


@contextmanager
def only_worker(engine: Engine) -> Iterator[None]:
    """On SQLite, be the only worker of the store; the system ends it with the process, however that ends.

    Leases still written in the store are then a dead worker's: they end here.

    Raises:
        OfficeError: Another worker runs on this store.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or _is_in_memory(engine):
        yield
        return
    lock = sqlite3.connect(Path(f"{path}.worker"), timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            raise OfficeError(
                "A worker runs on this store already. A file store takes one; PostgreSQL takes several.",
                "Un service tourne déjà sur cette base. Une base en fichier n'en admet qu'un ; "
                "PostgreSQL en admet plusieurs.",
            ) from problem
        with engine.begin() as connection:
            dead = ROUNDS.c.holder.not_like(f"{COMMAND}%")
            connection.execute(update(ROUNDS).where(dead).values(holder="", until=0))
        yield
    finally:
        lock.close()
