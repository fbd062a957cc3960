"""Role numbers that are given again, by the log of a store."""

import json
import shutil
from datetime import date
from pathlib import Path

import live_excel
import pytest
import xlwings
from crew_grid import TODAY, book
from http_service import NOWHERE, service
from test_addin_canaries_http import posted

from addin.actions.earlier import read_held_roles
from addin.faces import excel as face
from addin.faces.command_line import main
from addin.rules.crew_checks import check_crew
from addin.rules.crew_lines import HeldRole
from addin.rules.crew_roles import held_in, is_same_character
from sync.books.xlsx import XlsxBook
from sync.held import Held, held_values
from sync.history import Change
from sync.settings import read_settings
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample

CAST = "Cast\n| Role | Character | Last name | First name |\n"


def reused(cast: str, *held: HeldRole) -> list[str]:
    findings = check_crew(book(CAST + cast), TODAY, held)
    return [f"{one.row} {one.details['was']}" for one in findings if one.code == "role-number-reused"]


def change(run: str, record: str, column: str, before: str, after: str, action: str = "update") -> Change:
    return Change(
        run, f"2026-05-0{run}T09:00:00+00:00", "office", "b", "cast", record, column, before, after, action
    )


def test_a_number_given_to_another_character_is_found_whoever_plays_it() -> None:
    widow = HeldRole("3", "The widow", "r1", "2026-04-20")

    assert reused("| 3 | The innkeeper | Roy | Ève |\n| 4 | The widow | Côté | Léa |\n", widow) == [
        "2 The widow"
    ]
    assert reused("| 3 | The widow | Roy | Ève |\n", widow) == []
    assert reused("| 03 | The innkeeper | | |\n", widow) == ["2 The widow"]


def test_a_number_is_its_first_characters_even_after_a_slip() -> None:
    held = HeldRole("3", "The widow", "r1", "2026-04-20"), HeldRole("3", "The innkeeper", "r1", "2026-04-21")

    assert reused("| 3 | The widow | Roy | Ève |\n", *held) == []
    assert reused("| 3 | The baker | Roy | Ève |\n", *held) == ["2 The widow"]


@pytest.mark.parametrize(
    ("earlier", "now", "same"),
    [
        ("Élodie", "ELODIE", True),
        ("Le capitaine", "Le capitane", True),
        ("Le capitaine", "Le commandant (ex-capitaine)", True),
        ("Policier 1", "Policier 2", False),
        ("Léa", "Zoé", False),
        ("Le père", "Le frère", False),
        ("Marie", "La mère de Marie", False),
    ],
)
def test_near_spellings_and_an_earlier_name_in_brackets_are_one_character(
    earlier: str, now: str, same: bool
) -> None:
    assert is_same_character(earlier, now) is same


def test_the_log_tells_what_each_row_held_and_until_when() -> None:
    log = [
        change("1", "r1", "role", "", "3", "insert"),
        change("1", "r1", "character", "", "Widow", "insert"),
        change("2", "r1", "character", "Widow", "Heiress"),
        change("3", "r1", "role", "3", "", "delete"),
        change("3", "r1", "character", "Heiress", "", "delete"),
        change("4", "r2", "character", "Baker", "Innkeeper"),
    ]

    assert held_values(log, ("role", "character")) == [
        Held("r1", ("3", "Widow"), log[2].time),
        Held("r1", ("3", "Heiress"), log[3].time),
    ]
    assert held_values(log[5:], ("character",)) == [
        Held("r2", ("Baker",), log[5].time),
        Held("r2", ("Innkeeper",), ""),
    ]


def test_a_book_of_another_production_is_not_measured_by_the_log() -> None:
    held = [HeldRole("3", "Widow", "r1")]

    assert held_in(book(CAST + "| 3 | Baker | | |\n"), held) == ()


def test_the_command_finds_a_number_used_again_after_rounds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, rows = str(tmp_path / "film.xlsx"), tmp_path / "cast.csv"

    def load(*lines: str) -> None:
        rows.write_text(
            "role,character,last_name\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8"
        )
        assert main(["load", shown, "cast", str(rows), "--replace"]) == 0
        assert main(["sync", shown, "--yes"]) == 0

    def found() -> list[tuple[int, str]]:
        capsys.readouterr()
        main(["check", shown, "--json", "--dry-run"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        return [(one["row"], one["message"]) for one in findings if one["code"] == "role-number-reused"]

    assert main(["new", shown, "--lang", "fr"]) == 0
    load("3,La veuve,Roy", "4,Le boulanger,Petit")
    assert found() == []
    load("4,Le boulanger,Petit")
    load("3,L'aubergiste,Martin", "4,Le boulanger,Petit")

    [(_, message)] = found()
    today = date.today().strftime("%d/%m/%Y")
    assert f"était « La veuve » jusqu'au {today}" in message
    assert len(read_held_roles(read_settings(Path(shown)), "check")) == 3
    assert read_held_roles(read_settings(Path(shown)), "costs") == ()

    elsewhere = tmp_path / "alone" / "film.xlsx"
    elsewhere.parent.mkdir()
    shutil.copy(shown, elsewhere)
    shown = str(elsewhere)
    assert found() == []


def synced_then_changed(folder: Path) -> XlsxBook:
    """A sample in step with its store, then its first role given to somebody else's character."""
    build_sample(folder / "p.xlsx", "fr")
    assert main(["sync", str(folder / "p.xlsx"), "--yes"]) == 0
    book = XlsxBook(folder / "p.xlsx")
    row = book.read(INPUT_TABLES).tables["cast"].rows[0]
    book.apply(Edits(cells={"cast": {(row.number, "character"): "Zoroastre"}}))
    return book


def test_the_button_in_excel_looks_at_the_store_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    synced_then_changed(tmp_path)
    app, _ = live_excel.start()
    book = app.books.open(str(tmp_path / "p.xlsx"))
    book.set_mock_caller()

    face.check()

    del xlwings.Book._mock_caller
    shown = book.sheets["Contrôles"].used_range.options(ndim=2, empty="").value
    assert any("role-number-reused" in map(str, row) for row in shown)


def test_the_service_looks_at_the_store_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    synced_then_changed(tmp_path)
    with service(tmp_path, NOWHERE) as client:
        answer = client.post("actions/check", {"book": posted("p.xlsx")})

    assert answer.status_code == 200 and "role-number-reused" in answer.text
