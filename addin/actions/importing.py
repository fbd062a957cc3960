"""Import a messy list as it is: find the list, propose a mapping, and load its rows by the path of ``load``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from addin.actions.transfer import plan_load
from addin.rules import messy_findings as found
from addin.rules.messy_cells import Context
from addin.rules.messy_layout import Layout, LineKind, RawSheet, find_layout
from addin.rules.messy_mapping import MappedColumn, Proposal, propose_mapping
from addin.rules.messy_match import match_rows, rows_as_csv
from addin.rules.messy_rows import ListRow, read_list
from workbook_templates.book import Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.findings import Finding
from workbook_templates.text import Lang, OfficeError, Text

ROWS_THAT_COUNT = 50
SHEET_TIE = 0.3


@dataclass(frozen=True, slots=True)
class FoundList:
    """The list of a file: where it stands, the mapping proposed, and what has to be confirmed."""

    layout: Layout
    proposal: Proposal
    context: Context
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import changes, and what a person should look at.

    Args:
        written: The ids of the rows that it adds or changes.
    """

    columns: tuple[MappedColumn, ...]
    rows: tuple[ListRow, ...]
    edits: Edits
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    written: frozenset[str]


def find_list(
    sheets: Sequence[RawSheet], table: Table, lang: Lang, context: Context, sheet: str = ""
) -> FoundList:
    """Find the list of a table in a file and propose a mapping.

    Args:
        sheets: The file's sheets.
        lang: The book's language, for a file whose headings show none.
        context: The country and the day; its language and date order are found here.
        sheet: The sheet to read, when a person has said which.

    Raises:
        OfficeError: No sheet has a header row that names columns of the table, or there is no such sheet.
    """
    wanted = [one for one in sheets if not sheet or one.name == sheet]
    if not wanted:
        names = ", ".join(one.name for one in sheets)
        raise OfficeError(
            f'There is no sheet "{sheet}" in this file. Its sheets are: {names}.',
            f"Il n'y a pas de feuille « {sheet} » dans ce fichier. Ses feuilles : {names}.",
        )
    layouts = [layout for one in wanted if (layout := find_layout(one, table)) is not None]
    if not layouts:
        raise OfficeError(
            f"No row of this file names two columns of the {table.label.en} table. Give the list a header row.",
            f"Aucune ligne de ce fichier ne nomme deux colonnes du tableau {table.label.fr}. "
            "Donnez à la liste une ligne d'en-têtes.",
        )
    layouts.sort(key=_weight, reverse=True)
    best = layouts[0]
    context = replace(context, lang=best.lang or lang)
    proposal = propose_mapping(best, table, context)
    tied = [one for one in layouts[1:] if _weight(best) - _weight(one) < SHEET_TIE and _body(one)]
    if tied:
        names = ", ".join(one.sheet.name for one in tied)
        ask = Text(
            f'The sheet "{best.sheet.name}" would be read, but {names} would do as well: say --sheet NAME.',
            f"La feuille « {best.sheet.name} » serait lue, mais {names} irait aussi bien : dites --sheet NOM.",
        )
        proposal = replace(proposal, asks=(ask, *proposal.asks))
    return FoundList(best, proposal, context, tuple(one.sheet.name for one in layouts[1:] if _body(one)))


def plan_import(
    reading: Reading,
    table: Table,
    source: FoundList,
    columns: Sequence[MappedColumn],
    new_id: Callable[[], str],
    ids: Mapping[str, Mapping[tuple[int, str], str]],
) -> ImportPlan:
    """Plan what a list changes in the book, by a mapping that is sure or confirmed.

    A row of the list updates the row with its key, or with its name where the
    list has no keys; what the list leaves blank stays. Bad cells are kept as typed.

    Findings: those of the list, then those of the rows as they land.

    Raises:
        OfficeError: The list has no row.
    """
    listed, findings = read_list(source.layout, columns, table, source.context)
    if not listed:
        raise OfficeError(
            "The list has no row under its headings that can be imported.",
            "La liste n'a sous ses en-têtes aucune ligne à importer.",
        )
    rows, given = match_rows(listed, reading.tables[table.key])
    others = [Finding(found.OTHER_SHEET, table, value=name) for name in source.others]
    edits, landed, counts = plan_load(reading, table, rows_as_csv(rows, table), False, new_id, ids)
    numbers = {number for number, _ in edits.cells.get(table.key, {})}
    written = frozenset(
        {row.id for row in reading.tables[table.key].rows if row.number in numbers}
        | {row.id for row in edits.added.get(table.key, ())}
    )
    return ImportPlan(tuple(columns), rows, edits, (*findings, *others, *given, *landed), counts, written)


def _body(layout: Layout) -> int:
    return sum(1 for line in layout.lines if line.kind is LineKind.BODY)


def _weight(layout: Layout) -> float:
    """How likely a sheet holds the list: what its header names, and whether rows follow."""
    return layout.score + min(_body(layout), ROWS_THAT_COUNT) / ROWS_THAT_COUNT
