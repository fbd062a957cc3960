"""What each custom function computes, on canonical arguments and the book's reading."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from addin.actions.periods import chosen_period
from addin.rules.cost_figures import AMOUNTS
from addin.rules.cost_lines import whole
from addin.rules.cost_scopes import TOTAL
from addin.rules.cost_why import explain_cost, explanation_text
from addin.rules.costs import CostLine, CostReport, compute_costs
from addin.rules.schedule import ScheduleReport, compute_schedule
from workbook_templates.book import Reading
from workbook_templates.kinds import format_pages, parse_pages
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Lang, Text, fold

Result = int | Fraction | str
MOST_LETTERS = 32_000  # a cell holds 32,767
LENGTH = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?\Z")
SPAN = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?\s*[-–—]\s*(\d{1,2})\s*[:hH]\s*(\d{2})?\Z")
DAY = 24 * 60


class FunctionError(Exception):
    """A call without a value: the error that stands in the cell, and its reason."""

    def __init__(self, kind: str, en: str, fr: str) -> None:
        super().__init__(en)
        self.kind, self.text = kind, Text(en, fr)


class Known:
    """The book behind the calls: read at the first one that needs it, each report computed once.

    Args:
        read: Looks at the book; None when the calls come without one.
        lang: The caller's language, for text; the book's own when None and there is one.
    """

    def __init__(self, read: Callable[[], Reading] | None, lang: Lang | None = None) -> None:
        self._read, self._lang = read, lang
        self._reading: Reading | None = None
        self._costs: dict[int, CostReport] = {}
        self._schedule: ScheduleReport | None = None

    @property
    def lang(self) -> Lang:
        if self._lang is None and self._read is not None:
            return self.reading().lang
        return self._lang or "en"

    def reading(self, *tables: str) -> Reading:
        """The reading. Raises FunctionError when there is no book, or none of the tables is in it."""
        if self._reading is None:
            if self._read is None:
                raise FunctionError(
                    "#REF!",
                    "This function reads the workbook, and none came with the call.",
                    "Cette fonction lit le classeur, et aucun n'accompagne l'appel.",
                )
            self._reading = self._read()
        for key in tables:
            read = self._reading.tables.get(key)
            if read is None or read.place is None:
                label = read.table.label if read else Text(key, key)
                raise FunctionError(
                    "#REF!",
                    f"The workbook has no {label.en} table.",
                    f"Le classeur n'a pas de tableau {label.fr}.",
                )
        return self._reading

    def costs(self, period: int) -> CostReport:
        if period not in self._costs:
            self._costs[period] = compute_costs(self.reading("accounts"), period)
        return self._costs[period]

    def schedule(self) -> ScheduleReport:
        if self._schedule is None:
            self._schedule = compute_schedule(self.reading("days", "scenes", "cast"))
        return self._schedule

    def period(self, said: str) -> int:
        """The period asked for; the last that a line of the money tables holds when none is."""
        if said:
            return chosen_period(int(said))
        reading, found = self.reading("accounts"), [0]
        for key in ("costs", "orders", "changes", "estimates"):
            read = reading.tables.get(key)
            if read is not None and read.place is not None:
                at = read.table.position["period"]
                found += [number for row in read.rows if (number := whole(row.cells[at])) is not None]
        return max(found)


def eighths(known: Known, given: Sequence[str]) -> Result:
    return parse_pages(given[0])


def pages(known: Known, given: Sequence[str]) -> Result:
    count = int(given[0])
    if count < 0:
        raise FunctionError(
            "#VALUE!",
            f"{count} eighths is less than nothing.",
            f"{count} huitièmes, c'est moins que rien.",
        )
    return format_pages(count)


def hours(known: Known, given: Sequence[str]) -> Result:
    call, meal, wrap = _minutes(given[0]), given[1], _minutes(given[2])
    worked = (wrap - call) if wrap > call else (wrap - call + DAY)
    off = _meal(meal, call, worked)
    if off > worked:
        raise FunctionError(
            "#VALUE!",
            f"The meal ({off} min) is longer than the day ({worked} min).",
            f"Le repas ({off} min) est plus long que la journée ({worked} min).",
        )
    return Fraction(worked - off, 60)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _meal(said: str, call: int, worked: int) -> int:
    """The minutes that meals take."""
    if not said:
        return 0
    if said.isascii() and said.isdigit():
        return int(said)
    if found := LENGTH.match(said):
        return _clock(said, found[1], found[2])
    total, last = 0, 0
    for span in re.split(r"[,;+]", said):
        found = SPAN.match(span.strip())
        if not found:
            raise _not_a_meal(said)
        start = (_clock(said, found[1], found[2]) - call) % DAY
        length = (_clock(said, found[3], found[4]) - call - start) % DAY
        if start < last or start + length > worked:
            raise FunctionError(
                "#VALUE!",
                f'meal: "{said[:60]}" is not within the day, one meal after the other.',
                f"repas : « {said[:60]} » n'est pas dans la journée, un repas après l'autre.",
            )
        last, total = start + length, total + length
    return total


def _clock(said: str, hour: str, minute: str | None) -> int:
    if int(hour) > 23 or int(minute or 0) > 59:
        raise _not_a_meal(said)
    return int(hour) * 60 + int(minute or 0)


def _not_a_meal(said: str) -> FunctionError:
    return FunctionError(
        "#VALUE!",
        f'meal: "{said[:60]}" is neither minutes (45), a length (0:45) nor meals (13:00-13:45).',
        f"repas : « {said[:60]} » n'est ni des minutes (45), ni une durée (0:45), ni des repas (13:00-13:45).",
    )


def efc(known: Known, given: Sequence[str]) -> Result:
    return _figure(known, given[0], "efc", given[1])


def variance(known: Known, given: Sequence[str]) -> Result:
    return _figure(known, given[0], "variance", given[1])


def cost(known: Known, given: Sequence[str]) -> Result:
    return _figure(known, given[0], _column(given[1]), given[2])


def _figure(known: Known, account: str, column: str, period: str) -> Result:
    report = known.costs(known.period(period))
    return Fraction(int(getattr(_line(report, account), column)), 100)


def _line(report: CostReport, account: str) -> CostLine:
    if account.casefold() == TOTAL:
        return report.total
    for line in report.lines:
        if line.account == account:
            return line
    raise FunctionError(
        "#N/A",
        f'The cost report has no account "{account[:60]}". Write its code as in Accounts, or "{TOTAL}".',
        f"La situation n'a pas de compte « {account[:60]} ». Écrivez son code comme dans Comptes, ou « {TOTAL} ».",
    )


def _column(said: str) -> str:
    """A figure's key, from its key or its header in either language."""
    word = fold(said)
    for key in AMOUNTS:
        label = COST_REPORT.column(key).label
        if word in (key, fold(label.en), fold(label.fr)):
            return key
    raise FunctionError(
        "#VALUE!",
        f'The cost report has no figure "{said[:60]}". Its figures are: {", ".join(AMOUNTS)}.',
        f"La situation n'a pas de montant « {said[:60]} ». Ses montants sont : {', '.join(AMOUNTS)}.",
    )


def why(known: Known, given: Sequence[str]) -> Result:
    account = TOTAL if given[0].casefold() == TOTAL else given[0]
    period, column = known.period(given[2]), _column(given[1])
    lines = explanation_text(explain_cost(known.reading("accounts"), period, account, column), known.lang)
    text = "\n".join(lines)
    if len(text) <= MOST_LETTERS:
        return text
    cut = text[:MOST_LETTERS].rsplit("\n", 1)[0]
    left = len(lines) - cut.count("\n") - 1
    more = Text(
        f"… and {left} more lines: {lines[-1].strip()}", f"… et {left} autres lignes : {lines[-1].strip()}"
    )
    return f"{cut}\n{more.say(known.lang)}"


def dood(known: Known, given: Sequence[str]) -> Result:
    role = str(int(given[0])) if given[0].isascii() and given[0].isdigit() else given[0]
    for line in known.schedule().lines:
        if line.role == role:
            return line.days.get(given[1], "")
    raise FunctionError(
        "#N/A",
        f'There is no role "{role[:60]}" in Cast.',
        f"Il n'y a pas de rôle « {role[:60]} » dans Distribution.",
    )
