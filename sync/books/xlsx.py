"""The book that is an .xlsx or .xlsm file: read with calamine, written by splicing."""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import python_calamine

from sync.books.files import check_writable, finish_replacing, read_file, replace_file
from sync.books.marks import Mark
from sync.books.xlsx_calls import calls_of
from sync.books.xlsx_cells import CellValue, letters, number_of, splice_cells
from sync.books.xlsx_formulas import RowMove
from sync.books.xlsx_marks import mark_sheet
from sync.books.xlsx_package import Package, SheetRef
from sync.books.xlsx_results import write_result
from sync.books.xlsx_rows import SheetEdit, splice_sheet
from sync.books.xlsx_sheets import (
    Places,
    formulas_of,
    grow_table,
    hidden_rows,
    hide_column,
    natives_of,
    table_part,
)
from sync.books.xlsx_styles import Money, Percent, Styles
from sync.books.xlsx_workbook import (
    add_sheet,
    named_sheet,
    quoted,
    read_imprint,
    read_saver,
    recalculate,
    write_imprint,
    write_name,
)
from workbook_templates.book import Edits, Link, NewRow, Place, Reading, Result, TableRead
from workbook_templates.calls import Spot
from workbook_templates.declare import Kind, Table
from workbook_templates.findings import Finding
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER, NativeTable, SheetGrid, read_grids
from workbook_templates.text import Lang, OfficeError, fold

_Formulas = tuple[Places, Places, tuple[NativeTable, ...], Mapping[Spot, str], Places]


class XlsxBook:
    """A workbook file.

    Args:
        path: The file.
        versions: The folder that keeps the previous version of each write.

    ``saver`` is who saved last what was read, as far as the file says.
    """

    def __init__(self, path: Path, versions: Path | None = None) -> None:
        self.path = path
        self.saver = ""
        self._versions = versions
        self._data = b""
        self._package: Package | None = None
        self._reading: Reading | None = None

    @property
    def name(self) -> str:
        return str(self.path)

    def fingerprint(self) -> str:
        finish_replacing(self.path, self._versions)
        return hashlib.sha256(read_file(self.path)).hexdigest()

    def read(self, tables: Sequence[Table]) -> Reading:
        finish_replacing(self.path, self._versions)
        self._data = read_file(self.path)
        package = self._package = Package(self._data)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._data))
            sheets = [sheet for sheet in package.sheets() if sheet.name in book.sheet_names]
            with ThreadPoolExecutor(
                1
            ) as beside:  # while calamine reads the cells, without the interpreter's lock
                told = beside.map(lambda sheet: _formulas(package, sheet.part), sheets)
                grids = [_grid(book, sheet, told) for sheet in sheets]
        except python_calamine.CalamineError as problem:
            raise OfficeError(
                f"{self.path.name} cannot be read: {problem}.", f"{self.path.name} est illisible : {problem}."
            ) from problem
        fingerprint, self.saver = hashlib.sha256(self._data).hexdigest(), read_saver(package)
        self._reading = read_grids(grids, tables, fingerprint, read_imprint(package))
        return self._reading

    def hidden_rows(self, read: TableRead) -> int:
        """How many rows of a table, as last read, a filter or a hand hides."""
        place, package = read.place, self._package or Package(self._data)
        part = next((one.part for one in package.sheets() if place and one.name == place.sheet), "")
        if place is None or not part:
            return 0
        last = max((row.number for row in read.rows), default=0)
        return sum(place.header < row <= last for row in hidden_rows(package.xml(part)))

    def apply(self, edits: Edits) -> str:
        reading = self._reading
        if reading is None:
            raise ValueError("read the book before applying edits")
        package, self._package = self._package or Package(self._data), None
        styles_part = package.related(package.workbook_part, "/styles") or "xl/styles.xml"
        styles = Styles(package.read(styles_part), reading.lang)
        writing = _Writing(package, styles, reading)
        for key in sorted({*edits.cells, *edits.added, *edits.removed}):
            writing.table(reading.tables[key], edits)
        for result in edits.results:
            writing.result(result)
        if edits.marks is not None:
            writing.marks(edits.marks)
        imprint = reading.imprint.after(edits)
        if imprint != reading.imprint:
            write_imprint(package, imprint.told())
        package.write(styles_part, styles.to_bytes())
        if not package.is_changed:
            return reading.fingerprint
        recalculate(package)
        check_writable(self.path)
        data = package.to_bytes()
        replace_file(self.path, data, reading.fingerprint, self._versions)
        self._reading = None
        return hashlib.sha256(data).hexdigest()


def _formulas(package: Package, part: str) -> _Formulas:
    """What calamine does not tell of a sheet: its formulas, those without a value, native tables, and calls."""
    if not _is_worksheet(part):
        return frozenset(), frozenset(), (), {}, frozenset()
    xml = package.xml(part)
    return *formulas_of(xml), natives_of(package, part), *calls_of(xml)


def _grid(book: python_calamine.CalamineWorkbook, sheet: SheetRef, told: Iterator[_Formulas]) -> SheetGrid:
    rows = []
    if _is_worksheet(sheet.part):
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    return SheetGrid(sheet.name, rows, *next(told))


def _is_worksheet(part: str) -> bool:
    return "/worksheets/" in part


class _Writing:
    """One apply: the package being changed, and where things stand in it."""

    def __init__(self, package: Package, styles: Styles, reading: Reading) -> None:
        self.package, self.styles, self.reading = package, styles, reading
        self.parts = {sheet.name: sheet.part for sheet in package.sheets()}
        self.lang: Lang = reading.lang
        self.moves: dict[str, list[RowMove]] = {}

    def table(self, read: TableRead, edits: Edits) -> None:
        table, place = read.table, read.place
        if place is None:
            raise OfficeError(
                f"The workbook has no {table.label.en} table.",
                f"Le classeur n'a pas de tableau {table.label.fr}.",
            )
        part, columns = self.parts[place.sheet], dict(place.columns)
        if ID_HEADER not in columns:
            columns[ID_HEADER] = self._add_id_column(part, place)
        numbers = [row.number for row in read.rows]
        done = splice_sheet(
            self.package,
            part,
            SheetEdit(
                cells=self._changes(read, columns, edits),
                appended=[self._added(read.table, columns, row) for row in edits.added.get(table.key, ())],
                after_row=self._moved(place.sheet, max(numbers, default=place.header)),
                removed_rows=[self._moved(place.sheet, row) for row in edits.removed.get(table.key, ())],
                table_part=table_part(self.package, part, place.native) if place.native else "",
                header_row=self._moved(place.sheet, place.header),
                columns=(min(columns.values()), max(columns.values())),
                styler=self.styles.fitting,
            ),
        )
        self.moves.setdefault(place.sheet, []).append(done.move)

    def _moved(self, sheet: str, row: int) -> int:
        """Where a row that was read stands now."""
        for move in self.moves.get(sheet, ()):
            row = move.place(row)
        return row

    def _changes(
        self, read: TableRead, columns: Mapping[str, int], edits: Edits
    ) -> dict[tuple[int, int], CellValue]:
        """The values to write, by row and column."""
        table, cells = read.table, dict[tuple[int, int], CellValue]()
        sheet = read.place.sheet if read.place else ""
        for number, key, value, said in read.as_edited(edits.cells.get(table.key, {})):
            cells[self._moved(sheet, number), columns[key]] = self._native(table, key, value, said)
        return cells

    def _added(self, table: Table, columns: Mapping[str, int], row: NewRow) -> dict[int, CellValue]:
        """The values of a row to add, by column."""
        cells: dict[int, CellValue] = {columns[ID_HEADER]: row.id}
        for column, value in zip(table.columns, row.cells, strict=True):
            if column.key in columns:
                cells[columns[column.key]] = self._native(table, column.key, value, row.cells)
        return cells

    def _native(self, table: Table, key: str, value: str, cells: tuple[str, ...]) -> CellValue:
        if key == ID_HEADER or not value:
            return value or None
        column = table.variant(key, cells)
        held = native(value, column, self.lang)
        if isinstance(held, Decimal) and column.kind is Kind.MONEY:
            return Money(held)
        if isinstance(held, Decimal) and column.kind is Kind.PERCENT:
            return Percent(held)
        return held

    def _add_id_column(self, part: str, place: Place) -> int:
        """Give a person's own table its hidden id column, in the first free one on the right."""
        xml = self.package.read(part)
        used = [number_of(word.decode()) for word in set(re.findall(rb'<c\b[^>]*?\br="([A-Z]+)\d', xml))]
        column = max([*used, *place.columns.values()]) + 1
        header = self._moved(place.sheet, place.header)
        xml = splice_cells(xml, {header: {column: ID_HEADER}}, self.styles.fitting)
        xml = hide_column(xml, column)
        self.package.write(part, xml)
        natives = {native.name: native for native in natives_of(self.package, part)}
        if place.native and natives[place.native].last_column + 1 == column:
            grow_table(self.package, part, place.native, right=column)
        return column

    def result(self, result: Result) -> None:
        name = self._result_sheet(result.table)
        write_result(self.package, self.parts[name], name, result, self.styles, self._where)
        write_name(self.package, f"_classeur_{result.table.key}", f"{quoted(name)}!$A$1")
        if result.header:
            titles = f"{quoted(name)}!$1:${result.header}"
            write_name(self.package, "_xlnm.Print_Titles", titles, list(self.parts).index(name))

    def _result_sheet(self, table: Table) -> str:
        """The sheet of a written table: the one we named ours, else by its title, else a new one."""
        ours = named_sheet(self.package, f"_classeur_{table.key}")
        if ours in self.parts:
            return ours
        names = (fold(table.label.en), fold(table.label.fr))
        for name in self.parts:
            if fold(name) in names:
                return name
        name = table.sheet_name(self.lang)
        used = {part.lower() for part in self.package.names()}
        stems = (table.key, *(f"{table.key}_{number}" for number in range(2, 1000)))
        parts = (f"xl/worksheets/classeur_{stem}.xml" for stem in stems)
        self.parts[name] = next(part for part in parts if part not in used)
        add_sheet(self.package, name, self.parts[name])
        return name

    def _where(self, link: Link) -> str:
        read = self.reading.tables.get(link.table)
        if read is None or read.place is None or not link.row:
            return ""
        column = read.column_of(link.column) or 1
        return f"{quoted(read.place.sheet)}!{letters(column)}{self._moved(read.place.sheet, link.row)}"

    def marks(self, findings: Sequence[Finding]) -> None:
        """Show the findings on the input tables' sheets instead of all earlier ones."""
        by_part: dict[str, list[Mark]] = {
            self.parts[read.place.sheet]: []
            for read in self.reading.tables.values()
            if read.place is not None and not read.table.written
        }
        for finding in findings:
            read = self.reading.tables.get(finding.table.key)
            if read is None or read.place is None or not finding.row:
                continue
            column = read.column_of(finding.column)
            marks = by_part.get(self.parts[read.place.sheet])
            if column and marks is not None:
                severity = finding.kind.severity.value
                row = self._moved(read.place.sheet, finding.row)
                marks.append(Mark(row, column, severity, finding.message(self.lang)))
        for part, marks in by_part.items():
            mark_sheet(self.package, part, marks, self.styles)
