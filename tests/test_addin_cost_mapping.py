"""The cost report under another chart of accounts; codes are text everywhere."""

import csv
import json
import random
from pathlib import Path

import openpyxl
import pytest
from table_rows import reading_of
from test_addin_costs import example
from test_addin_costs_slow import CODES, production

from addin.faces.command_line import main
from addin.rules.cost_mapping import mapping_csv, proposed_mapping, read_mapping, recast
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
    assert [row[:2] for row in rows[1:]] == [["'0408", "Régie"], ["'408", "Autre"]]
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

    proposed = proposed_mapping(report, {"27.00": "Charges", "9": "CAMERA"})
    lines = mapping_csv(proposed, "fr").decode("utf-8-sig").splitlines()

    assert lines[0] == "Compte;Intitulé du compte;Autre compte;Intitulé"
    assert [line.split(";")[0] for line in lines[1:]] == [f"'{line.account}" for line in report.lines]
    assert {row[0]: row[2] for row in proposed if row[2]} == {"27.00": "27.00", "45.00": "9"}
    assert read_mapping("\n".join(lines).encode()).targets == {"27.00": "27.00", "45.00": "9"}


def test_an_account_of_the_same_code_then_of_the_same_name_is_proposed() -> None:
    report = compute_costs(reading_of(example()), 4)
    named = report.lines[0]

    like = proposed_mapping(report, {"X1": named.name.upper(), "X2": "Other"})
    twice = proposed_mapping(report, {"X1": named.name, "X2": named.name})

    assert [row[2:] for row in like if row[2]] == [("X1", named.name.upper())]
    assert not [row for row in twice if row[2]]


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of two accounts whose codes differ by a zero, each with a cost."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("account,name,budget\n0408,Régie,33000.00\n408,Autre,50.00\n", encoding="utf-8")
    costs = "entry,kind,period,account,net\nE1,invoice,1,0408,10.00\nE2,invoice,1,408,1.00\n"
    Path("c.csv").write_text(costs, encoding="utf-8")
    people = (
        "person,last_name,first_name,department,position,birth_date\nP1,Lune,Ana,camera,Cadreuse,1990-05-07\n"
    )
    Path("p.csv").write_text(people, encoding="utf-8")
    assert main(["new", "film.xlsx", "--lang", "fr"]) == 0
    for table, file in (("accounts", "a.csv"), ("costs", "c.csv"), ("crew", "p.csv")):
        assert main(["load", "film.xlsx", table, file]) != 2
    return tmp_path / "film.xlsx"


def test_a_mapping_is_written_when_absent_corrected_by_hand_and_read_back(
    film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["chart", "film.xlsx", "map", "other.xlsx", "--period", "1", "--chart", "cnc", "--json"]
    assert main(command) == 0
    book = openpyxl.load_workbook("other.xlsx")
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row[:2]] for row in sheet["A1:D3"]] == [
        ["Compte", "Intitulé du compte"], ["0408", "Régie"], ["408", "Autre"],
    ]  # fmt: skip
    assert {cell.number_format for row in sheet["A2:D40"] for cell in row} == {"@"}
    sheet["C2"], sheet["C3"] = "91", "007"
    book.save("other.xlsx")
    capsys.readouterr()

    assert main([*command, "--to", "report.xlsx"]) == 0

    answer = json.loads(capsys.readouterr().out)
    names = {line["account"]: line["name"] for line in answer["lines"]}
    assert names == {"91": "Assurances", "007": ""}
    assert (answer["strange"], answer["file"]) == (["007"], "report.xlsx")
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook("report.xlsx").worksheets[0]]
    assert ["91", "Assurances", 33000, 33000, 10, 0, 32990, 33000, 0] in cells
    assert main([*command, "--new"]) == 2


def test_an_amount_that_a_birthday_s_serial_equals_is_no_leak(film: Path) -> None:
    Path("other.csv").write_text("Compte;Autre compte\n0408;7\n", encoding="utf-8")
    rows = "account,name,budget\n0408,Régie,33000.00\n"  # the cell's serial of 7 May 1990
    Path("a.csv").write_text(rows, encoding="utf-8")

    assert main(["chart", "film.xlsx", "map", "other.csv", "--period", "1", "--to", "r.xlsx"]) == 1
    assert Path("r.xlsx").exists()


def test_a_report_or_mapping_of_another_kind_is_refused_and_nothing_written(film: Path) -> None:
    before = sorted(path.name for path in film.parent.iterdir())

    assert main(["chart", "film.xlsx", "map", "other.docx", "--period", "1"]) == 2
    assert main(["chart", "film.xlsx", "map", "a.csv", "--period", "1", "--to", "report.txt"]) == 2

    assert sorted(path.name for path in film.parent.iterdir()) == before


def test_the_charts_say_where_they_come_from_and_what_they_lack(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["charts", "--json"]) == 0

    said = {one["chart"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(said) == {"telefilm", "broadcaster", "cnc", "aicp", "photo"}
    assert all(one["source"] and one["missing"] for one in said.values())
