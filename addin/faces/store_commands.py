"""The commands on the store: sync, conflicts, log."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from addin.faces.progress import progress
from addin.faces.round_status import list_waits, tell_standing
from addin.faces.speech import (
    BOOK,
    DATE_WORD,
    DRY_RUN,
    JSON,
    STORE,
    TABLE_KEY,
    Shared,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
)
from addin.faces.telling import told_moment
from sync.books.open_book import open_book
from sync.round import STEPS, SyncOutcome
from sync.settings import Settings, read_settings, user_lang
from sync.store import Store
from sync.turn import sync_in_turn
from workbook_templates.book import Book
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import MASK
from workbook_templates.text import OfficeError, Text, many

LOG_OPTIONS: tuple[Shared, ...] = (
    (
        "--person",
        Text("Only this person's changes.", "Les changements de cette personne seulement."),
        Text("PERSON", "PERSONNE"),
    ),
    ("--table", Text("Only this table's.", "Ceux de ce tableau seulement."), TABLE_KEY[2]),
    (
        "--record",
        Text("Only this row's, by its _id.", "Ceux de cette ligne seulement, par son _id."),
        Text("ID", "ID"),
    ),
    ("--run", Text("Only this run's.", "Ceux de ce passage seulement."), Text("RUN", "PASSAGE")),
    (
        "--since",
        Text("Only those since this day or moment.", "Ceux depuis ce jour ou ce moment seulement."),
        DATE_WORD,
    ),
)
ZONES = timedelta(days=2)  # clocks of two zones are never further apart


def add_store_commands(verbs: Verbs) -> None:
    """Declare the verbs that stand on the store."""
    sync = add_verb(
        verbs,
        "sync",
        Text(
            "Make one round of reconciliation for each book.",
            "Faire un passage d'accord pour chaque classeur.",
        ),
        _sync,
    )
    add_argument(
        sync,
        "books",
        Text(
            "The workbooks; by default those that classeur.toml lists.",
            "Les classeurs ; par défaut ceux que liste classeur.toml.",
        ),
        BOOK[2],
        nargs="*",
    )
    add_argument(sync, *STORE)
    add_flag(
        sync, "--yes", Text("Go ahead where a guard asks.", "Continuer là où un garde-fou pose une question.")
    )
    add_flag(sync, *DRY_RUN)
    add_flag(sync, *JSON)

    conflicts = add_verb(
        verbs, "conflicts", Text("List the open conflicts.", "Lister les conflits ouverts."), _conflicts
    )
    add_argument(conflicts, *STORE)
    add_flag(conflicts, *JSON)

    log = add_verb(
        verbs, "log", Text("Show who changed what and when.", "Montrer qui a changé quoi et quand."), _log
    )
    add_argument(log, *STORE)
    for name, help, word in LOG_OPTIONS:
        add_argument(log, name, help, word, dest=f"of_{name[2:]}")
    add_flag(log, *JSON)


def _sync(options: argparse.Namespace) -> int:
    first = Path(options.books[0]) if options.books else None
    settings = read_settings(first, options.store)
    names = options.books or [book.where for book in settings.books]
    if not names:
        raise OfficeError(
            "No book is named, and classeur.toml lists none. Say which: classeur sync BOOK.",
            "Aucun classeur n'est nommé, et classeur.toml n'en liste aucun. Dites lequel : classeur sync CLASSEUR.",
        )
    worst, answers = 0, []
    store = Store(settings.store)
    for name in names:
        try:
            known = settings.book(name)
            book = open_book(name, settings)
            with progress(STEPS, user_lang(), Path(name).name) as tell:
                outcome = sync_in_turn(
                    book,
                    store,
                    known,
                    settings,
                    Path(name).name,
                    yes=options.yes,
                    dry_run=options.dry_run,
                    tell=tell,
                )
        except OfficeError as problem:
            print(problem.text.say(user_lang()), file=sys.stderr)
            worst = 2
            continue
        answers.append(_answer(name, outcome) | _calls(book) | _standing(settings, name, outcome))
        if outcome.refused or outcome.conflicts:
            worst = max(worst, 1)
        if not options.json:
            _say(name, outcome)
    if options.json:
        print(json.dumps({"books": answers}, ensure_ascii=False))
    return worst


def _answer(name: str, outcome: SyncOutcome) -> dict[str, object]:
    return {
        "book": name,
        "read": outcome.read,
        "from_sheet": outcome.from_sheet,
        "to_sheet": outcome.to_sheet,
        "conflicts": [_masked(conflict) for conflict in outcome.conflicts],
        "refused": outcome.refused.say(user_lang()) if outcome.refused else None,
    }


def _calls(book: Book) -> dict[str, object]:
    """The calls of a round to Google; none for a file."""
    return {key: getattr(book, key, 0) for key in ("http_calls", "http_reads", "http_writes")}


def _standing(settings: Settings, name: str, outcome: SyncOutcome) -> dict[str, object]:
    """What is left to say of the book beside the outcome, such as a conflict copy that lies beside it."""
    return {"status": None} if outcome.refused else tell_standing(settings, name)


def _say(name: str, outcome: SyncOutcome) -> None:
    if outcome.refused:
        print(f"{name}: {outcome.refused.say(user_lang())}")
        return
    said = Text(
        f"{many(outcome.read, 'row')} read, {many(outcome.from_sheet, 'cell')} from the sheet, "
        f"{many(outcome.to_sheet, 'cell')} to the sheet, {many(len(outcome.conflicts), 'conflict')}",
        f"{many(outcome.read, 'ligne lue', 'lignes lues')}, "
        f"{many(outcome.from_sheet, 'cellule', 'cellules')} de la feuille, "
        f"{many(outcome.to_sheet, 'cellule', 'cellules')} vers la feuille, "
        f"{many(len(outcome.conflicts), 'conflit', 'conflits')}",
    )
    if not outcome.read:
        said = Text("nothing has changed since the last round", "rien n'a changé depuis le dernier passage")
    print(f"{name}: {said.say(user_lang())}")


def _conflicts(options: argparse.Namespace) -> int:
    found = [
        _masked(conflict) for conflict in Store(read_settings(None, options.store).store).open_conflicts()
    ]
    if options.json:
        print(json.dumps({"conflicts": found}, ensure_ascii=False))
    else:
        for one in found:
            print(_conflict_text(one).say(user_lang()))
        print(Text(f"Open conflicts: {len(found)}.", f"Conflits ouverts : {len(found)}.").say(user_lang()))
    return 1 if found else 0


def _conflict_text(one: Mapping[str, str]) -> Text:
    place, by = f"{one['table']} {one['record']} {one['column']}", f"({one['who']}, {one['when']})"
    return Text(
        f'{one["id"]}  {place}: sheet "{one["sheet"]}", store "{one["store"]}" {by}',
        f"{one['id']}  {place} : feuille « {one['sheet']} », base « {one['store']} » {by}",
    )


def _log(options: argparse.Namespace) -> int:
    settings = read_settings(None, options.store)
    store = Store(settings.store)
    asked = {name: getattr(options, f"of_{name}") or "" for name in ("person", "table", "record")}
    since = told_moment(options.of_since, user_lang()) if options.of_since else None
    # The store compares text: a moment may be written there as the clock of another zone had it.
    near = (since - ZONES).date().isoformat() if since else ""
    lines = store.read_log(**asked, run=options.of_run or "", since=near)
    found = (
        _masked(line) for line in lines if since is None or datetime.fromisoformat(line["time"]) >= since
    )
    if options.json:
        _print_log(found, list_waits(settings))
    else:
        for one in found:
            place = f"{one['table']} {one['record']} {one['column']}"
            said = f'{place}: "{one["before"]}" -> "{one["after"]}"'
            print(f"{one['time']}  {one['who']}  {one['run']}  {said}")
        for waiting in list_waits(settings):
            print(f"{waiting['book']}: {waiting['said']}")
    return 0


def _print_log(changes: Iterable[Mapping[str, str]], waits: object) -> None:
    """One JSON object, written as it is read: a production's log does not fit every machine's memory."""
    lines = (json.dumps(change, ensure_ascii=False) for change in changes)
    sys.stdout.write('{"changes": [' + next(lines, ""))
    for line in lines:
        sys.stdout.write(f", {line}")
    print(f'], "waits": {json.dumps(waits, ensure_ascii=False)}}}')


def _masked(record: Mapping[str, str]) -> Mapping[str, str]:
    """Hide restricted values: they are never shown in logs, messages or JSON.

    A conflict over a whole row shows none of the row's cells.
    """
    shown = {key: value for key, value in record.items() if key != "cells"}
    table, column = TABLE.get(record["table"]), record["column"]
    is_open = table is not None and column in table.position
    if is_open and table is not None and table.column(column).tier is not Tier.RESTRICTED:
        return shown
    hidden = ("base", "sheet", "store", "before", "after")
    return {key: MASK if key in hidden and value else value for key, value in shown.items()}
