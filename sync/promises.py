"""What the store promised to a book and its own stamp tells: whether a round that was cut short had written it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sync.merge import Cells, apart
from sync.plan import Disagreement
from sync.store import Found, Transaction
from workbook_templates.book import Book, Reading, Row

By = tuple[Callable[[], str], str, datetime]
"""New ids, who and when."""


def is_older(known: Found, reading: Reading) -> bool:
    """Whether the book shows what a round before its last wrote; stamps grow, as ids do."""
    return reading.stamp not in ("", _pending(known).get("stamp")) and reading.stamp < known["stamp"]


def is_promised(known: Found, reading: Reading) -> bool:
    """Whether the book shows what a round that was cut short was about to write; it may have been given back since."""
    return bool(reading.stamp) and reading.stamp == _pending(known).get("stamp")


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
    before, identity = getattr(book, "read_before", None), str(known["identity"])
    astray: dict[str, dict[str, Cells | None]] = {}
    if before is not None:
        touched: Mapping[str, Sequence[Row]] = before()
        _keep_overwritten(tx, reading, touched, identity, by)
        for key, rows in touched.items():
            read = reading.tables[key]
            promised, base = tx.read_base(pending["stamp"], read.table), tx.read_base(identity, read.table)
            astray[key] = went_astray(promised, base, rows, read.rows)
    tx.keep_promise(identity, pending["stamp"])
    for key, agreed in astray.items():
        tx.record_base(identity, reading.tables[key].table, agreed)
    if any(astray.values()):
        pending["seq"] = 0  # what the store held before is to be looked at again
    return {**known, **pending, "columns": json.dumps(pending["columns"]), "pending": ""}


def went_astray(
    promised: Mapping[str, Cells], base: Mapping[str, Cells], before: Sequence[Row], shown: Sequence[Row]
) -> dict[str, Cells | None]:
    """What to take as agreed on instead, where a write that nobody verified hit rows that it was not meant for. Pure.

    A value that its own row does not show, and another one does since the write, was put
    in the wrong row: that one is taken to have agreed on it, so that the store's value
    comes back there, and its own row on what it shows, so that it is written again. A row
    that went while one that was to go still stands is taken as never seen: it comes back.

    Args:
        promised: What was to be agreed on; blank for a row that was to go.
        before: The rows that the write touched, as they stood just before.
        shown: The rows as they stand now.
    """
    now = {row.id: row.cells for row in shown}
    leaving = {record for record, cells in promised.items() if not any(cells)}
    missed: dict[tuple[int, str], set[str]] = {}
    for record in promised.keys() & base.keys() & now.keys() - leaving:
        for at in apart(promised[record], base[record]):
            if now[record][at] == base[record][at]:
                missed.setdefault((at, promised[record][at]), set()).add(record)
    agreed: dict[str, Cells | None] = {}

    def agree(record: str, at: int, cell: str) -> None:
        cells = list(agreed.get(record) or promised.get(record) or base[record])
        cells[at] = cell
        agreed[record] = tuple(cells)

    for row in before:
        if row.id not in base or row.id in leaving:
            continue
        if row.id not in now:
            if leaving & now.keys():
                agreed[row.id] = None
            continue
        for at in apart(row.cells, now[row.id]):
            value = now[row.id][at]
            meant = missed.get((at, value), set()) - {row.id}
            if meant and promised.get(row.id, row.cells)[at] != value:
                agree(row.id, at, value)
                for record in meant:
                    agree(record, at, now[record][at])
    return agreed


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
