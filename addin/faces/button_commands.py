"""The commands that put buttons in Excel workbooks."""

import argparse
from pathlib import Path

from addin.faces.speech import Verbs, add_argument, add_verb
from sync.settings import read_settings, user_lang
from workbook_templates.starting import PAPER, starting_rows
from workbook_templates.text import Lang, Text

MACRO_SUFFIX = ".xlsm"
THERE = Text("Every button is there already.", "Tous les boutons y sont déjà.")


def add_button_commands(verbs: Verbs) -> None:
    """Declare ``buttons BOOK.xlsm``."""
    buttons = add_verb(
        verbs,
        "buttons",
        Text(
            "Put the buttons in a macro workbook of yours.",
            "Mettre les boutons dans un de vos classeurs à macros.",
        ),
        _buttons,
    )
    add_argument(
        buttons,
        "book",
        Text("The macro workbook.", "Le classeur à macros."),
        Text("BOOK.xlsm", "CLASSEUR.xlsm"),
    )


def new_macro_workbook(options: argparse.Namespace, path: Path, lang: Lang) -> int:
    """``new BOOK.xlsm``: the template with its buttons, which start the Python that runs this."""
    # What writes VBA takes a twentieth of a second to load: only those who use it wait.
    from addin.faces.excel_build.workbook import build_macro_workbook

    rows = None if options.sample else starting_rows(lang, options.country, options.chart)
    build_macro_workbook(path, lang, rows, PAPER.get(options.country, "A4"), options.country)
    print(path)
    return 0


def _buttons(options: argparse.Namespace) -> int:
    from addin.faces.excel_build.workbook import add_buttons

    path = Path(options.book)
    lang = user_lang()
    fitted = add_buttons(path, lang, read_settings(path).versions)
    if not fitted.buttons:
        print(THERE.say(lang))
        return 0
    sheets = ", ".join(fitted.sheets)
    said = Text(
        f"{fitted.buttons} buttons added on: {sheets}.", f"{fitted.buttons} boutons ajoutés sur : {sheets}."
    )
    print(said.say(lang))
    return 0
