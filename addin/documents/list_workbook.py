"""A list drawn as a workbook, to be printed as it stands."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import xlsxwriter

from addin.documents.crew_lists import CrewList, ListSheet, footer, heading_text
from addin.documents.list_kinds import ListColumn
from addin.documents.list_texts import FORMULA_STARTS
from workbook_templates.declare import Kind, Tier
from workbook_templates.money import exact
from workbook_templates.text import DATE_FORMATS, Text

FONT = "Arial"
INK, MUTED, RULE, SHADE, COLOUR, ALARM = "#1F2933", "#5B6770", "#D5DBE1", "#E6EEF3", "#2F6F8F", "#A23B3B"
PAPERS = {"A4": (9, 8.27, 11.69), "Letter": (1, 8.5, 11.0)}  # inches
MARGIN, TOP, BOTTOM = 0.5, 0.5, 0.7
PIXELS = 96  # an inch
DIGIT = 7.7  # pixels: how wide LibreOffice draws a digit of the font, Excel a little less
LINE, BAND, HEAD = 17, 21, 24  # points
FOLDED = 0.87  # of a column's characters stand on a line of a text that is folded
SAFETY = 0.95  # of a page's height is counted on: printers differ
PAGE = Text("Page &P of &N", "Page &P sur &N")


def draw_list(made: CrewList, path: Path) -> None:
    """Write the list's workbook. The same list makes the same bytes."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    book: Any = xlsxwriter.Workbook(str(path), options)
    day = datetime(made.day.year, made.day.month, made.day.day)
    book.set_properties({"title": f"{made.title} · {made.production}".strip(" ·"), "created": day})
    drawing = _Drawing(book, made)
    for number, sheet in enumerate(made.sheets):
        drawing.sheet(sheet, is_first=number == 0)
    book.close()


class _Drawing:
    """One list being drawn."""

    def __init__(self, book: Any, made: CrewList) -> None:
        self.book, self.made = book, made
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            look = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def sheet(self, drawn: ListSheet, is_first: bool) -> None:
        made = self.made
        sheet = self.book.add_worksheet(drawn.name)
        sheet.hide_gridlines(2)
        for position, column in enumerate(drawn.columns):
            sheet.set_column(position, position, column.width, self.format())
        heights = list(self._top(sheet, drawn))
        head = len(heights)
        for position, column in enumerate(drawn.columns):
            sheet.write_string(head, position, column.label.say(made.lang), self._head(column))
        sheet.set_row(head, HEAD)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        scale = self._print(sheet, drawn)
        room = self._room(scale)
        breaks, used, row = [], sum(heights) + HEAD, head + 1
        for section in drawn.sections:
            needed = BAND + sum(self._height(line.cells, drawn.columns) for line in section.lines[:2])
            if used + needed > room:
                breaks.append(row)
                used = HEAD
            self._band(sheet, row, section.heading, len(drawn.columns))
            used, row = used + BAND, row + 1
            for line in section.lines:
                height = self._height(line.cells, drawn.columns)
                if used + height > room:
                    breaks.append(row)
                    used = HEAD
                self._line(sheet, row, line.cells, drawn.columns, height)
                used, row = used + height, row + 1
        sheet.set_h_pagebreaks(breaks)
        sheet.print_area(0, 0, row - 1, len(drawn.columns) - 1)
        if is_first:
            sheet.activate()

    def _top(self, sheet: Any, drawn: ListSheet) -> Iterator[int]:
        """What the page is, of which production, of when, and for whom."""
        made = self.made
        is_secret = bool(made.kind.also)
        said: list[tuple[str, int, Any]] = [
            (made.production, 26, self.format(bold=True, font_size=17)),
            (made.title, 22, self.format(bold=True, font_size=13, font_color=COLOUR)),
            (heading_text(made, drawn), 17, self.format(font_color=MUTED)),
        ]
        if notice := made.kind.notice.say(made.lang):
            colour = ALARM if is_secret or made.kind.tier is Tier.RESTRICTED else MUTED
            said.append((notice, 17, self.format(bold=is_secret, font_color=colour)))
        if made.summary:
            said.append((made.summary, 17, self.format(font_color=MUTED)))
        said.append(("", 8, None))
        for row, (text, height, look) in enumerate(said):
            sheet.set_row(row, height)
            if text:
                sheet.write_string(row, 0, text, look)
            yield height

    def _head(self, column: ListColumn) -> Any:
        side = {"align": "right"} if column.kind is Kind.MONEY else {}
        return self.format(bold=True, font_color="#FFFFFF", bg_color=COLOUR, indent=1, **side)

    def _band(self, sheet: Any, row: int, heading: str, columns: int) -> None:
        look = self.format(bold=True, font_size=11, font_color=COLOUR, bg_color=SHADE, indent=1)
        sheet.set_row(row, BAND)
        sheet.write_string(row, 0, heading, look)
        for position in range(1, columns):
            sheet.write_blank(row, position, None, look)

    def _line(
        self, sheet: Any, row: int, cells: tuple[str, ...], columns: tuple[ListColumn, ...], height: int
    ) -> None:
        sheet.set_row(row, height)
        for position, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            self._cell(sheet, row, position, cell, column)

    def _cell(self, sheet: Any, row: int, position: int, cell: str, column: ListColumn) -> None:
        look: dict[str, object] = {"bottom": 1, "bottom_color": RULE, "indent": 1, "text_wrap": True}
        if column.is_name:
            look["bold"] = True
        if column.kind is Kind.DATE and (day := _day(cell)):
            shown = DATE_FORMATS[self.made.lang].replace("/", r"\/")  # the slash itself, on any system
            look |= {"num_format": shown, "align": "left"}
            sheet.write_datetime(row, position, day, self.format(**look))
        elif column.kind is Kind.MONEY and (amount := exact(cell)) is not None:
            said = "[$-40C]#,##0.00" if self.made.lang == "fr" else "#,##0.00"  # for a PDF's separators
            look |= {"num_format": said, "align": "right"}
            sheet.write_number(row, position, float(amount), self.format(**look))
        elif cell:
            look["num_format"] = "@"
            if cell.lstrip().startswith(FORMULA_STARTS):
                look["quote_prefix"] = True  # stays text when someone edits the cell
            sheet.write_string(row, position, cell, self.format(**look))
        else:
            sheet.write_blank(row, position, None, self.format(**look))

    def _height(self, cells: tuple[str, ...], columns: tuple[ListColumn, ...]) -> int:
        lines = (
            sum(_lines(part, column.width) for part in cell.split("\n"))
            for cell, column in zip(cells, columns, strict=True)
        )
        most = max(lines, default=1)
        return LINE if most <= 1 else 4 + 13 * most

    def _print(self, sheet: Any, drawn: ListSheet) -> int:
        """Set the page up; the scale in percent that lets all columns stand on one page."""
        number, short, long = PAPERS[self.made.paper]
        sheet.set_paper(number)
        if self.made.kind.is_wide:
            sheet.set_landscape()
        across = (long if self.made.kind.is_wide else short) - 2 * MARGIN
        wide = sum(DIGIT * column.width + 5 for column in drawn.columns) / PIXELS
        scale = min(100, math.floor(100 * across / wide * 0.99))
        sheet.set_print_scale(scale)
        sheet.set_margins(left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM)
        sheet.center_horizontally()
        left = footer(self.made).replace("&", "&&")
        sheet.set_footer(f'&L&"{FONT}"&8{left}&R&"{FONT}"&8{PAGE.say(self.made.lang)}')
        return scale

    def _room(self, scale: int) -> float:
        """How many points of rows stand on one page."""
        _, short, long = PAPERS[self.made.paper]
        tall = (short if self.made.kind.is_wide else long) - TOP - BOTTOM
        return tall * 72 * SAFETY * 100 / scale


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column: it is broken between words and at hyphens, and may be bold."""
    if len(text) <= width - 0.5:
        return 1
    return len(wrap(text, int(width * FOLDED))) or 1


def _day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day)
