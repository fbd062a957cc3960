"""Cash: floats, receipts, ceilings, orders, what is to be paid, and deposits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from addin.rules.cash_ceilings import check_ceilings
from addin.rules.cash_deposits import Deposit, check_deposits, check_overdue, read_deposits
from addin.rules.cash_floats import Float, FloatDay, compute_floats
from addin.rules.cash_lines import CashLines, read_cash_lines
from addin.rules.cash_payments import Payment, Payments, check_paid, check_payments, compute_payments
from addin.rules.cost_duplicates import check_duplicates
from addin.rules.cost_findings import BAD_AMOUNT, NO_TAX_RATE
from addin.rules.cost_ledger import Ledger, read_ledger
from addin.rules.cost_lines import read_amounts, read_columns, report_currency
from addin.rules.order_checks import check_orders, check_stale, read_order_book
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import show
from workbook_templates.text import Lang

MOVES = ("opening", "top_up", "receipt", "return", "difference")


@dataclass(frozen=True)
class CashReport:
    """The cash of the production on a day."""

    today: date
    floats: Sequence[Float]
    payments: Payments
    deposits: Sequence[Deposit]
    findings: tuple[Finding, ...]
    lines: CashLines


def check_cash(reading: Reading, ledger: Ledger) -> list[Finding]:
    """All that can be found wrong whatever the day."""
    lines = read_cash_lines(reading, ledger)
    findings: list[Finding] = []
    compute_floats(reading, lines, findings)
    findings += check_ceilings(lines)
    findings += check_orders(read_order_book(reading, lines), lines)
    findings += check_payments(lines)
    table, deposits = read_deposits(reading, lines)
    findings += check_deposits(table, deposits, lines)
    return findings


def compute_cash(reading: Reading, today: date) -> CashReport:
    """Compute the floats, the payments and the deposits, with what is wrong in them."""
    ledger = read_ledger(reading, report_currency(reading))
    lines = read_cash_lines(reading, ledger)
    findings = _unreadable(reading, ledger)
    floats = compute_floats(reading, lines, findings)
    findings += check_duplicates(ledger)
    findings += check_ceilings(lines)
    orders = read_order_book(reading, lines)
    findings += check_orders(orders, lines)
    findings += check_stale(orders, lines, reading, today)
    findings += check_payments(lines) + check_paid(lines, today)
    table, deposits = read_deposits(reading, lines)
    findings += check_deposits(table, deposits, lines) + check_overdue(table, deposits, today)
    payments = compute_payments(lines, today)
    return CashReport(today, floats, payments, deposits, tuple(findings), lines)


def _unreadable(reading: Reading, ledger: Ledger) -> list[Finding]:
    """The amounts that count as zero, and the taxes that have no rate; the check of the tables tells them too."""
    findings = [one for one in ledger.findings if one.kind in (BAD_AMOUNT, NO_TAX_RATE)]
    read_amounts(read_columns(reading, "floats"), "amount", findings)
    deposits = read_columns(reading, "deposits")
    read_amounts(deposits, "amount", findings)
    read_amounts(deposits, "retained", findings, blank_is_zero=True)
    return findings


def cash_json(report: CashReport, book: str, lang: Lang = "en") -> dict[str, object]:
    """The report as the command line answers it: money is text, a float has its equation at each day."""
    return {
        "book": book,
        "floats": [_float_json(one) for one in report.floats],
        "payments": [payment_json(one, report.today) for one in report.payments.items],
        "suppliers": [
            {
                "supplier": owed.supplier,
                "currency": owed.currency,
                "amount": show(owed.amount),
                "overdue": show(owed.overdue),
            }
            for owed in report.payments.suppliers
        ],
        "totals": totals_json(report.payments),
        "deposits": [_deposit_json(one, report.today) for one in report.deposits],
        "findings": [finding.as_json(lang) for finding in report.findings],
    }


def payment_json(item: Payment, today: date) -> dict[str, object]:
    return {
        "due": _iso(item.due),
        "supplier": item.supplier,
        "document": item.document,
        "date": _iso(item.dated),
        "entries": list(item.entries),
        "amount": show(item.amount),
        "currency": item.currency,
        "overdue": item.is_overdue(today),
    }


def totals_json(payments: Payments) -> list[dict[str, str]]:
    return [
        {
            "currency": total.currency,
            "to_pay": show(total.to_pay),
            "credit": show(total.credit),
            "overdue": show(total.overdue),
        }
        for total in payments.totals
    ]


def _float_json(one: Float) -> dict[str, object]:
    last = one.last_count
    return {
        "float": one.name,
        "holder": one.holder,
        "currency": one.currency,
        **{kind: show(one.total(kind)) for kind in MOVES},
        "expected": show(one.expected),
        "counted": show(last.counted) if last and last.counted is not None else None,
        "counted_on": last.day.isoformat() if last else None,
        "days": [_day_json(day) for day in one.days],
    }


def _day_json(day: FloatDay) -> dict[str, object]:
    return {
        "date": day.day.isoformat(),
        **{kind: show(day.amounts.get(kind, 0)) for kind in MOVES},
        "expected": show(day.expected),
        "counted": None if day.counted is None else show(day.counted),
    }


def _deposit_json(deposit: Deposit, today: date) -> dict[str, object]:
    return {
        "deposit": deposit.name,
        "supplier": deposit.supplier,
        "date": _iso(deposit.day),
        "amount": show(deposit.amount),
        "currency": deposit.currency,
        "due_back": _iso(deposit.due_back),
        "returned_on": _iso(deposit.returned_on),
        "kept": show(deposit.kept),
        "outstanding": show(deposit.outstanding),
        "state": deposit.state(today),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
