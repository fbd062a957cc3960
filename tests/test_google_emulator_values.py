"""The emulator's values: what the documentation says and no recording shows."""

from collections.abc import Iterator
from typing import Any

import pytest
from google_emulator.behaviour import Behaviour
from google_emulator.clients import Http
from google_emulator.server import GoogleEmulator


@pytest.fixture
def google() -> Iterator[GoogleEmulator]:
    with GoogleEmulator() as running:
        yield running


def update(
    http: Http, book: str, cells: str, values: list[list[Any]], option: str = "RAW", **more: Any
) -> Any:
    return http.sheet("PUT", book, f"/values/{cells}", {"values": values}, valueInputOption=option, **more)


def message(answer: Any) -> str:
    return str(answer["error"]["message"])


TYPED = [
    ("0007", "0007", 7),
    ("=1+1", "=1+1", 2),
    ("TRUE", "TRUE", True),
    ("2026-03-14", "2026-03-14", 46095),
    ("12:00", "12:00", 0.5),
    ("50%", "50%", 0.5),
    ("2,000.5", "2,000.5", 2000.5),
    ("1-2", "1-2", "1-2"),
    ("'0007", "'0007", "0007"),
    ("Zoé\n🎬", "Zoé\n🎬", "Zoé\n🎬"),
]


@pytest.mark.parametrize(("text", "raw", "entered"), TYPED)
def test_raw_keeps_text_and_user_entered_reads_it(
    google: GoogleEmulator, text: str, raw: object, entered: object
) -> None:
    http, book = Http(google), google.create()

    update(http, book, "A1", [[text]])
    update(http, book, "A2", [[text]], "USER_ENTERED")

    assert google.values(book, "A1:A2") == [[raw], [entered]]
    assert type(google.values(book, "A2")[0][0]) is type(entered)


SHOWN = [
    (True, {}, "TRUE"),
    (1 / 3, {}, "0.3333333333"),
    (1250, {"type": "CURRENCY", "pattern": '#,##0.00" €"'}, "1,250.00 €"),
    (-0.125, {"type": "PERCENT", "pattern": "0.0%"}, "-12.5%"),
    (46095, {"type": "DATE", "pattern": "dd/mm/yyyy"}, "14/03/2026"),
    (46095.75, {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"}, "2026-03-14 18:00"),
    (0.5, {"type": "TIME", "pattern": "h:mm am/pm"}, "12:00 PM"),
    (7, {"type": "TEXT"}, "7"),
]


@pytest.mark.parametrize(("value", "number_format", "shown"), SHOWN)
def test_a_value_is_shown_by_its_number_format(
    google: GoogleEmulator, value: object, number_format: dict[str, str], shown: str
) -> None:
    http, book = Http(google), google.create()
    update(http, book, "A1", [[value]])
    whole = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    cell = {"userEnteredFormat": {"numberFormat": number_format}}
    if number_format:
        http.batch(
            book, {"repeatCell": {"range": whole, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}
        )

    assert google.values(book, "A1", "FORMATTED_VALUE") == [[shown]]
    assert google.values(book, "A1") == [[value]]


FORMULAS = [
    ("=A1+A2*2", 50),
    ("=SUM(A1:A2)", 30),
    ('=IF(A1>A2,"more","less")', "less"),
    ("=1/0", "#DIV/0!"),
    ("=NA()", "#N/A"),
    ("=VLOOKUPX(A1)", "#NAME?"),
    ("=ZZ9999", "#REF!"),
    ("=IFERROR(1/0,5)", 5),
    ('=A1&" m"', "10 m"),
    ("=B1", "#REF!"),
    ("=(", "#ERROR!"),
]


@pytest.mark.parametrize(("formula", "value"), FORMULAS)
def test_a_formula_is_kept_as_typed_and_has_a_value(
    google: GoogleEmulator, formula: str, value: object
) -> None:
    http, book = Http(google), google.create()
    update(http, book, "A1", [[10], [20]])

    update(http, book, "B1", [[formula]], "USER_ENTERED")

    assert google.values(book, "B1", "FORMULA") == [[formula]]
    assert google.values(book, "B1") == [[value]]


def test_a_running_total_of_a_thousand_rows_is_worked_out(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    update(http, book, "A1", [[1], *([f"=A{row}+1"] for row in range(1, 1000))], "USER_ENTERED")

    assert google.values(book, "A1000") == [[1000]]
    assert google.values(book, "A1:A1000")[-1] == [1000]


def test_a_formula_that_comes_back_to_itself_is_an_error(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    update(http, book, "A1", [["=A200"], *([f"=A{row}+1"] for row in range(1, 200))], "USER_ENTERED")

    assert google.values(book, "A150") == [["#REF!"]]


def test_null_leaves_a_cell_alone_and_an_empty_text_clears_it(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    update(http, book, "A1", [["a", "b", "c"]])

    update(http, book, "A1:C1", [[None, "", "z"]])

    assert google.values(book, "A1:C1") == [["a", "", "z"]]


ECHOES = [
    ("Sheet1", "Sheet1!A1:Z1000"),
    ("'Sheet1'", "Sheet1!A1:Z1000"),
    ("sheet1!a1", "Sheet1!A1"),
    ("B2", "Sheet1!B2"),
    ("A:C", "Sheet1!A1:C1000"),
    ("2:3", "Sheet1!A2:Z3"),
    ("B5:C", "Sheet1!B5:C1000"),
    ("C3:A1", "Sheet1!A1:C3"),
    ("$A$1:$B$2", "Sheet1!A1:B2"),
    ("Y999:AZ2000", "Sheet1!Y999:Z1000"),
    ("'Ann''s 1st tab'!A1", "'Ann''s 1st tab'!A1"),
    ("Équipe!A1", "'Équipe'!A1"),
    ("'A1'!B2", "'A1'!B2"),
    ("People", "'Équipe'!B2:C3"),
]


@pytest.mark.parametrize(("asked", "echoed"), ECHOES)
def test_a_range_is_echoed_as_google_writes_it(google: GoogleEmulator, asked: str, echoed: str) -> None:
    titles = ["Sheet1", "Ann's 1st tab", "Équipe", "A1"]
    book = google.create(sheets=[{"properties": {"title": title}} for title in titles])
    sheet_id = google.book(book).sheets[2].sheet_id
    span = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    named = {"name": "People", "range": {"sheetId": sheet_id, **span}}
    google.edit(book, {"addNamedRange": {"namedRange": named}})

    answer = Http(google).sheet("GET", book, f"/values/{asked}")

    assert answer == {"range": echoed, "majorDimension": "ROWS"}


def test_writing_outside_the_range_or_the_grid_is_refused(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    outside = update(http, book, "A1:B1", [["a"], ["b"]])
    beyond = update(http, book, "A1000", [["a"], ["b"]])
    far = http.sheet("GET", book, "/values/A1001")
    no_such = http.sheet("GET", book, "/values/Nope!A1")

    assert message(outside) == "Requested writing within range ['Sheet1'!A1:B1], but tried writing to row [2]"
    assert "exceeds grid limits. Max rows: 1000, max columns: 26" in message(beyond)
    assert "exceeds grid limits. Max rows: 1000, max columns: 26" in message(far)
    assert message(no_such) == "Unable to parse range: Nope!A1"
    assert google.values(book, "Sheet1") == []


def test_writing_past_the_grid_can_grow_it_instead() -> None:
    with GoogleEmulator(Behaviour(write_past_grid_grows=True)) as google:
        http, book = Http(google), google.create()

        update(http, book, "A1000", [["a"], ["b"]])

        assert len(google.book(book).sheets[0].rows) == 1001


def test_one_bad_range_of_a_batch_writes_none(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    data = [{"range": "A1", "values": [["a"]]}, {"range": "Nope!A1", "values": [["b"]]}]

    answer = http.sheet("POST", book, "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})

    assert answer["error"]["status"] == "INVALID_ARGUMENT"
    assert google.values(book, "Sheet1") == []


def test_clearing_values_keeps_the_number_format(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    google.type(book, "A1", ["2026-03-14"])

    http.sheet("POST", book, "/values/A1:B2:clear")
    update(http, book, "A1", [[46096]])

    assert google.values(book, "A1", "FORMATTED_VALUE") == [["2026-03-15"]]


def test_append_goes_under_the_table_and_grows_the_grid(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    update(http, book, "B2:C4", [["h", "i"], [1, 2], [3, 4]])
    update(http, book, "A1000", [["last"]])

    under = http.sheet("POST", book, "/values/B2:append", {"values": [[5, 6]]}, valueInputOption="RAW")
    end = http.sheet("POST", book, "/values/Sheet1:append", {"values": [["more"]]}, valueInputOption="RAW")

    assert under["tableRange"] == "Sheet1!B2:C4"
    assert under["updates"]["updatedRange"] == "Sheet1!B5:C5"
    assert end["updates"]["updatedRange"] == "Sheet1!A1001"


def test_inserted_rows_push_what_stands_below_a_table_down(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    update(http, book, "A1:A4", [["h"], ["x"], [None], ["note"]])

    http.sheet(
        "POST",
        book,
        "/values/A1:append",
        {"values": [["y"], ["z"]]},
        valueInputOption="RAW",
        insertDataOption="INSERT_ROWS",
    )

    assert google.values(book, "A1:A6") == [["h"], ["x"], ["y"], ["z"], [], ["note"]]


def test_the_answer_to_a_write_can_hold_what_stands_there_now(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    answer = update(
        http,
        book,
        "A1:B1",
        [["=1+1", "x"]],
        "USER_ENTERED",
        includeValuesInResponse="true",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )

    assert answer["updatedData"] == {"range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [[2, "x"]]}


def test_a_read_by_grid_range_survives_a_renamed_tab(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    update(http, book, "A1", [["a"]])
    google.edit(
        book, {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Équipe"}, "fields": "title"}}
    )

    answer = http.sheet(
        "POST", book, "/values:batchGetByDataFilter", {"dataFilters": [{"gridRange": {"sheetId": 0}}]}
    )

    found = answer["valueRanges"][0]["valueRange"]
    assert (found["range"], found["values"]) == ("'Équipe'!A1:Z1000", [["a"]])


def test_too_many_characters_and_a_cell_that_is_a_list_are_refused(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    assert "50000 characters" in message(update(http, book, "A1", [["x" * 50_001]]))
    assert "list_value" in message(update(http, book, "A1", [[["x"]]]))


def test_a_french_spreadsheet_reads_and_shows_numbers_the_french_way(google: GoogleEmulator) -> None:
    book = google.create(properties={"locale": "fr_FR"})

    google.type(book, "A1", ["1250,5", "14/03/2026", "VRAI"])

    assert google.values(book, "A1:C1") == [[1250.5, 46095, True]]
    assert google.values(book, "A1:C1", "FORMATTED_VALUE") == [["1250,5", "14/03/2026", "VRAI"]]
