"""A store made by an earlier version becomes one of today's, in one transaction."""

import json
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, DefaultClause, Table, func, inspect, select, text, update

from sync.base import pack, unpack
from sync.bulk import bulk_upsert
from sync.store_schema import BASE, BOOKS, CONFLICTS, LAYOUT, META, ROWS, STATE, VERSION, WORKERS
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

CHUNK = 5000
OPENING = 0x636C6173  # the number of the lock that whoever opens a store holds


def migrate(connection: Connection) -> None:
    """Bring the store up to date.

    Raises:
        OfficeError: It was made by a newer version.
    """
    version = connection.execute(select(STATE.c.version)).scalar_one_or_none()
    if version is None:
        connection.execute(STATE.insert().values(name="classeur", version=VERSION, seq=0))
    elif version > VERSION:
        raise OfficeError(
            "This store was made by a newer Classeur. Update the program on this machine.",
            "Cette base vient d'un Classeur plus récent. Mettez à jour le programme sur ce poste.",
        )
    else:
        for number in range(version, VERSION):
            STEPS[number](connection)
        connection.execute(update(STATE).values(version=VERSION))
    follow_declarations(connection)


def _pack_base(connection: Connection) -> None:
    """1 to 2: the base was JSON."""
    query = select(BASE)
    packed = [(*row[:3], pack(tuple(json.loads(row[3])))) for row in connection.execute(query)]
    bulk_upsert(connection, BASE, packed)


def _add_key(connection: Connection) -> None:
    """2 to 3: the store knows which key encrypts it, and who was erased."""
    _add_columns(connection, STATE)


def _add_stamps(connection: Connection) -> None:
    """3 to 4: the store knows which round wrote a book last."""
    _add_columns(connection, BOOKS)


STEPS: Mapping[int, Callable[[Connection], None]] = {1: _pack_base, 2: _add_key, 3: _add_stamps}


def follow_declarations(connection: Connection) -> None:
    """Where a table's declared columns changed: add them, and lay out again what is kept by position."""
    known = {str(row.table): json.loads(row.columns) for row in connection.execute(select(LAYOUT))}
    for key, wide in ROWS.items():
        now = [column.key for column in TABLE[key].columns]
        was = known.get(key, now)
        if was != now:
            _add_columns(connection, wide)
            order = [was.index(column) if column in was else -1 for column in now]
            _lay_out_base(connection, key, order)
            _lay_out_conflicts(connection, key, order)
            # A workbook may have had the column for long: it is to be looked at again.
            connection.execute(update(BOOKS).values(fingerprint=""))
        if key not in known or was != now:
            bulk_upsert(connection, LAYOUT, [(key, json.dumps(now))])


def _add_columns(connection: Connection, wide: Table) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(wide.name)}
    quote = connection.dialect.identifier_preparer.quote
    for column in wide.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            name = f"ALTER TABLE {quote(wide.name)} ADD COLUMN {quote(column.name)}"
            default = column.server_default.arg if isinstance(column.server_default, DefaultClause) else ""
            connection.execute(text(f"{name} {kind} NOT NULL DEFAULT '{default}'"))


def _lay_out_base(connection: Connection, key: str, order: Sequence[int]) -> None:
    query = select(BASE).where(BASE.c.table == key)
    rows = [(*row[:3], pack(_ordered(unpack(row[3]), order))) for row in connection.execute(query)]
    bulk_upsert(connection, BASE, rows)


def _lay_out_conflicts(connection: Connection, key: str, order: Sequence[int]) -> None:
    query = select(CONFLICTS.c.id, CONFLICTS.c.cells).where(CONFLICTS.c.table == key)
    for identity, cells in connection.execute(query).all():
        shown = json.loads(cells)
        if shown:
            again = json.dumps(_ordered(shown, order), ensure_ascii=False)
            connection.execute(update(CONFLICTS).where(CONFLICTS.c.id == identity).values(cells=again))


def _ordered(cells: Sequence[str], order: Sequence[int]) -> tuple[str, ...]:
    return tuple(cells[at] if at >= 0 else "" for at in order)


def create_tables(connection: Connection) -> None:
    """Make the tables that are not there yet; on PostgreSQL, where several may begin at once, one after the other."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(OPENING)))
    META.create_all(connection)
    WORKERS.create_all(connection)
    for table in WORKERS.sorted_tables:
        _add_columns(connection, table)
