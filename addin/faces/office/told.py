"""What the pane is told of the registry: actions, tables, functions and looks, declared once in Python."""

import json

from addin.actions.functions import FUNCTIONS, NAMESPACE
from addin.actions.registry import ACTIONS, Action, Option
from sync.books.live import IDENTITY, SETTINGS_SHEET
from sync.books.live_outline import ALARM_INK
from sync.books.live_results import BOLD, INKS, LOOKS, NOTES_SHOWN, OURS, SIGN, SIZES
from sync.books.xlsx_styles import ALARM, FILLS, FORMATS, MARKS
from workbook_templates.book import Style
from workbook_templates.catalog import TABLES
from workbook_templates.declare import Table
from workbook_templates.text import Text

Json = dict[str, object]
OPTION_KINDS = {int: "number", bool: "flag", str: "text"}


def told() -> Json:
    """Everything that the pane does not decide by itself."""
    return {
        "actions": [_action(action) for action in ACTIONS.values()],
        "functions": [_function(key) for key in FUNCTIONS],
        "tables": {table.key: _table(table) for table in TABLES},
        "looks": {style.value: _look(style) for style in Style if style in LOOKS},
        "formats": {"money": FORMATS["money"], "time": "hh:mm", "percent": "0.##%"},
        "marks": {severity: _colour(fill) for severity, fill in MARKS.items()},
        "alarm": {"fill": _colour(ALARM), "ink": ALARM_INK},
        "sign": SIGN,
        "own_note": OURS.pattern,
        "notes_shown": NOTES_SHOWN,
        "identity": IDENTITY,
        "settings_sheet": SETTINGS_SHEET,
    }


def registry_js() -> str:
    """The same as a module, there from the first moment of the page."""
    return f"export const told = {json.dumps(told(), ensure_ascii=False)};\n"


def command_of(key: str) -> str:
    """The name by which the ribbon asks for an action."""
    return f"action_{key.replace('-', '_')}"


def _action(action: Action) -> Json:
    return {
        "key": action.key,
        "command": command_of(action.key),
        "title": _both(action.title),
        "help": _both(action.help),
        "options": [_option(option) for option in action.options],
    }


def _option(option: Option) -> Json:
    choices = [{"key": choice.key, "label": _both(choice.label)} for choice in option.column.choices]
    return {
        "name": option.key,
        "kind": "choice" if choices else OPTION_KINDS[option.type],
        "label": _both(option.column.label),
        "help": _both(option.help),
        "choices": choices,
    }


def _function(key: str) -> Json:
    function = FUNCTIONS[key]
    return {
        "example": f"={NAMESPACE}.{key}({function.example})",
        "title": _both(function.title),
        "reads_book": bool(function.tables),
        "key": key,
    }


def _table(table: Table) -> Json:
    columns = {column.key: _both(column.label) for column in table.columns}
    return {"label": _both(table.label), "columns": columns}


def _look(style: Style) -> Json:
    said: Json = {"bold": style in BOLD}
    if style in FILLS:
        said["fill"] = _colour(FILLS[style])
    if style in INKS:
        said["ink"] = INKS[style]
    if style in SIZES:
        said["size"] = SIZES[style]
    return said


def _colour(argb: str) -> str:
    return "#" + argb[2:]


def _both(text: Text) -> Json:
    return {"en": text.en, "fr": text.fr}
