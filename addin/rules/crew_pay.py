"""Pay against the minimum of the grid that holds for the title and the day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from addin.rules import crew_findings as found
from addin.rules.crew_data import PayGrid, agreement_key, artist_grid, pay_grids, title_key
from addin.rules.crew_lines import Line, Staff
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding
from workbook_templates.money import exact, round_half_up, show
from workbook_templates.text import Text, show_amount

HOURS_OF_A_WEEK = 40  # 35 h and 4 h at +25 %: the base hour is a fortieth of the week of 39 (art. 9, 25)
DAY_ENGAGEMENT = Fraction(35, 4)  # 7 h at +25 %, for fewer than 5 days in a row (art. 16, 34)
LONGEST_BY_THE_DAY = 4
UNITS = {
    "week": Text("for a week of 39 hours", "la semaine de 39 heures"),
    "hour": Text("an hour", "de l'heure"),
    "day": Text("a day of 7 hours, engaged by the day", "la journée de 7 heures, engagement à la journée"),
}


def find_below_minimum(staff: Staff) -> Iterator[Finding]:
    """Rates below the minimum of the newest grid in force on the first day.

    A weekly rate is that of the week of 39 hours; the shooting week's hours come
    on top of it and are the pay computation's. A day rate is compared for
    engagements of fewer than five days, a flat one never. The minimum is
    rounded half up to the cent, once.

    Findings: pay-below-minimum, pay-grid-later.

    Source:
        IDCC 3097, title II, art. 9, 16, 25 and 34; the dated grids beside this module.
    """
    for line in staff.lines("crew"):
        rate, start = exact(line["rate"]), line.day("start")
        grids = [grid for grid in pay_grids() if grid.agreement == agreement_key(line["agreement"])]
        key = title_key(line["job"]) if grids else ""
        if rate is None or not start or not any(key in grid.titles for grid in grids):
            continue
        in_force = [grid for grid in grids if grid.since <= start and key in grid.titles]
        if not in_force:
            oldest = grids[0]
            yield line.finding(
                found.PAY_BEFORE_GRID, "start", grid=oldest.name, since=oldest.since, start=start
            )
            continue
        minimum = _minimum(line, in_force[-1], key)
        if minimum is not None and rate * 100 < minimum:
            yield line.finding(found.BELOW_MINIMUM, "rate", **_details(line, in_force[-1], key, minimum))


def find_unchecked_pay(staff: Staff) -> Iterator[Finding]:
    """One note an agreement, for those whose rate cannot be compared for want of a title or a unit."""
    held = {grid.agreement: grid.name for grid in pay_grids()}
    counts = Counter(
        agreement
        for line in staff.lines("crew")
        if line["rate"] and (agreement := agreement_key(line["agreement"])) in held
        if not line["job"] or not line["rate_unit"]
    )
    for agreement, count in counts.items():
        details = {"count": str(count), "agreement": held[agreement]}
        yield Finding(found.PAY_NOT_CHECKED, TABLE["crew"], details=details)


def find_low_fees(staff: Staff) -> Iterator[Finding]:
    """Artists engaged by the day below the minimum of a day.

    Weeks and roles are not compared: their day rate depends on the length of the week.

    Source:
        IDCC 3097, title III; the dated grid beside this module.
    """
    grid = artist_grid()
    ((_, minimum),) = grid.titles.values()
    for line in staff.lines("cast"):
        rate = exact(line["day_rate"])
        if rate is None or line["deal"] != "day" or agreement_key(line["agreement"]) != grid.agreement:
            continue
        if staff.first_day(line) >= grid.since and rate * 100 < minimum:
            yield line.finding(
                found.FEE_BELOW_MINIMUM, "day_rate", minimum=_euros(minimum), grid=grid.name, since=grid.since
            )


def _minimum(line: Line, grid: PayGrid, key: str) -> int | None:
    """Whole cents; None for a unit that no rule read here gives a minimum for."""
    hour = Fraction(grid.titles[key][1], HOURS_OF_A_WEEK)
    match line["rate_unit"]:
        case "week":
            return grid.titles[key][1]
        case "hour":
            return round_half_up(hour)
        case "day" if _is_by_the_day(line):
            return round_half_up(hour * DAY_ENGAGEMENT)
        case _:
            return None


def _is_by_the_day(line: Line) -> bool:
    start, end = line.day("start"), line.day("end")
    if not (start and end):
        return False
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    return 0 < days <= LONGEST_BY_THE_DAY


def _details(line: Line, grid: PayGrid, key: str, minimum: int) -> dict[str, str | Text]:
    return {
        "job": grid.titles[key][0],
        "minimum": _euros(minimum),
        "unit": UNITS[line["rate_unit"]],
        "grid": grid.name,
        "since": grid.since,
    }


def _euros(amount: int) -> Text:
    said = show(amount)
    return Text(f"EUR {said}", f"{show_amount(said, 'fr')} €")
