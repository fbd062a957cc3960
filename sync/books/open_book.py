"""From a name on the command line to the book it means."""

from pathlib import Path

from sync.books.xlsx import XlsxBook
from sync.settings import Settings
from workbook_templates.book import Book
from workbook_templates.text import OfficeError

SUFFIXES = (".xlsx", ".xlsm")
GOOGLE = "google:"


def open_book(name: str, settings: Settings) -> Book:
    """Open a workbook file, or the Google spreadsheet ``google:ID``, for reading and writing.

    Raises:
        OfficeError: The name is neither, or the Google account is not set up.
    """
    if name.startswith(GOOGLE):
        # Google's libraries take a third of a second to load: only those who use them wait.
        from sync.books.google import GoogleBook

        return GoogleBook(name.removeprefix(GOOGLE))
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        raise OfficeError(
            f"{name} is not an .xlsx or .xlsm workbook. Save it in that form first.",
            f"{name} n'est pas un classeur .xlsx ou .xlsm. Enregistrez-le d'abord sous cette forme.",
        )
    return XlsxBook(path, settings.versions)
