"""Work against engagements and availability: timesheets, bookings, and the scenes of the cast."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from addin.rules import crew_work_findings as found
from addin.rules.crew_lines import Line, Staff, number
from workbook_templates.findings import Finding
from workbook_templates.text import Text

WORKED = ("shoot", "prep", "post", "travel")
BOUND = ("booked", "travel")  # a reading or a fitting may come before the engagement
NEVER = "9999-12-31"


class Who(NamedTuple):
    """A member of the crew by identifier, or of the cast by role; one number may be both."""

    table: str
    key: str


class Work(NamedTuple):
    """One person at work on one day, and the line and column that say so."""

    who: Who
    day: str
    line: Line
    column: str


class Away(NamedTuple):
    """An unavailability, both days included, and its row."""

    first: str
    last: str
    row: int


@dataclass(frozen=True)
class Rota:
    """Who is engaged, when they work and when they cannot, read once for all the rules."""

    staff: Staff

    @cached_property
    def people(self) -> Mapping[Who, Sequence[Line]]:
        """A key that stands on two rows may be either of them."""
        people: dict[Who, list[Line]] = defaultdict(list)
        for line in self.staff.people():
            key = line[line.table.keys[0]]
            people[Who(line.table.key, number(key) if line.table.key == "cast" else key)].append(line)
        return dict(people)

    @cached_property
    def work(self) -> Sequence[Work]:
        """Timesheets, then the first scene that calls each role each day."""
        sheets = [
            Work(Who("crew", line["person"]), day, line, "date")
            for line in self.staff.lines("timesheets")
            if line["kind"] in WORKED and (day := line.day("date"))
        ]
        calls: dict[tuple[str, str], Work] = {}
        for role, day, scene, _ in self.staff.called:
            calls.setdefault((role, day), Work(Who("cast", role), day, scene, "roles"))
        return [*sheets, *calls.values()]

    @cached_property
    def away(self) -> Mapping[Who, Sequence[Away]]:
        away: dict[Who, list[Away]] = defaultdict(list)
        for line in self.staff.lines("availability"):
            first, last = line.day("from"), line.day("to") or line.day("from")
            if line["status"] == "unavailable" and first:
                away[self.meant(line)].append(Away(first, last, line.row.number))
        return dict(away)

    def meant(self, line: Line) -> Who:
        """Whom a row of the Availability sheet names: a member of the crew before a role."""
        crew = Who("crew", line["who"])
        return crew if crew in self.people else Who("cast", number(line["who"]))

    def name(self, who: Who) -> Text:
        """What the office calls someone: the name, and the role's number."""
        lines = self.people.get(who)
        name = lines[0].name if lines else ""
        if who.table == "crew":
            return Text(name or who.key, name or who.key)
        after = f" ({name})" if name else ""
        return Text(f"role {who.key}{after}", f"le rôle {who.key}{after}")


def find_work_outside_engagement(rota: Rota) -> Iterator[Finding]:
    """Work and firm bookings before the engagement starts, or after it ended.

    Findings: work-before-start, work-after-end.
    """
    spans = {who: _spans(lines) for who, lines in rota.people.items()}
    for who, day, line, column in [*rota.work, *_booked(rota)]:
        known = spans.get(who)
        if not known or any(start <= day <= end for start, end in known):
            continue
        name, last = rota.name(who), max(end for _, end in known)
        if day > last:
            yield line.finding(found.AFTER_END, column, who=name, day=day, end=last)
        else:
            first = min(start for start, _ in known if start > day)
            yield line.finding(found.BEFORE_START, column, who=name, day=day, start=first)


def _spans(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """First and last days of each line, open where blank; none when one is unreadable or out of order."""
    spans = [(line.day("start"), line.day("end") or NEVER) for line in lines]
    is_readable = all(line.day(key) or not line[key] for line in lines for key in ("start", "end"))
    return spans if is_readable and all(start <= end for start, end in spans) else []


def _booked(rota: Rota) -> Iterator[Work]:
    """The first and the last day of each firm booking."""
    for line in rota.staff.lines("availability"):
        if line["status"] in BOUND:
            for column in ("from", "to"):
                day = line.day(column)
                if day and not (column == "to" and day == line["from"]):
                    yield Work(rota.meant(line), day, line, column)


def find_work_while_unavailable(rota: Rota) -> Iterator[Finding]:
    """Work on a day that the Availability sheet gives as unavailable."""
    for who, day, line, column in rota.work if rota.away else ():
        for first, last, row in rota.away.get(who, ()):
            if first <= day <= last:
                yield line.finding(
                    found.WHILE_UNAVAILABLE, column, who=rota.name(who), day=day, other=str(row)
                )
                break


def find_bookings_while_unavailable(rota: Rota) -> Iterator[Finding]:
    """Holds, bookings, travel, rehearsals and fittings within an unavailability."""
    for line in rota.staff.lines("availability") if rota.away else ():
        first, last = line.day("from"), line.day("to") or line.day("from")
        if line["status"] in ("", "unavailable") or not first:
            continue
        who = rota.meant(line)
        for start, end, row in rota.away.get(who, ()):
            if first <= end and start <= last:
                said = {"first": first, "last": last, "other": str(row)}
                yield line.finding(found.BOOKED_WHILE_UNAVAILABLE, "status", who=rota.name(who), **said)
                break
