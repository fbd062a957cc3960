"""Amendments of orders: what they make of the line they amend, from their period on."""

from datetime import date
from decimal import Decimal

import pytest
from slow_costs import SlowReport
from table_rows import reading_of
from test_addin_costs import rows

from addin.rules.cash import compute_cash
from addin.rules.cost_figures import read_books
from addin.rules.cost_sheet import LINE_COLUMN, cost_result
from addin.rules.cost_why import Explanation, explain_cost
from addin.rules.costs import CostReport, compute_costs
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding
from workbook_templates.text import Lang, Text

Tables = dict[str, list[dict[str, str]]]
COMMITTED = TABLE["cost_report"].position["commitments"]
ORDER = "B1|1|1|A|1000.00||||"
UP = "B1|2|2|A|250.00||||1"


def book(*orders: str, costs: tuple[str, ...] = ()) -> Tables:
    return {
        "accounts": rows("account name budget", "A|Camera|5000.00", "B|Grip|5000.00"),
        "orders": rows("order line period account amount closed_period currency rate amends", *orders),
        "costs": rows("entry kind period account net order order_line final", *costs),
        "changes": [],
        "estimates": [],
    }


def report(tables: Tables, period: int) -> CostReport:
    """The report, once the plain one was seen to commit the same."""
    computed = compute_costs(reading_of(tables), period)
    slow = SlowReport(tables, period)
    assert {one.account: one.commitments for one in computed.lines if one.commitments} == {
        code: cents for code in slow.codes if (cents := slow.commitments(code))
    }
    return computed


def committed(tables: Tables, period: int) -> int:
    return report(tables, period).total.commitments


def findings(tables: Tables) -> list[Finding]:
    return list(report(tables, 4).findings)


def codes(tables: Tables) -> list[str]:
    return [one.code for one in findings(tables)]


def places(why: Explanation) -> list[tuple[str, int, int]]:
    return [(part.table, part.row, part.counted) for part in why.parts]


@pytest.mark.parametrize(
    ("amendments", "by_period"),
    [
        ((UP,), [100000, 125000, 125000]),
        (("B1|2|2|A|-250.00||||1",), [100000, 75000, 75000]),
        (("B1|2|3|A|250.00||||1",), [100000, 100000, 125000]),
        ((UP, "B1|3|3|A|-300.00||||1"), [100000, 125000, 95000]),
        (("B1|2|2|A|-1000.01||||1",), [100000, 0, 0]),
    ],
)
def test_an_amendment_counts_from_its_period_on_and_changes_none_before(
    amendments: tuple[str, ...], by_period: list[int]
) -> None:
    tables = book(ORDER, *amendments)

    assert [committed(tables, period) for period in (1, 2, 3)] == by_period
    assert codes(tables) == []


def test_an_amendment_before_its_order_waits_for_it() -> None:
    tables = book("B1|1|3|A|1000.00||||", UP)

    assert [committed(tables, period) for period in (2, 3)] == [0, 125000]
    assert read_books(reading_of(tables)).first == 2


@pytest.mark.parametrize("line", ["1", "2", ""])
def test_an_invoice_on_the_order_the_line_or_its_amendment_relieves_the_line(line: str) -> None:
    tables = book(ORDER, UP, costs=(f"E1|invoice|3|A|1100.00|B1|{line}|",))

    assert [committed(tables, period) for period in (2, 3)] == [125000, 15000]
    assert codes(tables) == []


def test_a_final_invoice_or_a_closed_line_ends_the_amendments_too() -> None:
    assert committed(book(ORDER, UP, costs=("E1|invoice|3|A|10.00|B1|2|true",)), 3) == 0
    assert committed(book("B1|1|1|A|1000.00|3|||", UP), 3) == 0


def test_an_order_is_over_invoiced_when_it_passes_the_amended_amount() -> None:
    costs = ("E1|invoice|3|A|1250.01|B1||",)

    (one,) = findings(book(ORDER, UP, costs=costs))

    assert one.code == "over-invoiced" and one.row == 2
    assert "its amount of 1250.00 by 0.01" in one.message("en")
    assert codes(book(ORDER, UP, "B1|3|4|A|0.01||||1", costs=costs)) == []


@pytest.mark.parametrize("bad", ["B1|2|2|A|250.00||||9", "B1|2|2|A|250.00||||2", "B2|2|2|A|250.00||||1",
                                 "B1|2|2|A|250.00||||one"])  # fmt: skip
def test_an_amendment_of_a_line_that_is_not_there_or_of_itself_is_a_line_of_its_own(bad: str) -> None:
    tables = book(ORDER, bad)

    assert [committed(tables, period) for period in (1, 2)] == [100000, 125000]
    assert [(one.code, one.row, one.column) for one in findings(tables)] == [
        ("amended-line-unknown", 3, "amends")
    ]
    assert len(read_books(reading_of(tables)).orders.lines) == 2


def test_an_amendment_of_an_amendment_is_found_and_counts_apart() -> None:
    tables = book(ORDER, UP, "B1|3|2|A|40.00||||2", costs=("E1|invoice|2|A|50.00|B1|3|",))

    assert committed(tables, 2) == 125000
    assert sorted(codes(tables)) == ["amended-line-unknown", "over-invoiced"]


def test_an_amendment_to_another_account_is_found_and_its_line_s_account_counts() -> None:
    tables = book(ORDER, "B1|2|2|ghost|250.00|3|||1", costs=("E1|invoice|2|A|50.00|B1|2|",))

    computed = report(tables, 3)

    assert [(one.account, one.commitments) for one in computed.lines if one.commitments] == [("A", 120000)]
    assert [(one.code, one.column, one.details["said"]) for one in computed.findings] == [
        ("amendment-differs", "account", "A"),
        ("amendment-differs", "closed_period", ""),
    ]


def test_an_amendment_in_another_currency_is_brought_to_the_order_s() -> None:
    tables = book("B1|1|1|A|1000.00||USD|0.90|", "B1|2|2|A|90.00||||1", "B1|3|2|A|45.00||GBP|1.20|1")

    # 1000 + 90 / 0.90 + 45 x 1.20 / 0.90 = 1160 dollars, at 0.90.
    assert [committed(tables, period) for period in (1, 2)] == [90000, 104400]
    why = explain_cost(reading_of(tables), 2, "A", "commitments")
    assert places(why) == [("orders", 2, 90000), ("orders", 3, 9000), ("orders", 4, 5400)]


def test_why_shows_the_amendments_as_lines_of_the_figure() -> None:
    tables = book(ORDER, UP, "B1|3|4|A|7.00||||1", costs=("E1|invoice|3|A|1100.00|B1|2|",))

    why = explain_cost(reading_of(tables), 3, "A", "commitments")

    assert places(why) == [("orders", 2, 100000), ("orders", 3, 25000), ("costs", 2, -110000)]
    assert why.parts[1].says == Text("amends order B1 / 1", "modifie le bon B1 / 1")
    assert ("amends", "1") in why.parts[1].read
    assert sum(part.counted for part in why.parts) == why.amount == 15000


def test_why_the_variance_changed_is_the_amendment() -> None:
    tables = book("B1|1|1|A|6000.00||||", UP)

    why = explain_cost(reading_of(tables), 2, "A", "variance_change")

    assert (why.amount, places(why)) == (-25000, [("orders", 3, -25000)])


def test_an_order_amended_to_nothing_says_so() -> None:
    why = explain_cost(reading_of(book(ORDER, "B1|2|2|A|-1000.00||||1")), 2, "A", "commitments")

    assert [(part.amount, part.says) for part in why.parts] == [
        (0, Text("brought to nothing by its amendments", "ramené à rien par ses modifications"))
    ]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "amended by +250.00"), ("fr", "modifié de +250,00")]
)  # fmt: skip
def test_the_line_level_shows_what_is_left_of_the_amended_order_and_says_so(lang: Lang, words: str) -> None:
    reading = reading_of(book(ORDER, UP, costs=("E1|invoice|3|A|1100.00|B1|2|",)), lang)

    grid = cost_result(compute_costs(reading, 3), reading, "line").grid

    (line,) = [cells for cells in grid if len(cells) > 1 and cells[1].value == words]
    assert line[COMMITTED].value == line[LINE_COLUMN].value == Decimal("150.00")


def test_the_approval_limit_holds_for_the_amended_order() -> None:
    def approved(*orders: str) -> list[str]:
        tables = book(*orders)
        tables["orders"][0]["approved_by"] = "Ada Field"
        tables["rates"] = [{"kind": "approval", "code": "Ada Field", "amount": "1200.00"}]
        return [one.code for one in compute_cash(reading_of(tables), date(2026, 6, 30)).findings]

    assert approved(ORDER) == []
    assert approved(ORDER, UP) == ["order-above-limit"]
    assert approved("B1|1|1|A|1400.00||||", "B1|2|2|A|-250.00||||1") == []


def test_an_amended_order_is_stale_from_its_amendment_on() -> None:
    def stale(amended: str) -> list[str]:
        tables = book(ORDER, UP)
        tables["orders"][0]["date"], tables["orders"][1]["date"] = "2026-05-04", amended
        tables["production"] = [{"setting": "stale_order_days", "value": "30"}]
        found = compute_cash(reading_of(tables), date(2026, 6, 30)).findings
        return [str(one.details["balance"]) for one in found if one.code == "stale-order"]

    assert stale("2026-06-20") == []
    assert len(stale("2026-05-20")) == 1 and "250" in stale("2026-05-20")[0]


def test_what_is_due_to_exchange_follows_the_amended_amount() -> None:
    tables = book("B1|1|1|A|1000.00||USD|0.95|", "B1|2|2|A|100.00||USD|0.99|1")
    tables["rates"] = [{"kind": "budget_exchange", "code": "USD", "amount": "0.90"}]

    assert [report(tables, period).exchange["A"] for period in (1, 2)] == [5000, 5500]
