"""What the store promised to a book and its own stamp tells: whether a round that was cut short had written it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sync.astray import Astray, find_astray
from sync.base import Base
from sync.merge import apart
from sync.plan import Disagreement, TablePlan
from sync.store import Found, Transaction
from workbook_templates.book import Book, Reading, Row, TableRead

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


class Taken(NamedTuple):
    """A book as the store knows it, its reading without what went astray, and what is to be put back for that."""

    known: Found
    reading: Reading
    back: Mapping[str, Mapping[tuple[int, str], str]] = MappingProxyType({})


def take_promise(tx: Transaction, known: Found, book: Book, reading: Reading, by: By) -> Taken:
    """Settle what was promised, once the book's own stamp has told whether the round that was cut short wrote."""
    pending = _pending(known)
    if not pending:
        return Taken(known, reading)
    if reading.stamp != pending["stamp"]:
        tx.drop_promise(pending["stamp"])
        return Taken({**known, "pending": ""}, reading)
    before, identity = getattr(book, "read_before", None), str(known["identity"])
    astray: dict[str, Astray] = {}
    if before is not None:
        touched: Mapping[str, Sequence[Row]] = before()
        for key, rows in touched.items():
            read = reading.tables[key]
            promised, base = tx.read_base(pending["stamp"], read.table), tx.read_base(identity, read.table)
            _keep_overwritten(tx, read, base, rows, identity, by)
            astray[key] = find_astray(read.table, promised, base, rows, read.rows)
    tx.keep_promise(identity, pending["stamp"])
    for key, found in astray.items():
        tx.record_base(identity, reading.tables[key].table, found.agreed)
    if any(found.agreed for found in astray.values()):
        pending["seq"] = 0  # what the store held before is to be looked at again
    tables = {key: replace(reading.tables[key], rows=tuple(found.rows)) for key, found in astray.items()}
    return Taken(
        {**known, **pending, "columns": json.dumps(pending["columns"]), "pending": ""},
        replace(reading, tables={**reading.tables, **tables}),
        {key: found.back for key, found in astray.items()},
    )


def put_back(plan: TablePlan, back: Mapping[tuple[int, str], str]) -> None:
    """Have the sheet shown again what went astray there, where the round writes nothing else."""
    for (row, column), value in back.items():
        if row not in plan.removed:
            plan.cells.setdefault((row, column), value)


def _keep_overwritten(
    tx: Transaction, read: TableRead, base: Base, before: Sequence[Row], identity: str, by: By
) -> None:
    """Keep, as settled conflicts, the values that a write nobody verified may have hit: the book's own copies tell."""
    new_id, who, when = by
    shown = {row.id: row.cells for row in read.rows}
    stored = tx.read_rows(read.table, records=[row.id for row in before if row.id in base])
    for row in (one for one in before if one.id in stored):
        was, kept = base[row.id], stored[row.id].cells
        for at in apart(was, row.cells):
            value, now = row.cells[at], shown.get(row.id, ())
            if value and value != kept[at] and (not now or now[at] != value):
                said = (read.table.key, row.id, read.table.columns[at].key, was[at], value, kept[at])
                hit = Disagreement(*said, settled="store")
                tx.record_conflict(new_id(), identity, hit, who, when)
