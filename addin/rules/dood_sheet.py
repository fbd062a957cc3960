"""The day out of days as a sheet: one line a role, one column a date, totals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from addin.rules.cost_lines import read_settings
from addin.rules.dood import HOLD, HOLIDAY, SATURDAY, DayState
from addin.rules.schedule import DoodLine, ScheduleReport
from workbook_templates.book import Cell, Reading, Result, Style
from workbook_templates.catalog import TABLE
from workbook_templates.kinds import format_pages
from workbook_templates.text import Lang, Text

DOOD = TABLE["dood"]
LONGEST = 800
INITIALS = Text("MTWTFSS", "LMMJVSD")
MONTHS = Text(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
)
SHOOTING_DAY = Text("Shooting day", "Jour de tournage")
WORKING = Text("Roles working", "Rôles qui travaillent")
PAGES = Text("Pages", "Pages")
TOTALS: tuple[tuple[Text, float], ...] = (
    (Text("Start", "Début"), 11),
    (Text("Finish", "Fin"), 11),
    (Text("Work", "Travail"), 8),
    (Text("Hold", "Attente"), 8),
    (Text("Travel", "Voyage"), 8),
    (Text("Fit/Reh", "Ess./Rép."), 9),
    (Text("Total", "Total"), 8),
)
LEGEND = Text(
    "S first day, W work, F last day, H hold, TR travel, FT fitting, R rehearsal, / company holiday",
    "S premier jour, W travail, F dernier jour, H attente, TR voyage, FT essayage, R répétition, / férié",
)


def dood_result(report: ScheduleReport, reading: Reading) -> Result:
    """Lay the day out of days out; the dates run from the first to the last that matter."""
    lang = reading.lang
    dates = _dates(report)
    grid: list[list[Cell]] = [
        [Cell(DOOD.label.say(lang), Style.TITLE)],
        [Cell(read_settings(reading).get("title", ""), Style.NOTE)],
        [Cell(LEGEND.say(lang), Style.NOTE)],
        [],
        *_header(report, dates, lang),
    ]
    header = len(grid)
    grid += [_line(line, dates, report.calendar) for line in report.lines]
    grid += _footer(report, dates, lang)
    widths = [column.width for column in DOOD.columns] + [4.0] * len(dates) + [width for _, width in TOTALS]
    return Result(DOOD, grid, widths, header=header, frozen_columns=len(DOOD.columns))


def _dates(report: ScheduleReport) -> list[date]:
    """Every date from the first to the last; in a span too long to print, only those that hold something."""
    known = set(report.calendar)
    known |= {day for line in report.lines for day, code in line.days.items() if code != HOLD}
    days = sorted(date.fromisoformat(day) for day in known)
    if not days:
        return []
    length = (days[-1] - days[0]).days + 1
    return days if length > LONGEST else [days[0] + timedelta(days=offset) for offset in range(length)]


def _header(report: ScheduleReport, dates: Sequence[date], lang: Lang) -> list[list[Cell]]:
    """Month, shooting day, weekday, then the labels and the day of the month."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for day in report.shooting_days:
        numbers[day.date].append(day.day)
    months, initials = MONTHS.say(lang).split(), INITIALS.say(lang)
    named = [
        f"{months[day.month - 1]} {day.year}" if index == 0 or day.month != dates[index - 1].month else None
        for index, day in enumerate(dates)
    ]
    return [
        _heading("", named),
        _heading(SHOOTING_DAY.say(lang), ["+".join(numbers.get(day.isoformat(), [])) for day in dates]),
        _heading("", [initials[day.weekday()] for day in dates]),
        [
            *(Cell(column.label.say(lang), Style.HEADER) for column in DOOD.columns),
            *(Cell(day.day, Style.HEADER) for day in dates),
            *(Cell(label.say(lang), Style.HEADER) for label, _ in TOTALS),
        ],
    ]


def _heading(label: str, values: Sequence[str | None]) -> list[Cell]:
    left = [Cell(None, Style.HEADER)] * (len(DOOD.columns) - 1)
    right = [Cell(None, Style.HEADER)] * len(TOTALS)
    return [
        *left,
        Cell(label or None, Style.HEADER),
        *(Cell(v or None, Style.HEADER) for v in values),
        *right,
    ]


def _line(line: DoodLine, dates: Sequence[date], calendar: Mapping[str, DayState]) -> list[Cell]:
    ends = [Cell(date.fromisoformat(day)) if day else Cell() for day in (line.first, line.last)]
    role = int(line.role) if line.role.isascii() and line.role.isdigit() else line.role
    return [
        Cell(role),
        Cell(line.character),
        Cell(line.artist),
        *(_code_cell(line.days.get(day.isoformat(), ""), day, calendar) for day in dates),
        *ends,
        *(Cell(count) for count in (line.work, line.hold, line.travel, line.other, line.total)),
    ]


def _code_cell(code: str, day: date, calendar: Mapping[str, DayState]) -> Cell:
    if not code:
        return Cell(None, Style.OFF if _is_off(day, calendar) else Style.BODY)
    if code == HOLIDAY:
        return Cell(code, Style.OFF)
    if code == HOLD:
        return Cell(code, Style.HOLD)
    return Cell(code, Style.WORK if "W" in code else Style.TRAVEL)


def _is_off(day: date, calendar: Mapping[str, DayState]) -> bool:
    state = calendar.get(day.isoformat())
    return day.weekday() >= SATURDAY if state is None else state is not DayState.WORKING


def _footer(report: ScheduleReport, dates: Sequence[date], lang: Lang) -> list[list[Cell]]:
    """How many roles work, and how many pages are shot, each day and in all."""
    working: dict[str, int] = defaultdict(int)
    for line in report.lines:
        for day, code in line.days.items():
            working[day] += "W" in code
    eighths: dict[str, int] = defaultdict(int)
    for shooting in report.shooting_days:
        eighths[shooting.date] += shooting.eighths
    sums = [
        sum(getattr(line, key) for line in report.lines)
        for key in ("work", "hold", "travel", "other", "total")
    ]
    roles = [working.get(day.isoformat(), 0) or None for day in dates]
    pages = [format_pages(eighths[key]) if eighths.get(key := day.isoformat()) else None for day in dates]
    return [
        _total_row(WORKING.say(lang), roles, [None, None, *sums]),
        _total_row(PAGES.say(lang), pages, [None] * (len(TOTALS) - 1) + [format_pages(report.eighths)]),
    ]


def _total_row(
    label: str, values: Sequence[int | str | None], totals: Sequence[int | str | None]
) -> list[Cell]:
    left: list[str | None] = [None] * (len(DOOD.columns) - 1)
    return [Cell(value, Style.TOTAL) for value in (*left, label, *values, *totals)]
