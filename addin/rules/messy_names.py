"""Cut a name written in one cell in two: "DUPONT Jean", "Dupont, Jean", "Jean Dupont (Jeannot)"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from addin.rules.messy_words import given_names
from workbook_templates.text import fold

Order = Literal["first-last", "last-first"]

NICKNAME = re.compile(
    r"\(([^)]*)\)|[\"“«]\s*([^\"”»]+?)\s*[\"”»]|\b(?:dit|dite|alias|a\.k\.a\.?|aka)\s+(.+)$", re.IGNORECASE
)
TITLES = {"m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "me", "monsieur", "madame"}
PARTICLES = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "da",
    "di",
    "del",
    "della",
    "van",
    "von",
    "den",
    "der",
    "el",
    "al",
    "ben",
    "bin",
    "st",
    "saint",
    "o",
    "mac",
    "mc",
    "d'",
    "l'",
    "do",
    "dos",
    "ter",
    "ten",
}
BOTH = frozenset(
    [
        "martin",
        "simon",
        "thomas",
        "bernard",
        "robert",
        "richard",
        "laurent",
        "michel",
        "david",
        "vincent",
        "girard",
        "gerard",
        "denis",
        "andre",
        "gautier",
        "gilbert",
        "guy",
        "henry",
        "adam",
        "albert",
        "arnaud",
        "benoit",
        "blaise",
        "charles",
        "clement",
        "colin",
        "francois",
        "gregoire",
        "herve",
        "hugues",
        "lambert",
        "leon",
        "maurice",
        "raymond",
        "remy",
        "rene",
        "roy",
        "victor",
        "xavier",
        "martine",
        "george",
        "james",
        "scott",
        "kelly",
        "morgan",
        "taylor",
        "ryan",
        "gordon",
        "craig",
        "graham",
        "neil",
        "norman",
        "ross",
        "stuart",
        "lewis",
        "oscar",
        "dylan",
        "duncan",
        "bruce",
    ]
)
UPPER = re.compile(
    r"(?:Mc|Mac|O['’]|[Dd]['’]|[Ll]['’])?[^\W\d_a-zà-öø-ÿ]{2,}(?:['’-][^\W\d_a-zà-öø-ÿ]+)*\.?\Z"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its two parts; ``is_sure`` when the cell itself shows which is which."""

    last: str
    first: str
    nickname: str = ""
    is_sure: bool = False


def split_name(text: str, order: Order, is_mixed: bool = True) -> Name:
    """Cut a full name in two.

    A comma or capitals decide; then, in a column that mixes both orders, a common
    first name; else the order of the column.

    >>> split_name("DUPONT Jean", "first-last")
    Name(last='DUPONT', first='Jean', nickname='', is_sure=True)
    >>> split_name("Jean de la Tour (Jeannot)", "first-last")
    Name(last='de la Tour', first='Jean', nickname='Jeannot', is_sure=True)
    """
    nickname = ""
    if found := NICKNAME.search(text):
        nickname = next((part.strip() for part in found.groups() if part), "")
        text = f"{text[: found.start()]} {text[found.end() :]}"
    text = " ".join(text.split()).strip(" -,;")
    last, comma, first = text.partition(",")
    if comma and last.strip() and first.strip():
        return Name(last.strip(), _without_title(first.strip()), nickname, True)
    tokens = text.split()
    while len(tokens) > 1 and fold(tokens[0]).rstrip(".") in TITLES:
        tokens = tokens[1:]
    if len(tokens) < 2:
        return Name(tokens[0] if tokens else "", "", nickname, False)
    if (cut := _by_capitals(tokens)) is not None:
        return Name(*cut, nickname, True)
    seen = _seen_order(tokens) if is_mixed else None
    last_part, first_part = _cut(tokens, seen or order)
    return Name(last_part, first_part, nickname, seen is not None)


def vote_order(cells: Sequence[str]) -> tuple[Order | None, float]:
    """The order in which a column writes its names, by the cells that show it.

    Returns:
        The order, None where no cell shows one or they are even; and the share that agrees.
    """
    votes: dict[Order, int] = {"first-last": 0, "last-first": 0}
    for cell in cells:
        bare = NICKNAME.sub(" ", cell)
        if "," in bare:
            votes["last-first"] += 1
            continue
        tokens = [token for token in bare.split() if fold(token).rstrip(".") not in TITLES]
        if len(tokens) < 2:
            continue
        if (cut := _by_capitals(tokens)) is not None:
            votes["last-first" if " ".join(tokens).startswith(cut[0]) else "first-last"] += 1
        elif seen := _seen_order(tokens):
            votes[seen] += 1
    total = sum(votes.values())
    if not total or votes["first-last"] == votes["last-first"]:
        return None, 0.0
    best: Order = "first-last" if votes["first-last"] > votes["last-first"] else "last-first"
    return best, votes[best] / total


def shows_itself(text: str) -> bool:
    """Whether a cell reads as a person's name: capitals, a comma or a common first name show it."""
    bare = NICKNAME.sub(" ", text)
    tokens = bare.replace(",", " ").split()
    if not 2 <= len(tokens) <= 6 or any(char.isdigit() or char in ":/@" for char in bare):
        return False
    if not all(token[0].isupper() or _is_particle(token) for token in tokens):
        return False
    return split_name(text, "first-last").is_sure


def _without_title(text: str) -> str:
    tokens = text.split()
    return " ".join(tokens[1:]) if len(tokens) > 1 and fold(tokens[0]).rstrip(".") in TITLES else text


def _by_capitals(tokens: Sequence[str]) -> tuple[str, str] | None:
    """Last and first name where one end is in capitals, particles beside it included."""
    upper = [bool(UPPER.match(token)) for token in tokens]
    if all(upper) or not any(upper):
        return None
    if upper[0] or (upper[1:2] == [True] and _is_particle(tokens[0])):
        end = 0
        while end < len(tokens) and (upper[end] or (_is_particle(tokens[end]) and any(upper[end:]))):
            end += 1
        if end < len(tokens) and not any(upper[end:]):
            return " ".join(tokens[:end]), " ".join(tokens[end:])
    if upper[-1]:
        start = len(tokens)
        while start > 0 and (upper[start - 1] or _is_particle(tokens[start - 1])):
            start -= 1
        if start and not any(upper[:start]):
            return " ".join(tokens[start:]), " ".join(tokens[:start])
    return None


def _is_particle(token: str) -> bool:
    return fold(token) in PARTICLES


def is_given(token: str) -> bool:
    """Whether a word is a common first name."""
    parts = [part for part in re.split(r"[-.]", fold(token)) if part]
    return bool(parts) and all(part in given_names() for part in parts)


def _seen_order(tokens: Sequence[str]) -> Order | None:
    """The order that common first names and particles show, when one end shows it better than the other."""
    if _is_particle(tokens[0]) != any(_is_particle(token) for token in tokens[1:-1]):
        return "last-first" if _is_particle(tokens[0]) else "first-last"
    first, last = _strength(tokens[0]), _strength(tokens[-1])
    if first == last or max(first, last) < 2:
        return None
    return "first-last" if first > last else "last-first"


def _strength(token: str) -> int:
    """2 for a first name, 1 for one that is as often a last name, 0 for neither."""
    return 0 if not is_given(token) else 1 if fold(token) in BOTH else 2


def _cut(tokens: Sequence[str], order: Order) -> tuple[str, str]:
    if order == "first-last":
        end = 1
        while end < len(tokens) - 1 and not _is_particle(tokens[end]) and is_given(tokens[end]):
            end += 1
        return " ".join(tokens[end:]), " ".join(tokens[:end])
    end = 1
    while end < len(tokens) - 1 and _is_particle(tokens[end - 1]):
        end += 1
    while end < len(tokens) - 1 and not is_given(tokens[end]) and any(is_given(t) for t in tokens[end + 1 :]):
        end += 1
    return " ".join(tokens[:end]), " ".join(tokens[end:])
