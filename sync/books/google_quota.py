"""What Google allows in a minute, shared by every worker of a production: a token bucket a limit, in the store.

A bucket is one moment: that at which it is full again. Who takes a call's place moves that moment on and, when
the bucket was empty, sleeps until the place comes. The moment is the database's, so no machine's clock is trusted.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from sqlalchemy import Connection, Engine, select, text, update

from sync.books.open_book import GOOGLE, open_book
from sync.settings import Settings
from sync.store_schema import QUOTA
from workbook_templates.book import Book

NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most ``calls`` in any minute, ``burst`` of them at once; the others are spread over the minute.

    Google allows 60 a minute of one service account, and 300 of a project, of reads and as many writes. What is
    left below is for the commands that people run meanwhile, and for calls that the network delays.
    """

    calls: int
    burst: int

    def interval(self, window: float) -> int:
        """Milliseconds between two calls, once the burst is spent."""
        return ceil(window * 1000 / (self.calls - self.burst))


WINDOW = 60.0
ACCOUNT, PROJECT = Allowance(50, 5), Allowance(250, 20)


class SharedLimiter:
    """At most so many calls in any minute, whoever makes them: every process on every machine of one store.

    Args:
        engine: The store's PostgreSQL.
        limits: The buckets that a call takes from, by name.
        window: The length of a minute, in seconds; less in a test.
    """

    def __init__(
        self,
        engine: Engine,
        limits: Sequence[tuple[str, Allowance]],
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._engine, self._limits, self._window = engine, sorted(limits, key=lambda one: one[0]), window
        self._clock, self._sleep = clock, sleep

    def wait(self, until: float) -> bool:
        """Take one call's place, waiting for it; False, and no place taken, when it would come only after ``until``."""
        pause = self._reserve(until - self._clock())
        if pause is None:
            return False
        if pause:
            self._sleep(pause)
        return True

    def _reserve(self, most: float) -> float | None:
        """Take the next place in all the buckets at once; the seconds until it comes."""
        with self._engine.begin() as connection:
            full = {name: self._locked(connection, name) for name, _ in self._limits}
            now = int(connection.execute(text(NOW)).scalar_one())
            pause, after = 0, dict[str, int]()
            for name, allowed in self._limits:
                interval = allowed.interval(self._window)
                after[name] = max(full[name], now) + interval
                pause = max(pause, after[name] - now - allowed.burst * interval)
            if pause > most * 1000:
                return None
            for name, moment in after.items():
                connection.execute(update(QUOTA).where(QUOTA.c.name == name).values(full=moment))
        return pause / 1000

    def _locked(self, connection: Connection, name: str) -> int:
        """The bucket's line, this transaction's alone until it ends."""
        query = select(QUOTA.c.full).where(QUOTA.c.name == name).with_for_update()
        found = connection.execute(query).scalar()
        if found is None:
            sql = f'INSERT INTO {QUOTA.name} ("name", "full") VALUES (%s, 0) ON CONFLICT DO NOTHING'
            connection.exec_driver_sql(sql, (name,))
            found = connection.execute(query).scalar_one()
        return int(found)


def shared_opener(engine: Engine, window: float = WINDOW) -> Callable[[str, Settings], Book]:
    """How a worker opens its books. A file store has one worker, and that process's own limiter is enough."""

    def opened(name: str, settings: Settings) -> Book:
        book = open_book(name, settings)
        if engine.dialect.name == "sqlite" or not name.startswith(GOOGLE):
            return book
        # Google's libraries take a third of a second to load: only those who use them wait.
        from sync.books.google import GoogleBook
        from sync.books.google_account import open_account
        from sync.books.google_client import GoogleClient

        account = open_account()
        project = f"project {account.info.get('project_id', '')}"
        limits = {
            kind: SharedLimiter(
                engine, [(f"{kind} {account.email}", ACCOUNT), (f"{kind} {project}", PROJECT)], window
            )
            for kind in account.limits
        }
        return GoogleBook(name.removeprefix(GOOGLE), GoogleClient(replace(account, limits=limits)))

    return opened
