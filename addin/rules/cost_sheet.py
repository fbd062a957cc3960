"""The cost report as a sheet: blocks by section, totals, and a chart."""

from decimal import Decimal

from addin.rules.cost_lines import read_settings
from addin.rules.cost_periods import read_calendar
from addin.rules.costs import AMOUNTS, CostLine, CostReport, add_lines
from workbook_templates.book import BarChart, Cell, Reading, Result, Style
from workbook_templates.catalog import TABLE
from workbook_templates.money import show
from workbook_templates.text import Lang, Text

COST_REPORT = TABLE["cost_report"]
KEYS = tuple(column.key for column in COST_REPORT.columns)
WORDS = ("account", "name", "section")
TOTAL = Text("Total", "Total")
SUBTOTAL = Text("Subtotal", "Sous-total")
NO_SECTION = Text("No section", "Sans section")
CHART = Text("Budget against estimated final cost", "Devis et coût final estimé")


def cost_result(report: CostReport, reading: Reading) -> Result:
    """Lay the report out: title, header, one block a section, grand total, summary and chart."""
    lang = reading.lang
    settings = read_settings(reading)
    # Only what the sheet shows: the JSON keeps revised - EFC.
    sign = -1 if settings.get("variance_sign") == "over_positive" else 1
    grid = _heading(report, settings, lang)
    grid.append([Cell(column.label.say(lang), Style.HEADER) for column in COST_REPORT.columns])
    header = len(grid)
    sums: list[CostLine] = []
    for section, lines in _sections(report, lang).items():
        grid.append([Cell(section, Style.SECTION), *(Cell(None, Style.SECTION) for _ in KEYS[1:])])
        grid += [_cells(line, Style.BODY, sign) for line in lines]
        label = f"{SUBTOTAL.say(lang)} {section}"
        sums.append(add_lines(lines, name=label, section=section))
        grid.append(_cells(sums[-1], Style.SUBTOTAL, sign))
    total = add_lines(report.lines, name=TOTAL.say(lang))
    grid.append(_cells(total, Style.TOTAL, sign))
    charts = _summary(grid, sums, lang) if sums else ()
    widths = [column.width for column in COST_REPORT.columns]
    return Result(COST_REPORT, grid, widths, header=header, frozen_columns=2, charts=charts)


def _heading(report: CostReport, settings: dict[str, str], lang: Lang) -> list[list[Cell]]:
    period = f"{'Période' if lang == 'fr' else 'Period'} {report.period}"
    calendar = read_calendar(settings)
    dates = calendar.dates(report.period) if calendar else None
    if dates is not None:
        start, last = dates
        if lang == "fr":
            period += f" : du {start:%d/%m/%Y} au {last:%d/%m/%Y}"
        else:
            period += f": {start.isoformat()} to {last.isoformat()}"
    return [
        [Cell(COST_REPORT.label.say(lang), Style.TITLE)],
        [Cell(settings.get("title", ""), Style.NOTE)],
        [Cell(f"{period} ({report.currency})", Style.NOTE)],
        [],
    ]


def _sections(report: CostReport, lang: Lang) -> dict[str, list[CostLine]]:
    """Section -> its lines, in the order sections first appear."""
    sections: dict[str, list[CostLine]] = {}
    for line in report.lines:
        sections.setdefault(line.section.strip() or NO_SECTION.say(lang), []).append(line)
    return sections


def _amount(cents: int) -> Decimal:
    return Decimal(show(cents))


def _cells(line: CostLine, style: Style, sign: int) -> list[Cell]:
    cells: list[Cell] = []
    for key in KEYS:
        if key in WORDS:
            cells.append(Cell(str(getattr(line, key)), style))
        elif key in AMOUNTS:
            amount = int(getattr(line, key))
            cells.append(Cell(_amount(amount * sign if key.startswith("variance") else amount), style))
    return cells


def _summary(grid: list[list[Cell]], sums: list[CostLine], lang: Lang) -> tuple[BarChart, ...]:
    """Add the block the chart is drawn from, below the total, and the chart beside it."""
    budget, efc = COST_REPORT.column("budget").label.say(lang), COST_REPORT.column("efc").label.say(lang)
    section = COST_REPORT.column("section").label.say(lang)
    grid.append([])
    grid.append([Cell(None), *(Cell(word, Style.HEADER) for word in (section, budget, efc))])
    first = len(grid) + 1
    for line in sums:
        grid.append([Cell(None), Cell(line.section), Cell(_amount(line.budget)), Cell(_amount(line.efc))])
    last = len(grid)
    series = ((budget, (first, 3, last, 3)), (efc, (first, 4, last, 4)))
    return (BarChart(CHART.say(lang), (first, 2, last, 2), series, (first - 1, 6)),)
