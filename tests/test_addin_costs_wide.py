"""Productions with taxes by code, dated rates, episodes, fringes and late lines: two computations, and what moves."""

import os
import random
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from slow_costs import SlowReport, code_of
from table_rows import reading_of
from test_addin_cost_issue import issue, with_issued
from test_addin_costs_slow import money

from addin.rules.costs import AMOUNTS, CostReport, add_lines, compute_costs, narrow
from workbook_templates.book import Reading, TableRead
from workbook_templates.tables.issued import ISSUED

SEEDS = int(os.environ.get("CLASSEUR_SEEDS", "100"))
Tables = dict[str, list[dict[str, str]]]
ACCOUNTS = [
    ("10.00", ""), ("12.00", ""), ("12.00", "101"), ("12.00", "102"), ("27.00", ""), ("27.00", "101"), ("0408", ""),
    ("80.00", ""),
]  # fmt: skip
DAYS = ("", "2026-01-05", "2026-02-10", "2026-03-20")
RATES = [
    {"kind": "tax", "code": "TVA", "percent": "20%"},
    {"kind": "tax", "code": "TVA", "percent": "21.5%", "from": "2026-02-01"},
    {"kind": "tax", "code": "HOTEL", "percent": "10%", "recoverable": "0%"},
    {"kind": "tax", "code": "TVQ", "percent": "9.975%", "recoverable": "50%", "from": "2026-01-01"},
    {"kind": "exchange", "code": "USD", "amount": "0.915"},
    {"kind": "exchange", "code": "USD", "amount": "0.8733", "from": "2026-02-01"},
    {"kind": "exchange", "code": "CAD", "amount": "0.66", "from": "2026-02-01"},
    {"kind": "budget_exchange", "code": "USD", "amount": "0.9"},
    {"kind": "fringe", "code": "SOC", "percent": "51.3%", "account": "27.00"},
    {"kind": "fringe", "code": "CAP", "percent": "7.77%", "amount": "600", "scope": "person", "account": "27.00"},
    {"kind": "fringe", "code": "CAPL", "percent": "3%", "amount": "250", "scope": "line", "account": "27.00"},
    {"kind": "overtime", "code": "OT", "percent": "12.5%"},
]  # fmt: skip


def account(dice: random.Random) -> dict[str, str]:
    code, episode = dice.choice(ACCOUNTS)
    return {"account": code, "episode": episode}


def foreign(dice: random.Random) -> dict[str, str]:
    """A line in another currency with its own rate, a dated one, or none at all."""
    said = {"date": dice.choice(DAYS), "currency": dice.choice(["", "", "EUR", "USD", "CAD"])}
    if said["currency"] in ("USD", "CAD"):
        said["rate"] = dice.choice(["", "", "0.7017"])
        said["rate_on"] = dice.choice(DAYS)
    return said


def cost(dice: random.Random, entry: str) -> dict[str, str]:
    kind = dice.choice(["invoice", "payroll", "payroll", "petty_cash", "credit_note"])
    row = {
        "entry": entry,
        "kind": kind,
        "period": str(dice.randint(1, 4)),
        **account(dice),
        "net": money(dice),
    }
    row |= {"tax": dice.choice(["", "", money(dice)]), "recoverable": dice.choice(["", "", "33.5%"])}
    row |= {"tax_codes": dice.choice(["", "TVA", "HOTEL", "TVA,TVQ", "TVQ", "NONE"]), **foreign(dice)}
    row |= {"order": dice.choice(["", "P", "Q"]), "final": dice.choice(["", "", "", "true"])}
    if kind == "payroll":
        row |= {"account": "12.00", "person": dice.choice(["A", "B"]), "order": ""}
        row["episode"] = dice.choice(["", "", row["episode"]])
    return row


def estimate(dice: random.Random) -> dict[str, str]:
    method = dice.choice(["auto", "etc", "efc", "variance", "units", "closed", "held", "rate", "rate"])
    row = {"period": str(dice.randint(1, 4)), "method": method, **account(dice), "value": ""}
    if method == "rate":
        said = ["SOC", "CAP", "CAP", "CAP", "CAPL", "20% of 12.00", "5.5% of 10.00+12.00 / 102", "3% of 0408"]
        return row | {"account": "27.00", "episode": dice.choice(["", "101"]), "value": dice.choice(said)}
    if row["account"] == "27.00":
        return row | {"method": "auto"}
    if method in ("etc", "efc", "variance", "units"):
        row["value"] = "7.5 x 45.35" if method == "units" else money(dice)
    return row


def fringe(dice: random.Random) -> dict[str, str]:
    value = dice.choice(["SOC", "CAP", "CAP", "CAPL"])
    return {
        "period": "1",
        "method": "rate",
        "account": "27.00",
        "episode": dice.choice(["", "101"]),
        "value": value,
    }


def labour(dice: random.Random, number: int) -> dict[str, str]:
    return {
        "line": str(number), "account": dice.choice(["12.00", "12.00", "10.00"]), "episode": dice.choice(["", "101"]),
        "person": dice.choice(["", "A", "B"]), "quantity": dice.choice(["1", "2.5"]), "times": dice.choice(["", "3"]),
        "rate": money(dice, 0, 40_000), "overtime": dice.choice(["", "OT"]),
        "fringes": dice.choice(["SOC", "CAP", "SOC,CAP,CAPL", ""]),
    }  # fmt: skip


def production(dice: random.Random) -> Tables:
    budget = [
        {"account": code, "episode": episode, "name": code, "budget": money(dice, 0), "section": code[:1]}
        | {"etc_method": "held" if code == "80.00" else ""}
        for code, episode in ACCOUNTS
    ]
    orders = [
        {"order": dice.choice("PQ"), "line": str(number), "period": str(dice.randint(1, 4)), **account(dice)}
        | {"amount": money(dice, 0), **foreign(dice)}
        for number in range(1, dice.randint(1, 4))
    ]
    orders += [
        dice.choice(orders) | {"line": str(number), "period": str(dice.randint(1, 4)), "amends": dice.choice("12")}
        | {"amount": money(dice), **foreign(dice)}
        for number in range(8, 8 + dice.randint(0, 2)) if orders
    ]  # fmt: skip
    changes = [
        {"change": f"T{i}", "period": str(dice.randint(1, 4)), **account(dice), "amount": money(dice)}
        for i in range(dice.randint(0, 3))
    ]
    return {
        "accounts": budget, "changes": changes, "orders": orders, "rates": deepcopy(RATES),
        "costs": [cost(dice, str(i)) for i in range(dice.randint(0, 9))],
        "estimates": [*([fringe(dice)] if dice.random() < 0.6 else []), *(estimate(dice) for _ in range(dice.randint(0, 6)))],
        "budget_lines": [labour(dice, i) for i in range(dice.randint(0, 6))],
    }  # fmt: skip


def compare(tables: Tables, report: CostReport) -> None:
    slow = SlowReport(tables, report.period)
    fast = {line.account: {key: getattr(line, key) for key in AMOUNTS} for line in report.lines}
    nothing = dict.fromkeys(AMOUNTS, 0)
    assert {code: fast.get(code, nothing) for code in slow.codes} == {
        code: slow.line(code) for code in slow.codes
    }
    assert {code: report.exchange.get(code, 0) for code in slow.codes} == {
        code: slow.exchange(code) for code in slow.codes
    }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_fast_report_is_the_plain_one_with_taxes_rates_episodes_and_fringes(seed: int) -> None:
    tables = production(random.Random(seed))

    for period in range(1, 5):
        compare(tables, compute_costs(reading_of(tables), period))


@pytest.mark.parametrize("seed", range(SEEDS // 4))
def test_the_two_still_agree_once_late_lines_go_to_the_next_period(seed: int) -> None:
    dice = random.Random(seed)
    tables = production(dice)
    tables["production"] = [{"setting": "late_entries", "value": "next"}]
    read = TableRead(ISSUED, None)
    for issued in (1, 3):
        read = issue(with_issued(tables, read), issued)[1]
        for number in range(dice.randint(1, 4)):
            tables["costs"].append(cost(dice, f"L{issued}-{number}") | {"_open": str(issued + 1)})

        for period in range(1, 5):
            compare(tables, compute_costs(with_issued(tables, read), period))


def test_the_random_productions_meet_every_case() -> None:
    met: set[str] = set()
    for seed in range(100):
        tables = production(random.Random(seed))
        report = compute_costs(reading_of(tables), 4)
        met |= {one.code for one in report.findings} | {"exchange" for _ in report.exchange}
        met |= {row["value"] for row in tables["estimates"]} | {row["method"] for row in tables["estimates"]}

    assert met >= {
        "tax-differs", "no-tax-rate", "missing-rate", "no-budget-rate", "over-invoiced", "exchange", "SOC", "CAP",
        "held",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_every_identity_holds_on_lines_episodes_and_totals(seed: int) -> None:
    tables = production(random.Random(seed))
    book = reading_of(tables)
    before = compute_costs(book, 2)

    report = compute_costs(book, 3)

    for line in (*report.lines, report.total, *(narrow(report, one).total for one in ("101", "102"))):
        assert line.revised == line.budget + line.changes
        assert line.total == line.to_date + line.commitments
        assert line.efc == line.total + line.etc
        assert line.variance == line.revised - line.efc
    assert add_lines(report.lines) == report.total
    was = {line.account: line for line in before.lines}
    for line in report.lines:
        past = was.get(line.account)
        assert line.to_date == line.period_actual + (past.to_date if past else 0)
    if (
        min(int(row["period"]) for key in ("changes", "orders", "costs", "estimates") for row in tables[key])
        < 3
    ):
        assert report.total.variance_change == report.total.variance - before.total.variance


CHANGED: Mapping[str, Mapping[str, str]] = {
    "accounts": {"budget": "1234.56"},
    "changes": {"amount": "-77.77"},
    "orders": {"amount": "987654.32"},
    "costs": {"net": "4321.01"},
    "rates": {"percent": "33.3%", "amount": "1.9"},
    "budget_lines": {"rate": "777.00"},
}


def touched(tables: Tables, key: str, row: Mapping[str, str]) -> set[str]:
    """The accounts that a row's own cells reach, before any rate that is taken on them."""
    costs, orders = tables["costs"], tables["orders"]
    if key == "costs":
        mine = {code_of(order) for order in orders if order["order"] == row.get("order")}
        return {code_of(row)} | mine
    if key == "budget_lines":
        return {"27.00", "27.00 / 101"}
    if key == "orders":
        amended = (row["order"], row.get("amends"))
        return {code_of(row)} | {code_of(one) for one in orders if (one["order"], one["line"]) == amended}
    if key != "rates":
        return {code_of(row)}
    match row["kind"]:
        case "tax":
            return {code_of(one) for one in costs if row["code"] in one["tax_codes"].split(",")}
        case "exchange":
            lines = [one for one in (*costs, *orders) if one.get("currency") == row["code"]]
            named = {one["order"] for one in lines if one.get("order")}
            return {code_of(one) for one in lines} | {code_of(one) for one in orders if one["order"] in named}
        case "budget_exchange":
            return set()
        case _:
            return {"27.00", "27.00 / 101"}


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_a_change_of_any_one_input_moves_only_what_depends_on_it(seed: int) -> None:
    dice = random.Random(seed)
    tables = production(dice)
    was = compute_costs(reading_of(tables), 4)
    for key in CHANGED:
        if not tables[key]:
            continue
        other = deepcopy(tables)
        row = dice.choice(other[key])
        row |= {column: value for column, value in CHANGED[key].items() if column in row}

        now = compute_costs(reading_of(other), 4)

        reached = touched(other, key, row)
        rated = {code_of(one) for one in tables["estimates"] if one["method"] == "rate"}
        reached |= rated if reached & labour_and_bases() else set()
        moved = {line.account for line in moved_lines(was, now)}
        assert moved <= reached, (key, row)
        difference = {column: getattr(now.total, column) - getattr(was.total, column) for column in AMOUNTS}
        assert difference == {
            column: sum(getattr(one, column) for one in now.lines if one.account in moved)
            - sum(getattr(one, column) for one in was.lines if one.account in moved)
            for column in AMOUNTS
        }


def labour_and_bases() -> set[str]:
    """The accounts that a rate of ``estimate`` may be taken on."""
    return {code + (f" / {episode}" if episode else "") for code, episode in ACCOUNTS} - {"80.00"}


def moved_lines(was: CostReport, now: CostReport) -> list[Any]:
    """The lines that are not the same in both, or only in one of them."""
    old = {line.account: line for line in was.lines}
    new = {line.account: line for line in now.lines}
    return [new.get(code, old.get(code)) for code in {*old, *new} if old.get(code) != new.get(code)]


def test_a_line_moved_to_another_episode_moves_both_and_nothing_else() -> None:
    tables = production(random.Random(5))
    tables["estimates"], tables["orders"] = [], []
    tables["costs"] = [cost(random.Random(1), "1") | {"account": "12.00", "episode": "101", "period": "2"}]
    moved = deepcopy(tables)
    moved["costs"][0]["episode"] = "102"

    was, now = (compute_costs(reading(one), 4) for one in (tables, moved))

    assert {line.account for line in moved_lines(was, now)} == {"12.00 / 101", "12.00 / 102"}
    assert was.total.to_date == now.total.to_date


def reading(tables: Tables) -> Reading:
    return replace(reading_of(tables), country="FR")
