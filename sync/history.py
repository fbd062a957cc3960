"""The log: one line for every cell that changed in the store."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sync.merge import Cells, Stored, apart
from workbook_templates.declare import Table


class Change(NamedTuple):
    """One cell that changed: in which round, when, by whom, through which book, and what it was and is."""

    run: str
    time: str
    who: str
    book: str
    table: str
    record: str
    column: str
    before: str
    after: str
    action: str


def changes_of(
    table: Table,
    rows: Mapping[str, Cells],
    before: Mapping[str, Stored],
    deleted: bool,
    by: tuple[str, str, datetime, str],
) -> Iterator[Change]:
    """Say what changes: ``by`` is the run, who, when and the book."""
    run, who, when, book = by
    time = when.isoformat()
    for record, cells in rows.items():
        kept = before.get(record)
        live = kept is not None and not kept.deleted
        old = kept.cells if kept and live else ("",) * len(cells)
        new = ("",) * len(cells) if deleted else cells
        action = "delete" if deleted else "update" if live else "insert"
        for at in apart(old, new):
            key = table.columns[at].key
            yield Change(run, time, who, book, table.key, record, key, old[at], new[at], action)
