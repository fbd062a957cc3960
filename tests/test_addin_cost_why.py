"""Why a figure of the cost report is what it is: its lines add up to it."""

import json
import random
from pathlib import Path

import pytest
from slow_costs import SlowReport
from table_rows import reading_of
from test_addin_costs import example, rows
from test_addin_costs_slow import SEEDS, production

from addin.faces.command_line import main
from addin.rules.cost_parts import Part
from addin.rules.cost_why import Explanation, explain_cost, explanation_json, explanation_text
from addin.rules.costs import AMOUNTS, compute_costs
from workbook_templates.book import Reading
from workbook_templates.text import OfficeError, Text


def total_of(why: Explanation) -> int:
    return sum(part.amount * part.sign for part in why.parts)


def places(why: Explanation) -> list[tuple[str, int, int]]:
    return [(part.table, part.row, part.amount * part.sign) for part in why.parts]


def test_every_figure_of_the_worked_example_is_the_sum_of_its_lines() -> None:
    book = reading_of(example())
    for period in (2, 3, 4):
        report = compute_costs(book, period)
        for line in (*report.lines, report.total):
            for column in AMOUNTS:
                why = explain_cost(book, period, line.account or "total", column)

                assert why.amount == total_of(why) == getattr(line, column), (line.account, column)


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_every_figure_of_a_random_production_is_the_sum_of_its_lines(seed: int) -> None:
    dice = random.Random(seed)
    tables = production(dice)
    book, period = reading_of(tables), dice.randint(1, 4)
    report, slow = compute_costs(book, period), SlowReport(tables, period)
    figures = {line.account: line for line in report.lines}

    for code in (*dice.sample(slow.codes, 2), "total"):
        line = report.total if code == "total" else figures.get(code)
        for column in AMOUNTS:
            why = explain_cost(book, period, code, column)
            assert total_of(why) == why.amount == (getattr(line, column) if line else 0), (code, column)
            for part in why.parts:
                check_line(part, tables, code, period)


def check_line(part: Part, tables: dict[str, list[dict[str, str]]], code: str, period: int) -> None:
    """The part is a row that is there, holds what was read, and is of the period or before it."""
    row = tables[part.table][part.row - 2]
    for key, text in part.read:
        assert row[key] == text
    assert int(row.get("period", "0")) <= period
    if code != "total" and part.says is None:
        assert row["account"] == code


def test_a_commitment_is_its_order_less_the_lines_that_relieve_it() -> None:
    why = explain_cost(reading_of(example()), 4, "45.00", "commitments")

    assert places(why) == [("orders", 2, 5500000), ("costs", 10, -2000000), ("costs", 11, -1500000)]
    assert why.parts[1].says == Text("taken off order PO1001 / 1", "déduit du bon PO1001 / 1")


def test_relief_in_another_currency_adds_up_to_the_rounded_balance() -> None:
    tables = {
        "accounts": rows("account name budget", "1|A|0.00"),
        "orders": rows("order line period account amount currency rate", "P|1|1|1|100.01|USD|0.9137"),
        "costs": rows(
            "entry kind period account net order order_line currency rate",
            *(f"{i}|invoice|1|1|{i}.33|P|1|GBP|1.1701" for i in range(1, 8)),
        ),
    }

    why = explain_cost(reading_of(tables), 1, "1", "commitments")

    assert total_of(why) == compute_costs(reading_of(tables), 1).total.commitments > 0
    assert len(why.parts) == 8


def test_an_order_that_commits_nothing_any_more_says_why() -> None:
    book = reading_of(example())

    final, closed = (explain_cost(book, 4, code, "commitments").parts for code in ("33.00", "38.00"))

    assert [(part.amount, part.says and part.says.en) for part in (*final, *closed)] == [
        (0, "its final invoice came in period 4"),
        (0, "closed in period 4"),
    ]


METHODS = (
    ("etc", "60.00", "A: estimate to complete 60.00 (Estimates row 2, period 2).",
     "A : reste à engager 60,00 (Reste à engager ligne 2, période 2)."),
    ("efc", "90.00", "A: final cost 90.00 (Estimates row 2, period 2), less the total cost 30.00: 60.00.",
     "A : coût final 90,00 (Reste à engager ligne 2, période 2), moins le total dépensé et engagé 30,00 : 60,00."),
    ("variance", "10.00",
     "A: revised budget 100.00, less the variance 10.00 (Estimates row 2, period 2), less the total cost 30.00: 60.00.",
     "A : devis révisé 100,00, moins l'écart 10,00 (Reste à engager ligne 2, période 2), moins le total dépensé et "
     "engagé 30,00 : 60,00."),
    ("units", "4 x 15.00", "A: units still to come, 4 x 15.00 (Estimates row 2, period 2): 60.00.",
     "A : unités restantes, 4 x 15,00 (Reste à engager ligne 2, période 2) : 60,00."),
    ("rate", "12.5% of B", "A: 12.5% of the estimate to complete of B (480.00) (Estimates row 2, period 2), rounded "
     "once: 60.00.",
     "A : 12,5 % du reste à engager de B (480,00) (Reste à engager ligne 2, période 2), arrondi une fois : 60,00."),
    ("held", "", "A, held: what the revised budget 100.00 leaves after the total cost 30.00: 70.00.",
     "A, réservé : ce que le devis révisé 100,00 laisse après le total dépensé et engagé 30,00 : 70,00."),
    ("closed", "", "A: the account is closed (Estimates row 2, period 2), so nothing is still to come.",
     "A : compte clos (Reste à engager ligne 2, période 2), il ne reste rien à engager."),
    ("etc", "lots", "A: its estimate (Estimates row 2, period 2) cannot be used, see the findings; automatic instead: "
     "what the revised budget 100.00 leaves after the total cost 30.00: 70.00.",
     "A : son estimation (Reste à engager ligne 2, période 2) est inutilisable, voir les constats ; automatique à la "
     "place : ce que le devis révisé 100,00 laisse après le total dépensé et engagé 30,00 : 70,00."),
)  # fmt: skip


def one_account(method: str, value: str) -> Reading:
    return reading_of(
        {
            "accounts": rows("account name budget", "A|A|100.00", "B|B|480.00"),
            "costs": rows("entry kind period account net", "X|invoice|2|A|30.00"),
            "estimates": [{"period": "2", "account": "A", "method": method, "value": value}],
        }
    )


@pytest.mark.parametrize(("method", "value", "en", "fr"), METHODS)
def test_each_method_is_one_sentence_in_both_languages(method: str, value: str, en: str, fr: str) -> None:
    why = explain_cost(one_account(method, value), 2, "A", "etc")

    assert why.says[1] == Text(en, fr)
    assert total_of(why) == why.amount


def test_an_estimate_that_cannot_be_used_is_none_of_the_lines() -> None:
    why = explain_cost(one_account("etc", "lots"), 2, "A", "etc")

    assert places(why) == [("accounts", 2, 10000), ("costs", 2, -3000)]


def test_an_account_left_to_itself_says_that_its_budget_is_spent() -> None:
    tables = {
        "accounts": rows("account name budget", "A|A|10.00"),
        "costs": rows("entry kind period account net", "X|invoice|1|A|30.00"),
    }

    why = explain_cost(reading_of(tables), 1, "A", "etc")

    assert why.says[1].en == (
        "A, automatic: the total cost 30.00 has reached the revised budget 10.00, so nothing is still to come."
    )
    assert (why.amount, why.parts) == (0, ())


def test_a_rate_names_the_figures_that_it_is_taken_on() -> None:
    why = explain_cost(reading_of(example()), 4, "27.00", "efc")

    assert [(base.account, base.column, base.amount) for base in why.rests_on] == [("12.00", "etc", 2000000)]


def test_a_change_of_variance_shows_only_what_moved() -> None:
    why = explain_cost(reading_of(example()), 4, "66.00", "variance_change")

    assert places(why) == [("changes", 2, 500000)]


def test_what_cannot_be_explained_is_refused_in_one_sentence() -> None:
    book = reading_of(example())
    for account, column in (("12", "efc"), ("12.00", "cost")):
        with pytest.raises(OfficeError):
            explain_cost(book, 4, account, column)


def test_json_money_is_text_and_text_ends_with_the_sum() -> None:
    why = explain_cost(reading_of(example()), 4, "38.00", "to_date")

    answer = explanation_json(why, "b.xlsx")
    assert json.loads(json.dumps(answer))["parts"][0] == {
        "table": "costs", "row": 15, "record": "", "column": "net", "amount": "2000.00", "sign": 1, "says": "",
        "read": {"entry": "I207", "period": "3", "account": "38.00", "net": "2000.00"},
    }  # fmt: skip
    assert explanation_text(why, "fr")[-2:] == [
        "  + 1\u202f500,00  Dépenses ligne 16 : Écriture C08, Période 4, Compte 38.00, Montant HT 1\u202f500,00",
        "  = 3\u202f500,00",
    ]


def test_the_command_explains_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "p.xlsx", "--sample", "--lang", "en"]) == 0
    before = (tmp_path / "p.xlsx").read_bytes()
    capsys.readouterr()

    assert main(["why", "p.xlsx", "costs", "total", "efc", "--period", "6", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    main(["costs", "p.xlsx", "--period", "6", "--json", "--dry-run"])
    report = json.loads(capsys.readouterr().out)

    whole = sum(part["sign"] * int(part["amount"].replace(".", "")) for part in answer["parts"])
    assert answer["amount"] == report["total"]["efc"] == f"{whole // 100}.{whole % 100:02}"
    assert (tmp_path / "p.xlsx").read_bytes() == before
    assert main(["why", "p.xlsx", "costs", "nothing", "efc", "--period", "6"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_section_an_episode_a_group_and_a_department_are_the_sum_of_their_lines() -> None:
    tables = example()
    for number, row in enumerate(tables["accounts"]):
        row |= {"section": "AB"[number % 2], "group": "XY"[number % 2], "department": "camera"}
    tables["accounts"].append({"account": "12.00", "episode": "101", "budget": "500.00", "section": "A"})
    tables["costs"].append(
        {"entry": "E", "kind": "invoice", "period": "4", "account": "12.00", "episode": "101", "net": "75.00"}
    )
    book = reading_of(tables)
    report = compute_costs(book, 4)
    scopes = {
        "section:B": lambda line: line.section == "B",
        "groupe:X": lambda line: report.groups.get(line.account) == "X",
        "épisode:101": lambda line: line.account.endswith(" / 101"),
        "department:camera": lambda line: report.departments[line.account] == "camera",
    }
    for scope, belongs in scopes.items():
        for column in AMOUNTS:
            why = explain_cost(book, 4, scope, column)

            wanted = sum(getattr(line, column) for line in report.lines if belongs(line))
            assert why.amount == total_of(why) == wanted, (scope, column)
    with pytest.raises(OfficeError):
        explain_cost(book, 4, "section:Z", "efc")


def test_a_rate_is_split_by_the_accounts_it_is_taken_on_and_together_rounded_once() -> None:
    tables = {
        "accounts": [{"account": code, "budget": "0.00"} for code in "ABF"],
        "estimates": [
            {"period": "1", "account": "A", "method": "etc", "value": "0.03"},
            {"period": "1", "account": "B", "method": "etc", "value": "0.05"},
            {"period": "1", "account": "F", "method": "rate", "value": "12.5% of A+B"},
        ],
    }

    why = explain_cost(reading_of(tables), 1, "F", "etc")

    assert (why.amount, [part.counted for part in why.parts]) == (1, [0, 1])
    assert [part.says.en for part in why.parts if part.says] == [
        "12.5% of the estimate to complete of A, 0.03",
        "12.5% of the estimate to complete of B, 0.05",
    ]


@pytest.mark.parametrize(
    ("method", "typed", "etc", "shown"),
    [
        ("etc", "1 250,50", 125050, "Valeur 1 250,50"),
        ("units", "12,5 x 1 450,20", 1812750, "Valeur 12,5 x 1 450,20"),
        ("units", "12.5 x 1450.20", 1812750, "Valeur 12,5 x 1\u202f450,20"),
        ("rate", "12,5 % de 12.00", 250000, "Valeur 12,5 % de 12.00"),
        ("rate", "12.5% of 12.00", 250000, "Valeur 12,5 % de 12.00"),
    ],
)
def test_an_estimate_is_read_and_explained_with_its_numbers_as_the_french_write_them(
    method: str, typed: str, etc: int, shown: str
) -> None:
    tables = example()
    tables["estimates"] += [
        {"period": "4", "account": "12.00", "method": "etc", "value": "20000.00"},
        {"period": "4", "account": "38.00", "method": method, "value": typed},
    ]

    why = explain_cost(reading_of(tables, lang="fr"), 4, "38.00", "etc")

    assert why.amount == etc
    assert any(shown in line for line in explanation_text(why, "fr"))
