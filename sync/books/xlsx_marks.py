"""Findings shown in place: a conditional format and a note of ours, and nothing of the person's touched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sync.books.xlsx_cells import letters
from sync.books.xlsx_package import Package
from sync.books.xlsx_results import DECLARATION, MAIN, REL
from sync.books.xlsx_styles import Styles

AUTHOR = "Classeur"
SIGN = '"classeur"&lt;&gt;""'
OURS = re.compile(
    rf"<conditionalFormatting\b[^>]*>(?:(?!</conditionalFormatting>).)*?{re.escape(SIGN)}.*?</conditionalFormatting>",
    re.S,
)
AFTER_FORMATS = (
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
AFTER_LEGACY = (
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
SHAPE_TYPE = '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    + SHAPE_TYPE
    + "</xml>"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to mark: row and column from 1."""

    row: int
    column: int
    severity: str
    message: str


def mark_sheet(package: Package, part: str, marks: Sequence[Mark], styles: Styles) -> None:
    """Show these marks on a sheet instead of all earlier ones of ours."""
    xml = package.read(part).decode("utf-8")
    if not marks and SIGN not in xml and not _has_notes(package, part):
        return
    xml = OURS.sub("", xml)
    blocks = []
    for severity in ("error", "warning", "note"):
        cells = sorted({(m.row, m.column) for m in marks if m.severity == severity})
        if cells:
            places = " ".join(f"{letters(column)}{row}" for row, column in cells)
            blocks.append(
                f'<conditionalFormatting sqref="{places}"><cfRule type="expression" dxfId="{styles.mark(severity)}" priority="1">'
                f"<formula>{SIGN}</formula></cfRule></conditionalFormatting>"
            )
    xml = _insert(xml, "".join(blocks), AFTER_FORMATS)
    package.write(part, xml.encode())
    _note(package, part, marks)


def _insert(xml: str, block: str, after: Sequence[str]) -> str:
    """Put a block before the first of the elements that must follow it."""
    body = xml.rfind("</sheetData>")
    start = body if body >= 0 else xml.rfind("<sheetData")
    places = [found.start() for name in after if (found := re.compile(rf"<{name}\b").search(xml, start))]
    at = min(places, default=xml.rfind("</worksheet>"))
    return xml[:at] + block + xml[at:]


def _has_notes(package: Package, part: str) -> bool:
    comments = package.related(part, "/comments")
    return bool(comments) and f"<author>{AUTHOR}</author>" in package.read(comments).decode(
        "utf-8", "replace"
    )


def _note(package: Package, part: str, marks: Sequence[Mark]) -> None:
    comments = package.related(part, "/comments")
    if not comments and not marks:
        return
    drawing = package.related(part, "/vmlDrawing")
    if not comments:
        stem = re.sub(r"\W", "_", part.rpartition("/")[2].removesuffix(".xml"))
        comments, drawing = (
            f"xl/comments_classeur_{stem}.xml",
            drawing or f"xl/drawings/vml_classeur_{stem}.vml",
        )
        package.write(
            comments,
            f'{DECLARATION}<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'.encode(),
        )
        package.content_type(
            comments, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
        )
        package.add_relation(part, "comments", comments)
        if not package.has(drawing):
            package.write(drawing, VML.encode())
            package.content_type(".vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
            relation = package.add_relation(part, "vmlDrawing", drawing)
            xml = package.read(part).decode("utf-8")
            if "xmlns:r=" not in xml[:2000]:
                xml = xml.replace("<worksheet ", f'<worksheet xmlns:r="{REL}" ', 1)
            package.write(part, _insert(xml, f'<legacyDrawing r:id="{relation}"/>', AFTER_LEGACY).encode())
    text = package.read(comments).decode("utf-8")
    authors = re.findall(r"<author(?:/>|>(.*?)</author>)", text, re.S)
    if AUTHOR not in authors:
        text = text.replace("<authors/>", "<authors></authors>").replace(
            "</authors>", f"<author>{AUTHOR}</author></authors>", 1
        )
        authors.append(AUTHOR)
    mine = authors.index(AUTHOR)
    old = re.compile(
        rf'<comment\b(?=[^>]*authorId="{mine}")(?=[^>]*\bref="([A-Z]+)(\d+)")[^>]*>.*?</comment>', re.S
    )
    text = old.sub("", text).replace("<commentList/>", "<commentList></commentList>")
    taken = set(re.findall(r'<comment\b[^>]*\bref="([A-Z]+\d+)"', text))
    by_cell: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        if f"{letters(mark.column)}{mark.row}" not in taken:
            by_cell.setdefault((mark.row, mark.column), []).append(mark.message)
    added = "".join(
        f'<comment ref="{letters(column)}{row}" authorId="{mine}"><text><r><t xml:space="preserve">{escape(chr(10).join(words))}</t></r></text></comment>'
        for (row, column), words in sorted(by_cell.items())
    )
    package.write(comments, text.replace("</commentList>", added + "</commentList>").encode())
    if drawing:
        package.write(drawing, _shapes(package.read(drawing).decode("utf-8"), by_cell).encode())


def _shapes(vml: str, by_cell: dict[tuple[int, int], list[str]]) -> str:
    """The note boxes: those of earlier marks out, those of these in."""
    vml = re.sub(r'<v:shape\b[^>]*id="_classeur_[^"]*".*?</v:shape>', "", vml, flags=re.S)
    if "_x0000_t202" not in vml:
        vml = vml.replace("</xml>", SHAPE_TYPE + "</xml>")
    shapes = []
    for (row, column), words in sorted(by_cell.items()):
        lines = sum(1 + len(word) // 38 for word in words)
        shapes.append(
            f'<v:shape id="_classeur_{row}_{column}" type="#_x0000_t202" style="position:absolute;width:210pt;height:{14 * lines + 8}pt;z-index:1;visibility:hidden" '
            'fillcolor="#fff7dc" o:insetmode="auto"><v:fill color2="#fff7dc"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox/>'
            f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column}, 15, {row - 1}, 2, {column + 4}, 15, {row + lines}, 4</x:Anchor>'
            f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )
    return vml.replace("</xml>", "".join(shapes) + "</xml>")
