"""The fast cost report and the plain one agree on random productions."""

import os
import random

import pytest
from slow_costs import SlowReport
from table_rows import reading_of

from addin.rules.costs import AMOUNTS, compute_costs

SEEDS = int(os.environ.get("CLASSEUR_SEEDS", "150"))
CODES = ["10.00", "12.00", "27.00", "0408", "80.00", "ghost"]
CHECKED = {
    "unknown-order", "coded-elsewhere", "positive-credit-note", "cost-on-closed-account",
    "duplicated-order-line", "over-invoiced", "amended-line-unknown", "amendment-differs",
}  # fmt: skip
Tables = dict[str, list[dict[str, str]]]


def money(dice: random.Random, low: int = -20_000, high: int = 90_000) -> str:
    return f"{dice.randint(low, high) / 100:.2f}"


def foreign(dice: random.Random) -> dict[str, str]:
    if dice.random() < 0.6:
        return {}
    return {"currency": dice.choice(["USD", "CAD", "EUR"]), "rate": dice.choice(["0.915", "1.37", "0.6667"])}


def production(dice: random.Random) -> Tables:
    """A small production in which anything meets anything."""
    accounts = [
        {"account": code, "name": code, "budget": money(dice, 0), "etc_method": dice.choice(["", "", "held"])}
        for code in CODES[:-1]
    ]
    changes = [
        {
            "change": f"T{i}",
            "period": str(dice.randint(1, 4)),
            "account": dice.choice(CODES),
            "amount": money(dice),
        }
        for i in range(dice.randint(0, 3))
    ]
    orders = [
        {
            "order": dice.choice("PQR"), "line": dice.choice(["1", "2", "", "3"]),
            "period": str(dice.randint(1, 4)), "account": dice.choice(CODES), "amount": money(dice, 0),
            "closed_period": dice.choice(["", "", "", "3"]), **foreign(dice),
        }
        for _ in range(dice.randint(0, 5))
    ]  # fmt: skip
    orders += [amendment(dice, dice.choice(orders)) for _ in range(dice.randint(0, 3)) if orders]
    dice.shuffle(orders)
    costs = [
        {
            "entry": str(i), "kind": dice.choice(["invoice", "invoice", "credit_note", "petty_cash"]),
            "period": str(dice.randint(1, 4)), "account": dice.choice(CODES), "net": money(dice),
            "tax": dice.choice(["", money(dice)]), "recoverable": dice.choice(["", "100%", "33.5%", "0%"]),
            "order": dice.choice(["", "P", "P", "Q", "R", "Z"]), "final": dice.choice(["", "", "", "true"]),
            **foreign(dice),
        }
        for i in range(dice.randint(0, 10))
    ]  # fmt: skip
    for row in costs:
        row["order_line"] = dice.choice(["", "1", "2", "4"]) if row["order"] else ""
    return {
        "accounts": accounts, "changes": changes, "orders": orders, "costs": costs,
        "estimates": [estimate(dice) for _ in range(dice.randint(0, 6))],
    }  # fmt: skip


def amendment(dice: random.Random, order: dict[str, str]) -> dict[str, str]:
    """Mostly of the order's own line and account; now and then of another line, or with what an amendment has not."""
    said = {"account": order["account"], "line": dice.choice(["4", "5", "6"]), "amends": order["line"] or "1"}
    if dice.random() < 0.2:
        said |= {"account": dice.choice(CODES), "closed_period": dice.choice(["", "2"])}
    if dice.random() < 0.2:
        said |= {"amends": dice.choice(["1", "3", "4", "9"])}
    return {
        "order": order["order"], "period": str(dice.randint(1, 4)), "amount": money(dice, -60_000, 60_000),
        "closed_period": "", **foreign(dice), **said,
    }  # fmt: skip


def estimate(dice: random.Random) -> dict[str, str]:
    """Rates go from the last accounts to the first ones, so that they never come back to themselves."""
    method = dice.choice(["auto", "etc", "efc", "variance", "units", "closed", "rate"])
    value = {"auto": "", "closed": "", "units": "12 x 45.35"}.get(method, money(dice))
    account = dice.choice(CODES[:-1])
    if method == "rate":
        account, value = "27.00", dice.choice(["20% of 12.00", "5.5% of 10.00+12.00"])
    elif account == "27.00":
        method, value = "auto", ""
    return {"period": str(dice.randint(1, 4)), "account": account, "method": method, "value": value}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_fast_report_is_the_plain_one(seed: int) -> None:
    tables = production(random.Random(seed))

    for period in range(1, 5):
        report, slow = compute_costs(reading_of(tables), period), SlowReport(tables, period)
        fast = {line.account: {key: getattr(line, key) for key in AMOUNTS} for line in report.lines}
        nothing = dict.fromkeys(AMOUNTS, 0)
        assert {code: fast.get(code, nothing) for code in slow.codes} == {
            code: slow.line(code) for code in slow.codes
        }
        found = {(one.code, one.table.key, one.row) for one in report.findings if one.code in CHECKED}
        assert found == slow.found()


def test_the_random_productions_meet_every_case() -> None:
    met: set[str] = set()
    for seed in range(150):
        tables = production(random.Random(seed))
        met |= {one.code for one in compute_costs(reading_of(tables), 4).findings}

    assert met >= CHECKED
