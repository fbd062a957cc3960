"""Canaries in every restricted column of crew and cast: no command says one, no file that may not hold one does."""

import contextlib
import io
import json
import logging
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from addin.faces.command_line import main
from addin.rules import crew_checks
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.crash import crash_report
from workbook_templates.declare import Kind, Tier

Capture = pytest.CaptureFixture[str]
PEOPLE = ("crew", "cast")
RESTRICTED = {
    key: [column for column in TABLE[key].columns if column.tier is Tier.RESTRICTED] for key in PEOPLE
}
VALID: dict[Kind, Callable[[int], str]] = {
    Kind.DATE: lambda at: f"19{41 + at}-11-17",
    Kind.MONEY: lambda at: f"{77310 + at}.17",
    Kind.PHONE: lambda at: f"+3319988{7000 + at}",
    Kind.SOCIAL: lambda at: f"2 55 08 14 168 025 3{at}",
    Kind.IBAN: lambda at: f"FR14 2004 1010 0505 0001 3M02 60{at}",
    Kind.TEXT: lambda at: f"zqcanary{at} street",
}


def planted(wrong: bool) -> dict[str, dict[str, str]]:
    """Table -> column -> a value that stands nowhere else: of its kind, or of none."""
    found: dict[str, dict[str, str]] = {}
    for number, (key, columns) in enumerate(RESTRICTED.items()):
        found[key] = {
            column.key: f"zqwrong{at + 20 * number} no {column.key}"
            if wrong
            else VALID[column.kind](at + 20 * number)
            for at, column in enumerate(columns)
        }
    return found


def mixed(crew_is_wrong: bool) -> dict[str, dict[str, str]]:
    """Values of their kind in one list, of none in the other."""
    right, wrong = planted(wrong=False), planted(wrong=True)
    return {
        "crew": (wrong if crew_is_wrong else right)["crew"],
        "cast": (right if crew_is_wrong else wrong)["cast"],
    }


def needles(*plants: dict[str, dict[str, str]]) -> list[str]:
    """The values, and the ways they may be written elsewhere."""
    values = {value for plant in plants for columns in plant.values() for value in columns.values()}
    forms = set(values)
    for value in values:
        forms.add(re.sub(r"[ ]", "", value))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            year, month, day = value.split("-")
            forms |= {f"{day}/{month}/{year}", f"{month}/{day}/{year}"}
        if re.fullmatch(r"\d+\.\d\d", value):
            whole, cents = value.split(".")
            forms |= {f"{int(whole):,}".replace(",", " ") + f",{cents}", f"{whole},{cents}"}
        if value.startswith("+33"):
            forms |= {"0" + value[3:], " ".join(re.findall("..", "0" + value[3:]))}
    return sorted(forms)


def plant(name: str, values: dict[str, dict[str, str]], row: int = 0) -> None:
    book = XlsxBook(Path(name))
    reading = book.read(INPUT_TABLES)
    cells = {
        key: {(reading.tables[key].rows[row].number, column): value for column, value in columns.items()}
        for key, columns in values.items()
    }
    book.apply(Edits(cells=cells))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLASSEUR_KEY", raising=False)
    assert main(["key", "--new", "office.key"]) == 0
    assert main(["new", "a.xlsx", "--sample", "--lang", "fr"]) == 0
    assert main(["new", "b.xlsx", "--sample", "--lang", "en"]) == 0
    Path("classeur.toml").write_text(
        'key_file = "office.key"\n'
        'books = [{path = "a.xlsx", entitlement = "restricted"}, {path = "b.xlsx"}]\n',
        encoding="utf-8",
    )


def files_but(*entitled: str) -> dict[str, str]:
    """Every file but those that may hold the values, unpacked where it is packed."""
    found = {}
    for path in sorted(Path().rglob("*")):
        if not path.is_file() or set(path.parts) & {*entitled, *(f"{name}.d" for name in entitled)}:
            continue
        text = path.read_bytes().decode("latin-1") + path.read_bytes().decode("utf-8", "ignore")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as whole:
                text += "\n".join(whole.read(name).decode("utf-8", "ignore") for name in whole.namelist())
        found[str(path)] = text
    if Path("classeur.sqlite").is_file():
        with contextlib.closing(sqlite3.connect("classeur.sqlite")) as connection:
            found["store"] = "\n".join(connection.iterdump())
    return found


COMMANDS: tuple[list[str], ...] = (
    ["sync"], ["sync", "--json"], ["conflicts"], ["conflicts", "--json"], ["log"], ["log", "--json"],
    ["check", "a.xlsx"], ["check", "a.xlsx", "--json"], ["check", "a.xlsx", "--dry-run"],
    ["dump", "a.xlsx", "crew"], ["dump", "a.xlsx", "cast", "--format", "json"],
    ["schedule", "a.xlsx"], ["schedule", "a.xlsx", "--json"],
    ["costs", "a.xlsx", "--period", "1"], ["costs", "a.xlsx", "--period", "1", "--json"],
    ["why", "a.xlsx", "costs", "01.01", "efc", "--period", "1"],
    ["list", "a.xlsx", "public", "--to", "public.xlsx"], ["list", "a.xlsx", "public", "--to", "public.vcf"],
    ["list", "a.xlsx", "office", "--to", "office.csv"], ["list", "a.xlsx", "office", "--to", "office.xlsx", "--json"],
    ["list", "a.xlsx", "department", "--to", "department.csv"],
    ["load", "a.xlsx", "crew", "in.csv", "--dry-run"], ["load", "a.xlsx", "crew", "in.csv", "--dry-run", "--json"],
    ["import", "a.xlsx", "crew", "in.csv"], ["import", "a.xlsx", "crew", "in.csv", "--json"],
    ["import", "a.xlsx", "crew", "in.csv", "--mapping", "mapping.csv"],
    ["import", "a.xlsx", "crew", "in.csv", "--yes", "--dry-run", "--json"],
    ["forget", "P001"], ["forget", "P001", "--json"], ["forget", "cast:1"], ["backup", "saved.zip"],
    ["restore", "saved.zip"], ["sync", "--dry-run", "--json"], ["resolve", "nothing", "--take", "sheet"],
    ["list", "a.xlsx", "nothing"], ["dump", "a.xlsx", "nothing"], ["undo", "nothing"],
)  # fmt: skip


def said_by(capsys: Capture, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> str:
    """What all commands say, in French and in English by turns."""
    said = ""
    for number, command in enumerate(COMMANDS):
        monkeypatch.setenv("LANG", ("fr_FR.UTF-8", "en_CA.UTF-8")[number % 2])
        capsys.readouterr()
        main(command)
        captured = capsys.readouterr()
        said += f"\n$ {' '.join(command)}\n{captured.out}{captured.err}"
    return said + caplog.text


def found_in(text: str, wanted: list[str]) -> list[tuple[str, str]]:
    return [
        (needle, text[max(0, text.index(needle) - 120) : text.index(needle) + 60])
        for needle in wanted
        if needle in text
    ]


def test_no_command_tells_a_restricted_value_and_no_file_without_the_right_holds_one(
    capsys: Capture, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    first, second = mixed(crew_is_wrong=False), mixed(crew_is_wrong=True)
    for row in (0, 2, 3):  # the same number under several names
        plant("a.xlsx", first, row)
    assert main(["sync"]) in (0, 1)
    plant("a.xlsx", second)
    third = {key: {name: f"{value}8" for name, value in columns.items()} for key, columns in first.items()}
    plant("b.xlsx", third)  # typed where nobody may see it: it must not stay a secret of one file only
    header = ["person", "last_name", "first_name", *(column.key for column in RESTRICTED["crew"])]
    line = ["P001", "Zed", "Ann", *second["crew"].values()]
    Path("in.csv").write_text("\n".join(";".join(cells) for cells in (header, line)), encoding="utf-8")

    said = said_by(capsys, caplog, monkeypatch)

    wanted = needles(first, second, third)
    assert found_in(said, wanted) == []
    for name, text in files_but("a.xlsx", "b.xlsx", "in.csv").items():
        assert found_in(text, wanted) == [], name
    held = files_but("a.xlsx", "in.csv")["b.xlsx"]
    assert found_in(held, needles(second)) == []


class _SlipError(Exception):
    """A fault whose message quotes what it was working on, as Python's own do."""


def test_a_crash_tells_no_value(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    values = planted(wrong=True)
    plant("a.xlsx", values)
    assert main(["sync"]) in (0, 1)

    def crash(staff: Any) -> Any:
        for line in staff.people():
            raise _SlipError(repr(line.row.cells))
        yield

    monkeypatch.setattr(crew_checks, "RULES", (crash,))
    for command in (["check", "a.xlsx"], ["check", "a.xlsx", "--json"]):
        capsys.readouterr()
        assert main(command) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1
        assert found_in(captured.err, needles(values)) == [] and "_SlipError" in captured.err
    assert found_in(crash_report(_SlipError(repr(values))), needles(values)) == []


def test_the_canaries_are_seen_where_they_may_be(capsys: Capture) -> None:
    """The searches above would find what they look for."""
    values = planted(wrong=False)
    plant("a.xlsx", values)
    capsys.readouterr()
    assert main(["dump", "a.xlsx", "crew", "--restricted"]) == 0
    shown = capsys.readouterr().out

    assert len(found_in(shown, needles({"crew": values["crew"]}))) >= len(values["crew"])
    assert found_in(files_but()["a.xlsx"], needles(values))
    assert main(["list", "a.xlsx", "emergency", "--to", "emergency.csv"]) == 0
    assert found_in(files_but()["emergency.csv"], needles(values))
    with contextlib.redirect_stdout(io.StringIO()) as out:
        main(["dump", "a.xlsx", "crew", "--format", "json", "--restricted"])
    assert json.loads(out.getvalue())["rows"]
