"""The list of what is to be paid by a day, as a document: by supplier, in all, and document by document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from addin.documents.crew_lists import CrewList, Line, ListSheet, Section, paper_of, say_day
from addin.documents.list_kinds import ListColumn
from addin.documents.money_lists import money_kind
from addin.rules.cash_lines import CashLines, read_cash_lines
from addin.rules.cash_payments import Payment, Payments, compute_payments, undated_payments
from addin.rules.cost_blocks import TOTAL
from addin.rules.cost_ledger import read_ledger
from addin.rules.cost_lines import read_settings, report_currency
from workbook_templates.book import Reading
from workbook_templates.declare import Kind
from workbook_templates.money import show
from workbook_templates.tables.money import COSTS
from workbook_templates.text import Lang, OfficeError, Text

COLUMNS = (
    ListColumn(Text("Payee", "Bénéficiaire"), (), 30, is_name=True),
    ListColumn(Text("Due", "Échéance"), (), 12, Kind.DATE),
    ListColumn(Text("Document", "Pièce"), (), 18),
    ListColumn(Text("Dated", "Datée du"), (), 12, Kind.DATE),
    ListColumn(Text("Entries", "Écritures"), (), 20),
    ListColumn(Text("Amount with tax", "Montant TTC"), (), 18, Kind.MONEY),
    ListColumn(Text("Currency", "Devise"), (), 10),
)
BY_SUPPLIER = Text("To pay, by payee", "À payer, par bénéficiaire")
BY_DATE = Text("Document by document", "Pièce par pièce")
CREDIT = Text("Credit to use", "Crédit à utiliser")
PAYMENT_LIST = Text("a payment list", "une liste de paiements")
PAYMENTS = money_kind(
    "payments",
    Text("Payment list", "Liste des paiements"),
    file=Text("payments", "paiements"),
    sheet=Text("Payments", "Paiements"),
)


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A payment list ready to be written, and what it says."""

    document: CrewList
    payments: Payments
    undated: int


def make_payment_list(reading: Reading, until: date, today: date, issue: int, lang: Lang) -> PaymentList:
    """List what is due by a day and not paid.

    Raises:
        OfficeError: Nothing is.
    """
    lines = read_cash_lines(reading, read_ledger(reading, report_currency(reading)))
    payments = compute_payments(lines, today, until)
    if not any(item.amount > 0 for item in payments.items):
        raise OfficeError(
            f"Nothing is to be paid by {until.isoformat()}. Nothing was written.",
            f"Rien n'est à payer d'ici le {until:%d/%m/%Y}. Rien n'a été écrit.",
        )
    undated = undated_payments(lines)
    sections = (
        Section(BY_SUPPLIER.say(lang), tuple(_suppliers(payments, lines))),
        Section(TOTAL.say(lang), tuple(_totals(payments, lines, lang))),
        Section(BY_DATE.say(lang), tuple(_document(item, lines) for item in payments.items)),
    )
    document = CrewList(
        PAYMENTS,
        lang,
        read_settings(reading).get("title", ""),
        issue,
        today,
        paper_of(reading),
        (ListSheet(PAYMENTS.sheet.say(lang), COLUMNS, sections),),
        _summary(until, undated, lang),
        undated,
        (),
    )
    return PaymentList(document, payments, undated)


def _summary(until: date, undated: int, lang: Lang) -> str:
    said = Text(f"Due by {say_day(until, 'en')}.", f"À payer d'ici le {say_day(until, 'fr')}.").say(lang)
    if undated:
        said += Text(
            f" Not in it, for they say no due date: {undated}.",
            f" Laissées de côté, faute d'échéance : {undated}.",
        ).say(lang)
    return said


def _suppliers(payments: Payments, lines: CashLines) -> Iterator[Line]:
    first = {item.key: item.rows[0] for item in reversed(payments.items)}
    by_name = {(item.supplier, item.currency): item.key for item in payments.items}
    for owed in payments.suppliers:
        row = first[by_name[owed.supplier, owed.currency]]
        yield _line(lines, row, [owed.supplier, "", "", "", "", show(owed.amount), owed.currency])


def _totals(payments: Payments, lines: CashLines, lang: Lang) -> Iterator[Line]:
    row = payments.items[0].rows[0]
    for total in payments.totals:
        yield _line(lines, row, [TOTAL.say(lang), "", "", "", "", show(total.to_pay), total.currency])
        if total.credit:
            yield _line(lines, row, [CREDIT.say(lang), "", "", "", "", show(total.credit), total.currency])


def _document(item: Payment, lines: CashLines) -> Line:
    cells = [
        item.supplier,
        item.due.isoformat() if item.due else "",
        item.document,
        item.dated.isoformat() if item.dated else "",
        ", ".join(item.entries),
        show(item.amount),
        item.currency,
    ]
    return _line(lines, item.rows[0], cells)


def _line(lines: CashLines, row: int, cells: Sequence[str]) -> Line:
    """A line of the list; ``row`` is the cost line it stands for, by index."""
    return Line(COSTS, lines.table.rows[row].number, tuple(cells), {})
