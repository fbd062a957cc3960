"""Outlines and alarms of a result sheet in a workbook open in Excel."""

import contextlib
import sys
from typing import Any

from sync.books.xlsx_styles import ALARM
from workbook_templates.book import Result, is_folded, outline_runs

ALARM_INK = "#FFFFFF"


def outline(sheet: Any, result: Result, last: int) -> None:
    """Give the rows their depths, one call for each run, and fold away those that are to be folded.

    Args:
        last: The last row that may have had a depth before; none keeps it.
    """
    if last:
        _deepen(sheet.range((1, 1), (last, 1)), 0)
        sheet.range((1, 1), (last, 1)).rows.hidden = False
    for first, end, depth in outline_runs(result):
        area = sheet.range((first, 1), (end, 1))
        _deepen(area, depth)
        if depth == result.folded and is_folded(result, first):
            area.rows.hidden = True


def alarm(sheet: Any, result: Result) -> None:
    """Put the rules that turn a figure red, in the words of this Excel's language."""
    if not result.alarms:
        return
    beside = max(len(cells) for cells in result.grid) + 2
    formulas = _as_spoken(sheet, beside, ["=" + formula for _, formula in result.alarms])
    for ((top, left, bottom, right), _), formula in zip(result.alarms, formulas, strict=True):
        sheet.range((top, left), (bottom, right)).conditional_formats.add_custom(
            formula, fill_color="#" + ALARM[2:], font_color=ALARM_INK, font_bold=True
        )


def _as_spoken(sheet: Any, column: int, formulas: list[str]) -> list[str]:
    """The formulas as a rule takes them, in Excel's own language: it says so of cells, which are emptied again."""
    area = sheet.range((1, column), (len(formulas), column))
    area.formula = [[formula] for formula in formulas]
    said = area.api.formula_local.get() if is_mac() else area.api.FormulaLocal
    area.clear()
    return [said] if isinstance(said, str) else [line[0] for line in said]


def _deepen(area: Any, depth: int) -> None:
    """Excel counts a row without outline as 1. One that knows no outlines shows the rows flat."""
    with contextlib.suppress(AttributeError):
        if is_mac():
            area.api.entire_row.outline_level.set(depth + 1)
        else:
            area.api.EntireRow.OutlineLevel = depth + 1


def is_mac() -> bool:
    return sys.platform == "darwin"
