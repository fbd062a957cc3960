"""The store's own tables, and one wide table of text for each input table."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, literal_column

from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.declare import Table as Declared

VERSION = 4
META = MetaData()


def _text(name: str, key: bool = False) -> Column[str]:
    return Column(name, String, primary_key=key, nullable=False, default="", server_default="")


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0, server_default="0")


def _moment(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, default=0, server_default="0")


STATE = Table(
    "state", META, _text("name", True), _number("version"), _number("seq"), _text("key"), _text("sealed"),
)  # fmt: skip
FORGOTTEN = Table(
    "forgotten", META, _text("book", True), _text("table", True), _text("record", True), _text("when"),
)  # fmt: skip
BOOKS = Table(
    "books", META, _text("identity", True), _text("name"), _text("path"), _text("fingerprint"),
    _number("seq"), _text("conflicts_shown"), _text("columns"), _text("stamp"), _text("pending"),
)  # fmt: skip
LAYOUT = Table("layout", META, _text("table", True), _text("columns"))
LINKS = Table("links", META, _text("identity", True), _text("path", True), _text("mode"))
BASE = Table(
    "base", META, _text("book", True), _text("table", True), _text("id", True), _text("cells"),
    sqlite_with_rowid=False,
)  # fmt: skip
RUNS = Table("runs", META, _text("run", True), _text("book"), _text("when"), _text("who"))
CHANGES = Table(
    "changes", META, Column("number", Integer, primary_key=True, autoincrement=True),
    _text("run"), _text("time"), _text("who"), _text("book"), _text("table"), _text("record"),
    _text("column"), _text("before"), _text("after"), _text("action"),
)  # fmt: skip
UPDATED = CHANGES.c.action == literal_column("'update'")  # as a literal: the index is of these alone
Index("updates_of_record", CHANGES.c.table, CHANGES.c.record, sqlite_where=UPDATED, postgresql_where=UPDATED)
CONFLICTS = Table(
    "conflicts", META, _text("id", True), _text("book"), _text("table"), _text("record"),
    _text("column"), _text("base"), _text("sheet"), _text("store"), _text("who"), _text("when"),
    _text("settled_when"), _text("choice"), _text("cells"),
)  # fmt: skip
# One line a book: who makes its round now, and until when; the timer's state, and since when; what the last
# round came to.
# Moments are milliseconds of the store's own clock; ``token`` grows with every lease and is never reused, which
# is why it stands apart: a backup neither holds it nor puts it back.
WORKERS = MetaData()
ROUNDS = Table(
    "rounds", WORKERS, _text("book", True), _moment("due"), _moment("until"), _moment("token"), _text("holder"),
    _moment("last"), _text("state"), _text("said_en"), _text("said_fr"), _number("quiet"), _number("failures"),
    _moment("seen"), _moment("since"),
)  # fmt: skip
# How many calls to Google are still free this minute: one line a limit, with the moment at which all are.
QUOTA = Table("quota", WORKERS, _text("name", True), _moment("full"))


def _wide(table: Declared) -> Table:
    given = [_text(column.key) for column in table.columns]
    numbers = [_number(name) for name in ("_seq", "_deleted", "_place")]
    return Table(f"t_{table.key}", META, _text("_id", True), *numbers, *given, sqlite_with_rowid=False)


ROWS: dict[str, Table] = {table.key: _wide(table) for table in INPUT_TABLES}
