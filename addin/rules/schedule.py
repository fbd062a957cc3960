"""The schedule: its checks, the pages of each day, and the day out of days of every role."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from addin.rules import schedule_findings as found
from addin.rules.dood import (
    FITTING,
    HOLD,
    REHEARSAL,
    TRAVEL,
    Calendar,
    DayState,
    code_days,
    count_days,
)
from workbook_templates.book import Reading, Row
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.kinds import format_pages, parse_pages
from workbook_templates.money import exact, round_half_up, show
from workbook_templates.text import Lang, Text, many

MAIN = "main"
EVENTS = {"travel": TRAVEL, "rehearsal": REHEARSAL, "fitting": FITTING, "booked": HOLD, "hold": HOLD}
STRENGTH = (TRAVEL, REHEARSAL, FITTING, HOLD)
KIND_STATES = {"off": DayState.OFF, "holiday": DayState.HOLIDAY}
OTHER_KINDS = ("travel", "off", "holiday", "move", "prep", "wrap")
LONGEST_EVENT = 366


@dataclass(frozen=True, slots=True)
class DoodLine:
    """One role's days; ``cost_of_hold`` in whole cents, of which a person's pay can be read."""

    role: str
    character: str
    artist: str
    days: Mapping[str, str]
    work: int
    hold: int
    travel: int
    other: int
    total: int
    first: str
    last: str
    cost_of_hold: int


@dataclass(frozen=True, slots=True)
class ShootingDay:
    """One shooting day of a unit, and the eighths of page and scenes on it; ``date`` is ISO, or blank."""

    unit: str
    day: str
    date: str
    eighths: int
    scenes: int


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """The whole answer; ``eighths`` is the length of every scene not omitted, scheduled or not."""

    lines: tuple[DoodLine, ...]
    shooting_days: tuple[ShootingDay, ...]
    eighths: int
    cost_of_holds: int
    calendar: Mapping[str, DayState]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Line:
    """A row of a table, its cells by key."""

    table: Table
    row: Row

    def __getitem__(self, key: str) -> str:
        return self.row.cells[self.table.position[key]].strip()

    @property
    def unit(self) -> str:
        return self["unit"].casefold() or MAIN

    def finding(self, kind: FindingKind, column: str, value: str = "", **words: str | Text) -> Finding:
        return Finding(kind, self.table, self.row.number, self.row.id, column, value, words)


@dataclass
class _Board:
    """What the scenes say, once placed on the days."""

    work: dict[str, set[date]]
    units: dict[str, set[str]]
    eighths: dict[tuple[str, str], int]
    scenes: dict[tuple[str, str], int]
    called: set[str]
    total: int = 0


def compute_schedule(reading: Reading) -> ScheduleReport:
    """Check the schedule and compute every role's day out of days.

    Scenes that are omitted are left out of everything. A role is held on every
    working day between its first and its last, the calendar being that of the
    units it works in. Hold pay is rounded half up once a role, to the cent.
    """
    findings: list[Finding] = []
    days = _lines(reading, "days")
    cast: dict[str, _Line] = {}
    for line in _lines(reading, "cast"):
        if line["role"]:
            cast.setdefault(_number(line["role"]), line)
    placed = _place_days(days, findings)
    board = _read_board(_lines(reading, "scenes"), placed, cast, findings)
    findings += _find_empty_days(days, board)
    away = _availability(_lines(reading, "availability"), cast, board, findings)
    dates = _states(days)
    lines = []
    for role in sorted(cast, key=_order):
        calendar = Calendar(_calendar(dates, board.units[role]))
        codes = code_days(board.work[role], calendar, away.get(role))
        lines.append(_dood_line(role, cast[role], board, codes, findings))
    every_unit = _calendar(dates, {unit for unit, _ in dates})
    return ScheduleReport(
        tuple(lines),
        tuple(_shooting_days(placed, board)),
        board.total,
        sum(line.cost_of_hold for line in lines),
        {day.isoformat(): state for day, state in sorted(every_unit.items())},
        tuple(findings),
    )


def schedule_json(report: ScheduleReport, book: str, lang: Lang = "en") -> dict[str, object]:
    """The report as the command line answers it: money is text, and no single role's pay is shown."""
    keys = ("role", "character", "days", "work", "hold", "travel", "first", "last", "total")
    return {
        "book": book,
        "dood": [
            {key: dict(line.days) if key == "days" else getattr(line, key) for key in keys}
            for line in report.lines
        ],
        "cost_of_holds": show(report.cost_of_holds),
        "shooting_days": [
            {
                "unit": day.unit,
                "day": day.day,
                "date": day.date,
                "pages": format_pages(day.eighths),
                "scenes": day.scenes,
            }
            for day in report.shooting_days
        ],
        "pages": format_pages(report.eighths),
        "findings": [finding.as_json(lang) for finding in report.findings],
    }


def _lines(reading: Reading, key: str) -> list[_Line]:
    read = reading.tables.get(key)
    return [_Line(TABLE[key], row) for row in read.rows] if read else []


def _number(text: str) -> str:
    """A role or day number without leading zeros; anything else as it is."""
    text = text.strip()
    return str(int(text)) if text.isascii() and text.isdigit() else text


def _order(role: str) -> tuple[bool, int, str]:
    is_number = role.isascii() and role.isdigit()
    return not is_number, int(role) if is_number else 0, role


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _is_shoot(line: _Line) -> bool:
    return line["kind"] not in OTHER_KINDS


def _place_days(days: Sequence[_Line], findings: list[Finding]) -> dict[tuple[str, str], _Line]:
    """(unit, day number) -> its line, a shooting day before any other."""
    placed: dict[tuple[str, str], _Line] = {}
    shoots: dict[tuple[str, date], int] = {}
    for line in days:
        day = _date(line["date"])
        if line["day"]:
            if day is None:
                findings.append(line.finding(found.DAY_WITHOUT_DATE, "date", line["date"], day=line["day"]))
            key = line.unit, _number(line["day"])
            if key not in placed or (_is_shoot(line) and not _is_shoot(placed[key])):
                placed[key] = line
        if day is not None and _is_shoot(line):
            other = shoots.setdefault((line.unit, day), line.row.number)
            if other != line.row.number:
                words = {"unit": line.unit, "other": str(other)}
                findings.append(line.finding(found.TWO_DAYS_ONE_DATE, "date", line["date"], **words))
    return placed


def _read_board(
    scenes: Sequence[_Line],
    placed: Mapping[tuple[str, str], _Line],
    cast: Mapping[str, _Line],
    findings: list[Finding],
) -> _Board:
    """Place every scene that is not omitted on its day; a scene listed twice has its pages counted once."""
    board = _Board(defaultdict(set), defaultdict(set), defaultdict(int), defaultdict(int), set())
    first: dict[tuple[str, str, str], int] = {}
    for line in scenes:
        if line["status"] == "omitted":
            continue
        key = line["episode"], line["scene"], line["part"]
        other = first.setdefault(key, line.row.number) if line["scene"] else line.row.number
        if other != line.row.number:
            named = " · ".join(part for part in key if part)
            findings.append(line.finding(found.SCENE_TWICE, "scene", named, other=str(other)))
        eighths = _eighths(line, findings) if other == line.row.number else 0
        board.total += eighths
        roles = _roles(line, cast, findings)
        board.called |= roles
        day = _place_scene(line, placed, findings)
        if day is None:
            continue
        slot = line.unit, _number(line["day"])
        board.eighths[slot] += eighths
        board.scenes[slot] += 1
        when = _date(day["date"])
        for role in roles if when else ():
            board.units[role].add(line.unit)
            board.work[role] |= {when} if when else set()
    return board


def _place_scene(
    line: _Line, placed: Mapping[tuple[str, str], _Line], findings: list[Finding]
) -> _Line | None:
    """The day a scene is on; None when it has none, or an unknown one."""
    if not line["day"]:
        findings.append(line.finding(found.NOT_SCHEDULED, "day", scene=line["scene"]))
        return None
    day = placed.get((line.unit, _number(line["day"])))
    if day is None:
        findings.append(line.finding(found.UNKNOWN_DAY, "day", line["day"], unit=line.unit))
    elif not _is_shoot(day):
        findings.append(line.finding(found.NOT_SHOOT_DAY, "day", line["day"], date=day["date"]))
    return day


def _eighths(line: _Line, findings: list[Finding]) -> int:
    if not line["pages"]:
        findings.append(line.finding(found.NO_PAGES, "pages", scene=line["scene"]))
        return 0
    try:
        return parse_pages(line["pages"])
    except ValueError:
        findings.append(line.finding(found.NOT_EIGHTHS, "pages", line["pages"]))
        return 0


def _roles(line: _Line, cast: Mapping[str, _Line], findings: list[Finding]) -> set[str]:
    roles = {_number(part) for part in line["roles"].split(",") if part.strip()}
    for role in sorted(roles - cast.keys(), key=_order):
        findings.append(line.finding(found.UNKNOWN_ROLE, "roles", role))
    return roles & cast.keys()


def _find_empty_days(days: Sequence[_Line], board: _Board) -> Iterator[Finding]:
    for line in days:
        slot = line.unit, _number(line["day"])
        if line["kind"] == "shoot" and not board.scenes.get(slot):
            yield line.finding(found.DAY_WITHOUT_SCENE, "day", line["day"] or line["date"])


def _availability(
    lines: Sequence[_Line], cast: Mapping[str, _Line], board: _Board, findings: list[Finding]
) -> dict[str, dict[date, str]]:
    """Role -> date -> event; a person's own rows, and dates that cannot be read, are not for this."""
    events: dict[str, dict[date, str]] = defaultdict(dict)
    for line in lines:
        role, start, last = _number(line["who"]), _date(line["from"]), _date(line["to"] or line["from"])
        if role not in cast or start is None or last is None:
            continue
        if line["status"] == "unavailable":
            dates = [day for day in board.work[role] if start <= day <= last]
            if dates:
                words = {"role": role, "dates": _dates(dates)}
                findings.append(line.finding(found.UNAVAILABLE, "status", **words))
        code = EVENTS.get(line["status"], "")
        if not code:
            continue
        length = (last - start).days + 1
        if length > LONGEST_EVENT:
            findings.append(line.finding(found.LONG_EVENT, "to", line["to"], days=str(LONGEST_EVENT)))
        for offset in range(min(length, LONGEST_EVENT)):
            day = start + timedelta(days=offset)
            events[role][day] = min(code, events[role].get(day, HOLD), key=STRENGTH.index)
    return events


def _dates(dates: Sequence[date]) -> str:
    return ", ".join(day.isoformat() for day in sorted(dates))


def _states(days: Sequence[_Line]) -> dict[tuple[str, date], DayState]:
    """(unit, date) -> its state; one working row makes the date a working one."""
    states: dict[tuple[str, date], DayState] = {}
    for line in days:
        day = _date(line["date"])
        if day is not None:
            state = KIND_STATES.get(line["kind"], DayState.WORKING)
            states[line.unit, day] = _busiest(state, states.get((line.unit, day), state))
    return states


def _busiest(one: DayState, other: DayState) -> DayState:
    return min(one, other, key=(DayState.WORKING, DayState.HOLIDAY, DayState.OFF).index)


def _calendar(states: Mapping[tuple[str, date], DayState], units: set[str]) -> dict[date, DayState]:
    """The states of the units' dates; where they say nothing, the main unit's, else anyone's holiday."""
    mine: dict[date, DayState] = {}
    others: dict[date, DayState] = {}
    for (unit, day), state in states.items():
        if unit in units:
            mine[day] = _busiest(state, mine.get(day, state))
        elif unit == MAIN or (state is DayState.HOLIDAY and (MAIN, day) not in states):
            others[day] = state
    return others | mine


def _dood_line(
    role: str, line: _Line, board: _Board, codes: Mapping[date, str], findings: list[Finding]
) -> DoodLine:
    work = sorted(board.work[role])
    totals = count_days(codes)
    if role not in board.called:
        findings.append(line.finding(found.NEVER_CALLED, "role", role, character=line["character"]))
    start, end = _date(line["start"]), _date(line["end"])
    before, after = [day for day in work if start and day < start], [day for day in work if end and day > end]
    for column, dates in (("start", before), ("end", after)):
        if dates:
            words = {"role": role, "dates": _dates(dates)}
            findings.append(line.finding(found.OUTSIDE_CONTRACT, column, line[column], **words))
    rate = exact(line["hold_rate"])
    if totals.hold and rate is None:
        days = Text(many(totals.hold, "day"), many(totals.hold, "jour", "jours"))
        findings.append(
            line.finding(found.NO_HOLD_RATE, "hold_rate", line["hold_rate"], role=role, days=days)
        )
    name = line["credited_name"] or f"{line['first_name']} {line['last_name']}".strip()
    return DoodLine(
        role,
        line["character"],
        name,
        {day.isoformat(): code for day, code in codes.items()},
        totals.work,
        totals.hold,
        totals.travel,
        totals.other,
        totals.total,
        work[0].isoformat() if work else "",
        work[-1].isoformat() if work else "",
        round_half_up(rate * 100 * totals.hold) if rate is not None else 0,
    )


def _shooting_days(placed: Mapping[tuple[str, str], _Line], board: _Board) -> Iterator[ShootingDay]:
    """The shooting days in order of date, and any other day that has scenes."""
    order = sorted(placed, key=lambda slot: (placed[slot]["date"], slot[0] != MAIN, slot[0], _order(slot[1])))
    for slot in order:
        line, scenes = placed[slot], board.scenes.get(slot, 0)
        if scenes or _is_shoot(line):
            when = _date(line["date"])
            shown = when.isoformat() if when else ""
            yield ShootingDay(*slot, shown, board.eighths.get(slot, 0), scenes)
