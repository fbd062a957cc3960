"""A new workbook, and the documentation made from the same declarations."""

import hashlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sync.books.xlsx import XlsxBook
from workbook_templates.build import HEADER_ROW, Paper, build_workbook
from workbook_templates.build_guide import GUIDE
from workbook_templates.catalog import INPUT_TABLES, TABLE, TABLES, WRITTEN_TABLES
from workbook_templates.document import describe_tables
from workbook_templates.sample.sample import build_sample, sample_rows
from workbook_templates.starting import PAPER, starting_rows
from workbook_templates.tables.settings import SETTINGS
from workbook_templates.text import Lang, OfficeError

ROOT = Path(__file__).resolve().parents[1]
ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def built(path: Path, lang: Lang = "fr", rows: dict[str, dict[str, str]] | None = None) -> openpyxl.Workbook:
    filled = {table: [(ID, values)] for table, values in (rows or {}).items()}
    build_workbook(path, lang, filled)
    return openpyxl.load_workbook(path)


def header(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[HEADER_ROW + 1] if cell.value}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_table_has_its_sheet_and_is_found_again(tmp_path: Path, lang: Lang) -> None:
    path = tmp_path / "new.xlsx"
    build_workbook(path, lang)

    reading = XlsxBook(path).read(TABLES)

    assert reading.lang == lang
    for table in INPUT_TABLES:
        read = reading.tables[table.key]
        assert read.place is not None and read.place.sheet == table.sheet_name(lang), table.key
        assert set(read.place.columns) == {"_id", *table.position}, table.key
        assert (read.rows, read.findings) == ((), ()), table.key


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for name in ("one.xlsx", "two.xlsx"):
        built(tmp_path / name, "en", {"crew": {"person": "P001"}})
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())

    assert len(digests) == 1


def test_a_sheet_prints_well_and_offers_its_choices(tmp_path: Path) -> None:
    sheet = built(tmp_path / "new.xlsx")["Jours"]

    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["A"].hidden
    assert any("Tournage" in (rule.formula1 or "") for rule in sheet.data_validations.dataValidation)


@pytest.mark.parametrize(("paper", "code"), [("A4", 9), ("Letter", 1)])
def test_every_sheet_is_printed_on_the_paper_asked_for(tmp_path: Path, paper: Paper, code: int) -> None:
    path = tmp_path / "new.xlsx"
    build_workbook(path, "en", paper=paper)

    assert {
        sheet.page_setup.paperSize for sheet in openpyxl.load_workbook(path) if sheet.sheet_state == "visible"
    } == {code}


def test_codes_pages_and_phones_stay_text_and_amounts_and_dates_do_not(tmp_path: Path) -> None:
    rows = {
        "costs": {"entry": "0408", "account": "01.10", "net": "-12.50", "recoverable": "80%", "date": "2026-05-04"},
        "scenes": {"scene": "007", "pages": "3/8", "roles": "1,2"},
        "crew": {"person": "P1", "phone": "+33199000001", "rate": "1.250,00"},
    }  # fmt: skip
    book = built(tmp_path / "new.xlsx", "fr", rows)
    costs, scenes, crew = book["Dépenses"], book["Séquences"], book["Équipe"]

    def cell(sheet: Worksheet, label: str) -> tuple[object, str]:
        found = sheet.cell(HEADER_ROW + 2, header(sheet)[label])
        return found.value, found.number_format

    assert cell(costs, "Écriture") == ("0408", "@")
    assert cell(costs, "Compte") == ("01.10", "@")
    assert cell(costs, "Montant HT") == (-12.5, "#,##0.00")
    assert cell(costs, "Taxe récupérable") == (0.8, "0.0##%")
    assert cell(costs, "Date")[1] == "dd/mm/yyyy"
    assert cell(scenes, "Séquence") == ("007", "@")
    assert cell(scenes, "Pages") == ("3/8", "@")
    assert cell(crew, "Téléphone") == ("+33199000001", "@")
    assert cell(crew, "Tarif") == ("1.250,00", "#,##0.00")


def test_rules_warn_and_never_refuse(tmp_path: Path) -> None:
    book = built(tmp_path / "new.xlsx")

    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert rules and {rule.errorStyle for rule in rules} == {"warning"}


def test_a_reference_is_chosen_from_the_sheet_it_names(tmp_path: Path) -> None:
    book = built(tmp_path / "new.xlsx", "en")

    sources = {rule.formula1 for rule in book["Costs"].data_validations.dataValidation}
    assert {"keys_accounts_account", "keys_orders_order"} <= sources
    assert book.defined_names["keys_accounts_account"].attr_text == "'Accounts'!$B$5:$B$2004"


def test_restricted_columns_are_red_and_said_so_and_headers_hold_just_their_label(tmp_path: Path) -> None:
    sheet = built(tmp_path / "new.xlsx")["Équipe"]
    table = TABLE["crew"]
    columns = header(sheet)

    assert list(columns) == ["_id", *(column.label.fr for column in table.columns)]
    rate, name = sheet.cell(HEADER_ROW + 1, columns["Tarif"]), sheet.cell(HEADER_ROW + 1, columns["Nom"])
    assert rate.comment is not None and name.comment is None
    assert rate.fill.fgColor.rgb != name.fill.fgColor.rgb
    assert any("(R)" in str(cell.value) for cell in sheet[3])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_written_sheet_says_what_fills_it(tmp_path: Path, lang: Lang) -> None:
    book = built(tmp_path / "new.xlsx", lang)

    for table in WRITTEN_TABLES:
        sheet = book[table.sheet_name(lang)]
        assert str(sheet["A2"].value).startswith(table.about.say(lang) + " "), table.key
        assert list(header(sheet)) == [column.label.say(lang) for column in table.columns], table.key


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_first_sheet_leads_to_every_other_and_each_leads_back(tmp_path: Path, lang: Lang) -> None:
    book = built(tmp_path / "new.xlsx", lang, {"production": {"setting": "title", "value": "Les marées"}})
    guide = book.worksheets[0]

    assert guide.title == GUIDE.say(lang)
    assert guide["B2"].value == "Les marées"
    links = {str(cell.hyperlink.location) for row in guide.iter_rows() for cell in row if cell.hyperlink}
    quoted = {table.sheet_name(lang).replace("'", "''") for table in TABLES}
    assert {link.rpartition("!")[0][1:-1] for link in links} == quoted
    for table in TABLES:
        back = book[table.sheet_name(lang)]["A3" if table.written else "B3"]
        assert back.hyperlink.location == f"'{GUIDE.say(lang)}'!A1", table.key


def test_rows_past_the_spare_ones_keep_their_rules(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    build_workbook(path, "en", {"accounts": [(f"{n:026}", {"account": f"{n}"}) for n in range(3000)]})

    names = openpyxl.load_workbook(path).defined_names
    assert names["keys_accounts_account"].attr_text == "'Accounts'!$B$5:$B$6004"


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="cannot be written"):
        build_workbook(tmp_path / "nowhere" / "new.xlsx", "en")


def test_the_tables_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == describe_tables()


def test_a_column_that_refers_to_two_tables_offers_the_keys_of_both(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    build_sample(path, "fr")
    book = openpyxl.load_workbook(path, data_only=True)
    offered = [row[-1].value for row in book["_lists"].iter_rows() if row[-1].value]
    rows = sample_rows("fr")

    assert offered == [row["person"] for row in rows["crew"] if row["person"]] + [
        row["role"] for row in rows["cast"]
    ]
    rules = book["Disponibilités"].data_validations.dataValidation
    assert "=keys_crew_cast" in {f"={rule.formula1}" for rule in rules if rule.type == "list"}


def test_a_new_workbook_lists_every_setting_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    for path in (one, other):
        build_workbook(path, "fr", starting_rows("fr", "CA-QC", "telefilm"), PAPER["CA-QC"])

    assert one.read_bytes() == other.read_bytes()
    book = openpyxl.load_workbook(one)
    assert [cell.value for cell in book["Production"]["B"][4:]] == [column.label.fr for column in SETTINGS]
    assert book["Production"].page_setup.paperSize == 1
