"""The members of a zip file, copied with their headers and compressed bytes when nobody touched them."""

import io
import struct
import zipfile

from isal import igzip_lib, isal_zlib

from workbook_templates.text import OfficeError

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
STAMP = 33  # 1 January 1980, the first day a zip can hold
WHOLE = 0xFFFFFFFF


def half_a_file() -> OfficeError:
    return OfficeError(
        "This file is not a workbook, or only half of it arrived. Get it again.",
        "Ce fichier n'est pas un classeur, ou n'est arrivé qu'à moitié. Récupérez-le de nouveau.",
    )


def _damaged(name: str) -> OfficeError:
    return OfficeError(
        f"This workbook is damaged: {name} cannot be read.",
        f"Ce classeur est abîmé : {name} est illisible.",
    )


class ZipMembers:
    """A zip file whose members can be read, replaced, added and taken away.

    Raises:
        OfficeError: The bytes are no zip file, are cut short, or hold a name twice.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise half_a_file() from problem
        infos = self._zip.infolist()
        self._infos = {info.filename: info for info in infos}
        if len(self._infos) != len(infos):
            raise OfficeError(
                "This workbook holds a part twice. Open it in Excel, save it, and try again.",
                "Ce classeur contient une partie en double. Ouvrez-le dans Excel, enregistrez, réessayez.",
            )
        if any(data[info.header_offset : info.header_offset + 4] != LOCAL for info in infos):
            raise half_a_file()
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()

    def names(self) -> list[str]:
        """Member names, in the file's order, new ones last."""
        return [name for name in {**self._infos, **self._changed} if name not in self._removed]

    def has(self, name: str) -> bool:
        return name not in self._removed and (name in self._infos or name in self._changed)

    def read(self, name: str) -> bytes:
        """A member's bytes, its checksum verified."""
        if name in self._changed:
            return self._changed[name]
        if name in self._removed or name not in self._infos:
            raise _damaged(name)
        info = self._infos[name]
        names, extra = struct.unpack_from("<HH", self._data, info.header_offset + 26)
        start = info.header_offset + 30 + names + extra
        raw = self._data[start : start + info.compress_size]
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged(name)
        try:
            data = isal_zlib.decompress(raw, -15, info.file_size or 1) if info.compress_type else raw
        except igzip_lib.IsalError as problem:  # type: ignore[misc]
            raise _damaged(name) from problem
        if len(data) != info.file_size or isal_zlib.crc32(data) != info.CRC:
            raise _damaged(name)
        return data

    def write(self, name: str, data: bytes) -> None:
        """Add or replace a member; the bytes it had at first leave it untouched."""
        info = self._infos.get(name)
        self._removed.discard(name)
        if info is not None and info.file_size == len(data) and isal_zlib.crc32(data) == info.CRC:
            self._changed.pop(name, None)
        else:
            self._changed[name] = data

    def remove(self, name: str) -> None:
        self._changed.pop(name, None)
        self._removed.add(name)

    @property
    def is_changed(self) -> bool:
        return bool(self._changed) or any(name in self._infos for name in self._removed)

    def to_bytes(self) -> bytes:
        """The whole file; what was not touched is copied, header and all."""
        if not self.is_changed:
            return self._data
        out, directory, count = io.BytesIO(), [], 0
        old = self._central_records()
        ends = self._ends()
        view = memoryview(self._data)
        for name in self.names():
            offset = out.tell()
            if name in self._changed:
                local, body, record = _packed(name, self._changed[name], self._infos.get(name))
                out.write(local)
                out.write(body)
            else:
                info = self._infos[name]
                out.write(view[info.header_offset : ends[info.header_offset]])
                record = old[name]
            directory.append(record[:42] + struct.pack("<I", offset) + record[46:])
            count += 1
        where = out.tell()
        for record in directory:
            out.write(record)
        size = out.tell() - where
        if count > 0xFFFF or out.tell() >= WHOLE:
            raise OfficeError(
                "This workbook is too large to be written.", "Ce classeur est trop grand pour être écrit."
            )
        comment = self._zip.comment
        out.write(END + struct.pack("<HHHHIIH", 0, 0, count, count, size, where, len(comment)) + comment)
        return out.getvalue()

    def _ends(self) -> dict[int, int]:
        """Where each member ends: where the next one, or the directory, begins."""
        starts = sorted(info.header_offset for info in self._infos.values())
        return dict(zip(starts, [*starts[1:], self._zip.start_dir], strict=True))

    def _central_records(self) -> dict[str, bytes]:
        """The directory's records as they stand, by member name."""
        records, at = {}, self._zip.start_dir
        for info in self._zip.infolist():
            if self._data[at : at + 4] != CENTRAL:
                raise half_a_file()
            name, extra, note = struct.unpack_from("<HHH", self._data, at + 28)
            end = at + 46 + name + extra + note
            record = self._data[at:end]
            # A zip64 offset would stand in the extra field; no workbook of ours needs one.
            if struct.unpack_from("<I", record, 42)[0] == WHOLE:
                raise half_a_file()
            records[info.filename] = record
            at = end
        return records


def _packed(name: str, data: bytes, info: zipfile.ZipInfo | None) -> tuple[bytes, bytes, bytes]:
    """A member's local header, its compressed bytes and its record in the directory."""
    packer = isal_zlib.compressobj(1, isal_zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    raw = info.orig_filename if info is not None else name
    encoded = raw.encode()
    flags = 0 if raw.isascii() else 0x800
    common = struct.pack(
        "<HHHHHIIIHH",
        20,
        flags,
        8,
        0,
        STAMP,
        isal_zlib.crc32(data),
        len(body),
        len(data),
        len(encoded),
        0,
    )
    attributes = info.external_attr if info is not None else 0
    made_by = (info.create_system << 8) | 20 if info is not None else 20
    record = (
        CENTRAL
        + struct.pack("<H", made_by)
        + common
        + struct.pack("<HHHII", 0, 0, 0, attributes, 0)
        + encoded
    )
    return LOCAL + common + encoded, body, record
