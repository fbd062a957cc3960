"""The rows of the money tables, read into whole cents of the report's currency."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from addin.rules import cost_findings as found
from workbook_templates.book import Reading, Row
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.money import exact
from workbook_templates.text import Text

Exact = int | Fraction
T = TypeVar("T")
ONE = Fraction(1)
_CENTS = re.compile(r"-?\d+\.\d\d", re.ASCII)
_ALL_CENTS = re.compile(rf"{_CENTS.pattern}(?:\n{_CENTS.pattern})*+", re.ASCII)
BY_EPISODE = " / "
BLOCK = 5000  # amounts read at one stroke
CURRENCIES = {"FR": "EUR", "CA-QC": "CAD"}


@dataclass(frozen=True)
class Columns:
    """One table by columns; a column or table the book lacks reads as blanks."""

    key: str
    rows: Sequence[Row]
    texts: Mapping[str, Sequence[str]]

    def __getitem__(self, column: str) -> Sequence[str]:
        return self.texts[column]

    def map(self, column: str, parse: Callable[[str], T]) -> list[T]:
        """Parse every cell, each different text once."""
        texts = self.texts[column]
        parsed = {text: parse(text) for text in set(texts)}
        if len(parsed) == 1:
            return [*parsed.values()] * len(texts)
        return [parsed[text] for text in texts]

    @cached_property
    def codes(self) -> Sequence[str]:
        """The account that each row's money goes to, with its episode where one is said."""
        accounts = self.map("account", str.strip)
        if not any(self.texts["episode"]):
            return accounts
        return [*map(account_code, accounts, self.map("episode", str.strip))]

    def currencies(self, blank: str = "") -> list[str]:
        """Each line's currency; ``blank`` where none is said."""
        return self.map("currency", lambda text: text.strip().upper() or blank)

    def finding(
        self, kind: FindingKind, index: int, column: str, details: Mapping[str, str | Text] | None = None
    ) -> Finding:
        row = self.rows[index]
        value = self.texts[column][index] if column else ""
        return Finding(kind, TABLE[self.key], row.number, row.id, column, value, details or {})


def account_code(account: str, episode: str) -> str:
    """How an account is named where episodes are counted apart.

    >>> account_code("12.01", "101"), account_code("12.01", "")
    ('12.01 / 101', '12.01')
    """
    return f"{account}{BY_EPISODE}{episode}" if episode else account


def episode_of(code: str) -> str:
    """The episode in an account's code, "" for none."""
    return code.partition(BY_EPISODE)[2]


def read_columns(reading: Reading, key: str) -> Columns:
    """A table of the reading by columns."""
    read = reading.tables.get(key)
    rows = read.rows if read is not None else ()
    turned = list(zip(*(row.cells for row in rows), strict=True)) or [()] * len(TABLE[key].columns)
    return Columns(key, rows, {column.key: turned[i] for i, column in enumerate(TABLE[key].columns)})


def read_settings(reading: Reading) -> dict[str, str]:
    """Setting -> value, the last row of a repeated one."""
    table = read_columns(reading, "production")
    return dict(zip(table["setting"], table["value"], strict=True))


def report_currency(reading: Reading) -> str:
    """The production's currency, else its country's."""
    settings = read_settings(reading)
    country = settings.get("country") or reading.country
    return settings.get("currency", "").strip().upper() or CURRENCIES.get(country, "EUR")


def hundredths(text: str) -> Exact | None:
    """The exact amount in cents, whole when it can be; None when it is not an amount."""
    if _CENTS.fullmatch(text):
        return int(text.replace(".", ""))
    value = exact(text)
    if value is None:
        return None
    value *= 100
    return value.numerator if value.denominator == 1 else value


def whole(text: str) -> int | None:
    """A whole number, or None."""
    value = exact(text)
    return value.numerator if value is not None and value.denominator == 1 else None


def percent(text: str) -> Fraction | None:
    """What a percent says, 1 for 100 %; None when it is not one."""
    said = text.strip()
    value = exact(said.removesuffix("%")) if said.endswith("%") else None
    return None if value is None else value / 100


def share(text: str) -> Fraction | None:
    """A percent from 0 to 100 as a fraction; blank is 100%."""
    if not text.strip():
        return Fraction(1)
    part = percent(text)
    return part if part is not None and 0 <= part <= 1 else None


def unrecovered(text: str) -> Fraction:
    """The part of the tax nobody gives back; none when the share cannot be read."""
    part = share(text)
    return Fraction(0) if part is None else 1 - part


def read_periods(table: Columns, findings: list[Finding]) -> list[int | None]:
    periods = table.map("period", whole)
    if None in periods:
        findings += [
            table.finding(found.BAD_PERIOD, i, "period") for i, value in enumerate(periods) if value is None
        ]
    return periods


def read_amounts(
    table: Columns, column: str, findings: list[Finding], blank_is_zero: bool = False
) -> list[Exact]:
    """The amounts of a column in exact cents; what is not one is a finding and zero."""
    amounts: list[Exact] = []
    said = table[column]
    for first in range(0, len(said), BLOCK):
        texts = said[first : first + BLOCK]
        if blank_is_zero:
            texts = [text if text.strip() else "0.00" for text in texts]
        amounts += _plain_cents(texts) or _any_cents(table, column, texts, first, findings)
    return amounts


def _plain_cents(texts: Sequence[str]) -> list[int]:
    """Whole cents of amounts that are all written in full, as most are, at one stroke; else nothing."""
    joined = "\n".join(texts)
    if not _ALL_CENTS.fullmatch(joined):
        return []
    cents = [*map(int, joined.replace(".", "").split("\n"))]
    return cents if len(cents) == len(texts) else []


def _any_cents(
    table: Columns, column: str, texts: Sequence[str], first: int, findings: list[Finding]
) -> list[Exact]:
    amounts = [hundredths(text) for text in texts]
    findings += [
        table.finding(found.BAD_AMOUNT, i, column) for i, value in enumerate(amounts, first) if value is None
    ]
    return [0 if value is None else value for value in amounts]
