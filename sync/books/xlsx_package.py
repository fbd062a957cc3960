"""A workbook file as parts: what is not touched keeps its bytes, compressed as they were."""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr, unescape

from sync.books.zip_members import ZipMembers
from workbook_templates.text import OfficeError

OLE = b"\xd0\xcf\x11\xe0"
TYPES = "[Content_Types].xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_KINDS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")

ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
MARKUP = re.compile(b"<!")
PLAIN = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>\s*")
COMMENT_OR_CDATA = re.compile(r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.S)
QUOTES = {"&quot;": '"', "&apos;": "'"}


@dataclass(frozen=True, slots=True)
class Relation:
    """A part related to another: its target is a part's name, or an address when external."""

    id: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A sheet of the workbook; ``kind`` is "worksheet", "chartsheet", ..."""

    name: str
    part: str
    state: str
    kind: str = "worksheet"


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a start tag, in whichever quotes they stand."""
    return {
        name: unescape(double or single, QUOTES)
        for name, double, single in ATTRIBUTE.findall(tag)
        if not name.startswith("xmlns")
    }


def plain_xml(data: bytes) -> bytes:
    """XML in UTF-8, without comments and CDATA, so that tags can be found by their bytes.

    Raises:
        OfficeError: It declares entities of its own, or is in an unknown encoding.
    """
    head = data[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:8]:
        data = _recoded(data, "utf-16")
    elif data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif said := re.search(rb"""^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']""", head):
        data = data if said[1].lower() in PLAIN else _recoded(data, said[1].decode())
    if not MARKUP.search(data):
        return data
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise OfficeError(
            "This workbook declares entities of its own, which is not safe to read.",
            "Ce classeur déclare ses propres entités, ce qui n'est pas sûr à lire.",
        )
    text = COMMENT_OR_CDATA.sub(lambda found: escape(found[1] or ""), data.decode("utf-8"))
    return text.encode()


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as problem:
        raise OfficeError(
            "This workbook is written in an encoding that is not known here.",
            "Ce classeur est écrit dans un codage inconnu ici.",
        ) from problem
    text = DECLARATION.sub("", text)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode()


class Package:
    """The parts of an .xlsx or .xlsm file.

    Raises:
        OfficeError: The bytes are encrypted, of another form, cut short or doubtful.
    """

    def __init__(self, data: bytes) -> None:
        if data.startswith(OLE):
            raise OfficeError(
                "This workbook is encrypted or in the old .xls form. Save it as .xlsx without a password first.",
                "Ce classeur est chiffré ou à l'ancienne forme .xls. Enregistrez-le d'abord en .xlsx, sans mot de passe.",
            )
        self._members = ZipMembers(data)
        self._names: dict[str, str] = {}
        self._plain: dict[str, bytes] = {}
        for name in self._members.names():
            key = _key(name)
            if key in self._names and not name.endswith("/"):
                raise OfficeError(
                    "This workbook holds a part twice. Open it in Excel, save it, and try again.",
                    "Ce classeur contient une partie en double. Ouvrez-le dans Excel, enregistrez, réessayez.",
                )
            self._names[key] = name
        self._check()

    def _check(self) -> None:
        if not self.has(TYPES) or not self.has(self.workbook_part) or not self.sheets():
            raise OfficeError("This file is not a workbook.", "Ce fichier n'est pas un classeur.")
        if any(key.startswith("_xmlsignatures/") for key in self._names):
            raise OfficeError(
                "This workbook is signed; writing in it would break the signature.",
                "Ce classeur est signé ; y écrire romprait la signature.",
            )
        if any(key.startswith("xl/revisions/") for key in self._names):
            raise OfficeError(
                "This workbook is shared and keeps the list of its changes. Stop sharing it in Excel first.",
                "Ce classeur est partagé et garde la liste de ses modifications. Arrêtez d'abord le partage dans Excel.",
            )

    def _real(self, name: str) -> str:
        return self._names.get(_key(name), name.lstrip("/"))

    def names(self) -> list[str]:
        """Part names, folders left out."""
        return [name for name in self._members.names() if not name.endswith("/")]

    def has(self, name: str) -> bool:
        return self._members.has(self._real(name))

    def read(self, name: str) -> bytes:
        return self._members.read(self._real(name))

    def xml(self, name: str) -> bytes:
        """A part in UTF-8, without comments and CDATA."""
        real = self._real(name)
        if real not in self._plain:
            self._plain[real] = plain_xml(self._members.read(real))
        return self._plain[real]

    def text(self, name: str) -> str:
        """A part in UTF-8, without comments and CDATA, as text."""
        return self.xml(name).decode("utf-8", "replace")

    def write(self, name: str, data: bytes) -> None:
        """Add or replace a part; the same bytes leave it untouched."""
        real = self._real(name)
        self._plain.pop(real, None)
        self._names.setdefault(_key(real), real)
        self._members.write(real, data)

    def remove(self, name: str) -> None:
        """Take a part away, with what declares its type and its own relations."""
        real = self._real(name)
        self._plain.pop(real, None)
        self._members.remove(real)
        if self.has(self._rels_name(real)):
            rels = self._real(self._rels_name(real))
            self._plain.pop(rels, None)
            self._members.remove(rels)
        types = self.text(TYPES)
        for tag in re.findall(r"<(?:\w+:)?Override\b[^>]*>", types):
            if _key(attributes_of(tag).get("PartName", "")) == _key(real):
                self.write(TYPES, types.replace(tag, "", 1).encode())

    def content_type(self, name: str, content_type: str) -> None:
        """Declare a part's type; a name like ``.vml`` declares it for the ending."""
        types = self.text(TYPES)
        tag, said, value = (
            ("Default", "Extension", name[1:])
            if name.startswith(".")
            else (
                "Override",
                "PartName",
                "/" + name.lstrip("/"),
            )
        )
        for found in re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", types):
            if _key(attributes_of(found).get(said, "")) == _key(value):
                return
        top = re.search(r"<(\w+:)?Types\b[^>]*>", types)
        if top is None:
            return
        entry = f"<{top[1] or ''}{tag} {said}={quoteattr(value)} ContentType={quoteattr(content_type)}/>"
        at = top.end() if tag == "Default" else types.rindex(f"</{top[1] or ''}Types")
        self.write(TYPES, (types[:at] + entry + types[at:]).encode())

    @staticmethod
    def _rels_name(part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def relations(self, part: str) -> list[Relation]:
        """What a part is related to; the workbook file itself is the part ""."""
        rels = self._rels_name(part)
        if not self.has(rels):
            return []
        found = []
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", self.text(rels)):
            said = attributes_of(tag)
            external = said.get("TargetMode") == "External"
            target = said.get("Target", "")
            if not external:
                target = self._absolute(part, target)
            found.append(Relation(said.get("Id", ""), said.get("Type", ""), target, external))
        return found

    def _absolute(self, part: str, target: str) -> str:
        target = target.replace("\\", "/")
        base = "" if target.startswith("/") else posixpath.dirname(part)
        path = posixpath.normpath(posixpath.join(base, target.lstrip("/"))).lstrip("/.")
        return path if self.has(path) or not self.has(unquote(path)) else unquote(path)

    def related(self, part: str, ending: str) -> str:
        """The first part related under a type with that ending, or ""."""
        return next((r.target for r in self.relations(part) if r.type.endswith(ending)), "")

    def add_relation(self, part: str, kind: str, target: str) -> str:
        """Relate ``part`` to another part; returns the id, the old one when they are related already."""
        relations = self.relations(part)
        for relation in relations:
            if relation.target == target and relation.type.endswith("/" + kind.rpartition("/")[2]):
                return relation.id
        used = {relation.id for relation in relations}
        new = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        rels = self._rels_name(part)
        empty = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        text = self.text(rels) if self.has(rels) else empty
        text = re.sub(r"<((?:\w+:)?Relationships)\b([^>]*)/>", r"<\1\2></\1>", text)
        top = re.search(r"<(\w+:)?Relationships\b", text)
        prefix = (top[1] or "") if top else ""
        full = kind if ":" in kind else f"{REL}/{kind}"
        entry = f'<{prefix}Relationship Id="{new}" Type="{full}" Target="/{escape(target)}"/>'
        at = text.rindex(f"</{prefix}Relationships")
        self.write(rels, (text[:at] + entry + text[at:]).encode())
        return new

    def drop_relation(self, part: str, target: str) -> None:
        """Take away the relations of a part to another."""
        rels = self._rels_name(part)
        text = self.text(rels)
        gone = {relation.id for relation in self.relations(part) if relation.target == target}
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", text):
            if attributes_of(tag).get("Id") in gone:
                text = text.replace(tag, "", 1)
        self.write(rels, text.encode())

    @property
    def workbook_part(self) -> str:
        return self.related("", "/officeDocument") or "xl/workbook.xml"

    def sheets(self) -> list[SheetRef]:
        """The workbook's sheets, in their order."""
        book = self.workbook_part
        if not self.has(book):
            return []
        relations = {relation.id: relation for relation in self.relations(book)}
        found = []
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", self.text(book)):
            said = attributes_of(tag)
            identity = next((v for k, v in said.items() if k.endswith(":id")), "")
            relation = relations.get(identity)
            kind = relation.type.rpartition("/")[2] if relation else ""
            found.append(
                SheetRef(
                    said.get("name", ""),
                    relation.target if relation else "",
                    said.get("state", "visible"),
                    kind,
                )
            )
        return found

    @property
    def is_changed(self) -> bool:
        return self._members.is_changed

    def to_bytes(self) -> bytes:
        """The whole file; untouched parts keep their compressed bytes."""
        return self._members.to_bytes()


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def attribute(text: str) -> str:
    """A quoted XML attribute value."""
    return quoteattr(text)
