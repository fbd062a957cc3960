"""A text in the two languages of our users, and the one error class."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Lang = Literal["en", "fr"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text, in English and in French."""

    en: str
    fr: str

    def say(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en


class OfficeError(Exception):
    """The request could not be carried out; ``text`` is the one sentence to show."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.text = Text(en, fr)


def fold(text: str) -> str:
    """Fold a label for comparison: no case, no accents, single spaces.

    >>> fold("  Prénom\\n usuel ")
    'prenom usuel'
    """
    plain = unicodedata.normalize("NFKD", text).replace("’", "'")
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


DATE_FORMATS: dict[Lang, str] = {
    "en": "yyyy-mm-dd",
    "fr": "dd/mm/yyyy",
}  # of a sheet's cells; as show_dates does
_ISO_DATE = re.compile(r"(?<![\w.,/-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_AMOUNT = re.compile(r"(-?)(\d+)\.(\d\d)((?: [A-Z]{3})?)", re.ASCII)


def show_dates(text: str, lang: Lang) -> str:
    """The ISO dates of a text as its reader writes them.

    >>> show_dates("le 2026-03-02", "fr"), show_dates("on 2026-03-02", "en")
    ('le 02/03/2026', 'on 2026-03-02')
    """
    return _ISO_DATE.sub(r"\3/\2/\1", text) if lang == "fr" else text


def show_minute(moment: datetime) -> str:
    """A moment as the clock on the wall has it, to the minute."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def show_date(day: date, lang: Lang) -> str:
    """A date in figures, as its reader writes it.

    >>> show_date(date(2026, 6, 1), "fr"), show_date(date(2026, 6, 1), "en")
    ('01/06/2026', '2026-06-01')
    """
    return show_dates(day.isoformat(), lang)


def show_amount(text: str, lang: Lang) -> str:
    """An amount in canonical form, its currency behind it or not, as its reader writes it; any other text as it is.

    >>> show_amount("-1250.00", "fr"), show_amount("1250.00", "en"), show_amount("12.001", "fr")
    ('-1 250,00', '1250.00', '12.001')
    """
    found = _AMOUNT.fullmatch(text) if lang == "fr" else None
    if found is None:
        return text
    sign, whole, cents, currency = found.groups()
    return f"{sign}{int(whole):,}".replace(",", " ") + f",{cents}{currency}"


def many(count: int, one: str, french: str = "", none: str = "") -> str:
    """How many, with the plural that the language asks for: English from 0 and 2, French from 2.

    >>> many(0, "float"), many(0, "caution", "cautions"), many(2, "caution", "cautions")
    ('0 floats', '0 caution', '2 cautions')
    """
    if not count and none:
        return none
    if french:
        return f"{count} {french if count > 1 else one}"
    return f"{count} {one if count == 1 else one + 's'}"


Tell = Callable[[Text], None]


def say_nothing(step: Text) -> None:
    """For work that nobody watches."""
