"""Derived lists: rows in, a list out that holds only what its readers may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from addin.documents.list_kinds import LISTS, ListColumn, ListKind
from addin.rules.list_findings import RELEASE_UNKNOWN
from workbook_templates.book import Reading, Row
from workbook_templates.declare import Kind, Table, Tier
from workbook_templates.findings import Finding
from workbook_templates.kinds import is_of_kind, native
from workbook_templates.tables.people import CAST, CREW, DEPARTMENTS
from workbook_templates.text import Lang, OfficeError, Text, fold

Paper = Literal["A4", "Letter"]
ELSEWHERE = Text("Department to be confirmed", "Département à préciser")
TO_CONFIRM = Text("To be confirmed", "À confirmer")
NOTHING_SAID = frozenset(
    ["none", "no", "non", "nil", "aucun", "aucune", "neant", "rien", "ras", "na", "n/a", "-", "0"]
)
MONTHS = (
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
)


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list.

    Args:
        cells: What is shown under each column; a date in ISO form.
        values: The canonical cells the list may use, by column key, and no others.
    """

    table: Table
    row: int
    cells: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One sheet of the list; it begins on a new page."""

    name: str
    columns: tuple[ListColumn, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class CrewList:
    """A list ready to be written; it holds nothing that it does not show."""

    kind: ListKind
    lang: Lang
    production: str
    issue: int
    day: date
    paper: Paper
    sheets: tuple[ListSheet, ...]
    summary: str
    left_out: int
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        return self.kind.title.say(self.lang)

    @property
    def edition(self) -> str:
        """The issue number and the date, as they are printed."""
        number = Text(f"Issue {self.issue}", f"Édition n° {self.issue}").say(self.lang)
        return f"{number} · {say_day(self.day, self.lang)}"

    @property
    def lines(self) -> Iterator[Line]:
        return (line for sheet in self.sheets for section in sheet.sections for line in section.lines)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a person asks for: which list, of when, and who is left out.

    Args:
        released_before: People whose last day is before this date are left out.
        department: Only this department's people; "" for all.
    """

    kind: ListKind
    lang: Lang
    issue: int
    day: date
    released_before: date | None = None
    department: str = ""


def make_list(reading: Reading, request: ListRequest) -> CrewList:
    """Derive a list from the crew and cast as read.

    Departments come in the order declared, people in the order of the sheet,
    which is that of seniority; the cast comes last, by role.

    Findings: release-unknown.

    Raises:
        OfficeError: Nobody is on the list.
    """
    findings: list[Finding] = []
    crew, gone = _present(reading, CREW, request, findings)
    cast, artists_gone = _present(reading, CAST, request, findings)
    if request.department:
        at = CREW.position["department"]
        crew, cast = [row for row in crew if row.cells[at] == request.department], []
    kept = [row for row in crew if _is_wanted(CREW, row, request.kind)]
    artists = [row for row in cast if _is_wanted(CAST, row, request.kind)]
    if not kept and not artists:
        raise OfficeError(
            "Nobody would be on this list. Nothing was written.",
            "Personne ne figurerait sur cette liste. Rien n'a été écrit.",
        )
    said = _settings(reading)
    return CrewList(
        request.kind,
        request.lang,
        said.get("title", ""),
        request.issue,
        request.day,
        paper_of(reading),
        tuple(_sheets(kept, artists, request)),
        _summary(crew, cast, kept, artists, request),
        gone + artists_gone,
        tuple(findings),
    )


def paper_of(reading: Reading) -> Paper:
    """What the production's office prints on."""
    return "Letter" if reading.country.startswith("CA") else "A4"


def say_day(day: date, lang: Lang) -> str:
    """Write a date in words.

    >>> say_day(date(2026, 6, 1), "fr"), say_day(date(2026, 6, 1), "en")
    ('1er juin 2026', 'June 1, 2026')
    """
    if lang == "fr":
        return f"{'1er' if day.day == 1 else day.day} {MONTHS[1][day.month - 1]} {day.year}"
    return f"{MONTHS[0][day.month - 1]} {day.day}, {day.year}"


def say_phone(text: str) -> str:
    """Space a phone in E.164 form for reading; any other stays as it is.

    >>> say_phone("+33612345678"), say_phone("+15145550123")
    ('+33 6 12 34 56 78', '+1 514 555-0123')
    """
    digits = text[1:]
    if text.startswith("+33") and len(digits) == 11:
        return " ".join((text[:3], digits[2], *(digits[at : at + 2] for at in range(3, 11, 2))))
    if text.startswith("+1") and len(digits) == 11:
        return f"+1 {digits[1:4]} {digits[4:7]}-{digits[7:]}"
    return text


def count_text(made: CrewList, sheets: Sequence[ListSheet], lang: Lang) -> str:
    """How many people, or what else the list holds, are on these sheets."""
    count = sum(len(section.lines) for sheet in sheets for section in sheet.sections)
    return f"{count} {(made.kind.many if count > 1 else made.kind.one).say(lang)}"


def heading_text(made: CrewList, sheet: ListSheet) -> str:
    """The line under a sheet's title: issue, date, how many people."""
    return f"{made.edition} · {count_text(made, [sheet], made.lang)}"


def footer(made: CrewList) -> str:
    """What stands at the foot of every page, left of the page number."""
    return " · ".join(filter(None, (made.production, made.title, made.edition)))


def find_kind(key: str) -> ListKind:
    """Find a list by its key. Raises OfficeError when there is none."""
    if key not in LISTS:
        known = ", ".join(LISTS)
        raise OfficeError(
            f'There is no list "{key}". The lists are: {known}.',
            f"Il n'y a pas de liste « {key} ». Les listes sont : {known}.",
        )
    return LISTS[key]


def _present(
    reading: Reading, table: Table, request: ListRequest, findings: list[Finding]
) -> tuple[list[Row], int]:
    """The rows still engaged, and how many were left out."""
    rows = reading.tables[table.key].rows if table.key in reading.tables else ()
    limit, at = request.released_before, table.position["end"]
    if limit is None:
        return list(rows), 0
    kept = []
    for row in rows:
        end = row.cells[at]
        if end and not is_of_kind(end, table.columns[at]):
            findings.append(Finding(RELEASE_UNKNOWN, table, row.number, row.id, "end", end))
        elif end and date.fromisoformat(end) < limit:
            continue
        kept.append(row)
    return kept, len(rows) - len(kept)


def _is_wanted(table: Table, row: Row, kind: ListKind) -> bool:
    """Whether a row has what the list is for; a role without its artist has nobody to call."""
    named = any(row.cells[table.position[key]] for key in ("last_name", "first_name", "credited_name"))
    if kind.only_with:
        return fold(row.cells[table.position[kind.only_with]]) not in NOTHING_SAID | {""}
    return named or table is CREW or kind.tier is Tier.PUBLIC


def _sheets(crew: Sequence[Row], cast: Sequence[Row], request: ListRequest) -> Iterator[ListSheet]:
    kind, lang = request.kind, request.lang
    sections = list(_departments(crew, kind, lang))
    artists = Section(
        CAST.label.say(lang), tuple(_line(CAST, row, kind.cast, kind, lang) for row in _by_role(cast))
    )
    if kind.is_split:
        for section in sections:
            yield ListSheet(section.heading, kind.crew, (section,))
    elif kind.cast != kind.crew and sections:
        yield ListSheet(CREW.label.say(lang), kind.crew, tuple(sections))
    if not artists.lines and (kind.is_split or kind.cast != kind.crew):
        return
    if kind.is_split or kind.cast != kind.crew:
        yield ListSheet(artists.heading, kind.cast, (artists,))
    else:
        together = (*sections, artists) if artists.lines else tuple(sections)
        yield ListSheet(kind.sheet.say(lang), kind.crew, together)


def _departments(crew: Sequence[Row], kind: ListKind, lang: Lang) -> Iterator[Section]:
    at = CREW.position["department"]
    known = {choice.key: choice.label.say(lang) for choice in DEPARTMENTS}
    for key, heading in (*known.items(), ("", ELSEWHERE.say(lang))):
        rows = [row for row in crew if (row.cells[at] if row.cells[at] in known else "") == key]
        if rows:
            yield Section(heading, tuple(_line(CREW, row, kind.crew, kind, lang) for row in rows))


def _by_role(cast: Sequence[Row]) -> list[Row]:
    at = CAST.position["role"]
    return sorted(
        cast, key=lambda row: int(row.cells[at]) if is_of_kind(row.cells[at], CAST.columns[at]) else 9999
    )


def _line(table: Table, row: Row, columns: Sequence[ListColumn], kind: ListKind, lang: Lang) -> Line:
    may_see = {key for column in columns for key in column.keys_of(table)}
    values = {key: row.cells[table.position[key]] for key in sorted(may_see, key=table.position.__getitem__)}
    is_hidden = table is CAST and kind.tier is Tier.PUBLIC and _is_unsure(row)
    if is_hidden:  # an artist is not named in public before the deal is made
        values = {key: value for key, value in values.items() if key in ("role", "character")}
    cells = []
    for column in columns:
        if is_hidden and column.is_name:
            cells.append(TO_CONFIRM.say(lang))
        else:
            cells.append(_shown(table, column, values, lang))
    return Line(table, row.number, tuple(cells), values)


def _is_unsure(row: Row) -> bool:
    return row.cells[CAST.position["status"]] in ("open", "offer")


def _shown(table: Table, column: ListColumn, values: Mapping[str, str], lang: Lang) -> str:
    preferred = values.get(column.preferred, "")
    if preferred:
        return preferred
    keys = [key for key in column.keys_of(table) if key != column.preferred]
    return column.joint(table).join(
        text for key in keys if (text := _said(table, key, values.get(key, ""), lang))
    )


def _said(table: Table, key: str, value: str, lang: Lang) -> str:
    column = table.column(key)
    if column.kind is Kind.PHONE:
        return say_phone(value)
    if column.kind is Kind.CHOICE:
        return str(native(value, column, lang))
    return value


def _settings(reading: Reading) -> dict[str, str]:
    read = reading.tables.get("production")
    return {row.cells[0]: row.cells[1] for row in read.rows} if read else {}


def _summary(
    crew: Sequence[Row],
    cast: Sequence[Row],
    kept: Sequence[Row],
    artists: Sequence[Row],
    request: ListRequest,
) -> str:
    """What the list cannot show line by line: who has said nothing."""
    kind = request.kind
    if not kind.counted:
        return ""
    blank = sum(not row.cells[CREW.position[kind.counted]] for row in crew)
    blank += sum(not row.cells[CAST.position[kind.counted]] for row in cast)
    if not blank:
        return kind.all_said.say(request.lang)
    return kind.unsaid.say(request.lang).format(count=blank)
