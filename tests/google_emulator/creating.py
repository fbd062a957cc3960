"""``spreadsheets.create`` with everything a body may bring: tabs, cells, sizes, rules, names, metadata."""

from collections.abc import Iterator

from google_emulator.batch_update import BatchUpdate
from google_emulator.behaviour import Behaviour, Json
from google_emulator.spreadsheets import add_sheet
from google_emulator.state import COLUMNS, ROWS, Spreadsheet, new_spreadsheet


def create(spreadsheet_id: str, body: Json, behaviour: Behaviour, user: str) -> Spreadsheet:
    """A new spreadsheet; what the body does not say is as Google makes it.

    Raises:
        ApiError: The body asks for what cannot be.
    """
    said = {name: value for name, value in (body.get("properties") or {}).items() if value is not None}
    book = new_spreadsheet(spreadsheet_id, said.get("title") or "Untitled spreadsheet")
    book.properties |= {name: value for name, value in said.items() if value}
    tabs = body.get("sheets") or []
    if tabs:
        book.sheets = []
    requests = []
    for place, tab in enumerate(tabs):
        sheet_id = add_sheet(book, tab.get("properties") or {}, first=place == 0).sheet_id
        requests += list(_requests_for(tab, sheet_id))
    requests += [{"addNamedRange": {"namedRange": named}} for named in body.get("namedRanges") or []]
    requests += [_metadata(data, {"spreadsheet": True}) for data in body.get("developerMetadata") or []]
    if requests:
        BatchUpdate(book, behaviour, user).run({"requests": requests}, {})
    return book


def _requests_for(tab: Json, sheet_id: int) -> Iterator[Json]:
    """What fills one tab, as requests."""
    for data in tab.get("data") or []:
        yield from _requests_for_data(data, sheet_id)
    for merge in tab.get("merges") or []:
        yield {"mergeCells": {"range": {**merge, "sheetId": sheet_id}, "mergeType": "MERGE_ALL"}}
    for protected in tab.get("protectedRanges") or []:
        span = {**(protected.get("range") or {}), "sheetId": sheet_id}
        yield {"addProtectedRange": {"protectedRange": {**protected, "range": span}}}
    for place, rule in enumerate(tab.get("conditionalFormats") or []):
        ranges = [{**one, "sheetId": sheet_id} for one in rule.get("ranges") or []]
        yield {"addConditionalFormatRule": {"rule": {**rule, "ranges": ranges}, "index": place}}
    for banded in tab.get("bandedRanges") or []:
        yield {"addBanding": {"bandedRange": {**banded, "range": {**banded["range"], "sheetId": sheet_id}}}}
    if tab.get("basicFilter"):
        span = {**(tab["basicFilter"].get("range") or {}), "sheetId": sheet_id}
        yield {"setBasicFilter": {"filter": {**tab["basicFilter"], "range": span}}}
    for data in tab.get("developerMetadata") or []:
        yield _metadata(data, {"sheetId": sheet_id})


def _requests_for_data(data: Json, sheet_id: int) -> Iterator[Json]:
    row, column = data.get("startRow", 0), data.get("startColumn", 0)
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    if data.get("rowData"):
        yield {"updateCells": {"start": start, "rows": data["rowData"], "fields": "*"}}
    for name, dimension, first in (("rowMetadata", ROWS, row), ("columnMetadata", COLUMNS, column)):
        for place, line in enumerate(data.get(name) or [], first):
            span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": place, "endIndex": place + 1}
            pinned = line.get("developerMetadata") or []
            properties = {key: value for key, value in line.items() if key != "developerMetadata"}
            if properties:
                update = {"range": span, "properties": properties, "fields": ",".join(properties)}
                yield {"updateDimensionProperties": update}
            yield from (_metadata(one, {"dimensionRange": span}) for one in pinned)


def _metadata(data: Json, location: Json) -> Json:
    return {"createDeveloperMetadata": {"developerMetadata": {**data, "location": location}}}
