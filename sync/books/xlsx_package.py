"""A workbook file as parts: what is not touched keeps its bytes, compressed as they were."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from workbook_templates.text import OfficeError

OLE = b"\xd0\xcf\x11\xe0"
TYPES = "[Content_Types].xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetRef:
    name: str
    part: str
    state: str


class Package:
    """The parts of an .xlsx or .xlsm file.

    Raises:
        OfficeError: The bytes are encrypted, of another form, cut short or doubtful.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        if data.startswith(OLE):
            raise OfficeError(
                "This workbook is encrypted or in the old .xls form. Save it as .xlsx without a password first.",
                "Ce classeur est chiffré ou à l'ancienne forme .xls. Enregistrez-le d'abord en .xlsx, sans mot de passe.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError) as problem:
            raise OfficeError(
                "This file is not a workbook, or only half of it arrived. Get it again.",
                "Ce fichier n'est pas un classeur, ou n'est arrivé qu'à moitié. Récupérez-le de nouveau.",
            ) from problem
        self._infos = {info.filename: info for info in self._zip.infolist()}
        if len(self._infos) != len(self._zip.infolist()):
            raise OfficeError(
                "This workbook holds a part twice.", "Ce classeur contient une partie en double."
            )
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._infos}
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        if not self.has(TYPES) or not self.sheets():
            raise OfficeError("This file is not a workbook.", "Ce fichier n'est pas un classeur.")
        if any(name.startswith("_xmlsignatures/") for name in self._names):
            raise OfficeError(
                "This workbook is signed; writing in it would break the signature.",
                "Ce classeur est signé ; y écrire romprait la signature.",
            )

    def _real(self, name: str) -> str:
        return self._names.get(name.lstrip("/").lower(), name.lstrip("/"))

    def names(self) -> list[str]:
        return [name for name in {**self._infos, **self._changed} if name not in self._removed]

    def has(self, name: str) -> bool:
        real = self._real(name)
        return real not in self._removed and (real in self._infos or real in self._changed)

    def read(self, name: str) -> bytes:
        real = self._real(name)
        if real in self._changed:
            return self._changed[real]
        try:
            return self._zip.read(real)
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as problem:
            raise OfficeError(
                f"This workbook is damaged: {name} cannot be read.",
                f"Ce classeur est abîmé : {name} est illisible.",
            ) from problem

    def write(self, name: str, data: bytes) -> None:
        """Add or replace a part; the same bytes leave it untouched."""
        real = self._real(name)
        if self.has(real) and self.read(real) == data:
            return
        self._names.setdefault(real.lower(), real)
        self._removed.discard(real)
        self._changed[real] = data

    def remove(self, name: str) -> None:
        """Take a part away, with what declares its type."""
        real = self._real(name)
        self._changed.pop(real, None)
        self._removed.add(real)
        pattern = rf'<Override\b[^>]*PartName="/{re.escape(real)}"[^>]*/>'
        self.write(TYPES, re.sub(pattern, "", self.read(TYPES).decode(), flags=re.I).encode())

    def content_type(self, name: str, content_type: str) -> None:
        """Declare a part's type; a name like ``.vml`` declares it for the ending."""
        types = self.read(TYPES).decode()
        if name.startswith("."):
            if re.search(rf'Extension="{name[1:]}"', types, re.I):
                return
            entry = f'<Default Extension="{name[1:]}" ContentType="{content_type}"/>'
            types = re.sub(r"(<Types\b[^>]*>)", lambda found: found[1] + entry, types, count=1)
        else:
            if f'PartName="/{name}"' in types:
                return
            entry = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
            types = types.replace("</Types>", entry + "</Types>")
        self.write(TYPES, types.encode())

    @staticmethod
    def _rels_name(part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def relations(self, part: str) -> list[Relation]:
        rels = self._rels_name(part)
        if not self.has(rels):
            return []
        found = []
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", self.read(rels).decode("utf-8", "replace")):
            said = dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', tag))
            external = said.get("TargetMode") == "External"
            target = said.get("Target", "").replace("\\", "/")
            if not external:
                base = "" if target.startswith("/") else posixpath.dirname(part)
                target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            found.append(Relation(said.get("Id", ""), said.get("Type", ""), target, external))
        return found

    def related(self, part: str, ending: str) -> str:
        """The first part related under a type with that ending, or ""."""
        return next((r.target for r in self.relations(part) if r.type.endswith(ending)), "")

    def add_relation(self, part: str, kind: str, target: str) -> str:
        """Relate ``part`` to another part; returns the id, the old one when they are related already."""
        for relation in self.relations(part):
            if relation.target == target and relation.type.endswith(kind):
                return relation.id
        used = {relation.id for relation in self.relations(part)}
        new = next(f"rId{n}" for n in range(1, 10_000) if f"rId{n}" not in used)
        rels = self._rels_name(part)
        empty = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        text = self.read(rels).decode() if self.has(rels) else empty
        entry = f'<Relationship Id="{new}" Type="{REL}/{kind}" Target="/{escape(target)}"/>'
        text = re.sub(r"<Relationships\b([^>]*)/>", r"<Relationships\1></Relationships>", text)
        self.write(rels, text.replace("</Relationships>", entry + "</Relationships>").encode())
        return new

    def drop_relation(self, part: str, target: str) -> None:
        rels = self._rels_name(part)
        gone = {relation.id for relation in self.relations(part) if relation.target == target}
        text = self.read(rels).decode()
        for identity in gone:
            text = re.sub(rf'<Relationship\b[^>]*Id="{identity}"[^>]*/>', "", text)
        self.write(rels, text.encode())

    @property
    def workbook_part(self) -> str:
        return self.related("", "/officeDocument") or "xl/workbook.xml"

    def sheets(self) -> list[SheetRef]:
        book = self.workbook_part
        if not self.has(book):
            return []
        text = self.read(book).decode("utf-8", "replace")
        targets = {relation.id: relation.target for relation in self.relations(book)}
        found = []
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", text):
            said = dict(re.findall(r'([\w:]+)\s*=\s*"([^"]*)"', tag))
            identity = next((v for k, v in said.items() if k.endswith(":id")), "")
            name = said.get("name", "")
            for code, mark in (
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", '"'),
                ("&apos;", "'"),
                ("&amp;", "&"),
            ):
                name = name.replace(code, mark)
            found.append(SheetRef(name, targets.get(identity, ""), said.get("state", "visible")))
        return found

    @property
    def is_changed(self) -> bool:
        return bool(self._changed) or any(name in self._infos for name in self._removed)

    def to_bytes(self) -> bytes:
        """The whole file; untouched parts keep their compressed bytes."""
        if not self.is_changed:
            return self._data
        out, central, count = io.BytesIO(), io.BytesIO(), 0
        for name in self.names():
            if name in self._changed:
                raw = self._changed[name]
                packer = zlib.compressobj(1, zlib.DEFLATED, -15)
                body = packer.compress(raw) + packer.flush()
                method, crc, size, stamp, attributes = 8, zlib.crc32(raw), len(raw), (0, 33), 0
            else:
                info = self._infos[name]
                n, m = struct.unpack_from("<HH", self._data, info.header_offset + 26)
                start = info.header_offset + 30 + n + m
                body = self._data[start : start + info.compress_size]
                method, crc, size, attributes = (
                    info.compress_type,
                    info.CRC,
                    info.file_size,
                    info.external_attr,
                )
                y, mo, d, h, mi, s = info.date_time
                stamp = (h << 11 | mi << 5 | s // 2, (y - 1980) << 9 | mo << 5 | d)
            encoded = name.encode()
            flags = 0x800 if len(encoded) != len(name) else 0
            common = struct.pack(
                "<HHHHHIIIHH", 20, flags, method, *stamp, crc, len(body), size, len(encoded), 0
            )
            offset = out.tell()
            out.write(b"PK\x03\x04" + common + encoded + body)
            central.write(
                b"PK\x01\x02"
                + struct.pack("<H", 20)
                + common
                + struct.pack("<HHHII", 0, 0, 0, attributes, offset)
                + encoded
            )
            count += 1
        where, directory = out.tell(), central.getvalue()
        out.write(
            directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), where, 0)
        )
        return out.getvalue()


def attribute(text: str) -> str:
    """A quoted XML attribute value."""
    return quoteattr(text)
