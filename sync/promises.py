"""What the store promised to a book and its own stamp tells: whether a round that was cut short had written it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sync.merge import apart
from sync.plan import Disagreement
from sync.store import Found, Transaction
from workbook_templates.book import Book, Reading, Row

By = tuple[Callable[[], str], str, datetime]
"""New ids, who and when."""


def is_older(known: Found, reading: Reading) -> bool:
    """Whether the book shows what a round before its last wrote; stamps grow, as ids do."""
    return reading.stamp not in ("", _pending(known).get("stamp")) and reading.stamp < known["stamp"]


def _pending(known: Found) -> dict[str, Any]:
    """The round that was about to write when the book was last looked at, if nobody knows that it did."""
    pending: dict[str, Any] = json.loads(known["pending"] or "{}")
    return pending


def take_promise(tx: Transaction, known: Found, book: Book, reading: Reading, by: By) -> Found:
    """The book as the store knows it, once its own stamp has told whether the round that was cut short wrote."""
    pending = _pending(known)
    if not pending:
        return known
    if reading.stamp != pending["stamp"]:
        tx.drop_promise(pending["stamp"])
        return {**known, "pending": ""}
    before = getattr(book, "read_before", None)
    if before is not None:
        _keep_overwritten(tx, reading, before(), str(known["identity"]), by)
    tx.keep_promise(str(known["identity"]), pending["stamp"])
    return {**known, **pending, "columns": json.dumps(pending["columns"]), "pending": ""}


def _keep_overwritten(
    tx: Transaction, reading: Reading, before: Mapping[str, Sequence[Row]], identity: str, by: By
) -> None:
    """Keep, as settled conflicts, the values that a write nobody verified may have hit: the book's own copies tell."""
    new_id, who, when = by
    for key, rows in before.items():
        read = reading.tables[key]
        base, shown = tx.read_base(identity, read.table), {row.id: row.cells for row in read.rows}
        stored = tx.read_rows(read.table, records=[row.id for row in rows if row.id in base])
        for row in (one for one in rows if one.id in stored):
            was, kept = base[row.id], stored[row.id].cells
            for at in apart(was, row.cells):
                value, now = row.cells[at], shown.get(row.id, ())
                if value and value != kept[at] and (not now or now[at] != value):
                    said = (key, row.id, read.table.columns[at].key, was[at], value, kept[at])
                    hit = Disagreement(*said, settled="store")
                    tx.record_conflict(new_id(), identity, hit, who, when)
