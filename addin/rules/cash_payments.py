"""What is to be paid: by date, by supplier with credit notes taken off, and in all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from addin.rules import cash_findings as found
from addin.rules.cash_lines import CashLines
from addin.rules.cost_duplicates import read_supplier
from addin.rules.cost_rates import read_day
from workbook_templates.findings import Finding

OWED = ("invoice", "credit_note")


@dataclass(frozen=True, slots=True)
class Payment:
    """One document that is not paid, of one or several cost lines.

    Args:
        supplier: Whom it is paid to; for an expense, the person.
        due: None when it does not say.
        amount: Net and tax in whole cents of ``currency``; a credit note is negative.
        rows: Its lines in the costs table, by index.
    """

    supplier: str
    document: str
    dated: date | None
    due: date | None
    currency: str
    amount: int
    entries: tuple[str, ...]
    rows: tuple[int, ...]

    def is_overdue(self, today: date) -> bool:
        return self.due is not None and self.due < today

    def is_open_by(self, day: date) -> bool:
        """Whether it counts in what is paid by a day: due by then, or a credit that is there to be used."""
        return self.amount < 0 if self.due is None else self.due <= day

    @property
    def key(self) -> tuple[str, str]:
        """Whom, and in which money."""
        return read_supplier(self.supplier), self.currency


@dataclass(frozen=True, slots=True)
class Owed:
    """What one supplier is owed in one currency; negative when its credit notes come to more."""

    supplier: str
    currency: str
    amount: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Total:
    """One currency: what is to be paid to the suppliers who are owed, and the credit that the others hold."""

    currency: str
    to_pay: int
    credit: int
    overdue: int


@dataclass(frozen=True)
class Payments:
    """Everything not paid, by due date then supplier; what does not say when comes last."""

    items: Sequence[Payment]
    suppliers: Sequence[Owed]
    totals: Sequence[Total]


def compute_payments(lines: CashLines, today: date, until: date | None = None) -> Payments:
    """The lines without a payment date: invoices, credit notes, and what else has a due date.

    Lines of one document, supplier, currency and dates are one payment.

    Args:
        until: Only what is due by this day, and credit notes that say no date.
    """
    items = [item for item in _items(lines) if until is None or item.is_open_by(until)]
    items.sort(key=lambda item: (item.due or date.max, item.supplier.casefold(), item.rows))
    return Payments(items, suppliers := _by_supplier(items, today), _totals(suppliers))


def undated_payments(lines: CashLines) -> int:
    """How many documents to be paid do not say when."""
    return sum(item.due is None and item.amount > 0 for item in _items(lines))


def check_payments(lines: CashLines) -> list[Finding]:
    """Findings: due-before-invoice."""
    table = lines.table
    found_now = []
    for i, due in enumerate(table.map("due", read_day)):
        day = lines.days[i]
        if due is not None and day is not None and due < day:
            found_now.append(table.finding(found.DUE_BEFORE, i, "due", {"date": day.isoformat()}))
    return found_now


def check_paid(lines: CashLines, today: date) -> list[Finding]:
    """Findings: paid-in-the-future."""
    table = lines.table
    return [
        table.finding(found.PAID_LATER, i, "paid_on")
        for i, paid in enumerate(table.map("paid_on", read_day))
        if paid is not None and paid > today
    ]


def by_week(items: Iterable[Payment], today: date) -> dict[date | None, dict[str, int]]:
    """What falls due in each week, by its Monday and by currency; None holds all that was due before today."""
    weeks: dict[date | None, dict[str, int]] = {}
    for item in sorted(items, key=lambda item: item.due or date.min):
        if item.due is not None:
            week = None if item.due < today else item.due - timedelta(days=item.due.weekday())
            sums = weeks.setdefault(week, {})
            sums[item.currency] = sums.get(item.currency, 0) + item.amount
    return weeks


def _items(lines: CashLines) -> list[Payment]:
    table = lines.table
    paid = table.map("paid_on", read_day)
    dues = table.map("due", read_day)
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, kind in enumerate(table["kind"]):
        if paid[i] is not None or (kind not in OWED and dues[i] is None):
            continue
        supplier, document = read_supplier(_payee(lines, i)), table["document"][i].strip()
        key: tuple[object, ...] = (i,)
        if supplier and document:
            key = (supplier, document, lines.currencies[i], lines.days[i], dues[i], kind)
        groups.setdefault(key, []).append(i)
    return [item for rows in groups.values() if (item := _item(lines, rows, dues[rows[0]])).amount]


def _item(lines: CashLines, rows: Sequence[int], due: date | None) -> Payment:
    table, first = lines.table, rows[0]
    return Payment(
        _payee(lines, first),
        table["document"][first].strip(),
        lines.days[first],
        due,
        lines.currencies[first],
        sum(lines.gross(i) for i in rows),
        tuple(table["entry"][i] for i in rows),
        tuple(rows),
    )


def _payee(lines: CashLines, i: int) -> str:
    """Whom a line is paid to: an expense to the person who paid the supplier."""
    table = lines.table
    supplier, person = table["supplier"][i].strip(), table["person"][i].strip()
    named = lines.people.get(person) or person
    return named or supplier if table["kind"][i] == "expense" else supplier or named


def _by_supplier(items: Sequence[Payment], today: date) -> list[Owed]:
    names: dict[tuple[str, str], str] = {}
    sums: dict[tuple[str, str], list[int]] = {}
    for item in items:
        names.setdefault(item.key, item.supplier)
        owed = sums.setdefault(item.key, [0, 0])
        owed[0] += item.amount
        owed[1] += item.amount if item.is_overdue(today) or (item.due is None and item.amount < 0) else 0
    return [
        Owed(names[key], key[1], amount, max(0, overdue)) for key, (amount, overdue) in sorted(sums.items())
    ]


def _totals(suppliers: Sequence[Owed]) -> list[Total]:
    return [
        Total(
            currency,
            sum(owed.amount for owed in suppliers if owed.currency == currency and owed.amount > 0),
            sum(owed.amount for owed in suppliers if owed.currency == currency and owed.amount < 0),
            sum(owed.overdue for owed in suppliers if owed.currency == currency),
        )
        for currency in sorted({owed.currency for owed in suppliers})
    ]
