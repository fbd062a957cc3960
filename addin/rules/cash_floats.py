"""Floats: the cash each holder should have, at every moment.

opening + top-ups - receipts - cash returned - differences written off = expected cash
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from addin.rules import cash_findings as found
from addin.rules.cash_lines import CashLines, say_amount
from addin.rules.cost_lines import Columns, read_amounts, read_columns, whole
from addin.rules.cost_rates import read_day
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up, show

RECEIPT = "receipt"
COUNT = "count"
SIGNS = {"opening": 1, "top_up": 1, RECEIPT: -1, "return": -1, "difference": -1}


@dataclass(frozen=True, slots=True)
class CashEvent:
    """Something that happens to a float.

    Args:
        kind: RECEIPT, or the kind of move.
        amount: As written, in whole cents.
        table: Where it stands, and at which ``index``.
    """

    day: date
    kind: str
    amount: int
    holder: str
    table: Columns
    index: int

    @property
    def effect(self) -> int:
        """What it does to the cash."""
        return SIGNS.get(self.kind, 0) * self.amount


@dataclass(frozen=True, slots=True)
class FloatDay:
    """One day of a float: what came to pass, and the cash expected at its end."""

    day: date
    amounts: Mapping[str, int]
    expected: int
    counted: int | None


@dataclass(frozen=True)
class Float:
    """One float, over all its days.

    Args:
        holder: Who holds it last.
    """

    name: str
    holder: str
    currency: str
    days: Sequence[FloatDay]

    def total(self, kind: str) -> int:
        return sum(day.amounts.get(kind, 0) for day in self.days)

    @property
    def expected(self) -> int:
        return self.days[-1].expected if self.days else 0

    @property
    def last_count(self) -> FloatDay | None:
        return next((day for day in reversed(self.days) if day.counted is not None), None)


def compute_floats(reading: Reading, lines: CashLines, findings: list[Finding]) -> list[Float]:
    """Every float in the sheet's order, day by day.

    A day's receipts come before its moves, and moves in the order of their numbers; a count is
    compared with what stands before it. Findings: all of the floats' and their receipts'.
    """
    table = read_columns(reading, "floats")
    if not table.rows:
        return []
    amounts = read_amounts(table, "amount", [])
    currencies = table.map("currency", lambda text: text.strip().upper() or lines.currency)
    moves: dict[str, list[int]] = {}
    for i, name in enumerate(table.map("float", str.strip)):
        if name:
            moves.setdefault(name, []).append(i)
    receipts = _receipts(lines, moves, findings)
    floats = []
    for name, rows in moves.items():
        currency = currencies[rows[0]]
        kept = []
        for i in rows:
            if currencies[i] != currency:
                findings.append(_other_currency(table, i, name, currency, currencies[i]))
            elif (day := read_day(table["date"][i])) is not None:
                holder = table["holder"][i].strip()
                kept.append(CashEvent(day, table["kind"][i], round_half_up(amounts[i]), holder, table, i))
        kept.sort(key=lambda move: (move.day, whole(table["move"][move.index]) or 0))
        floats.append(_float(name, currency, kept, receipts.get(name, ()), lines, table, rows[0], findings))
    return floats


def _receipts(lines: CashLines, moves: Mapping[str, object], findings: list[Finding]) -> dict[str, list[int]]:
    """Float -> its receipts; a float that is in no move is a broken reference, found as such."""
    table = lines.table
    receipts: dict[str, list[int]] = {}
    for i, (name, kind) in enumerate(zip(table.map("float", str.strip), table["kind"], strict=True)):
        if not name:
            if kind == "petty_cash":
                findings.append(table.finding(found.NO_FLOAT, i, ""))
        elif name in moves:
            if kind == "petty_cash":
                receipts.setdefault(name, []).append(i)
            else:
                findings.append(table.finding(found.NOT_CASH, i, "kind", {"float": name}))
    return receipts


def _float(
    name: str,
    currency: str,
    moves: Sequence[CashEvent],
    receipts: Sequence[int],
    lines: CashLines,
    table: Columns,
    first_row: int,
    findings: list[Finding],
) -> Float:
    opened = next((move.day for move in moves if move.kind == "opening"), None)
    if opened is None:
        findings.append(table.finding(found.NO_OPENING, first_row, "float"))
    first = opened or min((move.day for move in moves), default=date.min)
    events = [*_spent(name, currency, receipts, lines, opened, first, findings), *moves]
    events.sort(key=lambda event: event.day)  # stable: receipts stay before moves
    _check_counts(events, currency, findings)
    _check_holders(name, currency, events, findings)
    days = list(_days(events))
    if opened is not None:
        _check_above_zero(name, currency, opened, days, events, findings)
    holder = next((move.holder for move in reversed(moves) if move.holder), "")
    return Float(name, holder, currency, days)


def _spent(
    name: str,
    currency: str,
    receipts: Sequence[int],
    lines: CashLines,
    opened: date | None,
    first: date,
    findings: list[Finding],
) -> Iterator[CashEvent]:
    table = lines.table
    for i in receipts:
        if lines.currencies[i] != currency:
            findings.append(_other_currency(table, i, name, currency, lines.currencies[i]))
            continue
        day = lines.days[i]
        if day is None:
            findings.append(table.finding(found.NO_RECEIPT_DATE, i, "date", {"float": name}))
        elif opened is not None and day < opened:
            details = {"float": name, "opened": opened.isoformat()}
            findings.append(table.finding(found.BEFORE_OPENING, i, "date", details))
        yield CashEvent(day or first, RECEIPT, lines.gross(i), "", table, i)


def _days(events: Sequence[CashEvent]) -> Iterator[FloatDay]:
    """The events by day, with the cash expected at the end of each."""
    by_day: dict[date, list[CashEvent]] = {}
    for event in events:
        by_day.setdefault(event.day, []).append(event)
    expected = 0
    for day, happened in by_day.items():
        amounts: dict[str, int] = {}
        counted = None
        for event in happened:
            if event.kind == COUNT:
                counted = event.amount
            elif event.kind in SIGNS:
                amounts[event.kind] = amounts.get(event.kind, 0) + event.amount
                expected += event.effect
        yield FloatDay(day, amounts, expected, counted)


def _check_counts(events: Sequence[CashEvent], currency: str, findings: list[Finding]) -> None:
    """A count is what is expected, or what is once the differences in the rows that follow it are written off."""
    expected = 0
    for at, event in enumerate(events):
        expected += event.effect
        if event.kind != COUNT or event.amount == expected:
            continue
        after = expected
        for later in events[at + 1 :]:
            if later.kind == RECEIPT:
                continue
            if later.kind != "difference":
                break
            after -= later.amount
        if after != event.amount:
            details = {
                "expected": show(expected),
                "difference": say_amount(event.amount - expected, currency),
            }
            findings.append(event.table.finding(found.COUNT_DIFFERS, event.index, "amount", details))


def _check_holders(name: str, currency: str, events: Sequence[CashEvent], findings: list[Finding]) -> None:
    """A float passes to another holder only when all its cash was returned."""
    expected, holder = 0, ""
    for event in events:
        if event.holder and holder and event.holder != holder and expected:
            details = {"float": name, "holder": holder, "balance": say_amount(expected, currency)}
            findings.append(event.table.finding(found.TWO_HOLDERS, event.index, "holder", details))
        holder = event.holder or holder
        expected += event.effect


def _check_above_zero(
    name: str,
    currency: str,
    opened: date,
    days: Sequence[FloatDay],
    events: Sequence[CashEvent],
    findings: list[Finding],
) -> None:
    """One finding each time the cash goes below zero, at the last thing taken out of it that day."""
    taken = {event.day: event for event in events if event.effect < 0}
    was_below = False
    for day in days:
        is_below = day.expected < 0
        if is_below and not was_below and day.day >= opened and day.day in taken:
            last = taken[day.day]
            column = "net" if last.kind == RECEIPT else "amount"
            details = {
                "date": day.day.isoformat(),
                "float": name,
                "balance": say_amount(day.expected, currency),
            }
            findings.append(last.table.finding(found.BELOW_ZERO, last.index, column, details))
        was_below = is_below and day.day >= opened


def _other_currency(table: Columns, i: int, name: str, currency: str, said: str) -> Finding:
    """The line's currency as it counts: blank is the report's."""
    finding = table.finding(found.OTHER_CASH, i, "currency", {"float": name, "currency": currency})
    return (
        finding
        if finding.value
        else Finding(
            finding.kind, finding.table, finding.row, finding.record, "currency", said, finding.details
        )
    )
