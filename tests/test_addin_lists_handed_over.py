"""A list is handed over clean, quickly, or not at all."""

import shutil
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest
from list_people import ADA, DAY, a_list, reading
from openpyxl.styles import Font
from table_rows import reading_of

from addin.documents.crew_lists import CrewList, ListRequest, make_list
from addin.documents.leak_search import refuse_leaks
from addin.documents.list_files import new_profile, write_list
from addin.documents.list_kinds import LISTS
from addin.documents.list_workbook import draw_list
from workbook_templates.text import OfficeError

MADE, WATCH = a_list()


def test_a_hundred_clean_files_pass_each_within_two_seconds(tmp_path: Path) -> None:
    slowest = 0.0
    for number in range(25):
        people = [ADA | {"person": f"Q{n:03}", "phone": f"+3319900{n:04}"} for n in range(8 * number)]
        read = reading(people)
        for kind in ("public", "office", "allergies", "emergency"):
            made = make_list(read, ListRequest(LISTS[kind], ("fr", "en")[number % 2], number + 1, DAY))
            before = time.process_time()
            target = tmp_path / f"{kind}-{number}.{('xlsx', 'csv', 'vcf')[number % 3]}"
            write_list(made, read, target)
            slowest = max(slowest, time.process_time() - before)
            assert target.is_file()

    assert len(list(tmp_path.iterdir())) == 100
    assert slowest < 2


TYPED = (
    "Loader (urgence : 06 12 34 09 87)", "Loader ada.field@example.com", "Loader, née le 12 mars 1987",
    "Loader 1 85 05 78 006 084 91", "Loader - FR14 2004 1010 0505 0001 3M02 606",
)  # fmt: skip


@pytest.mark.parametrize("position", TYPED)
def test_a_refused_list_leaves_nothing_behind(position: str, tmp_path: Path) -> None:
    # Typed in a public column, a phone or an address is still one that the public may not have.
    read = reading([ADA | {"position": position}])
    made = make_list(read, ListRequest(LISTS["public"], "fr", 1, DAY))

    for suffix in (".xlsx", ".csv", ".vcf"):
        with pytest.raises(OfficeError):
            write_list(made, read, tmp_path / f"list{suffix}")

    assert list(tmp_path.iterdir()) == []


def test_a_persons_own_allergy_typed_in_her_position_is_refused(tmp_path: Path) -> None:
    read = reading([ADA | {"position": "Loader - noix de pécan"}])
    made = make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))

    with pytest.raises(OfficeError, match="Position"):
        write_list(made, read, tmp_path / "list.xlsx")


def test_a_value_that_stands_on_the_list_by_right_is_no_leak(tmp_path: Path) -> None:
    # Two of one household: her emergency contact and phone are a colleague's own.
    read = reading(
        [
            ADA,
            ADA
            | {
                "person": "P901",
                "first_name": "Noé",
                "emergency_contact": "Ada Field",
                "emergency_phone": ADA["phone"],
            },
        ]
    )
    made = make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))

    write_list(made, read, tmp_path / "list.xlsx")

    assert (tmp_path / "list.xlsx").is_file()


needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice and poppler make the PDF"
)


@pytest.mark.slow
@needs_office
def test_libreoffice_makes_a_list_without_trying_out_its_graphics_first(tmp_path: Path) -> None:
    draw_list(MADE, tmp_path / "list.xlsx")
    profile = new_profile(tmp_path / "profile")

    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "list.xlsx")], check=True, capture_output=True
    )

    assert (tmp_path / "list.pdf").is_file()
    assert not (tmp_path / "profile" / "user" / "GraphicsRenderTests.log").exists()


@pytest.mark.slow
@needs_office
def test_a_clean_pdf_passes_and_one_with_a_value_in_its_text_or_properties_does_not(tmp_path: Path) -> None:
    read = reading()
    made = make_list(read, ListRequest(LISTS["office"], "fr", 1, DAY))
    write_list(made, read, tmp_path / "list.pdf")
    data = (tmp_path / "list.pdf").read_bytes()
    hidden = {
        "info": data + b"\n1 0 obj\n<< /Author (Noix de p\\351can) >>\nendobj\n",
        "utf-16": data
        + b"\n1 0 obj\n<< /Title <FEFF"
        + "né le 12/03/1987".encode("utf-16-be").hex().encode()
        + b"> >>",
        "attachment": data + b"\n1 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n",
        "xmp": data + b"\n<?xpacket begin?><x:xmpmeta><dc:x>06 12 34 09 87</dc:x></x:xmpmeta>\n",
    }
    secret = openpyxl.load_workbook(_drawn(made, tmp_path))
    secret.worksheets[0]["B30"] = "Zénobie Quatremain"
    secret.worksheets[0]["B30"].font = Font(color="FFFFFF")
    secret.save(tmp_path / "white.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "white.xlsx")],
        check=True, capture_output=True,
    )  # fmt: skip
    hidden["white"] = (tmp_path / "white.pdf").read_bytes()

    for name, content in hidden.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
        with pytest.raises(OfficeError):
            refuse_leaks(tmp_path / f"{name}.pdf", WATCH, "list.pdf")


def _drawn(made: CrewList, folder: Path) -> Path:
    draw_list(made, folder / "drawn.xlsx")
    return folder / "drawn.xlsx"


def test_two_words_of_a_page_side_by_side_make_up_no_value_of_somebody(tmp_path: Path) -> None:
    """ "Costume,Supervisor" once refused a list where a note elsewhere said "Costumes"."""
    read = reading_of(
        {
            "crew": [{"person": "P1", "last_name": "Roy", "department": "costume", "position": "Supervisor"}],
            "availability": [{"who": "P1", "from": "2026-05-01", "to": "2026-05-01", "note": "Costumes"}],
        },
        "en",
    )
    made = make_list(read, ListRequest(LISTS["office"], "en", 1, DAY))

    write_list(made, read, tmp_path / "office.csv")

    assert "Costume,Supervisor" in (tmp_path / "office.csv").read_text(encoding="utf-8")


def test_a_name_that_folds_at_its_words_and_hyphens_has_a_row_high_enough(tmp_path: Path) -> None:
    name = {
        "last_name": "de La Rochefoucauld-Montmorency d'Aubigné-Saint-Hilaire",
        "first_name": "Marie-Antoinette Élisabeth Bérengère",
    }
    made = make_list(reading([ADA | name]), ListRequest(LISTS["office"], "fr", 1, DAY))

    draw_list(made, tmp_path / "list.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    (row,) = [cell.row for line in sheet.iter_rows() for cell in line if "Montmorency" in str(cell.value)]
    assert sheet.row_dimensions[row].height >= 5 * 13  # five lines, as LibreOffice prints them
