"""The command line: ``classeur VERB ...``, for whoever sets things up."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from addin.actions.earlier import read_held_roles
from addin.actions.registry import ACTIONS, Action
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
from addin.faces.speech import (
    ADDRESS_WORD,
    BOOK,
    CSV_WORD,
    DRY_RUN,
    JSON,
    LANGS,
    NAME_WORD,
    TABLE_KEY,
    Parser,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
    describe_failure,
    read_arguments,
)
from addin.faces.store_commands import add_store_commands
from addin.faces.worker_commands import add_worker_command
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
ABOUT = Text("The production office's binder.", "Le classeur du bureau de production.")
STOPPED = Text("Stopped; nothing was half-written.", "Arrêté ; rien n'est resté à moitié écrit.")
LOADED = Text(
    "Rows added: {added}, updated: {updated}, removed: {removed}.",
    "Lignes ajoutées : {added}, modifiées : {updated}, retirées : {removed}.",
)
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
    try:
        options = read_arguments(make_parser(), arguments)
        status: int = options.run(options)
    except OfficeError as problem:
        print(problem.text.say(user_lang()), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as problem:
        print(describe_failure(problem).say(user_lang()), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(STOPPED.say(user_lang()), file=sys.stderr)
        return REFUSED
    except Exception as problem:
        if os.environ.get("CLASSEUR_DEBUG"):
            raise
        print(crash_text(problem).say(user_lang()), file=sys.stderr)
        return REFUSED
    return status


def make_parser() -> Parser:
    """Every verb, in the user's language."""
    parser = Parser(prog="classeur", description=ABOUT.say(user_lang()))
    verbs = parser.add_subparsers(metavar=Text("VERB", "VERBE").say(user_lang()), required=True)
    _add_new(verbs)
    _add_tables(verbs)
    _add_actions(verbs)
    for add in (
        add_button_commands,
        add_list_command,
        add_cost_commands,
        add_cash_commands,
        add_store_commands,
        add_repair_commands,
        add_privacy_commands,
        add_register_commands,
        add_import_command,
        add_worker_command,
        add_ledger_commands,
        add_serve_command,
        add_office_command,
    ):
        add(verbs)
    return parser


def _add_new(verbs: Verbs) -> None:
    new = add_verb(
        verbs,
        "new",
        Text("Make a workbook from the templates.", "Créer un classeur depuis les modèles."),
        _new,
    )
    add_argument(
        new,
        "book",
        Text(
            "A file that is not there yet, or google:TITLE.",
            "Un fichier qui n'existe pas encore, ou google:TITRE.",
        ),
        BOOK[2],
    )
    add_argument(
        new,
        "--lang",
        Text(
            "The language of its sheets; by default yours.",
            "La langue de ses feuilles ; par défaut la vôtre.",
        ),
        choices=LANGS,
    )
    add_argument(
        new,
        "--country",
        Text(
            "Its taxes and its paper: Letter for CA-QC, A4 for FR.",
            "Ses taxes et son papier : Lettre pour CA-QC, A4 pour FR.",
        ),
        choices=tuple(PAPER),
    )
    add_argument(
        new,
        "--chart",
        Text(f"A chart of accounts: {', '.join(NAMES)}.", f"Un plan de comptes : {', '.join(NAMES)}."),
        NAME_WORD,
        choices=NAMES,
    )
    add_flag(
        new,
        "--sample",
        Text("Fill it with a fictional production.", "Le remplir d'une production fictive."),
    )
    add_argument(
        new,
        "--share",
        Text("Who may edit a google: spreadsheet.", "Qui peut modifier un classeur google:."),
        ADDRESS_WORD,
        nargs="+",
        action="extend",
        default=[],
    )


def _add_tables(verbs: Verbs) -> None:
    load = add_verb(
        verbs,
        "load",
        Text("Put a CSV file's rows in a table.", "Mettre les lignes d'un fichier CSV dans un tableau."),
        _load,
    )
    add_argument(load, *BOOK)
    add_argument(load, *TABLE_KEY)
    add_argument(
        load, "file", Text("The rows, under their headings.", "Les lignes, sous leurs en-têtes."), CSV_WORD
    )
    add_flag(
        load,
        "--replace",
        Text("Take out the rows that are not in the file.", "Retirer les lignes absentes du fichier."),
    )
    add_flag(load, *DRY_RUN)
    add_flag(load, *JSON)

    dump = add_verb(
        verbs,
        "dump",
        Text(
            "Show a table's rows, in canonical form.", "Montrer les lignes d'un tableau, en forme canonique."
        ),
        _dump,
    )
    add_argument(dump, *BOOK)
    add_argument(dump, *TABLE_KEY)
    add_argument(
        dump,
        "--format",
        Text("How the rows are written; csv by default.", "Le format des lignes ; csv par défaut."),
        choices=("csv", "json"),
        default="csv",
    )
    add_flag(
        dump,
        "--restricted",
        Text("Show the restricted columns too.", "Montrer aussi les colonnes restreintes."),
    )


def _add_actions(verbs: Verbs) -> None:
    for action in ACTIONS.values():
        verb = add_verb(verbs, action.key, action.help, _act)
        add_argument(verb, *BOOK)
        for option in action.options:
            name = f"--{option.key}"
            if option.type is bool:
                add_flag(verb, name, option.help)
            else:
                is_asked = option.question is not None
                add_argument(verb, name, option.help, option.word, type=option.type, required=is_asked)
        add_flag(verb, *JSON)
        add_flag(verb, *DRY_RUN)
        verb.set_defaults(action=action)


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
        build_sample(path, lang, paper, options.country)
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
    said = LOADED.say(reading.lang).format(**summary)
    return _tell(options.json, answer, findings, reading.lang, said)


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
    action: Action = options.action
    told = {option.key: getattr(options, option.key) for option in action.options}
    said = {key: value for key, value in told.items() if value is not None}
    chosen = action.choose(said, date.today(), user_lang())
    chosen = replace(chosen, held_roles=read_held_roles(settings, action.key))
    with progress(STEPS, user_lang()) as tell:
        reading, outcome = run_action(action, book, chosen, new_id, options.dry_run, tell)
    last = outcome.said.say(reading.lang)
    if options.dry_run:
        last += " " + DRY.say(reading.lang)
    answer = outcome.answer | tell_standing(settings, options.book)
    return _tell(options.json, answer, outcome.findings, reading.lang, last)


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
