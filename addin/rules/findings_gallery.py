"""The gallery of findings: a small table that causes each, and the words it gets.

A case is a text: a first line that says which check is run, then sheets, each a title and
rows of cells between bars, the header first::

    check: crew 2026-05-04

    Crew
    | Person | Last name | First name | Phone |
    | P001   | Field     | Ada        | +33199000001 |
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from addin.rules import cost_findings, crew_findings, crew_work_findings, schedule_findings
from addin.rules.costs import compute_costs
from addin.rules.crew_checks import check_crew
from addin.rules.crew_severities import read_severities, with_severities
from addin.rules.schedule import compute_schedule
from workbook_templates import checks, reading
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.checks import NOT_OF_KIND, check_tables
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import Lang, Text

CHAPTERS: tuple[tuple[Text, tuple[ModuleType, ...]], ...] = (
    (Text("Crew and cast", "Équipe et distribution"), (crew_findings, crew_work_findings)),
    (Text("Every table", "Tous les tableaux"), (checks, reading)),
    (Text("Schedule", "Plan de travail"), (schedule_findings,)),
    (Text("Cost report", "Situation"), (cost_findings,)),
)
HEADING = """# Findings

Made from `tests/findings/` by `make docs`: for each finding, a small table that causes it and the
words it gets. A finding's code stands at the end of its message. An office may change a severity by a
row of the Production sheet: setting `severity:CODE` (`gravité:CODE`), value error, warning, note or
off (erreur, à vérifier, note, aucune).
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the gallery.

    Args:
        check: What is run: ``tables``, ``crew DATE``, ``schedule``, ``costs PERIOD`` or ``severities``.
        tables: The sheets as they were written.
    """

    check: str
    tables: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding's place in the gallery: its case, and what it says line by line."""

    kind: FindingKind
    tables: str
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
    grids: list[SheetGrid] = []
    title, rows = "", list[list[object]]()
    for line in [*case.tables.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip()[1:].removesuffix("|").split("|")])
        else:
            if rows:
                grids.append(SheetGrid(title, rows))
            title, rows = line.strip() or title, []
    return read_grids(grids, INPUT_TABLES)


def run_case(case: Case) -> Sequence[Finding]:
    """Run the case's check.

    Raises:
        ValueError: There is no such check.
    """
    book = case_reading(case)
    name, _, argument = case.check.partition(" ")
    match name:
        case "tables":
            return check_tables(book)
        case "crew":
            return check_crew(book, date.fromisoformat(argument))
        case "schedule":
            return compute_schedule(book).findings
        case "costs":
            return compute_costs(book, int(argument)).findings
        case "severities":
            return with_severities(check_tables(book), read_severities(book, all_kinds()))
        case _:
            raise ValueError(f"no check is named {name}")


def words_of(findings: Sequence[Finding], code: str, lang: Lang) -> list[str]:
    """What the findings of one kind say, in one language."""
    return [finding.message(lang) for finding in findings if finding.kind.code == code]


def describe_findings(shown: Mapping[str, Shown]) -> str:
    """The gallery as a page of Markdown, chapter by chapter."""
    lines = [HEADING.rstrip("\n")]
    for title, modules in CHAPTERS:
        lines += ["", f"## {title.en} · {title.fr}"]
        for kind in dict.fromkeys(kind for module in modules for kind in _declared(module)):
            if kind.code in shown:
                lines += _entry(shown[kind.code])
    return "\n".join(lines) + "\n"


def _entry(shown: Shown) -> list[str]:
    suffix = "-COLUMN" if shown.kind.per_column else ""
    return [
        "",
        f"### {shown.kind.code}{suffix}",
        "",
        f"Severity: {shown.kind.severity.value}.",
        "",
        "```",
        *shown.tables.splitlines(),
        "```",
        "",
        *(f"* {words}" for words in (*shown.en, *shown.fr)),
    ]
