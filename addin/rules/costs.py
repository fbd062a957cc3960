"""The cost report: budget, cost, commitments and final cost, account by account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import pandas as pd

from addin.rules import cost_findings as found
from addin.rules.cost_estimates import Estimates, Held, check_estimates, etc_amounts, read_estimates
from addin.rules.cost_lines import (
    Columns,
    Ledger,
    read_amounts,
    read_columns,
    read_ledger,
    read_periods,
    read_settings,
    report_currency,
    whole,
)
from addin.rules.cost_periods import check_dates, read_calendar
from addin.rules.cost_relief import Orders, read_orders
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up, show
from workbook_templates.text import Lang, Text

NOT_IN_BUDGET = Text("Account not in the budget", "Compte hors devis")
LARGEST = 2**62


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


@dataclass(frozen=True, slots=True)
class CostReport:
    period: int
    currency: str
    lines: tuple[CostLine, ...]
    total: CostLine
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Books:
    """Everything read, before a period is chosen."""

    names: Mapping[str, tuple[str, str]]
    budget: Mapping[str, int]
    changes: Sequence[tuple[str, int, int]]
    ledger: Ledger
    orders: Orders
    estimates: Estimates
    codes: Sequence[str]
    first: int
    findings: list[Finding]


@dataclass(frozen=True)
class _Figures:
    """Account -> cents at one period."""

    changes: Mapping[str, int]
    period_actual: Mapping[str, int]
    to_date: Mapping[str, int]
    commitments: Mapping[str, int]
    etc: Mapping[str, int]
    variance: Mapping[str, int]


def compute_costs(reading: Reading, period: int) -> CostReport:
    """Compute the report of a period, from every line with a period up to it.

    Returns:
        Lines in the budget's order, then one for each account that is not in the
        budget, so that the total holds every cost. Each line's cost is rounded
        half up once, to the cent.
    """
    currency = report_currency(reading)
    books = _read(reading, currency)
    findings = list(books.findings)
    now = _figures(books, period, findings)
    before = _figures(books, period - 1, []).variance if period > books.first else {}
    lines = []
    for code in books.codes:
        name, section = books.names.get(code, (NOT_IN_BUDGET.say(reading.lang), ""))
        line = _line(code, name, section, books.budget.get(code, 0), now, before.get(code, 0))
        if code in books.names or any(getattr(line, key) for key in AMOUNTS):
            lines.append(line)
    return CostReport(period, currency, tuple(lines), add_lines(lines), tuple(findings))


def add_lines(lines: Iterable[CostLine], account: str = "", name: str = "", section: str = "") -> CostLine:
    """The sum of lines, as one line."""
    kept = list(lines)
    return CostLine(account, name, section, *(sum(getattr(line, key) for line in kept) for key in AMOUNTS))


def report_json(report: CostReport, book: str, lang: Lang = "en") -> dict[str, object]:
    """The report as the command line answers it: money is text."""
    return {
        "book": book,
        "period": report.period,
        "currency": report.currency,
        "lines": [_line_json(line) for line in report.lines],
        "total": _line_json(report.total),
        "findings": [finding.as_json(lang) for finding in report.findings],
    }


def _line_json(line: CostLine) -> dict[str, str]:
    words = {"account": line.account, "name": line.name, "section": line.section}
    return words | {key: show(getattr(line, key)) for key in AMOUNTS}


def _line(code: str, name: str, section: str, budget: int, now: _Figures, before: int) -> CostLine:
    changes = now.changes.get(code, 0)
    to_date, commitments, etc = now.to_date.get(code, 0), now.commitments.get(code, 0), now.etc[code]
    return CostLine(
        account=code,
        name=name,
        section=section,
        budget=budget,
        changes=changes,
        revised=budget + changes,
        period_actual=now.period_actual.get(code, 0),
        to_date=to_date,
        commitments=commitments,
        total=to_date + commitments,
        etc=etc,
        efc=to_date + commitments + etc,
        variance=now.variance[code],
        variance_change=now.variance[code] - before,
    )


def _read(reading: Reading, currency: str) -> _Books:
    findings: list[Finding] = []
    accounts = read_columns(reading, "accounts")
    names, budget = _read_accounts(accounts, findings)
    changes = read_columns(reading, "changes")
    change_periods = read_periods(changes, findings)
    change_amounts = read_amounts(changes, "amount", findings)
    ledger = read_ledger(reading, currency)
    orders = read_orders(reading, ledger, currency)
    estimates = read_estimates(reading, accounts)
    order_table = read_columns(reading, "orders")
    calendar = read_calendar(read_settings(reading))
    findings += check_dates(ledger.table, list(ledger.period), calendar)
    findings += check_dates(order_table, order_table.map("period", whole), calendar)
    findings += [*ledger.findings, *orders.findings, *estimates.findings]
    codes = dict.fromkeys(names)
    for table in (changes, order_table, ledger.table, estimates.table):
        for i, code in enumerate(table.map("account", str.strip)):
            if code not in names:
                codes[code] = None
                findings.append(table.finding(found.UNKNOWN_ACCOUNT, i, "account"))
    moves = [
        (code, when, round_half_up(amount))
        for code, when, amount in zip(
            changes.map("account", str.strip), change_periods, change_amounts, strict=True
        )
        if when is not None
    ]
    periods = {when for _, when, _ in moves} | {line.period for line in orders.lines}
    periods |= {when for when in {*ledger.period, *estimates.period} if when is not None}
    first = min(periods, default=0)
    return _Books(names, budget, moves, ledger, orders, estimates, tuple(codes), first, findings)


def _read_accounts(
    accounts: Columns, findings: list[Finding]
) -> tuple[dict[str, tuple[str, str]], dict[str, int]]:
    amounts = read_amounts(accounts, "budget", findings, blank_is_zero=True)
    names: dict[str, tuple[str, str]] = {}
    budget: dict[str, int] = {}
    rows: dict[str, int] = {}
    for i, code in enumerate(accounts.map("account", str.strip)):
        if code in rows:
            details = {"first": str(accounts.rows[rows[code]].number)}
            findings.append(accounts.finding(found.DUPLICATED_ACCOUNT, i, "account", details))
        rows.setdefault(code, i)
        names.setdefault(code, (accounts["name"][i], accounts["section"][i]))
        budget[code] = budget.get(code, 0) + round_half_up(amounts[i])
    return names, budget


def _figures(books: _Books, period: int, findings: list[Finding]) -> _Figures:
    changes: dict[str, int] = {}
    for code, when, amount in books.changes:
        if when <= period:
            changes[code] = changes.get(code, 0) + amount
    period_actual, to_date, last = _actuals(books.ledger, period)
    commitments = books.orders.commitments(period)
    revised = {code: books.budget.get(code, 0) + changes.get(code, 0) for code in books.codes}
    total = {code: to_date.get(code, 0) + commitments.get(code, 0) for code in books.codes}
    held = books.estimates.held_at(period)
    etc = etc_amounts(held, revised, total, findings)
    findings += check_estimates(held, etc, last)
    findings += _check_closed(books.ledger, held, period)
    variance = {code: revised[code] - total[code] - etc[code] for code in books.codes}
    return _Figures(changes, period_actual, to_date, commitments, etc, variance)


def _actuals(ledger: Ledger, period: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Account -> cost in the period, cost to date, and the last period with a cost."""
    # Sums past 62 bits stay exact as Python integers, only slower.
    is_small = max(map(abs, ledger.cost), default=0) * max(1, len(ledger.cost)) < LARGEST
    when = [LARGEST if value is None or abs(value) > LARGEST else value for value in ledger.period]
    frame = pd.DataFrame(
        {
            "account": pd.Series(ledger.account, dtype=object),
            "period": pd.Series(when, dtype="int64"),
            "cost": pd.Series(ledger.cost, dtype="int64" if is_small else object),
        }
    )
    past = frame[frame["period"] <= period]
    grouped = past.groupby("account", sort=False)
    current = past[past["period"] == period].groupby("account", sort=False)["cost"].sum()
    return _whole(current), _whole(grouped["cost"].sum()), _whole(grouped["period"].max())


def _whole(sums: "pd.Series[int]") -> dict[str, int]:
    return {str(code): int(value) for code, value in sums.items()}


def _check_closed(ledger: Ledger, held: Mapping[str, Held], period: int) -> list[Finding]:
    """Costs after the period that closed their account; one closed in the budget takes none in this period."""
    since = {
        code: period - 1 if estimate.period is None else estimate.period
        for code, estimate in held.items()
        if estimate.method == "closed"
    }
    if not since:
        return []
    return [
        ledger.table.finding(found.COST_ON_CLOSED, i, "account")
        for i, (code, when) in enumerate(zip(ledger.account, ledger.period, strict=True))
        if code in since and when is not None and since[code] < when <= period
    ]
