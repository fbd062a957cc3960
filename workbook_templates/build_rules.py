"""Drop-downs and soft limits of a new sheet's cells: a warning, never a wall."""

from datetime import date, time
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.text import Lang, Text

LISTS_SHEET = "_lists"
STACK_ROWS = 500  # keys of several tables offered together
LONGEST_LIST = 250  # characters that Excel takes in a rule itself, with a margin
TITLE = Text("Please check", "À vérifier")
NUMBERS = {Kind.INT, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}
WIDEST = 10**12
SAID = {
    Kind.CHOICE: Text("This word is not in the list.", "Ce mot n'est pas dans la liste."),
    Kind.BOOL: Text("Answer yes or no.", "Répondez oui ou non."),
    Kind.REF: Text("The sheet it refers to has no such line.", "La feuille visée n'a pas cette ligne."),
    Kind.DATE: Text("Write a date, like 2026-03-02.", "Écrivez une date, comme 02/03/2026."),
    Kind.TIME: Text("Write a time, like 08:30.", "Écrivez une heure, comme 08:30."),
}
NUMBER_SAID = Text("Write a number{limits}.", "Écrivez un nombre{limits}.")


class Rules:
    """The rules of one workbook; lists too long for a rule stand on a hidden sheet, under a name."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book = book
        self._lang: Lang = lang
        self._lists: dict[str, tuple[str, ...]] = {}
        self._keys: dict[tuple[str, str], list[str]] = {}
        self._stacks: dict[str, tuple[tuple[str, str], ...]] = {}

    def rule(self, column: Column) -> dict[str, object] | None:
        """The rule of a column's cells; None when anything may be typed there."""
        tested = self._tested(column)
        if tested is None:
            return None
        return {
            # Over a range that holds blanks, "ignore blank" would let any word pass.
            "ignore_blank": not column.refers,
            "error_type": "warning",
            "error_title": TITLE.say(self._lang),
            "error_message": _said(column).say(self._lang),
            **tested,
        }

    def name_keys(self, table: Table, column: str, first: int, last: int, values: list[str]) -> None:
        """Name the cells of a column that other sheets choose from (rows counted from 1), which hold ``values``."""
        self._keys[table.key, column] = values
        letter = xl_col_to_name(table.position[column] + 1)
        sheet = table.sheet_name(self._lang).replace("'", "''")
        self._book.define_name(keys_name(table.key, column), f"='{sheet}'!${letter}${first}:${letter}${last}")

    def write_lists(self) -> None:
        """Put the long lists on their hidden sheet, after all others."""
        if not self._lists and not self._stacks:
            return
        sheet = self._book.add_worksheet(LISTS_SHEET)
        sheet.hide()
        for position, (name, labels) in enumerate(self._lists.items()):
            sheet.write_column(0, position, labels)
            letter = xl_col_to_name(position)
            self._book.define_name(name, f"={LISTS_SHEET}!${letter}$1:${letter}${len(labels)}")
        for position, (name, refers) in enumerate(self._stacks.items(), start=len(self._lists)):
            self._stack(sheet, position, name, refers)

    def _stack(self, sheet: Any, position: int, name: str, refers: tuple[tuple[str, str], ...]) -> None:
        """One list of the keys of several tables, one below the other, that grows with them."""
        keys = [keys_name(*pair) for pair in refers]
        counts = [f"COUNTA({key})" for key in keys]
        held = [value for pair in refers for value in self._keys.get(pair, []) if value]
        for line in range(STACK_ROWS):
            formula = '""'
            for at in reversed(range(len(keys))):
                place = f"ROW()-({'+'.join(counts[:at]) or '0'})"
                formula = f"IF({place}<={counts[at]},INDEX({keys[at]},{place}),{formula})"
            sheet.write_formula(line, position, f"={formula}", None, held[line] if line < len(held) else "")
        top = f"{LISTS_SHEET}!${xl_col_to_name(position)}$1"
        self._book.define_name(name, f"=OFFSET({top},0,0,MAX(1,{'+'.join(counts)}),1)")

    def _tested(self, column: Column) -> dict[str, object] | None:
        if len(column.refers) == 1 and column.kind is not Kind.REFS:
            return {"validate": "list", "source": "=" + keys_name(*column.refers[0])}
        if column.refers and column.kind is not Kind.REFS:
            name = "keys_" + "_".join(table for table, _ in column.refers)
            self._stacks[name] = column.refers
            return {"validate": "list", "source": "=" + name}
        if column.kind is Kind.CHOICE:
            return {"validate": "list", "source": self._choices(column)}
        if column.kind is Kind.BOOL:
            return {"validate": "list", "source": ["oui", "non"] if self._lang == "fr" else ["yes", "no"]}
        if column.kind is Kind.DATE:
            return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
        if column.kind is Kind.TIME:
            return {
                "validate": "time",
                "criteria": "between",
                "minimum": time(0),
                "maximum": time(23, 59, 59),
            }
        if column.kind in NUMBERS:
            low, high = _limits(column)
            whole = "integer" if column.kind is Kind.INT else "decimal"
            return {"validate": whole, "criteria": "between", "minimum": low, "maximum": high}
        return None

    def _choices(self, column: Column) -> list[str] | str:
        labels = tuple(choice.label.say(self._lang) for choice in column.choices)
        if len(",".join(labels)) <= LONGEST_LIST and not any("," in label for label in labels):
            return list(labels)
        for name, known in self._lists.items():
            if known == labels:
                return "=" + name
        name = f"list_{column.key}_{len(self._lists) + 1}"
        self._lists[name] = labels
        return "=" + name


def keys_name(table: str, column: str) -> str:
    """The name under which a column's cells are offered elsewhere."""
    return f"keys_{table}_{column}"


def _limits(column: Column) -> tuple[float, float]:
    """The least and the greatest number, as the cell holds them: 100 % is 1."""
    unit = 100 if column.kind is Kind.PERCENT else 1
    low = -WIDEST if column.minimum is None else column.minimum / unit
    high = WIDEST if column.maximum is None else column.maximum / unit
    return low, high


def _said(column: Column) -> Text:
    if column.refers:
        return SAID[Kind.REF]
    if column.kind in SAID:
        return SAID[column.kind]
    sign = "%" if column.kind is Kind.PERCENT else ""
    fr, en = "", ""
    if column.minimum is not None and column.maximum is not None:
        en = f" from {column.minimum}{sign} to {column.maximum}{sign}"
        fr = f" de {column.minimum}{sign} à {column.maximum}{sign}"
    elif column.minimum is not None:
        en, fr = f", {column.minimum} or more", f", au moins {column.minimum}"
    return Text(NUMBER_SAID.en.format(limits=en), NUMBER_SAID.fr.format(limits=fr))
