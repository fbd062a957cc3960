"""The outline of result sheets as requests of the Sheets API: rows that fold together. Pure.

Google keeps for each row how deep it is and not whose group that is. So a tab remembers in its metadata how deep our
groups made its rows; they are taken out of the depths, and what is left is people's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sync.books.google_grids import OUTLINE_KEY, GoogleSheet, Group, Json
from sync.books.google_requests import lines_range, remembered
from workbook_templates.book import Result, outline_runs

LONGEST = 25_000  # characters of what is remembered; Google keeps 30,000 of metadata for a tab
PART = re.compile(r"(\d+)([a-z])")


def outline_requests(sheet: GoogleSheet | None, result: Result, target: int) -> Iterator[Json]:
    """The result's groups of rows instead of our earlier ones; nothing when they stand already.

    An outline too long to be remembered is left out.
    """
    words = outline_text(result.levels)
    if len(words) > LONGEST:
        result, words = replace(result, levels={}), ""
    wanted = outline_runs(result)
    present = sheet.groups if sheet else ()
    ours = _ours(result, levels_of(sheet.outline if sheet else ""), present)
    if ours == wanted:
        return
    for first, last, _ in reversed(ours):
        yield {"deleteDimensionGroup": {"range": lines_range(target, "ROWS", first, last)}}
    folded = sheet.folded if sheet else frozenset()
    for first, last, depth in ours:
        if depth == 1 and folded.intersection(range(first, last + 1)):
            yield _shown(target, first, last)
    for first, last, _ in wanted:
        yield {"addDimensionGroup": {"range": lines_range(target, "ROWS", first, last)}}
    if wanted:
        below = {"sheetId": target, "gridProperties": {"rowGroupControlAfter": True}}
        fields = "gridProperties.rowGroupControlAfter"
        yield {"updateSheetProperties": {"properties": below, "fields": fields}}
    depths, mine = _depths(present), _depths(ours)
    for first, last, depth in wanted:
        if 0 < result.folded <= depth:
            around = min(depths.get(row, 0) - mine.get(row, 0) for row in range(first, last + 1))
            yield _folded(target, first, last, depth + around)
    known = sheet.outline_id if sheet else 0
    yield remembered(OUTLINE_KEY, words, {"sheetId": target}, known)


def outline_text(levels: Mapping[int, int]) -> str:
    """How deep the rows are, from the first on, as ``7a3b``: seven rows of none, three of depth one.

    >>> outline_text({2: 1, 3: 2, 4: 2, 5: 1})
    '1a1b2c1b'
    """
    said = "".join(chr(ord("a") + levels.get(row, 0)) for row in range(1, max(levels, default=0) + 1))
    return re.sub(r"(.)\1*", lambda run: f"{len(run[0])}{run[1]}", said)


def levels_of(text: str) -> dict[int, int]:
    """Row number -> how deep it is, of those that are.

    >>> levels_of("1a1b2c1b")
    {2: 1, 3: 2, 4: 2, 5: 1}
    """
    levels: dict[int, int] = {}
    row = 0
    for count, letter in PART.findall(text):
        depth = ord(letter) - ord("a")
        if depth:
            levels |= dict.fromkeys(range(row + 1, row + int(count) + 1), depth)
        row += int(count)
    return levels


def _ours(result: Result, kept: Mapping[int, int], present: Sequence[Group]) -> list[Group]:
    """The groups that we made, where they stand now; those that somebody has taken away do not."""
    made = outline_runs(replace(result, levels=kept))
    if len(made) == len(present) and all(map(_is_moved, made, present)):
        return list(present)
    now = _depths(present)
    held = {row: min(depth, now.get(row, 0)) for row, depth in kept.items()}
    return outline_runs(replace(result, levels=held))


def _is_moved(made: Group, now: Group) -> bool:
    """Whether a group may be another whose rows have moved, or to which some came."""
    (first, last, depth), (start, end, deep) = made, now
    return depth == deep and (last - first == end - start or (first <= end and start <= last))


def _depths(groups: Sequence[Group]) -> dict[int, int]:
    """Row number -> how many groups it is in."""
    depths: dict[int, int] = {}
    for first, last, _ in groups:
        for row in range(first, last + 1):
            depths[row] = depths.get(row, 0) + 1
    return depths


def _shown(sheet: int, first: int, last: int) -> Json:
    """Rows of a group that was folded, to be seen again."""
    seen = {"hiddenByUser": False}
    where = lines_range(sheet, "ROWS", first, last)
    return {"updateDimensionProperties": {"range": where, "properties": seen, "fields": "hiddenByUser"}}


def _folded(sheet: int, first: int, last: int, depth: int) -> Json:
    group = {"range": lines_range(sheet, "ROWS", first, last), "depth": depth, "collapsed": True}
    return {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}}
