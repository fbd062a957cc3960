"""The conflicts of a book: recorded, shown in its Conflicts sheet, settled by a choice made there."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from sync.plan import Disagreement
from sync.resolving import SIDES
from sync.store import Transaction, resolve_conflict
from workbook_templates.book import Cell, Reading, Result, Style
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import MASK
from workbook_templates.kinds import canonical
from workbook_templates.text import show_minute

CONFLICTS = TABLE["conflicts"]
ANEW = "-"  # no list of conflicts: the next round writes the sheet again


def take_choices(
    tx: Transaction, reading: Reading, identity: str, by: tuple[Callable[[], str], str, datetime]
) -> bool:
    """Settle the conflicts that a person has chosen about in the Conflicts sheet.

    A value typed there about one that was settled meanwhile is kept, as the side that was not taken.

    Returns:
        Whether the sheet shows choices about conflicts that are no more.
    """
    new_id, who, now = by
    read = reading.tables[CONFLICTS.key]
    at, named = CONFLICTS.position["choice"], CONFLICTS.position["id"]
    chosen = {row.cells[named]: row.cells[at] for row in read.rows if row.cells[at]}
    for found in tx.open_conflicts(identity):
        take = chosen.pop(str(found["id"]), "")
        if take in SIDES:
            resolve_conflict(tx, found, take, who, now)
        elif take and found["column"]:
            column = TABLE[found["table"]].column(found["column"])
            value = canonical(take, column, reading.lang, reading.country)
            resolve_conflict(tx, found, value, who, now)
    for late, value in chosen.items():
        was = tx.find_conflict(late) if value not in SIDES else None
        if was is not None and was["column"]:
            said = (was["table"], was["record"], was["column"], was["base"], value, was["store"])
            tx.record_conflict(new_id(), identity, Disagreement(*said, settled="store"), who, now)
    return bool(chosen)


def record_conflicts(
    tx: Transaction,
    book: str,
    every: Iterable[Disagreement],
    looked: Collection[str],
    by: tuple[Callable[[], str], str, datetime],
) -> None:
    """Have the store hold just the conflicts that a round of these tables met; ``by``: new ids, who and when."""
    new_id, who, now = by
    every = list(every)
    for settled in (one for one in every if one.settled):
        tx.record_conflict(new_id(), book, settled, who, now)
    found = {(one.table, one.record, one.column): one for one in every if not one.settled}
    for row in tx.open_conflicts(book):
        place = (row["table"], row["record"], row["column"])
        one = found.get(place)
        same = one and (one.base, one.sheet, one.store) == (row["base"], row["sheet"], row["store"])
        if one and same and (one.column or list(one.cells) == json.loads(row["cells"])):
            del found[place]
        elif row["table"] in looked:
            tx.settle(row["id"], now, "replaced" if one else "agreed")
    for one in found.values():
        tx.record_conflict(new_id(), book, one, who, now)


def open_conflicts(tx: Transaction, identity: str) -> tuple[Mapping[str, str], ...]:
    """The conflicts that wait for a choice, as the answers show them."""
    keys = ("id", "table", "record", "column", "base", "sheet", "store", "who", "when")
    return tuple({key: str(row[key]) for key in keys} for row in tx.open_conflicts(identity))


def conflict_sheet(conflicts: Iterable[Mapping[str, str]], reading: Reading) -> Result:
    """The Conflicts sheet, in a person's words; restricted values are masked."""
    lang, names = reading.lang, _names(reading, {one["record"] for one in conflicts})
    grid = [[Cell(column.label.say(lang), Style.HEADER) for column in CONFLICTS.columns]]
    for one in conflicts:
        table = TABLE[one["table"]]
        column = table.column(one["column"]) if one["column"] else None
        hidden = column is not None and column.tier is Tier.RESTRICTED
        said = {
            **one,
            "table": table.label.say(lang),
            "record": names.get((table.key, one["record"]), "") or one["record"],
            "when": show_minute(datetime.fromisoformat(one["when"])),
            "column": column.label.say(lang) if column else "",
            "choice": "",
        }
        if hidden:
            said |= {side: MASK if one[side] else "" for side in ("base", "sheet", "store")}
        grid.append(
            [
                Cell(said[column.key], Style.INPUT if column.key == "choice" else Style.BODY)
                for column in CONFLICTS.columns
            ]
        )
    at = CONFLICTS.position["choice"] + 1
    words = [choice.label.say(lang) for choice in CONFLICTS.column("choice").choices]
    return Result(
        CONFLICTS, grid, [column.width for column in CONFLICTS.columns], header=1, lists={at: words}
    )


def _names(reading: Reading, records: Collection[str]) -> dict[tuple[str, str], str]:
    """What people call these rows, by what the sheet itself shows of them."""
    return {
        (key, row.id): read.table.name_row(row.cells)
        for key, read in reading.tables.items()
        for row in read.rows
        if row.id in records
    }
