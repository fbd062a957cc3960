"""What Google allows in a minute is shared by all who work on one store."""

import threading
import time
from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import Engine
from worker_office import new_database

from sync.books.google_quota import ACCOUNT, PROJECT, Allowance, SharedLimiter
from sync.store import Store

NUMBERS = count(1)
MINUTE = 0.9  # seconds, on the clock of these tests


@pytest.fixture
def url(postgresql: str) -> str:
    return new_database(postgresql, f"quota_{next(NUMBERS)}")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    store = Store(url)
    yield store.engine
    store.engine.dispose()


def most_in(moments: list[float], window: float) -> int:
    return max(sum(start <= one < start + window for one in moments) for start in moments)


def take_together(limiters: list[SharedLimiter], calls: int) -> list[float]:
    """All at once take one place after the other; the moments at which they had them."""
    moments: list[float] = []
    barrier = threading.Barrier(len(limiters))

    def take(limiter: SharedLimiter) -> None:
        barrier.wait()
        for _ in range(calls):
            assert limiter.wait(time.monotonic() + 60)
            moments.append(time.monotonic())

    threads = [threading.Thread(target=take, args=(one,)) for one in limiters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(moments)


def test_what_is_allowed_stays_below_what_google_allows() -> None:
    assert (ACCOUNT.calls, PROJECT.calls) == (50, 250)
    for allowed in (ACCOUNT, PROJECT):
        spread = 60_000 / allowed.interval(60)
        assert allowed.calls - 1 < allowed.burst + spread <= allowed.calls


def test_six_workers_together_stay_within_one_accounts_minute(url: str, engine: Engine) -> None:
    stores = [Store(url) for _ in range(6)]
    limiters = [SharedLimiter(store.engine, [("read a", ACCOUNT)], MINUTE) for store in stores]

    moments = take_together(limiters, 20)

    assert len(moments) == 120
    assert 40 <= most_in(moments, MINUTE) <= 60  # moments are seen a little late here, and so closer together
    assert moments[-1] - moments[0] > (120 - ACCOUNT.calls) / ACCOUNT.calls * MINUTE
    for store in stores:
        store.engine.dispose()


def test_reads_and_writes_are_counted_apart_and_a_projects_accounts_together(engine: Engine) -> None:
    narrow, wide = Allowance(6, 2), Allowance(1000, 500)

    def limiter(kind: str, account: str) -> SharedLimiter:
        return SharedLimiter(engine, [(f"{kind} {account}", wide), (f"{kind} project p", narrow)], 60)

    soon = time.monotonic() + 1

    assert [limiter("read", name).wait(soon) for name in "abc"] == [True, True, False]
    assert [limiter("write", name).wait(soon) for name in "abc"] == [True, True, False]


def test_a_place_that_would_come_too_late_is_not_taken(engine: Engine) -> None:
    pauses: list[float] = []
    limiter = SharedLimiter(engine, [("read a", Allowance(4, 1))], 60, sleep=pauses.append)

    assert limiter.wait(time.monotonic() + 1)
    assert [limiter.wait(time.monotonic() + 1) for _ in range(5)] == [False] * 5
    assert limiter.wait(time.monotonic() + 30)

    assert len(pauses) == 1 and 18 < pauses[0] <= 20


def test_the_moments_are_the_databases_whatever_a_machines_clock_says(engine: Engine) -> None:
    pauses: list[float] = []

    def limiter(clock: float) -> SharedLimiter:
        return SharedLimiter(engine, [("read a", Allowance(4, 1))], 60, lambda: clock, pauses.append)

    assert limiter(-1e6).wait(-1e6 + 100)
    assert limiter(1e9).wait(1e9 + 100)

    assert len(pauses) == 1 and 18 < pauses[0] <= 20
