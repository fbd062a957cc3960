"""A person's words taken out of a workbook file's parts, and looked for in all of them."""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sync.books.zip_members import ZipMembers
from sync.personal import Words
from workbook_templates.text import OfficeError

MARKUP = (".xml", ".rels", ".vml")
STRINGS, SHEETS = "xl/sharedStrings.xml", "xl/worksheets/"
TAG, NUMBER = re.compile(r"(<[^>]*>)"), re.compile(r"\s*-?[\d.]+(?:[eE][+-]?\d+)?\s*")
ITEM = re.compile(r"<si>.*?</si>|<si/>|<si\s[^>]*>.*?</si>", re.DOTALL)
SHARED = re.compile(r'<c\b[^>]*\bt="s"[^>]*>(?:(?!</c>).)*?<v>(\d+)</v>', re.DOTALL)
BLANK = "<si><t/></si>"
APART = "\0"  # no word, no space: nothing is found across it


def scrub_workbook(data: bytes, words: Words) -> bytes:
    """The same workbook with the identifier wherever the words stood, and no text that no cell shows any more."""
    parts = ZipMembers(data)
    used: set[int] = set()
    for name in parts.names():
        if name.startswith(SHEETS) and name.endswith(".xml"):
            used.update(int(number) for number in SHARED.findall(_text(parts.read(name))))
    for name in parts.names():
        if not name.endswith(MARKUP):
            continue
        before = _text(parts.read(name))
        after = _strings(before, used, words) if name == STRINGS else before
        if words.is_in(_said(after)) or words.is_in(html.unescape(after)):
            after = _scrubbed(after, words)
        if after != before:
            parts.write(name, after.encode())
    return parts.to_bytes()


def _strings(xml: str, used: set[int], words: Words) -> str:
    """The shared strings: an orphan is blank, one that holds the words in several runs becomes one run."""
    number = -1

    def item(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        if number not in used:
            return BLANK
        said = _said(found[0])
        if not words.is_in(said):
            return found[0]
        return f'<si><t xml:space="preserve">{html.escape(words.scrub(said), quote=False)}</t></si>'

    return ITEM.sub(item, xml)


def _scrubbed(xml: str, words: Words) -> str:
    made = []
    for piece in TAG.split(xml):
        plain = html.unescape(piece) if "&" in piece and not piece.startswith("<") else piece
        if NUMBER.fullmatch(piece) or not words.is_in(plain):
            made.append(piece)
        elif piece.startswith("<"):
            made.append(words.scrub(piece))
        else:
            made.append(html.escape(words.scrub(plain), quote=False))
    return "".join(made)


def _said(xml: str) -> str:
    return html.unescape(TAG.sub("", xml))


def _text(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def search_file(path: Path, words: Words) -> int:
    """How many parts of a file hold the words: of a zip its members, else its bytes and its name."""
    return sum(words.is_in(text) for text in _texts(path.read_bytes()))


def search_workbook(data: bytes, words: Words) -> int:
    return sum(words.is_in(text) for text in _texts(data))


def _texts(data: bytes) -> Iterator[str]:
    if data[:2] != b"PK":
        yield data.decode("utf-8", "replace")
        yield data.decode("utf-16-le", "replace")
        return
    try:
        parts = ZipMembers(data)
        for name in parts.names():
            text = _text(parts.read(name))
            if name.startswith(SHEETS) and name.endswith(".xml"):
                # The digits of neighbouring cells are not one number.
                yield html.unescape(
                    "\n".join(piece for piece in TAG.split(text) if not NUMBER.fullmatch(piece))
                )
            elif name.endswith(MARKUP):
                # Each string apart: what ends one and what begins the next are not one name.
                yield APART.join(map(_said, ITEM.findall(text)))
                yield html.unescape("\n".join(TAG.split(text)))
            else:
                yield text
    except (OfficeError, zipfile.BadZipFile):
        yield data.decode("utf-8", "replace")
