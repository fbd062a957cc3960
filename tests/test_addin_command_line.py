"""The command line, as a person types it."""

import json
from pathlib import Path

import openpyxl
import pytest

from addin.faces.command_line import main


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    assert main(["new", "p.xlsx", "--sample", "--lang", "fr"]) == 0
    return tmp_path / "p.xlsx"


def test_new_never_writes_over_a_file(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sample.read_bytes()

    assert main(["new", "p.xlsx"]) == 2

    assert sample.read_bytes() == before
    assert "exists already" in capsys.readouterr().err


def test_check_answers_json_and_dry_run_writes_nothing(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample.read_bytes()
    capsys.readouterr()

    assert main(["check", "p.xlsx", "--json", "--dry-run"]) == 1

    answer = json.loads(capsys.readouterr().out)
    assert answer["book"] == "p.xlsx" and len(answer["findings"]) == 10
    assert sample.read_bytes() == before


def test_each_report_is_written_in_its_sheet_once(sample: Path) -> None:
    for command in (["check"], ["costs", "--period", "6"], ["schedule"]):
        main([command[0], "p.xlsx", *command[1:]])
        written = sample.read_bytes()
        main([command[0], "p.xlsx", *command[1:]])
        assert sample.read_bytes() == written, command


def test_load_then_dump_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "b.xlsx", "--lang", "fr"]) == 0
    text = (
        "Séquence;Pages;Décor;Rôles;Jour n°\r\n007A;3/8;Café d’été;1,2;3\r\n008;1 3/8;=SOMME(A1);;demain\r\n"
    )
    (tmp_path / "s.csv").write_bytes(text.encode("cp1252"))

    status = main(["load", "b.xlsx", "scenes", "s.csv"])
    capsys.readouterr()
    main(["dump", "b.xlsx", "scenes", "--format", "json"])

    rows = json.loads(capsys.readouterr().out)["rows"]
    seen = [(row["scene"], row["pages"], row["set"], row["roles"], row["day"]) for row in rows]
    assert status == 1
    assert seen == [("007A", "3/8", "Café d’été", "1,2", "3"), ("008", "1 3/8", "=SOMME(A1)", "", "demain")]


def test_a_masked_dump_loaded_back_changes_nothing(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Once, the masks of restricted cells were loaded over their values, and rows of one key doubled.
    capsys.readouterr()
    main(["dump", "p.xlsx", "crew"])
    masked = capsys.readouterr().out
    (sample.parent / "crew.csv").write_text(masked, encoding="utf-8")
    before = sample.read_bytes()

    main(["load", "p.xlsx", "crew", "crew.csv"])

    assert "•••" in masked
    assert sample.read_bytes() == before


def test_a_second_sync_writes_nothing_and_restricted_values_are_masked(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", "p.xlsx"]) == 0
    written = sample.read_bytes()
    capsys.readouterr()

    assert main(["sync", "p.xlsx", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)["books"][0]
    assert (answer["from_sheet"], answer["to_sheet"], answer["refused"]) == (0, 0, None)
    assert sample.read_bytes() == written
    main(["log", "--table", "crew"])
    assert "2200.00" not in capsys.readouterr().out


@pytest.mark.parametrize("command", [["check", "no.xlsx"], ["dump", "p.xlsx", "nothing"], ["check", "x.ods"]])
def test_what_cannot_be_done_is_one_sentence(
    sample: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert main(command) == 2

    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1


def test_a_quebec_workbook_prints_on_letter_paper_reports_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "q.xlsx", "--country", "CA-QC", "--chart", "telefilm"]) == 0

    assert main(["costs", "q.xlsx", "--period", "1"]) == 0

    sizes = {sheet.page_setup.paperSize for sheet in openpyxl.load_workbook("q.xlsx").worksheets[:-1]}
    assert sizes == {1}


@pytest.mark.parametrize("period", ["-1", "10000"])
def test_a_period_that_is_none_is_refused(
    sample: Path, period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sample.read_bytes()

    assert main(["costs", "p.xlsx", f"--period={period}"]) == 2

    assert "is not a period" in capsys.readouterr().err
    assert sample.read_bytes() == before
