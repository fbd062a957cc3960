"""A finished file re-opened and searched, part by part, for what it may not hold."""

import csv
import io
import quopri
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree

from addin.documents.pdf_parts import pdf_parts
from addin.documents.watch import Piece, Secret, Sort, Watch
from workbook_templates.text import OfficeError, Text

MARKUP_PARTS = (".xml", ".rels", ".vml")
END_OF_ZIP = b"PK\x05\x06"
JOINED = {"si", "is", "text", "p", "comment", "rPh", "oddHeader", "oddFooter"}  # runs of one text
READ_ALOUD = {
    "prompt", "promptTitle", "error", "errorTitle", "tooltip", "display", "location", "descr", "title",
    "displayName", "comment", "formatCode", "Target", "alt", "caption",
}  # fmt: skip
LAID_OUT = (
    "xl/worksheets/", "xl/styles", "xl/theme", "xl/drawings/", "xl/tables/", "xl/workbook", "xl/sharedStrings",
    "xl/charts/", "xl/comments", "[Content_Types]", "_rels", "docProps/",
)  # fmt: skip
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
UNSEEN = re.compile(r"<!--(.*?)-->|<\?(.*?)\?>|<!(?:DOCTYPE|ENTITY)(.*?)>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
PLACES = (
    ("xl/threadedComments", Text("a threaded comment", "un commentaire")),
    ("xl/persons", Text("the comments' authors", "les auteurs des commentaires")),
    ("xl/comments", Text("a note", "une note")),
    ("xl/sharedStrings", Text("a cell's text", "le texte d'une cellule")),
    ("xl/worksheets", Text("a sheet", "une feuille")),
    ("xl/pivot", Text("a pivot table's cache", "le cache d'un tableau croisé")),
    ("xl/externalLinks", Text("a linked workbook's cache", "le cache d'un classeur lié")),
    ("xl/tables", Text("a table's definition", "la définition d'un tableau")),
    ("xl/drawings", Text("a drawing or a note", "un dessin ou une note")),
    ("xl/charts", Text("a chart", "un graphique")),
    ("xl/styles", Text("a number format", "un format de nombre")),
    ("xl/workbook", Text("a defined name or a sheet's name", "un nom défini ou un nom de feuille")),
    ("docProps", Text("the file's properties", "les propriétés du fichier")),
    ("customXml", Text("custom XML", "un XML personnalisé")),
)
Part = tuple[str, Text, list[Piece]]


class _UnreadableError(Exception):
    """A part that cannot be searched; the argument says which."""


def refuse_leaks(path: Path, watch: Watch, name: str) -> None:
    """Search a finished file for every value it has no right to hold.

    Args:
        path: The file: .xlsx, .pdf, .vcf or .csv.
        name: The name it will be handed over under.

    Raises:
        OfficeError: It holds one, in a place that is named, or a part of it cannot be searched.
    """
    try:
        for place, where, pieces in _parts(path, name):
            if secret := watch.find(pieces):
                raise _leak(secret, place, where)
    except _UnreadableError as problem:
        raise OfficeError(
            f"The list was not written: {problem} cannot be searched for confidential values.",
            f"La liste n'a pas été écrite : {problem} ne peut être fouillé à la recherche de valeurs confidentielles.",
        ) from problem


def _leak(secret: Secret, place: str, where: Text) -> OfficeError:
    """Name the cell whose value was found and the place, never the value."""
    return OfficeError(
        f"The list was not written: what stands in {secret.place.en} is not for its readers, "
        f"and was found in {where.en} ({place}).",
        f"La liste n'a pas été écrite : ce qui figure dans {secret.place.fr} n'est pas pour ses lecteurs, "
        f"et a été trouvé dans {where.fr} ({place}).",
    )


def _parts(path: Path, name: str) -> Iterator[Part]:
    stem = name.rpartition(".")[0] or name
    yield name, Text("the file's name", "le nom du fichier"), _said(stem.replace("_", " "), stem)
    data = path.read_bytes()
    search: dict[str, Callable[[bytes], Iterator[Part]]] = {
        ".xlsx": _zip_parts,
        ".pdf": _pdf,
        ".vcf": _vcard_parts,
        ".csv": _csv_parts,
    }
    yield from search[path.suffix.lower()](data)


def _said(*texts: str) -> list[Piece]:
    return [Piece(text, Sort.CELL) for text in texts]


def _zip_parts(data: bytes) -> Iterator[Part]:
    """Every part of a workbook, and what stands between and after the parts."""
    try:
        whole = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as problem:
        raise _UnreadableError("the workbook") from problem
    around = Text("the file itself, beside its parts", "le fichier même, à côté de ses parties")
    yield "zip", around, _raw(whole.comment + b"\n".join(_gaps(data, whole)))
    for info in whole.infolist():
        name = info.filename
        where = next(
            (words for start, words in PLACES if name.startswith(start)), Text("a part", "une partie")
        )
        yield name, around, [*_said(name, *PurePosixPath(name).parts), *_raw(info.comment + info.extra)]
        if not name.endswith(MARKUP_PARTS):
            raise _UnreadableError(name)
        try:
            content = whole.read(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise _UnreadableError(name) from problem
        yield name, where, list(_markup(name, content))


def _gaps(data: bytes, whole: zipfile.ZipFile) -> Iterator[bytes]:
    """The bytes of a zip file that belong to no part."""
    at = 0
    for info in sorted(whole.infolist(), key=lambda info: info.header_offset):
        start = info.header_offset
        yield data[at:start]
        names, extra = (int.from_bytes(data[start + n : start + n + 2], "little") for n in (26, 28))
        yield data[start + 30 : start + 30 + names + extra]
        at = start + 30 + names + extra + info.compress_size
    yield data[at : whole.start_dir]
    yield data[data.rfind(END_OF_ZIP) + 22 :]


def _raw(data: bytes) -> list[Piece]:
    """Bytes as the texts they may be."""
    if not data:
        return []
    texts = (data.decode("utf-8", "replace"), data.decode("utf-16-le", "replace"), data.decode("latin-1"))
    return [Piece(text, Sort.MARKUP) for text in texts]


def _markup(name: str, content: bytes) -> Iterator[Piece]:
    """The texts, the attributes, the comments and the instructions of an XML part."""
    text = _decoded(content)
    for found in UNSEEN.finditer(text):
        yield Piece(next(filter(None, found.groups()), ""), Sort.CELL)
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:  # the drawing of a note is often not quite XML
        yield Piece(TAG.sub("", text), Sort.CELL)
        yield Piece(text, Sort.MARKUP)
        return
    is_laid_out = name.startswith(LAID_OUT) or "_rels/" in name
    for element in root.iter():
        yield from _element(element, is_laid_out)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _element(element: ElementTree.Element, is_laid_out: bool) -> Iterator[Piece]:
    tag = _local(element.tag)
    for key, value in element.attrib.items():
        yield from _attribute(_local(key), value, is_laid_out)
    if tag in JOINED:
        yield from _text("".join(element.itertext()))
    if tag == "c" and element.get("t") in ("s", "b"):
        return  # its v is an index, or true or false
    for child in element:
        if _local(child.tag) == "v":
            yield from _value(child.text or "")
        elif child.tail and child.tail.strip():
            yield from _text(child.tail)
    if (tag != "v" and element.text and element.text.strip()) or (
        tag == "v" and element.text and not NUMBERS.fullmatch(element.text)
    ):
        yield from _text(element.text)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _value(text: str) -> Iterator[Piece]:
    if NUMBERS.fullmatch(text.strip()):
        yield Piece(text.strip(), Sort.SERIAL)
    else:
        yield from _text(text)


def _attribute(key: str, value: str, is_laid_out: bool) -> Iterator[Piece]:
    if NUMBERS.fullmatch(value):
        if not is_laid_out:
            yield Piece(value, Sort.SERIAL)
        return
    sort = Sort.CELL if key in READ_ALOUD or not is_laid_out else Sort.MARKUP
    yield Piece(value, sort)
    if "%" in value:
        yield Piece(unquote(value), sort)


def _text(text: str) -> Iterator[Piece]:
    yield Piece(text, Sort.CELL)
    if "_x" in text:
        yield Piece(ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), Sort.CELL)


def _csv_parts(data: bytes) -> Iterator[Part]:
    text = data.decode("utf-8-sig")
    where = Text("a cell", "une cellule")
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), start=1):
        yield f"{number}", where, [piece for cell in row for piece in _field(cell)]
    yield "csv", where, [Piece(text, Sort.PAGE)]


def _field(cell: str) -> Iterator[Piece]:
    yield Piece(cell, Sort.CELL)
    if NUMBERS.fullmatch(cell):
        yield Piece(cell, Sort.SERIAL)


def _vcard_parts(data: bytes) -> Iterator[Part]:
    """Each line of each card, unfolded, its escapes taken off, encoded ones decoded."""
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8"))
    for number, line in enumerate(text.splitlines(), start=1):
        name, _, value = line.partition(":")
        pieces = [Piece(_unescaped(value), Sort.PAGE), *_said(*_components(value))]
        if "QUOTED-PRINTABLE" in name.upper():
            pieces += _said(quopri.decodestring(value.encode()).decode("utf-8", "replace"))
        if "ENCODING=B" in name.upper():
            raise _UnreadableError(f"card line {number}")
        pieces.append(Piece(name, Sort.MARKUP))
        yield f"{number}", Text("a card", "une fiche"), pieces


def _components(value: str) -> Iterator[str]:
    """The texts of a card's line, each alone, and what follows a label of a note."""
    for part in re.split(r"(?<!\\);", value):
        for text in _unescaped(part).split("\n"):
            label, mark, rest = text.partition(": ")
            yield from (label.rstrip(), rest) if mark else (text,)


def _unescaped(value: str) -> str:
    return re.sub(r"\\([,;\\nN])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _pdf(data: bytes) -> Iterator[Part]:
    try:
        yield from ((place, where, pieces) for place, where, pieces in pdf_parts(data))
    except ValueError as problem:
        raise _UnreadableError(str(problem)) from problem
