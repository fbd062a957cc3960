"""Developer metadata in the emulator: documented, never recorded."""

from collections.abc import Iterator
from typing import Any

import pytest
from google_emulator.behaviour import Behaviour, Json
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


def pin(row: int, value: str) -> Json:
    location = {"dimensionRange": rows(row, row + 1)}
    data = {"metadataKey": "row", "metadataValue": value, "visibility": "PROJECT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": data}}


def by_value(value: str) -> Json:
    return {"developerMetadataLookup": {"metadataKey": "row", "metadataValue": value}}


def read(http: Http, book: str, *values: str) -> Any:
    body = {"dataFilters": [by_value(value) for value in values]}
    answer = http.sheet("POST", book, "/values:batchGetByDataFilter", body)
    return [found["valueRange"]["values"] for found in answer["valueRanges"]]


def test_row_metadata_moves_with_its_row_and_goes_with_it(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    http.batch(book, pin(1, "r1"), pin(2, "r2"), pin(3, "r3"))

    google.edit(book, {"insertDimension": {"range": rows(1, 3)}})
    inserted = read(http, book, "r1", "r2", "r3")
    google.edit(book, {"moveDimension": {"source": rows(3, 4), "destinationIndex": 6}})
    dragged = read(http, book, "r1", "r2", "r3")
    google.edit(book, {"deleteDimension": {"range": rows(3, 4)}})

    assert inserted == dragged == [[["r1", "Ada"]], [["r2", "Ben"]], [["r3", "Cy"]]]
    assert google.values(book, "A1:A5") == [["id"], [], [], ["r3"], ["r1"]]
    assert read(http, book, "r1", "r2", "r3") == [[["r1", "Ada"]], [["r3", "Cy"]]]


@pytest.mark.parametrize(("follows", "found"), [(False, [["r3", "Cy"]]), (True, [["r1", "Ada"]])])
def test_whether_metadata_follows_a_sort_is_a_switch(follows: bool, found: list[list[str]]) -> None:
    with GoogleEmulator(Behaviour(metadata_follows_sort=follows)) as google:
        http, book = Http(google), google.create()
        google.type(book, "A1", ["r1", "Ada"], ["r2", "Ben"], ["r3", "Cy"])
        http.batch(book, pin(0, "r1"))

        spec = {"dimensionIndex": 0, "sortOrder": "DESCENDING"}
        google.edit(book, {"sortRange": {"range": box(0, 3, 0, 2), "sortSpecs": [spec]}})

        assert read(http, book, "r1") == [found]


def test_a_write_by_metadata_answers_with_the_whole_row(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    http.batch(book, pin(2, "r2"))
    google.edit(book, {"insertDimension": {"range": rows(0, 1)}})
    data = [{"dataFilter": by_value("r2"), "majorDimension": "ROWS", "values": [[None, "Benoît"]]}]

    answer = http.sheet(
        "POST",
        book,
        "/values:batchUpdateByDataFilter",
        {"valueInputOption": "RAW", "data": data, "includeValuesInResponse": True},
    )

    written = answer["responses"][0]
    assert (answer["totalUpdatedCells"], written["dataFilter"]) == (1, by_value("r2"))
    assert written["updatedData"]["values"] == [["r2", "Benoît"]]
    assert google.values(book, "A4:B4") == [["r2", "Benoît"]]


def test_metadata_is_found_changed_and_removed_by_lookup(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    made = http.batch(book, pin(1, "r1"))["replies"][0]["createDeveloperMetadata"]["developerMetadata"]
    lookup = {"developerMetadataLookup": {"metadataId": made["metadataId"]}}

    one = http.sheet("GET", book, f"/developerMetadata/{made['metadataId']}")
    change = {
        "dataFilters": [lookup],
        "developerMetadata": {"metadataValue": "new"},
        "fields": "metadataValue",
    }
    changed = http.batch(book, {"updateDeveloperMetadata": change})["replies"][0]["updateDeveloperMetadata"]
    found = http.sheet("POST", book, "/developerMetadata:search", {"dataFilters": [by_value("new")]})
    http.batch(book, {"deleteDeveloperMetadata": {"dataFilter": lookup}})

    assert one == made
    assert made["location"] == {
        "locationType": "ROW",
        "dimensionRange": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2},
    }
    assert changed["developerMetadata"][0]["metadataValue"] == "new"
    assert [one["developerMetadata"]["metadataValue"] for one in found["matchedDeveloperMetadata"]] == ["new"]
    assert http.sheet("POST", book, "/developerMetadata:search", {"dataFilters": [lookup]}) == {}


def test_metadata_on_two_rows_or_with_a_location_type_is_refused(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    two = pin(1, "x")
    two["createDeveloperMetadata"]["developerMetadata"]["location"] = {"dimensionRange": rows(1, 3)}
    typed = pin(1, "x")
    typed["createDeveloperMetadata"]["developerMetadata"]["location"]["locationType"] = "ROW"

    assert http.batch(book, two)["error"]["code"] == 400
    assert http.batch(book, typed)["error"]["code"] == 400


def test_columns_go_with_their_cells_and_their_metadata(google: GoogleEmulator, book: str) -> None:
    http = Http(google)
    location = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
    data = {"metadataKey": "column", "visibility": "DOCUMENT", "location": location}
    http.batch(book, {"createDeveloperMetadata": {"developerMetadata": data}})
    columns = {"sheetId": 0, "dimension": "COLUMNS"}

    google.edit(book, {"insertDimension": {"range": {**columns, "startIndex": 0, "endIndex": 1}}})
    google.edit(
        book,
        {"moveDimension": {"source": {**columns, "startIndex": 2, "endIndex": 3}, "destinationIndex": 0}},
    )

    body = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "column"}}]}
    answer = http.sheet("POST", book, "/values:batchGetByDataFilter", body)
    found = answer["valueRanges"][0]["valueRange"]
    assert found["range"] == "Sheet1!A1:A1000"
    assert found["values"] == [["name"], ["Ada"], ["Ben"], ["Cy"]]
