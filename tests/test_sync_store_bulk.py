"""Many rows at once, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from sync.bulk import FEW, bulk_insert, bulk_upsert
from sync.history import Change
from sync.store import Store
from sync.store_schema import BASE, CHANGES

COUNTS = (1, FEW - 1, FEW, 10 * FEW)
AWKWARD = (
    "tab\there",
    "line\nbreak",
    "return\r",
    "back\\slash",
    "\\N",
    "\\.",
    "é",
    "\x1f",
    "",
    " ",
    "%s",
    "'quoted'",
)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    one = Store(store_url)
    yield one
    one.engine.dispose()


def held(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(BASE).order_by(BASE.c.id))]


def rows(count: int, value: str = "") -> list[tuple[str, str, str, str]]:
    return [("b", "t", f"{at:06}", value or AWKWARD[at % len(AWKWARD)]) for at in range(count)]


@pytest.mark.parametrize("count", COUNTS)
def test_rows_go_in_and_are_updated_by_their_key(store: Store, count: int) -> None:
    with store.transaction() as tx:
        bulk_upsert(tx.connection, BASE, rows(count))
        assert held(tx.connection) == rows(count)
        bulk_upsert(tx.connection, BASE, iter(rows(count, "changed")))
        bulk_upsert(tx.connection, BASE, rows(count + 1, "changed"))
    with store.transaction() as tx:
        assert held(tx.connection) == rows(count + 1, "changed")


@pytest.mark.parametrize("count", COUNTS)
def test_unchanged_rows_are_not_rewritten(store: Store, count: int) -> None:
    def written(connection: Connection) -> object:
        if connection.dialect.name == "sqlite":
            return connection.connection.driver_connection.total_changes  # type: ignore[union-attr]
        return [tuple(row) for row in connection.execute(text("SELECT ctid, xmin FROM base ORDER BY id"))]

    with store.transaction() as tx:
        bulk_upsert(tx.connection, BASE, rows(count))
    with store.transaction() as tx:
        before = written(tx.connection)
        bulk_upsert(tx.connection, BASE, rows(count))
        assert written(tx.connection) == before
        bulk_upsert(tx.connection, BASE, [("b", "t", "000000", "changed")])
        assert written(tx.connection) != before


@pytest.mark.parametrize("count", COUNTS)
def test_lines_of_the_log_keep_their_order(store: Store, count: int) -> None:
    lines = [
        Change("run", "time", "who", "b", "t", f"{at}", "c", "", AWKWARD[at % 12], "insert")
        for at in range(count)
    ]
    with store.transaction() as tx:
        bulk_insert(tx.connection, CHANGES, Change._fields, iter(lines))
    with store.transaction() as tx:
        assert tx.read_changes("run") == lines


def test_rows_the_database_refuses_leave_nothing_and_are_not_quoted(store: Store) -> None:
    secret = "1 85 05 78 006 084 36"
    doubled = [*rows(3 * FEW), ("b", "t", secret, None)]
    with pytest.raises(DBAPIError) as refused, store.transaction() as tx:
        bulk_insert(tx.connection, BASE, [column.name for column in BASE.columns], doubled)
    assert secret not in str(refused.value)
    with store.transaction() as tx:
        assert tx.connection.execute(select(func.count()).select_from(BASE)).scalar() == 0
