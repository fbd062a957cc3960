"""Rows in from a CSV, rows out as CSV or JSON."""

import csv
import io
from collections.abc import Callable, Mapping

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

    Returns:
        The edits, the findings on the rows as they land, and the counts of
        rows added, updated and removed.
    """
    header, lines = read_csv(data)
    read = reading.tables[table.key]
    columns, findings = _columns(table, header, read)
    values = [_canonical(table, columns, line, reading) for line in lines]
    by_key: dict[tuple[str, ...], list[Row]] = {}
    for row in reversed(read.rows):
        by_key.setdefault(_key(table, row.cells), []).append(row)
    cells = {key: dict(changes) for key, changes in ids.items()}
    mine = cells.setdefault(table.key, {})
    added: list[NewRow] = []
    landed: list[Row] = []
    seen: set[tuple[str, ...]] = set()
    updated = 0
    last = max([read.place.last if read.place else 0, read.place.header if read.place else 0])
    for line in values:
        blank = tuple(line.get(column.key, "") for column in table.columns)
        key = _key(table, blank)
        known = by_key.get(key) if any(key) else None
        matched = known.pop() if known else None
        if matched is None:
            number = last + len(added) + 1
            added.append(NewRow(new_id(), blank))
            landed.append(Row(added[-1].id, number, blank))
            if key in seen:
                named = table.keys[0]
                findings.append(
                    Finding(REPEATED_KEY, table, number, added[-1].id, named, " · ".join(filter(None, key)))
                )
        else:
            after = tuple(line.get(c.key, was) for c, was in zip(table.columns, matched.cells, strict=True))
            changes = {
                (matched.number, column.key): now
                for column, was, now in zip(table.columns, matched.cells, after, strict=True)
                if was != now and read.has(column.key)
            }
            mine.update(changes)
            updated += bool(changes)
            landed.append(Row(matched.id, matched.number, after))
        seen.add(key)
    removed = [row.number for row in read.rows if _key(table, row.cells) not in seen] if replace else []
    checked = TableRead(table, read.place, tuple(landed))
    alone = Reading({table.key: checked}, reading.lang, reading.country, "")
    findings += check_tables(alone)
    edits = Edits(
        cells={key: changes for key, changes in cells.items() if changes},
        added={table.key: added} if added else {},
        removed={table.key: removed} if removed else {},
    )
    return edits, findings, {"added": len(added), "updated": updated, "removed": len(removed)}


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


def _columns(table: Table, header: list[str], read: TableRead) -> tuple[list[Column | None], list[Finding]]:
    known = {
        fold(word): column
        for column in table.columns
        for word in (column.label.en, column.label.fr, column.key)
    }
    columns = [known.get(fold(word)) for word in header]
    findings = [
        Finding(UNKNOWN_COLUMN, table, value=word)
        for word, column in zip(header, columns, strict=True)
        if word and word != ID_HEADER and (column is None or not read.has(column.key))
    ]
    return columns, findings


def _canonical(
    table: Table, columns: list[Column | None], line: list[str], reading: Reading
) -> dict[str, str]:
    values: dict[str, str] = {}
    pairs = list(zip(columns, [*line, *[""] * len(columns)], strict=False))
    for column, cell in sorted(pairs, key=lambda pair: bool(pair[0] and pair[0].varies_by)):
        if column is not None and cell != MASK:
            shown = column.variants.get(values.get(column.varies_by, ""), column)
            values[column.key] = canonical(cell, shown, reading.lang, reading.country)
    return values


def _key(table: Table, cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cells[table.position[key]] or table.column(key).default for key in table.keys)
