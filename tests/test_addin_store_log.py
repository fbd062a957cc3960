"""What `classeur log` prints: who, when, before, after and the run; restricted values masked; read as it prints."""

import json
import tracemalloc
from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest

import sync.store
from addin.faces.command_line import main
from sync.bulk import bulk_insert
from sync.history import Change
from sync.store import Store
from sync.store_schema import CHANGES
from workbook_templates.findings import MASK

SECRET = "1 85 05 78 006 084 36"


def change(number: int, column: str = "address", value: str = "") -> Change:
    time = "2026-03-02T09:00:00+01:00"
    return Change(
        "RUN7", time, "Ana", "B", "crew", f"R{number}", column, "old", value or f"{number}", "update"
    )


def write(url: str, lines: Iterator[Change]) -> None:
    store = Store(url)
    with store.transaction() as tx:
        bulk_insert(tx.connection, CHANGES, Change._fields, lines)
    store.engine.dispose()


def test_the_log_says_who_when_what_and_in_which_run(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(store_url, iter([change(1, "position", "Gaffer"), change(2, "social", SECRET)]))

    assert main(["log", "--json", "--store", store_url]) == 0
    one, two = json.loads(capsys.readouterr().out)["changes"]
    assert one == {**change(1, "position", "Gaffer")._asdict()}
    assert (two["before"], two["after"], two["run"]) == (MASK, MASK, "RUN7")

    assert main(["log", "--store", store_url, "--run", "RUN7"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == '2026-03-02T09:00:00+01:00  Ana  RUN7  crew R1 position: "old" -> "Gaffer"'
    assert SECRET not in "\n".join(said) and MASK in said[1]

    assert main(["log", "--json", "--store", store_url, "--person", "Luc"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_a_long_log_is_never_in_memory_whole(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted(StringIO):
        said = count()

        def write(self, text: str) -> int:
            next(self.said)
            return len(text)

    write(store_url, map(change, range(20_000)))
    monkeypatch.setattr(sync.store, "PAGE", 500)
    monkeypatch.setattr("sys.stdout", Counted())
    tracemalloc.start()
    try:
        for arguments in (["log", "--store", store_url], ["log", "--json", "--store", store_url]):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            assert main(arguments) == 0
            assert tracemalloc.get_traced_memory()[1] - before < 8_000_000
    finally:
        tracemalloc.stop()
    assert next(Counted.said) > 40_000
