"""Every request we send and every answer of the emulator fit Google's own description of its APIs."""

from pathlib import Path

import pytest
from google_books import google as google
from google_emulator import discovery, replay
from google_emulator.behaviour import Json
from google_emulator.clients import Http
from google_emulator.discovery import Oracle, misfits
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook


@pytest.fixture
def oracle(google: GoogleEmulator) -> Oracle:
    """Google's description, looking at all that passes by."""
    documents = discovery.find_documents()
    if not documents:
        pytest.skip(
            "google-api-python-client, which holds Google's description of its APIs, is not installed"
        )
    made = Oracle(documents)
    google.after_request = made.look
    return made


def test_all_that_our_commands_say_to_google_and_hear_from_the_emulator_fits(
    google: GoogleEmulator,
    oracle: Oracle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        main(["new", "google:Le Phare", "--sample", "--lang", "fr", "--share", "ana@example-office.test"])
        == 0
    )
    name = capsys.readouterr().out.strip()
    book = f"google:{name}"
    for words in (("sync", book), ("check", book), ("costs", book, "--period", "6"), ("schedule", book)):
        assert main(list(words)) in (0, 1)
    copy = google.person("drive.files.copy", name)["id"]
    google.type(copy, "Équipe!C5", ["Zoé"])
    google.type(name, "Équipe!C5", ["Ana"])
    assert main(["link", f"google:{copy}", "--fork"]) == 0
    assert main(["sync", book, f"google:{copy}"]) == 1
    where = {"sheetId": 3, "dimension": "ROWS", "startIndex": 8, "endIndex": 9}
    google.edit(name, {"deleteDimension": {"range": where}})
    assert main(["sync", book, f"google:{copy}"]) == 1
    person = GoogleBook(name).read([])
    assert person.lang == "fr"

    assert oracle.wrong == [] and oracle.seen > 10


def test_what_has_no_recording_fits_too(google: GoogleEmulator, oracle: Oracle) -> None:
    call, name = Http(google), google.create("Essai")
    pin: Json = {
        "metadataKey": "k", "visibility": "DOCUMENT",
        "location": {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}},
    }  # fmt: skip
    rows = [
        {"values": [{"userEnteredValue": {"stringValue": "a"}}, {"userEnteredValue": {"boolValue": True}}]}
    ]
    call.batch(
        name,
        {"createDeveloperMetadata": {"developerMetadata": pin}},
        {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}},
        {"findReplace": {"find": "a", "replacement": "b", "allSheets": True}},
        includeSpreadsheetInResponse=True,
    )
    found = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "k"}}]}
    call.sheet("POST", name, "/developerMetadata:search", found)
    call.sheet("POST", name, ":getByDataFilter", {**found, "includeGridData": True})
    whole = {"gridRange": {"sheetId": 0}}
    call.sheet("POST", name, "/values:batchGetByDataFilter", {"dataFilters": [whole]})
    data = [{"dataFilter": found["dataFilters"][0], "majorDimension": "ROWS", "values": [["x"]]}]
    written = {"valueInputOption": "RAW", "data": data, "includeValuesInResponse": True}
    call.sheet("POST", name, "/values:batchUpdateByDataFilter", written)
    call.sheet("GET", name, "/values:batchGet", ranges=["A1:B2", "A1"])
    call.sheet("GET", name, "", includeGridData="true")

    assert oracle.wrong == [] and oracle.seen >= 7


def test_the_oracle_notices_what_does_not_fit() -> None:
    schemas: Json = {
        "Box": {
            "type": "object",
            "properties": {
                "size": {"type": "integer"},
                "kind": {"type": "string", "enum": ["A", "B"]},
                "inner": {"type": "array", "items": {"$ref": "Box"}},
            },
        }
    }
    box = {"$ref": "Box"}

    assert not [*misfits({"size": 1, "kind": "A", "inner": [{"size": 2}]}, box, schemas, "it")]
    wrong = {"size": True, "kind": "C", "inner": [{"size": "2", "colour": 1}]}
    assert [*misfits(wrong, box, schemas, "it")] == [
        "it.size is True, not of type integer",
        "it.kind is 'C', not one of those listed",
        "it.inner[0].size is '2', not of type integer",
        "it.inner[0].colour is unknown",
    ]


def test_the_answers_to_every_recorded_request_fit(
    oracle: Oracle, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watched(GoogleEmulator):
        """An emulator that the oracle looks at."""

        def __init__(self) -> None:
            super().__init__()
            self.after_request = oracle.look

    monkeypatch.setattr(replay, "GoogleEmulator", Watched)
    total = replay.Replay()

    for cassette in replay.cassettes(shared / "data" / "gspread_recordings"):
        replay.replay(cassette, total)

    # The requests are gspread's own: Google answered them, whatever it thought of a parameter of another call.
    assert [one for one in oracle.wrong if ": answer" in one] == [] and oracle.seen > 1400
