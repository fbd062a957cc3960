"""Many rows at once into one table; rows that are unchanged are not rewritten."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table


def bulk_insert(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows that are new, given in the order of these columns."""
    connection.exec_driver_sql(_insert(connection, table, names), list(rows))


def _insert(connection: Connection, table: Table, names: Sequence[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(map(quote, names)), ", ".join([mark] * len(names))
    return f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})"


def bulk_upsert(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows given in column order, or update them by primary key."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), [quote(column.name) for column in table.columns]
    keys = [quote(column.name) for column in table.primary_key.columns]
    rest = [column for column in columns if column not in keys]
    differs = "IS NOT" if connection.dialect.name == "sqlite" else "IS DISTINCT FROM"
    sql = (
        _insert(connection, table, [column.name for column in table.columns])
        + f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in rest)
        + " WHERE "
        + " OR ".join(f"{name}.{column} {differs} excluded.{column}" for column in rest)
    )
    connection.exec_driver_sql(sql, list(rows))
