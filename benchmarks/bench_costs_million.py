"""1,000,000 cost lines, 2,000 accounts, 100 periods: one report under 3 s and 1 GB beyond the input, all 100 under 10 s.

Beside it hledger totals the same entries by account, read from its journal, when it is installed.
"""

import gc
import random
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench_costs import rows

from addin.rules.costs import compute_costs, compute_periods
from workbook_templates.book import Reading
from workbook_templates.catalog import TABLE

LINES, ACCOUNTS, PERIODS = 1_000_000, 2_000, 100
MEGABYTE = 1024


def entry(i: int, dice: random.Random) -> dict[str, str]:
    cells = {"entry": str(i), "kind": "invoice", "supplier": f"S{i % 500}", "recoverable": "100%"}
    cells |= {"period": str(dice.randrange(PERIODS) + 1), "account": f"{dice.randrange(ACCOUNTS):04d}"}
    return cells | {"net": f"{dice.randrange(10**6) / 100:.2f}", "tax": f"{dice.randrange(10**4) / 100:.2f}"}


def book() -> Reading:
    dice = random.Random(6)
    budget = [
        {"account": f"{i:04d}", "name": "A", "section": f"{i // 100}", "budget": "250000.00"}
        for i in range(ACCOUNTS)
    ]
    costs = rows(TABLE["costs"], (entry(i, dice) for i in range(LINES)))
    return Reading({"costs": costs, "accounts": rows(TABLE["accounts"], budget)}, "en", "FR", "")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def hledger_seconds(reading: Reading) -> float | None:
    """How long hledger takes to total the same entries by account."""
    program = shutil.which("hledger")
    if program is None:
        return None
    at = TABLE["costs"].position
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "costs.journal"
        with journal.open("w") as file:
            for row in reading.tables["costs"].rows:
                account, net = row.cells[at["account"]], row.cells[at["net"]]
                file.write(f"2026-01-01 e\n  costs:{account}  {net} EUR\n  bank\n\n")
        start = time.perf_counter()
        subprocess.run([program, "-f", journal, "balance", "costs"], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def main() -> None:
    reading = book()
    gc.freeze()
    held = peak()
    start = time.perf_counter()
    report = compute_costs(reading, PERIODS // 2)
    one, beyond = time.perf_counter() - start, peak() - held
    start = time.perf_counter()
    total = sum(one.total.period_actual for one in compute_periods(reading, range(1, PERIODS + 1)))
    every = time.perf_counter() - start
    print(
        f"costs: {LINES:,} lines x {ACCOUNTS:,} accounts, one report in {one:.2f} s, {beyond:.0f} MB beyond the input"
    )
    print(
        f"costs: all {PERIODS} periods in {every:.2f} s; they cost {total / 100:,.2f}, {report.total.efc / 100:,.2f} is the EFC"
    )
    peer = hledger_seconds(reading)
    if peer is not None:
        print(f"costs: hledger totals the same entries in {peer:.2f} s, {peer / one:.1f} times one report")
    if one > 3 or every > 10 or beyond > 1000:
        raise SystemExit("the cost report of a million lines takes too long, or too much memory")


if __name__ == "__main__":
    main()
