"""What every test shares: the shared data's folder, and a guard against the network."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from postgresql_server import drop_database, new_database, postgresql_server

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of the tests' own; the address of its first database."""
    with postgresql_server("fsync=off") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, on each of the databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'classeur.sqlite'}"
        return
    address = new_database(str(request.getfixturevalue("postgresql")))
    yield address
    drop_database(address)
