"""What the histories made by chance found, each as the shortest story that shows it."""

from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.google_before import Before, inverse
from sync.books.google_grids import GoogleSheet, Snapshot
from sync.books.google_ops import DeleteRow, InsertRows
from sync.books.memory import MemoryBook
from sync.resolving import resolve
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from sync.undo import undo_run
from workbook_templates.catalog import TABLE

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Person", "Last name", "First name", "Job", "Address"]


class Office:
    """One store, two books that hold the same crew."""

    def __init__(self) -> None:
        self.store, self._numbers = Store("sqlite://"), count(1)
        self.first = MemoryBook({"Crew": [list(HEADER), ["P1", "Quai", "Ana", "", "1 rue A"]]}, "first")
        self.second = MemoryBook({"Crew": [list(HEADER)]}, "second")
        self.sync(self.first, self.second, self.first)

    def new_id(self) -> str:
        return f"ID{next(self._numbers):024}"

    def sync(self, *books: MemoryBook, entitled: bool = True) -> list[SyncOutcome]:
        return [
            sync_book(
                one,
                self.store,
                [CREW],
                yes=True,
                who=one.name,
                now=NOW,
                new_id=self.new_id,
                entitled=entitled,
            )
            for one in books
        ]

    def type(self, book: MemoryBook, column: str, value: str, row: int = 1) -> None:
        book.sheets["Crew"][row][HEADER.index(column)] = value

    def delete_by_undo(self) -> None:
        """The store lets the row go: the run that added it is taken back."""
        added = next(line["run"] for line in self.store.log() if line["action"] == "insert")
        undo_run(self.store, added, "Ana", NOW, self.new_id)

    def choose(self, book: MemoryBook, value: str) -> None:
        grid = book.sheets["Conflicts"]
        grid[1][grid[0].index("Choice")] = value

    def row(self) -> dict[str, str]:
        with self.store.transaction(keep=False) as tx:
            (kept,) = tx.read_rows(CREW).values()
        return {key: kept.cells[CREW.position[key]] for key in ("last_name", "first_name", "job", "address")}

    def open(self) -> dict[str, str]:
        """Each book's open conflict, by its name: the conflict's id."""
        return {one["who"]: one["id"] for one in self.store.open_conflicts()}


def test_a_row_that_is_back_already_is_not_brought_back_over_somebody_elses_version() -> None:
    office = Office()
    office.delete_by_undo()
    office.type(office.first, "Last name", "Rive")
    office.type(office.second, "Last name", "Port")
    office.sync(office.first, office.second)
    asked = office.open()

    office.store.resolve(asked["first"], "sheet", "Ana", NOW)
    office.store.resolve(asked["second"], "sheet", "Ana", NOW)
    (outcome,) = office.sync(office.second)

    assert office.row()["last_name"] == "Rive"
    assert [(one["sheet"], one["store"]) for one in outcome.conflicts] == [("Port", "Rive")]


def test_a_choice_between_values_that_are_no_longer_those_is_put_again() -> None:
    office = Office()
    office.type(office.first, "Last name", "Rive")
    office.type(office.second, "Last name", "Port")
    office.sync(office.first, office.second)
    asked = office.open()["second"]
    office.type(office.first, "Last name", "Môle")
    office.sync(office.first)

    office.store.resolve(asked, "sheet", "Ana", NOW)
    (outcome,) = office.sync(office.second)

    assert office.row()["last_name"] == "Môle"
    assert [(one["sheet"], one["store"]) for one in outcome.conflicts] == [("Port", "Môle")]


def test_a_row_brought_back_keeps_what_its_book_may_not_see() -> None:
    office = Office()
    office.second.sheets["Crew"] = [list(HEADER)]
    other = MemoryBook({"Crew": [list(HEADER)]}, "other")
    office.sync(other, entitled=False)
    office.delete_by_undo()
    office.type(other, "Last name", "Rive")
    office.sync(other, entitled=False)

    office.store.resolve(office.open()["other"], "sheet", "Ana", NOW)

    assert (office.row()["last_name"], office.row()["address"]) == ("Rive", "1 rue A")


def test_a_row_brought_back_keeps_the_columns_that_its_book_has_not() -> None:
    office = Office()
    narrow = MemoryBook({"Crew": [["Person", "Last name", "Job"]]}, "narrow")
    office.sync(narrow)
    office.delete_by_undo()
    narrow.sheets["Crew"][1][1] = "Rive"
    office.sync(narrow)

    office.store.resolve(office.open()["narrow"], "sheet", "Ana", NOW)

    assert (office.row()["last_name"], office.row()["first_name"]) == ("Rive", "Ana")


def test_a_value_chosen_in_the_sheet_after_somebody_else_settled_is_kept_in_the_list() -> None:
    office = Office()
    office.type(office.first, "Last name", "Rive")
    office.type(office.second, "Last name", "Port")
    office.sync(office.first, office.second)
    office.store.resolve(office.open()["second"], "store", "Ana", NOW)
    office.choose(office.second, "Estuaire")

    office.sync(office.second)

    with office.store.transaction(keep=False) as tx:
        kept = tx.connection.exec_driver_sql("SELECT sheet, choice FROM conflicts").all()
    assert ("Estuaire", "store") in [tuple(row) for row in kept]
    assert office.row()["last_name"] == "Rive"


@pytest.mark.parametrize("take", ["sheet", "store", "Estuaire"])
def test_a_choice_about_a_cell_of_a_row_deleted_since_decides_nothing(take: str) -> None:
    office = Office()
    office.type(office.first, "Last name", "Rive")
    office.type(office.second, "Last name", "Port")
    office.sync(office.first, office.second)
    with office.store.transaction(keep=False) as tx:
        (found,) = tx.open_conflicts()
        (kept,) = tx.read_rows(CREW).values()

    assert resolve(found, CREW, kept._replace(deleted=True), None, take) is None


def test_rows_put_back_on_google_are_found_where_the_batch_put_them() -> None:
    sheet = GoogleSheet(7, "Crew", [["Person"], [], ["P1"], [], ["P2"]])
    snapshot = Snapshot((GoogleSheet(7, "Crew", [["Person"], ["P1"], ["P2"]]),))
    ops = [InsertRows(7, 2, ({},), {}), InsertRows(7, 1, ({},), {})]
    before = Before({}, sheet)

    undone = [inverse(op, ops, before, snapshot, Snapshot((sheet,))) for op in ops]

    assert [[one.row for one in found if isinstance(one, DeleteRow)] for found in undone] == [[4], [2]]
