"""The cost report as a sheet: top sheet or account by account, in blocks that fold, with totals that watch themselves."""

import re
from dataclasses import replace
from decimal import Decimal

from addin.rules.cost_alarms import identity_alarms, line_alarm, sum_alarm
from addin.rules.cost_blocks import ACCOUNT, LINE, TOP, Group, Section, blocks_of, section_width
from addin.rules.cost_detail import Details, detail_cells, is_linked, line_cells, no_line_cells, read_details
from addin.rules.cost_identities import check_grid
from addin.rules.cost_layout import (
    DERIVED,
    DERIVED_WIDTHS,
    LAYOUTS,
    LINE_COLUMNS,
    LINE_WIDTHS,
    LINE_WORDS,
    Layout,
    derived,
    layout_of,
)
from addin.rules.cost_lines import read_settings
from addin.rules.cost_links import Links, figure_links
from addin.rules.cost_periods import read_calendar
from addin.rules.costs import AMOUNTS, CostLine, CostReport, add_lines
from workbook_templates.book import BarChart, Cell, Reading, Result, Style, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.money import show
from workbook_templates.tables.people import DEPARTMENTS
from workbook_templates.text import Lang, Text, fold

COST_REPORT = TABLE["cost_report"]
KEYS = tuple(column.key for column in COST_REPORT.columns)
WORDS = ("account", "name", "section")
SHOWN = (*KEYS, *DERIVED)
LINE_COLUMN = len(SHOWN) + 1  # filled on lines only
BEFORE_CONTINGENCY = Text("Variance before contingency", "Écart avant imprévus")
EXCHANGE = Text("Of the variance, due to exchange", "Part de l'écart due au change")
PRICE = Text("Of the variance, due to prices", "Part de l'écart due aux prix")
REMAINING = Text("Contingency remaining", "Imprévus restants")
SAVING_POSITIVE = Text(
    "Variance: a saving is positive, an overage negative.",
    "Écart : une économie est positive, un dépassement négatif.",
)
OVERAGE_POSITIVE = Text(
    "Variance: an overage is positive, a saving negative.",
    "Écart : un dépassement est positif, une économie négative.",
)
COMMENT_WIDTH, WIDEST_AMOUNT = 40, 16
COST_DEPARTMENT = {choice.key: choice.label for choice in DEPARTMENTS}
EPISODE = TABLE["accounts"].column("episode").label
PERIOD = re.compile(r"(?:Period|Période) (\d+)\b")


def cost_result(report: CostReport, reading: Reading, level: str = ACCOUNT) -> Result:
    """Lay the report out: header, one block a section, groups, grand total, contingency, summary and chart.

    Args:
        level: ``top`` for one row a section, ``account`` for one row an account, ``line`` for its lines above it too.

    Raises:
        OfficeError: A row, subtotal or total does not add up, there is no such level, or too many lines.
    """
    settings = read_settings(reading)
    # Only what the sheet shows: the JSON keeps revised - EFC.
    sign = -1 if settings.get("variance_sign") == "over_positive" else 1
    layout = layout_of(reading, settings)
    blocks = blocks_of(report, level, layout)
    links = figure_links(reading, report) if level != TOP else {}
    details = read_details(reading, report) if level == LINE else {}
    sheet = _Sheet(report, layout, sign, level, links, details)
    sheet.grid += _heading(report, settings, sign, layout, level)
    sheet.body(blocks)
    check_grid(sheet.grid, sheet.header, sign, level == LINE)
    sheet.grid += _contingency(report, sign, layout.lang)
    sheet.grid += _exchange(report, sign, layout.lang)
    charts = _summary(sheet.grid, sheet.sums, layout) if sheet.sums else ()
    widths = [
        min(column.width, WIDEST_AMOUNT) if column.key in AMOUNTS else column.width
        for column in COST_REPORT.columns
    ]
    at = COST_REPORT.position["section"]
    widths[at] = section_width(widths[at], [line.section for line in report.lines] if level != TOP else ())
    widths += DERIVED_WIDTHS
    widths += LINE_WIDTHS if level == LINE else ()
    widths += [COMMENT_WIDTH] if sheet.has_comments else []
    return Result(
        COST_REPORT, sheet.grid, widths, header=sheet.header, frozen_columns=2, charts=charts,
        levels=sheet.levels, folded=sheet.folded, alarms=sheet.alarms,
    )  # fmt: skip


def shown_level(read: TableRead) -> str:
    """How much the report that a book shows is folded."""
    title = fold(read.heading[0]) if read.heading else ""
    said = (level for level in (TOP, LINE) for layout in LAYOUTS if fold(layout.word(level)) in title)
    return next(said, ACCOUNT)


def shown_period(read: TableRead) -> int | None:
    """The period of the report that a book shows; None when it shows none, or that of a part of the production."""
    found = (PERIOD.match(line) for line in read.heading)
    return next((int(one[1]) for one in found if one), None)


class _Sheet:
    """The sheet as it is laid out, row after row."""

    def __init__(
        self, report: CostReport, layout: Layout, sign: int, level: str, links: Links, details: Details
    ) -> None:
        self.report, self.layout, self.sign, self.level, self.links = report, layout, sign, level, links
        self.details, self.is_linked, self.has_lines = details, is_linked(details), level == LINE
        self.line = LINE_COLUMN if self.has_lines else 0
        self.grid: list[list[Cell]] = []
        self.header = 0
        self.sums: list[CostLine] = []
        self.levels: dict[int, int] = {}
        self.folded = 0
        self.alarms: list[tuple[tuple[int, int, int, int], str]] = []
        self.has_comments = level != TOP and bool(report.comments)

    def body(self, groups: list[Group]) -> None:
        """The table: header, blocks, total, and what watches them."""
        said = {key: self.layout.word(f"line_{key}") for key in LINE_WORDS} if self.has_lines else {}
        labels = [said.get(key) or self.layout.label(key) for key in SHOWN]
        if self.sign < 0:
            labels[SHOWN.index("variance")] = self.layout.word("over")
        labels += [self.layout.word(key) for key in LINE_COLUMNS] if self.has_lines else []
        labels += [self.layout.word("comment")] if self.has_comments else []
        self.grid.append([Cell(label, Style.HEADER) for label in labels])
        self.header = len(self.grid)
        is_grouped = len(groups) > 1 or any(group.name for group in groups)
        depth = int(self.level != TOP) + int(is_grouped)
        self.folded = depth + 1 if self.has_lines else 0
        for group in groups:
            first = len(self.grid) + 1
            for section in group.sections:
                self._section(section, depth)
            if is_grouped:
                self._add(group.sum(self._group_name(group)), Style.SECTION, 0, first, depth)
        total = add_lines(self.report.lines, name=self.layout.word("total"))
        self._add(total, Style.TOTAL, 0, self.header + 1, depth + 1)
        self.alarms += identity_alarms(self.header + 1, len(self.grid), self.sign, self.line)

    def _group_name(self, group: Group) -> str:
        if group.name == self.layout.word("before"):
            return group.name
        is_twice = any(section.name == group.name for section in group.sections)
        return f"{self.layout.word('total' if is_twice else 'subtotal')} {group.name}"

    def _section(self, section: Section, depth: int) -> None:
        self.sums.append(section.sum(section.name))
        if self.level == TOP:
            self._add(replace(self.sums[-1], section=""), Style.BODY, depth)
            return
        blanks = [Cell(None, Style.SECTION) for _ in SHOWN[1:]]
        self.grid.append([Cell(section.name, Style.SECTION), *blanks, *self._beside(Style.SECTION)])
        self.levels[len(self.grid)] = depth
        first = len(self.grid) + 1
        for line in section.lines:
            self._lines(line.account, depth + 1)
            self._add(line, Style.BODY, depth)
        subtotal = section.sum(f"{self.layout.word('subtotal')} {section.name}")
        self._add(subtotal, Style.SUBTOTAL, depth - 1, first, 1)

    def _lines(self, account: str, depth: int) -> None:
        """The lines of an account, above its own row as what is added up stands above its sum."""
        lines = self.details.get(account, ())
        first = len(self.grid) + 1
        for line in lines:
            cells = detail_cells(line, self.layout, self.is_linked)
            self.grid.append([*cells, *(Cell(None, Style.NOTE) for _ in DERIVED), *line_cells(line)])
            self.levels[len(self.grid)] = depth
        if lines:
            self.alarms.append(line_alarm(first, len(self.grid) + 1))

    def _beside(self, style: Style) -> list[Cell]:
        """The lines' own columns, of a row that is none."""
        return no_line_cells(style) if self.has_lines else []

    def _add(self, line: CostLine, style: Style, level: int, first: int = 0, times: int = 0) -> None:
        """A row; a sum stands under the rows from ``first``, which hold each of its figures ``times`` times."""
        cells = [*self._cells(line, style), *self._beside(style)]
        comment = (
            self.report.comments.get(line.account) if style is Style.BODY and self.has_comments else None
        )
        self.grid.append([*cells, Cell(comment)] if comment else cells)
        row = len(self.grid)
        if level:
            self.levels[row] = level
        if times:
            self.alarms.append(sum_alarm(first, row, times, self.line))

    def _cells(self, line: CostLine, style: Style) -> list[Cell]:
        links = self.links.get(line.account, {}) if style is Style.BODY else {}
        words = {"account": line.account, "name": line.name, "section": line.section}
        cells: list[Cell] = []
        for key in KEYS:
            if key in words:
                look = Style.LINK if key == "account" and key in links else style
                cells.append(Cell(words[key], look, links.get(key)))
            else:
                amount = int(getattr(line, key))
                shown = amount * self.sign if key.startswith("variance") else amount
                cells.append(Cell(_amount(shown), style, links.get(key) if amount else None))
        for cents in derived(line, self.sign).values():
            cells.append(Cell(None if cents is None else _amount(cents), style))
        return cells


def _scope(report: CostReport, lang: Lang) -> str:
    """What a report of less than the whole production is of."""
    department = COST_DEPARTMENT.get(report.department)
    said = [
        f"{EPISODE.say(lang)} {report.episode}" if report.episode else "",
        department.say(lang) if department else report.department,
    ]
    return "".join(f"{one}, " for one in said if one)


def _heading(
    report: CostReport, settings: dict[str, str], sign: int, layout: Layout, level: str
) -> list[list[Cell]]:
    lang = layout.lang
    period = f"{'Période' if lang == 'fr' else 'Period'} {report.period}"
    calendar = read_calendar(settings)
    dates = calendar.dates(report.period) if calendar else None
    if dates is not None:
        start, last = dates
        if lang == "fr":
            period += f" : du {start:%d/%m/%Y} au {last:%d/%m/%Y}"
        else:
            period += f": {start.isoformat()} to {last.isoformat()}"
    title = layout.word("title")
    if level != ACCOUNT:
        title += f" – {layout.word(level)}" if lang == "fr" else f": {layout.word(level).lower()}"
    said = SAVING_POSITIVE if sign > 0 else OVERAGE_POSITIVE
    return [
        [Cell(title, Style.TITLE)],
        [Cell(settings.get("title", ""), Style.NOTE)],
        [Cell(f"{_scope(report, lang)}{period} ({report.currency})", Style.NOTE)],
        [Cell(said.say(lang), Style.NOTE)],
        [Cell(_against(report).say(lang), Style.NOTE)],
        [Cell(_standing(report).say(lang), Style.NOTE)],
        [],
    ]


def _against(report: CostReport) -> Text:
    """What the variance change is a change from."""
    before, number = report.period - 1, report.against.number if report.against else 0
    if number:
        return Text(
            f"Variance change: since report no. {number}, period {before} as issued.",
            f"Évolution de l'écart : depuis la situation n° {number}, période {before} telle qu'arrêtée.",
        )
    return Text(
        f"Variance change: since period {before} as recomputed; no report of it was issued.",
        f"Évolution de l'écart : depuis la période {before} recalculée ; aucune situation n'en est arrêtée.",
    )


def _standing(report: CostReport) -> Text:
    """Whether the period was issued, and whether its figures still are the issued ones."""
    if report.issued is None:
        return Text("Not issued.", "Non arrêtée.")
    number, when = report.issued.number, report.issued.issued_on
    day = "/".join(reversed(when.split("-")))
    if report.has_moved:
        return Text(
            f"Issued as report no. {number} on {when}: its figures have CHANGED since.",
            f"Arrêtée le {day} sous le n° {number} : ses montants ont CHANGÉ depuis.",
        )
    return Text(
        f"Issued as report no. {number} on {when}: these are its figures ({report.issued.hash}).",
        f"Arrêtée le {day} sous le n° {number} : ce sont ses montants ({report.issued.hash}).",
    )


def _amount(cents: int) -> Decimal:
    return Decimal(show(cents))


def _contingency(report: CostReport, sign: int, lang: Lang) -> list[list[Cell]]:
    """Under the total: the variance of all but contingency, and what contingency still holds."""
    remaining = report.contingency_remaining
    if remaining is None:
        return []
    before = report.variance_before_contingency * sign
    return [_under(BEFORE_CONTINGENCY, before, lang), _under(REMAINING, remaining, lang)]


def _exchange(report: CostReport, sign: int, lang: Lang) -> list[list[Cell]]:
    """What of the variance is due to rates of exchange, and what to prices."""
    exchange = report.exchange_total
    if not any(report.exchange.get(line.account) for line in report.lines):
        return []
    price = report.total.variance + exchange
    return [_under(EXCHANGE, -exchange * sign, lang), _under(PRICE, price * sign, lang)]


def _under(label: Text, amount: int, lang: Lang) -> list[Cell]:
    """A line below the total, its amount in the variance column."""
    at = COST_REPORT.position["variance"]
    return [Cell(None), Cell(label.say(lang)), *(Cell(None) for _ in KEYS[2:at]), Cell(_amount(amount))]


def _summary(grid: list[list[Cell]], sums: list[CostLine], layout: Layout) -> tuple[BarChart, ...]:
    """Add the block the chart is drawn from, below the total, and the chart beside it."""
    budget, efc, section = (layout.label(key) for key in ("budget", "efc", "section"))
    grid.append([])
    grid.append([Cell(None), *(Cell(word, Style.HEADER) for word in (section, budget, efc))])
    first = len(grid) + 1
    for line in sums:
        grid.append([Cell(None), Cell(line.section), Cell(_amount(line.budget)), Cell(_amount(line.efc))])
    last = len(grid)
    series = ((budget, (first, 3, last, 3)), (efc, (first, 4, last, 4)))
    return (BarChart(layout.word("chart"), (first, 2, last, 2), series, (first - 1, 6)),)
