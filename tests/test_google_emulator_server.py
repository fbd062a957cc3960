"""The emulator over HTTP: tokens, Drive, faults, the hook, counts, and an unmodified gspread."""

import threading
import time
from collections.abc import Iterator

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from google_emulator import faults
from google_emulator.behaviour import Behaviour
from google_emulator.clients import Http, gspread_client
from google_emulator.faults import Call, Fault
from google_emulator.server import GoogleEmulator

OTHER = "person@example-office.test"
RAW = {"valueInputOption": "RAW"}


@pytest.fixture
def google() -> Iterator[GoogleEmulator]:
    with GoogleEmulator() as running:
        yield running


def write(http: Http, book: str, value: str) -> int:
    return http("PUT", f"/v4/spreadsheets/{book}/values/A1", {"values": [[value]]}, **RAW)[0]


def read(http: Http, book: str) -> tuple[int, object]:
    return http("GET", f"/v4/spreadsheets/{book}/values/A1")


def test_an_unmodified_gspread_creates_writes_reads_shares_and_copies(google: GoogleEmulator) -> None:
    client = gspread_client(google)

    book = client.create("Production")
    sheet = book.sheet1
    sheet.update([["id", "name"], ["0007", "Ada"]], "A1")
    sheet.append_row(["0008", "Ben"])
    sheet.insert_row(["0001", "Cy"], 2)
    sheet.delete_rows(3)
    book.share(OTHER, perm_type="user", role="writer", notify=False)
    copied = client.copy(book.id, title="Copy")

    assert sheet.get_all_values() == [["id", "name"], ["0001", "Cy"], ["0008", "Ben"]]
    assert copied.sheet1.get_all_values() == sheet.get_all_values()
    assert client.open("Production").id == book.id
    assert [one.get("emailAddress") for one in book.list_permissions()][1:] == [OTHER]
    assert google.calls["token"] == 1
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("no-such-id")


def test_a_token_is_needed_and_dies(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    client = gspread_client(google)
    client.open_by_key(book)

    google.tokens.expire()

    assert read(http, book)[0] == 401
    assert client.open_by_key(book).id == book
    assert google.calls["token"] == 2


def test_a_revoked_account_gets_no_token(google: GoogleEmulator) -> None:
    google.tokens.revoked.add(google.service_account()["client_email"])

    with pytest.raises(RefreshError, match="invalid_grant") as caught:
        gspread_client(google).open_by_key("any")

    assert not caught.value.retryable


def test_who_has_no_share_is_refused_and_a_reader_may_not_write(google: GoogleEmulator) -> None:
    owner, http, book = Http(google), Http(google, OTHER), google.create()

    before = read(http, book)[0]
    hidden = http("GET", f"/drive/v3/files/{book}")[0]
    share = {"type": "user", "role": "reader", "emailAddress": OTHER}
    owner("POST", f"/drive/v3/files/{book}/permissions", share)

    assert (before, hidden) == (403, 404)
    assert (read(http, book)[0], write(http, book, "x")) == (200, 403)


def test_drive_tells_the_time_of_a_change_as_coarsely_as_it_is_told_to() -> None:
    with GoogleEmulator(Behaviour(modified_time_step=10_000_000)) as google:
        http, book = Http(google), google.create()
        fields = {"fields": "modifiedTime,createdTime,version"}

        first = http("GET", f"/drive/v3/files/{book}", **fields)[1]
        write(http, book, "x")
        second = http("GET", f"/drive/v3/files/{book}", **fields)[1]

    assert first["modifiedTime"] == second["modifiedTime"] == first["createdTime"]
    assert int(second["version"]) > int(first["version"])


ANSWERS = [
    (faults.quota("write"), 429, False),
    (faults.server_error(500), 500, False),
    (faults.server_error(503), 503, False),
    (faults.server_error(503, after=True), 503, True),
    (faults.html_page(502), 502, False),
    (faults.html_page(200, after=True), 200, True),
    (faults.unauthorized(), 401, False),
    (faults.forbidden(), 403, False),
    (faults.usage_limit(), 403, False),
    (faults.gone(), 404, False),
]


@pytest.mark.parametrize(("fault", "status", "applied"), ANSWERS)
def test_a_fault_answers_in_googles_shape_and_applies_or_not(
    google: GoogleEmulator, fault: Fault, status: int, applied: bool
) -> None:
    http, book = Http(google), google.create()
    google.faults.next(fault, on="write")

    read(http, book)
    reply = http.session.put(
        f"{google.url}/v4/spreadsheets/{book}/values/A1", json={"values": [["x"]]}, params=RAW, timeout=5
    )

    assert reply.status_code == status
    assert ("html" in reply.headers["Content-Type"]) == (fault.name == "html")
    assert "Retry-After" not in reply.headers
    assert google.values(book, "A1") == ([["x"]] if applied else [])
    assert write(http, book, "y") == 200


BROKEN = [
    (faults.reset(), False),
    (faults.reset(after=True), True),
    (faults.truncated(), True),
    (faults.damaged(), True),
    (faults.silent(0.05), False),
    (faults.silent(0.05, after=True), True),
]


@pytest.mark.parametrize(("fault", "applied"), BROKEN)
def test_a_broken_connection_is_an_exception_and_the_next_request_works(
    google: GoogleEmulator, fault: Fault, applied: bool
) -> None:
    http, book = Http(google), google.create()
    read(http, book)
    google.faults.next(fault)

    with pytest.raises(requests.RequestException):
        write(http, book, "x")

    assert google.values(book, "A1") == ([["x"]] if applied else [])
    assert write(http, book, "y") == 200


def test_a_slow_answer_comes_too_late_for_a_short_patience(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    google.faults.next(faults.slow(0.4))

    with pytest.raises(requests.ReadTimeout):
        http.session.get(f"{google.url}/v4/spreadsheets/{book}", timeout=0.1)


def test_a_stale_read_shows_what_stood_before_the_last_write(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    write(http, book, "old")
    write(http, book, "new")
    google.faults.next(faults.stale(), on="read")

    answers = [google_values(read(http, book)) for _ in range(2)]

    assert answers == [[["old"]], [["new"]]]


def google_values(answer: tuple[int, object]) -> object:
    body = answer[1]
    assert isinstance(body, dict)
    return body["values"]


def test_faults_can_be_chosen_by_the_request_or_last_until_cleared(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()

    def second_write(call: Call) -> Fault | None:
        return (
            faults.server_error() if call.kind == "values.update" and google.calls[call.kind] == 2 else None
        )

    google.faults.choose = second_write
    chosen = [write(http, book, "x") for _ in range(3)]
    google.faults.clear()
    google.faults.always(faults.quota("read"), on="read")
    lasting = [read(http, book)[0], read(http, book)[0], write(http, book, "x")]
    google.faults.clear()

    assert (chosen, lasting, read(http, book)[0]) == ([200, 503, 200], [429, 429, 200], 200)
    assert len(google.faults.used) == 3


def test_the_token_endpoint_can_fail_too(google: GoogleEmulator) -> None:
    book = google.create()
    google.faults.next(faults.invalid_grant(), on="token")

    with pytest.raises(RefreshError, match="invalid_grant"):
        gspread_client(google).open_by_key(book)


def test_a_fault_for_any_request_waits_for_one_that_is_not_for_a_token(google: GoogleEmulator) -> None:
    book = google.create()
    google.faults.next(faults.gone())

    with pytest.raises(gspread.SpreadsheetNotFound):
        gspread_client(google).open_by_key(book)

    assert google.calls["token"] == 1


def test_a_person_edits_between_two_requests(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    google.type(book, "A1", ["h"], ["Ada"], ["Ben"])

    def meanwhile(call: Call) -> None:
        if call.kind == "values.update":
            google.before_request = None
            google.edit(
                book, {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}
            )

    google.before_request = meanwhile
    http("PUT", f"/v4/spreadsheets/{book}/values/A2", {"values": [["Zoé"]]}, **RAW)

    assert google.values(book, "A1:A3") == [["h"], ["Zoé"]]
    assert google.calls == {"values.update": 1}


def test_calls_are_counted_by_kind(google: GoogleEmulator) -> None:
    http, book = Http(google), google.create()
    write(http, book, "x")
    read(http, book)
    read(http, book)
    http.batch(book, {"addSheet": {}})
    http("GET", "/drive/v3/files")

    assert google.calls == {
        "values.update": 1,
        "values.get": 2,
        "spreadsheets.batchUpdate": 1,
        "drive.files.list": 1,
    }
    assert (google.reads, google.writes) == (2, 2)
    google.forget_calls()
    assert (google.reads, google.writes, google.log) == (0, 0, [])


def test_the_quota_of_a_minute_is_per_user_and_per_kind() -> None:
    with GoogleEmulator(reads_per_minute=2) as google:
        http, book = Http(google), google.create()

        assert [read(http, book)[0] for _ in range(3)] == [200, 200, 429]
        assert write(http, book, "x") == 200
        assert read(http, book)[1]["error"]["status"] == "RESOURCE_EXHAUSTED"  # type: ignore[index]


def test_two_clients_at_once_lose_no_row(google: GoogleEmulator) -> None:
    book = google.create()

    def append(name: str) -> None:
        http = Http(google)
        for number in range(20):
            rest = "/values/Sheet1:append"
            http.sheet("POST", book, rest, {"values": [[f"{name}{number}"]]}, **RAW)

    threads = [threading.Thread(target=append, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = google.values(book, "Sheet1")
    assert len({str(row[0]) for row in rows}) == len(rows) == 60


def test_a_payload_over_ten_megabytes_is_refused() -> None:
    with GoogleEmulator(Behaviour(max_payload=1000)) as google:
        http, book = Http(google), google.create()

        status, answer = http("PUT", f"/v4/spreadsheets/{book}/values/A1", {"values": [["x" * 1000]]}, **RAW)

    assert (status, answer["error"]["message"]) == (
        400,
        "Request payload size exceeds the limit: 1000 bytes.",
    )


def test_a_copy_keeps_its_metadata_or_not_by_a_switch() -> None:
    for keeps, count in ((True, 1), (False, 0)):
        with GoogleEmulator(Behaviour(copy_keeps_metadata=keeps)) as google:
            http, book = Http(google), google.create()
            data = {"metadataKey": "book", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
            http.batch(book, {"createDeveloperMetadata": {"developerMetadata": data}})
            copied = http("POST", f"/drive/v3/files/{book}/copy", {})[1]["id"]

            answer = http.sheet("GET", copied)

            assert len(answer.get("developerMetadata", [])) == count


def test_fifty_thousand_rows_are_read_and_one_cell_written_in_seconds(google: GoogleEmulator) -> None:
    grid = {"rowCount": 50_000, "columnCount": 20}
    http, book = (
        Http(google),
        google.create(sheets=[{"properties": {"title": "Costs", "gridProperties": grid}}]),
    )
    rows = [[f"{row}-{column}" for column in range(20)] for row in range(20_000)]
    http("PUT", f"/v4/spreadsheets/{book}/values/Costs!A1", {"values": rows}, **RAW)

    start = time.monotonic()
    write(http, book, "x")
    body = {"dataFilters": [{"gridRange": {"sheetId": 0}}]}
    answer = http.sheet("POST", book, "/values:batchGetByDataFilter", body, prettyPrint="false")

    assert len(answer["valueRanges"][0]["valueRange"]["values"]) == 20_000
    assert time.monotonic() - start < 20
