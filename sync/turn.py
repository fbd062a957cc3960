"""A person's round of a book, in its turn: never while a worker, or somebody else, makes one."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from sync.file_watch import find_obstacle, find_warning, open_in
from sync.known import sync_known
from sync.leases import (
    COMMAND,
    NOTHING,
    FencedBook,
    FencedStore,
    Lease,
    RoundPace,
    add_books,
    end_lease,
    give_back,
    keep_lease,
    take_book,
    worker_name,
)
from sync.round import SyncOutcome
from sync.settings import GOOGLE, BookSettings, Settings
from sync.shared_folders import say_open
from sync.store import Store
from sync.store_failures import failures_told
from sync.timer import MINUTE, State, Timing
from workbook_templates.book import Book
from workbook_templates.text import OfficeError, Tell, Text, say_nothing

LOOK = 0.2  # seconds between two looks at whether the other round is over


@dataclass(frozen=True, slots=True)
class Turn:
    """How a person's round waits, and for how long it keeps the book should its process die; in seconds."""

    patience: float = 5
    timing: Timing = Timing(lease=30)  # noqa: RUF009 - frozen


def book_key(where: str, folder: Path) -> str:
    """A book's name among all workers: its path as seen from ``classeur.toml``, which machines keep in other places."""
    if where.startswith(GOOGLE):
        return where
    path = Path(where)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


@failures_told()
def sync_in_turn(
    book: Book,
    store: Store,
    known: BookSettings,
    settings: Settings,
    who: str,
    *,
    yes: bool = False,
    dry_run: bool = False,
    tell: Tell = say_nothing,
    turn: Turn = Turn(),
) -> SyncOutcome:
    """Make one round as ``sync_known`` does, while nobody else makes one of this book.

    A conflict copy, or a workbook that was moved, is refused as a question, which ``yes`` answers. What the round
    came to is written down as a worker's is.

    Raises:
        OfficeError: As ``sync_book``; or somebody else's round of this book is not over in time, or the file has
            not wholly arrived.
    """
    path = None if known.where.startswith(GOOGLE) else Path(known.where)
    obstacle = find_obstacle(path, store, settle=0) if path else None
    if obstacle is not None:
        state, said = obstacle
        if state is State.WAITS:
            raise OfficeError(said.en, said.fr)
        if not yes:
            return SyncOutcome(book.name, refused=said)
    key, engine, timing = book_key(known.where, settings.folder), store.engine, turn.timing
    with _taken(engine, key, turn) as lease:
        try:
            outcome = sync_known(
                FencedBook(book, engine, lease, timing),
                FencedStore(store, lease),
                known,
                settings,
                who,
                yes=yes,
                dry_run=dry_run,
                tell=tell,
            )
        except OfficeError:
            program = open_in(path) if path else ""
            if path and program and not dry_run:
                _end(engine, lease, known, (State.WAITS, say_open(path.name, program)))
            raise
        if not dry_run:
            _end(engine, lease, known, came_to(outcome, path))
    return outcome


@contextmanager
def _taken(engine: Engine, key: str, turn: Turn) -> Iterator[Lease]:
    """The book's lease, as soon as it is free; given back however the round ends."""
    add_books(engine, [key])
    holder, end = COMMAND + worker_name(), time.monotonic() + turn.patience
    while isinstance(lease := take_book(engine, key, holder, turn.timing), str):
        if time.monotonic() >= end:
            raise _busy(key, lease)
        time.sleep(LOOK)
    try:
        with keep_lease(engine, lease, turn.timing):
            yield lease
    finally:
        give_back(engine, lease)


def _end(engine: Engine, lease: Lease, known: BookSettings, ended: tuple[State, Text]) -> None:
    pace = RoundPace(Timing(), known.period * MINUTE, random.random())
    end_lease(engine, lease, ended, pace, known.where)


def came_to(outcome: SyncOutcome, path: Path | None) -> tuple[State, Text]:
    """What a round leaves to say of its book."""
    if outcome.refused:
        return State.ASKS, outcome.refused
    moved = outcome.from_sheet or outcome.to_sheet
    return State.MOVED if moved else State.QUIET, (find_warning(path) if path else None) or NOTHING


def _busy(key: str, holder: str) -> OfficeError:
    machine, _, rest = holder.removeprefix(COMMAND).partition(":")
    process = rest.partition(":")[0]
    en, fr = (
        ("a person's", "d'une personne") if holder.startswith(COMMAND) else ("the worker's", "du service")
    )
    return OfficeError(
        f"{key}: {en} round is under way on {machine} (process {process}). Nothing was written; try again in a moment.",
        f"{key} : le passage {fr} est en cours sur {machine} (processus {process}). Rien n'a été écrit ; "
        "réessayez dans un instant.",
    )
