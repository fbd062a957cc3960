"""Messy lists out of Google spreadsheets, and into them."""

import json
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook
from sync.books.open_book import open_book
from sync.books.xlsx import XlsxBook
from sync.settings import read_settings
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Table

Capture = pytest.CaptureFixture[str]
MESSY = [
    ["Les marées hautes"],
    ["Liste technique du 12 mai"],
    [],
    ["Poste", "Nom Prénom", "Portable", "Mail", "Code"],
    ["CAMÉRA"],
    ["Chef op", "DUPONT Jean", "06 99 00 00 01", "jean@example.com", "0042"],
    ["1er assistant caméra", "Roy Ève", "0699000002", "=HYPERLINK", "0043"],
    [],
    ["SON"],
    ["Perchiste", "Côté Loïc", "+33 6 99 00 00 03", "loic@example.com", "0044"],
    ["Total", "3"],
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")


def crew(table: Table = TABLE["crew"]) -> list[dict[str, str]]:
    read = XlsxBook(Path("a.xlsx")).read(INPUT_TABLES).tables["crew"]
    return [
        {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True) if cell}
        for row in read.rows
    ]


def test_a_list_in_a_google_spreadsheet_comes_in_as_it_is(google: GoogleEmulator, capsys: Capture) -> None:
    source = google_book(google, {"Notes": [["rien"]], "Équipe 2": MESSY})
    assert main(["new", "a.xlsx", "--lang", "fr"]) == 0
    name = f"{source.name}!Équipe 2"
    before = source.fingerprint()

    assert main(["import", "a.xlsx", "crew", name, "--mapping", "map.xlsx"]) == 1
    assert crew() == [] and Path("map.xlsx").is_file()
    capsys.readouterr()
    assert main(["import", "a.xlsx", "crew", name, "--yes", "--json"]) in (0, 1)

    answer = json.loads(capsys.readouterr().out)
    assert (answer["sheet"], answer["header_row"], answer["rows"], answer["written"]) == (
        "Équipe 2",
        4,
        3,
        True,
    )
    assert [row.get("phone") for row in crew()] == ["+33699000001", "+33699000002", "+33699000003"]
    assert [(row["first_name"], row["department"]) for row in crew()] == [
        ("Jean", "camera"),
        ("Ève", "camera"),
        ("Loïc", "sound"),
    ]
    assert source.fingerprint() == before
    assert main(["import", "a.xlsx", "--undo"]) == 0 and crew() == []


def test_a_list_goes_into_a_google_spreadsheet_as_text(google: GoogleEmulator, capsys: Capture) -> None:
    headings = [
        TABLE["crew"].column(key).label.fr for key in ("person", "last_name", "first_name", "phone", "email")
    ]
    book = google_book(google, {"Équipe": [headings]})
    Path("liste.csv").write_text("\n".join(";".join(map(str, row)) for row in MESSY), encoding="utf-8")

    assert main(["import", book.name, "crew", "liste.csv", "--yes"]) in (0, 1)

    read = book.read(INPUT_TABLES).tables["crew"]
    at = TABLE["crew"].position
    assert [row.cells[at["phone"]] for row in read.rows] == ["+33699000001", "+33699000002", "+33699000003"]
    assert read.rows[1].cells[at["email"]] == "=HYPERLINK" and not any(row.formulas for row in read.rows)


def lines(book: GoogleBook) -> list[dict[str, str]]:
    """The crew of a spreadsheet, without its ids."""
    read = open_book(book.name, read_settings(None)).read(INPUT_TABLES).tables["crew"]
    return [
        {column.key: cell for column, cell in zip(read.table.columns, row.cells, strict=True) if cell}
        for row in read.rows
    ]


def small_book(google: GoogleEmulator) -> GoogleBook:
    keys = ("person", "last_name", "first_name", "position", "phone", "address")
    headings: list[object] = [TABLE["crew"].column(key).label.fr for key in keys]
    return google_book(google, {"Équipe": [headings, ["P1", "Dupont", "Jean", "Chef op", "", "1 rue Haute"]]})


LIST = "Identifiant;Nom;Prénom;Portable;Adresse\nP1;Dupont;Jean;06 99 00 00 01;2 rue Basse\nP2;Roy;Ève;;3 rue Neuve\n"


def test_an_import_into_a_google_spreadsheet_is_taken_back(google: GoogleEmulator, capsys: Capture) -> None:
    book = small_book(google)
    before = lines(book)
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    assert main(["import", book.name, "crew", "liste.csv", "--yes"]) in (0, 1)
    assert [line["address"] for line in lines(book)] == ["2 rue Basse", "3 rue Neuve"]
    assert "--undo" in capsys.readouterr().out

    assert main(["import", book.name, "--undo"]) == 0

    assert lines(book) == before
    assert not list(Path(".classeur/versions").rglob("*.json"))
    assert main(["import", book.name, "--undo"]) == 2
    assert "nothing to undo" in capsys.readouterr().err


def test_what_changed_since_an_import_is_said_and_kept(
    google: GoogleEmulator, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = small_book(google)
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    assert main(["import", book.name, "crew", "liste.csv", "--yes"]) in (0, 1)
    now = open_book(book.name, read_settings(None))
    rows = now.read(INPUT_TABLES).tables["crew"].rows
    now.apply(Edits(cells={"crew": {(rows[1].number, "position"): "Perchiste"}}))
    after = lines(book)
    capsys.readouterr()

    assert main(["import", book.name, "--undo"]) == 2

    assert "row 3 (Position)" in capsys.readouterr().err
    assert lines(book) == after
    now.read(INPUT_TABLES)
    now.apply(Edits(cells={"crew": {(3, "position"): "", (2, "position"): "Cadreur"}}))
    assert main(["import", book.name, "--undo"]) == 0
    assert [line["position"] for line in lines(book)] == ["Cadreur"]
    assert [line["address"] for line in lines(book)] == ["1 rue Haute"]


def test_with_a_key_the_rows_kept_hold_no_restricted_value_in_clear(google: GoogleEmulator) -> None:
    book = small_book(google)
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    assert main(["key", "--new", "own.key"]) == 0
    Path("classeur.toml").write_text('key_file = "own.key"\n', encoding="utf-8")
    assert main(["import", book.name, "crew", "liste.csv", "--yes"]) in (0, 1)

    [kept] = Path(".classeur/versions").rglob("*.json")
    text = kept.read_text(encoding="utf-8")
    assert "rue" not in text and "Dupont" in text
    assert main(["import", book.name, "--undo"]) == 0
    assert [line["address"] for line in lines(book)] == ["1 rue Haute"]


def test_whoever_is_erased_goes_from_the_rows_kept(google: GoogleEmulator) -> None:
    book = small_book(google)
    Path("liste.csv").write_text(
        LIST.replace("06 99 00 00 01", "").replace("2 rue Basse", "Paris"), encoding="utf-8"
    )
    assert main(["import", book.name, "crew", "liste.csv", "--yes"]) in (0, 1)
    assert main(["sync", book.name, "--yes"]) == 0
    assert list(Path(".classeur/versions").rglob("*.json"))

    assert main(["forget", "P1", "--yes"]) in (0, 1)

    assert not list(Path(".classeur/versions").rglob("*.json"))


def test_a_spreadsheet_that_is_not_there_is_one_sentence(google: GoogleEmulator, capsys: Capture) -> None:
    assert main(["new", "a.xlsx"]) == 0
    empty = google_book(google, {"Vide": []})
    for name in ("google:", "google:nobody-has-this", f"{empty.name}!Autre", empty.name):
        capsys.readouterr()
        assert main(["import", "a.xlsx", "crew", name]) == 2
        assert capsys.readouterr().err.count("\n") == 1
