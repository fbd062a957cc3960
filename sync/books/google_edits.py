"""From the edits of tables to the changes of a Google spreadsheet's cells and rows. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal

from sync.books.google_before import Fate
from sync.books.google_grids import DATES, GoogleSheet, Json, Snapshot
from sync.books.google_ops import CLEARED, Content, DeleteRow, InsertRows, Op, SetCell, key_of
from sync.books.google_requests import GUARD, as_kept, lines_range
from workbook_templates.book import Edits, NewRow, Place, Reading, TableRead
from workbook_templates.declare import Kind
from workbook_templates.kinds import native
from workbook_templates.reading import ID_HEADER
from workbook_templates.text import Lang, OfficeError

NUMBERS = {"NUMBER", "CURRENCY"}
BLOCK = 200  # rows of one insertion, so that a batch can be cut


@dataclass
class Changes:
    """The changes of one look: of cells and rows, and the requests that go before and after them."""

    ops: list[Op] = field(default_factory=list)
    first: list[Json] = field(default_factory=list)
    last: list[Json] = field(default_factory=list)


def plan_changes(snapshot: Snapshot, reading: Reading, edits: Edits) -> Changes:
    """Turn the edits of tables into changes.

    Raises:
        OfficeError: The spreadsheet has no such table.
    """
    changes = Changes()
    taken: dict[int, int] = {}
    for key in sorted({*edits.cells, *edits.added, *edits.removed}):
        read = reading.tables[key]
        if read.place is None:
            raise OfficeError(
                f"The spreadsheet has no {read.table.label.en} table.",
                f"Le classeur n'a pas de tableau {read.table.label.fr}.",
            )
        sheet = snapshot.by_title[read.place.sheet]
        _Planning(changes, sheet, read, read.place, reading.lang, taken).plan(edits)
    return changes


class _Planning:
    """The changes of one table."""

    def __init__(
        self,
        changes: Changes,
        sheet: GoogleSheet,
        read: TableRead,
        place: Place,
        lang: Lang,
        taken: dict[int, int],
    ) -> None:
        self.changes, self.sheet, self.table, self.place, self.lang = changes, sheet, read.table, place, lang
        self.read = read
        self.rows = {row.number: row for row in read.rows}
        self.id_column = place.columns.get(ID_HEADER, 0)
        self.columns = dict(place.columns)
        if not self.id_column:
            self._add_id_column(taken)
        self._guard(self.columns[ID_HEADER])

    def plan(self, edits: Edits) -> None:
        key = self.table.key
        gone = set(edits.removed.get(key, ()))
        for number, column, value, said in self.read.as_edited(edits.cells.get(key, {})):
            if number not in gone:
                self._set(number, column, value, said)
        self._add(edits.added.get(key, ()))
        for number in gone:
            self._remove(number)

    def _set(self, number: int, key: str, value: str, said: Sequence[str]) -> None:
        content, wanted = self._content(key, value, said)
        column = self.columns[key]
        self.changes.ops.append(
            SetCell(
                self.sheet.id,
                number,
                column,
                content,
                key_of(self.sheet, number, self.id_column),
                self.sheet.raw(number, column),
                _shape(wanted, self.sheet.formats.get((number, column), "")),
                (self.table.key, number, key),
            )
        )

    def _add(self, rows: Sequence[NewRow]) -> None:
        at = max([self.place.header, *self.rows])
        above = key_of(self.sheet, at, self.id_column)
        shapes: dict[int, str] = {}
        made: list[dict[int, Content]] = []
        for row in rows:
            cells: dict[int, Content] = {self.columns[ID_HEADER]: row.id}
            for column, value in zip(self.table.columns, row.cells, strict=True):
                if column.key not in self.columns or not value:
                    continue
                place = self.columns[column.key]
                cells[place], wanted = self._content(column.key, value, row.cells)
                kind = self.sheet.formats.get((at, place), "") if at > self.place.header else ""
                if shape := _shape(wanted, kind):
                    shapes[place] = shape
            made.append(cells)
        for start in range(0, len(made), BLOCK):
            self.changes.ops.append(
                InsertRows(
                    self.sheet.id,
                    at,
                    tuple(made[start : start + BLOCK]),
                    shapes,
                    above,
                    at > self.place.header,
                    tuple(row.id for row in rows[start : start + BLOCK]),
                    (self.table.key, start),
                )
            )

    def _remove(self, number: int) -> None:
        """Take a row out; blank it when something stands beside the table, or a filter hides it."""
        line = self.sheet.line(number)
        places = self.columns.values()
        beside = [
            column
            for column, value in enumerate(line, start=1)
            if value not in (None, "") and not min(places) <= column <= max(places)
        ]
        key = key_of(self.sheet, number, self.id_column)
        if not beside and number not in self.sheet.filtered_rows:
            self.changes.ops.append(DeleteRow(self.sheet.id, number, key, line, (self.table.key, number)))
            return
        for name, column in self.columns.items():
            if self.sheet.raw(number, column) not in (None, ""):
                origin = (self.table.key, number, name)
                was = self.sheet.raw(number, column)
                self.changes.ops.append(SetCell(self.sheet.id, number, column, None, key, was, "", origin))

    def _content(self, key: str, value: str, cells: Sequence[str]) -> tuple[Content, str]:
        """What the cell holds, and the kind of number format that shows it."""
        if key == ID_HEADER or not value:
            return value or None, ""
        column = self.table.variant(key, cells)
        content = as_kept(native(value, column, self.lang))
        match content:
            case date():
                return content, "DATE"
            case time():
                return content, "TIME"
            case Decimal():
                return content, {Kind.MONEY: "MONEY", Kind.PERCENT: "PERCENT"}.get(column.kind, "PLAIN")
            case _:
                return content, ""

    def _add_id_column(self, taken: dict[int, int]) -> None:
        """Give a person's own table its hidden id column, in the first free one on the right."""
        sheet = self.sheet
        column = max(taken.get(sheet.id, sheet.width), *self.place.columns.values()) + 1
        taken[sheet.id] = self.columns[ID_HEADER] = column
        if column > sheet.column_count:
            grown = {"sheetId": sheet.id, "dimension": "COLUMNS", "length": column - sheet.column_count}
            self.changes.first.append({"appendDimension": grown})
        hidden = {"hiddenByUser": True}
        where = lines_range(sheet.id, "COLUMNS", column, column)
        self.changes.last.append(
            {"updateDimensionProperties": {"range": where, "properties": hidden, "fields": "hiddenByUser"}}
        )
        header = self.place.header
        key = key_of(sheet, header, 0)
        origin = (self.table.key, header, ID_HEADER)
        self.changes.ops.append(SetCell(sheet.id, header, column, ID_HEADER, key, None, "", origin))

    def _guard(self, column: int) -> None:
        """Have Google warn whoever edits the ids."""
        if any(one.get("description") == GUARD for one in self.sheet.protections):
            return
        self.changes.last.append(guard_request(self.sheet.id, column))


def guard_request(sheet: int, column: int) -> Json:
    """A warning, and no more, before the id column is edited."""
    where = {"sheetId": sheet, "startColumnIndex": column - 1, "endColumnIndex": column}
    return {
        "addProtectedRange": {"protectedRange": {"range": where, "description": GUARD, "warningOnly": True}}
    }


def remaining(
    edits: Edits, fates: Sequence[tuple[Op, Fate]], before: Reading, after: Reading
) -> Edits | None:
    """The edits that missed their row, told by where it stands now; None when a row is gone or changed."""
    now = {key: Whereabouts(before.tables[key], read) for key, read in after.tables.items()}
    cells: dict[str, dict[tuple[int, str], str]] = {}
    removed: dict[str, set[int]] = {}
    starts: dict[str, list[int]] = {}
    for op, fate in fates:
        if fate is Fate.HIT or op.origin is None:
            continue
        table, number = op.origin[0], op.origin[1]
        if isinstance(op, InsertRows):
            starts.setdefault(table, []).append(number)
            continue
        if number == _header(before.tables[table]):
            continue
        row = now[table].row(number)
        is_whole = number in edits.removed.get(table, ())
        column = op.origin[2] if isinstance(op, SetCell) and op.origin and not is_whole else ""
        if column == ID_HEADER and now[table].is_alone_now(number):
            continue
        if row is None or not now[table].is_as_it_was(number, row, column):
            return None
        if number in edits.removed.get(table, ()):
            removed.setdefault(table, set()).add(row)
        elif isinstance(op, SetCell) and op.origin:
            cells.setdefault(table, {})[row, op.origin[2]] = edits.cells[table][number, op.origin[2]]
    added = {
        table: [row for start in sorted(found) for row in edits.added[table][start : start + BLOCK]]
        for table, found in starts.items()
    }
    return replace(
        edits, cells=cells, added=added, removed={key: sorted(rows) for key, rows in removed.items()}
    )


def _header(read: TableRead) -> int:
    return read.place.header if read.place else 0


class Whereabouts:
    """Where the rows of a table went, by id, and by their cells where they have none."""

    def __init__(self, before: TableRead, after: TableRead) -> None:
        self._table = before.table
        self._before = {row.number: row for row in before.rows}
        self._after = {row.number: row for row in after.rows}
        self._had = Counter(row.id for row in before.rows if row.id)
        self._by_id: dict[str, list[int]] = {}
        self._by_cells: dict[tuple[str, ...], list[int]] = {}
        for row in after.rows:
            if row.id:
                self._by_id.setdefault(row.id, []).append(row.number)
            else:
                self._by_cells.setdefault(row.cells, []).append(row.number)

    def is_as_it_was(self, number: int, row: int, column: str) -> bool:
        """Whether a cell, or the whole row for "", holds what it held when the edits were decided."""
        was, now = self._before[number], self._after[row]
        if not column:
            return was.cells == now.cells
        at = self._table.position.get(column)
        return at is None or was.cells[at] == now.cells[at]

    def is_alone_now(self, number: int) -> bool:
        """Whether of several rows with one id this is the only one left: it needs no other id any more."""
        identity = self._before[number].id
        return self._had[identity] > 1 and len(self._by_id.get(identity, [])) == 1

    def row(self, number: int) -> int | None:
        row = self._before.get(number)
        if row is None:
            return None
        found = self._by_id.get(row.id, []) if row.id else self._by_cells.get(row.cells, [])
        return found[0] if len(found) == 1 else None


def _shape(wanted: str, kind: str) -> str:
    """The kind of number format a cell must be given to show a value for what it is; "" when it does."""
    match wanted:
        case "DATE":
            return "" if kind in DATES else "DATE"
        case "TIME" | "PERCENT":
            return "" if kind == wanted else wanted
        case "MONEY":
            return "" if kind in NUMBERS else "NUMBER"
        case "PLAIN":
            return CLEARED if kind in DATES or kind == "TIME" else ""
        case _:
            return ""
