"""The forms a value may be written in: dates, phones, amounts and words read out of any text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product

from workbook_templates.text import fold

MONTHS = {
    fold(name): number
    for names in (
        "January February March April May June July August September October November December",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
PHONE = re.compile(r"(?<!\d)[+(]{0,2}\d(?:[ \u00a0\u202f.\-()/·]{0,2}\d){6,}")
CALLED = re.compile(r"(?<![\d.,])(?:\+|\(\+|0)(?:[ \u00a0\u202f.\-()/·]{0,2}\d){6,}")
PARTED_DATE = re.compile(r"(?<!\d)(?<!\d[-/.])(\d{1,4})([-/. \u00a0])(\d{1,2})\2(\d{1,4})(?!\d)(?!\2\d)")
WHOLE_DATE = re.compile(r"(?<!\d)\d{8}(?=\D|\d{6}(?!\d)|$)")
WORDED_DATE = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([a-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})(?!\d)"
)
NUMBER = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f\u2009,.']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
)
SPACED = re.compile(r"[ \u00a0\u202f\u2009']")
SHORT_MONTHS = {
    **{name[:3]: number for name, number in MONTHS.items()},
    **MONTHS,
    "fevr": 2,
    "juil": 7,
    "sept": 9,
}


def squeeze(text: str) -> str:
    """Keep letters and digits alone, without case or accents.

    >>> squeeze("12, rue de l'Œuvre – Crécy")
    '12ruedeloeuvrecrecy'
    """
    return re.sub(r"[\W_]+", "", _plain(text))


def spell(text: str) -> str:
    """Keep words alone, one space between them.

    >>> spell("Noix, œufs.")
    'noix oeufs'
    """
    return " ".join(re.sub(r"[\W_]+", " ", _plain(text)).split())


def _plain(text: str) -> str:
    plain = fold(text)
    if not plain.isascii():
        plain = "".join(LETTERS.get(letter, letter) for letter in plain)
    return plain


def find_dates(text: str) -> Iterator[str]:
    """Every date a text may mean, in ISO form; all its readings when it has several.

    >>> sorted(find_dates("née le 03/04/1985")), list(find_dates("3 avril 1985"))
    (['1985-03-04', '1985-04-03'], ['1985-04-03'])
    """
    for found in PARTED_DATE.finditer(text):
        first, middle, last = (int(found[group]) for group in (1, 3, 4))
        if len(found[1]) == 4:
            yield from _day(first, middle, last)
        elif len(found[4]) == 4 or (len(found[4]) == 2 and found[2] in "-/."):
            years = (last,) if len(found[4]) == 4 else (1900 + last, 2000 + last)
            for year, (day, month) in product(years, ((first, middle), (middle, first))):
                yield from _day(year, month, day)
    for found in WHOLE_DATE.finditer(text):
        digits = found[0]
        yield from _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        yield from _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        yield from _day(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    if any(letter.isalpha() for letter in text):
        for found in WORDED_DATE.finditer(fold(text)):
            named, numbered = SHORT_MONTHS.get(found[2], 0), found[1] or found[3]
            if named and numbered:
                yield from _day(int(found[4]), named, int(numbered))


def find_phones(text: str, lengths: Iterable[int]) -> Iterator[str]:
    """Every run of so many digits in what may be phone numbers."""
    for found in PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        for length in lengths:
            for at in range(len(digits) - length + 1):
                yield digits[at : at + length]


def find_amounts(text: str) -> Iterator[Decimal]:
    """Every amount in a text: of four digits or more, with cents, or standing alone.

    >>> [str(amount) for amount in find_amounts("payé 1 250,5 puis 35,00 en 12 jours")]
    ['1250.5', '35.00']
    """
    bare = CALLED.sub(" ", PARTED_DATE.sub(" ", text))
    for found in NUMBER.finditer(bare):
        digits = SPACED.sub("", found[0])
        if "." in digits or "," in digits or len(digits) >= 4 or found[0] == text.strip():
            yield from _readings(digits)


def _readings(digits: str) -> Iterator[Decimal]:
    """What an amount's digits may mean: a mark before three digits groups them, or begins the cents."""
    at = max(digits.rfind("."), digits.rfind(","))
    bare = re.sub(r"[.,]", "", digits)
    if at < 0 or len(digits) - at == 4:
        yield Decimal(bare)
    if at >= 0:
        yield Decimal(re.sub(r"[.,]", "", digits[:at]) + "." + digits[at + 1 :])


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> tuple[str, ...]:
    try:
        return (date(year, month, day).isoformat(),)
    except ValueError:
        return ()


def phone_core(text: str) -> str:
    """The digits that every form of a phone shares: without its country code or leading 0.

    >>> phone_core("+33612345678"), phone_core("+15145550123"), phone_core("06 12 34")
    ('612345678', '5145550123', '61234')
    """
    digits = re.sub(r"\D", "", text)
    if text.startswith("+1"):
        return digits[-10:]
    if text.startswith("+"):
        return digits[-9:] if text.startswith("+33") else digits[-8:]
    return digits.lstrip("0")
