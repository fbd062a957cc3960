"""Many rows at once into one table; rows that are unchanged are not rewritten."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table


def bulk_upsert(connection: Connection, table: Table, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows given in column order, or update them by primary key."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    name, columns = quote(table.name), [quote(column.name) for column in table.columns]
    keys = [quote(column.name) for column in table.primary_key.columns]
    rest = [column for column in columns if column not in keys]
    differs = "IS NOT" if connection.dialect.name == "sqlite" else "IS DISTINCT FROM"
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    sql = (
        f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))}) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in rest)
        + " WHERE "
        + " OR ".join(f"{name}.{column} {differs} excluded.{column}" for column in rest)
    )
    connection.exec_driver_sql(sql, [tuple(row) for row in rows])
