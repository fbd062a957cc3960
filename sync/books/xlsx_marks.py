"""Findings shown in place: a conditional format and a note of ours, and nothing of the person's touched."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from xml.sax.saxutils import escape

from sync.books.marks import SEVERITIES, Mark, runs_of, worst_of
from sync.books.xlsx_cells import letters, number_of
from sync.books.xlsx_package import Package
from sync.books.xlsx_results import DECLARATION, MAIN, REL
from sync.books.xlsx_styles import Styles
from sync.books.xlsx_workbook import discard

AUTHOR = "Classeur"
SIGN = '"classeur"&lt;&gt;""'
OURS = re.compile(
    r"<conditionalFormatting\b[^>]*>(?:(?!</conditionalFormatting>).)*?"
    r'(?:"|&quot;)classeur(?:"|&quot;)(?:&lt;&gt;|<>)(?:"|&quot;){2}.*?</conditionalFormatting>',
    re.S,
)
COMMENT = re.compile(r"<comment\b([^>]*)>(.*?)</comment>", re.S)
SAID = re.compile(r" \[[\w-]+\]$")  # every message of ours ends with its finding's code
SHAPE = re.compile(r"<v:shape\b.*?</v:shape>", re.S)
AREAS = 500  # how many areas one conditional format may hold and still be edited in Excel
Cells = dict[tuple[int, int], list[str]]
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
EMPTY = f'{DECLARATION}<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'


def mark_sheet(package: Package, part: str, marks: Sequence[Mark], styles: Styles) -> None:
    """Show these marks on a sheet instead of all earlier ones of ours."""
    xml = package.read(part).decode("utf-8")
    changed = OURS.sub("", xml)
    worst = worst_of(marks)
    blocks = []
    for priority, severity in enumerate(SEVERITIES, start=1):
        areas = _areas(cell for cell, said in worst.items() if said == severity)
        for start in range(0, len(areas), AREAS):
            blocks.append(
                f'<conditionalFormatting sqref="{" ".join(areas[start : start + AREAS])}">'
                f'<cfRule type="expression" dxfId="{styles.mark(severity)}" priority="{priority}">'
                f"<formula>{SIGN}</formula></cfRule></conditionalFormatting>"
            )
    if blocks:
        changed = _insert(changed, "".join(blocks), AFTER_FORMATS)
    if changed != xml:
        package.write(part, changed.encode())
    _note(package, part, marks)


def _areas(cells: Iterable[tuple[int, int]]) -> list[str]:
    """Cells as few references: those that follow each other down a column become one range."""
    return [
        f"{letters(column)}{first}" + (f":{letters(column)}{last}" if last > first else "")
        for column, first, last in runs_of(cells)
    ]


def _insert(xml: str, block: str, after: Sequence[str]) -> str:
    """Put a block before the first of the elements that must follow it."""
    body = xml.rfind("</sheetData>")
    start = body if body >= 0 else xml.rfind("<sheetData")
    places = [found.start() for name in after if (found := re.compile(rf"<{name}\b").search(xml, start))]
    at = min(places, default=xml.rfind("</worksheet>"))
    return xml[:at] + block + xml[at:]


def _note(package: Package, part: str, marks: Sequence[Mark]) -> None:
    comments = package.related(part, "/comments")
    if not comments and not marks:
        return
    old = package.read(comments).decode("utf-8") if comments else EMPTY
    text, gone = _without_ours(old)
    taken = set(re.findall(r'<comment\b[^>]*\bref="([A-Z]+\d+)"', text))
    by_cell: Cells = {}
    for mark in marks:
        if f"{letters(mark.column)}{mark.row}" not in taken:
            by_cell.setdefault((mark.row, mark.column), []).append(" ".join(mark.message.split()))
    if not by_cell and not gone:
        return
    stem = re.sub(r"\W", "_", part.rpartition("/")[2].removesuffix(".xml"))
    if not comments:
        comments = f"xl/comments_classeur_{stem}.xml"
        package.write(comments, text.encode())
        package.content_type(
            comments, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
        )
        package.add_relation(part, "comments", comments)
    drawing = _boxes(package, part) or _add_boxes(package, part, f"xl/drawings/vml_classeur_{stem}.vml")
    vml = _shapes(package.read(drawing).decode("utf-8"), gone, by_cell)
    if not by_cell and not taken and "classeur" in comments and not SHAPE.search(vml):
        _drop_notes(package, part, comments, drawing)
        return
    package.write(comments, _with_ours(text, by_cell).encode())
    package.write(drawing, vml.encode())


def _without_ours(text: str) -> tuple[str, set[tuple[int, int]]]:
    """The notes of others, and the cells that had one of ours.

    LibreOffice forgets a note's author, so ours also say who speaks; one that
    a person wrote in is theirs from then on.
    """
    authors = re.findall(r"<author\b(?:/>|[^>]*>(.*?)</author>)", text, re.S)
    gone: set[tuple[int, int]] = set()

    def kept(found: re.Match[str]) -> str:
        said = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
        words = "".join(re.findall(r"<t\b[^>]*>(.*?)</t>", found[2], re.S))
        lines = unescape(words).replace("_x000a_", "\n").replace("\r", "").split("\n")
        number = int(said.get("authorId", "-1"))
        signed = lines[0].strip() == AUTHOR
        ours = signed or (0 <= number < len(authors) and authors[number] == AUTHOR)
        place = re.fullmatch(r"([A-Z]+)(\d+)", said.get("ref", ""))
        if not ours or not place or not all(SAID.search(line) for line in lines[signed:]):
            return found[0]
        gone.add((int(place[2]), number_of(place[1])))
        return ""

    return COMMENT.sub(kept, text), gone


def _with_ours(text: str, by_cell: Cells) -> str:
    if not by_cell:
        return text
    text = re.sub(r"<(authors|commentList)\s*/>", r"<\1></\1>", text)
    authors = re.findall(r"<author\b(?:/>|[^>]*>(.*?)</author>)", text, re.S)
    if AUTHOR not in authors:
        text = text.replace("</authors>", f"<author>{AUTHOR}</author></authors>", 1)
        authors.append(AUTHOR)
    mine = authors.index(AUTHOR)
    added = "".join(
        f'<comment ref="{letters(column)}{row}" authorId="{mine}"><text><r><rPr><b/></rPr><t>{AUTHOR}</t></r>'
        f'<r><t xml:space="preserve">{escape(chr(10) + chr(10).join(words))}</t></r></text></comment>'
        for (row, column), words in sorted(by_cell.items())
    )
    return text.replace("</commentList>", added + "</commentList>")


def _boxes(package: Package, part: str) -> str:
    """The drawing of a sheet's notes, which is not the one of its header's pictures; "" for none."""
    found = re.search(r'<legacyDrawing\b[^>]*\b\w+:id="([^"]+)"', package.read(part).decode("utf-8"))
    if not found:
        return ""
    return next((r.target for r in package.relations(part) if r.id == found[1]), "")


def _add_boxes(package: Package, part: str, drawing: str) -> str:
    package.write(drawing, VML.encode())
    package.content_type(".vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    relation = package.add_relation(part, "vmlDrawing", drawing)
    xml = package.read(part).decode("utf-8")
    element = f'<legacyDrawing xmlns:r="{REL}" r:id="{relation}"/>'
    package.write(part, _insert(xml, element, AFTER_LEGACY).encode())
    return drawing


def _drop_notes(package: Package, part: str, comments: str, drawing: str) -> None:
    """Leave a sheet that has no note any more as it was before its first."""
    xml = package.read(part).decode("utf-8")
    package.write(part, re.sub(r"<legacyDrawing\b[^>]*/>", "", xml, count=1).encode())
    for gone in (comments, drawing):
        package.drop_relation(part, gone)
        discard(package, gone)


def _shapes(vml: str, gone: set[tuple[int, int]], by_cell: Cells) -> str:
    """The note boxes: those of earlier marks out, those of these in."""

    def kept(found: re.Match[str]) -> str:
        row = re.search(r"<x:Row>\s*(\d+)\s*</x:Row>", found[0])
        column = re.search(r"<x:Column>\s*(\d+)\s*</x:Column>", found[0])
        is_note = bool(re.search(r'ObjectType="Note"', found[0]))
        ours = is_note and row and column and (int(row[1]) + 1, int(column[1]) + 1) in gone
        return "" if ours else found[0]

    vml = SHAPE.sub(kept, vml)
    if "_x0000_t202" not in vml:
        vml = vml.replace("</xml>", SHAPE_TYPE + "</xml>")
    shapes = []
    for (row, column), words in sorted(by_cell.items()):
        lines = 1 + sum(1 + len(word) // 38 for word in words)
        shapes.append(
            f'<v:shape id="_classeur_{row}_{column}" type="#_x0000_t202" style="position:absolute;width:210pt;height:{14 * lines + 8}pt;z-index:1;visibility:hidden" '
            'fillcolor="#fff7dc" o:insetmode="auto"><v:fill color2="#fff7dc"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox/>'
            f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column}, 15, {row - 1}, 2, {column + 4}, 15, {row + lines}, 4</x:Anchor>'
            f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )
    return vml.replace("</xml>", "".join(shapes) + "</xml>")
