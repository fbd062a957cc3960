"""Two weeks of timesheets, agreeing with the days' calls."""

from datetime import date, datetime, time, timedelta

from workbook_templates.sample.schedule import is_night, shooting_dates

# On set all day: camera, sound, grip, electric, direction, script, props, costume, makeup, hair.
PEOPLE = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21, 24, 25, 26, 27, 28)
EARLY = {15, 16, 17, 18, 24, 25, 26, 27, 28}  # before the others: rigging, make-up, location unit
DAYS = 10
HALF_HOUR = timedelta(minutes=30)


def timesheet_rows() -> list[dict[str, str]]:
    """Twenty people, ten shooting days: one line a person and day."""
    rows = []
    for number, day in enumerate(shooting_dates()[:DAYS], start=1):
        for person in PEOPLE:
            row = {"person": f"P{person:03}", "date": day.isoformat()}
            away = person == 10 and day in (date(2026, 5, 14), date(2026, 5, 15))
            if away:
                continue
            if (person, number) == (12, 4):
                rows.append({**row, "kind": "sick"})
                continue
            rows.append(row | _worked(number, day, person))
    return rows


def _worked(number: int, day: date, person: int) -> dict[str, str]:
    """A day on set; a night's wrap falls on the next date."""
    night = is_night(number)
    call = datetime.combine(day, time(16 if night else 8)) - (HALF_HOUR if person in EARLY else timedelta())
    meal = datetime.combine(day, time(20, 30) if night else time(13))
    over = timedelta(minutes=15 * ((number * 5 + person) % 5))
    wrap = datetime.combine(day, time(18)) + over + (timedelta(hours=7, minutes=30) if night else timedelta())
    row = {
        "kind": "shoot", "call": _clock(call), "meal_start": _clock(meal),
        "meal_end": _clock(meal + (2 * HALF_HOUR)), "wrap": _clock(wrap),
        "set_travel": ("0.5", "0.75", "1")[number % 3], "place": "region",
        "breakfast_provided": "true" if person in EARLY else "false", "meals_provided": "2" if night else "1",
    }  # fmt: skip
    if night and person in EARLY:
        row |= {"meal2_start": "00:30", "meal2_end": "00:50"}
    return row


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")
