"""A list as CSV and as vCards: text that no program takes for a formula."""

import csv
import io
import re

from addin.documents.crew_lists import CrewList, Line
from addin.documents.list_kinds import ListColumn
from workbook_templates.declare import Kind
from workbook_templates.money import exact
from workbook_templates.tables.people import CREW
from workbook_templates.text import Lang, show_dates

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
FOLD_AT = 75  # octets of a vCard line


def inert(text: str) -> str:
    """Keep a text from becoming a formula where a spreadsheet opens the CSV.

    A phone keeps its form, in brackets; anything else gets an apostrophe before it.

    >>> inert("=1+1"), inert("+33 6 12 34 56 78"), inert("Léa")
    ("'=1+1", '(+33) 6 12 34 56 78', 'Léa')
    """
    if found := re.fullmatch(r"\+(\d{1,3})( [\d -]+)", text):
        return f"(+{found[1]}){found[2]}"
    if re.fullmatch(r"\+\d{7,15}", text):
        return f"({text})"
    return "'" + text if text.lstrip().startswith(FORMULA_STARTS) or text[:1].isspace() else text


def list_csv(made: CrewList) -> bytes:
    """The list as CSV: a header a sheet, the department before each person.

    UTF-8 with its mark, cut by ``;`` in French, as spreadsheets of each language expect.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if made.lang == "fr" else ",", lineterminator="\r\n")
    for sheet in made.sheets:
        if not made.kind.is_split or sheet is made.sheets[0] or sheet.columns != made.sheets[0].columns:
            writer.writerow(
                [made.kind.parts.say(made.lang), *(column.label.say(made.lang) for column in sheet.columns)]
            )
        for section in sheet.sections:
            for line in section.lines:
                cells = zip(line.cells, sheet.columns, strict=True)
                said = (_in_csv(cell, column, made.lang) for cell, column in cells)
                writer.writerow([inert(section.heading), *said])
    return out.getvalue().encode("utf-8-sig")


def _in_csv(cell: str, column: ListColumn, lang: Lang) -> str:
    """An amount or a date as the language writes it, and text that is no formula."""
    if column.kind is Kind.MONEY and exact(cell) is not None:
        return cell.replace(".", ",") if lang == "fr" else cell
    return inert(show_dates(cell, lang) if column.kind is Kind.DATE else cell)


def list_vcards(made: CrewList) -> bytes:
    """One vCard 3.0 a person who has a name."""
    cards = [
        card
        for sheet in made.sheets
        for section in sheet.sections
        for line in section.lines
        if (card := _card(made, section.heading, line))
    ]
    return "".join(cards).encode("utf-8")


def _card(made: CrewList, department: str, line: Line) -> str:
    values = line.values
    last, first = values.get("last_name", ""), values.get("first_name", "")
    full = values.get("credited_name") or " ".join(filter(None, (first, last)))
    if not full:
        return ""
    sheet = next(sheet for sheet in made.sheets if len(sheet.columns) == len(line.cells))
    duty = line.cells[0]
    said = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(last or full)};{_escaped(first)};;;",
        f"FN:{_escaped(full)}",
        f"ORG:{_escaped(made.production)};{_escaped(department)}",
        f"TITLE:{_escaped(duty)}",
    ]
    if phone := values.get("phone"):
        said.append(f"TEL;TYPE=CELL,VOICE:{_escaped(phone)}")
    if email := values.get("email"):
        said.append(f"EMAIL;TYPE=INTERNET:{_escaped(email)}")
    notes = [made.edition]
    columns = sheet.columns if line.table is CREW else made.kind.cast
    for column, cell in zip(columns, line.cells, strict=True):
        is_said = column.is_name or {"phone", "email", "position"} & set(column.keys_of(line.table))
        if cell and not is_said and column.kind is not Kind.DATE and cell != duty:
            notes.append(f"{column.label.say(made.lang)}{' :' if made.lang == 'fr' else ':'} {cell}")
    said += [f"NOTE:{_escaped(chr(10).join(notes))}", "END:VCARD"]
    return "".join(_folded(text) + "\r\n" for text in said)


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut a line into pieces of at most 75 octets, never inside a letter."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD_AT - bool(pieces):
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece])
