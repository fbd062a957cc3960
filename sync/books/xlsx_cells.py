"""Splice cells into a sheet's XML: only the rows touched are parsed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from xml.sax.saxutils import escape

from workbook_templates.text import OfficeError

CellValue = str | int | Decimal | bool | date | time | None
Styler = Callable[[str, CellValue], str]

ROW = re.compile(rb"<row\b([^>]*?)(/?)>")
CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
SHARED_OR_ARRAY = re.compile(r'<f\b(?=[^>]*\bt="(?:array|dataTable|shared)")(?=[^>]*\bref=)')
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def letters(column: int) -> str:
    """Column number, from 1, to letters."""
    word = ""
    while column:
        column, rest = divmod(column - 1, 26)
        word = chr(65 + rest) + word
    return word


def number_of(word: str) -> int:
    """Column letters to number, from 1."""
    total = 0
    for letter in word:
        total = total * 26 + ord(letter) - 64
    return total


def serial(value: date | time, is_1904: bool) -> str:
    """A date or time of day as the number a sheet holds."""
    if isinstance(value, time):
        return repr((value.hour * 60 + value.minute) / 1440)
    return str((value - (EPOCH_1904 if is_1904 else EPOCH_1900)).days)


def cell_xml(reference: str, style: str, value: CellValue, is_1904: bool) -> str:
    """One cell; text is inline, so that it can never become a formula."""
    look = f' s="{style}"' if style and style != "0" else ""
    if value is None or value == "":
        return f'<c r="{reference}"{look}/>'
    if isinstance(value, bool):
        return f'<c r="{reference}"{look} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date | time):
        return f'<c r="{reference}"{look}><v>{serial(value, is_1904)}</v></c>'
    if isinstance(value, int | Decimal):
        return f'<c r="{reference}"{look}><v>{value}</v></c>'
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)[:32767]
    clean = re.sub(r"_x([0-9A-Fa-f]{4})_", r"_x005F_x\1_", clean)
    return f'<c r="{reference}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def splice_cells(
    xml: bytes, cells: Mapping[int, Mapping[int, CellValue]], styler: Styler, is_1904: bool = False
) -> bytes:
    """Put values in cells, by row and column from 1; rows that are not there are added.

    A new cell takes the style of the cell above it. ``styler`` may choose
    another style for a cell's value.

    Raises:
        OfficeError: A cell belongs to an array or spilled formula, or the sheet's XML is of a rare form.
    """
    if not cells:
        return xml
    xml = re.sub(rb"<sheetData\s*/>", b"<sheetData></sheetData>", xml, count=1)
    begin, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if begin < 0 or end < 0:
        raise OfficeError(
            "One sheet is written in a form that cannot be edited safely. Open it in Excel, save it, and try again.",
            "Une feuille est écrite sous une forme qui ne peut être modifiée sûrement. Ouvrez-la dans Excel, enregistrez, réessayez.",
        )
    head = xml.index(b">", begin) + 1
    pieces: list[bytes] = [xml[:head]]
    at, number, above = head, 0, ""
    waiting = sorted(cells)
    for found in ROW.finditer(xml, head, end):
        said = dict(ATTRIBUTE.findall(found[1].decode()))
        number = int(said.get("r", number + 1))
        while waiting and waiting[0] < number:
            row = waiting.pop(0)
            pieces.append(xml[at : found.start()])
            above = _row("", row, "", cells[row], above, styler, is_1904)
            pieces.append(above.encode())
            at = found.start()
        if waiting and waiting[0] in (number, number + 1):
            stop = found.end() if found[2] else xml.index(b"</row>", found.end()) + 6
            inner = "" if found[2] else xml[found.end() : stop - 6].decode()
            if waiting[0] == number:
                waiting.pop(0)
                pieces.append(xml[at : found.start()])
                above = _row(found[1].decode(), number, inner, cells[number], above, styler, is_1904)
                pieces.append(above.encode())
                at = stop
            else:
                above = inner
        elif not waiting:
            break
    pieces.append(xml[at:end])
    for row in waiting:
        above = _row("", row, "", cells[row], above, styler, is_1904)
        pieces.append(above.encode())
    pieces.append(xml[end:])
    return _dimension(b"".join(pieces), cells)


def _row(
    attributes: str,
    number: int,
    inner: str,
    changes: Mapping[int, CellValue],
    above: str,
    styler: Styler,
    is_1904: bool,
) -> str:
    """One row with its changed cells, in column order."""
    styles = {number_of(re.sub(r"\d", "", ref)): style for ref, style in _styles(above)} if above else {}
    order: dict[int, str] = {}
    column = 0
    for found in CELL.finditer(inner):
        said = dict(ATTRIBUTE.findall(found[1]))
        column = number_of(re.sub(r"\d", "", said["r"])) if "r" in said else column + 1
        if column in changes:
            if SHARED_OR_ARRAY.search(found[2] or ""):
                raise OfficeError(
                    f"Cell {letters(column)}{number} begins a formula that other cells share and cannot be written.",
                    f"La cellule {letters(column)}{number} commence une formule que d'autres cellules partagent et ne peut être écrite.",
                )
            styles[column] = said.get("s", "0")
        order[column] = found[0]
    for column, value in changes.items():
        style = styler(styles.get(column, "0"), value)
        order[column] = cell_xml(f"{letters(column)}{number}", style, value, is_1904)
    attributes = attributes if 'r="' in attributes else f' r="{number}"{attributes}'
    attributes = re.sub(r'\sspans="[^"]*"', "", attributes)
    return f"<row{attributes}>" + "".join(order[column] for column in sorted(order)) + "</row>"


def _styles(inner: str) -> list[tuple[str, str]]:
    found = [dict(ATTRIBUTE.findall(cell[1])) for cell in CELL.finditer(inner)]
    return [(said["r"], said["s"]) for said in found if "r" in said and "s" in said]


def _dimension(xml: bytes, cells: Mapping[int, Mapping[int, CellValue]]) -> bytes:
    found = re.search(rb'<dimension ref="([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?"', xml[:4000])
    if not found:
        return xml
    left, top = number_of(found[1].decode()), int(found[2])
    right = number_of((found[3] or found[1]).decode())
    bottom = int(found[4] or found[2])
    columns = [column for row in cells.values() for column in row]
    left, right = min([left, *columns]), max([right, *columns])
    top, bottom = min([top, *cells]), max([bottom, *cells])
    new = f'<dimension ref="{letters(left)}{top}:{letters(right)}{bottom}"'.encode()
    return xml[: found.start()] + new + xml[found.end() :]
