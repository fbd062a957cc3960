"""The command ``worker``: rounds on a timer, and how they stand."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import FrameType

from addin.actions.earlier import read_held_roles
from addin.actions.recompute import recompute_results
from addin.faces.speech import JSON, STORE, Verbs, add_argument, add_flag, add_verb
from sync.leases import NOTHING, RoundState, read_rounds
from sync.round import SyncOutcome
from sync.settings import Settings, read_settings, user_lang
from sync.store import Store
from sync.timer import CALM, State
from sync.turn import book_key
from sync.worker import Hooks, Worker
from workbook_templates.book import Book
from workbook_templates.text import Lang, OfficeError, Text

STATES = {
    State.NEW: Text("no round yet", "aucun passage encore"),
    State.MOVED: Text("in agreement, cells carried", "en accord, cellules reportées"),
    State.QUIET: Text("in agreement", "en accord"),
    State.WAITS: Text("waits", "en attente"),
    State.ASKS: Text("a question for you", "une question pour vous"),
    State.FAILED: Text("failed, tried again", "échec, nouvel essai prévu"),
}
RUNNING = Text("round under way", "passage en cours")
NEVER = Text("never", "jamais")
FOR_A_PERSON = (State.ASKS, State.FAILED)


def add_worker_command(verbs: Verbs) -> None:
    """Declare the verb."""
    worker = add_verb(
        verbs,
        "worker",
        Text(
            "Make scheduled rounds for the books of classeur.toml.",
            "Faire des passages réguliers sur les classeurs de classeur.toml.",
        ),
        _worker,
    )
    add_argument(worker, *STORE)
    add_flag(
        worker,
        "--once",
        Text("Make the rounds that are due now, then end.", "Faire les passages dus maintenant, puis finir."),
    )
    add_flag(
        worker,
        "--status",
        Text(
            "Say of each book its last round, the next one, and what it waits for.",
            "Dire de chaque classeur son dernier passage, le prochain, et ce qu'il attend.",
        ),
    )
    add_flag(worker, *JSON)


def _worker(options: argparse.Namespace) -> int:
    settings = read_settings(None, options.store)
    if not settings.books:
        raise OfficeError(
            "classeur.toml lists no book here. Add a [[books]] part with a path for each, then start again.",
            "classeur.toml ne liste aucun classeur ici. Ajoutez une partie [[books]] avec un path pour chacun, "
            "puis relancez.",
        )
    store = Store(settings.store)
    if options.status:
        return _status(settings, store, options.json)
    lang, met = user_lang(), set[State]()

    def note(book: str, state: State, said: Text) -> None:
        met.add(state)
        _note(book, state, said, lang, options.json)

    hooks = Hooks(after_round=recompute_after, note=note)
    worker = Worker(lambda: read_settings(None, options.store), store, hooks=hooks)
    with _until_told() as stop:
        (worker.run_once if options.once else worker.run)(stop)
    if not options.once:
        return 0
    return 2 if State.FAILED in met else 1 if State.ASKS in met else 0


def recompute_after(book: Book, outcome: SyncOutcome, settings: Settings) -> None:
    """Where ``classeur.toml`` says so, have the result sheets follow a round that moved cells."""
    if settings.recompute and (outcome.from_sheet or outcome.to_sheet):
        recompute_results(book, date.today(), read_held_roles(settings, "check"))


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl+C set: the round at hand is ended first."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before: list[tuple[signal.Signals, Callable[[int, FrameType | None], object] | int | None]] = [
        (one, signal.signal(one, told)) for one in (signal.SIGTERM, signal.SIGINT)
    ]
    try:
        yield stop
    finally:
        for one, handler in before:
            signal.signal(one, handler)


def _note(book: str, state: State, said: Text, lang: Lang, as_json: bool) -> None:
    """One line a round; quiet ones say nothing to people."""
    now = datetime.now().astimezone()
    if as_json:
        line = {"time": now.isoformat(timespec="seconds"), "book": book, "state": state.value}
        print(json.dumps({**line, "said": said.say(lang)}, ensure_ascii=False), flush=True)
    elif state is not State.QUIET or said != NOTHING:
        words = said.say(lang) or STATES[state].say(lang)
        out = sys.stderr if state is State.FAILED else sys.stdout
        print(f"{now:%Y-%m-%d %H:%M:%S}  {book or 'classeur'}: {words}", file=out, flush=True)


def _status(settings: Settings, store: Store, as_json: bool) -> int:
    now, known = read_rounds(store.engine)
    keys = list(dict.fromkeys(book_key(one.where, settings.folder) for one in settings.books))
    lines = [known.get(key) or RoundState(key, State.NEW, NOTHING, 0, 0, "") for key in keys]
    lang = user_lang()
    if as_json:
        print(json.dumps({"books": [_as_json(line, now, lang) for line in lines]}, ensure_ascii=False))
    else:
        for line in lines:
            print(_as_text(line, now, lang))
    return 1 if any(_is_for_a_person(line) for line in lines) else 0


def _is_for_a_person(line: RoundState) -> bool:
    """A question, a failure, or a conflict copy that lies beside a book in agreement."""
    return line.state in FOR_A_PERSON or (line.state in CALM and line.said != NOTHING)


def _as_json(line: RoundState, now: int, lang: Lang) -> dict[str, object]:
    return {
        "book": line.book,
        "state": "running" if line.holder else line.state.value,
        "last": _iso(line.last) if line.last else None,
        "next": None if line.holder else _iso(max(line.due, now)),
        "waits_for": line.said.say(lang) or None,
        "worker": line.holder or None,
    }


def _as_text(line: RoundState, now: int, lang: Lang) -> str:
    last = _clock(line.last) if line.last else NEVER.say(lang)
    state = RUNNING if line.holder else STATES[line.state]
    due = now if line.holder else max(line.due, now)
    said = Text(
        f"{line.book}: {state.en}; last round {last}, next {_clock(due)}.",
        f"{line.book} : {state.fr} ; dernier passage {last}, prochain {_clock(due)}.",
    ).say(lang)
    waits = line.said.say(lang)
    return f"{said}\n    {waits}" if waits else said


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds")


def _clock(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000).astimezone():%Y-%m-%d %H:%M:%S}"
