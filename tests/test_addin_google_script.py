"""The buttons in Google Sheets: menu, refusals, settings, sync, against the running service."""

import json
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google_script import EVE, NO_EDITS, NO_FINDINGS, WEB, Place, needs_node, saying, toasts
from google_script import place as place
from http_service import NOWHERE

from addin.actions.store_actions import BUTTONS
from addin.faces.google_script.document import buttons_source, describe_buttons, macro_of
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.text import Lang

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "addin" / "faces" / "google_script"


def test_the_generated_file_and_the_page_are_as_the_registry_makes_them() -> None:
    assert (SOURCES / "Buttons.js").read_text(encoding="utf-8") == buttons_source()
    assert (ROOT / "docs" / "google_buttons.md").read_text(encoding="utf-8") == describe_buttons()


def test_the_script_asks_for_no_more_than_it_uses() -> None:
    scopes = json.loads((SOURCES / "appsscript.json").read_text())["oauthScopes"]
    assert {scope.removeprefix("https://www.googleapis.com/auth/") for scope in scopes} == {
        "openid",
        "userinfo.email",
        "spreadsheets",
        "script.container.ui",
        "script.external_request",
        "script.scriptapp",
    }


@needs_node
def test_the_sources_fit_the_types_of_apps_script() -> None:
    tsc = WEB / "node_modules" / ".bin" / "tsc"
    done = subprocess.run(
        [tsc, "-p", "tsconfig.gas.json"], cwd=WEB, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@needs_node
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_action_is_in_the_menu_and_has_its_function(place: Place, lang: Lang) -> None:
    desk = replace(place.desk("none"), locale=f"{lang}_CA")
    (menu,) = desk.press("onOpen")["menus"]
    items = {macro: label for label, macro in menu["items"]}
    for action in BUTTONS:
        assert items[macro_of(action)].rstrip("…") == action.title.say(lang)
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.js"))
    assert all(f"function {macro}()" in sources for macro in items)


@needs_node
def test_a_double_click_runs_once_and_says_so_once(place: Place) -> None:
    desk = place.crew(EVE)
    place.google.forget_calls()
    seen = desk.press("classeurCheck", again=True)
    assert len(seen["fetched"]) == 1 and place.google.writes == 1
    running, done = toasts(seen)
    assert running.startswith("A button is already at work") and done.endswith(("finding.", "findings."))


@needs_node
def test_what_goes_wrong_is_one_sentence_and_nothing_is_written(place: Place) -> None:
    desk = place.crew(EVE)
    failed = {"error": {"code": "failed", "message": "", "en": "The service failed.", "fr": "Échec."}}
    with (
        saying((500, failed)) as broken,
        saying((200, "<html>welcome</html>")) as other,
        saying((500, "<h1>Oops")) as oops,
    ):
        cases = {
            "not among those that may use": replace(
                desk, token=place.issuer.token(hd="x.example", email="a@x.example")
            ),
            "not valid here": replace(desk, token=place.issuer.token(exp=1, iat=0)),
            "Google does not say who you are": replace(desk, token=""),
            "does not answer at": replace(desk, address=NOWHERE),
            "The service failed.": replace(desk, address=broken),
            "is not the service (status 200)": replace(desk, address=other),
            "is not the service (status 500)": replace(desk, address=oops),
            "There is nothing at this address": replace(desk, address=f"{place.client.base}"),
            "address is not set": replace(desk, address=""),
            "is not an address of the service": replace(desk, address="http://example.com"),
        }
        del cases["There is nothing at this address"]
        place.google.forget_calls()
        for sentence, case in cases.items():
            (said,) = toasts(case.press("classeurCheck"))
            assert sentence in said and "\n" not in said and "Error" not in said
    assert place.google.writes == 0


@needs_node
def test_what_goes_wrong_is_told_in_french_to_a_french_account(place: Place) -> None:
    desk = replace(
        place.crew(EVE), locale="fr", token=place.issuer.token(hd="x.example", email="a@x.example")
    )
    assert "Ce compte n'est pas de ceux" in toasts(desk.press("classeurCheck"))[0]
    down = replace(desk, address=NOWHERE, properties={"language": "en"})
    assert "does not answer" in toasts(down.press("classeurCheck"))[0]


@needs_node
def test_a_spreadsheet_that_google_does_not_let_us_write_is_one_sentence(place: Place) -> None:
    desk = place.crew(EVE)
    locked = {"range": {"sheetId": 7}, "editors": {"users": ["someone@else.example"]}}
    place.google.edit(desk.spreadsheet, {"addProtectedRange": {"protectedRange": locked}})
    with saying((200, {"edits": {**NO_EDITS, "cells": [{"sheet": "Crew", "row": 2, "column": 5000, "value": "x"}]}, "findings": NO_FINDINGS, "said": "Done.", "lang": "en"})) as wild:  # fmt: skip
        seen = replace(desk, address=wild).press("classeurCheck")
    assert toasts(seen) == [
        "Google did not accept the writing. Click again; if it comes back, a tab or a range may be protected."
    ]


@needs_node
def test_the_period_is_asked_and_a_cancelled_question_does_nothing(place: Place) -> None:
    desk = place.crew(EVE)
    assert desk.press("classeurCosts", answers=[None])["fetched"] == []
    assert toasts(desk.press("classeurCosts", answers=["six"])) == ["This is not a whole number."]
    assert desk.press("classeurCosts", answers=["6"])["fetched"][0]["payload"]["options"] == {"period": 6}


@needs_node
def test_settings_keep_an_address_that_is_https_and_a_language(place: Place) -> None:
    desk = replace(place.desk("none"), address="")
    seen = desk.press("classeurSettings", answers=["https://classeur.example/office/", "fr"])
    assert seen["properties"] == {"address": "https://classeur.example/office", "language": "fr"}
    for bad in (
        "http://classeur.example",
        "https://a@b.example",
        "https://b.example/?x",
        "javascript:1",
        "ftp://b",
    ):
        seen = desk.press("classeurSettings", answers=[bad])
        assert seen["properties"] == {} and "begins with https://" in toasts(seen)[0]


@needs_node
def test_sync_what_changed_and_undo_work_on_the_shared_store(place: Place) -> None:
    desk, google = place.desk(place.known), place.google
    assert toasts(desk.press("classeurSync"))[-1].startswith("Synchronised: 5 cells to the shared store")
    google.type(place.known, "Crew!C2", ["Élise"])
    said = toasts(desk.press("classeurSync"))[-1]
    assert said == "Synchronised: 1 cells to the shared store, 0 cells from it, 0 conflicts."

    ((_, said),) = desk.press("classeurWhatChanged", answers=["OK"])["asked"]
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d, Film: 1 cells\nCrew, 007, First name: “Ève” → “Élise”", said
    )

    assert toasts(desk.press("classeurUndo", answers=["NO"])) == []
    undone = desk.press("classeurUndo", answers=["YES"])
    assert toasts(undone)[-1] == "Undone: 1 cells; 0 kept, as they changed since."
    assert google.values(place.known, "Crew!C2") == [["Ève"]]


@needs_node
def test_a_sync_of_a_book_that_the_service_does_not_know_is_refused(place: Place) -> None:
    assert "There is no such book here" in toasts(place.crew(EVE).press("classeurSync"))[0]
    assert toasts(place.crew(EVE).press("classeurUndo")) == ["No sync has changed anything here yet."]


@needs_node
def test_a_long_sync_tells_how_far_it_is_and_ends_in_one_sentence(place: Place) -> None:
    job: dict[str, object] = {
        "job": "j1",
        "state": "running",
        "step": "reading",
        "steps_done": 1,
        "steps": 4,
        "error": None,
    }
    answer = {"refused": None, "from_sheet": 3, "to_sheet": 2, "conflicts": [{}]}
    done = {**job, "state": "done", "answer": answer, "status": "The round asks."}
    with saying((202, job), (200, {**job, "step": "merging", "steps_done": 2}), (200, done)) as fake:
        seen = replace(place.desk("x"), address=fake).press("classeurSync")
    assert toasts(seen) == [
        "reading (1 of 4)",
        "merging (2 of 4)",
        "Synchronised: 3 cells to the shared store, 2 cells from it, 1 conflicts.\nThe round asks.",
    ]
    assert [one["url"].removeprefix(fake) for one in seen["fetched"]] == [
        "/v1/sync",
        "/v1/jobs/j1",
        "/v1/jobs/j1",
    ]
    failed = {**job, "state": "failed", "error": {"en": "Locked.", "fr": "Verrouillé."}}
    with saying((202, job), (200, failed)) as fake:
        assert toasts(replace(place.desk("x"), address=fake).press("classeurSync"))[-1] == "Locked."


@needs_node
def test_many_changes_ask_for_one_sync_and_the_trigger_can_be_taken_away(place: Place) -> None:
    desk = place.desk(place.known)
    seen = desk.press("classeurSyncOnChange", "classeurSyncOnChange", *["classeurChanged"] * 5)
    assert seen["triggers"] == [
        {"name": "classeurChanged", "kind": "change"},
        {"name": "classeurSyncLater", "kind": "after 60000"},
    ]
    assert seen["fetched"] == []
    later = replace(desk, properties={"asked": str(int(datetime.now(UTC).timestamp() * 1000))})
    assert later.press("classeurChanged")["triggers"] == []
    seen = desk.press("classeurSyncOnChange", "classeurChanged", "classeurSyncLater", "classeurChanged")
    assert len(seen["fetched"]) == 1 and len(seen["triggers"]) == 2
    gone = desk.press("classeurSyncOnChange", "classeurChanged", "classeurStopSyncOnChange")
    assert gone["triggers"] == [] and "asked" not in gone["properties"]


def test_the_tables_that_actions_read_are_those_that_are_sent() -> None:
    told = (SOURCES / "Buttons.js").read_text(encoding="utf-8")
    assert '"issued": {"names": ["issued reports", "situations arretees"], "isRead": true}' in told
    assert not any(f'"{table.key}": {{"names"' in told for table in INPUT_TABLES)
