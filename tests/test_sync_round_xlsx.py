"""Rounds of workbook files: what a person's save, and the two sides' changes, come to."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sync.books.xlsx import XlsxBook
from sync.round import SyncOutcome, sync_book
from sync.store import Store
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    yield one
    one.engine.dispose()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "office.xlsx"
    build_sample(path, "fr")
    return path


def sync(path: Path, store: Store, **options: bool) -> SyncOutcome:
    return sync_book(XlsxBook(path), store, INPUT_TABLES, **options)


def save_again(path: Path) -> None:
    """The same parts, packed otherwise: what a save without a change looks like."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def change(path: Path, table: str, column: str, value: str) -> None:
    book = XlsxBook(path)
    first = book.read(INPUT_TABLES).tables[table].rows[0]
    book.apply(Edits(cells={table: {(first.number, column): value}}))


def test_a_workbook_saved_again_without_a_change_is_not_written(sample: Path, store: Store) -> None:
    sync(sample, store)
    save_again(sample)
    before = sample.read_bytes()

    done = sync(sample, store)

    assert (done.from_sheet, done.to_sheet, done.refused) == (0, 0, None)
    assert sample.read_bytes() == before


def test_both_sides_changes_meet_in_both_workbooks(tmp_path: Path, sample: Path, store: Store) -> None:
    other = tmp_path / "accountant.xlsx"
    build_sample(other, "fr")
    for path in (sample, other, sample):
        sync(path, store, entitled=True)
    change(sample, "crew", "address", "1 rue des Essais")
    change(other, "crew", "position", "Régisseur")

    done = [sync(path, store, entitled=True) for path in (sample, other, sample)]

    assert [(one.from_sheet, one.to_sheet) for one in done] == [(1, 0), (1, 1), (0, 1)]
    for path in (sample, other):
        crew = XlsxBook(path).read(INPUT_TABLES).tables["crew"]
        position = crew.table.position
        first = crew.rows[0].cells
        assert (first[position["address"]], first[position["position"]]) == ("1 rue des Essais", "Régisseur")


def test_a_dry_run_says_what_would_change_and_changes_nothing(sample: Path, store: Store) -> None:
    sync(sample, store)
    change(sample, "crew", "address", "1 rue des Essais")
    before = sample.read_bytes()

    planned = sync(sample, store, dry_run=True)

    assert (planned.from_sheet, sample.read_bytes() == before) == (1, True)
    assert sync(sample, store).from_sheet == 1


def save_as(path: Path, person: str) -> None:
    """Somebody saves the workbook in Excel, which writes who it was."""
    book = openpyxl.load_workbook(path)
    book.properties.lastModifiedBy = person
    book.save(path)


def test_a_change_is_said_to_be_the_files_and_its_last_savers(sample: Path, store: Store) -> None:
    sync(sample, store)
    change(sample, "locations", "parking", "Nord")
    save_as(sample, "Ana & Luc")

    sync(sample, store)

    who = f"{sample} (Ana & Luc)"
    changed = [line["after"] for line in store.log() if line["who"] == who]
    assert changed == ["Nord"]
    assert [line["after"] for line in store.log(person="Ana & Luc")] == ["Nord"]
    assert "Nord" in [line["after"] for line in store.log(person=str(sample))]
    assert store.log(person="Luc") == [] and store.log(person="Ana") == []


def test_the_conflicts_sheet_says_which_row_and_when_as_people_do(sample: Path, store: Store) -> None:
    other = sample.with_name("accounts.xlsx")
    build_sample(other, "fr")
    for path in (sample, other):
        sync(path, store)
    change(sample, "locations", "parking", "Nord")
    change(other, "locations", "parking", "South")
    save_as(other, "Luc")
    sync(sample, store)

    (conflict,) = sync(other, store).conflicts

    read = XlsxBook(other).read(INPUT_TABLES).tables["locations"]
    key = read.rows[0].cells[read.table.position["location"]]
    row = [cell.value for cell in openpyxl.load_workbook(other)["Conflits"][2]]
    moment = datetime.fromisoformat(conflict["when"]).astimezone()
    assert row[1:-1] == [
        "Lieux", key, read.table.column("parking").label.fr, row[4], "South", "Nord",
        f"{other} (Luc)", f"{moment:%Y-%m-%d %H:%M}",
    ]  # fmt: skip


def test_a_workbook_is_known_again_by_its_place_however_it_is_named(
    sample: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(sample, store)
    monkeypatch.chdir(sample.parent)

    assert sync(Path(sample.name), store).read == 0
