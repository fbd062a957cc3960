"""The service's functions, over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from http_service import KEYS, NOWHERE, Client, service

from addin.actions.functions import FUNCTIONS

MONEY: dict[str, Any] = {
    "name": "film",
    "sheets": [
        {
            "name": "Accounts",
            "rows": [["Account", "Name", "Budget"], ["11.00", "Story", 1000], ["12.00", "Cast", 500]],
        },
        {
            "name": "Costs",
            "rows": [
                ["Entry", "Kind", "Period", "Account", "Net"],
                ["E1", "Invoice", 1, "11.00", 200.25],
                ["E2", "Invoice", 2, "11.00", 1200],
            ],
        },
    ],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with service(tmp_path_factory.mktemp("functions"), NOWHERE) as client:
        yield client


def call(key: str, *given: object) -> dict[str, object]:
    return {"function": key, "arguments": list(given)}


def test_many_calls_are_answered_in_one_request(office: Client) -> None:
    calls = [
        call("EIGHTHS", "1 3/8"),
        call("EIGHTHS", "1 3/9"),
        call("EFC", "11.00", 1),
        call("VARIANCE", "11.00"),
        call("EFC", "77.77"),
        call("HOURS", "08:00", 45, "19:15"),
        call("DOOD", "1", "2026-05-04"),
        call("PROFIT"),
    ]

    said = office.post("functions", {"calls": calls, "book": MONEY, "lang": "fr"}).json()["results"]

    assert [one.get("value", one.get("error")) for one in said] == [
        11, "#VALUE!", 1000, -400.25, "#N/A", 10.5, "#REF!", "#NAME?",
    ]  # fmt: skip
    assert said[1]["message"] == "pages : « 1 3/9 » n'est pas des pages et huitièmes, par exemple 1 3/8."
    without = office.post("functions", {"calls": [call("EFC", "11.00"), call("EIGHTHS", 2)], "book": None})
    assert [one.get("value", one.get("error")) for one in without.json()["results"]] == ["#REF!", 16]


def test_why_takes_a_cell_of_the_posted_cost_report(office: Client) -> None:
    report = office.post("actions/costs", {"book": MONEY, "options": {"period": 2}}).json()
    (result,) = report["edits"]["results"]
    rows = [[_posted(cell["value"]) for cell in row] for row in result["rows"]]
    book = {**MONEY, "sheets": [*MONEY["sheets"], {"name": result["sheet"], "rows": rows}]}
    row = next(at for at, cells in enumerate(rows, start=1) if cells and cells[0] == "11.00")
    calls = [
        call("WHY", "11.00", "efc", 2),
        {**call("WHY", rows[row - 1][11]), "cell": f"'Cost report'!L{row}"},
        {**call("WHY", "x"), "cell": "Nowhere!L9"},
        call("WHY", "11.00"),
    ]

    named, pointed, lost, alone = office.post("functions", {"calls": calls, "book": book}).json()["results"]

    assert pointed == named and "efc" not in named["value"] and "1,200.00" in named["value"]
    assert lost["error"] == alone["error"] == "#VALUE!" and "Point at a figure" in lost["message"]
    wrong = {**call("WHY", 1), "cell": 7}
    assert office.post("functions", {"calls": [wrong]}).status_code == 422


def _posted(value: object) -> object:
    return float(str(value["number"])) if isinstance(value, dict) else value


def test_every_function_answers_its_own_example(office: Client) -> None:
    for function in FUNCTIONS.values():
        given = [said.strip(' "') for said in function.example.split(",")]
        answer = office.post("functions", {"calls": [call(function.key, *given)], "book": MONEY})
        assert answer.status_code == 200 and answer.json()["results"][0].keys() & {"value", "error"}, (
            answer.text
        )


@pytest.mark.parametrize(
    "said",
    [
        [], {}, {"calls": 1}, {"calls": [1]}, {"calls": [{"function": "EIGHTHS"}]}, {"calls": [], "lang": "de"},
        {"calls": [{"function": "EIGHTHS", "arguments": [], "more": 1}]}, {"calls": [], "book": 1}, {"calls": [], "url": ""},
        {"calls": [call("PAGES", 1)] * 2001}, {"calls": [call("PAGES", *range(21))]},
    ],
)  # fmt: skip
def test_calls_that_are_not_so_are_refused(office: Client, said: object) -> None:
    answer = office.post("functions", said)

    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]["fr"]


def test_only_a_role_that_may_calls_functions(office: Client) -> None:
    assert office.post("functions", {"calls": []}, KEYS["checker"]).status_code == 403
    assert office.post("functions", {"calls": []}, "").status_code == 401
