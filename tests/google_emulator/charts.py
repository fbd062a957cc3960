"""Charts on a sheet: what the documentation says of them; none is recorded."""

import copy
from collections.abc import Callable, Iterator

from google_emulator.a1 import find_grid_range
from google_emulator.behaviour import ApiError, Json, bad_request
from google_emulator.fields import change
from google_emulator.pinned import needed_mask
from google_emulator.spreadsheets import with_colours, write_chart
from google_emulator.state import Sheet, Spreadsheet

SIZE = {"widthPixels": 600, "heightPixels": 371}
EDGES = (("startRowIndex", "endRowIndex"), ("startColumnIndex", "endColumnIndex"))


class ChartRequests:
    """The requests about charts of one ``batchUpdate``."""

    def __init__(self, book: Spreadsheet) -> None:
        self.book = book

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The handler of each request."""
        return {
            "addChart": self.add_chart,
            "updateChartSpec": self.update_chart_spec,
            "updateEmbeddedObjectPosition": self.update_embedded_object_position,
            "deleteEmbeddedObject": self.delete_embedded_object,
        }

    def add_chart(self, request: Json) -> Json:
        """A chart over a cell of a sheet."""
        said = copy.deepcopy(request.get("chart") or {})
        identity = said.get("chartId") or self.book.new_id()
        if any(chart["chartId"] == identity for _, chart in self._charts()):
            raise bad_request(f"An embedded object with ID {identity} already exists.")
        place = {"overlayPosition": {**SIZE, **_overlay(said.get("position") or {})}}
        sheet = self._anchored(place)
        spec = self._spec(said.get("spec") or {})
        made = {"chartId": identity, "spec": spec, "position": place}
        sheet.lists.setdefault("charts", []).append(made)
        return {"addChart": {"chart": write_chart(made)}}

    def update_chart_spec(self, request: Json) -> Json:
        """A chart shows something else, where it is."""
        _, chart = self._chart(request.get("chartId"))
        chart["spec"] = self._spec(copy.deepcopy(request.get("spec") or {}))
        return {}

    def update_embedded_object_position(self, request: Json) -> Json:
        """A chart is moved or resized."""
        sheet, chart = self._chart(request.get("objectId"))
        new = _overlay(copy.deepcopy(request.get("newPosition") or {}))
        place = {"overlayPosition": change(chart["position"]["overlayPosition"], new, needed_mask(request))}
        target = self._anchored(place)
        chart["position"] = place
        sheet.lists["charts"].remove(chart)
        target.lists.setdefault("charts", []).append(chart)
        return {"updateEmbeddedObjectPosition": {"position": write_chart(chart)["position"]}}

    def delete_embedded_object(self, request: Json) -> Json:
        """A chart goes."""
        sheet, chart = self._chart(request.get("objectId"))
        sheet.lists["charts"].remove(chart)
        return {}

    def _charts(self) -> Iterator[tuple[Sheet, Json]]:
        return ((sheet, chart) for sheet in self.book.sheets for chart in sheet.lists.get("charts", []))

    def _chart(self, identity: object) -> tuple[Sheet, Json]:
        for sheet, chart in self._charts():
            if chart["chartId"] == identity:
                return sheet, chart
        raise bad_request(f"No embedded object with ID: {identity}.")

    def _anchored(self, place: Json) -> Sheet:
        """The sheet that a chart stands on, its anchor on the grid."""
        anchor = place["overlayPosition"].setdefault("anchorCell", {})
        sheet = self.book.sheet(anchor.setdefault("sheetId", 0))
        row, column = anchor.setdefault("rowIndex", 0), anchor.setdefault("columnIndex", 0)
        if not (0 <= row < len(sheet.rows) and 0 <= column < len(sheet.columns)):
            raise bad_request(f"The anchor cell ({row}, {column}) is not on the grid.")
        return sheet

    def _spec(self, spec: Json) -> Json:
        """A specification that can be drawn, kept as Google keeps it.

        Raises:
            ApiError: 400 when it breaks what the documentation asks of it; 501 for another kind of chart.
        """
        basic = spec.get("basicChart")
        if basic is None:
            kinds = [name for name in spec if name.endswith("Chart")]
            if kinds:
                raise ApiError(501, f"The emulator does not know {kinds[0]}.", "UNIMPLEMENTED")
            raise bad_request("No chart specified.")
        domains, series = basic.get("domains") or [], basic.get("series") or []
        if len(domains) > 1:
            raise bad_request("Only a single domain is supported.")
        if not series:
            raise bad_request("A chart needs at least one series.")
        if not basic.get("chartType", "").strip():
            raise bad_request("A basic chart needs a chartType.")
        minor = ("BOTTOM_AXIS",) if basic["chartType"] == "BAR" else ("LEFT_AXIS", "RIGHT_AXIS")
        if any(one.get("targetAxis", minor[0]) not in minor for one in series):
            raise bad_request(f"A {basic['chartType']} chart has no such minor axis.")
        positions = [axis.get("position") for axis in basic.get("axis", ())]
        if len(set(positions)) < len(positions):
            raise bad_request("A chart may not have more than one axis per axis position.")
        data = [*(one.get("domain", {}) for one in domains), *(one.get("series", {}) for one in series)]
        self._check_sources([(one.get("sourceRange") or {}).get("sources") or [] for one in data])
        return with_colours_in(spec)

    def _check_sources(self, data: list[list[Json]]) -> None:
        """Each range one line wide, all of them the same way; as many for the domain as for every series."""
        ways = []
        for source in (source for sources in data for source in sources):
            _, box = find_grid_range(self.book, source)
            sides = (box.bottom - box.top, box.right - box.left)
            if any(first not in source or last not in source for first, last in EDGES) or 0 in sides:
                raise bad_request("A chart's source range must be bounded.")
            if 1 not in sides:
                raise bad_request("Exactly one dimension of a chart's source range must have a length of 1.")
            if sides != (1, 1):
                ways.append(sides.index(1))
        if len(set(ways)) > 1:
            raise bad_request("All source ranges of a chart must have the same dimension with length 1.")
        if not all(data) or len({len(sources) for sources in data}) > 1:
            raise bad_request("The domain and all series must have the same number of source ranges.")


def _overlay(position: Json) -> Json:
    if position.get("newSheet") or "sheetId" in position:
        raise ApiError(501, "The emulator does not know charts on a sheet of their own.", "UNIMPLEMENTED")
    return dict(position.get("overlayPosition") or {})


def with_colours_in(thing: object) -> Json:
    """Each colour of a specification beside its style, lists included."""

    def kept(value: object) -> object:
        if isinstance(value, list):
            return [kept(one) for one in value]
        if isinstance(value, dict):
            return with_colours({name: kept(one) for name, one in value.items() if one is not None})
        return value

    result = kept(thing)
    assert isinstance(result, dict)
    return result
