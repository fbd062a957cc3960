"""The sample's rates, the detail of part of its budget, an earlier budget, its float and its deposits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from workbook_templates.money import cents, show
from workbook_templates.sample.chart import ACCOUNTS
from workbook_templates.sample.country import Country
from workbook_templates.sample.money import APPROVER, FIRST_PERIOD, FLOAT, PERIOD_DAYS, PERIODS
from workbook_templates.text import Lang, Text

HOLDER, FLOAT_CENTS = "P027", 20_000_00
CAST_FRINGE = "CS-ART"
EARLIER = {
    "46.01": 39500,
    "67.02": 61000,
    "33.01": 42000,
}  # what the first version of the budget said instead

# Account, person, description, quantity, unit, rate, fringes: they come to the account's budget.
_LINES = (
    ("05.02", "", Text("Storyboard artist", "Dessinateur"), "8", "day", 650, ""),
    ("06.01", "1", Text("Lead", "Premier rôle"), "30", "day", 1200, CAST_FRINGE),
    ("06.01", "2", Text("Lead", "Premier rôle"), "25", "day", 1100, CAST_FRINGE),
    ("06.01", "3", Text("Lead", "Premier rôle"), "25", "day", 1000, CAST_FRINGE),
    ("06.01", "4", Text("Lead", "Premier rôle"), "20", "day", 1175, CAST_FRINGE),
    *(("10.01", str(role), Text("Supporting role", "Second rôle"), "25", "day", 860, CAST_FRINGE) for role in range(5, 9)),
    ("22.02", "", Text("Camera operator", "Cadreur"), "7", "week", 2200, ""),
    ("22.02", "", Text("1st assistant", "1er assistant"), "7", "week", 1800, ""),
    ("22.02", "", Text("2nd assistant", "2e assistant"), "7", "week", 1500, ""),
    ("25.01", "", Text("Sound mixer", "Chef opérateur du son"), "6", "week", 2300, ""),
    ("25.01", "", Text("Boom operator", "Perchiste"), "6", "week", 1700, ""),
)  # fmt: skip
UNITS = {"day": Text("day", "jour"), "week": Text("week", "semaine")}


def rate_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    """Taxes, a fringe with its ceiling, budget rates of exchange and who may approve how much, all of this fiction."""
    fringe = Text("Fringes, cast (fiction)", "Charges, artistes (fiction)")
    return [
        *country.tax_rows(lang),
        {"kind": "fringe", "code": CAST_FRINGE, "name": fringe.say(lang), "percent": "50%", "amount": "30000", "scope": "person", "account": "27.02"},
        *({"kind": "budget_exchange", "code": code, "amount": budgeted} for code, (budgeted, _) in country.exchange.items()),
        {"kind": "approval", "code": APPROVER, "amount": "500000"},
    ]  # fmt: skip


def budget_line_rows(lang: Lang) -> list[dict[str, str]]:
    return [
        {
            "line": f"D{number:03}", "account": account, "person": person, "description": said.say(lang),
            "quantity": quantity, "unit": UNITS[unit].say(lang), "rate": f"{rate}.00", "fringes": fringes,
        }
        for number, (account, person, said, quantity, unit, rate, fringes) in enumerate(_LINES, start=1)
    ]  # fmt: skip


def budget_rows() -> list[dict[str, str]]:
    """The budget before the one in use."""
    return [
        {
            "version": "V1", "date": "2026-02-02", "account": account.code,
            "amount": f"{EARLIER.get(account.code, account.budget)}.00",
        }
        for account in ACCOUNTS
    ]  # fmt: skip


def float_rows(costs: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """One float, filled again after each period by what its receipts came to, and counted at the end."""
    moves = [(FIRST_PERIOD, "opening", FLOAT_CENTS)]
    for period in range(1, PERIODS + 1):
        spent = sum(
            (cents(row["net"]) or 0) + (cents(row.get("tax", "")) or 0)
            for row in costs
            if row.get("float") == FLOAT and row["period"] == str(period)
        )
        moves.append((FIRST_PERIOD + timedelta(days=PERIOD_DAYS * period - 1), "top_up", spent))
    moves.append((moves[-1][0], "count", FLOAT_CENTS))
    return [
        {
            "float": FLOAT, "move": str(number), "holder": HOLDER, "date": day.isoformat(), "kind": kind,
            "amount": show(amount),
        }
        for number, (day, kind, amount) in enumerate(moves, start=1)
    ]  # fmt: skip


def deposit_rows(lang: Lang) -> list[dict[str, str]]:
    house, van = Text("The lighthouse keeper's house", "La maison du gardien"), Text("Van", "Fourgon")
    return [
        {"deposit": "C1", "date": "2026-04-27", "supplier": "Hôtel de la Jetée", "description": house.say(lang), "means": "cheque", "amount": "3000.00", "cashed": "false", "due_back": "2026-06-12", "returned_on": "2026-06-11"},
        {"deposit": "C2", "date": "2026-04-29", "supplier": "Auto-Plateau", "description": van.say(lang), "means": "card", "amount": "1500.00", "cashed": "false", "due_back": "2026-06-15", "returned_on": "2026-06-15"},
    ]  # fmt: skip
