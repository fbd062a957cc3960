"""Values that formulas left in a workbook, and which of them a change makes stale."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.books.xlsx_formulas import END, MAX_COLUMN, MAX_ROW, TOKEN, area_of, unescaped
from sync.books.xlsx_moves import replaced
from sync.books.xlsx_package import Package, attributes_of
from sync.books.xlsx_tags import FormulaCell, Tags, formula_cells, has_formulas, tags_of, with_references
from sync.books.xlsx_values import number_of

Area = tuple[int, int, int, int]
Place = tuple[str, Area]
ANYWHERE = ("INDIRECT", "OFFSET")  # their references are known only when computed
MAYBE_FORMULA = re.compile(rb"f(?=[\s/>])")
BLOCK, SMALL = 1024, 64
NAME = re.compile(r"<(?:\w+:)?definedName\b([^>]*)>([^<]*)</")
AFTER_CALCULATION = (
    "oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr"
    "|webPublishObjects|extLst"
)


@dataclass(slots=True)
class _Sheet:
    name: str
    part: str
    xml: bytes
    tags: Tags
    cells: list[FormulaCell]


@dataclass(slots=True)
class _Corner:
    row: int
    column: int
    row_fixed: bool
    column_fixed: bool


@dataclass(slots=True)
class _Needs:
    """What a formula reads: corners of areas by sheet, whole places, and whether it could read anything."""

    areas: list[tuple[str | None, _Corner, _Corner]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: str
    area: Area
    columns: tuple[str, ...]


class _Workbook:
    """The formulas of a workbook, and the names and tables they use."""

    def __init__(self, package: Package) -> None:
        self.sheets: list[_Sheet] = []
        self.tables: dict[str, _Table] = {}
        self.order = [ref.name.casefold() for ref in package.sheets()]
        for ref in package.sheets():
            if ref.kind != "worksheet" or not package.has(ref.part):
                continue
            xml = package.xml(ref.part)
            if not MAYBE_FORMULA.search(xml):
                continue
            tags = tags_of(xml)
            if has_formulas(xml, tags):
                xml = with_references(xml, tags)
                self.sheets.append(_Sheet(ref.name, ref.part, xml, tags, list(formula_cells(xml, tags))))
        if self.sheets:
            self._read_tables(package)
            text = package.text(package.workbook_part)
            self.names = {
                attributes_of(said).get("name", "").casefold(): unescaped(formula)
                for said, formula in NAME.findall(text)
            }

    def _read_tables(self, package: Package) -> None:
        for ref in package.sheets():
            for relation in package.relations(ref.part) if ref.part else ():
                if not relation.type.endswith("/table") or not package.has(relation.target):
                    continue
                text = package.text(relation.target)
                top = re.search(r"<(?:\w+:)?table\b[^>]*>", text)
                said = attributes_of(top[0]) if top else {}
                columns = tuple(
                    attributes_of(tag).get("name", "").casefold()
                    for tag in re.findall(r"<(?:\w+:)?tableColumn\b[^>]*>", text)
                )
                table = _Table(ref.name, area_of(said.get("ref", "A1")), columns)
                for name in (said.get("displayName", ""), said.get("name", "")):
                    self.tables[name.casefold()] = table

    def needs(self, plain: str, depth: int = 0) -> _Needs:
        """What a formula reads."""
        found = _Needs()
        for token in TOKEN.finditer(plain):
            if token["ref"]:
                if corners := _corners(token["ref"]):
                    found.areas.append((token["sheet"], *corners))
            elif token["only"]:
                found.fields.append(("", token["only"]))
            elif token["word"]:
                word = token["word"].upper()
                if word.removeprefix("_XLFN.") in ANYWHERE:
                    found.anywhere = True
                elif token["fields"] and word.casefold() in self.tables:
                    found.fields.append((word.casefold(), token["fields"]))
                elif word.casefold() in self.tables:
                    table = self.tables[word.casefold()]
                    found.places.append((table.sheet, table.area))
                elif word.casefold() in self.names and depth < 8:
                    inner = self.needs(self.names[word.casefold()], depth + 1)
                    found.anywhere |= inner.anywhere
                    found.areas += inner.areas
                    found.places += inner.places
                    found.fields += inner.fields
        return found

    def places(self, needs: _Needs, home: str, row: int, down: int, right: int) -> list[Place]:
        """The areas a formula reads, for a cell that stands so far from where its text was written."""
        places = list(needs.places)
        for prefix, one, other in needs.areas:
            rows = sorted(c.row if c.row_fixed else (c.row + down - 1) % MAX_ROW + 1 for c in (one, other))
            columns = sorted(
                c.column if c.column_fixed else (c.column + right - 1) % MAX_COLUMN + 1 for c in (one, other)
            )
            area = (rows[0], columns[0], rows[1], columns[1])
            places += [(name, area) for name in self._sheets_named(prefix, home)]
        for name, fields in needs.fields:
            # Without a name, the table is the one the formula stands in.
            tables = [self.tables[name]] if name else [t for t in self.tables.values() if t.sheet == home]
            places += [self._fields(table, fields, row) for table in tables]
        return places

    def _sheets_named(self, prefix: str | None, home: str) -> list[str]:
        if prefix is None:
            return [home.casefold()]
        name = prefix[:-1].strip("'").replace("''", "'").removeprefix("[0]").casefold()
        first, colon, last = name.partition(":")
        if colon and first in self.order and last in self.order:
            low, high = sorted((self.order.index(first), self.order.index(last)))
            return self.order[low : high + 1]
        return [name]

    def _fields(self, table: _Table, fields: str, row: int) -> Place:
        top, left, bottom, right = table.area
        inner = [part.strip("[]").replace("'", "").casefold() for part in re.split(r"[\],:@]+", fields)]
        if "#this row" in fields.casefold() or "@" in fields:
            top = bottom = row
        at = [left + table.columns.index(name) for name in inner if name in table.columns]
        if at:
            left, right = min(at), max(at)
        return table.sheet, (top, left, bottom, right)


def _corners(ref: str) -> tuple[_Corner, _Corner] | None:
    said = []
    for part in ref.split(":"):
        end = END.fullmatch(part)
        if end is None:
            return None
        column = number_of(end[2].upper()) if end[2] else 0
        row = int(end[4] or 0)
        if column > MAX_COLUMN or row > MAX_ROW:
            return None
        said.append(
            _Corner(row, column, bool(end[3] if column else end[1]) or not row, bool(end[1]) or not column)
        )
    one, other = said[0], said[-1]
    if not one.row:
        one, other = (
            _Corner(1, one.column, True, one.column_fixed),
            _Corner(MAX_ROW, other.column, True, other.column_fixed),
        )
    if not one.column:
        one, other = (
            _Corner(one.row, 1, one.row_fixed, True),
            _Corner(other.row, MAX_COLUMN, other.row_fixed, True),
        )
    return one, other


class _Readers:
    """Which formulas read a cell. Large areas stand in blocks of rows, under their columns."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self.areas: dict[tuple[str, Area], list[int]] = defaultdict(list)
        self.blocks: dict[str, dict[tuple[int, int], dict[int, set[Area]]]] = defaultdict(dict)

    def add(self, place: Place, reader: int) -> None:
        sheet, area = place[0].casefold(), place[1]
        top, left, bottom, right = area
        if (bottom - top + 1) * (right - left + 1) <= SMALL:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.points[sheet, row, column].append(reader)
            return
        if (sheet, area) not in self.areas:
            blocks = self.blocks[sheet].setdefault((left, right), {})
            for block in _blocks(area):
                blocks.setdefault(block, set()).add(area)
        self.areas[sheet, area].append(reader)

    def of(self, sheet: str, row: int, column: int) -> list[int]:
        """The formulas that read a cell; those that read a large area are told once."""
        found = list(self.points.pop((sheet, row, column), ()))
        for (left, right), blocks in self.blocks.get(sheet, {}).items():
            if not left <= column <= right:
                continue
            near = [*blocks.get(row // BLOCK, ()), *blocks.get(-1, ())]
            for area in near:
                if area[0] <= row <= area[2]:
                    for block in _blocks(area):
                        blocks[block].discard(area)
                    found += self.areas.pop((sheet, area), ())
        return found


def _blocks(area: Area) -> Iterable[int]:
    """The blocks of rows an area stands in; -1 for one that stands in many."""
    first, last = area[0] // BLOCK, area[2] // BLOCK
    return range(first, last + 1) if last - first <= SMALL else (-1,)


def drop_stale(
    package: Package, changed: Mapping[str, Iterable[Area]], rewritten: Iterable[tuple[str, int, int]] = ()
) -> bool:
    """Take away the cached values of the formulas that read, however indirectly, what changed.

    Args:
        package: The workbook, already changed.
        changed: Areas by sheet name.
        rewritten: Formulas whose text changed, by sheet name, row and column.

    Returns:
        Whether the workbook holds formulas at all.
    """
    workbook = _Workbook(package)
    if not workbook.sheets:
        return False
    cells = [(sheet, cell) for sheet in workbook.sheets for cell in sheet.cells]
    readers, always = _index(workbook, cells)
    own = {(s.name.casefold(), cell.row, cell.column): n for n, (s, cell) in enumerate(cells)}
    stale = {own[key] for name, row, column in rewritten if (key := (name.casefold(), row, column)) in own}
    stale |= set(always)
    waiting: list[tuple[str, int, int]] = []
    for name, areas in changed.items():
        for top, left, bottom, right in areas:
            waiting += [
                (name.casefold(), r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)
            ]
    stale |= {own[place] for place in waiting if place in own}
    fresh = list(stale)
    while waiting or fresh:
        while fresh:
            sheet, cell = cells[fresh.pop()]
            top, left, bottom, right = (
                area_of(cell.said["ref"])
                if "ref" in cell.said and cell.said.get("t") != "shared"
                else (cell.row, cell.column, cell.row, cell.column)
            )
            waiting += [
                (sheet.name.casefold(), r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)
            ]
        new = set(readers.of(*waiting.pop())) - stale
        stale |= new
        fresh += new
    _forget(package, workbook, [cells[n] for n in stale])
    return True


def _index(workbook: _Workbook, cells: list[tuple[_Sheet, FormulaCell]]) -> tuple[_Readers, list[int]]:
    """Who reads what, and the formulas that could read anything."""
    readers, always = _Readers(), []
    masters: dict[tuple[str, str], tuple[FormulaCell, _Needs]] = {}
    told: dict[str, _Needs] = {}
    for number, (sheet, cell) in enumerate(cells):
        key = (sheet.part, cell.said.get("si", ""))
        if cell.said.get("t") == "shared" and not cell.text and key in masters:
            master, needs = masters[key]
            down, right = cell.row - master.row, cell.column - master.column
        else:
            if cell.text not in told:
                told[cell.text] = workbook.needs(unescaped(cell.text))
            needs, down, right = told[cell.text], 0, 0
            if cell.is_master:
                masters[key] = (cell, needs)
        if needs.anywhere or cell.said.get("t") == "dataTable":
            always.append(number)
        for place in workbook.places(needs, sheet.name, cell.row, down, right):
            readers.add(place, number)
    return readers, always


def _forget(package: Package, workbook: _Workbook, stale: list[tuple[_Sheet, FormulaCell]]) -> None:
    for sheet in workbook.sheets:
        p = re.escape(sheet.tags.prefix)
        value = re.compile(rf"<{p}v(?:\s[^>]*)?(?:/>|>[^<]*</{p}v>)")
        edits = []
        for cell in [cell for owner, cell in stale if owner is sheet]:
            before = sheet.xml[cell.start : cell.end].decode("utf-8")
            after = value.sub("", before)
            if after != before:
                opening = after.index(">")
                kind = re.sub(r'\st="[^"]*"', "", after[:opening])
                edits.append((cell.start, cell.end, kind + after[opening:]))
        if edits:
            package.write(sheet.part, replaced(sheet.xml, edits))


def ask_recalculation(package: Package) -> None:
    """Ask the office program to compute everything anew when it opens the file."""
    book = package.workbook_part
    text = package.text(book)
    found = re.search(r"<(\w+:)?workbook\b", text)
    p = (found[1] or "") if found else ""
    if properties := re.search(rf"<{p}calcPr\b[^>]*>", text):
        tag = re.sub(r'\sfullCalcOnLoad="[^"]*"', "", properties[0])
        tag = tag.replace(f"<{p}calcPr", f'<{p}calcPr fullCalcOnLoad="1"', 1)
        if 'fullCalcOnLoad="1"' not in properties[0]:
            text = text[: properties.start()] + tag + text[properties.end() :]
    else:
        after = re.search(rf"<{p}(?:{AFTER_CALCULATION})\b|</{p}workbook>", text)
        at = after.start() if after else len(text)
        text = text[:at] + f'<{p}calcPr fullCalcOnLoad="1"/>' + text[at:]
    package.write(book, text.encode())


def drop_calculation_chain(package: Package) -> None:
    """Take away the order of calculation, which the office program makes anew."""
    chain = package.related(package.workbook_part, "/calcChain")
    if chain and package.has(chain):
        package.remove(chain)
        package.drop_relation(package.workbook_part, chain)
