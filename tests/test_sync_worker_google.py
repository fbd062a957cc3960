"""Three worker processes, many emulated spreadsheets and one PostgreSQL: Google's quota holds for all of them together.

The clock runs faster: a minute of Google's is a few seconds, in the emulator and in the workers' limit, and the pace
of the workers faster still, so that they would pass the quota if nothing held them.
"""

import itertools
import json
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from google_emulator.faults import Call
from google_emulator.routes import Route
from google_emulator.server import GoogleEmulator
from worker_office import POINTS, Office, check_hands, new_database

from sync.books.google_account import API, CREDENTIALS
from sync.leases import read_rounds
from sync.store import Store

HEADER = ["Location", "Address", "Contact", "Hospital", "Parking"]
GOOGLE_ALLOWS = 60


@dataclass
class GoogleOffice(Office):
    """Spreadsheets that people type in, and every call that came in, with its moment by the emulator's clock."""

    google: GoogleEmulator = field(default_factory=GoogleEmulator)
    calls: list[tuple[float, str]] = field(default_factory=list)

    def note(self, call: Call) -> None:
        self.calls.append((time.monotonic(), Route(call.kind).groups[-1]))

    def rows(self, book: str) -> list[list[object]]:
        return self.google.values(book.removeprefix("google:"), "Locations!A1:J400")

    def type_in(self, book: str, label: str) -> None:
        """A person types in one cell of the spreadsheet's own row, wherever it stands now."""
        token = f"typed {len(self.typed):05}"
        with self.google.drive.lock:
            rows = self.rows(book)
            names = [row[0] for row in rows]
            cell = f"Locations!{'ABCDE'[HEADER.index(label)]}{names.index(own_place(book)) + 1}"
            self.google.type(book.removeprefix("google:"), cell, [token])
        self.typed.append(token)

    def shown(self, book: str) -> dict[object, tuple[object, ...]]:
        """The rows a spreadsheet shows, by name, without their ids; a row shown twice fails."""
        rows = [tuple([*row, *[""] * 5][:5]) for row in self.rows(book)[1:]]
        assert len({row[0] for row in rows}) == len(rows), book
        return {row[0]: row for row in rows}

    def most_in_a_minute(self, kind: str, minute: float) -> int:
        """The most calls of a kind that came in within any window of that length."""
        moments = sorted(moment for moment, said in self.calls if said == kind)
        first, most = 0, 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - minute:
                first += 1
            most = max(most, last - first + 1)
        return most


def own_place(book: str) -> str:
    return f"Lieu {book.removeprefix('google:')}"


def make_office(google: GoogleEmulator, folder: Path, server: str, count: int, faster: float) -> GoogleOffice:
    books = []
    for number in range(count):
        size = {"rowCount": count + 20, "columnCount": 8}
        sheet = {"properties": {"title": "Locations", "sheetId": 7, "gridProperties": size}}
        spreadsheet = google.create(f"Repérages {number}", sheets=[sheet])
        google.type(spreadsheet, "Locations!A1", list(HEADER), [f"Lieu {spreadsheet}"])
        books.append(f"google:{spreadsheet}")
    listed = "".join(f'[[books]]\npath = "{book}"\ntables = ["locations"]\nperiod = 5\n' for book in books)
    (folder / "classeur.toml").write_text(listed, encoding="utf-8")
    url = new_database(server, f"google_{folder.name.replace('-', '_')}_{count}")
    office = GoogleOffice(folder, url, books, faster, google.minute, google=google)
    google.before_request = office.note
    return office


def work(office: GoogleOffice, edits: int, kills: int, pause: float, patience: float) -> None:
    """People type while workers work, are killed and are replaced; then all comes to rest."""
    dice = random.Random(len(office.books))
    places = [(book, label) for book in office.books for label in HEADER[1:]]
    dice.shuffle(places)
    moments = dict(zip(sorted(dice.sample(range(edits), kills)), itertools.cycle(POINTS), strict=False))
    for _ in range(3):
        office.start()
    try:
        office.wait_for_all()
        for number, (book, label) in enumerate(places[:edits]):
            office.type_in(book, label)
            time.sleep(dice.random() * pause)
            if number in moments:
                office.kill(moments[number])
                office.start()
        settle(office, patience)
        assert office.stop() == [0, 0, 0]
    finally:
        office.end()


def settle(office: GoogleOffice, seconds: float) -> None:
    """Wait until every spreadsheet shows what every other one shows, and all that was typed."""
    end = time.monotonic() + seconds
    store = Store(office.url)
    try:
        while time.monotonic() < end:
            time.sleep(0.5)
            _, known = read_rounds(store.engine)
            if {one.state.value for one in known.values()} <= {"quiet"} and agree(office):
                return
    finally:
        store.engine.dispose()
    raise AssertionError(Counter((one.state.value, one.said.en) for one in known.values()))


def agree(office: GoogleOffice) -> bool:
    first = office.shown(office.books[0])
    cells = {cell for row in first.values() for cell in row}
    typed = {*office.typed, *map(own_place, office.books)}
    return cells >= typed and all(office.shown(book) == first for book in office.books[1:])


def check(office: GoogleOffice) -> str:
    """Every edit arrived once, no book was in two hands at once, Google's quota was never passed."""
    store = Store(office.url)
    after = Counter(change["after"] for change in store.log())
    wanted: Sequence[str] = [*office.typed, *map(own_place, office.books)]
    assert {one: after[one] for one in wanted} == dict.fromkeys(wanted, 1)
    assert store.open_conflicts() == []
    store.engine.dispose()
    rounds = check_hands(office)
    refused = Counter(status for _, status in office.google.log if status >= 400)
    assert not refused, refused
    minute = office.minute
    most = {kind: office.most_in_a_minute(kind, minute) for kind in ("read", "write")}
    assert max(most.values()) <= GOOGLE_ALLOWS, most
    calls = Counter(kind for _, kind in office.calls)
    return (
        f"{len(rounds)} rounds of {len(office.books)} spreadsheets, {len(office.typed)} edits, "
        f"{len(office.killed)} workers killed, {calls['read']} reads and {calls['write']} writes in "
        f"{(office.calls[-1][0] - office.calls[0][0]) / minute:.1f} scaled minutes; "
        f"the most in one: {most['read']} reads, {most['write']} writes"
    )


def run(
    folder: Path,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    faster: float,
    minute: float,
    **people: float,
) -> tuple[GoogleOffice, str]:
    limits = {"reads_per_minute": GOOGLE_ALLOWS, "writes_per_minute": GOOGLE_ALLOWS}
    with GoogleEmulator(**limits, minute=minute) as google:
        key = folder / "key.json"
        key.write_text(json.dumps(google.service_account()))
        monkeypatch.setenv(CREDENTIALS, str(key))
        monkeypatch.setenv(API, google.url)
        office = make_office(google, folder, server, count, faster)
        work(office, int(people["edits"]), int(people["kills"]), people["pause"], people["patience"])
        said = check(office)
    print(said)
    return office, said


def test_three_workers_share_googles_quota_and_carry_every_edit_once(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _ = run(
        tmp_path,
        postgresql,
        monkeypatch,
        count=20,
        faster=60,
        minute=10,
        edits=20,
        kills=2,
        pause=0.2,
        patience=90,
    )

    assert len(office.killed) == 2
    assert len({one.pid for one in office.rounds()}) >= 4, "the workers that took over made rounds"


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("CLASSEUR_SOAK"), reason="make soak runs it")
def test_three_workers_keep_two_hundred_spreadsheets(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _ = run(
        tmp_path,
        postgresql,
        monkeypatch,
        count=200,
        faster=20,
        minute=15,
        edits=300,
        kills=8,
        pause=0.3,
        patience=1800,
    )

    assert len(office.killed) == 8
    assert office.most_in_a_minute("read", office.minute) > 40, "the limit was put to the test"
    assert len({one.book for one in office.rounds() if one.wrote}) == 200
