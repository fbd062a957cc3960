import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from worker_books import BRIEF, UNHURRIED, a_worker, known, production

from sync.books.open_book import open_book
from sync.leases import (
    FencedStore,
    LeaseLostError,
    add_books,
    free_the_paused,
    only_worker,
    renew_lease,
    take_lease,
)
from sync.settings import Settings
from sync.store import Store
from sync.timer import State, Timing
from sync.worker import Hooks
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError, Text


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def test_one_book_is_held_by_one_worker(store: Store, tmp_path: Path) -> None:
    add_books(store.engine, ["a", "b"])

    first, second = (take_lease(store.engine, ["a", "b"], name, UNHURRIED) for name in ("x", "y"))

    assert first and second and {first.book, second.book} == {"a", "b"}
    assert take_lease(store.engine, ["a", "b"], "z", UNHURRIED) is None


def test_a_dead_workers_book_is_taken_over_when_its_lease_ends(store: Store) -> None:
    add_books(store.engine, ["a"])
    dead = take_lease(store.engine, ["a"], "dead", BRIEF)
    assert take_lease(store.engine, ["a"], "next", BRIEF) is None
    time.sleep(0.25)

    heir = take_lease(store.engine, ["a"], "next", BRIEF)

    assert dead and heir and heir.token == dead.token + 1
    assert not renew_lease(store.engine, dead, BRIEF)
    assert renew_lease(store.engine, heir, BRIEF)


def test_a_lease_that_is_renewed_is_not_taken(store: Store) -> None:
    add_books(store.engine, ["a"])
    lease = take_lease(store.engine, ["a"], "x", BRIEF)
    assert lease
    for _ in range(4):
        time.sleep(0.1)
        assert renew_lease(store.engine, lease, BRIEF)

    assert take_lease(store.engine, ["a"], "y", BRIEF) is None


class StolenBook:
    """A workbook file; at one point of its round, this worker is paused past its lease."""

    def __init__(self, book: Book, at: str, store: Store) -> None:
        self._book, self._at, self._store = book, at, store
        self.path = getattr(book, "path", None)

    @property
    def name(self) -> str:
        return self._book.name

    def fingerprint(self) -> str:
        return self._book.fingerprint()

    def read(self, tables: Sequence[Table]) -> Reading:
        reading = self._book.read(tables)
        if self._at == "read":
            self._steal()
        return reading

    def apply(self, edits: Edits) -> str:
        written = self._book.apply(edits)
        if self._at == "apply":
            self._steal()
        return written

    def _steal(self) -> None:
        time.sleep(0.3)
        assert take_lease(self._store.engine, ["un.xlsx"], "thief", UNHURRIED)


@pytest.mark.parametrize("at", ["read", "apply"])
def test_a_worker_paused_past_its_lease_commits_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    production(tmp_path, "un")
    noted: list[tuple[State, Text]] = []

    def opened(name: str, settings: Settings) -> Book:
        return StolenBook(open_book(name, settings), at, store)

    # A pause stops the heartbeat too: here it is longer than the lease.
    timing = Timing(soon=0, rare=0, lease=0.25, settle=0)
    hooks = Hooks(opened, note=lambda _book, state, said: noted.append((state, said)))
    worker = a_worker(tmp_path, store, timing, hooks)
    monkeypatch.setattr("sync.worker.keep_lease", lambda *_given: nullcontext())
    before = store.log()

    worker.step()

    assert noted[0][0] is State.FAILED and "another worker has taken this book over" in noted[0][1].en
    assert known(store, "un.xlsx").holder == "thief"
    assert known(store, "un.xlsx").state is State.NEW
    with store.transaction() as tx:
        agreed = tx.connection.exec_driver_sql("SELECT count(*) FROM books WHERE fingerprint <> ''").scalar()
    assert agreed == 0
    if at == "read":
        assert store.log() == before == []


def test_a_transaction_that_its_worker_forgot_is_ended_for_the_others(postgresql: str) -> None:
    store = Store(postgresql)
    add_books(store.engine, ["forgotten"])
    free_the_paused(store.engine, BRIEF)
    lease = take_lease(store.engine, ["forgotten"], "paused", BRIEF)
    assert lease

    with pytest.raises(DBAPIError), FencedStore(store, lease).transaction() as tx:
        tx.next_seq()
        time.sleep(0.5)  # the whole store is locked; the server ends this
        tx.connection.exec_driver_sql("SELECT 1")

    assert take_lease(store.engine, ["forgotten"], "next", BRIEF)
    with pytest.raises(LeaseLostError), FencedStore(store, lease).transaction():
        pass
    store.engine.dispose()


def test_on_a_file_store_a_second_worker_is_refused_with_a_sentence(tmp_path: Path) -> None:
    production(tmp_path, "un")
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    first, second = a_worker(tmp_path, store), a_worker(tmp_path, store)

    with only_worker(store.engine), pytest.raises(OfficeError) as refused:
        second.run(threading.Event())

    assert refused.value.text.en.startswith("A worker runs on this store already.")
    assert refused.value.text.fr.startswith("Un service tourne déjà sur cette base.")
    first.run_once(threading.Event())
    assert known(store, "un.xlsx").last


def test_on_a_file_store_a_killed_workers_leases_end_with_it(tmp_path: Path) -> None:
    production(tmp_path, "un")
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    worker = a_worker(tmp_path, store)
    take_lease(store.engine, ["un.xlsx"], "killed", UNHURRIED)
    assert not worker.step()

    worker.run_once(threading.Event())

    assert known(store, "un.xlsx").last and not known(store, "un.xlsx").holder
