"""100,000 changed rows into the store, SQLite and PostgreSQL, beside plain SQLAlchemy Core in the same run.

Each writing is in a process of its own, into a store that holds the 100,000 rows of 20 filled cells already, and
changes one cell of every row: what a round then writes (log, rows, base), and the rows alone. The peer is what
one would write without more thought: Core's insert with on_conflict_do_update, of the same rows.
"""

import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench_sync_xlsx import person
from sqlalchemy.dialects import postgresql, sqlite

from sync.history import changes_of
from sync.merge import Cells, Stored
from sync.store import Store, Transaction
from sync.store_schema import ROWS
from workbook_templates.catalog import TABLE

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from postgresql_server import new_database, postgresql_server

COUNT, TURNS = 100_000, 3
MOST = {"sqlite": 3.0, "postgresql": 5.0}
CREW = TABLE["crew"]
INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def people(turn: int) -> dict[str, Cells]:
    """Every row, with one cell that each turn changes."""
    found: dict[str, Cells] = {}
    for number in range(COUNT):
        cells = person(number) | {"position": f"Position {turn}"}
        found[f"{number:026}"] = tuple(cells.get(column.key, "") for column in CREW.columns)
    return found


def as_a_round(tx: Transaction, before: dict[str, Cells], after: dict[str, Cells], turn: int) -> None:
    held = {record: Stored(cells) for record, cells in before.items()}
    by = (f"run {turn}", "the benchmark", datetime(2026, 5, 4, tzinfo=UTC), "book")
    tx.record_changes(changes_of(CREW, after, held, False, by))
    rows_alone(tx, before, after, turn)
    tx.record_base("book", CREW, after)


def rows_alone(tx: Transaction, before: dict[str, Cells], after: dict[str, Cells], turn: int) -> None:
    tx.write_rows(CREW, {record: (place, cells) for place, (record, cells) in enumerate(after.items(), 5)})


def plain_core(tx: Transaction, before: dict[str, Cells], after: dict[str, Cells], turn: int) -> None:
    wide = ROWS[CREW.key]
    said = INSERTS[tx.connection.dialect.name](wide)
    rest = {column.name: column for column in said.excluded if column.name != "_id"}
    names = [column.name for column in wide.columns]
    rows = [
        dict(zip(names, (record, turn + 2, 0, place, *cells), strict=True))
        for place, (record, cells) in enumerate(after.items(), 5)
    ]
    tx.connection.execute(said.on_conflict_do_update(index_elements=["_id"], set_=rest), rows)


Measured = tuple[float, float, float]  # seconds, those of this process's CPU, its peak memory in MB


def measured(url: str, work: Callable[..., None], turn: int) -> Measured:
    """Write in a fresh process; the rows are made before the clock starts, the commit is within."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (url, work, turn))


def _measure(url: str, work: Callable[..., None], turn: int) -> Measured:
    store, before, after = Store(url), people(turn - 1), people(turn)
    start, busy = time.perf_counter(), time.process_time()
    with store.transaction() as tx:
        work(tx, before, after, turn)
    spent = time.perf_counter() - start, time.process_time() - busy
    store.engine.dispose()
    return *spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(name: str, url: str) -> bool:
    """Print one database's figures; whether a round's writing keeps to its time."""
    print(f"{name}, filled first: {measured(url, as_a_round, 1)[0]:.2f} s")
    turns, medians = iter(range(2, 100)), {}
    for work in (plain_core, rows_alone, as_a_round):
        found = [measured(url, work, next(turns)) for _ in range(TURNS)]
        seconds, busy, memory = (statistics.median(column) for column in zip(*found, strict=True))
        medians[work] = seconds
        said = work.__name__.replace("_", " ")
        print(
            f"  {said}: {seconds:.2f} s ({busy:.2f} s of CPU here), "
            f"{seconds / medians[plain_core]:.2f} of plain Core; {memory:.0f} MB"
        )
    return medians[as_a_round] <= MOST[name]


def main() -> int:
    print(f"{COUNT} rows, one cell changed in each; medians of {TURNS}; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as server:
        kept = [
            compare("sqlite", f"sqlite:///{folder}/store.sqlite"),
            compare("postgresql", new_database(server)),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
