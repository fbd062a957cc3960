"""Ceilings: what a line may come to for its units, at the amounts the office entered."""

from fractions import Fraction

from addin.rules import cash_findings as found
from addin.rules.cash_lines import CashLines, in_limit_currency, say_amount
from workbook_templates.findings import Finding
from workbook_templates.money import exact, round_half_up
from workbook_templates.text import Text


def check_ceilings(lines: CashLines) -> list[Finding]:
    """The lines that name a ceiling, each against its units at the ceiling of its date.

    Findings: above-ceiling, ceiling-without-units, no-ceiling, limit-in-another-currency.
    """
    table = lines.table
    return [
        finding
        for i, code in enumerate(table.map("ceiling", str.strip))
        if code and (finding := _check(lines, i, code)) is not None
    ]


def _check(lines: CashLines, i: int, code: str) -> Finding | None:
    table = lines.table
    units = exact(table["units"][i])
    if units is None:
        return table.finding(found.NO_UNITS, i, "ceiling")
    rate = lines.rates.at("ceiling", code, lines.days[i])
    if rate is None or rate.amount is None:
        return table.finding(found.NO_CEILING, i, "ceiling")
    gross, currency = lines.gross(i), lines.currencies[i]
    wanted = rate.currency or lines.currency
    worth = in_limit_currency(Fraction(gross), currency, lines.ledger.rate[i], rate, lines, lines.days[i])
    if worth is None:
        return table.finding(found.NOT_COMPARED, i, "ceiling", {"currency": wanted})
    spent, allowed = round_half_up(worth), round_half_up(units * rate.amount * 100)
    if spent <= allowed:
        return None
    details: dict[str, str | Text] = {
        "amount": say_amount(spent, wanted),
        "excess": say_amount(spent - allowed, wanted),
        "units": _figure(table["units"][i]),
        "each": _figure(lines.rates.table["amount"][rate.row]),
        "limit": say_amount(allowed, wanted),
    }
    return table.finding(found.ABOVE_CEILING, i, "ceiling", details)


def _figure(text: str) -> Text:
    """A figure of any precision, as its reader writes it."""
    return Text(text, text.replace(".", ","))
