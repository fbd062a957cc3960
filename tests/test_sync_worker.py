import os
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import psycopg
import pytest
from worker_books import AT_ONCE, a_worker, known, places, production, wait_until

from sync.books.open_book import open_book
from sync.leases import (
    read_rounds,
)
from sync.round import SyncOutcome
from sync.settings import Settings, read_settings
from sync.store import Store
from sync.timer import State, Timing
from sync.turn import book_key
from sync.worker import Hooks
from workbook_templates.book import Book
from workbook_templates.text import OfficeError, Text


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def test_each_book_has_its_round_and_the_others_changes_follow(store: Store, tmp_path: Path) -> None:
    one, two = production(tmp_path, "un", "deux")
    worker = a_worker(tmp_path, store, AT_ONCE)

    for _ in range(6):
        assert worker.step()

    assert places(one) == places(two) == ["Lieu deux", "Lieu un"]
    assert known(store, "un.xlsx").state is State.QUIET


def test_a_round_is_not_due_again_before_its_time(store: Store, tmp_path: Path) -> None:
    production(tmp_path, "un")
    worker = a_worker(tmp_path, store)

    assert [worker.step(), worker.step()] == [True, False]

    now, rounds = read_rounds(store.engine)
    assert 50_000 < rounds["un.xlsx"].due - now < 70_000


def test_a_change_in_the_store_makes_the_other_books_due(store: Store, tmp_path: Path) -> None:
    one, two = production(tmp_path, "un", "deux", more="period = 600\n")
    # Nothing but the store's change makes the first book due a second time: its own wait is a minute.
    timing = Timing(soon=0, rare=600, wait=60, retry=60, retry_most=600, lease=30, look=0.02, settle=0)
    worker = a_worker(tmp_path, store, timing)
    rounds = 0
    while worker.step() and rounds < 20:
        rounds += 1

    assert places(one) == places(two)


def test_a_workbook_open_in_excel_is_waited_for_and_what_was_saved_in_it_is_taken(
    store: Store, tmp_path: Path
) -> None:
    one, two = production(tmp_path, "un", "deux")
    owner = tmp_path / "~$un.xlsx"
    owner.write_bytes(b"\x03Ana")
    before = one.read_bytes()
    worker = a_worker(tmp_path, store, AT_ONCE)

    for _ in range(6):
        worker.step()

    waits = known(store, "un.xlsx")
    assert waits.state is State.WAITS
    assert waits.said.en.startswith("un.xlsx is open in Excel; its round ends once it is closed.")
    assert waits.said.fr.startswith("un.xlsx est ouvert dans Excel ;")
    assert one.read_bytes() == before
    assert places(two) == ["Lieu deux", "Lieu un"]
    owner.unlink()
    for _ in range(4):
        worker.step()
    assert known(store, "un.xlsx").state is State.QUIET
    assert places(one) == ["Lieu deux", "Lieu un"]


def test_one_books_failure_backs_off_and_is_no_other_books(store: Store, tmp_path: Path) -> None:
    one, two = production(tmp_path, "un", "deux")
    one.unlink()
    worker = a_worker(tmp_path, store)

    while worker.step():
        pass

    now, rounds = read_rounds(store.engine)
    assert rounds["un.xlsx"].state is State.FAILED
    assert "un.xlsx is not a file" in rounds["un.xlsx"].said.en
    assert 50_000 < rounds["un.xlsx"].due - now < 70_000
    assert rounds["deux.xlsx"].state is State.MOVED and places(two)


def test_a_fault_of_ours_in_one_book_is_noted_and_the_worker_goes_on(store: Store, tmp_path: Path) -> None:
    production(tmp_path, "un", "deux")

    def opened(name: str, settings: Settings) -> Book:
        if name.endswith("un.xlsx"):
            raise ZeroDivisionError
        return open_book(name, settings)

    worker = a_worker(tmp_path, store, hooks=Hooks(opened))
    while worker.step():
        pass

    assert "the round stopped (ZeroDivisionError)" in known(store, "un.xlsx").said.en
    assert known(store, "deux.xlsx").state is State.MOVED


def test_after_a_round_reports_are_recomputed_and_a_failed_call_is_owed(store: Store, tmp_path: Path) -> None:
    production(tmp_path, "un")
    calls: list[tuple[str, bool, str]] = []

    def after(book: Book, outcome: SyncOutcome, _settings: Settings) -> None:
        holder = known(store, "un.xlsx").holder
        calls.append((Path(book.name).name, outcome.from_sheet > 0, holder.split(":")[1]))
        if len(calls) == 1:
            raise OfficeError("No report.", "Pas de rapport.")

    worker = a_worker(tmp_path, store, AT_ONCE, Hooks(after_round=after))

    worker.step()
    assert known(store, "un.xlsx").said == Text("No report.", "Pas de rapport.")
    worker.step()
    worker.step()

    mine = str(os.getpid())
    assert calls == [("un.xlsx", True, mine), ("un.xlsx", True, mine), ("un.xlsx", False, mine)]


def test_a_saved_workbook_is_due_at_once(store: Store, tmp_path: Path) -> None:
    one, two = production(tmp_path, "un", "deux")
    worker = a_worker(tmp_path, store, Timing(soon=0.05, rare=600, look=0.02, lease=30, settle=0))
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: places(two) == ["Lieu deux", "Lieu un"] and places(one) == places(two))
        wait_until(lambda: known(store, "un.xlsx").due - read_rounds(store.engine)[0] > 3000)
        book = openpyxl.load_workbook(one)
        sheet = book["Locations"]
        heads = {str(cell.value): cell.column for cell in sheet[1]}
        own = next(r for r in range(2, 9) if sheet.cell(r, heads["Location"]).value == "Lieu un")
        sheet.cell(own, heads["Location"]).value = "Quai"
        book.save(one)

        wait_until(lambda: "Quai" in places(two), seconds=3)
    finally:
        stop.set()
        thread.join()


def test_classeur_toml_is_followed_while_the_worker_runs(store: Store, tmp_path: Path) -> None:
    production(tmp_path, "un")
    noted: list[str] = []
    hooks = Hooks(note=lambda book, _state, said: noted.append(book or said.en))
    worker, stop = a_worker(tmp_path, store, hooks=hooks), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: "un.xlsx" in noted)
        (tmp_path / "classeur.toml").write_text("[[books", encoding="utf-8")
        wait_until(lambda: any(one.startswith("classeur.toml cannot be read") for one in noted))
        production(tmp_path, "un", "deux")
        wait_until(lambda: "deux.xlsx" in noted)
    finally:
        stop.set()
        thread.join()


def test_told_to_stop_the_worker_ends_the_round_at_hand_first(store: Store, tmp_path: Path) -> None:
    production(tmp_path, "un", "deux")
    stop = threading.Event()

    def opened(name: str, settings: Settings) -> Book:
        stop.set()
        return open_book(name, settings)

    a_worker(tmp_path, store, hooks=Hooks(opened)).run(stop)

    rounds = read_rounds(store.engine)[1].values()
    assert sorted((one.state.value, one.holder) for one in rounds) == [("moved", ""), ("new", "")]


def test_a_worker_whose_store_goes_away_goes_on_when_it_is_back(postgresql: str, tmp_path: Path) -> None:
    name = "worker_away"
    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    store = Store(postgresql.rsplit("/", 1)[0] + f"/{name}")
    production(tmp_path, "un")
    noted: list[str] = []
    hooks = Hooks(note=lambda book, _state, said: noted.append(book or said.en))
    timing = Timing(soon=0.2, rare=0.2, retry=0.1, retry_most=0.1, lease=0.5, look=0.02, settle=0)
    worker, stop = a_worker(tmp_path, store, timing, hooks), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: noted.count("un.xlsx") >= 2)
        with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(
                b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'worker_away'"
            )
        wait_until(lambda: any(one.startswith("The store does not answer") for one in noted))
        rounds = noted.count("un.xlsx")
        wait_until(lambda: noted.count("un.xlsx") >= rounds + 2)
    finally:
        stop.set()
        thread.join()
        store.engine.dispose()


def test_conflict_copies_beside_a_book_are_in_its_status(store: Store, tmp_path: Path) -> None:
    one, _ = production(tmp_path, "un", "deux")
    worker = a_worker(tmp_path, store, AT_ONCE)
    for _ in range(6):
        worker.step()
    (tmp_path / "un-PC.xlsx").write_bytes(one.read_bytes())

    for _ in range(2):
        worker.step()

    assert "lies a conflict copy: un-PC.xlsx" in known(store, "un.xlsx").said.en
    assert known(store, "un.xlsx").state is State.QUIET


def test_a_books_key_is_the_same_on_machines_that_keep_the_folder_elsewhere() -> None:
    assert book_key("/home/ana/Film/a/b.xlsx", Path("/home/ana/Film")) == "a/b.xlsx"
    assert book_key("/mnt/Film/a/b.xlsx", Path("/mnt/Film")) == "a/b.xlsx"
    assert book_key("/elsewhere/b.xlsx", Path("/mnt/Film")) == "/elsewhere/b.xlsx"
    assert book_key("google:1abc", Path("/mnt/Film")) == "google:1abc"


def test_a_period_is_minutes_and_anything_else_is_refused(tmp_path: Path) -> None:
    production(tmp_path, "un", more="period = 2.5\n")
    assert read_settings(tmp_path / "un.xlsx").books[0].period == 2.5
    for said in ('"often"', "-1", "true", "inf"):
        production(tmp_path, "un", more=f"period = {said}\n")
        with pytest.raises(OfficeError) as refused:
            read_settings(tmp_path / "un.xlsx")
        assert refused.value.text.en.startswith("classeur.toml, period:")
