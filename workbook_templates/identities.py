"""Every row gets its hidden id, from whichever command writes first."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ulid import ULID

from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.reading import ID_HEADER


def give_ids(
    reading: Reading, new_id: Callable[[], str]
) -> tuple[Reading, dict[str, dict[tuple[int, str], str]]]:
    """Give an id to each row that has none.

    Returns:
        The reading with all ids, and the cells to write, by table.
    """
    tables: dict[str, TableRead] = {}
    cells: dict[str, dict[tuple[int, str], str]] = {}
    for key, read in reading.tables.items():
        if read.table.written or all(row.id for row in read.rows):
            tables[key] = read
            continue
        rows: list[Row] = []
        for row in read.rows:
            if not row.id:
                row = row._replace(id=new_id())
                cells.setdefault(key, {})[(row.number, ID_HEADER)] = row.id
            rows.append(row)
        tables[key] = replace(read, rows=tuple(rows))
    return replace(reading, tables=tables), cells


def with_ids(table: str, rows: Sequence[Mapping[str, str]]) -> list[tuple[str, Mapping[str, str]]]:
    """Give each row its id; a key that comes again is numbered, so that no two rows share one."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in rows:
        keys = tuple(row.get(key, "") for key in TABLE[table].keys)
        found.append((id_of(table, (*keys, f"#{seen[keys]}") if seen[keys] else keys), row))
        seen[keys] += 1
    return found


def id_of(table: str, keys: Sequence[str]) -> str:
    """A ULID that derives from the table and the row's keys alone."""
    digest = hashlib.sha256("\x1f".join((table, *keys)).encode()).digest()
    return str(ULID.from_bytes(digest[:16]))
