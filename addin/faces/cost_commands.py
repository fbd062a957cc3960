"""The commands on the cost report beside the report itself: the lines behind a figure."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.actions.registry import chosen_period
from addin.rules.budget_versions import version_rows
from addin.rules.cost_figures import AMOUNTS
from addin.rules.cost_rerun import NONE_ISSUED, rerun_issued
from addin.rules.cost_why import explain_cost, explanation_json, explanation_text
from sync.books.open_book import open_book
from sync.ids import new_id
from sync.settings import read_settings
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.identities import give_ids
from workbook_templates.tables.budget import BUDGETS
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Text


def add_cost_commands(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare ``why BOOK costs ACCOUNT COLUMN --period P`` and ``issued BOOK``, ``keep-budget BOOK NAME``."""
    why = verbs.add_parser("why", help="the lines behind a figure of a report")
    why.add_argument("book", metavar="BOOK")
    why.add_argument("report", choices=("costs",))
    why.add_argument("account", metavar="ACCOUNT", help='an account\'s code, or "total"')
    why.add_argument("column", metavar="COLUMN", help=", ".join(AMOUNTS))
    why.add_argument("--period", type=int, required=True, metavar="P")
    why.add_argument("--json", action="store_true")
    why.set_defaults(run=_why)

    keep = verbs.add_parser("keep-budget", help="keep the budget in use as a version, to compare later")
    keep.add_argument("book", metavar="BOOK")
    keep.add_argument("name", metavar="NAME", help="the version's name")
    keep.add_argument("--dry-run", action="store_true")
    keep.set_defaults(run=_keep)

    issued = verbs.add_parser("issued", help="the issued reports, each re-run and compared with its figures")
    issued.add_argument("book", metavar="BOOK")
    issued.add_argument("--json", action="store_true")
    issued.set_defaults(run=_issued)


def _issued(options: argparse.Namespace) -> int:
    book = open_book(options.book, read_settings(Path(options.book)))
    reading = book.read((*INPUT_TABLES, ISSUED))
    rerun = rerun_issued(reading)
    if options.json:
        print(
            json.dumps({"book": book.name, "reports": [one.as_json() for one in rerun]}, ensure_ascii=False)
        )
    else:
        for one in rerun:
            print(one.say().say(reading.lang))
        if not rerun:
            print(NONE_ISSUED.say(reading.lang))
    return 0 if all(one.agrees for one in rerun) else 1


def _keep(options: argparse.Namespace) -> int:
    book = open_book(options.book, read_settings(Path(options.book)))
    reading, ids = give_ids(book.read(INPUT_TABLES), new_id)
    rows = version_rows(reading, options.name, date.today())
    columns = BUDGETS.columns
    added = [NewRow(new_id(), tuple(row.get(column.key, "") for column in columns)) for row in rows]
    if not options.dry_run:
        book.apply(Edits(cells=ids, added={BUDGETS.key: added}))
    said = Text(
        f"{len(added)} accounts kept as {options.name}.", f"{len(added)} comptes gardés sous {options.name}."
    )
    print(said.say(reading.lang))
    return 0


def _why(options: argparse.Namespace) -> int:
    period = chosen_period(options.period)
    book = open_book(options.book, read_settings(Path(options.book)))
    reading = book.read((*INPUT_TABLES, ISSUED))
    why = explain_cost(reading, period, options.account, options.column)
    if options.json:
        print(json.dumps(explanation_json(why, book.name, reading.lang), ensure_ascii=False))
    else:
        print("\n".join(explanation_text(why, reading.lang)))
    return 0
