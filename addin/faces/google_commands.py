"""A new Google spreadsheet from the command line."""

import argparse
import re

from sync.books.open_book import GOOGLE
from workbook_templates.build import Rows
from workbook_templates.identities import with_ids
from workbook_templates.sample.sample import sample_rows
from workbook_templates.starting import starting_rows
from workbook_templates.text import Lang, OfficeError

ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
DONE = 0


def new_spreadsheet(options: argparse.Namespace, lang: Lang) -> int:
    """Make ``google:TITLE``, share it and print its id.

    Raises:
        OfficeError: It has no title, an address is none, or Google does not make or share it.
    """
    title = options.book.removeprefix(GOOGLE).strip()
    if not title:
        raise OfficeError(
            "The new spreadsheet has no title. Write one: classeur new google:TITLE.",
            "Le nouveau classeur n'a pas de titre. Donnez-en un : classeur new google:TITRE.",
        )
    for address in options.share:
        if not ADDRESS.fullmatch(address):
            raise OfficeError(
                f"{address} is not an e-mail address. Nothing was made.",
                f"{address} n'est pas une adresse courriel. Rien n'a été créé.",
            )
    # Google's libraries take a third of a second to load: only those who use them wait.
    from sync.books.google_create import create_spreadsheet

    rows: Rows
    if options.sample:
        rows = {table: with_ids(table, lines) for table, lines in sample_rows(lang, options.country).items()}
    else:
        rows = starting_rows(lang, options.country, options.chart)
    print(create_spreadsheet(title, lang, rows, dict.fromkeys(options.share)))
    return DONE
