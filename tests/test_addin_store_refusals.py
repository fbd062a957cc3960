"""The commands on a store, in French where it fails: a full disk, a store that another process holds; and ``log --since``."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from google_commands import process

from addin.faces.command_line import main
from sync.bulk import bulk_insert
from sync.history import Change
from sync.store import Store
from sync.store_schema import CHANGES

TIMES = (
    "2026-02-01T23:30:00+00:00",
    "2026-02-02T00:30:00+01:00",
    "2026-02-02T09:00:00+01:00",
    "2026-03-02T09:00:00+00:00",
)
BAD = ("hier", "32/01/2026", "2026-13-01", "2026-02-30", "25:00", "0001-01-01T00:00+23:59", "0001-01-01")


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Paris")
    monkeypatch.delenv("CLASSEUR_STORE", raising=False)
    assert main(["new", "film.xlsx", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "film.xlsx"


def test_a_full_disk_is_told_in_french_and_neither_book_nor_store_is_touched(film: Path) -> None:
    assert process("sync", film.name).returncode == 0
    store, book = film.with_name("classeur.sqlite"), film.read_bytes()

    checked = process("check", film.name, limit=4096)
    filling = process("new", "autre.xlsx", "--sample", limit=4096)

    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr == "film.xlsx n'a pu être écrit : le disque est plein. Il est resté tel quel.\n"
    assert (filling.returncode, filling.stderr.count("\n")) == (
        2,
        1,
    ) and "le disque est plein" in filling.stderr
    assert film.read_bytes() == book and store.is_file()
    assert not film.with_name("autre.xlsx").exists()


def test_a_store_on_a_full_disk_is_told_in_french(film: Path) -> None:
    full = process("sync", film.name, limit=4096)

    assert (full.returncode, full.stdout) == (2, "")
    assert full.stderr == (
        "La base ne peut être écrite : le disque est plein ou défaillant. Faites de la place, puis relancez la commande.\n"
    )
    assert process("sync", film.name).returncode == 0


def test_a_store_that_another_process_holds_is_told_in_french(film: Path) -> None:
    assert process("sync", film.name).returncode == 0
    before = film.read_bytes()

    with closing(sqlite3.connect(film.with_name("classeur.sqlite"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = process("sync", film.name)

    assert (waiting.returncode, waiting.stdout) == (2, "")
    assert waiting.stderr == (
        "La base est verrouillée par une autre commande ou un autre programme. Attendez sa fin, puis relancez la commande.\n"
    )
    assert film.read_bytes() == before


@pytest.fixture
def log(film: Path) -> None:
    store = Store(f"sqlite:///{film.with_name('classeur.sqlite')}")
    lines = [Change("RUN7", time, "Ana", "B", "crew", "R1", "position", "", time, "update") for time in TIMES]
    with store.transaction() as tx:
        bulk_insert(tx.connection, CHANGES, Change._fields, lines)
    store.engine.dispose()


def shown(since: str, lang: str = "fr_CA.UTF-8", zone: str = "Europe/Paris") -> list[str]:
    """The times of the log since then, by a process of its own in a language and a zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", lang)
        patch.setenv("TZ", zone)
        done = process("log", "--json", "--since", since)
    assert done.returncode == 0, done.stderr
    return [line["time"] for line in json.loads(done.stdout)["changes"]]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("since", ["2026-02-02", "02/02/2026", "2 février 2026", "2026-02-02T00:30"])
def test_a_day_means_from_its_start_here_whatever_zone_a_change_was_written_in(since: str) -> None:
    assert shown(since) == list(TIMES)
    assert shown(since, zone="UTC") == list(TIMES[2:])


@pytest.mark.usefixtures("log")
def test_a_day_is_read_in_the_order_of_the_persons_language() -> None:
    assert shown("03/01/2026") == list(TIMES)
    assert shown("03/01/2026", "en_CA.UTF-8") == [TIMES[3]]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("since", BAD)
def test_what_is_no_date_is_refused_with_one_sentence(
    since: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    assert main(["log", "--json", "--since", since]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"« {since} » n'est pas une date. Écrivez-la comme 2026-06-12.\n")

    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    assert main(["log", "--since", since]) == 2
    assert capsys.readouterr().err == f'"{since}" is not a date. Write it like 2026-06-12.\n'
