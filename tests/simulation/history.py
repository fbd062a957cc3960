"""How a history begins, and how time passes in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

from simulation import people
from simulation.faults import watched_files
from simulation.places import LABELS, Place
from simulation.sheets import CREW, MemorySheet, new_file, new_spreadsheet
from simulation.trace import tokens
from simulation.transport import new_client
from simulation.world import World
from sync.books.google import GoogleBook
from sync.books.memory import MemoryBook
from sync.books.xlsx import XlsxBook
from sync.merge import Policy

EVENTS = 12


def _google_book(world: World, spreadsheet: str) -> GoogleBook:
    client = new_client(world.google, world.at, world.trace, Random(world.dice.random()), world.over_http)
    return GoogleBook(spreadsheet, client)


def new_place(world: World, kind: str, name: str, rows: Sequence[Sequence[str]]) -> Place:
    """A book of one kind with these rows."""
    if kind == "memory":
        book = MemoryBook({CREW: rows}, name)
        return Place(name, kind, MemorySheet(book), lambda: book)
    if kind == "file":
        path = world.folder / f"{name}.xlsx"
        return Place(name, kind, new_file(path, rows), partial(XlsxBook, path, world.folder / "versions"))
    sheet = new_spreadsheet(world.google, f"SIM-{name}", rows)
    return Place(name, kind, sheet, partial(_google_book, world, f"SIM-{name}"))


def populate(world: World) -> None:
    """Books of every sort: some start with rows, two with the same key."""
    dice = world.dice
    kinds = ["file", "google", dice.choice(["memory", "memory", "file", "google"])]
    dice.shuffle(kinds)
    shared = f"K{world.word()}"
    for name, kind in zip("abc", kinds, strict=True):
        rows = [list(LABELS.values())]
        for at in range(dice.choice([0, 1, 3, 5])):
            key = shared if at == 0 else f"K{world.word()}"
            row = [key, world.word(), dice.choice(["", world.word()]), "", ""]
            rows.append(row)
        for row in rows[1:]:
            world.made.update(tokens(row))
            world.loose |= tokens(row)
        world.places.append(new_place(world, kind, name, rows))
    world.places[dice.randrange(3)].entitled = dice.random() < 0.5
    policy: Policy | None = dice.choice([None, None, "sheet", "store"])
    if policy:
        world.policies["crew", "job"] = policy
    world.trace.say(
        "books", *(f"{one.name}:{one.kind}:{one.entitled}" for one in world.places), "policy", policy
    )


@contextmanager
def history(seed: int, over_http: bool = False, events: int = EVENTS) -> Iterator[World]:
    """Live through a history up to where it is to settle."""
    folder = Path(tempfile.mkdtemp(prefix="classeur-simulation-"))
    world = World(seed, folder, over_http)
    try:
        if over_http:
            world.google.__enter__()
        populate(world)
        with watched_files(world.at):
            for _ in range(events):
                live(world)
            yield world
    finally:
        if over_http:
            world.google.__exit__(None, None, None)
        world.store.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def live(world: World) -> None:
    """Some time passes: people work, a round is made, perhaps something is taken back or settled."""
    dice = world.dice
    world.trace.sleep(60)
    place = dice.choice(world.places)
    for _ in range(dice.choice([0, 1, 1, 2])):
        people.act(world, place)
    world.observe()
    outcome = world.round(place, is_calm=dice.random() < 0.2)
    if outcome is not None and outcome.refused is not None and dice.random() < 0.7:
        world.round(place, is_calm=True, yes=True)
    what = dice.random()
    if what < 0.12:
        world.undo()
    elif what < 0.3:
        people.resolve(world)
        world.observe()
