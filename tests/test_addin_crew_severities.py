"""An office changes what a finding weighs, in its own Production sheet."""

from crew_grid import book

from addin.rules.crew_severities import read_severities, with_severities
from addin.rules.findings_gallery import all_kinds
from workbook_templates.book import Reading
from workbook_templates.checks import check_tables
from workbook_templates.findings import Finding

CREW = """
Crew
| Person | Last name | First name | Department | Position | Start      | Email |
| P001   |           |            | Camera     | Grip     | 2026-05-04 | a@    |
"""


def weighed(settings: str, codes: bool = True) -> list[tuple[str, str]]:
    reading: Reading = book(f"Production\n| Setting | Value |\n{settings}\n{CREW}")
    severities = read_severities(reading, all_kinds() if codes else ())
    findings: list[Finding] = with_severities(check_tables(reading), severities)
    return [(finding.code, finding.kind.severity.value) for finding in findings]


def test_without_a_setting_findings_weigh_what_they_were_declared() -> None:
    assert weighed("| Currency | EUR |") == [
        ("missing-last_name", "error"), ("missing-first_name", "error"), ("not-email", "error"),
    ]  # fmt: skip


def test_one_finding_or_its_family_is_weighed_anew_and_the_order_stays() -> None:
    assert weighed("| severity:missing | note |\n| severity:missing-last_name | warning |") == [
        ("missing-last_name", "warning"), ("missing-first_name", "note"), ("not-email", "error"),
    ]  # fmt: skip


def test_a_french_office_says_it_in_french_and_sets_one_off() -> None:
    assert weighed("| Gravité : not-email | À vérifier |\n| gravité:missing | aucune |") == [
        ("not-email", "warning")
    ]


def test_a_setting_that_does_nothing_is_found_and_the_others_hold() -> None:
    assert weighed("| severity:not-emial | note |\n| severity:missing | heavy |\n| severity:not-email | off |") == [
        ("missing-last_name", "error"), ("missing-first_name", "error"),
        ("unknown-finding-code", "warning"), ("bad-severity", "warning"),
    ]  # fmt: skip


def test_a_code_is_taken_on_trust_when_the_codes_are_not_given() -> None:
    assert weighed("| severity:made-elsewhere | note |", codes=False)[-1] == ("not-email", "error")


def test_another_unknown_setting_is_still_found() -> None:
    assert ("not-choice", "error") in weighed("| severity:missing | note |\n| colour | blue |")


def test_the_findings_given_are_left_as_they_are() -> None:
    reading = book(f"Production\n| Setting | Value |\n| severity:missing | off |\n{CREW}")
    findings = check_tables(reading)
    before = list(findings)

    with_severities(findings, read_severities(reading))

    assert findings == before
