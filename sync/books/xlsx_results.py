"""Result sheets: their XML, links, print set-up and native charts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from sync.books.xlsx_cells import cell_xml, letters
from sync.books.xlsx_styles import Styles
from workbook_templates.book import BarChart, Cell, Link, Result

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACED = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
COLOURS = ("5B8DB8", "C98A4B", "7A9E6B")
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet_xml(result: Result, styles: Styles, where: Callable[[Link], str], drawing: str) -> bytes:
    """The whole sheet of a result; ``where`` says a link's place, ``drawing`` the relation of its charts."""
    rows, links = [], []
    for number, cells in enumerate(result.grid, start=1):
        parts = []
        for column, cell in enumerate(cells, start=1):
            reference = f"{letters(column)}{number}"
            wide = column <= len(result.widths) and result.widths[column - 1] >= 30
            parts.append(
                cell_xml(
                    reference,
                    styles.result(cell.style, _form(cell), wide and number > result.header),
                    cell.value,
                    False,
                )
            )
            if cell.link and (place := where(cell.link)):
                links.append(
                    f'<hyperlink ref="{reference}" location={quoteattr(place)} display={quoteattr(str(cell.value))}/>'
                )
        tall = ' ht="32" customHeight="1"' if number == result.header else ""
        rows.append(f'<row r="{number}"{tall}>' + "".join(parts) + "</row>")
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>'
        for n, w in enumerate(result.widths, start=1)
    )
    pane = ""
    if result.header:
        corner = f"{letters(result.frozen_columns + 1)}{result.header + 1}"
        across = f' xSplit="{result.frozen_columns}"' if result.frozen_columns else ""
        name = "bottomRight" if result.frozen_columns else "bottomLeft"
        pane = f'<pane{across} ySplit="{result.header}" topLeftCell="{corner}" activePane="{name}" state="frozen"/><selection pane="{name}"/>'
    text = (
        f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(rows)}</sheetData>"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
        + (f'<drawing r:id="{drawing}"/>' if drawing else "")
        + "</worksheet>"
    )
    return text.encode()


def _form(cell: Cell) -> str:
    match cell.value:
        case bool():
            return ""
        case Decimal():
            return "money"
        case int():
            return "int"
        case date():
            return "date"
        case _:
            return ""


def drawing_xml(charts: list[tuple[BarChart, str]]) -> bytes:
    """The drawing part that places each chart by its relation id."""
    frames = []
    for number, (chart, relation) in enumerate(charts, start=1):
        row, column = chart.at[0] - 1, chart.at[1] - 1
        frames.append(
            f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
            f"<xdr:to><xdr:col>{column + 6}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + 18}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
            f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" name="Classeur {number}" descr={quoteattr(chart.title)}/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
            '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
            f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="{relation}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
        )
    return (
        f'{DECLARATION}<xdr:wsDr xmlns:xdr="{PLACED}" xmlns:a="{DRAWING}" xmlns:r="{REL}">{"".join(frames)}</xdr:wsDr>'
    ).encode()


def chart_xml(chart: BarChart, sheet: str, result: Result) -> bytes:
    """A clustered bar chart over ranges of the result's own sheet, with its values cached."""
    quoted = "'" + sheet.replace("'", "''") + "'"

    def reference(area: tuple[int, int, int, int]) -> str:
        top, left, bottom, right = area
        return escape(f"{quoted}!${letters(left)}${top}:${letters(right)}${bottom}")

    def values(area: tuple[int, int, int, int]) -> list[object]:
        top, left, bottom, right = area
        return [
            result.grid[row - 1][column - 1].value
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    labels = "".join(
        f'<c:pt idx="{i}"><c:v>{escape(str(v))}</c:v></c:pt>' for i, v in enumerate(values(chart.labels))
    )
    count = len(values(chart.labels))
    series = []
    for index, (name, area) in enumerate(chart.series):
        points = "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(values(area)))
        series.append(
            f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:v>{escape(name)}</c:v></c:tx>'
            f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[index % len(COLOURS)]}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
            f'<c:cat><c:strRef><c:f>{reference(chart.labels)}</c:f><c:strCache><c:ptCount val="{count}"/>{labels}</c:strCache></c:strRef></c:cat>'
            f'<c:val><c:numRef><c:f>{reference(area)}</c:f><c:numCache><c:formatCode>#,##0</c:formatCode><c:ptCount val="{count}"/>{points}</c:numCache></c:numRef></c:val></c:ser>'
        )
    title = f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr sz="1200" b="1"/><a:t>{escape(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    axes = (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="222"/></c:catAx>'
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines/>'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:crossAx val="111"/></c:valAx>'
    )
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{REL}"><c:chart>{title}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(series)}<c:gapWidth val="80"/><c:axId val="111"/><c:axId val="222"/></c:barChart>{axes}</c:plotArea>'
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
    ).encode()
