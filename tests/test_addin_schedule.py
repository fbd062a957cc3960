"""The schedule: a small one as a grid, every finding, and a real feature counted by hand."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import reading_of

from addin.rules.dood_sheet import dood_result
from addin.rules.schedule import ScheduleReport, compute_schedule, schedule_json
from workbook_templates.book import Cell
from workbook_templates.kinds import format_pages, parse_pages

Rows = list[dict[str, str]]
LONGFORM = "data/screenplays/hvaler_stripboard_Apache-2.0/screenplay-longform.breakdown.json"
A_DAY = 32


def rows(keys: str, *lines: str) -> Rows:
    names = keys.split()
    return [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]


def days(*lines: str) -> Rows:
    return rows("day date kind unit", *lines)


def scenes(*lines: str) -> Rows:
    return rows("scene pages roles unit day status", *lines)


def cast(*lines: str) -> Rows:
    return rows("role character hold_rate start end", *lines)


def availability(*lines: str) -> Rows:
    return rows("who from to status", *lines)


def small() -> dict[str, Rows]:
    """Two weeks, Thursday a company holiday, a Saturday worked by the second unit."""
    return {
        "cast": cast("1|MARIE|120.50||", "2|PAUL|||", "10|JEAN|200||"),
        "availability": availability(
            "1|2026-03-01|2026-03-01|travel",
            "1|2026-03-03|2026-03-03|fitting",
            "2|2026-03-08|2026-03-08|rehearsal",
            "CR01|2026-03-02|2026-03-31|unavailable",
        ),
        "days": days(
            "1|2026-03-02|shoot|",
            "2|2026-03-03|shoot|",
            "|2026-03-05|holiday|",
            "3|2026-03-06|shoot|",
            "1|2026-03-07|shoot|Second",
            "4|2026-03-09|shoot|main",
        ),
        "scenes": scenes(
            "1|1 3/8|1,2||1|",
            "2|2/8|1, 10||1|shot",
            "3|7/8|2||2|",
            "4|2|2||3|planned",
            "5|1/8|10|second|1|",
            "6|3 4/8|1,10||4|partial",
            "7|9|1,2,10||2|omitted",
        ),
    }


def codes(report: ScheduleReport, role: str) -> str:
    line = next(line for line in report.lines if line.role == role)
    return " ".join(f"{int(day[-2:])}:{code}" for day, code in line.days.items())


def found(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> list[tuple[str, str, int, str]]:
    report = compute_schedule(reading_of(tables))
    return [(item.code, item.table.key, item.row, item.column) for item in report.findings]


def test_a_small_schedule_is_coded_day_by_day() -> None:
    report = compute_schedule(reading_of(small()))

    assert codes(report, "1") == "1:TR 2:SW 3:FT 4:H 5:/ 6:H 9:WF"
    assert codes(report, "2") == "2:SW 3:W 4:H 5:/ 6:WF 8:R"
    assert codes(report, "10") == "2:SW 3:H 4:H 5:/ 6:H 7:W 9:WF"


def test_totals_and_the_cost_of_holds_come_from_the_codes() -> None:
    report = compute_schedule(reading_of(small()))

    marie, paul, jean = report.lines
    assert (marie.work, marie.hold, marie.travel, marie.other, marie.total) == (2, 2, 1, 1, 6)
    assert (marie.first, marie.last) == ("2026-03-02", "2026-03-09")
    assert [line.cost_of_hold for line in (marie, paul, jean)] == [24100, 0, 60000]
    assert report.cost_of_holds == 84100


def test_pages_are_counted_by_shooting_day_without_the_omitted() -> None:
    report = compute_schedule(reading_of(small()))

    counted = [(day.unit, day.day, day.eighths, day.scenes) for day in report.shooting_days]
    assert counted == [
        ("main", "1", 13, 2),
        ("main", "2", 7, 1),
        ("main", "3", 16, 1),
        ("second", "1", 1, 1),
        ("main", "4", 28, 1),
    ]
    assert report.eighths == 65


def test_a_sound_schedule_only_notes_the_missing_hold_rate() -> None:
    assert found(small()) == [("no-hold-rate", "cast", 3, "hold_rate")]


def test_the_json_has_the_agreed_shape_and_no_single_pay() -> None:
    answer = schedule_json(compute_schedule(reading_of(small())), "film.xlsx")

    written = json.loads(json.dumps(answer))
    assert (written["book"], written["cost_of_holds"]) == ("film.xlsx", "841.00")
    coded = {2: "SW", 3: "W", 4: "H", 5: "/", 6: "WF", 8: "R"}
    assert written["dood"][1] == {
        "role": "2",
        "character": "PAUL",
        "days": {f"2026-03-{day:02}": code for day, code in coded.items()},
        "work": 3,
        "hold": 1,
        "travel": 0,
        "first": "2026-03-02",
        "last": "2026-03-06",
        "total": 5,
    }
    assert "120.5" not in json.dumps(answer)


BAD: list[tuple[str, dict[str, Rows], tuple[str, str, int, str]]] = [
    (
        "scene twice",
        {
            "scenes": scenes("1|1|1||1|", "1|1|1||2|"),
            "days": days("1|2026-03-02|shoot|", "2|2026-03-03|shoot|"),
        },
        ("scene-twice", "scenes", 3, "scene"),
    ),
    ("unknown role", {"scenes": scenes("1|1|1,99||1|")}, ("unknown-role", "scenes", 2, "roles")),
    ("unknown day", {"scenes": scenes("1|1|1||1|", "2|1|1||8|")}, ("unknown-day", "scenes", 3, "day")),
    (
        "a day of another unit",
        {"scenes": scenes("1|1|1||1|", "2|1|1|second|1|")},
        ("unknown-day", "scenes", 3, "day"),
    ),
    ("not a shoot day", {"days": days("1|2026-03-02|travel|")}, ("not-shoot-day", "scenes", 2, "day")),
    ("no day", {"scenes": scenes("1|1|1||1|", "2|1|1|||")}, ("scene-not-scheduled", "scenes", 3, "day")),
    ("not eighths", {"scenes": scenes("1|1.3|1||1|")}, ("not-eighths", "scenes", 2, "pages")),
    ("no pages", {"scenes": scenes("1||1||1|")}, ("no-pages", "scenes", 2, "pages")),
    (
        "two days on one date",
        {
            "days": days("1|2026-03-02|shoot|", "2|2026-03-02|shoot|MAIN"),
            "scenes": scenes("1|1|1||1|", "2|1|1||2|"),
        },
        ("two-days-one-date", "days", 3, "date"),
    ),
    (
        "unavailable",
        {"availability": availability("1|2026-02-20|2026-03-02|unavailable")},
        ("unavailable-while-working", "availability", 2, "status"),
    ),
    ("before the contract", {"cast": cast("1|A||2026-03-03|")}, ("outside-contract", "cast", 2, "start")),
    ("after the contract", {"cast": cast("1|A|||2026-03-01")}, ("outside-contract", "cast", 2, "end")),
    (
        "an empty day",
        {"days": days("1|2026-03-02|shoot|", "2|2026-03-03|shoot|")},
        ("day-without-scene", "days", 3, "day"),
    ),
    ("never called", {"cast": cast("1|A|||", "2|B|||")}, ("role-never-called", "cast", 3, "role")),
    ("a day without a date", {"days": days("1|soon|shoot|")}, ("day-without-date", "days", 2, "date")),
    (
        "an endless rehearsal",
        {"availability": availability("1|2026-03-03|2062-03-04|rehearsal")},
        ("long-event", "availability", 2, "to"),
    ),
]


@pytest.mark.parametrize(("name", "changed", "expected"), BAD, ids=[name for name, _, _ in BAD])
def test_each_fault_is_one_finding_in_its_place(
    name: str, changed: dict[str, Rows], expected: tuple[str, str, int, str]
) -> None:
    sound = {
        "cast": cast("1|A|||"),
        "days": days("1|2026-03-02|shoot|"),
        "scenes": scenes("1|1|1||1|"),
        "availability": [],
    }

    assert found(sound) == []
    assert found(sound | changed) == [expected]


def test_each_finding_can_be_said_in_both_languages() -> None:
    for _, changed, _ in BAD:
        for finding in compute_schedule(reading_of(small() | changed)).findings:
            assert finding.message("en") != finding.message("fr")
            assert "{" not in finding.message("en") + finding.message("fr")


def test_a_scene_listed_twice_has_its_pages_counted_once() -> None:
    tables = small()
    tables["scenes"] += scenes("1|1 3/8|1,2||3|")

    report = compute_schedule(reading_of(tables))

    assert report.eighths == 65
    assert report.lines[0].days["2026-03-06"] == "W"


def test_a_scene_in_two_parts_is_not_listed_twice() -> None:
    tables = small()
    tables["scenes"][0]["part"] = "1"
    tables["scenes"].append(tables["scenes"][0] | {"part": "2"})

    assert "scene-twice" not in [code for code, *_ in found(tables)]


def test_a_hold_rate_never_stands_in_a_finding() -> None:
    tables = small() | {"cast": cast("1|MARIE|about 777||", "2|PAUL|0.00||", "10|JEAN|5||")}

    report = compute_schedule(reading_of(tables))

    assert [finding.code for finding in report.findings] == ["no-hold-rate"]
    assert "777" not in json.dumps(schedule_json(report, "film.xlsx"))


def test_a_book_without_the_tables_has_an_empty_schedule() -> None:
    report = compute_schedule(reading_of({}))

    assert report.lines == () and report.findings == () and report.eighths == 0
    assert dood_result(report, reading_of({})).header == 8


def line_of(grid: Sequence[Sequence[Cell]], label: str) -> list[object]:
    return next([cell.value for cell in row] for row in grid if label in [cell.value for cell in row[:3]])


def test_the_sheet_shows_codes_totals_and_footers_in_french() -> None:
    book = reading_of(small(), "fr")

    result = dood_result(compute_schedule(book), book)

    dates = slice(3, 12)
    labels = [cell.value for cell in result.grid[result.header - 1]]
    assert labels[dates] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert labels[12:] == ["Début", "Fin", "Travail", "Attente", "Voyage", "Ess./Rép.", "Total"]
    assert [cell.value for cell in result.grid[result.header - 2]][dates] == list("DLMMJVSDL")
    numbers = line_of(result.grid, "Jour de tournage")[dates]
    assert numbers == [None, "1", "2", None, None, "3", "1", None, "4"]
    marie = line_of(result.grid, "MARIE")
    assert marie[dates] == ["TR", "SW", "FT", "H", "/", "H", None, None, "WF"]
    assert marie[12:] == [date(2026, 3, 2), date(2026, 3, 9), 2, 2, 1, 1, 6]
    assert line_of(result.grid, "Rôles qui travaillent")[dates] == [None, 3, 1, None, None, 1, 1, None, 2]
    pages = line_of(result.grid, "Pages")
    assert pages[dates] == [None, "1 5/8", "7/8", None, None, "2", "1/8", None, "3 4/8"]
    assert pages[-1] == "8 1/8"
    assert {len(row) for row in result.grid[4:]} == {19} == {len(result.widths)}


def test_codes_are_coloured_by_what_they_are() -> None:
    book = reading_of(small())

    result = dood_result(compute_schedule(book), book)

    styles = [cell.style for cell in result.grid[result.header][3:12]]
    assert [style.value for style in styles] == (
        ["travel", "work", "travel", "hold", "off", "hold", "body", "off", "work"]
    )


def test_a_mistyped_year_does_not_make_a_sheet_of_ten_thousand_columns() -> None:
    tables = small()
    tables["days"][-1]["date"] = "2062-03-09"
    book = reading_of(tables)

    result = dood_result(compute_schedule(book), book)

    assert len(result.widths) < 30


BOARDS = st.lists(
    st.tuples(
        st.integers(0, 24),
        st.sets(st.integers(1, 5)),
        st.integers(1, 4),
        st.sampled_from(["", "planned", "omitted"]),
    ),
    max_size=25,
)


@given(BOARDS)
@settings(max_examples=60)
def test_every_board_counts_as_it_does_by_hand(board: list[tuple[int, set[int], int, str]]) -> None:
    tables = {
        "cast": cast(*(f"{role}|R{role}|1.00||" for role in range(1, 6))),
        "days": days(*(f"{n}|2026-03-{n * 3:02}|shoot|" for n in range(1, 5))),
        "scenes": scenes(
            *(
                f"{number}|{format_pages(eighths)}|{','.join(map(str, sorted(roles)))}||{day}|{status}"
                for number, (eighths, roles, day, status) in enumerate(board)
            )
        ),
    }

    report = compute_schedule(reading_of(tables))

    live = [scene for scene in board if scene[3] != "omitted"]
    assert report.eighths == sum(scene[0] for scene in live)
    assert report.eighths == sum(day.eighths for day in report.shooting_days)
    assert sum(day.scenes for day in report.shooting_days) == len(live)
    for line in report.lines:
        mine = sorted({day for _, roles, day, _ in live if int(line.role) in roles})
        assert line.work == len(mine)
        assert line.first == (f"2026-03-{mine[0] * 3:02}" if mine else "")
        assert line.last == (f"2026-03-{mine[-1] * 3:02}" if mine else "")
        assert line.total == line.work + line.hold == len(line.days)
        assert line.cost_of_hold == 100 * line.hold


def feature(shared: Path) -> tuple[dict[str, Rows], list[dict[str, Any]]]:
    """The feature in script order, a new day once the next scene would pass four pages."""
    breakdown = json.loads((shared / LONGFORM).read_text(encoding="utf-8"))["scenes"]
    names = sorted({name for scene in breakdown for name in scene["cast"]})
    day, filled = 1, 0
    lines = []
    for scene in breakdown:
        if filled + scene["eighths"] > A_DAY:
            day, filled = day + 1, 0
        filled += scene["eighths"]
        roles = ",".join(str(names.index(name) + 1) for name in scene["cast"])
        lines.append(f"{scene['number']}|{format_pages(scene['eighths'])}|{roles}||{day}|")
        scene["day"] = day
    weekdays = [date(2026, 3, 2) + timedelta(days=n + 2 * (n // 5)) for n in range(day)]
    tables = {
        "cast": cast(*(f"{number}|{name}|100.00||" for number, name in enumerate(names, start=1))),
        "days": days(*(f"{n}|{when}|shoot|" for n, when in enumerate(weekdays, start=1))),
        "scenes": scenes(*lines),
    }
    return tables, breakdown


def test_a_real_feature_is_counted_as_by_hand(shared: Path) -> None:
    tables, breakdown = feature(shared)

    report = compute_schedule(reading_of(tables))

    assert report.findings == ()
    assert report.eighths == 797 == sum(day.eighths for day in report.shooting_days)
    assert sum(day.scenes for day in report.shooting_days) == 112
    work: dict[str, set[int]] = defaultdict(set)
    for scene in breakdown:
        for name in scene["cast"]:
            work[name].add(scene["day"])
    last = len(report.shooting_days)
    for line in report.lines:
        mine = work[line.character]
        assert line.work == len(mine)
        assert line.hold == sum(min(mine) < n < max(mine) and n not in mine for n in range(1, last + 1))
    assert report.cost_of_holds == 10000 * sum(line.hold for line in report.lines)


def test_a_real_features_sheet_adds_up(shared: Path) -> None:
    tables, _ = feature(shared)
    book = reading_of(tables)
    report = compute_schedule(book)

    result = dood_result(report, book)

    width = len(result.widths)
    pages = [value for value in line_of(result.grid, "Pages")[3 : width - 7] if value]
    assert sum(parse_pages(str(value)) for value in pages) == 797
    working = [value for value in line_of(result.grid, "Roles working")[3 : width - 7] if value]
    assert sum(int(str(value)) for value in working) == sum(line.work for line in report.lines)
