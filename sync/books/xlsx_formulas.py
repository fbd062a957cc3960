"""References: how formulas, areas and names follow rows that are added or taken out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape, unescape

from sync.books.xlsx_values import letters, number_of

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
QUOTES = {"&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#xA;": "\n"}
CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
WORD = r"[^\W\d][\w.?\\]*"
BRACKET = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
TOKEN = re.compile(
    rf""""(?:[^"]|"")*"
    |(?P<sheet>(?:'(?:[^']|'')+'|(?:\[[^\]]*\])?{WORD}(?::{WORD})?)!)?
     (?P<ref>{CELL}(?::{CELL})?|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}})(?![\w.(\[!?\\])
    |'(?:[^']|'')*'!?
    |(?P<word>{WORD})(?P<fields>{BRACKET})?
    |(?P<only>{BRACKET})
    |[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?""",
    re.X | re.S,
)
END = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


class LostReference(Exception):
    """A reference names only rows that are taken out."""


@dataclass(frozen=True)
class RowMove:
    """Rows taken out of a sheet, and rows put after one of its rows; all by their numbers before.

    Args:
        sheet: The sheet's name.
        removed: Rows taken out, ascending.
        after: The last row of the table that receives rows, 0 for none.
        count: How many rows it receives.
        pushes: What stands below it moves down to make room.
        first: The table's first row under its header; 0 when it is not known.
        left: The table's first column, from 1.
        right: Its last column.
        order: The workbook's sheet names, for references across several sheets.
    """

    sheet: str
    removed: tuple[int, ...] = ()
    after: int = 0
    count: int = 0
    pushes: bool = False
    first: int = 0
    left: int = 1
    right: int = MAX_COLUMN
    order: tuple[str, ...] = ()

    @cached_property
    def _gone(self) -> frozenset[int]:
        return frozenset(self.removed)

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return tuple(name.casefold() for name in self.order)

    @property
    def shifts(self) -> bool:
        """Whether any row changes its number."""
        return bool(self.removed) or (self.pushes and self.count > 0)

    @property
    def added_from(self) -> int:
        """The number the first added row gets."""
        return self.after - bisect_right(self.removed, self.after) + 1

    def place(self, row: int) -> int:
        """Where a row lands; for one taken out, where the next one does."""
        down = self.count if self.pushes and row > self.after else 0
        return min(row - bisect_left(self.removed, row) + down, MAX_ROW)

    def row(self, row: int) -> int | None:
        """Where a row lands, None when it is taken out."""
        return None if row in self._gone else self.place(row)

    def span(self, top: int, bottom: int) -> tuple[int, int] | None:
        """Where a range of rows lands, None when all of it is taken out."""
        while top in self._gone and top <= bottom:
            top += 1
        while bottom in self._gone and bottom >= top:
            bottom -= 1
        if top > bottom:
            return None
        return self.place(top), MAX_ROW if bottom == MAX_ROW else self.place(bottom)

    def covers(self, top: int, bottom: int, left: int, right: int) -> bool:
        """Whether a range is that of whole columns of the table, so that it takes the added rows in."""
        if not self.count or bottom != self.after or left > self.right or right < self.left:
            return False
        return top <= self.first if self.first else top < bottom

    def reaches(self, top: int, bottom: int, left: int, right: int) -> bool:
        """Whether a format's area runs down to the table's last row."""
        if not self.count or bottom != self.after or left > self.right or right < self.left:
            return False
        return top < bottom or self.first == bottom

    def grown(self, top: int, bottom: int) -> tuple[int, int]:
        """Where a range lands that takes the added rows in."""
        span = self.span(top, bottom)
        return (span[0] if span else self.added_from), self.added_from + self.count - 1

    def names(self, prefix: str | None, home: str) -> bool:
        """Whether a reference with this prefix, in a formula of the sheet ``home``, means this sheet."""
        if prefix is None:
            return home.casefold() == self.sheet.casefold()
        name = prefix[:-1].strip("'").replace("''", "'").removeprefix("[0]").casefold()
        if name == self.sheet.casefold():
            return True
        first, colon, last = name.partition(":")
        if colon and first in self._order and last in self._order:
            low, high = sorted((self._order.index(first), self._order.index(last)))
            return self.sheet.casefold() in self._order[low : high + 1]
        return False


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a formula: its sheet prefix as written, and the cells it names."""

    sheet: str | None
    top: int
    left: int
    bottom: int
    right: int
    is_range: bool


def unescaped(text: str) -> str:
    """A formula as a person types it, from the XML."""
    return unescape(text, QUOTES) if "&" in text else text


def _corners(ref: str) -> tuple[list[re.Match[str]], Reference] | None:
    ends = [END.fullmatch(part) for part in ref.split(":")]
    found = [end for end in ends if end]
    rows = [int(end[4]) for end in found if end[4]] or [1, MAX_ROW]
    columns = [number_of(end[2].upper()) for end in found if end[2]] or [1, MAX_COLUMN]
    if max(rows) > MAX_ROW or max(columns) > MAX_COLUMN or min(rows) < 1:
        return None
    return found, Reference(None, min(rows), min(columns), max(rows), max(columns), len(found) > 1)


def references(formula: str) -> Iterator[Reference]:
    """Every cell or range a formula names outright."""
    for token in TOKEN.finditer(formula):
        if token["ref"] and (corners := _corners(token["ref"])):
            at = corners[1]
            yield Reference(token["sheet"], at.top, at.left, at.bottom, at.right, at.is_range)


def rows_held(formula: str, home: str, move: RowMove) -> set[int]:
    """The rows that cannot be taken out, for the formula names nothing but rows taken out."""
    held: set[int] = set()
    if not move.removed:
        return held
    for found in references(formula):
        if found.bottom < move.removed[0] or found.top > move.removed[-1]:
            continue
        if not move.names(found.sheet, home):
            continue
        if _is_across(found.sheet):
            held |= set(move.removed)
        elif move.span(found.top, found.bottom) is None:
            held.add(found.top)
    return held


def _is_across(prefix: str | None) -> bool:
    return prefix is not None and ":" in prefix


def shift_formula(formula: str, home: str, move: RowMove, grows: bool = True) -> str:
    """A formula of the sheet ``home`` after the move.

    Args:
        formula: The formula, unescaped.
        home: The sheet it stands on; "" for a name of the whole workbook.
        move: The rows that move.
        grows: Ranges over whole columns of the table take its added rows in.

    Raises:
        LostReference: It names rows taken out and nothing else, or spans sheets of which one only moves.
    """

    def change(token: re.Match[str]) -> str:
        ref = token["ref"]
        if not ref or not move.names(token["sheet"], home):
            return token[0]
        corners = _corners(ref)
        if corners is None or not corners[0][0][4]:
            return token[0]
        ends, at = corners
        if at.is_range and grows and move.covers(at.top, at.bottom, at.left, at.right):
            span: tuple[int, int] | None = move.grown(at.top, at.bottom)
        else:
            span = move.span(at.top, at.bottom)
        if span is None:
            raise LostReference(token[0])
        if span == (at.top, at.bottom):
            return token[0]
        if _is_across(token["sheet"]):
            raise LostReference(token[0])
        rows = span if int(ends[0][4]) == at.top else (span[1], span[0])
        said = [f"{end[1]}{end[2]}{end[3]}{row}" for end, row in zip(ends, rows, strict=False)]
        return (token["sheet"] or "") + ":".join(said)

    return TOKEN.sub(change, formula)


def shift_escaped(formula: str, home: str, move: RowMove, grows: bool = True) -> str:
    """``shift_formula`` on a formula as the XML holds it; unchanged when the move does not concern it."""
    plain = unescaped(formula)
    shifted = shift_formula(plain, home, move, grows)
    return formula if shifted == plain else escape(shifted)


def translate_formula(formula: str, down: int, right: int) -> str:
    """The formula that a cell ``down`` rows below and ``right`` columns beside gets when it is filled there."""
    if not down and not right:
        return formula

    def change(token: re.Match[str]) -> str:
        ref = token["ref"]
        if not ref or _corners(ref) is None:
            return token[0]
        said = []
        for part in ref.split(":"):
            end = END.fullmatch(part)
            if end is None:
                return token[0]
            column, row = end[2], end[4]
            column_fixed = end[1] if column else ""
            row_fixed = end[3] if column else end[1]
            if column and not column_fixed:
                column = letters((number_of(column.upper()) + right - 1) % MAX_COLUMN + 1)
            if row and not row_fixed:
                row = str((int(row) + down - 1) % MAX_ROW + 1)
            said.append(f"{end[1]}{column}{end[3]}{row}")
        return (token["sheet"] or "") + ":".join(said)

    return TOKEN.sub(change, formula)


AREA = re.compile(r"\$?([A-Z]+)?\$?(\d+)?(?::\$?([A-Z]+)?\$?(\d+)?)?")


def area_of(ref: str) -> tuple[int, int, int, int]:
    """An area such as ``B2:D9``, ``B2``, ``B:D`` or ``2:9`` as top, left, bottom, right."""
    found = AREA.fullmatch(ref.strip())
    if found is None:
        return 1, 1, MAX_ROW, MAX_COLUMN
    left, top, right, bottom = found.groups()
    if right is None and bottom is None:
        right, bottom = left, top
    return (
        int(top or 1),
        number_of(left or "A"),
        int(bottom or MAX_ROW),
        number_of(right) if right else MAX_COLUMN,
    )


def show_area(top: int, left: int, bottom: int, right: int) -> str:
    first = f"{letters(left)}{top}"
    return first if (top, left) == (bottom, right) else f"{first}:{letters(right)}{bottom}"


def shift_area(ref: str, move: RowMove, grows: bool = False) -> str:
    """An area of the moving sheet after the move, "" when all of it is taken out.

    Args:
        ref: Such as ``B2:D9``.
        move: The rows that move.
        grows: It takes the table's added rows in when it runs down to the table's last row.
    """
    top, left, bottom, right = area_of(ref)
    if top == 1 and bottom == MAX_ROW:
        return ref
    span: tuple[int, int] | None
    if grows and move.reaches(top, bottom, left, right):
        span = move.grown(top, bottom)
    else:
        span = move.span(top, bottom)
    if span is None:
        return ""
    return ref if span == (top, bottom) else show_area(span[0], left, span[1], right)


def shift_areas(sqref: str, move: RowMove, grows: bool = False) -> str:
    """A list of areas after the move, without those that are taken out whole."""
    return " ".join(area for ref in sqref.split() if (area := shift_area(ref, move, grows)))
