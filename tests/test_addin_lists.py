"""Derived lists: who is on them, in which order, and only what their readers may see."""

import csv
import io
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from table_rows import reading_of

from addin.documents.crew_lists import ListRequest, make_list
from addin.documents.issues import next_issue
from addin.documents.list_files import write_list
from addin.documents.list_kinds import LISTS, PHONE, ListKind
from addin.documents.list_secrets import disclosures
from addin.documents.list_texts import FORMULA_STARTS, inert, list_csv, list_vcards
from addin.faces.command_line import main
from workbook_templates.book import Reading
from workbook_templates.declare import Column, Kind, Tier
from workbook_templates.kinds import canonical
from workbook_templates.sample.sample import sample_rows
from workbook_templates.tables.people import CAST, CREW
from workbook_templates.text import OfficeError, Text

DAY = date(2026, 5, 6)


def reading(
    crew: list[dict[str, str]], cast: list[dict[str, str]] | None = None, country: str = "FR"
) -> Reading:
    settings = [
        {"setting": "title", "value": "Les marées & hautes"},
        {"setting": "country", "value": country},
    ]
    given = {"production": settings, "crew": crew, "cast": cast or []}
    return reading_of(given, "fr", country, first=5)


def person(name: str, department: str, **more: str) -> dict[str, str]:
    return {
        "person": name,
        "first_name": name,
        "last_name": "X",
        "department": department,
        "position": "Poste",
    } | more


def names(read: Reading, kind: str, **more: object) -> list[tuple[str, list[str]]]:
    request = ListRequest(LISTS[kind], "fr", 1, DAY, **more)  # type: ignore[arg-type]
    made = make_list(read, request)
    return [
        (section.heading, [line.cells[1] for line in section.lines])
        for sheet in made.sheets
        for section in sheet.sections
    ]


def test_departments_come_in_their_order_people_in_the_sheets_and_the_cast_by_role() -> None:
    read = reading(
        [
            person("Zoé", "camera"), person("Al", "other"), person("Max", "production"), person("Ada", "camera"),
            person("Una", "no such"), person("Bea", ""),
        ],
        [{"role": "10", "character": "A", "first_name": "Li", "last_name": "X"},
         {"role": "2", "character": "B", "first_name": "Jo", "last_name": "X"}],
    )  # fmt: skip

    assert names(read, "public") == [
        ("Production", ["Max X"]),
        ("Image", ["Zoé X", "Ada X"]),
        ("Autre", ["Al X"]),
        ("Département à préciser", ["Una X", "Bea X"]),
        ("Distribution", ["Jo X", "Li X"]),
    ]


def test_people_released_before_a_date_are_left_out_and_their_last_day_counts() -> None:
    read = reading(
        [
            person("Gone", "camera", end="2026-05-05"),
            person("Today", "camera", end="2026-05-06"),
            person("Open", "camera"),
            person("Words", "camera", end="mi-mai"),
        ]
    )

    made = make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY, DAY))

    assert [line.cells[1] for line in made.lines] == ["Today X", "Open X", "Words X"]
    assert (made.left_out, [finding.code for finding in made.findings]) == (1, ["release-unknown"])


def test_no_list_may_be_declared_with_a_column_above_its_readers_right() -> None:
    with pytest.raises(ValueError, match="phone"):
        ListKind("x", Text("", ""), Text("", ""), Tier.PUBLIC, (PHONE,), (PHONE,), Text("", ""))


def test_each_list_holds_the_columns_of_its_readers_and_no_others() -> None:
    seen = {
        kind.key: {
            key
            for table, columns in ((CREW, kind.crew), (CAST, kind.cast))
            for column in columns
            for key in column.keys_of(table)
        }
        for kind in LISTS.values()
    }
    names_only = {"position", "role", "character", "first_name", "last_name"}
    contact = names_only | {"phone", "email", "start", "end", "agent", "agent_phone"}

    assert seen == {
        "public": names_only | {"credited_name"},
        "office": contact,
        "department": contact,
        "allergies": names_only | {"allergies"},
        "emergency": names_only | {"phone", "emergency_contact", "emergency_phone"},
    }


def test_an_artist_is_named_in_public_only_once_confirmed() -> None:
    cast = [
        {"role": "1", "character": "A", "first_name": "Li", "last_name": "X", "status": "offer"},
        {"role": "2", "character": "B", "first_name": "Jo", "last_name": "X", "status": "confirmed"},
    ]

    assert names(reading([], cast), "public") == [("Distribution", ["À confirmer", "Jo X"])]
    assert names(reading([], cast), "office") == [("Distribution", ["Li X", "Jo X"])]


def test_the_allergies_list_holds_only_who_has_one_and_counts_who_has_not_answered() -> None:
    read = reading(
        [
            person("A", "camera", allergies="arachides"), person("B", "camera", allergies="Aucune"),
            person("C", "camera"), person("D", "camera"),
        ]
    )  # fmt: skip

    made = make_list(read, ListRequest(LISTS["allergies"], "fr", 1, DAY))

    assert [line.cells for line in made.lines] == [("Poste", "A X", "arachides")]
    assert made.summary == "Sans réponse à ce jour : 2."


def test_one_department_alone_is_a_list_of_its_own() -> None:
    read = reading([person("A", "camera"), person("B", "sound")])

    assert names(read, "department") == [("Image", ["A X"]), ("Son", ["B X"])]
    assert names(read, "department", department="sound") == [("Son", ["B X"])]
    with pytest.raises(OfficeError, match="Nobody"):
        names(read, "department", department="hair")


DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    read = reading([person("A", "camera", position=text, last_name=text, email=text, phone=text)])
    made = make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))

    fields = [
        cell
        for row in csv.reader(io.StringIO(list_csv(made).decode("utf-8-sig"), newline=""), delimiter=";")
        for cell in row
    ]
    write_list(made, read, tmp_path / "list.xlsx")

    assert not [cell for cell in fields if cell.lstrip().startswith(FORMULA_STARTS)]
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    shown = [(cell, str(cell.value).replace("_x000D_", "").strip()) for cell in cells]
    risky = [cell for cell, value in shown if value.startswith(text.strip())]
    assert len(risky) == 3  # position, phone, email
    assert all(cell.quotePrefix for cell in risky)


def test_a_phone_of_the_csv_reads_back_as_the_same_phone() -> None:
    column = Column("phone", Kind.PHONE, "Téléphone")
    for phone, shown in (("+33612345678", "(+33) 6 12 34 56 78"), ("+15145550123", "(+1) 514 555-0123")):
        read = reading([person("A", "camera", phone=phone)])

        line = list_csv(make_list(read, ListRequest(LISTS["office"], "en", 1, DAY))).decode().splitlines()[1]

        assert shown in line.split(",")
        assert canonical(shown, column, "fr", "FR") == phone or phone.startswith("+1")
    assert inert("+352621123456") == "(+352621123456)"


def test_a_vcard_has_what_the_list_shows_escaped_and_folded() -> None:
    long = "Chef opérateur; lumière, « très » long " * 4
    read = reading([person("Léa", "camera", position=long, phone="+33612345678", email="lea@example.com")])

    public = list_vcards(make_list(read, ListRequest(LISTS["public"], "fr", 1, DAY))).decode()
    office = list_vcards(make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))).decode()

    assert all(len(line.encode()) <= 75 for line in office.split("\r\n"))
    lines = office.replace("\r\n ", "").split("\r\n")
    assert lines[:4] == ["BEGIN:VCARD", "VERSION:3.0", "N:X;Léa;;;", "FN:Léa X"]
    assert "ORG:Les marées & hautes;Image" in lines
    assert "TITLE:" + long.replace(";", "\\;").replace(",", "\\,") in lines
    assert "TEL;TYPE=CELL,VOICE:+33612345678" in lines and "EMAIL;TYPE=INTERNET:lea@example.com" in lines
    assert "TEL" not in public and "EMAIL" not in public


def test_the_paper_is_the_countrys_and_the_page_says_what_it_is(tmp_path: Path) -> None:
    for country, paper in (("FR", 9), ("CA-QC", 1)):
        read = reading([person("A", "camera")], country=country)
        target = tmp_path / f"{country}.xlsx"
        write_list(make_list(read, ListRequest(LISTS["office"], "fr", 7, DAY)), read, target)

        sheet = openpyxl.load_workbook(target).worksheets[0]
        assert int(sheet.page_setup.paperSize or 0) == paper
        assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
            "Les marées & hautes", "Liste des coordonnées", "Édition n° 7 · 6 mai 2026 · 1 personne",
        ]  # fmt: skip
        foot = sheet.oddFooter
        assert foot and foot.left and foot.right
        assert str(foot.left.text).endswith(
            "Les marées && hautes · Liste des coordonnées · Édition n° 7 · 6 mai 2026"
        )
        assert str(foot.right.text).endswith("Page &P sur &N")
        assert sheet.print_title_rows == "$6:$6"


def test_the_same_list_makes_the_same_bytes(tmp_path: Path) -> None:
    read = reading([person("A", "camera")])
    for name in ("a", "b"):
        write_list(
            make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY)), read, tmp_path / f"{name}.xlsx"
        )

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_issues_are_counted_by_document_and_given_back_when_nothing_is_issued(tmp_path: Path) -> None:
    numbers = []
    for document in ("list-public", "list-office", "list-public"):
        with next_issue(tmp_path, document) as issue:
            numbers.append(issue.number)
    with pytest.raises(OfficeError), next_issue(tmp_path, "list-public"):
        raise OfficeError("no", "non")
    with next_issue(tmp_path, "list-public") as issue, next_issue(tmp_path, "list-public") as other:
        numbers += [issue.number, other.number]

    assert numbers == [1, 1, 2, 3, 4]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    assert main(["new", "p.xlsx", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "p.xlsx"


def test_every_list_of_the_sample_is_written_from_the_command_line(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample.read_bytes()
    people = [row for table in ("crew", "cast") for row in sample_rows("fr")[table]]
    allergic = sum(row.get("allergies", "") not in ("", "aucune") for row in people)
    for kind in LISTS:
        for number, suffix in enumerate((".xlsx", ".csv", ".vcf"), start=1):
            capsys.readouterr()
            assert main(["list", "p.xlsx", kind, "--to", f"{kind}{suffix}", "--json"]) == 0
            answer = json.loads(capsys.readouterr().out)
            assert (answer["list"], answer["issue"], answer["left_out"]) == (kind, number, 0)
            assert answer["people"] == (allergic if kind == "allergies" else len(people))
    assert sample.read_bytes() == before


def test_without_a_name_the_list_takes_the_offices_and_its_own_language(sample: Path) -> None:
    assert main(["list", "p.xlsx", "public"]) == 0
    assert main(["list", "p.xlsx", "public", "--lang", "en", "--released-before", "15/05/2026"]) == 0

    found = sorted(path.name[11:] for path in sample.parent.glob("20*.xlsx"))
    assert found == ["crew-list_v02_en.xlsx", "liste-technique_v01_fr.xlsx"]


@pytest.mark.parametrize(
    "command",
    [
        ["list", "p.xlsx", "secret"],
        ["list", "p.xlsx", "public", "--to", "p.xlsx"],
        ["list", "p.xlsx", "public", "--to", "list.docx"],
        ["list", "p.xlsx", "public", "--to", "nowhere/list.xlsx"],
        ["list", "p.xlsx", "public", "--released-before", "soon"],
        ["list", "p.xlsx", "department", "--department", "kitchen"],
        ["list", "p.xlsx", "public", "--to", "arachides.csv"],
    ],
)
def test_what_cannot_be_listed_is_one_sentence_and_leaves_nothing(
    sample: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    before = sample.read_bytes()

    assert main(command) == 2

    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1
    assert sample.read_bytes() == before
    assert not [path for path in sample.parent.rglob("*") if path.is_file() and path != sample]


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no LibreOffice or poppler"
)
def test_the_pdf_is_the_workbook_printed_on_the_countrys_paper(sample: Path) -> None:
    assert main(["list", "p.xlsx", "office", "--to", "l.pdf"]) == 0

    text = subprocess.run(
        ["pdftotext", "-layout", "l.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.rstrip("\f").split("\f")
    told = subprocess.run(["pdfinfo", "l.pdf"], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in told
    assert [re.search(r"Page (\d+) sur (\d+)", page)[0] for page in pages] == [  # type: ignore[index]
        f"Page {number} sur {len(pages)}" for number in range(1, len(pages) + 1)
    ]
    assert all("Édition n° 1" in page for page in pages)
    emails = [row["email"] for table in ("crew", "cast") for row in sample_rows("fr")[table]]
    assert [email for email in emails if text.count(email) != 1] == []


def test_the_dates_of_a_csv_are_written_as_its_readers_write_them() -> None:
    read = reading([person("A", "camera", start="2026-05-04", end="2026-06-12")])

    french = list_csv(make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))).decode("utf-8-sig")
    english = list_csv(make_list(read, ListRequest(LISTS["office"], "en", 1, DAY))).decode("utf-8-sig")

    assert french.splitlines()[1].endswith(";04/05/2026;12/06/2026")
    assert english.splitlines()[1].endswith(",2026-05-04,2026-06-12")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ({"position": "Perchman, vit 12 rue des Lilas"}, ["Équipe ligne 6, Fonction"]),
        ({"credited_name": "Zoé X (12 rue des Lilas, 06200 Nice)"}, ["Équipe ligne 6, Nom au générique"]),
        ({"position": "Gardien du 12 rue des Roses"}, []),
        ({"position": "Perchman", "credited_name": "Anne Lilas"}, []),
    ],
)
def test_an_address_typed_into_another_persons_cell_or_a_name_is_not_shown(
    cell: dict[str, str], said: list[str]
) -> None:
    anne = person("Anne", "sound", address="12 rue des Lilas, 06200 Nice", emergency_contact="Zoé X")
    read = reading([anne, person("Zoé", "sound", **({"start": "2026-05-04"} | cell))])
    found = disclosures(read, make_list(read, ListRequest(LISTS["public"], "fr", 1, DAY)))
    assert [one.place("fr") for one in found] == said
    assert all("(Équipe ligne 5, Adresse)" in one.message("fr") for one in found)
