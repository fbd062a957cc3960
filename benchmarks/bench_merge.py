"""The merge alone: 100,000 rows x 20 filled cells, 1 % changed on each side, beside a calamine read of 50,000 rows.

What a round does between reading and writing: the rows' ids, which of them differ from the base, and the plan.
The sheet's rows, the base and the store are as a round has them: the base packed, the store's rows those changed
since the last round and those that the sheet changed; nothing is shared between the sides. "whole store" gives
every stored row, as the first round of a book does.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_sync_xlsx import bare, build, person

from sync.base import Base, pack
from sync.merge import Cells, Stored
from sync.plan import TablePlan, Terms, differing, identify, plan_table
from workbook_templates.book import Place, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.collecting import no_collection

COUNT, ONE_IN, TURNS, MOST = 100_000, 100, 7, 0.4
CREW = TABLE["crew"]
PLACE = Place("Crew", 4, COUNT + 4, {column.key: at for at, column in enumerate(CREW.columns, 1)})
Sides = tuple[TableRead, Base, dict[str, Stored]]
Spent = tuple[float, float]  # seconds, and those of this process's CPU


def cells_of(number: int, column: str = "", value: str = "") -> Cells:
    """One row, every text of it made anew."""
    said = person(number) | ({column: value} if column else {})
    return tuple(said.get(each.key, "") for each in CREW.columns)


def sides(is_whole: bool) -> Sides:
    """Three versions: the sheet changed one cell in each of 1,000 rows, the store in 1,000 others, and in a hundred both."""
    ids = [f"{number:026}" for number in range(COUNT)]
    rows = [
        Row(
            ids[number],
            number + 5,
            cells_of(number, *(("address", f"Sheet {number}") if number % ONE_IN == 0 else ())),
        )
        for number in range(COUNT)
    ]
    base = Base({ids[number]: pack(cells_of(number)) for number in range(COUNT)})
    store = {
        ids[number]: Stored(cells_of(number, *changed_in_store(number)))
        for number in range(COUNT)
        if is_whole or changed_in_store(number) or number % ONE_IN == 0
    }
    return TableRead(CREW, PLACE, tuple(rows)), base, store


def changed_in_store(number: int) -> tuple[str, ...]:
    if number % (10 * ONE_IN) == 0:
        return "address", f"Store {number}"
    return ("position", f"Store {number}") if number % ONE_IN == 1 else ()


def merge(read: TableRead, base: Base, store: dict[str, Stored]) -> TablePlan:
    """As ``sync.round`` does it."""
    rows = identify(read, base, store, lambda: "never asked")
    records = differing(rows, base, frozenset())
    wanted = [*store, *(record for record in rows if record in records and record not in store)]
    return plan_table(CREW, rows, base, store, wanted, Terms())


def timed(work: Callable[..., object], *given: object) -> Spent:
    gc.collect()
    with no_collection():
        start, busy = time.perf_counter(), time.process_time()
        work(*given)
        return time.perf_counter() - start, time.process_time() - busy


def median(found: list[Spent]) -> Spent:
    return statistics.median(one for one, _ in found), statistics.median(one for _, one in found)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.xlsx"
        build(path)
        reads = [timed(bare, path) for _ in range(TURNS)]
        read, read_busy = median(reads)
        print(
            f"calamine read of 50,000 rows: {read:.2f} s ({read_busy:.2f} s of CPU); load {os.getloadavg()[0]:.1f}"
        )
        worst = 0.0
        for name, is_whole in (("a round's store", False), ("whole store", True)):
            given = sides(is_whole)
            plan = merge(*given)
            assert (plan.from_sheet, plan.to_sheet, len(plan.conflicts)) == (900, 1000, 100), plan.conflicts[
                :1
            ]
            spent, busy = median([timed(merge, *given) for _ in range(TURNS)])
            print(
                f"merge of 100,000 rows, {name}: {spent:.3f} s, {spent / read:.2f} of the read "
                f"({busy:.3f} s of CPU, {busy / read_busy:.2f})"
            )
            worst = max(worst, busy / read_busy)
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
