"""One reader for each kind, raw cell -> canonical text or None, and one test of canonical text."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import iban as iban_number
from stdnum import luhn
from stdnum.fr import nir as nir_number
from stdnum.fr import siret as siret_number

from workbook_templates.declare import Column, Kind
from workbook_templates.raw_cells import EXACT, SPACES, number_of, read_number, shortest, two_decimals
from workbook_templates.text import Lang, fold

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
ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?\Z")
SHORT_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z")
DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})\Z")
MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\Z")
CLOCK = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})?(?::(\d{2}))?\s*(am|pm)?\Z")
PAGES = re.compile(r"(?:(\d+)|(?:(\d+)[ +])?\s*([0-8])/8)\Z")


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


def _read_money(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = number_of(value, text, lang)
    return None if number is None else two_decimals(number)


def _read_decimal(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = number_of(value, text, lang)
    return None if number is None else shortest(number)


def _read_int(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    number = number_of(value, text, lang)
    return None if number is None or number != int(number) else str(int(number))


def _read_percent(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, str) and text.endswith("%"):
        number = read_number(text[:-1].rstrip(SPACES), lang)
        return None if number is None else shortest(number) + "%"
    number = number_of(value, text, lang)
    if number is None or (isinstance(value, str) and not 0 <= number <= 1):
        return None
    return shortest(EXACT.multiply(number, Decimal(100))) + "%"


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


def _clock_of(seconds: float) -> str | None:
    """A time of day of whole minutes; a second more or less is a sheet's own rounding, more is someone's."""
    minutes = round(seconds / 60)
    return _clock(minutes) if abs(seconds - 60 * minutes) <= 1 else None


def _whole_minutes(value: time) -> str | None:
    return _clock_of(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)


def _read_time(value: object, text: str, column: Column, lang: Lang, country: str) -> str | None:
    if isinstance(value, datetime):
        is_clock = value.date() <= date(1900, 1, 1)
        return _whole_minutes(value.time()) if is_clock else None
    if isinstance(value, time):
        return _whole_minutes(value)
    if isinstance(value, timedelta):
        return _clock_of(value.total_seconds())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _clock_of(value * 86_400) if 0 <= value < 1 else None
    found = CLOCK.match(fold(text))
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if found[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if found[4] == "pm" else 0)
    return _clock(hours * 60 + minutes) if minutes < 60 and not int(found[3] or 0) else None


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
READERS: dict[Kind, Reader] = {
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


TESTS: dict[Kind, Callable[[str, Column], bool]] = {
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
