"""A small book written as text, checked as the crew is."""

from datetime import date
from textwrap import dedent

from addin.rules.crew_checks import check_crew
from addin.rules.findings_gallery import Case, case_reading
from workbook_templates.book import Reading
from workbook_templates.findings import Finding

TODAY = date(2026, 5, 20)


def book(text: str) -> Reading:
    return case_reading(Case("crew", dedent(text)))


def found(text: str, *codes: str, today: date = TODAY) -> list[Finding]:
    """The findings of a book, those of some codes or all."""
    findings = check_crew(book(text), today)
    return [finding for finding in findings if not codes or finding.kind.code in codes]


def rows(findings: list[Finding]) -> list[int]:
    return [finding.row for finding in findings]
