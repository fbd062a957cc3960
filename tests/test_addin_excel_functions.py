"""Custom functions in Excel for Windows: the module in the workbook, and the calls it makes of Python."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.vba import VBAModuleKind

from addin.actions.functions import FUNCTIONS
from addin.faces.command_line import main
from addin.faces.excel_build.functions import MODULE, functions_file, functions_source
from addin.rules.costs import compute_costs
from sync.books.xlsx import XlsxBook
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.tables.issued import ISSUED

ROOT = Path(__file__).resolve().parents[1]
MISSING = {"missing": True}
PYTHON = "Public Function XLPy() As Object\n    Set XLPy = New Dictionary\nEnd Function\n"
CALLED = """Public Function CallUDF(module, called, given, book, caller) As Variant
    If module <> "addin.faces.excel_functions" Then Err.Raise 5
    Select Case given(0)
        Case "fails": Err.Raise 5
        Case "error": CallUDF = Chr(27) & "2042"
        Case Else: CallUDF = called & ":" & given(0)
    End Select
End Function
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("udf") / "film.xlsm"
    assert main(["new", str(path), "--sample", "--lang", "fr"]) == 0
    return path


def called(film: Path, *calls: tuple[str, list[object]]) -> dict[str, Any]:
    """What came of the calls, in a process of their own: they need xlwings' Windows half."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "udf_calls.py")],
        input=json.dumps({"book": str(film), "calls": calls}),
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin", "HOME": str(film.parent)},
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_real_udf_path_of_xlwings_gives_values_and_marks_errors(film: Path) -> None:
    reading = XlsxBook(film).read((*INPUT_TABLES, ISSUED))
    line = compute_costs(reading, 2).lines[0]
    crew = reading.tables["accounts"]
    assert crew.place is not None
    number, column = crew.rows[0].number, crew.place.columns["account"]
    address = f"{chr(64 + column)}{number}"

    said = called(
        film,
        ("CLASSEUR_EIGHTHS", ["1 3/8"]),
        ("CLASSEUR_HOURS", ["08:00", 45.0, 0.8020833333333334]),
        ("CLASSEUR_EIGHTHS", ["1 3/9"]),
        ("CLASSEUR_EFC", [line.account, 2.0]),
        ("CLASSEUR_EFC", [{"cell": [crew.place.sheet, address]}, 2.0]),
        ("CLASSEUR_EFC", ["77.77", MISSING]),
        ("CLASSEUR_DOOD", ["999", "2026-05-04"]),
        ("CLASSEUR_WHY", [line.account, "Devis", 2]),
    )

    assert said["results"][:7] == [
        11, 10.5, "\x1b2015", line.efc / 100, line.efc / 100, "\x1b2042", "\x1b2042",
    ]  # fmt: skip
    assert said["results"][7].startswith(f"{line.account}, Devis, période 2 : ")
    assert line.account == reading.tables["accounts"].rows[0].cells[0]


def test_why_takes_a_cell_of_the_cost_report_in_the_workbook(film: Path) -> None:
    assert main(["costs", str(film), "--period", "2"]) in (0, 1)
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(film, data_only=True)["Situation"].iter_rows()
    ]
    line = compute_costs(XlsxBook(film).read((*INPUT_TABLES, ISSUED)), 2).lines[0]
    row = next(at for at, cells in enumerate(rows, start=1) if cells[0] == line.account)

    said = called(
        film,
        ("CLASSEUR_WHY", [{"cell": ["Situation", f"L{row}"]}, MISSING, MISSING]),
        ("CLASSEUR_WHY", [line.account, "efc", 2]),
        ("CLASSEUR_WHY", [{"cell": ["Situation", f"A{row}"]}, "efc", 2]),
        ("CLASSEUR_WHY", [{"cell": ["Situation", f"A{row}"]}, MISSING, MISSING]),
        ("CLASSEUR_WHY", [line.account, MISSING, MISSING]),
    )["results"]

    assert said[0] == said[1] == said[2] and said[0].startswith(line.account)
    assert said[3:] == ["\x1b2015", "\x1b2015"]


def test_calls_of_one_recalculation_look_at_the_workbook_once(film: Path) -> None:
    one = called(film, ("CLASSEUR_EFC", ["total", 2]))["reads"]
    many = called(film, *[("CLASSEUR_EFC", ["total", 2])] * 20, ("CLASSEUR_DOOD", ["1", "2026-05-04"]))[
        "reads"
    ]

    assert 0 < one == many
    assert called(film, ("CLASSEUR_EIGHTHS", ["1"]))["reads"] == 0


def test_xlwings_itself_would_generate_the_same_functions(film: Path) -> None:
    said = called(film)

    def heads(source: str) -> set[str]:
        return set(re.findall(r"Function (CLASSEUR_\w+\([^)]*\))", source))

    assert heads(functions_source()) == heads(said["generated"])
    assert len(heads(functions_source())) == len(FUNCTIONS)
    for function in FUNCTIONS.values():
        about = said["described"][f"'film.xlsm'!{function.vba_name}"]
        assert function.help.en in about[0] and len(about) == 1 + len(function.arguments)


def test_olevba_lists_the_module_in_the_workbook(film: Path) -> None:
    parser = VBA_Parser(str(film))
    try:
        found = {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()

    def code(source: str) -> list[str]:
        return [line for line in source.splitlines() if line.strip() and not line.startswith("Attribute")]

    assert code(found[MODULE]) == code(functions_source())
    assert functions_source().isascii() and "Err.Description" not in functions_source()


def test_the_module_turns_a_mark_into_a_real_error_and_a_failure_into_one(tmp_path: Path) -> None:
    path = tmp_path / "functions.xlsm"
    ExcelFile.create_new(path)
    with ExcelFile(path) as book:
        project = book.vba_project()
        project.add_module("xlwings", PYTHON.replace("\n", "\r\n"))
        project.add_module("Dictionary", CALLED.replace("\n", "\r\n"), kind=VBAModuleKind.other)
        project.add_module(MODULE, functions_source().replace("Application.Caller", "Nothing"))
        book.save()
    app = ExcelApplication.open(path)

    assert app.run("CLASSEUR_EIGHTHS", "1 3/8") == "CLASSEUR_EIGHTHS:1 3/8"
    assert app.run("CLASSEUR_HOURS", "08:00", 45, "19:00") == "CLASSEUR_HOURS:08:00"
    assert app.run("CLASSEUR_DOOD", "1", "2026-05-04") == "CLASSEUR_DOOD:1"
    assert str(app.run("CLASSEUR_EIGHTHS", "error")) == "Error 2042"
    assert str(app.run("CLASSEUR_EIGHTHS", "fails")) == "Error 2015"


def test_the_module_to_import_by_hand_is_that_of_the_registry() -> None:
    kept = ROOT / "addin" / "faces" / "excel_build" / f"{MODULE}.bas"

    assert kept.read_bytes() == functions_file().encode("ascii"), (
        f"python -m addin.faces.excel_build.document --functions > {kept.name}"
    )
