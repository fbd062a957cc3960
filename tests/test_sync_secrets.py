"""Restricted columns in the store, encrypted: with a key, without it, with another, and rotated."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.backup import restore_backup, write_backup
from sync.books.memory import MemoryBook
from sync.encryption import (
    Cipher,
    Key,
    KeyRing,
    add_key,
    key_text,
    new_key,
    read_key_file,
    read_keys,
    write_new_key,
)
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from sync.store_schema import META
from sync.undo import undo_run
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = count(1)
HEADER = ["Person", "Last name", "First name", "Phone", "Rate", "Social", "Allergies"]
HEADER[5] = CREW.column("social").label.en
ANA = ["P1", "Field", "Ana", "+33199000001", "1500.00", "canary-social-1", "canary-nuts"]
RESTRICTED = ("1500.00", "canary-social-1", "canary-nuts", "canary-social-2", "canary-social-3")
SECRET = RESTRICTED[1:]


def book(name: str, *rows: list[str]) -> MemoryBook:
    return MemoryBook({"Crew": [list(HEADER), *(list(row) for row in rows)]}, name)


def sync(one: MemoryBook, store: Store) -> SyncOutcome:
    return sync_book(one, store, [CREW], now=NOW, new_id=lambda: f"ID{next(IDS):06}", entitled=True)


def everything(store: Store) -> str:
    with store.engine.connect() as connection:
        return "\n".join(
            repr(sorted(map(tuple, connection.execute(table.select())))) for table in META.sorted_tables
        )


def quarrel(store: Store) -> tuple[MemoryBook, MemoryBook]:
    """Two books, a restricted column in conflict, another changed."""
    one, two = book("a", ANA), book("b")
    for each in (one, two):
        sync(each, store)
    at = HEADER.index(HEADER[5])
    one.sheets["Crew"][1][at] = "canary-social-2"
    two.sheets["Crew"][1][at] = "canary-social-3"
    sync(one, store)
    assert len(sync(two, store).conflicts) == 1
    return one, two


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing((new_key(),))


@pytest.fixture
def store(store_url: str, ring: KeyRing) -> Iterator[Store]:
    one = Store(store_url, ring)
    yield one
    one.engine.dispose()


def test_no_table_of_a_store_with_a_key_holds_a_restricted_value_and_rounds_see_them_all(
    store: Store, tmp_path: Path
) -> None:
    one, two = quarrel(store)
    held = everything(store)

    assert [value for value in RESTRICTED if value in held] == []
    assert "Field" in held and "+33199000001" in held
    with store.transaction() as tx:
        (kept,) = tx.read_rows(CREW).values()
        (base, _) = [
            tx.read_base(str(row[0]), CREW)
            for row in tx.connection.execute(text("SELECT identity FROM books"))
        ]
    assert kept.cells[CREW.position["social"]] == "canary-social-2"
    assert next(iter(base.values()))[CREW.position["allergies"]] == "canary-nuts"
    assert {one["after"] for one in store.log()} >= {"canary-social-1", "canary-social-2", "1500.00"}
    (conflict,) = store.open_conflicts()
    assert (conflict["sheet"], conflict["store"]) == ("canary-social-3", "canary-social-2")
    store.resolve(conflict["id"], "canary-social-4", "ana", NOW)
    sync(one, store)
    sync(two, store)
    assert (one.sheets["Crew"][1][5], two.sheets["Crew"][1][HEADER.index(HEADER[5])]) == (
        "canary-social-4",
    ) * 2
    assert "canary-social-4" not in everything(store)
    for file in tmp_path.glob("classeur.sqlite*"):
        assert [value for value in SECRET if value.encode() in file.read_bytes()] == []


def test_a_second_round_of_an_encrypted_store_writes_no_row(store: Store) -> None:
    one, two = quarrel(store)
    sync(one, store)
    sync(two, store)
    before = everything(store)

    for each in (one, two, one, two):
        assert (done := sync(each, store)).from_sheet == done.to_sheet == 0

    assert everything(store) == before


def test_a_run_on_restricted_columns_is_taken_back(store: Store) -> None:
    one = book("a", ANA)
    sync(one, store)
    one.sheets["Crew"][1][5] = "canary-social-2"
    sync(one, store)

    undo_run(store, store.log()[-1]["run"], "ana", NOW, lambda: f"ID{next(IDS):06}")
    sync(one, store)

    assert one.sheets["Crew"][1][5] == "canary-social-1"


def test_a_key_turned_on_encrypts_what_the_store_already_holds(store_url: str, tmp_path: Path) -> None:
    plain = Store(store_url)
    one, two = quarrel(plain)
    log, conflicts = plain.log(), plain.open_conflicts()
    assert "canary-social-1" in everything(plain)
    plain.engine.dispose()

    store = Store(store_url, ring := KeyRing((new_key(),)))

    assert [value for value in RESTRICTED if value in everything(store)] == []
    assert (store.log(), store.open_conflicts()) == (log, conflicts)
    for each in (one, two):
        assert (done := sync(each, store)).from_sheet == done.to_sheet == 0
    store.engine.dispose()
    for file in tmp_path.glob("classeur.sqlite*"):
        assert [value for value in SECRET if value.encode() in file.read_bytes()] == []
    assert everything(Store(store_url, ring)) == everything(store)
    with pytest.raises(OfficeError):
        sync(one, plain)


def test_without_its_key_or_with_another_a_store_is_refused_and_left_as_it_was(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarrel(store)
    before = everything(store)

    for wrong in (None, KeyRing((new_key(),))):
        with pytest.raises(OfficeError) as refused:
            Store(store_url, wrong)
        assert "key" in refused.value.text.en and "clé" in refused.value.text.fr
    assert everything(store) == before
    monkeypatch.setenv("CLASSEUR_KEY", key_text(store.ring.current) if store.ring else "")
    assert len(Store(store_url).log()) == len(store.log())


def test_a_rotated_key_reads_all_and_the_old_one_alone_nothing(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    one, two = quarrel(store)
    log = store.log()
    assert store.ring is not None
    old, saved = store.ring, tmp_path / "saved.zip"
    write_backup(store, saved)

    longer = KeyRing((new_key(), *old.keys))
    rotated = Store(store_url, longer)

    assert old.current.id not in everything(rotated)
    assert rotated.log() == log
    for each in (one, two):
        assert (done := sync(each, rotated)).from_sheet == done.to_sheet == 0
    with pytest.raises(OfficeError):
        Store(store_url, old)
    with pytest.raises(OfficeError):
        sync(one, store)
    newest = Store(store_url, KeyRing(longer.keys[:1]))
    assert newest.log() == log
    with pytest.raises(OfficeError):
        restore_backup(newest, saved, yes=True)
    restore_backup(rotated, saved, yes=True)
    assert rotated.log() == log and old.current.id not in everything(rotated)


def test_a_backup_is_encrypted_as_its_store_and_a_plain_one_is_encrypted_when_restored(
    store: Store, tmp_path: Path
) -> None:
    plain = Store(f"sqlite:///{tmp_path / 'plain.sqlite'}")
    quarrel(plain)
    write_backup(plain, tmp_path / "plain.zip")

    restore_backup(store, tmp_path / "plain.zip")

    assert [value for value in RESTRICTED if value in everything(store)] == []
    assert store.log() == plain.log()
    write_backup(store, tmp_path / "sealed.zip")
    with pytest.raises(OfficeError):
        restore_backup(plain, tmp_path / "sealed.zip", yes=True)
    assert "canary-nuts" in everything(plain)


def test_a_value_that_was_altered_or_moved_is_refused_without_being_shown() -> None:
    cipher = Cipher(KeyRing((Key("a" * 8, b"1" * 32),)))
    sealed = cipher.seal("canary", "crew", "R1", "social")

    assert cipher.open(sealed, "crew", "R1", "social") == "canary"
    assert cipher.seal("canary", "crew", "R1", "social") == sealed
    assert sealed not in (
        cipher.seal("canary", "crew", "R2", "social"),
        cipher.seal("canari", "crew", "R1", "social"),
    )
    altered = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    for wrong, place in (
        (sealed, "R2"),
        (altered, "R1"),
        ("canary", "R1"),
        ("ck1:bbbbbbbb:" + sealed[13:], "R1"),
    ):
        with pytest.raises(OfficeError) as refused:
            cipher.open(wrong, "crew", place, "social")
        assert "canary" not in str(refused.value) and refused.value.__cause__ is None


def test_a_key_file_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "office.key"
    key = write_new_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path).keys == (key,)
    with pytest.raises(OfficeError):
        write_new_key(path)
    longer = add_key(path, read_key_file(path))
    assert read_key_file(path) == longer and longer.keys[1:] == (key,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(OfficeError):
            read_key_file(path)
    assert key_text(key) not in repr(key) and str(key.secret) not in repr(key)


@pytest.mark.parametrize("said", ["", "canary-not-a-key", "ck1_AAAA", "ck1_" + "é" * 43])
def test_what_is_no_key_is_refused_without_being_shown(said: str) -> None:
    with pytest.raises(OfficeError) as refused:
        read_keys(said, "CLASSEUR_KEY")

    assert not said or said not in str(refused.value)
