"""Sync, undo and what changed from the buttons of Excel: the open workbook takes part in the round itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live_excel
import pytest
import xlwings

import addin.faces.excel as face
from addin.faces.command_line import main
from addin.faces.excel_store import Latest, OpenFile, describe_latest
from sync.books.xlsx import XlsxBook
from sync.history import Change
from sync.runs import Run
from sync.settings import read_settings
from sync.store import Store
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Tier

FIRST_NAME = TABLE["crew"].position["first_name"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert main(["new", "film.xlsm", "--sample", "--lang", "fr"]) == 0
    assert main(["new", "bureau.xlsx", "--lang", "fr"]) == 0
    return tmp_path


@pytest.fixture
def opened(place: Path) -> Iterator[tuple[Any, live_excel.Excel]]:
    app, excel = live_excel.start()
    book = app.books.open(str(place / "film.xlsm"))
    book.set_mock_caller()
    yield book, excel
    del xlwings.Book._mock_caller


def crew(path: Path) -> dict[str, str]:
    """The first names of a file's crew, by id."""
    rows = XlsxBook(path).read(INPUT_TABLES).tables["crew"].rows
    return {row.id: row.cells[FIRST_NAME] for row in rows if row.id}


def first_name(book: Any) -> tuple[Any, str]:
    """The cell of the first person's first name in the open workbook, and what it holds."""
    sheet = book.sheets["Équipe"]
    rows = sheet.used_range.options(ndim=2, empty="").value
    at = next(number for number, cells in enumerate(rows) if "Prénom" in cells)
    top, left = sheet.used_range.row, sheet.used_range.column
    cell = sheet.range((top + at + 1, left + rows[at].index("Prénom")))
    return cell, str(cell.value)


def test_what_is_typed_reaches_the_other_books_and_theirs_the_open_one(
    place: Path, opened: tuple[Any, live_excel.Excel]
) -> None:
    book, excel = opened
    face.sync()
    assert main(["sync", "bureau.xlsx"]) == 0
    face.sync()
    cell, _ = first_name(book)
    cell.value = "Ondine"

    face.sync()

    assert main(["sync", "bureau.xlsx"]) == 0
    assert "Ondine" in crew(place / "bureau.xlsx").values()
    assert excel.alerts == [] and "1 cellule vers la base commune, 0 depuis elle" in excel.said[-1]
    assert any("comparaison avec la base" in str(said) for said in excel.said)
    assert (excel.updating, excel.typing) == (True, True)


def test_the_file_shows_what_the_store_believes_even_when_excel_is_closed_without_saving(
    place: Path, opened: tuple[Any, live_excel.Excel]
) -> None:
    book, _ = opened
    face.sync()
    cell, before = first_name(book)
    cell.value = "Ondine"
    face.sync()
    cell.value = "never saved"

    assert main(["sync", "film.xlsm"]) == 0

    held = crew(place / "film.xlsm")
    assert "Ondine" in held.values() and before and "never saved" not in held.values()
    store = Store(read_settings(place / "film.xlsm").store)
    with store.transaction(keep=False) as tx:
        kept = {row.cells[FIRST_NAME] for row in tx.read_rows(TABLE["crew"]).values()}
    assert "Ondine" in kept and "never saved" not in kept


def test_the_last_sync_is_shown_and_taken_back_once_confirmed(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened
    face.sync()
    cell, before = first_name(book)
    cell.value = "Ondine"
    face.sync()

    face.what_changed()
    ((told, _),) = excel.alerts
    assert f", Prénom : « {before} » → « Ondine »" in told and "film.xlsm : 1 cellule" in told
    assert re.search(r"Équipe, [^,]+, Prénom", told) and not re.search(r"[0-9A-HJKMNP-TV-Z]{26}", told)

    excel.answers = ["no"]
    face.undo()
    assert cell.value == "Ondine"

    excel.answers = ["yes"]
    face.undo()
    assert excel.alerts[-1][0].endswith("Annuler ceci ?")
    assert cell.value == before and "Annulé : 1 cellule" in excel.said[-1]


def test_before_any_sync_there_is_nothing_to_show_and_no_store_is_made(
    place: Path, opened: tuple[Any, live_excel.Excel]
) -> None:
    _, excel = opened

    face.what_changed()
    face.undo()

    assert excel.alerts == [] and "n'a encore rien changé" in excel.said[-1]
    assert not (place / ".classeur").exists() or not list((place / ".classeur").glob("*.sqlite*"))


def test_a_question_is_asked_and_the_answer_carried_out(opened: tuple[Any, live_excel.Excel]) -> None:
    book, excel = opened
    face.sync()
    sheet = book.sheets["Équipe"]
    cell, _ = first_name(book)
    last = sheet.used_range.last_cell.row
    gone = last - cell.row + 1
    for row in range(last, cell.row - 1, -1):
        sheet.range(f"{row}:{row}").delete("up")
    excel.answers = ["no", "yes"]

    face.sync()
    ((asked, _),) = excel.alerts
    assert asked.endswith("Continuer ?") and str(gone) in asked

    face.sync()

    assert len(excel.alerts) == 2 and "vers la base commune" in excel.said[-1]


def test_a_conflict_is_said_and_its_choice_is_offered_in_the_conflicts_sheet(
    place: Path, opened: tuple[Any, live_excel.Excel]
) -> None:
    book, excel = opened
    face.sync()
    assert main(["sync", "bureau.xlsx"]) == 0
    cell, before = first_name(book)
    office = XlsxBook(place / "bureau.xlsx")
    reading = office.read(INPUT_TABLES)
    row = next(row for row in reading.tables["crew"].rows if row.cells[FIRST_NAME] == before)
    office.apply(Edits(cells={"crew": {(row.number, "first_name"): "Maud"}}))
    assert main(["sync", "bureau.xlsx"]) == 0
    cell.value = "Ondine"

    face.sync()

    assert "1 conflit. Réglez-les dans la feuille Conflits." in excel.alerts[-1][0]
    conflicts = book.sheets["Conflits"]
    said = [str(value) for cells in conflicts.used_range.value for value in cells]
    assert "Ondine" in said and "Maud" in said
    ((words, is_strict),) = conflicts.impl.offered.values()
    assert not is_strict and len(words) == 2


@pytest.mark.parametrize("key", ["sync", "undo", "what_changed"])
def test_a_workbook_without_a_file_is_told_to_be_saved(key: str) -> None:
    app, excel = live_excel.start()
    live_excel.book_of(app, {"Équipe": [["Nom"]]}).set_mock_caller()
    try:
        getattr(face, key)()
    finally:
        del xlwings.Book._mock_caller

    ((said, _),) = excel.alerts
    assert "Book1" in said and ("Save it" in said or "Enregistrez-le" in said)
    assert (excel.updating, excel.typing) == (True, True)


def test_a_workbook_that_cannot_be_saved_moves_nothing(
    place: Path, opened: tuple[Any, live_excel.Excel]
) -> None:
    book, excel = opened
    face.sync()
    first_name(book)[0].value = "Ondine"
    excel.refuses_saving = True

    face.sync()

    assert "n'a pas pu enregistrer film.xlsm" in excel.alerts[-1][0]
    with Store(read_settings(place / "film.xlsm").store).transaction(keep=False) as tx:
        assert "Ondine" not in {row.cells[FIRST_NAME] for row in tx.read_rows(TABLE["crew"]).values()}


def test_restricted_values_are_not_shown_to_a_workbook_that_may_not_see_them(place: Path) -> None:
    table, column = next(
        (table, column)
        for table in INPUT_TABLES
        for column in table.columns
        if column.tier is Tier.RESTRICTED
    )
    when = "2026-03-02T10:00:00+00:00"
    changed = Change("R", when, "film.xlsm", "B", table.key, "1", column.key, "", "4 rue du Port", "update")
    file = OpenFile(None, place / "film.xlsm", read_settings(place / "film.xlsm"))

    said = describe_latest(
        file, Latest(Run("R", when, "film.xlsm", "B", 1), [changed] * 15, {(table.key, "1"): "P-001"}), "en"
    )

    assert "4 rue du Port" not in said and "→ “•••”" in said and said.count("\n") == 13
    assert said.endswith("and 3 more: classeur log --run R")
