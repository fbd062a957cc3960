"""A person's words taken out of a spreadsheet, our scratch tab included, and looked for in all of it. Pure."""

from collections.abc import Iterator

from sync.books.google_grids import GoogleSheet, Json, Snapshot
from sync.books.google_ops import Formula
from sync.books.google_requests import cell_json, scratch_requests, update
from sync.personal import Words

VALUE = "userEnteredValue"


def search_snapshot(snapshot: Snapshot, words: Words) -> int:
    """How many cells, notes and titles hold the words; numbers are no words."""
    tabs = [*snapshot.sheets, *([snapshot.scratch] if snapshot.scratch else [])]
    return sum(words.is_in(text) for sheet in tabs for text in _texts(sheet))


def _texts(sheet: GoogleSheet) -> Iterator[str]:
    yield sheet.title
    yield from sheet.notes.values()
    yield from sheet.formulas.values()
    for row in sheet.rows:
        yield from (cell for cell in row if isinstance(cell, str))


def scrub_requests(snapshot: Snapshot, words: Words, token: int) -> list[Json]:
    """What puts the identifier wherever the words stood, and empties the scratch tab of the rows it kept.

    Args:
        token: The id of the new scratch tab.
    """
    requests = scratch_requests({}, snapshot, token, snapshot.scratch_mark) if snapshot.scratch else []
    for sheet in snapshot.sheets:
        if words.is_in(sheet.title):
            renamed = {"sheetId": sheet.id, "title": words.scrub(sheet.title)}
            requests.append({"updateSheetProperties": {"properties": renamed, "fields": "title"}})
        for (row, column), note in sheet.notes.items():
            if words.is_in(note):
                requests.append(update(sheet.id, row, column, [[{"note": words.scrub(note)}]], "note"))
        for number, row_cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row_cells, start=1):
                formula = sheet.formulas.get((number, column))
                if formula is None and isinstance(cell, str) and words.is_in(cell):
                    value = cell_json(words.scrub(cell))
                elif formula and words.is_in(formula):
                    value = cell_json(Formula(words.scrub(formula)))
                else:
                    continue
                requests.append(update(sheet.id, number, column, [[value]], VALUE))
    return requests
