"""The rows of tables as they stood just before the last batch, read from the copies on our scratch tab. Pure."""

from dataclasses import replace

from sync.books.google_grids import Place, Snapshot
from workbook_templates.book import Reading, Row
from workbook_templates.reading import ID_HEADER, read_grids


def rows_before(snapshot: Snapshot, reading: Reading) -> dict[str, tuple[Row, ...]]:
    """The rows of each table that the last batch touched, blank ones aside; of several tables, the others' too."""
    scratch = snapshot.scratch
    if scratch is None:
        return {}
    found: dict[str, tuple[Row, ...]] = {}
    for key, read in reading.tables.items():
        place = read.place
        if read.table.written or place is None or ID_HEADER not in place.columns:
            continue
        tab, at = snapshot.by_title[place.sheet], place.columns[ID_HEADER]
        lines = [line for line in map(tuple, scratch.rows) if any(line[:at])]
        if not lines:
            continue
        # A copy of values has no formats: each column's are taken from the tab.
        kinds = {column: kind for (_, column), kind in tab.formats.items()}
        formats: dict[Place, str] = {
            (row, column): kind for row in range(2, len(lines) + 2) for column, kind in kinds.items()
        }
        copied = replace(
            tab, rows=[tab.line(place.header), *lines], formats=formats, formulas={}, unknown=frozenset()
        )
        found[key] = read_grids([copied.grid()], [read.table]).tables[key].rows
    return found
