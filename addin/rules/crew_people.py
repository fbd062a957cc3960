"""The same person twice, addresses that will not arrive, and what was never asked."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from addin.rules import crew_findings as found
from addin.rules.crew_data import mail_domains
from addin.rules.crew_lines import Line, Staff
from workbook_templates.findings import Finding, FindingKind

SHORTEST = 8  # characters of a domain; shorter ones are too often neighbours of another
OFTEN = 5  # addresses at one domain that make it the production's own


def find_same_person(staff: Staff) -> Iterator[Finding]:
    """One name on two rows of the crew, written without accents or the other way round.

    Rows with one identifier are a duplicate key already; two different birth
    dates are two people of one name.
    """
    first: dict[str, Line] = {}
    for line in staff.lines("crew"):
        if not line.name_key:
            continue
        other = first.setdefault(line.name_key, line)
        births = {other["birth_date"], line["birth_date"]} - {""}
        if other is not line and other["person"] != line["person"] and len(births) < 2:
            details = {"other": str(other.row.number)}
            yield Finding(
                found.SAME_PERSON, line.table, line.row.number, line.row.id, "last_name", line.name, details
            )


def find_shared_contacts(staff: Staff) -> Iterator[Finding]:
    """One address or number under two names, in crew and cast together; an agent's number is the agent's."""
    emails: dict[str, Line] = {}
    phones: dict[str, Line] = {}
    for line in staff.people():
        if not line.name_key:
            continue
        email, phone = line["email"].casefold(), line["phone"]
        if line.table.key == "cast" and phone == line["agent_phone"]:
            phone = ""
        holder = emails.setdefault(email, line) if "@" in email else line
        if holder.name_key != line.name_key:
            yield _shared(found.SHARED_EMAIL, line, "email", holder)
        caller = phones.setdefault(phone, line) if phone.startswith("+") else line
        if caller.name_key != line.name_key and caller is not holder:
            yield _shared(found.SHARED_PHONE, line, "phone", caller)


def find_same_numbers(staff: Staff) -> Iterator[Finding]:
    """One social number, or one bank account, under two names; the numbers themselves are never told."""
    for column, kind in (("social", found.SAME_SOCIAL), ("iban", found.SAME_IBAN)):
        first: dict[str, Line] = {}
        for line in staff.people():
            if line[column]:
                other = first.setdefault(line[column], line)
                if other.name_key != line.name_key:
                    yield _shared(kind, line, column, other)


def _shared(kind: FindingKind, line: Line, column: str, other: Line) -> Finding:
    return line.finding(kind, column, who=other.who, sheet=other.table.label, other=str(other.row.number))


def find_email_slips(staff: Staff) -> Iterator[Finding]:
    """A domain one slip away from one that people use, or from the production's own."""
    lines = [(line, line["email"].rpartition("@")[2]) for line in staff.people() if "@" in line["email"]]
    counts = Counter(domain for _, domain in lines)
    own = frozenset(domain for domain, count in counts.items() if count >= OFTEN and len(domain) >= SHORTEST)
    for line, domain in lines:
        near = _likelier(domain, own if counts[domain] == 1 else frozenset())
        if near:
            yield line.finding(found.EMAIL_SLIP, "email", near=near)


@lru_cache(maxsize=8192)
def _likelier(domain: str, own: frozenset[str]) -> str:
    """The domain that was probably meant, or blank."""
    known, wrong = mail_domains()
    if domain in known or domain in own:
        return ""
    name, _, ending = domain.rpartition(".")
    if ending in wrong:
        meant = [other for other in sorted(known) if other.rpartition(".")[0] == name]
        if meant:
            return min(meant, key=lambda other: OSA.distance(domain, other))
        return f"{name}.{'fr' if 'f' in ending else 'com'}"
    if len(domain) < SHORTEST:
        return ""
    near = [other for other in sorted(known) if len(other) >= SHORTEST and _is_slip(domain, other)]
    return (near or [other for other in sorted(own) if _is_slip(domain, other)] or [""])[0]


def _is_slip(domain: str, other: str) -> bool:
    """One letter missing, doubled, changed or swapped in the name; the same name elsewhere is none."""
    if domain.rpartition(".")[0] == other.rpartition(".")[0]:
        return other.endswith(".com") and domain.endswith((".co", ".cm", ".om"))
    return OSA.distance(domain, other, score_cutoff=1) == 1


def find_unasked(staff: Staff) -> Iterator[Finding]:
    """Emergency contact and allergies, for everyone who is engaged."""
    for line in staff.people():
        if not line.is_engaged:
            continue
        if line.lacks("emergency_contact"):
            yield line.finding(found.NO_EMERGENCY_CONTACT, "emergency_contact")
        elif line.lacks("emergency_phone") and line["emergency_contact"]:
            yield line.finding(found.NO_EMERGENCY_PHONE, "emergency_phone")
        if line.lacks("allergies"):
            yield line.finding(found.ALLERGIES_NOT_ASKED, "allergies")
