"""Workbooks as people have them in their hands: cells and rows changed behind the machine's back."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import openpyxl
import python_calamine
from google_emulator.creating import create
from google_emulator.server import GoogleEmulator

from sync.books.memory import MemoryBook

Grid = list[list[str]]
CREW, CONFLICTS = "Crew", "Conflicts"
TAB, OWNER = 7, "binder@example-office.iam.gserviceaccount.com"
ROWS, COLUMNS = 60, 14


class Sheet(Protocol):
    """A workbook in a person's hands; rows and columns counted from 1."""

    def tabs(self) -> dict[str, Grid]: ...

    def put(self, row: int, column: int, value: str, tab: str = CREW) -> None: ...

    def insert(self, row: int, cells: Sequence[str]) -> None: ...

    def delete(self, row: int) -> None: ...

    def move(self, row: int, to: int) -> None:
        """Drag a row to stand where ``to`` stands now."""

    def sort(self, first: int, last: int, column: int, descending: bool) -> None: ...


def trimmed(rows: Sequence[Sequence[object]]) -> Grid:
    """The cells as text, without their blank end."""
    grid: Grid = []
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        grid.append(cells)
    while grid and not grid[-1]:
        grid.pop()
    return grid


class _Whole:
    """A workbook that is changed by changing all of its grids."""

    def tabs(self) -> dict[str, Grid]:
        raise NotImplementedError

    def change(self, tab: str, change: Callable[[Grid], None]) -> None:
        raise NotImplementedError

    def put(self, row: int, column: int, value: str, tab: str = CREW) -> None:
        def change(grid: Grid) -> None:
            grid.extend([] for _ in range(row - len(grid)))
            grid[row - 1].extend([""] * (column - len(grid[row - 1])))
            grid[row - 1][column - 1] = value

        self.change(tab, change)

    def insert(self, row: int, cells: Sequence[str]) -> None:
        self.change(CREW, lambda grid: grid.insert(row - 1, list(cells)))

    def delete(self, row: int) -> None:
        self.change(CREW, lambda grid: grid.__delitem__(row - 1))

    def move(self, row: int, to: int) -> None:
        self.change(CREW, lambda grid: grid.insert(to - 1, grid.pop(row - 1)))

    def sort(self, first: int, last: int, column: int, descending: bool) -> None:
        def change(grid: Grid) -> None:
            rows = grid[first - 1 : last]
            key = [row[column - 1] if len(row) >= column else "" for row in rows]
            order = sorted(range(len(rows)), key=lambda at: key[at], reverse=descending)
            grid[first - 1 : last] = [rows[at] for at in order]

        self.change(CREW, change)


class MemorySheet(_Whole):
    """The grids of a book in memory."""

    def __init__(self, book: MemoryBook) -> None:
        self.book = book

    def tabs(self) -> dict[str, Grid]:
        return {title: trimmed(rows) for title, rows in self.book.sheets.items()}

    def change(self, tab: str, change: Callable[[Grid], None]) -> None:
        grid = trimmed(self.book.sheets[tab])
        change(grid)
        self.book.sheets[tab] = [list(row) for row in grid]


class FileSheet(_Whole):
    """A workbook file, saved whole by another program."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def tabs(self) -> dict[str, Grid]:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.path.read_bytes()))
        return {
            name: trimmed(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        }

    def change(self, tab: str, change: Callable[[Grid], None]) -> None:
        book = openpyxl.load_workbook(self.path)
        sheet = book[tab]
        old = trimmed([[cell.value for cell in row] for row in sheet.iter_rows()])
        new = [list(row) for row in old]
        change(new)
        for number in range(max(len(old), len(new))):
            before = old[number] if number < len(old) else []
            after = new[number] if number < len(new) else []
            for at in range(max(len(before), len(after))):
                sheet.cell(number + 1, at + 1).value = (after[at] if at < len(after) else "") or None
        book.save(self.path)


def new_file(path: Path, rows: Sequence[Sequence[str]]) -> FileSheet:
    """A person's own workbook with one table."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = CREW
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)
    return FileSheet(path)


class GoogleSheet:
    """A Google spreadsheet, changed by its owner in a browser."""

    def __init__(self, google: GoogleEmulator, spreadsheet: str) -> None:
        self.google, self.spreadsheet = google, spreadsheet

    def tabs(self) -> dict[str, Grid]:
        sheets = self.google.book(self.spreadsheet).sheets
        return {
            sheet.title: trimmed(
                [
                    [
                        line.cells[at].value if at in line.cells else None
                        for at in range(max(line.cells, default=-1) + 1)
                    ]
                    for line in sheet.rows
                ]
            )
            for sheet in sheets
        }

    def put(self, row: int, column: int, value: str, tab: str = CREW) -> None:
        self._type(f"'{tab}'!{chr(64 + column)}{row}", [value])

    def _type(self, where: str, cells: Sequence[str]) -> None:
        self.google.person(
            "values.update", self.spreadsheet, where, valueInputOption="RAW", values=[list(cells)]
        )

    def insert(self, row: int, cells: Sequence[str]) -> None:
        self.google.edit(self.spreadsheet, {"insertDimension": {"range": _lines(row, row)}})
        if any(cells):
            self._type(f"'{CREW}'!A{row}", cells)

    def delete(self, row: int) -> None:
        self.google.edit(self.spreadsheet, {"deleteDimension": {"range": _lines(row, row)}})

    def move(self, row: int, to: int) -> None:
        to += to > row
        moving = {"source": _lines(row, row), "destinationIndex": to - 1}
        self.google.edit(self.spreadsheet, {"moveDimension": moving})

    def sort(self, first: int, last: int, column: int, descending: bool) -> None:
        where = {"sheetId": TAB, "startRowIndex": first - 1, "endRowIndex": last}
        order = {"dimensionIndex": column - 1, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
        self.google.edit(self.spreadsheet, {"sortRange": {"range": where, "sortSpecs": [order]}})


def _lines(first: int, last: int) -> dict[str, object]:
    return {"sheetId": TAB, "dimension": "ROWS", "startIndex": first - 1, "endIndex": last}


def new_spreadsheet(google: GoogleEmulator, spreadsheet: str, rows: Sequence[Sequence[str]]) -> GoogleSheet:
    """A person's own spreadsheet with one table, small so that copies of it are cheap."""
    size = {"rowCount": ROWS, "columnCount": COLUMNS}
    tabs = [{"properties": {"title": CREW, "sheetId": TAB, "gridProperties": size}}]
    said = {"properties": {"title": spreadsheet}, "sheets": tabs}
    google.drive.add(create(spreadsheet, said, google.behaviour, OWNER), OWNER)
    values = [list(row) for row in rows]
    google.person("values.update", spreadsheet, f"'{CREW}'!A1", valueInputOption="RAW", values=values)
    return GoogleSheet(google, spreadsheet)
