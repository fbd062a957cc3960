"""Restricted values stay out of everything said, the store's key, and people erased: by their commands."""

import contextlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.faces.command_line import main
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES

Capture = pytest.CaptureFixture[str]
CANARIES = {
    "birth_date": "1971-12-19",
    "address": "17 canary-street Zanzibar",
    "emergency_contact": "Canarius Zwingli",
    "emergency_phone": "+33199777666",
    "allergies": "canary-peanuts",
    "social": "canary-social-771",
    "iban": "canary-iban-772",
    "rate": "7717.31",
}
OPEN = {
    "last_name": "Quetzalcanary",
    "first_name": "Xiomara",
    "email": "xio@quetzal-canary.example",
    "phone": "+33199555444",
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLASSEUR_KEY", raising=False)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    for name in ("a.xlsx", "b.xlsx"):
        assert main(["new", name, "--sample", "--lang", "en"]) == 0
    said = 'books = [{path = "a.xlsx", entitlement = "restricted"}, {path = "b.xlsx", entitlement = "restricted"}]\n'
    Path("classeur.toml").write_text(said, encoding="utf-8")


def who() -> str:
    return XlsxBook(Path("a.xlsx")).read(INPUT_TABLES).tables["crew"].rows[0].cells[0]


def plant(name: str, values: dict[str, str]) -> None:
    book = XlsxBook(Path(name))
    row = book.read(INPUT_TABLES).tables["crew"].rows[0]
    book.apply(Edits(cells={"crew": {(row.number, key): value for key, value in values.items()}}))


def canaries_in(text: str) -> list[str]:
    return [value for value in CANARIES.values() if value in text]


def said_by(capsys: Capture, *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def answer(capsys: Capture, *arguments: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(said_by(capsys, *arguments, "--json")[1])
    return found


def parts_of(path: Path) -> str:
    with zipfile.ZipFile(path) as whole:
        return "\n".join(whole.read(name).decode("utf-8", "replace") for name in whole.namelist())


def test_no_command_says_a_restricted_value(capsys: Capture) -> None:
    plant("a.xlsx", CANARIES)
    said = said_by(capsys, "sync", "--json")[1] + said_by(capsys, "sync")[1]
    plant("a.xlsx", {"social": "canary-social-773", "rate": "seven canary-rate"})
    plant("b.xlsx", {"social": "canary-social-774", "rate": "eight canary-rate"})
    for command in (
        ["sync"], ["sync", "--json"], ["conflicts"], ["conflicts", "--json"], ["log"], ["log", "--json"],
        ["check", "a.xlsx"], ["check", "a.xlsx", "--json"], ["dump", "a.xlsx", "crew"],
        ["dump", "a.xlsx", "crew", "--format", "json"], ["schedule", "a.xlsx", "--json"],
        ["forget", who()], ["forget", who(), "--json"], ["costs", "a.xlsx", "--period", "1", "--json"],
    ):  # fmt: skip
        said += said_by(capsys, *command)[1]

    assert canaries_in(said) == [] and "canary" not in said
    assert "•" in said or "*" in said
    (conflict, *_) = answer(capsys, "conflicts")["conflicts"]
    done = said_by(capsys, "resolve", conflict["id"], "--take", "sheet")[1]
    run = answer(capsys, "log")["changes"][-1]["run"]
    assert "canary" not in done + said_by(capsys, "undo", run)[1] + said_by(capsys, "undo", run, "--json")[1]


@pytest.fixture
def key(capsys: Capture) -> Iterator[str]:
    status, said = said_by(capsys, "key", "--new", "office.key")
    assert status == 0
    text = Path("office.key").read_text(encoding="utf-8").strip()
    assert text not in said and stat.S_IMODE(Path("office.key").stat().st_mode) == 0o600
    toml = Path("classeur.toml")
    toml.write_text('key_file = "office.key"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    yield text


def stored() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path().glob("classeur.sqlite*")))


def rows() -> list[str]:
    with contextlib.closing(sqlite3.connect("classeur.sqlite")) as connection:
        return list(connection.iterdump())


def test_a_key_named_in_the_settings_encrypts_the_store_and_its_backups(capsys: Capture, key: str) -> None:
    plant("a.xlsx", CANARIES)
    assert main(["sync"]) in (0, 1)
    assert main(["backup", "saved.zip"]) == 0

    assert canaries_in(stored().decode("latin-1") + parts_of(Path("saved.zip"))) == []
    assert said_by(capsys, "key", "--rotate")[0] == 0
    assert Path("office.key").read_text(encoding="utf-8").split()[1] == key
    assert main(["sync"]) in (0, 1)
    assert "nothing has changed" in said_by(capsys, "sync")[1]
    assert main(["restore", "saved.zip", "--yes"]) == 0


def test_without_the_key_every_command_on_the_store_says_one_sentence(
    capsys: Capture, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant("a.xlsx", CANARIES)
    assert main(["sync"]) in (0, 1)
    main(["key", "--new", "other.key"])
    before, book = rows(), Path("a.xlsx").read_bytes()
    toml = Path("classeur.toml").read_text(encoding="utf-8")

    for line in ("", 'key_file = "other.key"\n', 'key_file = "none.key"\n'):
        Path("classeur.toml").write_text(toml.replace('key_file = "office.key"\n', line), encoding="utf-8")
        for command in (["sync"], ["log"], ["conflicts"], ["backup", "x.zip"], ["forget", who(), "--yes"]):
            status, said = said_by(capsys, *command)
            assert (status, said.count("\n")) == (2, 1), said
    monkeypatch.setenv("CLASSEUR_KEY", "canary-key")
    status, said = said_by(capsys, "log")
    assert status == 2 and "canary-key" not in said
    assert (rows(), Path("a.xlsx").read_bytes()) == (before, book)


def test_a_person_is_forgotten_in_the_store_the_workbooks_the_versions_and_the_backups(
    capsys: Capture,
) -> None:
    person = who()
    plant("a.xlsx", CANARIES | OPEN)
    assert main(["sync"]) in (0, 1)
    assert main(["sync"]) in (0, 1)
    plant("a.xlsx", {"phone": "+33199555443"})
    plant("b.xlsx", {"phone": "+33199555442"})
    book = XlsxBook(Path("a.xlsx"))
    cost = book.read(INPUT_TABLES).tables["costs"].rows[0]
    note = {(cost.number, "supplier"): f"taxi XIOMARA {OPEN['last_name']}"}
    book.apply(Edits(cells={"costs": note}))
    assert main(["check", "a.xlsx"]) in (0, 1)
    assert main(["sync"]) == 1
    assert main(["backup", "saved.zip"]) == 0
    figures = said_by(capsys, "costs", "b.xlsx", "--period", "1", "--json", "--dry-run")[1]

    asked = answer(capsys, "forget", person)
    assert asked["done"] is False and len(asked["erased"]) > 5
    assert OPEN["last_name"].encode() in stored()
    done = answer(capsys, "forget", person, "--yes")

    assert done["proven"] is True, [one for one in done["searched"] if one["found"]]
    assert {"store: changes", "store: base", "store: conflicts", "saved.zip"} <= {
        Path(one["where"]).name if one["where"].endswith(".zip") else one["where"] for one in done["searched"]
    }
    values = [*OPEN.values(), *CANARIES.values(), "+33199555443", "+33199555442", OPEN["last_name"].upper()]
    values.remove(CANARIES["rate"])
    for _ in range(2):
        held = stored().decode("latin-1")
        versions = Path(".classeur/versions")
        files = [
            *Path().glob("*.xlsx"),
            *versions.glob("*/*.xlsx"),
            *versions.rglob("*.left"),
            Path("saved.zip"),
        ]
        held += "\n".join(map(parts_of, files))
        assert [value for value in values if value in held] == []
        assert main(["sync"]) in (0, 1)
    # The two books never agreed on the rate, which stays.
    assert {one["column"] for one in answer(capsys, "conflicts")["conflicts"]} == {"rate"}
    assert said_by(capsys, "costs", "b.xlsx", "--period", "1", "--json", "--dry-run")[1] == figures
    row = XlsxBook(Path("a.xlsx")).read(INPUT_TABLES).tables["crew"].rows[0].cells
    assert row[0] == person and CANARIES["rate"] in row
    assert main(["restore", "saved.zip", "--yes"]) == 0
    assert OPEN["last_name"].encode() not in stored()
    assert main(["forget", "nobody", "--yes"]) == 2
