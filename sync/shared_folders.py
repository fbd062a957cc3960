"""Folders that OneDrive, Dropbox, SharePoint or iCloud keep: what a file in them is. Pure: names, sizes, identities.

Their programs leave files that look like a production's workbook and are not it: a conflict copy beside it,
half of a download, an owner file. None is synchronised by mistake.
"""

import re
from collections.abc import Collection, Mapping

from workbook_templates.text import Text, fold

WORKBOOKS = (".xlsx", ".xlsm")
PASSING = ("~$", ".~", "~", ".", "._")  # owner files, temporary files, hidden ones
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".icloud")
START, END, END_LENGTH = b"PK\x03\x04", b"PK\x05\x06", 22
END_REACH = 65_535 + END_LENGTH  # the end record stands within this many bytes of a whole zip's end

# What is put after a workbook's name: "(1)", "(Ana's conflicted copy 2026-03-02)", "- Copy (2)", " copie", " 2".
BY_NAME = re.compile(
    r"""(?:\ ?\(\d+\))+
      | \ ?\([^()]*(?:conflict|conflit)[^()]*(?:\(\d+\))?\)
      | [\ _-]+(?:conflict(?:ed)?|conflit|copie\ en\ conflit)\b.*
      | (?:\ -)?\ (?:copy|copie)(?:\ ?\(?\d+\)?)?
      | \ \[(?:conflict|conflit)\]
    """,
    re.X | re.I,
)
# What is put before it: "Copy of ", "Copie de ", "Copie (2) de ", "Copie d'".
BEFORE = re.compile(r"(?:copy|copie)(?:\ ?\(\d+\))?\ (?:of\ |de\ |d['\u2019])", re.X | re.I)
# OneDrive puts the computer's name, and iCloud a number: names that a person gives too, so the identity decides.
BY_IDENTITY = re.compile(r"-[\w-]{1,63}(?:-\d+)?| \d{1,3}", re.I)


def is_passing(name: str) -> bool:
    """Whether a file is never a workbook of its own: an owner file, a temporary one, a download under way."""
    return name.startswith(PASSING) or fold(name).endswith(UNFINISHED)


def is_whole(start: bytes, tail: bytes) -> bool:
    """Whether a file wholly arrived, as far as its first bytes and its last ones (``END_REACH``) tell.

    An encrypted or an old workbook is no zip: what it is, reading says.
    """
    if not start:
        return False
    if not any(start):
        return False  # room made for a download
    return not start.startswith(START) or END in tail


def original_of(name: str, others: Collection[str]) -> str:
    """The file beside it that a name says it is a conflict copy of, or "".

    >>> original_of("book (1).xlsx", ["book.xlsx"])
    'book.xlsx'
    >>> original_of("book-PC.xlsx", ["book.xlsx"])
    ''
    """
    return _original(name, others, BY_NAME)


def copy_of(name: str, identity: str, others: Mapping[str, str]) -> str:
    """The workbook, among others by name with their identities, that this one is a conflict copy of, or "".

    A name such as ``book-PC.xlsx`` is a person's as well: it is a copy when it has the other's identity. A
    workbook with an identity of its own is no copy, whatever its name.
    """
    same = [other for other, theirs in others.items() if identity and theirs == identity]
    may_be = [other for other, theirs in others.items() if not (identity and theirs) or theirs == identity]
    return original_of(name, may_be) or _original(name, same, BY_IDENTITY)


def _original(name: str, others: Collection[str], after: re.Pattern[str]) -> str:
    """The other with the longest name that stands in this one, when what is put around it is a copy's."""
    found = ""
    for other in others:
        is_longer = len(_parts(other)[0]) > len(_parts(found)[0])
        if is_longer and any(not rest or after.fullmatch(rest) for rest in _put_around(name, other)):
            found = other
    return found


def is_named_after(name: str, other: str) -> bool:
    """Whether the first name is the other with something around it, as a conflict copy's is."""
    return bool(_put_around(name, other))


def _put_around(name: str, other: str) -> list[str]:
    """What follows the other's name in this one, as it is or behind "Copy of "; nothing where it does not stand."""
    (longer, kind), (plain, other_kind) = _parts(name), _parts(other)
    bare = BEFORE.sub("", longer, count=1) if BEFORE.match(longer) else longer
    if kind.lower() != other_kind.lower():
        return []
    return [
        one[len(plain) :]
        for one in dict.fromkeys((longer, bare))
        if fold(one).startswith(fold(plain)) and len(longer) > len(plain)
    ]


def _parts(name: str) -> tuple[str, str]:
    """A file's name without what says its kind, and that."""
    stem, dot, kind = name.rpartition(".")
    return (stem, kind) if dot else (name, "")


def moved_to(identity: str, elsewhere: Mapping[str, str]) -> str:
    """Where a workbook that is no longer in its place is now: the one path, by path, that has its identity; or ""."""
    found = [path for path, theirs in elsewhere.items() if identity and theirs == identity]
    return found[0] if len(found) == 1 else ""


def say_half(name: str) -> Text:
    return Text(
        f"{name} has not wholly arrived yet; its round waits for the rest.",
        f"{name} n'est pas encore entièrement arrivé ; son passage attend la suite.",
    )


def say_open(name: str, program: str) -> Text:
    return Text(
        f"{name} is open in {program}; its round ends once it is closed. What was saved in it is taken already.",
        f"{name} est ouvert dans {program} ; son passage s'achèvera à sa fermeture. Ce qui y est enregistré "
        "est déjà pris.",
    )


def ask_about_conflict_copy(name: str, original: str) -> Text:
    """Ask about a listed workbook that is only a copy left by the folder's program."""
    return Text(
        f"{name} is a conflict copy of {original} and is not synchronised. Copy into {original} what only it "
        f"holds, then take it out of classeur.toml.",
        f"{name} est une copie en conflit de {original} et n'est pas synchronisé. Reportez dans {original} ce "
        "qu'il est seul à contenir, puis retirez-le de classeur.toml.",
    )


def tell_of_conflict_copies(name: str, copies: Collection[str]) -> Text:
    """Tell of the conflict copies beside a workbook: what was typed there is in no round."""
    said = ", ".join(sorted(copies))
    return Text(
        f"Beside {name} lies a conflict copy: {said}. What was typed only there is not synchronised: copy it "
        f"into {name}, then delete the copy.",
        f"À côté de {name} se trouve une copie en conflit : {said}. Ce qui n'a été saisi que là n'est pas "
        f"synchronisé : reportez-le dans {name}, puis supprimez la copie.",
    )


def ask_about_moved(name: str, place: str) -> Text:
    return Text(
        f"{name} is no longer in its place; the same workbook is at {place}. Put it back, or write the new place "
        "in classeur.toml.",
        f"{name} n'est plus à sa place ; le même classeur se trouve à {place}. Remettez-le, ou inscrivez sa "
        "nouvelle place dans classeur.toml.",
    )
