"""Issued periods run again."""

from datetime import date
from decimal import Decimal

import pytest

from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.rules.cost_rerun import rerun_issued
from sync.books.memory import MemoryBook
from sync.ids import new_id
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import OfficeError

TODAY = date(2026, 6, 1)


def row(table: str, **cells: object) -> list[object]:
    return [cells.get(column.key, "") for column in TABLE[table].columns]


def book() -> MemoryBook:
    def header(key: str) -> list[object]:
        return [column.label.en for column in TABLE[key].columns]

    costs = [
        row("costs", entry=f"E{at}", kind="Invoice", period=at, account="10", net=Decimal(10))
        for at in (1, 2, 3)
    ]
    accounts = [header("accounts"), row("accounts", account="10", name="Cast", budget=Decimal(100))]
    return MemoryBook({"Accounts": accounts, "Costs": [header("costs"), *costs]})


def issue(one: MemoryBook, period: int) -> None:
    run_action(ACTIONS["costs"], one, Options(period, True, TODAY), new_id)


def test_a_past_period_gives_its_issued_figures_whatever_came_later_and_says_when_it_no_longer_does() -> None:
    one = book()
    for period in (1, 2, 3):
        issue(one, period)
    rerun = rerun_issued(one.read((*INPUT_TABLES, ISSUED)))
    assert [(again.issued.period, again.agrees) for again in rerun] == [(1, True), (2, True), (3, True)]

    one.sheets["Costs"][2][one.sheets["Costs"][0].index("Net")] = Decimal("10.50")
    rerun = rerun_issued(one.read((*INPUT_TABLES, ISSUED)))
    assert [(again.agrees, again.moved) for again in rerun] == [
        (True, ()),
        (False, ("10",)),
        (False, ("10",)),
    ]


def test_one_episode_is_not_issued_alone() -> None:
    with pytest.raises(OfficeError):
        run_action(ACTIONS["costs"], book(), Options(1, True, TODAY, episode="101"), new_id)
