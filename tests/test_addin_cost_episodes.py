"""Episodes as cost centres: every account of an episode has its own budget, costs and estimate."""

from table_rows import reading_of

from addin.rules.cost_sheet import cost_result, shown_level, shown_period
from addin.rules.cost_why import explain_cost
from addin.rules.costs import CostReport, compute_costs, narrow
from workbook_templates.book import Reading, TableRead
from workbook_templates.catalog import TABLE


def book() -> Reading:
    accounts = [
        {"account": "12", "name": "Crew", "budget": "1000.00", "episode": "101", "department": "camera"},
        {"account": "12", "name": "Crew", "budget": "2000.00", "episode": "102", "department": "camera"},
        {"account": "27", "name": "Fringes", "budget": "200.00", "episode": "101"},
        {"account": "27", "name": "Fringes", "budget": "400.00", "episode": "102"},
        {"account": "72", "name": "Overheads", "budget": "300.00"},
    ]
    cost = {"kind": "payroll", "account": "12", "period": "1"}
    costs = [cost | {"net": "600.00", "episode": "101"}, cost | {"net": "2500.00", "episode": "102"}]
    estimate = {"period": "1", "account": "27", "method": "rate", "value": "20% of 12"}
    estimates = [estimate | {"episode": "101"}, estimate | {"episode": "102"}]
    orders = [
        {"order": "A", "line": "1", "account": "12", "episode": "102", "period": "1", "amount": "100.00"}
    ]
    return reading_of({"accounts": accounts, "costs": costs, "estimates": estimates, "orders": orders})


def test_each_episode_has_its_own_lines_and_a_rate_stays_within_it() -> None:
    report = compute_costs(book(), 1)

    assert [(line.account, line.to_date, line.etc, line.efc) for line in report.lines] == [
        ("12 / 101", 60000, 40000, 100000),
        ("12 / 102", 250000, 0, 260000),
        ("27 / 101", 0, 8000, 8000),
        ("27 / 102", 0, 0, 0),
        ("72", 0, 30000, 30000),
    ]
    assert report.findings == ()


def test_a_report_is_narrowed_to_an_episode_or_a_department() -> None:
    report = compute_costs(book(), 1)

    assert [line.account for line in narrow(report, episode="101").lines] == ["12 / 101", "27 / 101"]
    assert narrow(report, department="camera").total.to_date == 310000
    assert narrow(report, episode="102", department="camera").total.variance == -60000


def test_the_lines_behind_an_episode_s_figure_are_its_own() -> None:
    why = explain_cost(book(), 1, "12 / 102", "total")

    assert [(part.table, part.amount) for part in why.parts] == [("costs", 250000), ("orders", 10000)]


def test_the_sheet_of_a_part_says_so_and_is_not_taken_for_the_whole() -> None:
    reading = book()
    whole = compute_costs(reading, 1)
    read = TABLE["cost_report"]

    def shown(report: CostReport, level: str) -> TableRead:
        grid = cost_result(report, reading, level).grid
        return TableRead(read, None, heading=tuple(str(row[0].value) if row else "" for row in grid[:7]))

    part = shown(narrow(whole, episode="101", department="camera"), "account")
    assert part.heading[2].startswith("Episode 101, Camera, Period 1")
    assert shown_period(part) is None
    assert (shown_period(shown(whole, "top")), shown_level(shown(whole, "top"))) == (1, "top")
    assert (shown_period(shown(whole, "account")), shown_level(shown(whole, "account"))) == (1, "account")
