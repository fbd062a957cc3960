"""100,000 cost lines on 600 accounts: the report takes under a second beyond reading, and grows linearly.

The plain book is in the report's own currency; the hard one is all in another, with
20,000 orders that every line is matched to and a third of the lines coded elsewhere.
"""

import statistics
import time
from collections.abc import Iterable

from addin.rules.costs import compute_costs
from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table

ACCOUNTS, ORDERS = 600, 20_000


def rows(table: Table, lines: Iterable[dict[str, str]]) -> TableRead:
    cells = (tuple(line.get(column.key, "") for column in table.columns) for line in lines)
    return TableRead(table, None, tuple(Row("", i, row) for i, row in enumerate(cells, start=2)))


def line(i: int, is_hard: bool) -> dict[str, str]:
    cells = {"entry": str(i), "kind": "invoice", "period": str(i % 20), "account": f"{i % ACCOUNTS}"}
    cells |= {"net": f"{i % 9973}.{i % 100:02d}", "tax": f"{i % 997}.20", "recoverable": "100%"}
    if is_hard:
        cells |= {"currency": "USD", "rate": f"0.{9000 + i % 200}", "recoverable": "33.5%"}
        cells |= {"order": f"PO{i % ORDERS}", "order_line": "1"}
        if i % 3 == 0:
            cells["account"] = f"{(i + 1) % ACCOUNTS}"
    return cells


def order(i: int) -> dict[str, str]:
    cells = {"order": f"PO{i}", "line": "1", "period": str(i % 20), "account": f"{i % ACCOUNTS}"}
    return cells | {"amount": "30000.50", "currency": "USD", "rate": "0.9134"}


def book(lines: int, is_hard: bool) -> Reading:
    costs = rows(TABLE["costs"], [line(i, is_hard) for i in range(lines)])
    budget = [
        {"account": str(i), "name": "A", "section": "B", "budget": "250000.00"} for i in range(ACCOUNTS)
    ]
    orders = [order(i) for i in range(ORDERS)] if is_hard else []
    tables = {"costs": costs, "accounts": rows(TABLE["accounts"], budget)}
    tables["orders"] = rows(TABLE["orders"], orders)
    return Reading(tables, "en", "FR", "")


def seconds(reading: Reading) -> float:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        compute_costs(reading, 19)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main() -> None:
    slowest = 0.0
    for is_hard in (False, True):
        name = "hard" if is_hard else "plain"
        for lines in (50_000, 100_000):
            reading = book(lines, is_hard)
            slowest = max(slowest, took := seconds(reading))
            found = len(compute_costs(reading, 19).findings)
            print(f"costs, {name}: {lines:,} lines x {ACCOUNTS} accounts in {took:.2f} s, {found:,} findings")
    if slowest > 1:
        raise SystemExit("the cost report takes more than a second")


if __name__ == "__main__":
    main()
