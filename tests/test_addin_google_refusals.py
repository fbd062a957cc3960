"""The command line where Google, the key, the store or the disk fails: one sentence, and nothing written."""

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from google_books import google as google
from google_commands import crew, process, run, sync
from google_commands import folder as folder
from google_emulator import faults
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook
from sync.books.google_account import API, CREDENTIALS
from sync.books.google_client import PATIENCE

pytestmark = pytest.mark.usefixtures("folder")


def _someone_elses(google: GoogleEmulator, book: GoogleBook) -> None:
    google.drive.files[book.spreadsheet].permissions.clear()


def _deleted(google: GoogleEmulator, book: GoogleBook) -> None:
    del google.drive.files[book.spreadsheet]


def _always(fault: faults.Fault, on: str | None = None) -> Callable[[GoogleEmulator, GoogleBook], None]:
    return lambda google, book: google.faults.always(fault, on)


REFUSALS: dict[str, tuple[Callable[[GoogleEmulator, GoogleBook], None], str, str]] = {
    "a token refused": (_always(faults.unauthorized()), "no longer accepts the sign-in", "n'accepte plus"),
    "a revoked key": (_always(faults.invalid_grant(), "token"), "refuses the key", "refuse la clé"),
    "a sign-in that answers HTML": (_always(faults.html_page(), "token"), "sign-in does not answer", "ne répond pas"),
    "not shared": (_someone_elses, "Share it with that address", "Partagez-le"),
    "deleted": (_deleted, "it was deleted", "il a été supprimé"),
    "HTML": (_always(faults.html_page(502)), "in trouble (it answers 502)", "en difficulté (réponse 502)"),
    "HTML that says 200": (_always(faults.html_page(200)), "cannot be reached", "injoignable"),
    "answers cut short": (_always(faults.truncated()), "cannot be reached", "injoignable"),
    "no read left": (_always(faults.quota("read")), "limit of calls a minute", "limite d'appels"),
    "no write left": (_always(faults.quota("write"), "write"), "limit of calls a minute", "limite d'appels"),
    "only for reading": (_always(faults.forbidden(), "write"), "as an editor", "en édition"),
}  # fmt: skip


def refused(capsys: pytest.CaptureFixture[str], said: tuple[str, str], *words: str) -> None:
    """The command says one sentence in each language, ends with 2 and puts nothing on standard output."""
    for lang, part in zip(("en_CA.UTF-8", "fr_CA.UTF-8"), said, strict=True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LC_ALL", lang)
            capsys.readouterr()
            assert main(words) == 2
        out, err = capsys.readouterr()
        assert not out and err.count("\n") == 1 and part in err, err


@pytest.mark.parametrize(("break_it", "en", "fr"), REFUSALS.values(), ids=REFUSALS)
def test_a_failing_world_is_one_sentence_and_nothing_is_written(
    google: GoogleEmulator,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[GoogleEmulator, GoogleBook], None],
    en: str,
    fr: str,
) -> None:
    monkeypatch.setenv(PATIENCE, "1.2")
    book = crew(google)
    before = google.book(book.spreadsheet)
    break_it(google, book)

    refused(capsys, (en, fr), "check", book.name)
    refused(capsys, (en, fr), "sync", book.name)

    kept = google.drive.files.get(book.spreadsheet)
    assert kept is None or kept.book is before


def test_a_key_that_is_none_and_a_name_that_is_none_are_one_sentence(
    google: GoogleEmulator,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    book = crew(google)
    for name, said in (
        ("google:", ("does not name a Google spreadsheet", "ne désigne pas un classeur Google")),
        (
            "google:https://docs.google.com/spreadsheets/d/abc/edit",
            ("between /d/ and /edit", "entre /d/ et /edit"),
        ),
        ("google:nobody-knows-it", ("the identifier is mistyped", "l'identifiant est mal recopié")),
    ):
        refused(capsys, said, "sync", name)
    key = tmp_path / "other.json"
    unread, none = ("cannot be read", "illisible"), ("is not the JSON key", "n'est pas la clé JSON")
    monkeypatch.setenv(CREDENTIALS, str(key))
    refused(capsys, unread, "sync", book.name)
    for text in ("{", "[1]", '{"type": "authorized_user", "client_id": "x"}'):
        key.write_text(text)
        refused(capsys, none, "sync", book.name)
    monkeypatch.setenv(CREDENTIALS, "")
    refused(capsys, ("must name the service account's key file", "doit désigner"), "sync", book.name)
    assert not google.writes


def test_no_network_is_one_sentence(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = crew(google)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    monkeypatch.setenv(API, f"http://127.0.0.1:{port}")

    refused(capsys, ("Check the network", "Vérifiez le réseau"), "sync", book.name)
    monkeypatch.setenv(API, "http://sheets.example.org")
    refused(capsys, ("Correct it", "Corrigez-la"), "sync", book.name)
    monkeypatch.setenv(API, google.url)
    monkeypatch.setenv(PATIENCE, "soon")
    refused(capsys, ("not a number of seconds", "pas un nombre de secondes"), "sync", book.name)


def test_a_store_locked_by_another_process_or_from_a_newer_version_is_one_sentence(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book = crew(google)
    sync(capsys, book)
    google.type(book.spreadsheet, "Équipe!B2", ["Gagnon"])
    google.forget_calls()
    with sqlite3.connect("classeur.sqlite", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = process("sync", book.name)
        assert (waiting.returncode, waiting.stderr.count("\n")) == (2, 1)
        assert waiting.stderr.startswith("The store is locked by another command or program. Wait")
        other.execute("ROLLBACK")
        other.execute("UPDATE state SET version = 99")
    other.close()
    refused(capsys, ("made by a newer Classeur", "Classeur plus récent"), "sync", book.name)

    assert google.writes == 0


def test_a_full_disk_is_one_sentence_and_the_next_round_is_as_if_nothing_had_happened(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book = crew(google)
    new = process("new", "phare.xlsx", "--sample", limit=4096)
    assert (new.returncode, new.stderr) == (2, "phare.xlsx cannot be written: the disk is full.\n")
    assert not Path("phare.xlsx").exists()
    run(capsys, "new", "phare.xlsx", "--sample")
    before = Path("phare.xlsx").read_bytes()
    checked = process("check", "phare.xlsx", limit=4096)
    assert (checked.returncode, checked.stderr.count("\n")) == (2, 1) and "the disk is full" in checked.stderr
    assert Path("phare.xlsx").read_bytes() == before
    first = process("sync", book.name, limit=4096)
    assert (first.returncode, first.stderr.count("\n")) == (2, 1) and "the disk is full" in first.stderr
    sync(capsys, book)
    rows = [[f"P{n}", "Nom " * 40, "Ève"] for n in range(400)]
    google.type(book.spreadsheet, "Équipe!A4", *rows)
    shown = google.book(book.spreadsheet)

    full = process("sync", book.name, limit=Path("classeur.sqlite").stat().st_size + 8192)

    assert "Traceback" not in full.stderr, full.stderr
    assert (full.returncode, full.stderr.count("\n")) == (2, 1) and "the disk is full" in full.stderr
    assert google.book(book.spreadsheet) is shown
    (done,) = sync(capsys, book)
    assert done["refused"] is None and done["from_sheet"] >= 1200
