"""What the stamp of the last round in a workbook tells the next: whether a round cut short had written, and what is old."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import openpyxl
import pytest
from google_books import google as google
from google_books import google_book
from google_emulator import faults
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.memory import MemoryBook
from sync.books.xlsx import XlsxBook
from sync.encryption import key_text, new_key, read_keys
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from sync.undo import undo_run
from workbook_templates.book import Book, Edits, Imprint, Reading
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Person", "Last name", "Job", "Address"]


class Stopped(BaseException):
    """The machine stops."""


class Cut:
    """A book during whose writing the machine stops: before it is written, or just after."""

    def __init__(self, inner: Book, is_written: bool) -> None:
        self.inner, self.is_written = inner, is_written
        self.name = inner.name

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def fingerprint(self) -> str:
        return self.inner.fingerprint()

    def read(self, tables: Sequence[Table]) -> Reading:
        return self.inner.read(tables)

    def apply(self, edits: Edits) -> str:
        if self.is_written:
            self.inner.apply(edits)
        raise Stopped


class Office:
    """One store; the office's book in memory, and the book under test, which has the same one person."""

    def __init__(self, store: Store, book: Book, type_in: Callable[[int, int, str], None]) -> None:
        self.store, self.book, self._type_in, self._numbers = store, book, type_in, count(1)
        self.other = MemoryBook({"Crew": [HEADER, ["P1", "Quai", "Grip", "1 rue A"]]}, "other")
        self.sync(self.other)
        self.sync()

    def new_id(self) -> str:
        return f"01H{next(self._numbers):023}"

    def sync(self, book: Book | None = None, yes: bool = False, entitled: bool = True) -> SyncOutcome:
        return sync_book(
            book or self.book, self.store, [CREW], yes=yes, now=NOW, new_id=self.new_id, entitled=entitled
        )

    def change_elsewhere(self, column: str, value: str, row: int = 1) -> None:
        self.other.sheets["Crew"][row][HEADER.index(column)] = value
        self.sync(self.other)

    def add_elsewhere(self, person: str) -> None:
        self.other.sheets["Crew"].append([person, "Rive", "", ""])
        self.sync(self.other)

    def cut(self, is_written: bool) -> None:
        with pytest.raises(Stopped):
            self.sync(Cut(self.book, is_written))

    def type(self, column: str, value: str, row: int = 2) -> None:
        self._type_in(row, HEADER.index(column) + 1, value)

    def rows(self) -> list[tuple[str, ...]]:
        with self.store.transaction(keep=False) as tx:
            kept = tx.read_rows(CREW).values()
        places = [CREW.position[key] for key in ("person", "last_name", "job", "address")]
        return sorted(tuple(one.cells[at] for at in places) for one in kept if not one.deleted)

    def shown(self) -> list[tuple[str, ...]]:
        read = self.book.read([CREW]).tables["crew"]
        return sorted(
            tuple(row.cells[CREW.position[key]] for key in ("person", "last_name", "job"))
            for row in read.rows
        )


def in_memory(store: Store) -> tuple[Office, Callable[[int], None]]:
    book = MemoryBook({"Crew": [list(HEADER)]}, "mine")

    def type_in(row: int, column: int, value: str) -> None:
        book.sheets["Crew"][row - 1][column - 1] = value

    return Office(store, book, type_in), lambda row: book.sheets["Crew"].__delitem__(row - 1)


def in_file(store: Store, folder: Path) -> tuple[Office, Callable[[int], None]]:
    path = folder / "mine.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Crew"
    made.worksheets[0].append(HEADER)
    made.save(path)

    def change(row: int, column: int, value: str | None) -> None:
        held = openpyxl.load_workbook(path)
        if column:
            held["Crew"].cell(row, column).value = value
        else:
            held["Crew"].delete_rows(row)
        held.save(path)

    return Office(store, XlsxBook(path, folder / "versions"), change), lambda row: change(row, 0, None)


def on_google(store: Store, google: GoogleEmulator) -> tuple[Office, Callable[[int], None]]:
    book = google_book(google, {"Crew": [HEADER]})

    def type_in(row: int, column: int, value: str) -> None:
        google.type(book.spreadsheet, f"Crew!{chr(64 + column)}{row}", [value])

    def delete(row: int) -> None:
        lines = {"sheetId": 7, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        google.edit(book.spreadsheet, {"deleteDimension": {"range": lines}})

    return Office(store, GoogleBook(book.spreadsheet), type_in), delete


@pytest.fixture(params=["memory", "file", "google"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Office, Callable[[int], None]]:
    """The office, and what deletes a row of the book under test."""
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    if request.param == "memory":
        return in_memory(store)
    if request.param == "file":
        return in_file(store, tmp_path)
    return on_google(store, request.getfixturevalue("google"))


def test_a_row_deleted_after_a_round_that_was_cut_short_stays_deleted(
    made: tuple[Office, Callable[[int], None]],
) -> None:
    office, delete = made
    office.add_elsewhere("P2")
    office.cut(is_written=True)
    assert len(office.shown()) == 2
    at = [row.number for row in office.book.read([CREW]).tables["crew"].rows if row.cells[0] == "P2"]

    delete(at[0])
    done = office.sync()

    assert (done.refused, done.conflicts) == (None, ())
    assert [row[0] for row in office.rows()] == [row[0] for row in office.shown()] == ["P1"]


def test_what_is_typed_over_a_value_of_a_round_that_was_cut_short_is_no_conflict(
    made: tuple[Office, Callable[[int], None]],
) -> None:
    office, _ = made
    office.change_elsewhere("Job", "Key grip")
    office.cut(is_written=True)

    office.type("Job", "Best boy")
    done = office.sync()

    assert (done.from_sheet, done.conflicts) == (1, ())
    assert office.rows()[0][2] == "Best boy"


def test_a_round_cut_short_before_it_wrote_is_made_again(made: tuple[Office, Callable[[int], None]]) -> None:
    office, _ = made
    office.change_elsewhere("Job", "Key grip")
    office.add_elsewhere("P2")
    office.cut(is_written=False)
    office.cut(is_written=False)

    office.sync()

    assert office.shown() == [("P1", "Quai", "Key grip"), ("P2", "Rive", "")]


def test_both_sides_changed_is_a_conflict_also_after_a_round_that_never_wrote(
    made: tuple[Office, Callable[[int], None]],
) -> None:
    office, _ = made
    office.change_elsewhere("Job", "Key grip")
    office.cut(is_written=False)

    office.type("Job", "Best boy")
    done = office.sync()

    assert [(one["base"], one["sheet"], one["store"]) for one in done.conflicts] == [
        ("Grip", "Best boy", "Key grip")
    ]


def test_a_row_the_store_let_go_and_took_back_is_added_again_after_a_round_that_was_cut_short(
    made: tuple[Office, Callable[[int], None]],
) -> None:
    office, _ = made
    office.add_elsewhere("P2")
    office.sync()
    del office.other.sheets["Crew"][2]
    office.sync(office.other)
    office.cut(is_written=True)
    assert len(office.shown()) == 1
    deleted = next(line["run"] for line in office.store.log() if line["action"] == "delete")
    undo_run(office.store, deleted, "Ana", NOW, office.new_id)

    office.sync()

    assert [row[0] for row in office.rows()] == [row[0] for row in office.shown()] == ["P1", "P2"]


def test_a_round_after_one_that_was_cut_short_leaves_nothing_behind_and_the_next_writes_nothing(
    made: tuple[Office, Callable[[int], None]],
) -> None:
    office, _ = made
    office.change_elsewhere("Job", "Key grip")
    office.cut(is_written=True)
    office.sync()
    stamp, before = office.book.read([CREW]).stamp, everything(office.store)

    office.sync()

    assert office.book.read([CREW]).stamp == stamp
    assert everything(office.store) == before
    with office.store.transaction(keep=False) as tx:
        books = {str(row[0]) for row in tx.connection.exec_driver_sql("SELECT identity FROM books")}
        assert {str(row[0]) for row in tx.connection.exec_driver_sql("SELECT book FROM base")} == books


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    with store.transaction(keep=False) as tx:
        names = ("base", "books", "changes", "t_crew", "state")
        return [
            [tuple(row) for row in tx.connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in names
        ]


def test_a_column_added_in_a_round_that_was_cut_short_is_known_to_be_shown(tmp_path: Path) -> None:
    office, _ = in_memory(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    office.change_elsewhere("Last name", "Port")
    assert isinstance(office.book, MemoryBook)
    grid = office.book.sheets["Crew"]
    for row, cell in zip(grid, ["First name", ""], strict=True):
        row.append(cell)
    office.other.sheets["Crew"][0].append("First name")
    office.other.sheets["Crew"][1].append("Ana")
    office.sync(office.other)
    office.cut(is_written=True)
    assert grid[1][-1] == "Ana"

    grid[1][-1] = ""
    done = office.sync()

    assert (done.from_sheet, done.to_sheet, done.conflicts) == (1, 0, ())


def test_what_is_promised_to_a_book_is_encrypted_in_the_store(tmp_path: Path) -> None:
    ring = read_keys(key_text(new_key()), "the test")
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}", ring)
    office, _ = in_memory(store)
    office.change_elsewhere("Address", "7 rue Secrète")
    office.cut(is_written=True)

    with store.transaction(keep=False) as tx:
        held = [str(row[0]) for row in tx.connection.exec_driver_sql("SELECT cells FROM base")]
    assert len(held) == 3 and not any("Secrète" in cells for cells in held)

    office.type("Address", "8 rue Secrète")
    assert office.sync().conflicts == ()
    assert office.rows()[0][3] == "8 rue Secrète"


@pytest.mark.parametrize("yes", [False, True])
def test_an_older_version_of_a_file_put_back_is_a_question_even_for_one_cell(
    tmp_path: Path, yes: bool
) -> None:
    office, _ = in_file(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"), tmp_path)
    assert isinstance(office.book, XlsxBook)
    old = office.book.path.read_bytes()
    office.change_elsewhere("Job", "Key grip")
    office.sync()

    office.book.path.write_bytes(old)
    done = office.sync(yes=yes)

    if not yes:
        assert done.refused and "goes back to earlier values" in done.refused.en
        assert office.book.path.read_bytes() == old
        assert office.rows()[0][2] == "Key grip"
        return
    assert (done.refused, office.rows()[0][2]) == (None, "Grip")
    office.type("Job", "Rigger")
    assert office.sync().refused is None


def test_a_copy_that_carries_a_stamp_joins_by_itself_and_the_original_goes_on(tmp_path: Path) -> None:
    office, _ = in_file(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"), tmp_path)
    assert isinstance(office.book, XlsxBook)
    office.change_elsewhere("Job", "Key grip")
    office.cut(is_written=True)
    copy = XlsxBook(tmp_path / "copy.xlsx", tmp_path / "versions")
    shutil.copy(office.book.path, copy.path)
    office.sync()

    refused = office.sync(copy).refused
    assert refused and "copy of" in refused.en
    assert office.sync(copy, yes=True).refused is None
    office.change_elsewhere("Job", "Rigger")

    assert [office.sync(one).refused for one in (office.book, copy)] == [None, None]
    identities = {one.read([CREW]).identity for one in (office.book, copy)}
    stamps = {one.read([CREW]).stamp for one in (office.book, copy)}
    assert (len(identities), len(stamps)) == (2, 2)
    assert [row.cells[CREW.position["job"]] for row in copy.read([CREW]).tables["crew"].rows] == ["Rigger"]


def test_a_workbook_that_gets_another_identity_begins_without_a_stamp() -> None:
    was = Imprint("B1", "R1")

    assert was.after(Edits(identity="B2")) == Imprint("B2")
    assert was.after(Edits(identity="B1")) == was.after(Edits()) == was
    assert was.after(Edits(stamp="R2")) == Imprint("B1", "R2")


def test_a_stale_answer_that_shows_cells_from_before_our_write_changes_nothing(
    google: GoogleEmulator, tmp_path: Path
) -> None:
    office, _ = on_google(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"), google)
    office.change_elsewhere("Job", "Key grip")
    office.sync()
    google.faults.next(faults.stale(), on="spreadsheets.get")

    done = office.sync()

    assert (done.refused, done.from_sheet, done.conflicts) == (None, 0, ())
    assert office.rows()[0][2] == "Key grip"
    assert office.sync().refused is None


def test_cells_from_before_our_write_that_stay_are_a_question(google: GoogleEmulator, tmp_path: Path) -> None:
    office, _ = on_google(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"), google)
    office.change_elsewhere("Job", "Key grip")
    office.sync()
    google.faults.next(faults.stale(), faults.stale(), on="spreadsheets.get")

    done = office.sync()

    assert done.refused and "goes back to earlier values" in done.refused.en
    assert office.rows()[0][2] == "Key grip"


def test_a_row_deleted_where_a_hidden_column_changed_meanwhile_is_asked_about(tmp_path: Path) -> None:
    office, _ = in_memory(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    poor = MemoryBook({"Crew": [list(HEADER)]}, "poor")
    office.sync(poor, entitled=False)
    office.sync(poor, entitled=False)
    office.change_elsewhere("Address", "2 rue B")
    del poor.sheets["Crew"][1]

    asked = office.sync(poor, entitled=False).conflicts
    again = office.sync(poor, entitled=False).conflicts

    assert [(one["record"], one["column"]) for one in asked] == [(asked[0]["record"], "")]
    assert [one["id"] for one in again] == [asked[0]["id"]]
    assert office.rows()[0][3] == "2 rue B"
    office.store.resolve(asked[0]["id"], "store", "Ana", NOW)
    office.sync(poor, entitled=False)
    assert poor.sheets["Crew"][1][:4] == ["P1", "Quai", "Grip", ""]


def test_a_row_deleted_where_no_hidden_column_changed_is_let_go(tmp_path: Path) -> None:
    office, _ = in_memory(Store(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    poor = MemoryBook({"Crew": [list(HEADER)]}, "poor")
    office.sync(poor, entitled=False)
    office.add_elsewhere("P2")
    office.sync(poor, entitled=False)
    del poor.sheets["Crew"][1]

    done = office.sync(poor, entitled=False)

    assert done.conflicts == ()
    assert [row[0] for row in office.rows()] == ["P2"]
