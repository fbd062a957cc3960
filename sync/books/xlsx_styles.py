"""The looks we add to a workbook's styles: number formats, result styles, marks."""

import re
from datetime import date, time
from decimal import Decimal

from sync.books.xlsx_cells import CellValue
from workbook_templates.book import Style
from workbook_templates.text import DATE_FORMATS, Lang

BUILT_IN = {"time": 20, "money": 4, "percent": 9, "part percent": 10, "number": 0}
BUILT_IN_FORMS = {
    **dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)), "date"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), *range(45, 48)), "time"),
    **dict.fromkeys((9, 10), "percent"),
    0: "general",
    49: "text",
}
UNREAD = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')  # what a format code only shows
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
FORMATS = {"money": "#,##0.00;[Red]-#,##0.00", "text": "@", "int": "0"}
ALARM = "FFE0302A"
MARKS = {"error": "FFF8CBCB", "warning": "FFFCE4B6", "note": "FFD6E6F5"}


ITEMS = {
    "cellXfs": "xf",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "dxfs": "dxf",
    "numFmts": "numFmt",
}


class Money(Decimal):
    """An amount, shown with two decimals."""


class Percent(Decimal):
    """A fraction, shown as a percentage."""


class Styles:
    """A workbook's styles part, to which looks are added once each; the language says how a date is shown."""

    def __init__(self, xml: bytes, lang: Lang) -> None:
        self.xml = xml.decode("utf-8")
        self._dated = DATE_FORMATS[lang]
        self._parsed: dict[str, list[str]] = {}
        self._fitted: dict[tuple[str, str], str] = {}

    def to_bytes(self) -> bytes:
        return self.xml.encode()

    def _items(self, group: str) -> list[str]:
        if group not in self._parsed:
            found = re.search(rf"<{group}\b[^>]*(?<!/)>(.*?)</{group}>", self.xml, re.S)
            item = ITEMS[group]
            self._parsed[group] = (
                re.findall(rf"<{item}\b(?:[^>]*/>|.*?</{item}>)", found[1], re.S) if found else []
            )
        return self._parsed[group]

    def _add(self, group: str, entry: str) -> int:
        items = self._items(group)
        if entry in items:
            return items.index(entry)
        if not re.search(rf"<{group}\b", self.xml):
            at = self._place(group)
            self.xml = self.xml[:at] + f'<{group} count="0"></{group}>' + self.xml[at:]
        self.xml = re.sub(rf"<{group}\b([^>]*)/>", rf"<{group}\1></{group}>", self.xml, count=1)
        self.xml = self.xml.replace(f"</{group}>", entry + f"</{group}>", 1)
        self.xml = re.sub(rf'(<{group}\b[^>]*count=")\d+', rf"\g<1>{len(items) + 1}", self.xml, count=1)
        items.append(entry)
        return len(items) - 1

    def _place(self, group: str) -> int:
        """Where a group that the part lacks belongs."""
        after = {"numFmts": r"<fonts\b", "dxfs": r"<(?:tableStyles|colors|extLst)\b|</styleSheet>"}[group]
        found = re.search(after, self.xml)
        return found.start() if found else self.xml.rfind("</styleSheet>")

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
        """The same look, with a number format that shows the value where the cell has none."""
        wanted = _wanted(value)
        if not wanted:
            return style
        if (style, wanted) not in self._fitted:
            self._fitted[style, wanted] = self._fit(style, wanted)
        return self._fitted[style, wanted]

    def _fit(self, style: str, wanted: str) -> str:
        items = self._items("cellXfs")
        plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        look = items[int(style)] if int(style) < len(items) else plain
        number = re.search(r'\bnumFmtId="(\d+)"', look)
        if not number:
            look = look.replace("<xf", '<xf numFmtId="0"', 1)
        if _shows(wanted, self._form(int(number[1]) if number else 0)):
            return style
        shown = self._format(self._dated) if wanted == "date" else BUILT_IN[wanted]
        changed = re.sub(r'\bnumFmtId="\d+"', f'numFmtId="{shown}"', look, count=1)
        changed = re.sub(r'\sapplyNumberFormat="\w+"', "", changed, count=1)
        changed = changed.replace("<xf ", '<xf applyNumberFormat="1" ', 1)
        return str(self._add("cellXfs", changed))

    def _form(self, number: int) -> str:
        """What a number format shows: date, time, percent, general, text or number."""
        if number in BUILT_IN_FORMS:
            return BUILT_IN_FORMS[number]
        for item in self._items("numFmts"):
            if f'numFmtId="{number}"' in item:
                code = re.search(r'formatCode="([^"]*)"', item)
                return _form_of(code[1].replace("&quot;", '"') if code else "")
        return "number"

    def result(self, style: Style, form: str, wrap: bool, is_right: bool = False) -> str:
        """The cell format of a result cell; ``is_right`` aligns it with the figures below it."""
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
        number = self._number(form)
        horizontal = ' horizontal="center"' if style in CENTRED else ' horizontal="right"' if is_right else ""
        wrapped = ' wrapText="1"' if wrap or style is Style.HEADER else ""
        return str(
            self._add(
                "cellXfs",
                f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
                f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center"{horizontal}{wrapped}/></xf>',
            )
        )

    def _number(self, form: str) -> int:
        """The number format of a result cell."""
        match form:
            case "date":
                return self._format(self._dated)
            case "money":
                return self._format(FORMATS[form])
            case _:
                return {"text": 49, "int": 1, "": 0}[form]

    def mark(self, severity: str) -> int:
        """The conditional format of a finding's severity."""
        colour = MARKS[severity]
        return self._add(
            "dxfs",
            f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor rgb="{colour}"/></patternFill></fill></dxf>',
        )

    def alarm(self) -> int:
        """The conditional format of a figure that does not add up."""
        return self._add(
            "dxfs",
            f'<dxf><font><b/><color rgb="FFFFFFFF"/></font><fill><patternFill patternType="solid"><fgColor rgb="{ALARM}"/><bgColor rgb="{ALARM}"/></patternFill></fill></dxf>',
        )


def _wanted(value: CellValue) -> str:
    match value:
        case date():
            return "date"
        case time():
            return "time"
        case Percent():
            return "percent" if value * 100 == int(value * 100) else "part percent"
        case Money():
            return "money"
        case bool():
            return ""
        case Decimal() | int():
            return "number"
        case _:
            return ""


def _shows(wanted: str, form: str) -> bool:
    """Whether a cell of this form shows the value for what it is."""
    match wanted:
        case "date" | "time":
            return form == wanted
        case "percent" | "part percent":
            return form == "percent"
        case "money":
            return form == "number"
        case _:
            return form not in ("date", "time")


def _form_of(code: str) -> str:
    """What a format code shows, its literal text left aside."""
    bare = UNREAD.sub("", code.partition(";")[0]).lower()
    if "general" in bare:
        return "general"
    if "y" in bare or "d" in bare:
        return "date"
    if "h" in bare or "s" in bare:
        return "time"
    if "m" in bare:
        return "date"
    if "%" in bare:
        return "percent"
    return "text" if "@" in bare else "number"
