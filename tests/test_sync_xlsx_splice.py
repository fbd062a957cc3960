"""Splicing a sheet: what is asked changes, what names it follows, everything else stays."""

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from sync.books.xlsx_cells import splice_cells
from sync.books.xlsx_formulas import (
    LostReference,
    RowMove,
    shift_areas,
    shift_formula,
    translate_formula,
)
from sync.books.xlsx_package import Package
from sync.books.xlsx_rows import SheetEdit, Spliced, splice_sheet
from sync.books.xlsx_values import CellValue
from workbook_templates.text import OfficeError

SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def costs() -> bytes:
    """A table in rows 4 to 8 with totals in 9, things under it, and things elsewhere that name it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    data, other = book.add_worksheet("Data"), book.add_worksheet("Other")
    money = book.add_format({"num_format": "#,##0.00", "bg_color": "#FFFFCC"})
    data.write("A1", "Costs of June")
    rows: list[list[object]] = [[f"item {n}", n, 10 * n] for n in range(1, 6)]
    data.add_table(
        "A3:D9",
        {
            "name": "Costs",
            "total_row": True,
            "data": rows,
            "columns": [
                {"header": "Item", "total_string": "Total"},
                {"header": "Count"},
                {"header": "Price", "format": money},
                {
                    "header": "Sum",
                    "formula": "=Costs[[#This Row],[Count]]*Costs[[#This Row],[Price]]",
                    "total_function": "sum",
                },
            ],
        },
    )
    data.set_row(7, 30)
    data.write("A12", "Prepared by the office")
    data.write_formula("B13", "=SUM(B4:B8)", None, 15)
    data.write_formula("C13", "=B13+1", None, 16)
    data.write_comment("A12", "a person's note")
    data.merge_range("A15:C15", "signature")
    data.write_url("A16", "internal:'Data'!A12", string="up")
    data.data_validation("B4:B8", {"validate": "integer", "criteria": ">", "value": 0})
    data.conditional_format("C4:C8", {"type": "formula", "criteria": "=$C4>$B$13", "format": money})
    data.conditional_format("D4:D8", {"type": "data_bar", "data_bar_2010": True})
    data.print_area("A1:D9")
    book.define_name("Prices", "=Data!$C$4:$C$8")
    other.write_formula("A1", "=SUM(Data!C4:C8)", None, 150)
    other.write_formula("A2", "=Data!B13*2", None, 30)
    other.write_formula("A3", "=SUM(Prices)+COUNT(Costs[Count])", None, 155)
    other.write_formula("A4", "=1+1", None, 2)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Data!$D$4:$D$8", "categories": "=Data!$A$4:$A$8"})
    other.insert_chart("C1", chart)
    low = book.add_chart({"type": "line"})
    low.add_series({"values": "=Data!$B$13:$C$13"})
    data.insert_chart("A20", low)
    book.close()
    package = Package(out.getvalue())
    text = package.text(SHEET).replace(",[Sum]", ",Costs[Sum]")  # as Excel writes it
    for row, value in enumerate([10, 40, 90, 160, 250, 550], start=4):
        text = re.sub(rf'(<c r="D{row}"[^>]*><f>[^<]*</f><v>)0', rf"\g<1>{value}", text)
    package.write(SHEET, text.encode())
    return package.to_bytes()


def spliced(data: bytes, edit: SheetEdit, part: str = SHEET) -> tuple[Package, Spliced]:
    package = Package(data)
    done = splice_sheet(package, part, edit)
    return Package(package.to_bytes()), done


def sheet_of(rows: str, rest: str = "", head: str = "") -> bytes:
    """A workbook whose one sheet holds these rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Data")
    book.close()
    package = Package(out.getvalue())
    package.write(SHEET, f"<worksheet {MAIN}>{head}<sheetData>{rows}</sheetData>{rest}</worksheet>".encode())
    return package.to_bytes()


def cells_of(package: Package, sheet: str = "Data") -> dict[str, object]:
    """Values and formulas as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(package.to_bytes()))
    return {
        cell.coordinate: cell.value
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    }


APPENDED: Mapping[int, CellValue] = {1: "item 6", 2: 6, 3: Decimal("60.50")}


@pytest.fixture(scope="module")
def grown() -> Package:
    return spliced(costs(), SheetEdit(appended=[APPENDED], table_part=TABLE))[0]


def test_a_row_goes_above_the_totals_and_what_stands_below_moves_down(grown: Package) -> None:
    cells = cells_of(grown)

    assert [cells[f"{column}9"] for column in "ABC"] == ["item 6", 6, 60.5]
    assert (cells["A10"], cells["A13"], cells["A16"]) == ("Total", "Prepared by the office", "signature")
    book = openpyxl.load_workbook(io.BytesIO(grown.to_bytes()))
    sheet = book["Data"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A16:C16"]
    assert sheet["A13"].comment is not None and "note" in sheet["A13"].comment.text
    assert "<xdr:row>20</xdr:row>" in grown.text("xl/drawings/drawing1.xml")
    assert "<x:Row>12</x:Row>" in grown.text("xl/drawings/vmlDrawing1.vml")
    assert sheet["A17"].hyperlink is not None and sheet["A17"].hyperlink.location == "'Data'!A13"


def test_the_table_grows_with_its_filter_and_fills_its_calculated_column(grown: Package) -> None:
    text = grown.text(TABLE)

    assert re.findall(r'ref="([^"]+)"', text) == ["A3:D10", "A3:D9"]
    assert "<f>Costs[[#This Row],[Count]]*Costs[[#This Row],[Price]]</f>" in grown.text(SHEET)
    assert str(cells_of(grown)["D9"]).startswith("=Costs[[#This Row]")


def test_an_added_row_looks_like_the_one_above(grown: Package) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(grown.to_bytes()))["Data"]

    assert sheet["C9"].number_format == "#,##0.00"
    assert sheet["C9"].fill.bgColor.rgb == sheet["C8"].fill.bgColor.rgb
    assert sheet.row_dimensions[9].height == 30 and sheet.row_dimensions[10].height is None


def test_formats_checks_names_charts_and_formulas_take_the_new_row_in(grown: Package) -> None:
    book = openpyxl.load_workbook(io.BytesIO(grown.to_bytes()))
    sheet, text = book["Data"], grown.text(SHEET)

    assert [str(check.sqref) for check in sheet.data_validations.dataValidation] == ["B4:B9"]
    assert {str(area.sqref) for area in sheet.conditional_formatting} == {"C4:C9", "D4:D9"}
    assert "<xm:sqref>D4:D9</xm:sqref>" in text
    assert "<formula>$C4&gt;$B$14</formula>" in text
    assert book.defined_names["Prices"].attr_text == "Data!$C$4:$C$9"
    assert sheet.print_area == "'Data'!$A$1:$D$10"
    assert cells_of(grown)["B14"] == "=SUM(B4:B9)"
    others = cells_of(grown, "Other")
    assert (others["A1"], others["A2"]) == ("=SUM(Data!C4:C9)", "=Data!B14*2")
    charts = "".join(grown.text(name) for name in grown.names() if "/charts/" in name)
    assert set(re.findall(r"<c:f>([^<]*)", charts)) == {
        "Data!$A$4:$A$9",
        "Data!$D$4:$D$9",
        "Data!$B$14:$C$14",
    }


def test_only_the_values_that_became_stale_are_dropped(grown: Package) -> None:
    other = grown.text("xl/worksheets/sheet2.xml")

    assert re.findall(r'<c r="(A\d)"[^>]*><f>[^<]*</f>(<v>|</c>)', other) == [
        ("A1", "</c>"),
        ("A2", "</c>"),
        ("A3", "</c>"),
        ("A4", "<v>"),
    ]
    assert 'fullCalcOnLoad="1"' in grown.text(grown.workbook_part)


def test_a_row_taken_out_shrinks_the_ranges_over_it_and_moves_the_rest_up() -> None:
    package, done = spliced(costs(), SheetEdit(removed_rows=[6], table_part=TABLE))

    cells, others = cells_of(package), cells_of(package, "Other")
    assert (done.move.removed, done.blanked) == ((6,), ())
    assert [cells.get(f"A{row}") for row in range(4, 9)] == ["item 1", "item 2", "item 4", "item 5", "Total"]
    assert (cells["B12"], cells["C12"]) == ("=SUM(B4:B7)", "=B12+1")
    assert others["A1"] == "=SUM(Data!C4:C7)"
    assert re.findall(r'ref="([^"]+)"', package.text(TABLE)) == ["A3:D8", "A3:D7"]
    assert "#REF!" not in str(cells) + str(others)


def test_a_row_that_a_formula_names_alone_is_blanked_instead() -> None:
    package = Package(costs())
    text = package.text("xl/worksheets/sheet2.xml").replace("<f>1+1</f>", "<f>Data!C6*2</f>")
    package.write("xl/worksheets/sheet2.xml", text.encode())

    after, done = spliced(package.to_bytes(), SheetEdit(removed_rows=[5, 6], table_part=TABLE))

    cells = cells_of(after)
    assert (done.move.removed, done.blanked) == ((5,), (6,))
    assert ("A5" in cells, cells["A6"], cells_of(after, "Other")["A4"]) == (False, "item 4", "=Data!C5*2")


def test_a_table_keeps_one_row_when_all_are_taken_out() -> None:
    package, done = spliced(costs(), SheetEdit(removed_rows=range(4, 9), table_part=TABLE))

    assert done.blanked == (4,)
    assert re.findall(r'ref="([^"]+)"', package.text(TABLE)) == ["A3:D5", "A3:D4"]
    assert cells_of(package)["A5"] == "Total"


def test_a_row_holding_something_beside_the_table_is_blanked() -> None:
    data = sheet_of(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="F2"><v>9</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>'
    )

    package, done = spliced(data, SheetEdit(removed_rows=[2, 3], header_row=1, columns=(1, 2), after_row=3))

    assert (done.blanked, done.move.removed) == ((2,), (3,))
    assert cells_of(package) == {"A1": "Name", "F2": 9}


def test_free_rows_of_a_table_are_filled_before_it_grows() -> None:
    package, done = spliced(
        costs(),
        SheetEdit(
            cells={(r, c): None for r in (7, 8) for c in (1, 2, 3)},
            appended=[{1: "a"}, {1: "b"}, {1: "c"}],
            after_row=6,
            table_part=TABLE,
        ),
    )

    cells = cells_of(package)
    assert [cells[f"A{row}"] for row in range(6, 11)] == ["item 3", "a", "b", "c", "Total"]
    assert (done.move.count, all(f"D{row}" in cells for row in (7, 8, 9))) == (1, True)


@pytest.mark.parametrize(("count", "pushed"), [(1, 0), (3, 0), (4, 4)])
def test_what_stands_lower_moves_only_when_it_would_come_too_near(count: int, pushed: int) -> None:
    data = sheet_of('<row r="2"><c r="A2"><v>1</v></c></row><row r="8"><c r="A8"><v>9</v></c></row>')

    package, _ = spliced(
        data, SheetEdit(appended=[{1: 5}] * count, after_row=2, header_row=1, columns=(1, 2))
    )

    cells = cells_of(package)
    assert (cells[f"A{8 + pushed}"], cells[f"A{2 + count}"], len(cells)) == (9, 5, 2 + count)


VALUES: list[tuple[CellValue, object]] = [
    ("=1+1", "=1+1"),
    ("  padded ", "  padded "),
    ("two\nlines & <tags>", "two\nlines & <tags>"),
    ("_x0041_", "_x0041_"),
    ("bell \x07 and \r return", "bell \x07 and \r return"),
    ("007", "007"),
    (Decimal("1250.50"), 1250.5),
    (12345678901234567890, "12345678901234567890"),
    (Decimal("NaN"), "NaN"),
    (True, True),
    (None, ""),
    (date(1850, 1, 1), "1850-01-01"),
]


@pytest.mark.parametrize(("value", "read"), VALUES)
def test_a_value_is_read_back_as_it_was_given(value: CellValue, read: object) -> None:
    package, _ = spliced(
        sheet_of('<row r="1"><c r="B1"><v>5</v></c></row>'), SheetEdit(cells={(1, 1): value})
    )

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.to_bytes()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][0] == read and isinstance(rows[0][0], type(read))


@pytest.mark.parametrize(
    ("value", "is_1904", "number"),
    [
        (date(2026, 3, 2), False, "46083"),
        (date(2026, 3, 2), True, "44621"),
        (date(1900, 1, 31), False, "31"),
        (datetime(2026, 3, 2, 12), False, "46083.5"),
        (time(18, 0), False, "0.75"),
    ],
)
def test_days_and_times_are_the_sheets_numbers(value: date | time, is_1904: bool, number: str) -> None:
    xml = f"<worksheet {MAIN}><sheetData/></worksheet>".encode()

    assert f"<v>{number}</v>".encode() in splice_cells(xml, {1: {1: value}}, lambda s, v: s, is_1904)


def test_text_longer_than_a_cell_holds_is_refused() -> None:
    with pytest.raises(OfficeError, match="32767"):
        spliced(sheet_of(""), SheetEdit(cells={(1, 1): "x" * 32_768}))


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>1</v></c></row>'
    '<row r="2"><c r="A2" s="0"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>3</v></c></row>'
)


def test_the_next_cell_takes_over_a_shared_formula_whose_first_cell_is_overwritten() -> None:
    package, _ = spliced(sheet_of(SHARED), SheetEdit(cells={(1, 1): "typed"}))

    assert '<f t="shared" ref="A2:A3" si="0">B2*2</f>' in package.text(SHEET)
    assert cells_of(package) == {"A1": "typed", "A2": "=B2*2", "A3": "=B3*2"}


def test_cells_sharing_a_formula_get_their_own_when_rows_move() -> None:
    package, _ = spliced(sheet_of(SHARED), SheetEdit(removed_rows=[2]))

    assert cells_of(package) == {"A1": "=B1*2", "A2": "=B2*2"}


@pytest.mark.parametrize(
    ("rows", "rest", "cell"),
    [
        ('<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row>', "", (2, 1)),
        ('<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B1">X1#</f><v>1</v></c></row>', "", (1, 2)),
        ("", '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>', (1, 2)),
        ('<row r="5"/><row r="3"/>', "", (9, 1)),
    ],
)
def test_a_cell_that_is_not_free_is_refused(rows: str, rest: str, cell: tuple[int, int]) -> None:
    with pytest.raises(OfficeError):
        spliced(sheet_of(rows, rest), SheetEdit(cells={cell: "x"}))


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted() -> None:
    data = sheet_of("<row><c><v>1</v></c><c><f>A1+1</f><v>2</v></c></row><row/><row><c><v>3</v></c></row>")

    package, _ = spliced(data, SheetEdit(cells={(1, 1): 5, (2, 2): "mid"}, removed_rows=[3]))

    assert cells_of(package) == {"A1": 5, "B1": "=A1+1", "B2": "mid"}


def test_a_sheet_under_a_prefix_is_spliced_under_it() -> None:
    package = Package(sheet_of(""))
    space = MAIN.replace("xmlns", "xmlns:x")
    text = f'<x:worksheet {space}><x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    package.write(SHEET, text.encode())

    after, _ = spliced(package.to_bytes(), SheetEdit(cells={(1, 2): 4}, appended=[{1: "new"}], after_row=1))

    assert cells_of(after) == {"A1": "=B1", "B1": 4, "A2": "new"}
    assert "<x:f>B1</x:f></x:c>" in after.text(SHEET)


def test_comments_cdata_and_utf_16_are_read_as_what_they_say() -> None:
    package = Package(sheet_of(""))
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet {MAIN}><sheetData><!-- <row r="9"> --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c></row></sheetData></worksheet>'
    package.write(SHEET, text.encode("utf-16"))

    after, _ = spliced(package.to_bytes(), SheetEdit(cells={(2, 1): "é"}))

    assert cells_of(after) == {"A1": "a<b", "A2": "é"}


def test_untouched_members_keep_their_compressed_bytes_and_headers() -> None:
    data = costs()
    package = Package(data)
    package.write("xl/new.bin", b"new")

    after = package.to_bytes()

    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        assert other.namelist() == [*one.namelist(), "xl/new.bin"]
        first = other.getinfo("xl/new.bin").header_offset
        assert other.testzip() is None and after[:first] == data[:first]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"\xd0\xcf\x11\xe0" + bytes(600),
        lambda data: b"",
        lambda data: data.replace(b"xl/worksheets/sheet2.xml", b"xl/worksheets/sheet1.xml"),
    ],
)
def test_what_is_not_a_whole_workbook_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(OfficeError):
        Package(damage(costs()))


def test_a_workbook_that_declares_entities_is_refused() -> None:
    package = Package(sheet_of(""))
    package.write(SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]>' + package.read(SHEET))

    with pytest.raises(OfficeError, match="entities"):
        spliced(package.to_bytes(), SheetEdit(cells={(1, 1): "x"}))


MOVE = RowMove("Data", (5,), 10, 2, True, 2, 1, 4, ("Data", "Mid", "Last"))
FORMULAS = [
    ("SUM(C2:C10)", "SUM(C2:C11)"),
    ("SUM(F2:F10)", "SUM(F2:F9)"),
    ('A1+B5:B6&"A7"', 'A1+B5:B5&"A7"'),
    ("Mid!A7+Data!$A$7+'Data'!A12", "Mid!A7+Data!$A$6+'Data'!A13"),
    ("LOG10(A12)+Taxes2024", "LOG10(A13)+Taxes2024"),
    ("Costs[[#This Row],[A7]]", "Costs[[#This Row],[A7]]"),
    ("SUM(12:14)+SUM(A:A)", "SUM(13:15)+SUM(A:A)"),
    ("[1]Data!A7", "[1]Data!A7"),
    ("1E7+A11#", "1E7+A12#"),
    ("SUM(Data:Last!A3)", "SUM(Data:Last!A3)"),
]


@pytest.mark.parametrize(("before", "after"), FORMULAS)
def test_a_formula_follows_the_rows_it_names(before: str, after: str) -> None:
    assert shift_formula(before, "Data", MOVE) == after


@pytest.mark.parametrize("formula", ["A5", "B5:D5", "Data:Last!A7"])
def test_a_formula_never_loses_its_reference_silently(formula: str) -> None:
    with pytest.raises(LostReference):
        shift_formula(formula, "Data", MOVE)


def test_areas_follow_and_grow_at_the_tables_last_row() -> None:
    assert shift_areas("A2:A10 C10 B11 A5 A:A D3:D10", MOVE, grows=True) == "A2:A11 C9 B12 A:A D3:D11"


def test_a_formula_filled_elsewhere_moves_its_loose_references_only() -> None:
    assert translate_formula("A1+$B$2+C$3+$D4+Other!E5", 2, 1) == "B3+$B$2+D$3+$D6+Other!F7"


@pytest.mark.slow
def test_libreoffice_computes_the_same_figures_from_what_was_spliced(tmp_path: Path, grown: Package) -> None:
    path = tmp_path / "grown.xlsx"
    path.write_bytes(grown.to_bytes())

    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/office",
            *["--headless", "--convert-to", "xlsx", "--outdir"],
            str(tmp_path / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out" / "grown.xlsx"))
    data = book.get_sheet_by_name("Data").to_python(skip_empty_area=False)
    other = book.get_sheet_by_name("Other").to_python(skip_empty_area=False)
    assert data[8][:4] == ["item 6", 6.0, 60.5, 363.0]
    assert (data[9][3], data[13][1], data[13][2]) == (913.0, 21.0, 22.0)
    assert [row[0] for row in other[:4]] == [210.5, 42.0, 216.5, 2.0]
