"""The commands on the cost report beside the report itself: the lines behind a figure, and other charts."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.actions.registry import chosen_period
from addin.rules.budget_versions import version_rows
from addin.rules.cost_figures import AMOUNTS
from addin.rules.cost_mapping import blank_mapping, read_mapping, recast, recast_json, recast_text
from addin.rules.cost_rerun import NONE_ISSUED, rerun_issued
from addin.rules.cost_why import explain_cost, explanation_json, explanation_text
from addin.rules.costs import compute_costs
from sync.books.open_book import open_book
from sync.ids import new_id
from sync.settings import read_settings, user_lang
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.charts import CHARTS
from workbook_templates.identities import give_ids
from workbook_templates.tables.budget import BUDGETS
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import OfficeError, Text


def add_cost_commands(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare ``why``, ``issued``, ``keep-budget``, ``charts`` and ``chart BOOK map OTHER.csv``."""
    why = verbs.add_parser("why", help="the lines behind a figure of a report")
    why.add_argument("book", metavar="BOOK")
    why.add_argument("report", choices=("costs",))
    why.add_argument(
        "account",
        metavar="ACCOUNT",
        help="a code, total, section:A, group:A, episode:101 or department:camera",
    )
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

    charts = verbs.add_parser("charts", help="the charts of accounts shipped, and what they lack")
    charts.add_argument("--json", action="store_true")
    charts.set_defaults(run=_charts)

    chart = verbs.add_parser("chart", help="the cost report under another chart of accounts")
    chart.add_argument("book", metavar="BOOK")
    chart.add_argument("what", choices=("map",))
    chart.add_argument("file", metavar="OTHER.csv", help="columns: Account, Other account, Name")
    chart.add_argument("--period", type=int, required=True, metavar="P")
    chart.add_argument("--new", action="store_true", help="begin the mapping: every account, to be filled in")
    chart.add_argument("--json", action="store_true")
    chart.set_defaults(run=_chart)


def _charts(options: argparse.Namespace) -> int:
    lang = user_lang()
    if options.json:
        said = [
            {
                "chart": key,
                "name": one.label.say(lang),
                "source": one.source,
                "missing": one.missing.say(lang),
            }
            for key, one in CHARTS.items()
        ]
        print(json.dumps(said, ensure_ascii=False))
        return 0
    for key, one in CHARTS.items():
        print(f"{key}: {one.label.say(lang)}\n  {one.source}\n  {one.missing.say(lang)}")
    return 0


def _chart(options: argparse.Namespace) -> int:
    period, path = chosen_period(options.period), Path(options.file)
    book = open_book(options.book, read_settings(Path(options.book)))
    reading = book.read((*INPUT_TABLES, ISSUED))
    report = compute_costs(reading, period)
    if options.new:
        if path.exists():
            raise OfficeError(
                f"{path} exists already; nothing was written.", f"{path} existe déjà ; rien n'a été écrit."
            )
        path.write_bytes(blank_mapping(report, reading.lang))
        print(path)
        return 0
    if not path.is_file():
        raise OfficeError(f"{path} is not a file.", f"{path} n'est pas un fichier.")
    done = recast(report, read_mapping(path.read_bytes()))
    if options.json:
        print(json.dumps(recast_json(done, book.name), ensure_ascii=False))
    else:
        print("\n".join(recast_text(done, reading.lang)))
    return 1 if done.unmapped else 0


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
