"""What must hold when a history has settled."""

from __future__ import annotations

from collections import Counter
from typing import Any

from simulation.history import history
from simulation.places import LABELS, TABLE_CREW, Place
from simulation.trace import listed, tokens
from simulation.world import World

EVERYTHING = ("t_crew", "base", "books", "changes", "conflicts", "runs", "state")
AT = TABLE_CREW.position


class Broken(AssertionError):
    """A promise was not kept."""


def settle(world: World) -> None:
    """Everybody stops; rounds go on, and every conflict is answered, until none is left."""
    world.trace.say("settling")
    for place in [*world.places, *world.places, *world.places]:
        world.trace.sleep(60)
        world.round(place, is_calm=True, yes=True)
    for _ in range(8):
        for one in world.open_conflicts():
            take = world.dice.choice(["sheet", "store"])
            world.let_go |= world.at_stake(one)
            world.store.resolve(one["id"], take, "Ana", world.moment())
            world.trace.say("  resolve", one["id"], one["record"], one["column"] or "row", take)
        for place in [*world.places, *world.places]:
            world.trace.sleep(60)
            world.round(place, is_calm=True, yes=True)
        if not world.open_conflicts():
            return
    raise Broken("conflicts come back after they were settled")


def check(world: World) -> None:
    """Raise Broken with the first promise that was not kept."""
    if world.troubles:
        raise Broken(world.troubles[0])
    _check_agreement(world)
    _check_nothing_lost(world)
    _check_nothing_twice(world)
    _check_nothing_astray(world)
    _check_deleted_on_purpose(world)
    _check_quiet(world)


def _shown(place: Place, keys: list[str]) -> list[tuple[str, ...]]:
    return sorted((row.get("_id", ""), *(row[key] for key in keys)) for row in place.rows())


def _check_agreement(world: World) -> None:
    live = {record: kept.cells for record, kept in world.rows().items() if not kept.deleted}
    for place in world.places:
        keys = [key for key in LABELS if place.entitled or key != "address"]
        want = sorted((record, *(cells[AT[key]] for key in keys)) for record, cells in live.items())
        here = _shown(place, keys)
        if here != want:
            odd = [row for row in here if row not in want], [row for row in want if row not in here]
            raise Broken(f"{place.name} does not agree with the store: {odd}")


def _check_nothing_lost(world: World) -> None:
    kept = tokens(world.dump("t_crew"), world.dump("changes"), world.dump("conflicts"))
    world.owed |= {one for place in world.places for one in tokens(place.rows())}
    if lost := world.owed - kept:
        raise Broken(f"lost: {listed(lost)}")


def _check_nothing_twice(world: World) -> None:
    stored = world.rows()
    held = Counter(token for kept in stored.values() if not kept.deleted for token in tokens(kept.cells))
    for token, often in sorted(held.items()):
        if often > max(1, world.made[token]) and token not in world.let_go:
            raise Broken(f"{token} stands in {often} rows, put there {world.made[token]} times")
    now: dict[tuple[str, str], str] = {}
    for line in world.store.log():
        cell = line["record"], line["column"]
        if line["before"] == line["after"] or now.get(cell, "") != line["before"]:
            raise Broken(f"the log of {cell} does not join: {now.get(cell, '')!r} then {line}")
        now[cell] = line["after"]
    for record, kept in stored.items():
        for key in LABELS:
            want = "" if kept.deleted else kept.cells[AT[key]]
            if now.get((record, key), "") != want:
                raise Broken(
                    f"the log ends otherwise than {record} {key}: {now.get((record, key))!r}, {want!r}"
                )


def _check_nothing_astray(world: World) -> None:
    """A word stands in the row and the column that somebody put it in, as far as that can be told."""
    free = world.loose | world.let_go
    for record, kept in world.rows().items():
        for key in () if kept.deleted else LABELS:
            word = kept.cells[AT[key]]
            if tokens(word) - free and (record, key, word) not in world.where:
                raise Broken(f"{word} stands in {record} {key}, where nobody put it")


def _check_deleted_on_purpose(world: World) -> None:
    """A row goes because a person let it go, or because it came back with another id."""
    stored = world.rows()
    live = tokens([kept.cells for kept in stored.values() if not kept.deleted])
    for record, kept in stored.items():
        words = tokens(kept.cells)
        if kept.deleted and words and record not in world.let_go and not words & (world.let_go | live):
            raise Broken(f"nobody deleted {record} {listed(words)}")


def _state(world: World) -> list[Any]:
    files = [path.read_bytes() for path in sorted(world.folder.glob("*.xlsx"))]
    writes = world.google.writes, [file.version for file in world.google.drive.files.values()]
    return [files, writes, [place.sheet.tabs() for place in world.places], *map(world.dump, EVERYTHING)]


def _check_quiet(world: World) -> None:
    before = _state(world)
    for place in world.places:
        place.touched()
        world.round(place, is_calm=True)
    after = _state(world)
    for name, one, other in zip(("files", "writes", "tabs", *EVERYTHING), before, after, strict=True):
        if one != other:
            raise Broken(f"a round with nothing to do changed {name}")


def live_through(seed: int, over_http: bool = False) -> World:
    """A whole history: lived, settled, checked.

    Raises:
        Broken: A promise was not kept; the end of the trace is in its notes.
    """
    with history(seed, over_http) as world:
        try:
            settle(world)
            check(world)
        except BaseException as problem:
            problem.add_note(world.trace.told())
            raise
        world.trace.say("end", *(listed(tokens(place.rows())) for place in world.places))
        return world
