"""The cost report as a sheet: blocks by section, totals, contingency, and a chart."""

from decimal import Decimal

from addin.rules.cost_identities import check_grid
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
COMMENT = Text("Comment", "Commentaire")
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
OVER = Text("Variance: over/(under)", "Écart : dépassement/(économie)")
COMMENT_WIDTH = 40


def cost_result(report: CostReport, reading: Reading) -> Result:
    """Lay the report out: title, header, one block a section, grand total, contingency, summary and chart.

    Raises:
        OfficeError: A row, subtotal or total does not add up.
    """
    lang = reading.lang
    settings = read_settings(reading)
    # Only what the sheet shows: the JSON keeps revised - EFC.
    sign = -1 if settings.get("variance_sign") == "over_positive" else 1
    grid = _heading(report, settings, sign, lang)
    grid.append([Cell(label, Style.HEADER) for label in _labels(report, sign, lang)])
    header = len(grid)
    sums: list[CostLine] = []
    for section, lines in _sections(report, lang).items():
        grid.append([Cell(section, Style.SECTION), *(Cell(None, Style.SECTION) for _ in KEYS[1:])])
        for line in lines:
            comment = report.comments.get(line.account)
            grid.append([*_cells(line, Style.BODY, sign), *([Cell(comment)] if comment else [])])
        label = f"{SUBTOTAL.say(lang)} {section}"
        sums.append(add_lines(lines, name=label, section=section))
        grid.append(_cells(sums[-1], Style.SUBTOTAL, sign))
    total = add_lines(report.lines, name=TOTAL.say(lang))
    grid.append(_cells(total, Style.TOTAL, sign))
    check_grid(grid, header, sign)
    grid += _contingency(report, sign, lang)
    grid += _exchange(report, sign, lang)
    charts = _summary(grid, sums, lang) if sums else ()
    widths = [column.width for column in COST_REPORT.columns]
    widths += [COMMENT_WIDTH] if report.comments else []
    return Result(COST_REPORT, grid, widths, header=header, frozen_columns=2, charts=charts)


def _labels(report: CostReport, sign: int, lang: Lang) -> list[str]:
    labels = [column.label.say(lang) for column in COST_REPORT.columns]
    if sign < 0:
        labels[COST_REPORT.position["variance"]] = OVER.say(lang)
    return labels + ([COMMENT.say(lang)] if report.comments else [])


def _heading(report: CostReport, settings: dict[str, str], sign: int, lang: Lang) -> list[list[Cell]]:
    period = f"{'Période' if lang == 'fr' else 'Period'} {report.period}"
    calendar = read_calendar(settings)
    dates = calendar.dates(report.period) if calendar else None
    if dates is not None:
        start, last = dates
        if lang == "fr":
            period += f" : du {start:%d/%m/%Y} au {last:%d/%m/%Y}"
        else:
            period += f": {start.isoformat()} to {last.isoformat()}"
    said = SAVING_POSITIVE if sign > 0 else OVERAGE_POSITIVE
    return [
        [Cell(COST_REPORT.label.say(lang), Style.TITLE)],
        [Cell(settings.get("title", ""), Style.NOTE)],
        [Cell(f"{period} ({report.currency})", Style.NOTE)],
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
