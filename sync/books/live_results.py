"""Result sheets and marks in a workbook open in Excel."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sync.books.live_charts import draw_charts, offer_words
from sync.books.live_outline import alarm, outline
from sync.books.live_writing import LiveSheet, LiveWriting, as_written, blocks_of
from sync.books.xlsx_cells import letters
from sync.books.xlsx_styles import FILLS, FORMATS, MARKS
from sync.books.xlsx_workbook import quoted
from workbook_templates.book import Cell, Link, Reading, Result, Style
from workbook_templates.findings import Finding, Severity
from workbook_templates.text import DATE_FORMATS, fold

SIGN = '="classeur"<>""'  # the rule that marks a cell: always true, and known by its words as ours
OURS = re.compile(r" \[[\w-]+\]$")  # every message of ours ends with its finding's code
NOTES_SHOWN = 300  # each note is a call to Excel: the gravest come first, the Checks sheet has them all
LONGEST_LINK = 255  # characters of a text inside a formula
BOLD = {Style.TITLE, Style.HEADER, Style.SECTION, Style.SUBTOTAL, Style.TOTAL}
SIZES = {Style.TITLE: 16, Style.SECTION: 11, Style.TOTAL: 11}
INKS = {
    Style.TITLE: "#2F4858",
    Style.NOTE: "#666666",
    Style.HEADER: "#FFFFFF",
    Style.SECTION: "#2F4858",
    Style.LINK: "#1F5FA8",
}
LOOKS = {*FILLS, *BOLD, *INKS}


class LiveResults:
    """Shows results and findings; what a person drew or noted stays."""

    def __init__(
        self, book: Any, reading: Reading, sheets: Mapping[str, LiveSheet], writing: LiveWriting
    ) -> None:
        self._book, self._reading, self._sheets, self._writing = book, reading, sheets, writing

    def show(self, result: Result) -> None:
        """Replace a result sheet's cells, which are added after the others when there is none."""
        width = max([len(cells) for cells in result.grid], default=0)
        if not width:
            return
        values = [
            [self._value(cell) for cell in (*cells, *[Cell()] * width)[:width]] for cells in result.grid
        ]
        sheet = self._sheet(result)
        area = sheet.range((1, 1), (len(values), width))
        area.value = values
        self._dress(sheet, result)
        was = self._sheets.get(str(sheet.name))
        outline(sheet, result, len(was.rows) if was else 0)
        alarm(sheet, result)
        offer_words(sheet, result)
        draw_charts(sheet, result, self._writing.undoing)

    def _sheet(self, result: Result) -> Any:
        """The result's sheet, emptied."""
        table = result.table
        names = (fold(table.label.en), fold(table.label.fr))
        held = [sheet for sheet in self._book.sheets if fold(str(sheet.name)) in names]
        if not held:
            last = self._book.sheets[len(self._book.sheets) - 1]
            sheet = self._book.sheets.add(table.sheet_name(self._reading.lang), after=last)
            self._writing.undoing(sheet.delete)
            return sheet
        sheet, was = held[0], self._sheets.get(str(held[0].name))
        if was and was.rows:
            lines = [
                [was.texts.get((row, column)) or as_written(value) for column, value in enumerate(cells, 1)]
                for row, cells in enumerate(was.rows, start=1)
            ]
            area = sheet.range((1, 1), (len(lines), len(lines[0])))
            self._writing.undoing(partial(setattr, area, "value", lines))
        sheet.clear()
        return sheet

    def _value(self, cell: Cell) -> object:
        value = as_written(cell.value)
        place = self._where(cell.link) if cell.link else ""
        text = str(cell.value or "")
        is_number = isinstance(cell.value, int | Decimal)  # a HYPERLINK would make a text of it
        if not place or is_number or len(place) >= LONGEST_LINK or len(text) > LONGEST_LINK:
            return value
        address, shown = f"#{place}".replace('"', '""'), text.replace('"', '""')
        return f'=HYPERLINK("{address}","{shown}")'

    def _where(self, link: Link) -> str:
        read = self._reading.tables.get(link.table)
        if read is None or read.place is None or not link.row:
            return ""
        row = self._writing.place(read.place.sheet, link.row)
        return f"{quoted(read.place.sheet)}!{letters(read.column_of(link.column) or 1)}{row}"

    def _dress(self, sheet: Any, result: Result) -> None:
        """Looks, one call for each rectangle of a look."""
        looks: dict[Style, dict[tuple[int, int], object]] = {}
        forms: dict[str, dict[tuple[int, int], object]] = {}
        for row, cells in enumerate(result.grid, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell.style in LOOKS:
                    looks.setdefault(cell.style, {})[row, column] = None
                if form := _form(cell):
                    forms.setdefault(form, {})[row, column] = None
        for style, cells_of in looks.items():
            for area in _areas(sheet, cells_of):
                if style in FILLS:
                    area.color = "#" + FILLS[style][2:]
                if style in BOLD:
                    area.font.bold = True
                if style in INKS:
                    area.font.color = INKS[style]
                if style in SIZES:
                    area.font.size = SIZES[style]
        shown = {**FORMATS, "date": DATE_FORMATS[self._reading.lang]}
        for form, cells_of in forms.items():
            for area in _areas(sheet, cells_of):
                area.number_format = shown[form]
        for column, width in enumerate(result.widths, start=1):
            sheet.range((1, column)).column_width = width
        if result.header:
            last = max(len(cells) for cells in result.grid)
            sheet.range((result.header, 1), (result.header, last)).wrap_text = True

    def mark(self, findings: Sequence[Finding]) -> None:
        """Show the findings on their cells instead of all earlier ones of ours."""
        on: dict[str, dict[tuple[int, int], list[Finding]]] = {
            read.place.sheet: {}
            for read in self._reading.tables.values()
            if read.place is not None and not read.table.written and read.place.columns
        }
        order = list(Severity)
        for finding in sorted(findings, key=lambda one: order.index(one.kind.severity)):
            read = self._reading.tables.get(finding.table.key)
            if read is None or read.place is None or not finding.row:
                continue
            column = read.column_of(finding.column)
            if column and read.place.sheet in on:
                row = self._writing.place(read.place.sheet, finding.row)
                on[read.place.sheet].setdefault((row, column), []).append(finding)
        room = NOTES_SHOWN
        for name, cells in on.items():
            sheet = self._book.sheets[name]
            _unmark(sheet)
            for severity in reversed(order):  # the last rule added stands above the others
                wanted = {at: None for at, said in cells.items() if said[0].kind.severity is severity}
                for area in _areas(sheet, wanted):
                    area.conditional_formats.add_custom(SIGN, fill_color="#" + MARKS[severity.value][2:])
            for (row, column), said in list(cells.items())[:room]:
                cell = sheet.range((row, column))
                if cell.note is None:
                    cell.add_note("\n".join(one.message(self._reading.lang) for one in said))
            room = max(0, room - len(cells))


def _unmark(sheet: Any) -> None:
    for rule in reversed(list(sheet.used_range.conditional_formats)):
        if rule.type == "custom" and str(rule.formula).replace(" ", "") == SIGN:
            rule.delete()
    for note in list(sheet.notes):
        if OURS.search(str(note.text)):
            with contextlib.suppress(AttributeError):  # a note that went with its row meanwhile
                note.delete()


def _areas(sheet: Any, cells: Mapping[tuple[int, int], object]) -> list[Any]:
    return [
        sheet.range((row, column), (row + len(values) - 1, column + len(values[0]) - 1))
        for row, column, values in blocks_of(cells)
    ]


def _form(cell: Cell) -> str:
    match cell.value:
        case bool():
            return ""
        case Decimal():
            return "money"
        case date():
            return "date"
        case _:
            return ""
