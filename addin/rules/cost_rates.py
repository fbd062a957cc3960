"""The dated rates of the production: what a code is worth on a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from addin.rules.cost_lines import Columns, percent, read_columns
from workbook_templates.book import Reading
from workbook_templates.money import exact

ALWAYS = date.min


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of Rates and ceilings.

    Args:
        since: The first day it holds; ``date.min`` when the row does not say.
        percent: A share, 1 for 100 %; None when the cell holds none.
        amount: Exact, in units of ``currency`` (or of the report's currency for an exchange rate); None without one.
        recoverable: The share of a tax that comes back; None when the row does not say.
        row: The row's index in the table.
    """

    kind: str
    code: str
    since: date
    percent: Fraction | None
    amount: Fraction | None
    scope: str
    recoverable: Fraction | None
    account: str
    currency: str
    row: int


@dataclass(frozen=True)
class Rates:
    """Every rate, by kind and code, the latest first."""

    table: Columns
    known: Mapping[tuple[str, str], Sequence[Rate]]

    def at(self, kind: str, code: str, day: date | None) -> Rate | None:
        """The rate that holds on a day; without a day, the latest one."""
        found = self.known.get((kind, code), ())
        return next((rate for rate in found if day is None or rate.since <= day), None)

    def codes(self, kind: str) -> list[str]:
        """The codes of a kind, in the sheet's order."""
        return [code for known, code in self.known if known == kind]


def read_rates(reading: Reading) -> Rates:
    """Read the table; a row whose date cannot be read holds on no day."""
    table = read_columns(reading, "rates")
    known: defaultdict[tuple[str, str], list[Rate]] = defaultdict(list)
    for i, (kind, code) in enumerate(zip(table["kind"], table.map("code", str.strip), strict=True)):
        since = ALWAYS if not table["from"][i].strip() else read_day(table["from"][i])
        if since is None:
            continue
        said = code.upper() if kind in ("exchange", "budget_exchange") else code
        known[kind, said].append(
            Rate(
                kind,
                said,
                since,
                percent(table["percent"][i]),
                exact(table["amount"][i]),
                table["scope"][i],
                percent(table["recoverable"][i]),
                table["account"][i].strip(),
                table["currency"][i].strip().upper(),
                i,
            )
        )
    return Rates(
        table, {key: sorted(rates, key=lambda rate: rate.since, reverse=True) for key, rates in known.items()}
    )


def read_day(text: str) -> date | None:
    """A day in canonical form, or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
