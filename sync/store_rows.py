"""What one transaction reads and writes of the tables' rows, and of what each book agreed on."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select, text, update

from sync.base import Base, pack, unpack
from sync.bulk import bulk_upsert
from sync.merge import Cells, Stored
from sync.personal import PERSONAL, without_personal
from sync.sealing import Seal
from sync.store_schema import BASE, FORGOTTEN, ROWS, STATE
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Table
from workbook_templates.kinds import SEPARATOR

CHUNK = 500
BLANK = text("SELECT \"table\", id FROM base WHERE book = :stamp AND replace(cells, :separator, '') = ''")
KEPT = text(
    'INSERT INTO base (book, "table", id, cells) SELECT CAST(:book AS VARCHAR), "table", id, cells FROM base '
    'WHERE book = :stamp ON CONFLICT (book, "table", id) DO UPDATE SET cells = excluded.cells'
)


class RowsTransaction:
    """The rows and the base, of one transaction.

    Restricted values are plain on this side of it and encrypted on the other, when the store has a key.
    """

    def __init__(self, connection: Connection, seal: Seal | None = None) -> None:
        self.connection = connection
        self.seal = seal
        self._book, self._forgotten = "", frozenset[tuple[str, str]]()
        self._bumped = False
        self.is_dropped = False

    def drop(self) -> None:
        """Leave the store as it was when the transaction ends."""
        self.is_dropped = True

    @property
    def seq(self) -> int:
        """The number of the last change."""
        return int(self.connection.execute(select(STATE.c.seq)).scalar_one())

    def next_seq(self) -> int:
        """Number this transaction's changes; once."""
        if not self._bumped:
            self.connection.execute(update(STATE).values(seq=STATE.c.seq + 1))
            self._bumped = True
        return self.seq

    @property
    def forgotten(self) -> frozenset[tuple[str, str]]:
        """The records, with their table, of people erased while the book of this round was out of reach.

        Their values go no further: the next round but one clears them from the book.
        """
        return self._forgotten

    def _turn_to(self, book: str) -> None:
        if book != self._book:
            erased = select(FORGOTTEN.c.table, FORGOTTEN.c.record).where(FORGOTTEN.c.book == book)
            self._book = book
            self._forgotten = frozenset((line[0], line[1]) for line in self.connection.execute(erased))

    def read_base(self, book: str, table: Table) -> Base:
        query = select(BASE.c.id, BASE.c.cells).where((BASE.c.book == book) & (BASE.c.table == table.key))
        packed = {record: cells for record, cells in self.connection.execute(query)}
        if self.seal is not None and self.seal.covers(table.key):
            opened = self.seal.open_cells
            packed = {
                record: pack(opened(table.key, record, unpack(cells))) for record, cells in packed.items()
            }
        return Base(packed)

    def record_base(self, book: str, table: Table, changes: Mapping[str, Cells | None]) -> None:
        kept = [
            (book, table.key, record, pack(self._closed(table, record, cells)))
            for record, cells in changes.items()
            if cells is not None
        ]
        bulk_upsert(self.connection, BASE, kept)
        self._turn_to(book)
        for record in changes if self.forgotten else ():
            self._let_go(book, table, record, changes[record])
        gone = [{"gone": record} for record, cells in changes.items() if cells is None]
        if gone:
            of_book = (BASE.c.book == book) & (BASE.c.table == table.key)
            self.connection.execute(delete(BASE).where(of_book & (BASE.c.id == bindparam("gone"))), gone)

    def promise_base(self, stamp: str, table: Table, changes: Mapping[str, Cells | None]) -> None:
        """Keep what the base is to become once the book shows that the round of this stamp wrote it.

        A row to be forgotten is kept blank: a book that shows it blank after all agrees with the store anyway.
        """
        blank = ("",) * len(table.columns)
        bulk_upsert(
            self.connection,
            BASE,
            [
                (
                    stamp,
                    table.key,
                    record,
                    pack(self._closed(table, record, blank if cells is None else cells)),
                )
                for record, cells in changes.items()
            ],
        )

    def keep_promise(self, book: str, stamp: str) -> None:
        """Have the base be what was promised."""
        self._turn_to(book)
        if self.forgotten:
            promised = select(BASE.c.table, BASE.c.id, BASE.c.cells).where(BASE.c.book == stamp)
            for table, record, cells in self.connection.execute(promised).all():
                self._let_go(book, TABLE[table], record, unpack(cells))
        gone = self.connection.execute(BLANK, {"stamp": stamp, "separator": SEPARATOR}).all()
        self.connection.execute(KEPT, {"book": book, "stamp": stamp})
        if gone:
            place = (BASE.c.table == bindparam("of_table")) & (BASE.c.id == bindparam("gone"))
            lost = [{"of_table": table, "gone": record} for table, record in gone]
            self.connection.execute(delete(BASE).where((BASE.c.book == book) & place), lost)
        self.drop_promise(stamp)

    def drop_promise(self, stamp: str) -> None:
        """Forget what was promised: that round never wrote."""
        self.connection.execute(delete(BASE).where(BASE.c.book == stamp))

    def read_rows(
        self, table: Table, since: int = 0, records: Sequence[str] | None = None
    ) -> dict[str, Stored]:
        """Read the rows changed after ``since``, or the given ones; deleted ones too."""
        rows = ROWS[table.key]
        wanted = select(
            rows.c["_id"], rows.c["_deleted"], *(rows.c[column.key] for column in table.columns)
        ).order_by(rows.c["_seq"], rows.c["_place"], rows.c["_id"])
        queries = (
            [wanted.where(rows.c["_seq"] > since)]
            if records is None
            else [
                wanted.where(rows.c["_id"].in_(records[at : at + CHUNK]))
                for at in range(0, len(records), CHUNK)
            ]
        )
        found = {
            row[0]: Stored(tuple(row[2:]), bool(row[1]))
            for query in queries
            for row in self.connection.execute(query)
        }
        if self.seal is not None and self.seal.covers(table.key):
            opened = self.seal.open_cells
            return {
                record: Stored(opened(table.key, record, kept.cells), kept.deleted)
                for record, kept in found.items()
            }
        return found

    def write_rows(self, table: Table, rows: Mapping[str, tuple[int, Cells]], deleted: bool = False) -> None:
        if rows:
            seq = self.next_seq()
            seal = self.seal if self.seal is not None and self.seal.covers(table.key) else None
            if seal is not None or self._hides(table):
                rows = {
                    record: (place, self._closed(table, record, self._kept(table, record, cells)))
                    for record, (place, cells) in rows.items()
                }
            values = [(record, seq, int(deleted), place, *cells) for record, (place, cells) in rows.items()]
            bulk_upsert(self.connection, ROWS[table.key], values)

    def _closed(self, table: Table, record: str, cells: Cells) -> Cells:
        return self.seal.close_cells(table.key, record, cells) if self.seal is not None else cells

    def _hides(self, table: Table) -> bool:
        return table.key in PERSONAL and bool(self.forgotten)

    def _kept(self, table: Table, record: str, cells: Cells) -> Cells:
        """What the store takes of a row: nothing personal of someone who was erased."""
        if (table.key, record) not in self.forgotten:
            return cells
        return without_personal(table, cells)

    def _let_go(self, book: str, table: Table, record: str, cells: Cells | None) -> None:
        """Once the book shows nothing personal of a person erased, there is nothing left to hold back."""
        if cells is None or without_personal(table, cells) == cells:
            place = (FORGOTTEN.c.table == table.key) & (FORGOTTEN.c.record == record)
            self.connection.execute(delete(FORGOTTEN).where((FORGOTTEN.c.book == book) & place))
            self._forgotten -= {(table.key, record)}
