"""What a list shows by right, and what of the same people it may not show."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from addin.documents.crew_lists import NOTHING_SAID, CrewList, Line, footer, heading_text
from addin.documents.watch import Secret, Shown
from addin.rules.list_findings import DISCLOSED
from workbook_templates.book import Reading, Row
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Kind, Table, Tier
from workbook_templates.findings import Finding
from workbook_templates.text import Text, fold

PEOPLE = ("crew", "cast")
SHORTEST, STREET_WORDS = 4, 3  # letters of a text, words of a street: below, it may be anything
Owner = tuple[str, int, str]  # table, row, column
Streets = Mapping[tuple[str, str], Sequence[tuple[str, Owner]]]
NAME_KEYS = ("last_name", "first_name", "credited_name")


def secrets_of(reading: Reading, made: CrewList) -> list[Secret]:
    """List every value above the public tier that the list does not show.

    The people's tables are taken whole; of the others, the restricted columns.
    """
    shown = {(line.table.key, line.row): line.values.keys() for line in made.lines}
    found = []
    for table in INPUT_TABLES:
        if table.key not in reading.tables:
            continue
        least = (Tier.OFFICE, Tier.RESTRICTED) if table.subject == "people" else (Tier.RESTRICTED,)
        columns = [
            (index, column)
            for index, column in enumerate(table.columns)
            if column.tier in least and column.kind not in (Kind.REF, Kind.REFS)
        ]
        for row in reading.tables[table.key].rows:
            visible = shown.get((table.key, row.number), ())
            for index, column in columns:
                if row.cells[index] and column.key not in visible:
                    found.append(Secret(row.cells[index], column, _place(table, row.number, column.key)))
    return found


def _place(table: Table, row: int, column: str) -> Text:
    where = Finding(DISCLOSED, table, row, column=column)
    return Text(where.place("en"), where.place("fr"))


def shown_texts(made: CrewList) -> list[Shown]:
    """List every text the list means to show, cell by cell."""
    lang = made.lang
    texts = [
        made.production,
        made.title,
        made.edition,
        made.summary,
        made.kind.notice.say(lang),
        footer(made),
    ]
    texts += [f"{made.title} · {made.production}", *(heading_text(made, sheet) for sheet in made.sheets)]
    found = [Shown(text, Kind.TEXT) for text in texts]
    found.append(Shown(made.day.isoformat(), Kind.DATE))
    for sheet in made.sheets:
        found.append(Shown(sheet.name, Kind.TEXT))
        found += [Shown(column.label.say(lang), Kind.TEXT) for column in sheet.columns]
        for section in sheet.sections:
            found.append(Shown(section.heading, Kind.TEXT))
            for line in section.lines:
                pairs = zip(sheet.columns, line.cells, strict=True)
                found += [Shown(cell, column.kind, column.is_name) for column, cell in pairs if cell]
                found += [
                    Shown(value, line.table.column(key).kind, line.table.column(key).tier is Tier.PUBLIC)
                    for key, value in line.values.items()
                    if value and key in ("last_name", "first_name")
                ]
    return found


def disclosures(reading: Reading, made: CrewList) -> list[Finding]:
    """Find restricted text that was typed into a cell that the list shows.

    Of the line's own person, any restricted text, but not in their names: a relative's is much like theirs.
    Of anyone, in any cell, an address or its street.

    Findings: disclosed-text.
    """
    found = []
    rows = {(key, row.number): row for key, read in reading.tables.items() for row in read.rows}
    streets = _streets(reading)
    for line in made.lines:
        row = rows[line.table.key, line.row]
        shown = {
            key: f" {fold(value)} "
            for key, value in line.values.items()
            if line.table.column(key).kind is Kind.TEXT and line.table.column(key).tier is not Tier.RESTRICTED
        }
        own = list(_own_texts(row, line))
        for key, text in shown.items():
            told = [
                (line.table.key, row.number, name)
                for name, value in own
                if key not in NAME_KEYS and value in text
            ]
            told += _owners_of(_bare(text), streets)
            found += [
                Finding(
                    DISCLOSED,
                    line.table,
                    line.row,
                    column=key,
                    details={"owner": _place(TABLE[owner[0]], *owner[1:])},
                )
                for owner in dict.fromkeys(told)
            ]
    return found


def _own_texts(row: Row, line: Line) -> Iterator[tuple[str, str]]:
    """The restricted texts of a line's person that the list does not show."""
    for index, column in enumerate(line.table.columns):
        value = fold(row.cells[index])
        is_told = (
            column.tier is Tier.RESTRICTED and column.kind is Kind.TEXT and column.key not in line.values
        )
        if is_told and len(value) >= SHORTEST and value not in NOTHING_SAID:
            yield column.key, value


def _streets(reading: Reading) -> Streets:
    """Everyone's addresses, whole and by their parts that have a number, under their first two words."""
    found: dict[tuple[str, str], list[tuple[str, Owner]]] = {}
    for key in PEOPLE:
        if key not in reading.tables:
            continue
        table = reading.tables[key].table
        at = table.position["address"]
        for row in reading.tables[key].rows:
            for part in {row.cells[at], *re.split(r"[,;\n]", row.cells[at])}:
                phrase = _bare(part)
                words = phrase.split()
                if len(words) >= STREET_WORDS and any(map(str.isdigit, phrase)):
                    owner = (key, row.number, "address")
                    found.setdefault((words[0], words[1]), []).append((f" {phrase} ", owner))
    return found


def _owners_of(text: str, streets: Streets) -> Iterator[Owner]:
    for words in pairwise(text.split()):
        yield from (owner for phrase, owner in streets.get(words, ()) if phrase in f" {text} ")


def _bare(text: str) -> str:
    """A text's words, without what stands between them."""
    return " ".join(re.findall(r"\w+", fold(text)))
