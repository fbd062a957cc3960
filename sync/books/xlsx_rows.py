"""Splice a sheet: cells changed, rows added under a table and rows taken out, in one go."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.books.xlsx_cells import Look, put_cells
from sync.books.xlsx_followers import Followers
from sync.books.xlsx_formulas import (
    LostReference,
    RowMove,
    area_of,
    shift_formula,
    translate_formula,
    unescaped,
)
from sync.books.xlsx_moves import Follower
from sync.books.xlsx_package import Package, SheetRef
from sync.books.xlsx_plan import (
    Body,
    SheetEdit,
    Slot,
    filled_columns,
    plan_rows,
    read_body,
    rows_below,
    slots,
)
from sync.books.xlsx_stale import ask_recalculation, drop_calculation_chain, drop_stale
from sync.books.xlsx_tags import (
    FormulaCell,
    Tags,
    array_areas,
    cell_styles,
    data_bounds,
    formula_cells,
    tags_of,
    with_references,
)
from sync.books.xlsx_values import CellValue, Content, Formula
from workbook_templates.text import OfficeError

__all__ = ["SheetEdit", "Spliced", "splice_sheet"]

NOT_COPIED = re.compile(r"""\s(?:r|spans|hidden|collapsed)\s*=\s*["'][^"']*["']""")


@dataclass(frozen=True, slots=True)
class Spliced:
    """Where rows went: the move, and the rows that were blanked instead of taken out."""

    move: RowMove
    blanked: tuple[int, ...] = ()


def splice_sheet(package: Package, sheet_part: str, edit: SheetEdit) -> Spliced:
    """Make one sheet's edit in a package; everything that names the cells follows.

    Raises:
        OfficeError: A cell cannot be written, rows cannot move, or the sheet's XML is of a rare form.
    """
    sheet = _worksheet(package, sheet_part)
    xml = package.xml(sheet_part)
    tags = tags_of(xml)
    formulas = _formulas(xml, tags)
    body = read_body(package, edit)
    move, blanked = plan_rows(package, sheet, xml, tags, edit, body)
    cells, styles = _cells(edit, move)
    attributes = ""
    if blanked:
        _blank(xml, tags, body, move, blanked, cells)
    if edit.appended:
        model = _Model(xml, tags, body, formulas, move)
        attributes = model.attributes
        for row, given in zip(slots(edit, body, move), edit.appended, strict=True):
            cells[row.new] = model.row(row, given, formulas)
    follower = Follower(move)
    if move.shifts or move.count:
        Followers(package, sheet, edit.table_part).follow(follower)
        xml = package.xml(sheet_part)
    is_1904 = re.search(r'\bdate1904="(?:1|true)"', package.text(package.workbook_part)) is not None
    package.write(
        sheet_part, put_cells(xml, cells, Look(edit.styler, styles, is_1904, attributes, not formulas))
    )
    if formulas and _formulas_went(edit, move, blanked, formulas, cells):
        drop_calculation_chain(package)
    if drop_stale(package, {sheet.name: _changed_areas(xml, move, cells)}, follower.changed):
        ask_recalculation(package)
    return Spliced(move, tuple(blanked))


def _worksheet(package: Package, part: str) -> SheetRef:
    for ref in package.sheets():
        if ref.part == part and ref.kind == "worksheet":
            return ref
    raise OfficeError(
        "Only a worksheet can be written, not a chart or a dialog sheet.",
        "Seule une feuille de calcul peut être modifiée, pas une feuille de graphique ou de dialogue.",
    )


def _formulas(xml: bytes, tags: Tags) -> dict[tuple[int, int], FormulaCell]:
    if not tags.formula.search(xml, *data_bounds(xml, tags)):
        return {}
    return {(cell.row, cell.column): cell for cell in formula_cells(with_references(xml, tags), tags)}


class _Model:
    """The row that added rows are made after: the last one before them."""

    def __init__(
        self,
        xml: bytes,
        tags: Tags,
        body: Body,
        formulas: Mapping[tuple[int, int], FormulaCell],
        move: RowMove,
    ) -> None:
        self.body, self.attributes = body, ""
        self.at = body.after if body.after >= (body.first or 1) else min(body.first, body.last)
        self.styles: dict[int, str] = {}
        self.calculated: dict[int, str] = {}
        row = next(iter(rows_below(xml, tags, self.at - 1)), None) if self.at else None
        if row and row[0] == self.at:
            self.attributes = NOT_COPIED.sub("", row[1]).rstrip()
            self.styles = cell_styles(row[2], tags)
        for column, text in body.calculated.items():
            cell = formulas.get((self.at, column))
            plain = _text_of(cell, formulas) if cell else ""
            if plain or translate_formula(text, 1, 0) == text:
                self.calculated[column] = self._moved(plain or text, move)
        self.place = move.place(self.at)

    def _moved(self, formula: str, move: RowMove) -> str:
        try:
            return shift_formula(formula, move.sheet, move, grows=False)
        except LostReference:
            return formula

    def row(
        self,
        row: Slot,
        given: Mapping[int, CellValue],
        formulas: Mapping[tuple[int, int], FormulaCell],
    ) -> dict[int, Content]:
        """A row to add: the model's styles, the calculated columns, and the values given."""
        cells: dict[int, Content] = {}
        if not row.old:
            cells = {c: None for c in self.styles if self.body.left <= c <= self.body.right}
        for column, text in self.calculated.items():
            if (row.old, column) not in formulas:
                cells[column] = Formula(translate_formula(text, row.new - self.place, 0))
        cells.update({column: value for column, value in given.items() if value is not None})
        return cells


def _text_of(cell: FormulaCell, formulas: Mapping[tuple[int, int], FormulaCell]) -> str:
    """A cell's formula, worked out when it shares another cell's."""
    if cell.said.get("t") in ("array", "dataTable"):
        return ""
    if cell.text or cell.said.get("t") != "shared":
        return unescaped(cell.text)
    for master in formulas.values():
        if master.is_master and master.said.get("si") == cell.said.get("si"):
            return translate_formula(
                unescaped(master.text), cell.row - master.row, cell.column - master.column
            )
    return ""


def _cells(
    edit: SheetEdit, move: RowMove
) -> tuple[dict[int, dict[int, Content]], dict[tuple[int, int] | int, str]]:
    """Values and styles by their numbers after the move."""
    cells: dict[int, dict[int, Content]] = {}
    styles: dict[tuple[int, int] | int, str] = {}
    for key, style in edit.styles.items():
        if isinstance(key, int):
            styles[key] = style
        elif (row := move.row(key[0])) is not None:
            styles[row, key[1]] = style
    for (old, column), value in edit.cells.items():
        if (row := move.row(old)) is not None:
            cells.setdefault(row, {})[column] = value
    return cells, styles


def _blank(
    xml: bytes,
    tags: Tags,
    body: Body,
    move: RowMove,
    blanked: Sequence[int],
    cells: dict[int, dict[int, Content]],
) -> None:
    """Blank what the table holds in rows that must stay, but for the cells an array fills."""
    wanted = set(blanked)
    arrays = array_areas(xml, tags)
    for number, _, inner in rows_below(xml, tags, min(blanked) - 1):
        if number in wanted:
            cells[move.place(number)] = {
                column: None
                for column in filled_columns(inner, tags)
                if body.left <= column <= body.right
                and not any(t <= number <= b and le <= column <= r for t, le, b, r in arrays)
            }


def _formulas_went(
    edit: SheetEdit,
    move: RowMove,
    blanked: Sequence[int],
    formulas: Mapping[tuple[int, int], FormulaCell],
    cells: Mapping[int, Mapping[int, Content]],
) -> bool:
    """Whether a formula was overwritten, taken out, moved or added."""
    if move.shifts or any(place in formulas for place in edit.cells):
        return True
    if blanked and any(row in blanked for row, _ in formulas):
        return True
    return any(isinstance(value, Formula) for row in cells.values() for value in row.values())


def _changed_areas(
    xml: bytes, move: RowMove, cells: Mapping[int, Mapping[int, Content]]
) -> list[tuple[int, int, int, int]]:
    """What formulas may have read: cells written, and the rows beside those taken out."""
    areas = [(row, column, row, column) for row, changes in cells.items() for column in changes]
    said = re.search(rb'<(?:\w+:)?dimension\b[^>]*?\bref="([^"]*)"', xml[:8000])
    right = max(move.left, min(move.right, area_of(said[1].decode())[3] if said else 64))
    for row in move.removed:
        place = move.place(row)
        areas.append((max(1, place - 1), move.left, place, right))
    return areas
