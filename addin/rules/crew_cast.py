"""Roles: what a status promises, and who speaks for the artist."""

from collections.abc import Iterator

from addin.rules import crew_work_findings as found
from addin.rules.crew_lines import SETTLED, Staff, number
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding
from workbook_templates.text import Text

TERMS = ("deal", "start", "day_rate")


def find_unsigned_roles(staff: Staff) -> Iterator[Finding]:
    """Roles that scenes have called by today without a signed contract."""
    for line in staff.lines("cast"):
        first = staff.first_call.get(number(line["role"]), "")
        if "status" in line.held and first and first <= staff.today and line["status"] != "signed":
            yield line.finding(found.ROLE_NOT_SIGNED, "status", role=line["role"], day=first)


def find_signed_without_terms(staff: Staff) -> Iterator[Finding]:
    """Roles marked as signed while the sheet lacks what their contract says."""
    for line in staff.lines("cast"):
        if line["status"] != "signed":
            continue
        missing = [TABLE["cast"].column(key).label for key in TERMS if line.lacks(key)]
        if missing:
            labels = Text(", ".join(text.en for text in missing), ", ".join(text.fr for text in missing))
            yield line.finding(found.SIGNED_WITHOUT_TERMS, "status", role=line["role"], missing=labels)


def find_nameless_roles(staff: Staff) -> Iterator[Finding]:
    """Roles confirmed or signed by nobody."""
    for line in staff.lines("cast"):
        if line["status"] in SETTLED and not line.name and line.lacks("last_name"):
            yield line.finding(found.NO_ARTIST, "last_name", role=line["role"])


def find_missing_agents(staff: Staff) -> Iterator[Finding]:
    """Artists engaged without an agent, or a word that there is none."""
    for line in staff.lines("cast"):
        if line.is_engaged and line.lacks("agent"):
            yield line.finding(found.NO_AGENT, "agent")
