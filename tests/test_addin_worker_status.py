"""What a person's commands say of rounds that wait, of copies and of books in other hands."""

import json
from pathlib import Path
from typing import Any

import pytest
from worker_books import places, production

from addin.faces.command_line import main
from sync.leases import add_books, take_book
from sync.store import Store
from sync.timer import Timing


class Office:
    """Commands typed in the production's folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        status = main(words)
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json")[1])

    def sync(self, name: str, *words: str) -> tuple[int, Any, str]:
        status, out, err = self.run("sync", name, "--json", *words)
        books = json.loads(out)["books"]
        return status, books[0] if books else None, err


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")
    return Office(tmp_path, capsys)


WAITING = "The last round of this book has been waiting since 20"


def test_a_round_that_waits_is_told_by_the_log_and_by_the_next_command(office: Office) -> None:
    one, two = production(office.folder, "un", "deux")
    office.run("sync", "deux.xlsx")
    owner = office.folder / "~$un.xlsx"
    owner.write_bytes(b"\x03Ana")

    refused = office.run("sync", "un.xlsx")
    waits = office.json("log")["waits"]
    log = office.run("log")[1]
    checked = office.run("check", "un.xlsx", "--json", "--dry-run")

    assert refused[0] == 2 and refused[2].startswith("un.xlsx is open in Excel")
    assert [one["book"] for one in waits] == ["un.xlsx"] and waits[0]["said"].startswith(WAITING)
    assert f"un.xlsx: {WAITING}" in log
    assert json.loads(checked[1])["status"].startswith(WAITING)
    assert checked[2].startswith(WAITING)
    owner.unlink()
    assert office.sync("un.xlsx")[1]["status"] is None
    assert office.json("log")["waits"] == []
    assert office.json("check", "un.xlsx", "--dry-run")["status"] is None
    assert places(one) == ["Lieu deux", "Lieu un"] and two.exists()


def test_a_book_in_a_workers_hands_is_refused_with_status_2(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    production(office.folder, "un")
    store = Store(f"sqlite:///{office.folder / 'classeur.sqlite'}")
    add_books(store.engine, ["un.xlsx"])
    take_book(store.engine, "un.xlsx", "studio-7:123:abc", Timing(lease=60))
    monkeypatch.setattr("sync.turn.LOOK", 3.0)  # two looks instead of twenty-five

    status, out, err = office.run("sync", "un.xlsx")

    assert (status, out) == (2, "")
    assert err.startswith(
        "un.xlsx: the worker's round is under way on studio-7 (process 123). Nothing was written"
    )
    assert store.log() == []


@pytest.mark.parametrize(
    "name",
    [
        "un (1).xlsx",
        "un-PC.xlsx",
        "Copie de un.xlsx",
        "un - copie.xlsx",
        "un (Ana's conflicted copy 2026-03-02).xlsx",
        "un (copie en conflit de Ana 2026-03-02).xlsx",
    ],
)
def test_a_conflict_copy_is_not_synchronised_and_its_original_says_it_is_there(
    office: Office, name: str
) -> None:
    one, _ = production(office.folder, "un", "deux")
    office.run("sync", "un.xlsx")
    copy = office.folder / name
    copy.write_bytes(one.read_bytes())
    log = office.json("log")["changes"]

    status, answer, _ = office.sync(name)
    original = office.sync("un.xlsx")

    assert status == 1
    assert answer["refused"].startswith(f"{name} is a conflict copy of un.xlsx and is not synchronised.")
    assert copy.read_bytes() == one.read_bytes() and office.json("log")["changes"] == log
    assert original[0] == 0 and original[1]["refused"] is None
    assert original[1]["status"].startswith(f"Beside un.xlsx lies a conflict copy: {name}.")
    assert original[2].startswith("Beside un.xlsx")


def test_a_conflict_copy_that_a_person_insists_on_is_a_book_of_its_own(office: Office) -> None:
    one, _ = production(office.folder, "un", "deux")
    office.run("sync", "un.xlsx")
    (office.folder / "un (1).xlsx").write_bytes(one.read_bytes())

    status, answer, _ = office.sync("un (1).xlsx", "--yes")

    assert answer["refused"] is None and status == 0
    assert office.sync("un (1).xlsx")[1]["refused"] is None


def test_half_a_download_is_refused_and_the_store_keeps_every_row(office: Office) -> None:
    one, _ = production(office.folder, "un", "deux")
    office.run("sync", "un.xlsx")
    whole, log = one.read_bytes(), office.json("log")["changes"]
    for part in (whole[: len(whole) // 2], b"", whole[:100] + bytes(len(whole) - 100)):
        one.write_bytes(part)

        status, out, err = office.run("sync", "un.xlsx", "--yes")

        assert (status, out) == (2, "") and err.startswith("un.xlsx has not wholly arrived yet")
        assert one.read_bytes() == part
    one.write_bytes(whole)
    assert office.sync("un.xlsx")[0] == 0
    assert office.json("log")["changes"] == log


def test_a_moved_workbook_is_a_question_and_its_new_place_is_the_same_book(office: Office) -> None:
    one, _ = production(office.folder, "un", "deux")
    office.run("sync", "un.xlsx")
    (office.folder / "Archives").mkdir()
    moved = one.rename(office.folder / "Archives" / "feuille.xlsx")

    status, answer, _ = office.sync("un.xlsx")

    assert status == 1 and str(moved) in answer["refused"]
    status, answer, _ = office.sync(str(moved), "--store", f"sqlite:///{office.folder / 'classeur.sqlite'}")
    assert (status, answer["refused"], answer["from_sheet"]) == (0, None, 0)
