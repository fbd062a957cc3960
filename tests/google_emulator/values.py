"""The calls under ``/values``: reading, writing, appending and clearing rectangles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from google_emulator.a1 import clip, find_range, letters, write_a1, write_title
from google_emulator.behaviour import Behaviour, Json, bad_field, bad_request
from google_emulator.filters import find_boxes
from google_emulator.formulas import Cache, CellError, compute
from google_emulator.protection import check_editable
from google_emulator.state import COLUMNS, ROWS, Box, Formula, Scalar, Sheet, Spreadsheet, new_lines
from google_emulator.typed import TEMPORAL, plain, read_typed, show


@dataclass(frozen=True, slots=True)
class Options:
    """How values are read and shown."""

    dimension: str = "ROWS"
    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"

    @classmethod
    def of(cls, said: Json, prefix: str = "") -> "Options":
        """From a query or a body; ``prefix`` is "response" for answers to writes."""

        def word(name: str, default: str) -> str:
            return said.get(prefix + name[0].upper() + name[1:] if prefix else name) or default

        options = cls(
            said.get("majorDimension") or "ROWS",
            word("valueRenderOption", "FORMATTED_VALUE"),
            word("dateTimeRenderOption", "SERIAL_NUMBER"),
        )
        known = (
            ("ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED"),
            ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
            ("SERIAL_NUMBER", "FORMATTED_STRING"),
        )
        for value, words in zip((options.dimension, options.render, options.dates), known, strict=True):
            if value not in words:
                raise bad_request(f"Invalid value: {value}")
        return options


@dataclass(frozen=True, slots=True)
class ValuesApi:
    """The calls under ``/values`` of one spreadsheet."""

    book: Spreadsheet
    behaviour: Behaviour
    user: str

    def get(self, text: str, query: Json) -> Json:
        """``values.get``."""
        sheet, box = find_range(self.book, text, self.behaviour)
        return self.read(sheet, clip(sheet, box), Options.of(query))

    def batch_get(self, ranges: list[str], query: Json) -> Json:
        """``values.batchGet``: in the order asked."""
        return {
            "spreadsheetId": self.book.spreadsheet_id,
            "valueRanges": [self.get(text, query) for text in ranges],
        }

    def batch_get_by_filter(self, body: Json) -> Json:
        """``values.batchGetByDataFilter``."""
        options, found = Options.of(body), []
        for data_filter in body.get("dataFilters", []):
            for sheet, box in find_boxes(self.book, data_filter, self.behaviour):
                answer = self.read(sheet, clip(sheet, box), options)
                found.append({"valueRange": answer, "dataFilters": [data_filter]})
        return {"spreadsheetId": self.book.spreadsheet_id, "valueRanges": found}

    def update(self, text: str, query: Json, body: Json) -> Json:
        """``values.update``."""
        check_body(body)
        if body.get("range") and body["range"] != text:
            said = f"Requested writing within range [{text}], but body has range [{body['range']}]"
            raise bad_request(said)
        sheet, box = find_range(self.book, text, self.behaviour)
        return self._write(sheet, box, body, query, ":" in text)

    def batch_update(self, body: Json) -> Json:
        """``values.batchUpdate``."""
        answers = []
        for data in body.get("data", []):
            check_body(data)
            sheet, box = find_range(self.book, data.get("range", ""), self.behaviour)
            answers.append((sheet, self._write(sheet, box, data, body, ":" in data.get("range", ""))))
        return {**self._totals(answers), "responses": [answer for _, answer in answers]}

    def batch_update_by_filter(self, body: Json) -> Json:
        """``values.batchUpdateByDataFilter``: values that exceed a matched range fail the request."""
        answers = []
        for data in body.get("data", []):
            check_body(data)
            for sheet, box in find_boxes(self.book, data.get("dataFilter", {}), self.behaviour):
                answer = self._write(sheet, clip(sheet, box), data, body, True, whole=True)
                answers.append((sheet, {**answer, "dataFilter": data.get("dataFilter", {})}))
        responses = [
            {name: value for name, value in answer.items() if name != "spreadsheetId"}
            for _, answer in answers
        ]
        return {**self._totals(answers), "responses": responses}

    def append(self, text: str, query: Json, body: Json) -> Json:
        """``values.append``: under the table found in the range."""
        check_body(body)
        sheet, asked = find_range(self.book, text, self.behaviour)
        table = find_table(sheet, clip(sheet, asked))
        rows = _turned(body)
        if query.get("insertDataOption") == "INSERT_ROWS" and table:
            sheet.rows[table.bottom : table.bottom] = new_lines(ROWS, len(rows))
        top, left = (table.bottom, table.left) if table else (asked.top, asked.left)
        bottom = top + len(rows)
        right = left + max((len(row) for row in rows), default=0)
        _grow(sheet, bottom, right)
        answer: Json = {"spreadsheetId": self.book.spreadsheet_id}
        if table:
            answer["tableRange"] = write_a1(sheet, table)
        box = Box(top, left, max(bottom, top + 1), max(right, left + 1))
        answer["updates"] = self._write(sheet, box, body, query, False)
        return answer

    def clear(self, text: str) -> Json:
        """``values.clear``."""
        return {"spreadsheetId": self.book.spreadsheet_id, "clearedRange": self._clear(text)}

    def batch_clear(self, ranges: list[str]) -> Json:
        """``values.batchClear``."""
        return {
            "spreadsheetId": self.book.spreadsheet_id,
            "clearedRanges": [self._clear(text) for text in ranges],
        }

    def batch_clear_by_filter(self, body: Json) -> Json:
        """``values.batchClearByDataFilter``."""
        cleared = []
        for data_filter in body.get("dataFilters", []):
            for sheet, box in find_boxes(self.book, data_filter, self.behaviour):
                cleared.append(self._clear(write_a1(sheet, clip(sheet, box))))
        return {"spreadsheetId": self.book.spreadsheet_id, "clearedRanges": cleared}

    def _clear(self, text: str) -> str:
        sheet, box = find_range(self.book, text, self.behaviour)
        box = clip(sheet, box)
        check_editable(sheet, box, self.user)
        for row in range(box.top, box.bottom):
            for column in [c for c in sheet.rows[row].cells if box.left <= c < box.right]:
                cell = replace(sheet.cell(row, column), value=None)
                if not self.behaviour.clear_keeps_number_format:
                    cell = replace(cell, format={})
                sheet.put(row, column, cell)
        return write_a1(sheet, box)

    def read(self, sheet: Sheet, box: Box, options: Options) -> Json:
        """A ValueRange: trailing blank cells and rows are left out, inner ones are ""."""
        rows: list[list[Scalar]] = []
        cache: Cache = {}
        for row in range(box.top, box.bottom):
            cells = sheet.rows[row].cells
            last = max((c for c in cells if box.left <= c < box.right), default=-1)
            line = [self.shown(sheet, row, column, options, cache) for column in range(box.left, last + 1)]
            rows.append(_trimmed(line))
        while rows and not rows[-1]:
            rows.pop()
        dimension = COLUMNS if options.dimension == COLUMNS else "ROWS"
        answer: Json = {"range": write_a1(sheet, box), "majorDimension": dimension}
        if rows:
            answer["values"] = _columns_of(rows) if dimension == COLUMNS else rows
        return answer

    def shown(self, sheet: Sheet, row: int, column: int, options: Options, cache: Cache) -> Scalar:
        """One cell as the options ask for it."""
        cell = sheet.cell(row, column)
        if cell.value is None:
            return ""
        if options.render == "FORMULA" and isinstance(cell.value, Formula):
            return cell.value.text
        value = compute(self.book, sheet, row, column, cache)
        if isinstance(value, CellError):
            return value.shown
        if value is None:
            return ""
        number_format = cell.format.get("numberFormat")
        if options.render == "FORMATTED_VALUE":
            return show(value, number_format, self.book.locale)
        temporal = (number_format or {}).get("type") in TEMPORAL and not isinstance(value, bool | str)
        if options.render == "UNFORMATTED_VALUE" and options.dates == "FORMATTED_STRING" and temporal:
            return show(value, number_format, self.book.locale)
        return plain(value)

    def _write(
        self, sheet: Sheet, box: Box, body: Json, said: Json, bounded: bool, *, whole: bool = False
    ) -> Json:
        option = said.get("valueInputOption") or "INPUT_VALUE_OPTION_UNSPECIFIED"
        if option not in ("RAW", "USER_ENTERED"):
            raise bad_request("'valueInputOption' is required but not specified")
        rows = _turned(body)
        target = self._target(sheet, box, rows, bounded)
        check_editable(sheet, target, self.user)
        written: set[tuple[int, int]] = set()
        for row, column, value in _placed(target, rows):
            self._write_cell(sheet, row, column, value, option)
            written.add((row, column))
        answer: Json = {
            "spreadsheetId": self.book.spreadsheet_id,
            "updatedRange": write_a1(sheet, target),
            "updatedRows": len({row for row, _ in written}),
            "updatedColumns": len({column for _, column in written}),
            "updatedCells": len(written),
        }
        if str(said.get("includeValuesInResponse", "")).lower() == "true":
            options = Options.of({**said, "majorDimension": body.get("majorDimension")}, "response")
            answer["updatedData"] = self.read(sheet, box if whole else target, options)
        return {name: value for name, value in answer.items() if value != 0}

    def _target(self, sheet: Sheet, box: Box, rows: list[list[Any]], bounded: bool) -> Box:
        bottom = box.top + len(rows)
        right = box.left + max((len(row) for row in rows), default=0)
        if bounded and (bottom > box.bottom or right > box.right):
            said = write_a1(sheet, box)
            title = write_title(sheet.title)
            quoted = said if title.startswith("'") else said.replace(title, f"'{title}'", 1)
            where = f"row [{box.bottom + 1}]" if bottom > box.bottom else f"column [{letters(box.right)}]"
            raise bad_request(f"Requested writing within range [{quoted}], but tried writing to {where}")
        height, width = len(sheet.rows), len(sheet.columns)
        if bottom > height or right > width:
            if not self.behaviour.write_past_grid_grows:
                said = write_a1(sheet, Box(box.top, box.left, bottom, right))
                raise bad_request(
                    f"Range ({said}) exceeds grid limits. Max rows: {height}, max columns: {width}"
                )
            _grow(sheet, bottom, right)
        return Box(box.top, box.left, max(bottom, box.top + 1), max(right, box.left + 1))

    def _write_cell(self, sheet: Sheet, row: int, column: int, value: Any, option: str) -> None:
        check_scalar(value, self.behaviour)
        cell = sheet.cell(row, column)
        number_format = None
        if isinstance(value, str) and (option == "USER_ENTERED" or not self.behaviour.raw_is_never_parsed):
            value, number_format = read_typed(value, self.book.locale)
        shape = {**cell.format, "numberFormat": number_format} if number_format else cell.format
        sheet.put(row, column, replace(cell, value=None if value == "" else value, format=shape))

    def _totals(self, answers: list[tuple[Sheet, Json]]) -> Json:
        rows, columns = set(), set()
        cells = 0
        for sheet, answer in answers:
            _, box = find_range(self.book, answer["updatedRange"], self.behaviour)
            rows |= {(sheet.sheet_id, row) for row in range(box.top, box.bottom)}
            columns |= {(sheet.sheet_id, column) for column in range(box.left, box.right)}
            cells += answer.get("updatedCells", 0)
        totals = {
            "spreadsheetId": self.book.spreadsheet_id,
            "totalUpdatedRows": len(rows),
            "totalUpdatedColumns": len(columns),
            "totalUpdatedCells": cells,
            "totalUpdatedSheets": len({sheet.sheet_id for sheet, _ in answers}),
        }
        return {name: value for name, value in totals.items() if value != 0}


def check_body(body: Json) -> None:
    """Refuse a ValueRange whose values are no list of lists.

    Raises:
        ApiError: The 400 that was recorded.
    """
    values = body.get("values")
    kind = "(type.googleapis.com/google.protobuf.ListValue)"
    if values is None:
        return
    for name, value in (
        [("data.values", values)]
        if not isinstance(values, list)
        else ((f"data.values[{place}]", row) for place, row in enumerate(values))
    ):
        if not isinstance(value, list):
            raise bad_field(name, f"Invalid value at '{name}' {kind}, \"{value}\"")


def check_scalar(value: Any, behaviour: Behaviour) -> None:
    """Refuse what no cell can hold."""
    if isinstance(value, list | dict):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise bad_request(f"Invalid data[0]: Invalid values[0][0]: {kind} {{\n}}\n")
    if isinstance(value, str) and len(value) > behaviour.max_characters:
        limit = behaviour.max_characters
        raise bad_request(
            f"Your input contains more than the maximum of {limit} characters in a single cell."
        )


def find_table(sheet: Sheet, box: Box) -> Box | None:
    """The last table in the range, as ``values.append`` sees it.

    A table is a block of cells that touch. A range of one empty cell finds none, even beside a table.
    """
    row = next(
        (
            row
            for row in reversed(range(box.top, box.bottom))
            if any(
                _holds(sheet, row, column)
                for column in sheet.rows[row].cells
                if box.left <= column < box.right
            )
        ),
        None,
    )
    if row is None:
        return None
    last = max(c for c in sheet.rows[row].cells if box.left <= c < box.right and _holds(sheet, row, c))
    table = Box(row, last, row + 1, last + 1)
    while True:
        wider = _widened(sheet, table)
        if wider == table:
            return table
        table = wider


def _widened(sheet: Sheet, box: Box) -> Box:
    top, left, bottom, right = box.top, box.left, box.bottom, box.right

    def row_holds(row: int) -> bool:
        cells = sheet.rows[row].cells if 0 <= row < len(sheet.rows) else {}
        return any(left - 1 <= column <= right and _holds(sheet, row, column) for column in cells)

    def column_holds(column: int) -> bool:
        rows = range(top, bottom) if 0 <= column < len(sheet.columns) else range(0)
        return any(_holds(sheet, row, column) for row in rows)

    while row_holds(top - 1):
        top -= 1
    while row_holds(bottom):
        bottom += 1
    while column_holds(left - 1):
        left -= 1
    while column_holds(right):
        right += 1
    return Box(top, left, bottom, right)


def _holds(sheet: Sheet, row: int, column: int) -> bool:
    return sheet.cell(row, column).value is not None


def _grow(sheet: Sheet, bottom: int, right: int) -> None:
    sheet.rows += new_lines(ROWS, bottom - len(sheet.rows))
    sheet.columns += new_lines(COLUMNS, right - len(sheet.columns))


def _turned(body: Json) -> list[list[Any]]:
    """The values row by row, with None for what is to be left alone."""
    values: list[list[Any]] = body.get("values") or []
    return _columns_of(values, None) if body.get("majorDimension") == COLUMNS else values


def _columns_of(rows: list[list[Any]], blank: Any = "") -> list[list[Any]]:
    width = max((len(row) for row in rows), default=0)
    columns = [[row[place] if place < len(row) else blank for row in rows] for place in range(width)]
    return [_trimmed(column) for column in columns] if blank == "" else columns


def _trimmed(line: list[Any]) -> list[Any]:
    while line and line[-1] == "":
        line = line[:-1]
    return line


def _placed(box: Box, rows: list[list[Any]]) -> Iterator[tuple[int, int, Any]]:
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is not None:
                yield box.top + down, box.left + across, value
