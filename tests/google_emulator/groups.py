"""Rows or columns that fold together: what ``addDimensionGroup`` and its kin do.

The documentation tells of depths, line by line; one group on a bare sheet is recorded, no more.
"""

from collections.abc import Callable
from itertools import pairwise

from google_emulator.a1 import echo_range
from google_emulator.behaviour import Json, bad_request
from google_emulator.lines import find_span
from google_emulator.pinned import needed_mask
from google_emulator.state import COLUMNS, Sheet, Spreadsheet


class GroupRequests:
    """The requests about groups of one ``batchUpdate``."""

    def __init__(self, book: Spreadsheet) -> None:
        self.book = book

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The handler of each request."""
        return {
            "addDimensionGroup": self.add_dimension_group,
            "deleteDimensionGroup": self.delete_dimension_group,
            "updateDimensionGroup": self.update_dimension_group,
        }

    def add_dimension_group(self, request: Json) -> Json:
        """Lines that fold together, one deeper than they were."""
        span = request.get("range", {})
        sheet, dimension, start, end = find_span(self.book, span)
        if start == end or end > len(sheet.lines(dimension)):
            raise bad_request(f"Cannot group {start} to {end}: the sheet does not have them.")
        groups = _regroup(sheet, dimension, start, end, 1)
        name = "columnGroupControlAfter" if dimension == COLUMNS else "rowGroupControlAfter"
        sheet.grid[name] = True
        return {"addDimensionGroup": {"dimensionGroups": groups}}

    def delete_dimension_group(self, request: Json) -> Json:
        """Lines that are one less deep."""
        sheet, dimension, start, end = find_span(self.book, request.get("range", {}))
        groups = _regroup(sheet, dimension, start, end, -1)
        return {"deleteDimensionGroup": {"dimensionGroups": groups} if groups else {}}

    def update_dimension_group(self, request: Json) -> Json:
        """A group folds, and its lines are hidden; or unfolds, and they are seen."""
        said, mask = request.get("dimensionGroup") or {}, needed_mask(request)
        sheet, dimension, start, end = find_span(self.book, said.get("range", {}))
        wanted = (start, end, said.get("depth", 0))
        found = [group for group in sheet.lists.get(_name(dimension), []) if _place(group) == wanted]
        if not found:
            raise bad_request("There is no group of that depth on that range.")
        if "collapsed" in mask or "*" in mask:
            is_folded = bool(said.get("collapsed"))
            found[0].pop("collapsed", None)
            found[0] |= {"collapsed": True} if is_folded else {}
            for line in sheet.lines(dimension)[start:end]:
                line.properties.pop("hiddenByUser", None)
                line.properties |= {"hiddenByUser": True} if is_folded else {}
        return {}


def _name(dimension: str) -> str:
    return "columnGroups" if dimension == COLUMNS else "rowGroups"


def _place(group: Json) -> tuple[int, int, int]:
    return group["range"]["startIndex"], group["range"]["endIndex"], group["depth"]


def _regroup(sheet: Sheet, dimension: str, start: int, end: int, by: int) -> list[Json]:
    """Make lines deeper or less deep; all groups that come of it, as the answer tells them."""
    old = sheet.lists.get(_name(dimension), [])
    depths = [0] * len(sheet.lines(dimension))
    for group in old:
        first, last, _ = _place(group)
        depths[first:last] = [depth + 1 for depth in depths[first:last]]
    if by < 0 and (start == end or 0 in depths[start:end]):
        raise bad_request("There is no group on that range.")
    depths[start:end] = [depth + by for depth in depths[start:end]]
    made: list[Json] = []
    for first, last, depth in _runs(depths):
        span = {"sheetId": sheet.sheet_id, "dimension": dimension, "startIndex": first, "endIndex": last}
        made.append({"range": span, "depth": depth})
    _keep_folded(old, made)
    sheet.lists[_name(dimension)] = made
    return [{**group, "range": echo_range(group["range"])} for group in made]


def _runs(depths: list[int]) -> list[tuple[int, int, int]]:
    """Each unbroken run of lines at least so deep, from the first line on, the outer ones first."""
    runs: list[tuple[int, int, int]] = []
    for depth in range(1, max(depths, default=0) + 1):
        edges = [
            at
            for at, (one, next_one) in enumerate(pairwise([0, *depths, 0]))
            if (one >= depth) is not (next_one >= depth)
        ]
        runs += [(first, last, depth) for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return sorted(runs, key=lambda run: (run[0], run[2]))


def _keep_folded(old: list[Json], made: list[Json]) -> None:
    """A folded group stays folded when it gets deeper, or when its range changes."""
    for group in old:
        if not group.get("collapsed"):
            continue
        first, last, depth = _place(group)
        same = [one for one in made if _place(one)[:2] == (first, last)]
        meeting = [
            one for one in made if one["depth"] == depth and _place(one)[0] < last and first < _place(one)[1]
        ]
        for one in (same or meeting)[-1:]:
            one["collapsed"] = True
