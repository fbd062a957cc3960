"""The file protocol: who holds a file, and what a failed write leaves behind."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from sync.books.files import VERSIONS_KEPT, check_writable, read_file, replace_file
from workbook_templates.text import OfficeError


def excel_owner(name: str) -> bytes:
    """An owner file as Excel writes it: the name in the system's bytes, then in UTF-16."""
    narrow = bytes([len(name)]) + name.encode("cp1252").ljust(54)
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return (narrow + wide).ljust(165)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "livre.xlsx"
    path.write_bytes(b"before")
    return path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


LOCKS = [
    ("~$livre.xlsx", excel_owner("Ève Côté"), "open in Excel by Ève Côté."),
    ("~$livre.xlsx", bytes([3]) + b"Ann", "open in Excel by Ann."),
    ("~$livre.xlsx", b"", "open in Excel."),
    (
        ".~lock.livre.xlsx#",
        "Ève Côté,eve,poste,01.03.2026 10:00,x;".encode(),
        "open in LibreOffice by Ève Côté.",
    ),
    (".~lock.livre.xlsx#", b",eve,poste,01.03.2026 10:00,x;", "open in LibreOffice by eve."),
]


@pytest.mark.parametrize(("lock", "data", "words"), LOCKS)
def test_a_file_open_elsewhere_is_refused_with_the_name_of_who_holds_it(
    book: Path, lock: str, data: bytes, words: str
) -> None:
    (book.parent / lock).write_bytes(data)

    with pytest.raises(OfficeError) as refused:
        replace_file(book, b"after", digest(b"before"), None)

    assert words in refused.value.text.en
    assert book.read_bytes() == b"before"


def test_a_folder_and_a_missing_file_are_said_apart(tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(OfficeError, match="is not a file"):
        read_file(tmp_path / "none.xlsx")


def test_a_read_only_file_is_refused(book: Path) -> None:
    book.chmod(0o444)

    with pytest.raises(OfficeError, match="read-only"):
        check_writable(book)


def test_a_replaced_file_keeps_its_permissions_and_its_link(book: Path) -> None:
    book.chmod(0o640)
    link = book.parent / "lien.xlsx"
    link.symlink_to(book)

    replace_file(link, b"after", digest(b"before"), None)

    assert link.is_symlink() and book.read_bytes() == b"after"
    assert book.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_file_and_no_rubbish(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OfficeError) as refused:
        replace_file(book, b"after", digest(b"before"), None)

    assert "le disque est plein" in refused.value.text.fr
    assert [path.name for path in book.parent.iterdir()] == ["livre.xlsx"]
    assert book.read_bytes() == b"before"


def test_a_file_saved_while_we_write_keeps_that_save(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def saved_meanwhile(handle: int) -> None:
        real(handle)
        book.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", saved_meanwhile)

    with pytest.raises(OfficeError, match="changed since"):
        replace_file(book, b"after", digest(b"before"), None)

    assert book.read_bytes() == b"theirs"


def test_the_last_versions_are_kept_and_no_more(book: Path, tmp_path: Path) -> None:
    now = b"before"
    for number in range(VERSIONS_KEPT + 3):
        new = f"version {number}".encode()
        replace_file(book, new, digest(now), tmp_path / "kept")
        now = new

    kept = sorted((tmp_path / "kept" / "livre.xlsx").iterdir())
    assert len(kept) == VERSIONS_KEPT
    assert kept[-1].read_bytes() == f"version {VERSIONS_KEPT + 1}".encode()
