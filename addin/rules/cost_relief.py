"""Purchase orders: what is still committed, and the cost lines that relieve it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from addin.rules import cost_findings as found
from addin.rules.cost_exchange import budget_rates, exchange_rates
from addin.rules.cost_ledger import Ledger
from addin.rules.cost_lines import Columns, Exact, read_amounts, read_columns, read_periods, whole
from addin.rules.cost_rates import read_rates
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up, round_ratio, show

ANY = -(2**62)  # a cost line that names no line of its order


@dataclass(frozen=True)
class OrderLine:
    """One order line.

    Args:
        relief: (period, exact cents in the order's currency) of each cost line matched to it.
        row: Its index in the orders table.
        costs: The indexes of those cost lines, in the order of ``relief``.
        budget_rate: What the budget takes its currency for; None for the report's own, or when it does not say.
    """

    account: str
    period: int
    amount: Exact
    rate: Fraction
    ended: int | None
    relief: Sequence[tuple[int, Exact]]
    row: int = 0
    costs: Sequence[int] = ()
    budget_rate: Fraction | None = None

    def invoiced(self, period: int) -> Exact:
        return sum(amount for when, amount in self.relief if when <= period)

    def open_balance(self, period: int) -> int:
        """What is still committed at a period, in the report's cents."""
        return self._worth(period, self.rate)

    def exchange(self, period: int) -> int:
        """What of the open balance is due to a rate that is not the budget's."""
        return self._worth(period, self.rate) - self._worth(period, self.budget_rate or self.rate)

    def _worth(self, period: int, rate: Fraction) -> int:
        if self.period > period or (self.ended is not None and self.ended <= period):
            return 0
        left = self.amount - self.invoiced(period)
        if left <= 0:
            return 0
        return round_ratio(left.numerator * rate.numerator, left.denominator * rate.denominator)


@dataclass(frozen=True)
class Orders:
    table: Columns
    lines: Sequence[OrderLine]
    findings: Sequence[Finding]

    def commitments(self, period: int) -> dict[str, int]:
        """Account -> open balances at a period."""
        totals: defaultdict[str, int] = defaultdict(int)
        for line in self.lines:
            totals[line.account] += line.open_balance(period)
        return dict(totals)


def read_orders(reading: Reading, ledger: Ledger, currency: str) -> Orders:
    """Read the orders and match the cost lines to them, by order and line."""
    table = read_columns(reading, "orders")
    findings: list[Finding] = []
    periods = read_periods(table, findings)
    amounts = read_amounts(table, "amount", findings)
    known = read_rates(reading)
    rates = exchange_rates(table, currency, known, findings)
    at_budget = budget_rates(table, currency, known, findings)
    accounts = table.codes
    orders = table.map("order", str.strip)
    numbers = table.map("line", lambda text: whole(text) if text.strip() else 1)
    closed = table.map("closed_period", whole)
    coded = table.currencies(currency)
    places: dict[str, dict[int | None, int]] = defaultdict(dict)
    for i, (order, number) in enumerate(zip(orders, numbers, strict=True)):
        first = places[order].setdefault(number, i)
        if first != i and order:
            details = {"first": str(table.rows[first].number)}
            findings.append(table.finding(found.DUPLICATED_ORDER, i, "order", details))
    matched = _match(ledger, places, accounts, findings)
    invoiced_in = ledger.table.currencies(currency)
    lines: list[OrderLine] = []
    for i, period in enumerate(periods):
        relief: list[tuple[int, Exact]] = []
        ends = [closed[i]]
        costs = [at for at in matched.get(i, ()) if ledger.period[at] is not None]
        for at in costs:
            when = ledger.period[at] or 0
            net = ledger.net[at]
            if invoiced_in[at] != coded[i] and rates[i]:
                net = net * ledger.rate[at] / rates[i]
            relief.append((when, net))
            if ledger.table["final"][at] == "true":
                ends.append(when)
        if period is not None:
            ended = min((end for end in ends if end is not None), default=None)
            line = OrderLine(
                accounts[i], period, amounts[i], rates[i], ended, relief, i, costs, at_budget.get(i)
            )
            lines.append(line)
            excess = sum(amount for _, amount in relief) - amounts[i]
            if relief and excess > 0:
                details = {"order": orders[i], "excess": show(round_half_up(Fraction(excess)))}
                findings.append(table.finding(found.OVER_INVOICED, i, "amount", details))
    return Orders(table, lines, findings)


def _match(
    ledger: Ledger,
    places: Mapping[str, Mapping[int | None, int]],
    accounts: Sequence[str],
    findings: list[Finding],
) -> dict[int, list[int]]:
    """Order row -> the cost rows matched to it."""
    table = ledger.table
    matched: defaultdict[int, list[int]] = defaultdict(list)
    numbers = table.map("order_line", lambda text: whole(text) if text.strip() else ANY)
    for at, (order, number) in enumerate(zip(table.map("order", str.strip), numbers, strict=True)):
        if not order:
            if number != ANY:
                findings.append(table.finding(found.LINE_WITHOUT_ORDER, at, "order_line"))
            continue
        place = _find_line(places.get(order, {}), number, ledger.account[at], accounts)
        if place is None:
            details = {"line": table["order_line"][at]}
            findings.append(table.finding(found.UNKNOWN_ORDER, at, "order", details))
            continue
        matched[place].append(at)
        if ledger.account[at] != accounts[place]:
            details = {"ordered": accounts[place]}
            findings.append(table.finding(found.OTHER_ACCOUNT, at, "account", details))
    return matched


def _find_line(
    lines: Mapping[int | None, int], number: int | None, account: str, accounts: Sequence[str]
) -> int | None:
    """The named line; with no number the order's only line, else its only one on the account."""
    if number != ANY:
        return None if number is None else lines.get(number)
    if len(lines) == 1:
        return next(iter(lines.values()))
    same = [place for place in lines.values() if accounts[place] == account]
    return same[0] if len(same) == 1 else None
