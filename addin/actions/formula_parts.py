"""The calls of custom functions in a formula, as a file or Excel holds it: English names, commas between arguments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.actions.pointed import parse_address
from workbook_templates.calls import CALLED, NAMESPACE, Spot

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

HERE = "x!"  # before an address without a sheet, to read it as one with
FIELD = re.compile(r"([^\[\]]*)\[(?:@\[?|\[#This Row\],\s*\[)([^\[\]@#]+)\]{1,2}", re.IGNORECASE)
SIGNS = {"+": 1.0, "-": -1.0}


@dataclass(frozen=True, slots=True)
class Range:
    """Cells that an argument names: one by its address, one of this row by its table's column, or several."""

    sheet: str = ""
    spot: Spot | None = None
    table: str = ""
    field: str = ""

    @property
    def is_several(self) -> bool:
        return self.spot is None and not self.field


@dataclass(frozen=True, slots=True)
class Unknown:
    """An argument that only the program computes."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a custom function.

    Args:
        name: As people write it: ``CLASSEUR.EIGHTHS`` or ``CLASSEUR_EIGHTHS``.
        key: The function's own name.
        arguments: A text, number, truth value or None for a blank one; a Range; or Unknown.
        is_whole: The formula is this call and nothing more.
    """

    name: str
    key: str
    arguments: tuple[object, ...]
    is_whole: bool


def calls_in(formula: str) -> Iterator[Call]:
    """The calls of custom functions in a formula, the outer ones first."""
    # The only use of a library that takes a while to load: only books with such formulas wait.
    from openpyxl.formula.tokenizer import Token, Tokenizer

    items = Tokenizer("=" + formula.removeprefix("=")).items
    tokens = [token for token in items if token.type != Token.WSPACE]
    for at, token in enumerate(tokens):
        found = (
            CALLED.fullmatch(token.value)
            if token.type == Token.FUNC and token.subtype == Token.OPEN
            else None
        )
        if found is not None:
            parts, end = _arguments(tokens, at)
            mark = (
                "_"
                if "_xldudf_" not in token.value.lower() and f"{NAMESPACE}_" in token.value.upper()
                else "."
            )
            key = found[1].upper()
            whole = at == 0 and end == len(tokens) - 1
            yield Call(f"{NAMESPACE}{mark}{key}", key, tuple(map(_argument, parts)), whole)


def _arguments(tokens: Sequence["Token"], at: int) -> tuple[list[list["Token"]], int]:
    """The tokens of each argument of the call that opens at a token, and where it closes."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for end, token in enumerate(tokens[at:], start=at):
        if token.subtype == "OPEN":
            depth += 1
            if depth == 1:
                continue
        elif token.subtype == "CLOSE":
            depth -= 1
            if not depth:
                return (parts if parts != [[]] else []), end
        elif token.type == "SEP" and depth == 1:
            parts.append([])
            continue
        parts[-1].append(token)
    return parts, len(tokens)


def _argument(tokens: Sequence["Token"]) -> object:
    if not tokens:
        return None
    sign = 1.0
    if len(tokens) == 2 and tokens[0].type == "OPERATOR-PREFIX" and tokens[0].value in SIGNS:
        sign, tokens = SIGNS[tokens[0].value], tokens[1:]
        if tokens[0].subtype != "NUMBER":
            return Unknown()
    if len(tokens) != 1 or tokens[0].type != "OPERAND":
        return Unknown()
    value = tokens[0].value
    match tokens[0].subtype:
        case "TEXT":
            return value[1:-1].replace('""', '"')
        case "NUMBER":
            return sign * float(value)
        case "LOGICAL":
            return value.upper() == "TRUE"
        case "RANGE":
            return _range(value)
        case _:
            return Unknown()


def _range(said: str) -> Range | Unknown:
    """What an address, or a column of a native table, names; a defined name is unknown."""
    if found := FIELD.fullmatch(said):
        return Range(table=found[1], field=found[2])
    first, colon, last = said.replace("$", "").rpartition(":")
    if colon and first.rpartition("!")[2].upper() != last.upper():
        return Range()
    one = first if colon else said
    address = parse_address(one if "!" in one else HERE + one)
    if address is None:
        return Unknown()
    sheet, row, column = address
    return Range("" if "!" not in said else sheet, (row, column))
