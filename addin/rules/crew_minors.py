"""Minors: what a French production must have for them, and what is not held here.

Sources:
    ``data/minors_idcc3097.csv``: authorisation, medical exam, consent, a person in charge of
    the children, and the break. Daily hours and nights by age are not held: the sources read
    do not agree, and none was found for Quebec, whose ban on night work leaves acting out.
"""

from collections.abc import Iterator

from addin.rules import crew_findings, crew_work_findings
from addin.rules.crew_data import guardian_titles, minor_rules
from addin.rules.crew_lines import Line, Staff, number
from addin.rules.crew_titles import holds_any
from workbook_templates.findings import Finding

OLDEST = 110
MAJORITY = 18
FRANCE = "FR"


def find_impossible_births(staff: Staff) -> Iterator[Finding]:
    """Birth dates still to come, after the first day of work, or of someone older than anyone."""
    for line in staff.people():
        birth = line.day("birth_date")
        if birth and (birth > (staff.first_day(line) or staff.today) or age_on(birth, staff.today) > OLDEST):
            yield line.finding(crew_findings.IMPOSSIBLE_BIRTH, "birth_date")


def find_minors(staff: Staff) -> Iterator[Finding]:
    """What a minor's engagement asks for; the birth date itself is never told.

    Findings: minor-hours-not-checked, minor-papers, minor-authorised-late, minor-without-guardian.
    """
    rules = minor_rules()
    is_guardian_missing = "crew" in staff.reading.tables and not any(
        holds_any(line, guardian_titles()) for line in staff.lines("crew")
    )
    for line in staff.people():
        age = _age(line, staff)
        if age is None or age >= MAJORITY:
            continue
        yield line.finding(crew_work_findings.MINOR_HOURS, "birth_date")
        if staff.country == FRANCE and age < rules["authorised-under"]:
            yield from _papers(line, staff)
        if staff.country == FRANCE and age < rules["guardian-under"] and is_guardian_missing:
            limit = str(rules["guardian-under"])
            yield line.finding(crew_work_findings.NO_GUARDIAN, "birth_date", age=limit)


def _papers(line: Line, staff: Staff) -> Iterator[Finding]:
    """The authorisation and the exam of someone too young for less; the crew sheet has no column for the first."""
    rules = minor_rules()
    if line.table.key != "cast" or not (line["minor_authorised_on"] and line["medical_exam_on"]):
        ages = {"age": str(rules["authorised-under"]), "consent": str(rules["consent-from"])}
        yield line.finding(crew_work_findings.MINOR_PAPERS, "birth_date", **ages)
    if line.table.key == "cast":
        given, start = line.day("minor_authorised_on"), staff.first_day(line)
        if given and start and given > start:
            yield line.finding(crew_work_findings.AUTHORISED_LATE, "minor_authorised_on", start=start)


def find_late_breaks(staff: Staff) -> Iterator[Finding]:
    """Days whose meal comes too long after the call while a minor's role works; once a day and role."""
    longest, length = minor_rules()["break-after"], str(minor_rules()["break-length"])
    span = f"{longest // 60} h {longest % 60:02}"
    young = {
        number(line["role"])
        for line in staff.lines("cast")
        if (age := _age(line, staff)) is not None and age < MAJORITY
    }
    if not young or staff.country != FRANCE:
        return
    seen: set[tuple[str, int]] = set()
    for role, _, _, day in staff.called:
        key = role, day.row.number
        if role in young and key not in seen and _minutes_to_meal(day) > longest:
            seen.add(key)
            said = {"role": role, "call": day["call"], "span": span, "length": length}
            yield day.finding(crew_work_findings.MINOR_BREAK, "meal", **said)


def age_on(birth: str, day: str) -> int:
    """Full years on a day, both as ISO dates; somebody born on 29 February ages on 1 March.

    >>> age_on("2010-05-04", "2026-05-03"), age_on("2010-05-04", "2026-05-04")
    (15, 16)
    """
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def _age(line: Line, staff: Staff) -> int | None:
    """Age on the first day of work, else today; None when it cannot be told."""
    birth = line.day("birth_date")
    if not birth or not line.is_engaged:
        return None
    age = age_on(birth, staff.first_day(line) or staff.today)
    return age if age >= 0 else None


def _minutes_to_meal(day: Line) -> int:
    """Minutes from the call to the meal, over midnight if need be; 0 when either is not a time."""
    call, meal = _minutes(day["call"]), _minutes(day["meal"])
    return 0 if call is None or meal is None else (meal - call) % (24 * 60)


def _minutes(text: str) -> int | None:
    hours, colon, minutes = text.partition(":")
    is_time = colon and len(text) == 5 and hours.isdigit() and minutes.isdigit()
    return int(hours) * 60 + int(minutes) if is_time else None
