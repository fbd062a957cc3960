"""Sync rounds of a workbook of 50,000 cost lines, beside a bare calamine read of the file."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import python_calamine

from sync.books.xlsx import XlsxBook
from sync.round import sync_book
from sync.store import Store
from workbook_templates.book import Edits
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES

LINES = 50_000


def cost_line(number: int) -> dict[str, str]:
    return {
        "entry": f"E{number}",
        "kind": "invoice",
        "period": str(1 + number % 9),
        "date": f"2026-05-0{1 + number % 9}",
        "supplier": f"Supplier {number % 900}",
        "document": f"{number:07}",
        "account": f"{number % 80:02}.01",
        "net": f"{number % 5000}.{number % 100:02}",
        "tax": "12.50",
        "recoverable": "100%",
        "currency": "EUR",
        "rate": "1",
    }


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        build_workbook(path, "en", {"costs": [(f"{n:026}", cost_line(n)) for n in range(LINES)]})
        store = Store(f"sqlite:///{folder}/store.sqlite")

        def bare() -> None:
            book = python_calamine.CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

        def change() -> None:
            book = XlsxBook(path)
            rows = book.read(INPUT_TABLES).tables["costs"].rows
            cells = {(row.number, "supplier"): "Changed" for row in rows[::10]}
            book.apply(Edits(cells={"costs": cells}))

        def one_round() -> None:
            sync_book(XlsxBook(path), store, INPUT_TABLES)

        read = min(seconds(bare) for _ in range(3))
        print(f"bare calamine read: {read:.2f} s")
        for name, before in (
            ("first round", None),
            ("bytes unchanged", None),
            ("5,000 cells changed in the sheet", change),
        ):
            if before is not None:
                before()
            spent = seconds(one_round)
            print(f"{name}: {spent:.2f} s, {spent / read:.2f} times the read")


if __name__ == "__main__":
    main()
