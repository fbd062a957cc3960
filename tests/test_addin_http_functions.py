"""The service's functions and compact answers, over HTTP."""

from collections.abc import Iterator

import pytest
from http_service import KEYS, NOWHERE, Client, crew_book, service

from addin.actions.functions import FUNCTIONS
from workbook_templates.findings import MASK

MONEY = {
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


def test_a_compact_answer_says_what_the_whole_one_does(office: Client) -> None:
    posted = crew_book(40, Phone="+33 1", IBAN="FR00SECRET", **{"Birth date": "x"})

    whole = office.post("actions/check", posted).json()
    compact = office.post("actions/check", posted | {"answer": "compact"}).json()

    rows = compact["findings"]["rows"]
    assert len(rows) == len(whole["findings"]) > 80
    told = [spoken(compact["findings"]["sentences"], row) for row in rows]
    assert sorted(one["message"] for one in told) == sorted(one["message"] for one in whole["findings"])
    checks = {one["table"]: one for one in whole["edits"]["results"]}["checks"]
    short = {one["table"]: one for one in compact["edits"]["results"]}["checks"]
    assert short["rows"] == checks["rows"][:4] and short["widths"] == checks["widths"]
    assert [[one["label"], one["place"], one["value"], one["text"], one["code"]] for one in told] == [
        [cell["value"] for cell in row] for row in checks["rows"][4:]
    ]
    places = compact["edits"]["marks"]
    marks = [
        {
            "sheet": places[one["table"]]["sheet"],
            "row": one["row"],
            "column": places[one["table"]]["columns"][one["column"]],
            "severity": one["severity"],
            "message": one["message"],
        }
        for one in told
        if one["row"] and one["table"] in places and one["column"] in places[one["table"]]["columns"]
    ]
    assert sorted(marks, key=str) == sorted(whole["edits"]["marks"], key=str)
    assert compact["edits"]["cells"] != [] and len(str(compact)) < len(str(whole)) / 3


def spoken(sentences: list[dict[str, object]], row: list[object]) -> dict[str, object]:
    """A finding as whoever asked puts it together."""
    sentence = sentences[int(str(row[0]))]
    parts = sentence["parts"]
    assert isinstance(parts, list)
    words = dict(zip(parts, row[1:], strict=True))
    place, text = str(sentence["place"]), str(sentence["text"])
    for name, word in words.items():
        place, text = place.replace(f"{{{name}}}", str(word)), text.replace(f"{{{name}}}", str(word))
    said = {**sentence, **words, "place": place, "text": text}
    return {**said, "message": f"{place}: {text} [{sentence['code']}]"}


@pytest.mark.parametrize("key", ["office", "accounts"])
def test_no_compact_answer_holds_a_restricted_value(office: Client, key: str) -> None:
    posted = crew_book(2, IBAN="FR00SECRET", Social="99SECRET") | {"answer": "compact"}

    answer = office.post("actions/check", posted, KEYS[key])

    assert answer.status_code == 200 and MASK in answer.text and "SECRET" not in answer.text
