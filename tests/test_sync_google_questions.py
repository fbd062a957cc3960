"""A Google spreadsheet in a round: what is a question there, and what is none."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator import faults
from google_emulator.behaviour import Behaviour, Json
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from workbook_templates.catalog import INPUT_TABLES, TABLE

CREW = TABLE["crew"]
HEADER = ["Identifiant", "Nom", "Prénom", "Fonction", "Début"]
PEOPLE = 24


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'store.sqlite'}")


def crew(google: GoogleEmulator) -> GoogleBook:
    rows = [[f"P{n}", f"Nom {n}", "Ève", "Scripte", 46083] for n in range(PEOPLE)]
    return google_book(google, {"Équipe": [HEADER, *rows]})


def sync(book: GoogleBook, store: Store, yes: bool = False) -> SyncOutcome:
    return sync_book(GoogleBook(book.spreadsheet), store, INPUT_TABLES, yes=yes)


def shown(google: GoogleEmulator, book: GoogleBook) -> str:
    """All that stands in a spreadsheet."""
    sheets = google.book(book.spreadsheet).sheets
    return json.dumps([google.values(book.spreadsheet, f"'{sheet.title}'") for sheet in sheets])


def kept(store: Store) -> int:
    """How many people the store has."""
    with store.transaction(keep=False) as tx:
        return sum(not row.deleted for row in tx.read_rows(CREW).values())


def renamed(title: str) -> Json:
    return {"updateSheetProperties": {"properties": {"sheetId": 7, "title": title}, "fields": "title"}}


def without_rows(first: int, last: int) -> Json:
    return {
        "deleteDimension": {
            "range": {"sheetId": 7, "dimension": "ROWS", "startIndex": first - 1, "endIndex": last}
        }
    }


QUESTIONS: dict[str, tuple[Callable[[GoogleEmulator, str], object], str]] = {
    "half a sheet": (lambda google, one: google.edit(one, without_rows(6, 25)), "20 of 24"),
    "a header gone": (lambda google, one: google.type(one, "Équipe!B1", [""]), "Last name is missing"),
    "a header twice": (lambda google, one: google.type(one, "Équipe!H1", ["Nom"]), "Nom stands twice"),
    "a header row gone": (lambda google, one: google.edit(one, without_rows(1, 1)), "Crew table is gone"),
    "a tab deleted": (
        lambda google, one: google.edit(
            one, {"addSheet": {"properties": {"title": "Autre"}}}, {"deleteSheet": {"sheetId": 7}}
        ),
        "Crew table is gone",
    ),
}


@pytest.mark.parametrize(("break_it", "said"), QUESTIONS.values(), ids=QUESTIONS)
def test_what_looks_like_an_accident_is_a_question_and_nothing_is_written(
    google: GoogleEmulator, store: Store, break_it: Callable[[GoogleEmulator, str], object], said: str
) -> None:
    book = crew(google)
    sync(book, store)
    break_it(google, book.spreadsheet)
    before, log = shown(google, book), store.log()
    google.forget_calls()

    asked = sync(book, store)

    assert asked.refused is not None and said in asked.refused.en and asked.refused.fr != asked.refused.en
    assert google.writes == 0 and shown(google, book) == before and store.log() == log
    gone_on = sync(book, store, yes=True)
    assert gone_on.refused is None


def test_a_renamed_tab_is_found_by_its_header(google: GoogleEmulator, store: Store) -> None:
    book = crew(google)
    sync(book, store)
    google.edit(book.spreadsheet, renamed("Techniciens"))
    google.type(book.spreadsheet, "Techniciens!B2", ["Roy"])

    done = sync(book, store)

    assert (done.refused, done.from_sheet, done.to_sheet) == (None, 1, 0)


def test_rows_that_a_filter_or_a_hand_hides_are_not_gone_and_are_still_written(
    google: GoogleEmulator, store: Store
) -> None:
    book, other = crew(google), crew(google)
    sync(book, store)
    sync(other, store)
    span = {"sheetId": 7, "startRowIndex": 0, "endRowIndex": PEOPLE + 1, "endColumnIndex": 5}
    hidden = {"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "Nom 3"}]}}
    where = {"sheetId": 7, "dimension": "ROWS", "startIndex": 20, "endIndex": 25}
    google.edit(
        book.spreadsheet,
        {"setBasicFilter": {"filter": {"range": span, "criteria": {"1": hidden}}}},
        {
            "updateDimensionProperties": {
                "range": where, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"
            }
        },
    )  # fmt: skip
    google.type(other.spreadsheet, "Équipe!D6", ["Perchiste"])
    sync(other, store)

    done = sync(book, store)

    assert (done.refused, done.to_sheet, kept(store)) == (None, 1, PEOPLE)
    assert google.values(book.spreadsheet, "Équipe!D6") == [["Perchiste"]]
    assert sync(book, store).to_sheet == 0
    google.edit(book.spreadsheet, {"deleteDimension": {"range": {**where, "startIndex": 9, "endIndex": 10}}})
    refused = sync(book, store).refused
    assert refused is not None and "gone from the sheet (1)" in refused.en and kept(store) == PEOPLE
    assert (sync(book, store, yes=True).refused, kept(store)) == (None, PEOPLE - 1)


def test_an_old_version_put_back_is_a_question(google: GoogleEmulator, store: Store) -> None:
    book = crew(google)
    sync(book, store)
    file = google.drive.files[book.spreadsheet]
    old = file.book.copied()
    google.type(book.spreadsheet, "Équipe!C2", *[["Ana"] for _ in range(PEOPLE)])
    assert sync(book, store).from_sheet == PEOPLE
    google.drive.store(file, old)
    log = store.log()
    google.forget_calls()

    asked = sync(book, store)

    assert asked.refused is not None and "old version" in asked.refused.en
    assert google.writes == 0 and store.log() == log
    assert sync(book, store, yes=True).from_sheet == PEOPLE


@pytest.mark.parametrize("metadata", [True, False], ids=["metadata copied", "metadata left behind"])
@pytest.mark.parametrize("choice", ["--move", "--fork", "--read-only", "--yes"])
def test_a_copy_does_nothing_until_someone_says_what_it_is(
    google: GoogleEmulator,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    metadata: bool,
    choice: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    google.behaviour.copy_keeps_metadata = metadata
    book = crew(google)
    sync(book, store)
    copy = GoogleBook(google.person("drive.files.copy", book.spreadsheet)["id"])
    google.type(copy.spreadsheet, "Équipe!B2", ["Roy"])
    before, log = shown(google, copy), store.log()

    asked = sync(copy, store)

    assert asked.refused is not None and f"copy of {book.name}" in asked.refused.en
    assert shown(google, copy) == before and store.log() == log
    if choice != "--yes":
        assert main(["link", copy.name, choice, "--store", str(store.engine.url)]) == 0
    done, original = sync(copy, store, yes=choice == "--yes"), sync(book, store)
    match choice:
        case "--move":
            assert (done.refused, done.from_sheet) == (None, 1)
            assert original.refused is not None and f"copy of {copy.name}" in original.refused.en
        case "--read-only":
            assert done.refused is not None and "read-only" in done.refused.en
            assert original.refused is None and store.log() == log
        case _:
            # It joins as a workbook of its own: what it says otherwise is a conflict, not a change.
            assert done.refused is None and [one["sheet"] for one in done.conflicts] == ["Roy"]
            assert original.refused is None
            assert sync(copy, store).refused is None
    assert kept(store) == PEOPLE


def test_a_stale_answer_deletes_no_row(google: GoogleEmulator, store: Store) -> None:
    book, other = crew(google), crew(google)
    sync(book, store)
    sync(other, store)
    google.type(other.spreadsheet, f"Équipe!A{PEOPLE + 2}", ["P99", "Neuf", "Noé", "Régie"])
    sync(other, store)
    sync(book, store)  # writes the new row in the first spreadsheet
    google.forget_calls()
    google.faults.next(faults.stale(), on="spreadsheets.get")

    done = sync(book, store)

    assert (done.refused, kept(store)) == (None, PEOPLE + 1)
    assert (google.reads, google.writes) == (3, 0)


def test_a_row_that_is_still_gone_at_the_second_look_goes_at_once(
    google: GoogleEmulator, store: Store
) -> None:
    book = crew(google)
    sync(book, store)
    google.edit(book.spreadsheet, without_rows(5, 5))
    google.forget_calls()

    sync(book, store)

    assert kept(store) == PEOPLE - 1
    assert (google.reads, google.writes) == (2, 0)


SWITCHES = [(one.name, not one.default) for one in fields(Behaviour) if isinstance(one.default, bool)] + [
    ("modified_time_step", 180.0),
    ("max_characters", 200),
    ("max_payload", 60_000),
    ("token_lifetime", 30),
]


@pytest.mark.parametrize(("switch", "value"), SWITCHES, ids=[name for name, _ in SWITCHES])
def test_the_sync_passes_under_every_setting_of_what_nobody_has_recorded(
    google: GoogleEmulator, store: Store, switch: str, value: object
) -> None:
    setattr(google.behaviour, switch, value)
    book, other = crew(google), crew(google)
    for one in (book, other, book):
        assert sync(one, store).refused is None
    order = {"sortOrder": "DESCENDING", "dimensionIndex": 1}
    span = {"sheetId": 7, "startRowIndex": 1, "endRowIndex": PEOPLE + 1, "endColumnIndex": 6}
    google.edit(book.spreadsheet, {"sortRange": {"range": span, "sortSpecs": [order]}}, without_rows(9, 9))
    google.type(book.spreadsheet, "Équipe!B2", ["Gagnon"])
    google.type(other.spreadsheet, "Équipe!D4", ["Perchiste"])
    google.type(other.spreadsheet, f"Équipe!A{PEOPLE + 2}", ["P99", "=1+1", "Noé", "'=1+1"])

    for one in (book, other, book):
        assert sync(one, store).refused is None
    google.forget_calls()
    last = [sync(one, store) for one in (book, other)]

    assert [(one.refused, one.from_sheet, one.to_sheet, one.conflicts) for one in last] == [
        (None, 0, 0, ())
    ] * 2
    assert (google.reads, google.writes) == (2, 0)
    reads = [one.read(INPUT_TABLES).tables["crew"] for one in (book, other)]
    one, two = ({row.id: row.cells for row in read.rows} for read in reads)
    assert one == two and len(one) == PEOPLE
    said = {cells[:4] for cells in one.values()}
    names = {(cells[0], cells[CREW.position["last_name"]]) for cells in one.values()}
    assert ("P99", "2") in names and said
    assert sum(cells[CREW.position["last_name"]] == "Gagnon" for cells in one.values()) == 1
    assert sum(cells[CREW.position["position"]] == "Perchiste" for cells in one.values()) == 1
