"""The way back for a book that is no file: the rows as an import found and left them, put back if still so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbook_templates.book import Edits, Row, TableRead
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError, Text

NAMED = 3


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row that an import wrote; ``before`` is None for a row that it added."""

    id: str
    before: Mapping[str, str] | None
    after: Mapping[str, str]


def rows_written(before: TableRead, after: TableRead, written: Collection[str]) -> list[KeptRow]:
    """The rows that an import wrote, as the sheet showed them before and after.

    Args:
        written: The ids of the rows it meant to write.
    """
    earlier = {row.id: row for row in before.rows}
    return [
        KeptRow(
            row.id,
            _said(before.table, earlier[row.id]) if row.id in earlier else None,
            _said(after.table, row),
        )
        for row in after.rows
        if row.id in written and (row.id not in earlier or earlier[row.id].cells != row.cells)
    ]


def plan_back(read: TableRead, kept: Sequence[KeptRow], file: str) -> Edits:
    """What puts the rows back as they were before the import.

    Raises:
        OfficeError: Someone has changed what it wrote; where is said.
    """
    rows = {row.id: row for row in read.rows}
    changed = [text for one in kept for text in _changes(read.table, rows.get(one.id), one)]
    if changed:
        raise _changed_since(changed, file)
    cells = {
        (rows[one.id].number, key): one.before.get(key, "")
        for one in kept
        if one.before is not None
        for key in _differing(read.table, one.before, one.after)
        if read.has(key)
    }
    removed = [rows[one.id].number for one in kept if one.before is None]
    name = read.table.key
    return Edits(cells={name: cells} if cells else {}, removed={name: removed} if removed else {})


def _changes(table: Table, row: Row | None, kept: KeptRow) -> Iterator[Text]:
    """Where a row is no longer as the import left it: in what it wrote, anywhere in a row that it added."""
    if row is None:
        yield Text("a row now removed", "une ligne supprimée depuis")
        return
    now = _said(table, row)
    looked = _differing(table, kept.before, kept.after) if kept.before is not None else list(table.position)
    for key in looked:
        if now.get(key, "") != kept.after.get(key, "") or table.position[key] in row.formulas:
            label = table.column(key).label
            yield Text(f"row {row.number} ({label.en})", f"ligne {row.number} ({label.fr})")


def _changed_since(changed: Sequence[Text], file: str) -> OfficeError:
    shown, more = changed[:NAMED], len(changed) - NAMED
    en, fr = ", ".join(text.en for text in shown), ", ".join(text.fr for text in shown)
    if more > 0:
        en, fr = f"{en} and {more} more", f"{fr} et {more} de plus"
    return OfficeError(
        f"What {file} brought has been changed since: {en}. Undoing would lose that; nothing was written.",
        f"Ce que {file} avait apporté a changé depuis : {fr}. L'annuler le perdrait ; rien n'a été écrit.",
    )


def _differing(table: Table, one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [key for key in table.position if one.get(key, "") != other.get(key, "")]


def _said(table: Table, row: Row) -> dict[str, str]:
    """The cells that hold something, by key."""
    return {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True) if cell}
