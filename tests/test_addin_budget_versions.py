"""Versions of the budget, kept and compared."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from table_rows import reading_of

from addin.actions.registry import ACTIONS, Options
from addin.faces.command_line import main
from addin.rules.budget_sheet import comparison_result
from addin.rules.budget_versions import compare_versions, comparison_json, version_rows
from workbook_templates.book import Reading, Style
from workbook_templates.text import OfficeError

ACCOUNTS = [
    {"account": "0408", "name": "Script", "section": "A", "budget": "120.00"},
    {"account": "12", "name": "Crew", "section": "B", "budget": "500.00", "episode": "101"},
]
KEPT = [
    {"version": "Second", "date": "2026-02-01", "account": "0408", "amount": "100.00"},
    {"version": "Second", "date": "2026-02-01", "account": "66", "amount": "30.00"},
    {"version": "First", "date": "2026-01-01", "account": "0408", "amount": "80.00"},
    {"version": "First", "date": "2026-01-01", "account": "12", "episode": "101", "amount": "400.00"},
]


def book(kept: Sequence[Mapping[str, str]] = KEPT) -> Reading:
    return reading_of({"accounts": ACCOUNTS, "budgets": kept})


def test_versions_stand_by_date_and_the_change_is_from_the_last() -> None:
    answer = comparison_json(compare_versions(book()), "b")

    assert answer["versions"] == ["First", "Second"]
    assert answer["lines"] == [
        {"account": "0408", "name": "Script", "section": "A", "amounts": {"First": "80.00", "Second": "100.00"}, "budget": "120.00", "change": "20.00"},
        {"account": "12 / 101", "name": "Crew", "section": "B", "amounts": {"First": "400.00", "Second": None}, "budget": "500.00", "change": "500.00"},
        {"account": "66", "name": "", "section": "", "amounts": {"First": None, "Second": "30.00"}, "budget": None, "change": "-30.00"},
    ]  # fmt: skip


def test_a_kept_version_is_the_budget_as_it_was() -> None:
    rows = version_rows(book(), "Third", date(2026, 3, 1))
    again = book([*KEPT, *rows])

    assert [line.change for line in compare_versions(again).lines if line.budget is not None] == [0, 0]
    for name in ("First", " ", "Third"):
        with pytest.raises(OfficeError):
            version_rows(again, name, date(2026, 3, 1))


def test_the_sheet_foots() -> None:
    grid = comparison_result(compare_versions(book()), book()).grid
    rows = {style: [row for row in grid if row and row[0].style is style] for style in Style}

    def amount(row: Sequence[object], at: int) -> Decimal:
        return row[at].value or Decimal(0)  # type: ignore[attr-defined,no-any-return]

    for at in range(3, 7):
        total = amount(rows[Style.TOTAL][0], at)
        assert total == sum(amount(row, at) for row in rows[Style.SUBTOTAL])
        assert total == sum(
            amount(row, at) for row in rows[Style.BODY] if len(row) == 7 and row[1].value != "First"
        )


def test_the_commands_keep_and_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "p.xlsx")
    main(["new", path, "--sample", "--lang", "fr"])
    assert main(["keep-budget", path, "V2", "--dry-run"]) == 0
    assert main(["keep-budget", path, "V2"]) == 0
    assert main(["keep-budget", path, "V2"]) == 2
    capsys.readouterr()
    assert main(["budgets", path, "--json"]) == 0
    assert '"versions": ["V1", "V2"]' in capsys.readouterr().out


def test_what_an_action_says_counts_as_each_language_does() -> None:
    empty = reading_of({})
    said = {
        key: ACTIONS[key].run(empty, Options(today=date(2026, 6, 1)), "book").said
        for key in ("cash", "budgets")
    }

    assert said["cash"].en == "0 floats, 0 payments to make, 0 deposits out."
    assert said["cash"].fr == "0 régie d'avance, 0 paiement à faire, 0 caution en cours."
    assert said["budgets"].en == "0 kept versions beside the budget in use."
    assert said["budgets"].fr == "Aucune version gardée à côté du devis en vigueur."
