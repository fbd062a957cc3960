"""The bar charts of result sheets as requests of the Sheets API. Pure.

A chart of ours is known by how its description for the blind begins. One that shows the right cells already is left
alone, so that it stays where a person has moved it; those that people draw are never touched.
"""

from collections.abc import Iterator

from sync.books.google_grids import GoogleSheet, Json
from sync.books.google_requests import NOTE, colour, grid_range
from sync.books.xlsx_results import COLOURS
from workbook_templates.book import BarChart, Result

ROWS, COLUMNS = 18, 6  # of cells that a chart covers
WIDTH, HEIGHT = 720, 371
KIND: Json = {"chartType": "COLUMN", "legendPosition": "BOTTOM_LEGEND", "headerCount": 1}
EDGES = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


def chart_room(result: Result) -> tuple[int, int]:
    """How many rows and columns a grid needs for its charts."""
    below = max((chart.at[0] + ROWS for chart in result.charts), default=0)
    return below, max((chart.at[1] + COLUMNS for chart in result.charts), default=0)


def chart_requests(sheet: GoogleSheet | None, result: Result, target: int) -> Iterator[Json]:
    """The result's charts instead of our earlier ones; nothing when they stand already."""
    wanted = [_spec(target, chart) for chart in result.charts]
    ours = [one for one in (sheet.charts if sheet else ()) if _is_ours(one)]
    if [_essence(one["spec"]) for one in ours] == [_essence(spec) for spec in wanted]:
        return
    for one in ours:
        yield {"deleteEmbeddedObject": {"objectId": one["chartId"]}}
    for chart, spec in zip(result.charts, wanted, strict=True):
        row, column = chart.at
        anchor = {"sheetId": target, "rowIndex": row - 1, "columnIndex": column - 1}
        place = {"anchorCell": anchor, "widthPixels": WIDTH, "heightPixels": HEIGHT}
        yield {"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": place}}}}


def _spec(sheet: int, chart: BarChart) -> Json:
    """Upright bars side by side. Google takes the name of a series from the cell above its figures."""
    return {
        "title": chart.title,
        "altText": f"{NOTE}{chart.title}",
        "basicChart": {
            **KIND,
            "domains": [{"domain": _data(sheet, chart.labels)}],
            "series": [
                {
                    "series": _data(sheet, area),
                    "targetAxis": "LEFT_AXIS",
                    "colorStyle": {"rgbColor": colour(COLOURS[at % len(COLOURS)])},
                }
                for at, (_, area) in enumerate(chart.series)
            ],
        },
    }


def _data(sheet: int, area: tuple[int, int, int, int]) -> Json:
    top, left, bottom, right = area
    return {"sourceRange": {"sources": [grid_range(sheet, top - 1, left, bottom, right)]}}


def _is_ours(chart: Json) -> bool:
    return str(chart.get("spec", {}).get("altText", "")).startswith(NOTE)


def _essence(spec: Json) -> object:
    """What two charts of ours must have alike to show the same, wherever they stand."""
    basic = spec.get("basicChart", {})
    data = [
        *(one.get("domain", {}) for one in basic.get("domains", ())),
        *(one.get("series", {}) for one in basic.get("series", ())),
    ]
    ranges = [
        tuple(source.get(edge, 0) for edge in ("sheetId", *EDGES))
        for one in data
        for source in one.get("sourceRange", {}).get("sources", ())
    ]
    return spec.get("title", ""), basic.get("chartType", ""), ranges
