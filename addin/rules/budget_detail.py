"""The budget's detail: quantity x times x rate, overtime allowance, and the fringes on that labour with their cut-offs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from addin.rules import budget_findings as found
from addin.rules.cost_lines import (
    Columns,
    account_code,
    episode_of,
    read_amounts,
    read_columns,
    report_currency,
)
from addin.rules.cost_rates import Rate, Rates, read_rates
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import exact, round_half_up, show

RATES = {"overtime": "overtime", "fringes": "fringe"}


@dataclass(frozen=True, slots=True)
class Labour:
    """What one line of the detail comes to, in the report's cents.

    Args:
        account: With its episode.
        person: "" when the line is nobody's: its cut-offs are then its own.
        cents: Rounded half up once, overtime allowance included.
        fringes: The rates that sit on it.
        row: The line's index in the table.
    """

    account: str
    person: str
    cents: int
    fringes: tuple[Rate, ...]
    row: int


@dataclass(frozen=True)
class Detail:
    """The whole detail.

    Args:
        lines: In the sheet's order.
        fringes: (line, rate, cents): each fringe on each line, rounded half up once.
        totals: Account -> cents, its lines and the fringes that post to it.
    """

    table: Columns
    lines: Sequence[Labour]
    fringes: Sequence[tuple[Labour, Rate, int]]
    totals: Mapping[str, int]
    findings: Sequence[Finding] = field(default_factory=tuple)


class CutOffs:
    """How much labour a fringe still sits on: by line, or by person over all lines.

    A fringe with a ceiling sits on the labour up to it; one without sits on all. A person's labour is counted
    together wherever it is budgeted; a line without a person has its ceiling to itself.
    """

    def __init__(self, paid: Mapping[tuple[str, str], int] | None = None) -> None:
        self._used: defaultdict[tuple[str, str], int | Fraction] = defaultdict(int, paid or {})

    def base(self, rate: Rate, person: str, cents: int | Fraction) -> int | Fraction:
        """What of the labour the fringe sits on; labour taken back gives back what was above."""
        if rate.amount is None:
            return cents
        ceiling = rate.amount * 100
        if rate.scope != "person" or not person:
            return min(cents, ceiling)
        used = self._used[rate.code, person]
        self._used[rate.code, person] = used + cents
        return min(used + cents, ceiling) - min(used, ceiling)


def read_labour(reading: Reading) -> list[Labour]:
    """The lines of the detail alone."""
    table = read_columns(reading, "budget_lines")
    return _read_lines(table, read_rates(reading), report_currency(reading), []) if table.rows else []


def compute_detail(reading: Reading) -> Detail:
    """Compute the detail of the budget.

    Rates are those without a date, or the latest: a budget is made at one moment. Findings: a quantity, rate or
    currency that cannot be read (the line counts for nothing), an unknown fringe or allowance, a fringe that posts
    nowhere, and an account whose budget is not what its detail comes to.
    """
    table, known = read_columns(reading, "budget_lines"), read_rates(reading)
    findings: list[Finding] = []
    lines = _read_lines(table, known, report_currency(reading), findings)
    totals: defaultdict[str, int] = defaultdict(int)
    cut_offs, posted = CutOffs(), []
    for line in lines:
        totals[line.account] += line.cents
        for rate in line.fringes:
            cents = round_half_up(
                Fraction(cut_offs.base(rate, line.person, line.cents)) * (rate.percent or 0)
            )
            posted.append((line, rate, cents))
            totals[fringe_account(line, rate)] += cents
    findings += _compare(reading, totals)
    return Detail(table, lines, posted, dict(totals), tuple(findings))


def fringe_account(line: Labour, rate: Rate) -> str:
    """Where a fringe posts: its own account, in the line's episode; the line's account when it has none."""
    return account_code(rate.account, episode_of(line.account)) if rate.account else line.account


def _read_lines(table: Columns, known: Rates, currency: str, findings: list[Finding]) -> list[Labour]:
    rates = read_amounts(table, "rate", findings)
    lines = []
    for i, account in enumerate(table.codes):
        quantity, times = exact(table["quantity"][i]), exact(table["times"][i] or "1")
        for column, value in (("quantity", quantity), ("times", times)):
            if value is None:
                findings.append(table.finding(found.BAD_QUANTITY, i, column))
        worth = _worth(table, known, currency, i, findings)
        allowance = sum(rate.percent or 0 for rate in _rates(table, known, "overtime", i, findings))
        cents = round_half_up((quantity or 0) * (times or 0) * rates[i] * worth * (1 + allowance))
        fringes = tuple(_rates(table, known, "fringes", i, findings))
        lines.append(Labour(account, table["person"][i].strip(), cents, fringes, i))
    return lines


def _worth(table: Columns, known: Rates, currency: str, i: int, findings: list[Finding]) -> Fraction:
    code = table["currency"][i].strip().upper()
    if code in ("", currency):
        return Fraction(1)
    rate = known.at("budget_exchange", code, None)
    if rate is None or rate.amount is None:
        findings.append(table.finding(found.NO_BUDGET_WORTH, i, "currency", {"report": currency}))
        return Fraction(0)
    return rate.amount


def _rates(table: Columns, known: Rates, column: str, i: int, findings: list[Finding]) -> list[Rate]:
    """The rates in percent that a line names, one overtime allowance or several fringes; an unknown one is a finding."""
    said = table[column][i]
    kind, codes = RATES[column], said.split(",") if column == "fringes" else [said]
    rates = []
    for code in filter(None, map(str.strip, codes)):
        rate = known.at(kind, code, None)
        if rate is None or rate.percent is None:
            findings.append(table.finding(found.NO_FRINGE_RATE, i, column, {"code": code}))
        else:
            rates.append(rate)
    return rates


def _compare(reading: Reading, totals: Mapping[str, int]) -> list[Finding]:
    """The accounts whose budget is not what their detail comes to."""
    accounts = read_columns(reading, "accounts")
    amounts = read_amounts(accounts, "budget", [], blank_is_zero=True)
    budget: defaultdict[str, int] = defaultdict(int)
    rows: dict[str, int] = {}
    for i, code in enumerate(accounts.codes):
        budget[code] += round_half_up(amounts[i])
        rows.setdefault(code, i)
    return [
        accounts.finding(found.BUDGET_DIFFERS, rows[code], "budget", {"account": code, "detail": show(cents)})
        for code, cents in totals.items()
        if code in rows and budget[code] != cents
    ]
