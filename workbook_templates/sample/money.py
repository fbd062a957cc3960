"""The sample's budget and what has been spent of it, in whole cents."""

from dataclasses import dataclass
from datetime import date, timedelta

from workbook_templates.money import show
from workbook_templates.sample.chart import ACCOUNTS, PETTY_CASH, Account
from workbook_templates.sample.country import Country
from workbook_templates.text import Lang, Text

FIRST_PERIOD = date(2026, 4, 13)
PERIOD_DAYS = 14
PERIODS = 6
LINES = 500
ORDERS = 40
# When an account's money goes out: the periods its cost lines fall in, in turn.
PACE = {
    "early": (1, 1, 2),
    "shoot": (2, 3, 3, 4, 4, 5, 6),
    "even": (1, 2, 3, 4, 5, 6),
    "late": (4, 5, 6),
    "": (),
}
SUPPLIERS = (
    "Optique du Nord",
    "Auto-Plateau",
    "Maison Tissus",
    "Bois et Clous",
    "Hôtel de la Jetée",
    "Cantine Roulante",
)
INVOICED_FULLY, INVOICED_IN_PART, CLOSED, NOT_INVOICED = range(4)
RENTAL = Text("Rental and delivery", "Location et livraison")
APPROVER = "Clarisse Valmont"
CONTINGENCY = "80.01"
FLOAT = "RA1"


@dataclass(frozen=True, slots=True)
class Spend:
    """One cost line before it is written."""

    account: Account
    turn: int
    period: int
    net: int


@dataclass(frozen=True, slots=True)
class Commitment:
    """One order line, and the cost lines matched to it."""

    order: str
    line: int
    account: Account
    matched: tuple[Spend, ...]
    state: int
    period: int

    @property
    def amount(self) -> int:
        """Never less than what is matched, so that nothing is over-invoiced."""
        matched = sum(spend.net for spend in self.matched)
        if not matched:
            return self.account.budget * 4
        parts = {INVOICED_FULLY: (21, 20), CLOSED: (4, 3)}.get(self.state, (6, 5))
        return matched * parts[0] // parts[1]

    @property
    def supplier(self) -> str:
        return SUPPLIERS[int(self.order.removeprefix("BC")) % len(SUPPLIERS)]


def account_rows(lang: Lang) -> list[dict[str, str]]:
    return [
        {
            "account": account.code, "name": account.name.say(lang), "section": account.section.say(lang),
            "group": account.group, "budget": show(account.budget * 100), "etc_method": "held" if account.code == CONTINGENCY else "auto",
        }
        for account in ACCOUNTS
    ]  # fmt: skip


def change_rows(lang: Lang) -> list[dict[str, str]]:
    """Approved changes: two taken from the contingency, one moved between accounts."""
    song, rain = Text("Original song", "Chanson originale"), Text("Rain day", "Jour de pluie")
    storm = Text("The storm is made in post", "La tempête se fait en postproduction")
    said = (
        ("AV1", 3, "66.01", 2500, song), ("AV1", 3, CONTINGENCY, -2500, song),
        ("AV2", 4, "32.01", 4800, rain), ("AV2", 4, "11.01", 1600, rain), ("AV2", 4, CONTINGENCY, -6400, rain),
        ("AV3", 5, "39.01", -3000, storm), ("AV3", 5, "67.02", 3000, storm),
    )  # fmt: skip
    return [
        {"change": change, "period": str(period), "account": account, "amount": show(amount * 100), "reason": why.say(lang)}
        for change, period, account, amount, why in said
    ]  # fmt: skip


def order_rows(lang: Lang) -> list[dict[str, str]]:
    """Forty orders: invoiced to the end, in part, not yet, and closed."""
    return [
        {
            "order": made.order, "line": str(made.line), "period": str(made.period),
            "date": _day(made.period, 0).isoformat(), "supplier": made.supplier,
            "description": RENTAL.say(lang), "account": made.account.code, "amount": show(made.amount),
            "closed_period": str(max(spend.period for spend in made.matched)) if made.state == CLOSED else "",
            "approved_by": APPROVER,
        }
        for made in _commitments(_spending())
    ]  # fmt: skip


def cost_rows(country: Country) -> list[dict[str, str]]:
    """Five hundred lines over six periods; planted: an unknown account, an amount typed another way."""
    spending = _spending()
    matches = {spend: made for made in _commitments(spending) for spend in made.matched}
    rows = [
        _cost(number, spend, matches.get(spend), country) for number, spend in enumerate(spending, start=1)
    ]
    free = [row for row in rows if row["kind"] == "invoice" and "order" not in row]
    free[20]["account"] = "99.99"
    free[60]["net"] = "1.250,00"
    free[40] |= {"kind": "credit_note", "net": "-180.00", "tax": show(country.tax(-180_00))}
    for row, (code, (_, rate)) in zip((free[45], free[50]), country.exchange.items(), strict=True):
        row |= {"currency": code, "rate": rate, "tax": "", "tax_codes": ""}
    free[55] |= {"recoverable": "80%"}
    return rows


def estimate_rows() -> list[dict[str, str]]:
    """What the accountant said at periods 4 and 6, once by each method."""
    said = (
        ("05.01", "etc", "33000.00", "18720.00"), ("12.01", "units", "25 x 950.00", "11 x 950.00"),
        ("27.02", "rate", "60% of 10.01", "60% of 10.01"), ("46.01", "efc", "44800.00", "45200.00"),
        ("33.02", "variance", "600.00", "-450.00"), ("02.01", "closed", "", ""), ("02.02", "closed", "", ""),
        (CONTINGENCY, "held", "", ""), ("71.01", "auto", "", ""),
    )  # fmt: skip
    return [
        {"period": period, "account": account, "method": method, "value": value}
        for at, period in enumerate(("4", "6"))
        for account, method, *values in said
        for value in values[at : at + 1]
    ]


def _spending() -> list[Spend]:
    """Every cost line, by period: each account's spending shared over its turns."""
    spent = [account for account in ACCOUNTS if account.pace]
    each, more = divmod(LINES, len(spent))
    found = []
    for place, account in enumerate(spent):
        lines = each + (place < more)
        weights = [4 + (turn * 7 + place * 3) % 5 for turn in range(lines)]
        total = account.budget * account.spent
        periods = PACE[account.pace]
        nets = [total * weight // sum(weights) for weight in weights]
        nets[-1] += total - sum(nets)
        for turn, net in enumerate(nets):
            found.append(Spend(account, turn, periods[turn % len(periods)], net))
    return sorted(found, key=lambda spend: (spend.period, spend.turn))


def _commitments(spending: list[Spend]) -> list[Commitment]:
    """Order lines over the accounts that are ordered on, in turn; each seventh order has two.

    An order is of the period of its first invoice, and orders are numbered as they come.
    """
    accounts = [
        account
        for account in ACCOUNTS
        if account.cost == "invoice" and account.pace in ("shoot", "late") and account.code not in PETTY_CASH
    ]
    found: list[list[tuple[Account, tuple[Spend, ...], int]]] = [[] for _ in range(ORDERS)]
    places = [order for order in range(ORDERS) for _ in range(2 if order % 7 == 6 else 1)]
    for number, place in enumerate(places):
        account, again, state = accounts[number % len(accounts)], number // len(accounts), number % 4
        matched = tuple(
            spend
            for spend in spending
            if spend.account is account and spend.turn % 3 == (again + 1) % 3 and state != NOT_INVOICED
        )
        found[place].append((account, matched, state))
    periods = [
        min((spend.period for _, matched, _ in lines for spend in matched), default=PERIODS)
        for lines in found
    ]
    in_order = sorted(zip(periods, found, strict=True), key=lambda pair: pair[0])
    return [
        Commitment(f"BC{number}", line, account, matched, state, period)
        for number, (period, lines) in enumerate(in_order, start=1001)
        for line, (account, matched, state) in enumerate(lines, start=1)
    ]


def _cost(number: int, spend: Spend, made: Commitment | None, country: Country) -> dict[str, str]:
    account = spend.account
    kind = "petty_cash" if account.code in PETTY_CASH else account.cost
    row = {
        "entry": f"E{number:04}", "kind": kind, "period": str(spend.period),
        "date": _day(spend.period, number).isoformat(), "document": f"{number * 13 % 1000:06}",
        "account": account.code, "net": show(spend.net),
    }  # fmt: skip
    if kind in ("invoice", "petty_cash", "expense"):
        row |= {"supplier": _supplier(account), "tax": show(country.tax(spend.net)), "recoverable": "100%"}
        row["tax_codes"] = ",".join(country.taxes)
    if kind == "petty_cash":
        row["float"] = FLOAT
    elif kind == "invoice":
        due = _day(spend.period, number) + timedelta(days=30)
        row |= {"due": due.isoformat(), "paid_on": due.isoformat() if spend.period < PERIODS - 1 else ""}
    if made:
        row |= {"order": made.order, "order_line": str(made.line), "supplier": made.supplier}
        if made.state == INVOICED_FULLY and spend == made.matched[-1]:
            row["final"] = "true"
    return row


def _supplier(account: Account) -> str:
    return SUPPLIERS[int(account.code[:2]) % len(SUPPLIERS)]


def _day(period: int, number: int) -> date:
    """A working day of the period."""
    week, weekday = divmod(number % 10, 5)
    return FIRST_PERIOD + timedelta(days=PERIOD_DAYS * (period - 1) + 7 * week + weekday)
