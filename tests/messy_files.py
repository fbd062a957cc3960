"""Write the grid of a messy list as a file: a workbook, an OpenDocument sheet or a CSV."""

import csv
import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | datetime | None


@dataclass
class Grid:
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    zeros: int = 0


def write_xlsx(pick: random.Random, seed: int, grid: Grid) -> tuple[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet.title = pick.choice(("Feuil1", "Liste", "Crew", "Sheet1"))
    if pick.random() < 0.3:
        book.create_sheet("Notes", pick.choice((0, 1))).append(["À faire", "Rappeler le loueur"])
    for row in grid.rows:
        sheet.append(row)
    for first_row, first_column, last_row, last_column in grid.merges:
        sheet.merge_cells(None, first_row, first_column, last_row, last_column)
    out = io.BytesIO()
    book.save(out)
    return f"liste{seed}.xlsx", out.getvalue()


def write_xlsm(pick: random.Random, seed: int, grid: Grid) -> tuple[str, bytes]:
    name, data = write_xlsx(pick, seed, grid)
    return name.replace(".xlsx", ".xlsm"), data


def write_csv(pick: random.Random, seed: int, grid: Grid) -> tuple[str, bytes]:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=pick.choice(";,\t")).writerows(
        [["" if cell is None else cell for cell in row] for row in grid.rows]
    )
    text = out.getvalue()
    encoding = pick.choice(("utf-8", "utf-8-sig", "cp1252"))
    return f"liste{seed}.csv", text.encode(encoding, errors="replace")


def write_ods(pick: random.Random, seed: int, grid: Grid) -> tuple[str, bytes]:
    """A small OpenDocument sheet, written by hand: typed cells, merges as LibreOffice keeps them."""
    spans = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for r1, c1, r2, c2 in grid.merges}
    body = []
    for number, row in enumerate(grid.rows, start=1):
        cells = []
        for at, cell in enumerate(row, start=1):
            down, across = spans.get((number, at), (1, 1))
            span = (
                f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"'
                if (down, across) != (1, 1)
                else ""
            )
            cells.append(_ods_cell(cell, span))
        body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{"".join(body)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        package.writestr("content.xml", content)
    return f"liste{seed}.ods", out.getvalue()


def _ods_cell(cell: Cell, span: str) -> str:
    if cell is None:
        return f"<table:table-cell{span}/>"
    if isinstance(cell, datetime):
        return f'<table:table-cell{span} office:value-type="date" office:date-value="{cell.date().isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell{span} office:value-type="float" office:value="{cell:.10g}"/>'.replace(
            f"{cell:.10g}", str(int(cell)) if cell == int(cell) else str(cell)
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>'
