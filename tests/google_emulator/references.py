"""References in formulas when rows or columns come and go."""

import re
from dataclasses import dataclass

from google_emulator.a1 import column_number, letters

CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d*)")
REFERENCE = re.compile(rf"(?<![\w\"'$])(?:{CORNER.pattern})(?::(?:{CORNER.pattern}))?(?![\w(])")


def move_references(text: str, dimension: str, start: int, count: int) -> str:
    """A formula after ``count`` lines were put in (or taken out, below 0) at ``start`` of its own sheet.

    References to other sheets are left; a range loses the lines that are gone; a lost cell is ``#REF!``.
    """

    def moved(match: re.Match[str]) -> str:
        if match.start() and match.string[match.start() - 1] == "!":
            return match[0]
        corners = [_Corner.read(corner) for corner in match[0].split(":")]
        if count < 0 and all(start <= corner.at(dimension) < start - count for corner in corners):
            return "#REF!"
        return ":".join(corner.moved(dimension, start, count, place) for place, corner in enumerate(corners))

    parts = re.split(r'("(?:[^"]|"")*")', text)
    return "".join(part if part.startswith('"') else REFERENCE.sub(moved, part) for part in parts)


def offset_references(text: str, down: int, across: int) -> str:
    """A formula copied so many rows down and columns across: what no dollar holds goes along."""

    def moved(match: re.Match[str]) -> str:
        corners = [_Corner.read(corner).offset(down, across) for corner in match[0].split(":")]
        return "#REF!" if None in corners else ":".join(str(corner) for corner in corners)

    parts = re.split(r'("(?:[^"]|"")*")', text)
    return "".join(part if part.startswith('"') else REFERENCE.sub(moved, part) for part in parts)


@dataclass(frozen=True, slots=True)
class _Corner:
    """One cell of a reference, with the dollars that hold it."""

    held_column: str
    column: int
    held_row: str
    row: int

    @classmethod
    def read(cls, text: str) -> "_Corner":
        held_column, column, held_row, row = CORNER.findall(text)[0]
        return cls(held_column, column_number(column), held_row, int(row) - 1)

    def at(self, dimension: str) -> int:
        return self.column if dimension == "COLUMNS" else self.row

    def moved(self, dimension: str, start: int, count: int, place: int) -> str:
        at = self.at(dimension)
        if count < 0 and start <= at < start - count:
            at = start if place == 0 else start - 1
        elif at >= start:
            at += count
        column, row = (at, self.row) if dimension == "COLUMNS" else (self.column, at)
        return f"{self.held_column}{letters(column)}{self.held_row}{row + 1}"

    def offset(self, down: int, across: int) -> str | None:
        column = self.column if self.held_column else self.column + across
        row = self.row if self.held_row else self.row + down
        if row < 0 or column < 0:
            return None
        return f"{self.held_column}{letters(column)}{self.held_row}{row + 1}"
