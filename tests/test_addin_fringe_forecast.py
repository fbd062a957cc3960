"""Fringes still to come follow the labour they sit on, and stop at its cut-offs."""

from collections.abc import Mapping, Sequence

from table_rows import reading_of

from addin.rules.cost_why import explain_cost
from addin.rules.costs import CostReport, compute_costs
from workbook_templates.book import Reading

CAPPED = {
    "kind": "fringe",
    "code": "C",
    "percent": "10%",
    "amount": "1000",
    "scope": "person",
    "account": "27",
}


def book(
    paid: Sequence[tuple[str, str]],
    etc: str,
    rate: Mapping[str, str] = CAPPED,
    more: Sequence[Mapping[str, str]] = (),
) -> Reading:
    accounts = [{"account": "12", "budget": "3000.00"}, {"account": "27", "budget": "200.00"}]
    line = {"account": "12", "quantity": "1", "fringes": "C"}
    lines = [
        line | {"line": "1", "person": "P1", "rate": "1500.00"},
        line | {"line": "2", "person": "P2", "rate": "1500.00"},
    ]
    payroll = {"kind": "payroll", "account": "12", "period": "1"}
    costs = [payroll | {"person": person, "net": net} for person, net in paid]
    estimates = [
        {"period": "1", "account": "12", "method": "etc", "value": etc},
        {"period": "1", "account": "27", "method": "rate", "value": "C"},
    ]
    return reading_of(
        {
            "accounts": accounts,
            "budget_lines": lines,
            "costs": costs,
            "estimates": estimates,
            "rates": [rate, *more],
        }
    )


def fringe(report: CostReport) -> int:
    assert report.findings == ()
    return next(line.etc for line in report.lines if line.account == "27")


def test_a_fringe_without_a_ceiling_is_its_percentage_of_the_labour_to_come() -> None:
    assert fringe(compute_costs(book([], "3000.00", CAPPED | {"amount": ""}), 1)) == 30000


def test_a_person_who_has_reached_the_ceiling_adds_nothing() -> None:
    # P1 has been paid 1,200 of 1,500 and P2 nothing: of 1,800 to come 300 are P1's, above the ceiling, 1,500 are P2's.
    assert fringe(compute_costs(book([("P1", "1200.00")], "1800.00"), 1)) == 10000


def test_what_is_left_of_a_ceiling_counts() -> None:
    # 900 to come for P1 (100 left of the ceiling), 1,500 for P2 (1,000 left).
    assert fringe(compute_costs(book([("P1", "600.00"), ("P1", "300.00")], "2100.00"), 1)) == 11000


def test_labour_past_what_was_planned_is_shared_by_the_plan() -> None:
    paid = [("P1", "1500.00"), ("P2", "1500.00")]
    assert fringe(compute_costs(book(paid, "400.00", CAPPED | {"amount": ""}), 1)) == 4000


def test_it_says_what_it_rests_on() -> None:
    why = explain_cost(book([], "3000.00"), 1, "27", "etc")

    assert (why.amount, [base.account for base in why.rests_on]) == (20000, ["12"])
    assert any("fringe C on the estimates to complete of 12" in said.en for said in why.says)


def test_a_code_without_labour_under_it_is_a_bad_estimate() -> None:
    reading = book([], "10.00", CAPPED | {"account": "28"})

    assert [one.kind.code for one in compute_costs(reading, 1).findings] == ["bad-estimate"]


def test_the_forecast_is_explained_by_the_labour_of_the_detail() -> None:
    reading = book([("P1", "1200.00")], "1800.00")

    why = explain_cost(reading, 1, "27", "etc")

    assert why.amount == sum(part.counted for part in why.parts) == fringe(compute_costs(reading, 1))
    assert [(part.table, dict(part.read)["person"]) for part in why.parts] == [("budget_lines", "P2")]
