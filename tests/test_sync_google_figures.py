"""What a result sheet on Google shows beside its cells: charts, rows that fold, alarms; a person's own stay."""

import copy
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator import discovery, faults
from google_emulator.behaviour import Json
from google_emulator.discovery import Oracle
from google_emulator.server import GoogleEmulator
from google_reports import report

from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from sync.books.google import GoogleBook
from sync.books.google_outline import LONGEST, levels_of, outline_requests, outline_text
from sync.books.google_requests import NOTE
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from workbook_templates.book import Cell, Edits, Result
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.identities import with_ids
from workbook_templates.sample.sample import sample_rows

SHEETS: dict[str, list[list[object]]] = {
    "Équipe": [
        ["Identifiant", "Nom", "Prénom", "Fonction", "Début"],
        ["007", "Côté", "Ève", "Scripte", 46083],
    ]
}


class Shown:
    """The tab of a report as Google tells it."""

    def __init__(self, google: GoogleEmulator, book: GoogleBook) -> None:
        answer = google.person("spreadsheets.get", book.spreadsheet, includeGridData="true")
        found = [one for one in answer["sheets"] if "classeur_result" in str(one.get("developerMetadata"))]
        self.sheet: Json = found[0]

    @property
    def id(self) -> int:
        return int(self.sheet["properties"]["sheetId"])

    @property
    def charts(self) -> list[Json]:
        return list(self.sheet.get("charts", ()))

    @property
    def groups(self) -> list[tuple[int, int, int]]:
        return [
            (one["range"]["startIndex"] + 1, one["range"]["endIndex"], one["depth"])
            for one in self.sheet.get("rowGroups", ())
        ]

    @property
    def formulas(self) -> list[str]:
        rules = self.sheet.get("conditionalFormats", ())
        return [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]

    @property
    def hidden(self) -> list[int]:
        rows = self.sheet["data"][0]["rowMetadata"]
        return [row for row, line in enumerate(rows, start=1) if line.get("hiddenByUser")]


def write(book: GoogleBook, result: Result) -> None:
    book.read(INPUT_TABLES)
    book.apply(Edits(results=[result]))


def rows(sheet: int, first: int, last: int) -> Json:
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": first - 1, "endIndex": last}


@pytest.fixture
def book(google: GoogleEmulator) -> GoogleBook:
    return google_book(google, SHEETS)


def test_a_report_has_its_chart_its_rows_that_fold_and_its_alarms_in_one_write(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    oracle = Oracle(discovery.find_documents())
    google.after_request = oracle.look if oracle.documents else None

    write(book, report(2))

    shown = Shown(google, book)
    assert google.writes == 1 and oracle.wrong == []
    assert shown.groups == [(3, 8, 1), (3, 4, 2), (6, 7, 2)]
    assert shown.sheet["properties"]["gridProperties"]["rowGroupControlAfter"] is True
    assert shown.formulas == ['=("classeur"<>"")*(ROUND(INDEX($B:$B;ROW());2)<>0)']
    (chart,) = shown.charts
    basic = chart["spec"]["basicChart"]
    assert (chart["spec"]["title"], chart["spec"]["altText"]) == ("Budget", f"{NOTE}Budget")
    (labels,) = basic["domains"][0]["domain"]["sourceRange"]["sources"]
    (amounts,) = basic["series"][0]["series"]["sourceRange"]["sources"]
    assert basic["headerCount"] == 1 and (labels["startRowIndex"], labels["endRowIndex"]) == (10, 13)
    assert (amounts["startColumnIndex"], amounts["endColumnIndex"]) == (1, 2)
    assert chart["position"]["overlayPosition"]["anchorCell"] == {
        "sheetId": shown.id,
        "rowIndex": 10,
        "columnIndex": 3,
    }


def test_what_is_shown_already_is_not_written_again(google: GoogleEmulator, book: GoogleBook) -> None:
    for _ in range(3):
        write(book, report(2))

    assert google.writes == 1


def test_a_tab_of_before_the_charts_gets_what_it_lacks(google: GoogleEmulator, book: GoogleBook) -> None:
    bare = replace(report(2), charts=(), levels={}, alarms=())
    write(book, bare)
    write(book, report(2))

    shown = Shown(google, book)
    assert len(shown.charts) == len(shown.formulas) == 1 and len(shown.groups) == 3
    write(book, bare)
    shown = Shown(google, book)
    assert (shown.charts, shown.formulas, shown.groups) == ([], [], [])


def test_a_longer_report_replaces_what_the_last_one_made_and_nothing_of_a_persons(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    write(book, report(2))
    made = Shown(google, book)
    mine = copy.deepcopy({key: made.charts[0][key] for key in ("spec", "position")})
    mine["spec"] |= {"title": "Mine", "altText": "Ours"}
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B1>500"}]}
    where = {"sheetId": made.id, "startRowIndex": 0, "endRowIndex": 9}
    rule = {
        "ranges": [where],
        "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}},
    }
    google.edit(
        book.spreadsheet,
        {"addChart": {"chart": mine}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addDimensionGroup": {"range": rows(made.id, 2, 12)}},
        {"addDimensionGroup": {"range": {**rows(made.id, 1, 2), "dimension": "COLUMNS"}}},
    )

    for _ in range(2):
        write(book, replace(report(3), folded=2))

    shown = Shown(google, book)
    assert google.writes == 2
    assert shown.groups == [(2, 12, 1), (3, 11, 2), (3, 4, 3), (6, 7, 3), (9, 10, 3)]
    assert len(shown.sheet["columnGroups"]) == 1 and shown.hidden == [3, 4, 6, 7, 9, 10]
    assert sorted(chart["spec"]["title"] for chart in shown.charts) == ["Budget", "Mine"]
    assert (
        shown.formulas[1:] == ["=$B1>500"]
        and shown.sheet["conditionalFormats"][0]["ranges"][0]["endRowIndex"] == 12
    )
    write(book, replace(report(3), charts=(), levels={}, alarms=()))
    shown = Shown(google, book)
    assert (shown.groups, shown.formulas) == ([(2, 12, 1)], ["=$B1>500"])
    assert [chart["spec"]["title"] for chart in shown.charts] == ["Mine"]


def test_a_chart_stays_where_a_person_has_moved_it_while_it_shows_the_same_cells(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    write(book, report(2))
    made = Shown(google, book).charts[0]
    place = {
        "overlayPosition": {
            "anchorCell": {"sheetId": Shown(google, book).id, "rowIndex": 1, "columnIndex": 7}
        }
    }
    moved = {"objectId": made["chartId"], "newPosition": place, "fields": "anchorCell"}
    google.edit(book.spreadsheet, {"updateEmbeddedObjectPosition": moved})
    changed = report(2)
    grid = [
        [replace(cell, value=Decimal(7)) if cell.value == 100 else cell for cell in line]
        for line in changed.grid
    ]

    write(book, replace(changed, grid=grid))

    (chart,) = Shown(google, book).charts
    assert chart["chartId"] == made["chartId"]
    assert chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 1


def test_rows_are_folded_at_first_and_seen_again_when_the_report_no_longer_folds_them(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    write(book, replace(report(2), folded=2))
    assert Shown(google, book).hidden == [3, 4, 6, 7]

    write(book, report(3))

    assert Shown(google, book).hidden == [] and len(Shown(google, book).groups) == 4


def test_a_person_who_unfolds_a_report_keeps_it_so_while_its_rows_are_the_same(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    folded = replace(report(2), folded=2)
    write(book, folded)
    where = rows(Shown(google, book).id, 3, 4)
    opened = {"dimensionGroup": {"range": where, "depth": 2, "collapsed": False}, "fields": "collapsed"}
    google.edit(book.spreadsheet, {"updateDimensionGroup": opened})

    write(book, folded)

    assert Shown(google, book).hidden == [6, 7]


def test_groups_are_replaced_where_rows_that_came_or_went_have_moved_them(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    write(book, report(2))
    sheet = Shown(google, book).id
    google.edit(book.spreadsheet, {"insertDimension": {"range": rows(sheet, 1, 2)}})
    assert Shown(google, book).groups == [(5, 10, 1), (5, 6, 2), (8, 9, 2)]

    write(book, report(2))

    assert Shown(google, book).groups == [(3, 8, 1), (3, 4, 2), (6, 7, 2)]
    google.edit(book.spreadsheet, {"deleteDimensionGroup": {"range": rows(sheet, 3, 7)}})
    write(book, report(2))
    assert Shown(google, book).groups == [(3, 8, 1), (3, 4, 2), (6, 7, 2)]


def test_a_copied_spreadsheet_has_its_own_figures_replaced_too(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    write(book, report(2))
    copied = GoogleBook(google.person("drive.files.copy", book.spreadsheet)["id"])

    write(copied, report(3))

    for one, count in ((book, 3), (copied, 4)):
        assert len(Shown(google, one).charts) == 1 and len(Shown(google, one).groups) == count


def test_a_batch_whose_answer_is_lost_makes_one_chart_and_a_refused_one_none(
    google: GoogleEmulator, book: GoogleBook
) -> None:
    google.faults.next(faults.server_error(503, after=True), on="spreadsheets.batchUpdate")
    write(book, report(2))
    assert len(Shown(google, book).charts) == 1 and len(Shown(google, book).groups) == 3

    before = Shown(google, book).sheet
    book.read(INPUT_TABLES)
    too_long = replace(report(3), grid=[*report(3).grid, [Cell("x" * 50_001)]])
    with pytest.raises(Exception, match="50001"):
        book.apply(Edits(results=[too_long]))

    assert Shown(google, book).sheet == before


def test_an_outline_too_long_to_be_remembered_is_left_out() -> None:
    levels = {row: 1 + row % 2 for row in range(1, LONGEST)}

    requests = list(outline_requests(None, replace(report(1), levels=levels), 1))

    assert requests == [] and levels_of(outline_text(levels)) == levels


def test_the_row_above_every_chart_of_ours_names_its_series_and_alarms_read_alike_in_every_country(
    tmp_path: Path,
) -> None:
    """Google takes the names of series from there; Excel is told them."""
    path = tmp_path / "film.xlsx"
    build_workbook(path, "en", {key: with_ids(key, lines) for key, lines in sample_rows("en").items()})
    charts, formulas = 0, set[str]()
    for action in ACTIONS.values():
        _, outcome = run_action(
            action, XlsxBook(path), Options(6, False, date(2026, 4, 1)), new_id, dry_run=True
        )
        for result in outcome.results:
            formulas.update(formula for _, formula in result.alarms)
            for chart in result.charts:
                charts += 1
                for name, (top, left, _, _) in chart.series:
                    assert result.grid[top - 2][left - 1].value == name
    assert charts >= 3 and formulas
    # A comma of a formula becomes a semicolon, and no country may read a decimal point otherwise.
    assert [one for one in formulas if re.search(r'"[^"]+"|\d\.\d', one)] == []
