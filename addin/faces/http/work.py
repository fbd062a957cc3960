"""An action on a posted book, in a process of its own: bytes in, bytes out, stopped when it takes too long."""

import _thread
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from addin.actions.registry import ACTIONS, Action, Options, Outcome
from addin.actions.run import run_action
from addin.faces.http.answers import FAILED, NOT_ALLOWED, TOO_LONG, Problem, object_in, refused
from addin.faces.http.calls import call_all
from addin.faces.http.found import found_json, without_repeats
from addin.faces.http.settings import Role
from addin.rules.crew_lines import HeldRole
from sync.books.posted import PostedBook
from sync.ids import new_id
from workbook_templates.book import Edits, Reading
from workbook_templates.collecting import no_collection
from workbook_templates.declare import Table
from workbook_templates.text import Lang, OfficeError

FUNCTIONS_KEY = "functions"


@dataclass(frozen=True, slots=True)
class StoreSays:
    """What an action is told that stands in the store, not in the posted book.

    Args:
        held_roles: Who held which role before.
        status: What there is to say of the book's last round of sync.
    """

    held_roles: Sequence[HeldRole] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How an action ended: the answer's bytes, and the seconds of its parts."""

    status: int
    body: bytes
    reading: float = 0.0
    rules: float = 0.0
    answering: float = 0.0


class _TooLong(BaseException):
    """The time is up."""


_deadline = [0.0]
HAS_MASKS = hasattr(signal, "pthread_sigmask")  # Windows has none, and no process groups to interrupt


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keep interrupts waiting, here and in the processes that are started meanwhile, until these are ready."""
    if not HAS_MASKS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_worker() -> None:
    """Make this process ready: an interrupt stops work whose time is up, and nothing else."""
    signal.signal(signal.SIGINT, _interrupt)
    if HAS_MASKS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker does not outlive the service, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _interrupt(number: int, frame: object) -> None:
    if _deadline[0] and time.monotonic() >= _deadline[0]:
        _deadline[0] = 0.0
        raise _TooLong


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    _deadline[0] = time.monotonic() + seconds
    timer = threading.Timer(seconds + 0.01, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        _deadline[0] = 0.0
        timer.cancel()


def act(
    key: str, body: bytes, role: Role, seconds: float, lang: Lang, store: StoreSays = StoreSays()
) -> Done:
    """Do one action on the book that the body holds, or the calls of functions there; every refusal is an answer too."""
    if key == FUNCTIONS_KEY:
        return _answered(seconds, lang, lambda: _call(body, lang))
    return _answered(seconds, lang, lambda: _act(ACTIONS[key], body, role, lang, store))


def _answered(seconds: float, lang: Lang, work: Callable[[], Done]) -> Done:
    try:
        with _within(seconds), no_collection():
            return work()
    except _TooLong:
        problem: Problem = TOO_LONG
    except Problem as raised:
        problem = raised
    except OfficeError as raised:
        problem = refused(raised)
    except Exception:
        problem = FAILED
    return Done(problem.status, dumped(problem.as_json(lang)))


def _call(body: bytes, lang: Lang) -> Done:
    start = time.perf_counter()
    answer = call_all(body, lang)
    computed = time.perf_counter()
    said = dumped(answer)
    return Done(200, said, 0.0, computed - start, time.perf_counter() - computed)


def _act(action: Action, body: bytes, role: Role, lang: Lang, store: StoreSays) -> Done:
    start = time.perf_counter()
    said = object_in(body)
    options = replace(read_options(action, said, lang), held_roles=store.held_roles)
    if options.issue and "issue" not in role.may:
        raise NOT_ALLOWED
    book = _Timed(PostedBook(said.get("book")))
    reading, outcome = run_action(action, book, options, new_id)
    computed = time.perf_counter()
    answer = dumped(answer_json(reading, outcome, book.inner) | {"status": store.status})
    done = time.perf_counter()
    answering = book.applying + done - computed
    return Done(200, answer, book.read_at - start, computed - book.read_at - book.applying, answering)


class _Timed:
    """A posted book that tells when it was read and how long applying took."""

    def __init__(self, inner: PostedBook) -> None:
        self.inner, self.name = inner, inner.name
        self.read_at = self.applying = 0.0
        self.fingerprint = inner.fingerprint

    def read(self, tables: Sequence[Table]) -> Reading:
        reading = self.inner.read(tables)
        self.read_at = time.perf_counter()
        return reading

    def apply(self, edits: Edits) -> str:
        start = time.perf_counter()
        fingerprint = self.inner.apply(without_repeats(edits))
        self.applying = time.perf_counter() - start
        return fingerprint


def read_options(action: Action, said: dict[str, object], lang: Lang) -> Options:
    """What the request chooses.

    Raises:
        OfficeError: It says something that this action does not know.
    """
    chosen = said.get("options", {})
    if not isinstance(chosen, dict) or said.keys() - {"book", "options"}:
        raise OfficeError(
            'A request holds "book" and "options", and nothing else.',
            "Une demande contient « book » et « options », et rien d'autre.",
        )
    return action.choose(chosen, date.today(), lang)


def answer_json(reading: Reading, outcome: Outcome, book: PostedBook) -> dict[str, object]:
    """The action's answer with the edits; what is found shows no restricted value, for it is written in sheets."""
    return {
        **outcome.answer,
        "findings": found_json(outcome.findings, reading),
        "said": outcome.said.say(reading.lang),
        "lang": reading.lang,
        "edits": book.edits,
    }


def dumped(answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
