"""The buttons' page of the documentation, and the module to import by hand, made from the registry.

``python -m addin.faces.excel_build.document > docs/buttons.md`` writes the page,
``... --module`` the module of the buttons, ``... --functions`` that of the functions.
"""

import sys

from addin.actions.functions import FUNCTIONS, Function
from addin.faces.excel_build.buttons import MODULE, SHEETS, Button, all_buttons, module_file
from addin.faces.excel_build.functions import MODULE as FUNCTIONS_MODULE
from addin.faces.excel_build.functions import functions_file
from workbook_templates.catalog import TABLE
from workbook_templates.text import Lang

HEAD = f"""# Buttons

Made from the registries of actions, `addin/actions/registry.py` and `store_actions.py`, by `addin/faces/excel_build/document.py`.
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
`--issue` freezes it, with the workbook closed. Its level (top sheet, accounts, detail), episode and department are settings of
the Production sheet, for every button; a setting left blank is the whole production, account by account.

Sync now has the open workbook itself take part in a round with the production's store (`classeur.toml` beside it): Excel saves it
first, and again once the round has written it. Where the round has a question (many rows gone, a copied workbook) Excel asks it.
Two values for one cell are listed in the Conflicts sheet, where you choose. What changed shows the last sync of this workbook, and
Undo takes it back after a question, then syncs. Ctrl+Z takes back nothing that a button wrote.

« Synchroniser » fait participer le classeur ouvert lui-même à un passage avec la base de la production (`classeur.toml` à côté de
lui) : Excel l'enregistre avant, puis de nouveau quand le passage l'a écrit. Si le passage a une question (beaucoup de lignes disparues,
un classeur copié), Excel la pose. Deux valeurs pour une cellule se trouvent dans la feuille Conflits, où vous choisissez. « Ce qui a
changé » montre la dernière synchronisation de ce classeur ; « Annuler » la reprend après une question, puis synchronise. Ctrl+Z ne
reprend rien de ce qu'un bouton a écrit.

## By hand

Where the command cannot change a workbook (its macros are signed or locked), import two modules in Excel's editor, with File,
Import File: `xlwings.bas` from the installed xlwings package, and `addin/faces/excel_build/{MODULE}.bas`. On a Mac also the class
`Dictionary` of the package's `quickstart_standalone.xlsm`. Then draw a shape on a sheet, and assign it one of the macros
below. A sheet called `xlwings.conf` holds two columns: `INTERPRETER_WIN` or `INTERPRETER_MAC` and the path of Python, then
`ADD_WORKBOOK_TO_PYTHONPATH` and `false`.

## The buttons
"""

LANGS: tuple[Lang, Lang] = ("en", "fr")
FUNCTIONS_HEAD = f"""
## The functions of cells

`classeur new` and `classeur buttons` put them in the workbook too, in a module `{FUNCTIONS_MODULE}`; Excel for Windows calls this Python for
each. By hand: import `addin/faces/excel_build/{FUNCTIONS_MODULE}.bas`. In the Office pane the same ones are called
`CLASSEUR.EIGHTHS` and so on. A wrong argument is `#VALUE!`, what is not found `#N/A`, a table or book that is not there `#REF!`.
Those that read the workbook are computed again at each calculation, and look at it once for all of them. On a Mac use the
pane's: there these are `#N/A`.
A cell of Excel's keeps no reason: Check lists every formula whose call is refused in the Checks sheet, with the argument that was
seen and what is wrong with it, and marks it where it stands in a table. The pane's cells show the reason themselves.

Le complément Office les nomme `CLASSEUR.EIGHTHS`, etc. Un argument faux donne `#VALEUR!`, ce qui n'est pas trouvé `#N/A`, un tableau
ou un classeur absent `#REF!`. La cellule ne garde pas la raison : Contrôler liste dans Contrôles chaque formule dont l'appel est
refusé, avec l'argument vu et ce qui ne va pas, et la marque dans son tableau. Les cellules du volet Office montrent la raison.
"""


def describe_buttons() -> str:
    """Say every button in Markdown."""
    functions = "".join(_function(function) for function in FUNCTIONS.values())
    return HEAD + "".join(_button(button) for button in all_buttons()) + FUNCTIONS_HEAD + functions


def _function(function: Function) -> str:
    en, fr = (
        "; ".join(
            f"[{one.name.say(lang)}]" if one.optional else one.name.say(lang) for one in function.arguments
        )
        for lang in LANGS
    )
    return (
        f"\n* `{function.vba_name}({en})`: {function.help.en}\n"
        f"  `{function.vba_name}({fr})` : {function.help.fr}\n"
    )


def _button(button: Button) -> str:
    sheets = ", ".join(f"{TABLE[key].label.en} · {TABLE[key].label.fr}" for key in SHEETS.get(button.key, ()))
    where = f"the first sheet{'; ' if sheets else ''}{sheets}"
    return f"""
### {button.title.en} · {button.title.fr}

{button.help.en}
{button.help.fr}

| what | name |
|---|---|
| command | `classeur {button.command}` |
| macro | `{button.macro}` |
| Python | `{button.python}` |
| stands on | {where} |
"""


if __name__ == "__main__":
    if "--module" in sys.argv:
        sys.stdout.buffer.write(module_file().encode("cp1252"))
    elif "--functions" in sys.argv:
        sys.stdout.buffer.write(functions_file().encode("ascii"))
    else:
        print(describe_buttons(), end="")
