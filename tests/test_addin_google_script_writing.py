"""What a button writes in a Google spreadsheet: the real sources over the emulator, against the running service."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from google_books import google_book
from google_emulator.faults import Call
from google_emulator.server import GoogleEmulator
from google_reports import report
from google_script import EVE, HEADER, NO_EDITS, NO_FINDINGS, Place, needs_node, saying, toasts
from google_script import place as place

from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.faces.google_script.document import macro_of
from sync.books.google import GoogleBook
from sync.books.google_create import create_spreadsheet
from sync.books.google_grids import SCRATCH, serial
from sync.books.google_requests import NOTE
from sync.books.posted_edits import edits_json
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from workbook_templates.book import Edits
from workbook_templates.build import Rows, build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.identities import with_ids
from workbook_templates.sample.sample import sample_rows
from workbook_templates.text import Lang

RESULTS = {
    "check": "checks", "costs": "cost_report", "budgets": "budget_comparison", "cash": "cash", "schedule": "dood",
}  # fmt: skip
READ = ("production", "crew", "accounts", "costs", "days", "scenes", "cast", "floats", "deposits", "budgets")
ASKED: dict[str, list[str | None]] = {"costs": ["6"]}


def film(lang: Lang, most: int) -> Rows:
    """What the actions read of the sample production, of each table at most so many rows."""
    rows = sample_rows(lang)
    return {key: with_ids(key, rows[key][:most]) for key in READ}


def shown(google: GoogleEmulator, spreadsheet: str) -> list[Any]:
    """All that a spreadsheet holds and shows, tab by tab, but our scratch tab and numbers given at random."""
    answer = google.person("spreadsheets.get", spreadsheet, includeGridData="true")
    sheets = [one for one in answer["sheets"] if one["properties"]["title"] != SCRATCH]
    for sheet in sheets:
        for metadata in sheet.get("developerMetadata", ()):
            del metadata["metadataId"]
        for guard in sheet.get("protectedRanges", ()):
            del guard["protectedRangeId"]
        for chart in sheet.get("charts", ()):
            del chart["chartId"]
    return sheets


def differences(one: Any, other: Any, where: str) -> list[tuple[str, Any, Any]]:
    """Where two answers of Google differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            found
            for name in one.keys() | other.keys()
            for found in differences(one.get(name), other.get(name), f"{where}.{name}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for at, pair in pairs for found in differences(*pair, f"{where}[{at}]")]
    return [] if one == other else [(where, one, other)]


def grid_of(google: GoogleEmulator, spreadsheet: str, title: str) -> list[list[object]]:
    quoted = title.replace("'", "''")
    return [_row(row) for row in google.values(spreadsheet, f"'{quoted}'!A1:AZ2000")]


def _row(cells: list[object]) -> list[object]:
    said: list[object] = [None if cell == "" else cell for cell in cells]
    while said and said[-1] is None:
        said.pop()
    return [round(one, 6) if isinstance(one, float) else one for one in said]


def _plain(value: object) -> object:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return serial(value) if isinstance(value, date | time) else value


def noted(google: GoogleEmulator, spreadsheet: str) -> dict[tuple[int, int], str]:
    rows = shown(google, spreadsheet)[0]["data"][0]["rowData"]
    return {
        (number, column): cell["note"]
        for number, row in enumerate(rows, start=1)
        for column, cell in enumerate(row.get("values", ()), start=1)
        if cell.get("note")
    }


@needs_node
@pytest.mark.parametrize(("lang", "most"), [("en", 12), ("fr", 30)])
def test_every_action_leaves_what_it_leaves_in_the_google_book_and_in_the_xlsx(
    place: Place, tmp_path: Path, lang: Lang, most: int
) -> None:
    rows = film(lang, most)
    pressed, twin = (create_spreadsheet("Film", lang, rows) for _ in range(2))
    desk = replace(place.desk(pressed), locale=lang)
    path = tmp_path / "film.xlsx"
    build_workbook(path, lang, rows)
    for key, action in ACTIONS.items():
        options = Options(6 if key == "costs" else None, False, date.today())
        _, outcome = run_action(action, GoogleBook(twin), options, new_id)
        run_action(action, XlsxBook(path), options, new_id)

        seen = desk.press(macro_of(action), answers=ASKED.get(key))

        assert seen["toasts"] == [[action.title.say(lang), outcome.said.say(lang)]], seen["logged"]
        title = TABLE[RESULTS[key]].sheet_name(lang)
        sheet = openpyxl.load_workbook(path)[title]
        wanted = [_row([_plain(cell) for cell in row]) for row in sheet.iter_rows(values_only=True)]
        assert grid_of(place.google, pressed, title) == wanted
    for one, other in zip(shown(place.google, pressed), shown(place.google, twin), strict=True):
        assert differences(one, other, one["properties"]["title"]) == []
    kinds = ("charts", "rowGroups", "conditionalFormats")
    report = {one["properties"]["title"]: one for one in shown(place.google, pressed)}
    assert all(report[TABLE["cost_report"].sheet_name(lang)].get(kind) for kind in kinds)


@needs_node
def test_a_persons_own_table_gets_hidden_ids_marks_and_a_checks_tab(place: Place) -> None:
    desk = place.crew(EVE, ["007", "=1+1", "+33", "Grip", "soon"])
    google = place.google
    google.forget_calls()

    seen = desk.press("classeurCheck")

    assert (google.reads, google.writes) == (2, 1)
    assert len(seen["fetched"]) == 1 and toasts(seen)[0].endswith(("finding.", "findings."))
    header, eve, other = google.values(desk.spreadsheet, "Crew!A1:F9")
    assert header[5] == "_id" and len(str(eve[5])) == len(str(other[5])) == 26 and eve[5] != other[5]
    assert other[:5] == ["007", "=1+1", "+33", "Grip", "soon"]
    crew = next(sheet for sheet in shown(google, desk.spreadsheet) if sheet["properties"]["title"] == "Crew")
    assert crew["data"][0]["columnMetadata"][5]["hiddenByUser"] and crew["protectedRanges"][0]["warningOnly"]
    notes = [cell.get("note", "") for row in crew["data"][0]["rowData"] for cell in row.get("values", ())]
    assert sum(note.startswith(NOTE) for note in notes) >= 2 and crew["conditionalFormats"]
    assert len(google.values(desk.spreadsheet, "Checks!A1:E99")) > 2


@needs_node
def test_a_mended_cell_loses_its_mark_and_a_persons_note_and_formula_stay(place: Place) -> None:
    desk = place.crew(EVE, ["008", "Roy", "Noé", "Grip", "soon"])
    google, spreadsheet = place.google, desk.spreadsheet
    google.type(spreadsheet, "Crew!B3", ['="R"&"oy"'])
    note = {"updateCells": {"start": {"sheetId": 7, "rowIndex": 2, "columnIndex": 2}, "rows": [{"values": [{"note": "mine"}]}], "fields": "note"}}  # fmt: skip
    google.edit(spreadsheet, note)
    desk.press("classeurCheck")
    assert noted(google, spreadsheet)[3, 5].startswith(NOTE)
    google.person("values.update", spreadsheet, "Crew!E3", valueInputOption="RAW", values=[[46084]])
    desk.press("classeurCheck")
    left = noted(google, spreadsheet)
    assert (3, 5) not in left and left[3, 3] == "mine"
    assert google.values(spreadsheet, "Crew!B3", "FORMULA") == [['="R"&"oy"']]


@needs_node
def test_what_we_computed_is_never_sent_back_under_any_title(place: Place) -> None:
    desk = place.crew(EVE)
    desk.press("classeurCheck")
    checks = next(s for s in shown(place.google, desk.spreadsheet) if s["properties"]["title"] == "Checks")
    renamed = {"properties": {"sheetId": checks["properties"]["sheetId"], "title": "Mine"}, "fields": "title"}
    place.google.edit(desk.spreadsheet, {"updateSheetProperties": renamed})

    seen = desk.press("classeurCheck")

    sheets = {sheet["name"]: sheet["rows"] for sheet in seen["fetched"][0]["payload"]["book"]["sheets"]}
    assert sheets["Mine"] == [] and len(sheets["Crew"]) == 2
    titles = [sheet["properties"]["title"] for sheet in shown(place.google, desk.spreadsheet)]
    assert titles == ["Crew", "Mine"]


@needs_node
@pytest.mark.parametrize("change", ["insert", "sort", "edit the id's cell"])
def test_a_row_that_moved_meanwhile_has_nothing_written(place: Place, change: str) -> None:
    desk = place.crew(EVE, ["006", "Roy", "Noé", "Grip", 46083])
    google, reads = place.google, []

    def person(call: Call) -> None:
        reads.append(call.kind)
        if reads == ["spreadsheets.get"] * 2:
            if change == "insert":
                google.edit(desk.spreadsheet, {"insertDimension": {"range": {"sheetId": 7, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}})  # fmt: skip
            elif change == "sort":
                google.edit(desk.spreadsheet, {"sortRange": {"range": {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 3}, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})  # fmt: skip
            else:
                google.type(desk.spreadsheet, "Crew!F2", ["mine"])

    google.before_request = person
    google.forget_calls()
    try:
        seen = desk.press("classeurCheck")
    finally:
        google.before_request = None
    assert toasts(seen) == ["“Crew” changed meanwhile, so nothing was written. Click again."]
    assert google.writes == 0


@needs_node
def test_another_cell_that_changed_meanwhile_is_no_reason_to_refuse(place: Place) -> None:
    desk = place.crew(EVE)
    desk.press("classeurCheck")
    google, reads = place.google, []

    def person(call: Call) -> None:
        reads.append(call.kind)
        if len(reads) == 2:
            google.type(desk.spreadsheet, "Crew!C2", ["Élise"])

    google.before_request = person
    try:
        seen = desk.press("classeurCheck")
    finally:
        google.before_request = None
    assert toasts(seen)[0].endswith(("finding.", "findings."))
    assert google.values(desk.spreadsheet, "Crew!C2") == [["Élise"]]


@needs_node
def test_every_edit_of_the_contract_lands_where_it_is_meant(place: Place) -> None:
    desk = place.crew(EVE, ["008", "Roy", "Noé", "Grip", 46083], ["009", "Ash", "Zoe", "Grip", 46083])
    edits = {
        **NO_EDITS,
        "cells": [
            {"sheet": "Crew", "row": 2, "column": 5, "value": {"date": "2026-04-01"}},
            {"sheet": "Crew", "row": 2, "column": 2, "value": "=HYPERLINK(1)"},
            {"sheet": "Crew", "row": 2, "column": 3, "value": None},
        ],
        "added": [
            {"sheet": "Crew", "after": 4, "rows": [[[1, "010"], [5, {"time": "12:00"}]], [[1, "011"]]]}
        ],
        "removed": [{"sheet": "Crew", "rows": [3]}],
        "marks": True,
    }
    sentence = {
        "severity": "error",
        "label": "Error",
        "style": "bad",
        "code": "seen",
        "table": "crew",
        "column": "",
    }
    found = {
        "sentences": [
            {**sentence, "place": "Crew row {row}", "text": "{what}, {that}", "parts": ["what", "that"]}
        ],
        "rows": [[0, 4, "ID", "009", "{that}", "seen"], [0, 0, "", "", "nowhere", "marked"]],
        "places": {"crew": {"sheet": "Crew", "is_marked": True, "columns": {"person": 1, "": 1}}},
    }
    with saying((200, {"edits": edits, "findings": found, "said": "Done.", "lang": "en"})) as fake:
        assert toasts(replace(desk, address=fake).press("classeurCheck")) == ["Done."]
    assert place.google.values(desk.spreadsheet, "Crew!A2:E9") == [
        ["007", "=HYPERLINK(1)", "", "Grip", 46113],
        ["009", "Ash", "Zoe", "Grip", 46083],
        ["010", "", "", "", 0.5],
        ["011"],
    ]
    assert place.google.values(desk.spreadsheet, "Crew!E2", "FORMATTED_VALUE") == [["2026-04-01"]]
    assert noted(place.google, desk.spreadsheet) == {(3, 1): f"{NOTE}Crew row 4: {{that}}, seen [seen]"}


@needs_node
def test_charts_groups_and_alarms_are_replaced_as_in_the_google_book_and_a_persons_own_stay(
    place: Place,
) -> None:
    google = place.google
    desk, other = (
        place.desk(google_book(google, {"Crew": [HEADER, EVE], "Cost report": []}).spreadsheet)
        for _ in range(2)
    )
    twin = GoogleBook(other.spreadsheet)
    results = [
        replace(report(2), folded=2),
        report(2, 3),
        report(3),
        replace(report(3), charts=(), levels={}, alarms=()),
    ]
    for step, result in enumerate(results):
        reading = twin.read(INPUT_TABLES)
        edits = edits_json(reading, Edits(results=[result]), ["Crew", "Cost report"], {})
        twin.apply(Edits(results=[result]))

        with saying((200, {"edits": edits, "findings": NO_FINDINGS, "said": "Done.", "lang": "en"})) as fake:
            seen = replace(desk, address=fake).press("classeurCheck")

        assert toasts(seen) == ["Done."], seen["logged"]
        pairs = zip(shown(google, desk.spreadsheet), shown(google, other.spreadsheet), strict=True)
        for one, another in pairs:
            assert differences(one, another, f"{step} {one['properties']['title']}") == []
        if step == 0:
            for spreadsheet in (desk.spreadsheet, other.spreadsheet):
                draw_by_hand(google, spreadsheet)
    last = shown(google, desk.spreadsheet)[1]
    assert [chart["spec"]["title"] for chart in last["charts"]] == ["Mine"]
    assert [(group["range"]["startIndex"], group["depth"]) for group in last["rowGroups"]] == [(1, 1)]
    assert len(last["conditionalFormats"]) == 1


def draw_by_hand(google: GoogleEmulator, spreadsheet: str) -> None:
    """A person's own chart, group and rule in the report's tab."""
    (chart,) = (chart for chart in shown(google, spreadsheet)[1]["charts"])
    chart["spec"] |= {"title": "Mine", "altText": ""}
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B1>500"}]}
    where = {"sheetId": 8, "startRowIndex": 0, "endRowIndex": 9}
    rule = {
        "ranges": [where],
        "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}},
    }
    span = {"sheetId": 8, "dimension": "ROWS", "startIndex": 1, "endIndex": 14}
    google.edit(
        spreadsheet,
        {"addChart": {"chart": chart}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addDimensionGroup": {"range": span}},
    )
