"""The whole store, out to a file and in again."""

import json
import zipfile
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from postgresql_server import new_database

from sync.backup import restore_backup, write_backup
from sync.base import pack, unpack
from sync.books.memory import MemoryBook
from sync.round import sync_book
from sync.store import Store
from sync.store_schema import BOOKS, META
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

LOCATIONS = TABLE["locations"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = count(1)


def book(address: str) -> MemoryBook:
    return MemoryBook({"Locations": [["Location", "Address", "Contact"], ["Quai é", address]]}, address)


def sync(one: MemoryBook, store: Store) -> None:
    sync_book(one, store, [LOCATIONS], now=NOW, new_id=lambda: f"ID{next(IDS):06}")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.transaction() as tx:
        read = tx.connection.execute
        return {table.name: sorted(map(tuple, read(table.select()))) for table in META.sorted_tables}


def test_a_restored_store_is_the_store_that_was_saved_and_goes_on(store_url: str, tmp_path: Path) -> None:
    store, file = Store(store_url), tmp_path / "saved.zip"
    one, two = book("1 rue A"), book("2 rue B")
    for each in (one, two):
        sync(each, store)
    before = everything(store)
    rows = write_backup(store, file)
    one.sheets["Locations"][1][1] = "9 rue Z"
    sync(one, store)

    with pytest.raises(OfficeError):
        restore_backup(store, file)
    assert restore_backup(store, file, yes=True) == rows
    assert everything(store) == before
    one.sheets["Locations"][1][1] = "10 rue Y"
    sync(one, store)
    assert store.log()[-1]["after"] == "10 rue Y"

    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore_backup(other, file)
    assert everything(other) == before


def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    sync(book("1 rue A"), store)
    whole = tmp_path / "whole.zip"
    write_backup(store, whole)
    before = everything(store)
    half, other, newer = tmp_path / "half.zip", tmp_path / "other.zip", tmp_path / "newer.zip"
    half.write_bytes(whole.read_bytes()[:-300])
    for path, about in ((other, None), (newer, '{"store": "classeur", "version": 99}')):
        with zipfile.ZipFile(path, "w") as out:
            if about:
                out.writestr("classeur.json", about)

    for path in (half, other, newer, tmp_path / "none.zip"):
        with pytest.raises(OfficeError):
            restore_backup(store, path, yes=True)
    with pytest.raises(OfficeError):
        write_backup(store, whole)
    assert everything(store) == before


def test_a_backup_goes_from_either_database_to_the_other(
    store_url: str, postgresql: str, tmp_path: Path
) -> None:
    store, file = Store(store_url), tmp_path / "saved.zip"
    for each in (book("1 rue A"), book("2 rue B")):
        sync(each, store)
    rows = write_backup(store, file)
    to = f"sqlite:///{tmp_path / 'other.sqlite'}" if "postgresql" in store_url else new_database(postgresql)
    other = Store(to)

    assert restore_backup(other, file) == rows
    assert everything(other) == everything(store)
    sync(book("3 rue C"), other)
    assert other.log()[: len(store.log())] == store.log()
    other.engine.dispose()


def test_a_store_that_knows_a_book_is_not_replaced_without_a_word(store_url: str, tmp_path: Path) -> None:
    store, file = Store(store_url), tmp_path / "saved.zip"
    write_backup(store, file)
    sync(MemoryBook({"Locations": [["Location", "Address", "Contact"]]}, "empty"), store)

    with pytest.raises(OfficeError):
        restore_backup(store, file)


def test_a_backup_from_before_a_column_was_declared_is_restored_where_each_value_belongs(
    store_url: str, tmp_path: Path
) -> None:
    store, file, older = Store(store_url), tmp_path / "saved.zip", tmp_path / "older.zip"
    one = book("1 rue A")
    sync(one, store)
    write_backup(store, file)
    at = LOCATIONS.position["address"]
    keys = [column.key for column in LOCATIONS.columns]
    shorter = json.dumps([*keys[:at], *keys[at + 1 :]])
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(older, "w") as new:
        for name in old.namelist():
            lines = [json.loads(line) for line in old.read(name).splitlines()]
            if name == "t_locations.jsonl":
                lines = [[*line[: at + 4], *line[at + 5 :]] for line in lines]
            elif name == "layout.jsonl":
                lines = [[key, shorter if key == "locations" else columns] for key, columns in lines]
            elif name == "base.jsonl":
                for line in lines:
                    cells = unpack(line[3])
                    line[3] = pack((*cells[:at], *cells[at + 1 :]))
            new.writestr(name, "".join(f"{json.dumps(line)}\n" for line in lines))

    restore_backup(store, older, yes=True)

    with store.transaction() as tx:
        (kept,) = tx.read_rows(LOCATIONS).values()
        (agreed,) = (
            tx.read_base(str(row["identity"]), LOCATIONS)
            for row in tx.connection.execute(BOOKS.select()).mappings()
        )
    assert (kept.cells[0], kept.cells[at]) == ("Quai é", "")
    assert [*agreed.values()] == [kept.cells]
    sync(one, store)
    with store.transaction() as tx:
        assert next(iter(tx.read_rows(LOCATIONS).values())).cells[at] == "1 rue A"
