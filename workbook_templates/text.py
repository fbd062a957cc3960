"""A text in the two languages of our users, and the one error class."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
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


Tell = Callable[[Text], None]


def say_nothing(step: Text) -> None:
    """For work that nobody watches."""
