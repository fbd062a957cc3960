"""The formulas of a sheet that call a custom function."""

import re
from collections.abc import Mapping

from sync.books.xlsx_formulas import translate_formula, unescaped
from sync.books.xlsx_tags import FormulaCell, formula_cells, tags_of, with_references
from workbook_templates.calls import NAMESPACE, Spot, calls_among

WORDS = (NAMESPACE.encode(), NAMESPACE.lower().encode())
SHOWS_ERROR = re.compile(rb"""<[^>]*\st\s*=\s*["']e["']""")


def calls_of(xml: bytes) -> tuple[Mapping[Spot, str], frozenset[Spot]]:
    """The formulas that call a custom function, and the cells among them that show an error.

    A sheet that does not name the functions is not looked at any further.
    """
    if not any(word in xml for word in WORDS):
        return {}, frozenset()
    tags = tags_of(xml)
    xml = with_references(xml, tags)
    cells = list(formula_cells(xml, tags))
    masters = {cell.said["si"]: cell for cell in cells if cell.is_master and "si" in cell.said}
    calls = calls_among({(cell.row, cell.column): _text(cell, masters) for cell in cells})
    places = {(cell.row, cell.column): cell for cell in cells}
    failed = frozenset(spot for spot in calls if SHOWS_ERROR.match(xml, places[spot].start))
    return calls, failed


def _text(cell: FormulaCell, masters: Mapping[str, FormulaCell]) -> str:
    """A cell's formula, worked out when it shares another cell's."""
    master = masters.get(cell.said.get("si", ""))
    if cell.text or master is None:
        return unescaped(cell.text)
    return translate_formula(unescaped(master.text), cell.row - master.row, cell.column - master.column)
