"""Which columns say who a person is, and so go when a person is erased; and their values in free text. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sync.merge import Cells
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Kind, Table, Tier

# Rates stay, with the days and the job: without a name they are figures that costs and pay are made of.
FIGURES = {"rate", "day_rate", "hold_rate"}
NAMES = ("last_name", "first_name", "credited_name")
PAPERS = (
    "email", "phone", "agent", "agent_phone", "union", "work_permit_required", "work_permit_expires",
    "medical_exam_on", "minor_authorised_on",
)  # fmt: skip
PEOPLE = ("crew", "cast")


def _personal(table: Table) -> tuple[str, ...]:
    return tuple(
        column.key
        for column in table.columns
        if column.key in (*NAMES, *PAPERS) or (column.tier is Tier.RESTRICTED and column.key not in FIGURES)
    )


PERSONAL: Mapping[str, tuple[str, ...]] = {
    **{key: _personal(TABLE[key]) for key in PEOPLE},
    "availability": ("note",),
}


def is_personal(table: str, column: str) -> bool:
    return column in PERSONAL.get(table, ())


def without_personal(table: Table, cells: Cells) -> Cells:
    """The same row, blank where it says who the person is."""
    hidden = PERSONAL.get(table.key, ())
    return tuple(
        "" if column.key in hidden else cell for column, cell in zip(table.columns, cells, strict=True)
    )


def free_columns(table: Table) -> tuple[str, ...]:
    """The columns where anyone may be written about: text that no other row is known by."""
    return tuple(
        column.key
        for column in table.columns
        if column.kind in (Kind.TEXT, Kind.EMAIL, Kind.PHONE) and column.key not in table.keys
    )


DIGITS = ("phone", "emergency_phone", "social", "iban")
WORDED = ("email", "address", "credited_name", "emergency_contact")
APART, MARKS = r"[\s.\-()/]{0,2}", ".-()/"
SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A person's values as they may stand in any text.

    Args:
        patterns: Those that mean this person alone; they give way to the identifier.
        shared: How many more also stand in the row of someone else, whose they stay.
        names: The last names alone, which may as well be words: places to look at, never changed.
        standing: What takes their place.
        hints: For each pattern, what a text holds in any case once squeezed, when it holds that.
    """

    patterns: tuple[re.Pattern[str], ...]
    shared: int
    names: tuple[re.Pattern[str], ...]
    standing: str
    hints: tuple[str, ...] = ()

    def scrub(self, text: str) -> str:
        for pattern in self._likely(text):
            text = pattern.sub(lambda _: self.standing, text)
        return text

    def is_in(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._likely(text))

    def _likely(self, text: str) -> list[re.Pattern[str]]:
        """The patterns that may be in a text: a quick look leaves the others out."""
        bare = _squeezed(text)
        return [pattern for pattern, hint in zip(self.patterns, self.hints, strict=True) if hint in bare]

    def may_be_in(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.names)


def _squeezed(text: str) -> str:
    """A text without case, spaces and the marks that stand between digits: where a hint is looked for."""
    bare = "".join(text.split())
    for mark in MARKS:
        bare = bare.replace(mark, "")
    return bare.replace("ı", "i").replace("İ", "i").casefold()


def find_words(values: Mapping[str, Iterable[str]], others: str, identifier: str) -> Words:
    """Make the words of a person.

    Args:
        values: Column -> every value it ever held.
        others: All that stands in the rows of other people.
        identifier: What stays.
    """
    every = dict(_patterns(values))
    patterns = {re.compile(one, re.IGNORECASE): _squeezed(hint) for one, hint in every.items()}
    own = tuple(one for one in patterns if not one.search(others) and not one.search(identifier))
    names = {value for value in values.get("last_name", ()) if len(value) > 2}
    return Words(
        own,
        len(patterns) - len(own),
        tuple(re.compile(rf"(?<!\w){_spaced(name)}(?!\w)", re.IGNORECASE) for name in sorted(names)),
        identifier,
        tuple(patterns[one] for one in own),
    )


def _patterns(values: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Each pattern, and what it cannot be found without."""
    for key in DIGITS:
        for value in sorted(set(values.get(key, ()))):
            yield from _digits(value)
    for first, last in product(
        sorted(set(values.get("first_name", ()))), sorted(set(values.get("last_name", ())))
    ):
        for form in (f"{first} {last}", f"{last} {first}", f"{last}, {first}") if first and last else ():
            yield rf"(?<!\w){_spaced(form)}(?!\w)", form
    for key in WORDED:
        for value in sorted(set(values.get(key, ()))):
            if len(value) >= SHORTEST and re.search(r"[\s@]", value):
                yield rf"(?<!\w){_spaced(value)}(?!\w)", value


def _digits(value: str) -> Iterator[tuple[str, str]]:
    """A number as people write it: its digits apart or not, a phone's with or without its country."""
    bare = re.sub(r"\W", "", value)
    if len(bare) < SHORTEST:
        return
    yield rf"(?<!\w)\+?{APART.join(bare)}(?!\w)", bare
    if value.startswith("+"):
        national = bare[-10:] if value.startswith("+1") else bare[-9:]
        yield rf"(?<!\d)(?:\+\d{{1,3}}|0)?{APART}(?:\(0\))?{APART}{APART.join(national)}(?!\d)", national


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
