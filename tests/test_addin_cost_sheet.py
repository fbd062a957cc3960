"""The cost report's sheet."""

from decimal import Decimal

from table_rows import reading_of

from addin.rules.cost_sheet import cost_result
from addin.rules.costs import compute_costs
from workbook_templates.book import Reading, Style
from workbook_templates.catalog import TABLE


def book() -> Reading:
    accounts = [
        {"account": "1", "name": "Équipe", "section": "B", "budget": "100.00"},
        {"account": "2", "name": "Musique", "section": "C", "budget": "50.00"},
    ]
    said = {"title": "Le Film", "first_period_start": "2026-05-04", "period_days": "7"}
    production = [{"setting": setting, "value": value} for setting, value in said.items()]
    cost = {"entry": "X", "kind": "invoice", "period": "2", "account": "1", "net": "130.00"}
    return reading_of({"accounts": accounts, "production": production, "costs": [cost]}, "fr")


def test_the_sheet_has_sections_subtotals_a_total_and_a_chart() -> None:
    reading = book()

    result = cost_result(compute_costs(reading, 2), reading)

    assert [row[0].value for row in result.grid[:3]] == [
        "Situation", "Le Film", "Période 2 : du 11/05/2026 au 17/05/2026 (EUR)",
    ]  # fmt: skip
    header = [cell.value for cell in result.grid[result.header - 1]]
    assert header == [column.label.fr for column in TABLE["cost_report"].columns]
    styles = [row[0].style for row in result.grid[result.header :] if row]
    assert styles[:7] == [
        Style.SECTION, Style.BODY, Style.SUBTOTAL, Style.SECTION, Style.BODY, Style.SUBTOTAL, Style.TOTAL,
    ]  # fmt: skip
    variance = TABLE["cost_report"].position["variance"]
    assert result.grid[result.header + 1][variance].value == Decimal("-30.00")
    assert len(result.charts) == 1 and len(result.charts[0].series) == 2
