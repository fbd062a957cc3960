"""Issuing a cost report: its lines are frozen under a number, a date and a hash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from addin.rules.cost_issued import DIFFERS, FIGURES, HASH, IssuedReport, content_hash, read_issued
from addin.rules.costs import CostLine, CostReport
from workbook_templates.book import Cell, Reading, Result, Style, Value
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import is_of_kind, native
from workbook_templates.money import show
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang, OfficeError, Text

TOTAL = Text("Total", "Total")
OF_THE_ISSUE = frozenset(ISSUED.position[key] for key in ("number", "issued_on", "hash"))
Cells = tuple[str, ...]


@dataclass(frozen=True)
class NewlyIssued:
    """A report issued now.

    Args:
        replaces: The number that the period had before; 0 for none.
        result: The sheet of all issued reports.
        report: The report, as it now stands issued.
    """

    number: int
    replaces: int
    result: Result
    report: CostReport


@dataclass(frozen=True)
class AlreadyIssued:
    """The period stands issued with this very content: there is nothing to write."""

    number: int


def issue_report(report: CostReport, reading: Reading, today: date | None) -> NewlyIssued | AlreadyIssued:
    """Freeze a report under the next number; the reports issued before stay as they stand.

    Args:
        report: The report computed from ``reading``.
        today: The date it is issued on.

    Raises:
        ValueError: ``today`` is not given, or the issued reports were not asked for in the reading.
        OfficeError: The sheet of issued reports cannot be read whole, so it cannot be written anew.
    """
    if today is None:
        raise ValueError("a report is issued on a day")
    _check_readable(reading)
    issued = read_issued(reading)
    number, last = issued.next_number, report.issued
    rows = _frozen(report, number, today)
    if last is not None:
        place = ISSUED.position["number"]
        stands = [cells for cells in issued.cells if cells[place] == str(last.number)]
        if _content(stands) == _content(rows):
            return AlreadyIssued(last.number)
    said = content_hash(rows)
    rows[-1] = (*rows[-1][:HASH], said, *rows[-1][HASH + 1 :])
    standing = IssuedReport(number, report.period, today.isoformat(), report.currency, said, is_intact=True)
    findings = tuple(finding for finding in report.findings if finding.kind is not DIFFERS)
    fresh = replace(report, issued=standing, has_moved=False, findings=findings)
    replaced = max((old.number for old in issued.reports if old.period == report.period), default=0)
    return NewlyIssued(number, replaced, _result([*issued.cells, *rows], reading.lang), fresh)


def _check_readable(reading: Reading) -> None:
    """Refuse to replace a sheet of which something was not read: an issued report is never lost."""
    read = reading.tables.get(ISSUED.key)
    if read is None:
        raise ValueError("the issued reports are read before one is added")
    if read.place is None:
        return
    missing = [column for column in ISSUED.columns if column.key not in read.place.columns]
    if missing or read.findings:
        raise OfficeError(
            f"The sheet {ISSUED.label.en} cannot be read whole: put back its header row and close up its blank rows, "
            "then issue again. Nothing was written.",
            f"La feuille {ISSUED.label.fr} ne se lit pas en entier : remettez sa ligne d'en-têtes et supprimez ses "
            "lignes vides, puis arrêtez de nouveau. Rien n'a été écrit.",
        )


def _content(rows: Sequence[Cells]) -> list[Cells]:
    """What was issued, but for its number, date and hash."""
    return sorted(tuple(cell for at, cell in enumerate(cells) if at not in OF_THE_ISSUE) for cells in rows)


def _frozen(report: CostReport, number: int, today: date) -> list[Cells]:
    """The rows of a report, its total last and without its hash."""
    head = {
        "number": str(number),
        "period": str(report.period),
        "issued_on": today.isoformat(),
        "currency": report.currency,
    }
    total = replace(report.total, name=TOTAL.say("en"))
    return [_row(head, line, report.comments.get(line.account, "")) for line in report.lines] + [
        _row(head, total, "")
    ]


def _row(head: dict[str, str], line: CostLine, comment: str) -> Cells:
    words = {"account": line.account, "name": line.name, "section": line.section, "comment": comment}
    said = head | words | {key: show(getattr(line, key)) for key in FIGURES}
    return tuple(said.get(column.key, "") for column in ISSUED.columns)


def _result(rows: Sequence[Cells], lang: Lang) -> Result:
    """The sheet of all issued reports, each closed by its total."""
    grid: list[list[Cell]] = [
        [Cell(ISSUED.label.say(lang), Style.TITLE)],
        [Cell(ISSUED.about.say(lang), Style.NOTE)],
        [],
        [Cell(column.label.say(lang), Style.HEADER) for column in ISSUED.columns],
    ]
    header = len(grid)
    for cells in rows:
        style = Style.TOTAL if cells[HASH] else Style.BODY
        grid.append(
            [
                Cell(_value(text, column, lang), style)
                for text, column in zip(cells, ISSUED.columns, strict=True)
            ]
        )
    return Result(ISSUED, grid, [column.width for column in ISSUED.columns], header=header, frozen_columns=6)


def _value(text: str, column: Column, lang: Lang) -> Value:
    if not text:
        return None
    if column.kind is Kind.INT and is_of_kind(text, column):
        return int(text)
    value = native(text, column, lang)
    return value if isinstance(value, Value) else text


def describe_report(report: CostReport) -> Text:
    """Say that the report is there, and whether it still is what was issued."""
    en = f"The cost report of period {report.period} is in its sheet."
    fr = f"La situation de la période {report.period} est dans sa feuille."
    if report.issued is None:
        return Text(en, fr)
    number = report.issued.number
    if report.has_moved:
        return Text(
            f"{en} It no longer gives the figures issued as report no. {number}.",
            f"{fr} Elle ne donne plus les montants arrêtés sous le n° {number}.",
        )
    return Text(
        f"{en} It still gives the figures issued as report no. {number}.",
        f"{fr} Elle donne toujours les montants arrêtés sous le n° {number}.",
    )


def describe_issue(issue: NewlyIssued | AlreadyIssued) -> Text:
    """Say what issuing came to."""
    match issue:
        case AlreadyIssued(number):
            return Text(
                f"This very report is issued already, as no. {number}; it was not issued again.",
                f"Cette même situation est déjà arrêtée sous le n° {number} ; elle ne l'a pas été de nouveau.",
            )
        case NewlyIssued(number, replaces, _, report):
            period = report.period
            en = f"The cost report of period {period} is issued as no. {number}"
            fr = f"La situation de la période {period} est arrêtée sous le n° {number}"
            if replaces:
                return Text(f"{en}, instead of no. {replaces}.", f"{fr}, à la place du n° {replaces}.")
            return Text(f"{en}.", f"{fr}.")
        case _:
            assert_never(issue)
