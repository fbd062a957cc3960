"""Which formulas of a book call a custom function and are refused: computed anew, for a cell keeps no reason.

A formula that is one call is computed from what it names. A call inside a longer formula may never be made, or its
refusal may be meant (``IFERROR``): it is reported when the cell shows an error.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from addin.actions.formula_parts import Call, Range, Unknown, calls_in
from addin.actions.functions import FunctionError, Known, call_function
from addin.actions.pointed import Pointed, cell_at
from addin.rules.function_findings import FUNCTION_REFUSED
from sync.books.xlsx_values import letters
from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.calls import Spot
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import Finding
from workbook_templates.text import Text, fold

if TYPE_CHECKING:
    from workbook_templates.reading import SheetGrid

WITHIN = Text(
    "What it is given is worked out inside the formula; in a cell of its own, the reason could be told.",
    "Ce qui lui est donné est calculé dans la formule ; dans sa propre cellule, la raison pourrait être dite.",
)
IN_ERROR = Text(
    "The cell that it is given is blank, or shows an error itself.",
    "La cellule qui lui est donnée est vide, ou montre elle-même une erreur.",
)
HIDDEN = Text(
    "What it is given stands in a restricted column and is not shown here.",
    "Ce qui lui est donné figure dans une colonne réservée et n'est pas montré ici.",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an argument comes to; ``unknown`` says why it cannot be told from the cells."""

    value: object = None
    unknown: Text | None = None
    restricted: bool = False
    at: Pointed | None = None


def check_calls(reading: Reading) -> list[Finding]:
    """Every formula that calls a custom function and is refused, with the reason that Office.js shows.

    Findings: function-refused.
    """
    if not any(grid.calls for grid in reading.grids):
        return []
    return list(_Calls(reading).findings())


class _Calls:
    """The calls of one reading, over what each sheet holds."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = Known(lambda: reading, reading.lang)
        self._grids = {fold(grid.name): grid for grid in reading.grids}
        self._tables: dict[str, list[TableRead]] = defaultdict(list)
        for read in reading.tables.values():
            if read.place is not None and not read.table.written:
                self._tables[read.place.sheet].append(read)

    def findings(self) -> Iterator[Finding]:
        for grid in self._reading.grids:
            for spot, formula in sorted(grid.calls.items()):
                for call in calls_in(formula):
                    if reason := self._refusal(grid, spot, call):
                        yield self._finding(grid, spot, call, reason)
                        break

    def _refusal(self, grid: "SheetGrid", spot: Spot, call: Call) -> Text | None:
        is_failed = spot in grid.failed
        if not call.is_whole and not is_failed:
            return None
        seen = [self._seen(argument, grid, spot) for argument in call.arguments]
        if unknown := next((one.unknown for one in seen if one.unknown), None):
            return unknown if is_failed else None
        try:
            call_function(call.key, [one.value for one in seen], self._known, seen[0].at if seen else None)
        except FunctionError as problem:
            is_hidden = any(one.restricted for one in seen) or self._is_restricted(grid.name, spot)
            return HIDDEN if is_hidden else problem.text
        return None

    def _finding(self, grid: "SheetGrid", spot: Spot, call: Call, reason: Text) -> Finding:
        row, column = spot
        details: dict[str, str | Text] = {
            "cell": f"{letters(column)}{row}",
            "sheet": grid.name,
            "function": call.name,
            "reason": reason,
        }
        found = self._home(grid.name, spot)
        if found is None:
            return Finding(FUNCTION_REFUSED, TABLE["checks"], details=details)
        read, line, key = found
        return Finding(FUNCTION_REFUSED, read.table, row, line.id if line else "", key, details=details)

    def _seen(self, argument: object, grid: "SheetGrid", spot: Spot) -> _Seen:
        match argument:
            case Unknown():
                return _Seen(unknown=WITHIN)
            case Range():
                return self._in_cell(argument, grid, spot)
            case _:
                return _Seen(argument)

    def _in_cell(self, named: Range, grid: "SheetGrid", spot: Spot) -> _Seen:
        """What a cell that a formula names holds."""
        there = self._grids.get(fold(named.sheet)) if named.sheet else grid
        if there is None:
            return _Seen(unknown=WITHIN)
        if named.is_several:
            return _Seen([None, None])
        row, column = named.spot or (spot[0], self._field(named, there))
        if not column:
            return _Seen(unknown=WITHIN)
        value = cell_at(there.rows, row, column)
        # A file's reader shows an error as nothing at all, Excel as its name.
        may_be_error = value in ("", None) or (isinstance(value, str) and value.startswith("#"))
        if (row, column) in there.uncached or ((row, column) in there.formulas and may_be_error):
            return _Seen(unknown=IN_ERROR)
        restricted = self._is_restricted(there.name, (row, column))
        return _Seen(value, None, restricted, Pointed(lambda: there.rows, row, column))

    def _field(self, named: Range, grid: "SheetGrid") -> int:
        """The column of this row that a native table calls so; 0 for none."""
        for native in grid.natives:
            if not named.table or fold(native.name) == fold(named.table):
                for column in range(native.first_column, native.last_column + 1):
                    if fold(str(cell_at(grid.rows, native.first_row, column))) == fold(named.field):
                        return column
        return 0

    def _is_restricted(self, sheet: str, spot: Spot) -> bool:
        found = self._home(sheet, spot)
        return bool(found and found[2] and found[0].table.column(found[2]).tier is Tier.RESTRICTED)

    def _home(self, sheet: str, spot: Spot) -> tuple[TableRead, Row | None, str] | None:
        """The table that a cell stands in, its row and its column's key, "" for a column of the user's own."""
        row, column = spot
        for read in self._tables.get(sheet, ()):
            place = read.place
            if place is not None and place.header < row <= place.last:
                key = next((key for key, at in place.columns.items() if at == column and key != "_id"), "")
                return read, self._lines[read.table.key].get(row), key
        return None

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[int, Row]]:
        return {
            read.table.key: {row.number: row for row in read.rows}
            for tables in self._tables.values()
            for read in tables
        }
