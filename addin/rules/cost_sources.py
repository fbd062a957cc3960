"""The lines of the money tables behind an account's figures, as parts that add up to them."""

from collections import defaultdict

from addin.rules.cost_figures import Books
from addin.rules.cost_lines import Columns, Exact, read_amounts, read_columns, whole
from addin.rules.cost_parts import Part, part_of, turned
from addin.rules.cost_relief import OrderLine
from workbook_templates.book import Reading
from workbook_templates.money import round_half_up, round_ratio
from workbook_templates.text import Text

Indexes = dict[str, list[int]]


class Sources:
    """Every line of the money tables, by account."""

    def __init__(self, reading: Reading, books: Books) -> None:
        self._books = books
        self._budget = [
            round_half_up(amount) for amount in read_amounts(books.accounts, "budget", [], blank_is_zero=True)
        ]
        self._accounts = _by_account(books.accounts)
        self._costs = _by_account(books.ledger.table)
        self._moves: Indexes = defaultdict(list)
        for place, (code, _, _, _) in enumerate(books.moves):
            self._moves[code].append(place)
        self._orders = books.orders.table
        self.detail = read_columns(reading, "budget_lines")
        self._open: dict[str, list[OrderLine]] = defaultdict(list)
        for line in books.orders.lines:
            self._open[line.account].append(line)

    def budget(self, code: str) -> list[Part]:
        rows = self._accounts.get(code, ())
        return [part_of(self._books.accounts, i, "budget", self._budget[i]) for i in rows]

    def changes(self, code: str, period: int) -> list[Part]:
        moves = [self._books.moves[place] for place in self._moves.get(code, ())]
        return [
            part_of(self._books.changes, i, "amount", amount)
            for _, when, amount, i in moves
            if when <= period
        ]

    def costs(self, code: str, first: int | None, last: int) -> list[Part]:
        """The costs of the periods from ``first`` (None for all) to ``last``, both included."""
        ledger = self._books.ledger
        return [
            part_of(ledger.table, i, "net", ledger.cost[i])
            for i in self._costs.get(code, ())
            if (when := ledger.period[i]) is not None and (first is None or first <= when) and when <= last
        ]

    def commitments(self, code: str, period: int) -> list[Part]:
        """The orders still open, each with the lines that relieve it taken away."""
        return [
            part
            for line in self._open.get(code, ())
            if _is_open(line, period)
            for part in self._order(line, period)
        ]

    def relieved(self, code: str, period: int) -> list[Part]:
        """The orders of the account that commit nothing any more: parts of zero, that say why."""
        return [
            part_of(self._orders, line.row, "amount", 0, _why_relieved(self._orders, line.row, line, period))
            for line in self._open.get(code, ())
            if line.period <= period and not _is_open(line, period)
        ]

    def _order(self, line: OrderLine, period: int) -> list[Part]:
        """An order, its amendments and its relief; each is what the rounded balance changes by."""
        ledger, left, index = self._books.ledger, line.amount, line.row
        number = self._orders["line"][index] or "1"
        name = f"{self._orders['order'][index]} / {number}"
        taken = Text(f"taken off order {name}", f"déduit du bon {name}")
        added = Text(f"amends order {name}", f"modifie le bon {name}")
        parts = [part_of(self._orders, index, "amount", _in_report(left, line))]
        steps = [
            *(
                (when, amount, at, True)
                for (when, amount), at in zip(line.amendments, line.amended_by, strict=True)
            ),
            *((when, -net, at, False) for (when, net), at in zip(line.relief, line.costs, strict=True)),
        ]
        # By period, so that a report's steps begin with those of the report before.
        for when, change, at, is_amendment in sorted(steps, key=lambda step: step[0]):
            if when > period:
                continue
            cents = _in_report(left + change, line) - _in_report(left, line)
            if is_amendment:
                parts.append(part_of(self._orders, at, "amount", cents, added))
            else:
                parts += turned([part_of(ledger.table, at, "net", -cents, taken)])
            left += change
        return parts


def _by_account(table: Columns) -> Indexes:
    found: Indexes = defaultdict(list)
    for i, code in enumerate(table.codes):
        found[code].append(i)
    return found


def _is_open(line: OrderLine, period: int) -> bool:
    is_ended = line.ended is not None and line.ended <= period
    return line.period <= period and not is_ended and line.amount_at(period) > line.invoiced(period)


def _in_report(amount: Exact, line: OrderLine) -> int:
    """An amount of an order in the report's cents."""
    return round_ratio(amount.numerator * line.rate.numerator, amount.denominator * line.rate.denominator)


def _why_relieved(table: Columns, index: int, line: OrderLine, period: int) -> Text:
    ended = line.ended
    if ended is None or ended > period:
        if line.amendments and line.amount_at(period) <= 0:
            return Text("brought to nothing by its amendments", "ramené à rien par ses modifications")
        return Text("invoiced in full", "entièrement facturé")
    if whole(table["closed_period"][index]) == ended:
        return Text(f"closed in period {ended}", f"clos en période {ended}")
    return Text(
        f"its final invoice came in period {ended}", f"soldé par sa dernière facture en période {ended}"
    )
