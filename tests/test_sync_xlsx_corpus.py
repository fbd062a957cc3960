"""Real workbooks: one cell changed and one row added in each, and nothing else differs."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import python_calamine

from sync.books.xlsx_cells import splice_cells
from sync.books.xlsx_package import Package
from workbook_templates.text import OfficeError

KEPT = 0.98


def values(data: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: dict[str, list[list[object]]] = {}
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            found[sheet.name] = [
                list(row) for row in book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            ]
    return found


def edit(data: bytes) -> tuple[bytes, str, int]:
    """Change A1 of the first worksheet and add a row under its last; returns the sheet's name and that row."""
    package = Package(data)
    sheet = next(sheet for sheet in package.sheets() if "/worksheets/" in sheet.part)
    last = len(values(data)[sheet.name]) + 1
    xml = package.read(sheet.part)
    package.write(
        sheet.part,
        splice_cells(xml, {1: {1: "changed"}, last + 1: {1: "added", 2: 7}}, lambda style, value: style),
    )
    return package.to_bytes(), sheet.name, last + 1


def differing(
    before: dict[str, list[list[object]]], after: dict[str, list[list[object]]]
) -> set[tuple[str, int, int]]:
    places = set()
    for name in {*before, *after}:
        one, other = before.get(name, []), after.get(name, [])
        for row in range(max(len(one), len(other))):
            left, right = one[row] if row < len(one) else [], other[row] if row < len(other) else []
            for column in range(max(len(left), len(right))):
                a = left[column] if column < len(left) else ""
                b = right[column] if column < len(right) else ""
                if a != b and not (a != a and b != b):
                    places.add((name, row + 1, column + 1))
    return places


@pytest.mark.slow
def test_every_real_workbook_comes_back_with_only_its_edit(shared: Path) -> None:
    refused: Counter[str] = Counter()
    wrong: list[str] = []
    editable = 0
    for path in sorted((shared / "data" / "xlsx_corpus").rglob("*.xls[xm]")):
        data = path.read_bytes()
        try:
            before = values(data)
        except BaseException as problem:  # calamine itself cannot read it: not ours to edit
            refused[f"unreadable: {type(problem).__name__}"] += 1
            continue
        try:
            edited, name, last = edit(data)
        except OfficeError as problem:
            refused[problem.text.en[:60]] += 1
            continue
        except StopIteration:
            refused["no worksheet"] += 1
            continue
        editable += 1
        allowed = {(name, 1, 1), (name, last, 1), (name, last, 2)}
        with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(edited)) as other:
            lost = set(one.namelist()) - set(other.namelist())
            changed = [n for n in one.namelist() if n not in lost and one.read(n) != other.read(n)]
        if lost or len(changed) != 1 or not differing(before, values(edited)) <= allowed:
            wrong.append(path.name)
    for reason, count in refused.most_common():
        print(f"{count:5}  {reason}")
    print(f"{editable} edited, {len(wrong)} wrong: {wrong[:20]}")
    assert wrong == []
    assert editable >= KEPT * (editable + sum(refused.values()))
