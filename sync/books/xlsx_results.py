"""Result sheets: their XML, links, print set-up and native charts."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from sync.books.xlsx_cells import cell_xml, letters
from sync.books.xlsx_package import Package
from sync.books.xlsx_styles import Styles
from sync.books.xlsx_workbook import discard, quoted
from workbook_templates.book import BarChart, Cell, Link, Result, Style, figure_headers, is_folded

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACED = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A4 = "9"
PAGE_ROWS = 40  # about what a page holds
WRAPPED = 30  # characters from which a column wraps its text
MOST_LINKS = 65_530  # of a sheet: Excel repairs a file that has more
COLOURS = ("5B8DB8", "C98A4B", "7A9E6B")
PART_TYPE = "application/vnd.openxmlformats-officedocument"
ANCHOR = re.compile(
    r"<xdr:(twoCellAnchor|oneCellAnchor|absoluteAnchor)\b.*?</xdr:\1>", re.S
)  # with its chart, when the name says it is ours
OURS = re.compile(r'<xdr:cNvPr\b[^>]*\bname="Classeur \d+"')
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_result(
    package: Package, part: str, name: str, result: Result, styles: Styles, where: Callable[[Link], str]
) -> None:
    """Replace a whole sheet by a result; a person's notes and drawings on it stay.

    Args:
        part: The sheet's part, which may not be there yet.
        name: What the sheet is called.
        where: The place that a link means, or "".
    """
    old = package.read(part).decode("utf-8", "replace") if package.has(part) else ""
    notes = re.search(r"<legacyDrawing\b[^>]*/>", old)
    for relation in package.relations(part):
        if relation.type.endswith("/table"):
            package.drop_relation(part, relation.target)
            discard(package, relation.target)
    drawing = _write_charts(package, part, name, result)
    xml = _sheet_xml(result, styles, where, drawing, notes[0] if notes else "", _paper(package))
    if code := re.search(r'<sheetPr\b[^>]*?(\scodeName="[^"]*")', old):  # the name its macros know it by
        xml = xml.replace(b"<sheetPr>", f"<sheetPr{code[1]}>".encode(), 1)
    package.write(part, xml)


def _write_charts(package: Package, part: str, name: str, result: Result) -> str:
    """Put a result's charts on its sheet instead of our earlier ones; the drawing's relation or ""."""
    stem = result.table.key
    drawing = package.related(part, "/drawing") or f"xl/drawings/classeur_{stem}.xml"
    old = package.read(drawing).decode("utf-8", "replace") if package.has(drawing) else ""
    if "</xdr:wsDr>" not in old:
        old = f'{DECLARATION}<xdr:wsDr xmlns:xdr="{PLACED}"></xdr:wsDr>'
    charts = {
        f"xl/charts/classeur_{stem}_{number}.xml": chart
        for number, chart in enumerate(result.charts, start=1)
    }
    for anchor in ANCHOR.finditer(old):
        used = re.search(r'<c:chart\b[^>]*\br:id="([^"]+)"', anchor[0])
        if not OURS.search(anchor[0]) or not used:
            continue
        for relation in package.relations(drawing):
            if relation.id == used[1] and relation.target not in charts:
                package.drop_relation(drawing, relation.target)
                for styled in package.relations(relation.target):
                    discard(package, styled.target)
                discard(package, relation.target)
    kept = ANCHOR.sub(lambda anchor: "" if OURS.search(anchor[0]) else anchor[0], old)
    if not charts and not ANCHOR.search(kept):
        if package.has(drawing):
            package.drop_relation(part, drawing)
            discard(package, drawing)
        return ""
    placed = []
    for target, chart in charts.items():
        package.write(target, chart_xml(chart, name, result))
        package.content_type(target, f"{PART_TYPE}.drawingml.chart+xml")
        placed.append((chart, package.add_relation(drawing, "chart", target)))
    package.write(drawing, kept.replace("</xdr:wsDr>", frames_xml(placed) + "</xdr:wsDr>").encode())
    package.content_type(drawing, f"{PART_TYPE}.drawing+xml")
    return package.add_relation(part, "drawing", drawing)


def _sheet_xml(
    result: Result, styles: Styles, where: Callable[[Link], str], drawing: str, notes: str, paper: str
) -> bytes:
    """The whole sheet; ``drawing`` is its charts' relation, ``notes`` the element of a person's notes."""
    rows: list[str] = []
    links: list[str] = []
    looks: dict[tuple[Style, str, bool, bool], str] = {}
    right = figure_headers(result)
    for number, cells in enumerate(result.grid, start=1):
        parts = []
        for column, cell in enumerate(cells, start=1):
            reference = f"{letters(column)}{number}"
            wide = column <= len(result.widths) and result.widths[column - 1] >= WRAPPED
            look = (cell.style, _form(cell), wide and number > result.header, (number, column) in right)
            if look not in looks:
                looks[look] = styles.result(*look)
            parts.append(cell_xml(reference, looks[look], cell.value, False))
            if cell.link and len(links) < MOST_LINKS and (place := where(cell.link)):
                links.append(
                    f'<hyperlink ref="{reference}" location={quoteattr(place)} display={quoteattr(str(cell.value))}/>'
                )
        height = _header_height(result, cells) if number == result.header else _height(result, cells)
        tall = f' ht="{height}" customHeight="1"' if height else ""
        rows.append(f'<row r="{number}"{tall}{_outline(result, number)}>' + "".join(parts) + "</row>")
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
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"{_deepest(result)}/>'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(rows)}</sheetData>"
        + _alarms_xml(result, styles)
        + _lists_xml(result)
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{paper}" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
        + _breaks_xml(result)
        + (f'<drawing r:id="{drawing}"/>' if drawing else "")
        + notes
        + "</worksheet>"
    )
    return text.encode()


def _outline(result: Result, number: int) -> str:
    """How deep a row is, whether it is folded away, and whether what stands above it is."""
    deep = result.levels.get(number, 0)
    said = f' outlineLevel="{deep}"' if deep else ""
    if is_folded(result, number):
        return said + ' hidden="1"'
    return said + (' collapsed="1"' if is_folded(result, number - 1) else "")


def _deepest(result: Result) -> str:
    return f' outlineLevelRow="{max(result.levels.values())}"' if result.levels else ""


def _alarms_xml(result: Result, styles: Styles) -> str:
    """The rules that turn a cell red, each over its own area."""
    rules = []
    for number, ((top, left, bottom, right), formula) in enumerate(result.alarms, start=1):
        area = f"{letters(left)}{top}:{letters(right)}{bottom}"
        rules.append(
            f'<conditionalFormatting sqref="{area}"><cfRule type="expression" dxfId="{styles.alarm()}" '
            f'priority="{number}"><formula>{escape(formula)}</formula></cfRule></conditionalFormatting>'
        )
    return "".join(rules)


def _lists_xml(result: Result) -> str:
    """The drop-downs; they warn of another word and let it pass."""
    last = max(len(result.grid), result.header + 1)
    rules = [
        f'<dataValidation type="list" errorStyle="information" allowBlank="1" showErrorMessage="1" '
        f'sqref="{letters(column)}{result.header + 1}:{letters(column)}{last}">'
        f"<formula1>{escape(chr(34) + ','.join(words) + chr(34))}</formula1></dataValidation>"
        for column, words in result.lists.items()
    ]
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""


def _paper(package: Package) -> str:
    """The paper that the workbook's first printed sheet is set up for, A4 when none says."""
    for sheet in package.sheets():
        if sheet.kind == "worksheet" and package.has(sheet.part):
            said = re.search(
                rb'<(?:\w+:)?pageSetup\b[^>]*?\bpaperSize="(\d+)"', package.xml(sheet.part)[-20_000:]
            )
            if said:
                return said[1].decode()
    return A4


def _breaks_xml(result: Result) -> str:
    """A new page for a chart, with the block it is drawn from, that stands below a page of rows."""
    rows = []
    for chart in result.charts:
        top = chart.at[0]
        while 1 < top <= len(result.grid) + 1 and result.grid[top - 2]:
            top -= 1
        if top > PAGE_ROWS:
            rows.append(f'<brk id="{top - 1}" max="16383" man="1"/>')
    count = len(rows)
    return (
        f'<rowBreaks count="{count}" manualBreakCount="{count}">{"".join(rows)}</rowBreaks>' if rows else ""
    )


def _height(result: Result, cells: Sequence[Cell]) -> int:
    """Room for the longest text of a row that is wrapped in its column; 0 for one line."""
    if any(cell.style is Style.HEADER for cell in cells):
        most = _header_lines(result, cells)
        return 14 * most + 4 if most > 1 else 0
    lines = [
        len(wrap(str(cell.value), int(width * 1.1)))
        for cell, width in zip(cells, result.widths, strict=False)
        if width >= WRAPPED and isinstance(cell.value, str) and len(cell.value) > width
    ]
    most = max(lines, default=1)
    return 13 * most + 3 if most > 1 else 0


def _header_height(result: Result, cells: Sequence[Cell]) -> int:
    """Room for the longest header, wrapped in its column."""
    return max(32, 14 * _header_lines(result, cells) + 4)


def _header_lines(result: Result, cells: Sequence[Cell]) -> int:
    lines = [
        len(wrap(str(cell.value or ""), max(4, int(width) - 2)))
        for cell, width in zip(cells, result.widths, strict=False)
    ]
    return max(lines, default=1)


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


def frames_xml(charts: list[tuple[BarChart, str]]) -> str:
    """What places each chart in a drawing, by its relation id."""
    frames = []
    for number, (chart, relation) in enumerate(charts, start=1):
        row, column = chart.at[0] - 1, chart.at[1] - 1
        frames.append(
            f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
            f"<xdr:to><xdr:col>{column + 6}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + 18}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
            f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" name="Classeur {number}" descr={quoteattr(chart.title)}/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
            f'<xdr:xfrm xmlns:a="{DRAWING}"><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
            f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{REL}" r:id="{relation}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
        )
    return "".join(frames)


def chart_xml(chart: BarChart, sheet: str, result: Result) -> bytes:
    """A clustered bar chart over ranges of the result's own sheet, with its values cached."""

    def reference(area: tuple[int, int, int, int]) -> str:
        top, left, bottom, right = area
        return escape(f"{quoted(sheet)}!${letters(left)}${top}:${letters(right)}${bottom}")

    def values(area: tuple[int, int, int, int]) -> list[object]:
        top, left, bottom, right = area
        return [
            result.grid[row - 1][column - 1].value
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    labels = "".join(
        f'<c:pt idx="{i}"><c:v>{escape("" if v is None else str(v))}</c:v></c:pt>'
        for i, v in enumerate(values(chart.labels))
    )
    count = len(values(chart.labels))
    series = []
    for index, (name, area) in enumerate(chart.series):
        points = "".join(
            f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>'
            for i, v in enumerate(values(area))
            if isinstance(v, int | Decimal)
        )
        series.append(
            f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:v>{escape(name)}</c:v></c:tx>'
            f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[index % len(COLOURS)]}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
            f'<c:cat><c:strRef><c:f>{reference(chart.labels)}</c:f><c:strCache><c:ptCount val="{count}"/>{labels}</c:strCache></c:strRef></c:cat>'
            f'<c:val><c:numRef><c:f>{reference(area)}</c:f><c:numCache><c:formatCode>#,##0</c:formatCode><c:ptCount val="{count}"/>{points}</c:numCache></c:numRef></c:val></c:ser>'
        )
    title = f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr sz="1200" b="1"/><a:t>{escape(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    axes = (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="222"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines/>'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:crossAx val="111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{REL}"><c:chart>{title}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(series)}<c:gapWidth val="80"/><c:axId val="111"/><c:axId val="222"/></c:barChart>{axes}</c:plotArea>'
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
    ).encode()
