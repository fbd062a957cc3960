"""Workbooks with buttons: their macros, their shapes, and nothing of the person's lost."""

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba import ExcelFile

from addin.actions.store_actions import BUTTONS
from addin.faces.command_line import main
from addin.faces.excel_build.buttons import MODULE, all_buttons, module_file, module_source
from addin.faces.excel_build.document import describe_buttons
from sync.books.xlsx import XlsxBook
from sync.books.xlsx_package import Package
from workbook_templates.catalog import INPUT_TABLES

ROOT = Path(__file__).resolve().parents[1]
CORPUS = (
    "button07.xlsm",
    "macro01.xlsm",
    "macro02.xlsm",
    "macro03.xlsm",
    "issue221.xlsm",
    "issue281.xlsm",
    "issue3.xlsm",
    "vba.xlsm",
)
SYSTEM_PYTHON = "/usr/bin/python3"


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "film.xlsm", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "film.xlsm"


def sources(path: Path) -> dict[str, str]:
    """The modules' code, as olevba reads it."""
    parser = VBA_Parser(str(path))
    try:
        return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.startswith("Attribute")]


def wired(path: Path) -> dict[str, set[str]]:
    """The macros that shapes start, by sheet."""
    package = Package(path.read_bytes())
    found: dict[str, set[str]] = {}
    for sheet in package.sheets():
        drawing = package.related(sheet.part, "/drawing")
        if drawing:
            found[sheet.name] = set(re.findall(r'macro="\[0\]!(\w+)"', package.text(drawing)))
    return {name: macros for name, macros in found.items() if macros}


def settings(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path, keep_vba=True)["xlwings.conf"]
    assert sheet.sheet_state == "hidden"
    return {str(name.value): str(value.value) for name, value in sheet.iter_rows(max_col=2)}


def test_olevba_lists_our_module_and_that_of_the_installed_xlwings(film: Path) -> None:
    import xlwings

    found = sources(film)

    assert lines(found[MODULE]) == lines(module_source())
    shipped = (Path(xlwings.__file__).parent / "xlwings.bas").read_text()
    assert "Public Function RunPython" in found["xlwings"]
    version = re.search(r'XLWINGS_VERSION As String = "([^"]+)"', found["xlwings"])
    assert version and f'"{version[1]}"' in shipped and version[1] == xlwings.__version__
    assert "Module1" not in found


def test_every_button_starts_a_sub_that_exists_and_every_action_has_one(film: Path) -> None:
    subs = set(re.findall(r"Public Sub (\w+)\(\)", sources(film)[MODULE]))

    macros = set().union(*wired(film).values())
    assert macros == subs == {button.macro for button in all_buttons()}
    assert len(subs) == len(BUTTONS)


def test_the_first_sheet_has_every_button_and_the_others_those_that_belong(film: Path) -> None:
    on = wired(film)

    assert on["Sommaire"] == {button.macro for button in all_buttons()}
    assert on["Situation"] == {"ClasseurCosts"}
    assert on["Séquences"] == {"ClasseurCheck", "ClasseurSchedule"}
    assert "Production" not in on


def test_the_settings_point_at_this_python_and_import_nothing_beside_the_workbook(film: Path) -> None:
    said = settings(film)

    assert sys.executable in {said.get("INTERPRETER_WIN"), said.get("INTERPRETER_MAC")}
    assert said["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"


def test_the_document_modules_are_those_of_sheets_that_are_there(film: Path) -> None:
    package = Package(film.read_bytes())
    heads = [
        package.text(package.workbook_part)[:3000],
        *(package.text(s.part)[:3000] for s in package.sheets()),
    ]

    names = [
        name for head in heads for name in re.findall(r'<(?:workbookPr|sheetPr)\b[^>]*codeName="(\w+)"', head)
    ]

    assert names == ["ThisWorkbook", "Sheet1", "Sheet2"]


def test_a_macro_workbook_holds_what_the_plain_one_holds(film: Path) -> None:
    assert main(["new", "plain.xlsx", "--sample", "--lang", "fr"]) == 0

    plain, macro = XlsxBook(film.with_name("plain.xlsx")), XlsxBook(film)

    assert {key: read.rows for key, read in plain.read(INPUT_TABLES).tables.items()} == {
        key: read.rows for key, read in macro.read(INPUT_TABLES).tables.items()
    }


def test_the_commands_work_on_it_and_keep_its_buttons(film: Path) -> None:
    before, project = wired(film), ZipFile(film).read("xl/vbaProject.bin")

    assert main(["check", "film.xlsm"]) == 1
    assert main(["costs", "film.xlsm", "--period", "6"]) == 1

    assert wired(film) == before
    assert ZipFile(film).read("xl/vbaProject.bin") == project


def test_a_second_run_changes_no_byte(film: Path) -> None:
    before = film.read_bytes()

    assert main(["buttons", "film.xlsm"]) == 0

    assert film.read_bytes() == before


def test_openpyxl_opens_it_and_keeps_its_macros(film: Path) -> None:
    openpyxl.load_workbook(film, keep_vba=True).save(film.with_name("again.xlsm"))

    assert lines(sources(film.with_name("again.xlsm"))[MODULE]) == lines(module_source())


def in_libreoffice(path: Path, tmp_path: Path, *more: str) -> dict[str, list[Any]]:
    """What LibreOffice makes of a workbook with buttons."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        pytest.skip("the system's Python has no UNO")
    script = Path(__file__).with_name("libreoffice_buttons.py")
    command = [SYSTEM_PYTHON, str(script), str(path), str(tmp_path / "profile"), str(port), *more]
    done = subprocess.run(command, capture_output=True, check=True, timeout=180)
    said: dict[str, list[Any]] = json.loads(done.stdout)
    return said


@pytest.mark.slow
def test_libreoffice_opens_it_and_finds_each_button_wired(film: Path, tmp_path: Path) -> None:
    said = in_libreoffice(film, tmp_path)

    assert {MODULE, "xlwings", "Dictionary"} <= set(said["modules"])
    found: dict[str, set[str]] = {sheet: set() for sheet in wired(film)}
    for sheet, _, script in said["shapes"]:
        found[sheet].add(script.partition("?")[0].removeprefix(f"vnd.sun.star.script:VBAProject.{MODULE}."))
    assert found == wired(film)


@pytest.mark.slow
def test_a_click_in_libreoffice_runs_our_macro_which_calls_python_as_it_should(
    film: Path, tmp_path: Path
) -> None:
    stub = 'Public Sub RunPython(said As String)\r\n    ThisWorkbook.Worksheets(1).Range("Z1").Value = said\r\nEnd Sub\r\n'
    with ExcelFile(film) as book:
        project = book.vba_project()
        for name in (
            "xlwings",
            "Dictionary",
        ):  # they are for Excel alone; what stands for them tells what it was given
            project.delete_module(name)
        project.add_module("xlwings", stub)
        book.save()

    clicks = in_libreoffice(film, tmp_path, "Z1")["clicks"]

    python = {f"classeur_{button.function}": button.python for button in all_buttons()}
    assert len(clicks) == sum(map(len, wired(film).values())) and {name for name, _ in clicks} == set(python)
    assert all(said == python[name] for name, said in clicks)


@pytest.fixture(params=CORPUS)
def theirs(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> Path:
    (found,) = (shared / "data" / "xlsx_corpus").rglob(request.param)
    copied = tmp_path / "theirs.xlsm"
    shutil.copyfile(found, copied)
    return copied


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}


def test_a_persons_workbook_gets_the_buttons_and_loses_nothing(theirs: Path) -> None:
    before, macros = parts(theirs), sources_or_none(theirs)
    first = Package(theirs.read_bytes()).sheets()[0].part

    assert main(["buttons", str(theirs)]) == 0

    after = parts(theirs)
    own = {"xl/vbaProject.bin", "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", first}
    own.add(f"xl/worksheets/_rels/{first.rpartition('/')[2]}.rels")
    drawing = Package(theirs.read_bytes()).related(first, "/drawing")
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= own | {drawing}
    found = sources(theirs)
    for name, code in macros.items():
        assert found[name] == code
    assert lines(found[MODULE]) == lines(module_source()) and "RunPython" in found["xlwings"]
    assert set().union(*wired(theirs).values()) == {button.macro for button in all_buttons()}
    assert "xlwings.conf" in openpyxl.load_workbook(theirs, keep_vba=True).sheetnames
    again = theirs.read_bytes()
    assert main(["buttons", str(theirs)]) == 0
    assert theirs.read_bytes() == again


def sources_or_none(path: Path) -> dict[str, str]:
    return sources(path) if "xl/vbaProject.bin" in parts(path) else {}


def test_a_sheet_keeps_its_own_words_and_gains_one_element(theirs: Path) -> None:
    part = Package(theirs.read_bytes()).sheets()[0].part
    before = parts(theirs)[part]

    main(["buttons", str(theirs)])

    def bare(xml: bytes) -> bytes:
        for ours in (
            rb"<(?:\w+:)?drawing\b[^>]*/>",
            rb'<sheetPr codeName="Sheet1"/>',
            rb' codeName="Sheet1"',
        ):
            xml = re.sub(ours, b"", xml)
        return xml

    assert bare(parts(theirs)[part]) == bare(before)


def test_an_xlwings_module_that_is_there_already_is_kept(theirs: Path) -> None:
    if "xl/vbaProject.bin" not in parts(theirs):
        pytest.skip("no macros of the person's own")
    own = "Public Function RunPython(PythonCommand As String)\r\n    RunPython = 7\r\nEnd Function\r\n"
    with ExcelFile(theirs) as book:
        book.vba_project().add_module("xlwings", own)
        book.save()

    assert main(["buttons", str(theirs)]) == 0

    assert lines(sources(theirs)["xlwings"]) == lines(own)


def test_settings_of_their_own_stay_and_the_interpreter_is_brought_up_to_date(film: Path) -> None:
    workbook = openpyxl.load_workbook(film, keep_vba=True)
    sheet = workbook["xlwings.conf"]
    sheet["B1"], sheet["A9"] = "C:\\old\\python.exe", "a remark"
    sheet.insert_rows(2)
    sheet["A2"], sheet["B2"] = "PYTHONPATH", "C:\\mine"
    workbook.save(film)

    assert main(["buttons", "film.xlsm"]) == 0

    said = settings(film)
    assert said["PYTHONPATH"] == "C:\\mine" and said["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    assert sys.executable in {said.get("INTERPRETER_WIN"), said.get("INTERPRETER_MAC")}
    assert "a remark" in said


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(arguments) == 2
    return capsys.readouterr().err


def test_an_xlsx_is_refused_with_what_to_do(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "plain.xlsx", "--lang", "fr"]) == 0
    before = film.with_name("plain.xlsx").read_bytes()

    said = refused(["buttons", "plain.xlsx"], capsys)

    assert ".xlsm" in said and said.count("\n") == 1
    assert film.with_name("plain.xlsx").read_bytes() == before


def test_signed_macros_are_refused_and_left_as_they_were(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (signed,) = (shared / "data" / "xlsx_corpus").rglob("macro04.xlsm")
    copied = tmp_path / "signed.xlsm"
    shutil.copyfile(signed, copied)

    said = refused(["buttons", str(copied)], capsys)

    assert "sign" in said and said.count("\n") == 1
    assert copied.read_bytes() == signed.read_bytes()


def test_a_workbook_open_in_excel_is_refused(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film.with_name("~$film.xlsm").write_bytes(b"\x03Ana")

    assert "Excel" in refused(["buttons", "film.xlsm"], capsys)


def test_new_never_writes_over_a_macro_workbook(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = film.read_bytes()

    refused(["new", "film.xlsm"], capsys)

    assert film.read_bytes() == before


def test_the_page_and_the_module_by_hand_are_those_of_the_registry() -> None:
    page = (ROOT / "docs" / "buttons.md").read_text(encoding="utf-8")
    module = (ROOT / "addin" / "faces" / "excel_build" / f"{MODULE}.bas").read_bytes()

    assert page == describe_buttons()
    assert module.decode("cp1252") == module_file()


def test_every_action_is_on_the_page_on_the_command_line_and_in_the_module(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page, module = describe_buttons(), module_source()
    for button in all_buttons():
        assert f"`{button.macro}`" in page and button.help.fr in page and button.help.en in page
        assert f"Sub {button.macro}()" in module and button.python in module
        with pytest.raises(SystemExit) as left:
            main([button.command.split()[0], "--help"])
        assert left.value.code == 0
