"""What a cost report owes beside its lines: contingency, comments, and figures that add up."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from table_rows import reading_of
from test_addin_cost_issue import issue, with_issued
from test_addin_costs import example
from test_addin_costs_slow import production

from addin.rules.cost_identities import check_grid
from addin.rules.cost_sheet import cost_result
from addin.rules.costs import add_lines, compute_costs, report_json
from workbook_templates.book import Reading, Style, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError


def test_contingency_is_said_in_the_answer_and_at_the_foot_of_the_sheet() -> None:
    """Facts, costs 1.7: 12,160.00 is held; the rest of the film is 1,800.00 over."""
    book = reading_of(example())
    report = compute_costs(book, 4)

    answer, result = report_json(report, "b"), cost_result(report, book)

    assert answer["variance_before_contingency"] == "-1800.00"
    assert (answer["contingency_remaining"], answer["contingency_accounts"]) == ("12160.00", ["80.00"])
    at = next(i for i, row in enumerate(result.grid) if row and row[0].style is Style.TOTAL)
    variance = TABLE["cost_report"].position["variance"]
    assert [(row[1].value, row[variance].value) for row in result.grid[at + 1 : at + 3]] == [
        ("Variance before contingency", Decimal("-1800.00")),
        ("Contingency remaining", Decimal("12160.00")),
    ]


def test_contingency_let_go_is_still_contingency() -> None:
    tables = example()
    tables["estimates"].append({"period": "4", "account": "80.00", "method": "efc", "value": "0.00"})

    report = compute_costs(reading_of(tables), 4)

    assert report.total.variance == 1036000
    assert (report.variance_before_contingency, report.contingency_remaining) == (-180000, 1216000)


def commented(threshold: str, notes: dict[str, str], read: TableRead | None = None) -> Reading:
    tables = example()
    tables["production"] = [{"setting": "comment_threshold", "value": threshold}] if threshold else []
    for row in tables["accounts"]:
        row["note"] = notes.get(row["account"], "")
    return with_issued(tables, read)


def owed(book: Reading, period: int) -> list[tuple[str, str, int]]:
    codes = ("comment-missing", "comment-of-last-report", "bad-threshold")
    return [
        (one.code, str(one.details.get("account", "")), one.row)
        for one in compute_costs(book, period).findings
        if one.code in codes
    ]


def test_a_comment_is_owed_above_the_threshold_that_the_settings_give() -> None:
    assert owed(commented("", {}), 4) == []
    assert owed(commented("4000.00", {}), 4) == [
        ("comment-missing", "12.00", 2),
        ("comment-missing", "66.00", 7),
    ]
    assert owed(commented("4000.00", {"12.00": "Two more weeks", "66.00": "Score"}), 4) == []
    assert owed(commented("4000.01", {}), 4) == [("comment-missing", "66.00", 7)]
    assert owed(commented("much", {}), 4) == [("bad-threshold", "", 2)]


def test_the_comment_of_the_report_before_is_no_comment() -> None:
    _, read = issue(commented("4000.00", {"12.00": "Two more weeks"}), 3)

    book = commented("4000.00", {"12.00": "Two more weeks", "66.00": "Score"}, read)

    assert owed(book, 4) == [("comment-of-last-report", "12.00", 2)]
    header = cost_result(compute_costs(book, 4), book)
    assert header.grid[header.header - 1][-1].value == "Comment"
    assert header.grid[header.header + 1][-1].value == "Two more weeks"


def test_changes_that_bring_new_money_are_noted() -> None:
    tables = example()
    tables["changes"].append({"change": "T2", "period": "4", "account": "12.00", "amount": "100.00"})

    balanced, added = compute_costs(reading_of(example()), 4), compute_costs(reading_of(tables), 4)

    assert [one.value for one in added.findings if one.code == "changes-add-money"] == ["100.00"]
    assert "changes-add-money" not in [one.code for one in balanced.findings]


BROKEN: Sequence[str] = ("revised", "total", "efc", "variance")


@pytest.mark.parametrize("column", BROKEN)
def test_a_report_that_does_not_add_up_is_never_shown(column: str) -> None:
    book = reading_of(example())
    report = compute_costs(book, 4)
    wrong = replace(report.lines[2], **{column: getattr(report.lines[2], column) + 1})
    lines = (*report.lines[:2], wrong, *report.lines[3:])

    with pytest.raises(OfficeError) as refused:
        cost_result(replace(report, lines=lines, total=add_lines(lines)), book)

    assert "row 12" in refused.value.text.en


@pytest.mark.parametrize("row", ["subtotal", "total"])
def test_a_subtotal_or_total_that_is_not_the_sum_of_its_rows_is_refused(row: str) -> None:
    book = reading_of(example())
    result = cost_result(compute_costs(book, 4), book)
    check_grid(result.grid, result.header, 1)
    grid = [list(cells) for cells in result.grid]
    cells = next(cells for cells in grid if cells and cells[0].style is Style(row))
    for key in ("budget", "revised", "variance"):
        at = TABLE["cost_report"].position[key]
        value = cells[at].value
        assert isinstance(value, Decimal)
        cells[at] = replace(cells[at], value=value + 1)

    with pytest.raises(OfficeError):
        check_grid(grid, result.header, 1)


@pytest.mark.parametrize("sign", ["", "over_positive"])
def test_every_random_sheet_holds_its_identities(sign: str) -> None:
    for seed in range(40):
        tables = production(random.Random(seed))
        tables["production"] = [{"setting": "variance_sign", "value": sign}]
        for row in tables["accounts"]:
            row["section"] = row["account"][:1]
        book = reading_of(tables)

        assert cost_result(compute_costs(book, 3), book).grid


def test_the_sheet_says_its_sign() -> None:
    tables = example()
    tables["production"] = [{"setting": "variance_sign", "value": "over_positive"}]
    book = reading_of(tables)

    result = cost_result(compute_costs(book, 4), book)

    assert result.grid[3][0].value == "Variance: an overage is positive, a saving negative."
    variance = TABLE["cost_report"].position["variance"]
    assert result.grid[result.header - 1][variance].value == "Variance: over/(under)"
    assert result.grid[result.header + 1][variance].value == Decimal("4000.00")
