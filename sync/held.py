"""What the rows of a table have held, as the log of a store tells it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from sync.history import Change
from sync.settings import Settings
from sync.standing import reachable_store
from sync.store_schema import CHANGES


class Held(NamedTuple):
    """The values that some columns of a row held together, and until when; "" while they stand."""

    record: str
    values: tuple[str, ...]
    until: str


def held_values(changes: Iterable[Change], columns: Sequence[str]) -> list[Held]:
    """Replay a table's changes: each time a row held something in all the columns, the earliest first."""
    now: dict[str, dict[str, str]] = {}
    found: list[Held] = []
    standing: dict[str, int] = {}
    for (_, record), group in groupby(changes, key=lambda change: (change.run, change.record)):
        mine = list(group)
        known = now.setdefault(record, dict.fromkeys(columns, ""))
        known |= {change.column: change.before for change in mine}
        if record not in standing and all(known.values()):  # the log begins after the row did
            standing[record] = len(found)
            found.append(Held(record, tuple(known.values()), ""))
        before = tuple(known.values())
        known |= {change.column: change.after for change in mine}
        if tuple(known.values()) == before:
            continue
        if record in standing:
            at = standing.pop(record)
            found[at] = found[at]._replace(until=mine[0].time)
        if all(known.values()):
            standing[record] = len(found)
            found.append(Held(record, tuple(known.values()), ""))
    return found


def read_held(settings: Settings, table: str, columns: Sequence[str]) -> list[Held]:
    """What a table's rows have held, of columns that are not restricted.

    It never makes a store, and never fails: without one that answers, nothing is known.
    """
    engine = reachable_store(settings)
    if engine is None:
        return []
    query = (
        select(*(CHANGES.c[name] for name in Change._fields))
        .where((CHANGES.c.table == table) & CHANGES.c.column.in_(columns))
        .order_by(CHANGES.c.number)
    )
    try:
        with engine.connect() as connection:
            changes = [Change(*map(str, row)) for row in connection.execute(query)]
    except SQLAlchemyError:
        return []
    return held_values(changes, columns)
