"""The commands on the cost report beside the report itself: the lines behind a figure, and other charts."""

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from addin.actions.importing_files import read_source
from addin.actions.periods import chosen_period
from addin.documents.issues import next_issue
from addin.documents.list_files import check_target, write_list
from addin.documents.mapping_sheet import write_mapping_sheet
from addin.documents.money_lists import check_money_suffix
from addin.documents.recast_lists import RECAST, THIS_REPORT, make_recast_list
from addin.faces.speech import (
    BOOK,
    DRY_RUN,
    FILE_WORD,
    JSON,
    NAME_WORD,
    PERIOD,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
)
from addin.rules.budget_versions import version_rows
from addin.rules.cost_figures import AMOUNTS
from addin.rules.cost_mapping import (
    ChartMap,
    mapping_csv,
    mapping_of,
    proposed_mapping,
    read_mapping,
    recast,
    recast_json,
    recast_text,
    with_chart,
)
from addin.rules.cost_rerun import NONE_ISSUED, rerun_issued
from addin.rules.cost_why import explain_cost, explanation_json, explanation_text
from addin.rules.costs import CostReport, compute_costs
from addin.rules.messy_layout import text_at
from sync.books.files import read_file
from sync.books.open_book import open_book
from sync.ids import new_id
from sync.settings import read_settings, user_lang
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.charts import CHARTS, NAMES, read_chart
from workbook_templates.identities import give_ids
from workbook_templates.tables.budget import BUDGETS
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang, OfficeError, Text

BEGUN = Text(
    "The mapping to correct is in {path}. Fill in the other chart's accounts, then run the same command again.",
    "La correspondance à corriger est dans {path}. Remplissez les comptes de l'autre plan, puis relancez la même "
    "commande.",
)
STRANGE = Text("Not in the other chart: {codes}.", "Absents de l'autre plan : {codes}.")


def add_cost_commands(verbs: Verbs) -> None:
    """Declare ``why``, ``issued``, ``keep-budget``, ``charts`` and ``chart BOOK map MAPPING --period P``."""
    _add_why(verbs)
    keep = add_verb(
        verbs,
        "keep-budget",
        Text(
            "Keep the budget in use as a version, to compare later.",
            "Garder le devis en vigueur comme version, à comparer plus tard.",
        ),
        _keep,
    )
    add_argument(keep, *BOOK)
    add_argument(keep, "name", Text("The version's name.", "Le nom de la version."), NAME_WORD)
    add_flag(keep, *DRY_RUN)

    issued = add_verb(
        verbs,
        "issued",
        Text(
            "Run each issued report again and compare it with its figures.",
            "Recalculer chaque situation arrêtée et la comparer à ses chiffres.",
        ),
        _issued,
    )
    add_argument(issued, *BOOK)
    add_flag(issued, *JSON)

    charts = add_verb(
        verbs,
        "charts",
        Text(
            "List the charts of accounts shipped, and what they lack.",
            "Lister les plans de comptes fournis, et ce qui leur manque.",
        ),
        _charts,
    )
    add_flag(charts, *JSON)
    _add_chart(verbs)


def _add_why(verbs: Verbs) -> None:
    why = add_verb(
        verbs,
        "why",
        Text(
            "Show the lines behind a figure of a report.",
            "Montrer les écritures derrière un chiffre d'une situation.",
        ),
        _why,
    )
    add_argument(why, *BOOK)
    add_argument(why, "report", Text("The report: costs.", "La situation : costs."), choices=("costs",))
    add_argument(
        why,
        "account",
        Text(
            "A code, total, section:A, group:A, episode:101 or department:camera.",
            "Un code, total, section:A, group:A, episode:101 ou department:camera.",
        ),
        Text("ACCOUNT", "COMPTE"),
    )
    known = ", ".join(AMOUNTS)
    add_argument(
        why,
        "column",
        Text(f"The figure's column: {known}.", f"La colonne du chiffre : {known}."),
        Text("COLUMN", "COLONNE"),
    )
    add_argument(why, *PERIOD, type=int, required=True)
    add_flag(why, *JSON)


def _add_chart(verbs: Verbs) -> None:
    chart = add_verb(
        verbs,
        "chart",
        Text(
            "Show the cost report under another chart of accounts.",
            "Montrer la situation sous un autre plan de comptes.",
        ),
        _chart,
    )
    add_argument(chart, *BOOK)
    add_argument(
        chart,
        "what",
        Text("What to do: map.", "Ce qu'il faut faire : map (mettre en correspondance)."),
        choices=("map",),
    )
    add_argument(
        chart,
        "file",
        Text(
            "A .xlsx or .csv: written with the proposal when absent, read as the mapping when there.",
            "Un .xlsx ou .csv : écrit avec la proposition s'il est absent, lu comme correspondance s'il est là.",
        ),
        Text("MAPPING", "CORRESPONDANCE"),
    )
    add_argument(chart, *PERIOD, type=int, required=True)
    add_argument(
        chart,
        "--chart",
        Text(
            "The other chart, when it is one that is shipped.",
            "L'autre plan, quand c'est l'un de ceux fournis.",
        ),
        choices=NAMES,
    )
    add_argument(
        chart,
        "--to",
        Text("Write the report: .xlsx, .pdf or .csv.", "Écrire la situation : .xlsx, .pdf ou .csv."),
        FILE_WORD,
        type=Path,
    )
    add_flag(
        chart,
        "--new",
        Text(
            "Begin the mapping; refuse when it is there.",
            "Commencer la correspondance ; refuser si elle existe déjà.",
        ),
    )
    add_flag(chart, *JSON)


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
    settings = read_settings(Path(options.book))
    if options.to:
        check_money_suffix(options.to.name, THIS_REPORT)
        check_target(options.to)
    book = open_book(options.book, settings)
    reading = book.read((*INPUT_TABLES, ISSUED))
    report = compute_costs(reading, period)
    names = {line["account"]: line["name"] for line in read_chart(options.chart)} if options.chart else {}
    if options.new or not path.exists():
        _begin_mapping(path, report, names, reading.lang)
        print(path if options.new else BEGUN.say(reading.lang).format(path=path))
        return 0
    mapping, strange = with_chart(_mapping_in(path), names)
    done = recast(report, mapping)
    if options.to:
        with next_issue(settings.folder, RECAST.key) as issue:
            today = date.today()
            write_list(make_recast_list(done, reading, today, issue.number), reading, options.to)
            issue.record(today, options.to)
    if options.json:
        file = str(options.to) if options.to else None
        answer = recast_json(done, book.name) | {"file": file, "strange": list(strange)}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(recast_text(done, reading.lang)))
        if strange:
            print(STRANGE.say(reading.lang).format(codes=", ".join(strange)))
        if options.to:
            print(options.to)
    return 1 if done.unmapped else 0


def _begin_mapping(path: Path, report: CostReport, names: Mapping[str, str], lang: Lang) -> None:
    """Write the proposal as a sheet to correct. Raises OfficeError, and then nothing is written."""
    if path.exists():
        raise OfficeError(
            f"{path} exists already; nothing was written.", f"{path} existe déjà ; rien n'a été écrit."
        )
    if not path.parent.is_dir():
        raise OfficeError(f"{path.parent} is not a folder.", f"{path.parent} n'est pas un dossier.")
    rows = proposed_mapping(report, names)
    match path.suffix.lower():
        case ".csv":
            path.write_bytes(mapping_csv(rows, lang))
        case ".xlsx":
            write_mapping_sheet(path, rows, names, lang)
        case _:
            raise OfficeError(
                f"{path.name}: a mapping's name ends in .csv or .xlsx.",
                f"{path.name} : le nom d'une correspondance finit par .csv ou .xlsx.",
            )


def _mapping_in(path: Path) -> ChartMap:
    if path.suffix.lower() == ".csv":
        return read_mapping(read_file(path))
    rows = read_source(path)[0].rows
    return mapping_of([[text_at(row, at) for at in range(len(row))] for row in rows])


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
