"""Messages show dates and amounts as their reader writes them; JSON fields stay canonical."""

import re

import pytest

from workbook_templates.book import Reading
from workbook_templates.catalog import TABLE
from workbook_templates.check_sheet import check_result
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.text import Text, show_amount, show_dates

SAID = Text("{value} {day} {amount} «{code}»", "{value} {day} {amount} « {code} » compte {account}")
KIND = FindingKind("odd", Severity.NOTE, SAID)
DETAILS = {
    "day": "2026-03-02",
    "amount": "-1234567.80",
    "code": "12.00",
    "account": "21.00",
}


def finding(table: str, column: str, value: str) -> Finding:
    return Finding(KIND, TABLE[table], 2, "R", column, value, DETAILS)


def test_french_messages_show_the_french_way_and_quoted_codes_as_typed() -> None:
    one = finding("crew", "start", "2026-12-31")

    assert one.message("fr") == (
        "Équipe ligne 2, Début : 31/12/2026 02/03/2026 -1 234 567,80 « 12.00 » compte 21.00 [odd]"
    )
    assert one.message("en") == "Crew row 2, Start: 2026-12-31 2026-03-02 -1234567.80 «12.00» [odd]"
    assert one.as_json("fr")["value"] == "2026-12-31"


def test_the_checks_sheet_shows_the_cell_as_the_message_does() -> None:
    reading = Reading({}, "fr", "FR", "")

    shown = check_result(
        [finding("crew", "start", "2026-12-31"), finding("costs", "net", "1250.00")], reading
    )

    assert [row[2].value for row in shown.grid[shown.header :]] == ["31/12/2026", "1 250,00"]


@pytest.mark.parametrize(
    ("table", "column", "value", "shown"),
    [
        ("costs", "net", "1250.00", "1 250,00"),
        ("costs", "net", "1.250,00", "1.250,00"),
        ("costs", "account", "12.00", "12.00"),
        ("accounts", "account", "12.00", "12.00"),
        ("crew", "start", "2026-13-01", "2026-13-01"),
        ("crew", "start", "mi-avril 2026-04-01", "mi-avril 2026-04-01"),
        ("crew", "rate", "1250.00", "•••"),
    ],
)
def test_a_cell_is_shown_as_its_column_says(table: str, column: str, value: str, shown: str) -> None:
    assert finding(table, column, value).message("fr").partition(" : ")[2].startswith(f"{shown} ")


def test_what_is_no_date_and_no_amount_stays() -> None:
    for text in ("2026-05-041", "x2026-05-04", "2026-05-04_liste.csv", "06 12.00", "12.000", "1,5", ""):
        assert show_dates(text, "fr") == text or re.search(r"\d/\d", text)
        assert show_amount(text, "fr") == text
    assert show_dates("(2026-05-04), 2026-05-05.", "fr") == "(04/05/2026), 05/05/2026."
