"""A new workbook, and the documentation made from the same declarations."""

from pathlib import Path

import openpyxl
import pytest

from sync.books.xlsx import XlsxBook
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLES
from workbook_templates.document import describe_tables
from workbook_templates.text import Lang

ROOT = Path(__file__).resolve().parents[1]


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


def test_a_sheet_prints_well_and_offers_its_choices(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    build_workbook(path, "fr")

    sheet = openpyxl.load_workbook(path)["Jours"]

    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["A"].hidden
    assert any("Tournage" in (rule.formula1 or "") for rule in sheet.data_validations.dataValidation)


def test_the_tables_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == describe_tables()
