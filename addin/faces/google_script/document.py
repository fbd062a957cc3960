"""What the Apps Script project is told of the registry, and the buttons' page, both made from it.

``python -m addin.faces.google_script.document > docs/google_buttons.md`` writes the page,
``... --module`` the file ``Buttons.js``.
"""

import json
import sys
from decimal import Decimal

from addin.actions.registry import ACTIONS, Action
from addin.actions.store_actions import BUTTONS, StoreAction
from addin.faces.excel_build.buttons import button_of
from addin.faces.google_script.page import HEAD
from sync.books.google_charts import COLUMNS, HEIGHT, KIND, ROWS, WIDTH
from sync.books.google_grids import OUTLINE_KEY, RESULT_KEY, SCRATCH, SPREADSHEET_FIELDS, Json, Snapshot
from sync.books.google_marks import SIGN
from sync.books.google_outline import LONGEST
from sync.books.google_requests import GUARD, NOTE, colour, pattern
from sync.books.google_results import PIXELS, result_requests
from sync.books.google_rules import ALARM_LOOK, ALARMED
from sync.books.xlsx_results import COLOURS
from sync.books.xlsx_styles import MARKS
from workbook_templates.book import Cell, Result, Style, Value
from workbook_templates.catalog import TABLES
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.results import CHECKS
from workbook_templates.text import Lang, Text, fold

READ_BACK = (ISSUED,)  # computed, and read again by an action
FORMS: dict[str, Value] = {"money": Decimal("0.5"), "plain": 1}
SHAPES = ("DATE", "TIME", "PERCENT")
TYPES = """// Made from the registry of actions by addin/faces/google_script/document.py. It is made anew each time: change nothing here.

/** @typedef {{en: string, fr: string}} Both */
/** @typedef {{title: Both, help: Both, macro: string, asks: Record<string, Both>}} Button */
"""
KINDS = {
    "BUTTONS": "Record<string, Button>",
    "RESULTS": "Record<string, {names: string[], isRead: boolean}>",
    "LOOKS": "Record<string, any>",
    "FORMS": "Record<string, any>",
    "SHAPES": "Record<string, Record<string, any>>",
    "MARKS": "Record<string, any>",
    "CHART": "Record<string, any>",
    "ALARM": "Record<string, any>",
}


def told() -> dict[str, object]:
    """Everything that the script does not decide by itself."""
    return {
        "BUTTONS": {action.key: _button(action) for action in ACTIONS.values()},
        "RESULTS": {
            table.key: {
                "names": sorted({fold(table.label.en), fold(table.label.fr)}),
                "isRead": table in READ_BACK,
            }
            for table in TABLES
            if table.written
        },
        "LOOKS": {style.value: _look(Cell(None, style)) for style in Style},
        "FORMS": {name: _look(Cell(value))["numberFormat"] for name, value in FORMS.items()},
        "SHAPES": {"en": _shapes("en"), "fr": _shapes("fr")},
        "MARKS": {severity: colour(fill) for severity, fill in MARKS.items()},
        "CHART": {
            "kind": KIND,
            "size": {"widthPixels": WIDTH, "heightPixels": HEIGHT},
            "covers": [ROWS, COLUMNS],
            "colours": [colour(rgb) for rgb in COLOURS],
        },
        "ALARM": ALARM_LOOK,
        "ALARMED": ALARMED,
        "SIGN": SIGN,
        "NOTE": NOTE,
        "GUARD": GUARD,
        "PIXELS": PIXELS,
        "RESULT_KEY": RESULT_KEY,
        "OUTLINE_KEY": OUTLINE_KEY,
        "OUTLINE_LONGEST": LONGEST,
        "SCRATCH": SCRATCH,
        "FIELDS": SPREADSHEET_FIELDS,
    }


def buttons_source() -> str:
    """The generated file: what is told, then one function an action, to be assigned to a drawing."""
    parts = [TYPES]
    for name, value in told().items():
        kind = f"/** @type {{{KINDS[name]}}} */\n" if name in KINDS else ""
        parts.append(f"\n{kind}const {name} = {_literal(value)};\n")
    parts += [
        f'\n/** {action.help.en} */\nfunction {macro_of(action)}() {{\n  runAction("{action.key}");\n}}\n'
        for action in ACTIONS.values()
    ]
    return "".join(parts)


def macro_of(action: Action | StoreAction) -> str:
    """The name of an action's function: as in Excel, in the script's manner."""
    macro = button_of(action).macro
    return macro[0].lower() + macro[1:]


def describe_buttons() -> str:
    """The page: how to install, in both languages, and every button."""
    lines = [
        f"| {one.title.en} · {one.title.fr} | `{macro_of(one)}` | {one.help.en} {one.help.fr} |\n"
        for one in BUTTONS
    ]
    return HEAD + "".join(lines)


def _button(action: Action) -> Json:
    return {
        "title": _both(action.title),
        "help": _both(action.help),
        "macro": macro_of(action),
        "asks": {one.key: _both(one.question) for one in action.options if one.question},
    }


def _look(cell: Cell) -> Json:
    """How the Google book shows such a cell."""
    requests = result_requests(Snapshot(()), Result(CHECKS, [[cell]], ()), 1, "en", lambda link: "")
    (look,) = [one["repeatCell"]["cell"]["userEnteredFormat"] for one in requests if "repeatCell" in one]
    return dict(look)


def _shapes(lang: Lang) -> Json:
    return {shape: {"type": shape, "pattern": pattern(shape, lang)} for shape in SHAPES}


def _literal(value: object) -> str:
    """As JSON, an object with a line a member."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    lines = (f"  {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)},\n" for key, one in value.items())
    return "{\n" + "".join(lines) + "}"


def _both(text: Text) -> Json:
    return {"en": text.en, "fr": text.fr}


if __name__ == "__main__":
    print(buttons_source() if "--module" in sys.argv else describe_buttons(), end="")
