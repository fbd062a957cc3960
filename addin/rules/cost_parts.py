"""The parts of a figure: one line read from a table, its amount, and the sign it counts with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from addin.rules.cost_lines import Columns
from workbook_templates.text import Lang, Text

READ: Mapping[str, tuple[str, ...]] = {
    "accounts": ("account", "budget"),
    "changes": ("change", "period", "account", "amount", "reason"),
    "orders": ("order", "line", "period", "account", "supplier", "amount", "currency", "rate", "amends"),
    "costs": (
        "entry", "period", "account", "supplier", "document", "net", "tax", "recoverable", "currency", "rate",
    ),
    "estimates": ("period", "account", "method", "value"),
    "budget_lines": ("line", "account", "person", "quantity", "times", "rate", "fringes"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One line that a figure comes from.

    Args:
        table: The table's key.
        row: The number the sheet shows.
        record: The row's id.
        column: The column that the amount was read from.
        read: (column's key, text) of every cell that counted, and of those that name the line.
        amount: Whole cents of the report's currency.
        sign: 1 when it is added, -1 when it is taken away.
        says: Why the amount is not simply the cell's, or None.
    """

    table: str
    row: int
    record: str
    column: str
    read: tuple[tuple[str, str], ...]
    amount: int
    sign: int = 1
    says: Text | None = None

    @property
    def counted(self) -> int:
        return self.amount * self.sign


@dataclass(frozen=True, slots=True)
class Figure:
    """Another figure of the report, which can be asked about in turn."""

    account: str
    column: str
    amount: int


def part_of(table: Columns, index: int, column: str, amount: int, says: Text | None = None) -> Part:
    """The part that a row of a table makes."""
    row = table.rows[index]
    keys = READ[table.key]
    if column not in keys:
        keys = (*keys, column)
    read = tuple((key, text) for key in keys if (text := table[key][index]))
    return Part(table.key, row.number, row.id, column, read, amount, 1, says)


def turned(parts: Iterable[Part]) -> list[Part]:
    """The same parts, taken away."""
    return [replace(part, sign=-part.sign) for part in parts]


def add_up(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts without those that cancel: one line added here and taken away there is left out.

    What stays is in the order of its first coming.
    """
    count: dict[Part, int] = {}
    for part in parts:
        plain = replace(part, sign=1) if part.sign < 0 else part
        count[plain] = count.get(plain, 0) + part.sign
    return tuple(
        replace(part, sign=1 if times > 0 else -1) for part, times in count.items() for _ in range(abs(times))
    )


def spoken(cents: int, lang: Lang) -> str:
    """An amount as people write it.

    >>> spoken(-123456789, "en"), spoken(100050, "fr")
    ('-1,234,567.89', '1\\u202f000,50')
    """
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if lang == "fr":
        return sign + f"{whole:,}".replace(",", "\u202f") + f",{rest:02}"
    return f"{sign}{whole:,}.{rest:02}"
