"""From a name on the command line to the book it means."""

from pathlib import Path

from sync.books.xlsx import XlsxBook
from sync.settings import Settings
from workbook_templates.text import OfficeError

SUFFIXES = (".xlsx", ".xlsm")


def open_book(name: str, settings: Settings) -> XlsxBook:
    """Open a workbook file for reading and writing.

    Raises:
        OfficeError: The name is not that of an .xlsx or .xlsm file.
    """
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        raise OfficeError(
            f"{name} is not an .xlsx or .xlsm workbook. Save it in that form first.",
            f"{name} n'est pas un classeur .xlsx ou .xlsm. Enregistrez-le d'abord sous cette forme.",
        )
    return XlsxBook(path, settings.versions)
