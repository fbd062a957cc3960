"""Check tells which formulas call a custom function and are refused, and why: a cell of Excel's keeps no reason."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live_excel
import openpyxl
import pytest
import xlwings

import addin.faces.excel as face
from addin.actions.formula_parts import Range, Unknown, calls_in
from addin.actions.function_calls import check_calls
from addin.actions.functions import FUNCTIONS
from addin.faces.command_line import main
from addin.faces.http.calls import call_all
from sync.books.xlsx import XlsxBook
from sync.books.xlsx_calls import calls_of
from workbook_templates.calls import calls_among
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.reading import NativeTable, SheetGrid, read_grids
from workbook_templates.tables.issued import ISSUED

CREW = ["Person", "Last name", "First name", "Department", "Position", "Birth date"]
PERSON = ["P1", "Côté", "Ève", "Camera", "Grip", "nobody's"]


def reasons(rows: list[list[object]], failed: set[tuple[int, int]] | None = None, **more: Any) -> list[str]:
    """What is said of a sheet "Notes" beside a crew of one."""
    formulas = {
        (r, c): str(cell)
        for r, row in enumerate(rows, start=1)
        for c, cell in enumerate(row, start=1)
        if str(cell).startswith("=")
    }
    values = [["" if str(cell).startswith("=") else cell for cell in row] for row in rows]
    notes = SheetGrid(
        "Notes",
        values,
        frozenset(formulas),
        frozenset(formulas) - frozenset(failed or ()),
        calls=calls_among(formulas),
        failed=frozenset(failed or ()),
        **more,
    )
    reading = read_grids([SheetGrid("Crew", [CREW, PERSON]), notes], (*INPUT_TABLES, ISSUED))
    return [finding.message("en") for finding in check_calls(reading)]


def said_by_office(function: str, arguments: list[object]) -> str:
    answer = call_all(json.dumps({"calls": [{"function": function, "arguments": arguments}]}).encode(), "en")
    results: Any = answer["results"]
    return str(results[0]["message"])


@pytest.mark.parametrize(
    ("formula", "office"),
    [
        ('=CLASSEUR_EIGHTHS("1 1/9")', ("EIGHTHS", ["1 1/9"])),
        ('=_xldudf_CLASSEUR_EIGHTHS("1 1/9")', ("EIGHTHS", ["1 1/9"])),
        ("=CLASSEUR.PAGES(-3)", ("PAGES", [-3])),
        ("=CLASSEUR_PAGES(A1)", ("PAGES", ["twelve"])),
        ("=CLASSEUR_PAGES(Notes!$A$1)", ("PAGES", ["twelve"])),
        ("=CLASSEUR_PAGES(A1:B1)", ("PAGES", [[["twelve", ""]]])),
        ("=[0]!CLASSEUR_PAGES(TRUE)", ("PAGES", [True])),
        ('=CLASSEUR_HOURS("08:00",,"19h75")', ("HOURS", ["08:00", None, "19h75"])),
        (
            '=CLASSEUR_HOURS("08:00", "a ""long"" one", "19:00")',
            ("HOURS", ["08:00", 'a "long" one', "19:00"]),
        ),
        ("=CLASSEUR_EIGHTHS()", ("EIGHTHS", [])),
        ("=CLASSEUR_EIGHTHS(C1)", ("EIGHTHS", [""])),
        ("=CLASSEUR_EIGHTH(A1)", ("EIGHTH", ["twelve"])),
    ],
)
def test_the_reason_is_the_one_that_office_shows(formula: str, office: tuple[str, list[object]]) -> None:
    (said,) = reasons([["twelve", formula]])

    name = re.sub(r".*(CLASSEUR[._]\w+).*", r"\1", formula)
    name = name.replace("_", ".") if "_xldudf_" in formula else name
    assert said == (
        f'Checks: the cell B1 of "Notes" calls {name}, which gives no value. {said_by_office(*office)} '
        "Correct what it is given. [function-refused]"
    )


def test_a_call_that_gives_a_value_is_not_reported() -> None:
    assert (
        reasons([["1 3/8", '=CLASSEUR_EIGHTHS("1 3/8")', "=CLASSEUR_EIGHTHS(A1)", "=CLASSEUR.PAGES(11)"]])
        == []
    )


def test_a_function_that_reads_the_book_is_computed_from_it() -> None:
    (said,) = reasons([['=CLASSEUR_EFC("11.00")']])

    assert "The workbook has no Accounts table." in said


def test_a_call_inside_a_longer_formula_is_reported_only_when_the_cell_shows_an_error() -> None:
    guarded = '=IF(A1="","",CLASSEUR_EIGHTHS(A1))'
    meant = "=IFERROR(CLASSEUR_EIGHTHS(A1),0)"
    summed = "=2*CLASSEUR_EIGHTHS(A1)"

    assert reasons([["", guarded, meant, summed]]) == []
    (said,) = reasons([["", guarded, meant, summed]], failed={(1, 4)})
    assert 'D1 of "Notes"' in said and "pages is blank." in said


def test_what_only_excel_computes_is_said_so_when_the_cell_shows_an_error() -> None:
    row: list[object] = [
        "=1/0",
        "=CLASSEUR_PAGES(A1)",
        "=CLASSEUR_PAGES(LEN(C2))",
        "=CLASSEUR_PAGES(my_name)",
    ]

    assert reasons([row]) == []
    said = reasons([row], failed={(1, 2), (1, 3), (1, 4)})
    assert ["is blank, or shows an error itself" in one for one in said] == [True, False, False]
    assert ["is worked out inside the formula" in one for one in said] == [False, True, True]


def test_a_column_of_a_native_table_is_read_on_the_formulas_own_row() -> None:
    rows: list[list[object]] = [
        ["Length", "Eighths"],
        ["1 3/8", "=CLASSEUR_EIGHTHS(Table1[[#This Row],[Length]])"],
        ["1 1/9", "=CLASSEUR_EIGHTHS(Table1[[#This Row],[Length]])"],
    ]

    (said,) = reasons(rows, natives=(NativeTable("Table1", 1, 3, 1, 2),))

    assert 'B3 of "Notes"' in said and '"1 1/9"' in said


def test_a_value_of_a_restricted_column_is_never_in_the_reason() -> None:
    (said,) = reasons([["=CLASSEUR_EIGHTHS(Crew!F2)"]])

    assert "nobody" not in said and "restricted column" in said


def test_a_formula_in_a_restricted_column_keeps_its_argument_to_itself() -> None:
    rows = [CREW, [*PERSON[:5], ""]]
    crew = SheetGrid(
        "Crew", rows, frozenset({(2, 6)}), frozenset({(2, 6)}), calls={(2, 6): '=CLASSEUR_PAGES("x7")'}
    )

    (found,) = check_calls(read_grids([crew], INPUT_TABLES))

    assert (found.table.key, found.row, found.column) == ("crew", 2, "birth_date")
    assert "x7" not in json.dumps(found.as_json("en"))


def test_why_takes_a_cell_and_says_when_it_is_no_figure() -> None:
    (said,) = reasons([["here", "=CLASSEUR_WHY(A1)"]])

    assert "Point at a figure of an account in the cost report" in said


def test_the_parts_of_a_call() -> None:
    (call,) = calls_in('=CLASSEUR_X(-1.5,FALSE,\'Ève\'\'s\'!$B$3,IF(A1,B1,"a,b"),"""q""",{1,2},#REF!)')

    assert call.arguments == (
        -1.5, False, Range("Ève's", (3, 2)), Unknown(), '"q"', Unknown(), Unknown(),
    )  # fmt: skip
    assert (call.name, call.key, call.is_whole) == ("CLASSEUR_X", "X", True)
    outer, inner = calls_in("=1+CLASSEUR.X(CLASSEUR.Y(A1))")
    assert (outer.key, outer.is_whole, inner.key, inner.arguments) == ("X", False, "Y", (Range("", (1, 1)),))


def test_the_example_of_every_function_is_read_as_it_is_called() -> None:
    for key, function in FUNCTIONS.items():
        (call,) = calls_in(f"=CLASSEUR.{key}({function.example})")
        assert call.key == key and call.is_whole
        assert len(call.arguments) == len(re.split(r",\s*", function.example))


def test_a_sheet_without_a_call_is_not_looked_at() -> None:
    assert calls_of(b"<this is no sheet> <f>SUM(A1)</f>") == ({}, frozenset())


def test_formulas_that_share_one_text_are_each_read_on_their_row() -> None:
    xml = (
        b'<worksheet><sheetData><row r="1"><c r="B1" t="e"><f t="shared" ref="B1:B2" si="0">CLASSEUR_PAGES(A1)</f>'
        b'<v>#VALUE!</v></c></row><row r="2"><c r="B2"><f t="shared" si="0"/><v>3</v></c><c r="C2"><f>SUM(B1:B2)</f>'
        b"</c></row></sheetData></worksheet>"
    )

    assert calls_of(xml) == (
        {(1, 2): "CLASSEUR_PAGES(A1)", (2, 2): "CLASSEUR_PAGES(A2)"},
        frozenset({(1, 2)}),
    )


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(["new", "film.xlsm", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "film.xlsm"


def with_formulas(film: Path) -> None:
    """Two sheets' worth of what a person types: in a table's own column, and on a sheet of theirs."""
    book = openpyxl.load_workbook(film, keep_vba=True)
    notes = book.create_sheet("Mes notes")
    notes["A1"], notes["B1"] = "douze", "=CLASSEUR_PAGES(A1)"
    notes["B2"], notes["B3"] = '=CLASSEUR_EFC("77.77",1)', '=CLASSEUR_EIGHTHS("1 3/8")'
    book.save(film)


def test_check_says_the_reason_in_the_checks_sheet_of_a_file(
    film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_formulas(film)
    capsys.readouterr()

    assert main(["check", film.name, "--json"]) == 1

    found = [
        one for one in json.loads(capsys.readouterr().out)["findings"] if one["code"] == "function-refused"
    ]
    assert [one["message"].split(" Corrigez")[0] for one in found] == [
        "Contrôles : la cellule B1 de « Mes notes » appelle CLASSEUR_PAGES, qui ne donne pas de valeur. "
        "huitièmes : « douze » n'est pas un nombre entier.",
        "Contrôles : la cellule B2 de « Mes notes » appelle CLASSEUR_EFC, qui ne donne pas de valeur. "
        "La situation n'a pas de compte « 77.77 ». Écrivez son code comme dans Comptes, ou « total ».",
    ]
    sheet = openpyxl.load_workbook(film)["Contrôles"]
    said = [row[3].value for row in sheet.iter_rows() if row[4].value == "function-refused"]
    assert len(said) == 2 and "« douze »" in str(said[0])


def test_the_check_of_a_file_marks_the_cell_of_the_table_that_calls(film: Path) -> None:
    read = XlsxBook(film).read(INPUT_TABLES).tables["scenes"]
    assert read.place is not None
    row, column = read.rows[0].number, read.place.columns["pages"]
    book = openpyxl.load_workbook(film, keep_vba=True)
    cell = book[read.place.sheet].cell(row, column)
    cell.value = '=CLASSEUR_PAGES("douze")'
    book.save(film)

    assert main(["check", film.name]) == 1

    sheet = openpyxl.load_workbook(film)[read.place.sheet]
    comment = sheet.cell(row, column).comment
    assert comment is not None and "« douze » n'est pas un nombre entier" in comment.text
    with zipfile.ZipFile(film) as package:
        assert "xl/vbaProject.bin" in package.namelist()


@pytest.fixture
def opened(film: Path) -> Iterator[Any]:
    with_formulas(film)
    app, _ = live_excel.start()
    book = app.books.open(str(film))
    book.set_mock_caller()
    yield book
    del xlwings.Book._mock_caller  # type: ignore[attr-defined]


def test_the_button_says_the_reason_in_the_workbook_open_in_excel(opened: Any) -> None:
    face.check()

    rows = opened.sheets["Contrôles"].used_range.options(ndim=2, empty="").value
    said = [row[3] for row in rows if row[4] == "function-refused"]
    assert len(said) == 2 and "« douze » n'est pas un nombre entier" in said[0]
