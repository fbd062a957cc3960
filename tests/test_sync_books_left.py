"""A program that still has the replaced file open saves into it: the save is laid beside the workbook, and told of."""

import hashlib
import os
from pathlib import Path

import pytest

from sync.books import file_left
from sync.books.files import finish_replacing, replace_file
from sync.file_watch import find_warning


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(file_left, "REST", 0.0)
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    path = tmp_path / "livre.xlsx"
    path.write_bytes(b"read")
    return path


def versions(book: Path) -> Path:
    return book.parent / "versions"


def replace(book: Path, data: bytes) -> None:
    replace_file(book, data, hashlib.sha256(book.read_bytes()).hexdigest(), versions(book))


def beside(book: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in book.parent.iterdir() if path.is_file()}


def watched(book: Path) -> list[Path]:
    return [*versions(book).rglob("*.left")]


def test_a_save_into_the_replaced_file_is_laid_beside_the_workbook(book: Path) -> None:
    with book.open("r+b") as held:
        replace(book, b"ours")
        held.write(b"typed since")

    finish_replacing(book, versions(book))

    assert beside(book) == {"livre.xlsx": b"ours", "livre (conflict 1).xlsx": b"typed since"}
    told = find_warning(book)
    assert told is not None and "livre (conflict 1).xlsx" in told.en
    finish_replacing(book, versions(book))
    assert len(beside(book)) == 2 and not watched(book)


def test_a_save_that_comes_after_a_quiet_round_is_seen_too(book: Path) -> None:
    with book.open("r+b") as held:
        replace(book, b"ours")
        finish_replacing(book, versions(book))
        held.write(b"typed since")

    replace(book, b"more")

    assert beside(book) == {"livre.xlsx": b"more", "livre (conflict 1).xlsx": b"typed since"}


def test_a_save_still_under_way_is_waited_for(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_left, "REST", 60.0)
    with book.open("r+b") as held:
        replace(book, b"ours")
        held.write(b"half")

    finish_replacing(book, versions(book))

    assert beside(book) == {"livre.xlsx": b"ours"} and len(watched(book)) == 1


def test_a_file_touched_and_not_changed_is_no_save(book: Path) -> None:
    with book.open("r+b") as held:
        replace(book, b"ours")
        held.write(b"read")

    finish_replacing(book, versions(book))

    assert beside(book) == {"livre.xlsx": b"ours"} and not watched(book)


def test_a_write_that_came_to_nothing_leaves_nothing_watched(book: Path) -> None:
    file_left.watch(book, "digest", versions(book))
    book.write_bytes(b"saved in place")

    finish_replacing(book, versions(book))

    assert beside(book) == {"livre.xlsx": b"saved in place"} and not watched(book)


def test_one_replaced_file_at_most_stays_watched(book: Path) -> None:
    for data in (b"one", b"two", b"three"):
        replace(book, data)
        os.utime(book, ns=(10**18, 10**18 + len(data)))

    finish_replacing(book, versions(book))

    assert len(watched(book)) == 1


def test_a_disk_without_second_names_is_written_all_the_same(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)

    replace(book, b"ours")

    assert beside(book) == {"livre.xlsx": b"ours"} and not watched(book)


def test_a_replaced_file_that_has_another_name_is_left_to_whoever_reads_that(book: Path) -> None:
    with book.open("r+b") as held:
        replace(book, b"ours")
        os.link(watched(book)[0], book.with_name("other"))
        held.write(b"typed since")

    finish_replacing(book, versions(book))

    assert beside(book) == {"livre.xlsx": b"ours", "other": b"typed since"}
