"""One person's values taken out of the store, on each of the databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.encryption import KeyRing, new_key
from sync.erasing import erase_person, find_person, search_store, words_of
from sync.personal import find_words
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from sync.store_schema import META
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = count(1)
HEADER = ["Person", "Last name", "First name", "Phone", "Rate", "Allergies"]
ANA = ["P1", "Quetzalcanary", "Xiomara", "+33199000001", "1500.00", "canary-nuts"]
BEN = ["P2", "Field", "Ben", "+33199000002", "900.00", "none"]
GONE = ("Quetzalcanary", "Xiomara", "+33199000001", "canary-nuts", "+33199000009")


def book(name: str, *rows: list[str]) -> MemoryBook:
    return MemoryBook({"Crew": [list(HEADER), *(list(row) for row in rows)]}, name)


def sync(one: MemoryBook, store: Store) -> SyncOutcome:
    return sync_book(one, store, [CREW], now=NOW, new_id=lambda: f"ID{next(IDS):06}", entitled=True)


def everything(store: Store) -> str:
    with store.engine.connect() as connection:
        return "\n".join(
            repr(sorted(map(tuple, connection.execute(table.select())))) for table in META.sorted_tables
        )


@pytest.fixture(params=["plain", "encrypted"])
def store(request: pytest.FixtureRequest, store_url: str) -> Iterator[Store]:
    one = Store(store_url, KeyRing((new_key(),)) if request.param == "encrypted" else None)
    yield one
    one.engine.dispose()


def test_a_book_out_of_reach_brings_nothing_back_and_is_cleared_by_its_own_rounds(store: Store) -> None:
    one = book("a", ANA, BEN)
    sync(one, store)
    one.sheets["Crew"][1][3] = "+33199000009"
    sync(one, store)

    with store.transaction() as tx:
        person = find_person(tx, "P1")
        words = words_of(tx, person, {})
        assert sum(search_store(tx, person, words).values()) > 0
        erase_person(tx, person, words, ("RUN", "office", NOW), [one.identity])
    with store.transaction() as tx:
        assert sum(search_store(tx, person, words).values()) == 0
    assert [value for value in GONE if value in everything(store)] == []
    for _ in range(3):
        sync(one, store)

    assert [value for value in GONE if value in everything(store) + repr(one.sheets)] == []
    assert one.sheets["Crew"][1][:1] == ["P1"] and "1500" in repr(one.sheets["Crew"][1])
    assert "Ben" in repr(one.sheets)
    one.sheets["Crew"][1][1] = "Newcomer"
    sync(one, store)
    assert "Newcomer" in everything(store)
    with store.transaction() as tx, pytest.raises(OfficeError):
        find_person(tx, "P9")


def test_a_number_is_found_as_people_write_it_and_a_shared_one_stays_with_the_other() -> None:
    values = {
        "phone": {"+33199000001"},
        "email": {"ana@x.example"},
        "first_name": {"Ana"},
        "last_name": {"Field"},
    }
    words = find_words(values, "someone else ana@x.example", "P1")

    assert words.scrub("call 01 99 00 00 01 or +33 1 99 00 00 01, field  ANA") == "call P1 or P1, P1"
    assert words.scrub("ana@x.example 0199000017") == "ana@x.example 0199000017"
    assert (words.shared, words.may_be_in("Field recorder"), words.is_in("Field recorder")) == (
        1,
        True,
        False,
    )


def test_the_quick_look_leaves_out_no_pattern_that_is_there() -> None:
    values = {
        "phone": {"+33199000001", "+15145550101"},
        "social": {"255081416802538"},
        "first_name": {"İlkay-Ève", "ı Straße"},
        "last_name": {"D'Œuvre (née Long)", "Kelvin ſt"},
        "address": {"3/5, rue de l'Œuvre"},
    }
    words = find_words(values, "", "P1")
    forms = [
        *values["phone"],
        "01 99 00 00 01",
        "(514) 555-0101",
        "+33 (0)1.99.00.00.01",
        "2 55 08 14 168 025 38",
    ]
    forms += [f"{first}  {last}" for first in values["first_name"] for last in values["last_name"]]
    forms += ["3/5,\nrue de l'œuvre", "KELVIN ST ı STRAßE"]

    for form in (case for one in forms for case in (one, one.upper(), one.lower(), f"({one})")):
        slow = any(pattern.search(form) for pattern in words.patterns)
        assert words.is_in(form) is slow, form
        assert not words.is_in(words.scrub(form))
    assert sum(words.is_in(form) for form in forms) >= len(forms) - 1
