"""Severities as the office wants them: rows ``severity:CODE`` of the Production sheet.

The value is error, warning, note, or off; CODE is the word at the end of a message, or its
first part for a whole family (``missing`` for ``missing-last_name``).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rapidfuzz import process

from addin.rules import crew_work_findings as found
from workbook_templates.book import Reading, Row
from workbook_templates.catalog import TABLE
from workbook_templates.checks import NOT_OF_KIND
from workbook_templates.declare import Kind
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.text import Text, fold


class Off(Enum):
    """The finding is not told at all."""

    OFF = "off"


Level = Severity | Off
PREFIXES = ("severity", "gravite")
LEVELS: dict[str, Level] = {
    "error": Severity.ERROR,
    "erreur": Severity.ERROR,
    "warning": Severity.WARNING,
    "a verifier": Severity.WARNING,
    "avertissement": Severity.WARNING,
    "note": Severity.NOTE,
    "off": Off.OFF,
    "aucune": Off.OFF,
    "non": Off.OFF,
}


@dataclass(frozen=True, slots=True)
class SeveritySettings:
    """What the Production sheet says.

    Args:
        levels: Code -> the level wanted.
        rows: The sheet's rows that are such settings.
        findings: What is wrong with them.
    """

    levels: Mapping[str, Level]
    rows: frozenset[int]
    findings: tuple[Finding, ...]


def read_severities(reading: Reading, codes: Collection[str] = ()) -> SeveritySettings:
    """Read the severities that the office has set.

    Args:
        codes: The codes that findings may have; when given, others are found.

    Findings: bad-severity, unknown-finding-code.
    """
    levels: dict[str, Level] = {}
    rows: set[int] = set()
    findings: list[Finding] = []
    for row, code, value in _settings(reading):
        rows.add(row.number)
        level = LEVELS.get(fold(value))
        if level is None:
            findings.append(_finding(found.BAD_SEVERITY, row, "value", value))
        elif codes and not _is_code(code, codes):
            best = process.extractOne(code, sorted(codes), score_cutoff=75)
            near = Text(f' Is it "{best[0]}"?', f" Est-ce « {best[0]} » ?") if best else Text("", "")
            findings.append(_finding(found.UNKNOWN_CODE, row, "setting", code, near))
        else:
            levels[code] = level
    return SeveritySettings(levels, frozenset(rows), tuple(findings))


def with_severities(findings: Sequence[Finding], settings: SeveritySettings) -> list[Finding]:
    """The findings at the severities set, in the same order, those set off left out.

    The whole code counts before its family. The sheet's own complaint that such a
    setting is not in its list is dropped, and what is wrong with the settings is added.
    """
    kinds: dict[tuple[FindingKind, str], FindingKind | None] = {}
    told: list[Finding] = []
    for finding in findings:
        if _is_own_setting(finding, settings):
            continue
        key = finding.kind, finding.code
        if key not in kinds:
            kinds[key] = _at_level(finding.kind, _level(finding, settings.levels))
        kind = kinds[key]
        if kind is not None:
            told.append(finding if kind is finding.kind else replace(finding, kind=kind))
    return told + list(settings.findings)


def _level(finding: Finding, levels: Mapping[str, Level]) -> Level | None:
    return levels.get(finding.code, levels.get(finding.kind.code))


def _at_level(kind: FindingKind, level: Level | None) -> FindingKind | None:
    match level:
        case Severity():
            return kind if level is kind.severity else replace(kind, severity=level)
        case Off():
            return None
        case None:
            return kind


def _settings(reading: Reading) -> Iterator[tuple[Row, str, str]]:
    """(row, code, value) of each setting of a severity; a blank value is none."""
    read = reading.tables.get("production")
    if read is None:
        return
    table = read.table
    for row in read.rows:
        name, colon, code = row.cells[table.position["setting"]].partition(":")
        value = row.cells[table.position["value"]]
        if colon and fold(name) in PREFIXES and value:
            yield row, code.strip(), value


def _is_code(code: str, codes: Collection[str]) -> bool:
    """Whether it is a code, or that of one column of a family."""
    return code in codes or any(code.startswith(f"{known}-") for known in codes)


def _finding(kind: FindingKind, row: Row, column: str, value: str, near: Text | None = None) -> Finding:
    details = {"near": near} if near else {}
    return Finding(kind, TABLE["production"], row.number, row.id, column, value, details)


def _is_own_setting(finding: Finding, settings: SeveritySettings) -> bool:
    return (
        finding.kind is NOT_OF_KIND[Kind.CHOICE]
        and finding.table.key == "production"
        and finding.row in settings.rows
    )
