"""The texts of a PDF: its pages as read, and every string of its objects, hidden ones too."""

import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator

from addin.documents.watch import Piece, Sort
from workbook_templates.text import OfficeError, Text

STREAM = re.compile(rb"stream\r?\n")
LITERAL = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)", re.DOTALL)
HEXED = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
OCTAL = tuple(b"%d" % digit for digit in range(8))
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
DRAWN = (b"/FontFile", b"/Length1", b"/Image", b"/CIDToGIDMap", b"/XRef", b"/FunctionType")
SEALED = ((b"/Encrypt", "an encrypted PDF"), (b"/EmbeddedFile", "a PDF's attachment"))
TAG = re.compile(r"<[^>]*>")
READ_WITHIN = 30  # seconds


def pdf_parts(data: bytes) -> Iterator[tuple[str, Text, list[Piece]]]:
    """Every text of a PDF.

    Raises:
        ValueError: A part cannot be read; the message says which.
        OfficeError: pdftotext is not installed.
    """
    for order in ("-layout", "-raw"):
        for number, page in enumerate(_pages(data, order), start=1):
            pieces = [Piece(page, Sort.PAGE), *(Piece(line, Sort.PAGE) for line in page.splitlines())]
            yield f"{number}", Text("a page", "une page"), pieces
    where = Text(
        "the PDF's properties, notes or hidden objects", "les propriétés, notes ou objets cachés du PDF"
    )
    for number, (said, content) in enumerate(_objects(data), start=1):
        for mark, name in SEALED:
            if mark in said or (mark in content and not said):
                raise ValueError(name)
        if not any(mark in said for mark in DRAWN):
            yield f"{number}", where, [Piece(text, Sort.PAGE) for text in _strings(content)]


def can_read_pdf() -> bool:
    return shutil.which("pdftotext") is not None


def _pages(data: bytes, order: str) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        raise OfficeError(
            "A PDF can be made only where pdftotext (poppler) is installed, which searches it before it leaves.",
            "Un PDF ne peut être fait que là où pdftotext (poppler) est installé, qui le fouille avant sa remise.",
        )
    command = [program, order, "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, timeout=READ_WITHIN, check=False)
    if done.returncode:
        raise ValueError("the PDF")
    return done.stdout.decode("utf-8", "replace").split("\f")


def _objects(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands between the streams, then each stream with the dictionary before it, unpacked."""
    at, outside = 0, []
    for found in STREAM.finditer(data):
        if found.start() < at:
            continue
        end = data.find(b"endstream", found.end())
        if end < 0:
            raise ValueError("the PDF")
        before = data[at : found.start()]
        outside.append(before)
        said = before[before.rfind(b"obj") :]
        content = data[found.end() : end]
        if b"/FlateDecode" in said:
            content = _unpacked(content)
        elif b"/Filter" in said and not any(mark in said for mark in DRAWN):
            raise ValueError("a PDF stream of another packing")
        yield said, content
        at = end + len(b"endstream")
    outside.append(data[at:])
    yield b"", b"\n".join(outside)


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error as problem:
        raise ValueError("a PDF stream") from problem


def _strings(content: bytes) -> Iterator[str]:
    for found in LITERAL.finditer(content):
        yield _text(ESCAPE.sub(_unescaped, found[1]))
    for found in HEXED.finditer(content):
        digits = re.sub(rb"\s", b"", found[1]).decode()
        yield _text(bytes.fromhex(digits + "0" * (len(digits) % 2)))
    if b"<x:xmpmeta" in content or b"<?xpacket" in content:
        yield TAG.sub(" ", content.decode("utf-8", "replace"))


def _unescaped(found: re.Match[bytes]) -> bytes:
    mark = found[1]
    if mark[:1] in OCTAL:
        return bytes([int(mark, 8) & 255])
    return NAMED.get(mark, b"" if mark.strip() == b"" else mark)


def _text(raw: bytes) -> str:
    if raw[:2] == b"\xfe\xff":
        return raw[2:].decode("utf-16-be", "replace")
    if raw[:3] == b"\xef\xbb\xbf":
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")
