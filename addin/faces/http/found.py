"""What was found, as it is answered: each sentence once, with the words that each finding puts in it."""

from collections.abc import Sequence
from dataclasses import replace
from string import Formatter

from workbook_templates.book import Edits, Place, Reading
from workbook_templates.check_sheet import STYLES, WORDS
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.tables.results import CHECKS
from workbook_templates.text import Lang

Json = dict[str, object]


class _Sentences:
    """The sentences met so far, each with its number."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.said: list[Json] = []
        self._known: dict[tuple[int, str, str, bool], tuple[int, tuple[str, ...]]] = {}

    def row(self, finding: Finding) -> list[object]:
        """One finding: its sentence's number, its row, record and cell, then a word for each of the sentence's parts."""
        key = (id(finding.kind), finding.table.key, finding.column, finding.row > 0)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._sentence(finding)
        number, parts = known
        said = [number, finding.row, finding.record, finding.seen(self.lang)]
        if not parts:
            return said
        words = finding.words(self.lang)
        return [*said, *(words[name] for name in parts)]

    def _sentence(self, finding: Finding) -> tuple[int, tuple[str, ...]]:
        kind, lang = finding.kind, self.lang
        parts = _named(kind, lang)
        place = finding.table.label.say(lang)
        if finding.row:
            place += f" {'ligne' if lang == 'fr' else 'row'} {{row}}"
        if finding.column:
            place += f", {finding.table.column(finding.column).label.say(lang)}"
        self.said.append(
            {
                "severity": kind.severity.value,
                "label": WORDS[kind.severity].say(lang),
                "style": STYLES[kind.severity].value,
                "code": finding.code,
                "table": finding.table.key,
                "column": finding.column,
                "place": place,
                "text": kind.text.say(lang),
                "parts": list(parts),
            }
        )
        return len(self.said) - 1, parts


def _named(kind: FindingKind, lang: Lang) -> tuple[str, ...]:
    """The names that a sentence has room for, in their order, each once."""
    names = (name for _, name, _, _ in Formatter().parse(kind.text.say(lang)) if name)
    return tuple(dict.fromkeys(names))


def found_json(findings: Sequence[Finding], reading: Reading) -> Json:
    """Findings as sentences and rows, in the order of the Checks sheet, and where each table stands."""
    sentences = _Sentences(reading.lang)
    severities = {severity: index for index, severity in enumerate(WORDS)}
    tables = {key: index for index, key in enumerate(reading.tables)}

    def gravity(finding: Finding) -> tuple[int, int, int]:
        return severities[finding.kind.severity], tables.get(finding.table.key, len(tables)), finding.row

    rows = [sentences.row(finding) for finding in sorted(findings, key=gravity)]
    return {"sentences": sentences.said, "rows": rows, "places": _places(reading)}


def _places(reading: Reading) -> Json:
    """Each table's sheet and columns; a finding of no column stands in the one called "", that of the row's key."""
    return {
        key: {
            "sheet": read.place.sheet,
            "is_marked": not read.table.written,
            "columns": _columns(read.place, read.column_of("")),
        }
        for key, read in reading.tables.items()
        if read.place is not None
    }


def _columns(place: Place, key: int) -> dict[str, int]:
    named = {name: at for name, at in place.columns.items() if not name.startswith("_")}
    return {**named, "": key} if key else named


def without_repeats(edits: Edits) -> Edits:
    """The edits less the rows of Checks, which the findings say already."""
    results = [
        replace(one, grid=one.grid[: one.header]) if one.table.key == CHECKS.key else one
        for one in edits.results
    ]
    return replace(edits, results=results)
