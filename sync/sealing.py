"""What of the store is encrypted: the restricted columns, in its rows, base, log and conflicts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, text, update

from sync.base import pack, unpack
from sync.bulk import bulk_upsert
from sync.encryption import Cipher, Key, KeyRing
from sync.history import Change
from sync.store_schema import BASE, BOOKS, CHANGES, CONFLICTS, META, ROWS, STATE
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Tier
from workbook_templates.text import OfficeError

Sealed = Mapping[str, Sequence[str]]
SIDES = ("base", "sheet", "store", "choice")
MANY = 5000


def restricted_columns() -> dict[str, list[str]]:
    """Table -> its restricted columns."""
    found = {
        table.key: [column.key for column in table.columns if column.tier is Tier.RESTRICTED]
        for table in INPUT_TABLES
    }
    return {key: columns for key, columns in found.items() if columns}


class Seal:
    """Plain cells to encrypted ones and back, whatever they stand in; ``sealed`` says which columns are."""

    def __init__(self, cipher: Cipher, sealed: Sealed) -> None:
        self.cipher = cipher
        self._keys = {key: frozenset(columns) for key, columns in sealed.items()}
        self._places = {
            key: [(at, column.key) for at, column in enumerate(TABLE[key].columns) if column.key in columns]
            for key, columns in self._keys.items()
        }

    def covers(self, table: str) -> bool:
        return table in self._keys

    def is_sealed(self, table: str, column: str) -> bool:
        return column in self._keys.get(table, ())

    def close_cells(self, table: str, record: str, cells: Sequence[str]) -> tuple[str, ...]:
        closed = list(cells)
        for at, column in self._places.get(table, ()) if cells else ():
            if cells[at]:
                closed[at] = self.cipher.seal(cells[at], table, record, column)
        return tuple(closed)

    def open_cells(self, table: str, record: str, cells: Sequence[str]) -> tuple[str, ...]:
        opened = list(cells)
        for at, column in self._places.get(table, ()) if cells else ():
            if cells[at]:
                opened[at] = self.cipher.open(cells[at], table, record, column)
        return tuple(opened)

    def close_change(self, change: Change) -> Change:
        if not self.is_sealed(change.table, change.column):
            return change
        place = (change.table, change.record, change.column)
        seal = self.cipher.seal
        return change._replace(before=seal(change.before, *place), after=seal(change.after, *place))

    def open_value(self, table: str, record: str, column: str, value: str) -> str:
        return self.cipher.open(value, table, record, column) if self.is_sealed(table, column) else value

    def close_conflict(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return self._conflict(row, self.cipher.seal, self.close_cells)

    def open_conflict(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return self._conflict(row, self.cipher.open, self.open_cells)

    def _conflict(self, row: Mapping[str, Any], one: Any, whole: Any) -> dict[str, Any]:
        table, record, column = str(row["table"]), str(row["record"]), str(row["column"])
        made = dict(row)
        if self.is_sealed(table, column):
            made |= {side: one(row[side], table, record, column) for side in SIDES}
        if self.covers(table):
            cells = whole(table, record, json.loads(row["cells"] or "[]"))
            made["cells"] = json.dumps(cells, ensure_ascii=False)
        return made

    def close_shown(self, book: str, shown: str) -> str:
        return self.cipher.seal(shown, "books", book, "conflicts_shown")

    def open_shown(self, book: str, shown: str) -> str:
        return self.cipher.open(shown, "books", book, "conflicts_shown")


@dataclass(frozen=True, slots=True)
class Sealing:
    """How the store is: the key's id, "" while nothing is encrypted, and the columns that are."""

    key: str
    columns: str

    @classmethod
    def of(cls, connection: Connection) -> "Sealing":
        query = select(STATE.c.key, STATE.c.sealed)
        if connection.dialect.name != "sqlite":
            query = query.with_for_update()
        row = connection.execute(query).first()
        return cls(str(row.key), str(row.sealed)) if row else cls("", "")


def open_seal(connection: Connection, ring: KeyRing | None) -> tuple[Seal | None, bool]:
    """Bring the store's encryption up to the keys at hand: turned on, rotated, or as it was.

    Returns:
        What seals and opens, None for a store without a key; and whether plain or old values were rewritten.

    Raises:
        OfficeError: The store is encrypted and its key is not at hand.
    """
    held = Sealing.of(connection)
    if ring is None:
        if held.key:
            raise _needs_key(held.key)
        return None, False
    old = ring.find(held.key)
    if held.key and old is None:
        raise _wrong_key(held.key, ring.current.id)
    columns = json.dumps(restricted_columns(), sort_keys=True)
    new = Seal(Cipher(ring), restricted_columns())
    if held == Sealing(ring.current.id, columns):
        return new, False
    _erase_for_good(connection)
    reseal(connection, _was(ring, old, held.columns), new)
    connection.execute(update(STATE).values(key=ring.current.id, sealed=columns))
    return new, True


def _was(ring: KeyRing, old: Key | None, columns: str) -> Seal | None:
    return Seal(Cipher(ring, old), json.loads(columns)) if old else None


def check_seal(connection: Connection, seal: Seal | None) -> None:
    """Refuse to go on with a store whose key changed under us.

    Raises:
        OfficeError: It was encrypted, or its key rotated, since it was opened.
    """
    held = str(connection.execute(select(STATE.c.key)).scalar() or "")
    mine = seal.cipher.key.id if seal else ""
    if held != mine:
        raise _wrong_key(held, mine) if mine else _needs_key(held)


def reseal(connection: Connection, old: Seal | None, new: Seal) -> None:
    """Rewrite everything that is, or is to be, encrypted."""
    for key in sorted(ROWS):
        if new.covers(key) or (old and old.covers(key)):
            _reseal_rows(connection, key, old, new)
    _reseal_base(connection, old, new)
    _reseal_changes(connection, old, new)
    for one in [row._asdict() for row in connection.execute(select(CONFLICTS))]:
        made = new.close_conflict(old.open_conflict(one) if old else one)
        connection.execute(update(CONFLICTS).where(CONFLICTS.c.id == one["id"]).values(**made))
    for row in connection.execute(select(BOOKS)).mappings().all():
        book, shown = str(row["identity"]), str(row["conflicts_shown"])
        plain = old.open_shown(book, shown) if old else shown
        values = {"conflicts_shown": new.close_shown(book, plain)}
        connection.execute(update(BOOKS).where(BOOKS.c.identity == book).values(**values))


def _reseal_rows(connection: Connection, key: str, old: Seal | None, new: Seal) -> None:
    wide = ROWS[key]
    first = len(wide.columns) - len(TABLE[key].columns)
    made = []
    for row in connection.execute(select(wide)).all():
        cells = old.open_cells(key, row[0], row[first:]) if old else row[first:]
        made.append((*row[:first], *new.close_cells(key, row[0], cells)))
    bulk_upsert(connection, wide, made)


def _reseal_base(connection: Connection, old: Seal | None, new: Seal) -> None:
    made = []
    for book, table, record, packed in connection.execute(select(BASE)).all():
        cells = unpack(packed)
        plain = old.open_cells(table, record, cells) if old else cells
        made.append((book, table, record, pack(new.close_cells(table, record, plain))))
    bulk_upsert(connection, BASE, made)


def _reseal_changes(connection: Connection, old: Seal | None, new: Seal) -> None:
    names = [column.name for column in CHANGES.columns]
    made = []
    for row in connection.execute(select(*(CHANGES.c[name] for name in names))).all():
        change = Change(*row[1:])
        if old and old.is_sealed(change.table, change.column):
            place = (change.table, change.record, change.column)
            opened = old.cipher.open
            change = change._replace(before=opened(change.before, *place), after=opened(change.after, *place))
        made.append((row[0], *new.close_change(change)))
    bulk_upsert(connection, CHANGES, made)


def _erase_for_good(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def vacuum(engine: Engine) -> None:
    """Leave nothing of what was overwritten in the database's files."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            for line in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.cursor().execute(line).fetchall()
        finally:
            raw.close()
        return
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in META.sorted_tables:
            connection.execute(text(f"VACUUM FULL {quote(table.name)}"))


def open_all(seal: Seal | None, rows: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    """Lines of the log as they were written."""
    found = [row._asdict() for row in rows]
    if seal is None:
        return found
    for line, side in product(found, ("before", "after")):
        line[side] = seal.open_value(line["table"], line["record"], line["column"], line[side])
    return found


def _needs_key(name: str) -> OfficeError:
    return OfficeError(
        f"This store's restricted columns are encrypted with the key {name}. Set CLASSEUR_KEY, "
        "or key_file in classeur.toml; nothing was written.",
        f"Les colonnes restreintes de cette base sont chiffrées avec la clé {name}. Définissez CLASSEUR_KEY, "
        "ou key_file dans classeur.toml ; rien n'a été écrit.",
    )


def _wrong_key(name: str, given: str) -> OfficeError:
    if not name:
        return OfficeError(
            "This store is not encrypted any more, or not yet; run the command again.",
            "Cette base n'est plus chiffrée, ou pas encore ; relancez la commande.",
        )
    return OfficeError(
        f"The key given ({given}) is not the one of this store ({name}). Give that key; nothing was written.",
        f"La clé donnée ({given}) n'est pas celle de cette base ({name}). Donnez cette clé ; rien n'a été écrit.",
    )
