"""Draw a workbook from the declared tables."""

import errno
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from workbook_templates.build_guide import GUIDE, Guide
from workbook_templates.build_rules import Rules
from workbook_templates.build_styles import RESTRICTED, TABS, Styles, header_height, shown_width
from workbook_templates.catalog import TABLES
from workbook_templates.declare import Column, Table, Tier
from workbook_templates.kinds import native
from workbook_templates.text import Lang, OfficeError, Text

Rows = Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]
TableRows = Sequence[tuple[str, Mapping[str, str]]]
Paper = Literal["A4", "Letter"]

HEADER_ROW = 3
SPARE_ROWS = 2000
PAGE_WIDTH = 200  # characters that one landscape page still shows legibly
CREATED = datetime(2026, 1, 1)
AUTHOR = "Classeur template"
PAPERS = {"A4": 9, "Letter": 1}
NOTE = Text("Restricted: for the production office only.", "Réservé au bureau de production.")
IN_RED = Text(
    "(R) headed in red: restricted, for the production office only",
    "(R) en-tête rouge : réservé au bureau de production",
)
FILLED_BY = {
    "checks": Text("Press Check to fill it.", "Lancez Contrôler pour la remplir."),
    "cost_report": Text("Press Cost report to fill it.", "Lancez Situation pour la remplir."),
    "budget_comparison": Text(
        "Press Compare budgets to fill it.", "Lancez Comparer les devis pour la remplir."
    ),
    "cash": Text("Press Cash and payments to fill it.", "Lancez Caisses et paiements pour la remplir."),
    "issued": Text("Issue a cost report to add to it.", "Arrêtez une situation pour la compléter."),
    "dood": Text("Press Schedule to fill it.", "Lancez Plan de travail pour la remplir."),
    "conflicts": Text("Filled by each synchronisation.", "Remplie à chaque synchronisation."),
}


def build_workbook(path: Path, lang: Lang, rows: Rows | None = None, paper: Paper = "A4") -> None:
    """Write a new workbook: a first sheet that says what is where, then one sheet a table.

    The same rows make the same bytes.

    Args:
        path: Where; a file that stands there is replaced.
        lang: The language of its labels.
        rows: For each table, its rows: (id, canonical values by column key).
        paper: What its sheets are printed on.

    Raises:
        OfficeError: The file cannot be written there.
    """
    filled = rows or {}
    made = BytesIO()
    book: Any = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    drawing = _Drawing(book, lang, paper)
    settings = {
        values.get("setting", ""): values.get("value", "") for _, values in filled.get("production", ())
    }
    drawing.guide(settings)
    for table in TABLES:
        drawing.table(table, filled.get(table.key, ()))
    drawing.rules.write_lists()
    book.close()
    try:
        path.write_bytes(made.getbuffer())
    except OSError as problem:
        path.unlink(missing_ok=True)  # half a workbook is none
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = Text("the disk is full", "le disque est plein") if full else Text(*[problem.strerror or ""] * 2)
        raise OfficeError(
            f"{path} cannot be written: {why.en}.", f"{path} ne peut être écrit : {why.fr}."
        ) from problem


class _Drawing:
    """One workbook being drawn."""

    def __init__(self, book: Any, lang: Lang, paper: Paper) -> None:
        self.book = book
        self.lang: Lang = lang
        self.paper = PAPERS[paper]
        self.styles = Styles(book, lang)
        self.rules = Rules(book, lang)
        self.title = ""
        book.set_calc_mode("auto")

    def guide(self, settings: Mapping[str, str]) -> None:
        sheet = self.book.add_worksheet(GUIDE.say(self.lang))
        self.title = Guide(sheet, self.styles, self.lang).draw(settings)
        self.book.set_properties({"title": self.title, "created": CREATED})
        self._print(sheet, GUIDE.say(self.lang))

    def table(self, table: Table, rows: TableRows) -> None:
        sheet = self.book.add_worksheet(table.sheet_name(self.lang))
        first = 0 if table.written else 1
        self._top(sheet, table, first)
        for position, column in enumerate(table.columns, start=first):
            sheet.set_column(position, position, shown_width(column, self.lang), self.styles.column(column))
        if table.written:
            for position, column in enumerate(table.columns):
                sheet.write_string(
                    HEADER_ROW, position, column.label.say(self.lang), self.styles.header(table, column)
                )
        else:
            sheet.set_column(0, 0, 28, None, {"hidden": True})
            self._fill(sheet, table, rows)
            sheet.repeat_columns(1, len(table.keys))
        sheet.set_row(HEADER_ROW, header_height(table, self.lang))
        sheet.freeze_panes(HEADER_ROW + 1, 0 if table.written else 1 + max(1, min(2, len(table.keys))))
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_landscape()
        wide = sum(shown_width(column, self.lang) for column in table.columns)
        self._print(sheet, table.label.say(self.lang), across=max(1, round(wide / PAGE_WIDTH)))

    def _top(self, sheet: Any, table: Table, first: int) -> None:
        """Title, what the sheet is for, the way back, and what red headers mean."""
        lang, styles = self.lang, self.styles
        sheet.set_tab_color(TABS[table.subject])
        sheet.hide_gridlines(2 if table.written else 1)
        sheet.set_row(0, 26)
        sheet.write_string(0, first, table.label.say(lang), styles.title(table))
        said = table.about.say(lang)
        if table.key in FILLED_BY:
            said += " " + FILLED_BY[table.key].say(lang)
        sheet.write_string(1, first, said, styles.about())
        guide = GUIDE.say(lang)
        sheet.write_url(2, first, f"internal:'{guide}'!A1", styles.link(), "← " + guide)
        if any(column.tier is Tier.RESTRICTED for column in table.columns):
            sheet.write_string(2, first + 2, IN_RED.say(lang), styles.format(font_color=RESTRICTED))

    def _fill(self, sheet: Any, table: Table, rows: TableRows) -> None:
        """The native table, its rules, its notes and its rows."""
        headers = [{"header": "_id"}] + [
            {"header": column.label.say(self.lang), "header_format": self.styles.header(table, column)}
            for column in table.columns
        ]
        last = HEADER_ROW + max(1, len(rows))
        options = {"name": f"T_{table.key}", "columns": headers, "style": "Table Style Light 1"}
        sheet.add_table(HEADER_ROW, 0, last, len(table.columns), options)
        spare = HEADER_ROW + max(SPARE_ROWS, 2 * len(rows))
        for position, column in enumerate(table.columns, start=1):
            if rule := self.rules.rule(column):
                sheet.data_validation(HEADER_ROW + 1, position, spare, position, rule)
            if column.key in _offered(table):
                held = [given.get(column.key, "") for _, given in rows]
                self.rules.name_keys(table, column.key, HEADER_ROW + 2, spare + 1, held)
            self._note(sheet, position, column)
        for line, (identity, values) in enumerate(rows, start=HEADER_ROW + 1):
            sheet.write_string(line, 0, identity)
            for position, column in enumerate(table.columns, start=1):
                self._write(sheet, line, position, column, values)
        if not rows:
            for position, column in enumerate(table.columns, start=1):
                sheet.write_blank(last, position, None, self.styles.body(column))

    def _note(self, sheet: Any, position: int, column: Column) -> None:
        """What a header cannot say, for its label must stand alone."""
        said = [column.help.say(self.lang)] if column.help else []
        if column.tier is Tier.RESTRICTED:
            said.append(NOTE.say(self.lang))
        if said:
            look = {"author": AUTHOR, "x_scale": 1.2, "y_scale": 0.5 * len(said)}
            sheet.write_comment(HEADER_ROW, position, "\n".join(said), look)

    def _write(self, sheet: Any, line: int, position: int, column: Column, values: Mapping[str, str]) -> None:
        shown = column.variants.get(values.get(column.varies_by, ""), column)
        value = native(values.get(column.key, ""), shown, self.lang)
        look = self.styles.body(shown)
        match value:
            case "":
                sheet.write_blank(line, position, None, look)
            case Decimal():
                sheet.write_number(line, position, float(value), look)
            case date() | time():
                sheet.write_datetime(line, position, value, look)
            case _:
                sheet.write_string(line, position, str(value), look)

    def _print(self, sheet: Any, name: str, across: int = 1) -> None:
        sheet.set_paper(self.paper)
        sheet.fit_to_pages(across, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page = Text("Page &P of &N", "Page &P sur &N").say(self.lang)
        left = self.title if name == GUIDE.say(self.lang) else f"{self.title} · {name}"
        sheet.set_footer(f"&L{left.replace('&', '&&')}&R{page}")


def _offered(table: Table) -> frozenset[str]:
    """The columns of a table that other sheets choose from."""
    return frozenset(
        key
        for other in TABLES
        for column in other.columns
        for target, key in column.refers
        if target == table.key
    )
