"""The commands on orders and payments: the next order's number, and the payment list."""

import argparse
import json
from datetime import date
from pathlib import Path

from addin.documents.issues import next_issue
from addin.documents.list_files import check_target, write_list
from addin.documents.money_lists import check_money_suffix
from addin.documents.payment_lists import PAYMENT_LIST, PAYMENTS, PaymentList, make_payment_list
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
from addin.rules.cash import payment_json, totals_json
from addin.rules.cost_lines import read_columns
from addin.rules.order_numbers import next_order
from sync.books.open_book import open_book
from sync.settings import read_settings, user_lang
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.text import Lang, Text, many


def add_cash_commands(verbs: Verbs) -> None:
    """Declare ``order BOOK --next`` and ``payments BOOK --until DATE --to FILE``."""
    order = add_verb(
        verbs,
        "order",
        Text("Give the number of the next order.", "Donner le numéro du prochain bon de commande."),
        _order,
    )
    add_argument(order, *BOOK)
    add_flag(
        order,
        "--next",
        Text("The next number of the series.", "Le prochain numéro de la série."),
        required=True,
    )
    add_flag(order, *JSON)

    payments = add_verb(
        verbs,
        "payments",
        Text("List what is to be paid by a day.", "Lister ce qui est à payer à une date."),
        _payments,
    )
    add_argument(payments, *BOOK)
    add_argument(
        payments,
        "--until",
        Text("What is due by this day.", "Ce qui est dû à cette date."),
        DATE_WORD,
        required=True,
    )
    add_argument(
        payments,
        "--to",
        Text(
            "Where to: .xlsx, .pdf or .csv; by default beside the book.",
            "Où l'écrire : .xlsx, .pdf ou .csv ; par défaut à côté du classeur.",
        ),
        FILE_WORD,
    )
    add_argument(payments, *LANG, choices=LANGS)
    add_flag(payments, *JSON)


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
        check_money_suffix(Path(options.to).name, PAYMENT_LIST)
        check_target(Path(options.to))
    reading = book.read(INPUT_TABLES)
    until, today = told_day(options.until, reading), date.today()
    lang: Lang = options.lang or reading.lang
    with next_issue(settings.folder, PAYMENTS.key) as issue:
        made = make_payment_list(reading, until, today, issue.number, lang)
        name = f"{today.isoformat()}_{PAYMENTS.slug.say(lang)}_v{issue.number:02}_{lang}.xlsx"
        target = Path(options.to) if options.to else path.parent / name
        write_list(made.document, reading, target)
        issue.record(today, target)
    return _tell(options.json, book.name, made, until, target)


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
        f"{target}: issue {issue}, {many(count, 'payment')}.",
        f"{target} : édition n° {issue}, {many(count, 'paiement', 'paiements')}.",
    )
    print(said.say(user_lang()))
    if made.undated:
        left = Text(
            f"Left out, for they say no due date: {made.undated}.",
            f"Laissées de côté, faute d'échéance : {made.undated}.",
        )
        print(left.say(user_lang()))
    return 0
