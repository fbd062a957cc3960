"""Money: whole cents, half up, and shares that add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_templates.money import cents, exact, round_half_up, show, split

CASES = (
    ("1250.00", 125000),
    ("1250", 125000),
    ("1635.125", 163513),
    ("-1635.125", -163513),
    ("0.004", 0),
    ("-.5", -50),
    ("", None),
    ("1 250,00", None),
    ("1e3", None),
    ("1/3", None),
    ("nan", None),
    ("٣", None),
)


@pytest.mark.parametrize(("text", "amount"), CASES)
def test_an_amount_is_read_half_up_and_anything_else_is_not_an_amount(text: str, amount: int | None) -> None:
    assert cents(text) == amount


def test_an_exact_number_is_not_rounded() -> None:
    assert exact("1.0005") == Fraction(10005, 10000)


@given(st.integers())
def test_what_is_shown_reads_back_the_same(amount: int) -> None:
    assert cents(show(amount)) == amount


@given(st.integers(), st.integers(min_value=1, max_value=200))
def test_shares_add_up_and_differ_by_one_cent_at_most(total: int, parts: int) -> None:
    shares = split(total, parts)

    assert sum(shares) == total
    assert len(shares) == parts
    assert max(shares) - min(shares) <= 1


def test_sharing_in_no_part_is_refused() -> None:
    with pytest.raises(ValueError):
        split(100, 0)


@given(st.fractions())
def test_a_refund_rounds_as_its_cost(value: Fraction) -> None:
    assert round_half_up(-value) == -round_half_up(value)
