"""Histories made by chance: people edit, the machine stops anywhere, runs are taken back; nothing typed is lost."""

import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import pytest

from sync.books.memory import MemoryBook
from sync.merge import Policy
from sync.round import sync_book
from sync.store import Store, Transaction
from sync.undo import undo_run
from workbook_templates.book import Edits
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

CREW = TABLE["crew"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEADER = ["Person", "Last name", "First name", "Job", "Address"]
KEYS = ("person", "last_name", "first_name", "job", "address")
HIDDEN = CREW.position["address"]  # a restricted column
SEEDS = int(os.environ.get("CLASSEUR_SEEDS", "120"))
TOKEN = re.compile(r"K?T\d+")


class Crash(BaseException):
    """The machine stops."""


class FragileBook(MemoryBook):
    """Stops before or after the next apply, when told."""

    stop = ""
    entitled = True

    def apply(self, edits: Edits) -> str:
        if self.stop == "before":
            self.stop = ""
            raise Crash
        written = super().apply(edits)
        if self.stop == "after":
            self.stop = ""
            raise Crash
        return written


class FragileStore(Store):
    """Stops at the end of a transaction, before it is kept or right after, when told how many are left."""

    left = -1
    kept = False

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        self.left -= 1
        now = self.left == 0
        with super().transaction(keep) as tx:
            yield tx
            if now and not self.kept:
                raise Crash
        if now:
            raise Crash


@dataclass
class World:
    """One history: its dice, its books and its store."""

    dice: random.Random
    policies: dict[tuple[str, str], Policy]
    store: FragileStore = field(default_factory=lambda: FragileStore("sqlite://"))
    books: list[FragileBook] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        return f"ID{next(self.numbers):06}"

    def sync(self, one: FragileBook) -> None:
        sync_book(
            one, self.store, [CREW], yes=True, now=NOW, new_id=self.new_id,
            entitled=one.entitled, policies=self.policies,
        )  # fmt: skip

    def look(self, one: FragileBook) -> None:
        """One whole round; what the sheet showed to it may never be lost from then on."""
        seen = set(TOKEN.findall(repr(one.sheets["Crew"])))
        self.sync(one)
        self.typed |= seen
        if not one.entitled:
            assert not self.secret & set(TOKEN.findall(repr(one.sheets)))

    def edit(self, one: FragileBook) -> None:
        """What a person does in a sheet."""
        grid = one.sheets["Crew"]
        body = [row for row in grid[1:] if any(row)]
        action = self.dice.choice(["edit", "edit", "edit", "insert", "delete", "sort", "copy", "erase ids"])
        token = f"T{next(self.numbers)}"
        if action == "insert" or not body:
            body.append([f"K{token}", token])
        elif action == "edit":
            row = self.dice.choice(body)
            row.extend([""] * (len(grid[0]) - len(row)))
            at = self.dice.randrange(1, 5)
            row[at] = token
            if HEADER[at] == "Address" and one.entitled:
                self.secret.add(token)
        elif action == "delete":
            body.remove(self.dice.choice(body))
        elif action == "sort":
            self.dice.shuffle(body)
        elif action == "erase ids" and "_id" in grid[0]:
            row = self.dice.choice(body)
            row.extend([""] * (len(grid[0]) - len(row)))
            row[grid[0].index("_id")] = ""
        else:
            body.append(list(self.dice.choice(body)))
        one.sheets["Crew"] = [grid[0], *body]

    def undo(self) -> None:
        """Somebody takes a run back, any of them."""
        runs = sorted({line["run"] for line in self.store.log()})
        with suppress(OfficeError):
            undo_run(self.store, self.dice.choice(runs), "Ana", NOW, self.new_id) if runs else None

    def settle(self) -> None:
        """A person answers every conflict, until none is left."""
        for _ in range(8):
            for one in self.store.open_conflicts():
                self.store.resolve(one["id"], self.dice.choice(["sheet", "store"]), "Ana", NOW)
            for each in [*self.books, *self.books]:
                self.sync(each)
            if not self.store.open_conflicts():
                return
        raise AssertionError("conflicts come back after they were settled")

    def dump(self, *names: str) -> list[tuple[object, ...]]:
        with self.store.transaction() as tx:
            driver = tx.connection.exec_driver_sql
            return [tuple(row) for name in names for row in driver(f"SELECT * FROM {name} ORDER BY 1, 2, 3")]


EVERYTHING = ("t_crew", "base", "books", "changes", "conflicts", "runs", "state")


def shown(one: MemoryBook, withheld: Sequence[int] = ()) -> list[tuple[str, ...]]:
    rows = one.read([CREW]).tables["crew"].rows
    places = [CREW.position[key] for key in KEYS if CREW.position[key] not in withheld]
    return sorted(tuple(row.cells[at] for at in places) for row in rows)


def history(seed: int) -> World:
    dice = random.Random(seed)
    policy: Policy | None = dice.choice([None, None, "sheet", "store"])
    world = World(dice, {("crew", "job"): policy} if policy else {})
    first = FragileBook({"Crew": [list(HEADER), ["P1", "Quai", "", "", "X"]]}, "a")
    world.books = [first, *(FragileBook({"Crew": [list(HEADER)]}, name) for name in "bc")]
    world.books[2].entitled = dice.random() < 0.5
    for _ in range(14):
        one = dice.choice(world.books)
        world.edit(one)
        one.stop = dice.choice(["", "", "before", "after"])
        world.store.left, world.store.kept = dice.choice([-1, -1, 1, 2, 3]), dice.random() < 0.5
        with suppress(Crash):
            world.look(one)
        one.stop, world.store.left = "", -1
        if dice.random() < 0.5:
            world.look(one)
        if dice.random() < 0.15:
            world.undo()
    return world


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_books_agree_and_nothing_typed_is_lost(seed: int) -> None:
    world = history(seed)
    for one in [*world.books, *world.books, *world.books]:
        world.look(one)

    kept = repr(world.dump("t_crew", "changes", "conflicts"))
    assert [token for token in world.typed if not re.search(f"\\b{token}\\b", kept)] == []
    world.settle()
    withheld = () if world.books[2].entitled else (HIDDEN,)
    assert shown(world.books[0]) == shown(world.books[1])
    assert shown(world.books[0], withheld) == shown(world.books[2], withheld)
    before = world.dump(*EVERYTHING)
    for one in world.books:
        world.sync(one)
    assert world.dump(*EVERYTHING) == before


def test_the_same_seed_makes_the_same_history() -> None:
    assert history(7).dump(*EVERYTHING) == history(7).dump(*EVERYTHING)
