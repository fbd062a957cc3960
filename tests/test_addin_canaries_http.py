"""Canaries over HTTP: no answer, log or message of the service says one to someone without the right."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from http_service import KEYS, NOWHERE, Client, service, toml
from test_addin_canaries import files_but, found_in, mixed, needles, plant

from addin.actions.functions import FUNCTIONS
from addin.faces.command_line import main

TABLES = ("Crew", "Cast", "Équipe", "Distribution")


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Client]:
    """Two books of one production, one of them entitled, and the service beside them; the key encrypts the store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLASSEUR_KEY", raising=False)
    assert main(["key", "--new", "office.key"]) == 0
    assert main(["new", "p.xlsx", "--sample", "--lang", "fr"]) == 0
    shutil.copy("p.xlsx", "q.xlsx")
    with service(tmp_path, NOWHERE, 'key_file = "office.key"\n' + toml()) as client:
        yield client


def posted(name: str) -> dict[str, Any]:
    """A workbook's sheets as a button posts them."""
    book = openpyxl.load_workbook(name)
    sheets = [
        {
            "name": sheet.title,
            "rows": [["" if cell is None else str(cell) for cell in row] for row in sheet.values],
        }
        for sheet in book.worksheets
    ]
    return {"name": name, "sheets": sheets}


def sync(client: Client, book: str, said: list[str]) -> list[str]:
    """One round by the service; the address of its job."""
    answer = client.post("sync", {"book": book, "yes": True})
    said.append(answer.text)
    job = answer.json()
    while job["state"] in ("waiting", "running"):
        answer = client.get(f"jobs/{job['job']}")
        said.append(answer.text)
        job = answer.json()
    said.append(client.get(f"jobs/{job['job']}").text)
    return [*said]


def requests_of(book: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """What a button may post, well formed and not."""
    crew = next(sheet["rows"] for sheet in book["sheets"] if sheet["name"] in TABLES)
    yield "actions/check", {"book": book}
    yield "actions/schedule", {"book": book}
    yield "actions/cash", {"book": book}
    yield "actions/budgets", {"book": book}
    yield "actions/costs", {"book": book, "options": {"period": 1}}
    yield "actions/costs", {"book": book, "options": {"period": 1, "issue": True}}
    yield "actions/costs", {"book": book}
    yield "actions/check", {"book": {**book, "sheets": [{"name": 7, "rows": crew}]}}
    yield "actions/check", {"book": {**book, "sheets": [{"name": "Crew", "rows": [*crew, crew[:1]]}]}}
    calls = [{"function": key, "arguments": []} for key in FUNCTIONS]
    yield "functions", {"calls": calls, "book": book}
    yield "functions", {"calls": [{"function": "EFC", "arguments": ["77.77"]}], "book": book}


def test_no_answer_of_the_service_says_a_restricted_value_to_who_may_not_see_it(
    office: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = mixed(crew_is_wrong=False), mixed(crew_is_wrong=True)
    third = {key: {name: f"{value}8" for name, value in columns.items()} for key, columns in first.items()}
    said: list[str] = []
    plant("p.xlsx", first)
    sync(office, "p.xlsx", said)
    sync(office, "q.xlsx", said)
    plant("p.xlsx", second)
    plant("q.xlsx", third)
    plant("p.xlsx", second, row=2)  # twice: the same number under two names
    capfd.readouterr()
    sync(office, "p.xlsx", said)
    sync(office, "q.xlsx", said)
    met = {"/v1/sync", "/v1/jobs/{job}"}

    book = posted("p.xlsx")
    for path, body in requests_of(book):
        said.append(office.post(path, body).text)
        met.add(f"/v1/{path}")
    for path in ("health", "openapi.json", "books", "conflicts", "history", "nothing"):
        said.append(office.get(path).text)
        met.add(f"/v1/{path}")
    found = office.get("conflicts").json()["conflicts"]
    for number, one in enumerate(found):
        choice = {"take": "sheet"} if number % 2 else {"take": "value", "value": ""}
        said.append(office.post(f"conflicts/{one['id']}", choice).text)
    runs = office.get("history").json()["runs"]
    for run in runs:
        said.append(office.get(f"history/{run['run']}").text)
    said.append(office.post("undo", {"run": runs[0]["run"]}).text)
    met |= {"/v1/conflicts/{conflict}", "/v1/history/{run}", "/v1/undo"}

    wanted = needles(first, second, third)
    assert found and len(said) > 30
    assert set(office.get("openapi.json").json()["paths"]) <= met
    for answer in said:
        assert found_in(answer, wanted) == []
    captured = capfd.readouterr()
    assert found_in(captured.out + captured.err, wanted) == []
    for name, text in files_but("p.xlsx", "q.xlsx").items():
        assert found_in(text, wanted) == [], name
    # What the search looks for is there to be found: a role with the right is shown it.
    shown = found_in(office.get("conflicts", KEYS["accounts"]).text, wanted)
    assert {second["crew"][key] for key in ("social", "iban", "birth_date")} <= {value for value, _ in shown}
