"""The Checks sheet: every finding, with a link to its cell."""

from collections.abc import Sequence

from workbook_templates.book import Cell, Link, Reading, Result, Style
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding, Severity
from workbook_templates.text import Text

STYLES = {Severity.ERROR: Style.BAD, Severity.WARNING: Style.WARN, Severity.NOTE: Style.NOTE}
WORDS = {
    Severity.ERROR: Text("Error", "Erreur"),
    Severity.WARNING: Text("Warning", "À vérifier"),
    Severity.NOTE: Text("Note", "Note"),
}


def check_result(findings: Sequence[Finding], reading: Reading) -> Result:
    """Lay out the findings, the gravest first, then by table and row."""
    lang = reading.lang
    table = TABLE["checks"]
    order = list(Severity)
    counts = {severity: sum(f.kind.severity is severity for f in findings) for severity in order}
    summary = Text(
        f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING]} warnings, {counts[Severity.NOTE]} notes",
        f"{counts[Severity.ERROR]} erreurs, {counts[Severity.WARNING]} points à vérifier, "
        f"{counts[Severity.NOTE]} notes",
    )
    if not findings:
        summary = Text("Nothing to mend.", "Rien à corriger.")
    grid: list[list[Cell]] = [
        [Cell(table.label.say(lang), Style.TITLE)],
        [Cell(summary.say(lang), Style.NOTE)],
        [],
        [Cell(column.label.say(lang), Style.HEADER) for column in table.columns],
    ]
    tables = {key: index for index, key in enumerate(reading.tables)}

    def gravity(finding: Finding) -> tuple[int, int, int]:
        return (
            order.index(finding.kind.severity),
            tables.get(finding.table.key, len(tables)),
            finding.row,
        )

    for finding in sorted(findings, key=gravity):
        place = finding.place(lang)
        message = finding.message(lang).removeprefix(place).lstrip(" :").removesuffix(f" [{finding.code}]")
        link = Link(finding.table.key, finding.row, finding.column) if finding.row else None
        grid.append(
            [
                Cell(WORDS[finding.kind.severity].say(lang), STYLES[finding.kind.severity]),
                Cell(place, Style.LINK if link else Style.BODY, link),
                Cell(finding.seen(lang)),
                Cell(message),
                Cell(finding.code),
            ]
        )
    return Result(table, grid, [column.width for column in table.columns], header=4)
