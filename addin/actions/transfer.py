"""Rows in from a CSV, rows out as CSV or JSON."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from workbook_templates.book import Edits, NewRow, Reading, Row, TableRead
from workbook_templates.checks import check_tables
from workbook_templates.declare import Column, Table, Tier
from workbook_templates.findings import MASK, Finding, FindingKind, Severity
from workbook_templates.kinds import canonical
from workbook_templates.reading import ID_HEADER
from workbook_templates.text import OfficeError, Text, fold

UNKNOWN_COLUMN = FindingKind(
    "unknown-column",
    Severity.WARNING,
    Text(
        'the file\'s column "{value}" is not one of this table; it is ignored. Rename it to load it.',
        "la colonne « {value} » du fichier n'est pas de ce tableau ; elle est ignorée. Renommez-la pour la charger.",
    ),
)
REPEATED_KEY = FindingKind(
    "repeated-key",
    Severity.ERROR,
    Text(
        '"{value}" stands more than once in the file; each was loaded as a row of its own. Keep one.',
        "« {value} » figure plusieurs fois dans le fichier ; chaque ligne a été chargée. N'en gardez qu'une.",
    ),
)


BEYOND_HEADER = FindingKind(
    "beyond-header",
    Severity.ERROR,
    Text(
        '"{value}" stands in the file beyond the last header and was not loaded. Give it a header, or '
        "put quotes around the cell that a separator has cut.",
        "« {value} » figure dans le fichier au-delà du dernier en-tête et n'a pas été chargé. Donnez-lui un "
        "en-tête, ou mettez entre guillemets la cellule qu'un séparateur a coupée.",
    ),
)
REPEATED_COLUMN = FindingKind(
    "repeated-column",
    Severity.ERROR,
    Text(
        'the file has the column "{value}" twice; only the first was loaded. Rename or remove the other.',
        "le fichier a deux fois la colonne « {value} » ; seule la première a été chargée. "
        "Renommez ou retirez l'autre.",
    ),
)
MASKED_CELL = FindingKind(
    "masked-cell",
    Severity.NOTE,
    Text(
        "the file holds a mask here, not a value; the sheet's cell is left alone.",
        "le fichier contient ici un masque et non une valeur ; la cellule de la feuille reste telle quelle.",
    ),
)


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
    read = reading.tables[table.key]
    columns, findings = _columns(table, header, lines, read)
    given = tuple(column.key for column in columns if column is not None)
    waiting: dict[tuple[str, ...], deque[Row]] = {}
    for row in read.rows:
        waiting.setdefault(_identity(table, row.cells, given), deque()).append(row)
    changed: dict[tuple[int, str], str] = {}
    added: list[NewRow] = []
    landed: list[Row] = []
    seen: set[tuple[str, ...]] = set()
    kept: set[int] = set()
    updated = 0
    last = max(read.place.last, read.place.header) if read.place else 0
    for line in lines:
        values = _canonical(table, columns, line, reading)
        fresh = tuple(values.get(column.key, "") for column in table.columns)
        key = _identity(table, fresh, given)
        same = waiting.get(key)
        if not same:
            row = Row(new_id(), last + len(added) + 1, fresh)
            added.append(NewRow(row.id, fresh))
            landed.append(row)
            if key in seen and _has_key(table, fresh):
                value = " · ".join(filter(None, key))
                findings.append(Finding(REPEATED_KEY, table, row.number, row.id, table.keys[0], value))
        else:
            row = same.popleft()
            after = tuple(values.get(c.key, was) for c, was in zip(table.columns, row.cells, strict=True))
            changes = _changes(read, row, after)
            changed.update(changes)
            updated += bool(changes)
            kept.add(row.number)
            landed.append(row._replace(cells=after))
        findings += _unplaced(table, columns, line, row)
        seen.add(key)
    removed = [row.number for row in read.rows if row.number not in kept] if replace else []
    checked = TableRead(table, read.place, tuple(landed))
    findings += check_tables(Reading({table.key: checked}, reading.lang, reading.country, ""))
    cells = {**ids, table.key: {**ids.get(table.key, {}), **changed}}
    edits = Edits(
        cells={key: changes for key, changes in cells.items() if changes},
        added={table.key: added} if added else {},
        removed={table.key: removed} if removed else {},
    )
    return edits, findings, {"added": len(added), "updated": updated, "removed": len(removed)}


def _changes(read: TableRead, row: Row, after: tuple[str, ...]) -> dict[tuple[int, str], str]:
    """The cells of one row that the file changes, in the columns that the sheet has."""
    return {
        (row.number, column.key): now
        for column, was, now in zip(read.table.columns, row.cells, after, strict=True)
        if was != now and read.has(column.key)
    }


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


def dump_csv(read: TableRead, restricted: bool) -> str:
    """The rows as CSV, columns named by key, values in canonical form."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in read.table.columns])
    for row in read.rows:
        writer.writerow(_shown(read.table, row, restricted).values())
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
            values[column.key] = canonical(cell, shown, reading.lang, reading.country)
    return values


def _has_key(table: Table, cells: tuple[str, ...]) -> bool:
    return any(cells[table.position[key]] for key in table.keys)


def _identity(table: Table, cells: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    """What matches a line of the file with a row: its key, else its unrestricted cells."""
    if _has_key(table, cells):
        return tuple(cells[table.position[key]] or table.column(key).default for key in table.keys)
    public = [key for key in given if table.column(key).tier is not Tier.RESTRICTED]
    return ("", *(cells[table.position[key]] for key in public))
