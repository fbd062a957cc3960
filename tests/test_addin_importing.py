"""``classeur import``, as a person types it: proposed, confirmed, remembered, undone."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from messy_layouts import make_list

from addin.actions.importing_files import read_source
from addin.faces.command_line import main
from addin.rules.messy_layout import find_layout
from workbook_templates.catalog import TABLE
from workbook_templates.findings import MASK

SURE = "Nom;Prénom;Fonction;Tél.;Courriel;Début\nDURAND;Paul;Cadreur;612345678;p@exemple.fr;25/03/2026\nPETIT;Anne;Scripte;0199000001;;02/04/2026\n"
TIED = "Nom;Prénom;Tél perso;Tél bureau\nDURAND;Paul;0199000001;0199000002\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("CLASSEUR_STORE", raising=False)
    assert main(["new", "p.xlsx", "--sample", "--lang", "fr"]) == 0
    Path("sure.csv").write_text(SURE, encoding="utf-8")
    Path("tied.csv").write_text(TIED, encoding="cp1252")
    capsys.readouterr()
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    said = json.loads(capsys.readouterr().out)
    assert isinstance(said, dict)
    return said


def crew(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    assert main(["dump", "p.xlsx", "crew", "--format", "json"]) == 0
    rows = answer(capsys)["rows"]
    assert isinstance(rows, list)
    return rows


def test_a_sure_list_goes_in_at_once_and_a_second_time_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(crew(capsys))

    main(["import", "p.xlsx", "crew", "sure.csv"])
    once = Path("p.xlsx").read_bytes()
    main(["import", "p.xlsx", "crew", "sure.csv"])

    assert Path("p.xlsx").read_bytes() == once
    rows = crew(capsys)
    assert len(rows) == before + 2
    keys = ("person", "last_name", "first_name", "position", "phone", "email", "start")
    assert [rows[-2][key] for key in keys] == [
        "P041", "DURAND", "Paul", "Cadreur", "+33612345678", "p@exemple.fr", "2026-03-25",
    ]  # fmt: skip


def test_undo_gives_back_every_byte_and_then_has_nothing_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("p.xlsx").read_bytes()
    main(["import", "p.xlsx", "crew", "sure.csv"])
    assert Path("p.xlsx").read_bytes() != before

    assert main(["import", "p.xlsx", "--undo"]) == 0
    assert Path("p.xlsx").read_bytes() == before

    assert main(["import", "p.xlsx", "--undo"]) == 2
    assert "rien à annuler" in capsys.readouterr().err


def test_two_imports_are_undone_one_by_one(folder: Path) -> None:
    start = Path("p.xlsx").read_bytes()
    main(["import", "p.xlsx", "crew", "sure.csv"])
    between = Path("p.xlsx").read_bytes()
    main(["import", "p.xlsx", "crew", "tied.csv", "--yes"])

    main(["import", "p.xlsx", "--undo"])
    assert Path("p.xlsx").read_bytes() == between

    main(["import", "p.xlsx", "--undo"])
    assert Path("p.xlsx").read_bytes() == start


def test_undo_never_takes_back_later_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "p.xlsx", "crew", "sure.csv"])
    book = openpyxl.load_workbook("p.xlsx")
    book.create_sheet("À moi")
    book.save("p.xlsx")
    later = Path("p.xlsx").read_bytes()

    assert main(["import", "p.xlsx", "--undo"]) == 2

    assert Path("p.xlsx").read_bytes() == later
    assert "a changé depuis l'import de sure.csv" in capsys.readouterr().err


def test_a_tie_writes_nothing_and_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("p.xlsx").read_bytes()

    assert main(["import", "p.xlsx", "crew", "tied.csv"]) == 1

    assert Path("p.xlsx").read_bytes() == before
    said = capsys.readouterr().out
    assert "? Colonne C « Tél perso » est proposée comme Téléphone, mais D irait aussi bien." in said
    assert said.splitlines()[-1].startswith("Rien n'a été écrit. Confirmez avec --yes")


def test_yes_confirms_and_is_remembered_for_the_same_headings_in_any_order(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "p.xlsx", "crew", "tied.csv", "--yes"])
    Path("again.csv").write_text(
        "Tél bureau;Nom;Tél perso;Prénom\n0199000004;ROY;0199000003;Luc\n", encoding="utf-8"
    )
    capsys.readouterr()

    main(["import", "p.xlsx", "crew", "again.csv", "--json"])

    said = answer(capsys)
    assert said["written"] is True and said["asks"] == []
    assert crew(capsys)[-1]["phone"] == "+33199000003"


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
def test_the_mapping_is_written_corrected_and_read_back(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = Path("p.xlsx").read_bytes()
    assert main(["import", "p.xlsx", "crew", "tied.csv", "--mapping", name]) == 1
    assert Path("p.xlsx").read_bytes() == before
    if name.endswith("csv"):
        text = Path(name).read_text(encoding="utf-8-sig")
        lines = text.replace("C;Tél perso;Téléphone", "C;Tél perso;").replace(
            "D;Tél bureau;", "D;Tél bureau;Téléphone"
        )
        Path(name).write_text(lines, encoding="utf-8-sig")
    else:
        book = openpyxl.load_workbook(name)
        sheet = book.worksheets[0]
        assert [sheet.cell(row, 3).value for row in (2, 3, 4, 5)] == ["Nom", "Prénom", "Téléphone", None]
        sheet["C4"].value, sheet["C5"].value = None, "Téléphone"
        book.save(name)

    main(["import", "p.xlsx", "crew", "tied.csv", "--mapping", name])

    assert crew(capsys)[-1]["phone"] == "+33199000002"


def test_a_mapping_to_a_column_that_is_not_there_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("plan.csv").write_text("Column,Heading,Becomes\nA,Nom,Shoe size\n", encoding="utf-8")

    assert main(["import", "p.xlsx", "crew", "tied.csv", "--mapping", "plan.csv"]) == 2

    assert "« Shoe size » (colonne A) n'est pas une colonne de Équipe" in capsys.readouterr().err


def test_a_mapping_that_says_no_known_way_to_read_a_column_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("plan.csv").write_text("Column,Heading,Becomes,Read\nA,Nom,Nom,sideways\n", encoding="utf-8")

    assert main(["import", "p.xlsx", "crew", "tied.csv", "--mapping", "plan.csv"]) == 2

    assert "« sideways » (colonne A) n'est pas une lecture possible" in capsys.readouterr().err


def test_a_dry_run_writes_nothing_anywhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    main(["import", "p.xlsx", "crew", "sure.csv", "--yes", "--dry-run", "--json", "--mapping", "plan.csv"])

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    said = answer(capsys)
    assert (said["written"], said["added"], said["rows"], said["header_row"]) == (False, 2, 2, 1)


def test_restricted_cells_are_never_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("secret.csv").write_text(
        "Nom;Prénom;Allergies;Tarif;N° Sécu;Ancien IBAN\nDURAND;Paul;arachides;1 250,00;255081416802538;FR7630006000011234567890189\n",
        encoding="utf-8",
    )

    main(["import", "p.xlsx", "crew", "secret.csv", "--yes"])
    shown = capsys.readouterr().out
    main(["import", "p.xlsx", "crew", "secret.csv", "--json", "--dry-run"])
    shown += capsys.readouterr().out
    main(["import", "p.xlsx", "crew", "secret.csv", "--mapping", "plan.csv"])
    shown += capsys.readouterr().out + Path("plan.csv").read_text(encoding="utf-8-sig")

    assert MASK in shown
    assert not any(word in shown for word in ("arachides", "1250", "1 250", "255081416802538", "FR763000"))


def test_bad_cells_are_kept_as_typed_and_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.csv").write_text(
        "Nom;Prénom;Tél.;Courriel\nDURAND;Paul;0612345;p@exemple.fr\nPETIT;Anne;0199000001;a@\n",
        encoding="utf-8",
    )

    assert main(["import", "p.xlsx", "crew", "bad.csv", "--json"]) == 1

    found = answer(capsys)["findings"]
    assert isinstance(found, list)
    assert {"not-phone", "not-email"} <= {finding["code"] for finding in found}
    assert [(row["phone"], row["email"]) for row in crew(capsys)[-2:]] == [
        ("0612345", "p@exemple.fr"),
        ("+33199000001", "a@"),
    ]


def test_text_that_looks_like_a_formula_stays_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.csv").write_text('Nom;Prénom;Fonction\nDURAND;Paul;"=1+1"\n', encoding="utf-8")

    main(["import", "p.xlsx", "crew", "f.csv"])

    assert crew(capsys)[-1]["position"] == "=1+1"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("none.csv", b"a;b\n1;2\n", "Aucune ligne de ce fichier ne nomme deux colonnes"),
        ("rowless.csv", "Nom;Prénom\n".encode(), "aucune ligne à importer"),
        ("empty.csv", b"", "est vide"),
        ("list.pdf", b"%PDF", "n'est pas une liste"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "est illisible"),
    ],
)
def test_a_file_that_holds_no_list_is_refused_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, sentence: str
) -> None:
    before = Path("p.xlsx").read_bytes()
    Path(name).write_bytes(data)

    assert main(["import", "p.xlsx", "crew", name, "--yes"]) == 2

    problem = capsys.readouterr().err.strip()
    assert sentence in problem and len(problem.splitlines()) == 1
    assert Path("p.xlsx").read_bytes() == before


def test_of_two_sheets_as_good_a_person_chooses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Équipe A"
    for sheet, name in ((book.worksheets[0], "Paul"), (book.create_sheet("Équipe B"), "Anne")):
        sheet.append(["Nom", "Prénom", "Fonction"])
        sheet.append(["Essai", name, "Cadreur"])
    book.save("two.xlsx")

    assert main(["import", "p.xlsx", "crew", "two.xlsx"]) == 1
    assert "Équipe B irait aussi bien" in capsys.readouterr().out

    main(["import", "p.xlsx", "crew", "two.xlsx", "--sheet", "Équipe B", "--yes"])
    assert crew(capsys)[-1]["first_name"] == "Anne"


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_each_kind_of_file_goes_in_by_the_command(
    folder: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    messy = make_list(seed)
    Path(messy.name).write_bytes(messy.data)
    main(["import", "p.xlsx", messy.table, messy.name, "--yes", "--json", "--dry-run"])

    assert answer(capsys)["rows"] == len(messy.truth)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_old_excel_file_is_read_like_a_new_one(folder: Path) -> None:
    messy = make_list(0)
    Path(messy.name).write_bytes(messy.data)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/office",
            "--headless",
            "--convert-to",
            "xls",
            messy.name,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    new, old = (
        [layout for sheet in read_source(Path(name)) if (layout := find_layout(sheet, TABLE[messy.table]))]
        for name in (messy.name, messy.name.replace(".xlsx", ".xls"))
    )

    assert [line.kind for line in old[0].lines] == [line.kind for line in new[0].lines]
    assert old[0].heads == new[0].heads and old[0].sheet.merges == new[0].sheet.merges


def test_a_real_sheets_header_is_found_under_its_groups(shared: Path) -> None:
    folder = shared / "data" / "real_sheets" / "blockframes_templates"
    sheet = read_source(folder / "import-organizations-template.xlsx")[0]

    layout = find_layout(sheet, TABLE["locations"])

    assert layout is not None and layout.header == 10
    assert {"Street", "City", "Phone Number"} <= {head.text.split(" ", 2)[-1] for head in layout.heads} | {
        head.text for head in layout.heads
    }


def test_no_cell_of_a_written_mapping_is_a_formula(folder: Path) -> None:
    Path("f.csv").write_text('Nom;Prénom;"=1+1"\nDURAND;Paul;=HYPERLINK("x")\n', encoding="utf-8")

    main(["import", "p.xlsx", "crew", "f.csv", "--mapping", "plan.csv"])
    main(["import", "p.xlsx", "crew", "f.csv", "--mapping", "plan.xlsx"])

    assert not any(
        cell.startswith("=")
        for line in Path("plan.csv").read_text("utf-8-sig").splitlines()
        for cell in line.split(";")
    )
    sheet = openpyxl.load_workbook("plan.xlsx").worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
