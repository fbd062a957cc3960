"""What people do to their workbooks, drawn by lot; each value they type is a word of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.sheets import CONFLICTS
from simulation.trace import listed, tokens

if TYPE_CHECKING:
    from simulation.places import Place
    from simulation.world import World

ACTS = (
    ["type"] * 8 + ["insert"] * 3 + ["delete"] * 2 + ["sort", "move", "copy", "erase id", "blank", "edit key"]
    + ["same key", "put back", "choose", "choose", "blank row"]
)  # fmt: skip
MOST_ROWS = 14


def act(world: World, place: Place) -> None:
    """One thing that somebody does in this workbook."""
    before = place.by_id()
    _act(world, place)
    world.put(place, before)


def _act(world: World, place: Place) -> None:
    dice, what = world.dice, world.dice.choice(ACTS)
    if what.startswith("choose"):
        choose(world, place)
        return
    table = place.table()
    if table is None:
        return
    rows = list(range(table.header + 1, table.last + 1))
    if not rows or (what in ("insert", "same key") and len(rows) < MOST_ROWS):
        cells = _new_row(world, place, what)
        at = dice.randint(table.header + 1, table.last + 1)
        place.sheet.insert(at, cells) if at <= table.last else _append(place, at, cells)
        world.made.update(tokens(cells))
        return _said(world, place, what if rows else "insert", at, cells)
    if what == "blank row" and any(not any(place.line(row)) for row in rows):
        what = "delete"  # what stands below two blank rows is not read
    row = dice.choice(rows)
    _ACTIONS.get(what, _type)(world, place, row, what)


def _said(world: World, place: Place, *words: object) -> None:
    place.touched()
    world.trace.say(f"  {place.name} person:", *words)


def _append(place: Place, row: int, cells: list[str]) -> None:
    for at, cell in enumerate(cells, start=1):
        if cell:
            place.sheet.put(row, at, cell)


def _new_row(world: World, place: Place, what: str) -> list[str]:
    """A row with a key of its own, or one that another book has."""
    keys = [f"K{world.word()}"]
    if what == "same key":
        others = [row["person"] for one in world.places if one is not place for row in one.rows()]
        keys = [key for key in others if key] or keys
    width = max(place.columns().values())
    cells = [""] * width
    cells[place.columns()["person"] - 1] = world.dice.choice(keys)
    cells[place.columns()["last_name"] - 1] = world.word()
    return cells


def _type(world: World, place: Place, row: int, what: str) -> None:
    key = "person" if what == "edit key" else world.dice.choice(list(place.shown()))
    value = "" if what == "blank" else world.word()
    old = place.cell(row, key)
    if what == "put back" and key != "address":  # whose secret it would be is anybody's guess
        value = world.dice.choice(sorted(world.once.get(key, {value})))
    if value == old:
        return
    place.sheet.put(row, place.columns()[key], value)
    world.made.update(tokens(value))
    world.once.setdefault(key, set()).update({value, old} - {""})
    if not place.cell(row, "_id"):  # a row that its id never reached is known by its words alone
        world.let_go |= place.whole(row)
    if key == "address":
        (world.secret.add if place.entitled and value else world.secret.discard)(value)
    _said(world, place, what, row, key, value or "blank", f"(was {old or 'blank'})")


def _delete(world: World, place: Place, row: int, what: str) -> None:
    place.taken.add(place.cell(row, "_id"))
    world.let_go |= place.whole(row)
    gone = listed(tokens(place.whole(row)))
    if what == "delete":
        place.sheet.delete(row)
    else:  # every cell of it blanked, its id too
        for at in place.columns().values():
            place.sheet.put(row, at, "")
    _said(world, place, what, row, gone)


def _sort(world: World, place: Place, row: int, what: str) -> None:
    table, key = place.table(), world.dice.choice(list(place.shown()))
    assert table is not None
    is_descending = world.dice.random() < 0.5
    place.sheet.sort(table.header + 1, table.last, place.columns()[key], is_descending)
    _said(world, place, what, key, is_descending)


def _move(world: World, place: Place, row: int, what: str) -> None:
    table = place.table()
    assert table is not None
    to = world.dice.randint(table.header + 1, table.last)
    if to != row:
        place.sheet.move(row, to)
        _said(world, place, what, row, to)


def _copy(world: World, place: Place, row: int, what: str) -> None:
    table = place.table()
    assert table is not None
    cells = place.line(row)
    if not any(cells):
        return  # what stands below two blank rows is not read
    world.made.update(tokens(cells))
    at = world.dice.randint(table.header + 1, table.last + 1)
    place.sheet.insert(at, cells) if at <= table.last else _append(place, at, cells)
    _said(world, place, what, row, at)


def _erase_id(world: World, place: Place, row: int, what: str) -> None:
    if "_id" in place.columns() and place.cell(row, "_id"):
        world.let_go |= place.whole(row)
        place.sheet.put(row, place.columns()["_id"], "")
        _said(world, place, what, row)


_ACTIONS = {
    "delete": _delete, "blank row": _delete, "sort": _sort, "move": _move, "copy": _copy, "erase id": _erase_id,
}  # fmt: skip


def choose(world: World, place: Place) -> None:
    """Somebody fills the choice column of the Conflicts tab."""
    grid = place.tabs().get(CONFLICTS, [])
    if len(grid) < 2 or "Choice" not in grid[0]:
        return
    row, column = world.dice.randint(2, len(grid)), grid[0].index("Choice") + 1
    words = ["sheet", "store", "This workbook", "The store"]
    about = dict(zip(grid[0], [*grid[row - 1], *[""] * len(grid[0])], strict=False))
    value = world.dice.choice([*words, world.word()] if about["Column"] else words)
    world.loose |= tokens(value)
    place.sheet.put(row, column, value, CONFLICTS)
    world.made.update(tokens(value))
    _said(world, place, "choose", row, value)


def resolve(world: World) -> None:
    """Somebody settles a conflict with the command."""
    found = world.open_conflicts()
    if not found:
        return
    one = world.dice.choice(found)
    take = world.dice.choice(["sheet", "store", "word"])
    if take == "word":
        take = world.word() if one["column"] else "store"
        world.owed |= tokens(take)
        world.where.add((one["record"], one["column"], take))
        world.made.update(tokens(take))
    world.store.resolve(one["id"], take, "Ana", world.moment())
    world.let_go |= world.at_stake(one)
    world.trace.say("  resolve", one["id"], one["column"] or "row", take)
