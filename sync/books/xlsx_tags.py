"""Where rows, cells and formulas stand in a sheet's XML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from sync.books.xlsx_formulas import area_of
from sync.books.xlsx_values import letters, number_of
from workbook_templates.text import OfficeError

ROW = re.compile(rb"<row\b([^>]*[^>/]|)(/?)>")
CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)(\d+)["']""")
NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True)
class Tags:
    """The tags of a sheet whose elements stand under a prefix, "" or such as "x:"."""

    prefix: str
    row: re.Pattern[bytes]
    cell: re.Pattern[str]
    row_end: bytes
    data: re.Pattern[bytes]
    data_end: bytes
    formula: re.Pattern[bytes]
    formula_text: re.Pattern[str]


@lru_cache(maxsize=16)
def tags(prefix: str) -> Tags:
    """The patterns for one prefix."""
    p, b = re.escape(prefix), re.escape(prefix).encode()
    return Tags(
        prefix,
        re.compile(rb"<" + b + rb"row\b([^>]*[^>/]|)(/?)>"),
        re.compile(rf"<{p}c\b([^>]*?)(?:/>|>(.*?)</{p}c>)", re.S),
        f"</{prefix}row>".encode(),
        re.compile(rb"<" + b + rb"sheetData\b[^>]*?(/?)>"),
        f"</{prefix}sheetData>".encode(),
        re.compile(rb"<" + b + rb"f(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</" + b + rb"f>)"),
        re.compile(rf"<{p}f(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</{p}f>)"),
    )


def tags_of(xml: bytes) -> Tags:
    """The patterns for a sheet."""
    found = re.search(rb"<(\w+:)?worksheet\b", xml[:4000])
    if found is None:
        refuse_form()
    return tags((found[1] or b"").decode())


def refuse_form() -> NoReturn:
    raise OfficeError(
        "One sheet is written in a form that cannot be edited safely. Open it in Excel, save it, and try again.",
        "Une feuille est écrite sous une forme qui ne peut être modifiée sûrement. Ouvrez-la dans Excel, enregistrez, réessayez.",
    )


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula where it stands: the cell's bytes, and the formula's own."""

    row: int
    column: int
    start: int
    end: int
    at: int
    stop: int
    said: Mapping[str, str]
    text: str

    @property
    def is_master(self) -> bool:
        return self.said.get("t") == "shared" and bool(self.text)


def data_bounds(xml: bytes, tags: Tags) -> tuple[int, int]:
    """Where a sheet's rows begin and end."""
    found = tags.data.search(xml)
    if found is None:
        refuse_form()
    if found[1]:
        return found.end(), found.end()
    end = xml.rfind(tags.data_end)
    if end < 0:
        refuse_form()
    return found.end(), end


def opened(xml: bytes, tags: Tags) -> bytes:
    """The same sheet, its empty ``<sheetData/>`` opened."""
    found = tags.data.search(xml)
    if found is None or not found[1]:
        return xml
    return xml[: found.end() - 2] + b">" + tags.data_end + xml[found.end() :]


def formula_cells(xml: bytes, tags: Tags) -> Iterator[FormulaCell]:
    """Every formula of a sheet, in its order."""
    begin, end = data_bounds(xml, tags)
    mark, close = f"<{tags.prefix}c".encode(), f"</{tags.prefix}c>".encode()
    last = begin
    for found in tags.formula.finditer(xml, begin, end):
        start = xml.rfind(mark + b" ", last, found.start())
        said = dict(ATTRIBUTE.findall(xml[start : found.start()].decode())) if start >= 0 else {}
        place = re.fullmatch(r"([A-Z]+)(\d+)", said.get("r", ""))
        if place is None:
            refuse_form()
        last = xml.index(close, found.end()) + len(close)
        yield FormulaCell(
            int(place[2]),
            number_of(place[1]),
            start,
            last,
            found.start(),
            found.end(),
            dict(ATTRIBUTE.findall(found[1].decode())),
            (found[2] or b"").decode(),
        )


def row_number(attributes: bytes, before: int) -> int:
    """The number a row's tag says, or the one after the row before it."""
    if attributes.startswith(b' r="'):
        return int(attributes[4 : attributes.index(b'"', 4)])
    said = NUMBER.search(attributes)
    return int(said[1]) if said else before + 1


def has_formulas(xml: bytes, tags: Tags) -> bool:
    return tags.formula.search(xml, *data_bounds(xml, tags)) is not None


def with_references(xml: bytes, tags: Tags) -> bytes:
    """The same sheet, each row and cell saying where it stands."""
    p = tags.prefix.encode()
    unsaid = re.compile(
        rb"<" + p + rb"""(?:c|row)(?=[\s/>])(?:\s+(?!r\s*=)[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""
    )
    begin, end = data_bounds(xml, tags)
    if unsaid.search(xml, begin, end) is None:
        return xml
    place = re.compile(rb"<" + p + rb"(row|c)(?=[\s/>])([^>]*)")
    row = column = 0

    def change(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        said = REFERENCE.search(found[2])
        if found[1] == b"row":
            row, column = int(said[2]) if said else row + 1, 0
            new = str(row)
        else:
            column = number_of(said[1].decode()) if said and said[1] else column + 1
            new = f"{letters(column)}{row}"
        if said:
            return found[0]
        return b"<" + p + found[1] + b' r="' + new.encode() + b'"' + found[2]

    return xml[:begin] + place.sub(change, xml[begin:end]) + xml[end:]


def merged_areas(xml: bytes, known: Tags) -> list[tuple[int, int, int, int]]:
    """The merged cells of a sheet, as top, left, bottom, right."""
    start = xml.rfind(f"<{known.prefix}mergeCells".encode())
    if start < 0:
        return []
    refs = re.findall(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([^"']+)""", xml[start:])
    return [area_of(ref.decode()) for ref in refs]


def array_areas(xml: bytes, known: Tags) -> list[tuple[int, int, int, int]]:
    """The areas of several cells that one array, spilled or data-table formula fills."""
    begin, end = data_bounds(xml, known)
    found = []
    for formula in known.formula.finditer(xml, begin, end):
        said = dict(ATTRIBUTE.findall(formula[1].decode()))
        if said.get("t") in ("array", "dataTable") and "ref" in said:
            area = area_of(said["ref"])
            if area[:2] != area[2:] or said["t"] == "dataTable":
                found.append(area)
    return found


def cell_styles(inner: str, known: Tags) -> dict[int, str]:
    """Column -> style of a row's cells."""
    found, column = {}, 0
    for cell in known.cell.finditer(inner):
        said = dict(ATTRIBUTE.findall(cell[1]))
        column = number_of(said["r"].rstrip("0123456789")) if "r" in said else column + 1
        if "s" in said:
            found[column] = said["s"]
    return found
