"""The figures behind the cost report: the money tables read once, then added up at a period."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from addin.rules import cost_findings as found
from addin.rules.cost_actuals import Running, add_up, costs_at
from addin.rules.cost_estimates import Estimates, Held, check_estimates, etc_amounts, read_estimates
from addin.rules.cost_issued import Issued, read_issued
from addin.rules.cost_late import NEXT, close_periods, counting_periods
from addin.rules.cost_late import SETTING as LATE_SETTING
from addin.rules.cost_ledger import Ledger, read_ledger
from addin.rules.cost_lines import (
    Columns,
    read_amounts,
    read_columns,
    read_periods,
    read_settings,
    report_currency,
    whole,
)
from addin.rules.cost_periods import check_dates, read_calendar
from addin.rules.cost_relief import Orders, read_orders
from addin.rules.fringe_forecast import FringePlan, read_fringe_plan
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up
from workbook_templates.text import Text

NOT_IN_BUDGET = Text("Account not in the budget", "Compte hors devis")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the report; amounts in whole cents, variance is revised - EFC."""

    account: str
    name: str
    section: str
    budget: int
    changes: int
    revised: int
    period_actual: int
    to_date: int
    commitments: int
    total: int
    etc: int
    efc: int
    variance: int
    variance_change: int


AMOUNTS = tuple(item.name for item in fields(CostLine))[3:]


@dataclass(frozen=True)
class Books:
    """Everything read, before a period is chosen.

    Args:
        names: Account of the budget -> its name and section.
        budget: Account -> cents.
        moves: (account, period, cents, row's index in ``changes``) of each approved change.
        codes: Every account, those of the budget first.
        first: The first period anything happened in.
    """

    currency: str
    accounts: Columns
    names: Mapping[str, tuple[str, str]]
    budget: Mapping[str, int]
    changes: Columns
    moves: Sequence[tuple[str, int, int, int]]
    ledger: Ledger
    costs: Mapping[str, Running]
    exchange: Mapping[str, Running]
    plan: FringePlan
    orders: Orders
    estimates: Estimates
    issued: Issued
    codes: Sequence[str]
    first: int
    findings: list[Finding]


@dataclass(frozen=True)
class Figures:
    """Account -> cents at one period.

    Args:
        held: The estimate that each account's ETC comes from.
        exchange: What of the total cost is due to rates that are not the budget's.
    """

    changes: Mapping[str, int]
    period_actual: Mapping[str, int]
    to_date: Mapping[str, int]
    commitments: Mapping[str, int]
    revised: Mapping[str, int]
    total: Mapping[str, int]
    etc: Mapping[str, int]
    variance: Mapping[str, int]
    held: Mapping[str, Held]
    exchange: Mapping[str, int]


def read_books(reading: Reading) -> Books:
    """Read the money tables and the issued reports, with what is wrong in them."""
    currency = report_currency(reading)
    findings: list[Finding] = []
    accounts = read_columns(reading, "accounts")
    names, budget = _read_accounts(accounts, findings)
    changes = read_columns(reading, "changes")
    change_periods = read_periods(changes, findings)
    change_amounts = read_amounts(changes, "amount", findings)
    ledger = read_ledger(reading, currency)
    estimates = read_estimates(reading, accounts)
    calendar = read_calendar(read_settings(reading))
    findings += check_dates(ledger.table, list(ledger.period), calendar)
    issued = read_issued(reading)
    goes_next = read_settings(reading).get(LATE_SETTING, "") == NEXT
    counts = counting_periods(ledger.table, ledger.period, close_periods(issued), goes_next, findings)
    ledger = replace(ledger, period=counts)
    orders = read_orders(reading, ledger, currency)
    findings += check_dates(orders.table, orders.table.map("period", whole), calendar)
    findings += [*ledger.findings, *orders.findings, *estimates.findings, *issued.findings]
    codes = dict.fromkeys(names)
    for table in (changes, orders.table, ledger.table, estimates.table):
        is_orders = table is orders.table
        for i, code in enumerate(table.codes):
            if code not in names and not (is_orders and i in orders.amended):
                codes[code] = None
                findings.append(table.finding(found.UNKNOWN_ACCOUNT, i, "account"))
    for report in issued.reports:
        codes |= dict.fromkeys(report.lines)
    moves = [
        (code, when, round_half_up(amount), i)
        for i, (code, when, amount) in enumerate(
            zip(changes.codes, change_periods, change_amounts, strict=True)
        )
        if when is not None
    ]
    periods = {when for _, when, _, _ in moves} | {line.period for line in orders.lines}
    periods |= {when for line in orders.lines for when, _ in line.amendments}
    periods |= {when for when in {*ledger.period, *estimates.period} if when is not None}
    first = min(periods, default=0)
    return Books(
        currency, accounts, names, budget, changes, moves, ledger, add_up(ledger.account, ledger.period, ledger.cost),
        _exchange(ledger), read_fringe_plan(reading, ledger), orders, estimates, issued,
        tuple(codes), first, findings,
    )  # fmt: skip


def _read_accounts(
    accounts: Columns, findings: list[Finding]
) -> tuple[dict[str, tuple[str, str]], dict[str, int]]:
    amounts = read_amounts(accounts, "budget", findings, blank_is_zero=True)
    names: dict[str, tuple[str, str]] = {}
    budget: dict[str, int] = {}
    rows: dict[str, int] = {}
    for i, code in enumerate(accounts.codes):
        if code in rows:
            details = {"first": str(accounts.rows[rows[code]].number)}
            findings.append(accounts.finding(found.DUPLICATED_ACCOUNT, i, "account", details))
        rows.setdefault(code, i)
        names.setdefault(code, (accounts["name"][i], accounts["section"][i]))
        budget[code] = budget.get(code, 0) + round_half_up(amounts[i])
    return names, budget


def figures_at(books: Books, period: int, findings: list[Finding]) -> Figures:
    """Add everything up at a period; what is wrong there is put in ``findings``."""
    changes: dict[str, int] = {}
    for code, when, amount, _ in books.moves:
        if when <= period:
            changes[code] = changes.get(code, 0) + amount
    costs = costs_at(books.costs, period)
    period_actual, to_date = costs.period_actual, costs.to_date
    commitments = books.orders.commitments(period)
    revised = {code: books.budget.get(code, 0) + changes.get(code, 0) for code in books.codes}
    total = {code: to_date.get(code, 0) + commitments.get(code, 0) for code in books.codes}
    held = books.estimates.held_at(period)
    etc = etc_amounts(held, revised, total, findings, books.plan, period)
    findings += check_estimates(held, etc, costs.last)
    findings += _check_closed(books.ledger, costs.last, held, period)
    variance = {code: revised[code] - total[code] - etc[code] for code in books.codes}
    return Figures(
        changes, period_actual, to_date, commitments, revised, total, etc, variance, held,
        _exchange_at(books, period),
    )  # fmt: skip


def variance_before(books: Books, period: int) -> Mapping[str, int]:
    """Account -> the variance that the period's is compared with: as issued the period before, else as recomputed.

    The first period is compared with nothing.
    """
    report = books.issued.latest(period - 1)
    if report is not None:
        return {code: line["variance"] for code, line in report.lines.items()}
    return figures_at(books, period - 1, []).variance if period > books.first else {}


def cost_line(books: Books, code: str, now: Figures, before: Mapping[str, int]) -> CostLine:
    """One account's line; ``name`` is "" for an account that the budget lacks."""
    name, section = books.names.get(code, ("", ""))
    to_date, commitments = now.to_date.get(code, 0), now.commitments.get(code, 0)
    return CostLine(
        account=code,
        name=name,
        section=section,
        budget=books.budget.get(code, 0),
        changes=now.changes.get(code, 0),
        revised=now.revised[code],
        period_actual=now.period_actual.get(code, 0),
        to_date=to_date,
        commitments=commitments,
        total=now.total[code],
        etc=now.etc[code],
        efc=now.total[code] + now.etc[code],
        variance=now.variance[code],
        variance_change=now.variance[code] - before.get(code, 0),
    )


def _exchange(ledger: Ledger) -> dict[str, Running]:
    lines = [(ledger.account[i], ledger.period[i], cents) for i, cents in ledger.exchange.items()]
    return add_up(*zip(*lines, strict=True)) if lines else {}


def _exchange_at(books: Books, period: int) -> dict[str, int]:
    """Account -> what its costs and open orders cost more, or less, than at the budget's rates."""
    exchange = Counter(costs_at(books.exchange, period).to_date)
    for line in books.orders.lines:
        if line.budget_rate is not None:
            exchange[line.account] += line.exchange(period)
    return {code: cents for code, cents in exchange.items() if cents}


def _check_closed(
    ledger: Ledger, last: Mapping[str, int], held: Mapping[str, Held], period: int
) -> list[Finding]:
    """Costs after the period that closed their account; one closed in the budget takes none in this period."""
    since = {
        code: period - 1 if estimate.period is None else estimate.period
        for code, estimate in held.items()
        if estimate.method == "closed"
    }
    since = {code: closed for code, closed in since.items() if last.get(code, closed) > closed}
    if not since:
        return []
    return [
        ledger.table.finding(found.COST_ON_CLOSED, i, "account")
        for i, (code, when) in enumerate(zip(ledger.account, ledger.period, strict=True))
        if code in since and when is not None and since[code] < when <= period
    ]
