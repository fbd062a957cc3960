"""The same person twice, addresses that will not arrive, and values that are never told."""

import json

import pytest
from crew_grid import TODAY, book, found, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.rules.crew_checks import check_crew
from addin.rules.crew_lines import Staff, words
from addin.rules.crew_people import find_same_person
from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.checks import check_tables
from workbook_templates.declare import Tier
from workbook_templates.text import Lang

LANGS: tuple[Lang, ...] = ("en", "fr")
NAMES = st.sampled_from(
    ["Ève", "EVE", "Noé", "Noe", "Côté", "cote", "Tremblay-Roy", "Tremblay Roy", "Roy", ""]
)


def test_a_name_is_one_whatever_its_accents_its_case_and_its_order() -> None:
    twins = found(
        """
        Crew
        | Person | Last name    | First name |
        | P001   | Tremblay-Roy | Ève        |
        | P002   | EVE          | Tremblay Roy |
        | P003   | Tremblay     | Ève        |
        """,
        "same-person",
    )

    assert [(f.row, f.column, f.details["other"]) for f in twins] == [(3, "last_name", "2")]


def test_one_identifier_on_two_rows_is_left_to_the_duplicate_key_and_two_birth_dates_are_two_people() -> None:
    assert not found(
        """
        Crew
        | Person | Last name | First name | Birth date |
        | P001   | Côté      | Noé        | 1980-01-01 |
        | P001   | Côté      | Noé        |            |
        | P002   | Cote      | Noe        | 1990-01-01 |
        """,
        "same-person",
    )


def test_one_number_under_two_names_is_found_across_crew_and_cast_but_not_an_agent_s() -> None:
    shared = found(
        """
        Crew
        | Person | Last name | First name | Phone          | Email           |
        | P001   | Côté      | Noé        | 01 99 00 00 01 | noe@example.com |
        | P002   | Gagné     | Maël       | see the office | NOE@example.com |

        Cast
        | Role | Character | Last name | First name | Phone         | Agent phone   |
        | 1    | Marianne  | Pépin     | Ève        | 0199000001    | 0199000009    |
        | 2    | Paul      | Roy       | Hugo       | +33199000009  | +33199000009  |
        | 3    | Jeanne    | Ménard    | Zoé        | +33199000009  | +33199000009  |
        | 4    | A double  | Côté      | Noé        | +33199000001  |               |
        """,
        "shared-phone",
        "shared-email",
    )

    assert [(f.code, f.table.key, f.row) for f in shared] == [
        ("shared-email", "crew", 3),
        ("shared-phone", "cast", 2),
    ]


@pytest.mark.parametrize(
    ("email", "near"),
    [
        ("a@gmial.com", "gmail.com"), ("a@gmail.con", "gmail.com"), ("a@gmail.co", "gmail.com"),
        ("a@hotmial.fr", "hotmail.fr"), ("a@orange.rf", "orange.fr"), ("a@videotron.con", "videotron.ca"), ("a@hotmail.con", "hotmail.com"), ("a@phare.con", "phare.com"),
        ("a@gmail.com", ""), ("a@mail.com", ""), ("a@ymail.com", ""), ("a@hotmail.ca", ""), ("a@yahoo.com.br", ""),
        ("a@free.fr", ""), ("a@fred.fr", ""), ("a@orangina.fr", ""), ("a@live.dk", ""), ("a@@gmial.com", "gmail.com"),
    ],
)  # fmt: skip
def test_a_domain_one_slip_away_from_a_usual_one_is_asked_about(email: str, near: str) -> None:
    slips = found(f"Crew\n| Person | Last name | Email |\n| P001 | Côté | {email} |\n", "email-slip")

    assert [f.details["near"] for f in slips] == ([near] if near else [])


def test_a_lone_address_near_the_production_s_own_domain_is_asked_about() -> None:
    lines = "".join(f"| P{n} | Côté | p{n}@phareprod.example |\n" for n in range(5))
    slips = found(
        f"Crew\n| Person | Last name | Email |\n{lines}| P9 | Roy | p9@pharprod.example |\n| P8 | Roy | p8@quai.example |\n",
        "email-slip",
    )

    assert [(f.row, f.details["near"]) for f in slips] == [(7, "phareprod.example")]


def test_a_column_that_the_sheet_lacks_is_not_missed() -> None:
    assert not found("Crew\n| Person | Last name | Start |\n| P001 | Côté | 2026-05-04 |\n")


def test_only_artists_who_are_engaged_are_asked_for_an_emergency_contact() -> None:
    unasked = found(
        """
        Cast
        | Role | Character | Last name | Status    | Emergency contact |
        | 1    | Marianne  |           | Open      |                   |
        | 2    | Paul      | Roy       | Offer     |                   |
        | 3    | Jeanne    | Ménard    | Confirmed |                   |
        """,
        "no-emergency-contact",
    )

    assert rows(unasked) == [4]


def test_no_restricted_value_is_ever_told() -> None:
    secrets = {
        "crew": {
            "birth_date": "2016-02-09", "address": "77 rue Secrète", "emergency_contact": "Zoé Secret",
            "emergency_phone": "+33199000077", "allergies": "sesame-77", "social": "185057800608491",
            "iban": "FR1420041010050500013M02606", "rate": "77.77",
        },
        "cast": {
            "birth_date": "2062-02-09", "address": "77 rue Secrète", "emergency_contact": "Zoé Secret",
            "allergies": "sesame-77", "social": "185057800608491", "iban": "FR1420041010050500013M02606",
            "day_rate": "77.77", "hold_rate": "x77.77",
        },
    }  # fmt: skip
    said = {
        "person": "P1", "role": "1", "last_name": "Roy", "first_name": "Hugo", "agreement": "idcc3097",
        "job": "Scripte cinéma", "rate_unit": "week", "start": "2026-05-04", "status": "signed",
    }  # fmt: skip
    tables = {}
    for key, secret in secrets.items():
        table = TABLE[key]
        assert all(table.column(name).tier is Tier.RESTRICTED for name in secret)
        lines = [said | secret, said | secret | {"last_name": "Pépin", "person": "P2", "role": "2"}]
        broken = said | {name: f"{value}?" for name, value in secret.items()} | {"person": "P3", "role": "3"}
        cells = [tuple(line.get(c.key, "") for c in table.columns) for line in [*lines, broken]]
        tables[key] = TableRead(table, None, tuple(Row("", at, row) for at, row in enumerate(cells, 2)))
    reading = Reading(tables, "fr", "FR", "")

    findings = check_crew(reading, TODAY) + check_tables(reading)

    codes = {f.kind.code for f in findings}
    assert {"same-social", "same-iban", "pay-below-minimum", "birth-date-impossible", "minor-papers"} <= codes
    told = "\n".join(f.message("en") + f.message("fr") + json.dumps(f.as_json("fr")) for f in findings)
    for secret in secrets.values():
        assert [value for value in secret.values() if value.strip("x") in told] == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), max_size=12))
def test_the_search_finds_what_comparing_every_pair_finds(people: list[tuple[str, str]]) -> None:
    body = "".join(f"| P{at} | {last} | {first} |\n" for at, (last, first) in enumerate(people))
    reading = book(f"Crew\n| Person | Last name | First name |\n{body}")

    twins = {finding.row for finding in find_same_person(Staff(reading, "2026-05-20"))}

    keys = [sorted(words(f"{last} {first}").split()) if last and first else None for last, first in people]
    assert twins == {at + 2 for at, key in enumerate(keys) if key and key in keys[:at]}


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "0001-01-01",
            "9999-12-31",
            "2026-05-04",
            "1",
            "true",
            "08:00",
            "99:99",
            "signed",
            "shoot",
            "booked",
        ]
    ),
    st.sampled_from(
        ["unavailable", "week", "day", "idcc3097", "Scripte", "-1.5", "a@b.con", "@", "+33199000001", "1,,2"]
    ),
)
SHEETS = ("production", "crew", "cast", "availability", "days", "scenes", "timesheets")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_the_cells_hold_the_check_ends_and_every_finding_can_be_said(data: st.DataObject) -> None:
    tables = {}
    for key in SHEETS:
        table = TABLE[key]
        line = st.tuples(*[CELLS] * len(table.columns))
        cells = data.draw(st.lists(line, max_size=3))
        tables[key] = TableRead(table, None, tuple(Row("", at, row) for at, row in enumerate(cells, 2)))
    settings_row = ("shoot_start", data.draw(CELLS)), ("shoot_end", data.draw(CELLS))
    rows = tuple(Row("", at, row) for at, row in enumerate(settings_row, 9))
    tables["production"] = TableRead(TABLE["production"], None, rows)

    findings = check_crew(Reading(tables, "en", "FR", ""), TODAY)

    assert all(finding.message(lang) for finding in findings for lang in LANGS)
