"""The budget's detail: overtime, fringes and their cut-offs."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_rows import reading_of

from addin.rules.budget_detail import Detail, compute_detail
from workbook_templates.money import round_half_up

FRINGE = {"kind": "fringe", "code": "F", "percent": "20%", "account": "27"}
CAPPED = {"kind": "fringe", "code": "C", "percent": "10%", "amount": "1000", "account": "27"}
OVERTIME = {"kind": "overtime", "code": "OT", "percent": "12.5%"}
EUROS = {"kind": "budget_exchange", "code": "USD", "amount": "0.9"}


def detail(
    lines: Sequence[Mapping[str, str]],
    rates: Sequence[Mapping[str, str]] = (FRINGE, CAPPED, OVERTIME, EUROS),
    accounts: Sequence[Mapping[str, str]] = (),
) -> Detail:
    said = [{"line": str(at), "account": "12", "quantity": "1", **line} for at, line in enumerate(lines)]
    return compute_detail(reading_of({"budget_lines": said, "rates": rates, "accounts": accounts}))


@pytest.mark.parametrize(
    ("line", "labour", "fringes"),
    [
        ({"quantity": "10", "times": "2", "rate": "450.00"}, 900000, 0),
        ({"quantity": "2.5", "rate": "100.01"}, 25003, 0),
        ({"rate": "1000.00", "fringes": "F"}, 100000, 20000),
        ({"rate": "1000.00", "fringes": "F", "overtime": "OT"}, 112500, 22500),
        ({"rate": "5000.00", "fringes": "C"}, 500000, 10000),
        ({"rate": "5000.00", "fringes": "F, C"}, 500000, 110000),
        ({"rate": "100.00", "currency": "USD", "fringes": "F"}, 9000, 1800),
        ({"rate": "-50.00", "fringes": "C"}, -5000, -500),
    ],
)
def test_a_line_is_quantity_times_rate_with_overtime_and_fringes(
    line: dict[str, str], labour: int, fringes: int
) -> None:
    found = detail([line])

    assert found.totals == {"12": labour} | ({"27": fringes} if "fringes" in line else {})
    assert found.findings == ()


def test_a_cut_off_is_each_line_s_own_or_the_person_s() -> None:
    lines = [{"rate": "800.00", "fringes": "C", "person": "P1"}] * 2

    assert detail(lines).totals["27"] == 16000
    assert detail(lines, [CAPPED | {"scope": "person"}]).totals["27"] == 10000
    nobody = [{"rate": "800.00", "fringes": "C"}] * 2
    assert detail(nobody, [CAPPED | {"scope": "person"}]).totals["27"] == 16000


def test_a_fringe_posts_in_the_line_s_episode() -> None:
    found = detail([{"rate": "100.00", "fringes": "F", "episode": "101"}])

    assert found.totals == {"12 / 101": 10000, "27 / 101": 2000}


def test_a_budget_that_is_not_its_detail_is_found() -> None:
    accounts = [{"account": "12", "budget": "999.00"}, {"account": "27", "budget": "200.00"}]
    found = detail([{"rate": "1000.00", "fringes": "F"}], accounts=accounts)

    assert [(one.kind.code, one.details["account"]) for one in found.findings] == [
        ("budget-differs-from-detail", "12")
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"quantity": "ten", "rate": "1.00"}, "bad-quantity"),
        ({"times": "x", "rate": "1.00"}, "bad-quantity"),
        ({"rate": "1.00", "currency": "GBP"}, "budget-line-without-rate"),
        ({"rate": "1.00", "fringes": "Z"}, "no-fringe-rate"),
        ({"rate": "1.00", "overtime": "Z"}, "no-fringe-rate"),
        ({"rate": "a lot"}, "bad-amount"),
    ],
)
def test_what_cannot_be_read_is_found(line: dict[str, str], code: str) -> None:
    assert [one.kind.code for one in detail([line]).findings] == [code]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 3000)), max_size=12),
    st.integers(0, 4000),
    st.randoms(use_true_random=False),
)
def test_a_person_s_fringe_is_on_their_labour_up_to_the_ceiling_in_any_order(
    said: list[tuple[str, int]], ceiling: int, dice: "object"
) -> None:
    rate = CAPPED | {"amount": str(ceiling), "scope": "person", "percent": "100%"}
    lines = [{"rate": f"{amount}.00", "person": person, "fringes": "C"} for person, amount in said]
    dice.shuffle(lines)  # type: ignore[attr-defined]

    wanted = sum(
        min(ceiling, sum(amount for person, amount in said if person == one)) for one in {p for p, _ in said}
    )
    assert detail(lines, [rate]).totals.get("27", 0) == round_half_up(Fraction(wanted * 100))
