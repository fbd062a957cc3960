"""Stores made by other versions."""

import json
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import text

from sync.base import unpack
from sync.books.memory import MemoryBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from sync.store_schema import VERSION
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

LOCATIONS = TABLE["locations"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = count(1)


def book(address: str) -> MemoryBook:
    rows = [["Location", "Address", "Contact", "Parking"], ["Quai", address, "Ana", "Nord"]]
    return MemoryBook({"Locations": rows}, address)


def sync(one: MemoryBook, store: Store) -> SyncOutcome:
    return sync_book(one, store, [LOCATIONS], now=NOW, new_id=lambda: f"ID{next(IDS):06}")


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_store_of_an_earlier_version_goes_on_as_if_nothing_had_changed(
    store_url: str, version: int
) -> None:
    store, one = Store(store_url), book("1 rue A")
    sync(one, store)
    before = store.log()
    with store.transaction() as tx:
        say = tx.connection.execute
        if version < 2:
            for row in say(text("SELECT id, cells FROM base")).fetchall():
                old = {"old": json.dumps(unpack(row.cells)), "id": row.id}
                say(text("UPDATE base SET cells = :old WHERE id = :id"), old)
        if version < 3:
            say(text("ALTER TABLE state DROP COLUMN sealed"))
            say(text('ALTER TABLE state DROP COLUMN "key"'))
            say(text("DROP TABLE forgotten"))
        say(text("ALTER TABLE books DROP COLUMN stamp"))
        say(text("ALTER TABLE books DROP COLUMN pending"))
        say(text("DROP TABLE quota"))
        say(text("ALTER TABLE rounds DROP COLUMN since"))
        say(text(f"UPDATE state SET version = {version}"))
        say(text("UPDATE books SET fingerprint = ''"))
    store.engine.dispose()

    again = Store(store_url)

    assert (done := sync(one, again)).refused is None and (done.from_sheet, done.to_sheet) == (0, 0)
    assert again.log() == before
    with again.transaction() as tx:
        assert tx.connection.execute(text("SELECT version FROM state")).scalar() == VERSION
    one.sheets["Locations"][1][1] = "2 rue B"
    assert sync(one, Store(store_url)).from_sheet == 1


def test_a_column_that_is_new_to_the_store_is_added_where_it_belongs(store_url: str) -> None:
    store = Store(store_url)
    one, two = book("1 rue A"), book("2 rue B")
    sync(one, store)
    assert len(sync(two, store).conflicts) == 1
    at = LOCATIONS.position["contact"]
    keys = [column.key for column in LOCATIONS.columns]
    with store.transaction() as tx:
        for row in tx.connection.execute(text("SELECT book, id, cells FROM base")).fetchall():
            cells = unpack(row.cells)
            shorter = "\x1f".join([*cells[:at], *cells[at + 1 :]])
            values = {"cells": shorter, "id": row.id, "book": row.book}
            tx.connection.execute(
                text("UPDATE base SET cells = :cells WHERE id = :id AND book = :book"), values
            )
        tx.connection.execute(text("ALTER TABLE t_locations DROP COLUMN contact"))
        layout = json.dumps([*keys[:at], *keys[at + 1 :]])
        tx.connection.execute(
            text("UPDATE layout SET columns = :now WHERE \"table\" = 'locations'"), {"now": layout}
        )

    again = Store(store_url)

    with again.transaction() as tx:
        bases = [
            tx.read_base(str(row.identity), LOCATIONS)
            for row in tx.connection.execute(text("SELECT * FROM books"))
        ]
        (stored,) = tx.read_rows(LOCATIONS).values()
    assert [[(cells[at - 1], cells[at]) for cells in base.values()] for base in bases] == [
        [("1 rue A", "")],
        [("", "")],
    ]
    assert (stored.cells[at], stored.cells[LOCATIONS.position["parking"]]) == ("", "Nord")
    sync(one, again)
    with again.transaction() as tx:
        assert next(iter(tx.read_rows(LOCATIONS).values())).cells[at] == "Ana"


def test_a_store_of_a_newer_version_is_refused(store_url: str) -> None:
    with Store(store_url).transaction() as tx:
        tx.connection.execute(text(f"UPDATE state SET version = {VERSION + 1}"))

    with pytest.raises(OfficeError):
        Store(store_url)
