"""The looks of a workbook: colours, number formats, and the formats made once each."""

import textwrap
from typing import Any

from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.text import DATE_FORMATS, Lang

FONT = "Calibri"
INK = "#1F2933"
MUTED = "#666666"
LINK = "#1F5FA8"
RESTRICTED = "#A23B3B"
WRITTEN = "#4A4A4A"
INPUT_SHADE = "#FFFDF2"
RESTRICTED_SHADE = "#FBEDED"
WRITTEN_SHADE = "#EEEEEE"
TABS = {
    "settings": "#5B6770",
    "people": "#2F6F8F",
    "schedule": "#7A5C99",
    "money": "#3F7D4E",
    "hours": "#B5762A",
    "reports": "#A23B3B",
}
NUMBER_FORMATS = {
    Kind.TIME: "hh:mm",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.0##%",
    Kind.INT: "0",
    Kind.DECIMAL: "General",
}
WRAPPED_FROM = 30  # a column this wide holds sentences


def number_format(kind: Kind, lang: Lang) -> str:
    """The number format of a kind's cells; text stays text, so that 0408 and 3/8 survive."""
    if kind is Kind.DATE:
        return DATE_FORMATS[lang]
    return NUMBER_FORMATS.get(kind, "@")


class Styles:
    """The formats of one workbook, each made the first time it is asked for."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book = book
        self._lang: Lang = lang
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            look = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def title(self, table: Table) -> Any:
        return self.format(bold=True, font_size=16, font_color=TABS[table.subject])

    def about(self) -> Any:
        return self.format(font_color=MUTED, italic=True)

    def link(self) -> Any:
        return self.format(font_color=LINK, underline=1)

    def header(self, table: Table, column: Column) -> Any:
        """White on the subject's colour; red when restricted, grey when the program fills it."""
        colour = TABS[table.subject]
        if column.tier is Tier.RESTRICTED:
            colour = RESTRICTED
        elif table.written or column.written:
            colour = WRITTEN
        return self.swatch(colour)

    def swatch(self, colour: str) -> Any:
        return self.format(
            bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, border=1, border_color="#FFFFFF"
        )

    def column(self, column: Column) -> Any:
        """A column's default, for the rows still to be typed."""
        return self.format(num_format=number_format(column.kind, self._lang))

    def body(self, column: Column) -> Any:
        shade = INPUT_SHADE
        place: dict[str, object] = {"indent": 1} if number_format(column.kind, self._lang) == "@" else {}
        if column.kind in (Kind.DATE, Kind.TIME):
            place = {"align": "center"}
        if column.tier is Tier.RESTRICTED:
            shade = RESTRICTED_SHADE
        elif column.written:
            shade = WRITTEN_SHADE
        return self.format(
            num_format=number_format(column.kind, self._lang),
            bg_color=shade,
            border=4,
            border_color="#D9D9D9",
            text_wrap=column.width >= WRAPPED_FROM,
            **place,
        )


def shown_width(column: Column, lang: Lang) -> float:
    """The declared width, or what the longest word of the header needs beside its filter arrow."""
    return max(column.width, max(map(len, column.label.say(lang).split())) + 3)


def header_height(table: Table, lang: Lang) -> int:
    """What the most folded header of the table needs, two lines at least."""
    lines = (
        len(textwrap.wrap(column.label.say(lang), max(1, int(shown_width(column, lang)) - 2)))
        for column in table.columns
    )
    return 16 * max(2, *lines)
