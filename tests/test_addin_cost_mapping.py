"""The cost report under another chart of accounts; codes are text everywhere."""

import csv
import json
import random
from pathlib import Path

import pytest
from table_rows import reading_of
from test_addin_costs import example
from test_addin_costs_slow import CODES, production

from addin.faces.command_line import main
from addin.rules.cost_mapping import blank_mapping, read_mapping, recast
from addin.rules.costs import AMOUNTS, add_lines, compute_costs
from workbook_templates.text import OfficeError

MAPPING = (
    "Compte;Autre compte;Intitulé\n12.00;2;Personnel\n27.00;4;Charges\n33.00;6;Régie\n38.00;6;\n0408;0012;\n"
)


def test_costs_are_added_up_by_the_other_chart_and_what_has_no_account_is_listed() -> None:
    report = compute_costs(reading_of(example()), 4)

    done = recast(report, read_mapping(MAPPING.encode()))

    assert [(line.account, line.name, line.efc) for line in done.lines] == [
        ("2", "Personnel", 5_200_000), ("4", "Charges", 1_040_000), ("6", "Régie", 3_800_000),
    ]  # fmt: skip
    assert [line.account for line in done.unmapped] == ["45.00", "66.00", "80.00"]
    assert done.unknown == ("0408",)
    assert {key: getattr(done.total, key) for key in AMOUNTS} == {
        key: getattr(report.total, key) for key in AMOUNTS
    }


@pytest.mark.parametrize("seed", range(40))
def test_the_total_is_the_same_under_any_mapping(seed: int) -> None:
    dice = random.Random(seed)
    report = compute_costs(reading_of(production(dice)), 3)
    said = "".join(f"{code};{dice.choice(['A', 'B', '', '0408'])}\n" for code in CODES)

    done = recast(report, read_mapping(f"Account;Other account\n{said}".encode()))

    assert add_lines((*done.lines, *done.unmapped)) == report.total
    assert len(done.unmapped) + sum(1 for _ in done.lines) <= len(report.lines)


def test_an_account_that_goes_two_ways_is_refused_and_so_is_a_file_without_its_columns() -> None:
    with pytest.raises(OfficeError, match=r"12\.00"):
        read_mapping(b"Account;Other account\n12.00;2\n12.00;3\n")
    with pytest.raises(OfficeError):
        read_mapping(b"Account;Name\n12.00;2\n")


def test_an_episode_goes_where_its_account_does_unless_it_is_named() -> None:
    chart = read_mapping(b"Account;Other account\n12.00;2\n12.00 / 102;3\n")

    assert [chart.target(code) for code in ("12.00 / 101", "12.00 / 102", "13.00")] == ["2", "3", ""]


def test_codes_stay_text_through_load_report_mapping_and_dump(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, mapping = tmp_path / "p.xlsx", tmp_path / "other.csv"
    (tmp_path / "a.csv").write_text(
        "account,name,budget\n0408,Régie,100.00\n408,Autre,50.00\n", encoding="utf-8"
    )
    costs = "entry,kind,period,account,net\nE1,invoice,1,0408,10.00\nE2,invoice,1,408,1.00\n"
    (tmp_path / "c.csv").write_text(costs, encoding="utf-8")
    assert main(["new", str(book), "--lang", "en"]) == 0
    assert main(["load", str(book), "accounts", str(tmp_path / "a.csv")]) == 0
    assert main(["load", str(book), "costs", str(tmp_path / "c.csv")]) == 0
    assert main(["chart", str(book), "map", str(mapping), "--period", "1", "--new"]) == 0
    rows = list(csv.reader(mapping.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["0408", "408"]
    mapping.write_text("Account;Other account\n0408;007\n408;7\n", encoding="utf-8")
    capsys.readouterr()

    assert main(["chart", str(book), "map", str(mapping), "--period", "1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(line["account"], line["to_date"]) for line in answer["lines"]] == [
        ("007", "10.00"),
        ("7", "1.00"),
    ]
    assert main(["costs", str(book), "--period", "1", "--json"]) == 0
    assert [line["account"] for line in json.loads(capsys.readouterr().out)["lines"]] == ["0408", "408"]
    assert main(["dump", str(book), "costs"]) == 0
    assert ",0408," in capsys.readouterr().out


def test_a_mapping_to_fill_in_names_every_account_of_the_report() -> None:
    report = compute_costs(reading_of(example()), 4)

    lines = blank_mapping(report, "fr").decode("utf-8-sig").splitlines()

    assert lines[0] == "Compte;Autre compte;Intitulé"
    assert [line.split(";")[0] for line in lines[1:]] == [line.account for line in report.lines]


def test_the_charts_say_where_they_come_from_and_what_they_lack(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["charts", "--json"]) == 0

    said = {one["chart"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(said) == {"telefilm", "broadcaster", "cnc", "aicp", "photo"}
    assert all(one["source"] and one["missing"] for one in said.values())
