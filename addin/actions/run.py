"""Run an action on a book: read once, compute, write once."""

from collections.abc import Callable

from addin.actions.registry import Action, Options, Outcome
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.identities import give_ids
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Tell, Text, say_nothing

READING = Text("reading the workbook", "lecture du classeur")
COMPUTING = Text("computing", "calcul")
WRITING = Text("writing the workbook", "écriture du classeur")
STEPS = (READING, COMPUTING, WRITING)


def run_action(
    action: Action,
    book: Book,
    options: Options,
    new_id: Callable[[], str],
    dry_run: bool = False,
    tell: Tell = say_nothing,
) -> tuple[Reading, Outcome]:
    """Do one action; with ``dry_run`` compute the same and write nothing.

    Raises:
        OfficeError: The book cannot be read or written, or an option is missing.
    """
    tell(READING)
    reading = book.read((*INPUT_TABLES, ISSUED))
    ids: dict[str, dict[tuple[int, str], str]] = {}
    if not dry_run:
        reading, ids = give_ids(reading, new_id)
    tell(COMPUTING)
    outcome = action.run(reading, options, book.name)
    if not dry_run:
        tell(WRITING)
        book.apply(Edits(cells=ids, results=outcome.results, marks=outcome.marks))
    return reading, outcome
