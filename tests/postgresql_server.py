"""A PostgreSQL server of one's own, for the tests and the benchmarks; gone when they end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

DATABASES = count(1)


@contextmanager
def postgresql_server(*settings: str) -> Iterator[str]:
    """Start a server with these settings ("fsync=off") and give the address of its first database."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "PostgreSQL is not installed; make test installs it"
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="classeur-postgresql-") as home:
        if as_user:
            shutil.chown(home, "postgres")
        data, port = f"{home}/data", _free_port()
        make = [
            *as_user,
            str(folders[-1] / "initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run([*make, "--no-locale", "--no-sync"], check=True, capture_output=True)
        given = "".join(f" -c {setting}" for setting in settings)
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1{given}"
        control = [*as_user, str(folders[-1] / "pg_ctl"), "-D", data]
        start = [*control, "-w", "-o", options, "-l", f"{home}/log", "start"]
        subprocess.run(start, check=True, capture_output=True)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-w", "-m", "immediate", "stop"], check=False, capture_output=True)


def new_database(server: str) -> str:
    """Make an empty database on the server and give its address."""
    name = f"test_{next(DATABASES)}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.rsplit("/", 1)[0] + f"/{name}"


def drop_database(address: str) -> None:
    """Take a database away again, whoever still is connected to it."""
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres".replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
