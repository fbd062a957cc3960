"""One worker as a process of its own, on a scaled clock; it writes down when it has which book in hand.

python worker_process.py FOLDER STORE RECORD FASTER MINUTE

MINUTE is the length of Google's, in seconds.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from sync.books.google_quota import shared_opener
from sync.round import SyncOutcome
from sync.settings import Settings, read_settings
from sync.store import Store
from sync.timer import Timing
from sync.worker import Hooks, Worker
from workbook_templates.book import Book, Edits, Reading
from workbook_templates.declare import Table


class Record:
    """Lines of JSON, each written at once: a killed process leaves all it did."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._round = 0

    def write(self, event: str, book: str) -> None:
        self._round += event == "start"
        line = {"pid": os.getpid(), "round": self._round, "event": event, "book": book}
        os.write(self._file, json.dumps({**line, "at": time.monotonic()}).encode() + b"\n")


class RecordedBook:
    """A book whose every use is written down."""

    def __init__(self, book: Book, record: Record) -> None:
        self._book, self._record = book, record
        record.write("start", book.name)

    def __getattr__(self, name: str) -> object:
        return getattr(self._book, name)

    @property
    def name(self) -> str:
        return self._book.name

    def fingerprint(self) -> str:
        return self._book.fingerprint()

    def read(self, tables: Sequence[Table]) -> Reading:
        reading = self._book.read(tables)
        self._record.write("read", self.name)
        return reading

    def apply(self, edits: Edits) -> str:
        self._record.write("apply", self.name)
        written = self._book.apply(edits)
        self._record.write("applied", self.name)
        return written


def main(folder: Path, url: str, record_path: Path, faster: float, minute: float) -> None:
    os.chdir(folder)
    record, stop = Record(record_path), threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())

    store = Store(url)
    open_book = shared_opener(store.engine, minute)

    def opened(name: str, settings: Settings) -> Book:
        return RecordedBook(open_book(name, settings), record)

    def after(book: Book, _outcome: SyncOutcome, _settings: Settings) -> None:
        record.write("end", book.name)

    worker = Worker(lambda: read_settings(None, url), store, Timing().faster(faster), Hooks(opened, after))
    worker.run(stop)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
