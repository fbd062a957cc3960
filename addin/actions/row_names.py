"""What people call the rows of the store: by what a sheet itself shows of them, never by their ids."""

from collections.abc import Iterable

from sync.store import Transaction
from workbook_templates.catalog import TABLE

Rows = dict[tuple[str, str], str]


def name_rows(tx: Transaction, places: Iterable[tuple[str, str]]) -> Rows:
    """Name rows by the columns that tell a row of their table, restricted ones left out.

    Args:
        places: Table and record of each.

    Returns:
        Table and record -> a name; the record where the row tells none.
    """
    wanted: dict[str, set[str]] = {}
    for place, record in places:
        wanted.setdefault(place, set()).add(record)
    named: Rows = {}
    for key, records in wanted.items():
        table = TABLE.get(key)
        rows = tx.read_rows(table, records=sorted(records)) if table else {}
        for record in records:
            said = table.name_row(rows[record].cells) if table and record in rows else ""
            named[key, record] = said or record
    return named
