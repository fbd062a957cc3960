"""Taxes by code: each on the price without tax, at its rate of the day."""

import pytest
from table_rows import reading_of

from addin.rules.costs import CostReport, compute_costs

RATES = [
    {"kind": "tax", "code": "TPS", "percent": "5%"},
    {"kind": "tax", "code": "TVQ", "percent": "9.975%"},
    {"kind": "tax", "code": "OLD", "percent": "10%", "from": "2026-01-01"},
    {"kind": "tax", "code": "OLD", "percent": "20%", "from": "2026-06-01"},
    {"kind": "tax", "code": "BED", "percent": "10%", "recoverable": "0%"},
    {"kind": "tax", "code": "HALF", "percent": "10%", "recoverable": "50%"},
]


def report(**cost: str) -> CostReport:
    line = {"entry": "E", "kind": "invoice", "account": "33", "period": "1", "net": "1000.00"} | cost
    accounts = [{"account": "33", "name": "Hotels", "budget": "5000.00"}]
    return compute_costs(reading_of({"accounts": accounts, "costs": [line], "rates": RATES}), 1)


@pytest.mark.parametrize(
    ("cost", "cents"),
    [
        ({"tax_codes": "TPS, TVQ", "recoverable": "0%"}, 114975),
        ({"tax_codes": "TPS,TVQ"}, 100000),
        ({"tax_codes": "BED"}, 110000),
        ({"tax_codes": "BED", "tax": "99.99"}, 109999),
        ({"tax_codes": "BED", "recoverable": "100%"}, 100000),
        ({"tax_codes": "BED, TPS"}, 110000),
        ({"tax_codes": "HALF"}, 105000),
        ({"tax_codes": "OLD", "recoverable": "0%", "date": "2026-05-31"}, 110000),
        ({"tax_codes": "OLD", "recoverable": "0%", "date": "2026-06-01"}, 120000),
        ({"tax_codes": "TVQ", "recoverable": "0%", "net": "0.10"}, 11),
        ({"tax_codes": "BED", "kind": "credit_note", "net": "-1000.00"}, -110000),
        ({"tax": "50.00"}, 100000),
    ],
)
def test_the_cost_is_the_net_and_what_does_not_come_back(cost: dict[str, str], cents: int) -> None:
    found = report(**cost)

    assert (found.total.to_date, found.findings) == (cents, ())


@pytest.mark.parametrize(
    ("cost", "code"),
    [
        ({"tax_codes": "TPS", "tax": "50.03"}, "tax-differs"),
        ({"tax_codes": "NONE"}, "no-tax-rate"),
        ({"tax_codes": "OLD", "date": "2025-12-31"}, "no-tax-rate"),
    ],
)
def test_a_tax_that_cannot_be_is_found(cost: dict[str, str], code: str) -> None:
    assert [finding.kind.code for finding in report(**cost).findings] == [code]
