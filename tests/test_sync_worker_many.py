"""Three worker processes on one PostgreSQL, killed at any moment, while people edit every book."""

import itertools
import json
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from worker_office import POINTS, Office, check_hands, lines_of, new_database

from sync.books.xlsx import XlsxBook
from sync.leases import read_rounds
from sync.store import Store
from workbook_templates.catalog import TABLE

LOCATIONS = TABLE["locations"]
HEADER = ["Location", "Address", "Contact", "Hospital", "Parking"]


@dataclass
class FileOffice(Office):
    @property
    def paths(self) -> list[Path]:
        return [Path(book) for book in self.books]

    def type_in(self, path: Path, label: str) -> None:
        """A person opens the workbook in Excel, types in one cell of its own row, saves and closes."""
        token = f"typed {len(self.typed):05}"
        owner = path.with_name(f"~${path.name}")
        owner.write_bytes(b"\x03Ana")
        time.sleep(0.02)  # a worker that was about to replace the file has done so
        try:
            book = openpyxl.load_workbook(path)
            sheet = book["Locations"]
            heads = {str(cell.value): cell.column for cell in sheet[1]}
            own = next(
                row for row in range(2, sheet.max_row + 1)
                if sheet.cell(row, heads["Location"]).value == f"Lieu {path.stem}"
            )  # fmt: skip
            sheet.cell(own, heads[label]).value = token
            saved = path.with_name(f"~saving-{path.name}")
            book.save(saved)
            os.replace(saved, path)
        finally:
            owner.unlink()
        self.typed.append(token)


def make_office(folder: Path, server: str, count: int, faster: float) -> FileOffice:
    name = f"workers_{folder.name.replace('-', '_')}_{count}"
    url = new_database(server, name)
    books = []
    for number in range(count):
        path = folder / f"book{number:03}.xlsx"
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Locations"
        sheet.append(HEADER)
        sheet.append([f"Lieu {path.stem}"])
        book.save(path)
        books.append(path)
    listed = "".join(
        f'[[books]]\npath = "{path.name}"\ntables = ["locations"]\nperiod = 0.1\n' for path in books
    )
    (folder / "classeur.toml").write_text(listed, encoding="utf-8")
    return FileOffice(folder, url, [str(path) for path in books], faster)


def shown(path: Path) -> dict[str, tuple[str, ...]]:
    """The rows a workbook shows, without their ids; a row shown twice fails."""
    rows = XlsxBook(path).read([LOCATIONS]).tables["locations"].rows
    assert len({row.cells[0] for row in rows}) == len(rows), path
    return {row.id: row.cells for row in rows}


def settle(office: FileOffice, seconds: float) -> None:
    """Wait until every workbook shows what every other one shows, and all that was typed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(1)
        store = Store(office.url)
        try:
            _, known = read_rounds(store.engine)
            is_calm = all(one.state.value == "quiet" for one in known.values())
        finally:
            store.engine.dispose()
        if is_calm and len(known) == len(office.books):
            first = shown(office.paths[0])
            cells = {cell for row in first.values() for cell in row}
            if cells >= set(office.typed) and all(shown(path) == first for path in office.paths[1:]):
                return
    raise AssertionError("the workbooks did not come to agree")


def check_history(office: FileOffice) -> None:
    """Every edit arrived once; no book was in two hands at once."""
    store = Store(office.url)
    after = Counter(change["after"] for change in store.log())
    assert {token: after[token] for token in office.typed} == dict.fromkeys(office.typed, 1)
    for path in office.paths:
        assert after[f"Lieu {path.stem}"] == 1
    assert store.open_conflicts() == []
    store.engine.dispose()
    check_hands(office)


def work(office: FileOffice, seed: int, edits: int, kills: int, pause: float, patience: float) -> None:
    """People type while workers work, are killed and are replaced; then all comes to rest."""
    dice = random.Random(seed)
    places = [(path, label) for path in office.paths for label in HEADER[1:]]
    dice.shuffle(places)
    moments = dict(zip(sorted(dice.sample(range(edits), kills)), itertools.cycle(POINTS), strict=False))
    for _ in range(3):
        office.start()
    try:
        office.wait_for_all()
        for number, (path, label) in enumerate(places[:edits]):
            office.type_in(path, label)
            time.sleep(dice.random() * pause)
            if number in moments:
                office.kill(moments[number])
                office.start()
        settle(office, patience)
        assert office.stop() == [0, 0, 0]
    finally:
        office.end()
    check_history(office)


def test_three_workers_carry_every_edit_once_and_never_share_a_book(postgresql: str, tmp_path: Path) -> None:
    office = make_office(tmp_path, postgresql, count=10, faster=60)

    work(office, seed=1, edits=30, kills=4, pause=0.3, patience=60)

    rounds = office.rounds()
    print(f"{len(rounds)} rounds, {len(office.typed)} edits, {len(office.killed)} workers killed")
    assert len(office.killed) == 4
    assert sum(not one.is_ended for one in rounds if one.pid in office.killed) >= 3, "killed within a round"
    assert len({one.pid for one in rounds}) >= 6, "the workers that took over made rounds"


def test_a_worker_paused_in_a_round_and_woken_later_writes_nothing_of_it(
    postgresql: str, tmp_path: Path
) -> None:
    office = make_office(tmp_path, postgresql, count=3, faster=60)
    for _ in range(2):
        office.start()
    try:
        pid, book, number = office.pause("read")
        ended = {"event": "end", "book": book}
        office.wait_for(lambda line: line["pid"] != pid and ended.items() <= line.items())
        office.type_in(Path(book), "Address")
        os.kill(pid, signal.SIGCONT)
        settle(office, 30)
        assert office.stop() == [0, 0]
    finally:
        office.end()

    lines = [json.loads(line) for line in lines_of(office.records[pid])]
    assert [line["event"] for line in lines if line["round"] == number] == ["start", "read"]
    assert max(line["round"] for line in lines) > number, "it goes on with other rounds"
    after = Counter(change["after"] for change in Store(office.url).log())
    assert [after[f"Lieu {path.stem}"] for path in office.paths] == [1, 1, 1]
    assert after["typed 00000"] == 1


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("CLASSEUR_SOAK"), reason="make soak runs it")
def test_three_workers_keep_two_hundred_books(postgresql: str, tmp_path: Path) -> None:
    office = make_office(tmp_path, postgresql, count=200, faster=20)

    work(office, seed=2, edits=300, kills=8, pause=0.3, patience=900)

    rounds = office.rounds()
    print(f"{len(rounds)} rounds, {len(office.typed)} edits, {len(office.killed)} workers killed")
    assert len(office.killed) == 8
    assert len({one.book for one in rounds if one.wrote}) == 200
