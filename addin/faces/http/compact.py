"""The compact answer: each sentence once, with the words that each finding puts in it."""

from collections.abc import Mapping, Sequence
from string import Formatter

from workbook_templates.book import Edits, Place, Reading
from workbook_templates.check_sheet import STYLES, WORDS
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.tables.results import CHECKS
from workbook_templates.text import Lang, Text

Json = dict[str, object]
FIXED = ("row", "record", "value")


class _Sentences:
    """The sentences met so far, each with its number."""

    def __init__(self, reading: Reading) -> None:
        self.lang: Lang = reading.lang
        self.said: list[Json] = []
        self._known: dict[tuple[int, str, str, bool], tuple[int, tuple[str, ...]]] = {}

    def row(self, finding: Finding) -> list[object]:
        """One finding: its sentence's number, then the words for its parts."""
        key = (id(finding.kind), finding.table.key, finding.column, finding.row > 0)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._sentence(finding)
        number, words = known
        return [
            number,
            finding.row,
            finding.record,
            finding.shown_value,
            *self._spoken(finding.details, words),
        ]

    def _spoken(self, details: Mapping[str, str | Text], words: tuple[str, ...]) -> list[str]:
        return [word.say(self.lang) if isinstance(word := details[name], Text) else word for name in words]

    def _sentence(self, finding: Finding) -> tuple[int, tuple[str, ...]]:
        kind, lang = finding.kind, self.lang
        text = kind.text.say(lang)
        words = tuple(name for name in _named(kind, lang) if name != "value")
        place = Finding(kind, finding.table, 0, "", "").place(lang)
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
                "text": text,
                "parts": [*FIXED, *words],
            }
        )
        return len(self.said) - 1, words


def _named(kind: FindingKind, lang: Lang) -> list[str]:
    """The names that a sentence has room for, in their order, each once."""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(kind.text.say(lang)) if name))


def compact_findings(findings: Sequence[Finding], reading: Reading) -> Json:
    """Findings as sentences and rows, in the order of the Checks sheet."""
    sentences = _Sentences(reading)
    severities = {severity: index for index, severity in enumerate(WORDS)}
    tables = {key: index for index, key in enumerate(reading.tables)}

    def gravity(finding: Finding) -> tuple[int, int, int]:
        return severities[finding.kind.severity], tables.get(finding.table.key, len(tables)), finding.row

    rows = [sentences.row(finding) for finding in sorted(findings, key=gravity)]
    return {"sentences": sentences.said, "rows": rows}


def without_repeats(edits: Edits) -> Edits:
    """The edits less what the findings say already: the rows of Checks and the marks."""
    results = [
        type(one)(one.table, one.grid[: one.header], one.widths, one.header, one.frozen_columns)
        if one.table.key == CHECKS.key
        else one
        for one in edits.results
    ]
    return Edits(edits.cells, edits.added, edits.removed, results, None, edits.identity)


def places_of_marks(reading: Reading) -> Json:
    """Where the findings of each table are marked: its sheet, and the place of each column.

    A finding of no column is marked in the column called "", that of the row's key.
    """
    found: Json = {}
    for key, read in reading.tables.items():
        if read.place is not None and not read.table.written:
            found[key] = {"sheet": read.place.sheet, "columns": _columns(read.place, read.column_of(""))}
    return found


def _columns(place: Place, key: int) -> dict[str, int]:
    named = {name: at for name, at in place.columns.items() if not name.startswith("_")}
    return {**named, "": key} if key else named
