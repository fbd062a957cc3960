"""Find the list in a messy sheet: its header under titles, its rows between banners, repeats and totals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from addin.rules.messy_words import (
    FULL_NAME,
    Heading,
    is_section,
    plain,
    read_choice,
    read_heading,
    shared_banner,
)
from workbook_templates.declare import Table
from workbook_templates.kinds import as_typed
from workbook_templates.text import Lang

HEADER_SEARCH_ROWS = 60
RECOGNISED = 0.7
NEARLY = 0.9  # of the best header: the first of those that come near it is the list's
UNKNOWN_COST = 0.1
ONE_NAME = {FULL_NAME: "last_name"}  # one heading names a person once
WIDE = 3
TOTAL = re.compile(
    r"(?:sous[- ]?totaux|sous[- ]?total|sub[- ]?total|grand total|total general|totaux|totals|total|effectif|nb de personnes|nombre de|head ?count)\b"
)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet of a file: raw cells from A1, and its merged ranges (first row, first column, last row, last column) from 0."""

    name: str
    rows: Sequence[Sequence[object]]
    merges: tuple[tuple[int, int, int, int], ...] = ()


class LineKind(Enum):
    BODY = "body"
    BANNER = "banner"
    LONE = "lone"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; ``number`` is what the sheet shows. A banner's or lone line's text is in ``text``."""

    kind: LineKind
    number: int
    cells: tuple[object, ...]
    text: str = ""
    column: int = 0
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """One column as headed: its place from 0, its text as written, what it may name."""

    index: int
    text: str
    heading: Heading


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's list: where its header stands, its columns and its lines.

    Args:
        header: The header row's number.
        score: How much of the table the headings name.
        skipped: Repeated headers and totals, by row number.
        second: The row number of another list below, 0 for none.
    """

    sheet: RawSheet
    header: int
    heads: tuple[ColumnHead, ...]
    lines: tuple[Line, ...]
    score: float
    lang: Lang | None
    skipped: tuple[int, ...] = ()
    second: int = 0


def find_layout(sheet: RawSheet, table: Table) -> Layout | None:
    """Find the list of this table in a sheet; None when no row names two of its columns."""
    found = _headers(sheet, table)
    if not found:
        return None
    enough = NEARLY * max(score for score, _, _, _ in found)
    score, row, depth, heads = min((one for one in found if one[0] >= enough), key=lambda one: one[1])
    lines, skipped, second = _lines(sheet, table, row, depth, heads)
    french = sum(head.heading.french for head in heads)
    english = sum(head.heading.english for head in heads)
    lang: Lang | None = "fr" if french > english else "en" if english > french else None
    return Layout(sheet, row + depth, heads, lines, score, lang, skipped, second)


def _headers(sheet: RawSheet, table: Table) -> list[tuple[float, int, int, tuple[ColumnHead, ...]]]:
    """The rows that may head the list: score, row, how many rows deep, columns.

    A row of groups counts only where it tells more than either of its two rows alone.
    """
    count = min(len(sheet.rows), HEADER_SEARCH_ROWS)
    single = [_heads(sheet, table, row, 1) for row in range(count)]
    scores = [_score(heads) for heads in single]
    found = [(scores[row], row, 1, single[row]) for row in range(count) if scores[row] > 0]
    for row in range(count - 1):
        heads = _heads(sheet, table, row, 2)
        score = _score(heads)
        if score > max(scores[row], scores[row + 1]) + 0.01:
            found.append((score, row, 2, heads))
    return found


def text_at(cells: Sequence[object], index: int) -> str:
    return as_typed(cells[index]) if index < len(cells) and cells[index] is not None else ""


def _heads(sheet: RawSheet, table: Table, row: int, depth: int) -> tuple[ColumnHead, ...]:
    """The columns that a header of one row, or of a row of groups over a row, gives."""
    top = sheet.rows[row]
    if depth == 1:
        return tuple(
            ColumnHead(index, text, read_heading(table, text))
            for index, cell in enumerate(top)
            if isinstance(cell, str) and (text := as_typed(cell))
        )
    if row + 1 >= len(sheet.rows):
        return ()
    below = sheet.rows[row + 1]
    heads: list[ColumnHead] = []
    parent = ""
    for index in range(max(len(top), len(below))):
        over, under = text_at(top, index), text_at(below, index)
        parent = over or (parent if under and _may_span(sheet, row, index) else "")
        if not under and not over:
            continue
        heading = read_heading(table, under, parent) if under else read_heading(table, over)
        shown = f"{parent} {under}".strip() if under and parent else under or over
        heads.append(ColumnHead(index, shown, heading))
    names_below = sum(
        1
        for index in range(len(below))
        if (text := text_at(below, index)) and read_heading(table, text).scores
    )
    filled = sum(1 for index in range(len(below)) if text_at(below, index))
    return tuple(heads) if filled >= 2 and names_below and names_below * 2 >= filled else ()


def _may_span(sheet: RawSheet, row: int, column: int) -> bool:
    """Whether a group heading may reach this column: by its merge, or where the file keeps no merges."""
    if not sheet.merges:
        return True
    return any(r1 <= row <= r2 and c1 <= column <= c2 for r1, c1, r2, c2 in sheet.merges)


def _score(heads: Sequence[ColumnHead]) -> float:
    """How much of the table the headings name, each target counted once."""
    best: dict[str, float] = {}
    unknown = 0
    for head in heads:
        scores = {ONE_NAME.get(target, target): score for target, score in head.heading.scores.items()}
        free = {target: score for target, score in scores.items() if target not in best}
        if free:
            target = max(free, key=lambda name: free[name])
            best[target] = free[target]
        elif not scores:
            unknown += 1
    named = [score for score in best.values() if score >= RECOGNISED]
    return sum(best.values()) - UNKNOWN_COST * unknown if len(named) >= 2 else 0.0


def _lines(
    sheet: RawSheet, table: Table, row: int, depth: int, heads: Sequence[ColumnHead]
) -> tuple[tuple[Line, ...], tuple[int, ...], int]:
    headers = [_folded(sheet.rows[at]) for at in range(row, row + depth)]
    lines: list[Line] = []
    skipped: list[int] = []
    for at in range(row + depth, len(sheet.rows)):
        cells = tuple(sheet.rows[at])
        filled = [(index, text) for index in range(len(cells)) if (text := text_at(cells, index))]
        if not filled:
            continue
        number = at + 1
        if any(_repeats(_folded(cells), header) for header in headers) or TOTAL.match(plain(filled[0][1])):
            skipped.append(number)
            continue
        if len({text for _, text in filled}) > 1 and _is_header(table, filled):
            if _same_columns(table, filled, heads):
                skipped.append(number)
                continue
            return tuple(lines), tuple(skipped), number
        lines.append(_line(sheet, table, number, cells, filled))
    return tuple(lines), tuple(skipped), 0


def _line(
    sheet: RawSheet, table: Table, number: int, cells: tuple[object, ...], filled: list[tuple[int, str]]
) -> Line:
    index, text = filled[0]
    others = {other for _, other in filled[1:]}
    is_alone = not others - {text} or all(re.fullmatch(r"\d{1,3}", other) for other in others)
    if not is_alone:
        return Line(LineKind.BODY, number, cells)
    wide = any(
        r1 <= number - 1 <= r2 and c1 <= index <= c2 and c2 - c1 + 1 >= WIDE and r1 == r2
        for r1, c1, r2, c2 in sheet.merges
    )
    wide = wide or (len(filled) >= WIDE and others == {text})
    bare = text.strip(" -–—=*#•:>")
    is_banner = is_section(bare)
    if "department" in table.position:
        column = table.column("department")
        is_banner = is_banner or bool(read_choice(bare, column)) or shared_banner(bare, "") is not None
    if is_banner:
        return Line(LineKind.BANNER, number, cells, bare, index, wide)
    if len(filled) == 1 or others == {text}:
        return Line(LineKind.LONE, number, cells, bare, index, wide)
    return Line(LineKind.BODY, number, cells)


def _folded(cells: Sequence[object]) -> dict[int, str]:
    return {index: plain(text) for index in range(len(cells)) if (text := text_at(cells, index))}


def _repeats(cells: dict[int, str], header: dict[int, str]) -> bool:
    same = sum(1 for index, word in cells.items() if header.get(index) == word)
    return same >= 2 and same * 10 >= max(len(header), len(cells)) * 7


def _recognised(table: Table, filled: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for index, text in filled:
        scores = read_heading(table, text).scores
        if scores and max(scores.values()) >= 0.9:
            yield index, max(scores, key=lambda name: scores[name])


def _is_header(table: Table, filled: Sequence[tuple[int, str]]) -> bool:
    named = len(list(_recognised(table, filled)))
    return named >= 3 and named * 10 >= len(filled) * 7


def _same_columns(table: Table, filled: Sequence[tuple[int, str]], heads: Sequence[ColumnHead]) -> bool:
    """Whether a header further down, perhaps in the other language, heads the same columns."""
    by_index = {head.index: head.heading.scores for head in heads}
    named = list(_recognised(table, filled))
    same = sum(1 for index, target in named if target in by_index.get(index, {}))
    return same * 10 >= len(named) * 8
