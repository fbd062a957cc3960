"""Cost lines that came once their period was issued, told from the others by what each report counted.

A report keeps a short mark of every line that it was the first to count. A line without a mark, in a period that a
report covers, came after that report.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from addin.rules.cost_issued import Issued, IssuedReport
from addin.rules.cost_lines import Columns
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.text import Text

SETTING = "late_entries"
NEXT = "next"
MARK = 8  # characters: the random end of a row's id
IN_A_CELL = 3500  # marks, under the 32,767 characters that a cell holds
Periods = Sequence[int | None]

LATE = FindingKind(
    "late-entry",
    Severity.ERROR,
    Text(
        "the line says period {value}, but came after period {closed} was issued as report no. {number}. Write the "
        "open period {open} instead, or issue period {closed} again; until then no later report can be issued.",
        "la ligne dit période {value}, mais elle est arrivée après l'arrêté de la période {closed} (situation n° "
        "{number}). Écrivez la période ouverte {open} à la place, ou arrêtez de nouveau la période {closed} ; d'ici "
        "là, aucune situation suivante ne peut être arrêtée.",
    ),
)
MOVED = FindingKind(
    "late-entry-in-next-period",
    Severity.NOTE,
    Text(
        "the line says period {value}, but came after report no. {number} was issued for period {closed}; it counts "
        "in period {open}.",
        "la ligne dit période {value}, mais elle est arrivée après la situation n° {number}, arrêtée pour la période "
        "{closed} ; elle compte dans la période {open}.",
    ),
)


@dataclass(frozen=True)
class Closing:
    """What the issued reports have counted.

    Args:
        reports: Those that close their period: intact, with the marks of what they counted; by number.
        counted: Mark -> the last period that the line came too late for, -1 for none.
    """

    reports: Sequence[IssuedReport]
    counted: Mapping[str, int]

    @property
    def last(self) -> int:
        """The last period that is closed; -1 for none."""
        return max((report.period for report in self.reports), default=-1)

    def covering(self, period: int) -> IssuedReport:
        """The first report that had to count a line of a closed period."""
        return min(
            (report for report in self.reports if report.period >= period),
            key=lambda report: (report.period, report.number),
        )


def close_periods(issued: Issued) -> Closing:
    """What is closed; a report that was altered closes nothing, but what it counted is no news."""
    reports = sorted(issued.reports, key=lambda report: report.number)
    closing = [report for report in reports if report.is_intact and report.marks is not None]
    counted: dict[str, int] = {}
    for report in reversed(reports):  # the first to count a line has the last word
        before = (one.period for one in closing if one.number < report.number and one.period < report.period)
        counted |= dict.fromkeys(report.marks or (), max(before, default=-1))
    return Closing(closing, counted)


def marks_of(table: Columns) -> list[str]:
    """What tells each cost line: the end of its id, or what its entry number hashes to when it has none yet."""
    return [
        row.id[-MARK:] if row.id else _hashed(entry)
        for row, entry in zip(table.rows, table["entry"], strict=True)
    ]


def _hashed(entry: str) -> str:
    return base64.b32encode(hashlib.sha256(entry.encode()).digest())[:MARK].decode()


def counting_periods(
    table: Columns, periods: Periods, closing: Closing, goes_next: bool, findings: list[Finding]
) -> Periods:
    """The period that each line counts in. Without a closed period, the one it says.

    Args:
        goes_next: Late lines go to the first open period; else each is an error, and counts where it says.
    """
    if not closing.reports:
        return periods
    last, too_late = closing.last, [*map(closing.counted.get, marks_of(table))]
    counts = [
        when if when is None or floor is None or when > floor else floor + 1
        for when, floor in zip(periods, too_late, strict=True)
    ]
    late = [
        (i, when)
        for i, (when, floor) in enumerate(zip(periods, too_late, strict=True))
        if floor is None and when is not None and when <= last
    ]
    for i, when in late:
        cover = closing.covering(when)
        details = {"number": str(cover.number), "closed": str(cover.period), "open": str(last + 1)}
        findings.append(table.finding(MOVED if goes_next else LATE, i, "period", details))
        counts[i] = last + 1 if goes_next else when
    return counts


def newly_counted(table: Columns, periods: Periods, closing: Closing, period: int) -> list[str]:
    """The marks of the lines that a report of the period is the first to count.

    Args:
        periods: The period that each line counts in.
    """
    counted = closing.counted
    return [
        mark
        for mark, when in zip(marks_of(table), periods, strict=True)
        if when is not None and when <= period and mark not in counted
    ]


def marks_in_cells(marks: Sequence[str]) -> list[str]:
    """The marks written in as few cells as hold them."""
    return [" ".join(marks[at : at + IN_A_CELL]) for at in range(0, len(marks), IN_A_CELL)]
