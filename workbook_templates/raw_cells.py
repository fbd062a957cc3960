"""Raw cells as text and numbers, before any kind is known: nothing typed is rounded or lost."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal

from workbook_templates.text import Lang

SPACES = " \u00a0\u202f\u2009"
SEPARATOR = "\x1f"  # between packed cells; never in one
EDGES = " \t\n\u00a0"
EXACT = Context(prec=40_000)  # more digits than a cell holds: what was typed is never rounded
GROUPED_SPACE = re.compile(rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?\Z")
GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\Z")


def as_typed(value: object) -> str:
    """The text of a raw cell, as a person would have typed it."""
    match value:
        case str():
            if not value.isprintable():
                value = value.replace("\r\n", "\n").replace("\r", "\n").replace(SEPARATOR, " ")
            return value.strip(EDGES)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _plain(value)
        case datetime():
            is_whole_minute = not (value.second or value.microsecond)
            clock = value.strftime("%H:%M") if is_whole_minute else value.time().isoformat()
            return value.date().isoformat() + (f" {clock}" if value.time() != time() else "")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M") if not (value.second or value.microsecond) else value.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case _:
            return str(value)


def read_number(text: str, lang: Lang) -> Decimal | None:
    """Read an amount typed as text; None when it is not one, or could be two."""
    text = text.replace("−", "-").strip()
    if lang == "en" and GROUPED_COMMA.match(text):
        return Decimal(text.replace(",", ""))
    if GROUPED_SPACE.match(text):
        for space in SPACES:
            text = text.replace(space, "")
    if PLAIN_NUMBER.match(text):
        return Decimal(text.replace(",", "."))
    return None


def _plain(number: float) -> str:
    """A float as Excel shows it: 15 significant digits, no exponent."""
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return format(Decimal(format(number, ".15g")), "f")


def number_of(value: object, text: str, lang: Lang) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(text) if re.match(r"-?\d", text) else None
    return read_number(text, lang) if isinstance(value, str) else None


def two_decimals(number: Decimal) -> str:
    whole, _, rest = shortest(number).partition(".")
    return f"{whole}.{rest:0<2}"


def cents_text(number: float) -> str | None:
    """The common amount, of whole cents, read fast; None for any other."""
    text = f"{number + 0.0:.2f}"
    return text if abs(number) < 1e12 and float(text) == number else None


def shortest(number: Decimal) -> str:
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain
