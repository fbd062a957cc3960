"""The command that hands a list over: ``classeur list BOOK KIND --to FILE``."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.documents.crew_lists import CrewList, ListRequest, count_text, find_kind, make_list
from addin.documents.issues import next_issue
from addin.documents.list_files import check_target, write_list
from addin.documents.list_kinds import LISTS, ListKind
from sync.books.open_book import open_book
from sync.settings import read_settings, user_lang
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.tables.people import CREW
from workbook_templates.text import Lang, OfficeError, Text, fold


def add_list_command(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the verb that derives a list."""
    verb = verbs.add_parser("list", help="a list to hand over, holding only what its readers may see")
    verb.add_argument("book", metavar="BOOK")
    verb.add_argument("kind", metavar="KIND", help=", ".join(LISTS))
    verb.add_argument("--to", metavar="FILE", help=".xlsx, .pdf, .vcf or .csv; by default beside the book")
    verb.add_argument("--released-before", metavar="DATE", help="leave out who left before this date")
    verb.add_argument("--department", default="", help="this department alone")
    verb.add_argument("--lang", choices=("en", "fr"), default=None)
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=_list)


def _list(options: argparse.Namespace) -> int:
    kind = find_kind(options.kind)
    path = Path(options.book)
    settings = read_settings(path)
    book = open_book(options.book, settings)
    if options.to:
        check_target(Path(options.to))
    reading = book.read(INPUT_TABLES)
    lang: Lang = options.lang or reading.lang
    limit = _date(options.released_before, reading)
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


def _date(text: str | None, reading: Reading) -> date | None:
    if not text:
        return None
    column = CREW.column("end")
    read = canonical(text, column, reading.lang, reading.country)
    if not is_of_kind(read, column):
        raise OfficeError(
            f'"{text}" is not a date. Write it like 2026-06-12.',
            f"« {text} » n'est pas une date. Écrivez-la comme 2026-06-12.",
        )
    return date.fromisoformat(read)


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
