"""Spreadsheets on the emulator, for tests: the environment that names it, sheets typed as text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.google_account import API, CREDENTIALS


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleEmulator]:
    """The emulator, named by the environment as the service account's address."""
    with GoogleEmulator() as emulator:
        key = tmp_path / "key.json"
        key.write_text(json.dumps(emulator.service_account()))
        monkeypatch.setenv(CREDENTIALS, str(key))
        monkeypatch.setenv(API, emulator.url)
        yield emulator


def google_book(google: GoogleEmulator, sheets: Mapping[str, Sequence[Sequence[object]]]) -> GoogleBook:
    """A spreadsheet with these cells, kept as they are given."""
    grids = []
    for at, (title, rows) in enumerate(sheets.items(), start=7):
        size = {"rowCount": max(1000, len(rows) + 10), "columnCount": max([26, *map(len, rows)])}
        grids.append({"properties": {"title": title, "sheetId": at, "gridProperties": size}})
    spreadsheet = google.create("Essai", sheets=grids)
    for title, rows in sheets.items():
        if not rows:
            continue
        values, quoted = [list(row) for row in rows], title.replace("'", "''")
        google.person("values.update", spreadsheet, f"'{quoted}'!A1", valueInputOption="RAW", values=values)
    return GoogleBook(spreadsheet)
