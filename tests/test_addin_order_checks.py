"""Orders: their numbers, who may approve how much, and the invoices that come on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_rows import reading_of

from addin.faces.command_line import main
from addin.rules.cash import compute_cash
from addin.rules.order_numbers import missing_numbers, next_order
from workbook_templates.findings import Finding
from workbook_templates.text import OfficeError

Rows = Sequence[Mapping[str, str]]
TODAY = date(2026, 6, 30)
ORDER = {
    "order": "BC1", "period": "1", "date": "2026-05-04", "supplier": "Auto-Plateau", "account": "2100",
    "amount": "900.00",
}  # fmt: skip
LIMIT = {"kind": "approval", "code": "Ada Field", "amount": "1000.00"}
INVOICE = {
    "entry": "E1", "kind": "invoice", "period": "1", "date": "2026-05-09", "supplier": "Auto-Plateau",
    "account": "2100", "net": "200.00", "order": "BC1",
}  # fmt: skip


def findings(orders: Rows, costs: Rows = (), rates: Rows = (), stale: str = "") -> list[Finding]:
    settings = [{"setting": "stale_order_days", "value": stale}]
    tables = {"production": settings, "orders": orders, "costs": costs, "rates": rates}
    return list(compute_cash(reading_of(tables), TODAY).findings)


def codes(orders: Rows, costs: Rows = (), rates: Rows = (), stale: str = "") -> list[str]:
    return [one.code for one in findings(orders, costs, rates, stale)]


@pytest.mark.parametrize(
    ("orders", "following"),
    [
        (["BC1001", "BC1040", "BC1039"], "BC1041"),
        (["BC0009"], "BC0010"),
        (["BC999"], "BC1000"),
        (["PO-26-007", "PO-26-008"], "PO-26-009"),
        (["BC1", "BC2", "BC3", "PO900"], "BC4"),
        ([*(f"BC25-{n}" for n in range(1, 30)), *(f"BC26-{n}" for n in range(1, 12))], "BC26-12"),
        (["", "sans numéro", "12/A"], "13/A"),
    ],
)
def test_the_next_number_is_that_of_the_series_the_office_uses(orders: list[str], following: str) -> None:
    assert next_order(orders) == following


def test_an_office_without_orders_is_told_to_write_the_first() -> None:
    with pytest.raises(OfficeError, match="BC1001"):
        next_order(["", "sans"])


@given(st.sets(st.integers(1, 200), min_size=1, max_size=30))
def test_the_next_number_is_free_and_the_gaps_are_all_that_is_missing(numbers: set[int]) -> None:
    orders = [f"BC{n}" for n in sorted(numbers)]
    missing: set[int] = set()
    for _, said in missing_numbers(orders):
        first, _, last = said.replace("BC", "").partition(" - ")
        missing |= set(range(int(first), int(last or first) + 1))

    assert next_order(orders) == f"BC{max(numbers) + 1}"
    assert missing == set(range(min(numbers), max(numbers))) - numbers


def test_a_number_used_for_two_suppliers_is_found_and_one_order_of_two_lines_is_not() -> None:
    assert codes([ORDER, ORDER | {"line": "2", "supplier": "AUTO PLATEAU sarl"}]) == []
    assert codes([ORDER, ORDER | {"line": "2", "supplier": "Bois et Clous"}]) == ["order-two-suppliers"]


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ([ORDER | {"approved_by": "ada  FIELD"}], []),
        ([ORDER | {"approved_by": "Ada Field", "amount": "1000.00"}], []),
        ([ORDER | {"approved_by": "Ada Field", "amount": "1000.01"}], ["order-above-limit"]),
        (
            [ORDER | {"approved_by": "Ada Field"}, ORDER | {"line": "2", "amount": "100.01"}],
            ["order-above-limit"],
        ),
        ([ORDER | {"approved_by": "Ada Field"}, ORDER | {"line": "2", "amount": "-100.01"}], []),
        ([ORDER], ["order-not-approved"]),
        ([ORDER | {"approved_by": "Noé Lamy"}], ["approver-without-limit"]),
        ([ORDER | {"approved_by": "Ada Field", "currency": "USD", "rate": "1.12"}], ["order-above-limit"]),
        ([ORDER | {"approved_by": "Ada Field", "currency": "USD", "rate": "1.11"}], []),
    ],
)
def test_an_order_is_approved_by_someone_whose_limit_holds_it(orders: Rows, found: list[str]) -> None:
    assert codes(orders, rates=[LIMIT]) == found


def test_approvals_are_asked_for_only_once_a_limit_is_entered() -> None:
    assert codes([ORDER]) == []


def test_a_limit_holds_from_its_day() -> None:
    later = LIMIT | {"from": "2026-05-05", "amount": "5000.00"}
    order = ORDER | {"approved_by": "Ada Field", "amount": "3000.00"}

    assert codes([order], rates=[LIMIT, later]) == ["order-above-limit"]
    assert codes([order | {"date": "2026-05-05"}], rates=[LIMIT, later]) == []
    assert codes([order], rates=[later]) == ["approver-without-limit"]


def test_a_limit_in_another_currency_needs_a_rate() -> None:
    limit, exchange = LIMIT | {"currency": "USD"}, {"kind": "exchange", "code": "USD", "amount": "0.90"}
    order = ORDER | {"approved_by": "Ada Field"}

    assert codes([order], rates=[limit, exchange]) == []
    assert codes([order | {"amount": "900.01"}], rates=[limit, exchange]) == ["order-above-limit"]
    assert codes([order], rates=[limit]) == ["limit-in-another-currency"]


def test_of_two_who_approved_one_whose_limit_holds_the_order_is_enough() -> None:
    orders = [ORDER | {"approved_by": "Ada Field"}, ORDER | {"line": "2", "approved_by": "Noé Lamy"}]
    higher = LIMIT | {"code": "Noé Lamy", "amount": "1800.00"}

    assert codes(orders, rates=[LIMIT, higher]) == []
    [finding] = findings(orders, rates=[LIMIT, higher | {"amount": "1799.99"}])
    assert (finding.code, finding.value) == ("order-above-limit", "Noé Lamy")


def test_an_order_is_stale_when_nothing_came_for_longer_than_the_setting() -> None:
    assert codes([ORDER]) == []
    assert codes([ORDER], stale="57") == []
    assert codes([ORDER], stale="56") == ["stale-order"]
    paid = INVOICE | {"paid_on": "2026-06-01"}
    assert codes([ORDER], [paid | {"date": "2026-06-10"}], stale="30") == []
    assert codes([ORDER], [paid | {"date": "2026-06-10"}], stale="19") == ["stale-order"]
    assert codes([ORDER], [paid | {"final": "true"}], stale="19") == []
    assert codes([ORDER | {"closed_period": "2"}], stale="19") == []


@pytest.mark.parametrize(
    ("invoice", "found"),
    [
        ({}, []),
        ({"supplier": "AUTO PLATEAU S.A.R.L."}, []),
        ({"supplier": ""}, []),
        ({"supplier": "Bois et Clous"}, ["invoice-of-another-supplier"]),
        ({"date": "2026-05-04"}, []),
        ({"date": "2026-05-03"}, ["invoice-before-order"]),
        ({"date": ""}, []),
    ],
)
def test_an_invoice_is_of_its_orders_supplier_and_not_before_it(
    invoice: dict[str, str], found: list[str]
) -> None:
    assert codes([ORDER], [INVOICE | invoice]) == found


def test_the_command_says_the_next_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "film.xlsx")
    main(["new", path, "--sample", "--lang", "fr"])
    capsys.readouterr()

    assert main(["order", path, "--next"]) == 0
    assert capsys.readouterr().out.strip() == "BC1041"
