"""The sheet that tells xlwings which Python to start: ``xlwings.conf``, hidden."""

import io
import re
import sys
from xml.sax.saxutils import escape

import python_calamine

from sync.books.xlsx_cells import letters, splice_cells
from sync.books.xlsx_package import Package
from sync.books.xlsx_workbook import add_sheet
from workbook_templates.text import OfficeError

SHEET = "xlwings.conf"
PART = "xl/worksheets/classeur_xlwings_conf.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NAMES = {"win32": ("INTERPRETER_WIN",), "darwin": ("INTERPRETER_MAC",)}
BOTH = ("INTERPRETER_WIN", "INTERPRETER_MAC")


def settings_of(python: str, platform: str = sys.platform) -> dict[str, str]:
    """What xlwings is told: this Python, and that nothing is imported from the workbook's own folder."""
    interpreters = {name: python for name in NAMES.get(platform, BOTH)}
    return {**interpreters, "ADD_WORKBOOK_TO_PYTHONPATH": "false", "SHOW CONSOLE": "false"}


def write_settings(package: Package, python: str) -> str:
    """Write the settings, or bring the interpreter of an earlier settings sheet up to date.

    Returns:
        The sheet's part.
    """
    wanted = settings_of(python)
    held = next((sheet for sheet in package.sheets() if sheet.name.lower() == SHEET), None)
    if held is None:
        add_sheet(package, SHEET, PART)
        _hide(package)
        package.write(PART, _sheet_xml(wanted))
        return PART
    rows = _rows(package, held.name)
    names = [str(row[0]).upper() if row else "" for row in rows]
    cells: dict[int, dict[int, str]] = {}
    end = next((at for at, name in enumerate(names, start=1) if not name), len(names) + 1)
    for name, value in wanted.items():
        if name in names[: end - 1]:
            row = names.index(name) + 1
            said = str(rows[row - 1][1]) if len(rows[row - 1]) > 1 else ""
            if name in BOTH and said != value:
                cells[row] = {2: value}
        elif name in BOTH:
            cells[end] = {1: name, 2: value}
            end += 1
    if cells:
        package.write(held.part, splice_cells(package.xml(held.part), cells, lambda style, value: style))
    return held.part


def _rows(package: Package, name: str) -> list[list[object]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.to_bytes()))
        return [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except python_calamine.CalamineError as problem:
        raise OfficeError(
            f"The settings sheet {name} cannot be read: {problem}.",
            f"La feuille de réglages {name} est illisible : {problem}.",
        ) from problem


def _sheet_xml(settings: dict[str, str]) -> bytes:
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letters(column)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in enumerate(pair, start=1)
        )
        + "</row>"
        for number, pair in enumerate(settings.items(), start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<cols><col min="1" max="1" width="32" customWidth="1"/><col min="2" max="2" width="70" customWidth="1"/></cols>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def _hide(package: Package) -> None:
    part = package.workbook_part
    text = package.text(part)
    new = re.sub(rf'(<sheet\b[^>]*name="{re.escape(SHEET)}")', r'\1 state="hidden"', text, count=1)
    package.write(part, new.encode())
