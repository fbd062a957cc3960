"""The cost report: the worked example, the identities, and a slow report that agrees."""

import csv
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import reading_of

from addin.rules.costs import CostLine, compute_costs, report_json

Tables = Mapping[str, Sequence[Mapping[str, str]]]


def rows(keys: str, *lines: str) -> list[dict[str, str]]:
    names = keys.split()
    return [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]


def example() -> dict[str, list[dict[str, str]]]:
    """Facts, costs 1.7."""
    entries = [f"P{p}|payroll|{p}|12.00|8000.00|||" for p in range(1, 5)]
    entries += [f"F{p}|fringe|{p}|27.00|1600.00|||" for p in range(1, 5)]
    entries += [
        "I201|invoice|2|45.00|20000.00|PO1001|1|",
        "I228|invoice|4|45.00|15000.00|PO1001|1|",
        "I190|invoice|3|33.00|6000.00|||",
        "I231|invoice|4|33.00|12600.00|PO1002|1|true",
        "C07|petty_cash|4|33.00|400.00|||",
        "I207|invoice|3|38.00|2000.00|PO1003|1|",
        "C08|petty_cash|4|38.00|1500.00|||",
    ]
    return {
        "accounts": rows(
            "account name section budget etc_method",
            "12.00|Production staff|B|48000.00|",
            "27.00|Fringes|B|9600.00|",
            "33.00|Travel|B|30000.00|",
            "38.00|Props|B|9000.00|",
            "45.00|Camera|B|60000.00|",
            "66.00|Music|C|15000.00|",
            "80.00|Contingency|CONT|17160.00|held",
        ),
        "changes": rows("change period account amount", "T1|4|66.00|5000.00", "T1|4|80.00|-5000.00"),
        "orders": rows(
            "order line period account amount closed_period",
            "PO1001|1|2|45.00|55000.00|",
            "PO1002|1|3|33.00|12000.00|",
            "PO1003|1|3|38.00|5000.00|4",
            "PO1004|1|3|66.00|18000.00|",
        ),
        "costs": rows("entry kind period account net order order_line final", *entries),
        "estimates": rows(
            "period account method value",
            "3|12.00|etc|24000.00",
            "3|27.00|rate|20% of 12.00",
            "3|38.00|etc|4000.00",
            "3|45.00|etc|5000.00",
            "3|66.00|etc|2000.00",
            "4|12.00|etc|20000.00",
            "4|38.00|etc|4500.00",
            "4|45.00|etc|3000.00",
        ),
    }


EXPECTED = {
    "12.00": (48000, 0, 48000, 8000, 32000, 0, 32000, 20000, 52000, -4000, -4000),
    "27.00": (9600, 0, 9600, 1600, 6400, 0, 6400, 4000, 10400, -800, -800),
    "33.00": (30000, 0, 30000, 13000, 19000, 0, 19000, 11000, 30000, 0, 0),
    "38.00": (9000, 0, 9000, 1500, 3500, 0, 3500, 4500, 8000, 1000, 1000),
    "45.00": (60000, 0, 60000, 15000, 35000, 20000, 55000, 3000, 58000, 2000, 2000),
    "66.00": (15000, 5000, 20000, 0, 0, 18000, 18000, 2000, 20000, 0, 5000),
    "80.00": (17160, -5000, 12160, 0, 0, 0, 0, 12160, 12160, 0, 0),
    "": (188760, 0, 188760, 39100, 95900, 38000, 133900, 56660, 190560, -1800, 3200),
}


def amounts(line: CostLine) -> tuple[int, ...]:
    return (
        line.budget, line.changes, line.revised, line.period_actual, line.to_date, line.commitments,
        line.total, line.etc, line.efc, line.variance, line.variance_change,
    )  # fmt: skip


def test_the_worked_example_comes_out_to_the_cent() -> None:
    report = compute_costs(reading_of(example()), 4)

    got = {line.account: amounts(line) for line in (*report.lines, report.total)}
    assert got == {code: tuple(100 * amount for amount in line) for code, line in EXPECTED.items()}


def test_period_3_run_again_gives_what_it_gave() -> None:
    report = compute_costs(reading_of(example()), 3)

    assert (report.total.efc, report.total.variance) == (19376000, -500000)


def test_the_expected_file_agrees(shared: Path) -> None:
    with (shared / "data/costs/ex1_expected_cost_report_p4.csv").open(encoding="utf-8") as file:
        wanted = {row["account"]: row for row in csv.DictReader(file)}

    report = compute_costs(reading_of(example()), 4)

    for line in (*report.lines, report.total):
        row = wanted[line.account]
        assert (line.efc, line.variance_change) == (
            int(Decimal(row["efc"]) * 100),
            int(Decimal(row["variance_change"]) * 100),
        )


def test_a_cost_on_an_unknown_account_is_still_in_the_total() -> None:
    tables = example()
    tables["costs"].append({"entry": "X", "kind": "invoice", "period": "4", "account": "99", "net": "10.00"})

    report = compute_costs(reading_of(tables), 4)

    assert report.total.to_date == 9591000
    assert report.lines[-1].account == "99"
    assert "account-not-in-budget" in [finding.code for finding in report.findings]


def test_tax_that_is_not_recovered_and_a_rate_are_rounded_once() -> None:
    cost = {
        "entry": "X", "kind": "invoice", "period": "1", "account": "1", "net": "10.01", "tax": "2.01",
        "recoverable": "50%", "currency": "USD", "rate": "0.915",
    }  # fmt: skip
    tables = {"accounts": [{"account": "1", "name": "A", "budget": "0.00"}], "costs": [cost]}

    report = compute_costs(reading_of(tables), 1)

    exact = (Decimal("10.01") + Decimal("2.01") / 2) * Decimal("0.915")
    assert report.total.to_date == int(exact.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)


def one_cost(**cells: str) -> list[str]:
    cost = {"entry": "X", "kind": "invoice", "period": "1", "account": "1", "net": "10.00"} | cells
    tables = {"accounts": [{"account": "1", "name": "A", "budget": "0.00"}], "costs": [cost]}
    return [finding.code for finding in compute_costs(reading_of(tables), 1).findings]


def test_each_bad_cost_is_found() -> None:
    assert one_cost() == []
    assert one_cost(net="ten") == ["bad-amount-net"]
    assert one_cost(currency="USD") == ["missing-rate"]
    assert one_cost(kind="credit_note") == ["positive-credit-note"]
    assert one_cost(order_line="1") == ["order-line-without-order"]
    assert one_cost(order="PO9") == ["unknown-order"]
    assert one_cost(period="May") == ["bad-period"]
    assert one_cost(tax="1.00", recoverable="all") == ["bad-recoverable"]


def test_a_loop_of_rates_is_found_and_ends() -> None:
    tables = {
        "accounts": rows("account name budget", "1|A|100.00", "2|B|100.00", "3|C|100.00"),
        "estimates": rows(
            "period account method value", "1|1|rate|10% of 2", "1|2|rate|10% of 1", "1|3|rate|50% of 1 + 2"
        ),
    }

    report = compute_costs(reading_of(tables), 1)

    assert [finding.code for finding in report.findings] == ["rate-loop", "rate-loop"]
    assert [line.etc for line in report.lines] == [10000, 10000, 10000]


METHOD_CASES = (("units", "12 x 45.50", 54600), ("efc", "300.00", 30000), ("variance", "-20.00", 12000),
                ("closed", "", 0), ("etc", "", 10000), ("etc", "lots", 10000), ("etc", "-5.00", -500))  # fmt: skip


def test_each_method_gives_its_estimate() -> None:
    for method, value, etc in METHOD_CASES:
        tables = {
            "accounts": rows("account name budget", "1|A|100.00"),
            "estimates": [{"period": "1", "account": "1", "method": method, "value": value}],
        }

        assert compute_costs(reading_of(tables), 1).total.etc == etc, (method, value)


MONEY = st.integers(-500000, 500000).map(lambda amount: f"{Decimal(amount) / 100:.2f}")
CODE = st.sampled_from(["1", "2", "3", "ghost"])
PERIODS = st.integers(1, 4).map(str)
BOOKS = st.fixed_dictionaries(
    {
        "accounts": st.just(rows("account name budget", "1|A|900.00", "2|B|50.00", "3|C|0.00")),
        "changes": st.lists(
            st.fixed_dictionaries({"change": st.just("C"), "period": PERIODS, "account": CODE, "amount": MONEY}),
            max_size=3,
        ),
        "orders": st.lists(
            st.fixed_dictionaries(
                {
                    "order": st.sampled_from("PQR"), "line": st.just("1"), "period": PERIODS, "account": CODE,
                    "amount": MONEY, "closed_period": st.sampled_from(["", "", "3"]),
                }
            ),
            max_size=3, unique_by=lambda row: row["order"],
        ),
        "costs": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.just("invoice"), "period": PERIODS, "account": CODE, "net": MONEY, "tax": MONEY,
                    "recoverable": st.sampled_from(["", "100%", "33.5%", "0%"]),
                    "order": st.sampled_from(["", "P", "Q", "R"]), "final": st.sampled_from(["", "", "true"]),
                }
            ),
            max_size=8,
        ),
    }
)  # fmt: skip


def slow(tables: Tables, period: int, account: str) -> tuple[int, int]:
    """To date and commitments of an account, read straight from the rules."""
    to_date = commitments = Decimal(0)
    cent = Decimal("0.01")
    for row in tables["costs"]:
        if row["account"] == account and int(row["period"]) <= period:
            lost = 1 - Decimal(row["recoverable"].rstrip("%") or "100") / 100
            to_date += (Decimal(row["net"]) + Decimal(row["tax"]) * lost).quantize(cent, ROUND_HALF_UP)
    for order in tables["orders"]:
        if order["account"] != account or int(order["period"]) > period:
            continue
        matched = [c for c in tables["costs"] if c["order"] == order["order"] and int(c["period"]) <= period]
        is_closed = order["closed_period"] and int(order["closed_period"]) <= period
        if not is_closed and not any(c["final"] for c in matched):
            commitments += max(Decimal(0), Decimal(order["amount"]) - sum(Decimal(c["net"]) for c in matched))
    return int(to_date * 100), int(commitments * 100)


@settings(max_examples=60, deadline=None)
@given(BOOKS)
def test_every_report_foots_and_agrees_with_the_slow_one(tables: Tables) -> None:
    changes = dict.fromkeys(("1", "2", "3", "ghost"), 0)
    for period in range(1, 5):
        report = compute_costs(reading_of(tables), period)
        by_code = {line.account: line for line in report.lines}
        for code in changes:
            line = by_code.get(code)
            assert slow(tables, period, code) == ((line.to_date, line.commitments) if line else (0, 0))
            changes[code] += line.variance_change if line else 0
            assert changes[code] == (line.variance if line else 0)
        for line in (*report.lines, report.total):
            assert line.total == line.to_date + line.commitments
            assert line.efc == line.total + line.etc
            assert line.variance == line.revised - line.efc
        assert amounts(report.total) == tuple(map(sum, zip(*map(amounts, report.lines), strict=True)))


def test_json_money_is_text() -> None:
    answer = report_json(compute_costs(reading_of(example()), 4), "book.xlsx")

    assert isinstance(answer["total"], dict)
    assert answer["total"]["efc"] == "190560.00"
    assert answer["total"]["variance_change"] == "3200.00"


def test_a_date_in_another_period_is_found_and_the_period_counts() -> None:
    tables = {
        "production": rows("setting value", "first_period_start|2026-03-02", "period_days|14"),
        "accounts": rows("account name budget", "1|A|100.00"),
        "costs": rows(
            "entry kind period date account net",
            "A|invoice|1|2026-03-15|1|10.00",
            "B|invoice|1|2026-03-16|1|10.00",
            "C|invoice|2|2026-03-01|1|10.00",
            "D|invoice|2|soon|1|10.00",
        ),
    }

    report = compute_costs(reading_of(tables), 1)

    assert report.total.to_date == 2000
    assert [(one.code, one.row, one.details["falls"]) for one in report.findings] == [
        ("date-in-another-period", 3, "2"),
        ("date-in-another-period", 4, "0"),
    ]
