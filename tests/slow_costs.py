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


def code_of(row: Mapping[str, str]) -> str:
    return row["account"] + (f" / {row['episode']}" if row.get("episode") else "")


def period_of(row: Mapping[str, str]) -> int:
    """The period a line says; a later one when that was open when the line came (``_open``, no column)."""
    return max(int(row["period"]), int(row.get("_open", "0")))


def percent_of(text: str) -> Fraction:
    return Fraction(text.rstrip("%")) / 100


class SlowReport:
    """One period, from the tables as typed. All amounts are in whole cents."""

    def __init__(self, tables: Mapping[str, Rows], period: int) -> None:
        self.tables, self.period = tables, period
        self.codes: list[str] = []
        for table in ("accounts", "changes", "orders", "costs", "estimates"):
            for row in tables[table]:
                self.codes += [code_of(row)] if code_of(row) not in self.codes else []

    def rate(self, row: Mapping[str, str]) -> Fraction:
        if row.get("currency", "") in ("", REPORT):
            return Fraction(1)
        if row.get("rate"):
            return max(Fraction(0), number(row["rate"]))
        day = row.get("rate_on") or row.get("date")
        known = self.known("exchange", row["currency"], day) if day else None
        return number(known["amount"]) if known else Fraction(0)

    def known(self, kind: str, code: str, day: str | None) -> Mapping[str, str] | None:
        """The row of the rates that holds on a day, or the latest one."""
        rows = [
            row
            for row in self.tables.get("rates", ())
            if row["kind"] == kind and row["code"] == code and (not day or row.get("from", "") <= day)
        ]
        return max(rows, key=lambda row: row.get("from", ""), default=None)

    def tax(self, row: Mapping[str, str]) -> tuple[Fraction, Fraction]:
        """The tax in units, and the part of it that is lost."""
        tax = number(row.get("tax", ""))
        lost = 1 - percent_of(row.get("recoverable") or "100%")
        names = [name for name in row.get("tax_codes", "").split(",") if name]
        taxes = [self.known("tax", name, row.get("date")) for name in names]
        if not names or None in taxes:
            return tax, lost
        each = [(half_up(number(row["net"]) * 100 * percent_of(one["percent"])), one) for one in taxes if one]
        computed = sum(cents for cents, _ in each)
        if not row.get("tax"):
            tax = Fraction(computed, 100)
        if not row.get("recoverable") and computed:
            away = sum(cents * (1 - percent_of(one.get("recoverable") or "100%")) for cents, one in each)
            lost = away / computed
        return tax, Fraction(lost)

    def cost(self, row: Mapping[str, str], rate: Fraction | None = None) -> int:
        tax, lost = self.tax(row)
        return half_up((number(row["net"]) + tax * lost) * (self.rate(row) if rate is None else rate) * 100)

    def budget_rate(self, row: Mapping[str, str]) -> Fraction | None:
        if row.get("currency", "") in ("", REPORT):
            return None
        known = self.known("budget_exchange", row["currency"], row.get("date"))
        return number(known["amount"]) if known else None

    def exchange(self, account: str) -> int:
        """What of the total cost is due to rates that are not the budget's."""
        due = 0
        for row in self.tables["costs"]:
            rate = self.budget_rate(row)
            if code_of(row) == account and period_of(row) <= self.period and rate is not None:
                due += self.cost(row) - self.cost(row, rate)
        for at, order in enumerate(self.tables["orders"]):
            rate = self.budget_rate(order)
            if code_of(order) == account and rate is not None:
                due += self.open_balance(at) - self.open_balance(at, rate)
        return due

    def budget(self, account: str) -> int:
        rows = [row for row in self.tables["accounts"] if code_of(row) == account]
        return sum(half_up(number(row["budget"]) * 100) for row in rows)

    def changes(self, account: str) -> int:
        rows = [row for row in self.tables["changes"] if code_of(row) == account]
        return sum(half_up(number(row["amount"]) * 100) for row in rows if int(row["period"]) <= self.period)

    def revised(self, account: str) -> int:
        return self.budget(account) + self.changes(account)

    def to_date(self, account: str) -> int:
        rows = [row for row in self.tables["costs"] if code_of(row) == account]
        return sum(self.cost(row) for row in rows if period_of(row) <= self.period)

    def period_actual(self, account: str) -> int:
        rows = [row for row in self.tables["costs"] if code_of(row) == account]
        return sum(self.cost(row) for row in rows if period_of(row) == self.period)

    def order_of(self, cost: Mapping[str, str]) -> int | None:
        """Which row of the orders a cost line relieves: the line it names, else the only one it can mean."""
        named = [i for i, row in enumerate(self.tables["orders"]) if row["order"] == cost.get("order", "")]
        firsts: dict[str, int] = {}
        for i in named:
            amended = self.amended_by(i)
            firsts.setdefault(self.tables["orders"][i].get("line") or "1", i if amended is None else amended)
        if not cost.get("order"):
            return None
        if cost.get("order_line"):
            return firsts.get(cost["order_line"])
        places = list(dict.fromkeys(firsts.values()))
        if len(places) == 1:
            return places[0]
        same = [i for i in places if code_of(self.tables["orders"][i]) == code_of(cost)]
        return same[0] if len(same) == 1 else None

    def amended_by(self, at: int) -> int | None:
        """Which row of the orders an order's row amends: the first with the number it names, if that is no amendment."""
        orders = self.tables["orders"]
        said = orders[at].get("amends")
        for i, row in enumerate(orders):
            if said and row["order"] == orders[at]["order"] and (row.get("line") or "1") == said:
                return None if row.get("amends") else i
        return None

    def amount(self, at: int, period: int | None = None) -> Fraction:
        """An order's amount as amended up to a period, or at all."""
        orders = self.tables["orders"]
        amount = number(orders[at]["amount"])
        for i, row in enumerate(orders):
            if self.amended_by(i) == at and (period is None or int(row["period"]) <= period):
                amount += self.in_order_money(row, orders[at], "amount")
        return amount

    def matched(self, at: int) -> list[Mapping[str, str]]:
        return [row for row in self.tables["costs"] if self.order_of(row) == at]

    def in_order_money(
        self, row: Mapping[str, str], order: Mapping[str, str], column: str = "net"
    ) -> Fraction:
        same = (row.get("currency") or REPORT) == (order.get("currency") or REPORT)
        if same or not self.rate(order):
            return number(row[column])
        return number(row[column]) * self.rate(row) / self.rate(order)

    def open_balance(self, at: int, rate: Fraction | None = None) -> int:
        if self.amended_by(at) is not None:
            return 0
        order = self.tables["orders"][at]
        past = [row for row in self.matched(at) if period_of(row) <= self.period]
        is_closed = order.get("closed_period") and int(order["closed_period"]) <= self.period
        if int(order["period"]) > self.period or is_closed or any(row.get("final") == "true" for row in past):
            return 0
        left = self.amount(at, self.period) - sum(self.in_order_money(row, order) for row in past)
        return half_up(max(Fraction(0), left) * (self.rate(order) if rate is None else rate) * 100)

    def commitments(self, account: str) -> int:
        orders = self.tables["orders"]
        return sum(self.open_balance(at) for at in range(len(orders)) if code_of(orders[at]) == account)

    def total(self, account: str) -> int:
        return self.to_date(account) + self.commitments(account)

    def estimate(self, account: str) -> tuple[str, str, int]:
        """Method and value that hold, and since when."""
        method, value, latest = "auto", "", -1
        for row in self.tables["accounts"]:
            if code_of(row) == account and row.get("etc_method"):
                method = row["etc_method"]
                break
        for row in self.tables["estimates"]:
            when = int(row["period"])
            if code_of(row) == account and latest <= when <= self.period:
                method, value, latest = row["method"], row["value"], when
        return method, value, latest

    def etc(self, account: str) -> int:
        method, value, _ = self.estimate(account)
        auto = max(0, self.revised(account) - self.total(account))
        if method == "closed":
            return 0
        if method in ("auto", "held") or not value:
            return auto
        if method == "rate" and "%" not in value:
            return self.fringe(value, account) if self.bases(value, account) else auto
        if method == "rate":
            percent, said = re.split("% of ", value)
            own = account.partition(" / ")[2]
            bases = [base + (f" / {own}" if own and " / " not in base else "") for base in said.split("+")]
            if any(base not in self.codes for base in bases):
                return auto
            return half_up(number(percent) / 100 * sum(self.etc(base) for base in bases))
        if method == "units":
            count, price = value.split(" x ")
            return half_up(number(count) * number(price) * 100)
        amount = half_up(number(value) * 100)
        return {
            "etc": amount,
            "efc": amount - self.total(account),
            "variance": self.revised(account) - amount - self.total(account),
        }[method]

    def labour(self, code: str, account: str) -> list[Mapping[str, str]]:
        """The lines of the detail that a fringe sits on and posts from to an account."""
        known = self.known("fringe", code, None)
        if known is None:
            return []
        found = []
        for row in self.tables.get("budget_lines", ()):
            own = {"account": known.get("account", ""), "episode": row.get("episode", "")}
            posts = code_of(own) if own["account"] else code_of(row)
            if code in row["fringes"].split(",") and posts == account:
                found.append(row)
        return found

    def bases(self, code: str, account: str) -> list[str]:
        bases = list(dict.fromkeys(code_of(row) for row in self.labour(code, account)))
        return bases if all(base in self.codes for base in bases) else []

    def planned(self, row: Mapping[str, str]) -> int:
        over = self.known("overtime", row.get("overtime", ""), None)
        allowance = percent_of(over["percent"]) if over else Fraction(0)
        times = number(row.get("times") or "1")
        return half_up(number(row["quantity"]) * times * number(row["rate"]) * 100 * (1 + allowance))

    def paid(self, account: str, person: str) -> int:
        """The payroll of one person on one account, to date."""
        rows = [
            row
            for row in self.tables["costs"]
            if row["kind"] == "payroll" and row.get("person") == person and code_of(row) == account
        ]
        return sum(self.cost(row) for row in rows if period_of(row) <= self.period)

    def fringe(self, code: str, account: str) -> int:
        """A fringe on what the labour still has to cost, up to each ceiling."""
        rate, lines = self.known("fringe", code, None), self.labour(code, account)
        assert rate is not None
        pairs = {(code_of(row), row["person"]) for row in lines if row.get("person")}
        used = {who: sum(self.paid(base, who) for base, one in pairs if one == who) for _, who in pairs}
        total = Fraction(0)
        for base in self.bases(code, account):
            mine = [row for row in lines if code_of(row) == base]
            paid = [self.paid(base, row["person"]) if row.get("person") else 0 for row in mine]
            left = [max(0, self.planned(row) - cents) for row, cents in zip(mine, paid, strict=True)]
            if not any(left):
                left = [max(0, self.planned(row)) for row in mine]
            for row, weight in zip(mine, left, strict=True):
                still = Fraction(self.etc(base) * weight, sum(left) or 1)
                total += self.under(rate, row.get("person", ""), still, used) * percent_of(rate["percent"])
        return half_up(total)

    def under(
        self, rate: Mapping[str, str], person: str, still: Fraction, used: dict[str, int | Fraction]
    ) -> Fraction:
        """What of the labour lies under the ceiling."""
        if not rate.get("amount"):
            return still
        ceiling = number(rate["amount"]) * 100
        if rate.get("scope") != "person" or not person:
            return min(still, ceiling)
        before = used[person]
        used[person] = before + still
        return Fraction(min(before + still, ceiling) - min(before, ceiling))

    def variance(self, account: str) -> int:
        return self.revised(account) - self.total(account) - self.etc(account)

    def line(self, account: str) -> dict[str, int]:
        before = SlowReport(self.tables, self.period - 1)
        periods = [
            period_of(row) for key in ("changes", "orders", "costs", "estimates") for row in self.tables[key]
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
            if at is not None and code_of(orders[at]) != code_of(row):
                found.add(("coded-elsewhere", "costs", i + 2))
            if row["kind"] == "credit_note" and number(row["net"]) > 0:
                found.add(("positive-credit-note", "costs", i + 2))
            method, _, since = self.estimate(code_of(row))
            if method == "closed" and since < period_of(row) <= self.period:
                found.add(("cost-on-closed-account", "costs", i + 2))
        seen: set[tuple[str, str]] = set()
        for at, order in enumerate(orders):
            name = (order["order"], order.get("line") or "1")
            if name in seen:
                found.add(("duplicated-order-line", "orders", at + 2))
            seen.add(name)
            net = [self.in_order_money(row, order) for row in self.matched(at)]
            amended = self.amended_by(at)
            if amended is None and net and sum(net) > self.amount(at):
                found.add(("over-invoiced", "orders", at + 2))
            if amended is None and order.get("amends"):
                found.add(("amended-line-unknown", "orders", at + 2))
            for key in ("account", "episode", "closed_period"):
                if amended is not None and order.get(key, "") not in ("", orders[amended].get(key, "")):
                    found.add(("amendment-differs", "orders", at + 2))
        return found
