"""100,000 cost lines on 600 accounts: the report takes under a second beyond reading, and grows linearly."""

import time

from addin.rules.costs import compute_costs
from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE

ACCOUNTS = 600


def book(lines: int) -> Reading:
    costs, accounts = TABLE["costs"], TABLE["accounts"]
    read = []
    for i in range(lines):
        cells = {"entry": str(i), "kind": "invoice", "period": str(i % 20), "account": f"{i % ACCOUNTS}"}
        cells |= {"net": f"{i % 9973}.{i % 100:02d}", "tax": f"{i % 997}.20", "recoverable": "100%"}
        read.append(Row("", i + 2, tuple(cells.get(column.key, "") for column in costs.columns)))
    budget = tuple(Row("", i + 2, (str(i), "A", "B", "250000.00", "", "")) for i in range(ACCOUNTS))
    tables = {"costs": TableRead(costs, None, tuple(read)), "accounts": TableRead(accounts, None, budget)}
    return Reading(tables, "en", "FR", "")


def main() -> None:
    took = {}
    for lines in (50_000, 100_000):
        reading = book(lines)
        start = time.perf_counter()
        compute_costs(reading, 19)
        took[lines] = time.perf_counter() - start
        print(f"costs: {lines:,} lines x {ACCOUNTS} accounts in {took[lines]:.2f} s")
    if took[100_000] > 1:
        raise SystemExit("the cost report takes more than a second")


if __name__ == "__main__":
    main()
