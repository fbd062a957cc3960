"""Sync rounds of a workbook of 50,000 rows x 20 filled columns, beside a bare calamine read of the file.

Each round runs in a process of its own, as a command would, and says its peak memory. The times of the
processor stand beside those of the clock: they mean something on a machine that does other work too.
"""

import multiprocessing
import resource
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import python_calamine

from sync.books.xlsx import XlsxBook
from sync.round import sync_book
from sync.store import Store
from workbook_templates.book import Edits
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES

ROWS = 50_000


def person(number: int) -> dict[str, str]:
    """One crew row, 20 cells filled."""
    day = f"2026-05-{1 + number % 28:02}"
    return {
        "person": f"P{number:06}",
        "last_name": f"Name {number % 7919}",
        "first_name": f"First {number % 613}",
        "credited_name": f"First {number % 613} Name {number % 7919}",
        "department": ("camera", "sound", "grip", "art")[number % 4],
        "position": f"Position {number % 97}",
        "union": "none",
        "agreement": "idcc3097",
        "job": f"Job {number % 103}",
        "email": f"p{number}@example.com",
        "start": day,
        "end": "2026-06-30",
        "rate": f"{1000 + number % 900}.{number % 100:02}",
        "rate_unit": "week",
        "contract_status": "signed",
        "contract_signed_on": day,
        "work_permit_required": "false",
        "birth_date": f"19{60 + number % 40}-02-03",
        "address": f"{number % 300} rue des Essais",
        "allergies": "none",
    }


Measured = tuple[float, float, float]  # seconds, those of the CPU, and the process's peak memory in MB


def measured(work: Callable[..., object], *given: object) -> Measured:
    """Run in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (work, given))


def _measure(work: Callable[..., object], given: tuple[object, ...]) -> Measured:
    start, busy = time.perf_counter(), time.process_time()
    work(*given)
    spent = time.perf_counter() - start, time.process_time() - busy
    return *spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def medians(rounds: list[Measured]) -> Measured:
    """The median times, and the most memory."""
    seconds, busy, memory = zip(*rounds, strict=True)
    return statistics.median(seconds), statistics.median(busy), max(memory)


def bare(path: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def change(path: Path, column: str, first: int) -> None:
    """Change one column in 10,000 rows: 1 % of the filled cells."""
    book = XlsxBook(path)
    rows = book.read(INPUT_TABLES).tables["crew"].rows
    book.apply(
        Edits(cells={"crew": {(row.number, column): f"Changed {row.number}" for row in rows[first::5]}})
    )


def save_again(path: Path) -> None:
    """The same parts, packed otherwise: what a save without a change looks like."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def sync(path: Path, store: str) -> None:
    sync_book(XlsxBook(path), Store(store), INPUT_TABLES)


def both_sides(path: Path, other: Path, store: str, turn: int) -> None:
    change(other, "position", turn)
    sync(other, store)
    change(path, "address", turn + 1)


def build(*paths: Path) -> None:
    people = [(f"{number:026}", person(number)) for number in range(ROWS)]
    for path in paths:
        build_workbook(path, "en", {"crew": people})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder) / "office.xlsx", Path(folder) / "accountant.xlsx"
        store = f"sqlite:///{folder}/store.sqlite"
        measured(build, path, other)
        read, read_busy, _ = medians([measured(bare, path) for _ in range(5)])
        print(f"bare calamine read: {read:.2f} s ({read_busy:.2f} s of CPU), the median of 5")

        def tell(name: str, rounds: list[Measured]) -> None:
            spent, busy, most = medians(rounds)
            print(
                f"{name}: {spent:.2f} s, {spent / read:.2f} times the read "
                f"({busy:.2f} s of CPU, {busy / read_busy:.2f}); {most:.0f} MB"
            )

        tell("first round", [measured(sync, path, store)])
        measured(sync, other, store)
        measured(sync, path, store)
        tell("bytes unchanged", [measured(sync, path, store) for _ in range(5)])
        rounds = []
        for _ in range(5):
            save_again(path)
            rounds.append(measured(sync, path, store))
        tell("saved again, no change", rounds)
        rounds = []
        for turn in range(3):
            measured(both_sides, path, other, store, turn)
            rounds.append(measured(sync, path, store))
        tell("1 % of the cells changed on each side", rounds)


if __name__ == "__main__":
    main()
