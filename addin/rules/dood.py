"""The day out of days of one role: pure, from its work dates and a calendar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

HOLD, TRAVEL, FITTING, REHEARSAL, HOLIDAY = "H", "TR", "FT", "R", "/"
DAY = timedelta(days=1)
SATURDAY = 5


class DayState(Enum):
    """What the calendar makes of a date on which the role does not work."""

    WORKING = "working"
    OFF = "off"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates that say something of themselves; on any other, Saturday and Sunday are off."""

    states: Mapping[date, DayState]

    def state(self, day: date) -> DayState:
        default = DayState.OFF if day.weekday() >= SATURDAY else DayState.WORKING
        return self.states.get(day, default)


@dataclass(frozen=True, slots=True)
class Drops:
    """Whether a long gap may go unpaid: one of more than ``days`` calendar days, ``most`` of them."""

    allowed: bool = False
    days: int = 14
    most: int = 1


NO_DROPS = Drops()


def code_days(
    work: Collection[date],
    calendar: Calendar,
    events: Mapping[date, str] | None = None,
    allow_hold: bool = True,
    drops: Drops = NO_DROPS,
) -> dict[date, str]:
    """The code of each date of one role, in order; a date without a code is left out.

    Work comes first, then an event, then the calendar's holiday or day off, then
    the hold of a gap that is not dropped. Only an event stands outside the span,
    and one that holds counts inside the span alone.

    >>> monday, friday = date(2026, 3, 2), date(2026, 3, 6)
    >>> list(code_days([monday, friday], Calendar({})).values())
    ['SW', 'H', 'H', 'H', 'WF']
    """
    events = events or {}
    days = sorted(set(work))
    codes = {day: code for day, code in events.items() if code != HOLD and day not in set(days)}
    dropped = _dropped_gaps(days, drops)
    picked_up = {end for _, end in dropped}
    dropping = {start for start, _ in dropped}
    for day in days:
        marks = ("P", day in picked_up), ("S", day == days[0]), ("W", True), ("D", day in dropping)
        codes[day] = "".join(mark for mark, stands in (*marks, ("F", day == days[-1])) if stands)
    for start, end in pairwise(days):
        hold = allow_hold and (start, end) not in dropped
        for offset in range(1, (end - start).days):
            day = start + offset * DAY
            code = events.get(day) or _gap_code(calendar.state(day), hold)
            if code:
                codes[day] = code
    return dict(sorted(codes.items()))


def _dropped_gaps(days: list[date], drops: Drops) -> set[tuple[date, date]]:
    """The longest gaps that may be dropped, the earliest of equal ones."""
    if not drops.allowed:
        return set()
    gaps = [gap for gap in pairwise(days) if (gap[1] - gap[0]).days > drops.days]
    gaps.sort(key=lambda gap: (gap[0] - gap[1], gap[0]))
    return set(gaps[: drops.most])


def _gap_code(state: DayState, hold: bool) -> str:
    match state:
        case DayState.HOLIDAY:
            return HOLIDAY
        case DayState.OFF:
            return ""
        case DayState.WORKING:
            return HOLD if hold else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Days counted from the codes; ``other`` are fittings and rehearsals, ``total`` all of them."""

    work: int
    hold: int
    travel: int
    other: int

    @property
    def total(self) -> int:
        return self.work + self.hold + self.travel + self.other


def count_days(codes: Mapping[date, str]) -> Totals:
    """Count a role's days by what they are; a company holiday is none of them."""
    values = list(codes.values())
    return Totals(
        work=sum("W" in code for code in values),
        hold=values.count(HOLD),
        travel=values.count(TRAVEL),
        other=values.count(FITTING) + values.count(REHEARSAL),
    )
