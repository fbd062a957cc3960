"""The looks we add to a workbook's styles: number formats, result styles, marks."""

import re
from datetime import date, time

from sync.books.xlsx_cells import CellValue
from workbook_templates.book import Style

BUILT_IN = {"date": 14, "time": 20}
FONTS = {
    Style.TITLE: '<font><b/><sz val="16"/><color rgb="FF2F4858"/><name val="Calibri"/></font>',
    Style.NOTE: '<font><i/><sz val="10"/><color rgb="FF666666"/><name val="Calibri"/></font>',
    Style.HEADER: '<font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font>',
    Style.BODY: '<font><sz val="10"/><name val="Calibri"/></font>',
    Style.SECTION: '<font><b/><sz val="11"/><color rgb="FF2F4858"/><name val="Calibri"/></font>',
    Style.SUBTOTAL: '<font><b/><sz val="10"/><name val="Calibri"/></font>',
    Style.TOTAL: '<font><b/><sz val="11"/><color rgb="FF1C2F3A"/><name val="Calibri"/></font>',
    Style.LINK: '<font><u/><sz val="10"/><color rgb="FF1F5FA8"/><name val="Calibri"/></font>',
}
FILLS = {
    Style.HEADER: "FF4A4A4A",
    Style.SECTION: "FFE8EDF0",
    Style.SUBTOTAL: "FFF3F5F6",
    Style.TOTAL: "FFCBD8DF",
    Style.BAD: "FFF8CBCB",
    Style.WARN: "FFFCE4B6",
    Style.WORK: "FFBFDDC6",
    Style.HOLD: "FFFCE4B6",
    Style.TRAVEL: "FFC9DDF0",
    Style.OFF: "FFE4E4E4",
    Style.INPUT: "FFFFFDF2",
}
LINES = {
    Style.SUBTOTAL,
    Style.TOTAL,
    Style.BODY,
    Style.BAD,
    Style.WARN,
    Style.WORK,
    Style.HOLD,
    Style.TRAVEL,
    Style.OFF,
    Style.LINK,
    Style.INPUT,
}
CENTRED = {Style.WORK, Style.HOLD, Style.TRAVEL, Style.OFF}
FORMATS = {"money": "#,##0.00;[Red]-#,##0.00", "date": "yyyy-mm-dd", "text": "@", "int": "0"}
MARKS = {"error": "FFF8CBCB", "warning": "FFFCE4B6", "note": "FFD6E6F5"}


class Styles:
    """A workbook's styles part, to which looks are added once each."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml.decode("utf-8")

    def to_bytes(self) -> bytes:
        return self.xml.encode()

    def _items(self, group: str) -> list[str]:
        found = re.search(rf"<{group}\b[^>]*>(.*?)</{group}>", self.xml, re.S)
        if not found:
            return []
        item = {
            "cellXfs": "xf",
            "fonts": "font",
            "fills": "fill",
            "borders": "border",
            "dxfs": "dxf",
            "numFmts": "numFmt",
        }[group]
        return re.findall(rf"<{item}\b(?:[^>]*/>|.*?</{item}>)", found[1], re.S)

    def _add(self, group: str, entry: str) -> int:
        items = self._items(group)
        if entry in items:
            return items.index(entry)
        if not re.search(rf"<{group}\b", self.xml):
            before = {"numFmts": "<fonts", "dxfs": "<tableStyles"}[group]
            at = self.xml.find(before)
            at = at if at >= 0 else self.xml.rfind("</styleSheet>")
            self.xml = self.xml[:at] + f'<{group} count="0"></{group}>' + self.xml[at:]
        self.xml = re.sub(rf"<{group}\b([^>]*)/>", rf"<{group}\1></{group}>", self.xml, count=1)
        self.xml = self.xml.replace(f"</{group}>", entry + f"</{group}>", 1)
        self.xml = re.sub(rf'(<{group}\b[^>]*count=")\d+', rf"\g<1>{len(items) + 1}", self.xml, count=1)
        return len(items)

    def _format(self, code: str) -> int:
        escaped = code.replace("&", "&amp;").replace('"', "&quot;")
        for item in self._items("numFmts"):
            if f'formatCode="{escaped}"' in item:
                return int(re.search(r'numFmtId="(\d+)"', item)[1])  # type: ignore[index]
        used = [int(n) for n in re.findall(r'<numFmt\b[^>]*numFmtId="(\d+)"', self.xml)]
        new = max([163, *used]) + 1
        self._add("numFmts", f'<numFmt numFmtId="{new}" formatCode="{escaped}"/>')
        return new

    def fitting(self, style: str, value: CellValue) -> str:
        """The same look, with a date or time format where the cell has none."""
        wanted = "date" if isinstance(value, date) else "time" if isinstance(value, time) else ""
        if not wanted:
            return style
        items = self._items("cellXfs")
        look = (
            items[int(style)]
            if int(style) < len(items)
            else '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        )
        number = re.search(r'numFmtId="(\d+)"', look)
        if number and number[1] not in ("0", "49"):
            return style
        changed = re.sub(r'numFmtId="\d+"', f'numFmtId="{BUILT_IN[wanted]}"', look, count=1)
        if "applyNumberFormat" not in changed:
            changed = changed.replace("<xf ", '<xf applyNumberFormat="1" ', 1)
        return str(self._add("cellXfs", changed))

    def result(self, style: Style, form: str, wrap: bool) -> str:
        """The cell format of a result cell."""
        font = self._add("fonts", FONTS.get(style, FONTS[Style.BODY]))
        fill = 0
        if style in FILLS:
            fill = self._add(
                "fills",
                f'<fill><patternFill patternType="solid"><fgColor rgb="{FILLS[style]}"/><bgColor indexed="64"/></patternFill></fill>',
            )
        border = 0
        if style in LINES:
            side = '<{0} style="hair"><color rgb="FFBFBFBF"/></{0}>'
            border = self._add(
                "borders",
                "<border>"
                + "".join(side.format(s) for s in ("left", "right", "top", "bottom"))
                + "<diagonal/></border>",
            )
        number = (
            self._format(FORMATS[form]) if form in ("money", "date") else {"text": 49, "int": 1, "": 0}[form]
        )
        horizontal = ' horizontal="center"' if style in CENTRED else ""
        wrapped = ' wrapText="1"' if wrap or style is Style.HEADER else ""
        return str(
            self._add(
                "cellXfs",
                f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
                f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center"{horizontal}{wrapped}/></xf>',
            )
        )

    def mark(self, severity: str) -> int:
        """The conditional format of a finding's severity."""
        colour = MARKS[severity]
        return self._add(
            "dxfs",
            f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill></fill></dxf>',
        )
