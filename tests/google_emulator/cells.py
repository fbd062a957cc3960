"""The requests of a ``batchUpdate`` that change cells."""

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from google_emulator.a1 import clip, find_grid_range, make_range
from google_emulator.behaviour import Behaviour, Json, bad_request
from google_emulator.fields import Mask, change, is_everything, read_mask
from google_emulator.formulas import CellError, compute
from google_emulator.lines import sort_rows
from google_emulator.pinned import needed_mask
from google_emulator.protection import check_editable
from google_emulator.references import offset_references
from google_emulator.spreadsheets import with_colours
from google_emulator.state import ROWS, Box, Cell, Formula, Sheet, Spreadsheet, new_lines
from google_emulator.typed import plain
from google_emulator.values import check_scalar

PASTES = {"PASTE_NORMAL": "*", "PASTE_VALUES": "userEnteredValue", "PASTE_FORMAT": "userEnteredFormat"}


def read_value(said: Json, behaviour: Behaviour) -> Any:
    """What an ExtendedValue puts into a cell; text stays text."""
    if "formulaValue" in said:
        return Formula(said["formulaValue"])
    for name in ("numberValue", "boolValue", "stringValue"):
        if said.get(name) is not None:
            check_scalar(said[name], behaviour)
            value = said[name]
            return None if value == "" else plain(value)
    return None


def change_cell(cell: Cell, new: Json, mask: Mask, behaviour: Behaviour) -> Cell:
    """A cell after the named parts of a CellData were put into it."""
    every = is_everything(mask)
    if every or "userEnteredValue" in mask:
        cell = replace(cell, value=read_value(new.get("userEnteredValue") or {}, behaviour))
    if every or "userEnteredFormat" in mask:
        below = {} if every else mask["userEnteredFormat"]
        shape = change(cell.format, with_colours(new.get("userEnteredFormat") or {}), _with_styles(below))
        cell = replace(cell, format=shape)
    if every or "note" in mask:
        cell = replace(cell, note=new.get("note") or "")
    for name in ("dataValidation", "textFormatRuns", "pivotTable", "chipRuns"):
        if every or name in mask:
            extra = {key: value for key, value in cell.extra.items() if key != name}
            cell = replace(cell, extra={**extra, name: new[name]} if new.get(name) else extra)
    return cell


def _with_styles(mask: Mask) -> Mask:
    twins = {name + "Style": below for name, below in mask.items() if name.endswith("Color")}
    twins |= {
        name.removesuffix("Style"): below for name, below in mask.items() if name.endswith("ColorStyle")
    }
    return {name: _with_styles(below) for name, below in {**twins, **mask}.items()}


class CellRequests:
    """The cell requests of one ``batchUpdate``."""

    def __init__(self, book: Spreadsheet, behaviour: Behaviour, user: str) -> None:
        self.book, self.behaviour, self.user = book, behaviour, user

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The handler of each request."""
        return {
            "updateCells": self.update_cells,
            "appendCells": self.append_cells,
            "repeatCell": self.repeat_cell,
            "updateBorders": self.update_borders,
            "mergeCells": self.merge_cells,
            "unmergeCells": self.unmerge_cells,
            "copyPaste": self.copy_paste,
            "cutPaste": self.cut_paste,
            "sortRange": self.sort_range,
            "findReplace": self.find_replace,
            "setDataValidation": self.set_data_validation,
            "insertRange": self.insert_range,
            "deleteRange": self.delete_range,
        }

    def _find(self, grid_range: Json) -> tuple[Sheet, Box]:
        sheet, box = find_grid_range(self.book, grid_range)
        check_editable(sheet, box, self.user)
        return sheet, box

    def update_cells(self, request: Json) -> Json:
        """Change the named parts of the cells of a range, row by row."""
        mask = needed_mask(request)
        rows = request.get("rows") or []
        if "range" in request:
            sheet, box = self._find(request["range"])
            self._check_size(rows, box)
        else:
            start = request.get("start", {})
            sheet = self.book.sheet(start.get("sheetId", 0))
            box = _box_from(start, rows)
            if box.bottom > len(sheet.rows) or box.right > len(sheet.columns):
                raise bad_request(
                    f"GridCoordinate is outside the grid. Max rows: {len(sheet.rows)}, "
                    f"max columns: {len(sheet.columns)}"
                )
            check_editable(sheet, box, self.user)
        for down, row in enumerate(range(box.top, box.bottom)):
            values = (rows[down].get("values") or []) if down < len(rows) else []
            last = box.right if "range" in request else box.left + len(values)
            for across, column in enumerate(range(box.left, last)):
                new = values[across] if across < len(values) else {}
                sheet.put(row, column, change_cell(sheet.cell(row, column), new, mask, self.behaviour))
        return {}

    def _check_size(self, rows: list[Json], box: Box) -> None:
        if box.top + len(rows) > box.bottom:
            raise bad_request(
                f"Attempting to write row: {box.bottom}, beyond the last requested row of: {box.bottom - 1}"
            )
        if any(box.left + len(row.get("values") or []) > box.right for row in rows):
            raise bad_request(
                f"Attempting to write column: {box.right}, beyond the last requested column of: {box.right - 1}"
            )

    def append_cells(self, request: Json) -> Json:
        """Write rows after the last row that holds data."""
        mask = needed_mask(request)
        sheet = self.book.sheet(request.get("sheetId", 0))
        rows = request.get("rows") or []
        top = max((at + 1 for at, line in enumerate(sheet.rows) if _has_data(line.cells)), default=0)
        sheet.rows += new_lines(ROWS, top + len(rows) - len(sheet.rows))
        width = max((len(row.get("values") or []) for row in rows), default=0)
        sheet.columns += new_lines("COLUMNS", width - len(sheet.columns))
        check_editable(sheet, Box(top, 0, top + len(rows), width), self.user)
        for down, row in enumerate(rows):
            for column, new in enumerate(row.get("values") or []):
                cell = change_cell(sheet.cell(top + down, column), new, mask, self.behaviour)
                sheet.put(top + down, column, cell)
        return {}

    def repeat_cell(self, request: Json) -> Json:
        """The same change in every cell of a range."""
        mask = needed_mask(request)
        sheet, box = self._find(request.get("range", {}))
        new = request.get("cell") or {}
        for row, column in box.cells():
            cell = change_cell(sheet.cell(row, column), new, mask, self.behaviour)
            sheet.put(row, column, _carried(cell, row - box.top, column - box.left))
        return {}

    def update_borders(self, request: Json) -> Json:
        """Lines around and inside a range."""
        sheet, box = self._find(request.get("range", {}))
        for row, column in box.cells():
            sides = {
                "top": "top" if row == box.top else "innerHorizontal",
                "bottom": "bottom" if row == box.bottom - 1 else "innerHorizontal",
                "left": "left" if column == box.left else "innerVertical",
                "right": "right" if column == box.right - 1 else "innerVertical",
            }
            cell = sheet.cell(row, column)
            drawn = {side: with_colours(request[name]) for side, name in sides.items() if request.get(name)}
            borders = {**cell.format.get("borders", {}), **drawn}
            sheet.put(row, column, replace(cell, format={**cell.format, "borders": borders}))
        return {}

    def merge_cells(self, request: Json) -> Json:
        """One cell of many; only the first keeps its content."""
        sheet, box = self._find(request.get("range", {}))
        self._take_merges_out(sheet, box)
        for part in _parts(box, request.get("mergeType", "MERGE_ALL")):
            if (part.bottom - part.top) * (part.right - part.left) < 2:
                continue
            sheet.merges.append(make_range(sheet, part))
            for row, column in part.cells():
                if (row, column) != (part.top, part.left):
                    sheet.put_value(row, column, None)
        return {}

    def unmerge_cells(self, request: Json) -> Json:
        """Single cells again."""
        sheet, box = self._find(request.get("range", {}))
        self._take_merges_out(sheet, box)
        return {}

    def _take_merges_out(self, sheet: Sheet, box: Box) -> None:
        for merge in list(sheet.merges):
            inner = sheet.box(merge)
            if not inner.meets(box):
                continue
            whole = inner.top >= box.top and inner.bottom <= box.bottom
            if not (whole and inner.left >= box.left and inner.right <= box.right):
                raise bad_request("You must select all cells in a merged range to merge or unmerge them.")
            sheet.merges.remove(merge)

    def copy_paste(self, request: Json) -> Json:
        """Copy a range over another, as often as it fits."""
        mask = _paste_mask(request)
        source, box = find_grid_range(self.book, request.get("source", {}))
        target, wide = self._find(request.get("destination", {}))
        height, width = box.bottom - box.top, box.right - box.left
        rows = max(height, (wide.bottom - wide.top) // height * height)
        columns = max(width, (wide.right - wide.left) // width * width)
        place = Box(wide.top, wide.left, wide.top + rows, wide.left + columns)
        copied = {at: source.cell(*at) for at in box.cells()}
        for row, column in clip(target, place).cells():
            at = (box.top + (row - wide.top) % height, box.left + (column - wide.left) % width)
            old = target.cell(row, column)
            source_cell = _carried(copied[at], row - at[0], column - at[1])
            target.put(row, column, _pasted(old, source_cell, mask))
        return {}

    def cut_paste(self, request: Json) -> Json:
        """Move a range over another place; nothing stays where it was."""
        mask = _paste_mask(request)
        source, box = self._find(request.get("source", {}))
        to = request.get("destination", {})
        target = self.book.sheet(to.get("sheetId", 0))
        down, across = to.get("rowIndex", 0) - box.top, to.get("columnIndex", 0) - box.left
        moved = {at: source.cell(*at) for at in box.cells()}
        for row, column in moved:
            source.put(row, column, _pasted(source.cell(row, column), Cell(), mask))
        for (row, column), cell in moved.items():
            old = target.cell(row + down, column + across)
            target.put(row + down, column + across, _pasted(old, cell, mask))
        return {}

    def sort_range(self, request: Json) -> Json:
        """Sort the rows of a range; numbers before text before booleans, blanks last."""
        sheet, box = self._find(request.get("range", {}))
        order = list(range(box.bottom - box.top))
        for spec in reversed(request.get("sortSpecs") or [{}]):
            column = spec.get("dimensionIndex", box.left)
            order = self._sorted(sheet, box, column, order, down=spec.get("sortOrder") == "DESCENDING")
        follows = self.behaviour.metadata_follows_sort
        columns = range(box.left, box.right)
        sort_rows(sheet.rows[box.top : box.bottom], metadata_follows=follows, order=order, columns=columns)
        return {}

    def _sorted(self, sheet: Sheet, box: Box, column: int, order: list[int], *, down: bool) -> list[int]:
        values = [compute(self.book, sheet, row, column) for row in range(box.top, box.bottom)]
        filled = [at for at in order if values[at] is not None]
        filled.sort(key=lambda at: _sort_key(values[at]), reverse=down)
        return filled + [at for at in order if values[at] is None]

    def find_replace(self, request: Json) -> Json:
        """Replace text in the cells of a range, a sheet or all sheets."""
        if "range" in request:
            places = [self._find(request["range"])]
        elif request.get("allSheets"):
            places = [(sheet, sheet.whole) for sheet in self.book.sheets]
        else:
            sheet = self.book.sheet(request.get("sheetId", 0))
            places = [(sheet, sheet.whole)]
        pattern = (
            request.get("find", "") if request.get("searchByRegex") else re.escape(request.get("find", ""))
        )
        if request.get("matchEntireCell"):
            pattern = f"^(?:{pattern})$"
        search = re.compile(pattern, 0 if request.get("matchCase") else re.IGNORECASE)
        values = occurrences = 0
        for sheet, box in places:
            for row, column in box.cells():
                value = sheet.cell(row, column).value
                if isinstance(value, str):
                    text, count = search.subn(lambda _: request.get("replacement", ""), value)
                    occurrences += count
                    values += bool(count)
                    sheet.put_value(row, column, text)
        return {"findReplace": {"valuesChanged": values, "occurrencesChanged": occurrences}} if values else {}

    def set_data_validation(self, request: Json) -> Json:
        """A rule on every cell of a range, or none."""
        sheet, box = self._find(request.get("range", {}))
        new = {"dataValidation": copy.deepcopy(request["rule"])} if request.get("rule") else {}
        for row, column in box.cells():
            cell = sheet.cell(row, column)
            sheet.put(row, column, change_cell(cell, new, {"dataValidation": {}}, self.behaviour))
        return {}

    def insert_range(self, request: Json) -> Json:
        """Push the cells of a range down or to the right; what is beside it stays."""
        return self._shift(request, 1)

    def delete_range(self, request: Json) -> Json:
        """Take the cells of a range out; those below or to the right close up."""
        return self._shift(request, -1)

    def _shift(self, request: Json, sign: int) -> Json:
        sheet, box = self._find(request.get("range", {}))
        down = request.get("shiftDimension", ROWS) == ROWS
        count = box.bottom - box.top if down else box.right - box.left
        region = (
            Box(box.top, box.left, len(sheet.rows), box.right)
            if down
            else Box(box.top, box.left, box.bottom, len(sheet.columns))
        )
        old = {at: sheet.cell(*at) for at in region.cells()}
        for row, column in region.cells():
            source = (row - sign * count, column) if down else (row, column - sign * count)
            sheet.put(row, column, old.get(source, Cell()))
        return {}


def _paste_mask(request: Json) -> Mask:
    kind = request.get("pasteType", "PASTE_NORMAL")
    if kind not in PASTES:
        raise bad_request(f"The emulator does not paste {kind}.")
    return read_mask(PASTES[kind])


def _pasted(old: Cell, new: Cell, mask: Mask) -> Cell:
    if is_everything(mask):
        return new
    if "userEnteredValue" in mask:
        return replace(old, value=new.value)
    return replace(old, format=new.format)


def _carried(cell: Cell, down: int, across: int) -> Cell:
    """The cell copied elsewhere, with the references of its formula."""
    if not isinstance(cell.value, Formula):
        return cell
    return replace(cell, value=Formula(offset_references(cell.value.text, down, across)))


def _box_from(start: Json, rows: list[Json]) -> Box:
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    width = max((len(row.get("values") or []) for row in rows), default=0)
    return Box(top, left, top + len(rows), left + width)


def _has_data(cells: dict[int, Cell]) -> bool:
    return any(cell.value is not None for cell in cells.values())


def _parts(box: Box, kind: str) -> list[Box]:
    if kind == "MERGE_ROWS":
        return [Box(row, box.left, row + 1, box.right) for row in range(box.top, box.bottom)]
    if kind == "MERGE_COLUMNS":
        return [Box(box.top, column, box.bottom, column + 1) for column in range(box.left, box.right)]
    return [box]


def _sort_key(value: Any) -> tuple[int, Any]:
    if isinstance(value, CellError):
        return 3, value.shown
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value)
