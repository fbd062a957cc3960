"""What the service says was found, unfolded by the buttons' script: word by word and cell by cell what Python says."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from http_service import KEYS, NOWHERE, Client, crew_book, service

from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.documents.findings_gallery import read_cases
from addin.documents.gallery_runs import run_case
from addin.faces.http.found import found_json
from addin.faces.http.work import answer_json, dumped
from sync.books.posted import PostedBook
from sync.books.posted_edits import edits_json
from sync.ids import new_id
from workbook_templates.book import Edits, Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.check_sheet import check_result
from workbook_templates.findings import MASK, Finding, Severity
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import Lang

UNFOLD = Path(__file__).resolve().parent / "web" / "gas" / "unfold.js"
SHEETS = {
    "en": [[table.label.en, [column.label.en for column in table.columns]] for table in INPUT_TABLES],
    "fr": [[table.label.fr, [column.label.fr for column in table.columns]] for table in INPUT_TABLES],
}
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def unfolded(*answers: object) -> list[Any]:
    said = dumped(answers)
    done = subprocess.run(["node", str(UNFOLD)], input=said, capture_output=True, check=True, timeout=120)
    return list(json.loads(done.stdout))


def a_reading(lang: Lang) -> Reading:
    """All tables but one, each below a title, its columns the other way round and a fourth of them missing."""
    grids = [
        SheetGrid(str(name), [["x"], ["_id", *(one for at, one in enumerate(columns[::-1]) if at % 4 != 1)]])
        for name, columns in SHEETS[lang][:-1]
    ]
    return read_grids(grids, INPUT_TABLES, "", "")


def all_findings() -> list[Finding]:
    """Those of every case of the gallery, of the whole sheet too, and text that looks like a part of a sentence."""
    found = [finding for case in read_cases().values() for finding in run_case(case)]
    kinds = {finding.kind.code: finding for finding in found}
    whole = [replace(one, row=0, record="") for one in kinds.values()]
    strange = [replace(one, value="{value} {row} $& 2026-05-04", row=7) for one in kinds.values()]
    return [*found, *whole, *strange]


def marks_of(findings: Sequence[Finding], reading: Reading) -> list[dict[str, object]]:
    """What stands in place, as every book on disk or of Google shows it."""
    marks: list[dict[str, object]] = []
    for finding in findings:
        read = reading.tables.get(finding.table.key)
        if read is None or read.place is None or read.table.written or not finding.row:
            continue
        column = read.column_of(finding.column)
        if column:
            where = {"sheet": read.place.sheet, "row": finding.row, "column": column}
            said = {"severity": finding.kind.severity.value, "message": finding.message(reading.lang)}
            marks.append(where | said)
    return marks


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_sort_of_finding_is_told_as_python_tells_it(lang: Lang) -> None:
    reading, findings = a_reading(lang), all_findings()
    assert reading.lang == lang and len({finding.code for finding in findings}) > 140
    assert {read.place is None for read in reading.tables.values()} == {True, False}
    whole = check_result(findings, reading)
    placed: Any = edits_json(reading, Edits(results=[whole]), [], {})
    edits = {"results": [{"table": "checks", "rows": []}], "marks": True}

    (said,) = unfolded({"findings": found_json(findings, reading), "edits": edits, "lang": lang})

    ordered = [row[3].value for row in whole.grid[whole.header :]]
    assert [one["text"] for one in said["findings"]] == ordered
    for key in ("message", "severity", "code", "table", "column", "row", "record"):
        assert sorted(str(one[key]) for one in said["findings"]) == sorted(
            str(finding.as_json(lang)[key]) for finding in findings
        ), key
    assert sorted(one["cell"] for one in said["findings"]) == sorted(one.seen(lang) for one in findings)
    lines = said["edits"]["results"][0]["rows"]
    assert lines == json.loads(json.dumps(placed))["results"][0]["rows"][whole.header :]
    assert sorted(said["edits"]["marks"], key=str) == sorted(marks_of(findings, reading), key=str)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_checks_and_the_marks_are_cell_by_cell_those_of_the_whole_answer(lang: Lang) -> None:
    sheets = [{"name": name, "rows": [columns, *_bad_rows(len(columns))]} for name, columns in SHEETS[lang]]
    book = PostedBook({"name": "film", "sheets": sheets})
    reading, outcome = run_action(ACTIONS["check"], book, Options(), new_id)
    assert reading.lang == lang and len(outcome.findings) > 500
    whole = {one["table"]: one["rows"] for one in book.edits["results"]}["checks"]  # type: ignore[attr-defined]
    answer = answer_json(reading, outcome, book)
    answer["edits"] = {**book.edits, "results": [{"table": "checks", "rows": whole[:4]}]}

    (said,) = unfolded(answer)

    assert said["edits"]["results"][0]["rows"] == json.loads(json.dumps(whole))
    assert sorted(said["edits"]["marks"], key=str) == sorted(marks_of(outcome.findings, reading), key=str)
    assert len(dumped(answer)) < len(dumped([said["edits"], said["findings"]])) / 3


def _bad_rows(width: int) -> list[list[object]]:
    return [
        ["07/05/2026 ?" if at % 2 else "-1" for at in range(width)],
        [None, *["1 234,5x"] * (width - 1)],
    ] * 3


def test_an_action_that_marks_nothing_leaves_the_marks(tmp_path: Path) -> None:
    book = PostedBook({"name": "film", "sheets": []})
    reading, outcome = run_action(ACTIONS["schedule"], book, Options(), new_id)

    (said,) = unfolded(answer_json(reading, outcome, book))

    assert said["edits"]["marks"] is None and book.edits["marks"] is False
    book.apply(Edits(marks=()))
    assert book.edits["marks"] is True


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with service(tmp_path_factory.mktemp("found"), NOWHERE) as client:
        yield client


def test_the_service_says_each_sentence_once(office: Client) -> None:
    posted = crew_book(400, Phone="+33 1", **{"Birth date": "x"})

    answer = office.post("actions/check", posted)

    said = answer.json()
    (checks,) = [one for one in said["edits"]["results"] if one["table"] == "checks"]
    (whole,) = unfolded(said)
    assert len(said["findings"]["rows"]) > 800 > 20 * len(said["findings"]["sentences"]) > 0
    assert len(checks["rows"]) == 4 and len(whole["edits"]["results"][0]["rows"]) > 804
    assert {Severity.ERROR.value} <= {one["severity"] for one in whole["edits"]["marks"]}
    assert len(answer.content) < len(dumped(whole)) / 4


@pytest.mark.parametrize("key", ["office", "accounts"])
def test_no_answer_holds_a_restricted_value(office: Client, key: str) -> None:
    posted = crew_book(2, IBAN="FR00SECRET", Social="99SECRET")

    answer = office.post("actions/check", posted, KEYS[key])

    assert answer.status_code == 200 and MASK in answer.text and "SECRET" not in answer.text
