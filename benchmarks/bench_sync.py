"""A second round of 50,000 rows with one per cent changed, against a SQLite file."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sync.books.memory import MemoryBook
from sync.round import sync_book
from sync.store import Store
from workbook_templates.catalog import TABLE

ROWS = 50_000


def main() -> None:
    table = TABLE["costs"]
    header = [column.label.en for column in table.columns]
    body = [[f"E{row}", *(f"{row}" for _ in header[1:])] for row in range(ROWS)]
    book = MemoryBook({"Costs": [header, *body]}, "bench")
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        for name in ("first round", "nothing to do", "one per cent changed"):
            if name.startswith("one"):
                for row in book.sheets["Costs"][1::100]:
                    row[5] = "changed"
            start = time.perf_counter()
            done = sync_book(book, store, [table], now=now)
            print(f"{name}: {time.perf_counter() - start:.2f} s, {done.from_sheet} cells to the store")
        store.engine.dispose()


if __name__ == "__main__":
    main()
