"""Findings as cells to mark, the same in every book that shows them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.books.xlsx_styles import MARKS

SEVERITIES = tuple(MARKS)  # the worst first


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to mark: row and column from 1."""

    row: int
    column: int
    severity: str
    message: str


def worst_of(marks: Iterable[Mark]) -> dict[tuple[int, int], str]:
    """Cell -> the worst severity said of it, the worst cells first."""
    worst: dict[tuple[int, int], str] = {}
    for mark in sorted(marks, key=lambda mark: SEVERITIES.index(mark.severity)):
        worst.setdefault((mark.row, mark.column), mark.severity)
    return worst


def runs_of(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Cells that follow each other down a column as one run: column, first row, last row."""
    runs: list[tuple[int, int, int]] = []
    for column, row in sorted((column, row) for row, column in cells):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return runs
