"""What is a question and not an instruction, on a real file and its store."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from sync.books.memory import MemoryBook
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from sync.round import SyncOutcome, sync_book
from sync.settings import read_settings
from sync.store import Store
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.sample.sample import build_sample

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    one = tmp_path / "p.xlsx"
    build_sample(one, "en")
    return one


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")


def sync(path: Path, store: Store, yes: bool = False, dry_run: bool = False) -> SyncOutcome:
    return sync_book(
        XlsxBook(path), store, INPUT_TABLES, yes=yes, dry_run=dry_run, who=path.name, now=NOW, new_id=new_id
    )


def state(store: Store) -> list[dict[str, str]]:
    return store.log()


def test_a_missing_header_is_a_question_and_nothing_is_written(path: Path, store: Store) -> None:
    sync(path, store)
    workbook = openpyxl.load_workbook(path)
    cell = next(cell for cell in workbook["Crew"][4] if cell.value == "Phone")
    cell.value = "Mobile"
    for table in workbook["Crew"].tables.values():
        for column in table.tableColumns:
            column.name = "Mobile" if column.name == "Phone" else column.name
    workbook.save(path)
    before, logged = path.read_bytes(), state(store)

    done = sync(path, store)

    assert done.refused is not None and "Phone" in done.refused.en
    assert path.read_bytes() == before and state(store) == logged


def test_a_sheet_that_is_gone_is_a_question(path: Path, store: Store) -> None:
    sync(path, store)
    workbook = openpyxl.load_workbook(path)
    del workbook["Locations"]
    workbook.save(path)

    done = sync(path, store)

    assert done.refused is not None and "Locations" in done.refused.en


def test_a_sheet_cut_in_half_is_a_question(path: Path, store: Store) -> None:
    sync(path, store)
    workbook = openpyxl.load_workbook(path)
    workbook["Scenes"].delete_rows(10, 80)
    workbook.save(path)
    before = state(store)

    done = sync(path, store)

    assert done.refused is not None and "Scenes" in done.refused.en
    assert state(store) == before


def test_a_copied_workbook_is_a_question(path: Path, store: Store) -> None:
    sync(path, store)
    copy = path.with_name("copy of p.xlsx")
    shutil.copy(path, copy)
    before = copy.read_bytes()

    done = sync(copy, store)

    assert done.refused is not None and "copy" in done.refused.en
    assert copy.read_bytes() == before


def test_a_moved_workbook_goes_on_as_itself(path: Path, store: Store) -> None:
    sync(path, store)
    moved = path.rename(path.with_name("moved.xlsx"))

    done = sync(moved, store)

    assert (done.refused, done.from_sheet, done.to_sheet) == (None, 0, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(path: Path, store: Store) -> None:
    before = path.read_bytes()

    said = sync(path, store, dry_run=True)

    assert path.read_bytes() == before and state(store) == []
    assert sync(path, store).from_sheet == said.from_sheet > 0


def test_a_persons_formula_goes_to_the_store_and_is_never_overwritten(path: Path, store: Store) -> None:
    sync(path, store)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Locations"]
    address = next(cell.column for cell in sheet[4] if cell.value == "Parking")
    sheet.cell(5, address).value = '="Yard "&1'
    workbook.save(path)  # openpyxl keeps no cached value: unknown, not blank

    done = sync(path, store)

    assert (done.refused, done.from_sheet, done.conflicts) == (None, 0, ())
    assert openpyxl.load_workbook(path)["Locations"].cell(5, address).value == '="Yard "&1'


def test_two_files_meet_in_the_store_cell_by_cell(path: Path, store: Store, tmp_path: Path) -> None:
    other = tmp_path / "office.xlsx"
    build_sample(other, "fr")
    sync(path, store)
    # The French sample words its texts otherwise: those cells are conflicts, and nothing of either is lost.
    sync(other, store, yes=True)
    for name, sheet, header in ((path, "Crew", "Position"), (other, "Équipe", "Courriel")):
        workbook = openpyxl.load_workbook(name)
        column = next(cell.column for cell in workbook[sheet][4] if cell.value == header)
        workbook[sheet].cell(6, column).value = (
            "moved@example.com" if header == "Courriel" else "Line producer"
        )
        workbook.save(name)

    for each in (path, other, path):
        sync(each, store, yes=True)

    row = XlsxBook(path).read(INPUT_TABLES).tables["crew"].rows[1]
    assert row.cells[9] == "moved@example.com" and row.cells[5] == "Line producer"


def test_rows_that_two_blank_rows_hide_are_not_taken_as_deleted(store: Store) -> None:
    header = ["Location", "Address"]
    book = MemoryBook({"Locations": [header, ["Quai", "1"], ["Gare", "2"], ["Parc", "3"]]}, "a")
    table = TABLE["locations"]

    def round_of(yes: bool = False) -> SyncOutcome:
        return sync_book(book, store, [table], yes=yes, who="Ana", now=NOW, new_id=new_id)

    round_of()
    at = book.sheets["Locations"][0].index("_id")
    last = book.sheets["Locations"].pop()
    last[at] = ""  # a row typed anew, or pasted without its id
    book.sheets["Locations"] += [[], [], last]

    refused = round_of().refused
    assert refused is not None and "blank rows" in refused.en and "lignes vides" in refused.fr
    assert len(store_rows(store)) == 3
    assert round_of(yes=True).refused is None
    assert len(store_rows(store)) == 2


def store_rows(store: Store) -> list[str]:
    with store.transaction(keep=False) as tx:
        return [record for record, row in tx.read_rows(TABLE["locations"]).items() if not row.deleted]


def hide(path: Path, first: int, last: int, gone: int = 0) -> None:
    """Hide rows of the crew sheet as a filter does, and take one out."""
    workbook = openpyxl.load_workbook(path)
    for row in range(first, last + 1):
        workbook["Crew"].row_dimensions[row].hidden = True
    if gone:
        workbook["Crew"].delete_rows(gone)
    workbook.save(path)


def test_rows_that_go_while_others_are_hidden_are_a_question(path: Path, store: Store) -> None:
    sync(path, store)
    hide(path, 7, 9, gone=12)
    before, logged = path.read_bytes(), state(store)

    done = sync(path, store)

    assert done.refused is not None
    assert "rows are gone from the sheet (1) while a filter or a hand hides others (3)" in done.refused.en
    assert "alors que d'autres sont masquées ou filtrées (3)" in done.refused.fr
    assert path.read_bytes() == before and state(store) == logged
    assert sync(path, store, yes=True).refused is None
    assert sync(path, store).refused is None


def test_hidden_rows_alone_are_no_question(path: Path, store: Store) -> None:
    sync(path, store)
    hide(path, 7, 9)

    done = sync(path, store)

    assert (done.refused, done.from_sheet, done.to_sheet) == (None, 0, 0)


def test_the_settings_may_let_rows_go_while_others_are_hidden(path: Path, store: Store) -> None:
    (path.parent / "classeur.toml").write_text("[guards]\nask_when_hidden = false\n")
    guards = read_settings(path).guards
    sync(path, store)
    hide(path, 7, 9, gone=12)

    done = sync_book(XlsxBook(path), store, INPUT_TABLES, who=path.name, now=NOW, guards=guards)

    assert (done.refused, done.from_sheet > 0) == (None, True)
