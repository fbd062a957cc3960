"""The sheets of the tests' own Excel: cells in memory, with Excel's habits."""

import re
from typing import Any

import xlwings as xw
from live_excel_cells import as_french, formula_of, typed, value_of
from live_excel_charts import Charts, Validation
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes as bc

PROTECTED = "the sheet is protected"


def _square(texts: Any) -> Any:
    return texts if isinstance(texts, tuple) else ((texts,),)


class Sheet(bc.Sheet):
    """Cells by row and column: a float, a text, a datetime, or a formula with its value."""

    def __init__(self, book: Any, name: str) -> None:
        self._book, self.name_ = book, name
        self.cells_: dict[tuple[int, int], Any] = {}
        self.formats: dict[tuple[int, int], Any] = {}
        self.looks: list[tuple[tuple[int, int, int, int], str, Any]] = []
        self.notes_: dict[tuple[int, int], str] = {}
        self.rules: list[Rule] = []
        self.tables_: list[Any] = []
        self.protected = False
        self.depths: dict[int, int] = {}
        self.folded: set[int] = set()
        self.charts_: list[Any] = []
        self.offered: dict[tuple[int, int, int, int], tuple[list[str], bool]] = {}

    @property
    def api(self) -> Any:
        return self

    @property
    def name(self) -> str:
        return self.name_

    @property
    def book(self) -> Any:
        return self._book

    @property
    def index(self) -> int:
        return self._book.items.index(self) + 1

    @property
    def cells(self) -> Any:
        return Range(self, 1, 1, 1048576, 16384)

    @property
    def tables(self) -> Any:
        return Tables(self)

    @property
    def charts(self) -> Any:
        return Charts(self)

    @property
    def notes(self) -> list[Any]:
        return [Note(self, at) for at in self.notes_]

    def activate(self) -> None:
        self._book.at = self.index - 1

    def delete(self) -> None:
        self._book.items.remove(self)
        self._book.at = 0

    def clear(self) -> None:
        self.check()
        self.cells_.clear()
        self.formats.clear()
        self.looks.clear()
        self.rules.clear()

    def check(self) -> None:
        if self.protected:
            raise xw.XlwingsError(PROTECTED)

    @property
    def used_range(self) -> Any:
        rows = [row for row, _ in self.cells_] or [1]
        columns = [column for _, column in self.cells_] or [1]
        top, left = min(rows), min(columns)
        return Range(self, top, left, max(rows) - top + 1, max(columns) - left + 1)

    def range(self, a: Any, b: Any = None) -> Any:
        def corners(x: Any) -> tuple[int, int, int, int]:
            if isinstance(x, Range):
                return x.r, x.c, x.r + x.nr - 1, x.c + x.nc - 1
            if isinstance(x, tuple):
                return x[0], x[1], x[0], x[1]
            if rows := re.fullmatch(r"(\d+):(\d+)", x):
                return int(rows[1]), 1, int(rows[2]), 16384
            c1, r1, c2, r2 = range_boundaries(x.replace("$", ""))
            return r1, c1, r2, c2

        x, y = corners(a), corners(b if b is not None else a)
        r1, c1, r2, c2 = min(x[0], y[0]), min(x[1], y[1]), max(x[2], y[2]), max(x[3], y[3])
        return Range(self, r1, c1, r2 - r1 + 1, c2 - c1 + 1)

    def shift(self, first: int, count: int) -> None:
        """Whole rows move from ``first`` on; a negative count takes rows away before it."""
        self.check()
        for name in ("cells_", "formats", "notes_"):
            held = getattr(self, name)
            kept = {at: v for at, v in held.items() if not first + count <= at[0] < first}
            held.clear()
            held.update({(r + count if r >= first else r, c): v for (r, c), v in kept.items()})
        for table in self.tables_:
            r1, c1, r2, c2 = table.box
            table.box = (
                r1 + count if r1 >= first else r1,
                c1,
                r2 + count if r2 >= first else r2,
                c2,
            )


class Tables(bc.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    api = property(lambda self: self)

    def __len__(self) -> int:
        return len(self.sheet.tables_)

    def __iter__(self) -> Any:
        return iter(self.sheet.tables_)

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.sheet.tables_[key - 1]
        return next(table for table in self.sheet.tables_ if table.name == key)


class Table(bc.Table):
    def __init__(self, sheet: Sheet, name: str, box: tuple[int, int, int, int], totals: bool = False) -> None:
        self.sheet, self.name_, self.box, self.totals = sheet, name, box, totals

    api = property(lambda self: self)

    @property
    def name(self) -> str:
        return self.name_

    @property
    def show_totals(self) -> bool:
        return self.totals

    @property
    def range(self) -> Any:
        r1, c1, r2, c2 = self.box
        return Range(self.sheet, r1, c1, r2 - r1 + 1, c2 - c1 + 1)

    def resize(self, area: Any) -> None:
        impl = getattr(area, "impl", area)
        self.box = (impl.r, impl.c, impl.r + impl.nr - 1, impl.c + impl.nc - 1)


class Note(bc.Note):
    def __init__(self, sheet: Sheet, at: tuple[int, int]) -> None:
        self.sheet, self.at = sheet, at

    api = property(lambda self: self)

    @property
    def text(self) -> str:
        return self.sheet.notes_[self.at]

    def delete(self) -> None:
        self.sheet.notes_.pop(self.at)


class Rule(bc.ConditionalFormat):
    type = "custom"

    def __init__(self, sheet: Sheet, box: tuple[int, int, int, int], spec: dict[str, Any]) -> None:
        self.sheet, self.box, self.spec = sheet, box, spec

    api = property(lambda self: self)

    @property
    def formula(self) -> str:
        return str(self.spec["formula"])

    def delete(self) -> None:
        self.sheet.rules.remove(self)


class Rules(bc.ConditionalFormats):
    def __init__(self, area: "Range") -> None:
        self.area = area

    api = property(lambda self: self)

    def __len__(self) -> int:
        return len(self.area.sheet.rules)

    def __iter__(self) -> Any:
        return iter(list(self.area.sheet.rules))

    def __call__(self, key: int) -> Any:
        return self.area.sheet.rules[key - 1]

    def add_custom(self, spec: dict[str, Any]) -> Any:
        area = self.area
        self.area.sheet.check()
        if spec["formula"] != as_french(spec["formula"]):  # a rule is written in Excel's own language
            raise xw.XlwingsError("a function that this Excel does not know")
        rule = Rule(area.sheet, (area.r, area.c, area.r + area.nr - 1, area.c + area.nc - 1), spec)
        area.sheet.rules.insert(0, rule)
        return rule


class Font(bc.Font):
    def __init__(self, area: "Range") -> None:
        self.area = area

    bold = property(lambda self: None, lambda self, value: self.area.look("bold", value))
    size = property(lambda self: None, lambda self, value: self.area.look("size", value))
    color = property(lambda self: None, lambda self, value: self.area.look("ink", value))


class Range(bc.Range):
    max_cells_per_read = None
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, r: int, c: int, nr: int, nc: int) -> None:
        self._sheet, self.r, self.c, self.nr, self.nc = sheet, r, c, nr, nc
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Any:
        return self

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def row(self) -> int:
        return self.r

    @property
    def column(self) -> int:
        return self.c

    @property
    def shape(self) -> tuple[int, int]:
        return self.nr, self.nc

    @property
    def coords(self) -> Any:
        return self._sheet.name, self.r, self.c, self.nr, self.nc

    def __len__(self) -> int:
        return self.nr * self.nc

    def __call__(self, i: int, j: int | None = None) -> Any:
        if j is None:
            i, j = divmod(i - 1, self.nc)
            i, j = i + 1, j + 1
        return Range(self._sheet, self.r + i - 1, self.c + j - 1, 1, 1)

    def _all(self) -> list[list[tuple[int, int]]]:
        return [[(r, c) for c in range(self.c, self.c + self.nc)] for r in range(self.r, self.r + self.nr)]

    @property
    def raw_value(self) -> Any:
        self._sheet.book.app.reads += 1
        cells = self._sheet.cells_
        return [[value_of(cells.get(at)) for at in row] for row in self._all()]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._sheet.check()
        self._sheet.book.app.writes += 1
        for i, row in enumerate(self._all()):
            for j, at in enumerate(row):
                given = value[i][j] if isinstance(value, list | tuple) else value
                kept = typed(given, self._sheet.formats.get(at, "General"))
                if kept is None:
                    self._sheet.cells_.pop(at, None)
                else:
                    self._sheet.cells_[at] = kept

    @property
    def formula(self) -> Any:
        self._sheet.book.app.reads += 1
        cells = self._sheet.cells_
        texts = tuple(tuple(formula_of(cells.get(at)) for at in row) for row in self._all())
        return texts[0][0] if len(self) == 1 else texts

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def FormulaLocal(self) -> Any:
        return tuple(tuple(as_french(str(text)) for text in line) for line in _square(self.formula))

    left = property(lambda self: 50.0 * (self.c - 1))
    top = property(lambda self: 15.0 * (self.r - 1))

    @property
    def EntireRow(self) -> Any:
        return self

    @property
    def OutlineLevel(self) -> int:
        return self._sheet.depths.get(self.r, 1)

    @OutlineLevel.setter
    def OutlineLevel(self, value: int) -> None:
        self._sheet.check()
        self._sheet.depths.update(dict.fromkeys(range(self.r, self.r + self.nr), value))

    @property
    def row_hidden(self) -> bool:
        return self.r in self._sheet.folded

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        rows = set(range(self.r, self.r + self.nr))
        self._sheet.folded = self._sheet.folded | rows if value else self._sheet.folded - rows

    def clear(self) -> None:
        self._sheet.check()
        for row in self._all():
            for at in row:
                self._sheet.cells_.pop(at, None)

    def clear_contents(self) -> None:
        self.raw_value = None

    def insert(self, shift: Any = None, copy_origin: Any = None) -> None:
        self._sheet.shift(self.r, self.nr)

    def delete(self, shift: Any = None) -> None:
        self._sheet.shift(self.r + self.nr, -self.nr)

    @property
    def number_format(self) -> Any:
        found = {self._sheet.formats.get(at, "General") for row in self._all() for at in row}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        for row in self._all():
            self._sheet.formats.update(dict.fromkeys(row, value))

    def look(self, what: str, value: Any) -> None:
        box = (self.r, self.c, self.r + self.nr - 1, self.c + self.nc - 1)
        self._sheet.looks.append((box, what, value))

    color = property(lambda self: None, lambda self, value: self.look("fill", value))
    wrap_text = property(lambda self: None, lambda self, value: self.look("wrap", value))
    column_width = property(lambda self: 8.43, lambda self, value: self.look("width", value))

    @property
    def font(self) -> Any:
        return Font(self)

    @property
    def note(self) -> Any:
        return Note(self._sheet, (self.r, self.c)) if (self.r, self.c) in self._sheet.notes_ else None

    def add_note(self, text: str) -> Any:
        self._sheet.notes_[self.r, self.c] = text
        return self.note

    @property
    def conditional_formats(self) -> Any:
        return Rules(self)

    @property
    def data_validation(self) -> Any:
        return Validation(self)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        last = f"{get_column_letter(self.c + self.nc - 1)}{self.r + self.nr - 1}"
        first = f"{get_column_letter(self.c)}{self.r}"
        return first if first == last else f"{first}:{last}"

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)
