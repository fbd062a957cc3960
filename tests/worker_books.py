"""A small production's workbooks, and workers on them."""

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from sync.books.xlsx import XlsxBook
from sync.leases import (
    RoundState,
    read_rounds,
)
from sync.settings import Settings, read_settings
from sync.store import Store
from sync.timer import Timing
from sync.worker import Hooks, Worker
from workbook_templates.catalog import TABLE

LOCATIONS = TABLE["locations"]
AT_ONCE = Timing(soon=0, rare=0, wait=0, retry=0, retry_most=0, lease=30, look=0.02, settle=0)
UNHURRIED = Timing(soon=60, rare=600, wait=60, retry=60, retry_most=600, lease=30, look=0.02, settle=0)
BRIEF = Timing(soon=0, rare=0, lease=0.2, settle=0)


def production(folder: Path, *names: str, more: str = "") -> list[Path]:
    paths = []
    for name in names:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Locations"
        sheet.append(["Location", "Address", "Contact", "Hospital", "Parking"])
        sheet.append([f"Lieu {name}"])
        book.save(folder / f"{name}.xlsx")
        paths.append(folder / f"{name}.xlsx")
    listed = "".join(f'[[books]]\npath = "{path.name}"\ntables = ["locations"]\n{more}' for path in paths)
    (folder / "classeur.toml").write_text(listed, encoding="utf-8")
    return paths


def a_worker(folder: Path, store: Store, timing: Timing = UNHURRIED, hooks: Hooks | None = None) -> Worker:
    def settings() -> Settings:
        return read_settings(folder / "any.xlsx", str(store.engine.url))

    return Worker(settings, store, timing, hooks)


def known(store: Store, book: str) -> RoundState:
    return read_rounds(store.engine)[1][book]


def places(path: Path) -> list[str]:
    return sorted(row.cells[0] for row in XlsxBook(path).read([LOCATIONS]).tables["locations"].rows)


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)
