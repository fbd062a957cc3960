"""A workbook with buttons: a new one from the templates, or one that a person already has."""

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from addin.faces.excel_build.buttons import Button, all_buttons
from addin.faces.excel_build.project import PROJECT_PART, new_project, with_buttons
from addin.faces.excel_build.settings_sheet import SHEET, write_settings
from addin.faces.excel_build.shapes import place_buttons
from sync.books.files import check_writable, read_file, replace_file
from sync.books.xlsx import XlsxBook
from sync.books.xlsx_cells import number_of
from sync.books.xlsx_package import TYPES, Package, SheetRef
from workbook_templates.book import Reading
from workbook_templates.build import Paper, Rows, build_workbook
from workbook_templates.catalog import TABLES
from workbook_templates.sample.sample import build_sample
from workbook_templates.text import Lang, OfficeError

PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
DOCUMENTS = ("Sheet1", "Sheet2")  # the sheets' modules in a new project: our first sheet, the settings
PIXELS_A_CHARACTER = 7
CELL_PADDING = 5
DEFAULT_WIDTH = 64
BESIDE_TITLE = (470, 6)
TOP = 8
ASIDE = 20


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was done to a workbook: buttons added, and the sheets that got them."""

    buttons: int
    sheets: tuple[str, ...]


def build_macro_workbook(
    path: Path, lang: Lang, rows: Rows | None, paper: Paper = "A4", country: str | None = None
) -> None:
    """Write a new macro workbook; ``rows`` is None for the sample production, of a country.

    Raises:
        OfficeError: The file cannot be written there.
    """
    with tempfile.TemporaryDirectory(prefix="classeur-") as folder:
        plain = Path(folder) / "book.xlsx"
        if rows is None:
            build_sample(plain, lang, paper, country)
        else:
            build_workbook(plain, lang, rows, paper)
        package = Package(plain.read_bytes())
        reading = XlsxBook(plain).read(TABLES)
    _fit(package, new_project(), reading, lang)
    try:
        with path.open("xb") as out:
            out.write(package.to_bytes())
    except OSError as problem:
        raise OfficeError(
            f"{path} cannot be written: {problem.strerror}.",
            f"{path} ne peut être écrit : {problem.strerror}.",
        ) from problem


def add_buttons(path: Path, lang: Lang, versions: Path | None = None) -> Fitted:
    """Put the buttons in a macro workbook that exists; what it held stays as it was.

    Args:
        path: The workbook, an .xlsm.
        lang: The buttons' language when the workbook has no table that tells.
        versions: The folder that keeps the file as it was.

    Raises:
        OfficeError: It is no macro workbook, is open elsewhere, or its VBA project is signed or locked.
    """
    if path.suffix.lower() != ".xlsm":
        raise OfficeError(
            f'{path.name} cannot hold macros. In Excel, save it as "Excel Macro-Enabled Workbook (.xlsm)" '
            "and run the command on that file.",
            f"{path.name} ne peut contenir de macros. Dans Excel, enregistrez-le comme « Classeur Excel "
            "prenant en charge les macros (.xlsm) » et lancez la commande sur ce fichier.",
        )
    book = XlsxBook(path, versions)
    reading = book.read(TABLES)
    data = read_file(path)
    package = Package(data)
    check_writable(path)
    held = package.related(package.workbook_part, "/vbaProject")
    if held and package.relations(held):
        raise OfficeError(
            f"The macros of {path.name} are signed, and adding buttons would break the signature. "
            "Take the signature away in Excel, or import ClasseurButtons.bas by hand.",
            f"Les macros de {path.name} sont signées, et ajouter des boutons romprait la signature. "
            "Ôtez la signature dans Excel, ou importez ClasseurButtons.bas à la main.",
        )
    project = with_buttons(data) if held else new_project()
    known = any(read.place is not None for read in reading.tables.values())
    fitted = _fit(package, project, reading, reading.lang if known else lang)
    if package.is_changed:
        replace_file(path, package.to_bytes(), reading.fingerprint, versions)
    return fitted


def _fit(package: Package, project: bytes, reading: Reading, lang: Lang) -> Fitted:
    """Put the project, the settings and the shapes in a workbook."""
    _make_macro_type(package)
    held = package.related(package.workbook_part, "/vbaProject")
    settings = write_settings(package, sys.executable)
    if held:
        package.write(held, project)
    else:
        _add_project(package, project, settings)
    count, touched = 0, []
    for sheet, buttons, at, down in _places(package, reading):
        added = place_buttons(package, sheet.part, buttons, at, lang, down=down)
        count += added
        if added:
            touched.append(sheet.name)
    return Fitted(count, tuple(touched))


def _make_macro_type(package: Package) -> None:
    types = package.read(TYPES)
    if PLAIN_TYPE.encode() in types:
        package.write(TYPES, types.replace(PLAIN_TYPE.encode(), MACRO_TYPE.encode(), 1))


def _add_project(package: Package, project: bytes, settings: str) -> None:
    """Give the workbook its first VBA project, and the names by which its modules know the sheets."""
    package.write(PROJECT_PART, project)
    package.content_type(PROJECT_PART, PROJECT_TYPE)
    package.add_relation(package.workbook_part, PROJECT_RELATION, PROJECT_PART)
    first = _worksheets(package)[0].part
    named = {first: DOCUMENTS[0], settings: DOCUMENTS[1]}
    for sheet in package.sheets():
        xml = package.xml(sheet.part)
        if sheet.part in named:
            package.write(sheet.part, _with_code_name(xml, "sheetPr", named[sheet.part], ("worksheet",)))
        elif re.search(rb'\bcodeName="Sheet[12]"', xml[:4000]):
            package.write(sheet.part, re.sub(rb'\s*\bcodeName="Sheet[12]"', b"", xml, count=1))
    part = package.workbook_part
    before = ("fileVersion", "fileSharing", "workbook")
    package.write(part, _with_code_name(package.xml(part), "workbookPr", "ThisWorkbook", before))


def _with_code_name(xml: bytes, element: str, name: str, before: tuple[str, ...]) -> bytes:
    """The part with a code name on an element, which goes after the first of ``before`` that is there."""
    text = xml.decode()
    entry = f'codeName="{name}"'
    found = re.search(rf"<(?:\w+:)?{element}\b[^>]*>", text)
    if found:
        tag = re.sub(r'\s*\bcodeName="[^"]*"', "", found[0])
        tag = re.sub(rf"^(<(?:\w+:)?{element})", rf"\1 {entry}", tag)
        return (text[: found.start()] + tag + text[found.end() :]).encode()
    for above in before:
        found = re.search(rf"<((?:\w+:)?){above}\b[^>]*>(?:</(?:\w+:)?{above}>)?", text)
        if found:
            end = found.end()
            return (text[:end] + f"<{found[1]}{element} {entry}/>" + text[end:]).encode()
    return xml


def _worksheets(package: Package) -> list[SheetRef]:
    return [
        sheet
        for sheet in package.sheets()
        if sheet.kind == "worksheet" and sheet.state == "visible" and sheet.name.lower() != SHEET
    ]


def _places(package: Package, reading: Reading) -> list[tuple[SheetRef, list[Button], tuple[int, int], bool]]:
    """Which buttons go on which sheet, where, and whether one under the other."""
    sheets = _worksheets(package)
    if not sheets:
        raise OfficeError(
            "This workbook has no visible sheet to put buttons on.",
            "Ce classeur n'a pas de feuille visible où poser des boutons.",
        )
    buttons = list(all_buttons())
    on: dict[str, list[Button]] = {sheets[0].name: buttons}
    tops: dict[str, bool] = {}
    for key, read in reading.tables.items():
        if read.place is None:
            continue
        here = [button for button in buttons if key in button.tables]
        held = on.setdefault(read.place.sheet, [])
        held += [button for button in here if button not in held]
        tops[read.place.sheet] = read.place.header > 3
    placed = []
    for sheet in sheets:
        if not on.get(sheet.name):
            continue
        if tops.get(sheet.name):
            placed.append((sheet, on[sheet.name], BESIDE_TITLE, False))
        else:
            placed.append((sheet, on[sheet.name], (_right_of(package.xml(sheet.part)), TOP), True))
    return placed


def _right_of(xml: bytes) -> int:
    """Pixels from a sheet's left edge to the right of all that is written on it."""
    words = set(re.findall(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)\d', xml))
    last = max((number_of(word.decode()) for word in words), default=0)
    widths: dict[int, int] = {}
    for tag in re.findall(rb"<(?:\w+:)?col\b[^>]*>", xml):
        said = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
        if not (said.get(b"min", b"").isdigit() and said.get(b"max", b"").isdigit()):
            continue
        width = 0 if said.get(b"hidden") in (b"1", b"true") else _pixels(said.get(b"width", b""))
        for column in range(int(said[b"min"]), min(int(said[b"max"]), last) + 1):
            widths[column] = width
    return sum(widths.get(column, DEFAULT_WIDTH) for column in range(1, last + 1)) + ASIDE


def _pixels(width: bytes) -> int:
    try:
        return round(float(width) * PIXELS_A_CHARACTER) + CELL_PADDING
    except ValueError:
        return DEFAULT_WIDTH
