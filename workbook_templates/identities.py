"""Every row gets its hidden id, from whichever command writes first."""

from collections.abc import Callable
from dataclasses import replace

from workbook_templates.book import Reading, Row, TableRead
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
