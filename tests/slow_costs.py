"""The cost report the plain way, figure by figure, for tests to hold the fast one to."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

Rows = Sequence[Mapping[str, str]]
REPORT = "EUR"


def half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def number(text: str) -> Fraction:
    return Fraction(text or "0")


class SlowReport:
    """One period, from the tables as typed. All amounts are in whole cents."""

    def __init__(self, tables: Mapping[str, Rows], period: int) -> None:
        self.tables, self.period = tables, period
        self.codes: list[str] = []
        for table in ("accounts", "changes", "orders", "costs", "estimates"):
            self.codes += [row["account"] for row in tables[table] if row["account"] not in self.codes]

    def rate(self, row: Mapping[str, str]) -> Fraction:
        if row.get("currency", "") in ("", REPORT):
            return Fraction(1)
        return max(Fraction(0), number(row.get("rate", "")))

    def cost(self, row: Mapping[str, str]) -> int:
        kept = Fraction((row.get("recoverable") or "100%").rstrip("%")) / 100
        return half_up((number(row["net"]) + number(row.get("tax", "")) * (1 - kept)) * self.rate(row) * 100)

    def budget(self, account: str) -> int:
        rows = [row for row in self.tables["accounts"] if row["account"] == account]
        return sum(half_up(number(row["budget"]) * 100) for row in rows)

    def changes(self, account: str) -> int:
        rows = [row for row in self.tables["changes"] if row["account"] == account]
        return sum(half_up(number(row["amount"]) * 100) for row in rows if int(row["period"]) <= self.period)

    def revised(self, account: str) -> int:
        return self.budget(account) + self.changes(account)

    def to_date(self, account: str) -> int:
        rows = [row for row in self.tables["costs"] if row["account"] == account]
        return sum(self.cost(row) for row in rows if int(row["period"]) <= self.period)

    def period_actual(self, account: str) -> int:
        rows = [row for row in self.tables["costs"] if row["account"] == account]
        return sum(self.cost(row) for row in rows if int(row["period"]) == self.period)

    def order_of(self, cost: Mapping[str, str]) -> int | None:
        """Which row of the orders a cost line relieves: the line it names, else the only one it can mean."""
        named = [i for i, row in enumerate(self.tables["orders"]) if row["order"] == cost.get("order", "")]
        firsts: dict[str, int] = {}
        for i in named:
            firsts.setdefault(self.tables["orders"][i].get("line") or "1", i)
        if not cost.get("order"):
            return None
        if cost.get("order_line"):
            return firsts.get(cost["order_line"])
        places = list(firsts.values())
        if len(places) == 1:
            return places[0]
        same = [i for i in places if self.tables["orders"][i]["account"] == cost["account"]]
        return same[0] if len(same) == 1 else None

    def matched(self, at: int) -> list[Mapping[str, str]]:
        return [row for row in self.tables["costs"] if self.order_of(row) == at]

    def in_order_money(self, cost: Mapping[str, str], order: Mapping[str, str]) -> Fraction:
        same = (cost.get("currency") or REPORT) == (order.get("currency") or REPORT)
        if same or not self.rate(order):
            return number(cost["net"])
        return number(cost["net"]) * self.rate(cost) / self.rate(order)

    def open_balance(self, at: int) -> int:
        order = self.tables["orders"][at]
        past = [row for row in self.matched(at) if int(row["period"]) <= self.period]
        is_closed = order.get("closed_period") and int(order["closed_period"]) <= self.period
        if int(order["period"]) > self.period or is_closed or any(row.get("final") == "true" for row in past):
            return 0
        left = number(order["amount"]) - sum(self.in_order_money(row, order) for row in past)
        return half_up(max(Fraction(0), left) * self.rate(order) * 100)

    def commitments(self, account: str) -> int:
        orders = self.tables["orders"]
        return sum(self.open_balance(at) for at in range(len(orders)) if orders[at]["account"] == account)

    def total(self, account: str) -> int:
        return self.to_date(account) + self.commitments(account)

    def estimate(self, account: str) -> tuple[str, str, int]:
        """Method and value that hold, and since when."""
        method, value, latest = "auto", "", -1
        for row in self.tables["accounts"]:
            if row["account"] == account and row.get("etc_method"):
                method = row["etc_method"]
                break
        for row in self.tables["estimates"]:
            when = int(row["period"])
            if row["account"] == account and latest <= when <= self.period:
                method, value, latest = row["method"], row["value"], when
        return method, value, latest

    def etc(self, account: str) -> int:
        method, value, _ = self.estimate(account)
        auto = max(0, self.revised(account) - self.total(account))
        if method == "closed":
            return 0
        if method in ("auto", "held") or not value:
            return auto
        if method == "rate":
            percent, bases = re.split("% of ", value)
            return half_up(number(percent) / 100 * sum(self.etc(base) for base in bases.split("+")))
        if method == "units":
            count, price = value.split(" x ")
            return half_up(number(count) * number(price) * 100)
        amount = half_up(number(value) * 100)
        return {
            "etc": amount,
            "efc": amount - self.total(account),
            "variance": self.revised(account) - amount - self.total(account),
        }[method]

    def variance(self, account: str) -> int:
        return self.revised(account) - self.total(account) - self.etc(account)

    def line(self, account: str) -> dict[str, int]:
        before = SlowReport(self.tables, self.period - 1)
        periods = [
            int(row["period"])
            for key in ("changes", "orders", "costs", "estimates")
            for row in self.tables[key]
        ]
        is_first = self.period <= min(periods, default=0)
        return {
            "budget": self.budget(account),
            "changes": self.changes(account),
            "revised": self.revised(account),
            "period_actual": self.period_actual(account),
            "to_date": self.to_date(account),
            "commitments": self.commitments(account),
            "total": self.total(account),
            "etc": self.etc(account),
            "efc": self.total(account) + self.etc(account),
            "variance": self.variance(account),
            "variance_change": self.variance(account) - (0 if is_first else before.variance(account)),
        }

    def found(self) -> set[tuple[str, str, int]]:
        """(code, table, row) of what is wrong about orders and closed accounts; rows start at 2."""
        found: set[tuple[str, str, int]] = set()
        orders, costs = self.tables["orders"], self.tables["costs"]
        for i, row in enumerate(costs):
            at = self.order_of(row)
            if row.get("order") and at is None:
                found.add(("unknown-order", "costs", i + 2))
            if at is not None and orders[at]["account"] != row["account"]:
                found.add(("coded-elsewhere", "costs", i + 2))
            if row["kind"] == "credit_note" and number(row["net"]) > 0:
                found.add(("positive-credit-note", "costs", i + 2))
            method, _, since = self.estimate(row["account"])
            if method == "closed" and since < int(row["period"]) <= self.period:
                found.add(("cost-on-closed-account", "costs", i + 2))
        seen: set[tuple[str, str]] = set()
        for at, order in enumerate(orders):
            name = (order["order"], order.get("line") or "1")
            if name in seen:
                found.add(("duplicated-order-line", "orders", at + 2))
            seen.add(name)
            net = [self.in_order_money(row, order) for row in self.matched(at)]
            if net and sum(net) > number(order["amount"]):
                found.add(("over-invoiced", "orders", at + 2))
        return found
