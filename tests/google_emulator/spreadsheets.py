"""``spreadsheets.get`` and ``getByDataFilter``: a spreadsheet as the API answers it."""

import copy
import struct
from dataclasses import dataclass
from typing import Any

from google_emulator.a1 import clip, echo_range, find_range, make_range
from google_emulator.behaviour import Behaviour, Json, bad_request
from google_emulator.fields import Mask, below, change, is_everything, keep, read_mask
from google_emulator.filters import Pinned, find_boxes
from google_emulator.formulas import Cache, CellError, compute
from google_emulator.lines import resize
from google_emulator.protection import may_edit
from google_emulator.state import (
    COLUMNS,
    PIXELS,
    ROWS,
    Box,
    Cell,
    Formula,
    Scalar,
    Sheet,
    Spreadsheet,
    new_sheet,
    sources_of,
)
from google_emulator.typed import plain, show

SHEET_LISTS = ("conditionalFormats", "filterViews", "bandedRanges", "columnGroups", "rowGroups", "tables")
TOP = ("spreadsheetId", "properties", "sheets", "namedRanges", "spreadsheetUrl", "developerMetadata", "*")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks for a spreadsheet, and how."""

    behaviour: Behaviour
    user: str
    mask: Mask
    with_grid: bool


def add_sheet(book: Spreadsheet, properties: Json, *, first: bool = False) -> Sheet:
    """One more tab, as ``addSheet`` or ``create`` describe it.

    Raises:
        ApiError: Its title or its id is taken.
    """
    title = properties.get("title") or _free_title(book)
    if book.titled(title):
        raise bad_request(f'A sheet with the name "{title}" already exists. Please enter another name.')
    sheet_id = properties.get("sheetId")
    if sheet_id is None:
        sheet_id = 0 if first else book.new_id()
    if any(sheet.sheet_id == sheet_id for sheet in book.sheets):
        raise bad_request(f"Sheet with id {sheet_id} already exists.")
    grid = properties.get("gridProperties", {})
    sheet = new_sheet(sheet_id, title, grid.get("rowCount") or 1000, grid.get("columnCount") or 26)
    own = ("rowCount", "columnCount")
    sheet.grid = {name: value for name, value in grid.items() if name not in own and value}
    rest = ("title", "sheetId", "index", "sheetType", "gridProperties")
    sheet.properties = with_colours(
        {name: v for name, v in properties.items() if name not in rest and v is not None}
    )
    place = properties.get("index")
    book.sheets.insert(len(book.sheets) if place is None else place, sheet)
    return sheet


def _free_title(book: Spreadsheet) -> str:
    number = len(book.sheets) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def get(book: Spreadsheet, query: Json, ranges: list[str], behaviour: Behaviour, user: str) -> Json:
    """``spreadsheets.get``."""
    mask = _mask(query)
    said = str(query.get("includeGridData", "")).lower() == "true"
    asked = below(mask, "sheets", "data") is not None if mask else said
    found = [find_range(book, text, behaviour) for text in ranges] if ranges else None
    return write_spreadsheet(book, Viewer(behaviour, user, mask, asked), found)


def get_by_filter(book: Spreadsheet, query: Json, body: Json, behaviour: Behaviour, user: str) -> Json:
    """``spreadsheets.getByDataFilter``."""
    mask = _mask(query)
    asked = below(mask, "sheets", "data") is not None if mask else bool(body.get("includeGridData"))
    filters = body.get("dataFilters") or []
    found = [box for data_filter in filters for box in find_boxes(book, data_filter, behaviour)]
    return write_spreadsheet(book, Viewer(behaviour, user, mask, asked), found if filters else None)


def _mask(query: Json) -> Mask:
    mask = read_mask(query.get("fields", "") or "")
    for name in mask:
        if name not in TOP:
            raise bad_request(
                f"Error expanding 'fields' parameter. Cannot find matching fields for path '{name}'."
            )
    return mask


def write_spreadsheet(book: Spreadsheet, viewer: Viewer, found: list[tuple[Sheet, Box]] | None) -> Json:
    """A spreadsheet, with the tabs that hold the ranges asked for."""
    shown = [sheet for sheet in book.sheets if found is None or any(sheet is one for one, _ in found)]
    answer: Json = {"spreadsheetId": book.spreadsheet_id, "properties": copy.deepcopy(book.properties)}
    answer["sheets"] = []
    for sheet in shown:
        boxes = [box for one, box in found if one is sheet] if found is not None else [sheet.whole]
        answer["sheets"].append(_write_sheet(book, sheet, boxes, viewer))
    if book.named_ranges:
        answer["namedRanges"] = [
            {**named, "range": echo_range(named["range"])} for named in book.named_ranges
        ]
    if book.metadata:
        answer["developerMetadata"] = [Pinned(data, "SPREADSHEET").write() for data in book.metadata]
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit"
    return dict(keep(answer, viewer.mask))


def write_properties(book: Spreadsheet, sheet: Sheet) -> Json:
    """The SheetProperties of a tab."""
    grid = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns), **sheet.grid}
    return {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": next(place for place, other in enumerate(book.sheets) if other is sheet),
        "sheetType": "GRID",
        "gridProperties": grid,
        **sheet.properties,
    }


def write_protected(protected: Json, user: str, *, reply: bool = False) -> Json:
    """A protected range; the reply to ``addProtectedRange`` does not name the creator yet, as recorded."""
    shown = {name: value for name, value in protected.items() if value not in (None, False)}
    shown["range"] = echo_range(protected["range"])
    shown["requestingUserCanEdit"] = may_edit(protected, user)
    if reply:
        shown["editors"] = {}
    return shown


def write_chart(chart: Json) -> Json:
    """An EmbeddedChart as Google writes it."""
    shown: Json = copy.deepcopy(chart)
    for sources in sources_of(shown):
        sources[:] = [echo_range(source) for source in sources]
    overlay = shown["position"]["overlayPosition"]
    overlay["anchorCell"] = echo_range(overlay["anchorCell"])
    return shown


def _write_sheet(book: Spreadsheet, sheet: Sheet, boxes: list[Box], viewer: Viewer) -> Json:
    answer: Json = {"properties": write_properties(book, sheet)}
    if viewer.with_grid:
        answer["data"] = [_write_grid(book, sheet, clip(sheet, box), viewer) for box in boxes]
    if sheet.merges:
        answer["merges"] = [echo_range(merge) for merge in sheet.merges]
    if sheet.protected:
        answer["protectedRanges"] = [write_protected(one, viewer.user) for one in sheet.protected]
    if sheet.basic_filter:
        answer["basicFilter"] = {**sheet.basic_filter, "range": echo_range(sheet.basic_filter["range"])}
    for name in SHEET_LISTS:
        if sheet.lists.get(name):
            answer[name] = [_write_listed(item) for item in sheet.lists[name]]
    if sheet.lists.get("charts"):
        answer["charts"] = [write_chart(chart) for chart in sheet.lists["charts"]]
    if sheet.metadata:
        answer["developerMetadata"] = [Pinned(data, "SHEET", sheet).write() for data in sheet.metadata]
    return answer


def _write_listed(item: Json) -> Json:
    shown = dict(item)
    if "range" in item:
        shown["range"] = echo_range(item["range"])
    if "ranges" in item:
        shown["ranges"] = [echo_range(one) for one in item["ranges"]]
    return shown


def _write_grid(book: Spreadsheet, sheet: Sheet, box: Box, viewer: Viewer) -> Json:
    answer: Json = {}
    if box.top:
        answer["startRow"] = box.top
    if box.left:
        answer["startColumn"] = box.left
    wanted = below(viewer.mask, "sheets", "data", "rowData", "values")
    if wanted is not None:
        rows = _write_rows(book, sheet, box, wanted)
        if rows:
            answer["rowData"] = rows
    for name, dimension, start, end in (
        ("rowMetadata", ROWS, box.top, box.bottom),
        ("columnMetadata", COLUMNS, box.left, box.right),
    ):
        if below(viewer.mask, "sheets", "data", name) is not None:
            answer[name] = [_write_line(sheet, dimension, place) for place in range(start, end)]
    return answer


def _write_rows(book: Spreadsheet, sheet: Sheet, box: Box, wanted: Mask) -> list[Json]:
    rows: list[Json] = []
    cache: Cache = {}
    for row in range(box.top, box.bottom):
        last = max((c for c in sheet.rows[row].cells if box.left <= c < box.right), default=-1)
        cells = [
            write_cell(book, sheet, (row, column), wanted, cache) for column in range(box.left, last + 1)
        ]
        rows.append({"values": cells} if cells else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _write_line(sheet: Sheet, dimension: str, place: int) -> Json:
    line = sheet.lines(dimension)[place]
    answer = {"pixelSize": PIXELS[dimension], **line.properties}
    if line.metadata:
        kind = "COLUMN" if dimension == COLUMNS else "ROW"
        answer["developerMetadata"] = [Pinned(data, kind, sheet, place).write() for data in line.metadata]
    return answer


def write_value(value: Scalar | Formula | CellError) -> Json:
    """An ExtendedValue."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": plain(value)}


def write_cell(book: Spreadsheet, sheet: Sheet, place: tuple[int, int], wanted: Mask, cache: Cache) -> Json:
    """A CellData, with no more worked out than is asked for."""

    def asks(name: str) -> bool:
        return is_everything(wanted) or name in wanted

    cell = sheet.cell(*place)
    answer: Json = {}
    if cell.value is not None:
        if asks("userEnteredValue"):
            answer["userEnteredValue"] = write_value(cell.value)
        if asks("effectiveValue") or asks("formattedValue"):
            answer |= _write_worked_out(book, compute(book, sheet, *place, cache), cell)
    if cell.format and asks("userEnteredFormat"):
        answer["userEnteredFormat"] = cell.format
    if asks("effectiveFormat") and not cell.is_blank:
        answer["effectiveFormat"] = _laid_over(book.properties["defaultFormat"], cell.format)
    if cell.note:
        answer["note"] = cell.note
    return {**answer, **cell.extra}


def _laid_over(default: Json, own: Json) -> Json:
    """A cell's own format on top of the spreadsheet's; an answer is written out at once, so both are shared."""
    result = dict(default)
    for name, value in own.items():
        below = result.get(name)
        result[name] = (
            _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
        )
    return result


def _write_worked_out(book: Spreadsheet, value: Any, cell: Cell) -> Json:
    if value is None:
        return {}
    if isinstance(value, CellError):
        return {"effectiveValue": write_value(value), "formattedValue": value.shown}
    shown = show(value, cell.format.get("numberFormat"), book.locale)
    return {"effectiveValue": write_value(value), "formattedValue": shown}


def with_colours(thing: Json) -> Json:
    """Each colour beside its style, as Google keeps both."""
    result: Json = {}
    for name, value in thing.items():
        result[name] = with_colours(value) if isinstance(value, dict) else value
    for name in [key for key in result if key.endswith(("Color", "ColorStyle"))]:
        if name.endswith("Style"):
            rgb = result[name].get("rgbColor") if isinstance(result[name], dict) else None
            if rgb is not None:
                result[name] = {"rgbColor": _colour(rgb)}
                result[name.removesuffix("Style")] = _colour(rgb)
        elif isinstance(result[name], dict) and name != "rgbColor":
            result[name] = _colour(result[name])
            result[name + "Style"] = {"rgbColor": result[name]}
    return result


def _colour(colour: Json) -> Json:
    """Each part a byte, written as the 32-bit share it is of 255."""
    shares = {name: int(value * 255 + 1e-6) / 255 for name, value in colour.items() if value}
    return {
        name: plain(float(f"{struct.unpack('f', struct.pack('f', v))[0]:.8g}")) for name, v in shares.items()
    }


def change_sheet(book: Spreadsheet, sheet: Sheet, new: Json, mask: Mask) -> None:
    """``updateSheetProperties``.

    Raises:
        ApiError: The title is empty or taken, the grid would vanish, or no tab would be left to see.
    """
    old = write_properties(book, sheet)
    result = change(old, {"title": "", **new} if is_everything(mask) else new, mask)
    if not result.get("title"):
        raise bad_request("The sheet name cannot be empty.")
    other = book.titled(result["title"])
    if other is not None and other is not sheet:
        raise bad_request(
            f'A sheet with the name "{result["title"]}" already exists. Please enter another name.'
        )
    visible = [one for one in book.sheets if one is not sheet and not one.properties.get("hidden")]
    if result.get("hidden") and not visible:
        raise bad_request("You can't hide all the sheets in a document.")
    sheet.title = result["title"]
    if result.get("index", old["index"]) != old["index"] or "index" in mask:
        _move_sheet(book, sheet, result.get("index", 0))
    _change_grid(sheet, result.get("gridProperties", {}))
    own = ("sheetId", "title", "index", "sheetType", "gridProperties")
    sheet.properties = with_colours({name: v for name, v in result.items() if name not in own and v})
    if "tabColorStyle" in mask and not new.get("tabColorStyle", {}).get("rgbColor"):
        sheet.properties.pop("tabColorStyle", None)
        sheet.properties.pop("tabColor", None)


def _move_sheet(book: Spreadsheet, sheet: Sheet, place: int) -> None:
    if not 0 <= place <= len(book.sheets):
        raise bad_request(f"Sheet index {place} is out of bounds.")
    now = next(at for at, one in enumerate(book.sheets) if one is sheet)
    book.sheets.insert(place, sheet)
    book.sheets.pop(now + 1 if place <= now else now)


def _change_grid(sheet: Sheet, grid: Json) -> None:
    for dimension, name, frozen in (
        (ROWS, "rowCount", "frozenRowCount"),
        (COLUMNS, "columnCount", "frozenColumnCount"),
    ):
        count = grid.get(name, len(sheet.lines(dimension)))
        if count < 1 or grid.get(frozen, 0) >= count:
            word = "rows" if dimension == ROWS else "columns"
            raise bad_request(f"You can't delete all the non-frozen {word} or freeze all visible {word}.")
        resize(sheet, dimension, count)
    sheet.grid = {
        name: value for name, value in grid.items() if name not in ("rowCount", "columnCount") and value
    }


def whole_range(sheet: Sheet, said: Json) -> Json:
    """A GridRange with its open ends closed by the grid."""
    return make_range(sheet, sheet.box(said))
