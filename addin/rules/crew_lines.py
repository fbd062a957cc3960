"""The rows of people and days as the crew checks read them: by key, dates as ISO text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from addin.rules.cost_lines import read_settings
from workbook_templates.book import Reading, Row
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.text import Text, fold

PEOPLE = ("crew", "cast")
SETTLED = ("confirmed", "signed")
MAIN = "main"
_NOT_LETTERS = re.compile(r"[\W_]+")
_INCLUSIVE = re.compile(r"[·.(]-?(?:e|s|es|euse|trice|ère|ne|sse)\)?(?:[·.]?s)?(?=\W|$)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def iso(text: str) -> str:
    """The text when it is an ISO date, else blank; ISO dates compare as text."""
    try:
        return text if date.fromisoformat(text).isoformat() == text else ""
    except ValueError:
        return ""


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """A name or title as plain words: no accents, case or marks.

    >>> words("Tremblay-Roy, Ève")
    'tremblay roy eve'
    """
    return " ".join(_NOT_LETTERS.sub(" ", fold(_INCLUSIVE.sub("", text))).split())


def number(text: str) -> str:
    """A role or day number without leading zeros; anything else as it is."""
    return str(int(text)) if text.isascii() and text.isdigit() else text


@dataclass(frozen=True)
class Line:
    """One row of a table, its cells by key.

    Args:
        held: The columns that the sheet has.
    """

    table: Table
    row: Row
    held: frozenset[str]

    def __getitem__(self, key: str) -> str:
        return self.row.cells[self.table.position[key]]

    def day(self, key: str) -> str:
        """A date cell as ISO text; blank when it is blank or not a date."""
        return iso(self[key])

    def lacks(self, key: str) -> bool:
        """Whether the sheet has the column and the cell is blank; a formula not yet computed is not."""
        at = self.table.position[key]
        return key in self.held and not self.row.cells[at] and at not in self.row.unknown

    @cached_property
    def name(self) -> str:
        """First and last name as the sheet writes them."""
        return f"{self['first_name']} {self['last_name']}".strip()

    @cached_property
    def name_key(self) -> str:
        """The words of the whole name in alphabetical order, so that last and first may stand either way."""
        if not (self["first_name"] and self["last_name"]):
            return ""
        return " ".join(sorted(words(self.name).split()))

    @property
    def who(self) -> str:
        """How the office calls this line: the name, else the person's or role's identifier."""
        return self.name or self[self.table.keys[0]]

    @property
    def is_engaged(self) -> bool:
        """Whether someone is on this line: anyone of the crew, a named artist whose role is settled."""
        return self.table.key == "crew" or bool(self.name and self["status"] in ("", *SETTLED))

    def finding(self, kind: FindingKind, column: str = "", **details: str | Text) -> Finding:
        value = self[column] if column else ""
        return Finding(kind, self.table, self.row.number, self.row.id, column, value, details)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A character that has had a role number.

    Args:
        record: The id of the row that said so.
        until: The day from which it had the number no more, ISO; "" when it still has it.
    """

    role: str
    character: str
    record: str = ""
    until: str = ""


@dataclass(frozen=True)
class Staff:
    """Everything the crew checks look at, read once.

    Args:
        held_roles: The characters that have had a role number, the earliest first.
    """

    reading: Reading
    today: str
    held_roles: Sequence[HeldRole] = ()

    @cached_property
    def settings(self) -> Mapping[str, str]:
        return read_settings(self.reading)

    @property
    def country(self) -> str:
        return self.settings.get("country") or self.reading.country

    def lines(self, key: str) -> Sequence[Line]:
        return self._lines.get(key, ())

    @cached_property
    def _lines(self) -> dict[str, tuple[Line, ...]]:
        found = {}
        for key in (*PEOPLE, "availability", "days", "scenes", "timesheets"):
            read = self.reading.tables.get(key)
            if read is not None:
                held = frozenset(read.place.columns) if read.place else frozenset(TABLE[key].position)
                found[key] = tuple(Line(read.table, row, held) for row in read.rows)
        return found

    def people(self) -> Iterator[Line]:
        """Crew, then cast."""
        for key in PEOPLE:
            yield from self.lines(key)

    @cached_property
    def shoot(self) -> tuple[str, str]:
        """First and last day of the shoot, from the settings, else from the days; blank when unknown."""
        days = sorted(
            day for line in self.lines("days") if line["kind"] == "shoot" and (day := line.day("date"))
        )
        first = iso(self.settings.get("shoot_start", "")) or (days[0] if days else "")
        last = iso(self.settings.get("shoot_end", "")) or (days[-1] if days else "")
        return first, last

    @cached_property
    def opening(self) -> str:
        """The production's first day: of its first period, its calendar or its shoot; blank without a first period."""
        first = iso(self.settings.get("first_period_start", ""))
        days = [day for line in self.lines("days") if (day := line.day("date"))]
        return min((day for day in (first, self.shoot[0], *days) if day), default="") if first else ""

    @cached_property
    def called(self) -> Sequence[tuple[str, str, Line, Line]]:
        """(role, date, scene, day) for each role of each scene that stands on a dated shooting day."""
        placed = {
            (line["unit"].casefold() or MAIN, number(line["day"])): line
            for line in reversed(self.lines("days"))
            if line["day"] and line["kind"] == "shoot"
        }
        found = []
        for scene in self.lines("scenes"):
            day = placed.get((scene["unit"].casefold() or MAIN, number(scene["day"])))
            if scene["status"] == "omitted" or day is None or not day.day("date"):
                continue
            roles = dict.fromkeys(number(part.strip()) for part in scene["roles"].split(",") if part.strip())
            found += [(role, day.day("date"), scene, day) for role in roles]
        return found

    @cached_property
    def first_call(self) -> Mapping[str, str]:
        """Role -> the first date a scene calls it."""
        first: dict[str, str] = {}
        for role, day, _, _ in self.called:
            first[role] = min(day, first.get(role, day))
        return first

    def first_day(self, line: Line) -> str:
        """The first day of someone's work: the start of the engagement, else the first call of the role."""
        start = line.day("start")
        return start or (self.first_call.get(number(line["role"]), "") if line.table.key == "cast" else "")
