"""The production's accounting periods: equal stretches of days, numbered from 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from addin.rules import cost_findings as found
from addin.rules.cost_lines import Columns, whole
from workbook_templates.findings import Finding


@dataclass(frozen=True, slots=True)
class Calendar:
    """When periods begin: ``start`` is the first day of period 1, each lasts ``days``."""

    start: date
    days: int

    def dates(self, period: int) -> tuple[date, date] | None:
        """First and last day of a period; None when it is out of every calendar."""
        try:
            first = self.start + timedelta(days=(period - 1) * self.days)
            return first, first + timedelta(days=self.days - 1)
        except OverflowError:
            return None

    def period(self, day: date) -> int:
        """The period a day falls in; 0 and below come before the first."""
        return (day - self.start).days // self.days + 1


def read_calendar(settings: Mapping[str, str]) -> Calendar | None:
    """The periods that the production's settings give; None when they do not say."""
    days = whole(settings.get("period_days", ""))
    try:
        start = date.fromisoformat(settings.get("first_period_start", ""))
    except ValueError:
        return None
    return Calendar(start, days) if days is not None and 0 < days < 10_000 else None


def check_dates(table: Columns, periods: list[int | None], calendar: Calendar | None) -> list[Finding]:
    """Rows whose date falls in another period than the one they say. The period counts, not the date."""
    if calendar is None:
        return []

    def falls_in(text: str) -> int | None:
        try:
            return calendar.period(date.fromisoformat(text))
        except ValueError:
            return None

    return [
        table.finding(found.OTHER_PERIOD, i, "date", {"said": str(said), "falls": str(falls)})
        for i, (said, falls) in enumerate(zip(periods, table.map("date", falls_in), strict=True))
        if said is not None and falls is not None and said != falls
    ]
