"""Findings shown in place: a conditional format and a note of ours; nothing of a person's is touched. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sync.books.google_grids import GoogleSheet, Json
from sync.books.google_requests import NOTE, colour, grid_range, update
from sync.books.google_rules import formula_of, replace_rules
from sync.books.marks import SEVERITIES, Mark, runs_of, worst_of
from sync.books.xlsx_styles import MARKS

SIGN = '="classeur"<>""'


def mark_requests(
    sheet: GoogleSheet, marks: Sequence[Mark], notes: Mapping[tuple[int, int], str]
) -> list[Json]:
    """Show these marks on a tab instead of all earlier ones of ours; none when it shows them already.

    Args:
        notes: The notes of the tab where they will stand once the batch's rows have moved.
    """
    return [*_formats(sheet, marks), *_notes(sheet.id, marks, notes)]


def _formats(sheet: GoogleSheet, marks: Sequence[Mark]) -> Iterator[Json]:
    worst = worst_of(marks)
    wanted = []
    for severity in SEVERITIES:
        cells = [cell for cell, said in worst.items() if said == severity]
        if cells:
            wanted.append(_rule(sheet.id, cells, severity))
    return replace_rules(sheet.id, sheet.rules, wanted, _is_ours)


def _rule(sheet: int, cells: Iterable[tuple[int, int]], severity: str) -> Json:
    return {
        "ranges": list(_ranges(sheet, cells)),
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": SIGN}]},
            "format": {"backgroundColorStyle": {"rgbColor": colour(MARKS[severity])}},
        },
    }


def _ranges(sheet: int, cells: Iterable[tuple[int, int]]) -> Iterator[Json]:
    """Cells that follow each other down a column as one range."""
    return (grid_range(sheet, first, column, last, column) for column, first, last in runs_of(cells))


def _is_ours(rule: Json) -> bool:
    return formula_of(rule) == SIGN


def _notes(sheet: int, marks: Sequence[Mark], present: Mapping[tuple[int, int], str]) -> Iterator[Json]:
    said: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        said.setdefault((mark.row, mark.column), []).append(mark.message)
    wanted = {cell: NOTE + "\n".join(messages) for cell, messages in said.items()}
    ours = {cell for cell, note in present.items() if note.startswith(NOTE)}
    changed: dict[tuple[int, int], str] = {cell: "" for cell in ours - wanted.keys()}
    for cell, note in wanted.items():
        if cell not in present or (cell in ours and present[cell] != note):
            changed[cell] = note
    for (row, column), note in sorted(changed.items()):
        yield update(sheet, row, column, [[{"note": note} if note else {}]], "note")
