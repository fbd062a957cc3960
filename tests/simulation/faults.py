"""What goes wrong, drawn by lot: the machine stops, Google fails, files are open or replaced by others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from google_emulator import faults
from google_emulator.faults import Fault

from sync.books import files


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


@contextmanager
def watched_files(at: Callable[[str], object]) -> Iterator[None]:
    """Call ``at`` at each step of a file's replacement, while this lasts."""
    real = files._unchanged, files._sync_folder, files.os

    def unchanged(path: Path, expected: str) -> bytes:
        at("file compared")
        return real[0](path, expected)

    def synced(folder: Path) -> None:
        at("file replaced")
        real[1](folder)

    class Os:
        """The system, which may stop between the new file and its name."""

        def __getattr__(self, name: str) -> Any:
            return getattr(real[2], name)

        def replace(self, new: str, path: Path) -> None:
            try:
                at("file written")
            except Crash:
                shutil.copy(new, f"{new}.left")  # a dead machine takes nothing away
                raise
            real[2].replace(new, path)

    files._unchanged, files._sync_folder, files.os = unchanged, synced, Os()  # type: ignore[assignment]
    try:
        yield
    finally:
        files._unchanged, files._sync_folder, files.os = real  # type: ignore[assignment]
