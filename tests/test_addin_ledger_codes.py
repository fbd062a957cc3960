"""Account codes are text: a leading zero is never lost, and a lost one is never guessed back."""

import csv
from pathlib import Path

import pytest

from addin.faces.command_line import main
from addin.rules.ledger_accounts import target_of
from workbook_templates.charts import CHARTS, read_chart


@pytest.mark.parametrize("name", CHARTS)
def test_a_workbook_of_a_chart_holds_its_codes_as_the_source_writes_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "p.xlsx", "--lang", "en", "--chart", name]) == 0
    capsys.readouterr()

    assert main(["dump", "p.xlsx", "accounts"]) == 0

    lines = csv.DictReader(capsys.readouterr().out.splitlines())
    assert [line["account"] for line in lines] == [line["account"] for line in read_chart(name)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_where_it_comes_from_and_what_is_missing(name: str) -> None:
    chart = CHARTS[name]

    assert chart.source and chart.missing.en.endswith(".") and chart.missing.fr.endswith(".")


def test_408_in_a_mapping_is_not_0408() -> None:
    assert target_of("408", {"0408": "Cameras"}) == "408"
    assert target_of("0408", {"0408": "Cameras"}) == "0408"
