"""Result sheets as requests of the Sheets API: cells, looks, links, frozen header, widths. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap

from sync.books.google_charts import chart_requests, chart_room
from sync.books.google_grids import RESULT_KEY, GoogleSheet, Json, Raw, Snapshot, same
from sync.books.google_ops import Content, stored
from sync.books.google_outline import outline_requests
from sync.books.google_requests import (
    as_kept,
    cell_json,
    colour,
    grid_range,
    lines_range,
    pattern,
    remembered,
    update,
)
from sync.books.google_rules import alarm_requests
from sync.books.xlsx_styles import CENTRED, FILLS, LINES
from workbook_templates.book import Cell, Link, Result, Style, figure_headers
from workbook_templates.text import Lang, fold

FIELDS, LINK = "userEnteredValue,userEnteredFormat", "userEnteredFormat.textFormat.link"
BLOCK = 500
PIXELS = 7.2  # of one character of the sheet's own font
FONTS: dict[Style, Json] = {
    Style.TITLE: {"bold": True, "fontSize": 16, "color": "2F4858"},
    Style.NOTE: {"italic": True, "color": "666666"},
    Style.HEADER: {"bold": True, "color": "FFFFFF"},
    Style.SECTION: {"bold": True, "fontSize": 11, "color": "2F4858"},
    Style.SUBTOTAL: {"bold": True},
    Style.TOTAL: {"bold": True, "fontSize": 11, "color": "1C2F3A"},
    Style.LINK: {"underline": True, "color": "1F5FA8"},
}


def result_sheet(snapshot: Snapshot, result: Result) -> GoogleSheet | None:
    """The tab of a written table: the one we marked ours, else by its title; None when it is to be added."""
    ours = [sheet for sheet in snapshot.sheets if sheet.result == result.table.key]
    names = (fold(result.table.label.en), fold(result.table.label.fr))
    named = [sheet for sheet in snapshot.sheets if fold(sheet.title) in names and not sheet.result]
    return next(iter([*ours, *named]), None)


def result_requests(
    snapshot: Snapshot, result: Result, new_id: int, lang: Lang, where: Callable[[Link], str]
) -> list[Json]:
    """Replace a whole result sheet; none when it shows the same already.

    Args:
        new_id: The id of the tab when it has to be added.
        where: The place that a link means, or "".
    """
    sheet = result_sheet(snapshot, result)
    target = new_id if sheet is None else sheet.id
    return [
        *_replaced(sheet, result, target, lang, where),
        *alarm_requests(sheet, result, target),
        *outline_requests(sheet, result, target),
        *chart_requests(sheet, result, target),
    ]


def _replaced(
    sheet: GoogleSheet | None, result: Result, target: int, lang: Lang, where: Callable[[Link], str]
) -> list[Json]:
    """The cells and their looks; none when the tab shows them already."""
    height, width = len(result.grid), max([len(result.widths), *map(len, result.grid), 1])
    below, right = chart_room(result)
    rows = max(height + 1, result.header + 1, below, 2)
    columns = max(width, result.frozen_columns + 1, right)
    has_room = sheet is not None and sheet.row_count >= rows and sheet.column_count >= columns
    if sheet is not None and has_room and _shows(sheet, result):
        return []
    requests: list[Json] = []
    if sheet is None:
        requests += _added(result, target, lang, rows, columns)
    else:
        rows, columns = max(rows, sheet.row_count), max(columns, sheet.column_count)
    requests.append(_frame(target, result, rows, columns))
    if sheet is not None:
        requests.append({"updateCells": {"range": {"sheetId": target}, "fields": FIELDS}})
        if not sheet.result:
            requests.append(sign_request(target, result.table.key))
    requests += _looks(target, result, lang)
    for start in range(0, height, BLOCK):
        cells = [[_cell(cell, where) for cell in line] for line in result.grid[start : start + BLOCK]]
        requests.append(update(target, start + 1, 1, cells, f"userEnteredValue,{LINK}"))
    requests += _sizes(target, result)
    return [*requests, *_lists(target, result)]


def _lists(sheet: int, result: Result) -> Iterator[Json]:
    """The words offered below the header; another one may be typed."""
    last = max(len(result.grid), result.header + 1)
    if result.lists:
        yield {"setDataValidation": {"range": {"sheetId": sheet}}}
    for column, words in result.lists.items():
        condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": word} for word in words]}
        rule = {"condition": condition, "strict": False, "showCustomUi": True}
        where = grid_range(sheet, result.header + 1, column, last, column)
        yield {"setDataValidation": {"range": where, "rule": rule}}


def _shows(sheet: GoogleSheet, result: Result) -> bool:
    height = max(len(sheet.rows), len(result.grid))
    return bool(sheet.result) and all(
        _same_line(
            sheet.line(at + 1),
            [stored(_content(cell)) for cell in result.grid[at]] if at < len(result.grid) else [],
        )
        for at in range(height)
    )


def _same_line(shown: Sequence[Raw], wanted: Sequence[Raw]) -> bool:
    width = max(len(shown), len(wanted))
    return all(
        same(shown[at] if at < len(shown) else None, wanted[at] if at < len(wanted) else None)
        for at in range(width)
    )


def _added(result: Result, new_id: int, lang: Lang, rows: int, columns: int) -> list[Json]:
    properties = {
        "sheetId": new_id,
        "title": result.table.sheet_name(lang),
        "gridProperties": {"rowCount": rows, "columnCount": columns},
    }
    return [{"addSheet": {"properties": properties}}, sign_request(new_id, result.table.key)]


def sign_request(sheet: int, key: str) -> Json:
    """Mark a tab as ours, so that it is found under any title."""
    return remembered(RESULT_KEY, key, {"sheetId": sheet})


def _frame(sheet: int, result: Result, rows: int, columns: int) -> Json:
    """The grid's size, what of it is frozen, and no lines."""
    grid = {
        "rowCount": rows,
        "columnCount": columns,
        "frozenRowCount": result.header,
        "frozenColumnCount": result.frozen_columns,
        "hideGridlines": True,
    }
    fields = ",".join(f"gridProperties.{name}" for name in grid)
    return {
        "updateSheetProperties": {"properties": {"sheetId": sheet, "gridProperties": grid}, "fields": fields}
    }


def _content(cell: Cell) -> Content:
    return as_kept(cell.value)


def _cell(cell: Cell, where: Callable[[Link], str]) -> Json:
    said = cell_json(_content(cell))
    if cell.link and isinstance(cell.value, str) and (place := where(cell.link)):
        said["userEnteredFormat"] = {"textFormat": {"link": {"uri": place}}}
    return said


def _looks(sheet: int, result: Result, lang: Lang) -> Iterator[Json]:
    """The looks of the cells, each block of cells that look alike at once."""
    right = figure_headers(result)
    open_runs: dict[tuple[int, int, str], tuple[int, int]] = {}
    for number, line in enumerate(result.grid, start=1):
        looks = [
            json.dumps(
                _look(cell, number, at, result, lang)
                | ({"horizontalAlignment": "RIGHT"} if (number, at + 1) in right else {})
            )
            for at, cell in enumerate(line)
        ]
        start, going = 0, dict[tuple[int, int, str], tuple[int, int]]()
        for at in range(1, len(looks) + 1):
            if at == len(looks) or looks[at] != looks[start]:
                run = (start + 1, at, looks[start])
                going[run] = (open_runs.pop(run, (number, number))[0], number)
                start = at
        yield from (_painted(sheet, run, rows) for run, rows in open_runs.items())
        open_runs = going
    yield from (_painted(sheet, run, rows) for run, rows in open_runs.items())


def _painted(sheet: int, run: tuple[int, int, str], rows: tuple[int, int]) -> Json:
    first, last, look = run
    where = grid_range(sheet, rows[0], first, rows[1], last)
    return {
        "repeatCell": {
            "range": where,
            "cell": {"userEnteredFormat": json.loads(look)},
            "fields": "userEnteredFormat",
        }
    }


def _look(cell: Cell, number: int, column: int, result: Result, lang: Lang) -> Json:
    text = {"fontSize": 10, **FONTS.get(cell.style, {})}
    if rgb := text.pop("color", None):
        text["foregroundColorStyle"] = {"rgbColor": colour(rgb)}
    look: Json = {"textFormat": text, "verticalAlignment": "MIDDLE"}
    if cell.style in FILLS:
        look["backgroundColorStyle"] = {"rgbColor": colour(FILLS[cell.style])}
    if cell.style in LINES:
        line = {"style": "DOTTED", "colorStyle": {"rgbColor": colour("BFBFBF")}}
        look["borders"] = dict.fromkeys(("top", "bottom", "left", "right"), line)
    if cell.style in CENTRED:
        look["horizontalAlignment"] = "CENTER"
    wide = column < len(result.widths) and result.widths[column] >= 30 and number > result.header
    if wide or cell.style is Style.HEADER:
        look["wrapStrategy"] = "WRAP"
    if form := _form(cell, lang):
        look["numberFormat"] = form
    return look


def _form(cell: Cell, lang: Lang) -> Json:
    match cell.value:
        case bool():
            return {}
        case Decimal():
            return {"type": "NUMBER", "pattern": "#,##0.00;[Red]-#,##0.00"}
        case int():
            return {"type": "NUMBER", "pattern": "0"}
        case date():
            return {"type": "DATE", "pattern": pattern("DATE", lang)}
        case _:
            return {}


def _sizes(sheet: int, result: Result) -> list[Json]:
    """Column widths, those alike side by side at once, and a header high enough for its words."""
    requests, start = [], 0
    for at in range(1, len(result.widths) + 1):
        if at == len(result.widths) or result.widths[at] != result.widths[start]:
            requests.append(_size(sheet, "COLUMNS", start + 1, at, round(result.widths[start] * PIXELS) + 6))
            start = at
    if result.header:
        folds = [
            len(wrap(str(cell.value or ""), max(4, int(width) - 2)))
            for cell, width in zip(result.grid[result.header - 1], result.widths, strict=False)
        ]
        requests.append(
            _size(sheet, "ROWS", result.header, result.header, max(32, 18 * max(folds, default=1) + 4))
        )
    return requests


def _size(sheet: int, dimension: str, first: int, last: int, pixels: int) -> Json:
    return {
        "updateDimensionProperties": {
            "range": lines_range(sheet, dimension, first, last),
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }
