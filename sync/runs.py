"""What changed: the runs that changed the store, the latest first, and what each of them changed."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from sync.history import Change
from sync.store import Transaction
from sync.store_schema import BOOKS, CHANGES


class Run(NamedTuple):
    """One run: when, by whom, through which book (its identity), and how many cells it changed."""

    run: str
    time: str
    who: str
    book: str
    cells: int


def list_runs(tx: Transaction, most: int, books: Collection[str] | None = None) -> list[Run]:
    """The latest runs that changed something.

    Args:
        books: Only what came through these books; everything when None.
    """
    query = (
        select(
            CHANGES.c.run,
            func.min(CHANGES.c.time),
            func.min(CHANGES.c.who),
            func.min(CHANGES.c.book),
            func.count(),
        )
        .group_by(CHANGES.c.run)
        .order_by(func.max(CHANGES.c.number).desc())
        .limit(most)
    )
    if books is not None:
        query = query.where(CHANGES.c.book.in_(sorted(books)))
    return [Run(*line) for line in tx.connection.execute(query)]


def changes_of_run(tx: Transaction, run: str, books: Collection[str] | None = None) -> list[Change]:
    """What a run changed; nothing when any of it came through another book than these."""
    found = tx.read_changes(run)
    if books is not None and any(change.book not in books for change in found):
        return []
    return found


def identities_at(tx: Transaction, places: Collection[str]) -> dict[str, str]:
    """Each of these places (a whole path, or ``google:ID``) -> the identity of the book that is there."""
    query = select(BOOKS.c.path, BOOKS.c.name, BOOKS.c.identity)
    return {
        place: str(identity)
        for path, name, identity in tx.connection.execute(query)
        if (place := path or name) in places
    }
