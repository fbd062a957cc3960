"""The day out of days of one role: the worked example, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.dood import Calendar, DayState, Drops, code_days, count_days

START = date(2026, 3, 2)
MARIE = "2:SW 3:W 4:H 5:W 6:H 9:W 10:WD 26:PW 27:WF"
PAUL_HELD = "2:SW 3:H 4:H 5:H 6:H 9:H 10:H 11:H 12:H 13:H 16:W 17:WF"
PLAIN = Calendar({})
HOLIDAY = Calendar({date(2026, 3, 5): DayState.HOLIDAY})
DATES = st.sets(st.integers(0, 90).map(lambda offset: START + timedelta(days=offset)), max_size=20)
EVENTS = st.dictionaries(
    st.integers(-10, 100).map(lambda offset: START + timedelta(days=offset)),
    st.sampled_from(["TR", "R", "FT", "H"]),
    max_size=10,
)


def march(text: str) -> list[date]:
    return [date(2026, 3, int(day)) for day in text.split()]


def shown(codes: dict[date, str]) -> str:
    return " ".join(f"{day.day}:{code}" for day, code in codes.items())


@pytest.mark.parametrize(
    ("work", "calendar", "days", "expected", "worked", "held"),
    [
        ("2 3 5 9 10 26 27", PLAIN, 14, MARIE, 7, 2),
        ("2 3 5 9 10 26 27", PLAIN, 10, MARIE, 7, 2),
        ("2 16 17", PLAIN, 14, PAUL_HELD, 3, 9),
        ("2 16 17", PLAIN, 10, "2:SWD 16:PW 17:WF", 3, 0),
        ("4 6", HOLIDAY, 14, "4:SW 5:/ 6:WF", 2, 0),
        ("4 6", HOLIDAY, 10, "4:SW 5:/ 6:WF", 2, 0),
    ],
)
def test_the_worked_example_is_coded_exactly(
    work: str, calendar: Calendar, days: int, expected: str, worked: int, held: int
) -> None:
    codes = code_days(march(work), calendar, drops=Drops(allowed=True, days=days))

    totals = count_days(codes)

    assert shown(codes) == expected
    assert (totals.work, totals.hold) == (worked, held)


def test_without_drops_every_working_day_of_a_gap_is_held() -> None:
    codes = code_days(march("2 3 5 9 10 26 27"), PLAIN)

    assert count_days(codes).hold == 13
    assert set(codes.values()) == {"SW", "W", "H", "WF"}


def test_of_equal_gaps_the_earliest_is_dropped() -> None:
    codes = code_days(march("2 13 24"), PLAIN, drops=Drops(allowed=True, days=10))

    assert codes[date(2026, 3, 2)] == "SWD"
    assert codes[date(2026, 3, 13)] == "PW"
    assert codes[date(2026, 3, 24)] == "WF"


def test_a_role_of_one_day_starts_and_finishes_on_it() -> None:
    assert shown(code_days(march("4"), PLAIN)) == "4:SWF"


def test_a_role_that_may_not_be_held_has_no_hold() -> None:
    assert shown(code_days(march("2 5"), PLAIN, allow_hold=False)) == "2:SW 5:WF"


def test_travel_stands_outside_the_span_and_yields_to_work() -> None:
    events = dict.fromkeys(march("1 2 5"), "TR")

    assert shown(code_days(march("2 4"), PLAIN, events)) == "1:TR 2:SW 3:H 4:WF 5:TR"


def test_an_event_of_hold_counts_inside_the_span_alone() -> None:
    events = dict.fromkeys(march("1 7 12"), "H")

    assert shown(code_days(march("6 9"), PLAIN, events)) == "6:SW 7:H 9:WF"


@given(DATES, EVENTS, st.booleans(), st.integers(1, 20), st.integers(0, 3))
def test_work_days_are_all_coded_and_nothing_else_is_work(
    work: set[date], events: dict[date, str], allowed: bool, days: int, most: int
) -> None:
    codes = code_days(work, PLAIN, events, drops=Drops(allowed, days, most))

    totals = count_days(codes)

    assert {day for day, code in codes.items() if "W" in code} == work
    assert totals.work == len(work)
    assert totals.total == len(codes)
    assert list(codes) == sorted(codes)
    assert all(min(work) < day < max(work) for day, code in codes.items() if code == "H")
    assert sum("S" in code for code in codes.values()) == bool(work)
    assert sum("F" in code and "W" in code for code in codes.values()) == bool(work)
    dropped, picked_up = (sum("W" in c and mark in c for c in codes.values()) for mark in "DP")
    assert dropped == picked_up <= (most if allowed else 0)
