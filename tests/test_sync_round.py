from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from workbook_templates.book import Reading
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table

LOCATIONS = TABLE["locations"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Location", "Address", "Contact", "Hospital", "Parking"]
IDS = count(1)


def new_id() -> str:
    return f"ID{next(IDS):06}"


def book(name: str, *rows: list[str]) -> MemoryBook:
    return MemoryBook({"Locations": [list(HEADER), *(list(row) for row in rows)]}, name)


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


class StaleBook(MemoryBook):
    """Answers once, when told, what it showed before its last row was added: as a remote service may."""

    can_answer_stale = True
    is_stale = False
    looks = 0

    def read(self, tables: Sequence[Table]) -> Reading:
        self.looks += 1
        reading = super().read(tables)
        if not self.is_stale:
            return reading
        self.is_stale = False
        read = {key: replace(one, rows=one.rows[:-1]) for key, one in reading.tables.items()}
        return replace(reading, tables=read, fingerprint="stale")


def test_a_row_is_taken_as_deleted_only_after_a_second_look(store: Store) -> None:
    one = StaleBook({"Locations": [list(HEADER), ["Quai"], ["Parc"]]}, "a")
    sync(one, store)
    one.looks, one.is_stale = 0, True
    one.sheets["Locations"][1][1] = "1 rue A"

    done = sync(one, store)

    assert (one.looks, done.from_sheet) == (3, 1)
    assert [row[0] for row in shown(one)] == ["Quai", "Parc"]
    del one.sheets["Locations"][2]
    one.looks = 0
    sync(one, store)
    assert one.looks == 2
    assert [line["action"] for line in store.log() if line["record"] and line["before"] == "Parc"] == [
        "delete"
    ]
