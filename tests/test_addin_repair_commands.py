"""Conflicts settled, runs taken back, copies named, the store saved: by their commands."""

import json
import shutil
from pathlib import Path

import pytest

from addin.faces.command_line import main
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    for name in ("a.xlsx", "b.xlsx"):
        assert main(["new", name, "--sample", "--lang", "fr"]) == 0
        assert main(["sync", name]) == 0


def edit(name: str, value: str) -> None:
    book = XlsxBook(Path(name))
    row = book.read(INPUT_TABLES).tables["locations"].rows[0]
    book.apply(Edits(cells={"locations": {(row.number, "parking"): value}}))


def parking(name: str) -> str:
    read = XlsxBook(Path(name)).read(INPUT_TABLES).tables["locations"]
    return read.rows[0].cells[read.table.position["parking"]]


def answer(capsys: Capture, *arguments: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out or "{}")


@pytest.mark.parametrize(
    ("take", "kept"),
    [("sheet", "Sud"), ("store", "Nord"), ("Ouest", "Ouest"), ("feuille", "Sud"), ("La base", "Nord")],
)
def test_a_conflict_is_settled_and_both_workbooks_follow(capsys: Capture, take: str, kept: str) -> None:
    edit("a.xlsx", "Nord")
    edit("b.xlsx", "Sud")
    assert main(["sync", "a.xlsx"]) == 0
    assert main(["sync", "b.xlsx"]) == 1
    (conflict,) = answer(capsys, "conflicts")[1]["conflicts"]  # type: ignore[misc]

    assert answer(capsys, "resolve", conflict["id"], "--take", take)[0] == 0
    assert main(["sync", "b.xlsx", "a.xlsx"]) == 0

    assert (parking("a.xlsx"), parking("b.xlsx")) == (kept, kept)
    assert main(["resolve", conflict["id"], "--take", "store"]) == 2


def test_a_run_is_taken_back_in_both_workbooks(capsys: Capture) -> None:
    before = parking("a.xlsx")
    edit("a.xlsx", "Nord")
    main(["sync", "a.xlsx", "b.xlsx"])
    run = answer(capsys, "log", "--table", "locations")[1]["changes"][-1]["run"]  # type: ignore[index]
    assert parking("b.xlsx") == "Nord"

    assert answer(capsys, "undo", run)[1]["cells"] == 1
    main(["sync", "a.xlsx", "b.xlsx"])

    assert (parking("a.xlsx"), parking("b.xlsx")) == (before, before)
    assert main(["undo", "01NOSUCHRUN"]) == 2


def test_a_workbooks_previous_version_is_put_back_and_again(capsys: Capture) -> None:
    before = Path("a.xlsx").read_bytes()
    assert main(["costs", "a.xlsx", "--period", "6"]) < 2
    after = Path("a.xlsx").read_bytes()
    assert before != after

    assert main(["undo", "a.xlsx"]) == 0
    assert Path("a.xlsx").read_bytes() == before
    assert main(["undo", "a.xlsx"]) == 0
    assert Path("a.xlsx").read_bytes() == after


@pytest.mark.parametrize("way", ["--move", "--fork", "--read-only"])
def test_a_copy_is_not_synchronised_until_someone_says_what_it_is(capsys: Capture, way: str) -> None:
    shutil.copy("a.xlsx", "copy.xlsx")
    status, said = answer(capsys, "sync", "copy.xlsx")
    assert status == 1 and "copy of" in str(said["books"][0]["refused"])  # type: ignore[index]

    assert main(["link", "copy.xlsx", way]) == 0
    edit("copy.xlsx", "Est")
    status, said = answer(capsys, "sync", "copy.xlsx")
    main(["sync", "b.xlsx"])

    if way == "--read-only":
        assert status == 1 and parking("b.xlsx") != "Est"
        assert main(["sync", "copy.xlsx", "--yes"]) == 1
    else:
        assert (said["books"][0]["refused"], parking("copy.xlsx")) == (None, "Est")  # type: ignore[index]
    if way == "--move":
        assert (status, parking("b.xlsx")) == (0, "Est")
        assert "copy of" in str(answer(capsys, "sync", "a.xlsx")[1])


def test_a_workbook_that_goes_back_to_an_old_version_is_a_question(capsys: Capture) -> None:
    shutil.copy("a.xlsx", "old.xlsx")
    book = XlsxBook(Path("a.xlsx"))
    scenes = book.read(INPUT_TABLES).tables["scenes"]
    book.apply(
        Edits(cells={"scenes": {(row.number, "set"): f"Décor {row.number}" for row in scenes.rows[:20]}})
    )
    assert main(["sync", "a.xlsx", "b.xlsx"]) == 0
    shutil.copy("old.xlsx", "a.xlsx")
    before = Path("a.xlsx").read_bytes()

    status, said = answer(capsys, "sync", "a.xlsx")

    assert status == 1 and "old version" in str(said["books"][0]["refused"])  # type: ignore[index]
    assert Path("a.xlsx").read_bytes() == before
    assert main(["sync", "a.xlsx", "--yes"]) == 0


def test_the_store_is_saved_and_put_back(capsys: Capture) -> None:
    assert main(["backup", "saved.zip"]) == 0
    edit("a.xlsx", "Nord")
    main(["sync", "a.xlsx"])

    assert main(["restore", "saved.zip"]) == 2
    assert main(["restore", "saved.zip", "--yes"]) == 0

    changes = answer(capsys, "log", "--table", "locations")[1]["changes"]
    assert "Nord" not in str(changes)
