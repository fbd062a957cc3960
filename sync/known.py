"""One round of a book on the terms that ``classeur.toml`` gives it, whoever asks for it."""

from datetime import UTC, datetime

from sync.round import SyncOutcome, sync_book
from sync.settings import BookSettings, Settings
from sync.store import Store
from workbook_templates.book import Book
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.text import Tell, say_nothing


def sync_known(
    book: Book,
    store: Store,
    known: BookSettings,
    settings: Settings,
    who: str,
    *,
    yes: bool = False,
    dry_run: bool = False,
    tell: Tell = say_nothing,
) -> SyncOutcome:
    """Make one round of the tables the book takes part in, with its entitlement, the policies and the guards.

    Raises:
        OfficeError: As ``sync_book``.
    """
    return sync_book(
        book,
        store,
        [TABLE[key] for key in known.tables] or INPUT_TABLES,
        yes=yes,
        dry_run=dry_run,
        who=who,
        now=datetime.now(UTC),
        tell=tell,
        entitled=known.entitlement == "restricted",
        policies=settings.policies,
        guards=settings.guards,
    )
