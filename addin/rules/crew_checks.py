"""Every check of the crew and the cast that goes beyond a cell's kind."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from addin.rules.crew_cast import (
    find_missing_agents,
    find_nameless_roles,
    find_signed_without_terms,
    find_unsigned_roles,
)
from addin.rules.crew_contracts import (
    find_contract_disagreements,
    find_late_exams,
    find_late_signatures,
    find_outside_production,
    find_permits,
    find_unsigned,
)
from addin.rules.crew_lines import HeldRole, Staff
from addin.rules.crew_minors import find_impossible_births, find_late_breaks, find_minors
from addin.rules.crew_pay import find_below_minimum, find_low_fees, find_unchecked_pay
from addin.rules.crew_people import (
    find_email_slips,
    find_same_numbers,
    find_same_person,
    find_shared_contacts,
    find_unasked,
)
from addin.rules.crew_roles import find_reused_roles
from addin.rules.crew_titles import find_unknown_jobs, find_unknown_positions
from addin.rules.crew_work import (
    Rota,
    find_bookings_while_unavailable,
    find_work_outside_engagement,
    find_work_while_unavailable,
)
from workbook_templates.book import Reading
from workbook_templates.findings import Finding

RULES: tuple[Callable[[Staff], Iterator[Finding]], ...] = (
    find_same_person,
    find_shared_contacts,
    find_same_numbers,
    find_email_slips,
    find_unknown_positions,
    find_unknown_jobs,
    find_outside_production,
    find_late_signatures,
    find_unsigned,
    find_contract_disagreements,
    find_permits,
    find_late_exams,
    find_below_minimum,
    find_low_fees,
    find_unchecked_pay,
    find_reused_roles,
    find_unsigned_roles,
    find_signed_without_terms,
    find_nameless_roles,
    find_missing_agents,
    find_impossible_births,
    find_minors,
    find_late_breaks,
    find_unasked,
)
WORK_RULES: tuple[Callable[[Rota], Iterator[Finding]], ...] = (
    find_work_outside_engagement,
    find_work_while_unavailable,
    find_bookings_while_unavailable,
)


def check_crew(reading: Reading, today: date, held_roles: Sequence[HeldRole] = ()) -> list[Finding]:
    """Check people, papers, pay, roles and the days they work.

    What a column's declaration tells (kinds, required cells, keys used twice,
    unknown roles and departments, an end before its start) is found by
    ``check_tables``; nothing is found twice.

    Args:
        today: The day of the check: contracts are expected signed by then.
        held_roles: The characters that have had a role number, the earliest first.

    Returns:
        The findings, rule by rule.
    """
    staff = Staff(reading, today.isoformat(), held_roles)
    rota = Rota(staff)
    findings = [finding for rule in RULES for finding in rule(staff)]
    return findings + [finding for rule in WORK_RULES for finding in rule(rota)]
