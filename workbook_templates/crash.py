"""What is told of a fault of the program's own: where it stopped, never a value it was working on."""

import traceback
from pathlib import Path

from workbook_templates.text import Text

DEEPEST = 3


def crash_text(problem: BaseException) -> Text:
    """One sentence: the sort of fault and its last places in the program.

    The exception's own message is left out: it may quote a cell.
    """
    frames = traceback.extract_tb(problem.__traceback__)[-DEEPEST:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    kind = type(problem).__name__
    return Text(
        f"Classeur stopped on a fault of its own ({kind}: {places}). Nothing was half-written; send us this line.",
        f"Classeur s'est arrêté sur un défaut du programme ({kind} : {places}). Rien n'a été écrit à moitié ; "
        "envoyez-nous cette ligne.",
    )


def crash_report(problem: BaseException) -> str:
    """Every place a fault went through, and its causes, without one message: for a log."""
    seen: list[BaseException] = []
    cause: BaseException | None = problem
    while cause is not None and cause not in seen:
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return "".join(
        f"{''.join(traceback.format_tb(one.__traceback__))}{type(one).__qualname__}\n"
        for one in reversed(seen)
    )
