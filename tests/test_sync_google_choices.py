"""A Google spreadsheet during a round: choices typed in its Conflicts tab, copies of rows taken away."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.faults import Call
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.memory import MemoryBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from workbook_templates.book import Book, Edits
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

CREW = TABLE["crew"]
HEADER = ["Person", "Last name", "Job", "Address"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Stopped(BaseException):
    """The machine stops."""


class StopsAfterItsWrite(GoogleBook):
    """A spreadsheet whose answer to our write finds nobody any more."""

    def apply(self, edits: Edits) -> str:
        send = self._client.write_spreadsheet

        def stopping(*given: Any, **more: Any) -> None:
            send(*given, **more)
            raise Stopped

        self._client.write_spreadsheet = stopping  # type: ignore[method-assign,assignment]
        return super().apply(edits)


class Office:
    """Two people, each in a spreadsheet and in the office's own book."""

    def __init__(self, google: GoogleEmulator, folder: Path) -> None:
        people = [["P1", "Quai", "Grip", ""], ["P2", "Rive", "Grip", ""]]
        self.google, self.store = google, Store(f"sqlite:///{folder / 'store.sqlite'}")
        self.other = MemoryBook({"Crew": [HEADER, *people]}, "other")
        self.book = google_book(google, {"Crew": [HEADER, *people]})
        for book in (self.other, self.book, self.other):
            self.sync(book)

    def sync(self, book: Book | None = None) -> SyncOutcome:
        one = book or GoogleBook(self.book.spreadsheet)
        return sync_book(one, self.store, [CREW], yes=True)

    def type(self, cell: str, value: str) -> None:
        self.google.type(self.book.spreadsheet, cell, [value])

    def elsewhere(self, column: str, value: str, row: int = 1) -> None:
        self.other.sheets["Crew"][row][HEADER.index(column)] = value
        self.sync(self.other)

    def grid(self, tab: str = "Crew") -> list[list[str]]:
        return [
            [str(cell) for cell in row] for row in self.google.values(self.book.spreadsheet, f"{tab}!A1:Z40")
        ]

    def before_our_write(self, act: Callable[[], object]) -> None:
        """Have a person act once, between our read and our write."""
        waiting = [act]

        def before(call: Call) -> None:
            if call.kind == "spreadsheets.batchUpdate" and waiting:
                waiting.pop()()

        self.google.before_request = before

    def conflicts(self) -> set[tuple[str, str, str]]:
        """Each conflict ever: the sheet's value, the store's, and what was chosen."""
        with self.store.transaction(keep=False) as tx:
            rows = tx.connection.exec_driver_sql("SELECT sheet, store, choice FROM conflicts").all()
        return {(str(row[0]), str(row[1]), str(row[2])) for row in rows}

    def value(self, person: str, column: str) -> str:
        with self.store.transaction(keep=False) as tx:
            kept = [one for one in tx.read_rows(CREW).values() if not one.deleted]
        (found,) = (one.cells for one in kept if one.cells[CREW.position["person"]] == person)
        return found[CREW.position[column]]


@pytest.fixture
def office(google: GoogleEmulator, tmp_path: Path) -> Office:
    return Office(google, tmp_path)


def two_conflicts(office: Office) -> None:
    """The tab shows one conflict; the next round is to show another too."""
    office.elsewhere("Job", "Key grip")
    office.type("Crew!C2", "Best boy")
    assert len(office.sync().conflicts) == 1
    office.elsewhere("Job", "Rigger", row=2)
    office.type("Crew!C3", "Swing")


def choice_cell(office: Office) -> str:
    titles = office.grid("Conflicts")[0]
    return f"Conflicts!{chr(65 + titles.index('Choice'))}2"


def test_a_choice_typed_while_the_tab_is_replaced_stands_beside_its_conflict(office: Office) -> None:
    two_conflicts(office)
    cell = choice_cell(office)
    office.before_our_write(lambda: office.type(cell, "Dolly grip"))

    assert len(office.sync().conflicts) == 2
    grid = office.grid("Conflicts")
    at = {title: column for column, title in enumerate(grid[0])}
    assert [(row[at["In this workbook"]], row[at["Choice"]]) for row in grid[1:] if row[at["Choice"] :]] == [
        ("Best boy", "Dolly grip")
    ]

    assert len(office.sync().conflicts) == 1
    assert office.value("P1", "job") == "Dolly grip"


def test_a_choice_about_a_conflict_settled_meanwhile_is_kept_in_the_list_and_leaves_the_tab(
    office: Office,
) -> None:
    two_conflicts(office)
    cell, (open_one,) = choice_cell(office), office.store.open_conflicts()
    office.store.resolve(open_one["id"], "store", "Ana", NOW)
    office.before_our_write(lambda: office.type(cell, "Dolly grip"))

    office.sync()
    office.sync()
    office.sync()

    assert [one for one in office.conflicts() if one[0] == "Dolly grip"] == [
        ("Dolly grip", "Key grip", "store")
    ]
    assert "Dolly grip" not in str(office.grid("Conflicts"))
    assert office.value("P1", "job") == "Key grip"


def test_a_choice_is_not_lost_when_the_round_is_given_up(office: Office) -> None:
    two_conflicts(office)
    office.elsewhere("Last name", "Port", row=2)
    cell = choice_cell(office)

    def act() -> None:
        office.type(cell, "Dolly grip")
        office.type("Crew!B3", "Anse")

    office.before_our_write(act)
    with pytest.raises(OfficeError, match="has changed since it was read"):
        office.sync()

    assert "Dolly grip" in str(office.grid("Conflicts"))
    office.sync()
    assert office.value("P1", "job") == "Dolly grip"


def test_a_value_that_our_write_hit_before_the_machine_stopped_is_kept_in_the_list(office: Office) -> None:
    office.elsewhere("Job", "Key grip")
    office.before_our_write(lambda: office.type("Crew!C2", "Best boy"))
    with pytest.raises(Stopped):
        office.sync(StopsAfterItsWrite(office.book.spreadsheet))
    assert office.grid()[1][2] == "Key grip"

    for _ in range(2):
        assert office.sync().refused is None

    assert [one for one in office.conflicts() if one[0] == "Best boy"] == [("Best boy", "Key grip", "store")]
    assert (office.value("P1", "job"), office.grid()[1][2]) == ("Key grip", "Key grip")


def test_dates_and_what_is_typed_after_our_write_are_no_lost_values(
    google: GoogleEmulator, tmp_path: Path
) -> None:
    header = ["Person", "Last name", "Start"]
    book = google_book(google, {"Crew": [header, ["P1", "Quai", 46083]]})
    where = {"sheetId": 7, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    dated = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}}
    google.edit(
        book.spreadsheet, {"repeatCell": {"range": where, "cell": dated, "fields": "userEnteredFormat"}}
    )
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    other = MemoryBook({"Crew": [["Person", "Last name"]]}, "other")
    for one in (GoogleBook(book.spreadsheet), other):
        sync_book(one, store, [CREW], yes=True)
    other.sheets["Crew"][1][1] = "Rive"
    sync_book(other, store, [CREW], yes=True)
    with pytest.raises(Stopped):
        sync_book(StopsAfterItsWrite(book.spreadsheet), store, [CREW], yes=True)
    google.type(book.spreadsheet, "Crew!B2", ["Port"])

    done = sync_book(GoogleBook(book.spreadsheet), store, [CREW], yes=True)

    assert (done.from_sheet, done.conflicts) == (1, ())
    with store.transaction(keep=False) as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM conflicts").scalar() == 0


def line(number: int) -> dict[str, object]:
    return {"sheetId": 7, "dimension": "ROWS", "startIndex": number - 1, "endIndex": number}


@pytest.mark.parametrize("kept", ["the first", "the copy"])
def test_of_a_row_copied_and_taken_away_meanwhile_what_is_left_keeps_its_id_and_the_others_change(
    office: Office, kept: str
) -> None:
    identity = office.grid()[1][4]
    office.type("Crew!A4", "P1")
    for column, cell in zip("BCE", ["Quai", "Grip", identity], strict=True):
        office.type(f"Crew!{column}4", cell)
    office.elsewhere("Job", "Key grip")
    gone = 4 if kept == "the first" else 2
    book = office.book.spreadsheet
    office.before_our_write(lambda: office.google.edit(book, {"deleteDimension": {"range": line(gone)}}))

    outcomes = []
    for _ in range(3):
        try:
            outcomes.append(office.sync().conflicts)
        except OfficeError:
            outcomes.append(())
    office.sync(office.other)

    rows = [row for row in office.grid()[1:] if row and row[0] == "P1"]
    assert [(row[2], row[4]) for row in rows] == [("Key grip", identity)]
    assert office.value("P1", "job") == "Key grip"
    assert outcomes == [(), (), ()]
    assert [row[0] for row in office.other.sheets["Crew"][1:]] == ["P1", "P2"]
