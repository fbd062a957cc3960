"""A person's command and a worker never run one book at once; a store is made once, whoever opens it first."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from worker_books import UNHURRIED, a_worker, known, places, production

from sync.books.open_book import open_book
from sync.leases import COMMAND, add_books, give_back, read_rounds, take_book, take_lease
from sync.round import SyncOutcome
from sync.settings import read_settings
from sync.standing import read_standing
from sync.store import Store
from sync.timer import State, Timing
from sync.turn import Turn, sync_in_turn
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

BRIEFLY = Turn(patience=0.5)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def synced(
    path: Path, store: Store, turn: Turn = BRIEFLY, book: Book | None = None, **how: bool
) -> SyncOutcome:
    settings = read_settings(path, str(store.engine.url))
    one = settings.book(str(path))
    return sync_in_turn(book or open_book(str(path), settings), store, one, settings, "Ana", turn=turn, **how)


def held(store: Store, holder: str) -> None:
    add_books(store.engine, ["un.xlsx"])
    take_book(store.engine, "un.xlsx", holder, Timing(lease=60))


def test_a_commands_round_is_a_round_like_a_workers(store: Store, tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")

    outcome = synced(path, store)

    assert outcome.from_sheet == 1
    one = known(store, "un.xlsx")
    assert (one.state, one.holder) == (State.MOVED, "")
    assert one.since == one.last
    assert not a_worker(tmp_path, store).step(), "the worker has nothing to do so soon"


@pytest.mark.parametrize(
    ("holder", "english", "french"),
    [
        (
            "studio-7:123:abc",
            "un.xlsx: the worker's round is under way on studio-7 (process 123).",
            "du service",
        ),
        (f"{COMMAND}studio-7:9:abc", "un.xlsx: a person's round is under way on studio-7", "d'une personne"),
    ],
)
def test_a_book_in_other_hands_is_refused_with_who_has_it(
    store: Store, tmp_path: Path, holder: str, english: str, french: str
) -> None:
    (path,) = production(tmp_path, "un")
    before = path.read_bytes()
    held(store, holder)

    with pytest.raises(OfficeError) as refused:
        synced(path, store)

    assert refused.value.text.en.startswith(english)
    assert f"un.xlsx : le passage {french} est en cours sur studio-7" in refused.value.text.fr
    assert path.read_bytes() == before and store.log() == []
    assert known(store, "un.xlsx").holder == holder


def test_a_command_waits_a_moment_for_the_other_round_to_end(store: Store, tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")
    add_books(store.engine, ["un.xlsx"])
    lease = take_book(store.engine, "un.xlsx", "studio-7:123:abc", UNHURRIED)
    assert not isinstance(lease, str)
    threading.Timer(0.4, give_back, (store.engine, lease)).start()

    assert synced(path, store, Turn(patience=10)).from_sheet == 1


class Watched:
    """A workbook file; ``seen`` is what a worker gets while its round runs."""

    def __init__(self, book: Book, store: Store) -> None:
        self._book, self._store, self.seen = book, store, list[object]()
        self.path = getattr(book, "path", None)

    @property
    def name(self) -> str:
        return self._book.name

    def fingerprint(self) -> str:
        return self._book.fingerprint()

    def read(self, tables: Sequence[Table]) -> Reading:
        time.sleep(0.5)  # longer than the lease: it is kept while the round runs
        self.seen.append(take_lease(self._store.engine, ["un.xlsx"], "worker", UNHURRIED))
        return self._book.read(tables)

    def apply(self, edits: Edits) -> str:
        return self._book.apply(edits)


def test_no_worker_gets_a_book_while_a_command_runs_it(store: Store, tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")
    settings = read_settings(path, str(store.engine.url))
    book = Watched(open_book(str(path), settings), store)

    synced(path, store, Turn(timing=Timing(lease=0.3)), book)

    assert book.seen == [None]
    assert known(store, "un.xlsx").holder == ""


def test_a_command_that_fails_gives_the_book_back(store: Store, tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")
    path.write_bytes(b"PK\x03\x04 no workbook PK\x05\x06" + bytes(18))

    with pytest.raises(OfficeError):
        synced(path, store)

    assert known(store, "un.xlsx").holder == ""
    assert known(store, "un.xlsx").state is State.NEW


def test_a_dry_run_writes_no_outcome_down(store: Store, tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")

    synced(path, store, dry_run=True)

    assert (known(store, "un.xlsx").state, known(store, "un.xlsx").holder) == (State.NEW, "")


def test_a_store_that_another_program_locks_is_one_sentence(tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    event.listen(store.engine, "connect", lambda one, _record: one.execute("PRAGMA busy_timeout=50"))
    store.engine.dispose()

    with closing(sqlite3.connect(tmp_path / "classeur.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OfficeError) as refused:
            synced(path, store)

    assert refused.value.text.en.startswith("The store is locked by another command or program.")


def test_on_a_file_store_a_worker_that_starts_leaves_a_commands_book_alone(tmp_path: Path) -> None:
    production(tmp_path, "un")
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    held(store, f"{COMMAND}here:1:a")

    a_worker(tmp_path, store).run_once(threading.Event())

    assert known(store, "un.xlsx").holder == f"{COMMAND}here:1:a"
    assert known(store, "un.xlsx").last == 0


def test_a_round_that_waits_for_excel_is_told_with_the_moment_since_when(
    store: Store, tmp_path: Path
) -> None:
    one, two = production(tmp_path, "un", "deux")
    settings = read_settings(one, str(store.engine.url))
    synced(two, store)
    owner = tmp_path / "~$un.xlsx"
    owner.write_bytes(b"\x03Ana")
    assert read_standing(settings, str(one)) is None

    with pytest.raises(OfficeError):
        synced(one, store)
    since = known(store, "un.xlsx").since
    time.sleep(0.01)
    with pytest.raises(OfficeError):
        synced(one, store)

    assert known(store, "un.xlsx").since == since < known(store, "un.xlsx").last
    said = read_standing(settings, str(one))
    assert said is not None
    assert said.en.startswith("The last round of this book has been waiting since 20")
    assert "un.xlsx is open in Excel; its round ends once it is closed." in said.en
    assert said.fr.startswith("Le dernier passage de ce classeur attend depuis le 20")
    owner.unlink()
    synced(one, store)
    assert read_standing(settings, str(one)) is None
    assert places(one) == ["Lieu deux", "Lieu un"]


def test_a_standing_makes_no_store_and_needs_none(tmp_path: Path) -> None:
    (path,) = production(tmp_path, "un")

    assert read_standing(read_settings(path), str(path)) is None
    assert read_standing(read_settings(path, "postgresql+psycopg://x@127.0.0.1:1/x"), str(path)) is None

    assert sorted(one.name for one in tmp_path.iterdir()) == ["classeur.toml", "un.xlsx"]


def test_many_that_open_an_empty_store_at_once_make_it_once(store_url: str) -> None:
    barrier, failures, opened = threading.Barrier(8), list[BaseException](), list[Store]()

    def opens() -> None:
        barrier.wait()
        try:
            opened.append(Store(store_url))
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=opens) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert read_rounds(opened[0].engine)[1] == {}
    for store in opened:
        store.engine.dispose()


def test_the_rounds_of_a_store_from_before_get_their_new_column(store: Store) -> None:
    add_books(store.engine, ["un.xlsx"])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE rounds DROP COLUMN since")

    again = Store(store.engine.url.render_as_string(hide_password=False))

    assert known(again, "un.xlsx").since == 0
    again.engine.dispose()
