"""Rounds of sync, one after the other, each a job that whoever asked may look at."""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from addin.faces.http.answers import ALREADY_RUNNING, FAILED, NO_SUCH_JOB, Problem, refused
from addin.faces.http.people import Person
from addin.faces.http.settings import Role
from sync.books.open_book import open_book
from sync.round import STEPS, SyncOutcome
from sync.settings import BookSettings, Settings
from sync.standing import describe_standing, read_states
from sync.store import Store
from sync.turn import book_key, sync_in_turn
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import MASK
from workbook_templates.text import Lang, OfficeError, Text

KEPT = 200
State = Literal["waiting", "running", "done", "failed"]
WAITING = Text("waiting its turn", "attend son tour")
ENDED = Text("done", "terminé")


@dataclass(slots=True)
class Job:
    """One round, as far as it has come."""

    id: str
    owner: str
    book: str
    state: State = "waiting"
    step: Text = WAITING
    steps_done: int = 0
    outcome: SyncOutcome | None = None
    status: Text | None = None
    problem: Problem | None = None

    def as_json(self, role: Role, lang: Lang) -> dict[str, object]:
        """The job for one reader: restricted values are masked unless the role may see them."""
        answer = sync_answer(self.book, self.outcome, role, lang) if self.outcome else None
        status = self.status.say(lang) if self.status else None
        return {
            "job": self.id,
            "state": self.state,
            "step": self.step.say(lang),
            "steps_done": self.steps_done,
            "steps": len(STEPS),
            "answer": answer,
            "status": status,
            "error": self.problem.as_json(lang)["error"] if self.problem else None,
        }


class Jobs:
    """The rounds asked for; a book has one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self.books = {book_name(book, settings.folder): book for book in settings.books}

    def list_books(self, role: Role, lang: Lang) -> dict[str, object]:
        """The books that a role may sync, each with what there is to say of its last round."""
        names = [name for name in self.books if role.books is None or name in role.books]
        said = self._standings(names)
        shown = [{"book": one, "status": text.say(lang) if (text := said[one]) else None} for one in names]
        return {"books": shown}

    def status(self, role: Role, book: str, lang: Lang) -> str | None:
        """What there is to say of the last round of one such book; of any other, nothing."""
        if book not in self.books or (role.books is not None and book not in role.books):
            return None
        said = self._standings([book])[book]
        return said.say(lang) if said else None

    def _standings(self, names: Sequence[str]) -> dict[str, Text | None]:
        states, folder = read_states(self._settings), self._settings.folder
        keys = {name: book_key(self.books[name].where, folder) for name in names}
        return {name: describe_standing(states.get(key)) for name, key in keys.items()}

    def start(self, person: Person, book: str, yes: bool, dry_run: bool) -> tuple[Job, "Future[None] | None"]:
        """Put a round in line; a second click gets the round that the first one started.

        Raises:
            Problem: Someone else's round of this book is not over.
        """
        with self._lock:
            for job in self._jobs.values():
                if job.book == book and job.state in ("waiting", "running"):
                    if job.owner == person.key:
                        return job, None
                    raise ALREADY_RUNNING
            job = Job(secrets.token_urlsafe(16), person.key, book)
            self._jobs[job.id] = job
            over = [key for key, one in self._jobs.items() if one.state in ("done", "failed")]
            for key in over[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[key]
        return job, self._line.submit(self._run, job, self.books[book], yes, dry_run)

    def find(self, person: Person, job: str) -> Job:
        """A job of this person's. Raises Problem when there is none."""
        with self._lock:
            found = self._jobs.get(job)
        if found is None or found.owner != person.key:
            raise NO_SUCH_JOB
        return found

    def close(self) -> None:
        self._line.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, known: BookSettings, yes: bool, dry_run: bool) -> None:
        job.state = "running"

        def tell(step: Text) -> None:
            job.step, job.steps_done = step, STEPS.index(step) if step in STEPS else job.steps_done

        try:
            job.outcome = self._sync(known, yes, dry_run, tell)
            job.status = None if job.outcome.refused else self._standings([job.book])[job.book]
            job.step, job.steps_done, job.state = ENDED, len(STEPS), "done"
        except OfficeError as problem:
            job.problem, job.state = refused(problem), "failed"
        except Exception:
            job.problem, job.state = FAILED, "failed"

    def _sync(
        self, known: BookSettings, yes: bool, dry_run: bool, tell: Callable[[Text], None]
    ) -> SyncOutcome:
        settings = self._settings
        return sync_in_turn(
            open_book(known.where, settings),
            Store(settings.store),
            known,
            settings,
            Path(known.where).name,
            yes=yes,
            dry_run=dry_run,
            tell=tell,
        )


def book_name(book: BookSettings, folder: Path) -> str:
    """What the service calls a book: as ``classeur.toml`` does, or its file's name, never a whole path."""
    path = Path(book.where)
    if not path.is_absolute():
        return book.where
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def sync_answer(book: str, outcome: SyncOutcome, role: Role, lang: Lang) -> dict[str, object]:
    return {
        "book": book,
        "read": outcome.read,
        "from_sheet": outcome.from_sheet,
        "to_sheet": outcome.to_sheet,
        "conflicts": [shown_conflict(one, role) for one in outcome.conflicts],
        "refused": outcome.refused.say(lang) if outcome.refused else None,
    }


def shown_conflict(one: Mapping[str, str], role: Role) -> dict[str, str]:
    """A conflict with its values, masked where the column is restricted, or a whole row is meant."""
    shown = {key: value for key, value in one.items() if key != "cells"}
    table, column = TABLE[one["table"]], one["column"]
    is_open = column in table.position and table.column(column).tier is not Tier.RESTRICTED
    if is_open or role.restricted:
        return shown
    return {
        key: MASK if key in ("base", "sheet", "store") and value else value for key, value in shown.items()
    }
