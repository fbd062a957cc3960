"""A1 notation and GridRange: from text to a rectangle of a sheet, and back as Google writes it."""

import re

from google_emulator.behaviour import Behaviour, Json, bad_request
from google_emulator.state import Box, Sheet, Spreadsheet

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?")
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """A is 0."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def write_title(title: str) -> str:
    """The title as it stands before the "!": quoted only when it must be."""
    if PLAIN_TITLE.fullmatch(title) and not LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def write_a1(sheet: Sheet, box: Box) -> str:
    """A range as Google echoes it."""
    first = f"{letters(box.left)}{box.top + 1}"
    last = f"{letters(box.right - 1)}{box.bottom}"
    return f"{write_title(sheet.title)}!{first}" + ("" if first == last else f":{last}")


def find_range(book: Spreadsheet, text: str, behaviour: Behaviour) -> tuple[Sheet, Box]:
    """The sheet and the rectangle that an A1 text names, bounded by the grid.

    Raises:
        ApiError: It names nothing, or it starts beyond the grid.
    """
    title, cells = _split(text)
    if title is None:
        named = _find_name(book, cells)
        sheet = book.titled(cells)
        if _corners(cells) and not (sheet and named):
            return book.sheets[0], _bounded(book.sheets[0], text, cells, behaviour)
        if sheet:
            return sheet, sheet.whole
        if named:
            return named
        raise bad_request(f"Unable to parse range: {text}")
    sheet = book.titled(title)
    if sheet is None:
        raise bad_request(f"Unable to parse range: {text}")
    if cells == "":
        return sheet, sheet.whole
    if _corners(cells):
        return sheet, _bounded(sheet, text, cells, behaviour)
    named = _find_name(book, cells)
    if named is None:
        raise bad_request(f"Unable to parse range: {text}")
    return named


def find_grid_range(book: Spreadsheet, grid_range: Json) -> tuple[Sheet, Box]:
    """The sheet and the bounded rectangle of a GridRange."""
    sheet = book.sheet(grid_range.get("sheetId", 0))
    return sheet, sheet.box(grid_range)


def echo_range(grid_range: Json) -> Json:
    """A GridRange as Google writes it: sheet 0 is left out."""
    return {
        name: value
        for name, value in grid_range.items()
        if value is not None and (name, value) != ("sheetId", 0)
    }


def make_range(sheet: Sheet, box: Box) -> Json:
    """A GridRange, kept whole."""
    return {
        "sheetId": sheet.sheet_id,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }


def _split(text: str) -> tuple[str | None, str]:
    """The title, if it is said, and the cells."""
    quoted = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
    if quoted:
        return quoted[1].replace("''", "'"), quoted[2] or ""
    if "!" in text:
        title, _, cells = text.rpartition("!")
        return title, cells
    return None, text


def _corners(cells: str) -> list[tuple[int | None, int | None]] | None:
    """(row, column) of one or two corners, None where open; None if it is not A1 notation."""
    corners: list[tuple[int | None, int | None]] = []
    for part in cells.split(":"):
        match = CORNER.fullmatch(part)
        if not part or not match:
            return None
        column = column_number(match[1]) if match[1] else None
        corners.append((int(match[2]) - 1 if match[2] else None, column))
    if len(corners) > 2 or (len(corners) == 1 and None in corners[0]):
        return None
    return corners


def _bounded(sheet: Sheet, text: str, cells: str, behaviour: Behaviour) -> Box:
    corners = _corners(cells) or []
    height, width = len(sheet.rows), len(sheet.columns)
    rows = [row for row, _ in corners if row is not None]
    columns = [column for _, column in corners if column is not None]
    open_rows, open_columns = len(rows) < len(corners), len(columns) < len(corners)
    top, left = min(rows, default=0), min(columns, default=0)
    bottom = height if open_rows else max(rows) + 1
    right = width if open_columns else max(columns) + 1
    limit = height > 0 and (top >= height or left >= width)
    if limit or (not behaviour.read_past_grid_is_clipped and (bottom > height or right > width)):
        said = f"{write_title(sheet.title)}!{cells}" if "!" in text else cells
        raise bad_request(f"Range ({said}) exceeds grid limits. Max rows: {height}, max columns: {width}")
    return Box(top, left, bottom, right)


def clip(sheet: Sheet, box: Box) -> Box:
    """The part of a rectangle that is on the grid."""
    return Box(box.top, box.left, min(box.bottom, len(sheet.rows)), min(box.right, len(sheet.columns)))


def _find_name(book: Spreadsheet, name: str) -> tuple[Sheet, Box] | None:
    for named in book.named_ranges:
        if named["name"].lower() == name.lower():
            return find_grid_range(book, named["range"])
    return None
