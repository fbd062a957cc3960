"""What a list has no right to show is found wherever it hides, in whatever form it is written."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from list_people import ADA, DAY, a_list, reading
from openpyxl.comments import Comment

from addin.documents.crew_lists import ListRequest, make_list
from addin.documents.leak_search import refuse_leaks
from addin.documents.list_kinds import LISTS
from addin.documents.list_secrets import secrets_of, shown_texts
from addin.documents.list_texts import list_csv, list_vcards
from addin.documents.list_workbook import draw_list
from addin.documents.watch import Watch
from workbook_templates.text import OfficeError

MADE, WATCH = a_list()


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    draw_list(MADE, path)
    return path


def rezip(path: Path, changes: dict[str, Callable[[bytes], bytes]], **added: bytes) -> None:
    """Rewrite parts of a workbook, as any program could."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            change = changes.get(name)
            new.writestr(name, change(data) if change else data)
        for name, data in added.items():
            new.writestr(name.replace("__", "/"), data)


def inside(part: str, before: str, text: str) -> Callable[[Path], None]:
    """Put a text in a part, before a mark of it."""

    def hide(path: Path) -> None:
        def put(data: bytes) -> bytes:
            assert before.encode() in data, f"{before} is not in {part}"
            return data.replace(before.encode(), (text + before).encode(), 1)

        rezip(path, {part: put})

    return hide


def added(part: str, text: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: rezip(path, {}, **{part.replace("/", "__"): text.encode(encoding)})


def with_openpyxl(change: Callable[[openpyxl.Workbook], object]) -> Callable[[Path], None]:
    def hide(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    return hide


def a_sheet(state: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("x")
        sheet["C9"] = "zenobie quatremain"
        sheet.sheet_state = state

    return change


def a_note(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["B9"].comment = Comment("Appeler le 06.12.34.09.87", "x")


def a_hidden_row(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["B400"] = "née le 12 mars 1987"
    book.worksheets[0].row_dimensions[400].hidden = True


def a_hidden_column(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["Z9"] = "NOIX DE PECAN"
    book.worksheets[0].column_dimensions["Z"].hidden = True


def a_number_for_a_date(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["Z9"] = date(1987, 3, 12)


def a_number(value: float) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["Z9"] = value

    return change


def a_chart(path: Path) -> None:
    with zipfile.ZipFile(path) as old:
        assert "xl/charts/chart1.xml" not in old.namelist()
    other = io.BytesIO()
    book = xlsxwriter.Workbook(other)
    sheet = book.add_worksheet()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$2"})
    chart.set_title({"name": "Zénobie QUATREMAIN"})
    sheet.insert_chart("C3", chart)
    book.close()
    with zipfile.ZipFile(other) as new:
        part = new.read("xl/charts/chart1.xml")
    rezip(path, {}, **{"xl__charts__chart1.xml": part})


def trailing(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"iban FR14 2004 1010 0505 0001 3M02 606")


def zip_comment(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as whole:
        whole.comment = b"1 85 05 78 006 084 91"


def embedded(path: Path) -> None:
    rezip(path, {}, **{"xl__embeddings__book.xlsx": path.read_bytes()})


SHEET, WORKBOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PLACES: dict[str, Callable[[Path], None]] = {
    "a shared string no cell uses": inside(STRINGS, "</sst>", "<si><t>Zénobie Quatremain</t></si>"),
    "a shared string cut in runs": inside(
        STRINGS, "</sst>", "<si><r><t>Zénobie Quat</t></r><r><t>remain</t></r></si>"
    ),
    "escaped letters": inside(STRINGS, "</sst>", "<si><t>Z_x00E9_nobie Quatremain</t></si>"),
    "an inline string": inside(
        SHEET, "</sheetData>", '<row r="900"><c r="A900" t="inlineStr"><is><t>noix de pécan</t></is></c></row>'
    ),
    "a formula's cached text": inside(
        SHEET, "</sheetData>", '<row r="900"><c r="A900" t="str"><f>A1</f><v>FR1420041010050500013M02606</v></c></row>'
    ),
    "a formula": inside(
        SHEET, "</sheetData>", '<row r="900"><c r="A900"><f>"0612"&amp;""&amp;"06 12 34 09 87"</f><v>0</v></c></row>'
    ),
    "a hidden sheet": with_openpyxl(a_sheet("hidden")),
    "a very hidden sheet": with_openpyxl(a_sheet("veryHidden")),
    "a hidden row": with_openpyxl(a_hidden_row),
    "a hidden column": with_openpyxl(a_hidden_column),
    "a date as a number": with_openpyxl(a_number_for_a_date),
    "an amount as a number": with_openpyxl(a_number(1733)),
    "a phone as a number": with_openpyxl(a_number(33612340987)),
    "a social number as a number": with_openpyxl(a_number(185057800608491)),
    "a note": with_openpyxl(a_note),
    "a threaded comment": added(
        "xl/threadedComments/threadedComment1.xml",
        "<ThreadedComments><threadedComment ref='A1'><text>tarif 1 733,00 €</text></threadedComment></ThreadedComments>",
    ),
    "the author of a comment": added(
        "xl/persons/person.xml", '<personList><person displayName="Zenobie-Quatremain"/></personList>'
    ),
    "a defined name": inside(
        WORKBOOK, "</definedNames>", '<definedName name="x">"+33 (0)6 12 34 09 87"</definedName>'
    ),
    "a hidden name": inside(
        WORKBOOK, "</definedNames>", '<definedName name="Zenobie_Quatremain" hidden="1">1</definedName>'
    ),
    "a name's comment": inside(
        WORKBOOK, "</definedNames>", '<definedName name="x" comment="12/03/1987">1</definedName>'
    ),
    "a validation's list": inside(
        SHEET, "<printOptions", '<dataValidations><dataValidation type="list"><formula1>"Noix de Pécan,x"</formula1>'
        "</dataValidation></dataValidations>",
    ),
    "a validation's prompt": inside(
        SHEET, "<printOptions", '<dataValidations><dataValidation prompt="né le 12.03.87"/></dataValidations>'
    ),
    "a validation's message": inside(
        SHEET, "<printOptions", '<dataValidations><dataValidation error="1733,00"/></dataValidations>'
    ),
    "a conditional format": inside(
        SHEET, "<printOptions", '<conditionalFormatting><cfRule><formula>A1="1987-03-12"</formula></cfRule>'
        "</conditionalFormatting>",
    ),
    "a pivot table's cache": added(
        "xl/pivotCache/pivotCacheDefinition1.xml", '<cache><sharedItems><s v="Noix de pécan"/></sharedItems></cache>'
    ),
    "a pivot table's cached number": added(
        "xl/pivotCache/pivotCacheRecords1.xml", '<records><r><n v="1733"/></r></records>'
    ),
    "a pivot table's cached date": added(
        "xl/pivotCache/pivotCacheRecords2.xml", '<records><r><d v="1987-03-12T00:00:00"/></r></records>'
    ),
    "a linked workbook's cache": added(
        "xl/externalLinks/externalLink1.xml", "<l><sheetData><cell><v>0612340987</v></cell></sheetData></l>"
    ),
    "the file's author": inside("docProps/core.xml", "</dc:creator>", "Zénobie Quatremain"),
    "the file's company": inside("docProps/app.xml", "</Company>", "14 bis rue de l'oeuvre CRECY"),
    "a property of one's own": added("docProps/custom.xml", "<p><v>1 85 05 78 006 084</v></p>"),
    "custom XML": added("customXml/item1.xml", '<x note="noix  de  pécan"/>'),
    "custom XML in UTF-16": added(
        "customXml/item2.xml", '<?xml version="1.0" encoding="utf-16"?><x>noix de pécan</x>', "utf-16"
    ),
    "a table's column": added(
        "xl/tables/table1.xml", f'<table {MAIN}><tableColumns><tableColumn name="Noix de pécan"/></tableColumns></table>'
    ),
    "a drawing's text": added(
        "xl/drawings/drawing1.xml", f"<x {A}><a:p><a:r><a:t>Noix de </a:t></a:r><a:r><a:t>pécan</a:t></a:r></a:p></x>"
    ),
    "a picture's description": added("xl/drawings/drawing2.xml", '<x><cNvPr descr="FR14-2004-1010-0505-0001-3M02-606"/></x>'),
    "a note's drawing": added("xl/drawings/vmlDrawing1.vml", "<xml><v:textbox><div>Noix de <br>pécan</div></xml>"),
    "a chart's title": a_chart,
    "a page's header": inside(SHEET, "</oddFooter>", "&amp;R06-12-34-09-87"),
    "a link's address": added("xl/worksheets/_rels/sheet1.xml.rels", '<r><x Target="tel:%2B33612340987"/></r>'),
    "an encoded address": added("xl/worksheets/_rels/sheet1.xml.rels", '<r><x Target="http://x/?q=Noix%20de%20p%C3%A9can"/></r>'),
    "a link's hint": inside(SHEET, "<printOptions", '<hyperlinks><hyperlink tooltip="Noix de pécan"/></hyperlinks>'),
    "a number format": inside("xl/styles.xml", "<cellXfs", '<numFmts><numFmt formatCode="&quot;noix de pécan&quot;"/></numFmts>'),
    "a sheet's name": with_openpyxl(lambda book: setattr(book.worksheets[0], "title", "Zenobie quatremain")),
    "an XML comment": inside(SHEET, "</sheetData>", "<!-- noix de pécan -->"),
    "a part's name": added("customXml/Zenobie.Quatremain.xml", "<x/>"),
    "the zip's comment": zip_comment,
    "after the end of the file": trailing,
    "a workbook inside": embedded,
    "a picture": added("xl/media/image1.png", "\x89PNG Noix de pécan", "latin-1"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_confidential_value_is_found_in(place: str, clean: Path) -> None:
    refuse_leaks(clean, WATCH, "list.xlsx")
    PLACES[place](clean)

    with pytest.raises(OfficeError):
        refuse_leaks(clean, WATCH, "list.xlsx")


def test_the_refusal_names_the_cell_and_the_place_but_not_the_value(clean: Path) -> None:
    PLACES["a note"](clean)

    with pytest.raises(OfficeError) as refused:
        refuse_leaks(clean, WATCH, "list.xlsx")

    said = refused.value.text
    assert "Crew row 45, Emergency phone" in said.en and "a note (xl/comments" in said.en
    assert "Équipe ligne 45, Téléphone d'urgence" in said.fr and "une note" in said.fr
    assert "0987" not in said.en + said.fr and "09.87" not in said.en + said.fr


@pytest.mark.parametrize(
    "name", ["noix_de_pecan.xlsx", "Zénobie Quatremain.xlsx", "0612340987.xlsx", "né 1987-03-12.xlsx"]
)
def test_a_confidential_value_is_found_in_the_file_name(name: str, clean: Path) -> None:
    with pytest.raises(OfficeError, match="file's name"):
        refuse_leaks(clean, WATCH, name)


WRITTEN = (
    "ZÉNOBIE QUATREMAIN", "zenobie quatremain", "Quatremain, Zénobie Quatremain", "ZenobieQuatremain",
    "14bis rue de l’oeuvre - Crecy", "12/03/1987", "12.03.87", "12-03-1987", "03/12/1987", "12031987", "19870312",
    "1987/3/12", "12 mars 1987", "March 12, 1987", "12 Mar 1987", "06 12 34 09 87", "06.12.34.09.87",
    "+33 (0)6 12 34 09 87", "0033 6 12 34 09 87", "+33612340987", "06/12/34/09/87", "1733,00", "1 733,00 €",
    "1,733.00", "1.733,00", "1733.00", "FR14 2004 1010 0505 0001 3M02 606", "1 85 05 78 006 084 91",
    "noix-de-pecan", "Allergie : noix de pécan !",
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_every_written_form_is_found_in_csv_vcard_and_workbook(text: str, tmp_path: Path) -> None:
    line = f'"{text}"\r\n'.encode()
    (tmp_path / "a.csv").write_bytes(list_csv(MADE) + line)
    cards = list_vcards(MADE).decode().replace("END:VCARD", f"NOTE:{text[:4]}\r\n {text[4:]}\r\nEND:VCARD", 1)
    (tmp_path / "a.vcf").write_bytes(cards.encode())
    draw_list(MADE, tmp_path / "a.xlsx")
    inside(STRINGS, "</sst>", f"<si><t>{text.replace('&', '&amp;')}</t></si>")(tmp_path / "a.xlsx")

    for name in ("a.csv", "a.vcf", "a.xlsx"):
        with pytest.raises(OfficeError):
            refuse_leaks(tmp_path / name, WATCH, name)


SHORT = ADA | {"allergies": "lait", "contract_status": "draft", "position": "Maître laitier"}


@pytest.mark.parametrize(
    ("note", "is_found"),
    [
        ("Pas de LAIT !", True), ("sans lait, merci", True), ("laitier", False), ("Brouillon", True),
        ("un brouillon de plan", False), ("draft", True), ("page 1733 sur 2000", True), ("173312", False),
    ],
)  # fmt: skip
def test_short_words_are_found_as_words_and_the_programs_own_as_whole_cells(
    note: str, is_found: bool, tmp_path: Path
) -> None:
    read = reading([SHORT])
    made = make_list(read, ListRequest(LISTS["public"], "fr", 1, DAY))
    watch = Watch.of(secrets_of(read, made), shown_texts(made))
    draw_list(made, tmp_path / "a.xlsx")
    with_openpyxl(lambda book: setattr(book.worksheets[0]["Z9"], "value", note))(tmp_path / "a.xlsx")

    try:
        refuse_leaks(tmp_path / "a.xlsx", watch, "a.xlsx")
        found = False
    except OfficeError:
        found = True

    assert found is is_found
