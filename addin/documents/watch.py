"""The values a file may not hold, and the search for them in its texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from addin.documents.written_forms import find_amounts, find_dates, find_phones, phone_core, spell, squeeze
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import is_of_kind
from workbook_templates.text import Text

EPOCH = date(1899, 12, 30)
SERIALS = range(1, 80_000)  # 1900 to 2119
STRONG = 6  # so many letters and digits, and a value is found inside any text, separators or not
WEAK = 3
WORDS_FOR_NOTHING = frozenset(
    [
        "none",
        "no",
        "non",
        "nil",
        "aucun",
        "aucune",
        "neant",
        "rien",
        "ras",
        "n",
        "a",
        "yes",
        "oui",
        "true",
        "false",
        "vrai",
        "faux",
    ]
)
CUT = "\x1f"
AMOUNT = Column("amount", Kind.MONEY, "montant")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that a file may not hold, and the cell it comes from."""

    value: str
    column: Column
    place: Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A text the file shows by right; the kind of column it stands in."""

    text: str
    kind: Kind
    is_name: bool = False


def word_ends(texts: Sequence[str]) -> frozenset[int]:
    """Where words end in these texts once squeezed and joined."""
    ends, at = {0}, 0
    for text in texts:
        for word in spell(text).split():
            at += len(word)
            ends.add(at)
        at += len(CUT)
        ends.add(at)
    return frozenset(ends)


def is_chance(needle: str, hay: str, ends: frozenset[int]) -> bool:
    """Whether a value is only made up, each time, by the end of one word and the start of another.

    On a page "Costume" beside "Supervisor" does not say "Costumes".

    >>> is_chance("costumes", "costumesupervisor", word_ends(["Costume Supervisor"]))
    True
    >>> is_chance("costumes", "thecostumes", word_ends(["The costumes"]))
    False
    """
    start = hay.find(needle)
    while start >= 0:
        end = start + len(needle)
        is_whole = start in ends and end in ends
        if is_whole or not any(at in ends for at in range(start + 1, end)):
            return False
        start = hay.find(needle, start + 1)
    return True


class Sort(Enum):
    """What a text is, which decides how closely it is searched.

    CELL: a whole text of a person's (a cell, a note, a field).
    MARKUP: an attribute of the file's own, where short words mean nothing.
    SERIAL: a bare number that a cell holds.
    PAGE: a whole page, where texts stand side by side.
    """

    CELL = "cell"
    MARKUP = "markup"
    SERIAL = "serial"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a file."""

    text: str
    sort: Sort


@dataclass
class Watch:
    """The values to look for, by how each is looked for.

    Built once for a list; what the list shows by right is taken out.
    """

    strong: dict[str, Secret] = field(default_factory=dict)
    weak: dict[str, Secret] = field(default_factory=dict)
    closed: dict[str, Secret] = field(default_factory=dict)
    dates: dict[str, Secret] = field(default_factory=dict)
    phones: dict[str, Secret] = field(default_factory=dict)
    amounts: dict[Decimal, Secret] = field(default_factory=dict)
    emails: dict[str, Secret] = field(default_factory=dict)
    numbers: dict[str, Secret] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    shown_dates: set[str] = field(default_factory=set)
    shown_amounts: set[Decimal] = field(default_factory=set)
    shown_words: str = ""
    shown_squeezed: str = ""

    @classmethod
    def of(cls, secrets: Sequence[Secret], shown: Sequence[Shown]) -> "Watch":
        """Sort the values out; a value that equals something shown is no secret."""
        made = cls()
        made.shown = {squeeze(one.text) for one in shown}
        made.shown_words = CUT.join(f" {spell(one.text)} " for one in shown)
        made.shown_squeezed = CUT.join(made.shown)
        for secret in secrets:
            made._add(secret)
        lengths = {len(core) for core in made.phones}
        for one in shown:
            # A phone or a date typed among other words is not shown by right.
            if one.kind is Kind.PHONE:
                for core in find_phones(one.text, lengths):
                    made.phones.pop(core, None)
            if one.kind is Kind.DATE:
                for day in find_dates(one.text):
                    made.dates.pop(day, None)
                    made.shown_dates |= {day, "/".join(reversed(day.split("-")))}
            if one.kind is Kind.MONEY and is_of_kind(one.text, AMOUNT):
                made.shown_amounts.add(Decimal(one.text))
            for amount in find_amounts(one.text):
                made.amounts.pop(amount, None)
        return made

    def _add(self, secret: Secret) -> None:
        value, column = secret.value, secret.column
        good = is_of_kind(value, column)
        match column.kind:
            case Kind.INT | Kind.PERCENT | Kind.PAGES | Kind.TIME | Kind.DECIMAL if good:
                return  # a bare small number says nothing of anyone
            case Kind.BOOL if good:
                return
            case Kind.CHOICE if good:
                choice = next(choice for choice in column.choices if choice.key == value)
                for word in (choice.key, choice.label.en, choice.label.fr):
                    self._add_closed(word, secret)
            case Kind.DATE if good:
                self.dates.setdefault(value, secret)
            case Kind.PHONE if len(phone_core(value)) >= 7:
                self.phones.setdefault(phone_core(value), secret)
            case Kind.MONEY if good:
                self.amounts.setdefault(abs(Decimal(value)), secret)
            case _:
                self._add_text(value, secret)
        if column.kind is Kind.SOCIAL and len(squeeze(value)) == 15:
            self._add_text(squeeze(value)[:13], secret)  # as it is often written, without its key

    def _add_text(self, value: str, secret: Secret) -> None:
        squeezed, spelt = squeeze(value), spell(value)
        if not squeezed or squeezed in self.shown:
            return
        if spelt in WORDS_FOR_NOTHING or len(squeezed) < WEAK:
            self._add_closed(value, secret)
        elif len(squeezed) < STRONG:
            self.weak.setdefault(spelt, secret)
        else:
            self.strong.setdefault(squeezed, secret)
            if secret.column.kind is Kind.EMAIL:
                self.emails.setdefault(spelt, secret)
            if secret.column.kind in (Kind.SOCIAL, Kind.IBAN, Kind.SIRET):
                self.numbers.setdefault(squeezed, secret)

    def _add_closed(self, word: str, secret: Secret) -> None:
        if squeeze(word) and squeeze(word) not in self.shown:
            self.closed.setdefault(squeeze(word), secret)

    def find(self, pieces: Iterable[Piece]) -> Secret | None:
        """Find the first value that these texts of one part hold, in any form."""
        texts: dict[Sort, list[str]] = {sort: [] for sort in Sort}
        by_right: list[str] = []
        lengths = {len(core) for core in self.phones}
        for piece in pieces:
            squeezed = squeeze(piece.text)
            if not squeezed or (piece.sort is not Sort.SERIAL and squeezed in self.shown):
                if piece.sort is Sort.PAGE or self._is_mere(piece.text):
                    continue
                by_right.append(piece.text)
                squeezed = ""
            if secret := self._structured(piece, lengths) or self._exact(piece, squeezed):
                return secret
            if squeezed and piece.sort is not Sort.SERIAL:
                texts[piece.sort].append(piece.text)
        return self._identifier([*by_right, *texts[Sort.PAGE]]) or self._among(texts)

    def _identifier(self, texts: Sequence[str]) -> Secret | None:
        """An address or a number of somebody's, typed among the words of a text that the list shows."""
        words = CUT.join(f" {spell(text)} " for text in texts)
        digits = CUT.join(squeeze(text) for text in texts)
        found = (secret for email, secret in self.emails.items() if f" {email} " in words)
        return next(found, None) or next(
            (secret for number, secret in self.numbers.items() if number in digits), None
        )

    def _is_mere(self, text: str) -> bool:
        """Whether a text the list shows cannot hide a phone or a date of somebody's."""
        return not any(letter.isdigit() or letter == "@" for letter in text)

    def _structured(self, piece: Piece, lengths: Iterable[int]) -> Secret | None:
        text = piece.text
        if not any(letter.isdigit() for letter in text):
            return None
        if piece.sort is Sort.SERIAL:
            return self._serial(text)
        bare = text
        # 04/05/2026, shown by right, is not to be read as April 5.
        if piece.sort is Sort.PAGE or text.strip() in self.shown_dates:
            for written in self.shown_dates:
                bare = bare.replace(written, " ")
        for iso in find_dates(bare):
            if iso in self.dates:
                return self.dates[iso]
        for core in find_phones(text, lengths):
            if core in self.phones:
                return self.phones[core]
        if self.amounts and piece.sort is not Sort.MARKUP:
            return next(
                (self.amounts[amount] for amount in find_amounts(text) if amount in self.amounts), None
            )
        return None

    def _serial(self, text: str) -> Secret | None:
        """A cell's number: a date's serial, an amount, or a phone typed as a number."""
        try:
            number = Decimal(text)
        except ArithmeticError:
            return None
        if not number.is_finite() or number in self.shown_amounts:
            return None  # 32,000.00 in an amount's column is not the serial of a birthday in 1987
        whole = int(number)
        day = (EPOCH + timedelta(days=whole)).isoformat() if whole in SERIALS else ""
        if day in self.dates:
            return self.dates[day]
        digits = str(whole)
        for length in {len(core) for core in self.phones}:
            if digits[-length:] in self.phones:
                return self.phones[digits[-length:]]
        return self.strong.get(digits) or self.amounts.get(abs(number))

    def _exact(self, piece: Piece, squeezed: str) -> Secret | None:
        return self.closed.get(squeezed) if piece.sort is Sort.CELL else None

    def _among(self, texts: dict[Sort, list[str]]) -> Secret | None:
        """The words and long texts, looked for in all the texts of a part at once."""
        for sort, group in texts.items():
            if not group:
                continue
            is_page = sort is Sort.PAGE
            hay = CUT.join(squeeze(text) for text in group)
            ends = word_ends(group) if is_page else frozenset()
            for needle, secret in self.strong.items():
                if needle in hay and not (
                    is_page and (needle in self.shown_squeezed or is_chance(needle, hay, ends))
                ):
                    return secret
            if sort is Sort.MARKUP or not self.weak:
                continue
            hay = CUT.join(f" {spell(text)} " for text in group)
            for needle, secret in self.weak.items():
                word = f" {needle} "
                if word in hay and not (is_page and word in self.shown_words):
                    return secret
        return None
