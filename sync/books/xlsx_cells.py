"""Splice cells into a sheet's XML: only the rows touched are parsed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from sync.books.xlsx_formulas import area_of, show_area, translate_formula, unescaped
from sync.books.xlsx_tags import (
    ATTRIBUTE,
    CELL,
    ROW,
    FormulaCell,
    Tags,
    array_areas,
    cell_styles,
    data_bounds,
    formula_cells,
    merged_areas,
    opened,
    refuse_form,
    row_number,
    tags_of,
)
from sync.books.xlsx_values import (
    CellValue,
    Content,
    Formula,
    cell_xml,
    letters,
    number_of,
    serial,
)
from workbook_templates.text import OfficeError

__all__ = ["CELL", "ROW", "CellValue", "cell_xml", "letters", "number_of", "serial", "splice_cells"]

STYLE = re.compile(r"""\ss\s*=\s*["'](\d+)["']""")
Styler = Callable[[str, CellValue], str]


@dataclass(frozen=True)
class Look:
    """How changed cells look.

    Args:
        styler: Chooses a style for a value, from the one the cell has or inherits.
        styles: Styles that are decided, by (row, column) or by column.
        is_1904: The workbook counts its days from 1904.
        rows: The attributes of rows that are added.
        plain: The sheet is known to hold no formula.
    """

    styler: Styler = lambda style, value: style
    styles: Mapping[tuple[int, int] | int, str] = field(default_factory=dict)
    is_1904: bool = False
    rows: str = ""
    plain: bool = False


def splice_cells(
    xml: bytes, cells: Mapping[int, Mapping[int, CellValue]], styler: Styler, is_1904: bool = False
) -> bytes:
    """Put values in cells, by row and column from 1; rows that are not there are added.

    A new cell takes the style of the cell above it. ``styler`` may choose
    another style for a cell's value.

    Raises:
        OfficeError: A cell belongs to an array, a spilled formula or a merged
            cell, or the sheet's XML is of a rare form.
    """
    return put_cells(xml, cells, Look(styler=styler, is_1904=is_1904))


def put_cells(xml: bytes, cells: Mapping[int, Mapping[int, Content]], look: Look) -> bytes:
    """``splice_cells`` with decided styles, formulas and the attributes of added rows."""
    if not cells:
        return xml
    known = tags_of(xml)
    xml = opened(xml, known)
    cells = _without_covered(xml, known, cells, look.plain)
    writer = _Writer(known, look, _column_styles(xml, known))
    begin, end = data_bounds(xml, known)
    view = memoryview(xml)
    pieces: list[bytes | memoryview] = []
    at, number, above = 0, 0, ""
    waiting = sorted(cells, reverse=True)
    for found in known.row.finditer(xml, begin, end):
        last, number = number, row_number(found[1], number)
        if number <= last:
            refuse_form()
        while waiting and waiting[-1] < number:
            row = waiting.pop()
            pieces.append(view[at : found.start()])
            above = writer.row(None, row, "", cells[row], above)
            pieces.append(above.encode())
            at = found.start()
        if not waiting:
            break
        if waiting[-1] not in (number, number + 1):
            above = ""
            continue
        stop = found.end() if found[2] else xml.index(known.row_end, found.end())
        inner = xml[found.end() : stop].decode()
        stop += 0 if found[2] else len(known.row_end)
        if waiting[-1] == number:
            waiting.pop()
            pieces.append(view[at : found.start()])
            above = writer.row(found[1].decode(), number, inner, cells[number], above)
            pieces.append(above.encode())
            at = stop
        else:
            above = inner
    pieces.append(view[at:end])
    while waiting:
        row = waiting.pop()
        above = writer.row(None, row, "", cells[row], above if row == number + 1 or not number else "")
        number = row
        pieces.append(above.encode())
    pieces.append(view[end:])
    _grow_dimension(pieces, known, cells)
    done = b"".join(pieces)
    for lost in writer.lost:
        done = _rehome(done, known, lost)
    return done


def _without_covered(
    xml: bytes, known: Tags, cells: Mapping[int, Mapping[int, Content]], plain: bool
) -> Mapping[int, Mapping[int, Content]]:
    """The cells to write; a value for one that a merge covers or an array fills is refused, a blank left out."""
    areas = [(area, True) for area in merged_areas(xml, known)]
    if not plain:
        areas += [(area, False) for area in array_areas(xml, known)]
    if not areas:
        return cells
    kept = {row: dict(changes) for row, changes in cells.items()}
    for (top, left, bottom, right), is_merge in areas:
        for row in [row for row in cells if top <= row <= bottom]:
            for column in [column for column in kept[row] if left <= column <= right]:
                if is_merge and (row, column) == (top, left):
                    continue
                if is_merge and kept[row][column] in (None, ""):
                    del kept[row][column]
                    continue
                place, whole = f"{letters(column)}{row}", show_area(top, left, bottom, right)
                if is_merge:
                    raise OfficeError(
                        f"Cell {place} is merged with others ({whole}). Unmerge them, then run the command again.",
                        f"La cellule {place} est fusionnée avec d'autres ({whole}). Défusionnez-les, puis relancez la commande.",
                    )
                raise OfficeError(
                    f"Cell {place} belongs to the formula that fills {whole} and cannot be written.",
                    f"La cellule {place} appartient à la formule qui remplit {whole} et ne peut être écrite.",
                )
    return kept


def _column_styles(xml: bytes, known: Tags) -> list[tuple[int, int, str]]:
    start = xml.find(f"<{known.prefix}cols".encode(), 0, 200_000)
    if start < 0:
        return []
    block = xml[start : xml.find(b"sheetData", start)].decode()
    columns = [dict(ATTRIBUTE.findall(tag)) for tag in re.findall(r"<(?:\w+:)?col\b[^>]*>", block)]
    return [(int(said["min"]), int(said["max"]), said["style"]) for said in columns if "style" in said]


class _Writer:
    """Writes rows, and remembers the shared formulas whose first cell it overwrote."""

    def __init__(self, known: Tags, look: Look, columns: list[tuple[int, int, str]]) -> None:
        self.tags, self.look, self.columns = known, look, columns
        self.lost: list[FormulaCell] = []

    def row(
        self, attributes: str | None, number: int, inner: str, changes: Mapping[int, Content], above: str
    ) -> str:
        """One row with its changed cells, in column order; ``attributes`` is None for one that is added."""
        if (
            attributes
            and " r=" in attributes
            and (done := self._in_place(attributes, number, inner, changes))
        ):
            return done
        styles: dict[int, str] = {}
        order: dict[int, str] = {}
        column = after = 0
        for found in self.tags.cell.finditer(inner):
            after = found.end()
            said = dict(ATTRIBUTE.findall(found[1]))
            column = number_of(said["r"].rstrip("0123456789")) if "r" in said else column + 1
            if column in order:
                refuse_form()
            if column in changes:
                styles[column] = said.get("s", "0")
                self._note(number, column, found[2] or "")
            order[column] = found[0]
        is_new = any(column not in styles for column in changes)
        inherited = cell_styles(above, self.tags) if above and is_new else {}
        is_1904, prefix = self.look.is_1904, self.tags.prefix
        own = dict(ATTRIBUTE.findall(attributes or self.look.rows))
        for column, value in changes.items():
            style = styles.get(column)
            if style is None:
                style = inherited.get(column) or own.get("s") or self._column_style(column)
            style = self.look.styles.get((number, column), self.look.styles.get(column, style))
            if not isinstance(value, Formula):
                style = self.look.styler(style, value)
            order[column] = cell_xml(f"{letters(column)}{number}", style, value, is_1904, prefix)
        said_row = self.look.rows if attributes is None else attributes
        said_row = re.sub(r"""\s(?:spans|r)\s*=\s*["'][^"']*["']""", "", said_row).rstrip()
        cells = "".join(order[column] for column in sorted(order))
        return f'<{prefix}row r="{number}"{said_row}>{cells}{inner[after:].strip()}</{prefix}row>'

    def _in_place(self, attributes: str, number: int, inner: str, changes: Mapping[int, Content]) -> str:
        """The row when each changed cell stands in it once and plainly named; "" when it must be parsed."""
        prefix, styles = self.tags.prefix, self.look.styles
        for column, value in changes.items():
            reference = f"{letters(column)}{number}"
            start = inner.find(f'<{prefix}c r="{reference}"')
            found = self.tags.cell.match(inner, start) if start >= 0 else None
            if found is None or inner.count(f'"{reference}"') != 1 or isinstance(value, Formula):
                return ""
            if found[2] and "f" in found[2] and self.tags.formula_text.search(found[2]):
                return ""
            said = STYLE.search(found[1])
            style = said[1] if said else "0"
            if styles:
                style = styles.get((number, column), styles.get(column, style))
            style = self.look.styler(style, value)
            cell = cell_xml(reference, style, value, self.look.is_1904, prefix)
            inner = inner[:start] + cell + inner[found.end() :]
        return f"<{prefix}row{attributes}>{inner}</{prefix}row>"

    def _column_style(self, column: int) -> str:
        return next((style for first, last, style in self.columns if first <= column <= last), "0")

    def _note(self, row: int, column: int, inner: str) -> None:
        found = self.tags.formula_text.search(inner)
        if found and found[2]:
            said = dict(ATTRIBUTE.findall(found[1]))
            if said.get("t") == "shared":
                self.lost.append(FormulaCell(row, column, 0, 0, 0, 0, said, found[2]))


def _rehome(xml: bytes, known: Tags, lost: FormulaCell) -> bytes:
    """Give the formula of a shared group, whose first cell was overwritten, to the next cell of the group."""
    heirs: list[FormulaCell] = []
    for cell in formula_cells(xml, known):
        if cell.said.get("si") != lost.said.get("si") or cell.said.get("t") != "shared":
            continue
        if cell.text:
            if heirs:
                break
            continue
        heirs.append(cell)
    if not heirs:
        return xml
    first = heirs[0]
    text = translate_formula(unescaped(lost.text), first.row - lost.row, first.column - lost.column)
    area = show_area(
        min(cell.row for cell in heirs),
        min(cell.column for cell in heirs),
        max(cell.row for cell in heirs),
        max(cell.column for cell in heirs),
    )
    p = known.prefix
    formula = f'<{p}f t="shared" ref="{area}" si="{lost.said.get("si", "")}">{escape(text)}</{p}f>'
    return xml[: first.at] + formula.encode() + xml[first.stop :]


def _grow_dimension(
    pieces: list[bytes | memoryview], known: Tags, cells: Mapping[int, Mapping[int, object]]
) -> None:
    head = bytes(pieces[0][:8000])
    found = re.search(rb"<(?:\w+:)?dimension\b[^>]*?\bref=\"([^\"]*)\"", head)
    columns = [column for row in cells.values() for column in row]
    if not found or not columns:
        return
    top, left, bottom, right = area_of(found[1].decode())
    area = show_area(min([top, *cells]), min([left, *columns]), max([bottom, *cells]), max([right, *columns]))
    pieces[0:1] = [pieces[0][: found.start(1)], area.encode(), pieces[0][found.end(1) :]]
