"""The cost lines as cash sees them: what was paid, in the line's own currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from addin.rules.cost_ledger import Ledger
from addin.rules.cost_lines import Columns, read_columns, report_currency
from addin.rules.cost_rates import Rate, Rates, read_day, read_rates
from workbook_templates.book import Reading
from workbook_templates.money import round_half_up, show


@dataclass(frozen=True)
class CashLines:
    """The cost lines with what floats, payments and deposits ask of them.

    Args:
        currency: The report's.
        currencies: Each line's own, the report's where it is blank.
        people: Person -> first and last name, of the crew.
    """

    ledger: Ledger
    rates: Rates
    currency: str
    currencies: Sequence[str]
    days: Sequence[date | None]
    people: Mapping[str, str]

    @property
    def table(self) -> Columns:
        return self.ledger.table

    def gross(self, index: int) -> int:
        """Net and tax of a line in whole cents of its own currency, rounded half up once."""
        return round_half_up(self.ledger.net[index] + self.ledger.tax[index])


def read_cash_lines(reading: Reading, ledger: Ledger) -> CashLines:
    """Read what the ledger does not hold."""
    currency = report_currency(reading)
    table = ledger.table
    currencies = table.currencies(currency)
    crew = read_columns(reading, "crew")
    said = zip(crew["person"], crew["first_name"], crew["last_name"], strict=True)
    people = {person.strip(): f"{first} {last}".strip() for person, first, last in said}
    return CashLines(ledger, read_rates(reading), currency, currencies, table.map("date", read_day), people)


def say_amount(cents: int, currency: str) -> str:
    """An amount with its currency.

    >>> say_amount(-123450, "EUR")
    '-1234.50 EUR'
    """
    return f"{show(cents)} {currency}"


def in_limit_currency(
    amount: Fraction, currency: str, rate: Fraction, limit: Rate, lines: CashLines, day: date | None
) -> Fraction | None:
    """An amount brought to the currency of a limit; None when no rate of exchange does.

    Args:
        rate: What one unit of ``currency`` is worth in the report's; 0 when nobody said.
    """
    wanted = limit.currency or lines.currency
    if wanted == currency:
        return amount
    worth = Fraction(1) if currency == lines.currency else rate
    if not worth:
        return None
    if wanted == lines.currency:
        return amount * worth
    found = lines.rates.at("exchange", wanted, day)
    return amount * worth / found.amount if found and found.amount else None
