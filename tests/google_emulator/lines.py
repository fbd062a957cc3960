"""Rows and columns that come, go and move, with everything pinned to them."""

from dataclasses import replace

from google_emulator.behaviour import Json, bad_request
from google_emulator.references import move_references
from google_emulator.state import (
    COLUMNS,
    ROWS,
    Cell,
    Formula,
    Line,
    Sheet,
    Spreadsheet,
    new_lines,
    sources_of,
)

EDGES = {ROWS: ("startRowIndex", "endRowIndex"), COLUMNS: ("startColumnIndex", "endColumnIndex")}


def find_span(book: Spreadsheet, said: Json) -> tuple[Sheet, str, int, int]:
    """The sheet and the lines of a DimensionRange.

    Raises:
        ApiError: It is not on the grid.
    """
    sheet = book.sheet(said.get("sheetId", 0))
    dimension = said.get("dimension", ROWS)
    count = len(sheet.lines(dimension))
    start, end = said.get("startIndex", 0), said.get("endIndex", count)
    if not 0 <= start <= end:
        raise bad_request(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    return sheet, dimension, start, end


def insert(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, count: int, *, before: bool) -> None:
    """Put empty lines in; they look like the line before or after."""
    lines = sheet.lines(dimension)
    if start > len(lines):
        raise bad_request(f"range.startIndex[{start}] is too large. Only {len(lines)} lines exist.")
    if before and start == 0:
        raise bad_request(
            "inheritFromBefore cannot be set to true when inserting at the first row or column."
        )
    fresh = new_lines(dimension, count)
    model = start - 1 if before else start
    if dimension == COLUMNS:
        _spread_columns(sheet, start, count, model)
    elif model < len(lines):
        for line in fresh:
            line.cells = {c: _look(cell) for c, cell in lines[model].cells.items() if _look(cell) != Cell()}
    lines[start:start] = fresh
    _move_pinned(book, sheet, dimension, start, count)


def _look(cell: Cell) -> Cell:
    """A cell's format and validation, without its content."""
    kept = {name: value for name, value in cell.extra.items() if name == "dataValidation"}
    return Cell(format=cell.format, extra=kept)


def _spread_columns(sheet: Sheet, start: int, count: int, model: int) -> None:
    for line in sheet.rows:
        old = line.cells
        line.cells = {(c + count if c >= start else c): cell for c, cell in old.items()}
        if model in old and _look(old[model]) != Cell():
            line.cells |= dict.fromkeys(range(start, start + count), _look(old[model]))


def delete(
    book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int, *, shrink: bool = True
) -> None:
    """Take lines out, with what is on them.

    Raises:
        ApiError: They are not there, or no line would be left.
    """
    lines = sheet.lines(dimension)
    word = "rows" if dimension == ROWS else "columns"
    if end > len(lines) or start >= end:
        raise bad_request(f"Cannot delete {word} {start} to {end}: only {len(lines)} {word} exist.")
    frozen = sheet.grid.get("frozenRowCount" if dimension == ROWS else "frozenColumnCount", 0)
    left = sum(1 for place in range(frozen, len(lines)) if not start <= place < end)
    if shrink and left < 1:
        raise bad_request(f"You can't delete all the {'non-frozen ' if frozen else ''}{word} on the sheet.")
    del lines[start:end]
    count = end - start
    if dimension == COLUMNS:
        for line in sheet.rows:
            line.cells = {
                (c - count if c >= end else c): cell for c, cell in line.cells.items() if not start <= c < end
            }
    _move_pinned(book, sheet, dimension, start, -count)
    if not shrink:
        lines += new_lines(dimension, count)


def move(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int, place: int) -> None:
    """Drag lines to before ``place`` (counted before the move); what is pinned to each goes along."""
    lines = sheet.lines(dimension)
    if end > len(lines) or not 0 <= place <= len(lines):
        raise bad_request("The destination index is out of bounds.")
    if start < place < end:
        raise bad_request("Cannot move a range of rows or columns into itself.")
    order = [at for at in range(len(lines)) if not start <= at < end]
    at = sum(1 for one in order if one < place)
    order[at:at] = range(start, end)
    lines[:] = [lines[one] for one in order]
    if dimension == COLUMNS:
        new_place = {old: new for new, old in enumerate(order)}
        for line in sheet.rows:
            line.cells = {new_place[c]: cell for c, cell in line.cells.items()}


def resize(sheet: Sheet, dimension: str, count: int) -> None:
    """Add lines at the end, or cut them off."""
    lines = sheet.lines(dimension)
    lines += new_lines(dimension, count - len(lines))
    if count < len(lines):
        del lines[count:]
        if dimension == COLUMNS:
            for line in sheet.rows:
                line.cells = {c: cell for c, cell in line.cells.items() if c < count}
        first, last = EDGES[dimension]
        for pinned in sheet.ranges():
            if pinned.get(last, 0) > count:
                pinned[last] = count
        sheet.merges = [one for one in sheet.merges if one[first] < one[last]]
        groups = sheet.lists.get("rowGroups" if dimension == ROWS else "columnGroups", [])
        for group in groups:
            group["range"]["endIndex"] = min(group["range"]["endIndex"], count)
        groups[:] = [group for group in groups if group["range"]["startIndex"] < group["range"]["endIndex"]]


def _move_pinned(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, count: int) -> None:
    first, last = EDGES[dimension]
    for pinned in sheet.ranges():
        _move_range(pinned, first, last, start, count)
    for named in book.named_ranges:
        if named["range"].get("sheetId", 0) == sheet.sheet_id:
            _move_range(named["range"], first, last, start, count)
    groups = sheet.lists.get("rowGroups" if dimension == ROWS else "columnGroups", [])
    for group in groups:
        _move_range(group["range"], "startIndex", "endIndex", start, count)
    groups[:] = [group for group in groups if group["range"]["startIndex"] < group["range"]["endIndex"]]
    _move_charts(book, sheet, dimension, start, count)
    _forget_empty(book, sheet, first, last)
    for line in sheet.rows:
        for column, cell in line.cells.items():
            if isinstance(cell.value, Formula):
                text = move_references(cell.value.text, dimension, start, count)
                line.cells[column] = replace(cell, value=Formula(text))


def _move_charts(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, count: int) -> None:
    """A chart goes on showing the same cells, and stands where its anchor cell goes; lost cells are no more shown."""
    first, last = EDGES[dimension]
    for sources in (
        sources
        for one in book.sheets
        for chart in one.lists.get("charts", ())
        for sources in sources_of(chart)
    ):
        mine = [source for source in sources if source.get("sheetId", 0) == sheet.sheet_id]
        for source in mine:
            _move_range(source, first, last, start, count)
        sources[:] = [source for source in sources if source[first] < source[last]]
    name = "rowIndex" if dimension == ROWS else "columnIndex"
    for chart in sheet.lists.get("charts", ()):
        anchor = chart["position"]["overlayPosition"]["anchorCell"]
        if anchor[name] >= start:
            anchor[name] = max(start, anchor[name] + count)


def _move_range(pinned: Json, first: str, last: str, start: int, count: int) -> None:
    for edge, is_end in ((first, False), (last, True)):
        at = pinned.get(edge)
        if at is None or at < start or (is_end and at == start):
            continue
        pinned[edge] = at + count if count > 0 or at >= start - count else start


def _forget_empty(book: Spreadsheet, sheet: Sheet, first: str, last: str) -> None:
    def stands(pinned: Json) -> bool:
        return first not in pinned or last not in pinned or pinned[first] < pinned[last]

    sheet.merges = [one for one in sheet.merges if stands(one)]
    sheet.protected = [one for one in sheet.protected if stands(one.get("range", {}))]
    if sheet.basic_filter and not stands(sheet.basic_filter["range"]):
        sheet.basic_filter = None
    book.named_ranges = [one for one in book.named_ranges if stands(one["range"])]


def sort_rows(rows: list[Line], *, metadata_follows: bool, order: list[int], columns: range) -> None:
    """Put the cells of some columns in another order of rows; the rows themselves stay."""
    cells = [{c: line.cells.get(c) for c in columns} for line in rows]
    metadata = [line.metadata for line in rows]
    for line, source in zip(rows, order, strict=True):
        for column, cell in cells[source].items():
            if cell is None:
                line.cells.pop(column, None)
            else:
                line.cells[column] = cell
        if metadata_follows:
            line.metadata = metadata[source]
