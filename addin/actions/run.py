"""Run an action on a book: read once, compute, write once."""

from collections.abc import Callable

from addin.actions.registry import Action, Options, Outcome
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.identities import give_ids


def run_action(
    action: Action, book: Book, options: Options, new_id: Callable[[], str], dry_run: bool = False
) -> tuple[Reading, Outcome]:
    """Do one action; with ``dry_run`` compute the same and write nothing.

    Raises:
        OfficeError: The book cannot be read or written, or an option is missing.
    """
    reading = book.read(INPUT_TABLES)
    ids: dict[str, dict[tuple[int, str], str]] = {}
    if not dry_run:
        reading, ids = give_ids(reading, new_id)
    outcome = action.run(reading, options, book.name)
    if not dry_run:
        book.apply(Edits(cells=ids, results=outcome.results, marks=outcome.marks))
    return reading, outcome
