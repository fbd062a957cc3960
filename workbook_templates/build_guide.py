"""The first sheet of a workbook: what is where, what the colours mean, how to work."""

from collections.abc import Mapping
from typing import Any

from workbook_templates.build_styles import (
    INK,
    INPUT_SHADE,
    MUTED,
    RESTRICTED,
    RESTRICTED_SHADE,
    TABS,
    WRITTEN,
    Styles,
)
from workbook_templates.catalog import SUBJECTS, TABLES
from workbook_templates.text import Lang, Text

GUIDE = Text("Start here", "Sommaire")
COLOURS = Text("Colours", "Couleurs")
HOW_TO = Text("How to work", "Mode d'emploi")
LEGEND = (
    (INPUT_SHADE, INK, Text("To fill", "À remplir"), Text("Yours: type here.", "À vous : saisissez ici.")),
    (
        WRITTEN,
        "#FFFFFF",
        Text("Computed", "Calculé"),
        Text(
            "Written by the program: read it, do not type in it.",
            "Écrit par le programme : à lire, pas à saisir.",
        ),
    ),
    (
        RESTRICTED,
        "#FFFFFF",
        Text("Restricted (R)", "Réservé (R)"),
        Text(
            "Headed in red: pay, health, identity. For the production office only.",
            "En-tête rouge : paie, santé, identité. Pour le seul bureau de production.",
        ),
    ),
    (
        RESTRICTED_SHADE,
        INK,
        Text("Restricted, to fill", "Réservé, à remplir"),
        Text("The cells under those headers.", "Les cellules sous ces en-têtes."),
    ),
)
HOW = (
    Text("Add lines under the last one: the table grows by itself.", "Ajoutez vos lignes sous la dernière : le tableau s'agrandit seul."),
    Text("Move, sort, filter and add columns as you like; keep the header words.", "Déplacez, triez, filtrez, ajoutez des colonnes ; gardez les mots des en-têtes."),
    Text("Press Check: each mistake is marked on its cell and listed in Checks.", "Lancez Contrôler : chaque erreur est marquée sur sa cellule et listée dans Contrôles."),
    Text("A drop-down or a limit warns and lets you go on: nothing you type is refused.", "Une liste ou une limite avertit et laisse passer : rien de ce que vous saisissez n'est refusé."),
)  # fmt: skip


class Guide:
    """The first sheet being drawn, line by line."""

    def __init__(self, sheet: Any, styles: Styles, lang: Lang) -> None:
        self._sheet = sheet
        self._styles = styles
        self._lang: Lang = lang
        self._line = 0

    def draw(self, settings: Mapping[str, str]) -> str:
        """Draw it all; the title it says is for the footers."""
        sheet, styles = self._sheet, self._styles
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#222222")
        sheet.set_column(0, 0, 2)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 2, 78)
        title = settings.get("title") or "Classeur"
        sheet.set_row(1, 32)
        sheet.write_string("B2", title, styles.format(bold=True, font_size=22, font_color=INK))
        sheet.write_string("B3", settings.get("company") or "", styles.format(font_color=MUTED))
        self._line = 4
        self._subjects()
        self._legend()
        self._how()
        return title

    def _subjects(self) -> None:
        for subject, label in SUBJECTS.items():
            self._band(label, TABS[subject])
            for table in (table for table in TABLES if table.subject == subject):
                name = table.sheet_name(self._lang)
                address = "internal:'" + name.replace("'", "''") + ("'!A1" if table.written else "'!B1")
                link = self._styles.format(font_color="#1F5FA8", underline=1, indent=1)
                self._sheet.write_url(self._line, 1, address, link, name)
                self._say(table.about)
            self._line += 1

    def _legend(self) -> None:
        self._band(COLOURS, INK)
        for shade, ink, name, meaning in LEGEND:
            swatch = self._styles.format(
                bg_color=shade, font_color=ink, border=4, border_color="#D9D9D9", indent=1
            )
            self._sheet.write_string(self._line, 1, name.say(self._lang), swatch)
            self._say(meaning)
        self._line += 1

    def _how(self) -> None:
        self._band(HOW_TO, INK)
        number_look = self._styles.format(bold=True, font_color=MUTED, align="right", indent=1)
        for number, sentence in enumerate(HOW, start=1):
            self._sheet.write_string(self._line, 1, f"{number}.", number_look)
            self._say(sentence)

    def _band(self, label: Text, colour: str) -> None:
        look = self._styles.format(bold=True, font_size=12, font_color="#FFFFFF", bg_color=colour, indent=1)
        self._sheet.set_row(self._line, 20)
        self._sheet.merge_range(self._line, 1, self._line, 2, label.say(self._lang), look)
        self._line += 1

    def _say(self, sentence: Text) -> None:
        """One sentence in the wide column, and on to the next line."""
        words = sentence.say(self._lang)
        if len(words) > 104:
            self._sheet.set_row(self._line, 27)
        self._sheet.write_string(self._line, 2, words, self._styles.format(text_wrap=True, indent=1))
        self._line += 1
