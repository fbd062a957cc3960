"""A Google spreadsheet as a book: calls counted, formulas, formats, results, marks, identity."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.server import GoogleEmulator

from sync.books import google_writing
from sync.books.google import GoogleBook
from sync.books.google_requests import NOTE
from sync.round import sync_book
from sync.store import Store
from workbook_templates.book import Cell, Edits, Link, NewRow, Result, Style
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.checks import check_tables
from workbook_templates.text import OfficeError

CREW = TABLE["crew"]
HEADER = ["Identifiant", "Nom", "Prénom", "Fonction", "Début"]
SHEETS = {"Équipe": [["Production du Phare"], [], HEADER, ["007", "Côté", "Ève", "Scripte", 46083]]}


def cells(**said: str) -> tuple[str, ...]:
    return tuple(said.get(column.key, "") for column in CREW.columns)


def test_a_round_reads_once_and_writes_once_and_the_next_reads_once(
    google: GoogleEmulator, tmp_path: Path
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    book = google_book(google, SHEETS)

    first = sync_book(book, store, INPUT_TABLES)
    assert (google.reads, google.writes) == (1, 1)
    assert first.refused is None and first.from_sheet == 5
    google.forget_calls()
    again = sync_book(GoogleBook(book.spreadsheet), store, INPUT_TABLES)

    assert (google.reads, google.writes) == (1, 0)
    assert (again.from_sheet, again.to_sheet, again.refused) == (0, 0, None)


def test_the_calls_are_counted_and_those_for_tokens_are_not(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)

    book.apply(Edits(cells={"crew": {(4, "last_name"): "Roy"}}))

    assert book.http_calls == 2 == google.calls["spreadsheets.get"] + google.calls["spreadsheets.batchUpdate"]


def test_what_a_person_types_reaches_the_other_book(google: GoogleEmulator, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    one, other = google_book(google, SHEETS), google_book(google, SHEETS)
    for book in (one, other):
        sync_book(book, store, INPUT_TABLES)
    google.type(one.spreadsheet, "Équipe!B4", ["Gagnon"])
    google.type(one.spreadsheet, "Équipe!A5", ["P8", "Roy", "Noé", "Perchiste", "2026-04-01"])

    for book in (one, other):
        sync_book(book, store, INPUT_TABLES)

    assert [row.cells[:3] for row in other.read(INPUT_TABLES).tables["crew"].rows] == [
        ("007", "Gagnon", "Ève"),
        ("P8", "Roy", "Noé"),
    ]


def test_the_returned_fingerprint_is_that_of_the_spreadsheet_left_behind(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)

    written = book.apply(
        Edits(
            cells={"crew": {(4, "start"): "2026-05-01"}},
            added={"crew": [NewRow("N" * 26, cells(person="009", start="2026-05-02"))]},
            identity="I" * 26,
        )
    )

    assert written == GoogleBook(book.spreadsheet).fingerprint() != ""


def test_another_persons_change_elsewhere_is_kept_and_no_fingerprint_vouches_for_it(
    google: GoogleEmulator,
) -> None:
    book = google_book(google, {"Équipe": [[*HEADER, "_id"], [*SHEETS["Équipe"][3], "A" * 26]]})
    book.read(INPUT_TABLES)
    google.type(book.spreadsheet, "Équipe!C2", ["Élise"])

    written = book.apply(Edits(cells={"crew": {(2, "position"): "Assistante"}}))

    assert written == "" and google.writes == 1
    assert google.values(book.spreadsheet, "Équipe!A2:D2") == [["007", "Côté", "Élise", "Assistante"]]


def test_formulas_of_people_are_told_apart_and_their_errors_are_unknown(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    google.type(book.spreadsheet, "Équipe!B4", ['="Cô"&"té"'])
    google.type(book.spreadsheet, "Équipe!C4", ["=1/0"])

    (row,) = book.read(INPUT_TABLES).tables["crew"].rows

    last, first = CREW.position["last_name"], CREW.position["first_name"]
    assert row.cells[last] == "Côté"
    assert row.formulas == {last, first} and row.unknown == {first}


def test_a_day_is_written_as_a_number_that_shows_as_a_day_and_text_is_never_a_formula(
    google: GoogleEmulator,
) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)
    tricks = cells(person="0042", last_name="=HYPERLINK(1)", first_name="+33", start="1949-06-30")

    book.apply(Edits(added={"crew": [NewRow("N" * 26, tricks)]}))

    assert google.values(book.spreadsheet, "Équipe!A5:E5", "FORMATTED_VALUE") == [
        ["0042", "=HYPERLINK(1)", "+33", "", "30/06/1949"]
    ]
    row = book.read(INPUT_TABLES).tables["crew"].rows[1]
    assert row.cells == tricks and not row.formulas


def test_the_id_column_is_hidden_and_guarded_by_a_warning(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    for _ in range(2):
        book.read(INPUT_TABLES)
        book.apply(Edits(cells={"crew": {(4, "_id"): "A" * 26}}))

    sheet = google.book(book.spreadsheet).sheet(7)
    assert sheet.columns[5].properties == {"hiddenByUser": True}
    assert [(one["warningOnly"], one["range"]["startColumnIndex"]) for one in sheet.protected] == [(True, 5)]


def test_a_new_row_is_seen_even_below_a_hidden_one(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    where = {"sheetId": 7, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
    hidden = {"range": where, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    google.edit(book.spreadsheet, {"updateDimensionProperties": hidden})
    book.read(INPUT_TABLES)

    book.apply(Edits(added={"crew": [NewRow("N" * 26, cells(person="009"))]}))

    rows = google.book(book.spreadsheet).sheet(7).rows
    assert rows[3].properties.get("hiddenByUser") and not rows[4].properties.get("hiddenByUser")


def test_a_renamed_tab_between_the_read_and_the_write_does_not_matter(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)
    renamed = {"properties": {"sheetId": 7, "title": "Techniciens"}, "fields": "title"}
    google.edit(book.spreadsheet, {"updateSheetProperties": renamed})

    book.apply(Edits(cells={"crew": {(4, "last_name"): "Roy"}}))

    assert google.values(book.spreadsheet, "Techniciens!B4") == [["Roy"]]


RESULT = Result(
    TABLE["checks"],
    [
        [Cell("Contrôles", Style.TITLE)],
        [Cell("Lieu", Style.HEADER), Cell("Montant", Style.HEADER), Cell("Jour", Style.HEADER)],
        [Cell("Ligne 4", Style.LINK, Link("crew", 4, "last_name")), Cell(Decimal("-12.50")), Cell(date(2026, 3, 2))],
    ],
    [30, 12, 12],
    header=2,
    frozen_columns=1,
)  # fmt: skip


def test_a_result_has_its_looks_links_widths_and_frozen_header(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)

    book.apply(Edits(results=[RESULT]))

    made = google.book(book.spreadsheet).titled("Contrôles")
    assert made is not None and google.writes == 1
    assert (made.grid["frozenRowCount"], made.grid["frozenColumnCount"]) == (2, 1)
    assert made.cell(2, 0).format["textFormat"]["link"] == {"uri": "#gid=7&range=B4"}
    assert made.cell(1, 0).format["textFormat"]["bold"] and made.columns[0].properties["pixelSize"] == 222
    assert google.values(book.spreadsheet, "Contrôles!A3:C3", "FORMATTED_VALUE")[0][2] == "02/03/2026"


def test_a_result_that_is_shown_already_is_not_written_again(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    for _ in range(2):
        book.read(INPUT_TABLES)
        book.apply(Edits(results=[RESULT]))

    assert google.writes == 1


def test_a_renamed_result_sheet_is_still_ours(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)
    book.apply(Edits(results=[RESULT]))
    made = google.book(book.spreadsheet).titled("Contrôles")
    assert made is not None
    made.title = "À voir"
    book.read(INPUT_TABLES)

    book.apply(Edits(results=[Result(TABLE["checks"], [[Cell("Rien")]], [20])]))

    assert google.values(book.spreadsheet, "'À voir'!A1:C9") == [["Rien"]]


def test_marks_appear_and_vanish_when_the_cell_is_mended_and_a_persons_note_stays(
    google: GoogleEmulator,
) -> None:
    book = google_book(google, {"Équipe": [HEADER, ["007", "Côté", "Ève", "Scripte", "demain"]]})
    sheet = google.book(book.spreadsheet).sheet(7)
    own = {"updateCells": {"start": {"sheetId": 7, "rowIndex": 1, "columnIndex": 1},
                           "rows": [{"values": [{"note": "à moi"}]}], "fields": "note"}}  # fmt: skip
    google.edit(book.spreadsheet, own)
    reading = book.read(INPUT_TABLES)
    findings = [one for one in check_tables(reading) if one.column == "start"]
    book.apply(Edits(marks=findings))
    sheet = google.book(book.spreadsheet).sheet(7)
    assert sheet.cell(1, 4).note.startswith(NOTE) and len(sheet.lists["conditionalFormats"]) == 1
    google.type(book.spreadsheet, "Équipe!E2", ["2026-03-02"])
    book.read(INPUT_TABLES)

    book.apply(Edits(marks=[]))

    sheet = google.book(book.spreadsheet).sheet(7)
    assert (sheet.cell(1, 4).note, sheet.cell(1, 1).note) == ("", "à moi")
    assert not sheet.lists.get("conditionalFormats")


def test_marks_that_stand_already_are_not_written_again(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    for _ in range(2):
        findings = check_tables(book.read(INPUT_TABLES))
        assert findings
        book.apply(Edits(marks=findings))

    assert google.writes == 1


@pytest.mark.parametrize("kept", [True, False], ids=["metadata copied", "metadata left behind"])
def test_the_identity_goes_with_a_copy_until_the_copy_gets_its_own(
    google: GoogleEmulator, kept: bool
) -> None:
    google.behaviour.copy_keeps_metadata = kept
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)
    book.apply(Edits(identity="I" * 26))
    copied = GoogleBook(google.person("drive.files.copy", book.spreadsheet)["id"])

    assert copied.read(INPUT_TABLES).identity == "I" * 26
    copied.apply(Edits(identity="J" * 26))
    assert copied.read(INPUT_TABLES).identity == "J" * 26
    assert book.read(INPUT_TABLES).identity == "I" * 26


def test_words_are_offered_below_the_header_and_others_may_be_typed(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    grid = [[Cell("Choix", Style.HEADER)], [Cell("")], [Cell("")]]
    for rows in (3, 2):
        book.read(INPUT_TABLES)
        book.apply(
            Edits(results=[Result(TABLE["checks"], grid[:rows], [20], header=1, lists={1: ["a", "b"]})])
        )
        grid[1] = [Cell("vu")]

    made = google.book(book.spreadsheet).titled("Contrôles")
    assert made is not None
    rules = [made.cell(at, 0).extra.get("dataValidation") for at in range(3)]
    assert rules[0] is None and rules[2] is None and rules[1] is not None
    assert rules[1]["condition"]["values"] == [{"userEnteredValue": "a"}, {"userEnteredValue": "b"}]
    assert not rules[1].get("strict")


def test_a_large_change_is_cut_into_batches_of_less_than_two_megabytes(
    google: GoogleEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_writing, "LARGEST", 60_000)
    rows = [[f"P{n}", f"Nom {n}", "Ève", "Scripte", 46083] for n in range(600)]
    book = google_book(google, {"Équipe": [HEADER, *rows]})
    google.edit(book.spreadsheet, {"appendDimension": {"sheetId": 7, "dimension": "ROWS", "length": 10}})
    book.read(INPUT_TABLES)
    sizes: list[int] = []
    google.before_request = lambda call: sizes.append(len(str(call.body)))

    book.apply(
        Edits(
            cells={"crew": {(n + 2, key): f"{n:026d}" for n in range(600) for key in ("_id", "last_name")}},
            added={"crew": [NewRow(f"N{n:025d}", cells(person=f"Q{n}")) for n in range(450)]},
            removed={"crew": [2, 3, 301]},
        )
    )

    assert len(sizes) > 3 and max(sizes) < 75_000
    found = book.read(INPUT_TABLES).tables["crew"].rows
    gone = {0, 1, 299}
    assert [row.cells[0] for row in found] == [
        *(f"P{n}" for n in range(600) if n not in gone),
        *(f"Q{n}" for n in range(450)),
    ]
    assert all(row.id and row.cells[1] in ("", row.id) for row in found)


def test_a_text_too_long_for_a_cell_is_refused_and_nothing_is_written(google: GoogleEmulator) -> None:
    book = google_book(google, SHEETS)
    book.read(INPUT_TABLES)

    with pytest.raises(OfficeError, match="50000"):
        book.apply(Edits(cells={"crew": {(4, "last_name"): "x" * 50_001}}))

    assert google.writes == 0


def test_a_row_beside_which_something_stands_is_blanked_and_not_deleted(google: GoogleEmulator) -> None:
    rows = [[*SHEETS["Équipe"][3], "A" * 26, "à moi"], ["008", "Roy", "Noé", "Perchiste", 46083, "B" * 26]]
    book = google_book(google, {"Équipe": [[*HEADER, "_id", "Mes notes"], *rows]})
    book.read(INPUT_TABLES)

    book.apply(Edits(removed={"crew": [2]}))

    assert [row.cells[0] for row in book.read(INPUT_TABLES).tables["crew"].rows] == ["008"]
    assert google.values(book.spreadsheet, "Équipe!G2:G3") == [["à moi"]]
