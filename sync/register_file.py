"""The confidential register's file: made, opened and replaced whole, by one person at a time."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.books.files import read_file
from sync.encryption import KeyRing
from sync.register import NONCE, Access, Register, close_register, open_register, read_cover, with_refusal
from workbook_templates.text import OfficeError

FILE_NAME = "register.classeur"
STALE = 60.0  # seconds after which a write that never ended is taken for a crash
PRIVATE = 0o600


def make_register(path: Path, ring: KeyRing, access: Access) -> None:
    """Make an empty register, readable by its owner alone, never over another.

    Raises:
        OfficeError: There is a file already, or it cannot be written.
    """
    with _turn(path) as replace_with:
        if path.exists():
            raise OfficeError(
                f"{path.name} exists already. Nothing was written.",
                f"{path.name} existe déjà. Rien n'a été écrit.",
            )
        replace_with(close_register(Register().with_access(access), ring, os.urandom(NONCE)))


def look_at_cover(path: Path) -> Register:
    """What the file shows without a key. Raises OfficeError when there is none."""
    return read_cover(read_file(path))


def change_register(
    path: Path, ring: KeyRing, access: Access, change: Callable[[Register], Register]
) -> Register:
    """Open the register, and write it again with what was done: a look is written down as well.

    A try with another key is noted on the cover.

    Raises:
        OfficeError: It is not there, the key is not its own, or it cannot be written. Nothing was changed.
    """
    with _turn(path) as replace_with:
        data = read_file(path)
        try:
            register = open_register(data, ring)
        except OfficeError:
            with contextlib.suppress(OfficeError):
                replace_with(with_refusal(data, access))
            raise
        changed = change(register)
        replace_with(close_register(changed, ring, os.urandom(NONCE)))
    return changed


def check_copy(path: Path, to: Path) -> None:
    """Refuse to copy what is no register, or over a file that is there.

    Raises:
        OfficeError: Either.
    """
    look_at_cover(path)
    if to.exists():
        raise OfficeError(
            f"{to} exists already. Choose another name.", f"{to} existe déjà. Choisissez un autre nom."
        )


def copy_register(path: Path, to: Path) -> None:
    """Copy the file as it is, closed; readable by its owner alone."""
    check_copy(path, to)
    data = read_file(path)
    with _turn(to) as replace_with:
        replace_with(data)


@contextmanager
def _turn(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Hold the file that will take the register's place; who finds it there waits for its turn."""
    beside = path.with_name(f".{path.name}.new")
    handle = _taken(beside, path)
    try:
        with os.fdopen(handle, "wb") as out:

            def replace_with(data: bytes) -> None:
                try:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
                    if os.name == "nt":
                        out.close()
                    os.replace(beside, path)
                except OSError as problem:
                    raise _unwritten(path, problem) from problem

            yield replace_with
    finally:
        beside.unlink(missing_ok=True)


def _taken(beside: Path, path: Path) -> int:
    try:
        with contextlib.suppress(FileNotFoundError):
            if time.time() - beside.stat().st_mtime > STALE:
                beside.unlink()
        return os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError as problem:
        raise OfficeError(
            f"{path.name} is being written by someone else. Run the command again in a moment.",
            f"{path.name} est en cours d'écriture par quelqu'un d'autre. Relancez la commande dans un instant.",
        ) from problem
    except OSError as problem:
        raise _unwritten(path, problem) from problem


def _unwritten(path: Path, problem: OSError) -> OfficeError:
    return OfficeError(
        f"{path.name} could not be written: {problem.strerror}. It is as it was.",
        f"{path.name} n'a pu être écrit : {problem.strerror}. Il est resté tel quel.",
    )
