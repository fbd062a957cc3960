"""The lines behind each account of the cost report, as its sheet shows them: changes, costs and what is still ordered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from addin.rules.cost_figures import Books
from addin.rules.cost_layout import LINE_COLUMNS, Layout
from addin.rules.cost_lines import Columns, Exact
from addin.rules.cost_parts import spoken
from addin.rules.cost_relief import OrderLine
from addin.rules.costs import CostReport
from workbook_templates.book import Cell, Link, Reading, Style, Value
from workbook_templates.catalog import TABLE
from workbook_templates.money import round_half_up, show
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Lang, OfficeError

MOST_LINES = 100_000
MOST_LINKED = 40_000  # Excel drops a sheet's links past 65,530, and the accounts have theirs
LINKED_WORD = COST_REPORT.position["name"]
BLANK = Cell(None, Style.NOTE)


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One line under its account.

    Args:
        period: The one it counts in.
        day: ISO, as written; "" for none.
        words: Whom it is from and what it is for.
        document: The document's number and the order's.
        net: As written, in hundredths of its own currency.
        currency: "" for the report's own.
        figures: Key of a figure of the report -> the cents that the line adds to it.
    """

    link: Link
    period: int
    day: str
    words: str
    document: str
    net: Exact
    currency: str
    figures: Mapping[str, int]


Details = Mapping[str, Sequence[DetailLine]]


def read_details(reading: Reading, report: CostReport) -> Details:
    """Account -> its lines up to the report's period: changes, then costs, then open orders, each in order of time.

    Together they are the account's changes, actuals and commitments; a cost is its net and the tax that is lost.

    Raises:
        OfficeError: There are more than a sheet can show.
    """
    books = report.books
    wanted = {line.account for line in report.lines}
    count = sum(
        when is not None and when <= report.period and code in wanted
        for code, when in zip(books.ledger.account, books.ledger.period, strict=True)
    )
    if count > MOST_LINES:
        raise OfficeError(
            f"The detail would have {count:,} lines; a sheet shows {MOST_LINES:,} at most. Choose a department, an "
            "episode, or the account level.",
            f"Le détail aurait {count} lignes ; une feuille en montre {MOST_LINES} au plus. Choisissez un département, "
            "un épisode, ou le niveau des comptes.",
        )
    found: defaultdict[str, list[DetailLine]] = defaultdict(list)
    lines = (
        *_changes(books, report.period),
        *_costs(books, report.period, reading.lang),
        *_orders(books, report.period, reading.lang),
    )
    for code, line in lines:
        if code in wanted:
            found[code].append(line)
    return found


def is_linked(details: Details) -> bool:
    """Whether each line may lead to its own row."""
    return sum(map(len, details.values())) <= MOST_LINKED


def detail_cells(line: DetailLine, layout: Layout, is_led: bool) -> list[Cell]:
    """The row of a line: its words under the account's, its cents under the figures that they add to."""
    words: Mapping[str, Value] = {
        "account": _day(line.day),
        "name": line.words or TABLE[line.link.table].label.say(layout.lang),
        "section": line.document or None,
    }
    cells = []
    for at, column in enumerate(COST_REPORT.columns):
        value = words.get(column.key)
        if column.key in line.figures:
            value = Decimal(show(line.figures[column.key]))
        link = line.link if is_led and at == LINKED_WORD else None
        cells.append(BLANK if value is None else Cell(value, Style.NOTE, link))
    return cells


def line_cells(line: DetailLine) -> list[Cell]:
    """The columns that only lines have."""
    said: tuple[Value, ...] = (line.period, Decimal(show(round_half_up(line.net))), line.currency or None)
    return [Cell(value, Style.NOTE) for value in said]


def no_line_cells(style: Style) -> list[Cell]:
    """The same columns, of a row that is no line."""
    return [Cell(None, style) for _ in LINE_COLUMNS]


def _changes(books: Books, period: int) -> Iterator[tuple[str, DetailLine]]:
    table = books.changes
    for code, when, cents, i in sorted(books.moves, key=lambda move: move[1]):
        if when <= period:
            link = Link(table.key, table.rows[i].number, "amount")
            yield (
                code,
                DetailLine(
                    link, when, "", table["reason"][i], table["change"][i], cents, "", {"changes": cents}
                ),
            )


def _costs(books: Books, period: int, lang: Lang) -> Iterator[tuple[str, DetailLine]]:
    ledger, table = books.ledger, books.ledger.table
    kept = [
        (when, table["date"][i], i)
        for i, when in enumerate(ledger.period)
        if when is not None and when <= period
    ]
    coded = table.currencies()
    kinds = table.map("kind", lambda key: _kind(key, lang))
    for when, day, i in sorted(kept):
        cents = ledger.cost[i]
        figures = {"to_date": cents}
        if when == period:
            figures["period_actual"] = cents
        words = table["supplier"][i].strip() or table["person"][i].strip()
        said = f"{words}, {kinds[i].lower()}" if words and kinds[i] else words or kinds[i]
        own = "" if coded[i] == books.currency else coded[i]
        document = _document(table, i, table["document"][i])
        link = Link(table.key, table.rows[i].number, "net")
        yield ledger.account[i], DetailLine(link, when, day, said, document, ledger.net[i], own, figures)


def _orders(books: Books, period: int, lang: Lang) -> Iterator[tuple[str, DetailLine]]:
    """What each order still commits, its balance in the report's currency; its words say its amendments."""
    table = books.orders.table

    def by_time(line: OrderLine) -> tuple[int, str, int]:
        return line.period, table["date"][line.row], line.row

    coded = table.currencies()
    for line in sorted(books.orders.lines, key=by_time):
        cents = line.open_balance(period)
        if not cents:
            continue
        i = line.row
        said = (table["supplier"][i].strip(), table["description"][i].strip(), _amended(line, period, lang))
        words = ", ".join(filter(None, said))
        number = f"{table['order'][i]} / {table['line'][i]}" if table["line"][i] else table["order"][i]
        own = "" if coded[i] == books.currency else coded[i]
        left = line.amount_at(period) - line.invoiced(period)
        link = Link(table.key, table.rows[i].number, "amount")
        yield (
            line.account,
            DetailLine(link, line.period, table["date"][i], words, number, left, own, {"commitments": cents}),
        )


def _amended(line: OrderLine, period: int, lang: Lang) -> str:
    """How an order's line was amended up to a period; "" when it was not."""
    amended = sum(amount for when, amount in line.amendments if when <= period)
    if not amended:
        return ""
    cents = round_half_up(Fraction(amended))
    by = f"{'+' if cents >= 0 else ''}{spoken(cents, lang)}"
    return f"modifié de {by}" if lang == "fr" else f"amended by {by}"


def _document(table: Columns, i: int, document: str) -> str:
    return " / ".join(filter(None, (document.strip(), table["order"][i].strip())))


def _kind(key: str, lang: Lang) -> str:
    """What kind of cost it is; "" for an invoice, as most are."""
    if key == "invoice":
        return ""
    choices = TABLE["costs"].column("kind").choices
    return next((choice.label.say(lang) for choice in choices if choice.key == key), "")


def _day(text: str) -> date | str | None:
    """A date as one; what is none as it is written."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
