"""The xlsx book: found by its headers, spliced, replaced at once, refused in a sentence."""

import hashlib
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from addin.actions.registry import ACTIONS, Options
from sync.books.xlsx import XlsxBook
from sync.books.xlsx_package import Package
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.checks import check_tables
from workbook_templates.sample.sample import PLANTED, build_sample
from workbook_templates.text import OfficeError


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.xlsx"
    build_sample(path, "fr")
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_same_sample_is_the_same_bytes(tmp_path: Path, sample: Path) -> None:
    again = tmp_path / "again.xlsx"
    build_sample(again, "fr")
    quebec = [tmp_path / "qc1.xlsx", tmp_path / "qc2.xlsx"]
    for path in quebec:
        build_sample(path, "fr", country="CA-QC")

    assert again.read_bytes() == sample.read_bytes()
    assert quebec[0].read_bytes() == quebec[1].read_bytes() != sample.read_bytes()
    sheets = openpyxl.load_workbook(quebec[0]).worksheets
    assert {sheet.page_setup.paperSize for sheet in sheets if sheet.sheet_state == "visible"} == {1}


@pytest.mark.parametrize("country", ["FR", "CA-QC"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_check_finds_just_the_planted_mistakes(tmp_path: Path, lang: str, country: str) -> None:
    path = tmp_path / "sample.xlsx"
    build_sample(path, "fr" if lang == "fr" else "en", country=country)

    outcome = ACTIONS["check"].run(XlsxBook(path).read(INPUT_TABLES), Options(today=date(2026, 11, 25)), "")

    assert sorted((finding.table.key, finding.code) for finding in outcome.findings) == sorted(PLANTED)


def test_a_changed_cell_and_a_new_row_leave_other_parts_as_they_were(sample: Path) -> None:
    before = parts(sample)
    book = XlsxBook(sample)
    reading = book.read(INPUT_TABLES)
    crew = reading.tables["crew"]
    new = ["" for _ in TABLE["crew"].columns]
    new[0], new[1] = "P099", "=1+1"

    book.apply(
        Edits(
            cells={"crew": {(crew.rows[0].number, "last_name"): "O'Neill & Fils"}},
            added={"crew": [NewRow("01ARZ3NDEKTSV4RRFFQ69G5FAV", tuple(new))]},
        )
    )

    after = parts(sample)
    changed = {name for name in after if before.get(name) != after[name]}
    read = XlsxBook(sample).read(INPUT_TABLES).tables["crew"]
    # The last sheet's formulas offer the crew's keys to other sheets.
    lists = f"xl/worksheets/sheet{len(openpyxl.load_workbook(sample).sheetnames)}.xml"
    assert changed == {"xl/worksheets/sheet3.xml", "xl/tables/table2.xml", lists}
    assert read.rows[0].cells[1] == "O'Neill & Fils"
    assert (read.rows[-1].id, read.rows[-1].cells[:2]) == ("01ARZ3NDEKTSV4RRFFQ69G5FAV", ("P099", "=1+1"))
    assert read.rows[-1].formulas == frozenset()
    assert openpyxl.load_workbook(sample)["Équipe"].tables["T_crew"].ref.endswith(str(read.rows[-1].number))


def test_marks_disappear_when_mended_and_the_same_marks_write_nothing(sample: Path) -> None:
    original = parts(sample)["xl/worksheets/sheet3.xml"]
    book = XlsxBook(sample)
    findings = check_tables(book.read(INPUT_TABLES))
    book.apply(Edits(marks=findings))
    sheet = openpyxl.load_workbook(sample)["Équipe"]
    marked = hashlib.sha256(sample.read_bytes()).hexdigest()
    assert sheet["C27"].comment is not None and "missing-last_name" in sheet["C27"].comment.text

    book.read(INPUT_TABLES)
    book.apply(Edits(marks=findings))
    assert hashlib.sha256(sample.read_bytes()).hexdigest() == marked

    book.read(INPUT_TABLES)
    book.apply(Edits(marks=[]))
    assert parts(sample)["xl/worksheets/sheet3.xml"] == original
    assert openpyxl.load_workbook(sample)["Équipe"]["C27"].comment is None


def test_a_book_changed_since_it_was_read_is_refused(sample: Path) -> None:
    book, other = XlsxBook(sample), XlsxBook(sample)
    book.read(INPUT_TABLES)
    number = other.read(INPUT_TABLES).tables["crew"].rows[0].number
    other.apply(Edits(cells={"crew": {(number, "last_name"): "Autre"}}))

    with pytest.raises(OfficeError, match="changed"):
        book.apply(Edits(cells={"crew": {(number, "last_name"): "Perdu"}}))


@pytest.mark.parametrize("lock", ["~$sample.xlsx", ".~lock.sample.xlsx#"])
def test_a_book_open_elsewhere_is_refused(sample: Path, lock: str) -> None:
    (sample.parent / lock).write_bytes(b"")
    book = XlsxBook(sample)
    number = book.read(INPUT_TABLES).tables["crew"].rows[0].number
    before = sample.read_bytes()

    with pytest.raises(OfficeError, match="is open in"):
        book.apply(Edits(cells={"crew": {(number, "last_name"): "Perdu"}}))

    assert sample.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"hello", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04half"])
def test_what_is_not_a_workbook_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(data)

    with pytest.raises(OfficeError):
        XlsxBook(path).read(INPUT_TABLES)


def test_a_persons_own_sheet_is_read_below_its_title_and_keeps_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Liste technique"])
    sheet.append([])
    sheet.append(
        [
            "Prénom",
            "Nom",
            "Taille de t-shirt",
            "Identifiant",
            "Fonction",
            "Département",
            "Début",
            "Téléphone",
            "Courriel",
        ]
    )
    sheet.append(["Ève", "Côté", "M", "A1", "Scripte", "Image", "02/03/2026", 612345678, "eve@example.com"])
    workbook.save(path)
    book = XlsxBook(path)
    reading = book.read(INPUT_TABLES)
    row = reading.tables["crew"].rows[0]

    book.apply(Edits(cells={"crew": {(4, "_id"): "01ARZ3NDEKTSV4RRFFQ69G5FAV", (4, "start"): "2026-03-09"}}))

    again = XlsxBook(path).read(INPUT_TABLES).tables["crew"].rows[0]
    assert (row.number, row.cells[:3], row.cells[10:12]) == (
        4,
        ("A1", "Côté", "Ève"),
        ("+33612345678", "2026-03-02"),
    )
    assert (again.id, again.cells[11]) == ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "2026-03-09")
    saved = openpyxl.load_workbook(path).active
    assert saved is not None and saved["C4"].value == "M" and saved["G4"].is_date
    assert saved.column_dimensions["J"].hidden


def test_untouched_members_keep_their_compressed_bytes(sample: Path) -> None:
    package = Package(sample.read_bytes())

    assert package.to_bytes() == sample.read_bytes()
