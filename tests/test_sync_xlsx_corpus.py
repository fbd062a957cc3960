"""Real workbooks: one cell changed and one row added in each, and nothing else differs."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
import python_calamine

from sync.books.xlsx_formulas import area_of
from sync.books.xlsx_package import Package, SheetRef
from sync.books.xlsx_rows import SheetEdit, Spliced, splice_sheet
from sync.books.xlsx_tags import array_areas, formula_cells, merged_areas, tags_of, with_references
from workbook_templates.text import OfficeError

KEPT = 0.998
MOVED = 0.97
Grid = dict[tuple[int, int], object]
CALCULATION = ("xl/calcchain.xml", "[content_types].xml", "xl/_rels/workbook.xml.rels")


@dataclass
class Case:
    """One workbook, what is done to it and what came of it."""

    before: dict[str, Grid]
    sheet: SheetRef
    cell: tuple[int, int]
    edit: SheetEdit
    formulas: set[tuple[str, int, int]]


def values(data: bytes) -> dict[str, Grid]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[str, Grid] = {}
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            found[sheet.name] = {
                (r, c): value
                for r, row in enumerate(rows, start=1)
                for c, value in enumerate(row, start=1)
                if value != ""
            }
    return found


def case(data: bytes, package: Package, moves: bool) -> Case:
    """Change the first cell a person would change, and add a row under the first table or the last row.

    With ``moves``, the row is added under the first one, so that all others
    move down, and the third is taken out.
    """
    before = values(data)
    sheet = next(ref for ref in package.sheets() if ref.kind == "worksheet" and ref.name in before)
    formulas = set()
    for ref in package.sheets():
        if ref.kind == "worksheet" and package.has(ref.part):
            xml = package.xml(ref.part)
            xml = with_references(xml, tags_of(xml))
            formulas |= {(ref.name, cell.row, cell.column) for cell in formula_cells(xml, tags_of(xml))}
    xml = package.xml(sheet.part)
    closed = [*array_areas(xml, tags_of(xml)), *merged_areas(xml, tags_of(xml))]
    grid = before[sheet.name]
    free = [
        place
        for place in sorted(grid)
        if (sheet.name, *place) not in formulas
        and not any(t <= place[0] <= b and le <= place[1] <= r for t, le, b, r in closed)
    ]
    last = max((row for row, _ in grid), default=0)
    cell = free[0] if free else (last + 3, 1)
    if moves and grid:
        first = min(row for row, _ in grid)
        edit = SheetEdit(
            cells={cell: "changed"}, appended=[{1: "added"}], after_row=first, removed_rows=[first + 2]
        )
    elif table := package.related(sheet.part, "/table"):
        found = re.search(r'<(?:\w+:)?table\b[^>]*?\bref="([^"]+)"', package.text(table))
        assert found is not None
        left = area_of(found[1])[1]
        edit = SheetEdit(cells={cell: "changed"}, appended=[{left: "added"}], table_part=table)
    else:
        last = max([last, *(bottom for _, _, bottom, _ in closed)])
        edit = SheetEdit(cells={cell: "changed"}, appended=[{1: "added", 2: 7}], after_row=last)
    return Case(before, sheet, cell, edit, formulas)


def wrong_values(case: Case, after: dict[str, Grid], done: Spliced) -> list[str]:
    """Cells that are not what they were, but for the edit and formulas whose value was dropped."""
    wrong = []
    for name, grid in case.before.items():
        here = name == case.sheet.name
        gone = {*done.move.removed, *done.blanked} if here else set()
        expected = {
            ((done.move.place(r) if here else r), c): ((r, c), value)
            for (r, c), value in grid.items()
            if r not in gone
        }
        for place, (old, value) in expected.items():
            now = after[name].get(place, "")
            if here and old == case.cell:
                value = "changed"
            if now != value and not (now != now and value != value):
                if now == "" and (name, *old) in case.formulas:
                    continue
                wrong.append(f"{name}!{place}: {value!r} became {now!r}")
        new = set(after[name]) - set(expected)
        if here:
            new -= {(done.move.row(case.cell[0]), case.cell[1])}
            new -= {(done.move.added_from, column) for column in case.edit.appended[0]}
        wrong += [f"{name}!{place} is new" for place in new]
    return wrong


def is_well_formed(part: bytes) -> bool:
    try:
        ElementTree.fromstring(part)
    except ElementTree.ParseError:
        return False
    return True


def wrong_parts(data: bytes, edited: bytes, case: Case, done: Spliced) -> list[str]:
    """Parts lost, changed without cause, or no longer well formed."""
    wrong = []
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(edited)) as other:
        assert other.testzip() is None
        lost = set(one.namelist()) - set(other.namelist())
        wrong += [f"{name} lost" for name in lost if name.lower() != CALCULATION[0]]
        changed = [name for name in other.namelist() if name in lost or one.read(name) != other.read(name)]
        allowed = {case.sheet.part.lower(), case.edit.table_part.lower()}
        for name in changed:
            low = name.lower().replace("\\", "/")
            if name in one.namelist() and is_well_formed(one.read(name)):
                wrong += [] if is_well_formed(other.read(name)) else [f"{name} broken"]
            followed = bool(case.formulas) and (
                low in CALCULATION or re.search(r"/(worksheets|workbook)", low)
            )
            moved = (done.move.count or done.move.shifts) and re.search(
                r"/(charts|drawings|comments|pivotcache|tables|pivottables|threadedcomments|workbook)", low
            )
            if low not in allowed and not followed and not moved:
                wrong.append(f"{name} changed")
    return wrong


def run(shared: Path, moves: bool) -> tuple[int, Counter[str], list[str]]:
    """Edit every workbook; returns how many came back right, the refusals and what was wrong."""
    unreadable: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    wrong: list[str] = []
    right = 0
    for path in sorted((shared / "data" / "xlsx_corpus").rglob("*.xls[xm]")):
        data = path.read_bytes()
        try:
            package = Package(data)
            known = case(data, package, moves)
        except OfficeError as problem:
            unreadable[problem.text.en] += 1
            continue
        except StopIteration:
            unreadable["no worksheet"] += 1
            continue
        except BaseException as problem:  # the reader itself gives up: there is nothing to compare with
            if not type(problem).__module__.startswith(("python_calamine", "pyo3")):
                raise
            unreadable[f"calamine: {type(problem).__name__}"] += 1
            continue
        try:
            done = splice_sheet(package, known.sheet.part, known.edit)
            edited = package.to_bytes()
        except OfficeError as problem:
            refused[f"{problem.text.en} ({path.name})"] += 1
            continue
        found = wrong_values(known, values(edited), done) + wrong_parts(data, edited, known, done)
        wrong += [f"{path.name}: {words}" for words in found[:3]]
        right += not found
    for title, table in (("not editable", unreadable), ("refused", refused)):
        for reason, count in table.most_common():
            print(f"{title:13} {count:5}  {reason}")
    print(f"{right} came back right")
    return right, refused, wrong


@pytest.mark.slow
def test_every_real_workbook_comes_back_with_only_its_edit(shared: Path) -> None:
    right, refused, wrong = run(shared, moves=False)

    assert wrong == []
    assert right >= KEPT * (right + sum(refused.values()))


@pytest.mark.slow
def test_rows_of_every_real_workbook_can_be_pushed_down_and_taken_out(shared: Path) -> None:
    right, refused, wrong = run(shared, moves=True)

    assert wrong == []
    assert right >= MOVED * (right + sum(refused.values()))
