"""A small report that shows all that a result sheet can, for the books on Google."""

from decimal import Decimal

from workbook_templates.book import BarChart, Cell, Result, Style
from workbook_templates.catalog import TABLE


def report(sections: int, lines: int = 2) -> Result:
    """A report of sections that fold, a total, alarms, and a chart under them."""
    grid = [[Cell("Rapport", Style.TITLE)], [Cell("Poste", Style.HEADER), Cell("Budget", Style.HEADER)]]
    levels: dict[int, int] = {}
    for section in range(sections):
        for line in range(lines):
            grid.append([Cell(f"{section}-{line}"), Cell(Decimal(100 * line))])
            levels[len(grid)] = 2
        grid.append([Cell(f"Sous-total {section}", Style.SUBTOTAL), Cell(Decimal(100))])
        levels[len(grid)] = 1
    grid.append([Cell("Total", Style.TOTAL), Cell(Decimal(100 * sections))])
    alarms = [((3, 2, len(grid), 2), "ROUND(INDEX($B:$B,ROW()),2)<>0")]
    grid += [[], [Cell("Section", Style.HEADER), Cell("Budget", Style.HEADER)]]
    first = len(grid) + 1
    grid += [[Cell(f"S{section}"), Cell(Decimal(100))] for section in range(sections)]
    chart = BarChart(
        "Budget", (first, 1, len(grid), 1), (("Budget", (first, 2, len(grid), 2)),), (first - 1, 4)
    )
    return Result(
        TABLE["cost_report"], grid, [30, 12], header=2, charts=(chart,), levels=levels, alarms=alarms
    )
