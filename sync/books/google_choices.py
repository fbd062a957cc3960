"""Choices typed in the Conflicts tab while we replaced it: seen in the copy that we made, carried over. Pure."""

from collections.abc import Callable
from dataclasses import replace

from sync.books.google_before import Area
from sync.books.google_grids import GoogleSheet, Json, Snapshot
from sync.books.google_ops import alike
from sync.books.google_requests import cell_json, update
from sync.books.google_results import result_sheet
from workbook_templates.book import Edits, Reading
from workbook_templates.catalog import TABLE

CONFLICTS = TABLE["conflicts"]
VALUE = "userEnteredValue"


def replaced_tab(snapshot: Snapshot, edits: Edits) -> GoogleSheet | None:
    """The Conflicts tab, when these edits replace one that is there."""
    shown = next((one for one in edits.results if one.table is CONFLICTS), None)
    return result_sheet(snapshot, shown) if shown else None


def typed_meanwhile(
    was: Snapshot, tab: GoogleSheet, area: Area, scratch: GoogleSheet, read: Callable[[Snapshot], Reading]
) -> dict[str, str]:
    """Conflict -> the choice that stood there when the tab was replaced, and not when it was read."""
    lines = [scratch.line(row + area.offset) for row in range(area.first, area.last + 1)]
    if all(alike(line, tab.line(row), frozenset()) for row, line in enumerate(lines, start=1)):
        return {}
    sheets = tuple(replace(one, rows=lines) if one is tab else one for one in was.sheets)
    before = choices(read(was))
    return {
        conflict: choice
        for conflict, choice in choices(read(replace(was, sheets=sheets))).items()
        if before.get(conflict) != choice
    }


def choices(reading: Reading) -> dict[str, str]:
    """Conflict -> what its choice column holds."""
    read, at, named = (
        reading.tables.get(CONFLICTS.key),
        CONFLICTS.position["choice"],
        CONFLICTS.position["id"],
    )
    return {row.cells[named]: row.cells[at] for row in read.rows if row.cells[at]} if read else {}


def carry_requests(now: Snapshot, reading: Reading, typed: dict[str, str]) -> list[Json]:
    """Put the choices beside their conflicts; one that is not there any more gets a row below, for the next reading."""
    read = reading.tables.get(CONFLICTS.key)
    if read is None or read.place is None or not (read.has("choice") and read.has("id")):
        return []
    sheet = now.by_title[read.place.sheet]
    chosen, named = read.column_of("choice"), read.column_of("id")
    rows = {row.cells[CONFLICTS.position["id"]]: row.number for row in read.rows}
    gone = [conflict for conflict in typed if conflict not in rows]
    requests: list[Json] = []
    if gone:
        grown = {"sheetId": sheet.id, "dimension": "ROWS", "length": len(gone)}
        requests.append({"appendDimension": grown})
    last = max(len(sheet.rows), read.place.header)
    rows |= {conflict: last + at for at, conflict in enumerate(gone, start=1)}
    for conflict, choice in typed.items():
        if conflict in gone:
            requests.append(update(sheet.id, rows[conflict], named, [[cell_json(conflict)]], VALUE))
        requests.append(update(sheet.id, rows[conflict], chosen, [[cell_json(choice)]], VALUE))
    return requests
