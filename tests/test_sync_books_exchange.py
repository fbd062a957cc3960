"""A save made at the very moment of our write: it stands, or is kept, whatever stops in between."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.books import file_exchange
from sync.books.file_exchange import exchange
from sync.books.files import finish_replacing, previous_version, replace_file
from workbook_templates.text import OfficeError

EXCHANGE = exchange


class Stopped(BaseException):
    """The machine stops."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "livre.xlsx"
    path.write_bytes(b"read")
    if not exchange(path, path):
        pytest.skip("this system, or its disk, exchanges no files")
    return path


def replace(book: Path, versions: bool = True) -> None:
    replace_file(book, b"ours", hashlib.sha256(b"read").hexdigest(), kept(book) if versions else None)


def kept(book: Path) -> Path:
    return book.parent / "versions"


def held(book: Path) -> set[bytes]:
    """Every version of the workbook that is kept."""
    return {path.read_bytes() for path in book.parent.rglob(f"{book.name}/*.xlsx")}


def left(book: Path) -> list[Path]:
    """What lies beside the workbook."""
    return [path for path in book.parent.iterdir() if path.is_file() and path != book]


def at_the_exchange(
    monkeypatch: pytest.MonkeyPatch, *, before: Callable[[int], object], after: Callable[[int], object] = abs
) -> None:
    """Do something just before, or just after, each exchange; they are counted from 1."""
    done = 0

    def watched(one: Path, other: Path) -> bool:
        nonlocal done
        done += 1
        before(done)
        is_done = EXCHANGE(one, other)
        after(done)
        return is_done

    monkeypatch.setattr(file_exchange, "exchange", watched)
    monkeypatch.setattr(file_exchange, "GRACE", 0.0)


def stop(at: int) -> None:
    if at == 1:
        raise Stopped


def test_a_file_that_nobody_saved_meanwhile_is_replaced_and_its_version_kept(book: Path) -> None:
    book.chmod(0o640)

    replace(book)

    assert (book.read_bytes(), held(book), left(book)) == (b"ours", {b"read"}, [])
    assert book.stat().st_mode & 0o777 == 0o640
    assert previous_version(book, kept(book))[0] == b"read"


@pytest.mark.parametrize("is_atomic", [True, False], ids=["in place", "by renaming"])
def test_a_save_made_after_the_last_look_stands_and_the_round_is_refused(
    book: Path, monkeypatch: pytest.MonkeyPatch, is_atomic: bool
) -> None:
    def save(at: int) -> None:
        if at == 1 and is_atomic:
            book.write_bytes(b"theirs")
        elif at == 1:
            (book.parent / "save").write_bytes(b"theirs")
            os.replace(book.parent / "save", book)

    at_the_exchange(monkeypatch, before=save)

    with pytest.raises(OfficeError, match="has changed since it was read"):
        replace(book)

    assert (book.read_bytes(), left(book)) == (b"theirs", [])


def test_of_two_saves_in_a_row_the_last_stands_and_the_other_is_kept(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_exchange(monkeypatch, before=lambda at: at < 3 and book.write_bytes(f"theirs {at}".encode()))

    with pytest.raises(OfficeError, match="has changed since it was read"):
        replace(book)

    assert (book.read_bytes(), held(book), left(book)) == (b"theirs 2", {b"read", b"theirs 1"}, [])


def test_a_save_that_was_swapped_out_when_the_machine_stopped_goes_back(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_exchange(monkeypatch, before=lambda at: at == 1 and book.write_bytes(b"theirs"), after=stop)
    with pytest.raises(Stopped):
        replace(book)
    assert book.read_bytes() == b"ours"

    finish_replacing(book, kept(book))

    assert (book.read_bytes(), left(book)) == (b"theirs", [])


@pytest.mark.parametrize("versions", [True, False])
def test_a_save_swapped_out_is_kept_when_somebody_saved_over_ours_since(
    book: Path, monkeypatch: pytest.MonkeyPatch, versions: bool
) -> None:
    at_the_exchange(monkeypatch, before=lambda at: at == 1 and book.write_bytes(b"theirs"), after=stop)
    with pytest.raises(Stopped):
        replace(book, versions)
    book.write_bytes(b"more of theirs")

    finish_replacing(book, kept(book) if versions else None)

    assert (book.read_bytes(), left(book)) == (b"more of theirs", [])
    assert held(book) == ({b"read", b"theirs"} if versions else {b"theirs"})


@pytest.mark.parametrize("is_exchanged", [False, True])
def test_a_replacement_cut_short_that_nobody_met_is_brought_to_its_end(
    book: Path, monkeypatch: pytest.MonkeyPatch, is_exchanged: bool
) -> None:
    at_the_exchange(monkeypatch, before=abs if is_exchanged else stop, after=stop if is_exchanged else abs)
    with pytest.raises(Stopped):
        replace(book)

    finish_replacing(book, kept(book))

    assert (book.read_bytes(), left(book)) == (b"ours" if is_exchanged else b"read", [])


def test_a_replacement_that_somebody_else_is_making_is_left_alone(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_exchange(monkeypatch, before=stop)
    with pytest.raises(Stopped):
        replace(book)
    monkeypatch.setattr(file_exchange, "GRACE", 10.0)

    finish_replacing(book, kept(book))

    assert [path.read_bytes() for path in left(book)] == [b"ours"]


def test_a_workbook_open_elsewhere_is_not_touched_to_finish(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_exchange(monkeypatch, before=lambda at: at == 1 and book.write_bytes(b"theirs"), after=stop)
    with pytest.raises(Stopped):
        replace(book)
    lock = book.parent / f"~${book.name}"
    lock.write_bytes(b"")

    finish_replacing(book, kept(book))
    assert book.read_bytes() == b"ours"

    lock.unlink()
    finish_replacing(book, kept(book))
    assert book.read_bytes() == b"theirs"


def test_where_files_cannot_be_exchanged_the_new_one_takes_the_place_of_the_old(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_exchange, "exchange", lambda one, other: False)

    replace(book)

    assert (book.read_bytes(), held(book), left(book)) == (b"ours", {b"read"}, [])


def test_a_file_that_is_not_there_cannot_be_exchanged(book: Path) -> None:
    with pytest.raises(FileNotFoundError):
        exchange(book, book.with_name("other.xlsx"))
