"""The issued reports as the book keeps them: read back, held to their hash, compared with."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from addin.rules.cost_lines import whole
from workbook_templates.book import Reading, Row
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.money import cents, show
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Text

KEYS = tuple(column.key for column in ISSUED.columns)
FIGURES = tuple(column.key for column in COST_REPORT.columns)[3:]
HASH, LINES = ISSUED.position["hash"], ISSUED.position["lines"]
Cells = Sequence[str]

ALTERED = FindingKind(
    "issued-report-altered",
    Severity.ERROR,
    Text(
        "the lines of report no. {value} are no longer those that were issued, so its figures are not used. Put "
        "them back from an earlier version of the workbook, or issue the period again.",
        "les lignes de la situation n° {value} ne sont plus celles qui ont été arrêtées : ses montants ne "
        "servent plus. Reprenez-les d'une version antérieure du classeur, ou arrêtez de nouveau la période.",
    ),
)
DIFFERS = FindingKind(
    "issued-figures-differ",
    Severity.WARNING,
    Text(
        "report no. {number} was issued with {value} for account {account}, and the books now give {now}{more}. "
        "Move what was changed since to the open period, or issue the period again.",
        "la situation n° {number} a été arrêtée avec {value} pour le compte {account}, et les feuilles donnent "
        "maintenant {now}{more}. Passez sur la période ouverte ce qui a changé depuis, ou arrêtez de nouveau la "
        "période.",
    ),
)
POSTED_SINCE = FindingKind(
    "posted-in-issued-period",
    Severity.WARNING,
    Text(
        "report no. {number} was issued with {value} to date for account {account}; since then {more} was posted to "
        "periods it covers, which no report shows as a cost of its period. Move it to the open period, or issue that "
        "period again.",
        "la situation n° {number} a été arrêtée avec {value} dépensés pour le compte {account} ; depuis, {more} ont "
        "été passés sur des périodes qu'elle couvre, et aucune situation ne les montre dans le dépensé de sa "
        "période. Passez-les sur la période ouverte, ou arrêtez de nouveau cette période.",
    ),
)


@dataclass(frozen=True)
class IssuedReport:
    """One report as issued.

    Args:
        lines: Account -> figure's key -> cents; empty when the report was altered.
        rows: Account -> the row number the sheet shows.
        marks: Of each cost line that it was the first to count; None when the report does not say.
    """

    number: int
    period: int
    issued_on: str
    currency: str
    hash: str
    is_intact: bool
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Row] = field(default_factory=dict)
    marks: frozenset[str] | None = None

    def as_json(self) -> dict[str, object]:
        return {"number": self.number, "period": self.period, "date": self.issued_on, "hash": self.hash}


@dataclass(frozen=True)
class Issued:
    reports: tuple[IssuedReport, ...]
    cells: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]

    def latest(self, period: int) -> IssuedReport | None:
        """The report last issued for a period; None without one, or when it was altered since."""
        mine = [report for report in self.reports if report.period == period]
        last = max(mine, key=lambda report: report.number, default=None)
        return last if last is not None and last.is_intact else None

    @property
    def next_number(self) -> int:
        return max((report.number for report in self.reports), default=0) + 1


def content_hash(rows: Iterable[Cells]) -> str:
    """What a report's rows hash to, in whatever order they stand.

    The hash cell itself is left out, and so is a blank of the lines counted: reports were issued without it.
    """
    said = sorted(
        [cell for at, cell in enumerate(row) if at != HASH and (cell or at != LINES)] for row in rows
    )
    return "sha256:" + hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_issued(reading: Reading) -> Issued:
    """Read the issued reports. Findings: a report whose rows do not hash to what was issued."""
    read = reading.tables.get(ISSUED.key)
    rows = read.rows if read is not None else ()
    by_number: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_number[row.cells[ISSUED.position["number"]]].append(row)
    reports, findings = [], []
    for said, mine in by_number.items():
        report = _report(whole(said) or 0, mine)
        reports.append(report)
        if not report.is_intact:
            findings.append(Finding(ALTERED, ISSUED, mine[0].number, mine[0].id, "number", said))
    return Issued(tuple(reports), tuple(row.cells for row in rows), tuple(findings))


def _report(number: int, rows: Sequence[Row]) -> IssuedReport:
    at = ISSUED.position
    totals = [row for row in rows if row.cells[HASH]]
    total = totals[0] if totals else rows[0]
    said = {key: total.cells[at[key]] for key in ("period", "issued_on", "currency", "hash")}
    period = whole(said["period"])
    is_intact = (
        number > 0
        and period is not None
        and len(totals) == 1
        and said["hash"] == content_hash(row.cells for row in rows)
    )
    head = (number, -1 if period is None else period, said["issued_on"], said["currency"], said["hash"])
    marks = _marks(rows, total)
    if not is_intact:
        return IssuedReport(*head, is_intact=False, marks=marks)
    lines = {row.cells[at["account"]]: row for row in rows if row is not total and has_figures(row.cells)}
    return IssuedReport(
        *head,
        is_intact=True,
        lines={code: {key: cents(row.cells[at[key]]) or 0 for key in FIGURES} for code, row in lines.items()},
        comments={code: row.cells[at["comment"]] for code, row in lines.items()},
        rows=lines,
        marks=marks,
    )


def has_figures(cells: Cells) -> bool:
    """Whether a row is an account's, not one that only holds more of the lines counted."""
    return bool(cells[ISSUED.position[FIGURES[0]]])


def _marks(rows: Sequence[Row], total: Row) -> frozenset[str] | None:
    """The lines that the report counted first; its total says how many, in a report that kept them."""
    if not total.cells[LINES]:
        return None
    return frozenset(mark for row in rows if row is not total for mark in row.cells[LINES].split())


def compare_issued(report: IssuedReport, now: Mapping[str, Mapping[str, int]]) -> list[Finding]:
    """One finding for each account whose figures are no longer the issued ones.

    Args:
        now: Account -> figure's key -> cents, as the books give them; an absent account is all zeros.
    """
    findings: list[Finding] = []
    for code in dict.fromkeys((*report.lines, *now)):
        was, fresh = report.lines.get(code, {}), now.get(code, {})
        moved = [key for key in FIGURES if was.get(key, 0) != fresh.get(key, 0)]
        if not moved:
            continue
        first = moved[0]
        details: dict[str, str | Text] = {
            "number": str(report.number),
            "account": code,
            "now": show(fresh.get(first, 0)),
            "more": _others(len(moved) - 1),
        }
        findings.append(_finding(DIFFERS, report, code, first, show(was.get(first, 0)), details))
    return findings


def _others(count: int) -> Text:
    if count < 2:
        return Text(" (1 more figure differs)", " (1 autre montant change)") if count else Text("", "")
    return Text(f" ({count} more figures differ)", f" ({count} autres montants changent)")


def find_posted_since(report: IssuedReport, now: Mapping[str, Mapping[str, int]]) -> list[Finding]:
    """Accounts whose cost to date is not the last issued one and this period's cost together."""
    findings = []
    for code in dict.fromkeys((*report.lines, *now)):
        was, fresh = report.lines.get(code, {}), now.get(code, {})
        more = fresh.get("to_date", 0) - fresh.get("period_actual", 0) - was.get("to_date", 0)
        if more:
            details = {"number": str(report.number), "account": code, "more": show(more)}
            value = show(was.get("to_date", 0))
            findings.append(_finding(POSTED_SINCE, report, code, "to_date", value, details))
    return findings


def _finding(
    kind: FindingKind,
    report: IssuedReport,
    code: str,
    column: str,
    value: str,
    details: Mapping[str, str | Text],
) -> Finding:
    row = report.rows.get(code)
    return Finding(
        kind, ISSUED, row.number if row else 0, row.id if row else "", column, value, dict(details)
    )
