"""A book held in memory: sheets of raw cells. The plainest adapter of the port."""

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy

from workbook_templates.book import Edits, Imprint, NewRow, Place, Reading, Result
from workbook_templates.declare import Table
from workbook_templates.findings import Finding
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER, SheetGrid, read_grids
from workbook_templates.text import Lang, OfficeError

Grid = list[list[object]]


class MemoryBook:
    """Sheets by name, each a grid of raw cells from A1.

    ``marks`` holds the findings last shown in place; ``formulas`` the cells,
    by sheet, that a person's formula fills.
    """

    def __init__(
        self,
        sheets: Mapping[str, Sequence[Sequence[object]]],
        name: str = "memory",
        formulas: Mapping[str, frozenset[tuple[int, int]]] | None = None,
    ) -> None:
        self._name = name
        self.sheets: dict[str, Grid] = {title: [list(row) for row in rows] for title, rows in sheets.items()}
        self.formulas = dict(formulas or {})
        self.marks: tuple[Finding, ...] = ()
        self.identity = self.stamp = ""
        self._reading: Reading | None = None

    @property
    def name(self) -> str:
        return self._name

    def read(self, tables: Sequence[Table]) -> Reading:
        grids = [
            SheetGrid(title, rows, self.formulas.get(title, frozenset()))
            for title, rows in self.sheets.items()
        ]
        imprint = Imprint(self.identity, self.stamp).told()
        self._reading = read_grids(deepcopy(grids), tables, self.fingerprint(), imprint)
        return self._reading

    def apply(self, edits: Edits) -> str:
        reading = self._reading
        if reading is None or reading.fingerprint != self.fingerprint():
            raise OfficeError(
                f"{self.name} has changed since it was read. Run the command again.",
                f"{self.name} a changé depuis sa lecture. Relancez la commande.",
            )
        before = deepcopy(self.sheets), self.marks, self.identity, self.stamp
        try:
            self._apply(edits, reading)
        except BaseException:
            self.sheets, self.marks, self.identity, self.stamp = before
            raise
        self._reading = None
        return self.fingerprint()

    def _apply(self, edits: Edits, reading: Reading) -> None:
        for key in {*edits.cells, *edits.added, *edits.removed}:
            table, place = reading.tables[key].table, reading.tables[key].place
            if place is None:
                raise OfficeError(
                    f"{self.name} has no {table.label.en} table.",
                    f"{self.name} n'a pas de tableau {table.label.fr}.",
                )
            grid = self.sheets[place.sheet]
            columns = dict(place.columns)
            if ID_HEADER not in columns and (
                key in edits.added or any(column == ID_HEADER for _, column in edits.cells.get(key, {}))
            ):
                columns[ID_HEADER] = max(len(row) for row in grid) + 1
                _put(grid, place.header, columns[ID_HEADER], ID_HEADER)
            for (number, column), value in edits.cells.get(key, {}).items():
                _put(grid, number, columns[column], _raw(table, column, value, reading.lang))
            self._add(table, place, columns, edits.added.get(key, ()), reading.lang)
            for number in sorted(edits.removed.get(key, ()), reverse=True):
                del grid[number - 1]
        for result in edits.results:
            self._replace(result, reading.lang)
        if edits.marks is not None:
            self.marks = tuple(edits.marks)
        self.identity, self.stamp = reading.imprint.after(edits)

    def _add(
        self, table: Table, place: Place, columns: Mapping[str, int], rows: Sequence[NewRow], lang: Lang
    ) -> None:
        grid = self.sheets[place.sheet]
        for offset, row in enumerate(rows):
            at = max(place.last, place.header) + offset
            if at < len(grid):
                grid.insert(at, [])
            number = at + 1
            _put(grid, number, columns[ID_HEADER], row.id)
            for column, value in zip(table.columns, row.cells, strict=True):
                if column.key in columns:
                    _put(grid, number, columns[column.key], _raw(table, column.key, value, lang))

    def _replace(self, result: Result, lang: Lang) -> None:
        names = (result.table.label.en, result.table.label.fr)
        title = next((name for name in self.sheets if name in names), result.table.sheet_name(lang))
        self.sheets[title] = [[cell.value for cell in row] for row in result.grid]

    def fingerprint(self) -> str:
        return hashlib.sha256(repr((self.sheets, self.identity)).encode()).hexdigest()


def _raw(table: Table, column: str, value: str, lang: Lang) -> object:
    return value if column == ID_HEADER else native(value, table.column(column), lang)


def _put(grid: Grid, row: int, column: int, value: object) -> None:
    while len(grid) < row:
        grid.append([])
    cells = grid[row - 1]
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = value
