"""How a new tab of a Google spreadsheet is laid out: headers, formats, drop-downs, notes, rows. Pure."""

from collections.abc import Iterator, Mapping

from sync.books.google_grids import Json
from sync.books.google_ops import Content
from sync.books.google_requests import as_kept, cell_json, colour, grid_range, lines_range, update
from sync.books.google_results import PIXELS
from sync.books.xlsx_values import letters
from workbook_templates.build import FILLED_BY, HEADER_ROW, NOTE, TableRows
from workbook_templates.build_guide import GUIDE, HOW, HOW_TO
from workbook_templates.build_styles import (
    INPUT_SHADE,
    LINK,
    MUTED,
    RESTRICTED,
    RESTRICTED_SHADE,
    TABS,
    WRAPPED_FROM,
    WRITTEN,
    WRITTEN_SHADE,
    number_format,
    shown_width,
)
from workbook_templates.catalog import SUBJECTS, TABLE, TABLES
from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.kinds import native
from workbook_templates.text import Lang

FIELDS = "userEnteredValue,userEnteredFormat,note"
FIRST = HEADER_ROW + 2  # the first body row, counted from 1
TYPES = {
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
    Kind.PERCENT: "PERCENT",
    Kind.MONEY: "NUMBER",
    Kind.INT: "NUMBER",
    Kind.DECIMAL: "NUMBER",
}
BLOCK = 500
WIDEST = 10**12


def sheet_requests(table: Table, sheet: int, rows: TableRows, lang: Lang, guide: int) -> Iterator[Json]:
    """The requests that lay out one table's tab and fill it."""
    first = 1 if table.written else 2
    yield update(sheet, 1, first, [[cell] for cell in _top(table, lang, guide)], FIELDS)
    headers = [_header(table, column, lang) for column in table.columns]
    if not table.written:
        headers.insert(0, _styled("_id", _text(bold=True)))
    yield update(sheet, HEADER_ROW + 1, 1, [headers], FIELDS)
    for at, column in enumerate(table.columns, start=first):
        yield _pixels(sheet, at, round(shown_width(column, lang) * PIXELS) + 6)
    if table.written:
        return
    hidden = {"range": lines_range(sheet, "COLUMNS", 1, 1), "properties": {"hiddenByUser": True}}
    yield {"updateDimensionProperties": {**hidden, "fields": "hiddenByUser"}}
    for at, column in enumerate(table.columns, start=first):
        body = {
            "sheetId": sheet,
            "startRowIndex": FIRST - 1,
            "startColumnIndex": at - 1,
            "endColumnIndex": at,
        }
        look = {"userEnteredFormat": _body_look(column, lang)}
        yield {"repeatCell": {"range": body, "cell": look, "fields": "userEnteredFormat"}}
        if rule := validation(column, lang):
            yield {"setDataValidation": {"range": body, "rule": rule}}
    for start in range(0, len(rows), BLOCK):
        cells = [
            [cell_json(identity), *(cell_json(_content(column, said, lang)) for column in table.columns)]
            for identity, said in rows[start : start + BLOCK]
        ]
        yield update(sheet, FIRST + start, 1, cells, "userEnteredValue")
    yield from _variants(table, sheet, rows, lang)


def guide_requests(sheet: int, ids: Mapping[str, int], lang: Lang) -> Iterator[Json]:
    """The first tab: what is where, each with its link, and how to work."""
    lines: list[list[Json]] = [[_styled("Classeur", _text(bold=True, size=22))], []]
    for subject, label in SUBJECTS.items():
        band = _styled(label.say(lang), _text(bold=True, size=12, ink="#FFFFFF"), TABS[subject])
        lines.append([band, _styled("", {}, TABS[subject])])
        for table in (table for table in TABLES if table.subject == subject):
            name = _styled(table.sheet_name(lang), _link(f"#gid={ids[table.key]}"))
            lines.append([name, _styled(table.about.say(lang), {})])
        lines.append([])
    lines.append([_styled(HOW_TO.say(lang), _text(bold=True, size=12))])
    lines += [
        [_styled(f"{at}.", {}), _styled(sentence.say(lang), {})] for at, sentence in enumerate(HOW, start=1)
    ]
    yield update(sheet, 1, 1, lines, FIELDS)
    yield _pixels(sheet, 1, 200)
    yield _pixels(sheet, 2, 700)


def validation(column: Column, lang: Lang) -> Json | None:
    """The drop-down or the soft limit of a column's cells: a warning, never a wall."""
    condition: Json | None = None
    if len(column.refers) == 1 and column.kind is not Kind.REFS:
        table, key = TABLE[column.refers[0][0]], column.refers[0][1]
        letter = letters(table.position[key] + 2)
        sheet = table.sheet_name(lang).replace("'", "''")
        condition = _condition("ONE_OF_RANGE", f"='{sheet}'!${letter}${FIRST}:${letter}")
    elif column.kind is Kind.CHOICE:
        condition = _condition("ONE_OF_LIST", *(choice.label.say(lang) for choice in column.choices))
    elif column.kind is Kind.BOOL:
        condition = _condition("ONE_OF_LIST", *(("oui", "non") if lang == "fr" else ("yes", "no")))
    elif column.kind is Kind.DATE:
        condition = _condition("DATE_IS_VALID")
    elif column.kind in TYPES and column.kind is not Kind.TIME:
        unit = 100 if column.kind is Kind.PERCENT else 1
        low = -WIDEST if column.minimum is None else column.minimum / unit
        high = WIDEST if column.maximum is None else column.maximum / unit
        condition = _condition("NUMBER_BETWEEN", f"{low:g}", f"{high:g}")
    if condition is None:
        return None
    is_list = condition["type"].startswith("ONE_OF")
    return {"condition": condition, "strict": False, "showCustomUi": is_list}


def _condition(kind: str, *values: str) -> Json:
    condition: Json = {"type": kind}
    if values:
        condition["values"] = [{"userEnteredValue": value} for value in values]
    return condition


def _top(table: Table, lang: Lang, guide: int) -> list[Json]:
    said = table.about.say(lang)
    if table.key in FILLED_BY:
        said += " " + FILLED_BY[table.key].say(lang)
    return [
        _styled(table.label.say(lang), _text(bold=True, size=16, ink=TABS[table.subject])),
        _styled(said, _text(italic=True, ink=MUTED)),
        _styled("← " + GUIDE.say(lang), _link(f"#gid={guide}")),
    ]


def _header(table: Table, column: Column, lang: Lang) -> Json:
    shade = TABS[table.subject]
    if column.tier is Tier.RESTRICTED:
        shade = RESTRICTED
    elif table.written or column.written:
        shade = WRITTEN
    cell = _styled(column.label.say(lang), _text(bold=True, ink="#FFFFFF"), shade)
    cell["userEnteredFormat"] |= {"wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}
    said = [column.help.say(lang)] if column.help else []
    if column.tier is Tier.RESTRICTED:
        said.append(NOTE.say(lang))
    if said and not table.written:
        cell["note"] = "\n".join(said)
    return cell


def _body_look(column: Column, lang: Lang) -> Json:
    shade = RESTRICTED_SHADE if column.tier is Tier.RESTRICTED else INPUT_SHADE
    if column.written:
        shade = WRITTEN_SHADE
    look: Json = {
        "numberFormat": {"type": TYPES.get(column.kind, "TEXT"), "pattern": number_format(column.kind, lang)},
        "backgroundColorStyle": {"rgbColor": colour(shade[1:])},
        "verticalAlignment": "MIDDLE",
    }
    if column.kind in (Kind.DATE, Kind.TIME):
        look["horizontalAlignment"] = "CENTER"
    if column.width >= WRAPPED_FROM:
        look["wrapStrategy"] = "WRAP"
    return look


def _content(column: Column, said: Mapping[str, str], lang: Lang) -> Content:
    shown = column.variants.get(said.get(column.varies_by, ""), column)
    return as_kept(native(said.get(column.key, ""), shown, lang))


def _variants(table: Table, sheet: int, rows: TableRows, lang: Lang) -> Iterator[Json]:
    """The number formats of cells whose kind depends on their row."""
    for at, column in enumerate(table.columns, start=2):
        if not column.varies_by:
            continue
        for number, (_, said) in enumerate(rows, start=FIRST):
            shown = column.variants.get(said.get(column.varies_by, ""), column)
            if shown.kind in TYPES:
                form = {"type": TYPES[shown.kind], "pattern": number_format(shown.kind, lang)}
                yield {
                    "repeatCell": {
                        "range": grid_range(sheet, number, at, number, at),
                        "cell": {"userEnteredFormat": {"numberFormat": form}},
                        "fields": "userEnteredFormat.numberFormat",
                    }
                }


def _text(bold: bool = False, italic: bool = False, size: int = 10, ink: str = "") -> Json:
    text: Json = {"bold": bold, "italic": italic, "fontSize": size}
    if ink:
        text["foregroundColorStyle"] = {"rgbColor": colour(ink[1:])}
    return text


def _link(address: str) -> Json:
    return {**_text(ink=LINK), "underline": True, "link": {"uri": address}}


def _styled(value: str, text: Json, shade: str = "") -> Json:
    cell = cell_json(value)
    look: Json = {"textFormat": text} if text else {}
    if shade:
        look["backgroundColorStyle"] = {"rgbColor": colour(shade[1:])}
    if look:
        cell["userEnteredFormat"] = look
    return cell


def _pixels(sheet: int, column: int, pixels: int) -> Json:
    where = lines_range(sheet, "COLUMNS", column, column)
    return {
        "updateDimensionProperties": {
            "range": where,
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }
