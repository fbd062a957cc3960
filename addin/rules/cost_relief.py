"""Purchase orders: what is still committed, and the cost lines that relieve it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
AS_ITS_LINE = ("account", "episode", "closed_period")  # an amendment has none of its own

Places = Mapping[str, dict[int | None, int]]


@dataclass(frozen=True)
class OrderLine:
    """One order line.

    Args:
        relief: (period, exact cents in the order's currency) of each cost line matched to it.
        row: Its index in the orders table.
        costs: The indexes of those cost lines, in the order of ``relief``.
        budget_rate: What the budget takes its currency for; None for the report's own, or when it does not say.
        amendments: (period, exact cents in the order's currency) of each amendment of it.
        amended_by: The indexes of those rows, in the order of ``amendments``.
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
    amendments: Sequence[tuple[int, Exact]] = ()
    amended_by: Sequence[int] = ()

    def amount_at(self, period: int) -> Exact:
        """Its amount with the amendments of a period and before."""
        if not self.amendments:
            return self.amount
        return self.amount + sum(amount for when, amount in self.amendments if when <= period)

    @property
    def last_amount(self) -> Exact:
        """Its amount with all its amendments."""
        return self.amount + sum(amount for _, amount in self.amendments)

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
        left = self.amount_at(period) - self.invoiced(period)
        if left <= 0:
            return 0
        return round_ratio(left.numerator * rate.numerator, left.denominator * rate.denominator)


@dataclass(frozen=True)
class Orders:
    """The orders.

    Args:
        amended: The index of each amendment's row -> that of the line it amends.
    """

    table: Columns
    lines: Sequence[OrderLine]
    findings: Sequence[Finding]
    amended: Mapping[int, int] = field(default_factory=dict)

    def commitments(self, period: int) -> dict[str, int]:
        """Account -> open balances at a period."""
        totals: defaultdict[str, int] = defaultdict(int)
        for line in self.lines:
            totals[line.account] += line.open_balance(period)
        return dict(totals)


def read_orders(reading: Reading, ledger: Ledger, currency: str) -> Orders:
    """Read the orders, join each amendment to its line, and match the cost lines to them, by order and line."""
    table = read_columns(reading, "orders")
    findings: list[Finding] = []
    periods = read_periods(table, findings)
    amounts = read_amounts(table, "amount", findings)
    known = read_rates(reading)
    rates = exchange_rates(table, currency, known, findings)
    at_budget = budget_rates(table, currency, known, findings)
    accounts = table.codes
    closed = table.map("closed_period", whole)
    coded = table.currencies(currency)
    places = _read_places(table, findings)
    amended = _join_amendments(table, places, findings)
    amended_by: defaultdict[int, list[int]] = defaultdict(list)
    for i, line in amended.items():
        if periods[i] is not None:
            amended_by[line].append(i)
    matched = _match(ledger, places, accounts, findings)
    invoiced_in = ledger.table.currencies(currency)
    lines: list[OrderLine] = []
    for i, period in enumerate(periods):
        if period is None or i in amended:
            continue
        costs = [at for at in matched.get(i, ()) if ledger.period[at] is not None]
        relief = [
            (
                ledger.period[at] or 0,
                _brought(ledger.net[at], ledger.rate[at], rates[i], invoiced_in[at] == coded[i]),
            )
            for at in costs
        ]
        amending = amended_by.get(i, ())
        amendments = [
            (periods[at] or 0, _brought(amounts[at], rates[at], rates[i], coded[at] == coded[i]))
            for at in amending
        ]
        ends = [closed[i], *(ledger.period[at] for at in costs if ledger.table["final"][at] == "true")]
        ended = min((end for end in ends if end is not None), default=None)
        lines.append(
            OrderLine(
                accounts[i],
                period,
                amounts[i],
                rates[i],
                ended,
                relief,
                i,
                costs,
                at_budget.get(i),
                amendments,
                amending,
            )
        )
    findings += _over_invoiced(table, lines)
    return Orders(table, lines, findings, amended)


def _brought(amount: Exact, rate: Fraction, to: Fraction, is_same: bool) -> Exact:
    """An amount in the money of the order; as it is when the order's rate is not known."""
    return amount if is_same or not to else amount * rate / to


def _read_places(table: Columns, findings: list[Finding]) -> Places:
    """Order -> the index of the row that each of its numbers names."""
    places: dict[str, dict[int | None, int]] = defaultdict(dict)
    numbers = table.map("line", lambda text: whole(text) if text.strip() else 1)
    for i, (order, number) in enumerate(zip(table.map("order", str.strip), numbers, strict=True)):
        first = places[order].setdefault(number, i)
        if first != i and order:
            details = {"first": str(table.rows[first].number)}
            findings.append(table.finding(found.DUPLICATED_ORDER, i, "order", details))
    return places


def _join_amendments(table: Columns, places: Places, findings: list[Finding]) -> dict[int, int]:
    """Each amendment's row -> that of the line it amends, which the amendment's own number names from now on."""
    amends = table.map("amends", str.strip)
    if not any(amends):
        return {}
    amended: dict[int, int] = {}
    for i, said in enumerate(amends):
        if not said:
            continue
        order = table["order"][i].strip()
        number = whole(said)
        line = places[order].get(number) if order and number is not None else None
        if line is None or amends[line]:
            findings.append(table.finding(found.UNKNOWN_AMENDED, i, "amends", {"order": order}))
            continue
        amended[i] = line
        for key in AS_ITS_LINE:
            own, counted = table[key][i].strip(), table[key][line].strip()
            if own and own != counted:
                details = {"first": str(table.rows[line].number), "said": counted}
                findings.append(table.finding(found.AMENDMENT_DIFFERS, i, key, details))
    for numbers in places.values():
        for number, i in numbers.items():
            numbers[number] = amended.get(i, i)
    return amended


def _over_invoiced(table: Columns, lines: Sequence[OrderLine]) -> Iterator[Finding]:
    for line in lines:
        excess = sum(amount for _, amount in line.relief) - line.last_amount
        if line.relief and excess > 0:
            details = {
                "order": table["order"][line.row].strip(),
                "amount": show(round_half_up(Fraction(line.last_amount))),
                "excess": show(round_half_up(Fraction(excess))),
            }
            yield table.finding(found.OVER_INVOICED, line.row, "amount", details)


def _match(
    ledger: Ledger,
    places: Places,
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
    """The named line, or the one that the named amendment is of; with no number the order's only line, else its only
    one on the account.
    """
    if number != ANY:
        return None if number is None else lines.get(number)
    standing = {*lines.values()}
    if len(standing) > 1:
        standing = {place for place in standing if accounts[place] == account}
    return standing.pop() if len(standing) == 1 else None
