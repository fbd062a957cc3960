"""A run taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.round import sync_book
from sync.store import Store
from sync.undo import UndoOutcome, undo_run
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

LOCATIONS = TABLE["locations"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Location", "Address", "Contact", "Hospital", "Parking"]
IDS = count(1)


def new_id() -> str:
    return f"ID{next(IDS):06}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


@pytest.fixture
def books(store: Store) -> tuple[MemoryBook, MemoryBook]:
    one = MemoryBook({"Locations": [list(HEADER), ["Quai", "1 rue A"], ["Parc", "2 rue B"]]}, "a")
    two = MemoryBook({"Locations": [list(HEADER)]}, "b")
    for each in (one, two, one):
        sync(each, store)
    return one, two


def sync(one: MemoryBook, store: Store) -> None:
    sync_book(one, store, [LOCATIONS], now=NOW, new_id=new_id, yes=True)


def shown(one: MemoryBook) -> list[tuple[str, str]]:
    return sorted((row.cells[0], row.cells[1]) for row in one.read([LOCATIONS]).tables["locations"].rows)


def last_run(store: Store) -> str:
    return store.log()[-1]["run"]


def undo(store: Store, run: str) -> UndoOutcome:
    return undo_run(store, run, "Ana", NOW, new_id)


BEFORE = [("Parc", "2 rue B"), ("Quai", "1 rue A")]


@pytest.mark.parametrize("change", ["edit", "add", "delete"])
def test_what_a_run_did_is_taken_back_in_every_book_and_can_be_done_again(
    store: Store, books: tuple[MemoryBook, MemoryBook], change: str
) -> None:
    one, two = books
    grid = one.sheets["Locations"]
    if change == "edit":
        grid[1][1] = "9 rue Z"
    elif change == "add":
        grid.append(["Gare", "3 rue C"])
    else:
        del grid[2]
    for each in books:
        sync(each, store)
    done = shown(two)
    assert done != BEFORE

    outcome = undo(store, last_run(store))
    for each in books:
        sync(each, store)
    assert (shown(one), shown(two), outcome.kept) == (BEFORE, BEFORE, ())

    undo(store, outcome.run)
    for each in books:
        sync(each, store)
    assert shown(one) == shown(two) == done


def test_what_someone_changed_since_is_left_alone(store: Store, books: tuple[MemoryBook, MemoryBook]) -> None:
    one, two = books
    one.sheets["Locations"][1][1] = one.sheets["Locations"][2][1] = "9 rue Z"
    for each in books:
        sync(each, store)
    run = last_run(store)
    two.sheets["Locations"][1][1] = "10 rue Y"
    for each in (two, one):
        sync(each, store)

    outcome = undo(store, run)
    for each in books:
        sync(each, store)

    assert outcome.cells == 1 and [(kept.before, kept.after) for kept in outcome.kept] == [
        ("1 rue A", "9 rue Z")
    ]
    assert shown(one) == shown(two) == [("Parc", "2 rue B"), ("Quai", "10 rue Y")]


def test_a_run_that_is_unknown_or_overtaken_is_refused(
    store: Store, books: tuple[MemoryBook, MemoryBook]
) -> None:
    one, _ = books
    one.sheets["Locations"][1][1] = "9 rue Z"
    sync(one, store)
    run = last_run(store)
    one.sheets["Locations"][1][1] = "10 rue Y"
    sync(one, store)

    for name in ("none", run):
        with pytest.raises(OfficeError):
            undo(store, name)
