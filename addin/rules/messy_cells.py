"""Read one cell of a messy list: phones that lost their zero, dates in words, amounts with their sign."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from addin.rules.messy_words import read_choice
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import as_typed, canonical, is_of_kind
from workbook_templates.text import Lang, fold

DateOrder = Literal["", "day-first", "month-first"]

PHONE_CUT = re.compile(r"\s*(?:[/;,|\n]|\s(?:ou|or|et|and|puis|then|&)\s|\s[-–—]\s)\s*", re.IGNORECASE)
PHONE_LABEL = re.compile(
    r"^(?:tel|telephone|phone|ph|mob|mobile|port|portable|cell|cellulaire|m|t|p|c|h|w|b|d|bur|bureau|fixe|dom|domicile|maison|home|work|office|perso|pro|o)\b\s*[.:]*\s*",
    re.IGNORECASE,
)
FRENCH_PHONE = re.compile(r"(?:(?:\+|00)33\s?(?:\(0\)\s?)?|0)[1-9](?:[ .-]?\d\d){4}")
FRENCH_DIGITS = re.compile(r"0?[1-9]\d{8}\Z")
AMERICAN_GROUPS = re.compile(r"(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-]\s?[2-9]\d\d[ .-]\d{4}\Z")
EXPONENT = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})\Z")
EMAIL = re.compile(r"[^\s,;:<>()/|\"']+@[^\s,;:<>()/|\"']+")
WEEKDAY = re.compile(
    r"^(?:le\s+)?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\b[.,]?\s*(?=\d|[a-z]+\.? \d)"
)
SHORT_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z")
WORD_DATE = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s.-]*([a-z]{3,9})\.?[\s,.-]*(\d{4}|\d{2})\Z")
WORD_FIRST = re.compile(r"([a-z]{3,9})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(\d{4}|\d{2})\Z")
MONTHS = tuple(
    (word, number)
    for number, words in enumerate(
        [
            "jan janv janvier january",
            "fev fevr fevrier feb february",
            "mar mars march",
            "avr avril apr april",
            "mai may",
            "juin jun june",
            "juil jul juillet july",
            "aou aout aug august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ],
        start=1,
    )
    for word in words.split()
)
MONTH = dict(MONTHS)
CURRENCY = re.compile(
    r"(?:€|\$\s?ca\b|\$\s?can\b|ca\s?\$|\$|\beur\b|\beuros?\b|\bcad\b|\bht\b|\bbrut\b|\bgross\b)",
    re.IGNORECASE,
)
DOT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+\Z")
COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """How a file's cells are read: its language, the production's country, the order of its dates."""

    lang: Lang
    country: str
    today: date
    order: DateOrder = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One cell as read; ``left`` is what it holds beside, which has no column."""

    text: str
    left: tuple[str, ...] = ()
    is_abroad: bool = False


def read_cell(value: object, column: Column, context: Context) -> Read:
    """Read one messy cell; what is not of its kind comes back as it was typed."""
    text = as_typed(value)
    if not text:
        return Read("")
    match column.kind:
        case Kind.PHONE:
            return _phone(value, text, column, context)
        case Kind.EMAIL:
            return _email(text, column, context)
        case Kind.DATE:
            return Read(_date(value, text, column, context))
        case Kind.MONEY | Kind.DECIMAL:
            return Read(_money(value, text, column, context))
        case Kind.CHOICE:
            return Read(read_choice(text, column) or canonical(value, column, context.lang, context.country))
        case Kind.INT if isinstance(value, str):
            bare = re.sub(r"^(?:n[°o]|no|#|j)?\s*(\d+)\s*\.?$", r"\1", fold(text))
            read = canonical(bare, column, context.lang, context.country)
            return Read(read if is_of_kind(read, column) else text)
        case Kind.SOCIAL:
            return Read(_social(value, text, column, context))
        case _:
            return Read(canonical(value, column, context.lang, context.country))


def read_postal_code(value: object, country: str) -> str:
    """A postal code, a French one with the zero that a number has lost."""
    text = as_typed(value)
    is_short = country.startswith("FR") and re.fullmatch(r"\d{4}", text) and not isinstance(value, str)
    return f"0{text}" if is_short else text


def find_date_order(texts: list[str]) -> tuple[DateOrder, bool]:
    """The order that a column's short dates show.

    Returns:
        The order, "" when none shows one or they disagree; and whether any date could be read both ways.
    """
    day_first = month_first = both = 0
    for text in texts:
        found = SHORT_DATE.match(WEEKDAY.sub("", fold(text)))
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second:
            both += 1
    if bool(day_first) == bool(month_first):
        return "", bool(both)
    return ("day-first" if day_first else "month-first"), bool(both)


def _phone(value: object, text: str, column: Column, context: Context) -> Read:
    text = _unfolded(text.lstrip("'`"))
    whole = _one_phone(value, text, column, context)
    if whole is not None:
        return whole
    found = FRENCH_PHONE.findall(text)
    digits = sum(char.isdigit() for char in text)
    if len(found) > 1 and digits == sum(sum(char.isdigit() for char in part) for part in found):
        parts = found
    else:
        parts = [part for part in PHONE_CUT.split(text) if part.strip()]
    read: Read | None = None
    left: list[str] = []
    for part in parts:
        one = _one_phone(part, part, column, context) if read is None else None
        if one is not None:
            read = one
            left += one.left
        elif any(char.isdigit() for char in part) or read is not None or len(parts) > 1:
            left.append(part.strip())
    if read is None:
        is_short = context.country.startswith("FR") and re.fullmatch(r"[1-9]\d{8}", text)
        return Read(f"0{text}" if is_short else text)
    return Read(read.text, tuple(left), read.is_abroad)


def _unfolded(text: str) -> str:
    """A number that a CSV holds as 3,3612345678E10 or 33612345678.0, written out when no digit is lost."""
    text = re.sub(r"^(\d{8,})[.,]0$", r"\1", text)
    found = EXPONENT.match(text)
    if found and len(found[2] or "") <= int(found[3]) and len(found[2] or "") >= 6:
        return format(Decimal(text.replace(",", ".")).quantize(Decimal(1)), "f")
    return text


def _one_phone(value: object, text: str, column: Column, context: Context) -> Read | None:
    """One number in the production's country, or in the other when its shape can be no other."""
    bare = text.strip()
    while (shorter := PHONE_LABEL.sub("", bare)) != bare and any(char.isdigit() for char in shorter):
        bare = shorter
    note = ""
    if (
        found := re.search(r"\s*\(([^)\d]+)\)\s*$|\s+[-–]?\s*([^\W\d]+)$", bare)
    ) and "poste" not in bare.lower():
        word = found[1] or found[2]
        if fold(word) not in ("ext", "x", "p"):
            bare, note = bare[: found.start()].strip(), word
    left = () if not note or PHONE_LABEL.fullmatch(fold(note)) else (note,)
    tries = [(bare, context.country, False)]
    digits = re.sub(r"[\s.()-]", "", bare)
    if digits.isdigit() and len(digits) >= 11:
        tries.append((f"+{digits}", context.country, False))
    if context.country.startswith("CA") and FRENCH_DIGITS.match(digits):
        tries.append((digits, "FR", True))
    if not context.country.startswith("CA") and AMERICAN_GROUPS.match(bare):
        tries.append((bare, "CA-QC", True))
    for tried, country, abroad in tries:
        read = canonical(tried, column, context.lang, country)
        if is_of_kind(read, column):
            return Read(read, left, abroad)
    return None


def _email(text: str, column: Column, context: Context) -> Read:
    found = [part.removeprefix("mailto:").rstrip(".") for part in EMAIL.findall(text)]
    if not found:
        return Read(text)
    read = canonical(found[0], column, context.lang, context.country)
    return Read(read, tuple(found[1:])) if is_of_kind(read, column) else Read(text)


def _date(value: object, text: str, column: Column, context: Context) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if not isinstance(value, str):
        return canonical(value, column, context.lang, context.country)
    words = re.sub(r"^le |[ t]00:00(?::00)?$", "", fold(text))
    bare = WEEKDAY.sub("", words).strip()
    return _date_in_words(words, column, context) or _date_in_words(bare, column, context) or text


def _date_in_words(words: str, column: Column, context: Context) -> str | None:
    """A date as typed, without the day of the week; None when it is none."""
    if found := SHORT_DATE.match(words):
        first, second, year = int(found[1]), int(found[2]), found[3]
        is_day_first = context.order == "day-first" or (not context.order and context.lang == "fr")
        day, month = (first, second) if is_day_first else (second, first)
        if month > 12 >= day:
            day, month = month, day
    elif (found := WORD_DATE.match(words)) and found[2] in MONTH:
        day, month, year = int(found[1]), MONTH[found[2]], found[3]
    elif (found := WORD_FIRST.match(words)) and found[1] in MONTH:
        day, month, year = int(found[2]), MONTH[found[1]], found[3]
    else:
        read = canonical(words, column, context.lang, context.country)
        return read if is_of_kind(read, column) else None
    century = int(year) + (2000 if len(year) == 2 else 0)
    if len(year) == 2 and column.key == "birth_date" and century > context.today.year:
        century -= 100
    try:
        return date(century, month, day).isoformat()
    except ValueError:
        return None


def _money(value: object, text: str, column: Column, context: Context) -> str:
    if not isinstance(value, str):
        return canonical(value, column, context.lang, context.country)
    bare = CURRENCY.sub("", text).strip()
    if DOT_GROUPS.match(bare):
        bare = bare.replace(".", "")
    elif COMMA_GROUPS.match(bare):
        bare = bare.replace(",", "")
    read = canonical(bare, column, context.lang, context.country)
    return read if is_of_kind(read, column) else text


def _social(value: object, text: str, column: Column, context: Context) -> str:
    read = canonical(value, column, context.lang, context.country)
    if not is_of_kind(read, column) and not isinstance(value, str) and text.isdigit():
        longer = canonical(text.zfill(9), column, context.lang, context.country)
        return longer if is_of_kind(longer, column) else text
    return read
