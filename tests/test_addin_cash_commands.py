"""The payment list as a document: a workbook, a PDF, a CSV, and what is refused."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from addin.faces.command_line import main

UNTIL = ("--until", "2026-07-16")


@pytest.fixture
def film(tmp_path: Path) -> str:
    path = str(tmp_path / "film.xlsx")
    assert main(["new", path, "--sample", "--lang", "fr"]) == 0
    return path


def test_the_workbook_holds_each_supplier_the_total_and_each_document(
    film: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "paiements.xlsx"
    capsys.readouterr()

    assert main(["payments", film, *UNTIL, "--to", str(target), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    cells = [row for row in openpyxl.load_workbook(target).active.iter_rows(values_only=True)]
    parts = [row[0] for row in cells]
    total = cells[parts.index("Total") + 1]
    rows = cells[parts.index("Pièce par pièce") + 1 :]

    assert len(answer["payments"]) == len(rows) == 32
    assert f"{total[5]:.2f}" == answer["totals"][0]["to_pay"] == "111062.94"
    assert round(sum(row[5] for row in rows), 2) == round(total[5], 2)
    assert all(row[1].date().isoformat() <= "2026-07-16" for row in rows)


def test_the_csv_opens_in_a_spreadsheet_of_its_language(film: str, tmp_path: Path) -> None:
    said = {}
    for lang, mark in (("fr", ";"), ("en", ",")):
        target = tmp_path / f"{lang}.csv"
        assert main(["payments", film, *UNTIL, "--to", str(target), "--lang", lang]) == 0
        text = target.read_text(encoding="utf-8-sig")
        said[lang] = list(csv.reader(io.StringIO(text), delimiter=mark))

    assert said["fr"][0][:3] == ["Partie", "Bénéficiaire", "Échéance"] and said["en"][0][0] == "Part"
    assert [row[6].replace(",", ".") for row in said["fr"][1:]] == [row[6] for row in said["en"][1:]]
    assert said["fr"][7] == ["Total", "Total", "", "", "", "", "111062,94", "EUR"]


def test_a_credit_stays_a_number_in_the_csv(film: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(film)
    sheet = book["Dépenses"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    row = next(row for row in range(5, sheet.max_row) if sheet.cell(row, heads["Nature"]).value == "Avoir")
    sheet.cell(row, heads["Payé le"]).value = None
    book.save(film)
    target = tmp_path / "p.csv"

    assert main(["payments", film, *UNTIL, "--to", str(target)]) == 0
    assert ";-216,00;EUR" in target.read_text(encoding="utf-8-sig")


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice and poppler make the PDF"
)
def test_the_pdf_says_the_total(film: str, tmp_path: Path) -> None:
    target = tmp_path / "p.pdf"

    assert main(["payments", film, *UNTIL, "--to", str(target)]) == 0
    said = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True
    )
    words = said.stdout.replace("\u202f", " ").replace("\xa0", " ")
    assert "Liste des paiements" in words and "111 062,94" in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--until", "soon", "--to", "p.xlsx"), "soon"),
        (("--until", "2025-01-01", "--to", "p.xlsx"), "2025"),
        ((*UNTIL, "--to", "p.vcf"), "p.vcf"),
        ((*UNTIL, "--to", "film.xlsx"), "film.xlsx"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...],
    said: str,
    film: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(film).parent
    monkeypatch.chdir(folder)

    assert main(["payments", film, *arguments]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["film.xlsx"]


def test_without_a_name_the_list_stands_beside_the_book_under_its_number(film: str, tmp_path: Path) -> None:
    for _ in range(2):
        assert main(["payments", film, *UNTIL]) == 0

    names = sorted(path.name.partition("_")[2] for path in tmp_path.glob("*_paiements_*"))
    assert names == ["paiements_v01_fr.xlsx", "paiements_v02_fr.xlsx"]
