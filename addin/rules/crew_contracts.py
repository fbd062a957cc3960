"""The papers of each engagement: dates, contract, work permit, medical exam."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from addin.rules import crew_findings as found
from addin.rules.crew_lines import Line, Staff
from workbook_templates.findings import Finding
from workbook_templates.text import Text

AFTER_THE_SHOOT = frozenset({"production", "accounting", "post", "vfx", "sound", "other"})
A_YEAR = timedelta(days=366)


def find_outside_production(staff: Staff) -> Iterator[Finding]:
    """Starts before the production's first day, first days after the shoot, dates a year and more off it.

    Preparation, wrap and post-production lie outside the shoot, so the shoot's
    own dates do not bound an engagement; offices, post and effects may also
    start after it. Without a first accounting period, a start is only too
    early when it comes more than a year before the shoot.
    """
    bounds = _bounds(staff)
    for line in staff.people():
        start, end = line.day("start"), line.day("end")
        may_follow = line.table.key == "crew" and line["department"] in AFTER_THE_SHOOT
        if start and bounds.earliest and start < bounds.earliest:
            yield line.finding(found.OUTSIDE_PRODUCTION, "start", where=bounds.too_early)
        elif start and bounds.shoot_end and start > bounds.shoot_end and not may_follow:
            yield line.finding(found.OUTSIDE_PRODUCTION, "start", where=bounds.after)
        if end and bounds.latest and end > bounds.latest:
            yield line.finding(found.OUTSIDE_PRODUCTION, "end", where=bounds.too_late)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The dates that an engagement is held to, blank when unknown, and how each is said."""

    earliest: str
    shoot_end: str
    latest: str
    too_early: Text
    after: Text
    too_late: Text


def _bounds(staff: Staff) -> _Bounds:
    opening, (first, last) = staff.opening, staff.shoot
    before = Text(
        f"before the production's first day ({opening})",
        f"avant le premier jour de la production ({opening})",
    )
    long_before = Text(
        f"more than a year before the first shooting day ({first})",
        f"plus d'un an avant le premier jour de tournage ({first})",
    )
    return _Bounds(
        opening or _moved(first, -A_YEAR),
        last,
        _moved(last, A_YEAR),
        before if opening else long_before,
        Text(f"after the last shooting day ({last})", f"après le dernier jour de tournage ({last})"),
        Text(
            f"more than a year after the last shooting day ({last})",
            f"plus d'un an après le dernier jour de tournage ({last})",
        ),
    )


def _moved(day: str, by: timedelta) -> str:
    """A date moved; blank when there is none, or it leaves the calendar."""
    try:
        return (date.fromisoformat(day) + by).isoformat() if day else ""
    except OverflowError:
        return ""


def find_late_signatures(staff: Staff) -> Iterator[Finding]:
    """Contracts signed after the first day.

    Source:
        IDCC 3097, title II, art. 16: the contract is handed over at the latest
        on the day it takes effect. The first day itself is in time. For artists,
        title III, II.1.1: it can be returned signed before the first session.
    """
    for line in staff.people():
        signed, start = line.day("contract_signed_on"), staff.first_day(line)
        if signed and start and signed > start:
            yield line.finding(found.SIGNED_LATE, "contract_signed_on", start=start)


def find_unsigned(staff: Staff) -> Iterator[Finding]:
    """Engagements that have begun without a signed contract."""
    for line in staff.lines("crew"):
        start = line.day("start")
        is_signed = line["contract_status"] == "signed" or bool(line["contract_signed_on"])
        if "contract_status" in line.held and start and start <= staff.today and not is_signed:
            yield line.finding(found.NOT_SIGNED, "contract_status", start=start)


def find_contract_disagreements(staff: Staff) -> Iterator[Finding]:
    """A status and a date of signature that do not say the same.

    An office that writes no artist's date keeps them elsewhere: none is missed then.
    """
    for line in staff.lines("crew"):
        signed = line.day("contract_signed_on")
        if line["contract_status"] == "signed" and line.lacks("contract_signed_on"):
            yield line.finding(found.SIGNED_UNDATED, "contract_signed_on")
        elif signed and line["contract_status"] in ("none", "draft", "sent"):
            yield line.finding(found.DATED_UNSIGNED, "contract_signed_on")
        if signed > staff.today:
            yield line.finding(found.SIGNED_TOMORROW, "contract_signed_on")
    cast = staff.lines("cast")
    is_kept = any(line["contract_signed_on"] for line in cast)
    for line in cast:
        signed = line.day("contract_signed_on")
        if is_kept and line["status"] == "signed" and line.lacks("contract_signed_on"):
            yield line.finding(found.SIGNED_UNDATED, "contract_signed_on")
        elif signed and line["status"] in ("open", "offer"):
            yield line.finding(found.DATED_UNSIGNED, "contract_signed_on")
        if signed > staff.today:
            yield line.finding(found.SIGNED_TOMORROW, "contract_signed_on")


def find_permits(staff: Staff) -> Iterator[Finding]:
    """Work permits that are required, and missing or over before the last day of work."""
    for line in staff.lines("crew"):
        if line["work_permit_required"] != "true":
            continue
        expires, last = line.day("work_permit_expires"), last_day(line, staff)
        if line.lacks("work_permit_expires"):
            yield line.finding(found.NO_PERMIT, "work_permit_expires")
        elif expires and last and expires < last:
            yield line.finding(found.PERMIT_EXPIRES, "work_permit_expires", last=last)


def last_day(line: Line, staff: Staff) -> str:
    """The last day of an engagement: its end, else the shoot's; never before its first."""
    return max(line.day("end") or staff.shoot[1], line.day("start"))


def find_late_exams(staff: Staff) -> Iterator[Finding]:
    """Medical exams after the first day of work."""
    for line in staff.people():
        exam, start = line.day("medical_exam_on"), staff.first_day(line)
        if exam and start and exam > start:
            yield line.finding(found.MEDICAL_LATE, "medical_exam_on", start=start)
