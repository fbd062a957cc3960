"""Conditional formats of ours among a person's: marks of findings, alarms of result sheets. Pure."""

from collections.abc import Callable, Iterator, Sequence

from sync.books.google_grids import GoogleSheet, Json
from sync.books.google_requests import colour, grid_range
from sync.books.xlsx_styles import ALARM
from workbook_templates.book import Result

ALARMED = '("classeur"<>"")*'  # always true: by these words an alarm is known as ours
ALARM_LOOK: Json = {
    "backgroundColorStyle": {"rgbColor": colour(ALARM)},
    "textFormat": {"bold": True, "foregroundColorStyle": {"rgbColor": colour("FFFFFF")}},
}


def replace_rules(
    sheet: int, present: Sequence[Json], wanted: Sequence[Json], is_ours: Callable[[Json], bool]
) -> Iterator[Json]:
    """Our rules instead of our earlier ones, above those of people; nothing when they stand already."""
    ours = [at for at, rule in enumerate(present) if is_ours(rule)]
    if [_essence(present[at]) for at in ours] == [_essence(rule) for rule in wanted]:
        return
    for at in reversed(ours):
        yield {"deleteConditionalFormatRule": {"sheetId": sheet, "index": at}}
    for at, rule in enumerate(wanted):
        yield {"addConditionalFormatRule": {"rule": rule, "index": at}}


def formula_of(rule: Json) -> str:
    """The formula of a rule that has one, however Google writes it in the spreadsheet's country; else ""."""
    condition = rule.get("booleanRule", {}).get("condition", {})
    said = [str(value.get("userEnteredValue", "")) for value in condition.get("values", ())]
    return said[0].replace(" ", "").replace(",", ";") if len(said) == 1 else ""


def alarm_requests(sheet: GoogleSheet | None, result: Result, target: int) -> Iterator[Json]:
    """The rules that turn a figure red when it no longer adds up.

    A semicolon parts the arguments of a function in every country, a comma in some only.
    """
    wanted = []
    for area, formula in result.alarms:
        value = {"userEnteredValue": f"={ALARMED}({formula.replace(',', ';')})"}
        condition = {"type": "CUSTOM_FORMULA", "values": [value]}
        rule = {"condition": condition, "format": ALARM_LOOK}
        wanted.append({"ranges": [grid_range(target, *area)], "booleanRule": rule})
    return replace_rules(target, sheet.rules if sheet else (), wanted, _is_alarm)


def _is_alarm(rule: Json) -> bool:
    return formula_of(rule).startswith(f"={ALARMED}")


def _essence(rule: Json) -> object:
    """What two rules of ours must have alike to show the same; Google adds and rounds the rest."""
    look = rule.get("booleanRule", {}).get("format", {})
    shade = look.get("backgroundColorStyle", {}).get("rgbColor") or look.get("backgroundColor") or {}
    said = tuple(round(255 * shade.get(part, 0)) for part in ("red", "green", "blue"))
    edges = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    places = sorted(tuple(where.get(edge, 0) for edge in edges) for where in rule.get("ranges", ()))
    return formula_of(rule), said, places
