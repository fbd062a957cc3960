"""Our client under gspread: what it repeats, what it refuses to repeat, and the one sentence of each failure."""

import http.server
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from google_books import google as google
from google_books import google_book
from google_emulator import faults
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.google_account import API, CREDENTIALS, SHEETS_SCOPE, Limiter, check_base, open_account
from sync.books.google_client import GoogleClient, Patience
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.text import OfficeError

HURRIED = Patience(connect=1, read=0.6, total=3, pause=0.02, longest=0.1)
SHEETS = {"Équipe": [["_id", "Identifiant", "Nom", "Prénom"], ["A" * 26, "007", "Côté", "Ève"]]}
NEW = NewRow("N" * 26, tuple("P9" if column.key == "person" else "" for column in TABLE["crew"].columns))
EDITS = Edits(cells={"crew": {(2, "last_name"): "Roy"}}, added={"crew": [NEW]})


def hurried(google: GoogleEmulator) -> GoogleBook:
    made = google_book(google, SHEETS)
    return GoogleBook(made.spreadsheet, GoogleClient(open_account(), HURRIED))


def people(google: GoogleEmulator, book: GoogleBook) -> list[list[object]]:
    return [row[1:3] for row in google.values(book.spreadsheet, "Équipe!A2:D9")]


READ_FAULTS = {
    "quota": faults.quota("read"),
    "500": faults.server_error(500),
    "503": faults.server_error(503),
    "a page of HTML": faults.html_page(502),
    "HTML that says 200": faults.html_page(200),
    "an answer cut short": faults.truncated(),
    "an answer that does not unpack": faults.damaged(),
    "a line that breaks": faults.reset(),
    "silence": faults.silent(1.0),
    "a token that expired": faults.unauthorized(),
    "Drive's usage limit": faults.usage_limit(),
}


@pytest.mark.parametrize("fault", READ_FAULTS.values(), ids=READ_FAULTS)
def test_a_read_that_fails_is_repeated(google: GoogleEmulator, fault: faults.Fault) -> None:
    book = hurried(google)
    google.faults.next(fault)

    reading = book.read(INPUT_TABLES)

    assert [row.cells[1] for row in reading.tables["crew"].rows] == ["Côté"]
    assert book.http_calls == 2


WRITE_FAULTS = {
    "quota": faults.quota("write"),
    "503 before": faults.server_error(503),
    "503 after": faults.server_error(503, after=True),
    "500 after": faults.server_error(500, after=True),
    "HTML before": faults.html_page(502),
    "HTML after": faults.html_page(200, after=True),
    "an answer cut short": faults.truncated(),
    "an answer that does not unpack": faults.damaged(),
    "a line that breaks before": faults.reset(),
    "a line that breaks after": faults.reset(after=True),
    "silence after": faults.silent(1.0, after=True),
    "a token that expired": faults.unauthorized(),
}


@pytest.mark.parametrize("fault", WRITE_FAULTS.values(), ids=WRITE_FAULTS)
def test_a_write_whose_answer_is_lost_is_made_once(google: GoogleEmulator, fault: faults.Fault) -> None:
    book = hurried(google)
    book.read(INPUT_TABLES)
    google.faults.next(fault, on="write")

    written = book.apply(EDITS)

    assert people(google, book) == [["007", "Roy"], ["P9"]]
    assert written == GoogleBook(book.spreadsheet).fingerprint()


def test_a_write_that_lands_after_it_was_given_up_is_not_made_twice(google: GoogleEmulator) -> None:
    book = hurried(google)
    book.read(INPUT_TABLES)
    google.faults.next(faults.slow(1.0), on="write")

    book.apply(EDITS)

    time.sleep(1.2)
    assert people(google, book) == [["007", "Roy"], ["P9"]]


def test_writes_that_never_succeed_end_in_one_sentence_within_the_deadline(google: GoogleEmulator) -> None:
    book = hurried(google)
    book.read(INPUT_TABLES)
    google.faults.always(faults.server_error(503), on="write")
    start = time.monotonic()

    with pytest.raises(OfficeError, match="in trouble"):
        book.apply(EDITS)

    assert time.monotonic() - start < 10
    assert people(google, book) == [["007", "Côté"]]


SENTENCES = {
    "not shared": (faults.forbidden(), "Share it with that address"),
    "deleted": (faults.gone(), "no Google spreadsheet"),
    "quota for ever": (faults.quota("read"), "limit of calls a minute"),
    "broken for ever": (faults.server_error(503), "in trouble"),
    "HTML for ever": (faults.html_page(200), "cannot be reached"),
    "line cut for ever": (faults.reset(), "cannot be reached"),
    "token refused for ever": (faults.unauthorized(), "no longer accepts the sign-in"),
}


@pytest.mark.parametrize(("fault", "said"), SENTENCES.values(), ids=SENTENCES)
def test_each_failure_is_one_sentence(google: GoogleEmulator, fault: faults.Fault, said: str) -> None:
    book = hurried(google)
    google.faults.always(fault, on="read")
    start = time.monotonic()

    with pytest.raises(OfficeError, match=said) as caught:
        book.read(INPUT_TABLES)

    assert caught.value.text.fr != caught.value.text.en and time.monotonic() - start < 5


def test_a_revoked_key_is_said_to_be_refused(google: GoogleEmulator) -> None:
    book = hurried(google)
    google.tokens.revoked.add(open_account().email)

    with pytest.raises(OfficeError, match="refuses the key"):
        book.read(INPUT_TABLES)


@pytest.mark.parametrize("fault", [faults.html_page(502), faults.reset(), faults.truncated()])
def test_a_token_service_that_stumbles_once_is_asked_again(
    google: GoogleEmulator, fault: faults.Fault
) -> None:
    book = hurried(google)
    google.faults.next(fault, on="token")

    assert book.read(INPUT_TABLES).tables["crew"].rows


def test_a_spreadsheet_of_somebody_else_is_not_shared(google: GoogleEmulator) -> None:
    other = google.create("À elle", owner="somebody@example-office.test")

    with pytest.raises(OfficeError, match=r"Share it with|no Google spreadsheet"):
        GoogleBook(other, GoogleClient(open_account(), HURRIED)).read(INPUT_TABLES)


def test_a_computer_without_a_network_is_told_so(
    google: GoogleEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GoogleEmulator() as gone:
        monkeypatch.setenv(API, gone.url)
    start = time.monotonic()

    with pytest.raises(OfficeError, match=r"does not answer|cannot be reached"):
        GoogleBook("id", GoogleClient(open_account(), HURRIED)).read(INPUT_TABLES)

    assert time.monotonic() - start < 8


def test_a_drip_of_bytes_ends_at_the_deadline(google: GoogleEmulator) -> None:
    """A server that sends one byte at a time keeps every single read short."""

    class Drip(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drip)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    account = open_account()
    account.token(SHEETS_SCOPE, requests.Session())
    dripping = replace(account, base=f"http://127.0.0.1:{server.server_address[1]}")
    client = GoogleClient(dripping, Patience(connect=1, read=1, total=1, pause=0.1))
    start = time.monotonic()

    with pytest.raises(OfficeError, match="cannot be reached"):
        client.read_spreadsheet("id", "spreadsheetId")

    server.shutdown()
    assert time.monotonic() - start < 3


def test_the_limiter_lets_no_more_through_in_any_minute() -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    limiter = Limiter(3, lambda: now[0], sleep)
    moments = []
    for _ in range(9):
        assert limiter.wait(1000)
        moments.append(now[0])
        now[0] += 1

    assert moments == [0, 1, 2, 60, 61, 62, 120, 121, 122]
    assert not limiter.wait(now[0] + 10)


def test_all_the_books_of_a_process_share_one_limit(google: GoogleEmulator) -> None:
    first, second = GoogleClient(open_account()), GoogleClient(open_account())

    assert first.account is second.account


def test_no_call_goes_anywhere_but_to_the_named_address(google: GoogleEmulator) -> None:
    book = hurried(google)
    book.read(INPUT_TABLES)
    book.apply(EDITS)

    assert set(google.calls) == {"token", "spreadsheets.get", "spreadsheets.batchUpdate"}


ADDRESSES = {
    "http://127.0.0.1:8080": True,
    "http://localhost:1/": True,
    "http://[::1]:9": True,
    "https://proxy.example-office.test": True,
    "http://proxy.example-office.test": False,
    "http://127.0.0.1.example-office.test": False,
    "ftp://127.0.0.1": False,
    "nonsense": False,
}


@pytest.mark.parametrize(("address", "is_safe"), ADDRESSES.items())
def test_only_https_or_this_computer_may_stand_in_for_google(address: str, is_safe: bool) -> None:
    if is_safe:
        assert check_base(address) == address.rstrip("/")
        return
    with pytest.raises(OfficeError, match="neither an https address"):
        check_base(address)


KEY_FILES = {"nothing": "", "no JSON": "{", "another JSON": "{}", "a list": "[]"}


@pytest.mark.parametrize("text", KEY_FILES.values(), ids=KEY_FILES)
def test_a_file_that_is_no_key_is_said_to_be_none(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key.json"
    key.write_text(text)
    monkeypatch.setenv(CREDENTIALS, str(key))
    monkeypatch.delenv(API, raising=False)

    with pytest.raises(OfficeError, match=r"key\.json is not the JSON key"):
        open_account()


def test_without_a_key_file_the_sentence_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CREDENTIALS, raising=False)

    with pytest.raises(OfficeError, match="CLASSEUR_GOOGLE_CREDENTIALS"):
        open_account()


def test_the_token_is_asked_for_once_and_with_the_least_scope(google: GoogleEmulator) -> None:
    book = hurried(google)
    for _ in range(3):
        book.read(INPUT_TABLES)

    assert google.calls["token"] == 1
    assert SHEETS_SCOPE == "https://www.googleapis.com/auth/spreadsheets"
