"""One button an action: its macro's name, its words, and the sheets where it belongs."""

from dataclasses import dataclass

from addin.actions.registry import Action
from addin.actions.store_actions import BUTTONS, StoreAction
from workbook_templates.text import Text

MODULE = "ClasseurButtons"
FACE = "addin.faces.excel"
HEAD = """Option Explicit
' Made by "classeur buttons" from the registry of actions. It is made anew each time: change nothing here.
"""

# The tables on whose sheets an action's button stands, beside the first sheet, which has them all.
SHEETS: dict[str, tuple[str, ...]] = {
    "check": ("crew", "cast", "days", "scenes", "costs", "timesheets", "checks"),
    "costs": ("accounts", "costs", "estimates", "cost_report"),
    "budgets": ("accounts", "budgets", "budget_lines", "budget_comparison"),
    "cash": ("costs", "floats", "deposits", "cash"),
    "schedule": ("cast", "days", "scenes", "dood"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """What starts an action in Excel.

    Args:
        key: The action's key.
        command: What the command line says for it.
        function: The Python function of the Excel face.
        macro: The Sub's name.
        tables: The tables on whose sheets it stands.
    """

    key: str
    title: Text
    help: Text
    command: str
    function: str
    macro: str
    tables: tuple[str, ...]

    @property
    def python(self) -> str:
        """What RunPython is given: no quotes, which each system would read in its own way."""
        return f"import {FACE}; {FACE}.{self.function}()"


def function_of(key: str) -> str:
    """The name of an action's function: its key, as Python writes names."""
    return key.replace("-", "_")


def button_of(action: Action | StoreAction) -> Button:
    words = action.key.replace("_", "-").split("-")
    macro = "Classeur" + "".join(word.capitalize() for word in words)
    return Button(
        action.key,
        action.title,
        action.help,
        action.command if isinstance(action, StoreAction) else f"{action.key} BOOK",
        function_of(action.key),
        macro,
        SHEETS.get(action.key, ()),
    )


def all_buttons() -> tuple[Button, ...]:
    """Every action's button, in the order of the registries."""
    return tuple(button_of(action) for action in BUTTONS)


def module_source() -> str:
    """The VBA of our module: one Sub a button, in ASCII, which every project's code page holds."""
    subs = [
        f'\n\' classeur {button.command}\nPublic Sub {button.macro}()\n    RunPython "{button.python}"\nEnd Sub\n'
        for button in all_buttons()
    ]
    return (HEAD + "".join(subs)).replace("\n", "\r\n")


def module_file() -> str:
    """The same as a file that Excel's File > Import File takes."""
    return f'Attribute VB_Name = "{MODULE}"\r\n' + module_source()
