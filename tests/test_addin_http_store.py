"""Conflicts, history and undo over HTTP: what a person sees of the store, and what they may do to it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_service import KEYS, NOWHERE, Client, service, toml

from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.findings import MASK
from workbook_templates.sample.sample import build_sample


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Client]:
    """Two books of one production, in step, then a cell and a restricted cell changed in each."""
    build_sample(tmp_path / "p.xlsx", "en")
    (tmp_path / "q.xlsx").write_bytes((tmp_path / "p.xlsx").read_bytes())
    said = toml().replace('path = "q.xlsx"', 'path = "q.xlsx"\nentitlement = "restricted"')
    said += '[serve.roles.half]\nmay = ["conflicts", "history", "undo", "sync"]\nbooks = ["q.xlsx"]\n'
    said = said.replace('role = "checker"', 'role = "half"', 1)
    with service(tmp_path, NOWHERE, said) as client:
        for book in ("p.xlsx", "q.xlsx"):
            sync(client, book)
        edit(tmp_path / "p.xlsx", "SheetName", "FR00SHEETSECRET")
        edit(tmp_path / "q.xlsx", "StoreName", "FR00STORESECRET")
        sync(client, "q.xlsx")
        sync(client, "p.xlsx")
        yield client


def sync(client: Client, book: str) -> None:
    answer = client.post("sync", {"book": book, "yes": True})
    job = answer.json()
    while job["state"] in ("waiting", "running"):
        job = client.get(f"jobs/{job['job']}").json()
    assert job["state"] == "done" and job["answer"]["refused"] is None, job


def edit(path: Path, name: str, iban: str) -> None:
    book = XlsxBook(path)
    number = book.read(INPUT_TABLES).tables["crew"].rows[0].number
    book.apply(Edits(cells={"crew": {(number, "last_name"): name, (number, "iban"): iban}}))


def first_row(path: Path, column: str) -> str:
    read = XlsxBook(path).read(INPUT_TABLES).tables["crew"]
    return read.rows[0].cells[read.table.position[column]]


def conflicts(client: Client, key: str = KEYS["office"]) -> dict[str, dict[str, str]]:
    return {one["column"]: one for one in client.get("conflicts", key).json()["conflicts"]}


def test_open_conflicts_show_both_values_and_the_choice_reaches_the_books(office: Client) -> None:
    found = conflicts(office)

    assert (found["last_name"]["sheet"], found["last_name"]["store"]) == ("SheetName", "StoreName")
    assert (found["last_name"]["book"], found["last_name"]["table_label"]) == ("p.xlsx", "Crew")
    assert found["last_name"]["column_label"] == "Last name"
    assert found["last_name"]["record_label"] not in ("", found["last_name"]["record"])
    assert (found["iban"]["sheet"], found["iban"]["store"]) == (MASK, MASK)
    taken = office.post(f"conflicts/{found['last_name']['id']}", {"take": "value", "value": "  Third "})
    assert taken.status_code == 200, taken.text
    assert office.post(f"conflicts/{found['last_name']['id']}", {"take": "sheet"}).status_code == 404
    sync(office, "p.xlsx")
    sync(office, "q.xlsx")
    for book in ("p.xlsx", "q.xlsx"):
        assert first_row(office.folder / book, "last_name") == "Third"
    assert list(conflicts(office)) == ["iban"]


def test_a_restricted_conflict_is_settled_only_by_a_role_that_sees_it(office: Client) -> None:
    identity = conflicts(office)["iban"]["id"]

    assert office.post(f"conflicts/{identity}", {"take": "store"}).status_code == 403
    clear = conflicts(office, KEYS["accounts"])["iban"]
    assert (clear["sheet"], clear["store"]) == ("FR00SHEETSECRET", "FR00STORESECRET")
    assert office.post(f"conflicts/{identity}", {"take": "store"}, KEYS["accounts"]).status_code == 200
    sync(office, "p.xlsx")
    assert first_row(office.folder / "p.xlsx", "iban") == "FR00STORESECRET"


def test_the_history_says_who_changed_what_and_an_undo_takes_it_back(office: Client) -> None:
    runs = office.get("history").json()["runs"]
    assert [run["book"] for run in runs][:1] == ["q.xlsx"] and len(runs) == 2
    said = office.get(f"history/{runs[0]['run']}").json()
    assert said["left_off"] == 0 and runs[0]["cells"] == len(said["changes"])
    by_column = {one["column"]: one for one in said["changes"]}
    assert (by_column["last_name"]["after"], by_column["last_name"]["action"]) == ("StoreName", "update")
    assert (
        by_column["iban"]["record_label"]
        == by_column["last_name"]["record_label"]
        != by_column["iban"]["record"]
    )
    assert (by_column["iban"]["before"], by_column["iban"]["after"]) == ("", MASK)
    assert "SECRET" not in json.dumps(said)
    clear = office.get(f"history/{runs[0]['run']}", KEYS["accounts"]).text
    assert "FR00STORESECRET" in clear

    undone = office.post("undo", {"run": runs[0]["run"]}).json()

    assert undone["cells"] == runs[0]["cells"] and undone["kept"] == []
    newest = office.get("history").json()["runs"][0]
    assert (newest["run"], newest["who"]) == (undone["run"], "office")
    sync(office, "q.xlsx")
    assert first_row(office.folder / "q.xlsx", "last_name") == by_column["last_name"]["before"]
    again = office.post("undo", {"run": runs[0]["run"]})
    assert (again.status_code, again.json()["error"]["code"]) == (422, "refused")


def test_a_role_held_to_its_books_sees_and_undoes_no_other(office: Client) -> None:
    half = KEYS["checker"]
    found = conflicts(office)
    runs = office.get("history").json()["runs"]
    of_p = next(run["run"] for run in runs if run["book"] == "p.xlsx")

    assert office.get("conflicts", half).json() == {"conflicts": []}
    assert {run["book"] for run in office.get("history", half).json()["runs"]} == {"q.xlsx"}
    assert office.get(f"history/{of_p}", half).status_code == 404
    assert office.post("undo", {"run": of_p}, half).status_code == 404
    assert office.post(f"conflicts/{found['last_name']['id']}", {"take": "sheet"}, half).status_code == 404
    assert office.post("sync", {"book": "p.xlsx"}, half).status_code == 404


def test_what_is_not_there_or_not_so_is_refused(office: Client) -> None:
    identity = conflicts(office)["last_name"]["id"]
    for said in (
        {},
        [],
        {"take": "mine"},
        {"take": "value"},
        {"take": "sheet", "value": "x"},
        {"take": "value", "value": 1},
    ):
        assert office.post(f"conflicts/{identity}", said).status_code in (400, 422), said
    assert office.post(f"conflicts/{identity}", {"take": "value", "value": "sheet"}).status_code == 422
    assert office.get("history/none").status_code == 404
    assert office.post("undo", {"run": "none"}).status_code == 404
    assert office.post("undo", {"run": 1}).status_code == 422
    for path, ask in (("conflicts", office.get), ("history", office.get)):
        assert ask(path, "").status_code == 401
