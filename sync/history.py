"""The log: one line for every cell that changed in the store."""

from collections.abc import Mapping
from datetime import datetime

from sync.merge import Cells, Stored
from workbook_templates.declare import Table


def changes_of(
    table: Table,
    rows: Mapping[str, Cells],
    before: Mapping[str, Stored],
    deleted: bool,
    by: tuple[str, str, datetime, str],
) -> list[dict[str, str]]:
    """Say what changes: ``by`` is the run, who, when and the book."""
    run, who, when, book = by
    lines: list[dict[str, str]] = []
    for record, cells in rows.items():
        kept = before.get(record)
        live = kept is not None and not kept.deleted
        old = kept.cells if kept and live else ("",) * len(cells)
        new = ("",) * len(cells) if deleted else cells
        action = "delete" if deleted else "update" if live else "insert"
        lines += [
            {
                "run": run, "time": when.isoformat(), "who": who, "book": book, "table": table.key,
                "record": record, "column": column.key, "before": was, "after": now, "action": action,
            }
            for column, was, now in zip(table.columns, old, new, strict=True)
            if was != now
        ]  # fmt: skip
    return lines
