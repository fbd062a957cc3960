"""Folders kept by OneDrive, Dropbox or SharePoint: what is a workbook of the production and what is not."""

import os
import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from sync.books.xlsx import XlsxBook
from sync.file_watch import find_obstacle, find_warning
from sync.round import sync_book
from sync.shared_folders import END_REACH, copy_of, is_passing, is_whole, moved_to, original_of
from sync.store import Store
from sync.timer import State
from workbook_templates.catalog import TABLE

LOCATIONS = TABLE["locations"]

COPIES = (
    "book (1).xlsx",
    "book(2).xlsx",
    "book (Ana's conflicted copy 2026-03-02).xlsx",
    "book (Copie en conflit de Ana 2026-03-02).xlsx",
    "book - Copy.xlsx",
    "book - Copie (2).xlsx",
    "book copie.xlsx",
    "book copy 3.xlsx",
    "book_conflict-20260302-101500.xlsx",
    "BOOK (1).XLSX",
    "Copie de book.xlsx",
    "Copie (2) de book.xlsx",
    "Copy of book.xlsx",
    "book - copie.xlsx",
    "Copie de book - Copie (1).xlsx",
    "book (copie en conflit de Ana 2026-03-02 (1)).xlsx",
    "book (1)(1).xlsx",
)
OTHERS = (
    "book.xlsx",
    "book costs.xlsx",
    "booking (1).xlsx",
    "book (Montréal).xlsx",
    "book-2100.xlsx",
    "book (1).xlsm",
    "other (1).xlsx",
    "book copyright.xlsx",
    "Copie de booking.xlsx",
    "Copie book.xlsx",
    "Copie de book costs.xlsx",
)


@pytest.mark.parametrize("name", COPIES)
def test_a_name_that_a_folder_program_gives_is_a_copys(name: str) -> None:
    assert original_of(name, ["book.xlsx", "else.xlsx"]) == "book.xlsx"
    assert original_of(name, ["else.xlsx"]) == ""


@pytest.mark.parametrize("name", OTHERS)
def test_a_persons_own_name_is_no_copys(name: str) -> None:
    assert original_of(name, ["book.xlsx"]) == ""
    assert copy_of(name, "MINE", {"book.xlsx": "THEIRS"}) == ""


CASES = (
    # name, its identity, the others, the original
    ("book-PC.xlsx", "ONE", {"book.xlsx": "ONE"}, "book.xlsx"),
    ("book-DESKTOP-4F2K.xlsx", "ONE", {"book.xlsx": "ONE"}, "book.xlsx"),
    ("book 2.xlsx", "ONE", {"book.xlsx": "ONE"}, "book.xlsx"),
    ("book-PC.xlsx", "TWO", {"book.xlsx": "ONE"}, ""),
    ("book-PC.xlsx", "", {"book.xlsx": ""}, ""),
    ("book (1).xlsx", "", {"book.xlsx": ""}, "book.xlsx"),
    ("book (1).xlsx", "ONE", {"book.xlsx": "ONE"}, "book.xlsx"),
    ("book (1).xlsx", "", {"book.xlsx": "ONE"}, "book.xlsx"),
    ("Film (2).xlsx", "TWO", {"Film.xlsx": "ONE"}, ""),
    ("book-PC (1).xlsx", "ONE", {"book.xlsx": "ONE", "book-PC.xlsx": "ONE"}, "book-PC.xlsx"),
)


@pytest.mark.parametrize(("name", "identity", "others", "original"), CASES)
def test_the_identity_decides_where_a_name_may_be_a_persons(
    name: str, identity: str, others: dict[str, str], original: str
) -> None:
    assert copy_of(name, identity, others) == original


def test_owner_files_and_downloads_are_passing() -> None:
    passing = (
        "~$book.xlsx",
        ".~lock.book.xlsx#",
        ".book.xlsx.icloud",
        "book.xlsx.tmp",
        "book.xlsx.crdownload",
    )

    assert [is_passing(name) for name in passing] == [True] * len(passing)
    assert not is_passing("book.xlsx")


def test_half_a_file_is_not_whole(tmp_path: Path) -> None:
    data = workbook(tmp_path / "book.xlsx").read_bytes()

    assert is_whole(data, data[-END_REACH:])
    assert not is_whole(b"", b"")
    assert not is_whole(data[: len(data) // 2], data[: len(data) // 2])
    assert not is_whole(bytes(4096), bytes(4096))
    assert is_whole(b"\xd0\xcf\x11\xe0 an old workbook", b"")


def test_a_moved_workbook_is_found_only_where_there_is_one_with_its_identity() -> None:
    assert moved_to("ONE", {"a.xlsx": "TWO", "b.xlsx": "ONE"}) == "b.xlsx"
    assert moved_to("ONE", {"a.xlsx": "ONE", "b.xlsx": "ONE"}) == ""
    assert moved_to("", {"a.xlsx": ""}) == ""


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Locations"
    sheet.append(["Location", "Address", "Contact", "Hospital", "Parking"])
    sheet.append(["Quai", "1 rue A"])
    book.save(path)
    os.utime(path, (time.time() - 60,) * 2)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")


def synced(path: Path, store: Store) -> Path:
    sync_book(XlsxBook(workbook(path)), store, [LOCATIONS])
    return path


def test_a_conflict_copy_is_a_question_even_when_its_original_is_gone(tmp_path: Path, store: Store) -> None:
    book = synced(tmp_path / "book.xlsx", store)
    copy = tmp_path / "book-PC.xlsx"
    copy.write_bytes(book.read_bytes())
    assert find_obstacle(book, store, 0) is None
    there = find_obstacle(copy, store, 0)
    book.unlink()

    gone = find_obstacle(copy, store, 0)

    assert there == gone
    assert gone is not None and gone[0] is State.ASKS
    assert gone[1].en.startswith("book-PC.xlsx is a conflict copy of book.xlsx and is not synchronised.")
    assert gone[1].fr.startswith("book-PC.xlsx est une copie en conflit de book.xlsx")


def test_a_workbook_with_an_identity_of_its_own_is_none(tmp_path: Path, store: Store) -> None:
    synced(tmp_path / "book.xlsx", store)
    own = synced(tmp_path / "book (2).xlsx", store)

    assert find_obstacle(own, store, 0) is None
    assert find_warning(tmp_path / "book.xlsx") is None


def test_conflict_copies_beside_a_workbook_are_told(tmp_path: Path, store: Store) -> None:
    book = synced(tmp_path / "book.xlsx", store)
    (tmp_path / "book-PC.xlsx").write_bytes(book.read_bytes())
    workbook(tmp_path / "book-montage.xlsx")

    told = find_warning(book)

    assert told is not None
    assert told.en.startswith(
        "Beside book.xlsx lies a conflict copy: book-PC.xlsx. What was typed only there"
    )


def test_a_moved_workbook_is_a_question_that_says_where_it_is(tmp_path: Path, store: Store) -> None:
    book = synced(tmp_path / "book.xlsx", store)
    (tmp_path / "Archives").mkdir()
    moved = book.rename(tmp_path / "Archives" / "feuille.xlsx")

    found = find_obstacle(book, store, 0)

    assert found is not None and found[0] is State.ASKS
    assert str(moved) in found[1].en and str(moved) in found[1].fr


def test_kept_versions_and_conflict_copies_do_not_hide_where_a_workbook_went(
    tmp_path: Path, store: Store
) -> None:
    book = synced(tmp_path / "book.xlsx", store)
    versions = tmp_path / ".classeur" / "versions" / "book.xlsx"
    versions.mkdir(parents=True)
    for copy in (versions / "000001-book.xlsx", tmp_path / "book-PC.xlsx"):
        shutil.copy(book, copy)
    (tmp_path / "Archives").mkdir()
    moved = book.rename(tmp_path / "Archives" / "book.xlsx")

    found = find_obstacle(book, store, 0)

    assert found is not None and found[0] is State.ASKS
    assert str(moved) in found[1].en


def test_half_a_download_waits_for_the_rest(tmp_path: Path, store: Store) -> None:
    book = synced(tmp_path / "book.xlsx", store)
    whole = book.read_bytes()
    for part in (whole[: len(whole) // 2], b"", whole[:100] + bytes(len(whole) - 100)):
        book.write_bytes(part)
        found = find_obstacle(book, store, 0)
        assert found is not None and found[0] is State.WAITS, len(part)
    book.write_bytes(whole)

    assert find_obstacle(book, store, 0) is None
