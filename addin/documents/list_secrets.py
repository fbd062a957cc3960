"""What a list shows by right, and what of the same people it may not show."""

from addin.documents.crew_lists import NOTHING_SAID, CrewList, footer, heading_text
from addin.documents.watch import Secret, Shown
from addin.rules.list_findings import DISCLOSED
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.declare import Kind, Tier
from workbook_templates.findings import Finding
from workbook_templates.text import Text, fold

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
                    where = Finding(DISCLOSED, table, row.number, column=column.key)
                    place = Text(where.place("en"), where.place("fr"))
                    found.append(Secret(row.cells[index], column, place))
    return found


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
    """Find people whose own restricted text was typed into a cell that the list shows.

    Findings: disclosed-text.
    """
    found = []
    rows = {(key, row.number): row for key, read in reading.tables.items() for row in read.rows}
    for line in made.lines:
        row = rows[line.table.key, line.row]
        shown = {key: f" {fold(value)} " for key, value in line.values.items()}
        for index, column in enumerate(line.table.columns):
            value = fold(row.cells[index])
            is_kept = column.tier is not Tier.RESTRICTED or column.kind is not Kind.TEXT
            if is_kept or column.key in line.values or len(value) < 4 or value in NOTHING_SAID:
                continue
            for key, text in shown.items():
                if value in text and line.table.column(key).kind is Kind.TEXT and key not in NAME_KEYS:
                    details = {"header": column.label}
                    found.append(Finding(DISCLOSED, line.table, line.row, column=key, details=details))
    return found
