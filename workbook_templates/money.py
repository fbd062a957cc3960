"""Money as whole cents: read from canonical text, shown, shared out."""

import re
from decimal import Decimal
from fractions import Fraction

_AMOUNT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


def exact(text: str) -> Fraction | None:
    """The exact number a canonical text says, or None when it is not a number."""
    stripped = text.strip()
    return Fraction(stripped) if _AMOUNT.fullmatch(stripped) else None


def round_half_up(value: Fraction | int) -> int:
    """Round to a whole number; a half goes away from zero, so that a refund mirrors its cost.

    >>> [round_half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)]
    [-2, -1, 1, 2]
    """
    return round_ratio(value.numerator, value.denominator)


def round_ratio(above: int, below: int) -> int:
    """``round_half_up(Fraction(above, below))`` for a positive ``below``, without making the fraction.

    >>> round_ratio(-3, 2), round_ratio(10, 4)
    (-2, 3)
    """
    whole = (2 * abs(above) + below) // (2 * below)
    return -whole if above < 0 else whole


def cents(text: str) -> int | None:
    """The whole cents of an amount, half up; None when the text is not an amount (blank included).

    >>> cents("1635.125"), cents("-0.5"), cents("12 000"), cents("")
    (163513, -50, None, None)
    """
    value = exact(text)
    return None if value is None else round_half_up(value * 100)


def show(amount: int) -> str:
    """Write whole cents as canonical text.

    >>> show(163513), show(-5)
    ('1635.13', '-0.05')
    """
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02d}"


def as_number(amount: int | None) -> Decimal | None:
    """Whole cents as the number a cell holds; None stays a blank cell.

    >>> as_number(163513), as_number(None)
    (Decimal('1635.13'), None)
    """
    return None if amount is None else Decimal(show(amount))


def split(total: int, parts: int) -> list[int]:
    """Share whole cents in equal parts that add up; the first parts take the odd cents.

    Raises:
        ValueError: If ``parts`` is not positive.
    """
    if parts < 1:
        raise ValueError("an amount is shared in one part or more")
    share, rest = divmod(total, parts)
    return [share + 1] * rest + [share] * (parts - rest)
