"""The commands on orders and payments: the next order's number, and the payment list."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.documents.issues import next_issue
from addin.documents.list_files import check_target, write_list
from addin.documents.payment_lists import PAYMENTS, PaymentList, check_payment_suffix, make_payment_list
from addin.rules.cash import payment_json, totals_json
from addin.rules.cost_lines import read_columns
from addin.rules.order_numbers import next_order
from sync.books.open_book import open_book
from sync.settings import read_settings, user_lang
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.tables.money import COSTS
from workbook_templates.text import Lang, OfficeError, Text


def add_cash_commands(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare ``order BOOK --next`` and ``payments BOOK --until DATE --to FILE``."""
    order = verbs.add_parser("order", help="the number of the next order")
    order.add_argument("book", metavar="BOOK")
    order.add_argument("--next", action="store_true", required=True, help="the next number of the series")
    order.add_argument("--json", action="store_true")
    order.set_defaults(run=_order)

    payments = verbs.add_parser("payments", help="the list of what is to be paid by a day")
    payments.add_argument("book", metavar="BOOK")
    payments.add_argument("--until", metavar="DATE", required=True, help="what is due by this day")
    payments.add_argument("--to", metavar="FILE", help=".xlsx, .pdf or .csv; by default beside the book")
    payments.add_argument("--lang", choices=("en", "fr"), default=None)
    payments.add_argument("--json", action="store_true")
    payments.set_defaults(run=_payments)


def _order(options: argparse.Namespace) -> int:
    book = open_book(options.book, read_settings(Path(options.book)))
    number = next_order(read_columns(book.read(INPUT_TABLES), "orders")["order"])
    print(json.dumps({"book": book.name, "next": number}, ensure_ascii=False) if options.json else number)
    return 0


def _payments(options: argparse.Namespace) -> int:
    path = Path(options.book)
    settings = read_settings(path)
    book = open_book(options.book, settings)
    if options.to:
        check_payment_suffix(Path(options.to).name)
        check_target(Path(options.to))
    reading = book.read(INPUT_TABLES)
    until, today = _date(options.until, reading), date.today()
    lang: Lang = options.lang or reading.lang
    with next_issue(settings.folder, PAYMENTS.key) as issue:
        made = make_payment_list(reading, until, today, issue.number, lang)
        name = f"{today.isoformat()}_{PAYMENTS.slug.say(lang)}_v{issue.number:02}_{lang}.xlsx"
        target = Path(options.to) if options.to else path.parent / name
        write_list(made.document, reading, target)
        issue.record(today, target)
    return _tell(options.json, book.name, made, until, target)


def _date(text: str, reading: Reading) -> date:
    column = COSTS.column("due")
    read = canonical(text, column, reading.lang, reading.country)
    if not read or not is_of_kind(read, column):
        raise OfficeError(
            f'"{text}" is not a date. Write it like 2026-06-12.',
            f"« {text} » n'est pas une date. Écrivez-la comme 2026-06-12.",
        )
    return date.fromisoformat(read)


def _tell(as_json: bool, book: str, made: PaymentList, until: date, target: Path) -> int:
    if as_json:
        answer = {
            "book": book,
            "file": str(target),
            "issue": made.document.issue,
            "until": until.isoformat(),
            "payments": [payment_json(item, made.document.day) for item in made.payments.items],
            "totals": totals_json(made.payments),
            "left_out": made.undated,
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    count, issue = len(made.payments.items), made.document.issue
    said = Text(
        f"{target}: issue {issue}, {count} payment(s).",
        f"{target} : édition n° {issue}, {count} paiement(s).",
    )
    print(said.say(user_lang()))
    if made.undated:
        left = Text(
            f"Left out, for they say no due date: {made.undated}.",
            f"Laissées de côté, faute d'échéance : {made.undated}.",
        )
        print(left.say(user_lang()))
    return 0
