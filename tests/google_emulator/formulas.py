"""A small calculator for formulas: arithmetic, references and the everyday functions.

What it does not know is ``#NAME?``, as a mistyped function is in Google Sheets.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google_emulator.a1 import find_range
from google_emulator.behaviour import ApiError, Behaviour
from google_emulator.state import Formula, Scalar, Sheet, Spreadsheet

TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<reference>(?:(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?\$?[A-Za-z]{1,3}\$?[1-9]\d*(?::\$?[A-Za-z]{1,3}\$?\d*)?(?![\w(])
      |(?:(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))
    |(?P<name>[A-Za-z_][\w.]*)
    |(?P<error>\#[A-Z/0]+[!?]?)
    |(?P<sign><>|<=|>=|[-+*/^&=<>(),;%])
    )""",
    re.VERBOSE,
)
DEEPEST = 60


@dataclass(frozen=True, slots=True)
class CellError:
    """An error a cell holds: its type in the API, and what the cell shows."""

    type: str
    shown: str
    message: str = ""


NAME = CellError("NAME", "#NAME?", "Unknown function or name.")
REF = CellError("REF", "#REF!", "Reference does not exist.")
VALUE = CellError("VALUE", "#VALUE!", "A value has the wrong type.")
DIVIDE = CellError("DIVIDE_BY_ZERO", "#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.")
NOT_AVAILABLE = CellError("N_A", "#N/A", "Value is not available.")
PARSE = CellError("ERROR", "#ERROR!", "Formula parse error.")
Result = Scalar | CellError | None


class _TooDeep(Exception):
    """That cell must be worked out first, on its own."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self.place = (sheet, row, column)


class _Failed(Exception):
    def __init__(self, error: CellError) -> None:
        self.error = error


Arguments = list[Callable[[], Any]]
"""What a function was given; each is worked out when it is called, and raises what went wrong in it."""
Cache = dict[tuple[int, int, int], Result]


def compute(book: Spreadsheet, sheet: Sheet, row: int, column: int, cache: Cache | None = None) -> Result:
    """What the cell holds once its formula is worked out.

    Args:
        book: The spreadsheet.
        sheet: One of its tabs.
        row: Counted from 0.
        column: The same.
        cache: What was worked out before, as long as nothing changed.
    """
    value = sheet.cell(row, column).value
    if not isinstance(value, Formula):
        return value
    cache = {} if cache is None else cache
    waiting = [(sheet, row, column)]
    while waiting:
        try:
            result = _cell(_Calculator(book, sheet, 0, cache), *waiting[-1])
            waiting.pop()
        except _TooDeep as deep:
            if deep.place in waiting:
                cache[deep.place[0].sheet_id, deep.place[1], deep.place[2]] = REF
            waiting.append(deep.place)
    return result


def _cell(calculator: "_Calculator", sheet: Sheet, row: int, column: int) -> Result:
    value = sheet.cell(row, column).value
    if not isinstance(value, Formula):
        return value
    cache, place = calculator.cache, (sheet.sheet_id, row, column)
    if place not in cache:
        if calculator.depth > DEEPEST:
            raise _TooDeep(sheet, row, column)
        cache[place] = REF  # a formula that comes back to itself finds this
        try:
            cache[place] = _Calculator(calculator.book, sheet, calculator.depth + 1, cache).work_out(
                value.text
            )
        except _TooDeep:
            del cache[place]
            raise
    return cache[place]


class _Calculator:
    """One formula being worked out."""

    def __init__(self, book: Spreadsheet, sheet: Sheet, depth: int, cache: Cache) -> None:
        self.book, self.sheet, self.depth, self.cache = book, sheet, depth, cache
        self.tokens: list[tuple[str, str]] = []

    def work_out(self, text: str) -> Result:
        try:
            self.tokens = self._tokens(text[1:])
            result = self._comparison()
            if self.tokens:
                return PARSE
            first = result[0][0] if isinstance(result, list) else result
            return 0 if first is None else first
        except _Failed as failed:
            return failed.error

    def _tokens(self, text: str) -> list[tuple[str, str]]:
        found, place = [], 0
        while place < len(text.rstrip()):
            match = TOKEN.match(text, place)
            if not match or not match.lastgroup:
                raise _Failed(PARSE)
            found.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return found

    def _next_is(self, *signs: str) -> str | None:
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def _comparison(self) -> Any:
        left = self._joined()
        while sign := self._next_is("=", "<>", "<", ">", "<=", ">="):
            a, b = _single(left), _single(self._joined())
            order = (_rank(a) > _rank(b)) - (_rank(a) < _rank(b))
            left = {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0}.get(
                sign, order <= 0 if sign == "<=" else order >= 0
            )
        return left

    def _joined(self) -> Any:
        left = self._sum()
        while self._next_is("&"):
            left = _text(left) + _text(self._sum())
        return left

    def _sum(self) -> Any:
        left = self._product()
        while sign := self._next_is("+", "-"):
            right = _number(self._product())
            left = _number(left) + (right if sign == "+" else -right)
        return left

    def _product(self) -> Any:
        left = self._power()
        while sign := self._next_is("*", "/"):
            right = _number(self._power())
            if sign == "/" and right == 0:
                raise _Failed(DIVIDE)
            left = _number(left) * right if sign == "*" else _number(left) / right
        return left

    def _power(self) -> Any:
        left = self._unary()
        while self._next_is("^"):
            left = _number(left) ** _number(self._unary())
        return left

    def _unary(self) -> Any:
        if sign := self._next_is("-", "+"):
            value = _number(self._unary())
            return -value if sign == "-" else value
        value = self._atom()
        while self._next_is("%"):
            value = _number(value) / 100
        return value

    def _atom(self) -> Any:
        if not self.tokens:
            raise _Failed(PARSE)
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "reference":
            return self._range(text.replace("$", ""))
        if kind == "error":
            raise _Failed(REF if text == "#REF!" else NOT_AVAILABLE)
        if kind == "name":
            return self._named(text)
        if text == "(":
            value = self._comparison()
            if not self._next_is(")"):
                raise _Failed(PARSE)
            return value
        raise _Failed(PARSE)

    def _named(self, name: str) -> Any:
        if name.upper() in ("TRUE", "FALSE") and not (self.tokens and self.tokens[0][1] == "("):
            return name.upper() == "TRUE"
        if self._next_is("("):
            return self._call(name.upper())
        return self._range(name, NAME)

    def _call(self, name: str) -> Any:
        arguments: Arguments = []
        while not self._next_is(")"):
            try:
                value = self._comparison()
            except _Failed as failed:
                value = failed.error
                self._skip_argument()
            arguments.append(functools.partial(_raised, value))
            if not self._next_is(",", ";") and not (self.tokens and self.tokens[0][1] == ")"):
                raise _Failed(PARSE)
        if name not in FUNCTIONS:
            raise _Failed(NAME)
        try:
            return FUNCTIONS[name](arguments)
        except IndexError:
            raise _Failed(NOT_AVAILABLE) from None

    def _skip_argument(self) -> None:
        depth = 0
        while self.tokens and not (depth == 0 and self.tokens[0][1] in (",", ";", ")")):
            depth += {"(": 1, ")": -1}.get(self.tokens.pop(0)[1], 0)

    def _range(self, text: str, missing: CellError = REF) -> list[list[Result]]:
        try:
            named = text if "!" in text else f"'{self.sheet.title.replace(chr(39), chr(39) * 2)}'!{text}"
            sheet, box = find_range(self.book, named, Behaviour())
        except ApiError:
            raise _Failed(missing) from None
        rows = range(box.top, min(box.bottom, len(sheet.rows)))
        columns = range(box.left, min(box.right, len(sheet.columns)))
        return [[_cell(self, sheet, row, column) for column in columns] for row in rows]


def _raised(value: Any) -> Any:
    if isinstance(value, CellError):
        raise _Failed(value)
    return value


def _single(value: Any) -> Any:
    return _raised(value[0][0] if isinstance(value, list) else value)


def _number(value: Any) -> float:
    value = _single(value)
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise _Failed(VALUE) from None
    return float(value)


def _text(value: Any) -> str:
    value = _single(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.lower()
    return 0, value or 0


def _flat(arguments: Arguments) -> list[Any]:
    values: list[Any] = []
    for argument in arguments:
        value = argument()
        values += [item for line in value for item in line] if isinstance(value, list) else [value]
    return [_raised(value) for value in values]


def _numbers(arguments: Arguments) -> list[float]:
    return [value for value in _flat(arguments) if isinstance(value, int | float) and value is not True]


def _if(arguments: Arguments) -> Any:
    if _number(arguments[0]()):
        return _single(arguments[1]())
    return _single(arguments[2]()) if len(arguments) > 2 else False


def _if_error(arguments: Arguments) -> Any:
    try:
        return _single(arguments[0]())
    except _Failed:
        return _single(arguments[1]()) if len(arguments) > 1 else ""


def _round(arguments: Arguments) -> float:
    scale = 10.0 ** int(_number(arguments[1]()) if len(arguments) > 1 else 0)
    value = _number(arguments[0]())
    return int(abs(value) * scale + 0.5) / scale * (1 if value >= 0 else -1)


def _average(arguments: Arguments) -> float:
    numbers = _numbers(arguments)
    if not numbers:
        raise _Failed(DIVIDE)
    return sum(numbers) / len(numbers)


def _missing(_: Arguments) -> Any:
    raise _Failed(NOT_AVAILABLE)


FUNCTIONS: dict[str, Callable[[Arguments], Any]] = {
    "SUM": lambda a: sum(_numbers(a)),
    "AVERAGE": _average,
    "MIN": lambda a: min(_numbers(a), default=0),
    "MAX": lambda a: max(_numbers(a), default=0),
    "COUNT": lambda a: len(_numbers(a)),
    "COUNTA": lambda a: sum(value not in (None, "") for value in _flat(a)),
    "ABS": lambda a: abs(_number(a[0]())),
    "ROUND": _round,
    "IF": _if,
    "IFERROR": _if_error,
    "NA": _missing,
    "CONCATENATE": lambda a: "".join(_text(value) for value in _flat(a)),
    "UPPER": lambda a: _text(a[0]()).upper(),
    "LEN": lambda a: len(_text(a[0]())),
    "HYPERLINK": lambda a: _single(a[-1]()),
    "TRUE": lambda a: True,
    "FALSE": lambda a: False,
}
