"""Orders: their numbers, who approved them, and the invoices that come on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from addin.rules import cash_findings
from addin.rules import order_findings as found
from addin.rules.cash_lines import CashLines, in_limit_currency, say_amount
from addin.rules.cost_duplicates import read_supplier
from addin.rules.cost_lines import Columns, Exact, read_settings, whole
from addin.rules.cost_rates import Rate, read_day
from addin.rules.cost_relief import OrderLine, read_orders
from addin.rules.order_numbers import missing_numbers
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up
from workbook_templates.text import fold

STALE = "stale_order_days"
LATEST_PERIOD = 9999


@dataclass(frozen=True)
class OrderBook:
    """The orders.

    Args:
        orders: Number -> its rows, in the sheet's order.
        lines: Each order line, with what is matched to it.
    """

    table: Columns
    orders: Mapping[str, Sequence[int]]
    lines: Sequence[OrderLine]
    currencies: Sequence[str]
    days: Sequence[date | None]


def read_order_book(reading: Reading, lines: CashLines) -> OrderBook:
    """Read the orders with the cost lines matched to them."""
    matched = read_orders(reading, lines.ledger, lines.currency)
    table = matched.table
    orders: dict[str, list[int]] = {}
    for i, order in enumerate(table.map("order", str.strip)):
        if order:
            orders.setdefault(order, []).append(i)
    numbered = matched.lines if orders else ()
    currencies = table.currencies(lines.currency)
    return OrderBook(table, orders, numbered, currencies, table.map("date", read_day))


def check_orders(book: OrderBook, lines: CashLines) -> list[Finding]:
    """Findings: of numbers, approvals and invoices; nothing that depends on today."""
    return [*_check_numbers(book), *_check_approvals(book, lines), *_check_invoices(book, lines)]


def check_stale(book: OrderBook, lines: CashLines, reading: Reading, today: date) -> list[Finding]:
    """Order lines still open on which nothing has come for as many days as the setting says.

    Findings: stale-order; none while the setting is blank.
    """
    limit = whole(read_settings(reading).get(STALE, ""))
    if limit is None or limit < 1:
        return []
    findings = []
    for line in book.lines:
        balance = line.open_balance(LATEST_PERIOD)
        said = (book.days[i] for i in (line.row, *line.amended_by))
        came = [day for day in (*said, *(lines.days[i] for i in line.costs)) if day is not None]
        if not balance or not came or (days := (today - max(came)).days) <= limit:
            continue
        details = {
            "order": book.table["order"][line.row],
            "line": book.table["line"][line.row] or "1",
            "balance": say_amount(balance, lines.currency),
            "since": max(came).isoformat(),
            "days": str(days),
        }
        findings.append(book.table.finding(found.STALE_ORDER, line.row, "amount", details))
    return findings


def _check_numbers(book: OrderBook) -> Iterator[Finding]:
    table = book.table
    for order, rows in book.orders.items():
        named = [i for i in rows if read_supplier(table["supplier"][i])]
        for i in named[1:]:
            first = named[0]
            if read_supplier(table["supplier"][i]) != read_supplier(table["supplier"][first]):
                details = {
                    "order": order,
                    "other": table["supplier"][first],
                    "first": str(table.rows[first].number),
                }
                yield table.finding(found.TWO_SUPPLIERS, i, "supplier", details)
                break
    for i, missing in missing_numbers(table["order"]):
        yield table.finding(found.MISSING_NUMBERS, i, "order", {"missing": missing})


def _check_approvals(book: OrderBook, lines: CashLines) -> Iterator[Finding]:
    codes = {fold(code): code for code in lines.rates.codes("approval")}
    if not codes:
        return
    table = book.table
    by_row = {line.row: line for line in book.lines}
    for order, rows in book.orders.items():
        told = [by_row[i] for i in rows if i in by_row]
        if not told:
            continue
        approvers: dict[str, int] = {}
        for i in rows:
            if said := fold(table["approved_by"][i]):
                approvers.setdefault(said, i)
        if not approvers:
            total = say_amount(round_half_up(_report_total(told)), lines.currency)
            yield table.finding(found.NOT_APPROVED, rows[0], "order", {"amount": total})
            continue
        day = next((book.days[i] for i in rows if book.days[i] is not None), None)
        limits: list[tuple[int, Rate]] = []
        for name, i in approvers.items():
            limit = lines.rates.at("approval", codes.get(name, ""), day)
            if limit is None or limit.amount is None:
                yield table.finding(found.NO_LIMIT, i, "approved_by", {"order": order})
            else:
                limits.append((i, limit))
        yield from _check_limit(book, lines, order, told, limits, day)


def _check_limit(
    book: OrderBook,
    lines: CashLines,
    order: str,
    told: Sequence[OrderLine],
    limits: Sequence[tuple[int, Rate]],
    day: date | None,
) -> Iterator[Finding]:
    """An order may be approved by several: one whose limit holds it is enough."""
    passed: list[tuple[Fraction, int, Finding]] = []
    for i, limit in limits:
        wanted = limit.currency or lines.currency
        worth = [
            in_limit_currency(
                Fraction(line.last_amount), book.currencies[line.row], line.rate, limit, lines, day
            )
            for line in told
        ]
        brought = [one for one in worth if one is not None]
        if len(brought) < len(worth):
            yield book.table.finding(cash_findings.NOT_COMPARED, i, "approved_by", {"currency": wanted})
            return
        total, most = sum(brought, start=Fraction(0)), (limit.amount or Fraction(0)) * 100
        if total <= most:
            return
        details = {
            "order": order,
            "amount": say_amount(round_half_up(total), wanted),
            "limit": say_amount(round_half_up(most), wanted),
        }
        passed.append((most, -i, book.table.finding(found.ABOVE_LIMIT, i, "approved_by", details)))
    if passed:
        yield max(passed, key=lambda one: one[:2])[2]


def _report_total(told: Sequence[OrderLine]) -> Exact:
    return sum((line.last_amount * line.rate for line in told), start=Fraction(0))


def _check_invoices(book: OrderBook, lines: CashLines) -> Iterator[Finding]:
    table, costs = book.table, lines.table
    for line in book.lines:
        order, supplier = table["order"][line.row], table["supplier"][line.row]
        ordered, normal = book.days[line.row], read_supplier(table["supplier"][line.row])
        for i in line.costs:
            said = read_supplier(costs["supplier"][i])
            if said and normal and said != normal:
                details = {"order": order, "ordered": supplier}
                yield costs.finding(found.OTHER_SUPPLIER, i, "supplier", details)
            day = lines.days[i]
            if ordered is not None and day is not None and day < ordered:
                details = {"order": order, "ordered": ordered.isoformat()}
                yield costs.finding(found.BEFORE_ORDER, i, "date", details)
