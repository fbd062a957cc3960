"""Pressing a button: the live workbook is read once, computed and written, and Excel is left as it was."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live_excel
import pytest
import xlwings

import addin.faces.excel as face
from addin.actions.registry import ACTIONS, Action, Options, Outcome
from addin.faces.command_line import main
from addin.faces.excel_build.buttons import all_buttons
from workbook_templates.book import Reading
from workbook_templates.text import OfficeError

TESTS = Path(__file__).resolve().parent
ENGINE = """
import atexit, json, live_excel
app, excel = live_excel.start()
book = app.books.open({path!r})
def tell():
    sheets = {{s.name: s.range((1, 1), s.used_range.last_cell.address).options(ndim=2, empty="").value for s in book.sheets}}
    said = {{"sheets": sheets, "status": excel.said, "alerts": excel.alerts, "updating": excel.updating, "typing": excel.typing}}
    open({out!r}, "w").write(json.dumps(said, default=str))
atexit.register(tell)
"""


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "film.xlsm", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "film.xlsm"


@pytest.fixture
def opened(film: Path) -> Iterator[tuple[Any, live_excel.Excel]]:
    app, excel = live_excel.start()
    book = app.books.open(str(film))
    book.set_mock_caller()
    yield book, excel
    del xlwings.Book._mock_caller


def texts(book: Any, sheet: str) -> list[list[Any]]:
    area = book.sheets[sheet].used_range
    return area.options(ndim=2, empty="").value  # type: ignore[no-any-return]


def test_check_fills_the_checks_sheet_and_marks_the_cells(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened

    face.check()

    rows = texts(book, "Contrôles")
    assert rows[0][0] == "Contrôles" and len(rows) == 14
    assert rows[4][0] == "Erreur" and "Équipe" in rows[4][1]
    crew = book.sheets["Équipe"].impl
    assert crew.rules and all(rule.formula == '="classeur"<>""' for rule in crew.rules)
    assert any(note.endswith("]") for note in crew.notes_.values())
    assert excel.alerts == []
    assert "10 constats" in excel.said[-1]


def test_excel_is_as_it_was_after_a_click_and_said_what_it_was_doing(
    opened: tuple[Any, live_excel.Excel],
) -> None:
    _, excel = opened

    face.check()

    assert (excel.updating, excel.typing) == (True, True)
    assert [said.split(", ")[-1] for said in excel.said[:3]] == [
        "lecture du classeur…",
        "calcul…",
        "écriture du classeur…",
    ]


def test_pressing_check_twice_changes_nothing_more(opened: tuple[Any, live_excel.Excel]) -> None:
    book, _ = opened
    face.check()
    crew = book.sheets["Équipe"].impl
    before = texts(book, "Contrôles"), len(crew.rules), dict(crew.notes_)

    face.check()

    assert (texts(book, "Contrôles"), len(crew.rules), dict(crew.notes_)) == before


def test_a_click_reads_each_sheet_once_and_writes_one_result(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened
    excel.reads = excel.writes = 0

    face.check()

    sheets = len(book.sheets) - 1  # the settings sheet is not read
    assert excel.reads == 2 * sheets  # values, and the formulas that fill cells
    assert excel.writes == 1


def test_costs_report_the_latest_period_that_a_cost_has(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened

    face.costs()

    assert any("6" in str(cell) for row in texts(book, "Situation")[:4] for cell in row)
    assert excel.alerts == [] and texts(book, "Situation")[0][0] == "Situation"


def test_the_button_and_the_command_compute_the_same_report(
    opened: tuple[Any, live_excel.Excel], film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, _ = opened
    capsys.readouterr()
    main(["costs", str(film), "--period", "6", "--json", "--dry-run"])
    answer = json.loads(capsys.readouterr().out)

    face.costs()

    said = {row[0]: row for row in texts(book, "Situation")}
    for line in answer["lines"]:
        assert f"{said[line['account']][3]:.2f}" == line["budget"]


def test_an_error_is_said_in_the_checks_sheet_and_in_a_short_message(
    opened: tuple[Any, live_excel.Excel],
) -> None:
    book, excel = opened

    def refuse(reading: Reading, options: Options, name: str) -> Outcome:
        raise OfficeError("No can do.", "C'est impossible.")

    check = ACTIONS["check"]
    face.press(Action("check", check.title, check.help, refuse))

    assert excel.alerts == [("C'est impossible.", "Classeur")]
    assert "C'est impossible." in texts(book, "Contrôles")[1][0]
    assert (excel.updating, excel.typing, excel.status) == (True, True, False)


def test_an_unforeseen_error_shows_no_traceback_and_gives_excel_back(
    opened: tuple[Any, live_excel.Excel], capsys: pytest.CaptureFixture[str]
) -> None:
    _, excel = opened

    def fail(reading: Reading, options: Options, name: str) -> Outcome:
        raise ZeroDivisionError("secret")

    check = ACTIONS["check"]
    face.press(Action("check", check.title, check.help, fail))

    ((said, _),) = excel.alerts
    assert "ZeroDivisionError" in said and "secret" not in said and "Traceback" not in said
    assert capsys.readouterr().err == ""
    assert (excel.updating, excel.typing) == (True, True)


def test_a_sheet_that_excel_protects_is_left_whole_and_said(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened
    book.sheets["Situation"].impl.protected = True
    before = {sheet.name: dict(sheet.impl.cells_) for sheet in book.sheets}

    face.costs()

    after = {sheet.name: dict(sheet.impl.cells_) for sheet in book.sheets}
    assert "Excel a refusé" in excel.alerts[0][0]
    assert {name for name in before if before[name] != after[name]} == {"Contrôles"}


def test_a_busy_excel_gives_one_sentence_and_is_given_back(
    opened: tuple[Any, live_excel.Excel], capsys: pytest.CaptureFixture[str]
) -> None:
    _, excel = opened
    excel.is_busy = True

    with pytest.raises(SystemExit) as left:
        face.check()

    assert left.value.code == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Excel" in said and "rejected" not in said
    assert (excel.updating, excel.typing) == (True, True)


def test_excel_for_mac_that_cannot_hold_typing_still_works(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened
    excel.refuses_interactive = True

    face.check()

    assert len(texts(book, "Contrôles")) == 14 and excel.alerts == []


def test_every_action_of_the_registry_is_a_function_of_the_face() -> None:
    for button in all_buttons():
        assert callable(getattr(face, button.function))
    with pytest.raises(AttributeError):
        _ = face.no_such_action


def run_python(film: Path, python: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """The command line that xlwings' module makes of RunPython, as it stands in ExecuteWindows."""
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    code = ENGINE.format(path=str(film), out=str(tmp_path / "said.json"))
    (site / "sitecustomize.py").write_text(code, encoding="utf-8")
    path = f"false;{film};{film};;;;"
    command = [
        sys.executable,
        "-B",
        "-c",
        f'import xlwings.utils;xlwings.utils.prepare_sys_path("{path}"); {python}',
        f"--wb={film.name}",
        "--from_xl=1",
        "--app=C:\\Program Files\\Microsoft Office\\Microsoft Excel",
        "--hwnd=123",
    ]
    places = os.pathsep.join([str(site), str(TESTS)])
    return subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": places, "LANG": "fr_FR.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("button", all_buttons(), ids=lambda button: str(button.key))
def test_the_exact_command_of_each_button_runs_as_a_process(film: Path, button: Any, tmp_path: Path) -> None:
    done = run_python(film, button.python, tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads((tmp_path / "said.json").read_text())
    assert said["alerts"] == [] and said["updating"] and said["typing"]
    assert button.title.fr in said["status"][-1]


def test_a_workbook_that_is_not_found_gives_one_sentence(film: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", all_buttons()[0].python],
        env={**os.environ, "LANG": "en_GB.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Classeur: this button could not find its workbook.")
    assert "Traceback" not in done.stderr
