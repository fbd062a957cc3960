"""What the buttons of an Excel workbook run: ``import addin.faces.excel; addin.faces.excel.check()``.

Every action of the registry is a function of this module, by its key.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import xlwings

from addin.actions.earlier import read_held_roles
from addin.actions.registry import ACTIONS, Action, Options
from addin.actions.run import run_action
from addin.actions.store_actions import STORE_ACTIONS
from addin.faces.excel_build.buttons import function_of
from addin.faces.excel_store import (
    ASK_ON,
    ASK_UNDO,
    NOTHING_YET,
    Latest,
    OpenFile,
    describe_latest,
    describe_outcome,
    find_file,
    find_latest,
    make_round,
    take_back,
)
from addin.rules.crew_lines import HeldRole
from sync.books.live import LiveBook
from sync.ids import new_id
from sync.settings import read_settings, user_lang
from sync.standing import read_standing
from workbook_templates.book import Cell, Edits, Reading, Result, Style
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.crash import crash_report
from workbook_templates.text import Lang, OfficeError, Tell, Text

T = TypeVar("T")
TITLE = "Classeur"
LOG_NAME = "classeur-excel.log"
NOT_FROM_EXCEL = Text(
    "Classeur: this button could not find its workbook. Save the workbook under a name of its own, then press again.",
    "Classeur : ce bouton n'a pas trouvé son classeur. Enregistrez-le sous un nom bien à lui, puis appuyez de nouveau.",
)
BUSY = Text(
    "Classeur: Excel was busy and did not answer. Finish editing the cell, then press again.",
    "Classeur : Excel était occupé et n'a pas répondu. Terminez la saisie de la cellule, puis appuyez de nouveau.",
)
NO_COSTS = Text(
    "There is no cost with a period yet: fill the Period column of Costs, then press again.",
    "Aucune dépense n'a encore de période : remplissez la colonne Période de Dépenses, puis appuyez de nouveau.",
)


def __getattr__(name: str) -> Callable[..., None]:
    """The functions that RunPython calls: one for each action."""
    for action in ACTIONS.values():
        if function_of(action.key) == name:

            def press_it(period: int | None = None, action: Action = action) -> None:
                press(action, period)

            return press_it
    for key in STORE_ACTIONS:
        if function_of(key) == name:
            return partial(press_store, key)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def press(action: Action, period: int | None = None) -> None:
    """Run an action on the workbook whose button was pressed.

    Args:
        period: The cost report's; the latest one that a cost has when None.
    """
    with _caller() as book:
        said = _quietly(book, action.title, lambda is_held, tell: _run(action, book, is_held, tell, period))
        _end(book, action.title, said)


def press_store(key: str) -> None:
    """Do an action on the store behind the workbook whose button was pressed."""
    title = STORE_ACTIONS[key].title
    with _caller() as book:
        match key:
            case "sync":
                _sync(book, title)
            case "undo":
                _undo(book, title)
            case _:
                _show_changes(book, title)


@contextmanager
def _caller() -> Iterator[Any]:
    """The workbook whose button was pressed; whatever keeps Excel from answering is one sentence."""
    try:
        book = xlwings.Book.caller()
    except Exception:  # whatever kept Excel from answering, a person gets one sentence of it
        _give_up(NOT_FROM_EXCEL)
    try:
        yield book
    except Exception:  # Excel itself refuses to be spoken to: while a cell is being typed, for one
        _give_up(BUSY)


def _give_up(why: Text) -> NoReturn:
    """End with one sentence, which xlwings' module shows; there is no workbook to say it in."""
    print(why.say(user_lang()), file=sys.stderr)
    raise SystemExit(1) from None


def _quietly(book: Any, title: Text, work: Callable[[bool, Tell], T]) -> T | None:
    """Do a button's work with Excel held still; None once a person was told why it was not done."""
    problem: Text | None = None
    done: T | None = None
    with _quiet(book.app) as is_held:
        lang = _lang_of(book)

        def tell(step: Text) -> None:
            _tell(book.app, f"{TITLE}: {title.say(lang)}, {step.say(lang)}…")

        try:
            done = work(is_held, tell)
        except OfficeError as refused:
            problem = refused.text
        except Exception as broken:  # never a traceback in front of a person
            problem = _unexpected(broken)
        if problem is not None:
            _write_problem(book, is_held, title, problem)
    if problem is not None:
        _tell(book.app, None)
        book.app.alert(problem.say(_lang_of(book)), TITLE)
    return done


def _end(book: Any, title: Text, said: Text | None) -> None:
    """Say in the status bar what came out; or give it back, where a message has told all."""
    lang = _lang_of(book)
    _tell(book.app, f"{TITLE}: {title.say(lang)}. {said.say(lang)}" if said else None)


def _run(action: Action, book: Any, is_held: bool, tell: Tell, period: int | None) -> Text:
    live = LiveBook(book, is_held)
    options = Options(period, today=date.today(), held_roles=_held_roles(book, action.key))
    if action.key == "costs" and period is None:
        action = Action(action.key, action.title, action.help, _with_latest_period(action))
    _, outcome = run_action(action, live, options, new_id, tell=tell)
    said, standing = outcome.said, _standing(book)
    return Text(f"{said.en} {standing.en}", f"{said.fr} {standing.fr}") if standing else said


def _sync(book: Any, title: Text) -> None:
    outcome = _quietly(book, title, lambda is_held, tell: make_round(find_file(book), is_held, tell))
    if outcome and outcome.refused:
        _tell(book.app, None)
        if not _agrees(book, outcome.refused.say(_lang_of(book)), ASK_ON):
            return
        outcome = _quietly(
            book, title, lambda is_held, tell: make_round(find_file(book), is_held, tell, yes=True)
        )
    if outcome is None:
        return
    said = outcome.refused or describe_outcome(outcome)
    _end(book, title, said)
    if outcome.refused or outcome.conflicts:
        book.app.alert(said.say(_lang_of(book)), TITLE)


def _undo(book: Any, title: Text) -> None:
    found = _quietly(book, title, lambda is_held, tell: _latest(book))
    if found is None:
        return
    file, latest = found
    if latest is None:
        _end(book, title, NOTHING_YET)
    elif _agrees(book, describe_latest(file, latest, _lang_of(book)), ASK_UNDO):

        def work(is_held: bool, tell: Tell) -> Text:
            return take_back(file, latest.run.run, lambda: make_round(file, is_held, tell))

        said = _quietly(book, title, work)
        if said:
            _end(book, title, said)


def _show_changes(book: Any, title: Text) -> None:
    found = _quietly(book, title, lambda is_held, tell: _latest(book))
    if found is None:
        return
    file, latest = found
    _end(book, title, None if latest else NOTHING_YET)
    if latest:
        book.app.alert(describe_latest(file, latest, _lang_of(book)), TITLE)


def _latest(book: Any) -> tuple[OpenFile, Latest | None]:
    file = find_file(book)
    return file, find_latest(file)


def _agrees(book: Any, told: str, question: Text) -> bool:
    """Whether a person answers yes."""
    asked = f"{told}\n\n{question.say(_lang_of(book))}"
    return bool(book.app.alert(asked, TITLE, "yes_no") == "yes")


def _standing(book: Any) -> Text | None:
    """What is to be said of the book's last round; a status is never worth the button's work."""
    with suppress(Exception):
        path = Path(book.fullname)
        return read_standing(read_settings(path), str(path))
    return None


def _held_roles(book: Any, action: str) -> Sequence[HeldRole]:
    """What a store beside the workbook tells of the past; never worth the button's work either."""
    with suppress(Exception):
        return read_held_roles(read_settings(Path(book.fullname)), action)
    return ()


def _with_latest_period(action: Action) -> Callable[[Reading, Options, str], Any]:
    """The action on the latest period, found in the same reading."""

    def run(reading: Reading, options: Options, name: str) -> Any:
        return action.run(reading, replace(options, period=latest_period(reading)), name)

    return run


def latest_period(reading: Reading) -> int:
    """The latest period that a cost has. Raises OfficeError when none has one."""
    at = TABLE["costs"].position["period"]
    said = [row.cells[at] for row in reading.tables["costs"].rows]
    periods = [int(text) for text in said if text.isdecimal()]
    if not periods:
        raise OfficeError(NO_COSTS.en, NO_COSTS.fr)
    return max(periods)


@contextmanager
def _quiet(app: Any) -> Iterator[bool]:
    """Screen updating off, and no typing where Excel can refuse it; both as before, whatever happens.

    Yields:
        Whether nobody can type meanwhile: Excel for Mac cannot promise it.
    """
    updating = app.screen_updating
    is_held = False
    try:
        app.screen_updating = False
        with suppress(xlwings.XlwingsError, NotImplementedError):
            app.interactive = False
            is_held = True
        yield is_held
    finally:
        try:
            if is_held:
                app.interactive = True
        finally:
            app.screen_updating = updating


def _tell(app: Any, said: str | None) -> None:
    """Say something in the status bar, or give it back to Excel."""
    app.status_bar = False if said is None else said


def _write_problem(book: Any, is_held: bool, title: Text, problem: Text) -> None:
    """Say in the Checks sheet why nothing was done; the message says it too when even that fails."""
    with suppress(Exception):
        live = LiveBook(book, is_held)
        reading = live.read(INPUT_TABLES)
        table, lang = TABLE["checks"], reading.lang
        grid = [
            [Cell(table.label.say(lang), Style.TITLE)],
            [Cell(f"{title.say(lang)} : {problem.say(lang)}", Style.BAD)],
        ]
        live.apply(Edits(results=[Result(table, grid, [column.width for column in table.columns])]))


def _unexpected(broken: Exception) -> Text:
    """What to say of an error nobody foresaw; its details go in a file, not in front of a person."""
    log = Path(tempfile.gettempdir()) / LOG_NAME
    with suppress(OSError):
        log.write_text(crash_report(broken), encoding="utf-8")
    name = type(broken).__name__
    return Text(
        f"Something unexpected stopped this ({name}); nothing was written. Send {log} to whoever looks after Classeur.",
        f"Un imprévu a tout arrêté ({name}) ; rien n'a été écrit. Envoyez {log} à qui s'occupe de Classeur.",
    )


def _lang_of(book: Any) -> Lang:
    """The language to speak: that of the Checks sheet's name, else the computer's."""
    names = {str(sheet.name) for sheet in book.sheets}
    label = TABLE["checks"].label
    if label.fr in names:
        return "fr"
    return "en" if label.en in names else user_lang()
