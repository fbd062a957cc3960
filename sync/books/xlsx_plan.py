"""Which rows of a sheet can go, where new ones come, and what makes room."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.books.xlsx_cells import Styler
from sync.books.xlsx_followers import Followers
from sync.books.xlsx_formulas import MAX_COLUMN, MAX_ROW, RowMove, area_of, unescaped
from sync.books.xlsx_moves import Follower
from sync.books.xlsx_package import Package, SheetRef, attributes_of
from sync.books.xlsx_tags import ATTRIBUTE, NUMBER, Tags, data_bounds, merged_areas, row_number
from sync.books.xlsx_values import CellValue, number_of
from workbook_templates.text import OfficeError

GAP = 2  # blank rows that end a table
DRAWN = re.compile(r"<(?:\w+:)?from>.*?<(?:\w+:)?col>(\d+)<.*?<(?:\w+:)?row>(\d+)<", re.S)


@dataclass(frozen=True)
class SheetEdit:
    """What changes on one sheet; rows and columns from 1, rows by their numbers before the edit.

    Args:
        cells: Values by (row, column); None blanks a cell and keeps its style.
        styles: Styles to give, by (row, column) or by column.
        appended: Rows to add, each by column.
        after_row: The row they follow; 0 for the last row of ``table_part``.
        removed_rows: Rows to take out. One that a formula names alone, that
            cuts an array, or that holds something beside the table's
            columns is blanked instead.
        table_part: The part of the native table that grows or shrinks, or "".
        header_row: The header's row, where there is no native table.
        columns: The first and last column of the table, likewise; (0, 0) is the whole sheet.
        styler: Chooses a style for a value.
    """

    cells: Mapping[tuple[int, int], CellValue] = field(default_factory=dict)
    styles: Mapping[tuple[int, int] | int, str] = field(default_factory=dict)
    appended: Sequence[Mapping[int, CellValue]] = ()
    after_row: int = 0
    removed_rows: Sequence[int] = ()
    table_part: str = ""
    header_row: int = 0
    columns: tuple[int, int] = (0, 0)
    styler: Styler = lambda style, value: style


@dataclass(frozen=True, slots=True)
class Slot:
    """A row to fill: its number after the move, and before it when it was there, else 0."""

    new: int
    old: int


@dataclass(frozen=True, slots=True)
class Body:
    """The table being edited.

    Args:
        first: Its first row under the header.
        after: The row that added rows follow; those below it in the table are free.
        last: Its last row.
        calculated: The formulas of its calculated columns.
    """

    first: int
    after: int
    last: int
    left: int
    right: int
    calculated: Mapping[int, str] = field(default_factory=dict)


def read_body(package: Package, edit: SheetEdit) -> Body:
    if not edit.table_part:
        left, right = edit.columns if edit.columns[1] else (1, MAX_COLUMN)
        first = edit.header_row + 1 if edit.header_row else 0
        return Body(first, edit.after_row, edit.after_row, left, right)
    text = package.text(edit.table_part)
    tag = re.search(r"<(?:\w+:)?table\b[^>]*>", text)
    said = attributes_of(tag[0]) if tag else {}
    top, left, bottom, right = area_of(said.get("ref", "A1"))
    first = top + int(said.get("headerRowCount", "1"))
    last = bottom - int(said.get("totalsRowCount", "0"))
    after = min(max(edit.after_row or last, first - 1), last)
    columns = re.findall(r"<((?:\w+:)?tableColumn)\b[^>]*?(?:/>|>(.*?)</\1>)", text, re.S)
    calculated = {}
    for column, (_, inner) in enumerate(columns, start=left):
        found = re.search(r"<(?:\w+:)?calculatedColumnFormula\b[^>]*>([^<]*)<", inner)
        if found:
            calculated[column] = unescaped(found[1])
    return Body(first, after, last, left, right, calculated)


def plan_rows(
    package: Package, sheet: SheetRef, xml: bytes, tags: Tags, edit: SheetEdit, body: Body
) -> tuple[RowMove, list[int]]:
    """The move, and the rows to blank instead of taking them out."""
    asked = sorted(set(edit.removed_rows))
    kept = _beside(xml, tags, body, asked)
    if (
        edit.table_part
        and not edit.appended
        and len([r for r in asked if r not in kept]) > body.last - body.first
    ):
        kept.add(body.first)
    count = max(0, len(edit.appended) - len(_free(body, set(asked) - kept)))
    followers = Followers(package, sheet, edit.table_part)
    pushes = bool(count) and _is_short(_next_below(package, followers, xml, tags, body), body, count)
    order = tuple(ref.name for ref in package.sheets())

    def move(removed: list[int]) -> RowMove:
        return RowMove(
            sheet.name, tuple(removed), body.last, count, pushes, body.first, body.left, body.right, order
        )

    removed = [row for row in asked if row not in kept]
    if removed or pushes:
        kept |= followers.rows_held(Follower(move(removed), looks=True))
    removed = [row for row in asked if row not in kept]
    if pushes and _lowest(xml, tags) + count > MAX_ROW:
        raise OfficeError(
            f'"{sheet.name}" has no room for {count} more rows.',
            f"« {sheet.name} » n'a plus de place pour {count} lignes.",
        )
    return move(removed), [row for row in asked if row in kept]


def _free(body: Body, removed: set[int] | tuple[int, ...]) -> list[int]:
    """The rows of the table that added rows fill before it grows."""
    return [row for row in range(body.after + 1, body.last + 1) if row not in removed]


def slots(edit: SheetEdit, body: Body, move: RowMove) -> list[Slot]:
    """Where each added row goes."""
    free = _free(body, move.removed)[: len(edit.appended)]
    rows = [Slot(move.place(old), old) for old in free]
    return rows + [Slot(move.added_from + n, 0) for n in range(len(edit.appended) - len(free))]


def rows_below(xml: bytes, tags: Tags, after: int = 0) -> list[tuple[int, str, str]]:
    """Number, attributes and cells of the rows below one."""
    found, number = [], 0
    for row in tags.row.finditer(xml, *data_bounds(xml, tags)):
        number = row_number(row[1], number)
        if number > after:
            end = row.end() if row[2] else xml.index(tags.row_end, row.end())
            found.append((number, row[1].decode(), xml[row.end() : end].decode()))
    return found


def _lowest(xml: bytes, tags: Tags) -> int:
    at = xml.rfind(f"<{tags.prefix}row ".encode())
    said = NUMBER.search(xml[at : xml.find(b">", at)]) if at >= 0 else None
    return int(said[1]) if said else 0


def filled_columns(inner: str, tags: Tags) -> list[int]:
    """The columns of a row's cells that hold something."""
    found, column = [], 0
    for cell in tags.cell.finditer(inner):
        said = dict(ATTRIBUTE.findall(cell[1]))
        column = number_of(said["r"].rstrip("0123456789")) if "r" in said else column + 1
        if cell[2] and re.search(rf"<{tags.prefix}(?:v|f|is)[\s>/]", cell[2]):
            found.append(column)
    return found


def _beside(xml: bytes, tags: Tags, body: Body, asked: list[int]) -> set[int]:
    """The rows that hold something beside the table."""
    if not asked or (body.left, body.right) == (1, MAX_COLUMN):
        return set()
    wanted = set(asked)
    return {
        number
        for number, _, inner in rows_below(xml, tags, asked[0] - 1)
        if number in wanted and any(not body.left <= c <= body.right for c in filled_columns(inner, tags))
    }


def _is_short(below: int, body: Body, count: int) -> bool:
    """Whether rows must be pushed down, so that what stands below stays apart from the table."""
    return bool(below) and below - body.last - 1 - count < GAP


def _next_below(package: Package, followers: Followers, xml: bytes, tags: Tags, body: Body) -> int:
    """The first row under the table in which something stands, in its columns; 0 for none."""
    filled = (
        number
        for number, _, inner in rows_below(xml, tags, body.last)
        if any(body.left <= column <= body.right for column in filled_columns(inner, tags))
    )
    areas = merged_areas(xml, tags)
    for part, kind in followers.parts.items():
        text = package.text(part) if kind in ("table", "drawing") else ""
        if kind == "table":
            found = re.search(r'<(?:\w+:)?table\b[^>]*?\bref="([^"]+)"', text)
            areas += [area_of(found[1])] if found else []
        elif kind == "drawing":
            for column, row in DRAWN.findall(text):
                areas.append((int(row) + 1, int(column) + 1, int(row) + 1, int(column) + 1))
    tops = [
        top for top, left, _, right in areas if top > body.last and left <= body.right and right >= body.left
    ]
    return min([*tops, next(filled, 0) or MAX_ROW + 1]) % (MAX_ROW + 1)
