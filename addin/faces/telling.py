"""What several commands say, or are told, in the same words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time

from workbook_templates.book import Reading
from workbook_templates.declare import Column, Kind
from workbook_templates.findings import Finding
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.text import Lang, OfficeError, Text

LISTED = 10
FIRST_YEAR = 1900  # of a sheet's dates
DAY = Column("day", Kind.DATE, "jour")


def shortened(findings: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """The findings in words, the first of each sort only when there are many; --json has them all."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= LISTED:
            yield finding.message(lang)
    for code, count in seen.items():
        if count > LISTED:
            more = count - LISTED
            yield Text(f"... and {more} more [{code}]", f"... et {more} autres [{code}]").say(lang)


def told_day(text: str, reading: Reading) -> date:
    """A day that a command was told, read as the book's cells are. Raises OfficeError when it is none."""
    return day_in(text, reading.lang, reading.country)


def told_moment(text: str, lang: Lang) -> datetime:
    """A moment, or the start of a day, here; the day is read as that language writes it.

    Raises:
        OfficeError: It is none.
    """
    with suppress(ValueError, OverflowError):
        said = datetime.fromisoformat(text) if ":" in text else datetime.combine(day_in(text, lang), time())
        if said.year >= FIRST_YEAR:
            return said.astimezone()
    raise _no_day(text)


def day_in(text: str, lang: Lang, country: str = "") -> date:
    """A day as one language writes it. Raises OfficeError when it is none."""
    read = canonical(text, DAY, lang, country)
    if not read or not is_of_kind(read, DAY):
        raise _no_day(text)
    return date.fromisoformat(read)


def _no_day(text: str) -> OfficeError:
    return OfficeError(
        f'"{text}" is not a date. Write it like 2026-06-12.',
        f"« {text} » n'est pas une date. Écrivez-la comme 2026-06-12.",
    )
