"""The books of a history, as people see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from simulation.sheets import CREW, Grid, Sheet
from simulation.trace import tokens
from sync.books.google_grids import SCRATCH
from workbook_templates.catalog import TABLE

TABLE_CREW = TABLE["crew"]
LABELS = {
    "person": "Person",
    "last_name": "Last name",
    "first_name": "First name",
    "job": "Job",
    "address": "Address",
}
KEY_OF = {**{label: key for key, label in LABELS.items()}, "_id": "_id"}


class Span(NamedTuple):
    """Where the table stands in the grid."""

    header: int
    last: int


@dataclass
class Place:
    """One book, as people see it and as rounds open it."""

    name: str
    kind: str
    sheet: Sheet
    open: Any
    entitled: bool = True
    agreed: dict[tuple[str, str], str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)  # what people took out since its last round
    left: dict[str, dict[str, str]] = field(default_factory=dict)  # by our last write that was stopped
    unseen: dict[str, str] = field(
        default_factory=dict
    )  # what the store held at its last round and it may not see
    _tabs: dict[str, Grid] | None = None

    def touched(self) -> None:
        self._tabs = None

    def tabs(self) -> dict[str, Grid]:
        if self._tabs is None:
            self._tabs = self.sheet.tabs()
        return self._tabs

    def words(self) -> set[str]:
        """What people see of the words ever typed: not our scratch tab."""
        return tokens([grid for name, grid in self.tabs().items() if name != SCRATCH])

    def table(self) -> Span | None:
        grid = self.tabs().get(CREW, [])
        header = next((at for at, row in enumerate(grid, start=1) if "Person" in row), 0)
        return Span(header, len(grid)) if header else None

    def columns(self) -> dict[str, int]:
        span = self.table()
        cells = self.tabs()[CREW][span.header - 1] if span else []
        return {KEY_OF[cell]: at for at, cell in enumerate(cells, start=1) if cell in KEY_OF}

    def shown(self) -> Sequence[str]:
        return [key for key in LABELS if key in self.columns()]

    def line(self, row: int) -> list[str]:
        return list(self.tabs()[CREW][row - 1])

    def cell(self, row: int, key: str) -> str:
        line, at = self.tabs()[CREW][row - 1], self.columns().get(key, 0)
        return line[at - 1] if 0 < at <= len(line) else ""

    def whole(self, row: int) -> set[str]:
        """A row's words and its id."""
        return tokens(self.line(row)) | {self.cell(row, "_id")} - {""}

    def rows(self) -> list[dict[str, str]]:
        span, columns = self.table(), self.columns()
        if span is None:
            return []
        return [
            {key: line[at - 1] if at <= len(line) else "" for key, at in columns.items()}
            for line in self.tabs()[CREW][span.header :]
            if any(line)
        ]

    def by_id(self) -> dict[str, dict[str, str]]:
        """The rows whose id stands once."""
        rows = [row for row in self.rows() if row.get("_id")]
        often = Counter(row["_id"] for row in rows)
        return {row["_id"]: row for row in rows if often[row["_id"]] == 1}
