"""From a name on the command line to the book it means."""

import re
from pathlib import Path

from sync.books.xlsx import XlsxBook
from sync.settings import Settings
from workbook_templates.book import Book
from workbook_templates.text import OfficeError

SUFFIXES = (".xlsx", ".xlsm")
GOOGLE = "google:"
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")


def open_book(name: str, settings: Settings) -> Book:
    """Open a workbook file, or the Google spreadsheet ``google:ID``, for reading and writing.

    Raises:
        OfficeError: The name is neither, or the Google account is not set up.
    """
    if name.startswith(GOOGLE):
        # Google's libraries take a third of a second to load: only those who use them wait.
        from sync.books.google import GoogleBook

        return GoogleBook(_spreadsheet(name))
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        raise OfficeError(
            f"{name} is not an .xlsx or .xlsm workbook. Save it in that form first.",
            f"{name} n'est pas un classeur .xlsx ou .xlsm. Enregistrez-le d'abord sous cette forme.",
        )
    return XlsxBook(path, settings.versions)


def _spreadsheet(name: str) -> str:
    """The id after ``google:``.

    Raises:
        OfficeError: It is none: empty, or a whole address.
    """
    said = name.removeprefix(GOOGLE)
    if IDENTIFIER.fullmatch(said):
        return said
    raise OfficeError(
        f"{name} does not name a Google spreadsheet. Write google: and the identifier between /d/ and /edit in its "
        "address.",
        f"{name} ne désigne pas un classeur Google. Écrivez google: puis l'identifiant qui se trouve entre /d/ et "
        "/edit dans son adresse.",
    )
