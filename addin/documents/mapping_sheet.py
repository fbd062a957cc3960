"""The mapping between two charts as a workbook to correct: every code is text, with the other chart to choose from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from addin.rules.cost_mapping import TITLES
from workbook_templates.text import Lang, Text

SHEET = Text("Mapping", "Correspondance")
CHART = Text("Other chart", "Autre plan")
UNKNOWN = Text("This code is not in the other chart.", "Ce code n'est pas dans l'autre plan.")
WIDTHS = (18, 36, 18, 36)
SPARE = 200  # rows below the last account that stay text, for accounts added by hand


def write_mapping_sheet(
    path: Path, rows: Sequence[tuple[str, str, str, str]], names: Mapping[str, str], lang: Lang
) -> None:
    """Write the proposed mapping.

    Args:
        names: Account of the other chart -> its name, the second sheet; none when nothing is known of it.
    """
    # Slow to load: only who asks for this sheet waits for it.
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.say(lang)
    _fill(sheet, [tuple(title.say(lang) for title in TITLES), *rows], SPARE)
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True, color="FFFFFF"), Alignment(vertical="center")
        cell.fill = PatternFill("solid", fgColor="4A4A4A")
    for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1, min_col=3, max_col=4):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFDF2")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if names:
        other = book.create_sheet(CHART.say(lang))
        _fill(other, list(names.items()), 0)
        other.column_dimensions["A"].width, other.column_dimensions["B"].width = WIDTHS[:2]
        rule = DataValidation(
            "list", formula1=f"='{other.title}'!$A$1:$A${len(names)}", allow_blank=True, showErrorMessage=True
        )
        rule.errorStyle, rule.error = "warning", UNKNOWN.say(lang)
        rule.add(f"C2:C{len(rows) + 1 + SPARE}")
        sheet.add_data_validation(rule)
    book.save(path)


def _fill(sheet: Any, rows: Sequence[tuple[str, ...]], spare: int) -> None:
    """Write rows of text, in cells that keep what is typed in them as text."""
    for number, row in enumerate([*rows, *[("",) * len(rows[0])] * spare], start=1):
        for at, text in enumerate(row, start=1):
            cell = sheet.cell(number, at)
            cell.value, cell.number_format = text or None, "@"
            if text:
                cell.data_type = "s"
