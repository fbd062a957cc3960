"""Rates of exchange: what a line's currency is worth in the report's, on its day and in the budget."""

from collections.abc import Sequence
from fractions import Fraction

from addin.rules import cost_findings as found
from addin.rules.cost_lines import Columns
from addin.rules.cost_rates import Rates, read_day
from workbook_templates.findings import Finding
from workbook_templates.money import exact

ONE = Fraction(1)


def exchange_rates(table: Columns, currency: str, known: Rates, findings: list[Finding]) -> list[Fraction]:
    """What one unit of each line's currency is worth in the report's; 0 when nobody said.

    The line's own rate counts; a line without one takes the rate of its rate date, else of its date. Either is of
    the line, so that tomorrow's rate changes no closed period.
    """
    coded = table.currencies()
    given = table.map("rate", lambda text: value if (value := exact(text)) and value > 0 else None)
    rates = [ONE if code in ("", currency) else rate for code, rate in zip(coded, given, strict=True)]
    for i, rate in enumerate(rates):
        if rate is None and not table["rate"][i].strip():
            rates[i] = _on_its_day(table, coded, known, i)
    findings += [
        table.finding(found.MISSING_RATE, i, "rate", {"currency": coded[i], "report": currency})
        for i, rate in enumerate(rates)
        if rate is None
    ]
    return [Fraction(0) if rate is None else rate for rate in rates]


def budget_rates(table: Columns, currency: str, known: Rates, findings: list[Finding]) -> dict[int, Fraction]:
    """For each line in another currency: what the budget took it for, where it says.

    Once the budget has a rate for one currency, a note for each that it has none of: its variance is not split.
    """
    rates: dict[int, Fraction] = {}
    missing: dict[str, int] = {}
    coded = table.currencies()
    known_codes = set(known.codes("budget_exchange"))
    if not known_codes or set(coded) <= {"", currency}:
        return rates
    for i, code in enumerate(coded):
        if code in ("", currency):
            continue
        rate = known.at("budget_exchange", code, read_day(table["date"][i])) if code in known_codes else None
        if rate is None or not rate.amount:
            missing.setdefault(code, i)
        else:
            rates[i] = rate.amount
    findings += [
        table.finding(found.NO_BUDGET_RATE, i, "currency", {"currency": code}) for code, i in missing.items()
    ]
    return rates


def _on_its_day(table: Columns, coded: Sequence[str], known: Rates, i: int) -> Fraction | None:
    day = read_day(table["rate_on"][i]) or read_day(table["date"][i])
    rate = known.at("exchange", coded[i], day) if day else None
    return rate.amount if rate and rate.amount and rate.amount > 0 else None
