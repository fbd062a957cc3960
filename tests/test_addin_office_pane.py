"""The Office pane as a person uses it: every button pressed, in English and French, light and dark."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from http_service import KEYS, Client, service
from office_pane import (
    alarms_in_dump,
    alarms_in_file,
    folding_in_file,
    marked_in_dump,
    marked_in_file,
    needs_browser,
    pane_settings,
    run_pane,
    sheet_rows,
    trimmed,
    workbook_json,
)

from addin.actions.earlier import read_held_roles
from addin.actions.functions import FUNCTIONS
from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.faces.office.told import command_of
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from sync.settings import read_settings
from workbook_templates.book import Edits
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Lang

pytestmark = pytest.mark.slow
OPTIONS = {"costs": Options(period=6)}
RESULTS = {
    "en": ("Checks", "Cost report", "Budget comparison", "Cash and payments", "Day out of days"),
    "fr": ("Contrôles", "Situation", "Comparaison des devis", "Caisses et paiements", "Jour par jour"),
}
SIGN_IN = {"en": "Sign in first", "fr": "Connectez-vous d'abord"}
CALLS: list[list[object]] = [
    ["EIGHTHS", "1 3/8"],
    ["EIGHTHS", "soon"],
    ["HOURS", "08:00", 45, "19:15"],
    ["EFC", "02.01", 6],
    ["VARIANCE", "total", 6],
    ["EFC", "no such account", 6],
    ["DOOD", "1", "2026-05-04"],
    ["WHY", "02.01", "efc", 6],
    ["EFC", "total", None],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pane")
    for lang in ("en", "fr"):
        build_sample(made / f"sample_{lang}.xlsx", lang)
    build_sample(made / "p.xlsx", "fr")
    shutil.copy(made / "p.xlsx", made / "q.xlsx")
    build_workbook(made / "r.xlsx", "fr", {})
    return made


@pytest.fixture(scope="module")
def pressed(folder: Path) -> Iterator[Any]:
    needs_browser()
    shots = Path(os.environ.get("CLASSEUR_SHOTS", folder))
    with service(folder, "http://127.0.0.1:9", pane_settings()) as client:
        _disagree(client)
        yield run_pane(
            folder,
            {
                "base": client.base,
                "shots": str(shots),
                "keys": {name: KEYS[name] for name in ("office", "accounts")},
                "workbooks": {lang: workbook_json(folder / f"sample_{lang}.xlsx") for lang in ("en", "fr")},
                "calls": CALLS,
            },
        )


def _disagree(client: Client) -> None:
    """One conflict: two books, two values of a person's position."""
    for book in ("p.xlsx", "q.xlsx"):
        assert client.post("sync", {"book": book, "yes": True}).status_code in (200, 202)
        _finish(client, book)
    for name, value in (("p.xlsx", "Dite par la feuille"), ("q.xlsx", "Dite par la base")):
        book = XlsxBook(client.folder / name)
        number = book.read(INPUT_TABLES).tables["crew"].rows[0].number
        book.apply(Edits(cells={"crew": {(number, "position"): value}}))
    _finish(client, "q.xlsx")
    assert len(_finish(client, "p.xlsx")["conflicts"]) == 1
    (client.folder / "~$r.xlsx").write_bytes(b"\x03Ana")  # open in Excel: its first round waits
    assert client.post("sync", {"book": "r.xlsx"}).status_code == 422


def _finish(client: Client, book: str) -> Any:
    job = client.post("sync", {"book": book, "yes": True}).json()
    while job["state"] in ("waiting", "running"):
        job = client.get(f"jobs/{job['job']}").json()
    assert job["state"] == "done", job
    return job["answer"]


@pytest.fixture(scope="module", params=["en", "fr"])
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen


@pytest.fixture(scope="module")
def by_file(folder: Path, lang: Lang, pressed: Any) -> Path:
    """The same actions on the same workbook, as a file, beside the same store."""
    settings = read_settings(folder / "p.xlsx")
    path = folder / f"by_file_{lang}.xlsx"
    shutil.copy(folder / f"sample_{lang}.xlsx", path)
    for key, action in ACTIONS.items():
        options = replace(OPTIONS.get(key, Options()), held_roles=read_held_roles(settings, key))
        run_action(action, XlsxBook(path), options, new_id)
    return path


def test_every_action_of_the_registry_is_a_button_of_the_pane_and_of_the_ribbon(
    pressed: Any, lang: Lang
) -> None:
    said = pressed[lang]

    assert said["actions"] == [f"action-{key}" for key in ACTIONS]
    assert set(said["ribbon"]) == {command_of(key) for key in ACTIONS}
    for key, action in ACTIONS.items():
        title = action.title.say(lang)
        assert said["pressed"][key]["alert"] == "" and said["pressed"][key]["said"].startswith(title), key
        ribbon = said["ribbon"][command_of(key)]
        assert ribbon["alert"] == "" and ribbon["said"].startswith(title), key


def test_the_sheets_that_the_buttons_write_are_those_of_the_file(
    pressed: Any, by_file: Path, lang: Lang
) -> None:
    sheets = {sheet["name"]: sheet for sheet in pressed[lang]["dump"]}
    for name in RESULTS[lang]:
        assert trimmed(sheets[name]["rows"]) == sheet_rows(by_file, name), name
        assert len(sheets[name]["rows"]) > 5
    charts = sheets[COST_REPORT.label.say(lang)]["charts"]
    assert len(charts) == 1 and charts[0]["title"]


def test_the_rows_fold_and_turn_red_as_in_the_file(pressed: Any, by_file: Path, lang: Lang) -> None:
    name = COST_REPORT.label.say(lang)
    for dump in ("dump", "again"):
        sheet = next(sheet for sheet in pressed[lang][dump] if sheet["name"] == name)
        depths = {int(row): depth for row, depth in sheet["depths"].items() if depth}
        assert depths == folding_in_file(by_file, name) and len(depths) > 50, dump
        assert alarms_in_dump(sheet) == alarms_in_file(by_file, name), dump
        assert {(rule["fill"], rule["ink"], rule["bold"]) for rule in sheet["rules"]} == {
            ("#E0302A", "#FFFFFF", True)
        }


def test_the_notes_say_what_the_findings_of_their_cells_say(pressed: Any, by_file: Path, lang: Lang) -> None:
    notes = {
        (sheet["name"], one["row"] + 1, one["column"] + 1): one["content"]
        for sheet in pressed[lang]["dump"]
        for one in sheet["notes"]
    }

    assert notes.keys() == marked_in_file(by_file).keys()
    assert set("\n".join(notes.values()).split("\n")) <= set(pressed[lang]["findings"])


def test_the_cells_that_are_coloured_are_those_of_the_file(pressed: Any, by_file: Path, lang: Lang) -> None:
    marked = marked_in_dump(pressed[lang]["dump"])

    assert marked == marked_in_file(by_file)
    assert len(marked) > 3


def test_pressing_again_changes_nothing(pressed: Any, lang: Lang) -> None:
    first, again = pressed[lang]["dump"], pressed[lang]["again"]
    for before, after in zip(first, again, strict=True):
        assert before["rows"] == after["rows"], before["name"]
        assert len(before["rules"]) == len(after["rules"]) and len(before["charts"]) == len(after["charts"])


def test_nothing_a_person_typed_is_touched(pressed: Any, folder: Path, lang: Lang) -> None:
    was = {sheet["name"]: sheet for sheet in workbook_json(folder / f"sample_{lang}.xlsx")["sheets"]}
    for sheet in pressed[lang]["dump"]:
        if sheet["name"] in RESULTS[lang]:
            continue
        rows = [[_held(cell) for cell in line] for line in was[sheet["name"]]["rows"]]
        assert trimmed(sheet["formulas"]) == trimmed(rows), sheet["name"]


def _held(cell: object) -> object:
    if isinstance(cell, dict):
        return cell.get("formula", cell.get("text"))
    return cell


def test_a_click_reads_each_sheet_once_and_posts_once(pressed: Any, folder: Path, lang: Lang) -> None:
    sheets = len(workbook_json(folder / f"sample_{lang}.xlsx")["sheets"])
    for key, said in pressed[lang]["pressed"].items():
        reading, writing = said["trips"]
        assert reading["reads"] <= sheets + len(RESULTS[lang]) and reading["writes"] == 0, key
        assert writing["reads"] == 0 and writing["syncs"] <= 4, key
    posts = pressed[lang]["noted"]["posts"]
    assert {posts.count(f"/v1/actions/{key}") for key in ACTIONS} == {2}  # the pane's press and the ribbon's


def test_a_key_is_asked_for_and_never_shown(pressed: Any, lang: Lang) -> None:
    said = pressed[lang]

    assert said["before"]["alert"].startswith(SIGN_IN[lang])
    assert "classeur_" in said["wrongKey"]["alert"] and said["signedIn"]["alert"] == ""
    assert said["keyField"] == "" and KEYS["accounts"] not in said["html"]
    assert KEYS["accounts"] not in json.dumps(said["noted"])


def test_a_missing_period_is_asked_for_in_its_field(pressed: Any, lang: Lang) -> None:
    assert pressed[lang]["costsWithoutPeriod"]["alert"].startswith({"en": "Choose", "fr": "Choisissez"}[lang])
    assert pressed[lang]["focus"] == "costs-period"


def test_findings_stand_by_severity_and_lead_to_their_cell(pressed: Any, by_file: Path, lang: Lang) -> None:
    said = pressed[lang]
    titles = {"en": ("Errors", "Warnings", "Notes"), "fr": ("Erreurs", "Avertissements", "Remarques")}[lang]

    assert [title.split(" (")[0] for title in said["groups"]] == list(titles)[: len(said["groups"])]
    selected = said["selected"]
    at = (selected["sheet"], selected["row"] + 1, selected["column"] + 1)
    assert at in marked_in_file(by_file)


def test_no_page_shows_a_fault_to_who_cannot_see_or_use_a_mouse(pressed: Any) -> None:
    meddled, shared = pressed["meddled"], pressed["shared"]
    found = [pressed[lang]["faults"] for lang in ("en", "fr")]
    found += [said["faults"] for lang in ("en", "fr") for said in pressed[lang]["pressed"].values()]
    found += [*meddled["faults"].values(), *shared["faults"].values()]

    assert [faults for faults in found if faults] == []


def test_the_pane_speaks_to_nobody_else_and_breaks_no_rule_of_its_policy(pressed: Any) -> None:
    for name in ("en", "fr", "shared", "calls", "meddled"):
        noted = pressed[name]["noted"]
        kept = [said for said in noted["errors"] if "404 (Not Found)" not in said]  # a book that is not there
        assert (noted["strangers"], kept) == ([], []), name


def test_a_workbook_that_changed_meanwhile_is_read_again_and_then_refused(pressed: Any) -> None:
    said = pressed["meddled"]

    assert said["movedOnce"]["alert"] == "" and said["posts"] == 2
    assert "changed meanwhile" in said["movedAlways"]["alert"] and said["untouched"]


def test_a_protected_sheet_is_refused_before_anything_is_written(pressed: Any) -> None:
    assert pressed["meddled"]["protected"]["alert"].startswith("The sheet Crew is protected")


def test_a_row_without_id_gets_one(pressed: Any) -> None:
    said = pressed["meddled"]

    assert said["withoutId"]["alert"] == "" and len(said["newId"]) >= 20
    assert said["rulesAfter"] == said["rulesBefore"] > 0


def test_a_conflict_shows_both_values_and_takes_a_choice(pressed: Any) -> None:
    said = pressed["shared"]

    assert said["keyboardTab"] == "tab-conflicts"
    (conflict,) = said["conflicts"]
    assert "Dite par la feuille" in conflict and "Dite par la base" in conflict
    assert (
        said["settled"]["alert"] == "" and said["settled"]["said"].startswith("Réglé") and said["left"] == 0
    )


def test_a_sync_tells_how_it_ended(pressed: Any, folder: Path) -> None:
    said = pressed["shared"]

    assert said["books"] == ["p.xlsx", "q.xlsx", "r.xlsx"] and said["ownBook"] == "p.xlsx"
    assert said["waits"].startswith("Le dernier passage de ce classeur attend")
    assert said["unchosen"]["alert"] == "" and said["unchosen"]["said"].startswith("Lignes lues")
    assert said["synced"]["alert"] == "" and said["synced"]["said"].startswith("Lignes lues")
    crew = XlsxBook(folder / "p.xlsx").read(INPUT_TABLES).tables["crew"]
    assert "Valeur juste" in crew.rows[0].cells


def test_history_shows_what_changed_and_takes_a_run_back_after_a_question(pressed: Any) -> None:
    said = pressed["shared"]

    assert said["runs"] and said["changes"]
    assert said["dialogFocus"] == "confirm-no" and said["leftAlone"] == len(said["runs"])
    assert said["undone"]["alert"] == "" and said["undone"]["said"].startswith("Cellules reprises")


def test_custom_functions_are_answered_together_with_excel_errors(pressed: Any) -> None:
    said = pressed["calls"]
    results = dict(zip(map(json.dumps, CALLS), said["results"], strict=True))

    def of(*call: object) -> Any:
        return results[json.dumps(list(call))]

    assert said["ids"] == list(FUNCTIONS)
    assert said["posts"] == ["/v1/functions"]
    assert of("EIGHTHS", "1 3/8") == {"value": 11}
    assert of("HOURS", "08:00", 45, "19:15") == {"value": 10.5}
    assert of("EIGHTHS", "soon")["error"] == "#VALUE!" and "soon" in of("EIGHTHS", "soon")["message"]
    assert of("EFC", "no such account", 6)["error"] in ("#N/A", "#REF!", "#VALUE!")
    assert isinstance(of("EFC", "02.01", 6)["value"], int | float)
    assert isinstance(of("EFC", "total", None)["value"], int | float)
    assert len(of("WHY", "02.01", "efc", 6)["value"]) > 20
    assert said["recalculated"]["count"] == 1
    assert said["pointed"] == of("WHY", "02.01", "efc", 6)["value"]


def test_the_cost_report_is_folded_as_the_pane_was_told(pressed: Any) -> None:
    assert pressed["calls"]["folded"] == "Cost report: top sheet"


def test_a_function_gives_what_the_cost_report_shows(pressed: Any, folder: Path) -> None:
    said = dict(zip(map(json.dumps, CALLS), pressed["calls"]["results"], strict=True))
    report = next(sheet for sheet in pressed["en"]["dump"] if sheet["name"] == "Cost report")["rows"]
    header = next(line for line in report if "EFC" in line or "Estimated final cost" in line)
    at = header.index("EFC" if "EFC" in header else "Estimated final cost")
    line = next(line for line in report if line and line[0] == "02.01")

    assert said[json.dumps(["EFC", "02.01", 6])]["value"] == pytest.approx(line[at])
