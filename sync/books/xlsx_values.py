"""What a cell of a sheet holds, as XML."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from xml.sax.saxutils import escape

from workbook_templates.text import OfficeError

LONGEST = 32_767
LARGEST = 10**300
DIGITS = 15  # what a sheet's numbers can tell apart
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
LEAP = date(1900, 3, 1)  # sheets count a 29 February 1900 that never was
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
UNSAID = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula to be computed when the workbook is opened."""

    text: str


CellValue = str | int | Decimal | bool | date | time | None
Content = CellValue | Formula


@cache
def letters(column: int) -> str:
    """Column number, from 1, to letters."""
    word = ""
    while column:
        column, rest = divmod(column - 1, 26)
        word = chr(65 + rest) + word
    return word


def number_of(word: str) -> int:
    """Column letters to number, from 1."""
    total = 0
    for letter in word:
        total = total * 26 + ord(letter) - 64
    return total


def serial(value: date | time, is_1904: bool) -> str:
    """A date or time of day as the number a sheet holds, "" for a day before the sheet's first."""
    if isinstance(value, time):
        return _day_part(value)
    part = _day_part(value.time()) if isinstance(value, datetime) else "0"
    day = value.date() if isinstance(value, datetime) else value
    first = EPOCH_1904 if is_1904 else EPOCH_1900
    days = (day - first).days - (not is_1904 and day < LEAP)
    if days < (0 if is_1904 else 1):
        return ""
    return str(days) if part == "0" else repr(days + float(part))


def _day_part(value: time) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return repr(seconds / 86_400) if seconds else "0"


def _number(value: int | Decimal) -> str:
    """A number as a sheet writes it, "" when the sheet would round it or has no word for it."""
    size = abs(Decimal(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            return ""
        digits = len(value.normalize().as_tuple().digits)
    else:
        digits = len(str(abs(value)).rstrip("0"))
    return str(value) if digits <= DIGITS and size < LARGEST else ""


def _text(value: str, reference: str) -> str:
    if len(value) > LONGEST:
        raise OfficeError(
            f"The text for cell {reference} is {len(value)} characters long; a cell holds {LONGEST}.",
            f"Le texte de la cellule {reference} compte {len(value)} caractères ; une cellule en tient {LONGEST}.",
        )
    if "_x" in value:
        value = ESCAPED.sub("_x005F_", value)
    if not value.isprintable():
        value = UNSAID.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    return escape(value)


def cell_xml(reference: str, style: str, value: Content, is_1904: bool, prefix: str = "") -> str:
    """One cell; text is inline, so that it can never become a formula.

    A date before the sheet's first day, and a number of more digits than a
    sheet keeps, are written as the text they are.

    Raises:
        OfficeError: The text is longer than a cell holds.
    """
    p = prefix
    look = f' s="{style}"' if style and style != "0" else ""
    if value is None or value == "":
        return f'<{p}c r="{reference}"{look}/>'
    if isinstance(value, Formula):
        return f'<{p}c r="{reference}"{look}><{p}f>{escape(value.text)}</{p}f></{p}c>'
    if isinstance(value, bool):
        return f'<{p}c r="{reference}"{look} t="b"><{p}v>{int(value)}</{p}v></{p}c>'
    if isinstance(value, str):
        number = ""
    elif isinstance(value, date | time):
        number = serial(value, is_1904)
    else:
        number = _number(value)
    if number:
        return f'<{p}c r="{reference}"{look}><{p}v>{number}</{p}v></{p}c>'
    text = value.isoformat() if isinstance(value, date | time) else str(value)
    return (
        f'<{p}c r="{reference}"{look} t="inlineStr"><{p}is><{p}t xml:space="preserve">'
        f"{_text(text, reference)}</{p}t></{p}is></{p}c>"
    )
