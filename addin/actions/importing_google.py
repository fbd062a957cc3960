"""A messy list that stands in a Google spreadsheet, read as it is: ``google:ID``, or ``google:ID!TAB``."""

from addin.rules.messy_layout import RawSheet, text_at
from sync.books.open_book import GOOGLE, IDENTIFIER
from workbook_templates.text import OfficeError


def is_spreadsheet(name: str) -> bool:
    """Whether a name on the command line means a Google spreadsheet."""
    return name.startswith(GOOGLE)


def tab_of(name: str) -> str:
    """The tab that ``google:ID!TAB`` names, "" when it names none."""
    return name.partition("!")[2]


def read_spreadsheet(name: str) -> list[RawSheet]:
    """Read the tabs that people see; the spreadsheet is only read.

    Raises:
        OfficeError: The name is none, the account is not set up or may not see it, or it is empty.
    """
    identifier = name.removeprefix(GOOGLE).partition("!")[0]
    if not IDENTIFIER.fullmatch(identifier):
        raise OfficeError(
            f"{name} does not name a Google spreadsheet. Write google:IDENTIFIER, or google:IDENTIFIER!TAB.",
            f"{name} ne désigne pas un classeur Google. Écrivez google:IDENTIFIANT, ou google:IDENTIFIANT!FEUILLE.",
        )
    # Google's libraries take a third of a second to load: only those who use them wait.
    from sync.books.google_account import open_account
    from sync.books.google_client import GoogleClient
    from sync.books.google_grids import SPREADSHEET_FIELDS, read_snapshot

    fields = SPREADSHEET_FIELDS.replace("sheets(", "sheets(merges,", 1)
    answer = GoogleClient(open_account()).read_spreadsheet(identifier, fields)
    shown = {
        str(sheet["properties"]["title"]): [_merge(merge) for merge in sheet.get("merges", [])]
        for sheet in answer.get("sheets", [])
        if not sheet["properties"].get("hidden")
    }
    sheets = [
        RawSheet(sheet.title, sheet.grid().rows, tuple(shown[sheet.title]))
        for sheet in read_snapshot(answer).sheets
        if sheet.title in shown and sheet.is_grid
    ]
    if not any(any(text_at(row, at) for at in range(len(row))) for sheet in sheets for row in sheet.rows):
        raise OfficeError(f"{name} is empty.", f"{name} est vide.")
    return sheets


def _merge(said: dict[str, int]) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column, from 0; Google says the ends half-open."""
    return (
        said.get("startRowIndex", 0),
        said.get("startColumnIndex", 0),
        said["endRowIndex"] - 1,
        said["endColumnIndex"] - 1,
    )
