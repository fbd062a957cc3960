from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.merge import Stored
from sync.store import Store
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

LOCATIONS = TABLE["locations"]
CELLS = ("Quai", *("",) * (len(LOCATIONS.columns) - 1))


def test_rows_written_are_read_back_since_their_number() -> None:
    store = Store("sqlite://")
    with store.transaction() as tx:
        tx.write_rows(LOCATIONS, {"A": (3, CELLS)})

    with store.transaction() as tx:
        assert tx.read_rows(LOCATIONS) == {"A": Stored(CELLS)}
        assert tx.read_rows(LOCATIONS, since=tx.seq) == {}


def test_a_transaction_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    with store.transaction(keep=False) as tx:
        tx.write_rows(LOCATIONS, {"A": (3, CELLS)})

    with store.transaction() as tx:
        assert tx.read_rows(LOCATIONS) == {}
        assert tx.seq == 0


def test_an_unknown_conflict_cannot_be_resolved() -> None:
    with pytest.raises(OfficeError):
        Store("sqlite://").resolve("none", "sheet", "Ana", datetime(2026, 3, 2, tzinfo=UTC))


def test_a_damaged_store_says_to_restore_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "classeur.sqlite"
    for content in (b"not a store at all" * 100, b"SQLite format 3\0" + bytes(5000)):
        path.write_bytes(content)
        with pytest.raises(OfficeError) as refused:
            Store(f"sqlite:///{path}")
        assert "restore" in refused.value.text.en and "restaurez" in refused.value.text.fr
        assert path.read_bytes() == content
