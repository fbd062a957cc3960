"""The book that is an .xlsx or .xlsm file: read with calamine, written by splicing."""

import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import python_calamine

from sync.books.files import check_writable, read_file, replace_file
from sync.books.xlsx_cells import CELL, ROW, CellValue, letters, number_of, splice_cells
from sync.books.xlsx_marks import Mark, mark_sheet
from sync.books.xlsx_package import Package
from sync.books.xlsx_results import chart_xml, drawing_xml, sheet_xml
from sync.books.xlsx_styles import Styles
from workbook_templates.book import Edits, Link, Place, Reading, Result, TableRead
from workbook_templates.declare import Table
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER, NativeTable, SheetGrid, read_grids
from workbook_templates.text import Lang, OfficeError, fold

IDENTITY = "_classeur_book"


class XlsxBook:
    """A workbook file.

    Args:
        path: The file.
        versions: The folder that keeps the previous version of each write.
    """

    def __init__(self, path: Path, versions: Path | None = None) -> None:
        self.path = path
        self._versions = versions
        self._data = b""
        self._reading: Reading | None = None

    @property
    def name(self) -> str:
        return str(self.path)

    def fingerprint(self) -> str:
        return hashlib.sha256(read_file(self.path)).hexdigest()

    def read(self, tables: Sequence[Table]) -> Reading:
        self._data = read_file(self.path)
        package = Package(self._data)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._data))
            grids = [
                self._grid(package, book, sheet.name, sheet.part)
                for sheet in package.sheets()
                if sheet.name in book.sheet_names
            ]
        except python_calamine.CalamineError as problem:
            raise OfficeError(
                f"{self.path.name} cannot be read: {problem}.", f"{self.path.name} est illisible : {problem}."
            ) from problem
        fingerprint = hashlib.sha256(self._data).hexdigest()
        self._reading = read_grids(grids, tables, fingerprint, _identity(package))
        return self._reading

    def _grid(
        self, package: Package, book: python_calamine.CalamineWorkbook, name: str, part: str
    ) -> SheetGrid:
        if not part or "/worksheets/" not in part:
            return SheetGrid(name, [])
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        formulas, uncached = _formulas(package.read(part))
        return SheetGrid(name, rows, formulas, uncached, _natives(package, part))

    def apply(self, edits: Edits) -> None:
        reading = self._reading
        if reading is None:
            raise ValueError("read the book before applying edits")
        package = Package(self._data)
        styles_part = package.related(package.workbook_part, "/styles") or "xl/styles.xml"
        styles = Styles(package.read(styles_part))
        writing = _Writing(package, styles, reading)
        for key in sorted({*edits.cells, *edits.added, *edits.removed}):
            writing.table(reading.tables[key], edits)
        for result in edits.results:
            writing.result(result)
        if edits.marks is not None:
            writing.marks(edits)
        if edits.identity:
            _write_identity(package, edits.identity)
        package.write(styles_part, styles.to_bytes())
        if not package.is_changed:
            return
        _recalculate(package)
        check_writable(self.path)
        replace_file(self.path, package.to_bytes(), reading.fingerprint, self._versions)
        self._reading = None


class _Writing:
    """One apply: the package being changed, and where things stand in it."""

    def __init__(self, package: Package, styles: Styles, reading: Reading) -> None:
        self.package, self.styles, self.reading = package, styles, reading
        self.parts = {sheet.name: sheet.part for sheet in package.sheets()}
        self.lang: Lang = reading.lang
        self.is_1904 = b'date1904="1"' in package.read(package.workbook_part)

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
        cells: dict[int, dict[int, CellValue]] = {}
        for (number, key), value in edits.cells.get(table.key, {}).items():
            cells.setdefault(number, {})[columns[key]] = self._native(table, key, value)
        for number in edits.removed.get(table.key, ()):
            cells.setdefault(number, {}).update(dict.fromkeys(columns.values()))
        at = max([row.number for row in read.rows], default=place.header)
        for row in edits.added.get(table.key, ()):
            at += 1
            target = cells.setdefault(at, {})
            target[columns[ID_HEADER]] = row.id
            for column, value in zip(table.columns, row.cells, strict=True):
                if column.key in columns:
                    target[columns[column.key]] = self._native(table, column.key, value, row.cells)
        xml = self.package.read(part)
        if place.columns is not None and at > place.last:
            self._refuse_below(xml, place, at)
            if place.native:
                self._grow(part, place.native, last=at)
        self.package.write(part, splice_cells(xml, cells, self.styles.fitting, self.is_1904))

    def _native(self, table: Table, key: str, value: str, cells: tuple[str, ...] = ()) -> CellValue:
        if key == ID_HEADER or not value:
            return value or None
        column = table.column(key)
        if column.varies_by and cells:
            column = column.variants.get(cells[table.position[column.varies_by]], column)
        return native(value, column, self.lang)

    def _refuse_below(self, xml: bytes, place: Place, last: int) -> None:
        """New rows never overwrite what stands under the table."""
        taken = [
            int(number)
            for number in re.findall(
                rb'<row\b[^>]*?\br="(\d+)"[^>]*?>(?=(?:(?!</row>).)*?<(?:v|is|f)\b)', xml, re.S
            )
            if place.last < int(number) <= last
        ]
        if taken:
            raise OfficeError(
                f'On "{place.sheet}", row {taken[0]} stands right under the table, where new rows go. Move it lower.',
                f"Sur « {place.sheet} », la ligne {taken[0]} est juste sous le tableau, là où vont les nouvelles lignes. Descendez-la.",
            )

    def _grow(self, part: str, name: str, last: int = 0, right: int = 0) -> None:
        """Grow a native table to a last row, or by the id column on its right."""
        for relation in self.package.relations(part):
            if not relation.type.endswith("/table"):
                continue
            xml = self.package.read(relation.target).decode("utf-8")
            if not re.search(rf'\b(?:displayName|name)="{re.escape(name)}"', xml):
                continue

            def grown(found: re.Match[str]) -> str:
                return f'ref="{found[1]}{found[2]}:{letters(right) if right else found[3]}{last or found[4]}"'

            xml = re.sub(r'\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', grown, xml)
            if right:
                new = max(int(n) for n in re.findall(r'<tableColumn\b[^>]*\bid="(\d+)"', xml)) + 1
                xml = re.sub(r'(<tableColumns\b[^>]*count=")(\d+)', lambda f: f[1] + str(int(f[2]) + 1), xml)
                xml = xml.replace(
                    "</tableColumns>", f'<tableColumn id="{new}" name="{ID_HEADER}"/></tableColumns>'
                )
            self.package.write(relation.target, xml.encode())

    def _add_id_column(self, part: str, place: Place) -> int:
        """Give a person's own table its hidden id column, in the first free one on the right."""
        xml = self.package.read(part)
        used = [number_of(word.decode()) for word in set(re.findall(rb'<c\b[^>]*?\br="([A-Z]+)\d', xml))]
        column = max([*used, *place.columns.values()]) + 1
        xml = splice_cells(xml, {place.header: {column: ID_HEADER}}, self.styles.fitting, self.is_1904)
        entry = f'<col min="{column}" max="{column}" width="28" hidden="1" customWidth="1"/>'.encode()
        if b"<cols>" in xml:
            covered = [int(n) for n in re.findall(rb'<col\b[^>]*max="(\d+)"', xml)]
            if max(covered, default=0) < column:
                xml = xml.replace(b"</cols>", entry + b"</cols>", 1)
        else:
            xml = xml.replace(b"<sheetData", b"<cols>" + entry + b"</cols><sheetData", 1)
        self.package.write(part, xml)
        natives = {native.name: native for native in _natives(self.package, part)}
        if place.native and natives[place.native].last_column + 1 == column:
            self._grow(part, place.native, right=column)
        return column

    def result(self, result: Result) -> None:
        name = self._result_sheet(result.table)
        part = self.parts[name]
        drawing = ""
        stem = result.table.key
        if result.charts:
            target, placed = f"xl/drawings/classeur_{stem}.xml", []
            for number, chart in enumerate(result.charts, start=1):
                chart_part = f"xl/charts/classeur_{stem}_{number}.xml"
                self.package.write(chart_part, chart_xml(chart, name, result))
                self.package.content_type(
                    chart_part, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
                )
                placed.append((chart, self.package.add_relation(target, "chart", chart_part)))
            self.package.write(target, drawing_xml(placed))
            self.package.content_type(target, "application/vnd.openxmlformats-officedocument.drawing+xml")
            drawing = self.package.add_relation(part, "drawing", target)
        self.package.write(part, sheet_xml(result, self.styles, self._where, drawing))
        if result.header:
            self._repeat_header(name, result.header)

    def _repeat_header(self, name: str, row: int) -> None:
        """Repeat a result's header row on each printed page."""
        book = self.package.workbook_part
        text = self.package.read(book).decode("utf-8")
        index = list(self.parts).index(name)
        quoted = escape(name.replace("'", "''"))
        entry = (
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">'
            f"'{quoted}'!$1:${row}</definedName>"
        )
        old = re.compile(
            rf'<definedName\b(?=[^>]*name="_xlnm.Print_Titles")(?=[^>]*localSheetId="{index}")[^>]*>[^<]*</definedName>'
        )
        if old.search(text):
            text = old.sub(lambda _: entry, text)
        elif "</definedNames>" in text:
            text = text.replace("</definedNames>", entry + "</definedNames>", 1)
        else:
            text = text.replace("</sheets>", f"</sheets><definedNames>{entry}</definedNames>", 1)
        self.package.write(book, text.encode())

    def _result_sheet(self, table: Table) -> str:
        names = (fold(table.label.en), fold(table.label.fr))
        for name in self.parts:
            if fold(name) in names:
                return name
        name = table.sheet_name(self.lang)
        part = f"xl/worksheets/classeur_{table.key}.xml"
        book = self.package.workbook_part
        relation = self.package.add_relation(book, "worksheet", part)
        self.package.content_type(
            part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        )
        text = self.package.read(book).decode("utf-8")
        sheet = max([int(n) for n in re.findall(r'sheetId="(\d+)"', text)], default=0) + 1
        entry = f'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="{name}" sheetId="{sheet}" r:id="{relation}"/>'
        self.package.write(book, text.replace("</sheets>", entry + "</sheets>", 1).encode())
        self.parts[name] = part
        return name

    def _where(self, link: Link) -> str:
        read = self.reading.tables.get(link.table)
        if read is None or read.place is None or not link.row:
            return ""
        column = read.place.columns.get(link.column or (read.table.keys or ("",))[0], 1)
        name = read.place.sheet.replace("'", "''")
        return f"'{name}'!{letters(column)}{link.row}"

    def marks(self, edits: Edits) -> None:
        by_part: dict[str, list[Mark]] = {}
        for read in self.reading.tables.values():
            if read.place is not None and not read.table.written:
                by_part.setdefault(self.parts[read.place.sheet], [])
        for finding in edits.marks or ():
            place = self.reading.tables[finding.table.key].place
            if place is None or not finding.row:
                continue
            column = place.columns.get(finding.column or (finding.table.keys or ("",))[0])
            if column:
                by_part[self.parts[place.sheet]].append(
                    Mark(finding.row, column, finding.kind.severity.value, finding.message(self.lang))
                )
        for part, marks in by_part.items():
            mark_sheet(self.package, part, marks, self.styles)


def _formulas(xml: bytes) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """The cells that hold a formula, and those whose value is not cached."""
    if b"<f" not in xml or not re.search(rb"<f[ >/]", xml):
        return frozenset(), frozenset()
    formulas, uncached = set(), set()
    number = 0
    for row in ROW.finditer(xml):
        said = re.search(rb'\br="(\d+)"', row[1])
        number = int(said[1]) if said else number + 1
        if row[2]:
            continue
        inner = xml[row.end() : xml.find(b"</row>", row.end())]
        if b"<f" not in inner:
            continue
        column = 0
        for cell in CELL.finditer(inner.decode("utf-8", "replace")):
            place = re.search(r'\br="([A-Z]+)\d+"', cell[1])
            column = number_of(place[1]) if place else column + 1
            if cell[2] and re.search(r"<f[ >/]", cell[2]):
                formulas.add((number, column))
                if not re.search(r"<v>[^<]", cell[2]):
                    uncached.add((number, column))
    return frozenset(formulas), frozenset(uncached)


def _natives(package: Package, part: str) -> tuple[NativeTable, ...]:
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


def _identity(package: Package) -> str:
    text = package.read(package.workbook_part).decode("utf-8", "replace")
    found = re.search(rf'<definedName\b[^>]*name="{IDENTITY}"[^>]*>(?:"|&quot;)(\w+)', text)
    return found[1] if found else ""


def _write_identity(package: Package, identity: str) -> None:
    text = package.read(package.workbook_part).decode("utf-8")
    text = re.sub(rf'<definedName\b[^>]*name="{IDENTITY}"[^>]*>.*?</definedName>', "", text)
    entry = f'<definedName name="{IDENTITY}" hidden="1">"{identity}"</definedName>'
    if "<definedNames>" in text:
        text = text.replace("<definedNames>", "<definedNames>" + entry, 1)
    else:
        after = re.search(r"</externalReferences>|</functionGroups>|</sheets>|<sheets\s*/>", text)
        at = (
            text.rfind("</externalReferences>") + 21
            if "</externalReferences>" in text
            else (after.end() if after else 0)
        )
        text = text[:at] + f"<definedNames>{entry}</definedNames>" + text[at:]
    package.write(package.workbook_part, text.encode())


def _recalculate(package: Package) -> None:
    """Ask the office program to compute everything anew when it opens the file."""
    text = package.read(package.workbook_part).decode("utf-8")
    if "fullCalcOnLoad=" in text:
        text = re.sub(r'fullCalcOnLoad="\w+"', 'fullCalcOnLoad="1"', text)
    elif "<calcPr" in text:
        text = text.replace("<calcPr", '<calcPr fullCalcOnLoad="1"', 1)
    else:
        at = max(text.rfind(end) + len(end) for end in ("</sheets>", "</definedNames>") if end in text)
        text = text[:at] + '<calcPr fullCalcOnLoad="1"/>' + text[at:]
    package.write(package.workbook_part, text.encode())
