"""An action's options are declared once: every face offers them, and Production says what nobody told."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from table_rows import reading_of

from addin.actions.recompute import recompute_results
from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.faces.http.openapi import openapi_json
from addin.faces.office.told import told
from addin.rules.cost_blocks import LEVELS
from addin.rules.cost_sheet import shown_level, shown_period
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from workbook_templates.book import Edits, Reading
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.sample.sample import build_sample
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.settings import REPORT_LEVEL
from workbook_templates.text import OfficeError

COSTS = ACTIONS["costs"]
TODAY = date(2026, 6, 1)
ACCOUNTS = [
    {"account": "12.00", "episode": "101", "department": "camera", "section": "B", "budget": "100.00"},
    {"account": "12.00", "episode": "102", "department": "camera", "section": "B", "budget": "10.00"},
    {"account": "13.00", "episode": "101", "department": "grip", "section": "B", "budget": "1.00"},
]


def production(settings: Mapping[str, str]) -> Reading:
    said = [{"setting": key, "value": value} for key, value in settings.items()]
    given: dict[str, list[dict[str, str]]] = {table.key: [] for table in (*INPUT_TABLES, ISSUED)}
    return reading_of({**given, "production": said, "accounts": ACCOUNTS})


def shown(settings: Mapping[str, str], **told: str | bool) -> list[str]:
    """The accounts that the answer reports."""
    options = COSTS.choose({"period": 1, **told}, TODAY, "en")
    answer = COSTS.run(production(settings), options, "book").answer
    lines = answer["lines"]
    assert isinstance(lines, list)
    return [line["account"] for line in lines]


def test_production_says_the_part_that_nobody_told_and_what_is_told_goes_before() -> None:
    part = {"report_episode": "101", "report_department": "camera"}

    assert shown({}) == ["12.00 / 101", "12.00 / 102", "13.00 / 101"]
    assert shown(part) == ["12.00 / 101"]
    assert shown(part, department="grip") == ["13.00 / 101"]
    assert shown(part, episode="", department="") == shown({})
    assert shown({}, department="Caméra") == ["12.00 / 101", "12.00 / 102"]


def test_an_issued_report_is_whole_whatever_production_says() -> None:
    assert shown({"report_episode": "101"}, issue=True) == shown({})
    with pytest.raises(OfficeError, match="issued whole"):
        shown({}, issue=True, episode="101")


def test_the_levels_of_production_are_the_report_s() -> None:
    assert tuple(choice.key for choice in REPORT_LEVEL.choices) == LEVELS


@pytest.mark.parametrize(
    "said",
    [{"period": "1"}, {"period": True}, {"issue": 1}, {"level": "deep"}, {"colour": "red"}, {"episode": 101}],
)
def test_what_the_action_does_not_know_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(OfficeError, match="not known here"):
        COSTS.choose(said, TODAY, "en")


def test_the_service_and_the_pane_are_told_of_every_option() -> None:
    described: Any = openapi_json()
    pane_told: Any = told()
    request = described["paths"]["/v1/actions/costs"]["post"]["requestBody"]
    options = request["content"]["application/json"]["schema"]["properties"]["options"]
    (pane,) = [action["options"] for action in pane_told["actions"] if action["key"] == "costs"]
    keys = [option.key for option in COSTS.options]

    assert list(options["properties"]) == [option["name"] for option in pane] == keys
    assert options["required"] == ["period"]
    assert {option["name"]: option["kind"] for option in pane} == {
        "period": "number", "issue": "flag", "level": "choice", "episode": "text", "department": "choice",
    }  # fmt: skip


def test_a_report_computed_again_keeps_what_it_shows_whatever_production_says_since(tmp_path: Path) -> None:
    path = tmp_path / "film.xlsx"
    build_sample(path, "fr", "A4")
    run_action(COSTS, XlsxBook(path), Options(5, today=TODAY, level="top"), new_id)
    book = XlsxBook(path)
    rows = book.read(INPUT_TABLES).tables["production"].rows
    free = max(row.number for row in rows)
    book.apply(Edits(cells={"production": {(free, "setting"): "report_level", (free, "value"): "line"}}))

    assert recompute_results(XlsxBook(path), TODAY) == ("costs",)

    read = XlsxBook(path).read([TABLE["cost_report"]]).tables["cost_report"]
    assert (shown_level(read), shown_period(read)) == ("top", 5)
