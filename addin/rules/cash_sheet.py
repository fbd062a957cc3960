"""Cash and payments as a sheet: floats, deposits, what is owed and when, weeks with their chart, floats by day."""

from collections.abc import Iterable, Sequence
from datetime import date

from addin.rules.cash import MOVES, CashReport
from addin.rules.cash_deposits import Deposit
from addin.rules.cash_floats import Float
from addin.rules.cash_payments import Payment, by_week
from addin.rules.cost_blocks import TOTAL
from addin.rules.cost_lines import read_settings
from workbook_templates.book import BarChart, Cell, Link, Reading, Result, Style, Value
from workbook_templates.catalog import TABLE
from workbook_templates.money import as_number
from workbook_templates.text import Lang, Text, show_date

SHEET = TABLE["cash"]
WIDE = len(SHEET.columns)
TOP = 2  # the row of the production and the day, on every page
CHART_ROWS = 16  # what the chart stands over
FLOATS = Text("Floats", "Régies d'avance")
EQUATION = Text(
    "Opening + top-ups - receipts - cash returned - differences written off = expected.",
    "Ouverture + réapprovisionnements - reçus - espèces rendues - différences constatées = attendu.",
)
DEPOSITS = Text("Deposits", "Cautions")
BY_SUPPLIER = Text("To pay, by payee", "À payer, par bénéficiaire")
NETTED = Text(
    "With tax; credit notes taken off. A negative amount is a credit to use.",
    "Taxe comprise ; avoirs déduits. Un montant négatif est un crédit à utiliser.",
)
BY_DATE = Text("To pay, by date", "À payer, par échéance")
BY_WEEK = Text("To pay, by week", "À payer, par semaine")
BY_DAY = Text("Floats, day by day", "Régies d'avance, jour par jour")
NONE = Text("None.", "Néant.")
CREDIT = Text("Credit to use", "Crédit à utiliser")
OVERDUE = Text("Overdue", "En retard")
UNDATED = Text("No date", "Sans date")
DOCUMENT = Text("Document", "Pièce")
SUPPLIER = Text("Supplier", "Fournisseur")
PAYEE = Text("Payee", "Bénéficiaire")
CURRENCY = Text("Currency", "Devise")
AMOUNT = Text("Amount", "Montant")
DEPOSIT_HEADS = (
    Text("Deposit no.", "Caution"), SUPPLIER, CURRENCY, Text("State", "État"), AMOUNT,
    Text("Still out", "Non rendu"), Text("Kept", "Gardé"), Text("Due back", "À rendre le"),
    Text("Returned on", "Rendue le"),
)  # fmt: skip
SUPPLIER_HEADS = (Text("", ""), PAYEE, CURRENCY, Text("", ""), AMOUNT, OVERDUE)
PAYMENT_HEADS = (
    Text("Due", "Échéance"), PAYEE, CURRENCY, DOCUMENT, AMOUNT, OVERDUE, Text("Entries", "Écritures"),
)  # fmt: skip
WEEK_OF = Text("Week of", "Semaine du")
DAY = Text("Day", "Jour")
COUNTED = Text("Counted", "Compté")
STATES = {
    "outstanding": Text("Out", "En cours"),
    "overdue": OVERDUE,
    "returned": Text("Returned", "Rendue"),
    "kept": Text("Kept", "Gardée"),
}

Grid = list[list[Cell]]


def cash_result(report: CashReport, reading: Reading) -> Result:
    """Lay the report out, block under block, on one page's width."""
    lang = reading.lang
    title = read_settings(reading).get("title", "")
    grid: Grid = [
        [Cell(SHEET.label.say(lang), Style.TITLE)],
        [Cell(show_date(report.today, lang), Style.NOTE), Cell(title, Style.NOTE)],
    ]
    _block(grid, FLOATS, lang, [column.label for column in SHEET.columns], _floats(report), EQUATION)
    _block(grid, DEPOSITS, lang, DEPOSIT_HEADS, _deposits(report, lang))
    _block(grid, BY_SUPPLIER, lang, SUPPLIER_HEADS, _suppliers(report, lang), NETTED)
    charts = _weeks(grid, report, lang)
    _block(grid, BY_DATE, lang, PAYMENT_HEADS, _payments(report, lang))
    heads = [
        DAY,
        *(column.label for column in SHEET.columns[:1]),
        *(c.label for c in SHEET.columns[2:-2]),
        COUNTED,
    ]
    _block(grid, BY_DAY, lang, heads, [row for one in report.floats for row in _days(one)])
    return Result(SHEET, grid, [column.width for column in SHEET.columns], header=TOP, charts=charts)


def _block(
    grid: Grid,
    title: Text,
    lang: Lang,
    heads: Sequence[Text],
    rows: Iterable[list[Cell]],
    note: Text | None = None,
) -> None:
    """A title, what it holds, its headers and its rows; one word when there are none."""
    grid += [[], _filled([Cell(title.say(lang), Style.SECTION)], Style.SECTION)]
    if note is not None:
        grid.append([Cell(note.say(lang), Style.NOTE)])
    lines = list(rows)
    if not lines:
        grid.append([Cell(NONE.say(lang), Style.NOTE)])
        return
    grid.append([Cell(head.say(lang) or None, Style.HEADER) for head in heads])
    grid += lines


def _filled(cells: list[Cell], style: Style) -> list[Cell]:
    return [*cells, *(Cell(None, style) for _ in range(WIDE - len(cells)))]


def _row(values: Iterable[Value], style: Style = Style.BODY) -> list[Cell]:
    return [Cell(value, style) for value in values]


def _floats(report: CashReport) -> Iterable[list[Cell]]:
    for one in report.floats:
        last = one.last_count
        yield _row(
            [
                one.name,
                report.lines.people.get(one.holder) or one.holder,
                one.currency,
                *(as_number(one.total(kind)) for kind in MOVES),
                as_number(one.expected),
                as_number(last.counted) if last else None,
                last.day if last else None,
            ]
        )


def _days(one: Float) -> Iterable[list[Cell]]:
    for day in one.days:
        yield _row(
            [
                day.day,
                one.name,
                one.currency,
                *(as_number(day.amounts.get(kind)) for kind in MOVES),
                as_number(day.expected),
                as_number(day.counted),
            ]
        )


def _deposits(report: CashReport, lang: Lang) -> Iterable[list[Cell]]:
    order = list(STATES)

    def first_what_is_out(deposit: Deposit) -> tuple[int, date, int]:
        state = order.index(deposit.state(report.today))
        return min(state, 2), deposit.due_back or date.max, deposit.row

    for deposit in sorted(report.deposits, key=first_what_is_out):
        state = deposit.state(report.today)
        yield [
            Cell(deposit.name),
            Cell(deposit.supplier),
            Cell(deposit.currency),
            Cell(STATES[state].say(lang), Style.WARN if state == "overdue" else Style.BODY),
            Cell(as_number(deposit.amount)),
            Cell(as_number(deposit.outstanding or None)),
            Cell(as_number(deposit.kept or None)),
            Cell(deposit.due_back),
            Cell(deposit.returned_on),
        ]


def _suppliers(report: CashReport, lang: Lang) -> Iterable[list[Cell]]:
    for owed in report.payments.suppliers:
        yield _row(
            [
                None,
                owed.supplier,
                owed.currency,
                None,
                as_number(owed.amount),
                as_number(owed.overdue or None),
            ]
        )
    for total in report.payments.totals:
        label = f"{TOTAL.say(lang)} {total.currency}"
        sums = [as_number(total.to_pay), as_number(total.overdue or None)]
        yield _row([None, label, total.currency, None, *sums], Style.TOTAL)
        if total.credit:
            label = f"{CREDIT.say(lang)} {total.currency}"
            yield _row([None, label, total.currency, None, as_number(total.credit), None], Style.TOTAL)


def _payments(report: CashReport, lang: Lang) -> Iterable[list[Cell]]:
    for item in report.payments.items:
        is_late = item.is_overdue(report.today)
        yield [
            Cell(item.due if item.due else UNDATED.say(lang)),
            Cell(item.supplier),
            Cell(item.currency),
            Cell(item.document),
            Cell(as_number(item.amount)),
            Cell(as_number(item.amount) if is_late else None, Style.WARN if is_late else Style.BODY),
            _entries(item, report),
        ]


def _entries(item: Payment, report: CashReport) -> Cell:
    """The entries of a payment, with a link to the first line."""
    row = report.lines.table.rows[item.rows[0]].number
    return Cell(", ".join(item.entries) or str(row), Style.LINK, Link("costs", row, "due"))


def _weeks(grid: Grid, report: CashReport, lang: Lang) -> tuple[BarChart, ...]:
    """The block of weeks and the chart beside it, over rows of its own."""
    weeks = by_week(report.payments.items, report.today)
    if not weeks:
        return ()
    currencies = [total.currency for total in report.payments.totals]
    grid += [[], _filled([Cell(BY_WEEK.say(lang), Style.SECTION)], Style.SECTION)]
    grid.append(_row([WEEK_OF.say(lang), None, None, *currencies], Style.HEADER))
    first = len(grid) + 1
    for week, sums in weeks.items():
        said = OVERDUE.say(lang) if week is None else show_date(week, lang)
        grid.append(_row([said, None, None, *(as_number(sums.get(currency)) for currency in currencies)]))
    last = len(grid)
    grid += _beside_weeks(report, currencies, lang)
    at = 5 + len(currencies)
    series = tuple((name, (first, 4 + i, last, 4 + i)) for i, name in enumerate(currencies))
    chart = BarChart(BY_WEEK.say(lang), (first, 1, last, 1), series, (first - 1, at))
    grid += [[] for _ in range(first - 1 + CHART_ROWS - len(grid))]
    return (chart,)


def _beside_weeks(report: CashReport, currencies: Sequence[str], lang: Lang) -> Iterable[list[Cell]]:
    """Under the weeks, out of the chart: what says no date, and the whole, which is the payees'."""
    owed = {currency: [0, 0] for currency in currencies}
    for item in report.payments.items:
        owed[item.currency][0] += item.amount
        owed[item.currency][1] += item.amount if item.due is None else 0
    if any(undated for _, undated in owed.values()):
        sums = [as_number(undated or None) for _, undated in owed.values()]
        yield _row([UNDATED.say(lang), None, None, *sums])
    yield _row([TOTAL.say(lang), None, None, *(as_number(every) for every, _ in owed.values())], Style.TOTAL)
