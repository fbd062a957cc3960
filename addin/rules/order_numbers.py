"""The numbers of orders: the series the office uses, what is missing in it, and the next one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbook_templates.text import OfficeError

NUMBERED = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII | re.DOTALL)
LATEST = 10  # orders that say which series the office uses now


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """An order's number: ``BC0041`` is 41 of the series ``("BC", "")``, written with 4 figures."""

    series: tuple[str, str]
    number: int
    figures: int

    def write(self, number: int) -> str:
        """Another number of the series, written as this one."""
        before, after = self.series
        return f"{before}{number:0{self.figures}}{after}"


def read_order_number(text: str) -> OrderNumber | None:
    """Read an order's number; None when it has no figure.

    >>> read_order_number("BC0041")
    OrderNumber(series=('BC', ''), number=41, figures=4)
    """
    matched = NUMBERED.fullmatch(text.strip())
    if matched is None:
        return None
    before, figures, after = matched.groups()
    return OrderNumber((before, after), int(figures), len(figures))


def next_order(orders: Sequence[str]) -> str:
    """The number after the highest of the series that most of the last orders are in.

    >>> next_order(["PO-7", "BC1039", "BC1040"])
    'BC1041'

    Raises:
        OfficeError: No order has a number yet.
    """
    numbers = [number for text in orders if (number := read_order_number(text)) is not None]
    if not numbers:
        raise OfficeError(
            "No order has a number yet: write the first one as you want them, like BC1001.",
            "Aucun bon n'a encore de numéro : écrivez le premier comme vous les voulez, par exemple BC1001.",
        )
    latest = [number.series for number in numbers[: -LATEST - 1 : -1]]
    series = Counter(latest).most_common(1)[0][0]
    highest = max((one for one in numbers if one.series == series), key=lambda one: one.number)
    return highest.write(highest.number + 1)


def missing_numbers(orders: Sequence[str]) -> list[tuple[int, str]]:
    """Gaps in each series: the index of the order after the gap, and the numbers missing before it."""
    series: dict[tuple[str, str], dict[int, tuple[int, OrderNumber]]] = {}
    for i, text in enumerate(orders):
        if (number := read_order_number(text)) is not None:
            series.setdefault(number.series, {}).setdefault(number.number, (i, number))
    gaps = []
    for known in series.values():
        numbers = sorted(known)
        for before, after in pairwise(numbers):
            if after - before > 1:
                i, number = known[after]
                first, last = number.write(before + 1), number.write(after - 1)
                gaps.append((i, first if first == last else f"{first} - {last}"))
    return sorted(gaps)
