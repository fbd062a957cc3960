"""Positions and titles of the pay grids: known, near, or neither."""

from collections.abc import Collection, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from addin.rules import crew_findings as found
from addin.rules.crew_data import agreement_key, pay_grids, position_titles, title_key
from addin.rules.crew_lines import Line, Staff
from workbook_templates.findings import Finding
from workbook_templates.text import Text

NEAR = 80  # score under which a title is not even compared word by word
ELSEWHERE = frozenset({"realisateur"})  # paid by the length of the engagement, in a text of its own
NEAR_LIMIT = 200  # a column with more unknown titles than this is no matter of slips


def find_unknown_positions(staff: Staff) -> Iterator[Finding]:
    """Positions that are a slip away from a usual one, and those that are near none.

    Several positions in one cell are parted by a stroke; the number at the end
    of "Grip 2" is not part of it.
    """
    known = position_titles()
    verdicts: dict[str, str | None] = {}
    for line in staff.lines("crew"):
        position = line["position"]
        if not position:
            continue
        if position not in verdicts:
            verdicts[position] = _nearest(position, known, len(verdicts) < NEAR_LIMIT)
        near = verdicts[position]
        if near:
            yield line.finding(found.MISSPELT_POSITION, "position", near=near)
        elif near is None:
            yield line.finding(found.UNKNOWN_POSITION, "position")


def find_unknown_jobs(staff: Staff) -> Iterator[Finding]:
    """Titles that the grid of the person's agreement does not have; agreements without a grid are not judged."""
    grids = {grid.agreement: grid for grid in pay_grids()}
    titles = {key: title for grid in pay_grids() for key, (title, _) in grid.titles.items()}
    verdicts: dict[str, Text] = {}
    for line in staff.lines("crew"):
        grid = grids.get(agreement_key(line["agreement"]))
        if grid is None or not line["job"]:
            continue
        key = title_key(line["job"])
        if key not in titles and key not in ELSEWHERE:
            if key not in verdicts:
                verdicts[key] = _suggestion(key, titles if len(verdicts) < NEAR_LIMIT else {})
            yield line.finding(found.UNKNOWN_JOB, "job", grid=grid.name, near=verdicts[key])


def _suggestion(key: str, titles: Mapping[str, str]) -> Text:
    best = process.extractOne(key, titles.keys(), score_cutoff=NEAR)
    near = titles[best[0]] if best else ""
    return Text(f' Is it "{near}"?', f" Est-ce « {near} » ?") if near else Text("", "")


def _nearest(position: str, known: Mapping[str, str], search: bool) -> str | None:
    """Blank when the position is known, the title it is a slip of, or None when there is none."""
    parts = [key for part in position.split("/") if (key := _unnumbered(title_key(part)))]
    whole = title_key(position)
    if whole in known or (parts and all(part in known for part in parts)):
        return ""
    if not search:
        return None
    for part in (part for part in (_unnumbered(whole), *parts) if part not in known):
        candidates = process.extract(part, known.keys(), score_cutoff=NEAR, limit=5)
        for candidate, _, _ in candidates:
            if is_slip(part, candidate):
                return known[candidate]
    return None


def _unnumbered(key: str) -> str:
    """The title without the figure that tells two people of one title apart."""
    parts = key.split()
    return " ".join(parts[:-1]) if len(parts) > 1 and parts[-1].isdigit() else key


def is_slip(key: str, candidate: str) -> bool:
    """Whether two titles differ by slips of the keyboard alone: the same words, the same figures.

    >>> is_slip("1 asistant realisateur", "1 assistant realisateur")
    True
    >>> is_slip("2 assistant realisateur", "1 assistant realisateur")
    False
    """
    ours, theirs = key.split(), candidate.split()
    return len(ours) == len(theirs) and all(map(_same_but_a_slip, ours, theirs))


def _same_but_a_slip(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) < 4:
        return False
    allowed = 2 if min(len(word), len(other)) >= 8 else 1
    return bool(OSA.distance(word, other, score_cutoff=allowed) <= allowed)


def holds_any(line: Line, titles: Collection[str]) -> bool:
    """Whether a crew member's position or job is one of these title keys."""
    parts = [*line["position"].split("/"), line["position"], line["job"]]
    return any(_unnumbered(title_key(part)) in titles for part in parts)
