"""The cost lines: what each costs the production, in the report's cents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from addin.rules import cost_findings as found
from addin.rules.cost_exchange import ONE, budget_rates, exchange_rates
from addin.rules.cost_lines import (
    Columns,
    Exact,
    read_amounts,
    read_columns,
    read_periods,
    share,
    unrecovered,
)
from addin.rules.cost_rates import read_rates
from addin.rules.cost_tax import apply_tax_codes
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_ratio


@dataclass(frozen=True)
class Ledger:
    """The cost lines.

    Args:
        net: Exact, in the line's own currency.
        tax: The same, as typed, else as computed from the line's tax codes.
        cost: In the report's cents.
        exchange: For the lines in another currency: what of the cost is due to a rate that is not the budget's.
    """

    table: Columns
    account: Sequence[str]
    period: Sequence[int | None]
    net: Sequence[Exact]
    rate: Sequence[Fraction]
    cost: Sequence[int]
    exchange: Mapping[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    tax: Sequence[Exact] = ()


def line_cost(net: Exact, tax: Exact, lost: Fraction, rate: Fraction) -> int:
    """Net and the part of the tax that is lost, in the report's cents, rounded half up once."""
    above = (net * lost.denominator + tax * lost.numerator) * rate.numerator
    below = lost.denominator * rate.denominator
    return round_ratio(above.numerator, above.denominator * below)


def read_ledger(reading: Reading, currency: str) -> Ledger:
    """Read the costs table. Findings: bad amounts, periods, rates, shares, taxes, and positive credit notes."""
    table = read_columns(reading, "costs")
    known = read_rates(reading)
    findings: list[Finding] = []
    periods = read_periods(table, findings)
    net = read_amounts(table, "net", findings)
    tax = read_amounts(table, "tax", findings, blank_is_zero=True)
    shares = table.map("recoverable", share)
    findings += [
        table.finding(found.BAD_RECOVERABLE, i, "recoverable")
        for i, part in enumerate(shares)
        if part is None
    ]
    lost = table.map("recoverable", unrecovered)
    apply_tax_codes(table, known, net, tax, lost, findings)
    rates = exchange_rates(table, currency, known, findings)
    cost = [
        base
        if type(base) is int and rate is ONE and not (part and added)
        else line_cost(base, added, part, rate)
        for base, added, part, rate in zip(net, tax, lost, rates, strict=True)
    ]
    at_budget = budget_rates(table, currency, known, findings)
    exchange = {i: cost[i] - line_cost(net[i], tax[i], lost[i], rate) for i, rate in at_budget.items()}
    findings += [
        table.finding(found.POSITIVE_CREDIT, i, "net")
        for i, kind in enumerate(table["kind"])
        if kind == "credit_note" and net[i] > 0
    ]
    return Ledger(table, table.codes, periods, net, rates, cost, exchange, findings, tax)
