"""The book open in Excel: every sheet read in one look, every change written in blocks."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from sync.books.live_results import LiveResults
from sync.books.live_writing import LiveSheet, LiveWriting
from workbook_templates.book import Edits, Reading
from workbook_templates.calls import calls_among
from workbook_templates.declare import Table
from workbook_templates.reading import NativeTable, SheetGrid, read_grids
from workbook_templates.text import OfficeError

IDENTITY = "_classeur_book"
SETTINGS_SHEET = "xlwings.conf"
FIRST_YEARS = (1899, 1900)  # the day that Excel gives a time without a date

Grid = list[list[object]]


class LiveBook:
    """A workbook open in Excel.

    Args:
        book: An ``xlwings.Book``.
        is_held: Whether nobody can type in it between ``read`` and ``apply``,
            so that it need not be read again before writing.
    """

    def __init__(self, book: Any, is_held: bool = False) -> None:
        self.book = book
        self._is_held = is_held
        self._reading: Reading | None = None
        self._sheets: dict[str, LiveSheet] = {}

    @property
    def name(self) -> str:
        return str(self.book.name)

    def fingerprint(self) -> str:
        return _hash([grid for grid, _ in self._look()], self._imprint())

    def read(self, tables: Sequence[Table]) -> Reading:
        looked, imprint = self._look(), self._imprint()
        grids = [grid for grid, _ in looked]
        self._sheets = {grid.name: sheet for grid, sheet in looked}
        self._reading = read_grids(grids, tables, _hash(grids, imprint), imprint)
        return self._reading

    def apply(self, edits: Edits) -> str:
        reading = self._reading
        if reading is None:
            raise ValueError("read the book before applying edits")
        if not self._is_held and self.fingerprint() != reading.fingerprint:
            raise OfficeError(
                f"{self.name} has changed since it was read. Press the button again.",
                f"{self.name} a changé depuis sa lecture. Appuyez de nouveau sur le bouton.",
            )
        writing = LiveWriting(self.book, reading, self._sheets)
        results = LiveResults(self.book, reading, self._sheets, writing)
        active = self.book.sheets.active
        try:
            writing.tables(edits)
            for result in edits.results:
                results.show(result)
            if edits.marks is not None:
                results.mark(edits.marks)
            self._write_imprint(reading.imprint.after(edits).told(), writing.undoing)
        except OfficeError:
            writing.undo()
            raise
        except Exception as problem:
            writing.undo()
            raise OfficeError(
                f"Excel refused a change to {self.name}; nothing was kept of it. "
                "Finish editing the cell, or unprotect the sheet, then press the button again.",
                f"Excel a refusé une modification de {self.name} ; rien n'en a été gardé. "
                "Terminez la saisie de la cellule ou ôtez la protection de la feuille, puis appuyez de nouveau.",
            ) from problem
        finally:
            active.activate()
        self._reading = None
        return "" if self._is_held else self.fingerprint()

    def _look(self) -> list[tuple[SheetGrid, LiveSheet]]:
        return [_grid(sheet) for sheet in self.book.sheets if str(sheet.name).lower() != SETTINGS_SHEET]

    def _imprint(self) -> str:
        if IDENTITY not in self.book.names:
            return ""
        return str(self.book.names[IDENTITY].refers_to).removeprefix("=").strip('"')

    def _write_imprint(self, imprint: str, undoing: Callable[[Callable[[], None]], None]) -> None:
        old = self._imprint()
        if old == imprint:
            return
        names = self.book.names
        if old:
            names[IDENTITY].refers_to = f'="{imprint}"'
            undoing(lambda: setattr(names[IDENTITY], "refers_to", f'="{old}"'))
        else:
            names.add(IDENTITY, f'="{imprint}"')
            undoing(lambda: names[IDENTITY].delete())


def _grid(sheet: Any) -> tuple[SheetGrid, LiveSheet]:
    """One sheet: its values in one read, its formulas in another."""
    corner = sheet.used_range.last_cell
    area = sheet.range((1, 1), (corner.row, corner.column))
    values: Grid = area.options(ndim=2, empty="", err_to_str=True).value
    texts = _square(area.formula, values)
    formulas: dict[tuple[int, int], str] = {}
    for number, (cells, said) in enumerate(zip(values, texts, strict=True), start=1):
        for column, (value, text) in enumerate(zip(cells, said, strict=True), start=1):
            # A text that begins with "=" is its own "formula"; a formula's value is something else.
            if isinstance(text, str) and text.startswith("=") and text != value:
                formulas[number, column] = text
            if isinstance(value, datetime):
                cells[column - 1] = _plain(value)
    natives = _natives(sheet.tables)
    calls = calls_among(formulas)
    failed = frozenset((row, at) for row, at in calls if str(values[row - 1][at - 1]).startswith("#"))
    grid = SheetGrid(
        str(sheet.name), values, frozenset(formulas), natives=natives, calls=calls, failed=failed
    )
    return grid, LiveSheet(values, formulas)


def _square(texts: object, values: Grid) -> Sequence[Sequence[object]]:
    """Formulas in the shape of the values: Excel gives a single cell bare, and some engines a single row."""
    if not isinstance(texts, list | tuple):
        return [[texts]]
    if texts and not isinstance(texts[0], list | tuple):
        return [list(texts)] if len(values) == 1 else [[text] for text in texts]
    return texts


def _plain(value: datetime) -> datetime | date | time:
    """A date without a time, a time without a date, or both."""
    if value.year in FIRST_YEARS and value.date() <= date(1900, 1, 1):
        return value.time()
    return value.date() if value.time() == time() else value


def _natives(tables: Any) -> tuple[NativeTable, ...]:
    found = []
    for table in tables:
        area = table.range
        first, last = area.row, area.row + area.shape[0] - 1
        totals = bool(table.show_totals)
        found.append(
            NativeTable(
                str(table.name),
                first,
                last - totals,
                area.column,
                area.column + area.shape[1] - 1,
                totals,
            )
        )
    return tuple(found)


def _hash(grids: Sequence[SheetGrid], imprint: str) -> str:
    said = [(grid.name, grid.rows, sorted(grid.formulas)) for grid in grids]
    return hashlib.sha256(repr((said, imprint)).encode()).hexdigest()
