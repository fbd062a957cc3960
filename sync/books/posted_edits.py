"""Edits as JSON, placed by sheet, row and column, for a button's script to make in one batch."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from workbook_templates.book import (
    BarChart,
    Cell,
    Edits,
    Link,
    NewRow,
    Place,
    Reading,
    Result,
    TableRead,
    figure_headers,
    outline_runs,
)
from workbook_templates.declare import Kind, Table
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER
from workbook_templates.text import DATE_FORMATS, OfficeError, fold

Json = dict[str, object]


def edits_json(reading: Reading, edits: Edits, sheets: Sequence[str], widths: Mapping[str, int]) -> Json:
    """Place every edit where the book as read has it.

    They are to be made in this order: ``cells``, ``added`` (rows inserted after ``after``), ``removed``
    (from the bottom up; numbers as read, before anything was added), ``results``, then the marks, which
    are the findings: ``marks`` tells whether they take the place of the earlier ones. A cell is
    text, true, false, null (blank), or ``{"number", "as"}``, ``{"date"}``, ``{"time"}``; text stays text,
    whatever it begins with.

    Args:
        sheets: The sheets' names.
        widths: How many columns of each sheet are used.

    Raises:
        OfficeError: The book has no such table.
    """
    placed = _Placed(reading, widths)
    for key in sorted({*edits.cells, *edits.added, *edits.removed}):
        placed.table(reading.tables[key], edits)
    return {
        "cells": placed.cells,
        "hidden_columns": placed.hidden,
        "added": placed.added,
        "removed": placed.removed,
        "results": [_result(result, reading, sheets) for result in edits.results],
        "date_format": DATE_FORMATS[reading.lang],
        "marks": edits.marks is not None,
        "identity": reading.imprint.after(edits).told() if edits.identity or edits.stamp else "",
    }


class _Placed:
    """The edits of tables, as they are placed."""

    def __init__(self, reading: Reading, widths: Mapping[str, int]) -> None:
        self.reading, self.widths = reading, dict(widths)
        self.cells: list[Json] = []
        self.hidden: list[Json] = []
        self.added: list[Json] = []
        self.removed: list[Json] = []

    def table(self, read: TableRead, edits: Edits) -> None:
        table, place = read.table, read.place
        if place is None:
            raise OfficeError(
                f"The workbook has no {table.label.en} table.",
                f"Le classeur n'a pas de tableau {table.label.fr}.",
            )
        changed, new = edits.cells.get(table.key, {}), edits.added.get(table.key, ())
        columns = self._columns(place, bool(new) or any(key == ID_HEADER for _, key in changed))
        for number, key, value, row in read.as_edited(changed):
            held = self._held(table, key, value, row)
            self.cells.append({"sheet": place.sheet, "row": number, "column": columns[key], "value": held})
        if new:
            rows = [self._row(table, columns, row) for row in new]
            after = max([row.number for row in read.rows], default=place.header)
            self.added.append({"sheet": place.sheet, "after": after, "rows": rows})
        gone = edits.removed.get(table.key, ())
        if gone:
            self.removed.append({"sheet": place.sheet, "rows": sorted(gone, reverse=True)})

    def _columns(self, place: Place, needs_ids: bool) -> dict[str, int]:
        """The table's columns; a person's own table gets its hidden id column, in the first free one."""
        columns = dict(place.columns)
        if needs_ids and ID_HEADER not in columns:
            at = columns[ID_HEADER] = self.widths.get(place.sheet, 0) + 1
            self.widths[place.sheet] = at
            where = {"sheet": place.sheet, "row": place.header, "column": at}
            self.cells.append({**where, "value": ID_HEADER})
            self.hidden.append({"sheet": place.sheet, "column": at})
        return columns

    def _row(self, table: Table, columns: Mapping[str, int], row: NewRow) -> list[list[object]]:
        """``[column, value]`` pairs."""
        pairs: list[list[object]] = [[columns[ID_HEADER], row.id]]
        for column, value in zip(table.columns, row.cells, strict=True):
            if value and column.key in columns:
                pairs.append([columns[column.key], self._held(table, column.key, value, row.cells)])
        return pairs

    def _held(self, table: Table, key: str, value: str, row: Sequence[str]) -> object:
        if not value:
            return None
        if key == ID_HEADER:
            return value
        column = table.variant(key, row)
        return _value(native(value, column, self.reading.lang), column.kind)


def _value(value: object, kind: Kind | None) -> object:
    match value:
        case Decimal():
            shown = {Kind.MONEY: "money", Kind.PERCENT: "percent"}.get(kind or Kind.TEXT, "plain")
            return {"number": format(value, "f"), "as": shown}
        case bool() | None:
            return value
        case int():
            return {"number": str(value), "as": "plain"}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat("minutes") if not value.second else value.isoformat()}
        case _:
            return str(value)


def _result(result: Result, reading: Reading, sheets: Sequence[str]) -> Json:
    """A whole sheet to put in place of the table's, which is added when absent."""
    names = (fold(result.table.label.en), fold(result.table.label.fr))
    there = next((name for name in sheets if fold(name) in names), "")
    return {
        "table": result.table.key,
        "sheet": there or result.table.sheet_name(reading.lang),
        "is_new": not there,
        "date_format": DATE_FORMATS[reading.lang],
        "header": result.header,
        "frozen_columns": result.frozen_columns,
        "widths": list(result.widths),
        "rows": [[_cell(cell, reading) for cell in row] for row in result.grid],
        "lists": {str(column): list(words) for column, words in result.lists.items()},
        "charts": [_chart(chart) for chart in result.charts],
        "right": sorted(list(place) for place in figure_headers(result)),
        "outline": [list(run) for run in outline_runs(result)],
        "folded": result.folded,
        "alarms": [{"range": list(area), "formula": formula} for area, formula in result.alarms],
    }


def _cell(cell: Cell, reading: Reading) -> Json:
    kind = Kind.MONEY if isinstance(cell.value, Decimal) else None
    said: Json = {"value": _value(cell.value, kind), "style": cell.style.value}
    link = _link(cell.link, reading) if cell.link and kind is None else None
    return said | {"link": link} if link else said


def _link(link: Link, reading: Reading) -> Json | None:
    read = reading.tables.get(link.table)
    if read is None or read.place is None or not link.row:
        return None
    return {"sheet": read.place.sheet, "row": link.row, "column": read.column_of(link.column) or 1}


def _chart(chart: BarChart) -> Json:
    series = [{"name": name, "range": list(area)} for name, area in chart.series]
    return {"title": chart.title, "labels": list(chart.labels), "series": series, "at": list(chart.at)}
