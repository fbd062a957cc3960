"""The emulator's batchUpdate: what the documentation says and no recording shows."""

from collections.abc import Iterator

import pytest
from google_emulator.clients import Http
from google_emulator.server import GoogleEmulator
from google_spans import box, rows

OTHER = "person@example-office.test"


@pytest.fixture
def google() -> Iterator[GoogleEmulator]:
    with GoogleEmulator() as running:
        yield running


@pytest.fixture
def book(google: GoogleEmulator) -> str:
    made = google.create("Production")
    google.type(made, "Sheet1!A1", ["id", "name"], ["r1", "Ada"], ["r2", "Ben"], ["r3", "Cy"])
    return made


def test_a_batch_with_one_bad_request_changes_nothing(google: GoogleEmulator, book: str) -> None:
    http = Http(google)

    answer = http.batch(book, {"deleteDimension": {"range": rows(1, 2)}}, {"deleteSheet": {"sheetId": 404}})

    assert answer["error"]["message"] == "Invalid requests[1].deleteSheet: No grid with id: 404"
    assert google.values(book, "A1:A4") == [["id"], ["r1"], ["r2"], ["r3"]]


def test_requests_are_applied_in_order_each_on_what_the_last_one_left(
    google: GoogleEmulator, book: str
) -> None:
    first = {"insertDimension": {"range": rows(1, 2), "inheritFromBefore": True}}
    second = {"deleteDimension": {"range": rows(2, 3)}}

    Http(google).batch(book, first, second)

    assert google.values(book, "A1:A4") == [["id"], [], ["r2"], ["r3"]]
    assert len(google.book(book).sheets[0].rows) == 1000


def test_the_answer_can_hold_the_cells_after_the_write(google: GoogleEmulator, book: str) -> None:
    new = {"values": [{"userEnteredValue": {"stringValue": "Adèle"}}]}
    request = {"updateCells": {"range": box(1, 2, 1, 2), "rows": [new], "fields": "userEnteredValue"}}

    answer = Http(google).sheet(
        "POST",
        book,
        ":batchUpdate",
        {
            "requests": [request],
            "includeSpreadsheetInResponse": True,
            "responseRanges": ["Sheet1!A2:B2"],
            "responseIncludeGridData": True,
        },
        fields="replies,updatedSpreadsheet(sheets(data(rowData(values(effectiveValue)))))",
    )

    cells = [{"effectiveValue": {"stringValue": "r1"}}, {"effectiveValue": {"stringValue": "Adèle"}}]
    assert answer == {
        "replies": [{}],
        "updatedSpreadsheet": {"sheets": [{"data": [{"rowData": [{"values": cells}]}]}]},
    }


def test_update_cells_touches_only_the_named_part(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    http.batch(
        book,
        {
            "repeatCell": {
                "range": box(1, 2, 0, 2),
                "cell": bold,
                "fields": "userEnteredFormat.textFormat.bold",
            }
        },
        {"updateCells": {"range": box(1, 2, 0, 1), "rows": [{"values": [{"note": "n"}]}], "fields": "note"}},
        {"updateCells": {"range": box(1, 2, 0, 2), "rows": [{"values": [{}]}], "fields": "userEnteredValue"}},
    )

    cell = google.book(book).sheets[0].cell(1, 0)
    assert (cell.value, cell.note, cell.format) == (None, "n", {"textFormat": {"bold": True}})


def test_text_in_update_cells_is_never_a_formula(google: GoogleEmulator, book: str) -> None:
    values = [{"userEnteredValue": {"stringValue": "=1+1"}}, {"userEnteredValue": {"formulaValue": "=1+1"}}]

    Http(google).batch(
        book,
        {
            "updateCells": {
                "start": {"rowIndex": 5},
                "rows": [{"values": values}],
                "fields": "userEnteredValue",
            }
        },
    )

    assert google.values(book, "A6:B6") == [["=1+1", 2]]


def test_appended_cells_stand_under_the_last_row_with_data(google: GoogleEmulator, book: str) -> None:
    google.edit(
        book,
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"rowCount": 4}},
                "fields": "gridProperties.rowCount",
            }
        },
    )
    new = [{"values": [{"userEnteredValue": {"stringValue": "r4"}}]}]

    Http(google).batch(book, {"appendCells": {"sheetId": 0, "rows": new, "fields": "userEnteredValue"}})

    assert google.values(book, "A4:A5") == [["r3"], ["r4"]]


def test_update_cells_outside_its_range_or_the_grid_is_refused(google: GoogleEmulator, book: str) -> None:
    http, row = Http(google), {"values": [{"note": "x"}]}
    inside = {"range": box(0, 1, 0, 1), "rows": [row, row], "fields": "note"}
    beyond = {"start": {"rowIndex": 1000}, "rows": [row], "fields": "note"}

    said = http.batch(book, {"updateCells": inside})["error"]["message"]

    assert "beyond the last requested row" in said
    assert http.batch(book, {"updateCells": beyond})["error"]["code"] == 400
    assert "fields" in http.batch(book, {"updateCells": {**inside, "fields": ""}})["error"]["message"]


def test_references_names_merges_and_protections_move_with_the_rows(
    google: GoogleEmulator, book: str
) -> None:
    http = Http(google)
    google.type(book, "D5", ["=SUM(A2:A4)+$B$2"])
    google.edit(
        book,
        {"addNamedRange": {"namedRange": {"name": "People", "range": box(1, 4, 0, 2)}}},
        {"mergeCells": {"range": box(6, 7, 0, 2), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": {"range": box(1, 4, 0, 1), "warningOnly": True}}},
        {"setBasicFilter": {"filter": {"range": box(0, 4, 0, 2)}}},
    )

    google.edit(book, {"insertDimension": {"range": rows(1, 3)}}, {"deleteDimension": {"range": rows(3, 4)}})

    answer = http.sheet(
        "GET", book, fields="namedRanges.range,sheets(merges,protectedRanges.range,basicFilter)"
    )
    sheet = answer["sheets"][0]
    assert google.values(book, "D6", "FORMULA") == [["=SUM(A4:A5)+#REF!"]]
    assert answer["namedRanges"][0]["range"]["startRowIndex"] == 3
    assert answer["namedRanges"][0]["range"]["endRowIndex"] == 5
    assert sheet["merges"][0]["startRowIndex"] == 7
    assert sheet["protectedRanges"][0]["range"]["endRowIndex"] == 5
    assert sheet["basicFilter"]["range"]["endRowIndex"] == 5


def test_deleting_a_corner_of_a_range_in_a_formula_shrinks_it(google: GoogleEmulator, book: str) -> None:
    google.type(book, "D9", ["=COUNTA(A2:A4)"])

    google.edit(book, {"deleteDimension": {"range": rows(3, 4)}})

    assert google.values(book, "D8", "FORMULA") == [["=COUNTA(A2:A3)"]]


def test_hidden_rows_and_filtered_rows_are_told_apart(google: GoogleEmulator, book: str) -> None:
    hide = {"range": rows(1, 2), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    criteria = {"1": {"hiddenValues": ["Ben"]}}
    google.edit(
        book,
        {"updateDimensionProperties": hide},
        {"setBasicFilter": {"filter": {"range": box(0, 4, 0, 2), "criteria": criteria}}},
    )

    answer = Http(google).sheet("GET", book, ranges="Sheet1!A1:B4", fields="sheets.data.rowMetadata")

    assert answer["sheets"][0]["data"][0]["rowMetadata"] == [
        {"pixelSize": 21},
        {"pixelSize": 21, "hiddenByUser": True},
        {"pixelSize": 21, "hiddenByFilter": True},
        {"pixelSize": 21},
    ]


def test_a_protected_range_stops_who_is_not_its_editor_and_a_warning_nobody(
    google: GoogleEmulator, book: str
) -> None:
    http = Http(google, OTHER)
    Http(google)(
        "POST",
        f"/drive/v3/files/{book}/permissions",
        {"type": "user", "role": "writer", "emailAddress": OTHER},
    )
    google.edit(
        book,
        {"addProtectedRange": {"protectedRange": {"range": box(0, 4, 0, 1)}}},
        {"addProtectedRange": {"protectedRange": {"range": box(0, 4, 1, 2), "warningOnly": True}}},
    )
    raw = {"valueInputOption": "RAW"}

    hard = http.sheet("PUT", book, "/values/A2", {"values": [["x"]]}, **raw)
    soft = http.sheet("PUT", book, "/values/B2", {"values": [["x"]]}, **raw)
    shown = http.sheet("GET", book, fields="sheets.protectedRanges.requestingUserCanEdit")

    assert "protected cell" in hard["error"]["message"]
    assert soft["updatedCells"] == 1
    assert shown["sheets"][0]["protectedRanges"] == [
        {"requestingUserCanEdit": False},
        {"requestingUserCanEdit": True},
    ]


def test_all_rows_or_all_tabs_cannot_be_deleted(google: GoogleEmulator, book: str) -> None:
    http = Http(google)

    assert http.batch(book, {"deleteDimension": {"range": rows(0, 1000)}})["error"]["code"] == 400
    assert http.batch(book, {"deleteSheet": {"sheetId": 0}})["error"]["code"] == 400
    assert http.batch(book, {"addSheet": {"properties": {"title": "sheet1"}}})["error"]["code"] == 400


def test_ten_million_cells_are_too_many(google: GoogleEmulator, book: str) -> None:
    grid = {"rowCount": 100_000, "columnCount": 101}

    answer = Http(google).batch(book, {"addSheet": {"properties": {"title": "Big", "gridProperties": grid}}})

    assert "limit of 10000000 cells" in answer["error"]["message"]


def test_a_new_spreadsheet_takes_the_tabs_and_the_locale_it_is_given(google: GoogleEmulator) -> None:
    sheets = [
        {
            "properties": {
                "title": "Équipe",
                "gridProperties": {"rowCount": 50, "columnCount": 12, "frozenRowCount": 1},
            }
        },
        {"properties": {"sheetId": 7, "title": "Réglages", "hidden": True}},
    ]
    body = {"properties": {"title": "Film", "locale": "fr_FR", "timeZone": "Europe/Paris"}, "sheets": sheets}

    status, answer = Http(google)("POST", "/v4/spreadsheets", body)

    assert (status, answer["properties"]["locale"]) == (200, "fr_FR")
    assert [sheet["properties"]["title"] for sheet in answer["sheets"]] == ["Équipe", "Réglages"]
    assert answer["sheets"][0]["properties"]["gridProperties"] == {
        "rowCount": 50,
        "columnCount": 12,
        "frozenRowCount": 1,
    }
    assert answer["sheets"][1]["properties"]["sheetId"] == 7


def test_a_duplicated_tab_has_the_cells_and_ids_of_its_own(google: GoogleEmulator, book: str) -> None:
    google.edit(book, {"addProtectedRange": {"protectedRange": {"range": box(0, 1, 0, 1)}}})

    answer = google.edit(book, {"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Two"}})

    made = answer["replies"][0]["duplicateSheet"]["properties"]
    both = {sheet.title: sheet for sheet in google.book(book).sheets}
    assert (made["title"], made["index"]) == ("Two", 0)
    assert google.values(book, "Two!A2:B2") == [["r1", "Ada"]]
    assert both["Two"].protected[0]["protectedRangeId"] != both["Sheet1"].protected[0]["protectedRangeId"]
    assert both["Two"].protected[0]["range"]["sheetId"] == made["sheetId"]


def test_a_field_no_one_knows_is_refused(google: GoogleEmulator, book: str) -> None:
    http = Http(google)

    unknown = http.batch(book, {"fooBar": {}})
    empty = http.batch(book, {})
    mask = http.sheet("GET", book, fields="shets")

    assert "Unknown name \"fooBar\" at 'requests[0]'" in unknown["error"]["message"]
    assert empty["error"]["message"] == "Invalid requests[0]: No request set."
    assert "Cannot find matching fields for path 'shets'" in mask["error"]["message"]


def test_a_new_spreadsheet_can_bring_its_cells_rules_names_and_metadata(google: GoogleEmulator) -> None:
    cells = [
        {"userEnteredValue": {"stringValue": "0007"}, "note": "n"},
        {"userEnteredValue": {"numberValue": 2}},
    ]
    key = {"metadataKey": "table", "metadataValue": "crew", "visibility": "DOCUMENT"}
    data = {
        "rowData": [{"values": cells}],
        "columnMetadata": [{"hiddenByUser": True, "developerMetadata": [key]}, {"pixelSize": 140}],
    }
    span = {"startRowIndex": 0, "endRowIndex": 1}
    tab = {
        "properties": {"sheetId": 5, "title": "Crew"},
        "data": [data],
        "protectedRanges": [{"range": span, "warningOnly": True}],
        "conditionalFormats": [{"ranges": [span], "booleanRule": {"condition": {"type": "BLANK"}}}],
        "developerMetadata": [key],
    }
    names = [{"name": "People", "range": {"sheetId": 5, **span}}]

    status, answer = Http(google)(
        "POST", "/v4/spreadsheets", {"properties": {"title": "Film"}, "sheets": [tab], "namedRanges": names}
    )

    sheet = Http(google).sheet("GET", answer["spreadsheetId"], includeGridData="true")["sheets"][0]
    columns = sheet["data"][0]["columnMetadata"]
    assert status == 200
    assert google.values(answer["spreadsheetId"], "Crew") == [["0007", 2]]
    assert sheet["data"][0]["rowData"][0]["values"][0]["note"] == "n"
    assert (columns[0]["hiddenByUser"], columns[1]["pixelSize"]) == (True, 140)
    assert columns[0]["developerMetadata"][0]["location"]["locationType"] == "COLUMN"
    assert sheet["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 5}
    assert sheet["protectedRanges"][0]["range"] == {"sheetId": 5, **span}
    assert sheet["conditionalFormats"][0]["ranges"] == [{"sheetId": 5, **span}]
    assert answer["namedRanges"][0]["name"] == "People"


def test_a_copied_formula_takes_its_references_along(google: GoogleEmulator, book: str) -> None:
    google.type(book, "D1", ['=A1&$B$1&B$1&"A1"'])
    formula = {"userEnteredValue": {"formulaValue": "=A2"}}

    google.edit(
        book,
        {"copyPaste": {"source": box(0, 1, 3, 4), "destination": box(2, 3, 4, 5)}},
        {"repeatCell": {"range": box(1, 3, 5, 6), "cell": formula, "fields": "userEnteredValue"}},
    )

    assert google.values(book, "E3", "FORMULA") == [['=B3&$B$1&C$1&"A1"']]
    assert google.values(book, "F2:F3", "FORMULA") == [["=A2"], ["=A3"]]


def test_a_request_google_has_and_the_emulator_has_not_is_said_so(google: GoogleEmulator, book: str) -> None:
    answer = Http(google).batch(book, {"addSlicer": {"slicer": {}}})

    assert answer["error"] == {
        "code": 501,
        "message": "The emulator does not know addSlicer.",
        "status": "UNIMPLEMENTED",
    }
