"""Many rows at once into one table, by the quickest way of each database; unchanged rows are not rewritten."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

FEW = 200  # below it, one statement a row costs less than a table of passage
CHUNK = 10_000
PASSAGE = "classeur_passage"
Line = Sequence[object]


def bulk_insert(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Line]) -> None:
    """Insert rows that are new, given in the order of these columns; they are taken as they come."""
    _write(connection, table, names, rows, "")


def bulk_upsert(connection: Connection, table: Table, rows: Iterable[Line]) -> None:
    """Insert rows given in column order, or update them by primary key; no key may come twice."""
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), [quote(column.name) for column in table.columns]
    keys = [quote(column.name) for column in table.primary_key.columns]
    rest = [column for column in columns if column not in keys]
    differs = "IS NOT" if connection.dialect.name == "sqlite" else "IS DISTINCT FROM"
    conflict = (
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in rest)
        + " WHERE "
        + " OR ".join(f"{name}.{column} {differs} excluded.{column}" for column in rest)
    )
    _write(connection, table, [column.name for column in table.columns], rows, conflict)


def _write(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Line], conflict: str
) -> None:
    waiting = iter(rows)
    first = list(islice(waiting, FEW))
    if not first:
        return
    quote = connection.dialect.identifier_preparer.quote
    into, columns = quote(table.name), ", ".join(map(quote, names))
    if connection.dialect.name == "postgresql" and len(first) == FEW:
        _copy(connection, into, columns, chain(first, waiting), conflict)
        return
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    sql = f"INSERT INTO {into} ({columns}) VALUES ({', '.join([mark] * len(names))}){conflict}"
    while first:
        connection.exec_driver_sql(sql, [tuple(row) for row in first])
        first = list(islice(waiting, CHUNK))


def _copy(connection: Connection, into: str, columns: str, rows: Iterable[Line], conflict: str) -> None:
    """COPY; where rows may be there already, into a table of passage first."""
    to = PASSAGE if conflict else into
    if conflict:
        connection.exec_driver_sql(
            f"CREATE TEMPORARY TABLE {to} ON COMMIT DROP AS SELECT {columns} FROM {into} WITH NO DATA"
        )
    driver: Any = connection.dialect.dbapi
    try:
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {to} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as problem:
        # The server's own text quotes the row that it stumbled on.
        said = type(problem)(problem.diag.message_primary or type(problem).__name__)
        raise DBAPIError.instance(None, None, said, driver.Error) from None
    if conflict:
        connection.exec_driver_sql(
            f"INSERT INTO {into} ({columns}) SELECT {columns} FROM {to} WHERE true{conflict}"
        )
        connection.exec_driver_sql(f"DROP TABLE {to}")
