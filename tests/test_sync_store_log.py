"""The log of the store, by whom, of what, and since when."""

from datetime import UTC, datetime
from itertools import count

import pytest

import sync.store
from sync.books.memory import MemoryBook
from sync.round import sync_book
from sync.store import Store
from workbook_templates.catalog import TABLE

LOCATIONS, CREW = TABLE["locations"], TABLE["crew"]
IDS = count(1)
Lines = list[dict[str, str]]


def filled(url: str) -> Store:
    """Three runs: Ana adds a place and a person, Luc moves the place, Ana renames the person."""
    store = Store(url)
    one = MemoryBook(
        {
            "Locations": [["Location", "Address"], ["Quai", "1 rue A"]],
            "Crew": [["Person", "Last name"], ["P1", "Roy"]],
        },
        "book",
    )
    for day, who, sheet, value in (
        (2, "Ana", "", ""),
        (3, "Luc", "Locations", "2 rue B"),
        (4, "Ana", "Crew", "Roi"),
    ):
        if sheet:
            one.sheets[sheet][1][1] = value
        now = datetime(2026, 3, day, 9, 0, tzinfo=UTC)
        sync_book(one, store, [LOCATIONS, CREW], now=now, who=who, new_id=lambda: f"ID{next(IDS):06}")
    return store


def afters(lines: Lines) -> list[str]:
    return [line["after"] for line in lines]


def test_the_log_is_asked_by_person_table_record_run_and_moment(store_url: str) -> None:
    store = filled(store_url)
    every = store.log()
    assert sorted(afters(every)) == ["1 rue A", "2 rue B", "P1", "Quai", "Roi", "Roy"]
    assert afters(every)[-2:] == ["2 rue B", "Roi"]

    moved = every[-2]
    assert (moved["who"], moved["before"], moved["after"], moved["time"][:10]) == (
        "Luc",
        "1 rue A",
        "2 rue B",
        "2026-03-03",
    )
    assert afters(store.log(person="Luc")) == ["2 rue B"]
    assert sorted(afters(store.log(table="crew"))) == ["P1", "Roi", "Roy"]
    assert afters(store.log(table="crew", since="2026-03-03")) == ["Roi"]
    assert afters(store.log(since="2026-03-03T09:00")) == ["2 rue B", "Roi"]
    assert store.log(run=moved["run"]) == [moved]
    assert sorted(afters(store.log(record=moved["record"]))) == ["1 rue A", "2 rue B", "Quai"]
    assert store.log(person="Nobody") == []
    store.engine.dispose()


def test_a_log_longer_than_a_page_comes_whole_and_leaves_the_store_free_between(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(store_url)
    every = store.log()

    for page in range(1, len(every) + 2):
        monkeypatch.setattr(sync.store, "PAGE", page)
        lines = store.read_log()
        first = next(lines)
        with store.transaction() as tx:  # waits for nobody: the reader holds nothing
            tx.next_seq()
        assert [first, *lines] == every
    store.engine.dispose()
