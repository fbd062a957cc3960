"""Match the rows of a messy list with those of the book, and write them as the file ``load`` reads."""

import csv
import io
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from addin.rules import messy_findings as found
from addin.rules.messy_rows import ListRow
from addin.rules.messy_words import has_names
from workbook_templates.book import Row, TableRead
from workbook_templates.declare import Kind, Table
from workbook_templates.findings import Finding
from workbook_templates.text import fold

NUMBERED = re.compile(r"(.*?)(\d+)\Z")


def match_rows(rows: Sequence[ListRow], read: TableRead) -> tuple[tuple[ListRow, ...], tuple[Finding, ...]]:
    """Give each row the key of the person it is in the book, or the next free one.

    A blank in the list leaves what the book holds, and so does a name that differs
    by its capitals alone: a list says what it knows, never what to clear.

    Findings: id-given.
    """
    table = read.table
    by_key: dict[tuple[str, ...], deque[Row]] = {}
    by_name: dict[tuple[str, ...], deque[Row]] = {}
    for held in read.rows:
        cells = {column.key: cell for column, cell in zip(table.columns, held.cells, strict=True)}
        by_key.setdefault(_key(table, cells), deque()).append(held)
        if name := _name(table, cells):
            by_name.setdefault(name, deque()).append(held)
    taken = {_key(table, row.cells) for row in rows if all(row.cells.get(key) for key in table.keys)}
    next_keys = _Numbers(table, read)
    settled: list[ListRow] = []
    findings: list[Finding] = []
    for row in rows:
        has_key = any(row.cells.get(key) for key in table.keys)
        name = _name(table, row.cells)
        same = by_key.get(_key(table, row.cells)) if has_key else by_name.get(name) if name else None
        while not has_key and same and _row_key(table, same[0]) in taken:
            same.popleft()
        if same:
            settled.append(_over(table, row, same.popleft()))
            continue
        if not has_key and len(table.keys) == 1 and has_names(table):
            key, given = table.keys[0], next_keys.take()
            row = replace(row, cells={**row.cells, key: given})
            findings.append(
                Finding(found.ID_GIVEN, table, column=key, value=given, details={"line": str(row.line)})
            )
        settled.append(row)
    return tuple(settled), tuple(findings)


def rows_as_csv(rows: Sequence[ListRow], table: Table) -> bytes:
    """The rows as the CSV that ``plan_load`` takes: keys for headings, canonical cells."""
    keys = [column.key for column in table.columns if any(column.key in row.cells for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(keys)
    for row in rows:
        writer.writerow([row.cells.get(key, "") for key in keys])
    return out.getvalue().encode("utf-8")


class _Numbers:
    """Keys to give: after the highest in use, written the way the table writes them."""

    def __init__(self, table: Table, read: TableRead) -> None:
        column = table.keys[0] if table.keys else ""
        used = [row.cells[table.position[column]] for row in read.rows] if column else []
        found_numbers = [match for text in used if (match := NUMBERED.match(text))]
        is_number = bool(column) and table.column(column).kind is Kind.INT
        self._prefix, self._width = ("", 0) if is_number else ("P", 3)
        if found_numbers:
            last = max(found_numbers, key=lambda match: int(match[2]))
            self._prefix, self._width = last[1], 0 if is_number else len(last[2])
        self._used = set(used)
        self._next = max((int(match[2]) for match in found_numbers), default=0)

    def take(self) -> str:
        while True:
            self._next += 1
            given = f"{self._prefix}{self._next:0{self._width}}"
            if given not in self._used:
                return given


def _key(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(key, "") or table.column(key).default for key in table.keys)


def _row_key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(row.cells[table.position[key]] for key in table.keys)


def _name(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    """What a person is matched by when the list gives no key: the character, else the whole name."""
    if not has_names(table):
        return ()
    if "character" in table.position and cells.get("character"):
        return ("character", fold(cells["character"]))
    last, first = cells.get("last_name", ""), cells.get("first_name", "")
    return (fold(last), fold(first)) if last and first else ()


def _over(table: Table, row: ListRow, before: Row) -> ListRow:
    """The list's row over the book's: the key, a person's formulas and what the list leaves blank stay."""
    cells = dict(row.cells)
    for at, (column, was) in enumerate(zip(table.columns, before.cells, strict=True)):
        if column.key not in cells and column.key not in table.keys:
            continue
        now = cells.get(column.key, "")
        is_name = column.key in ("last_name", "first_name", "character")
        is_theirs = not now or at in before.formulas or column.key in table.keys
        if is_theirs or (is_name and fold(now) == fold(was)):
            cells[column.key] = was
    return replace(row, cells=cells)
