"""Rows in from a CSV, rows out as CSV or JSON."""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from addin.rules.transfer_findings import (
    BEYOND_HEADER,
    FORMULA_KEPT,
    MASKED_CELL,
    REPEATED_COLUMN,
    REPEATED_KEY,
    UNKNOWN_COLUMN,
)
from workbook_templates.book import Edits, NewRow, Reading, Row, TableRead
from workbook_templates.checks import check_tables
from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.findings import MASK, Finding
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.reading import ID_HEADER
from workbook_templates.text import OfficeError, fold

RISKY = re.compile(r"'*\s*[=+\-@＝＋－＠|%\t\r\n]")
SIGNED = (Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.PHONE)


def read_csv(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Read a CSV in UTF-8 (BOM or not) or Windows-1252, cut by ``;``, ``,`` or tabs.

    Raises:
        OfficeError: The file is empty, or is not text.
    """
    if b"\0" in data:
        raise OfficeError(
            "This file is not a CSV: it is not text.", "Ce fichier n'est pas un CSV : ce n'est pas du texte."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = max(";,\t", key=lambda mark: first.count(mark))
    csv.field_size_limit(10_000_000)
    rows = [
        row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(map(str.strip, row))
    ]
    if not rows:
        raise OfficeError("This file is empty.", "Ce fichier est vide.")
    return [cell.strip() for cell in rows[0]], rows[1:]


def plan_load(
    reading: Reading,
    table: Table,
    data: bytes,
    replace: bool,
    new_id: Callable[[], str],
    ids: Mapping[str, Mapping[tuple[int, str], str]],
) -> tuple[Edits, list[Finding], dict[str, int]]:
    """Plan what a CSV changes: rows matched by key, a blank clears, an absent column is left alone.

    A restricted cell that a dump has masked is left alone too. Of several rows
    with one key, each line of the file takes the next; a row without a key is
    matched by its unrestricted cells.

    Returns:
        The edits, the findings on the rows as they land, and the counts of
        rows added, updated and removed.
    """
    header, lines = read_csv(data)
    loading = _Loading(reading, reading.tables[table.key], new_id)
    loading.read(header, lines)
    edits, summary = loading.edits(replace, ids)
    return edits, loading.checked(), summary


class _Loading:
    """The lines of a file as they meet the rows of a table."""

    def __init__(self, reading: Reading, read: TableRead, new_id: Callable[[], str]) -> None:
        self.reading, self.sheet, self.table, self.new_id = reading, read, read.table, new_id
        self.findings: list[Finding] = []
        self.changed: dict[tuple[int, str], str] = {}
        self.added: list[NewRow] = []
        self.landed: list[Row] = []
        self.kept: set[int] = set()
        self.updated = 0

    def read(self, header: list[str], lines: list[list[str]]) -> None:
        """Match each line with a row, or make it a new one."""
        table = self.table
        columns, self.findings = _columns(table, header, lines, self.sheet)
        given = tuple(column.key for column in columns if column is not None)
        waiting: dict[tuple[str, ...], deque[Row]] = {}
        for row in self.sheet.rows:
            waiting.setdefault(_identity(table, row.cells, given), deque()).append(row)
        seen: set[tuple[str, ...]] = set()
        for line in lines:
            values = _canonical(table, columns, line, self.reading)
            fresh = tuple(values.get(column.key, "") for column in table.columns)
            key = _identity(table, fresh, given)
            same = waiting.get(key)
            is_new = not same
            row = self._update(same.popleft(), values) if same else self._add(fresh)
            if is_new and key in seen and _has_key(table, fresh):
                value = " · ".join(filter(None, key))
                self.findings.append(Finding(REPEATED_KEY, table, row.number, row.id, table.keys[0], value))
            self.findings += _unplaced(table, columns, line, row)
            seen.add(key)

    def _add(self, cells: tuple[str, ...]) -> Row:
        place = self.sheet.place
        last = max(place.last, place.header) if place else 0
        row = Row(self.new_id(), last + len(self.added) + 1, cells)
        self.added.append(NewRow(row.id, cells))
        self.landed.append(row)
        return row

    def _update(self, row: Row, values: Mapping[str, str]) -> Row:
        """Take a line's values, but in the cells that a person's formula fills."""
        cells = list(row.cells)
        for index, column in enumerate(self.table.columns):
            now = values.get(column.key, cells[index])
            if now == cells[index]:
                continue
            if index in row.formulas:
                self.findings.append(Finding(FORMULA_KEPT, self.table, row.number, row.id, column.key, now))
                continue
            cells[index] = now
            if self.sheet.has(column.key):
                self.changed[row.number, column.key] = now
        landed = row._replace(cells=tuple(cells))
        self.updated += any((row.number, column.key) in self.changed for column in self.table.columns)
        self.kept.add(row.number)
        self.landed.append(landed)
        return landed

    def edits(
        self, replace: bool, ids: Mapping[str, Mapping[tuple[int, str], str]]
    ) -> tuple[Edits, dict[str, int]]:
        """What changes in the book, and how many rows."""
        key = self.table.key
        removed = [row.number for row in self.sheet.rows if row.number not in self.kept] if replace else []
        cells = {**ids, key: {**ids.get(key, {}), **self.changed}}
        edits = Edits(
            cells={name: changes for name, changes in cells.items() if changes},
            added={key: self.added} if self.added else {},
            removed={key: removed} if removed else {},
        )
        return edits, {"added": len(self.added), "updated": self.updated, "removed": len(removed)}

    def checked(self) -> list[Finding]:
        """The findings on the file, then those of the rows as they land."""
        checked = TableRead(self.table, self.sheet.place, tuple(self.landed))
        reading = Reading({self.table.key: checked}, self.reading.lang, self.reading.country, "")
        return [*self.findings, *check_tables(reading)]


def _unplaced(table: Table, columns: list[Column | None], line: list[str], row: Row) -> Iterator[Finding]:
    """What a line of the file says and the sheet does not take."""
    for cell in line[len(columns) :]:
        if cell.strip():
            yield Finding(BEYOND_HEADER, table, row.number, row.id, value=cell.strip())
    for column, cell in zip(columns, line, strict=False):
        if column is not None and _is_masked(column, cell):
            yield Finding(MASKED_CELL, table, row.number, row.id, column.key)


def _is_masked(column: Column, cell: str) -> bool:
    return column.tier is Tier.RESTRICTED and cell.strip() == MASK


def _safe(cell: str, column: Column) -> str:
    """A cell that no spreadsheet program takes for a formula: an apostrophe stands before it, which loading takes off."""
    is_risky = RISKY.match(cell) and not (column.kind in SIGNED and is_of_kind(cell, column))
    return f"'{cell}" if is_risky else cell


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that ``dump_csv`` put before it."""
    return cell[1:] if cell[:1] == "'" and RISKY.match(cell[1:]) else cell


def dump_csv(read: TableRead, restricted: bool) -> str:
    """The rows as CSV, columns named by key, values in canonical form."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in read.table.columns])
    for row in read.rows:
        shown = _shown(read.table, row, restricted)
        writer.writerow([_safe(shown[column.key], column) for column in read.table.columns])
    return out.getvalue()


def dump_json(read: TableRead, restricted: bool) -> dict[str, object]:
    """The rows as one JSON object, each with its ``_id``."""
    rows = [{ID_HEADER: row.id, **_shown(read.table, row, restricted)} for row in read.rows]
    return {"table": read.table.key, "rows": rows}


def _shown(table: Table, row: Row, restricted: bool) -> dict[str, str]:
    return {
        column.key: MASK if cell and column.tier is Tier.RESTRICTED and not restricted else cell
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _columns(
    table: Table, header: list[str], lines: list[list[str]], read: TableRead
) -> tuple[list[Column | None], list[Finding]]:
    """The column each header names; a second one of the same name is not read."""
    known = {
        fold(word): column
        for column in table.columns
        for word in (column.label.en, column.label.fr, column.key)
    }
    columns: list[Column | None] = []
    findings: list[Finding] = []
    for index, word in enumerate(header):
        column = known.get(fold(word))
        holds = any(len(line) > index and line[index].strip() for line in lines)
        if column is not None and column in columns:
            findings.append(Finding(REPEATED_COLUMN, table, value=word))
            column = None
            columns.append(column)
            continue
        if column is None:
            is_lost = word != ID_HEADER and (bool(word) or holds)
        else:
            is_lost = holds and not read.has(column.key)
        if is_lost:
            findings.append(Finding(UNKNOWN_COLUMN, table, value=word))
        columns.append(column)
    return columns, findings


def _canonical(
    table: Table, columns: list[Column | None], line: list[str], reading: Reading
) -> dict[str, str]:
    values: dict[str, str] = {}
    pairs = list(zip(columns, [*line, *[""] * len(columns)], strict=False))
    for column, cell in sorted(pairs, key=lambda pair: bool(pair[0] and pair[0].varies_by)):
        if column is not None and not _is_masked(column, cell):
            shown = column.variants.get(values.get(column.varies_by, ""), column)
            values[column.key] = canonical(_unguarded(cell), shown, reading.lang, reading.country)
    return values


def _has_key(table: Table, cells: tuple[str, ...]) -> bool:
    return any(cells[table.position[key]] for key in table.keys)


def _identity(table: Table, cells: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    """What matches a line of the file with a row: its key, else its unrestricted cells."""
    if _has_key(table, cells):
        return tuple(cells[table.position[key]] or table.column(key).default for key in table.keys)
    public = [key for key in given if table.column(key).tier is not Tier.RESTRICTED]
    return ("", *(cells[table.position[key]] for key in public))
