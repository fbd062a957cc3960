"""Messy lists out of Google spreadsheets, and into them."""

import json
from pathlib import Path

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.xlsx import XlsxBook
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
    assert main(["import", book.name, "--undo"]) == 2
    assert "Version history" in capsys.readouterr().err


def test_a_spreadsheet_that_is_not_there_is_one_sentence(google: GoogleEmulator, capsys: Capture) -> None:
    assert main(["new", "a.xlsx"]) == 0
    empty = google_book(google, {"Vide": []})
    for name in ("google:", "google:nobody-has-this", f"{empty.name}!Autre", empty.name):
        capsys.readouterr()
        assert main(["import", "a.xlsx", "crew", name]) == 2
        assert capsys.readouterr().err.count("\n") == 1
