"""Days against engagements and availability, roles, minors."""

from datetime import date, timedelta

import pytest
from crew_grid import found, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.rules.crew_minors import age_on

DAYS = """
Days
| Day | Date       | Kind  | Unit   | Call  | Meal  |
| 1   | 2026-05-04 | Shoot |        | 08:00 | 12:30 |
| 2   | 2026-05-05 | Shoot |        | 08:00 | 12:31 |
| 3   | 2026-05-06 | Off   |        |       |       |
| 1   | 2026-05-07 | Shoot | Second | 22:00 | 02:45 |
"""
SCENES = """
Scenes
| Scene | Roles | Unit   | Day | Status  |
| 1     | 1, 2  |        | 1   |         |
| 2     | 01    |        | 2   | Shot    |
| 3     | 1     |        | 2   |         |
| 4     | 1     | second | 1   | Omitted |
| 5     | 2     | second | 1   |         |
| 6     | 1     |        | 3   |         |
| 7     | 1     |        |     |         |
"""


def test_scenes_call_a_role_once_a_day_and_not_before_its_engagement_or_after_it_left() -> None:
    cast = "Cast\n| Role | Character | Start | End |\n| 1 | Marianne | 2026-05-05 | 2026-05-05 |\n| 2 | Paul | | 2026-05-06 |\n"

    told = found(cast + DAYS + SCENES, "work-before-start", "work-after-end")

    assert [(f.code, f.table.key, f.row, f.details["day"]) for f in told] == [
        ("work-before-start", "scenes", 2, "2026-05-04"), ("work-after-end", "scenes", 6, "2026-05-07"),
    ]  # fmt: skip


def test_timesheets_and_bookings_are_held_to_the_engagement_but_rest_and_fittings_are_not() -> None:
    told = found(
        """
        Crew
        | Person | Last name | Start      | End        |
        | P1     | Roy       | 2026-05-04 | 2026-05-08 |
        | P2     | Côté      | 2026-05-08 | 2026-05-04 |
        | P3     | Gagné     | soon       | 2026-05-08 |

        Availability
        | Who | From       | To         | Status  |
        | P1  | 2026-05-08 | 2026-05-09 | Booked  |
        | P1  | 2026-05-01 | 2026-05-01 | Fitting |

        Timesheets
        | Person | Date       | Kind |
        | P1     | 2026-05-03 | Rest |
        | P1     | 2026-05-09 | Prep |
        | P2     | 2026-05-09 | Prep |
        | P3     | 2026-05-09 | Prep |
        | P4     | 2026-05-09 | Prep |
        """,
        "work-before-start",
        "work-after-end",
    )

    assert [(f.code, f.table.key, f.row, f.column) for f in told] == [
        ("work-after-end", "timesheets", 3, "date"), ("work-after-end", "availability", 2, "to"),
    ]  # fmt: skip


def test_a_number_may_be_a_person_s_and_a_role_s() -> None:
    told = found(
        """
        Crew
        | Person | Last name |
        | 1      | Roy       |

        Cast
        | Role | Character |
        | 1    | Marianne  |

        Availability
        | Who | From       | To         | Status      |
        | 1   | 2026-05-04 | 2026-05-05 | Unavailable |
        """
        + DAYS + SCENES,
        "work-while-unavailable",
    )  # fmt: skip

    assert told == []


Spans = list[tuple[int, int, int]]
SPANS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(0, 5)), max_size=6)


@settings(max_examples=300, deadline=None)
@given(SPANS, SPANS, st.sets(st.tuples(st.integers(1, 3), st.integers(0, 25)), max_size=15))
def test_every_clash_is_reported_and_none_invented(
    away: Spans, booked: Spans, worked: set[tuple[int, int]]
) -> None:
    first = date(2026, 5, 4)

    def day(offset: int) -> str:
        return (first + timedelta(days=offset)).isoformat()

    lines = [
        f"| P{who} | {day(start)} | {day(start + more)} | {status} |"
        for status, spans in (("Unavailable", away), ("Hold", booked))
        for who, start, more in spans
    ]
    sheets = [f"| P{who} | {day(at)} | Shoot |" for who, at in sorted(worked)]
    people = [f"| P{who} | Roy |" for who in (1, 2, 3)]
    text = "\n".join(
        [
            *("Crew", "| Person | Last name |", *people, ""),
            *("Availability", "| Who | From | To | Status |", *lines, ""),
            *("Timesheets", "| Person | Date | Kind |", *sheets, ""),
        ]
    )

    told = found(text)

    gone = {(who, start + more) for who, start, length in away for more in range(length + 1)}
    clashes = [at for at, pair in enumerate(sorted(worked), 2) if pair in gone]
    held = [
        at
        for at, (who, start, length) in enumerate(booked, 2 + len(away))
        if any((who, start + more) in gone for more in range(length + 1))
    ]
    assert rows([f for f in told if f.code == "work-while-unavailable"]) == clashes
    assert rows([f for f in told if f.code == "booked-while-unavailable"]) == held
    assert {f.code for f in told} <= {"work-while-unavailable", "booked-while-unavailable"}


def test_a_role_must_be_signed_by_its_first_scene_and_not_before() -> None:
    cast = "Cast\n| Role | Character | Status |\n| 1 | Marianne | Confirmed |\n| 2 | Paul | Signed |\n"

    late = found(cast + DAYS + SCENES, "role-not-signed", today=date(2026, 5, 4))
    early = found(cast + DAYS + SCENES, "role-not-signed", today=date(2026, 5, 3))

    assert (rows(late), early) == ([2], [])


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [("2010-05-04", "2026-05-03", 15), ("2010-05-04", "2026-05-04", 16), ("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18)],
)  # fmt: skip
def test_an_age_turns_on_the_birthday(birth: str, day: str, age: int) -> None:
    assert age_on(birth, day) == age


def minors(country: str, birth: str, crew: str = "Scripte") -> list[str]:
    told = found(
        f"Production\n| Setting | Value |\n| Country | {country} |\n| Currency | EUR |\n\n"
        f"Crew\n| Person | Last name | Position |\n| P1 | Roy | {crew} |\n\n"
        f"Cast\n| Role | Character | Last name | Status | Birth date |\n| 1 | Rose | Roy | Signed | {birth} |\n"
        + DAYS + SCENES
    )  # fmt: skip
    return [f"{f.code} {f.row}" for f in told if f.code.startswith("minor")]


def test_a_child_under_16_needs_papers_and_a_guardian_in_france() -> None:
    assert minors("France", "2016-05-05") == [
        "minor-hours-not-checked 2", "minor-papers 2", "minor-without-guardian 2", "minor-break 3",
    ]  # fmt: skip
    assert minors("France", "2016-05-05", "Responsable des enfants") == [
        "minor-hours-not-checked 2", "minor-papers 2", "minor-break 3",
    ]  # fmt: skip
    assert minors("France", "2009-05-05") == ["minor-hours-not-checked 2", "minor-break 3"]
    assert minors("France", "2008-05-04") == []


def test_a_child_in_quebec_is_only_a_note_for_no_rule_was_read() -> None:
    assert minors("Canada (Quebec)", "2016-05-05") == ["minor-hours-not-checked 2"]


def test_a_birth_date_after_the_first_day_is_impossible_and_makes_no_minor() -> None:
    told = found(
        "Crew\n| Person | Last name | Start | Birth date |\n"
        "| P1 | Roy | 2026-05-04 | 2062-03-01 |\n| P2 | Roy | 2026-05-04 | 1899-03-01 |\n| P3 | Roy | 2026-05-04 | 1980-03-01 |\n"
    )

    assert [(f.code, f.row) for f in told] == [("birth-date-impossible", 2), ("birth-date-impossible", 3)]
