"""The kinds of cell: raw cell -> canonical text -> what a sheet's cell holds.

Canonical text is the one form that sheets, store, merge and dumps share: ISO
dates, HH:MM, ``1250.00``, ``20%``, ``1 3/8``, choice keys, phones in E.164. A
cell that is not of its kind keeps the text it was typed as.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import cast

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import iban as iban_number
from stdnum import luhn
from stdnum.fr import nir as nir_number
from stdnum.fr import siret as siret_number

from workbook_templates.declare import Column, Kind
from workbook_templates.text import Lang, fold

Native = str | Decimal | bool | date | time

SPACES = " \u00a0\u202f\u2009"
SEPARATOR = "\x1f"  # between packed cells; never in one
EDGES = " \t\n\u00a0"
EXACT = Context(prec=40_000)  # more digits than a cell holds: what was typed is never rounded
EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)
YES = {"true", "yes", "oui", "vrai", "x", "1", "y", "o"}
NO = {"false", "no", "non", "faux", "0", "n"}
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
GROUPED_SPACE = re.compile(rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?\Z")
GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\Z")
ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?\Z")
SHORT_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z")
DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})\Z")
MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\Z")
CLOCK = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})?(?::(\d{2}))?\s*(am|pm)?\Z")
PAGES = re.compile(r"(?:(\d+)|(?:(\d+)[ +])?\s*([0-8])/8)\Z")


def canonical(value: object, column: Column, lang: Lang, country: str) -> str:
    """Read one raw cell; what is not of its kind comes back as it was typed."""
    if value is None or value == "":
        return ""
    text = as_typed(value)
    if not text:
        return ""
    if isinstance(value, float) and not isfinite(value):
        return text
    read = _READERS[column.kind](value, text, column, lang, country)
    return text if read is None else read


def canonical_column(values: Sequence[object], column: Column, lang: Lang, country: str) -> list[str]:
    """Read one column's raw cells; equal cells are read once."""
    kinds = set(map(type, values))
    if column.kind is Kind.TEXT and kinds == {str}:
        texts = cast(Sequence[str], values)
        together = "".join(texts)
        is_clean = "\r" not in together and SEPARATOR not in together
        if is_clean and list(map(str.strip, texts)) == list(texts):
            return list(texts)
    is_money = column.kind is Kind.MONEY

    def read(value: object) -> str:
        if is_money and type(value) is float and (text := _cents_text(value)) is not None:
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
    test = _TESTS.get(column.kind)
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


def parse_pages(text: str) -> int:
    """Read pages as eighths.

    Raises:
        ValueError: The text is not pages.

    >>> parse_pages("1 3/8")
    11
    """
    found = PAGES.match(text.strip())
    if not found:
        raise ValueError(text)
    whole, carried, eighths = found.groups()
    return int(whole) * 8 if whole else int(carried or 0) * 8 + int(eighths)


def format_pages(eighths: int) -> str:
    """Write eighths as pages.

    >>> format_pages(11), format_pages(3), format_pages(16)
    ('1 3/8', '3/8', '2')
    """
    whole, rest = divmod(eighths, 8)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/8" if whole else f"{rest}/8"


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
            return value.strftime("%H:%M")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
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


def _number(value: object, text: str, lang: Lang) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(text) if re.match(r"-?\d", text) else None
    return read_number(text, lang) if isinstance(value, str) else None


def _two_decimals(number: Decimal) -> str:
    whole, _, rest = _shortest(number).partition(".")
    return f"{whole}.{rest:0<2}"


def _cents_text(number: float) -> str | None:
    """The common amount, of whole cents, read fast; None for any other."""
    text = f"{number + 0.0:.2f}"
    return text if abs(number) < 1e12 and float(text) == number else None


def _shortest(number: Decimal) -> str:
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def _read_money(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = _number(value, text, lang)
    return None if number is None else _two_decimals(number)


def _read_decimal(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = _number(value, text, lang)
    return None if number is None else _shortest(number)


def _read_int(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = _number(value, text, lang)
    return None if number is None or number != int(number) else str(int(number))


def _read_percent(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, str) and text.endswith("%"):
        number = read_number(text[:-1].rstrip(SPACES), lang)
        return None if number is None else _shortest(number) + "%"
    number = _number(value, text, lang)
    if number is None or (isinstance(value, str) and not 0 <= number <= 1):
        return None
    return _shortest(EXACT.multiply(number, Decimal(100))) + "%"


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _read_date(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        serial = int(value)
        return (EPOCH + timedelta(days=serial)).isoformat() if serial == value and serial in SERIALS else None
    if not isinstance(value, str):
        return None
    if found := ISO_DATE.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := SHORT_DATE.match(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
        day, month = (first, second) if lang == "fr" else (second, first)
        return _day(year, month, day) or _day(year, day, month)
    words = fold(text)
    if (found := DAY_FIRST.match(words)) and found[2] in MONTHS:
        return _day(int(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := MONTH_FIRST.match(words)) and found[1] in MONTHS:
        return _day(int(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def _clock(minutes: int) -> str | None:
    return f"{minutes // 60:02}:{minutes % 60:02}" if 0 <= minutes < 1440 else None


def _read_time(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, datetime):
        is_clock = value.date() <= date(1900, 1, 1)
        return (
            _clock(round((value.hour * 3600 + value.minute * 60 + value.second) / 60)) if is_clock else None
        )
    if isinstance(value, time):
        return _clock(round((value.hour * 3600 + value.minute * 60 + value.second) / 60))
    if isinstance(value, timedelta):
        return _clock(round(value.total_seconds() / 60))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _clock(round(value * 1440)) if 0 <= value < 1 else None
    found = CLOCK.match(fold(text))
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if found[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if found[4] == "pm" else 0)
    return _clock(hours * 60 + minutes) if minutes < 60 else None


def _read_bool(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    word = fold(text)
    return "true" if word in YES else "false" if word in NO else None


def _read_choice(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    return _words(column).get(fold(text))


def _words(column: Column) -> dict[str, str]:
    words: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.label.en, choice.label.fr, choice.key):
            words[fold(word)] = choice.key
    return words


def _read_email(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    name, at, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}" if at else None


@lru_cache(maxsize=65536)
def _phone(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    # E.164 has no extension: such a number stays as typed, so that nothing is lost.
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _read_phone(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    return _phone(text, country.partition("-")[0] or "FR")


def _read_pages(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        eighths = Fraction(text) * 8
        return format_pages(int(eighths)) if eighths.denominator == 1 and eighths >= 0 else None
    if not isinstance(value, str):
        return None
    try:
        return format_pages(parse_pages(" ".join(text.split())))
    except ValueError:
        return None


def _is_sin(digits: str) -> bool:
    """A Canadian SIN: nine digits whose Luhn key agrees."""
    return bool(re.fullmatch(r"\d{9}", digits)) and bool(luhn.is_valid(digits))


def _read_social(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if nir_number.is_valid(text):
        return str(nir_number.compact(text))
    digits = re.sub(r"[\s-]", "", text)
    return digits if _is_sin(digits) else None


def _read_iban(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    return str(iban_number.compact(text)) if iban_number.is_valid(text) else None


def _read_siret(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    return str(siret_number.compact(text)) if siret_number.is_valid(text) else None


def _read_ref(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    return text


def _read_refs(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    parts = [part.strip() for part in re.split(r"[,;\n]", text)]
    return ",".join(part for part in parts if part)


Reader = Callable[[object, str, Column, Lang, str], str | None]
_READERS: dict[Kind, Reader] = {
    Kind.TEXT: _read_ref,
    Kind.CHOICE: _read_choice,
    Kind.INT: _read_int,
    Kind.DECIMAL: _read_decimal,
    Kind.MONEY: _read_money,
    Kind.PERCENT: _read_percent,
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.BOOL: _read_bool,
    Kind.EMAIL: _read_email,
    Kind.PHONE: _read_phone,
    Kind.REF: _read_ref,
    Kind.REFS: _read_refs,
    Kind.PAGES: _read_pages,
    Kind.SOCIAL: _read_social,
    Kind.IBAN: _read_iban,
    Kind.SIRET: _read_siret,
}


def _is_number(text: str, column: Column) -> bool:
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?", text))


def _is_int(text: str, column: Column) -> bool:
    return bool(re.fullmatch(r"-?(?:0|[1-9]\d*)", text))


def _is_date(text: str, column: Column) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and _read_date(text, text, column, "en", "") == text


@lru_cache(maxsize=65536)
def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _is_pages(text: str, column: Column) -> bool:
    return _read_pages(text, text, column, "en", "") == text


_TESTS: dict[Kind, Callable[[str, Column], bool]] = {
    Kind.CHOICE: lambda text, column: any(choice.key == text for choice in column.choices),
    Kind.INT: _is_int,
    Kind.DECIMAL: _is_number,
    Kind.MONEY: _is_number,
    Kind.PERCENT: lambda text, column: text.endswith("%") and _is_number(text[:-1], column),
    Kind.DATE: _is_date,
    Kind.TIME: lambda text, column: bool(re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text)),
    Kind.BOOL: lambda text, column: text in ("true", "false"),
    Kind.EMAIL: lambda text, column: _is_email(text),
    Kind.PHONE: lambda text, column: text.startswith("+") and _phone(text, "FR") == text,
    Kind.PAGES: _is_pages,
    Kind.SOCIAL: lambda text, column: bool(nir_number.is_valid(text)) or _is_sin(text),
    Kind.IBAN: lambda text, column: bool(iban_number.is_valid(text)),
    Kind.SIRET: lambda text, column: bool(siret_number.is_valid(text)),
}
