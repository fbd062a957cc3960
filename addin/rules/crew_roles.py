"""Role numbers: a number stays its first character's, even once that character is gone."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from addin.rules import crew_work_findings as found
from addin.rules.crew_lines import HeldRole, Staff, number, words
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.text import Text

ARTICLES = {"le", "la", "l", "les", "un", "une", "the", "a", "an"}
NEAR = 85  # likeness of two spellings of one name, in percent
IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
DIGITS = re.compile(r"\d+")


def find_reused_roles(staff: Staff) -> Iterator[Finding]:
    """Numbers that were another character's first; papers already out still name that one.

    A near spelling is the same character, and so is one whose earlier name stands in brackets.
    """
    first: dict[str, HeldRole] = {}
    for held in staff.held_roles:
        first.setdefault(number(held.role), held)
    for line in staff.lines("cast"):
        owner = first.get(number(line["role"]))
        if owner and line["character"] and not is_same_character(owner.character, line["character"]):
            day = Text(f" until {owner.until}", f" jusqu'au {owner.until}") if owner.until else Text("", "")
            yield line.finding(found.ROLE_REUSED, "role", was=owner.character, day=day)


def held_in(reading: Reading, held: Sequence[HeldRole]) -> Sequence[HeldRole]:
    """The same when the log tells of this book: a book no row of which it knows is of another production."""
    cast = reading.tables.get("cast")
    records = {one.record for one in held}
    return held if cast and any(row.id in records for row in cast.rows) else ()


def is_same_character(earlier: str, now: str) -> bool:
    """Whether two spellings name one character.

    >>> is_same_character("Le capitaine", "LE CAPITAINE"), is_same_character("Policier 1", "Policier 2")
    (True, False)
    >>> is_same_character("Le capitaine", "Le commandant (ex-capitaine)"), is_same_character("Léa", "Zoé")
    (True, False)
    """
    one, other = words(earlier), words(now)
    if one == other or one == words(IN_BRACKETS.sub("", now)):
        return True
    said = {word for part in IN_BRACKETS.findall(now) for word in words(part).split()}
    if said and set(_telling(one)) <= said:
        return True
    if DIGITS.findall(one) != DIGITS.findall(other):
        return False
    is_slip = min(len(one), len(other)) > len("Léa") and OSA.distance(one, other, score_cutoff=1) <= 1
    return is_slip or fuzz.ratio(one, other) >= NEAR


def _telling(name: str) -> Sequence[str]:
    """The words of a name but for its article."""
    said = name.split()
    return said[1:] if len(said) > 1 and said[0] in ARTICLES else said
