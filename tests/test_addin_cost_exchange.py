"""Currencies: price apart from exchange, and no closed period that moves with today's rate."""

from collections.abc import Sequence

import pytest
from table_rows import reading_of

from addin.rules.costs import CostReport, compute_costs, report_json
from workbook_templates.book import Reading
from workbook_templates.text import OfficeError

ACCOUNTS = [{"account": "45", "name": "Camera", "budget": "10000.00"}]
BUDGET_RATE = {"kind": "budget_exchange", "code": "USD", "amount": "0.90"}


def book(
    costs: Sequence[dict[str, str]] = (),
    rates: Sequence[dict[str, str]] = (BUDGET_RATE,),
    orders: Sequence[dict[str, str]] = (),
) -> Reading:
    said = [{"kind": "invoice", "account": "45", "period": "1", "currency": "USD"} | cost for cost in costs]
    tables = {"accounts": ACCOUNTS, "costs": said, "rates": rates, "orders": orders}
    return reading_of(tables)


def codes(report: CostReport) -> list[str]:
    return [finding.kind.code for finding in report.findings]


def test_the_variance_is_split_between_price_and_exchange() -> None:
    report = compute_costs(book([{"net": "1000.00", "rate": "0.95"}]), 1)
    line = report_json(report, "b")["lines"][0]  # type: ignore[index]

    assert line["to_date"] == "950.00"
    assert line["exchange_variance"] == "-50.00"
    assert (
        line["price_variance"] == "50.00"
    )  # auto: the budget is kept, so what exchange takes is saved on the price


def test_an_open_order_is_split_too() -> None:
    order = {"order": "A", "line": "1", "account": "45", "period": "1", "amount": "2000.00"}
    report = compute_costs(book(orders=[order | {"currency": "USD", "rate": "0.85"}]), 1)

    assert (report.total.commitments, report.exchange_total) == (170000, -10000)


def test_a_line_without_a_rate_takes_that_of_its_own_day() -> None:
    day = [
        {"kind": "exchange", "code": "usd", "from": "2026-03-01", "amount": "0.92"},
        {"kind": "exchange", "code": "USD", "from": "2026-04-01", "amount": "0.99"},
    ]
    line = {"net": "100.00", "date": "2026-03-15"}

    assert compute_costs(book([line], day[:1]), 1).total.to_date == 9200
    assert compute_costs(book([line], day), 1).total.to_date == 9200, "a later rate moves no earlier line"
    assert compute_costs(book([line | {"rate_on": "2026-04-02"}], day), 1).total.to_date == 9900
    assert codes(compute_costs(book([line | {"date": "2026-02-01"}], day), 1)) == ["missing-rate"]
    assert codes(compute_costs(book([line | {"rate": "ten"}], day), 1)) == ["missing-rate"]


def test_a_currency_that_the_budget_forgot_is_noted_once() -> None:
    pounds = [{"net": "10.00", "rate": "1.15", "currency": "GBP"}] * 2

    assert codes(compute_costs(book(pounds), 1)) == ["no-budget-rate"]
    assert codes(compute_costs(book(pounds, ()), 1)) == []


def test_a_credit_note_takes_its_exchange_back() -> None:
    both = [{"net": "1000.00", "rate": "0.95"}, {"net": "-1000.00", "rate": "0.95", "kind": "credit_note"}]

    assert compute_costs(book(both), 1).exchange_total == 0


def test_no_account_of_an_episode_is_said() -> None:
    from addin.rules.costs import narrow

    with pytest.raises(OfficeError):
        narrow(compute_costs(book(), 1), episode="109")
