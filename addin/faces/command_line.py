"""The command line: ``classeur VERB ...``, for whoever sets things up."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from addin.actions.earlier import read_held_roles
from addin.actions.registry import ACTIONS, Options
from addin.actions.run import STEPS, run_action
from addin.actions.transfer import dump_csv, dump_json, plan_load
from addin.faces.button_commands import MACRO_SUFFIX, add_button_commands, new_macro_workbook
from addin.faces.cash_commands import add_cash_commands
from addin.faces.cost_commands import add_cost_commands
from addin.faces.google_commands import new_spreadsheet
from addin.faces.import_commands import add_import_command
from addin.faces.ledger_commands import add_ledger_commands
from addin.faces.list_commands import add_list_command
from addin.faces.office.commands import add_office_command
from addin.faces.privacy_commands import add_privacy_commands
from addin.faces.progress import progress
from addin.faces.register_commands import add_register_commands
from addin.faces.repair_commands import add_repair_commands
from addin.faces.round_status import tell_standing
from addin.faces.serve_commands import add_serve_command
from addin.faces.store_commands import add_store_commands
from addin.faces.worker_commands import add_worker_command
from addin.rules.cost_blocks import ACCOUNT, LEVELS
from sync.books.open_book import GOOGLE, SUFFIXES, open_book
from sync.ids import new_id
from sync.settings import read_settings, user_lang
from workbook_templates.book import TableRead
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.charts import NAMES
from workbook_templates.crash import crash_text
from workbook_templates.findings import Finding, Severity
from workbook_templates.identities import give_ids
from workbook_templates.sample.sample import build_sample
from workbook_templates.starting import PAPER, starting_rows
from workbook_templates.text import Lang, OfficeError, Text

DONE, LOOK, REFUSED = 0, 1, 2
DRY = Text("(Dry run: nothing was written.)", "(Essai : rien n'a été écrit.)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 done; 1 done, with something for a person to look at; 2 refused,
        with one sentence on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except OfficeError as problem:
        print(problem.text.say(user_lang()), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as problem:
        print(f"{problem.strerror or problem}: {problem.filename or ''}".rstrip(": "), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped; nothing was half-written.", file=sys.stderr)
        return REFUSED
    except Exception as problem:
        if os.environ.get("CLASSEUR_DEBUG"):
            raise
        print(crash_text(problem).say(user_lang()), file=sys.stderr)
        return REFUSED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="classeur", description="The production office's binder.")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    new = verbs.add_parser("new", help="a workbook from the templates")
    new.add_argument("book", metavar="BOOK", help="a file, or google:TITLE")
    new.add_argument("--lang", choices=("en", "fr"), default=None)
    new.add_argument("--country", choices=tuple(PAPER), help="CA-QC prints on Letter paper, FR on A4")
    new.add_argument(
        "--chart", metavar="NAME", choices=NAMES, help=f"a chart of accounts: {', '.join(NAMES)}"
    )
    new.add_argument("--sample", action="store_true", help="fill a fictional production")
    new.add_argument(
        "--share",
        nargs="+",
        action="extend",
        default=[],
        metavar="ADDRESS",
        help="who may edit a google: spreadsheet",
    )
    new.set_defaults(run=_new)

    load = verbs.add_parser("load", help="put a CSV's rows in a table")
    load.add_argument("book", metavar="BOOK")
    load.add_argument("table", metavar="TABLE")
    load.add_argument("file", metavar="FILE.csv")
    load.add_argument("--replace", action="store_true", help="rows not in the file go")
    load.add_argument("--dry-run", action="store_true")
    load.add_argument("--json", action="store_true")
    load.set_defaults(run=_load)

    dump = verbs.add_parser("dump", help="a table's rows, in canonical form")
    dump.add_argument("book", metavar="BOOK")
    dump.add_argument("table", metavar="TABLE")
    dump.add_argument("--format", choices=("csv", "json"), default="csv")
    dump.add_argument("--restricted", action="store_true", help="show restricted columns")
    dump.set_defaults(run=_dump)

    for action in ACTIONS.values():
        verb = verbs.add_parser(action.key, help=action.help.en)
        verb.add_argument("book", metavar="BOOK")
        if action.key == "costs":
            verb.add_argument("--period", type=int, required=True, metavar="P")
            verb.add_argument("--issue", action="store_true", help="freeze it: number, date, hash")
            verb.add_argument("--episode", default="", metavar="EPISODE", help="only this episode's accounts")
            verb.add_argument("--department", default="", metavar="DEPARTMENT", help="only its accounts")
            verb.add_argument(
                "--level", choices=LEVELS, default=ACCOUNT, help="one row a section, or an account"
            )
        verb.add_argument("--json", action="store_true")
        verb.add_argument("--dry-run", action="store_true")
        verb.set_defaults(run=_act, action=action)

    add_button_commands(verbs)
    add_list_command(verbs)
    add_cost_commands(verbs)
    add_cash_commands(verbs)
    add_store_commands(verbs)
    add_repair_commands(verbs)
    add_privacy_commands(verbs)
    add_register_commands(verbs)
    add_import_command(verbs)
    add_worker_command(verbs)
    add_ledger_commands(verbs)
    add_serve_command(verbs)
    add_office_command(verbs)
    return parser


def _new(options: argparse.Namespace) -> int:
    path = Path(options.book)
    lang: Lang = options.lang or user_lang()
    if options.book.startswith(GOOGLE):
        return new_spreadsheet(options, lang)
    if options.share:
        raise OfficeError(
            "--share is for a Google spreadsheet: classeur new google:TITLE --share ADDRESS.",
            "--share vaut pour un classeur Google : classeur new google:TITRE --share ADRESSE.",
        )
    if path.suffix.lower() not in SUFFIXES:
        raise OfficeError(
            f"{path.name}: a new workbook's name ends in .xlsx, or in .xlsm for one with buttons.",
            f"{path.name} : le nom d'un nouveau classeur finit par .xlsx, ou par .xlsm s'il a des boutons.",
        )
    if path.exists():
        raise OfficeError(
            f"{path} exists already. Choose another name; nothing was written.",
            f"{path} existe déjà. Choisissez un autre nom ; rien n'a été écrit.",
        )
    if not path.parent.is_dir():
        raise OfficeError(f"{path.parent} is not a folder.", f"{path.parent} n'est pas un dossier.")
    if path.suffix.lower() == MACRO_SUFFIX:
        return new_macro_workbook(options, path, lang)
    paper = PAPER.get(options.country, "A4")
    if options.sample:
        build_sample(path, lang, paper)
    else:
        build_workbook(path, lang, starting_rows(lang, options.country, options.chart), paper)
    print(path)
    return DONE


def _load(options: argparse.Namespace) -> int:
    table = _table(options.table)
    book = open_book(options.book, read_settings(Path(options.book)))
    source = Path(options.file)
    if not source.is_file():
        raise OfficeError(f"{source} is not a file.", f"{source} n'est pas un fichier.")
    reading = book.read(INPUT_TABLES)
    reading, ids = give_ids(reading, new_id)
    _present(reading.tables[table])
    edits, findings, summary = plan_load(
        reading, TABLE[table], source.read_bytes(), replace=options.replace, new_id=new_id, ids=ids
    )
    if not options.dry_run:
        book.apply(edits)
    answer = {
        "book": book.name,
        "table": table,
        **summary,
        "findings": [finding.as_json(reading.lang) for finding in findings],
    }
    return _tell(
        options.json, answer, findings, reading.lang, ", ".join(f"{k} {v}" for k, v in summary.items())
    )


def _dump(options: argparse.Namespace) -> int:
    table = _table(options.table)
    book = open_book(options.book, read_settings(Path(options.book)))
    read = _present(book.read(INPUT_TABLES).tables[table])
    if options.format == "json":
        print(json.dumps(dump_json(read, options.restricted), ensure_ascii=False))
    else:
        sys.stdout.write(dump_csv(read, options.restricted))
    return DONE


def _act(options: argparse.Namespace) -> int:
    settings = read_settings(Path(options.book))
    book = open_book(options.book, settings)
    issue = getattr(options, "issue", False)
    held_roles = read_held_roles(settings, options.action.key)
    chosen = Options(
        getattr(options, "period", None),
        issue,
        date.today(),
        getattr(options, "episode", ""),
        getattr(options, "department", ""),
        getattr(options, "level", ACCOUNT),
        held_roles,
    )
    with progress(STEPS, user_lang()) as tell:
        reading, outcome = run_action(options.action, book, chosen, new_id, options.dry_run, tell)
    said = outcome.said.say(reading.lang)
    if options.dry_run:
        said += " " + DRY.say(reading.lang)
    answer = outcome.answer | tell_standing(settings, options.book)
    return _tell(options.json, answer, outcome.findings, reading.lang, said)


def _tell(as_json: bool, answer: object, findings: Sequence[Finding], lang: Lang, said: str) -> int:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for finding in findings:
            print(finding.message(lang))
        print(said)
    return LOOK if any(finding.kind.severity is Severity.ERROR for finding in findings) else DONE


def _table(key: str) -> str:
    known = [table.key for table in INPUT_TABLES]
    if key not in known:
        raise OfficeError(
            f'There is no table "{key}". The tables are: {", ".join(known)}.',
            f"Il n'y a pas de tableau « {key} ». Les tableaux sont : {', '.join(known)}.",
        )
    return key


def _present(read: TableRead) -> TableRead:
    if read.place is None:
        name = read.table.label
        raise OfficeError(
            f"This workbook has no {name.en} table: its header row was not found.",
            f"Ce classeur n'a pas de tableau {name.fr} : sa ligne d'en-têtes est introuvable.",
        )
    return read


if __name__ == "__main__":
    sys.exit(main())
