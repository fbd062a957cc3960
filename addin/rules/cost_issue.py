"""Issuing a cost report: its lines are frozen under a number, a date and a hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from addin.rules.cost_blocks import TOTAL
from addin.rules.cost_issued import (
    DIFFERS,
    FIGURES,
    HASH,
    Issued,
    IssuedReport,
    content_hash,
    has_figures,
    read_issued,
)
from addin.rules.cost_late import (
    LATE,
    NEXT,
    SETTING,
    close_periods,
    counting_periods,
    marks_in_cells,
    newly_counted,
)
from addin.rules.cost_lines import read_columns, read_periods, read_settings
from addin.rules.costs import CostLine, CostReport
from workbook_templates.book import Cell, Reading, Result, Style, Value
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import is_of_kind, native
from workbook_templates.money import show
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang, OfficeError, Text

OF_THE_ISSUE = frozenset(ISSUED.position[key] for key in ("number", "issued_on", "lines", "hash"))
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
        OfficeError: The sheet of issued reports cannot be read whole, so it cannot be written anew; or a line came
            late in a period that was issued before this one.
    """
    if today is None:
        raise ValueError("a report is issued on a day")
    _check_readable(reading)
    _check_late(report)
    issued = read_issued(reading)
    number, last = issued.next_number, report.issued
    marks = _new_marks(reading, issued, report.period)
    rows = _frozen(report, number, today, marks)
    if last is not None and not (marks and last.marks is not None):
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


def _check_late(report: CostReport) -> None:
    """Refuse to issue after a report that lacks a line which is dated in its time."""
    late = [
        one for one in report.findings if one.kind is LATE and int(str(one.details["closed"])) < report.period
    ]
    if late:
        count, row, closed = len(late), late[0].row, late[0].details["closed"]
        came = Text(
            f"1 cost line came after its period was issued, in row {row} of Costs. Move it",
            f"1 dépense est arrivée après l'arrêté de sa période, ligne {row} de Dépenses. Passez-la",
        )
        if count > 1:
            came = Text(
                f"{count} cost lines came after their period was issued, the first in row {row} of Costs. Move them",
                f"{count} dépenses sont arrivées après l'arrêté de leur période, la première ligne {row} de Dépenses. "
                "Passez-les",
            )
        raise OfficeError(
            f"{came.en} to the open period, or issue period {closed} again; then issue this one. Nothing was written.",
            f"{came.fr} sur la période ouverte, ou arrêtez de nouveau la période {closed} ; puis arrêtez celle-ci. "
            "Rien n'a été écrit.",
        )


def _new_marks(reading: Reading, issued: Issued, period: int) -> list[str]:
    """The cost lines that no report has counted yet, and this one does."""
    table = read_columns(reading, "costs")
    closing = close_periods(issued)
    goes_next = read_settings(reading).get(SETTING, "") == NEXT
    counts = counting_periods(table, read_periods(table, []), closing, goes_next, [])
    return newly_counted(table, counts, closing, period)


def _content(rows: Sequence[Cells]) -> list[Cells]:
    """What was issued, but for its number, date and hash, and for which lines it counted."""
    return sorted(
        tuple(cell for at, cell in enumerate(cells) if at not in OF_THE_ISSUE)
        for cells in rows
        if has_figures(cells)
    )


def _frozen(report: CostReport, number: int, today: date, marks: Sequence[str]) -> list[Cells]:
    """The rows of a report, its total last and without its hash; the marks on the accounts' rows while they last."""
    head = {
        "number": str(number),
        "period": str(report.period),
        "issued_on": today.isoformat(),
        "currency": report.currency,
    }
    total = replace(report.total, name=TOTAL.say("en"))
    cells = marks_in_cells(marks)
    cells += [""] * (len(report.lines) - len(cells))
    rows = [
        _row(head | {"lines": counted}, line, report.comments.get(line.account, ""))
        for line, counted in zip(report.lines, cells, strict=False)
    ]
    rows += [_cells(head | {"lines": counted}) for counted in cells[len(report.lines) :]]
    return [*rows, _row(head | {"lines": str(len(marks))}, total, "")]


def _row(head: dict[str, str], line: CostLine, comment: str) -> Cells:
    words = {"account": line.account, "name": line.name, "section": line.section, "comment": comment}
    return _cells(head | words | {key: show(getattr(line, key)) for key in FIGURES})


def _cells(said: Mapping[str, str]) -> Cells:
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
    return Result(ISSUED, grid, [column.width for column in ISSUED.columns], header=header, frozen_columns=7)


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
