"""Fringes still to come: forecast with the labour they sit on, each person's cut-off counted from what was paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from addin.rules.budget_detail import CutOffs, Labour, fringe_account, read_labour
from addin.rules.cost_actuals import Running, add_up, costs_at
from addin.rules.cost_ledger import Ledger
from addin.rules.cost_rates import Rate
from workbook_templates.book import Reading
from workbook_templates.money import round_half_up

PERSON = "\x1f"  # between an account and a person


@dataclass(frozen=True)
class FringePlan:
    """The labour of the budget's detail, and what was paid of it.

    Args:
        paid: Account and person -> payroll running over the periods.
    """

    lines: Sequence[Labour]
    paid: Mapping[str, Running]

    def rate(self, code: str) -> Rate | None:
        """The fringe of that code, when the detail has labour that it sits on."""
        return next((rate for line in self.lines for rate in line.fringes if rate.code == code), None)

    def bases(self, code: str, account: str) -> tuple[str, ...]:
        """The labour accounts whose fringe of that code posts to ``account``."""
        return tuple(dict.fromkeys(line.account for line in self._sits_on(code, account)))

    def forecast(self, code: str, account: str, etc: Mapping[str, int], period: int) -> int:
        """The fringe on what the labour accounts still have to cost, in cents, rounded half up once.

        An account's estimate to complete is shared among its people by what the budget still plans to pay each; a
        fringe with a ceiling sits on what is left of it after the payroll to date.
        """
        shares = self.shares(code, account, etc, period)
        return round_half_up(sum((share for _, share in shares), start=Fraction(0)))

    def shares(
        self, code: str, account: str, etc: Mapping[str, int], period: int
    ) -> list[tuple[Labour, Fraction]]:
        """The same, line by line of the detail: the exact cents of the fringe that each brings."""
        lines = self._sits_on(code, account)
        paid = costs_at(self.paid, period).to_date
        used: dict[tuple[str, str], int] = {}
        for key in {(line.account, line.person) for line in lines if line.person}:
            used[code, key[1]] = used.get((code, key[1]), 0) + paid.get(PERSON.join(key), 0)
        cut_offs, shares = CutOffs(used), []
        for base in self.bases(code, account):
            mine = [line for line in lines if line.account == base]
            left = [max(0, line.cents - paid.get(PERSON.join((base, line.person)), 0)) for line in mine]
            weights = left if any(left) else [max(0, line.cents) for line in mine]
            for line, weight in zip(mine, weights, strict=True):
                still = Fraction(etc[base] * weight, sum(weights) or 1)
                rate = next(rate for rate in line.fringes if rate.code == code)
                sits = cut_offs.base(rate, line.person, still)
                shares.append((line, Fraction(sits) * (rate.percent or 0)))
        return shares

    def _sits_on(self, code: str, account: str) -> list[Labour]:
        return [
            line
            for line in self.lines
            for rate in line.fringes
            if rate.code == code and fringe_account(line, rate) == account
        ]


def read_fringe_plan(reading: Reading, ledger: Ledger) -> FringePlan:
    """Read the detail's labour, and the payroll of the people in it."""
    lines = read_labour(reading)
    if not lines:
        return FringePlan((), {})
    people = ledger.table.map("person", str.strip)
    labour = {line.account for line in lines if line.fringes}
    paid = [
        (PERSON.join((ledger.account[i], people[i])), ledger.period[i], ledger.cost[i])
        for i, kind in enumerate(ledger.table["kind"])
        if kind == "payroll" and people[i] and ledger.account[i] in labour
    ]
    return FringePlan(lines, add_up(*zip(*paid, strict=True)) if paid else {})
