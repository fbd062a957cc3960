"""What the workbook part itself says: names, sheets, and when to compute anew."""

import re
from collections.abc import Callable
from xml.sax.saxutils import escape, unescape

from sync.books.xlsx_package import Package
from workbook_templates.book import Imprint

IDENTITY = "_classeur_book"
NAME = re.compile(r"<definedName\b([^>]*)>([^<]*)</definedName>")
SAVER = re.compile(r"<(?:\w+:)?lastModifiedBy\b[^>]*>([^<]*)</")
BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
QUOTES = {"&quot;": '"', "&apos;": "'"}


def read_imprint(package: Package) -> str:
    """The workbook's identity and the round that wrote it last, as one text."""
    found = re.fullmatch(r'"([\w.]+)"', _named(package, IDENTITY))
    return found[1] if found else ""


def read_identity(package: Package) -> str:
    return Imprint.heard(read_imprint(package)).identity


def read_saver(package: Package) -> str:
    """Who saved the workbook last, as its properties say; "" when they do not."""
    part = package.related("", "/core-properties")
    found = SAVER.search(package.read(part).decode("utf-8", "replace")) if package.has(part) else None
    return " ".join(unescape(found[1], QUOTES).split()) if found else ""


def write_imprint(package: Package, imprint: str) -> None:
    write_name(package, IDENTITY, f'"{imprint}"')


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def named_sheet(package: Package, name: str) -> str:
    """The sheet on which a name of ours points, whatever it is called now; "" for none."""
    found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$A\$1", _named(package, name))
    return (found[1] or found[2]).replace("''", "'") if found else ""


def _named(package: Package, name: str) -> str:
    """What a name of the whole workbook stands for."""
    for attributes, text in NAME.findall(package.read(package.workbook_part).decode("utf-8", "replace")):
        if f'name="{name}"' in attributes and "localSheetId" not in attributes:
            return unescape(text, QUOTES)
    return ""


def write_name(package: Package, name: str, text: str, sheet: int | None = None) -> None:
    """Define a name, hidden unless it is one of a sheet's own, instead of its earlier meaning."""
    local = f' localSheetId="{sheet}"' if sheet is not None else ' hidden="1"'
    entry = f'<definedName name="{name}"{local}>{escape(text)}</definedName>'

    def is_old(attributes: str) -> bool:
        of_sheet = re.search(r'localSheetId="(\d+)"', attributes)
        return f'name="{name}"' in attributes and (int(of_sheet[1]) if of_sheet else None) == sheet

    def changed(xml: str) -> str:
        for found in NAME.finditer(xml):
            if is_old(found[1]):
                return xml[: found.start()] + entry + xml[found.end() :]
        xml = re.sub(r"<definedNames\s*/>", "", xml)
        if "</definedNames>" in xml:
            return xml.replace("</definedNames>", entry + "</definedNames>", 1)
        at = _end_of(xml, BEFORE_NAMES)
        return xml[:at] + f"<definedNames>{entry}</definedNames>" + xml[at:]

    _change(package, changed)


def add_sheet(package: Package, name: str, part: str) -> None:
    """List a new worksheet, after the others."""
    relation = package.add_relation(package.workbook_part, "worksheet", part)
    package.content_type(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml")

    def changed(xml: str) -> str:
        number = max([int(n) for n in re.findall(r'sheetId="(\d+)"', xml)], default=0) + 1
        entry = (
            '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'name="{escape(name)}" sheetId="{number}" r:id="{relation}"/>'
        )
        return xml.replace("</sheets>", entry + "</sheets>", 1)

    _change(package, changed)


def recalculate(package: Package) -> None:
    """Ask the office program to compute everything anew when it opens the file."""

    def changed(xml: str) -> str:
        if "fullCalcOnLoad=" in xml:
            return re.sub(r'fullCalcOnLoad="\w+"', 'fullCalcOnLoad="1"', xml)
        if "<calcPr" in xml:
            return xml.replace("<calcPr", '<calcPr fullCalcOnLoad="1"', 1)
        at = _end_of(xml, (*BEFORE_NAMES, "definedNames"))
        return xml[:at] + '<calcPr fullCalcOnLoad="1"/>' + xml[at:]

    _change(package, changed)


def drop_calculation_chain(package: Package) -> None:
    """Drop the list of formula cells, which names one that is no more: Excel makes it anew."""
    chain = package.related(package.workbook_part, "/calcChain")
    if chain:
        package.drop_relation(package.workbook_part, chain)
        discard(package, chain)


def discard(package: Package, part: str) -> None:
    """Take a part away with its relations."""
    if package.has(part):
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        for gone in (part, rels):
            if package.has(gone):
                package.remove(gone)


def _end_of(xml: str, elements: tuple[str, ...]) -> int:
    """Where the last of these elements ends."""
    ends = [found.end() for name in elements for found in re.finditer(rf"</{name}>|<{name}\b[^>]*/>", xml)]
    return max(ends, default=xml.rfind("</workbook>"))


def _change(package: Package, changed: Callable[[str], str]) -> None:
    part = package.workbook_part
    package.write(part, changed(package.read(part).decode("utf-8")).encode())
