"""Draw a workbook from the declared tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from workbook_templates.catalog import SUBJECTS, TABLES
from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.kinds import native
from workbook_templates.text import Lang, OfficeError, Text

Rows = Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]

HEADER_ROW = 3
SPARE_ROWS = 2000
PAGE_WIDTH = 200  # characters that one landscape page still shows legibly
CREATED = datetime(2026, 1, 1)
FONT = "Calibri"
TABS = {
    "settings": "#5B6770",
    "people": "#2F6F8F",
    "schedule": "#7A5C99",
    "money": "#3F7D4E",
    "hours": "#B5762A",
    "reports": "#A23B3B",
}
GUIDE = Text("Start here", "Sommaire")
HOW = (
    Text(
        "Type in the light cells; the binder never overwrites them.",
        "Saisissez dans les cellules claires ; le classeur ne les écrase jamais.",
    ),
    Text(
        "Columns headed in red are restricted: pay, health, identity. They never leave this office.",
        "Les colonnes à en-tête rouge sont réservées : paie, santé, identité. Elles ne quittent jamais le bureau.",
    ),
    Text(
        "Grey sheets are written by the program: read them, do not type in them.",
        "Les feuilles de rapport sont écrites par le programme : lisez-les, n'y saisissez rien.",
    ),
    Text(
        "Add rows under the last one; keep the header words as they are.",
        "Ajoutez vos lignes sous la dernière ; gardez les mots des en-têtes tels quels.",
    ),
)
TEXT_KINDS = {
    Kind.TEXT,
    Kind.PHONE,
    Kind.PAGES,
    Kind.REF,
    Kind.REFS,
    Kind.SOCIAL,
    Kind.IBAN,
    Kind.SIRET,
    Kind.EMAIL,
    Kind.CHOICE,
    Kind.BOOL,
}


def number_format(kind: Kind, lang: Lang) -> str:
    """The number format of a kind's cells; text stays text, so that 0408 and 3/8 survive."""
    if kind in TEXT_KINDS:
        return "@"
    return {
        Kind.DATE: "dd/mm/yyyy" if lang == "fr" else "yyyy-mm-dd",
        Kind.TIME: "hh:mm",
        Kind.MONEY: "#,##0.00",
        Kind.PERCENT: "0%",
        Kind.INT: "0",
        Kind.DECIMAL: "General",
    }[kind]


def build_workbook(path: Path, lang: Lang, rows: Rows | None = None, paper: str = "A4") -> None:
    """Write a new workbook: a first sheet that says what is where, then one sheet a table.

    Args:
        path: Where; nothing may be there yet.
        lang: The language of its labels.
        rows: For each table, its rows: (id, canonical values by column key).
        paper: ``A4`` or ``Letter``.

    Raises:
        OfficeError: The file cannot be written there.
    """
    drawing = _Drawing(path, lang, paper)
    filled = rows or {}
    drawing.guide(filled)
    for table in TABLES:
        drawing.table(table, filled.get(table.key, ()))
    try:
        drawing.book.close()
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise OfficeError(
            f"{path} cannot be written: {problem}.", f"{path} ne peut être écrit : {problem}."
        ) from problem


class _Drawing:
    """One workbook being drawn: its formats, made once each."""

    def __init__(self, path: Path, lang: Lang, paper: str) -> None:
        self.book: Any = xlsxwriter.Workbook(
            str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"title": "Classeur", "created": CREATED})
        self.book.set_calc_mode("auto")
        self.lang: Lang = lang
        self.paper = 9 if paper == "A4" else 1
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
            )
        return self._formats[key]

    def guide(self, rows: Rows) -> None:
        lang = self.lang
        settings = {
            values.get("setting"): values.get("value", "") for _, values in rows.get("production", ())
        }
        sheet = self.book.add_worksheet(GUIDE.say(lang))
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#222222")
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 2, 78)
        title = settings.get("title") or "Classeur"
        sheet.write_string("B2", title, self.format(bold=True, font_size=22))
        sheet.write_string("B3", settings.get("company") or "", self.format(font_color="#666666"))
        line = 4
        for subject, label in SUBJECTS.items():
            sheet.merge_range(
                line,
                1,
                line,
                2,
                label.say(lang),
                self.format(bold=True, font_size=12, font_color="#FFFFFF", bg_color=TABS[subject], indent=1),
            )
            line += 1
            for table in (table for table in TABLES if table.subject == subject):
                name = table.sheet_name(lang)
                sheet.write_url(
                    line,
                    1,
                    f"internal:'{name}'!B1",
                    self.format(font_color="#1F5FA8", underline=1, indent=1),
                    name,
                )
                sheet.write_string(line, 2, table.about.say(lang), self.format(text_wrap=True))
                line += 1
            line += 1
        for how in HOW:
            sheet.merge_range(
                line,
                1,
                line,
                2,
                how.say(lang),
                self.format(italic=True, font_color="#444444", text_wrap=True),
            )
            line += 1
        self._print(sheet, title, landscape=False)

    def table(self, table: Table, rows: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        lang = self.lang
        sheet = self.book.add_worksheet(table.sheet_name(lang))
        sheet.set_tab_color(TABS[table.subject])
        sheet.hide_gridlines(2 if table.written else 1)
        first = 0 if table.written else 1
        title = self.format(bold=True, font_size=16, font_color=TABS[table.subject])
        sheet.set_row(0, 26)
        sheet.write_string(0, first, table.label.say(lang), title)
        sheet.write_string(1, first, table.about.say(lang), self.format(font_color="#666666", italic=True))
        back = self.format(font_color="#1F5FA8", underline=1)
        sheet.write_url(2, first, f"internal:'{GUIDE.say(lang)}'!A1", back, "← " + GUIDE.say(lang))
        for position, column in enumerate(table.columns, start=first):
            sheet.set_column(
                position, position, column.width, self.format(num_format=number_format(column.kind, lang))
            )
        if table.written:
            header = self._header(table, None)
            for position, column in enumerate(table.columns):
                sheet.write_string(HEADER_ROW, position, column.label.say(lang), header)
        else:
            sheet.set_column(0, 0, 28, None, {"hidden": True})
            self._fill(sheet, table, rows)
        sheet.set_row(HEADER_ROW, 32)
        sheet.freeze_panes(HEADER_ROW + 1, 0 if table.written else 1 + max(1, min(2, len(table.keys))))
        sheet.repeat_rows(HEADER_ROW)
        wide = sum(column.width for column in table.columns)
        if not table.written:
            sheet.repeat_columns(1, len(table.keys))
        self._print(sheet, table.label.say(lang), landscape=True, across=max(1, round(wide / PAGE_WIDTH)))

    def _header(self, table: Table, column: Column | None) -> Any:
        restricted = column is not None and column.tier is Tier.RESTRICTED
        colour = "#A23B3B" if restricted else "#4A4A4A" if column is None else TABS[table.subject]
        return self.format(
            bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, border=1, border_color="#FFFFFF"
        )

    def _fill(self, sheet: Any, table: Table, rows: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        lang = self.lang
        last = HEADER_ROW + max(1, len(rows))
        headers = [{"header": "_id"}] + [
            {"header": column.label.say(lang), "header_format": self._header(table, column)}
            for column in table.columns
        ]
        sheet.add_table(
            HEADER_ROW,
            0,
            last,
            len(table.columns),
            {"name": f"T_{table.key}", "columns": headers, "style": "Table Style Light 1"},
        )
        for position, column in enumerate(table.columns, start=1):
            self._validate(sheet, position, column)
            if column.tier is Tier.RESTRICTED:
                note = Text("Restricted: never leaves this office.", "Réservé : ne quitte jamais le bureau.")
                sheet.write_comment(
                    HEADER_ROW,
                    position,
                    note.say(lang),
                    {"author": "Classeur template", "x_scale": 1.2, "y_scale": 0.5},
                )
        for offset, (identity, values) in enumerate(rows, start=HEADER_ROW + 1):
            sheet.write_string(offset, 0, identity)
            for position, column in enumerate(table.columns, start=1):
                self._write(sheet, offset, position, column, values)
        if not rows:
            for position, column in enumerate(table.columns, start=1):
                sheet.write_blank(last, position, None, self._input(column))

    def _input(self, column: Column) -> Any:
        shade = "#FBEDED" if column.tier is Tier.RESTRICTED else "#FFFDF2"
        return self.format(
            num_format=number_format(column.kind, self.lang),
            bg_color=shade,
            border=4,
            border_color="#D9D9D9",
            text_wrap=column.width >= 30,
        )

    def _write(self, sheet: Any, row: int, position: int, column: Column, values: Mapping[str, str]) -> None:
        shown = column.variants.get(values.get(column.varies_by, ""), column)
        value = native(values.get(column.key, ""), shown, self.lang)
        look = self._input(shown)
        match value:
            case "":
                sheet.write_blank(row, position, None, look)
            case bool():
                sheet.write_boolean(row, position, value, look)
            case Decimal():
                sheet.write_number(row, position, float(value), look)
            case date() | time():
                sheet.write_datetime(row, position, value, look)
            case _:
                sheet.write_string(row, position, str(value), look)

    def _validate(self, sheet: Any, position: int, column: Column) -> None:
        """Drop-downs and soft limits: a warning, never a wall."""
        lang = self.lang
        title = Text("Please check", "À vérifier").say(lang)
        rule: dict[str, object] = {"ignore_blank": True, "error_type": "warning", "error_title": title}
        if column.kind is Kind.CHOICE:
            labels = [choice.label.say(lang) for choice in column.choices]
            if len(",".join(labels)) > 250:
                labels = self._list(column, labels)  # type: ignore[assignment]
            rule |= {"validate": "list", "source": labels}
        elif column.kind is Kind.BOOL:
            rule |= {"validate": "list", "source": ["oui", "non"] if lang == "fr" else ["yes", "no"]}
        elif column.kind is Kind.REF and len(column.refers) == 1:
            target, key = column.refers[0]
            rule |= {"validate": "list", "source": self._range(target, key)}
        elif column.kind is Kind.DATE:
            rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
        elif column.kind is Kind.TIME:
            rule |= {
                "validate": "time",
                "criteria": "between",
                "minimum": time(0),
                "maximum": time(23, 59, 59),
            }
        elif column.kind in (Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT):
            rule |= {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
        else:
            return
        sheet.data_validation(HEADER_ROW + 1, position, HEADER_ROW + SPARE_ROWS, position, rule)

    def _range(self, table_key: str, column_key: str) -> str:
        table = next(table for table in TABLES if table.key == table_key)
        letter = xlsxwriter.utility.xl_col_to_name(table.position[column_key] + 1)
        name = table.sheet_name(self.lang).replace("'", "''")
        return f"='{name}'!${letter}${HEADER_ROW + 2}:${letter}${HEADER_ROW + SPARE_ROWS}"

    def _list(self, column: Column, labels: Sequence[str]) -> str:
        """A closed list too long for a validation stands on a hidden sheet, under a name."""
        name = f"list_{column.key}"
        sheet = self.book.get_worksheet_by_name("_lists") or self.book.add_worksheet("_lists")
        sheet.hide()
        used = getattr(self, "_lists", {})
        if name not in used:
            at = len(used)
            for line, label in enumerate(labels):
                sheet.write_string(line, at, label)
            letter = xlsxwriter.utility.xl_col_to_name(at)
            self.book.define_name(name, f"=_lists!${letter}$1:${letter}${len(labels)}")
            self._lists = {**used, name: at}
        return f"={name}"

    def _print(self, sheet: Any, title: str, landscape: bool, across: int = 1) -> None:
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(self.paper)
        sheet.fit_to_pages(across, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page = Text("Page &P of &N", "Page &P sur &N").say(self.lang)
        sheet.set_footer(f"&L{title.replace('&', '&&')}&R{page}")
