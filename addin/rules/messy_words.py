"""The words of messy lists: headings and choices as offices write them, in French and English."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from rapidfuzz import fuzz, process

from workbook_templates.catalog import TABLE
from workbook_templates.declare import Choice, Column, Kind, Table
from workbook_templates.text import Lang, Text, fold

FULL_NAME, POSTAL_CODE, CITY = "full_name", "postal_code", "city"
EXTRA_TARGETS: dict[str, Text] = {
    FULL_NAME: Text("Full name", "Nom complet"),
    POSTAL_CODE: Text("Postal code", "Code postal"),
    CITY: Text("City", "Ville"),
}
CONTACT = ("phone", "email", "address", POSTAL_CODE, CITY)  # said alike of people and of places
EXACT, SYNONYM, PART = 1.0, 0.95, 0.95
HELD_PROVED, HELD = 0.85, 0.65  # the second is below what is sure
PROVED = (Kind.PHONE, Kind.EMAIL, Kind.IBAN, Kind.SOCIAL)
NEAR, NEAR_CUTOFF, NEAR_LETTERS = 0.85, 86, 7
DROPPED = re.compile(r"[°º*:?!;\"«»•…_\[\]{}]|\.(?!\w)|(?<!\w)\.")
PARTS = re.compile(r"[/|\n()]|\s[-–—]\s|//")
DEPARTMENT_WORDS = re.compile(
    r"^(?:departement|dept|department|equipe|section|service|pole)\s+(?:de la |de l'|des |du |de |d')?|\s+(?:department|dept|team|crew)$"
)
JOINERS = re.compile(r"[/&+,–—-]+")
OTHERS = frozenset(
    [
        "agent",
        "agents",
        "agence",
        "agency",
        "urgence",
        "emergency",
        "parent",
        "parents",
        "tuteur",
        "tutrice",
        "guardian",
        "mother",
        "father",
        "mere",
        "pere",
        "conjoint",
        "conjointe",
        "spouse",
        "hotel",
        "hopital",
        "hospital",
        "vehicule",
        "voiture",
        "car",
        "chien",
        "employeur",
        "employer",
        "societe",
        "company",
        "production",
        "chauffeur",
        "driver",
        "assistant",
        "banque",
        "bank",
        "proprietaire",
        "owner",
        "gardien",
        "regisseur",
    ]
)
COUNT = re.compile(r"\([^)]*\)|[\s:x-]+\d+(?:\s*(?:pers|personnes|people|p))?\s*$|^\d+[\s.)-]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading may name: target -> how surely, and the language it is in."""

    scores: Mapping[str, float]
    french: int = 0
    english: int = 0


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = files("addin").joinpath("rules", "data", "heading_synonyms.toml").read_text(encoding="utf-8")
    return cast(dict[str, dict[str, dict[str, list[str]]]], tomllib.loads(text))


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """First names common in France, Quebec and English Canada, folded."""
    text = files("addin").joinpath("rules", "data", "given_names.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def plain(text: str) -> str:
    """Fold a heading: no case, accents, number signs or punctuation at its edges.

    >>> plain(" N° de Tél. : ")
    'n de tel'
    """
    return " ".join(DROPPED.sub(" ", fold(text)).strip(" -–—,.").split())


@lru_cache(maxsize=64)
def _known_headings(table_key: str) -> dict[str, dict[str, tuple[float, frozenset[Lang]]]]:
    """Folded heading -> the targets it names in this table, each with its score and languages."""
    table = TABLE[table_key]
    known: dict[str, dict[str, tuple[float, frozenset[Lang]]]] = {}

    def add(word: str, target: str, score: float, lang: Lang) -> None:
        targets = known.setdefault(plain(word), {})
        before, langs = targets.get(target, (0.0, frozenset[Lang]()))
        targets[target] = (max(before, score), langs | {lang})

    for column in table.columns:
        add(column.label.en, column.key, EXACT, "en")
        add(column.label.fr, column.key, EXACT, "fr")
        add(column.key.replace("_", " "), column.key, EXACT, "en")
    for section in ("people", table.key):
        for target, words in _data().get(section, {}).items():
            if section == "people" and not has_names(table) and target not in CONTACT:
                continue
            if target in table.position or target in EXTRA_TARGETS:
                for lang in ("fr", "en"):
                    for word in words.get(lang, []):
                        add(word, target, SYNONYM, lang)
    return known


def has_names(table: Table) -> bool:
    return "last_name" in table.position and "first_name" in table.position


def read_heading(table: Table, text: str, parent: str = "") -> Heading:
    """Say what a heading may name; under a parent heading, the two together count first."""
    joined = _match(table.key, f"{parent} {text}", near=False) if parent else None
    alone = _match(table.key, text)
    if joined is None or not joined.scores:
        return alone
    weaker = {target: score * 0.6 for target, score in alone.scores.items()}
    return Heading({**weaker, **joined.scores}, joined.french, joined.english)


@lru_cache(maxsize=4096)
def _match(table_key: str, text: str, near: bool = True) -> Heading:
    known = _known_headings(table_key)
    scores: dict[str, float] = {}
    languages: list[frozenset[Lang]] = []
    whole = plain(text.partition("\n//")[0])
    if whole not in known and (joined := " ".join(JOINERS.sub(" ", whole).split())) in known:
        whole = joined
    parts = [plain(part) for part in PARTS.split(text)]
    for word, factor in [(whole, 1.0), *((part, PART) for part in parts if part and part != whole)]:
        if factor < 1 and whole in known:
            break
        for target, (score, langs) in known.get(word, {}).items():
            scores[target] = max(scores.get(target, 0.0), score * factor)
            languages.append(langs)
    if not scores and near:
        for target, score in _held(table_key, whole):
            scores[target] = score
    if not scores and near and len(whole) >= NEAR_LETTERS:
        found = process.extractOne(whole, known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_CUTOFF)
        if found:
            for target, (score, langs) in known[found[0]].items():
                scores[target] = score * NEAR * found[1] / 100
                languages.append(langs)
    french = int(any("fr" in langs and "en" not in langs for langs in languages))
    english = int(any("en" in langs and "fr" not in langs for langs in languages))
    return Heading(scores, french, english)


def _held(table_key: str, whole: str) -> list[tuple[str, float]]:
    """What a heading names by the longest known words it holds, as "tel perso" holds "tel".

    Only a closed kind, whose cells will prove it, can be sure by that. The mail of
    an agent is no mail of the actor: a heading that names someone else has to be known whole.
    """
    table = TABLE[table_key]
    padded = f" {whole} "
    held = [word for word in _known_headings(table_key) if len(word) >= 3 and f" {word} " in padded]
    others = {word for word in whole.split() if word in OTHERS}
    held = [word for word in held if others <= set(word.split())]
    if not held:
        return []
    longest = max(held, key=lambda word: (len(word.split()), padded.startswith(f" {word} "), len(word)))
    found: list[tuple[str, float]] = []
    for target in _known_headings(table_key)[longest]:
        is_proof = target in table.position and table.column(target).kind in PROVED
        found.append((target, HELD_PROVED if is_proof else HELD))
    return found


@lru_cache(maxsize=256)
def _choices(column_key: str, choices: tuple[Choice, ...]) -> dict[str, str]:
    """Folded word -> choice; a choice's own key and labels win over the synonyms."""
    words: dict[str, str] = {}
    for key, more in _data()["choices"].get(column_key, {}).items():
        if any(choice.key == key for choice in choices):
            words.update({plain(word): key for word in more})
    for choice in choices:
        words[plain(choice.key)] = choice.key
        words.update({plain(choice.label.en): choice.key, plain(choice.label.fr): choice.key})
    return words


def read_choice(text: str, column: Column) -> str | None:
    """The choice that a cell's words name, or None."""
    if column.kind is not Kind.CHOICE:
        return None
    words = _choices(column.key, column.choices)
    said = plain(text)
    if column.key == "department":
        bare = plain(COUNT.sub(" ", said))
        stripped = plain(DEPARTMENT_WORDS.sub("", bare))
        found = words.get(said) or words.get(bare) or words.get(stripped)
        parts = {words.get(plain(part)) for part in PARTS.split(text) if part.strip()}
        return found or (parts.pop() if len(parts) == 1 else None)
    return words.get(said)


def shared_banner(text: str, position: str) -> str | None:
    """Read a banner that stands for several departments, as HMC does.

    Returns:
        The department that a word of the position decides, "" when none does,
        None when the text is no such banner.
    """
    said = plain(COUNT.sub(" ", plain(text)))
    ways = {_tokens(said), _tokens(plain(DEPARTMENT_WORDS.sub("", said)))}
    for banner in _data()["shared_banners"].values():
        if not ways & {_tokens(plain(word)) for word in banner["words"]}:
            continue
        held = fold(position)
        for key, starts in banner.items():
            if key != "words" and any(re.search(rf"\b{re.escape(start)}", held) for start in starts):
                return key
        return ""
    return None


def _tokens(text: str) -> frozenset[str]:
    """The words of a banner, whatever joins them and in whatever order."""
    return frozenset(word for word in re.split(r"[\s/&+,-]+", text) if word and word not in ("et", "and"))


def is_section(text: str) -> bool:
    """Whether a lone line is the title of a section that says nothing of its rows."""
    words = cast(list[str], _data()["sections"]["words"])
    return plain(COUNT.sub(" ", plain(text))) in {plain(word) for word in words}
