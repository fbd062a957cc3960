"""The file protocol: read whole, refuse what is open elsewhere, replace at once."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

from sync.books.file_exchange import PREFIX, Staged, finish
from sync.books.file_left import find_saves, watch
from workbook_templates.text import OfficeError

VERSIONS_KEPT = 30
KEPT_BESIDE = ".classeur-versions"  # where a save is kept that nothing else has a place for
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
EXCEL_UNICODE_NAME = 55  # where an owner file repeats the name in UTF-16, after its length


def read_file(path: Path) -> bytes:
    """Read a workbook file.

    Raises:
        OfficeError: There is no such file, or it cannot be read.
    """
    if path.is_dir():
        raise OfficeError(f"{path} is a folder, not a workbook.", f"{path} est un dossier, pas un classeur.")
    if not path.is_file():
        raise OfficeError(
            f"{path} is not a file. Check its name.", f"{path} n'est pas un fichier. Vérifiez son nom."
        )
    try:
        return path.read_bytes()
    except OSError as problem:
        raise OfficeError(
            f"{path.name} cannot be read: {problem.strerror}.",
            f"{path.name} est illisible : {problem.strerror}.",
        ) from problem


def check_writable(path: Path) -> None:
    """Refuse a file that is open in Excel or LibreOffice, or read-only."""
    for place in {path: None, path.resolve(): None}:
        for lock, program in ((f"~${place.name}", "Excel"), (f".~lock.{place.name}#", "LibreOffice")):
            if (place.parent / lock).exists():
                _refuse_open(path, program, _owner(place.parent / lock))
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise OfficeError(
            f"{path.name} is read-only. Allow writing in its properties.",
            f"{path.name} est en lecture seule. Permettez l'écriture dans ses propriétés.",
        )


def _refuse_open(path: Path, program: str, owner: str) -> None:
    by, par = (f" by {owner}", f" par {owner}") if owner else ("", "")
    raise OfficeError(
        f"{path.name} is open in {program}{by}. Close it there, then run the command again.",
        f"{path.name} est ouvert dans {program}{par}. Fermez-le là, puis relancez la commande.",
    )


def _owner(lock: Path) -> str:
    """Who holds the file, as the owner file beside it says; "" when it does not."""
    try:
        data = lock.read_bytes()
    except OSError:  # Excel keeps it open for itself alone
        return ""
    if lock.name.startswith("~$"):
        length = data[0] if data else 0
        at = EXCEL_UNICODE_NAME
        if length and int.from_bytes(data[at : at + 2], "little") == length:
            name = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        else:
            name = data[1 : 1 + length].decode("cp1252", "replace")
    else:
        words = data.decode("utf-8", "replace").split(",")
        name = next((word for word in words[:2] if word.strip()), "")
    name = name.strip()
    return name if name.isprintable() else ""


def replace_file(path: Path, data: bytes, expected: str, versions: Path | None) -> None:
    """Put new bytes in the file's place, all at once, keeping its permissions and its previous version.

    Args:
        path: The file; a link is followed and stays a link.
        data: Its new bytes.
        expected: The SHA-256 of what was read.
        versions: The folder of previous versions.

    Raises:
        OfficeError: It is open elsewhere, read-only, changed since it was read, or the disk is full.
    """
    finish_replacing(path, versions)
    before = _unchanged(path, expected)
    real = path.resolve()
    try:
        if versions is not None:
            _keep_version(path, before, versions)
        staged = _stage(real, data, expected)
        try:
            _unchanged(path, expected)
            left = watch(path, expected, versions) if versions is not None else None
        except Exception:
            staged.path.unlink()
            raise
        is_taken = staged.take_place(real, partial(_keep_swapped, path, versions))
        if left is not None and not is_taken:
            left.unlink()
    except OSError as problem:
        raise _unwritten(path, problem) from problem
    _sync_folder(real.parent)
    if not is_taken:
        raise _changed(path)


def finish_replacing(path: Path, versions: Path | None) -> None:
    """Bring to light what nobody would read: a save made while ``replace_file`` was cut short goes back in its place,
    one made since into a file that was replaced is laid beside it.
    """
    with contextlib.suppress(OSError, OfficeError):
        check_writable(path)
        finish(path.resolve(), partial(_keep_swapped, path, versions))
    if versions is not None:
        find_saves(path, versions)


def _stage(real: Path, data: bytes, expected: str) -> Staged:
    """Put the new bytes on the disk, whole, beside the file."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=".part", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        shutil.copymode(real, name)
        staged = Staged.beside(real, data, expected)
        os.replace(name, staged.path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return staged


def _keep_swapped(path: Path, versions: Path | None, data: bytes) -> None:
    """Keep a save that another one followed before it was ever read."""
    _keep_version(path, data, versions or path.resolve().parent / KEPT_BESIDE)


def _unchanged(path: Path, expected: str) -> bytes:
    """The file's bytes, when it may be written and is still what was read."""
    data = read_file(path)
    check_writable(path)
    if hashlib.sha256(data).hexdigest() != expected:
        raise _changed(path)
    return data


def _changed(path: Path) -> OfficeError:
    return OfficeError(
        f"{path.name} has changed since it was read. Nothing was written; run the command again.",
        f"{path.name} a changé depuis sa lecture. Rien n'a été écrit ; relancez la commande.",
    )


def _unwritten(path: Path, problem: OSError) -> OfficeError:
    if problem.errno in FULL:
        return OfficeError(
            f"{path.name} could not be written: the disk is full. It is as it was.",
            f"{path.name} n'a pu être écrit : le disque est plein. Il est resté tel quel.",
        )
    return OfficeError(
        f"{path.name} could not be written: {problem.strerror}. It is as it was.",
        f"{path.name} n'a pu être écrit : {problem.strerror}. Il est resté tel quel.",
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def previous_version(path: Path, versions: Path) -> tuple[bytes, str]:
    """The bytes a file held before its last write, and the SHA-256 of what it holds now.

    Raises:
        OfficeError: No earlier version is kept, or it is the same.
    """
    now = read_file(path)
    for kept in sorted((versions / path.name).glob(f"*{path.suffix}"), reverse=True):
        data = kept.read_bytes()
        if data != now:
            return data, hashlib.sha256(now).hexdigest()
    raise OfficeError(
        f"No earlier version of {path.name} is kept here.",
        f"Aucune version antérieure de {path.name} n'est gardée ici.",
    )


def _keep_version(path: Path, data: bytes, versions: Path) -> None:
    folder = versions / path.name
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob(f"*{path.suffix}"))
    number = int(kept[-1].stem.partition("-")[0]) + 1 if kept else 1
    new = folder / f"{number:06}-{path.stem}{path.suffix}"
    try:
        new.write_bytes(data)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    for old in kept[: max(0, len(kept) + 1 - VERSIONS_KEPT)]:
        old.unlink()
