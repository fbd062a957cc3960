"""A book's tables from rows by column key, for tests of what is computed from them."""

from collections.abc import Mapping, Sequence

from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.text import Lang


def reading_of(
    tables: Mapping[str, Sequence[Mapping[str, str]]], lang: Lang = "en", country: str = "FR", first: int = 2
) -> Reading:
    """The reading of these rows; the first of each table stands at row ``first``."""
    read = {}
    for key, rows in tables.items():
        cells = [tuple(row.get(column.key, "") for column in TABLE[key].columns) for row in rows]
        lines = tuple(Row("", number, line) for number, line in enumerate(cells, start=first))
        read[key] = TableRead(TABLE[key], None, lines)
    return Reading(read, lang, country, "")
