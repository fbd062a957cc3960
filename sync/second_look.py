"""Whether what a book shows is to be believed: Google has answered with what was there before."""

from collections.abc import Sequence

from sync.promises import is_older, is_promised
from sync.store import Store
from workbook_templates.book import Book, Reading
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

LOOKS = 4


def may_be_stale(store: Store, book: Book, place: str, reading: Reading) -> bool:
    """Whether the book shows less than at its last round, an earlier round's stamp, or that of a round which
    nobody saw end: worth a second look.
    """
    with store.transaction(keep=False) as tx:
        known = tx.find_book(reading.identity, place, book.name)
        if known is None and not reading.identity:
            return tx.stands_at(place)
        return bool(known and (is_older(known, reading) or is_promised(known, reading))) or any(
            tx.read_base(reading.identity, read.table).keys() - {row.id for row in read.rows}
            for read in reading.tables.values()
            if not read.table.written
        )


def look_again(book: Book, tables: Sequence[Table], reading: Reading) -> Reading:
    """What the book shows twice running: of two answers that differ, either may be the stale one.

    Raises:
        OfficeError: No two answers are the same.
    """
    for _ in range(LOOKS):
        before, reading = reading, book.read(tables)
        if reading.fingerprint == before.fingerprint:
            return reading
    raise OfficeError(
        f"{book.name} shows something else each time it is read: somebody is working in it, or Google answers with old "
        "values. Nothing was written; run the command again in a minute.",
        f"{book.name} se présente différemment à chaque lecture : quelqu'un y travaille, ou Google répond avec "
        "d'anciennes valeurs. Rien n'a été écrit ; relancez la commande dans une minute.",
    )
