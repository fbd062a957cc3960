"""Buttons as shapes on a sheet: what Excel draws and what a click starts."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from addin.faces.excel_build.buttons import Button
from sync.books.xlsx_package import REL, Package
from workbook_templates.text import Lang

PLACED = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PIXEL = 9525
WIDTH, HEIGHT, GAP = 128, 24, 8
LETTER, MARGIN = 7, 16  # pixels that a letter of a button takes, and what stands around them
COLOUR = "2F6F8F"
# What may follow a sheet's drawing, in the order of the file format.
AFTER = (
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def place_buttons(
    package: Package,
    sheet: str,
    buttons: Sequence[Button],
    at: tuple[int, int],
    lang: Lang,
    *,
    down: bool = False,
) -> int:
    """Put on a sheet the buttons it lacks; those that are there stay where a person moved them.

    Args:
        sheet: The sheet's part.
        at: Where the first one goes, in pixels from the sheet's corner.
        down: One under the other instead of side by side.

    Returns:
        How many were added.
    """
    drawing = package.related(sheet, "/drawing")
    old = package.text(drawing) if drawing else f'{DECLARATION}<xdr:wsDr xmlns:xdr="{PLACED}"></xdr:wsDr>'
    missing = [button for button in buttons if not _is_placed(old, button)]
    if not missing:
        return 0
    prefix, old = _open(old)
    number = max([int(said) for said in re.findall(r'cNvPr\b[^>]*?\bid="(\d+)"', old)], default=0)
    longest = max(len(button.title.say(lang)) for button in buttons)
    width = max(WIDTH, longest * LETTER + MARGIN) if down else WIDTH
    shapes = []
    for step, button in enumerate(buttons):
        if button in missing:
            x = at[0] + (0 if down else step * (WIDTH + GAP))
            y = at[1] + (step * (HEIGHT + GAP) if down else 0)
            shapes.append(_shape(button, number + 1 + step, (x, y, width), lang))
    end = old.rindex(f"</{prefix}wsDr")
    new = old[:end] + "".join(shapes) + old[end:]
    if not drawing:
        drawing = _free_name(package)
    package.write(drawing, new.encode())
    package.content_type(drawing, DRAWING_TYPE)
    if not package.related(sheet, "/drawing"):
        _relate(package, sheet, drawing)
    return len(missing)


def _is_placed(drawing: str, button: Button) -> bool:
    """Whether a shape of the drawing starts this macro, as any program writes it."""
    return bool(re.search(rf'\bmacro="[^"]*\b{button.macro}"', drawing))


def _open(drawing: str) -> tuple[str, str]:
    """The drawing with room in its root, and the prefix its root is written with."""
    drawing = re.sub(r"<((?:\w+:)?wsDr)\b([^>]*)/>", r"<\1\2></\1>", drawing)
    root = re.search(r"<(\w+:)?wsDr\b", drawing)
    return (root[1] or "") if root else "", drawing


def _free_name(package: Package) -> str:
    used = {name.lower() for name in package.names()}
    names = (f"xl/drawings/classeur_buttons_{number}.xml" for number in range(1, len(used) + 2))
    return next(name for name in names if name not in used)


def _relate(package: Package, sheet: str, drawing: str) -> None:
    """Have the sheet show the drawing, in the place the file format gives it."""
    relation = package.add_relation(sheet, "drawing", drawing)
    xml = package.xml(sheet)
    root = re.search(rb"<(\w+:)?worksheet\b", xml)
    prefix = (root[1] or b"") if root else b""
    entry = b'<%bdrawing xmlns:r="%b" r:id="%b"/>' % (prefix, REL.encode(), relation.encode())
    tail = xml.rindex(b"</" + prefix + b"worksheet")
    begin = max(xml.rfind(b"</" + prefix + b"sheetData>"), xml.rfind(b"<" + prefix + b"sheetData/>"), 0)
    following = re.compile(b"<" + prefix + b"(?:" + "|".join(AFTER).encode() + rb")\b")
    found = following.search(xml, begin, tail)
    at = found.start() if found else tail
    package.write(sheet, xml[:at] + entry + xml[at:])


def _shape(button: Button, number: int, box: tuple[int, int, int], lang: Lang) -> str:
    x, y, width = (side * PIXEL for side in box)
    language = "fr-FR" if lang == "fr" else "en-GB"
    look = (
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{HEIGHT * PIXEL}"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
    )
    words = (
        '<a:bodyPr vertOverflow="clip" horzOverflow="clip" wrap="square" lIns="36000" tIns="0" rIns="36000" bIns="0" anchor="ctr"/>'
        f'<a:lstStyle/><a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="{language}" sz="1000" b="1">'
        '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:latin typeface="Calibri"/></a:rPr>'
        f"<a:t>{escape(button.title.say(lang))}</a:t></a:r></a:p>"
    )
    return (
        f'<xdr:absoluteAnchor xmlns:xdr="{PLACED}" xmlns:a="{DRAWN}">'
        f'<xdr:pos x="{x}" y="{y}"/><xdr:ext cx="{width}" cy="{HEIGHT * PIXEL}"/>'
        f'<xdr:sp macro="[0]!{button.macro}" textlink=""><xdr:nvSpPr>'
        f'<xdr:cNvPr id="{number + 1}" name="classeur_{button.function}" descr={quoteattr(button.help.say(lang))}/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{look}</xdr:spPr><xdr:txBody>{words}</xdr:txBody></xdr:sp>"
        '<xdr:clientData fPrintsWithSheet="0"/></xdr:absoluteAnchor>'
    )
