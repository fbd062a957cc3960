"""The buttons' page of the documentation, and the module to import by hand, made from the registry.

``python -m addin.faces.excel_build.document > docs/buttons.md`` writes the page,
``... --module`` the module.
"""

import sys

from addin.faces.excel_build.buttons import MODULE, SHEETS, Button, all_buttons, module_file
from workbook_templates.catalog import TABLE

HEAD = f"""# Buttons

Made from the registry of actions, `addin/actions/registry.py`, by `addin/faces/excel_build/document.py`.
One action is one button, one command and one macro.

## Getting them

* `classeur new FILM.xlsm` makes a workbook from the templates with its buttons.
* `classeur buttons FILM.xlsm` puts them in a macro workbook of yours and keeps all that it holds; run again, it adds what is
  missing and points the workbook at the Python that runs the command. An `.xlsx` must be saved as `.xlsm` in Excel first.

Run the command on the computer where Excel is: the workbook remembers where Python is (hidden sheet `xlwings.conf`). It holds
the module of the xlwings that is installed there, under its BSD licence. Excel needs no trusted access to the VBA project. On a
Mac, type `xlwings runpython install` once.

What a click does: the sheets are read once, the action runs, the changed blocks are written. The status bar tells
how far it is and what came out. When it cannot be done, the Checks sheet says why and a short message appears; nothing is half
written. On Windows nobody can type meanwhile; on a Mac a workbook that changed meanwhile is refused, and the click is repeated.

The Cost report button reports the latest period that a cost has. `classeur costs BOOK --period P` reports another, and
`--issue` freezes it, with the workbook closed.

## By hand

Where the command cannot change a workbook (its macros are signed or locked), import two modules in Excel's editor, with File,
Import File: `xlwings.bas` from the installed xlwings package, and `addin/faces/excel_build/{MODULE}.bas`. On a Mac also the class
`Dictionary` of the package's `quickstart_standalone.xlsm`. Then draw a shape on a sheet, and assign it one of the macros
below. A sheet called `xlwings.conf` holds two columns: `INTERPRETER_WIN` or `INTERPRETER_MAC` and the path of Python, then
`ADD_WORKBOOK_TO_PYTHONPATH` and `false`.

## The buttons
"""


def describe_buttons() -> str:
    """Say every button in Markdown."""
    return HEAD + "".join(_button(button) for button in all_buttons())


def _button(button: Button) -> str:
    sheets = ", ".join(f"{TABLE[key].label.en} · {TABLE[key].label.fr}" for key in SHEETS.get(button.key, ()))
    where = f"the first sheet{'; ' if sheets else ''}{sheets}"
    return f"""
### {button.title.en} · {button.title.fr}

{button.help.en}
{button.help.fr}

| what | name |
|---|---|
| command | `classeur {button.key} BOOK` |
| macro | `{button.macro}` |
| Python | `{button.python}` |
| stands on | {where} |
"""


if __name__ == "__main__":
    if "--module" in sys.argv:
        sys.stdout.buffer.write(module_file().encode("cp1252"))
    else:
        print(describe_buttons(), end="")
