"""Estimates to complete: which one holds at a period, and what it comes to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from addin.rules import cost_findings as found
from addin.rules.cost_lines import (
    Columns,
    account_code,
    episode_of,
    hundredths,
    read_columns,
    read_periods,
)
from addin.rules.cost_parts import spoken
from addin.rules.fringe_forecast import FringePlan
from workbook_templates.book import Reading
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.kinds import read_number
from workbook_templates.money import exact, round_half_up, show
from workbook_templates.text import Lang

METHODS = frozenset(("auto", "etc", "efc", "variance", "rate", "units", "held", "closed"))
_RATE = re.compile(r"\s*(-?[\d.]+)\s*%\s*(?:of|de|du|sur)?\s+(.+?)\s*", re.IGNORECASE)
_UNITS = re.compile(r"\s*(-?[\d.]+)\s*[x×*]\s*(-?[\d.]+)\s*", re.IGNORECASE)
_TIMES = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Held:
    """The estimate that holds for an account: ``row`` in estimates, or else in accounts when ``period`` is None."""

    table: Columns
    row: int
    period: int | None
    method: str
    value: str

    def finding(self, kind: FindingKind, **details: str) -> Finding:
        column = "etc_method" if self.period is None else "method" if kind is found.BAD_METHOD else "value"
        return self.table.finding(kind, self.row, column, details)


@dataclass(frozen=True)
class Estimates:
    table: Columns
    account: Sequence[str]
    period: Sequence[int | None]
    values: Sequence[str]
    accounts: Columns
    findings: Sequence[Finding]

    def held_at(self, period: int) -> dict[str, Held]:
        """Account -> what holds at a period; accounts left to ``auto`` are absent."""
        held: dict[str, Held] = {}
        for i, (account, method) in enumerate(
            zip(self.accounts.codes, self.accounts["etc_method"], strict=True)
        ):
            if method.strip():
                held.setdefault(account, Held(self.accounts, i, None, method.strip(), ""))
        latest: dict[str, int] = {}
        for i, (account, when) in enumerate(zip(self.account, self.period, strict=True)):
            if when is None or when > period:
                continue
            if account not in latest or when >= latest[account]:
                latest[account] = when
                held[account] = Held(self.table, i, when, self.table["method"][i].strip(), self.values[i])
        return held


def read_estimates(reading: Reading, accounts: Columns) -> Estimates:
    findings: list[Finding] = []
    table = read_columns(reading, "estimates")
    periods = read_periods(table, findings)
    said = zip(table["method"], table["value"], strict=True)
    values = [_read_value(method.strip(), value.strip(), reading.lang) for method, value in said]
    return Estimates(table, table.codes, periods, values, accounts, findings)


def _read_value(method: str, text: str, lang: Lang) -> str:
    """A value with its numbers in canonical form, however the office types them: ``33 000,50``, ``25 x 950,00``."""
    match method:
        case "rate":
            percent, mark, bases = text.partition("%")
            return f"{_read_number(percent, lang)}{mark}{bases}" if mark else text
        case "units":
            return " x ".join(_read_number(part, lang) for part in _TIMES.split(text))
        case _:
            return _read_number(text, lang)


def _read_number(text: str, lang: Lang) -> str:
    number = read_number(text, lang)
    return text if number is None else format(number, "f")


def spoken_value(text: str, lang: Lang) -> str:
    """A canonical value as people write it; what is not one as it was typed.

    >>> spoken_value("25 x 950.00", "fr"), spoken_value("60.5% of 10.01", "fr"), spoken_value("44800.00", "en")
    ('25 x 950,00', '60,5 % de 10.01', '44,800.00')
    """
    amount, units, rate = hundredths(text), _UNITS.fullmatch(text), _RATE.fullmatch(text)
    if isinstance(amount, int):
        return spoken(amount, lang)
    if units:
        price = hundredths(units[2])
        shown = spoken(price, lang) if isinstance(price, int) else _with_mark(units[2], lang)
        return f"{_with_mark(units[1], lang)} x {shown}"
    if rate and lang == "fr":
        return f"{_with_mark(rate[1], lang)} % de {rate[2]}"
    return text


def _with_mark(number: str, lang: Lang) -> str:
    return number.replace(".", ",") if lang == "fr" else number


def etc_amounts(
    held: Mapping[str, Held],
    revised: Mapping[str, int],
    total: Mapping[str, int],
    findings: list[Finding],
    plan: FringePlan,
    period: int,
) -> dict[str, int]:
    """Account -> estimate to complete in cents at a period, for every account of ``total``."""
    return _Solver(held, revised, total, findings, plan, period).solve()


@dataclass(frozen=True, slots=True)
class Taken:
    """An estimate that is taken on others': the accounts it waits for, and what it comes to once they are known."""

    bases: tuple[str, ...]
    cents: Callable[[Mapping[str, int]], int]


class _Solver:
    """Works the methods out; a rate waits for the accounts it is taken on."""

    def __init__(
        self,
        held: Mapping[str, Held],
        revised: Mapping[str, int],
        total: Mapping[str, int],
        findings: list[Finding],
        plan: FringePlan,
        period: int,
    ) -> None:
        self.plan, self.period = plan, period
        self.held = held
        self.revised = revised
        self.total = total
        self.findings = findings
        self.etc: dict[str, int] = {}

    def solve(self) -> dict[str, int]:
        rates: dict[str, Taken] = {}
        for account in self.total:
            estimate = self.held.get(account)
            rate = self._rate(account, estimate) if estimate and estimate.method == "rate" else None
            if rate is not None:
                rates[account] = rate
            elif estimate is None or estimate.method == "rate":
                self.etc[account] = self._auto(account)
            else:
                self.etc[account] = self._typed(account, estimate)
        self._solve_rates(rates)
        return {account: self.etc[account] for account in self.total}

    def _solve_rates(self, rates: Mapping[str, Taken]) -> None:
        """In dependency order, without recursion; those on a loop are found and left to auto."""
        waiting = dict(rates)
        users: dict[str, list[str]] = {}
        missing = {
            account: sum(base in rates for base in set(taken.bases)) for account, taken in rates.items()
        }
        for account, taken in rates.items():
            for base in set(taken.bases):
                users.setdefault(base, []).append(account)
        ready = [account for account in rates if not missing[account]]
        while waiting:
            while ready:
                account = ready.pop()
                self.etc[account] = waiting.pop(account).cents(self.etc)
                ready += self._release(account, users, missing, waiting)
            loop = _find_loop(waiting)
            for account in loop:
                estimate = self.held[account]
                self.findings.append(estimate.finding(found.RATE_LOOP, account=account))
                self.etc[account] = self._auto(account)
                del waiting[account]
            for account in loop:
                ready += self._release(account, users, missing, waiting)

    @staticmethod
    def _release(
        account: str,
        users: Mapping[str, Sequence[str]],
        missing: dict[str, int],
        waiting: Mapping[str, object],
    ) -> list[str]:
        freed = []
        for user in users.get(account, ()):
            missing[user] -= 1
            if not missing[user] and user in waiting:
                freed.append(user)
        return freed

    def _auto(self, account: str) -> int:
        return max(0, self.revised[account] - self.total[account])

    def _typed(self, account: str, estimate: Held) -> int:
        if estimate.method not in METHODS:
            self.findings.append(estimate.finding(found.BAD_METHOD))
            return self._auto(account)
        if estimate.method in ("auto", "held"):
            return self._auto(account)
        if estimate.method == "closed":
            return 0
        value = self._value(account, estimate)
        if value is None:
            return self._auto(account)
        if estimate.method == "efc":
            return value - self.total[account]
        if estimate.method == "variance":
            return self.revised[account] - value - self.total[account]
        return value

    def _value(self, account: str, estimate: Held) -> int | None:
        if not estimate.value:
            self.findings.append(estimate.finding(found.NO_VALUE, method=estimate.method, account=account))
            return None
        if estimate.method == "units":
            units = _UNITS.fullmatch(estimate.value)
            count, price = (exact(units[1]), exact(units[2])) if units else (None, None)
            if count is not None and price is not None:
                return round_half_up(count * price * 100)
        else:
            amount = hundredths(estimate.value)
            if amount is not None:
                return round_half_up(Fraction(amount))
        self.findings.append(estimate.finding(found.BAD_ESTIMATE))
        return None

    def _rate(self, account: str, estimate: Held) -> Taken | None:
        """A part of other accounts, or a fringe on the labour of the budget's detail."""
        if not estimate.value:
            self.findings.append(estimate.finding(found.NO_VALUE, method="rate", account=account))
            return None
        said = _RATE.fullmatch(estimate.value)
        percent = exact(said[1]) if said else None
        bases = bases_of(estimate, said[2]) if said else self.plan.bases(estimate.value, account)
        if said is None and bases and self.total.keys() >= set(bases):
            return Taken(bases, lambda etc: self.plan.forecast(estimate.value, account, etc, self.period))
        if percent is None or any(base not in self.total for base in bases):
            self.findings.append(estimate.finding(found.BAD_ESTIMATE))
            return None
        part = percent / 100
        return Taken(bases, lambda etc: round_half_up(part * sum(etc[base] for base in bases)))


def bases_of(estimate: Held, said: str) -> tuple[str, ...]:
    """The accounts named in a rate such as ``20% of 12.00 + 14.00``: those of the estimate's own episode."""
    own = episode_of(estimate.table.codes[estimate.row])
    names = (base.strip() for base in re.split(r"[+,]", said))
    return tuple(base if episode_of(base) else account_code(base, own) for base in names)


def _find_loop(waiting: Mapping[str, Taken]) -> list[str]:
    """One loop among rates that all wait for another; empty when nothing waits."""
    if not waiting:
        return []
    path: dict[str, int] = {}
    account = next(iter(waiting))
    while account not in path:
        path[account] = len(path)
        account = next(base for base in waiting[account].bases if base in waiting)
    return [step for step, place in path.items() if place >= path[account]]


def check_estimates(
    held: Mapping[str, Held],
    etc: Mapping[str, int],
    posted_since: Mapping[str, int],
) -> list[Finding]:
    """Negative estimates, and typed ones carried over later costs (``posted_since``: account -> last period)."""
    findings: list[Finding] = []
    for account, amount in etc.items():
        estimate = held.get(account)
        if estimate is None or estimate.period is None:
            continue
        if amount < 0:
            column = estimate.table.finding(found.NEGATIVE_ETC, estimate.row, "account", {"account": account})
            findings.append(
                Finding(
                    column.kind,
                    column.table,
                    column.row,
                    column.record,
                    "value",
                    show(amount),
                    column.details,
                )
            )
        if estimate.method == "etc" and posted_since.get(account, estimate.period) > estimate.period:
            details = {"account": account, "period": str(estimate.period)}
            findings.append(estimate.table.finding(found.CARRIED_ETC, estimate.row, "value", details))
    return findings
