"""The charts of accounts that are shipped."""

import csv
from pathlib import Path

import pytest

from workbook_templates.charts import CHARTS, read_chart
from workbook_templates.starting import starting_rows

SOURCES = {
    "cnc": ("france_cnc_cinema_2018_level2.csv", "code"),
    "aicp": ("us_aicp_2019_sections.csv", "letter"),
    "telefilm": ("canada_telefilm_cavco_topsheet.csv", "code"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_account_of_a_chart_has_a_name_and_a_code_of_its_own(name: str) -> None:
    lines = read_chart(name)

    assert len({line["account"] for line in lines}) == len(lines) > 8
    assert all(line["name"] and line["budget"] == "0.00" for line in lines)
    assert CHARTS[name].source and CHARTS[name].missing.en and CHARTS[name].missing.fr


@pytest.mark.parametrize("name", SOURCES)
def test_a_chart_has_no_account_that_its_source_lacks(shared: Path, name: str) -> None:
    file, column = SOURCES[name]
    with (shared / "data/charts" / file).open(encoding="utf-8") as source:
        known = {row[column] for row in csv.DictReader(source)}

    assert {line["account"] for line in read_chart(name)} <= known


def test_what_is_known_only_as_a_range_is_left_out_and_said_to_be_missing() -> None:
    codes = {line["account"] for line in read_chart("cnc")}

    assert not any("-" in code for code in codes)
    assert all(gap in CHARTS["cnc"].missing.en for gap in ("41-46", "61-66", "72-75"))
    assert {"11", "47", "8", "94"} <= codes


def test_the_photo_estimates_codes_keep_their_leading_zero() -> None:
    rows = starting_rows("en", None, "photo")["accounts"]

    assert [row["account"] for _, row in rows][:2] == ["0101", "0102"]
    assert [row["account"] for _, row in rows][-1] == "1003"


def test_a_chart_names_groups_where_its_source_adds_sections_up_and_nowhere_else() -> None:
    groups = {name: {line["group"] for line in read_chart(name)} for name in CHARTS}

    assert groups == {
        "cnc": {"Postes 1 à 9", "Hors postes 1 à 9"},
        "telefilm": {"A-D", ""},
        "aicp": {""},
        "photo": {""},
        "broadcaster": {""},
    }
    outside = [line["account"] for line in read_chart("cnc") if line["group"] == "Hors postes 1 à 9"]
    below = [line["account"] for line in read_chart("telefilm") if not line["group"]]
    assert (outside, below) == (["FG", "IMP"], ["80.00", "81.00", "82.00"])
