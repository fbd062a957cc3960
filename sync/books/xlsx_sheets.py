"""What a sheet holds beside its values: formulas, native tables, merged cells, hidden columns."""

import re
from collections.abc import Iterator

from sync.books.xlsx_cells import CELL, ROW, CellValue, letters, number_of
from sync.books.xlsx_package import Package
from sync.books.xlsx_tags import row_number
from workbook_templates.reading import ID_HEADER, NativeTable
from workbook_templates.text import OfficeError

AREA = re.compile(r'(<(?:table|autoFilter)\b[^>]*?\bref=")([A-Z]+)(\d+):([A-Z]+)(\d+)"')
MERGE = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
COL = re.compile(r"<col\b[^>]*?/>")
ID_WIDTH = 28
Places = frozenset[tuple[int, int]]


def formulas_of(xml: bytes) -> tuple[Places, Places]:
    """The cells that hold a formula, and those whose value is not cached."""
    if not re.search(rb"<f[ >/]", xml):
        return frozenset(), frozenset()
    formulas, uncached = set(), set()
    for number, inner in _rows(xml):
        if b"<f" not in inner:
            continue
        column = 0
        for cell in CELL.finditer(inner.decode("utf-8", "replace")):
            place = re.search(r'\br="([A-Z]+)\d+"', cell[1])
            column = number_of(place[1]) if place else column + 1
            if cell[2] and re.search(r"<f[ >/]", cell[2]):
                formulas.add((number, column))
                # A text that is empty is a value; a number that is empty was never computed.
                empty_text = 't="str"' in cell[1] and "<v></v>" in cell[2]
                if not empty_text and not re.search(r"<v\b[^>/]*>[^<]", cell[2]):
                    uncached.add((number, column))
    return frozenset(formulas), frozenset(uncached)


def rows_with_content(xml: bytes) -> Iterator[int]:
    """The numbers of the rows in which a cell holds something."""
    return (number for number, inner in _rows(xml) if re.search(rb"<(?:v|is|f)\b", inner))


def _rows(xml: bytes) -> Iterator[tuple[int, bytes]]:
    number = 0
    for row in ROW.finditer(xml):
        number = row_number(row[1], number)
        if not row[2]:
            yield number, xml[row.end() : xml.find(b"</row>", row.end())]


def hidden_rows(xml: bytes) -> Iterator[int]:
    """The numbers of the rows that a filter or a hand hides."""
    number = 0
    for row in ROW.finditer(xml):
        number = row_number(row[1], number)
        if HIDDEN.search(row[1]):
            yield number


def natives_of(package: Package, part: str) -> tuple[NativeTable, ...]:
    """The sheet's native tables."""
    found = []
    for relation in package.relations(part):
        if relation.type.endswith("/table") and package.has(relation.target):
            xml = package.read(relation.target).decode("utf-8", "replace")
            area = re.search(r'<table\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml)
            name = re.search(r'\b(?:displayName|name)="([^"]*)"', xml)
            if area and name:
                totals = bool(re.search(r'<table\b[^>]*totalsRowCount="[1-9]', xml))
                last = int(area[4]) - totals
                found.append(
                    NativeTable(name[1], int(area[2]), last, number_of(area[1]), number_of(area[3]), totals)
                )
    return tuple(found)


def table_part(package: Package, part: str, name: str) -> str:
    """The part of a sheet's native table."""
    for relation in package.relations(part):
        if relation.type.endswith("/table") and package.has(relation.target):
            text = package.text(relation.target)
            if re.search(rf'\b(?:displayName|name)="{re.escape(name)}"', text):
                return relation.target
    return ""


def grow_table(package: Package, part: str, name: str, last: int = 0, right: int = 0) -> None:
    """Grow a native table to a last row, or by the id column on its right."""
    for relation in package.relations(part):
        if not relation.type.endswith("/table"):
            continue
        xml = package.read(relation.target).decode("utf-8")
        if not re.search(rf'\b(?:displayName|name)="{re.escape(name)}"', xml):
            continue
        # The areas of a sort inside the table stay: they are what was sorted.
        xml = AREA.sub(
            lambda f: f'{f[1]}{f[2]}{f[3]}:{letters(right) if right else f[4]}{last or f[5]}"', xml
        )
        if right:
            new = max(int(n) for n in re.findall(r'<tableColumn\b[^>]*\bid="(\d+)"', xml)) + 1
            xml = re.sub(r'(<tableColumns\b[^>]*count=")(\d+)', lambda f: f[1] + str(int(f[2]) + 1), xml)
            entry = f'<tableColumn id="{new}" name="{ID_HEADER}"/></tableColumns>'
            xml = xml.replace("</tableColumns>", entry)
        package.write(relation.target, xml.encode())


def leave_merged(xml: bytes, cells: dict[int, dict[int, CellValue]], sheet: str) -> None:
    """Take from ``cells`` the blanks meant for the covered cells of a merge.

    Raises:
        OfficeError: A value is meant for one; nobody would see it there.
    """
    for found in MERGE.finditer(xml):
        left, right = number_of(found[1].decode()), number_of(found[3].decode())
        top, bottom = int(found[2]), int(found[4])
        for row in cells.keys() & set(range(top, bottom + 1)):
            for column in [c for c in cells[row] if left <= c <= right and (row, c) != (top, left)]:
                if cells[row].pop(column) is not None:
                    place = f"{letters(column)}{row}"
                    raise OfficeError(
                        f'On "{sheet}", cell {place} is merged with others. Unmerge them, then run the command again.',
                        f"Sur « {sheet} », la cellule {place} est fusionnée avec d'autres. Défusionnez-les, puis relancez la commande.",
                    )


def hide_column(xml: bytes, column: int) -> bytes:
    """Hide one column; the widths of its neighbours stay."""
    text = xml.decode("utf-8")
    found = re.search(r"<cols>(.*?)</cols>", text, re.S)
    plain = f'<col min="{column}" max="{column}" width="{ID_WIDTH}" hidden="1" customWidth="1"/>'
    if not found:
        return text.replace("<sheetData", f"<cols>{plain}</cols><sheetData", 1).encode()
    before: list[str] = []
    after: list[str] = []
    ours = plain
    for col in COL.findall(found[1]):
        said = dict(re.findall(r'(\w+)="([^"]*)"', col))
        first, last = int(said["min"]), int(said["max"])
        if first < column:
            before.append(_spanning(col, first, min(last, column - 1)))
        if last > column:
            after.append(_spanning(col, max(first, column + 1), last))
        if first <= column <= last:
            ours = re.sub(r'\shidden="\w+"', "", _spanning(col, column, column))
            ours = ours.replace("<col ", '<col hidden="1" ', 1)
    cols = "".join([*before, ours, *after])
    return (text[: found.start(1)] + cols + text[found.end(1) :]).encode()


def _spanning(col: str, first: int, last: int) -> str:
    """The same column element over another span."""
    col = re.sub(r'\bmin="\d+"', f'min="{first}"', col, count=1)
    return re.sub(r'\bmax="\d+"', f'max="{last}"', col, count=1)
