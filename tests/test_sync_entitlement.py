"""Restricted columns, policies by column, and conflicts settled in the sheet."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.merge import Policy
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from workbook_templates.catalog import TABLE

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = count(1)
HEADER = ["Person", "Last name", "First name", "Phone", "Rate"]
ANA = ["P1", "Field", "Ana", "+33199000001", "1500.00"]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def book(name: str, *rows: list[str]) -> MemoryBook:
    return MemoryBook({"Crew": [list(HEADER), *(list(row) for row in rows)]}, name)


def sync(
    one: MemoryBook, store: Store, entitled: bool = False, policy: Policy | None = None, yes: bool = False
) -> SyncOutcome:
    policies = {("crew", "phone"): policy} if policy else {}
    return sync_book(
        one,
        store,
        [CREW],
        now=NOW,
        new_id=lambda: f"ID{next(IDS):06}",
        entitled=entitled,
        policies=policies,
        yes=yes,
    )


def column(one: MemoryBook, key: str) -> list[str]:
    read = one.read([CREW]).tables["crew"]
    return [row.cells[CREW.position[key]] for row in read.rows]


def stored(store: Store, key: str) -> list[str]:
    with store.transaction() as tx:
        rows = tx.read_rows(CREW).values()
    return [row.cells[CREW.position[key]] for row in rows if not row.deleted]


def test_a_restricted_value_goes_to_the_store_and_to_no_book_that_is_not_entitled(store: Store) -> None:
    office, stage, payroll = book("office", ANA), book("stage"), book("payroll")
    sync(office, store)
    sync(stage, store)
    sync(payroll, store, entitled=True)

    assert stored(store, "rate") == ["1500.00"]
    assert (column(stage, "rate"), column(stage, "last_name")) == ([""], ["Field"])
    assert column(payroll, "rate") == ["1500.00"]
    assert "1500" not in repr(stage.sheets)
    assert [(done.from_sheet, done.to_sheet) for done in (sync(stage, store), sync(office, store))] == [
        (0, 0),
        (0, 0),
    ]


def test_a_book_that_may_not_see_a_column_may_fill_it(store: Store) -> None:
    office, stage = book("office", [*ANA[:4], ""]), book("stage")
    for one in (office, stage):
        sync(one, store)
    stage.sheets["Crew"][1][4] = "900"
    sync(stage, store)

    assert stored(store, "rate") == ["900.00"]
    assert column(stage, "rate") == ["900.00"]
    sync(office, store)
    assert column(office, "rate") == [""]


def test_two_restricted_values_meet_without_being_shown(store: Store) -> None:
    office, stage = book("office", ANA), book("stage", [*ANA[:4], "900"])
    sync(office, store)
    done = sync(stage, store)

    assert [one["column"] for one in done.conflicts] == ["rate"]
    assert "1500" not in repr(stage.sheets) and stored(store, "rate") == ["1500.00"]


def test_a_row_removed_where_its_restricted_values_are_not_shown_is_removed(store: Store) -> None:
    office, stage = book("office", ANA), book("stage")
    for one in (office, stage):
        sync(one, store)
    del stage.sheets["Crew"][1]

    done = sync(stage, store)
    sync(office, store)

    assert done.conflicts == ()
    assert column(office, "person") == []


@pytest.mark.parametrize(("policy", "kept"), [("sheet", "+33199000003"), ("store", "+33199000002")])
def test_a_policy_settles_a_column_and_the_other_value_stays_on_record(
    store: Store, policy: Policy, kept: str
) -> None:
    one, two = book("a", ANA), book("b")
    for each in (one, two):
        sync(each, store)
    one.sheets["Crew"][1][3], two.sheets["Crew"][1][HEADER.index("Phone")] = "+33199000002", "+33199000003"
    sync(one, store)

    done = sync(two, store, policy=policy)

    assert done.conflicts == ()
    assert (column(two, "phone"), stored(store, "phone")) == ([kept], [kept])
    with store.transaction() as tx:
        rows = tx.connection.exec_driver_sql("SELECT sheet, store, choice FROM conflicts").fetchall()
    assert [tuple(row) for row in rows] == [("+33199000003", "+33199000002", policy)]


CHOICES = [("Ce classeur", "+33199000003"), ("the store", "+33199000002"), ("01 99 00 00 04", "+33199000004")]


@pytest.mark.parametrize(("choice", "kept"), CHOICES)
def test_a_choice_typed_in_the_conflicts_sheet_settles_it(store: Store, choice: str, kept: str) -> None:
    one, two = book("a", ANA), book("b", [*ANA[:3], "+33199000003", ""])
    one.sheets["Crew"][1][3] = "+33199000002"
    sync(one, store)
    assert len(sync(two, store).conflicts) == 1
    grid = two.sheets["Conflicts"]
    grid[1][-1] = choice

    done = sync(two, store)
    sync(one, store)

    assert done.conflicts == ()
    assert [column(each, "phone") for each in (one, two)] == [[kept], [kept]]
    assert len(two.sheets["Conflicts"]) == 1


def test_a_choice_is_not_taken_in_a_round_that_is_refused(store: Store) -> None:
    people = [[f"Q{n}", f"Name {n}", "", "", ""] for n in range(30)]
    one, two = book("a", ANA, *people), book("b", [*ANA[:3], "+33199000003", ""])
    for each in (one, two):
        sync(each, store)
    two.sheets["Conflicts"][1][-1] = "sheet"
    del two.sheets["Crew"][2:]

    assert sync(two, store).refused is not None
    assert len(store.open_conflicts()) == 1
