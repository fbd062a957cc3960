"""A new spreadsheet holds what a new workbook holds."""

from pathlib import Path

import pytest
from google_books import google as google
from google_emulator import faults
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.google_account import open_account
from sync.books.google_client import GoogleClient, Patience
from sync.books.google_create import create_spreadsheet
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES, TABLE, TABLES
from workbook_templates.declare import Kind
from workbook_templates.identities import with_ids
from workbook_templates.sample.sample import build_sample, sample_rows
from workbook_templates.text import Lang


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sample_reads_the_same_in_a_spreadsheet_and_in_a_file(
    google: GoogleEmulator, tmp_path: Path, lang: Lang
) -> None:
    build_sample(tmp_path / "sample.xlsx", lang)
    rows = {table: with_ids(table, lines) for table, lines in sample_rows(lang).items()}

    made = GoogleBook(create_spreadsheet("Le Phare", lang, rows)).read(INPUT_TABLES)

    filed = XlsxBook(tmp_path / "sample.xlsx").read(INPUT_TABLES)
    assert (made.lang, made.country) == (filed.lang, filed.country)
    for key, read in filed.tables.items():
        assert [(row.id, row.number, row.cells) for row in made.tables[key].rows] == [
            (row.id, row.number, row.cells) for row in read.rows
        ]
        assert not made.tables[key].findings


def test_every_tab_has_a_frozen_header_and_a_hidden_guarded_id_column(google: GoogleEmulator) -> None:
    made = google.book(create_spreadsheet("Vide", "fr"))

    for sheet, table in zip(made.sheets[1:], TABLES, strict=True):
        assert sheet.title == table.label.fr and sheet.grid["frozenRowCount"] == 4
        if not table.written:
            assert sheet.columns[0].properties["hiddenByUser"]
            assert [one["warningOnly"] for one in sheet.protected] == [True]


@pytest.mark.parametrize(("lang", "day"), [("fr", "dd/mm/yyyy"), ("en", "yyyy-mm-dd")])
def test_each_column_of_a_new_spreadsheet_has_its_kinds_format(
    google: GoogleEmulator, lang: Lang, day: str
) -> None:
    made = google.book(create_spreadsheet("Vide", lang))
    wanted = {Kind.DATE: day, Kind.TEXT: "@", Kind.MONEY: "#,##0.00", Kind.TIME: "hh:mm"}
    seen = set()

    for table in INPUT_TABLES:
        sheet = made.titled(table.sheet_name(lang))
        assert sheet is not None
        for at, column in enumerate(table.columns):
            pattern = sheet.cell(9, 1 + at).format.get("numberFormat", {}).get("pattern")
            if column.kind in wanted:
                assert pattern == wanted[column.kind], (table.key, column.key)
                seen.add(column.kind)
    assert seen == set(wanted)


def test_choices_and_references_are_offered_and_nothing_is_forbidden(google: GoogleEmulator) -> None:
    made = google.book(create_spreadsheet("Vide", "fr"))
    crew, costs = made.titled("Équipe"), made.titled("Dépenses")
    assert crew is not None and costs is not None

    status = crew.cell(9, 1 + TABLE["crew"].position["contract_status"]).extra["dataValidation"]
    account = costs.cell(9, 1 + TABLE["costs"].position["account"]).extra["dataValidation"]

    labels = [choice.label.fr for choice in TABLE["crew"].column("contract_status").choices]
    assert [one["userEnteredValue"] for one in status["condition"]["values"]] == labels
    assert account["condition"]["type"] == "ONE_OF_RANGE"
    assert not status.get("strict") and not account.get("strict")


def test_a_row_added_to_a_new_spreadsheet_stands_under_the_header(google: GoogleEmulator) -> None:
    book = GoogleBook(create_spreadsheet("Vide", "fr"))
    book.read(INPUT_TABLES)
    cells = tuple(
        {"person": "007", "birth_date": "1949-06-30"}.get(column.key, "") for column in TABLE["crew"].columns
    )

    book.apply(Edits(added={"crew": [NewRow("N" * 26, cells)]}))

    (row,) = book.read(INPUT_TABLES).tables["crew"].rows
    assert (row.number, row.cells) == (5, cells)
    sheet = google.book(book.spreadsheet).titled("Équipe")
    assert sheet is not None and "bold" not in str(sheet.cell(4, 1).format)


def test_it_is_shared_with_the_addresses_that_are_named(google: GoogleEmulator) -> None:
    made = create_spreadsheet("Vide", "fr", share=["coordination@example-office.test"])

    permissions = google.drive.files[made].permissions
    assert [(one["role"], one.get("emailAddress")) for one in permissions][-1] == (
        "writer",
        "coordination@example-office.test",
    )


def test_a_lost_answer_while_it_is_filled_fills_it_once(google: GoogleEmulator) -> None:
    rows = {"crew": with_ids("crew", sample_rows("fr")["crew"])}
    client = GoogleClient(open_account(), Patience(pause=0.02))
    google.faults.next(faults.server_error(503, after=True), on="spreadsheets.batchUpdate")

    made = GoogleBook(create_spreadsheet("Vide", "fr", rows, client=client)).read(INPUT_TABLES)

    assert len(made.tables["crew"].rows) == len(rows["crew"])
