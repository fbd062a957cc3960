import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store, Transaction
from workbook_templates.book import Edits
from workbook_templates.catalog import TABLE

LOCATIONS = TABLE["locations"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Location", "Address", "Contact", "Hospital", "Parking"]
IDS = count(1)
SEEDS = int(os.environ.get("CLASSEUR_SEEDS", "150"))


def new_id() -> str:
    return f"ID{next(IDS):06}"


class Crash(BaseException):
    """The machine stops."""


class FragileBook(MemoryBook):
    """Stops before or after the next apply, when told."""

    stop = ""

    def apply(self, edits: Edits) -> str:
        if self.stop == "before":
            self.stop = ""
            raise Crash
        written = super().apply(edits)
        if self.stop == "after":
            self.stop = ""
            raise Crash
        return written


def book(name: str, *rows: list[str]) -> FragileBook:
    return FragileBook({"Locations": [list(HEADER), *(list(row) for row in rows)]}, name)


def sync(one: MemoryBook, store: Store, yes: bool = False) -> SyncOutcome:
    return sync_book(one, store, [LOCATIONS], yes=yes, now=NOW, new_id=new_id)


def shown(one: MemoryBook) -> list[tuple[str, ...]]:
    return [row.cells for row in one.read([LOCATIONS]).tables["locations"].rows]


EVERYTHING = ("t_locations", "base", "books", "changes", "conflicts", "runs", "state")


def dump(store: Store, names: tuple[str, ...] = EVERYTHING) -> list[tuple[object, ...]]:
    with store.transaction() as tx:
        driver = tx.connection.exec_driver_sql
        return [tuple(row) for name in names for row in driver(f"SELECT * FROM {name} ORDER BY 1, 2, 3")]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def test_a_second_book_receives_the_rows_and_keeps_its_own(store: Store) -> None:
    first, second = book("a", ["Quai", "1 rue A"]), book("b", ["Quai", "", "Ana"], ["Forêt"])

    sync(first, store)
    sync(second, store)
    sync(first, store)

    assert sorted(row[:3] for row in shown(first)) == [("Forêt", "", ""), ("Quai", "1 rue A", "Ana")]
    assert sorted(shown(first)) == sorted(shown(second))


def test_a_second_round_writes_nothing(store: Store) -> None:
    one, two = book("a", ["Quai", "1 rue A"], ["Parc"]), book("b", ["Quai", "2 rue B"])
    for each in (one, two, one, two):
        sync(each, store)
    before, sheets = dump(store), repr((one.sheets, two.sheets))

    again = [sync(one, store), sync(two, store)]

    assert dump(store) == before
    assert repr((one.sheets, two.sheets)) == sheets
    assert [(done.from_sheet, done.to_sheet) for done in again] == [(0, 0), (0, 0)]


def test_different_values_are_a_conflict_until_they_agree(store: Store) -> None:
    one, two = book("a", ["Quai", "1 rue A"]), book("b", ["Quai", "2 rue B"])
    sync(one, store)
    done = sync(two, store)
    assert [(c["base"], c["sheet"], c["store"]) for c in done.conflicts] == [("", "2 rue B", "1 rue A")]
    assert "2 rue B" in shown(two)[0]

    store.resolve(done.conflicts[0]["id"], "store", "Ana", NOW)
    sync(two, store)

    assert "1 rue A" in shown(two)[0]
    assert store.open_conflicts() == []


def test_a_deletion_of_most_rows_is_a_question(store: Store) -> None:
    one = book("a", *([f"L{number}"] for number in range(20)))
    sync(one, store)
    del one.sheets["Locations"][3:]

    refused = sync(one, store)

    assert refused.refused is not None and "18" in refused.refused.en
    assert sync(one, store, yes=True).refused is None


def test_a_deleted_row_against_a_changed_one_is_a_conflict(store: Store) -> None:
    one, two = book("a", ["Quai", "x"], ["Parc"]), book("b")
    for each in (one, two):
        sync(each, store)
    del one.sheets["Locations"][1]
    two.sheets["Locations"][1][1] = "y"
    sync(one, store)

    done = sync(two, store)

    assert [conflict["column"] for conflict in done.conflicts] == [""]
    assert any("y" in row for row in shown(two))


def test_a_deleted_row_put_back_as_it_was_takes_the_other_books_change(store: Store) -> None:
    # Once, the row put back kept its old value for ever: the store's change was older than the book's last round.
    one, two = book("a", ["Quai", "x"], ["Parc"]), book("b")
    for each in (one, two, one):
        sync(each, store)
    back = list(one.sheets["Locations"][1])
    del one.sheets["Locations"][1]
    two.sheets["Locations"][1][1] = "y"
    for each in (two, one, one):
        sync(each, store)
    assert len(store.open_conflicts()) == 1

    one.sheets["Locations"].append(back)
    sync(one, store)

    assert sorted(row[:2] for row in shown(one)) == [("Parc", ""), ("Quai", "y")]
    assert store.open_conflicts() == []


def _edit(one: MemoryBook, dice: random.Random, tokens: Iterator[int]) -> None:
    grid = one.sheets["Locations"]
    width = len(grid[0])
    body = [row for row in grid[1:] if any(row)]
    action = dice.choice(["edit", "edit", "insert", "delete", "sort", "copy"])
    token = f"T{next(tokens)}"
    if action == "insert" or not body:
        body.append([f"K{token}", token])
    elif action == "edit":
        row = dice.choice(body)
        row.extend([""] * (width - len(row)))
        row[dice.randrange(1, 5)] = token
    elif action == "delete":
        body.remove(dice.choice(body))
    elif action == "sort":
        dice.shuffle(body)
    else:
        body.append(list(dice.choice(body)))
    one.sheets["Locations"] = [grid[0], *body]


class FragileStore(Store):
    """Stops at the end of a transaction, before it is kept or right after, when told how many are left."""

    left = -1
    kept = False

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        self.left -= 1
        now = self.left == 0
        with super().transaction(keep) as tx:
            yield tx
            if now and not self.kept:
                raise Crash
        if now:
            raise Crash


def _look_and_sync(one: MemoryBook, store: Store) -> set[str]:
    """One whole round; the tokens that the sheet showed to it, which may never be lost from then on."""
    seen = set(re.findall(r"K?T\d+", repr(one.sheets["Locations"])))
    sync(one, store, yes=True)
    return seen


def _settle_all(books: list[FragileBook], store: Store, dice: random.Random) -> None:
    """A person answers every conflict, until none is left."""
    for _ in range(6):
        for one in store.open_conflicts():
            store.resolve(one["id"], dice.choice(["sheet", "store"]), "Ana", NOW)
        for each in [*books, *books]:
            sync(each, store, yes=True)
        if not store.open_conflicts():
            return
    raise AssertionError("conflicts come back after they were settled")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_books_agree_and_nothing_typed_is_lost(seed: int) -> None:
    dice, tokens, typed = random.Random(seed), count(1), set[str]()
    store = FragileStore("sqlite://")
    books = [book("a", ["Quai", "x"]), book("b")]
    for _ in range(12):
        one = dice.choice(books)
        _edit(one, dice, tokens)
        one.stop = dice.choice(["", "", "before", "after"])
        store.left, store.kept = dice.choice([-1, -1, 1, 2, 3]), dice.random() < 0.5
        with suppress(Crash):
            typed |= _look_and_sync(one, store)
        one.stop, store.left = "", -1
        if dice.random() < 0.5:
            typed |= _look_and_sync(one, store)
    for one in [*books, *books, *books]:
        typed |= _look_and_sync(one, store)

    kept = repr(dump(store, ("t_locations", "changes", "conflicts")))
    assert [token for token in typed if not re.search(f"['\"]{token}['\"]", kept)] == []
    _settle_all(books, store, dice)
    assert sorted(shown(books[0])) == sorted(shown(books[1]))
    before = dump(store)
    for one in books:
        sync(one, store, yes=True)
    assert dump(store) == before
