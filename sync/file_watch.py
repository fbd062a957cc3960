"""What the worker sees of a workbook file before it reads it: is it there, whole, at rest, open, a copy."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from sync.books.xlsx_package import Package
from sync.books.xlsx_workbook import read_identity
from sync.shared_folders import (
    END_REACH,
    WORKBOOKS,
    ask_about_conflict_copy,
    ask_about_moved,
    copy_of,
    is_named_after,
    is_passing,
    is_whole,
    moved_to,
    say_half,
    tell_of_conflict_copies,
)
from sync.store import Store
from sync.store_schema import BOOKS
from sync.timer import State
from workbook_templates.text import OfficeError, Text

LOCKS = (("~$", "", "Excel"), (".~lock.", "#", "LibreOffice"))
LOOKED_AT = 500  # workbooks of the production's folder, when one is to be found again


class Seen(NamedTuple):
    """A file as its folder shows it, and whether a program has it open."""

    time: int
    size: int
    open: str


def seen_at(path: Path) -> Seen | None:
    """What the folder shows; None when the file is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Seen(found.st_mtime_ns, found.st_size, open_in(path))


def open_in(path: Path) -> str:
    """The program that has the file open, by the owner file beside it; "" when none has."""
    for before, after, program in LOCKS:
        if (path.parent / f"{before}{path.name}{after}").exists():
            return program
    return ""


def find_obstacle(path: Path, store: Store, settle: float) -> tuple[State, Text] | None:
    """What stands in the way of a round; None when nothing does.

    Args:
        path: The workbook file, as ``classeur.toml`` names it.
        store: Says which identity each file has.
        settle: Seconds that a file must have lain unchanged.
    """
    if not path.is_file():
        return _find_again(path, store)
    original = _copied_from(path, store)
    if original:
        return State.ASKS, ask_about_conflict_copy(path.name, original)
    if not _comes_to_rest(path, settle) or not _arrived(path):
        return State.WAITS, say_half(path.name)
    return None


def _comes_to_rest(path: Path, settle: float) -> bool:
    """Whether the file has lain unchanged for a moment; one just written is given that moment."""
    found = path.stat()
    age = time.time() - found.st_mtime
    if 0 <= age < settle:
        time.sleep(settle - age)
    now = path.stat()
    return (now.st_mtime_ns, now.st_size) == (found.st_mtime_ns, found.st_size)


def _arrived(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(END_REACH)
        size = path.stat().st_size
        file.seek(max(0, size - END_REACH))
        return is_whole(start, file.read(END_REACH))


def _find_again(path: Path, store: Store) -> tuple[State, Text] | None:
    """A workbook that is gone may have been moved within the production's folder: ask; else reading says it is gone."""
    identity = _known_paths(store).get(str(path), "")
    if not identity or not path.parent.is_dir():
        return None
    elsewhere = {str(one): _identity(one) for one in _workbooks(_beneath(path.parent))}
    of_its_name = {place: theirs for place, theirs in elsewhere.items() if Path(place).name == path.name}
    place = moved_to(identity, of_its_name) or moved_to(identity, elsewhere)
    return (State.ASKS, ask_about_moved(path.name, place)) if place else None


def _copied_from(path: Path, store: Store) -> str:
    """The workbook this file is a conflict copy of: one beside it, or one that the store knows there."""
    places = {Path(place): identity for place, identity in _known_paths(store).items()}
    if path in places:
        return ""  # it takes part in its own right
    known = {place.name: identity for place, identity in places.items() if place.parent == path.parent}
    names = {one.name for one in _workbooks(path.parent.iterdir())} | known.keys()
    others = {
        name: known.get(name) or _identity(path.with_name(name))
        for name in names
        if is_named_after(path.name, name)
    }
    return copy_of(path.name, _identity(path), others) if others else ""


def find_warning(path: Path) -> Text | None:
    """Tell of the conflict copies beside a workbook."""
    longer = [one for one in _workbooks(path.parent.iterdir()) if is_named_after(one.name, path.name)]
    ours = {path.name: _identity(path)} if longer else {}
    copies = [one.name for one in longer if copy_of(one.name, _identity(one), ours)]
    return tell_of_conflict_copies(path.name, copies) if copies else None


def _beneath(folder: Path) -> Iterator[Path]:
    """Every file of a folder and of those in it; not what hidden ones hold, such as the kept versions."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_passing(name)]
        yield from (Path(place, name) for name in names)


def _workbooks(files: Iterable[Path]) -> list[Path]:
    found = [one for one in files if one.suffix.lower() in WORKBOOKS and not is_passing(one.name)]
    return sorted(found)[:LOOKED_AT]


def _identity(path: Path) -> str:
    try:
        return read_identity(Package(path.read_bytes()))
    except (OfficeError, OSError):
        return ""


def _known_paths(store: Store) -> dict[str, str]:
    """The identity of each workbook file that the store knows, by its path."""
    with store.engine.connect() as connection, connection.begin():
        found = connection.execute(select(BOOKS.c.path, BOOKS.c.identity).where(BOOKS.c.path != "")).all()
    return {str(path): str(identity) for path, identity in found}
