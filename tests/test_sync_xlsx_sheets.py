"""What the xlsx book leaves alone, and what it sets right, around the cells it writes."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table as NativeTable
from openpyxl.worksheet.worksheet import Worksheet

from sync.books.xlsx import XlsxBook
from sync.books.xlsx_package import Package
from sync.books.xlsx_sheets import formulas_of, hide_column
from workbook_templates.book import BarChart, Cell, Edits, Link, NewRow, Reading, Result, Style
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.check_sheet import check_result
from workbook_templates.checks import check_tables
from workbook_templates.findings import Finding
from workbook_templates.sample.sample import build_sample
from workbook_templates.text import Lang, OfficeError

PART = "xl/worksheets/sheet1.xml"
HEADER = ["Last name", "First name", "Person", "Start", "Rate"]
Arrange = Callable[[Worksheet], None]


@pytest.fixture
def crew(tmp_path: Path) -> Callable[..., Path]:
    def make(arrange: Arrange = lambda sheet: None) -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.worksheets[0]
        sheet.title = "Crew"
        for row in (HEADER, ["Roy", "Noé", "P1", "demain", 100], ["Côté", "Ève", "P2", "", 100]):
            sheet.append(row)
        arrange(sheet)
        workbook.save(tmp_path / "crew.xlsx")
        return tmp_path / "crew.xlsx"

    return make


def change(path: Path, **edits: object) -> None:
    book = XlsxBook(path)
    book.read(INPUT_TABLES)
    book.apply(Edits(**edits))  # type: ignore[arg-type]


def findings_of(path: Path) -> list[Finding]:
    reading: Reading = XlsxBook(path).read(INPUT_TABLES)
    return list(check_tables(reading))


def rewrite(path: Path, part: str, pairs: Sequence[tuple[str, str]]) -> None:
    package = Package(path.read_bytes())
    text = package.read(part).decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    package.write(part, text.encode())
    path.write_bytes(package.to_bytes())


FORMATS = [
    ("General", "rate", "1234.50", "#,##0.00"),
    ("@", "rate", "1234.50", "#,##0.00"),
    ("# ##0.00 €", "rate", "1234.50", "# ##0.00 €"),
    ("#,##0.00 €", "start", "2026-05-01", "yyyy-mm-dd"),
    ('dd" jour "mm', "start", "2026-05-01", 'dd" jour "mm'),
    ("[$-40C]d mmm yyyy", "start", "2026-05-01", "[$-40C]d mmm yyyy"),
    ("yyyy-mm-dd", "rate", "12.00", "#,##0.00"),
]


@pytest.mark.parametrize(("before", "column", "value", "after"), FORMATS)
def test_a_value_gets_a_number_format_only_where_the_cells_own_does_not_show_it(
    crew: Callable[..., Path], before: str, column: str, value: str, after: str
) -> None:
    place = "E2" if column == "rate" else "D2"

    def arrange(sheet: Worksheet) -> None:
        sheet[place].number_format = before
        sheet[place].font = Font(bold=True)

    path = crew(arrange)

    change(path, cells={"crew": {(2, column): value}})

    cell = openpyxl.load_workbook(path)["Crew"][place]
    assert (cell.number_format, cell.font.bold) == (after, True)


def test_the_id_column_is_hidden_under_a_span_of_widths() -> None:
    sheet = b'<worksheet><cols><col min="1" max="9" width="12"/></cols><sheetData/></worksheet>'

    assert hide_column(sheet, 4) == (
        b'<worksheet><cols><col min="1" max="3" width="12"/><col hidden="1" min="4" max="4" width="12"/>'
        b'<col min="5" max="9" width="12"/></cols><sheetData/></worksheet>'
    )


def test_a_value_under_a_merge_is_refused_and_nothing_is_written(crew: Callable[..., Path]) -> None:
    path = crew(lambda sheet: sheet.merge_cells("A3:B3"))
    before = path.read_bytes()

    with pytest.raises(OfficeError, match="B3 is merged"):
        change(path, cells={"crew": {(3, "first_name"): "Perdu"}})

    assert path.read_bytes() == before


def test_a_formula_that_goes_takes_the_calculation_chain_along(crew: Callable[..., Path]) -> None:
    path = crew(lambda sheet: sheet.__setitem__("E2", "=50*2"))
    package = Package(path.read_bytes())
    package.write("xl/calcChain.xml", b'<calcChain><c r="E2" i="1"/></calcChain>')
    package.content_type("xl/calcChain.xml", "application/x-calc-chain")
    package.add_relation(package.workbook_part, "calcChain", "xl/calcChain.xml")
    path.write_bytes(package.to_bytes())

    change(path, cells={"crew": {(2, "last_name"): "Autre"}})
    kept = Package(path.read_bytes())
    change(path, cells={"crew": {(2, "rate"): "7.00"}})
    gone = Package(path.read_bytes())

    assert kept.related(kept.workbook_part, "/calcChain") == "xl/calcChain.xml"
    assert not gone.has("xl/calcChain.xml") and gone.related(gone.workbook_part, "/calcChain") == ""
    assert b"calcChain" not in gone.read("[Content_Types].xml")


def test_a_blank_row_under_the_table_takes_a_new_row_though_something_stands_lower(
    crew: Callable[..., Path],
) -> None:
    path = crew(lambda sheet: sheet.__setitem__("A9", "Note"))
    rewrite(path, PART, [('<row r="9"', '<row r="4" ht="30"/><row r="9"')])
    new = tuple("P9" if column.key == "person" else "" for column in TABLE["crew"].columns)

    change(path, added={"crew": [NewRow("A" * 26, new)]})

    sheet = openpyxl.load_workbook(path)["Crew"]
    assert (sheet["C4"].value, sheet["A9"].value) == ("P9", "Note")


def test_a_sort_inside_a_table_keeps_its_own_area_when_the_table_grows(crew: Callable[..., Path]) -> None:
    def arrange(sheet: Worksheet) -> None:
        sheet.add_table(NativeTable(displayName="T_crew", ref="A1:E3"))

    path = crew(arrange)
    part = Package(path.read_bytes()).related(PART, "/table")
    sort = '<sortState ref="A2:E3"><sortCondition ref="C2:C3"/></sortState><tableColumns'
    rewrite(path, part, [("<tableColumns", sort)])
    new = tuple("P9" if column.key == "person" else "" for column in TABLE["crew"].columns)

    change(path, added={"crew": [NewRow("A" * 26, new)]})

    xml = Package(path.read_bytes()).read(part).decode()
    assert re.findall(r'<(\w+)\b[^>]*?\bref="([^"]+)"', xml)[0] == ("table", "A1:F4")
    assert ("sortCondition", "C2:C3") in re.findall(r'<(\w+)\b[^>]*?\bref="([^"]+)"', xml)


def test_an_empty_text_is_a_known_value_and_a_formula_never_computed_is_not() -> None:
    xml = (
        b'<sheetData><row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1</f><v></v></c>'
        b'<c r="C1"><f>1</f></c><c r="D1"><f>1</f><v>1</v></c></row></sheetData>'
    )

    formulas, uncached = formulas_of(xml)

    assert formulas == {(1, 1), (1, 2), (1, 3), (1, 4)}
    assert uncached == {(1, 2), (1, 3)}


def test_marks_on_a_persons_own_sheet_come_and_go_without_a_trace(crew: Callable[..., Path]) -> None:
    path = crew()
    before = Package(path.read_bytes())

    change(path, marks=findings_of(path))
    marked = openpyxl.load_workbook(path)["Crew"]
    change(path, marks=[])

    after = Package(path.read_bytes())
    assert marked["D2"].comment is not None and marked.conditional_formatting
    assert after.read(PART) == before.read(PART)
    assert not [name for name in after.names() if "omment" in name or name.endswith(".vml")]


def test_a_persons_notes_stay_and_a_note_of_ours_that_a_person_wrote_in_becomes_theirs(
    crew: Callable[..., Path],
) -> None:
    path = crew(lambda sheet: setattr(sheet["A2"], "comment", Comment("appeler lundi", "Ève")))
    change(path, marks=findings_of(path))
    workbook = openpyxl.load_workbook(path)
    note = workbook["Crew"]["D2"].comment
    assert note is not None
    workbook["Crew"]["D2"].comment = Comment(note.text + "\nvu avec elle", note.author)
    workbook.save(path)

    change(path, marks=[])

    sheet = openpyxl.load_workbook(path)["Crew"]
    assert sheet["A2"].comment is not None and sheet["A2"].comment.text == "appeler lundi"
    assert sheet["D2"].comment is not None and sheet["D2"].comment.text.endswith("vu avec elle")


def test_notes_do_not_go_into_the_drawing_of_a_header_picture(crew: Callable[..., Path]) -> None:
    path = crew()
    package = Package(path.read_bytes())
    picture = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"></xml>'
    package.write("xl/drawings/header.vml", picture)
    package.add_relation(PART, "vmlDrawing", "xl/drawings/header.vml")
    path.write_bytes(package.to_bytes())

    change(path, marks=findings_of(path))

    after = Package(path.read_bytes())
    assert after.read("xl/drawings/header.vml") == picture
    assert b"<legacyDrawing " in after.read(PART)


@pytest.mark.slow
def test_marks_are_still_ours_after_libreoffice_saved_the_book(
    crew: Callable[..., Path], tmp_path: Path
) -> None:
    # LibreOffice drops the author of notes, and marks once stayed for good after it.
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    path = crew(lambda sheet: setattr(sheet["A2"], "comment", Comment("appeler lundi", "Ève")))
    change(path, marks=findings_of(path))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    saved = tmp_path / "out" / "crew.xlsx"

    change(saved, marks=[])

    sheet = openpyxl.load_workbook(saved)["Crew"]
    notes = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert notes == ["A2"] and not sheet.conditional_formatting


def checks(*charts: BarChart, word: str = "Compte") -> Result:
    grid = [
        [Cell(word, Style.HEADER), Cell("Total", Style.HEADER)],
        [Cell("01", link=Link("crew", 2, "rate")), Cell(Decimal("-5.00"))],
    ]
    return Result(TABLE["checks"], grid, [30, 12], header=1, frozen_columns=1, charts=charts)


CHART = BarChart("Écarts", (2, 1, 2, 1), (("Total", (2, 2, 2, 2)),), (4, 1))


def test_a_result_is_linked_frozen_printed_and_charted(crew: Callable[..., Path]) -> None:
    path = crew()

    change(path, results=[checks(CHART)])

    sheet = openpyxl.load_workbook(path)["Checks"]
    link = sheet["A2"].hyperlink
    assert link is not None and link.location == "'Crew'!E2"
    assert sheet["B2"].number_format == "#,##0.00;[Red]-#,##0.00"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
    package = Package(path.read_bytes())
    assert b'<pageSetUpPr fitToPage="1"/>' in package.read("xl/worksheets/classeur_checks.xml")
    assert b"$B$2:$B$2" in package.read("xl/charts/classeur_checks_1.xml")


@pytest.mark.parametrize(("lang", "shown"), [("fr", "dd/mm/yyyy"), ("en", "yyyy-mm-dd")])
def test_dates_are_shown_as_the_books_language_writes_them_and_read_back_as_dates(
    tmp_path: Path, lang: Lang, shown: str
) -> None:
    path = tmp_path / "book.xlsx"
    build_sample(path, lang)
    read = XlsxBook(path).read(INPUT_TABLES)
    row = read.tables["crew"].rows[0].number
    dated = Result(TABLE["dood"], [[Cell(date(2026, 3, 2)), Cell(Decimal("1.00"))]], [12])

    change(path, cells={"crew": {(row, "start"): "2026-03-02"}}, results=[dated])

    workbook = openpyxl.load_workbook(path)
    crew = read.tables["crew"].place
    assert crew is not None
    typed = workbook[crew.sheet].cell(row, crew.columns["start"])
    result = workbook[TABLE["dood"].sheet_name(lang)]["A1"]
    assert [(cell.number_format, cell.value) for cell in (typed, result)] == [
        (shown, datetime(2026, 3, 2))
    ] * 2
    again = XlsxBook(path).read(INPUT_TABLES).tables["crew"].rows[0]
    assert again.cells[TABLE["crew"].position["start"]] == "2026-03-02"


def test_charts_that_a_result_has_no_more_leave_no_part_behind(crew: Callable[..., Path]) -> None:
    path = crew()
    change(path, results=[checks(CHART, CHART)])
    two = Package(path.read_bytes())
    change(path, results=[checks(CHART)])
    one = Package(path.read_bytes())
    change(path, results=[checks()])
    none = Package(path.read_bytes())

    def charted(package: Package) -> list[str]:
        return sorted(name for name in package.names() if "/charts/" in name or "/drawings/" in name)

    assert [len(charted(package)) for package in (two, one, none)] == [4, 3, 0]
    assert b"chart" not in none.read("[Content_Types].xml")


def test_a_result_sheet_that_was_renamed_is_still_replaced(crew: Callable[..., Path]) -> None:
    path = crew()
    change(path, results=[checks()])
    workbook = openpyxl.load_workbook(path)
    workbook["Checks"].title = "D'Ève"
    workbook.defined_names["_classeur_checks"] = DefinedName(
        "_classeur_checks", attr_text="'D''Ève'!$A$1", hidden=True
    )
    workbook.save(path)

    change(path, results=[checks(word="Account")])

    again = openpyxl.load_workbook(path)
    assert again.sheetnames == ["Crew", "D'Ève"]
    assert again["D'Ève"]["A1"].value == "Account"


def test_a_persons_note_on_a_result_sheet_outlives_its_replacement(crew: Callable[..., Path]) -> None:
    path = crew()
    change(path, results=[checks()])
    workbook = openpyxl.load_workbook(path)
    workbook["Checks"]["B2"].comment = Comment("pourquoi ?", "Ève")
    workbook.save(path)

    change(path, results=[checks(word="Account")])

    note = openpyxl.load_workbook(path)["Checks"]["B2"].comment
    assert note is not None and note.text == "pourquoi ?"


def test_names_stand_where_the_format_wants_them_after_external_references(
    crew: Callable[..., Path],
) -> None:
    path = crew()
    outside = '<externalReferences><externalReference r:id="rId9"/></externalReferences>'
    rewrite(path, "xl/workbook.xml", [("</sheets>", "</sheets>" + outside)])

    change(path, results=[checks()], identity="01ARZ3NDEKTSV4RRFFQ69G5FAV")

    text = Package(path.read_bytes()).read("xl/workbook.xml").decode()
    places = [text.index(word) for word in ("</sheets>", "<externalRef", "<definedNames>", "<calcPr")]
    assert places == sorted(places) and text.count("<definedNames") == 1
    assert XlsxBook(path).read(INPUT_TABLES).identity == "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def test_a_result_sheet_keeps_the_name_its_macros_know_it_by(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    build_sample(path, "fr")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    part = next(sheet.part for sheet in Package(path.read_bytes()).sheets() if sheet.name == "Contrôles")
    assert b"<sheetPr>" in parts[part]
    parts[part] = parts[part].replace(b"<sheetPr>", b'<sheetPr codeName="Feuil9">', 1)
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    book = XlsxBook(path)
    reading = book.read(INPUT_TABLES)

    book.apply(Edits(results=[check_result([], reading)]))

    assert b'<sheetPr codeName="Feuil9">' in Package(path.read_bytes()).read(part)
