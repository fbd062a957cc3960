"""Charts and offered words of a result sheet in a workbook open in Excel."""

import contextlib
from collections.abc import Callable
from typing import Any

from sync.books.live_outline import is_mac
from sync.books.xlsx_results import COLOURS
from workbook_templates.book import BarChart, Result

OURS = "Classeur "  # begins the name of every chart of ours, in files too
SIZE = (540.0, 278.0)  # points
KIND = "column_clustered"


def draw_charts(sheet: Any, result: Result, undoing: Callable[[Callable[[], None]], None]) -> None:
    """Put the result's charts; one of ours that stands there shows them where a person has moved it."""
    with contextlib.suppress(Exception):  # an Excel that refuses a chart still shows the figures
        held = {str(chart.name): chart for chart in sheet.charts if str(chart.name).startswith(OURS)}
        for number, chart in enumerate(result.charts, start=1):
            name = f"{OURS}{number}"
            _show(sheet, chart, held.pop(name, None) or _add(sheet, chart, name, undoing))
        for chart in held.values():
            chart.delete()


def _add(sheet: Any, chart: BarChart, name: str, undoing: Callable[[Callable[[], None]], None]) -> Any:
    anchor = sheet.range(chart.at)
    added = sheet.charts.add(anchor.left, anchor.top, *SIZE, name=name, style=None)
    undoing(added.delete)
    return added


def _show(sheet: Any, chart: BarChart, drawn: Any) -> None:
    """Have a chart show these figures, which stand side by side, under these names."""
    (top, left, _, _), (_, _, bottom, right) = chart.series[0][1], chart.series[-1][1]
    drawn.set_source_data(sheet.range((top, left), (bottom, right)), plot_by="columns")
    drawn.chart_type = KIND
    drawn.set_x_axis_values(sheet.range(chart.labels[:2], chart.labels[2:]))
    drawn.title = chart.title
    drawn.legend.position = "bottom"
    for at, (name, _) in enumerate(chart.series):
        drawn.series[at].set(name=name, fill_color="#" + COLOURS[at % len(COLOURS)])


def offer_words(sheet: Any, result: Result) -> None:
    """Offer words below the header, in a list that takes others too."""
    for column, words in result.lists.items():
        if not (words and result.header):
            continue
        area = sheet.range((result.header + 1, column), (max(len(result.grid), result.header + 1), column))
        with contextlib.suppress(Exception):  # the words can be typed all the same
            area.data_validation.set_list(list(words))
            rule = area.data_validation.api
            if is_mac():
                rule.show_error.set(False)
            else:
                rule.ShowError = False
