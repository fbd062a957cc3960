"""The dated lists beside the crew checks: pay minimums, rules for minors, positions, mail domains."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from addin.rules.crew_lines import words
from workbook_templates.money import cents

GRIDS = ("minimums_idcc3097_annexe1", "minimums_idcc3097_annexe3")
ARTISTS = "minimums_idcc3097_artists"
MINORS = "minors_idcc3097"
_SMALL = {"a", "au", "aux", "d", "de", "des", "du", "l", "la", "le", "les", "of", "the", "cinema", "s"}
_ORDINALS = {
    **dict.fromkeys(("1er", "1ere", "1re", "1st", "premier", "premiere", "first"), "1"),
    **dict.fromkeys(("2e", "2eme", "2nd", "2nde", "second", "seconde", "deuxieme"), "2"),
    **dict.fromkeys(("3e", "3eme", "3rd", "troisieme", "third"), "3"),
}
_FEMININE = (
    (re.compile(r"trice$"), "teur"),
    (re.compile(r"(?:euse|eure)$"), "eur"),
    (re.compile(r"iere$"), "ier"),
    (re.compile(r"ienne$"), "ien"),
    (re.compile(r"ante$"), "ant"),
    (re.compile(r"ointe$"), "oint"),
    (re.compile(r"(?<=r)ale$"), "al"),
    (re.compile(r"^cheffe$"), "chef"),
)


@dataclass(frozen=True)
class PayGrid:
    """The minimums of one agreement from one date.

    Args:
        since: The first day it applies, ISO.
        titles: title key -> (the title as the grid writes it, whole cents): crew for a week of 39 hours,
            artists for a day of 8 hours.
    """

    agreement: str
    name: str
    since: str
    titles: Mapping[str, tuple[str, int]]


@lru_cache(maxsize=65536)
def title_key(title: str) -> str:
    """A title to compare: no case, accents, gender, linking words; ordinals as figures.

    >>> title_key("2ème assistante opératrice cinéma") == title_key("2e Assistant opérateur")
    True
    """
    return " ".join(
        _masculine(_ORDINALS.get(word, word)) for word in words(title).split() if word not in _SMALL
    )


def _masculine(word: str) -> str:
    for ending, other in _FEMININE:
        word = ending.sub(other, word)
    return word


@lru_cache(maxsize=1024)
def agreement_key(agreement: str) -> str:
    """The code of a rule set as offices type it.

    >>> agreement_key("IDCC 3097"), agreement_key("3097 Annexe III")
    ('idcc3097', 'idcc3097-annexe3')
    """
    plain = "".join(words(agreement).split())
    if not plain.endswith(("3097", "annexe1", "annexei", "annexe3", "annexeiii")) or "3097" not in plain:
        return plain
    return "idcc3097-annexe3" if plain.endswith(("annexe3", "annexeiii")) else "idcc3097"


@cache
def pay_grids() -> tuple[PayGrid, ...]:
    """Every grid held of the crew, the oldest first."""
    return tuple(sorted((_read_grid(name, "weekly") for name in GRIDS), key=lambda grid: grid.since))


@cache
def artist_grid() -> PayGrid:
    """The minimums of artists, by the day."""
    return _read_grid(ARTISTS, "daily")


@cache
def position_titles() -> Mapping[str, str]:
    """Title key -> the position as it is usually written: the usage list, then the grids' titles."""
    known = {
        title_key(title): title for section, title in _sections("positions.txt") if section != "guardians"
    }
    for grid in pay_grids():
        for key, (title, _) in grid.titles.items():
            known.setdefault(key, re.sub(r" (?:de )?cinéma$", "", title))
    return known


@cache
def guardian_titles() -> frozenset[str]:
    """The title keys of those in charge of children."""
    return frozenset(
        title_key(title) for section, title in _sections("positions.txt") if section == "guardians"
    )


@cache
def minor_rules() -> Mapping[str, int]:
    """What the agreement asks for minors: ages in years, spans in minutes."""
    rows = csv.DictReader(line for line in _read(f"{MINORS}.csv") if not line.startswith("#"))
    return {row["rule"]: int(row["value"]) for row in rows}


@cache
def mail_domains() -> tuple[frozenset[str], frozenset[str]]:
    """The domains people use, and the endings that no country has."""
    lines = _sections("mail_domains.txt")
    endings = frozenset(word for section, word in lines if section == "endings")
    return frozenset(word for section, word in lines if section != "endings"), endings


def _read(name: str) -> list[str]:
    return files("addin.rules").joinpath("data", name).read_text(encoding="utf-8").splitlines()


def _sections(name: str) -> list[tuple[str, str]]:
    """(section, line) for each line that is no comment."""
    found, section = [], ""
    for line in _read(name):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((section, line))
    return found


def _read_grid(name: str, unit: str) -> PayGrid:
    lines = _read(f"{name}.csv")
    said = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    titles = {title_key(row["function"]): (row["function"], cents(row[unit]) or 0) for row in rows}
    return PayGrid(said["agreement"], said["name"], said["from"], titles)
