"""The result sheets that a book already has, computed again from what it now holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from addin.actions.registry import ACTIONS, Options
from addin.rules.cost_sheet import shown_level, shown_period
from addin.rules.crew_lines import HeldRole
from workbook_templates.book import Book, Edits, TableRead
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.tables.issued import ISSUED

SHEETS = {
    "check": "checks",
    "costs": "cost_report",
    "budgets": "budget_comparison",
    "cash": "cash",
    "schedule": "dood",
}


def recompute_results(book: Book, today: date, held_roles: Sequence[HeldRole] = ()) -> tuple[str, ...]:
    """Read the book once, run the actions whose sheets are filled, and write them all at once.

    The cost report keeps the period and the level it shows, and one of an episode or department is left; nothing is issued, and a book without result sheets is not written.

    Returns:
        The keys of the actions that were run.

    Raises:
        OfficeError: The book cannot be read or written, or its data do not let a report be computed.
    """
    reading = book.read((*INPUT_TABLES, ISSUED, *(TABLE[key] for key in SHEETS.values())))
    plain = Options(today=today, held_roles=held_roles)
    asked = {key: plain for key, sheet in SHEETS.items() if _is_filled(reading.tables[sheet])}
    if "costs" in asked:
        period = shown_period(reading.tables[SHEETS["costs"]])
        if period is None:
            del asked["costs"]
        else:
            level = shown_level(reading.tables[SHEETS["costs"]])
            asked["costs"] = replace(plain, period=period, level=level, episode="", department="")
    given = {key: read for key, read in reading.tables.items() if key not in SHEETS.values()}
    inputs = replace(reading, tables=given)
    outcomes = [ACTIONS[key].run(inputs, options, book.name) for key, options in asked.items()]
    if outcomes:
        marks = next((outcome.marks for outcome in outcomes if outcome.marks is not None), None)
        book.apply(Edits(results=[one for outcome in outcomes for one in outcome.results], marks=marks))
    return tuple(asked)


def _is_filled(read: TableRead) -> bool:
    """Whether an action ever wrote the sheet; a new workbook's only says what it is for."""
    about = read.table.about
    return read.place is not None and not any(line.startswith((about.en, about.fr)) for line in read.heading)
