"""Changes to a spreadsheet as requests of the Sheets API: values literally, never as if typed. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sync.books.google_before import Area
from sync.books.google_grids import SCRATCH, GoogleSheet, Json, Snapshot, serial
from sync.books.google_ops import CLEARED, Content, DeleteRow, Formula, InsertRows, Op, SetCell, in_order
from workbook_templates.text import DATE_FORMATS, Lang, OfficeError

VALUE, FORMAT = "userEnteredValue", "userEnteredFormat.numberFormat"
LONGEST = 50_000
DIGITS = 15
GUARD = "Classeur: _id"
NOTE = "Classeur · "  # begins our notes, and what describes our charts
PATTERNS = {"TIME": "hh:mm", "PERCENT": "0.##%", "NUMBER": "#,##0.00", "DATE_TIME": "yyyy-mm-dd hh:mm"}


def batch(
    ops: Sequence[Op], areas: Mapping[int, Area], snapshot: Snapshot, token: int, lang: Lang, mark: str = ""
) -> list[Json]:
    """The requests of a batch: the touched rows copied to the scratch tab, then the changes.

    ``token`` is the scratch tab's id. Google refuses a tab whose id is taken, so a
    batch sent twice is made once. ``mark`` is the identity, which that tab keeps too.
    """
    requests = scratch_requests(areas, snapshot, token, mark)
    cells, structure = in_order(ops)
    requests += _set_cells(cells, lang)
    left = {sheet.id: sheet.row_count for sheet in snapshot.sheets}
    for op in _runs(structure):
        sheet = snapshot.by_id[op.sheet]
        if isinstance(op, InsertRows):
            requests += _insert(op, sheet, left[sheet.id], lang)
            left[sheet.id] = max(left[sheet.id], op.at) + len(op.rows)
            continue
        short = sheet.frozen_rows + 1 - (left[sheet.id] - op.count)
        if short > 0:  # Google keeps at least one row below those that are frozen.
            grown = {"sheetId": sheet.id, "dimension": "ROWS", "length": short}
            requests.append({"appendDimension": grown})
            left[sheet.id] += short
        where = lines_range(sheet.id, "ROWS", op.first, op.first + op.count - 1)
        requests.append({"deleteDimension": {"range": where}})
        left[sheet.id] -= op.count
    return requests


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that follow each other, to be deleted at once."""

    sheet: int
    first: int
    count: int


def _runs(structure: Sequence[InsertRows | DeleteRow]) -> list[InsertRows | _Rows]:
    """The same changes, deleted rows that follow each other taken together."""
    found: list[InsertRows | _Rows] = []
    for op in structure:
        before = found[-1] if found else None
        if isinstance(op, InsertRows):
            found.append(op)
        elif isinstance(before, _Rows) and (before.sheet, before.first) == (op.sheet, op.row + 1):
            found[-1] = _Rows(op.sheet, op.row, before.count + 1)
        else:
            found.append(_Rows(op.sheet, op.row, 1))
    return found


def size_of(requests: Sequence[Json]) -> int:
    """How many bytes requests are on the line, as our client writes them."""
    return len(json.dumps(requests))


def cell_json(value: Content, shape: str = "", lang: Lang = "en") -> Json:
    """One cell: text stays text whatever it begins with; a day is its number.

    Raises:
        OfficeError: The text is longer than a cell holds.
    """
    cell: Json = {}
    said = _value_json(value)
    if said:
        cell["userEnteredValue"] = said
    if shape and shape != CLEARED:
        cell["userEnteredFormat"] = {"numberFormat": {"type": shape, "pattern": pattern(shape, lang)}}
    return cell


def pattern(shape: str, lang: Lang) -> str:
    """How a kind of number is shown."""
    if shape == "DATE":
        return DATE_FORMATS[lang]
    return PATTERNS.get(shape, "@")


def as_kept(value: Content) -> Content:
    """What a cell can hold of a value: a number of more digits than it keeps stays the text it is."""
    if isinstance(value, Decimal):
        exact = value.is_finite() and len(value.normalize().as_tuple().digits) <= DIGITS
        return value if exact and abs(value) < 10**300 else format(value, "f")
    return value


def _value_json(value: Content) -> Json:
    match value:
        case None | "":
            return {}
        case Formula(text):
            return {"formulaValue": text}
        case bool():
            return {"boolValue": value}
        case date() | time() | datetime():
            return {"numberValue": serial(value)}
        case Decimal():
            whole = value == value.to_integral_value() and abs(value) < 10**DIGITS
            return {"numberValue": int(value) if whole else float(value)}
        case int() | float():
            return {"numberValue": value}
        case str():
            if len(value) > LONGEST:
                raise OfficeError(
                    f"A text is {len(value)} characters long; a cell of Google Sheets holds {LONGEST}.",
                    f"Un texte compte {len(value)} caractères ; une cellule de Google Sheets en tient {LONGEST}.",
                )
            return {"stringValue": value}


def remembered(key: str, value: str, where: Json, known: int = 0) -> Json:
    """What we write in the metadata of a tab or spreadsheet; ``known`` is the id of what stands there already."""
    said = {"metadataKey": key, "metadataValue": value}
    if known:
        found = [{"developerMetadataLookup": {"metadataId": known}}]
        changed = {"dataFilters": found, "developerMetadata": said, "fields": "metadataValue"}
        return {"updateDeveloperMetadata": changed}
    metadata = {**said, "location": where, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def colour(rgb: str) -> Json:
    """A colour from its six (or, alpha first, eight) hexadecimal digits."""
    red, green, blue = (int(rgb[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"red": red, "green": green, "blue": blue}


def grid_range(sheet: int, top: int, left: int, bottom: int, right: int) -> Json:
    """A range from its first to its last row and column, counted from 1."""
    return {
        "sheetId": sheet,
        "startRowIndex": top - 1,
        "endRowIndex": bottom,
        "startColumnIndex": left - 1,
        "endColumnIndex": right,
    }


def lines_range(sheet: int, dimension: str, first: int, last: int) -> Json:
    return {"sheetId": sheet, "dimension": dimension, "startIndex": first - 1, "endIndex": last}


def update(sheet: int, row: int, column: int, rows: Sequence[Sequence[Json]], fields: str) -> Json:
    """Write cells from a corner on."""
    return {
        "updateCells": {
            "start": {"sheetId": sheet, "rowIndex": row - 1, "columnIndex": column - 1},
            "rows": [{"values": list(cells)} for cells in rows],
            "fields": fields,
        }
    }


def scratch_requests(areas: Mapping[int, Area], snapshot: Snapshot, token: int, mark: str) -> list[Json]:
    """Replace the scratch tab, and put on it what the batch is about to touch, the identity's mark below."""
    requests: list[Json] = []
    if snapshot.scratch is not None:
        requests.append({"deleteSheet": {"sheetId": snapshot.scratch.id}})
    height = max([1, *(area.offset + area.last - area.first + 1 for area in areas.values())])
    width = max([1, *(area.width for area in areas.values())])
    properties = {
        "sheetId": token,
        "title": SCRATCH,
        "hidden": True,
        "gridProperties": {"rowCount": height + 1, "columnCount": width},
    }
    requests.append({"addSheet": {"properties": properties}})
    if mark:
        requests.append(update(token, height + 1, 1, [[cell_json(mark)]], VALUE))
    for sheet, area in areas.items():
        columns = min(area.width, snapshot.by_id[sheet].column_count)
        if not columns:
            continue
        for first, last in _shown(area, snapshot.by_id[sheet]):
            to = area.offset + 1 + first - area.first
            requests.append(
                {
                    "copyPaste": {
                        "source": grid_range(sheet, first, 1, last, columns),
                        "destination": grid_range(token, to, 1, to + last - first, columns),
                        "pasteType": "PASTE_VALUES",
                    }
                }
            )
    return requests


def _shown(area: Area, sheet: GoogleSheet) -> Iterator[tuple[int, int]]:
    """The rows of an area that no filter hides, in runs: a paste leaves those out and closes the gap."""
    start = area.first
    for row in sorted(row for row in sheet.filtered_rows if area.first <= row <= area.last):
        if row > start:
            yield start, row - 1
        start = row + 1
    if start <= area.last:
        yield start, area.last


def _set_cells(cells: Sequence[SetCell], lang: Lang) -> Iterator[Json]:
    """As few requests as hold the cells: those side by side together, like rows together."""
    last: dict[tuple[int, int, int], SetCell] = {(op.sheet, op.row, op.column): op for op in cells}
    runs: list[list[SetCell]] = []
    for place in sorted(last):
        op = last[place]
        run = runs[-1] if runs else []
        beside = bool(run) and (run[-1].sheet, run[-1].row, run[-1].column + 1) == place
        if beside and bool(run[-1].shape) is bool(op.shape):
            run.append(op)
        else:
            runs.append([op])
    blocks: dict[tuple[int, int, int, bool], list[list[list[SetCell]]]] = {}
    for run in runs:
        first = run[0]
        kin = blocks.setdefault((first.sheet, first.column, len(run), bool(first.shape)), [])
        if kin and kin[-1][-1][0].row == first.row - 1:
            kin[-1].append(run)
        else:
            kin.append([run])
    for (sheet, column, _, shaped), found in blocks.items():
        for block in found:
            rows = [[cell_json(op.value, op.shape, lang) for op in run] for run in block]
            yield update(sheet, block[0][0].row, column, rows, f"{VALUE},{FORMAT}" if shaped else VALUE)


def _insert(op: InsertRows, sheet: GoogleSheet, row_count: int, lang: Lang) -> list[Json]:
    """New rows, shown even when the row above is hidden."""
    count = len(op.rows)
    if op.at >= row_count:
        grown = {"sheetId": op.sheet, "dimension": "ROWS", "length": op.at - row_count + count}
        requests: list[Json] = [{"appendDimension": grown}]
    else:
        where = lines_range(op.sheet, "ROWS", op.at + 1, op.at + count)
        requests = [{"insertDimension": {"range": where, "inheritFromBefore": op.inherit and op.at > 0}}]
    if op.at in sheet.hidden_rows | sheet.filtered_rows:
        shown = lines_range(op.sheet, "ROWS", op.at + 1, op.at + count)
        seen = {"range": shown, "properties": {"hiddenByUser": False}, "fields": "hiddenByUser"}
        requests.append({"updateDimensionProperties": seen})
    columns = sorted({column for values in op.rows for column in values})
    for first, last in _spans(columns, op.shapes):
        wanted = range(first, last + 1)
        rows = [
            [cell_json(values.get(column), op.shapes.get(column, ""), lang) for column in wanted]
            for values in op.rows
        ]
        shaped = any(column in op.shapes for column in wanted)
        fields = f"{VALUE},{FORMAT}" if shaped else VALUE
        requests.append(update(op.sheet, op.at + 1, first, rows, fields))
    return requests


def _spans(columns: Iterable[int], shapes: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Columns side by side that are alike in having a number format given: the others keep theirs."""
    first = last = 0
    for column in columns:
        if first and (column != last + 1 or (column in shapes) is not (last in shapes)):
            yield first, last
            first = column
        first, last = first or column, column
    if first:
        yield first, last
