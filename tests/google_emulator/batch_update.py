"""``spreadsheets.batchUpdate``: requests in order, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from google_emulator.a1 import find_range
from google_emulator.behaviour import ApiError, Behaviour, Json, bad_field, bad_request
from google_emulator.cells import CellRequests
from google_emulator.charts import ChartRequests
from google_emulator.fields import Mask, below, change, read_mask
from google_emulator.groups import GroupRequests
from google_emulator.lines import delete, find_span, insert, move
from google_emulator.pinned import PinnedRequests, needed_mask
from google_emulator.spreadsheets import (
    Viewer,
    add_sheet,
    change_sheet,
    write_properties,
    write_spreadsheet,
)
from google_emulator.state import COLUMNS, ROWS, Line, Sheet, Spreadsheet, new_lines, sources_of

NOT_EMULATED = {
    "addDataSource", "addSlicer", "autoFill", "deleteDataSource", "deleteDuplicates",
    "duplicateFilterView", "pasteData", "randomizeRange", "refreshDataSource",
    "textToColumns", "trimWhitespace", "updateBanding", "updateDataSource",
    "updateEmbeddedObjectBorder", "updateFilterView",
    "updateSlicerSpec", "addTable", "updateTable", "deleteTable", "cancelDataSourceRefresh",
}  # fmt: skip
"""Requests Google has and this emulator says it has not, rather than guess."""


@dataclass(frozen=True, slots=True)
class BatchUpdate:
    """One call; the spreadsheet given is changed, so give a copy."""

    book: Spreadsheet
    behaviour: Behaviour
    user: str

    def run(self, body: Json, query: Json) -> Json:
        """Carry the requests out.

        Raises:
            ApiError: 400 that names the first request that cannot be carried out.
        """
        requests = body.get("requests") or []
        if not requests:
            raise bad_request("Must specify at least one request.")
        if len(requests) > 100_000:
            raise bad_request("Cannot exceed 100000 requests in a single batch.")
        handlers = _handlers(self)
        replies = [_one(handlers, place, request) for place, request in enumerate(requests)]
        self._check_cells()
        answer: Json = {"spreadsheetId": self.book.spreadsheet_id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            answer["updatedSpreadsheet"] = self._write_updated(body, query)
        return answer

    def _check_cells(self) -> None:
        if sum(len(sheet.rows) * len(sheet.columns) for sheet in self.book.sheets) > self.behaviour.max_cells:
            raise bad_request(
                "This action would increase the number of cells in the workbook above the limit of "
                f"{self.behaviour.max_cells} cells."
            )

    def _write_updated(self, body: Json, query: Json) -> Json:
        mask: Mask = below(read_mask(query.get("fields", "") or ""), "updatedSpreadsheet") or {}
        asked = (
            below(mask, "sheets", "data") is not None if mask else bool(body.get("responseIncludeGridData"))
        )
        ranges = [find_range(self.book, text, self.behaviour) for text in body.get("responseRanges") or []]
        return write_spreadsheet(self.book, Viewer(self.behaviour, self.user, mask, asked), ranges or None)

    def add_sheet(self, request: Json) -> Json:
        """A new tab."""
        sheet = add_sheet(self.book, request.get("properties") or {})
        return {"addSheet": {"properties": write_properties(self.book, sheet)}}

    def delete_sheet(self, request: Json) -> Json:
        """A tab goes; the last one stays."""
        sheet = self.book.sheet(request.get("sheetId", 0))
        if not [one for one in self.book.sheets if one is not sheet and not one.properties.get("hidden")]:
            raise bad_request("You can't remove all the visible sheets in a document.")
        self.book.sheets = [one for one in self.book.sheets if one is not sheet]
        names = self.book.named_ranges
        self.book.named_ranges = [one for one in names if one["range"].get("sheetId", 0) != sheet.sheet_id]
        return {}

    def duplicate_sheet(self, request: Json) -> Json:
        """A copy of a tab, in front unless told otherwise."""
        source = self.book.sheet(request.get("sourceSheetId", 0))
        title = request.get("newSheetName") or f"Copy of {source.title}"
        place = request.get("insertSheetIndex", 0)
        made = add_sheet(self.book, {"title": title, "sheetId": request.get("newSheetId"), "index": place})
        copy_sheet(source, made, self.book)
        return {"duplicateSheet": {"properties": write_properties(self.book, made)}}

    def update_sheet_properties(self, request: Json) -> Json:
        """Title, place, size, frozen rows, colour, hidden or not."""
        new = request.get("properties") or {}
        change_sheet(self.book, self.book.sheet(new.get("sheetId", 0)), new, needed_mask(request))
        return {}

    def update_spreadsheet_properties(self, request: Json) -> Json:
        """Title, locale, time zone."""
        new = request.get("properties") or {}
        self.book.properties = change(self.book.properties, new, needed_mask(request))
        return {}

    def insert_dimension(self, request: Json) -> Json:
        """New rows or columns in between."""
        sheet, dimension, start, end = find_span(self.book, request.get("range", {}))
        before = bool(request.get("inheritFromBefore"))
        insert(self.book, sheet, dimension, start, end - start, before=before)
        return {}

    def append_dimension(self, request: Json) -> Json:
        """New rows or columns at the end."""
        sheet = self.book.sheet(request.get("sheetId", 0))
        dimension = request.get("dimension", ROWS)
        lines = sheet.lines(dimension)
        lines += new_lines(dimension, request.get("length", 0))
        return {}

    def delete_dimension(self, request: Json) -> Json:
        """Rows or columns go."""
        sheet, dimension, start, end = find_span(self.book, request.get("range", {}))
        shrink = self.behaviour.deleted_rows_shrink_the_grid
        delete(self.book, sheet, dimension, start, end, shrink=shrink)
        return {}

    def move_dimension(self, request: Json) -> Json:
        """Rows or columns are dragged elsewhere."""
        sheet, dimension, start, end = find_span(self.book, request.get("source", {}))
        move(self.book, sheet, dimension, start, end, request.get("destinationIndex", 0))
        return {}

    def update_dimension_properties(self, request: Json) -> Json:
        """Hidden, size."""
        mask = needed_mask(request)
        for line in self._lines(request.get("range", {})):
            kept = change(line.properties, request.get("properties") or {}, mask)
            line.properties = {name: value for name, value in kept.items() if value is not False}
        return {}

    def auto_resize_dimensions(self, request: Json) -> Json:
        """As wide as the longest text, at about 8 pixels a character."""
        sheet, dimension, start, end = find_span(self.book, request.get("dimensions", {}))
        for place in range(start, end if dimension == COLUMNS else start):
            texts = [str(line.cells[place].value or "") for line in sheet.rows if place in line.cells]
            widest = max((len(text) for text in texts), default=0)
            sheet.columns[place].properties["pixelSize"] = max(21, widest * 8 + 6)
        return {}

    def _lines(self, span: Json) -> list[Line]:
        sheet, dimension, start, end = find_span(self.book, span)
        return sheet.lines(dimension)[start:end]


def copy_sheet(source: Sheet, made: Sheet, book: Spreadsheet) -> None:
    """Fill a new tab with everything of another; what has an id gets its own."""
    copied = source.copied()
    made.rows, made.columns, made.properties, made.grid = (
        copied.rows,
        copied.columns,
        copied.properties,
        copied.grid,
    )
    made.lists, made.basic_filter, made.merges = copied.lists, copied.basic_filter, copied.merges
    made.protected = [{**one, "protectedRangeId": book.new_id()} for one in copied.protected]
    for line in (*made.rows, *made.columns):
        line.metadata = []
    for pinned in made.ranges():
        pinned["sheetId"] = made.sheet_id
    for name in ("rowGroups", "columnGroups"):
        for group in made.lists.get(name, ()):
            group["range"]["sheetId"] = made.sheet_id
    for chart in made.lists.get("charts", ()):
        chart["chartId"] = book.new_id()
        chart["position"]["overlayPosition"]["anchorCell"]["sheetId"] = made.sheet_id
        for area in (area for areas in sources_of(chart) for area in areas):
            if area.get("sheetId", 0) == source.sheet_id:
                area["sheetId"] = made.sheet_id


def _handlers(update: BatchUpdate) -> dict[str, Callable[[Json], Json]]:
    cells = CellRequests(update.book, update.behaviour, update.user).handlers()
    return {
        **cells,
        **PinnedRequests(update.book, update.user).handlers(),
        **ChartRequests(update.book).handlers(),
        **GroupRequests(update.book).handlers(),
        "addSheet": update.add_sheet,
        "deleteSheet": update.delete_sheet,
        "duplicateSheet": update.duplicate_sheet,
        "updateSheetProperties": update.update_sheet_properties,
        "updateSpreadsheetProperties": update.update_spreadsheet_properties,
        "insertDimension": update.insert_dimension,
        "appendDimension": update.append_dimension,
        "deleteDimension": update.delete_dimension,
        "moveDimension": update.move_dimension,
        "updateDimensionProperties": update.update_dimension_properties,
        "autoResizeDimensions": update.auto_resize_dimensions,
    }


def _one(handlers: dict[str, Callable[[Json], Json]], place: int, request: Json) -> Json:
    kinds = [kind for kind, body in request.items() if body is not None]
    if len(kinds) != 1:
        raise bad_request(f"Invalid requests[{place}]: No request set.")
    kind = kinds[0]
    if kind in NOT_EMULATED:
        raise ApiError(501, f"The emulator does not know {kind}.", "UNIMPLEMENTED")
    if kind not in handlers:
        name = f"Invalid JSON payload received. Unknown name \"{kind}\" at 'requests[{place}]': Cannot find field."
        raise bad_field(f"requests[{place}]", name)
    try:
        return handlers[kind](request[kind])
    except ApiError as error:
        if error.code == 400:
            raise bad_request(f"Invalid requests[{place}].{kind}: {error.message}") from error
        raise
