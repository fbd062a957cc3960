"""What goes wrong, drawn by lot: the machine stops, Google fails, files are open or replaced by others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from google_emulator import faults
from google_emulator.faults import Fault

from sync.books import file_exchange, files

PUTTING_BACK = "putting a save back"


class Crash(BaseException):
    """The machine stops."""


READ_FAULTS: tuple[Callable[[], Fault], ...] = (
    faults.quota, faults.server_error, lambda: faults.server_error(500), faults.html_page,
    lambda: faults.html_page(200), faults.truncated, faults.damaged, faults.reset, faults.usage_limit,
    lambda: faults.slow(20), lambda: faults.silent(190), faults.stale, faults.stale, faults.stale,
    lambda: faults.quota(retry_after=7), faults.forbidden, faults.gone,
)  # fmt: skip
WRITE_FAULTS: tuple[Callable[[], Fault], ...] = (
    lambda: faults.quota("write"), lambda: faults.usage_limit(),
    *(
        lambda make=make, after=after: make(after=after)
        for make in (faults.server_error, faults.html_page, faults.reset, faults.truncated)
        for after in (False, True)
    ),
    lambda: faults.html_page(200, after=True), lambda: faults.server_error(500, after=True),
    faults.damaged, lambda: faults.slow(30), lambda: faults.silent(190, after=True),
    lambda: faults.silent(190), faults.forbidden,
)  # fmt: skip


def draw(dice: Random, kind: str) -> Fault:
    """A fault that suits a request of this kind."""
    return dice.choice(READ_FAULTS if kind == "spreadsheets.get" else WRITE_FAULTS)()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def watched_files(at: Callable[[str], object]) -> Iterator[None]:
    """Call ``at`` at each step of a file's replacement, while this lasts."""
    real = files._unchanged, files._sync_folder, file_exchange.exchange, file_exchange.GRACE

    def unchanged(path: Path, expected: str) -> bytes:
        at("file compared")
        return real[0](path, expected)

    def synced(folder: Path) -> None:
        at("file replaced")
        real[1](folder)

    def exchanged(one: Path, other: Path) -> bool:
        *_, ours, expected = one.stem.split("-")
        at("file written" if _digest(one).startswith(ours) else PUTTING_BACK)
        done = real[2](one, other)
        at("file exchanged" if _digest(one).startswith(expected) else PUTTING_BACK)
        return done

    files._unchanged, files._sync_folder = unchanged, synced
    file_exchange.exchange, file_exchange.GRACE = exchanged, 0.0
    try:
        yield
    finally:
        files._unchanged, files._sync_folder, file_exchange.exchange, file_exchange.GRACE = real
