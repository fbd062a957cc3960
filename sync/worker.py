"""The worker: rounds on a timer for every book of ``classeur.toml``, shared with any number of other workers."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from sync.books.google_quota import shared_opener
from sync.file_watch import Seen, find_obstacle, open_in, seen_at
from sync.known import sync_known
from sync.leases import (
    FencedBook,
    FencedStore,
    Lease,
    RoundPace,
    add_books,
    ask_for_round,
    end_lease,
    free_the_paused,
    keep_lease,
    only_worker,
    take_lease,
    worker_name,
)
from sync.round import SyncOutcome
from sync.settings import GOOGLE, BookSettings, Settings
from sync.shared_folders import say_open
from sync.store import Store
from sync.timer import MINUTE, State, Timing
from sync.turn import book_key, came_to
from workbook_templates.book import Book
from workbook_templates.crash import crash_report
from workbook_templates.text import OfficeError, Text

LOG = logging.getLogger(__name__)

OpenBook = Callable[[str, Settings], Book]
AfterRound = Callable[[Book, SyncOutcome, Settings], None]
Note = Callable[[str, State, Text], None]


def note_nothing(book: str, state: State, said: Text) -> None:
    """For a worker that nobody watches."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What stands around the rounds.

    Args:
        open_book: From a book's name to the book; by default all workers share what Google allows.
        after_round: Called with the book after every round that was not refused, while it is still this
            worker's alone: reports may be recomputed then.
        note: Told what each round came to.
    """

    open_book: OpenBook | None = None
    after_round: AfterRound | None = None
    note: Note = note_nothing


@dataclass(slots=True)
class _Known:
    """What this worker remembers: files as their last round left them, and as they were when one waited for a
    program to close; rounds whose ``after_round`` failed.
    """

    seen: dict[str, Seen] = field(default_factory=dict)
    waited: dict[str, Seen] = field(default_factory=dict)
    owed: dict[str, SyncOutcome] = field(default_factory=dict)


class Worker:
    """Makes the rounds that are due, one at a time.

    Args:
        read_settings: Reads ``classeur.toml`` again; what it says is followed from the next round on.
        store: The production's store.
        timing: The pace.
        hooks: What stands around the rounds.
    """

    def __init__(
        self,
        read_settings: Callable[[], Settings],
        store: Store,
        timing: Timing | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        self._read_settings, self._store = read_settings, store
        self._timing, self._hooks = timing or Timing(), hooks or Hooks()
        self._open = self._hooks.open_book or shared_opener(store.engine)
        self._name, self._known = worker_name(), _Known()
        self._books: dict[str, BookSettings] = {}
        self._settings = read_settings()
        free_the_paused(store.engine, self._timing)
        self._follow(self._settings)

    def run(self, stop: threading.Event) -> None:
        """Make rounds until told to stop; the round at hand is ended first.

        Raises:
            OfficeError: The store is a file and another worker runs on it.
        """
        with only_worker(self._store.engine):
            while not stop.is_set():
                try:
                    self._read_again()
                    self._look_at_files()
                    while not stop.is_set() and self.step():
                        pass
                except SQLAlchemyError as problem:
                    LOG.warning("the store does not answer: %s", str(problem).partition("\n")[0])
                    self._hooks.note("", State.FAILED, NO_STORE)
                    stop.wait(self._timing.retry)
                stop.wait(self._timing.look)

    def run_once(self, stop: threading.Event) -> None:
        """Make every round that is due now, and no other."""
        with only_worker(self._store.engine):
            self._look_at_files()
            while not stop.is_set() and self.step():
                pass

    def step(self) -> bool:
        """Make the round that has been due for longest; false when none is."""
        lease = take_lease(self._store.engine, self._books, self._name, self._timing)
        if lease is None:
            return False
        one = self._books[lease.book]
        with keep_lease(self._store.engine, lease, self._timing):
            state, said = self._round(lease, one)
            seen = None if one.where.startswith(GOOGLE) else seen_at(Path(one.where))
            if seen is not None:
                self._known.seen[lease.book] = seen
            pace = RoundPace(self._timing, one.period * MINUTE, random.random())
            end_lease(self._store.engine, lease, (state, said), pace, one.where)
        self._hooks.note(lease.book, state, said)
        return True

    def _round(self, lease: Lease, one: BookSettings) -> tuple[State, Text]:
        """One round, whatever happens: one book's trouble is no other book's."""
        path = None if one.where.startswith(GOOGLE) else Path(one.where)
        try:
            return self._sync(lease, one, path)
        except OfficeError as problem:
            program = open_in(path) if path else ""
            if path and program:
                return State.WAITS, say_open(path.name, program)
            return State.FAILED, problem.text
        except (OSError, SQLAlchemyError) as problem:
            LOG.warning("%s: the round failed: %s", lease.book, str(problem).partition("\n")[0])
            return State.FAILED, _unexpected(lease.book, problem)
        except Exception as problem:  # a fault of ours in one book must not end the rounds of the others
            LOG.error("%s: the round failed\n%s", lease.book, crash_report(problem))
            return State.FAILED, _unexpected(lease.book, problem)

    def _sync(self, lease: Lease, one: BookSettings, path: Path | None) -> tuple[State, Text]:
        settings, timing, engine = self._settings, self._timing, self._store.engine
        seen = seen_at(path) if path else None
        if path:
            obstacle = find_obstacle(path, self._store, timing.settle)
            if obstacle is not None:
                return obstacle
            program = open_in(path)
            if program and seen is not None and self._known.waited.get(lease.book) == seen:
                return State.WAITS, say_open(path.name, program)
            if program and seen is not None:
                self._known.waited[lease.book] = seen
        book = FencedBook(self._open(one.where, settings), engine, lease, timing)
        outcome = sync_known(book, FencedStore(self._store, lease), one, settings, Path(one.where).name)
        said = came_to(outcome, path)
        if outcome.refused:
            return said
        self._after(lease.book, book, outcome)
        self._known.waited.pop(lease.book, None)
        return said

    def _after(self, key: str, book: Book, outcome: SyncOutcome) -> None:
        """Have reports recomputed; what a failed call was told is told again after the next round."""
        if self._hooks.after_round is None:
            return
        owed = self._known.owed.pop(key, None)
        if owed is not None:
            cells = owed.from_sheet + outcome.from_sheet, owed.to_sheet + outcome.to_sheet
            outcome = replace(outcome, from_sheet=cells[0], to_sheet=cells[1])
        try:
            self._hooks.after_round(book, outcome, self._settings)
        except BaseException:
            self._known.owed[key] = outcome
            raise

    def _follow(self, settings: Settings) -> None:
        self._settings = settings
        self._books = {book_key(one.where, settings.folder): one for one in settings.books}
        add_books(self._store.engine, self._books)

    def _read_again(self) -> None:
        """Follow a changed ``classeur.toml``; one that cannot be read leaves all as it was, and says so."""
        try:
            settings = self._read_settings()
        except OfficeError as problem:
            self._hooks.note("", State.FAILED, problem.text)
            return
        if settings != self._settings:
            self._follow(settings)

    def _look_at_files(self) -> None:
        """A workbook that somebody has just saved is due now, whatever its timer says."""
        for key, known in list(self._known.seen.items()):
            one = self._books.get(key)
            now = seen_at(Path(one.where)) if one else None
            if now is not None and now != known:
                del self._known.seen[key]
                ask_for_round(self._store.engine, key)


NO_STORE = Text(
    "The store does not answer; the worker tries again by itself.",
    "La base ne répond pas ; le service réessaie de lui-même.",
)


def _unexpected(book: str, problem: BaseException) -> Text:
    what = type(problem).__name__
    return Text(
        f"{book}: the round stopped ({what}); the worker tries again by itself. Its log says more.",
        f"{book} : le passage s'est arrêté ({what}) ; le service réessaie de lui-même. Son journal en dit plus.",
    )
