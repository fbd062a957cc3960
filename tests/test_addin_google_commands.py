"""The command line on Google spreadsheets: made, read, written, synchronised, refused."""

import csv
import io
import json
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_commands import EVE, HEADER, crew, process, run, sync
from google_commands import folder as folder
from google_emulator import faults
from google_emulator.server import PERSON, GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook
from sync.books.google_grids import SCRATCH
from sync.books.xlsx import XlsxBook
from workbook_templates.catalog import INPUT_TABLES, TABLE, TABLES

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    "words", [("--sample",), ("--country", "CA-QC", "--chart", "telefilm")], ids=["sample", "chart"]
)
def test_a_new_spreadsheet_holds_what_a_new_file_holds_and_is_shared(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    people = ("ana@example-office.test", "noe@example-office.test")

    made = process("new", "google:Le Phare", "--lang", "fr", *words, "--share", *people)

    assert (made.returncode, made.stderr) == (0, "")
    name = made.stdout.strip()
    assert google.drive.files[name].book.title == "Le Phare"
    assert [google.drive.files[name].role_of(one) for one in (*people, PERSON)] == ["writer", "writer", None]
    run(capsys, "new", "phare.xlsx", "--lang", "fr", *words)
    ours, filed = (one.read(INPUT_TABLES) for one in (GoogleBook(name), XlsxBook(Path("phare.xlsx"))))
    for key, read in filed.tables.items():
        assert [(row.id, row.cells) for row in ours.tables[key].rows] == [
            (row.id, row.cells) for row in read.rows
        ]
    for sheet, table in zip(google.book(name).sheets[1:], TABLES, strict=True):
        assert sheet.grid["frozenRowCount"] == 4
        assert table.written or (sheet.columns[0].properties["hiddenByUser"] and sheet.protected)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("google: ",), "has no title"),
        (("google:T", "--share", "ana"), "ana is not an e-mail address"),
        (("phare.xlsx", "--share", "ana@example-office.test"), "--share is for a Google spreadsheet"),
    ],
)
def test_a_new_spreadsheet_that_cannot_be_is_refused_before_anything_is_made(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["new", *words]) == 2

    assert said in capsys.readouterr().err
    assert not google.drive.files and not google.calls and not Path("phare.xlsx").exists()


@pytest.mark.parametrize("call", ["drive.permissions.create", "spreadsheets.batchUpdate"])
def test_a_spreadsheet_that_cannot_be_finished_is_taken_back(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    google.faults.always(faults.forbidden(), on=call)

    assert main(["new", "google:T", "--share", "ana@example-office.test"]) == 2

    assert capsys.readouterr().err.count("\n") == 1 and not google.drive.files


def test_the_reports_of_a_spreadsheet_are_those_of_a_file(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    spreadsheet = run(capsys, "new", "google:Le Phare", "--sample", "--lang", "fr").strip()
    run(capsys, "new", "phare.xlsx", "--sample", "--lang", "fr")
    for words, key in ((("costs", "{}", "--period", "6"), "cost_report"), (("schedule", "{}"), "dood")):
        answers = []
        google.forget_calls()
        for book in ("phare.xlsx", f"google:{spreadsheet}"):
            status = main([word.format(book) for word in (*words, "--json")])
            answers.append((status, {**json.loads(capsys.readouterr().out), "book": ""}))
        assert answers[0] == answers[1]
        assert (google.reads, google.writes) == (1, 1)
        assert google.values(spreadsheet, f"'{TABLE[key].label.fr}'!A1:Z9")


def test_a_check_marks_the_spreadsheet_and_the_second_time_writes_nothing(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book = google_book(google, {"Équipe": [HEADER, [*EVE[:4], "demain", *EVE[5:]]]})

    first = run(capsys, "check", book.name, "--json", status=1)
    assert (google.reads, google.writes) == (1, 1)
    again = run(capsys, "check", book.name, "--json", status=1)

    assert first == again and (google.reads, google.writes) == (2, 1)
    assert google.book(book.spreadsheet).sheet(7).cell(1, 4).note
    assert google.values(book.spreadsheet, f"'{TABLE['checks'].label.fr}'!A1:Z9")


def test_a_csv_is_loaded_and_what_was_loaded_is_dumped(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book = crew(google)
    Path("in.csv").write_text(
        "Identifiant;Nom;Prénom;Fonction;Début\n007;Tremblay;Ève;Scripte;2026-05-04\n0042;=1+1;Ana;Régie;2026-03-02\n",
        encoding="utf-8",
    )

    tried = json.loads(run(capsys, "load", book.name, "crew", "in.csv", "--dry-run", "--json"))
    assert google.writes == 0
    done = json.loads(run(capsys, "load", book.name, "crew", "in.csv", "--json"))

    assert tried == done and google.writes == 1
    rows = list(csv.DictReader(io.StringIO(run(capsys, "dump", book.name, "crew"))))
    said = [(row["person"], row["last_name"], row["start"]) for row in rows]
    assert said == [
        ("007", "Tremblay", "2026-05-04"),
        ("008", "Roy", str(date(2026, 3, 2))),
        ("0042", "'=1+1", "2026-03-02"),
    ]


def test_a_round_counts_its_reads_and_writes_as_the_table_says(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book, other = crew(google), crew(google)
    name, spreadsheet = book.name, book.spreadsheet

    def calls() -> tuple[int, int]:
        google.forget_calls()
        (said,) = sync(capsys, book)
        assert (said["http_reads"], said["http_writes"]) == (google.reads, google.writes)
        assert said["http_calls"] == google.reads + google.writes
        return google.reads, google.writes

    def sort(call: faults.Call) -> None:
        if call.kind == "spreadsheets.batchUpdate":
            google.before_request = None
            where = {"sheetId": 7, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
            google.edit(spreadsheet, {"insertDimension": {"range": where}})

    assert calls() == (1, 1), "the first round gives the ids"
    sync(capsys, other)
    assert calls() == (1, 0), "nothing to push"
    google.type(spreadsheet, "Équipe!B2", ["Gagnon"])
    assert calls() == (1, 0), "a person's change only has to be read"
    sync(capsys, other)
    google.type(other.spreadsheet, "Équipe!D2", ["Assistante"])
    sync(capsys, other)
    assert calls() == (1, 1), "changes to push"
    google.type(other.spreadsheet, "Équipe!D2", ["Régie"])
    sync(capsys, other)
    google.before_request = sort
    assert calls() == (1, 2), "a person moved rows meanwhile"
    where = {"sheetId": 7, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
    google.edit(spreadsheet, {"deleteDimension": {"range": where}})
    assert calls() == (2, 0), "a row that is gone is looked for again"
    run(capsys, "new", "file.xlsx")
    (said,) = json.loads(run(capsys, "sync", "file.xlsx", "--json"))["books"]
    assert (said["http_calls"], said["http_reads"], said["http_writes"]) == (0, 0, 0)
    assert name.startswith("google:")


def test_a_stale_answer_deletes_nothing(google: GoogleEmulator, capsys: pytest.CaptureFixture[str]) -> None:
    book = crew(google)
    sync(capsys, book)
    Path("in.csv").write_text(
        "Identifiant;Nom;Prénom;Fonction;Début\n009;Aubé;Ana;Régie;2026-03-02\n", encoding="utf-8"
    )
    run(capsys, "load", book.name, "crew", "in.csv")
    sync(capsys, book)
    file = google.drive.files[book.spreadsheet]
    before = file.book.copied()
    google.type(book.spreadsheet, "Équipe!C4", ["Zoé"])
    before.sheets[0].rows = before.sheets[0].rows[:3]
    file.previous = before
    google.faults.next(faults.stale(), on="spreadsheets.get")

    (said,) = sync(capsys, book)

    assert (said["from_sheet"], said["http_reads"], said["http_writes"]) == (1, 3, 0)
    assert [change["action"] for change in json.loads(run(capsys, "log", "--json"))["changes"]].count(
        "delete"
    ) == 0


def test_a_choice_in_the_conflicts_tab_settles_the_conflict_at_the_next_round(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book, other = crew(google), crew(google)
    sync(capsys, book, other, book)
    google.type(book.spreadsheet, "Équipe!B2", ["Gagnon"])
    google.type(other.spreadsheet, "Équipe!B2", ["Tremblay"])
    (_, said) = sync(capsys, book, other, status=1)
    assert [(one["sheet"], one["store"]) for one in said["conflicts"]] == [("Tremblay", "Gagnon")]
    assert google.values(other.spreadsheet, "Équipe!B2") == [["Tremblay"]]
    assert "Tremblay" in run(capsys, "conflicts", status=1)
    tab = google.book(other.spreadsheet).titled(TABLE["conflicts"].label.fr)
    assert tab is not None
    at = TABLE["conflicts"].position["choice"]
    offered = tab.cell(1, at).extra["dataValidation"]["condition"]
    words = [choice.label.fr for choice in TABLE["conflicts"].column("choice").choices]
    assert [one["userEnteredValue"] for one in offered["values"]] == words

    google.type(other.spreadsheet, f"'{tab.title}'!{chr(65 + at)}2", [words[0]])
    sync(capsys, other, book)

    chosen = TABLE["conflicts"].column("choice").choices[0].key
    wanted = "Tremblay" if chosen == "sheet" else "Gagnon"
    assert (
        google.values(book.spreadsheet, "Équipe!B2")
        == google.values(other.spreadsheet, "Équipe!B2")
        == [[wanted]]
    )
    assert "Open conflicts: 0." in run(capsys, "conflicts")
    assert [one["conflicts"] for one in sync(capsys, book, other)] == [[], []]


def test_undo_takes_a_run_back_in_the_spreadsheets_that_it_wrote(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book, other = crew(google), crew(google)
    sync(capsys, book, other, book)
    google.type(book.spreadsheet, "Équipe!B2", ["Gagnon"])
    sync(capsys, book, other)
    assert google.values(other.spreadsheet, "Équipe!B2") == [["Gagnon"]]
    changes = json.loads(run(capsys, "log", "--json"))["changes"]
    (made,) = {one["run"] for one in changes if one["after"] == "Gagnon"}

    run(capsys, "undo", made)
    sync(capsys, book, other)

    assert (
        google.values(book.spreadsheet, "Équipe!B2")
        == google.values(other.spreadsheet, "Équipe!B2")
        == [["Côté"]]
    )
    assert main(["undo", book.name]) == 2
    assert "Version history" in capsys.readouterr().err


def test_a_person_forgotten_is_gone_from_every_tab_and_our_own_copies_of_rows(
    google: GoogleEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    book, gone = crew(google), crew(google)
    sync(capsys, book, gone, book)
    google.edit(book.spreadsheet, {"addSheet": {"properties": {"title": "Ève Côté", "sheetId": 50}}})
    google.type(book.spreadsheet, "'Ève Côté'!A1", ["Taxi : Ève Côté, 514 555-0123"])
    google.type(book.spreadsheet, "'Ève Côté'!A2", ['="Bonjour "&"Ève Côté"'])
    noted = {"start": {"sheetId": 50}, "rows": [{"values": [{"note": "Ève Côté"}]}], "fields": "note"}
    google.edit(book.spreadsheet, {"updateCells": noted})
    google.type(book.spreadsheet, "Équipe!D2", ["Première assistante"])
    sync(capsys, book)
    assert "Côté" in str(_everything(google, book))
    del google.drive.files[gone.spreadsheet]

    tried = json.loads(run(capsys, "forget", "007", "--json", status=1))
    assert {one["where"] for one in tried["erased"]} >= {book.name} and "Côté" in str(
        _everything(google, book)
    )
    done = json.loads(run(capsys, "forget", "007", "--yes", "--json", status=1))

    assert done["proven"] and done["not_reached"] == [gone.name]
    assert {"where": book.name, "found": 0} in done["searched"]
    left = str(_everything(google, book))
    assert not [one for one in ("Côté", "Ève", "0123") if one in left] and "Roy" in left
    assert google.book(book.spreadsheet).titled(SCRATCH) is not None
    assert sync(capsys, book)[0]["refused"] is None


def _everything(google: GoogleEmulator, book: GoogleBook) -> list[object]:
    """All the texts of a spreadsheet, hidden tabs, notes and formulas included."""
    found: list[object] = []
    for sheet in google.book(book.spreadsheet).sheets:
        found += [sheet.title, google.values(book.spreadsheet, f"'{sheet.title}'")]
        found += [google.values(book.spreadsheet, f"'{sheet.title}'", "FORMULA")]
        places = product(range(min(30, len(sheet.rows))), range(min(10, len(sheet.columns))))
        found += [note for row, column in places if (note := sheet.cell(row, column).note)]
    return found
