"""The gallery of findings: a small table that causes each, and the words it gets.

A case is a text: a first line that says which check is run, then sheets, each a title and
rows of cells between bars, the header first; a cell ``= 300.00`` is a formula that gives
300.00, a cell ``=CLASSEUR_PAGES(B2)`` one that calls a custom function. After a line
``Issued: period 1`` come the sheets as they are once that cost report was issued, after a line ``Later`` as they are after later rounds; after a line ``File``, or ``File: NAME`` for a sheet of it, the text of a file::

    check: load crew

    Crew
    | Person | Last name | First name | Phone |
    | P001   | Field     | Ada        | +33199000001 |

    File
    Person;Shoe size
    P001;38
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import ModuleType

from addin.rules import (
    budget_findings,
    cash_findings,
    cost_comments,
    cost_duplicates,
    cost_findings,
    cost_identities,
    cost_issued,
    cost_late,
    crew_findings,
    crew_work_findings,
    function_findings,
    ledger_findings,
    list_findings,
    messy_findings,
    order_findings,
    schedule_findings,
    transfer_findings,
)
from addin.rules.budget_detail import compute_detail
from addin.rules.cash import compute_cash
from addin.rules.cost_duplicates import check_duplicates
from addin.rules.cost_issue import NewlyIssued, issue_report
from addin.rules.cost_ledger import read_ledger
from addin.rules.cost_lines import report_currency
from addin.rules.costs import compute_costs
from addin.rules.crew_checks import check_crew
from addin.rules.crew_index import CHECKED, CHECKED_TITLE
from addin.rules.crew_lines import HeldRole, Staff
from addin.rules.crew_severities import read_severities, with_severities
from addin.rules.schedule import compute_schedule
from workbook_templates import checks, reading
from workbook_templates.book import Reading, Result
from workbook_templates.calls import calls_among
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.checks import NOT_OF_KIND, check_tables
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang, Text

CHAPTERS: tuple[tuple[Text, tuple[ModuleType, ...]], ...] = (
    (Text("Crew and cast", "Équipe et distribution"), (crew_findings, crew_work_findings)),
    (Text("Every table", "Tous les tableaux"), (checks, reading)),
    (Text("Schedule", "Plan de travail"), (schedule_findings,)),
    (Text("Budget", "Devis"), (budget_findings,)),
    (Text("Cost report", "Situation"), (cost_findings, cost_duplicates, cost_identities, cost_comments)),
    (Text("Cash, payments and orders", "Caisses, paiements et bons"), (cash_findings, order_findings)),
    (Text("Issued cost reports", "Situations arrêtées"), (cost_issued, cost_late)),
    (Text("Loading a CSV", "Chargement d'un CSV"), (transfer_findings,)),
    (Text("Importing a list as it is", "Import d'une liste telle quelle"), (messy_findings,)),
    (Text("Accounting export", "Export comptable"), (ledger_findings,)),
    (Text("Functions in cells", "Fonctions dans les cellules"), (function_findings,)),
    (Text("Lists to hand over", "Listes à remettre"), (list_findings,)),
)
HEADING = """# Findings

Made from `tests/findings/` by `make docs`: for each finding, a small table that causes it and the
words it gets. A finding's code stands at the end of its message. In a table, `= 300.00` is a
formula that gives 300.00, `=CLASSEUR_PAGES(B2)` one that calls a custom function; a file stands
below the line `File`, sheets as they are after later rounds below `Later`. An office may change the
severity of what the Check button finds by a row of the Production sheet: setting `severity:CODE`
(`gravité:CODE`), value error, warning, note or off (erreur, à vérifier,
note, aucune).
"""
LATER = re.compile(r"^Later\n", re.MULTILINE)
ISSUED_ON = date(2026, 5, 4)
CHANGED_ON = "2026-04-20"
FILE = re.compile(r"^File(?:: (.+))?\n", re.MULTILINE)
ISSUING = re.compile(r"^Issued: period (\d+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the gallery.

    Args:
        check: What is run: ``tables``, ``crew DATE``, ``schedule``, ``costs PERIOD``, ``cash DATE``, ``duplicates``, ``severities``, or a
            command that takes a file.
        tables: The sheets as they were written, and the file.
    """

    check: str
    tables: str

    @property
    def sheets(self) -> str:
        """What stands above the file."""
        found = FILE.search(self.tables)
        return self.tables[: found.start()] if found else self.tables

    @property
    def files(self) -> dict[str, str]:
        """Name of a sheet, "" for a file of one -> its text."""
        found = [*FILE.finditer(self.tables), None]
        texts: dict[str, str] = {}
        for here, following in pairwise(found):
            if here is not None:
                text = self.tables[here.end() : following.start() if following else None]
                texts[here[1] or ""] = text.strip("\n") + "\n"
        return texts


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding's place in the gallery: its case, and what that says line by line."""

    kind: FindingKind
    case: Case
    en: Sequence[str]
    fr: Sequence[str]


def all_kinds() -> dict[str, FindingKind]:
    """Code -> each sort of finding of the gallery's chapters, in their order."""
    return {kind.code: kind for _, modules in CHAPTERS for module in modules for kind in _declared(module)}


def _declared(module: ModuleType) -> Iterator[FindingKind]:
    """A module's kinds of finding; of those by kind of cell, the ones that a column can have."""
    used = {
        column.kind
        for table in INPUT_TABLES
        for declared in table.columns
        for column in (declared, *declared.variants.values())
    }
    for value in vars(module).values():
        if isinstance(value, FindingKind):
            yield value
        elif value is NOT_OF_KIND:
            yield from (kind for cell, kind in NOT_OF_KIND.items() if cell in used)


def parse_case(text: str) -> Case:
    """Read a case.

    Raises:
        ValueError: The first line does not say which check is run.
    """
    first, _, rest = text.partition("\n")
    if not first.startswith("check: "):
        raise ValueError(f"a case begins with the line 'check: ...', not {first!r}")
    return Case(first.removeprefix("check: ").strip(), rest.strip("\n"))


def case_reading(case: Case) -> Reading:
    """The case's sheets as a book reads them; every cell is text as typed."""
    return read_grids(_grids(case.sheets), INPUT_TABLES)


def _grids(text: str) -> list[SheetGrid]:
    grids: list[SheetGrid] = []
    title, rows = "", list[list[str]]()
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip()[1:].removesuffix("|").split("|")])
        else:
            if rows:
                grids.append(_grid(title, rows))
            title, rows = line.strip() or title, []
    return grids


def _grid(title: str, rows: Sequence[Sequence[str]]) -> SheetGrid:
    """One sheet; a cell ``= 300.00`` is a formula that gives 300.00, one that calls a function was never computed."""
    formulas = {
        (r, c): cell
        for r, row in enumerate(rows, start=1)
        for c, cell in enumerate(row, start=1)
        if cell.startswith("=")
    }
    calls = calls_among(formulas)
    values = [
        ["" if (r, c) in calls else cell.removeprefix("= ") for c, cell in enumerate(row, start=1)]
        for r, row in enumerate(rows, start=1)
    ]
    return SheetGrid(title, values, frozenset(formulas), frozenset(calls), calls=calls)


def _costs_reading(case: Case) -> Reading:
    """The case's sheets with the reports issued, which stand in a sheet of their own."""
    tables = (*INPUT_TABLES, ISSUED)
    first, *later = ISSUING.split(case.sheets)
    grids = {grid.name: grid for grid in _grids(first)}
    if later:
        book = read_grids([*grids.values()], tables)
        issue = issue_report(compute_costs(book, int(later[0])), book, ISSUED_ON)
        if isinstance(issue, NewlyIssued):
            grids[ISSUED.label.en] = _written(issue.result)
        grids |= {grid.name: grid for grid in _grids(later[1])}
    return read_grids([*grids.values()], tables)


def _written(result: Result) -> SheetGrid:
    return SheetGrid(ISSUED.label.en, [[cell.value for cell in row] for row in result.grid])


def run_case(case: Case) -> Sequence[Finding]:
    """Run the case's check, when it takes sheets only.

    Raises:
        ValueError: There is no such check here.
    """
    *before, sheets = LATER.split(case.sheets)
    book = read_grids(_grids(sheets), INPUT_TABLES)
    name, _, argument = case.check.partition(" ")
    match name:
        case "tables":
            return check_tables(book)
        case "crew":
            return check_crew(book, date.fromisoformat(argument), _held_roles(before))
        case "schedule":
            return compute_schedule(book).findings
        case "duplicates":
            return check_duplicates(read_ledger(book, report_currency(book)))
        case "costs":
            return compute_costs(_costs_reading(case), int(argument)).findings
        case "cash":
            return compute_cash(book, date.fromisoformat(argument)).findings
        case "budget":
            return compute_detail(book).findings
        case "severities":
            return with_severities(check_tables(book), read_severities(book, all_kinds()))
        case _:
            raise ValueError(f"no check is named {name}")


def _held_roles(before: Sequence[str]) -> list[HeldRole]:
    """The roles of the sheets as they were."""
    lines = [
        line for text in before for line in Staff(read_grids(_grids(text), INPUT_TABLES), "").lines("cast")
    ]
    return [HeldRole(line["role"], line["character"], until=CHANGED_ON) for line in lines]


def words_of(findings: Sequence[Finding], code: str, lang: Lang) -> list[str]:
    """What the findings of one kind say, in one language."""
    return [finding.message(lang) for finding in findings if finding.kind.code == code]


def describe_findings(shown: Mapping[str, Shown]) -> str:
    """The gallery as a page of Markdown, chapter by chapter."""
    lines = [HEADING.rstrip("\n"), *_index()]
    for title, modules in CHAPTERS:
        lines += ["", f"## {title.en} · {title.fr}"]
        for kind in dict.fromkeys(kind for module in modules for kind in _declared(module)):
            if kind.code in shown:
                lines += _entry(shown[kind.code])
    return "\n".join(lines) + "\n"


def _index() -> Iterator[str]:
    """What a coordinator checks, and the codes that answer it."""
    kinds = all_kinds()
    yield from (
        "",
        f"## {CHECKED_TITLE.en} · {CHECKED_TITLE.fr}",
        "",
        "| checked · contrôlé | codes |",
        "|---|---|",
    )
    for words, codes in CHECKED:
        names = {code: f"{code}-COLUMN" if kinds[code].per_column else code for code in codes}
        links = ", ".join(f"[{name}](#{name.lower()})" for name in names.values())
        yield f"| {words.en} · {words.fr} | {links} |"


def _entry(shown: Shown) -> list[str]:
    suffix = "-COLUMN" if shown.kind.per_column else ""
    return [
        "",
        f"### {shown.kind.code}{suffix}",
        "",
        f"Severity: {shown.kind.severity.value}. Check: `{shown.case.check}`.",
        "",
        "```",
        *shown.case.tables.splitlines(),
        "```",
        "",
        *(f"* {words}" for words in (*shown.en, *shown.fr)),
    ]
