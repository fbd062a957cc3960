"""The command that hands a list over: ``classeur list BOOK KIND --to FILE``."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.documents.crew_lists import CrewList, ListRequest, count_text, find_kind, make_list
from addin.documents.issues import next_issue
from addin.documents.list_files import check_target, write_list
from addin.documents.list_kinds import LISTS, ListKind
from addin.faces.speech import (
    BOOK,
    DATE_WORD,
    FILE_WORD,
    JSON,
    LANG,
    LANGS,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
)
from addin.faces.telling import told_day
from sync.books.open_book import open_book
from sync.settings import read_settings, user_lang
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.tables.people import CREW
from workbook_templates.text import Lang, OfficeError, Text, fold


def add_list_command(verbs: Verbs) -> None:
    """Declare the verb that derives a list."""
    verb = add_verb(
        verbs,
        "list",
        Text(
            "Make a list to hand over, holding only what its readers may see.",
            "Faire une liste à remettre, avec seulement ce que ses lecteurs peuvent voir.",
        ),
        _list,
    )
    add_argument(verb, *BOOK)
    known = ", ".join(LISTS)
    add_argument(
        verb, "kind", Text(f"Which list: {known}.", f"Quelle liste : {known}."), Text("KIND", "SORTE")
    )
    add_argument(
        verb,
        "--to",
        Text(
            "Where to: .xlsx, .pdf, .vcf or .csv; by default beside the book.",
            "Où l'écrire : .xlsx, .pdf, .vcf ou .csv ; par défaut à côté du classeur.",
        ),
        FILE_WORD,
    )
    add_argument(
        verb,
        "--released-before",
        Text("Leave out who left before this date.", "Laisser de côté qui est parti avant cette date."),
        DATE_WORD,
    )
    add_argument(
        verb,
        "--department",
        Text("This department alone.", "Ce département seulement."),
        Text("DEPARTMENT", "DÉPARTEMENT"),
        default="",
    )
    add_argument(verb, *LANG, choices=LANGS)
    add_flag(verb, *JSON)


def _list(options: argparse.Namespace) -> int:
    kind = find_kind(options.kind)
    path = Path(options.book)
    settings = read_settings(path)
    book = open_book(options.book, settings)
    if options.to:
        check_target(Path(options.to))
    reading = book.read(INPUT_TABLES)
    lang: Lang = options.lang or reading.lang
    limit = told_day(options.released_before, reading) if options.released_before else None
    department = _department(options.department)
    document = "-".join(filter(None, ("list", kind.key, department)))
    today = date.today()
    with next_issue(settings.folder, document) as issue:
        request = ListRequest(kind, lang, issue.number, today, limit, department)
        made = make_list(reading, request)
        target = Path(options.to) if options.to else path.parent / _name(kind, made)
        write_list(made, reading, target)
        issue.record(today, target)
    return _tell(options.json, book.name, made, target)


def _name(kind: ListKind, made: CrewList) -> str:
    """The name a document has in the office's folders: date, document, issue, language."""
    return f"{made.day.isoformat()}_{kind.slug.say(made.lang)}_v{made.issue:02}_{made.lang}.xlsx"


def _department(text: str) -> str:
    choices = CREW.column("department").choices
    for choice in choices:
        if text and fold(text) in (choice.key, fold(choice.label.en), fold(choice.label.fr)):
            return choice.key
    if text:
        known = ", ".join(choice.key for choice in choices)
        raise OfficeError(
            f'There is no department "{text}". The departments are: {known}.',
            f"Il n'y a pas de département « {text} ». Les départements sont : {known}.",
        )
    return ""


def _tell(as_json: bool, book: str, made: CrewList, target: Path) -> int:
    if as_json:
        answer = {
            "book": book,
            "list": made.kind.key,
            "file": str(target),
            "issue": made.issue,
            "date": made.day.isoformat(),
            "people": sum(1 for _ in made.lines),
            "left_out": made.left_out,
            "findings": [finding.as_json(made.lang) for finding in made.findings],
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    lang = user_lang()
    for finding in made.findings:
        print(finding.message(lang))
    count, gone = count_text(made, made.sheets, lang), made.left_out
    said = Text(f"{target}: issue {made.issue}, {count}", f"{target} : édition n° {made.issue}, {count}").say(
        lang
    )
    if gone:
        said += Text(f"; left out because released: {gone}", f" ; laissées de côté car parties : {gone}").say(
            lang
        )
    print(said + ".")
    return 0
