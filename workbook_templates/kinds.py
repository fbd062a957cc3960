"""The kinds of cell: raw cell -> canonical text -> what a sheet's cell holds.

Canonical text is the one form that sheets, store, merge and dumps share: ISO
dates, HH:MM, ``1250.00``, ``20%``, ``1 3/8``, choice keys, phones in E.164. A
cell that is not of its kind keeps the text it was typed as.
"""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from math import isfinite
from typing import cast

from workbook_templates.declare import Column, Kind
from workbook_templates.kind_readers import READERS, TESTS, format_pages, parse_pages
from workbook_templates.raw_cells import EXACT, SEPARATOR, as_typed, cents_text, read_number
from workbook_templates.text import Lang

__all__ = [
    "SEPARATOR",
    "as_typed",
    "canonical",
    "canonical_column",
    "format_pages",
    "is_of_kind",
    "native",
    "parse_pages",
    "read_number",
]

Native = str | Decimal | bool | date | time


def canonical(value: object, column: Column, lang: Lang, country: str) -> str:
    """Read one raw cell; what is not of its kind comes back as it was typed."""
    if value is None or value == "":
        return ""
    text = as_typed(value)
    if not text:
        return ""
    if isinstance(value, float) and not isfinite(value):
        return text
    read = READERS[column.kind](value, text, column, lang, country)
    return text if read is None else read


def canonical_column(values: Sequence[object], column: Column, lang: Lang, country: str) -> list[str]:
    """Read one column's raw cells; equal cells are read once."""
    kinds = set(map(type, values))
    if column.kind in (Kind.TEXT, Kind.EMAIL) and kinds == {str}:
        texts = cast(Sequence[str], values)
        together = "".join(texts)
        is_clean = "\r" not in together and SEPARATOR not in together
        is_clean = is_clean and (column.kind is Kind.TEXT or together == together.lower())
        if is_clean and list(map(str.strip, texts)) == list(texts):
            return list(texts)
    is_money = column.kind is Kind.MONEY

    def read(value: object) -> str:
        if is_money and type(value) is float and (text := cents_text(value)) is not None:
            return text
        return canonical(value, column, lang, country)

    if len(kinds) == 1:
        memo = {value: read(value) for value in set(values)}
        return list(map(memo.__getitem__, values))
    # True, 1 and 1.0 are one key in Python: types that meet in a column have a memo each.
    memos = {kind: {value: read(value) for value in {v for v in values if type(v) is kind}} for kind in kinds}
    return [memos[type(value)][value] for value in values]


def is_of_kind(text: str, column: Column) -> bool:
    """Whether canonical text is of the column's kind; a blank always is."""
    if not text:
        return True
    test = TESTS.get(column.kind)
    return test is None or test(text, column)


def native(text: str, column: Column, lang: Lang) -> Native:
    """What a sheet's cell holds for canonical text: labels, numbers, dates, or text."""
    if not text or not is_of_kind(text, column):
        return text
    match column.kind:
        case Kind.CHOICE:
            return next(choice.label.say(lang) for choice in column.choices if choice.key == text)
        case Kind.BOOL:
            words = ("oui", "non") if lang == "fr" else ("yes", "no")
            return words[0] if text == "true" else words[1]
        case Kind.INT | Kind.DECIMAL | Kind.MONEY:
            return Decimal(text)
        case Kind.PERCENT:
            return EXACT.divide(Decimal(text[:-1]), Decimal(100))
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TIME:
            return time.fromisoformat(text)
        case _:
            return text
