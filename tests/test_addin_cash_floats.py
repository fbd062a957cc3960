"""The cash of a float is proved at every moment, and what breaks its equation is found."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_rows import reading_of

from addin.rules.cash import check_cash, compute_cash
from addin.rules.cost_ledger import read_ledger
from workbook_templates.book import Reading

FIRST = date(2026, 5, 4)
TODAY = date(2026, 7, 1)
OPENING = {"kind": "opening", "date": "2026-05-04", "amount": "1500.00", "holder": "P1"}


def book(
    moves: Sequence[Mapping[str, str]], receipts: Sequence[Mapping[str, str]] = (), currency: str = "EUR"
) -> Reading:
    return reading_of(
        {
            "production": [{"setting": "currency", "value": currency}],
            "floats": [
                {"float": "RA1", "move": str(i)} | dict(move) for i, move in enumerate(moves, start=1)
            ],
            "costs": [
                {"entry": f"E{i}", "kind": "petty_cash", "period": "1", "float": "RA1"} | dict(receipt)
                for i, receipt in enumerate(receipts)
            ],
        }
    )


def receipt(net: str, day: str = "2026-05-06", **more: str) -> dict[str, str]:
    return {"net": net, "date": day, **more}


def move(kind: str, amount: str, day: str = "2026-05-08", **more: str) -> dict[str, str]:
    return {"kind": kind, "amount": amount, "date": day, **more}


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in check_cash(reading, read_ledger(reading, "EUR"))]


def test_the_example_of_the_facts_comes_to_what_was_counted() -> None:
    spent = [receipt(net) for net in ("246.50", "89.90", "410.00", "35.05", "356.00")]
    reading = book([OPENING, move("count", "362.55"), move("top_up", "1137.45")], spent)

    [one] = compute_cash(reading, TODAY).floats

    assert [(day.day.isoformat(), day.expected, day.counted) for day in one.days] == [
        ("2026-05-04", 1500_00, None),
        ("2026-05-06", 362_55, None),
        ("2026-05-08", 1500_00, 362_55),
    ]
    assert codes(reading) == []


KINDS = ("opening", "top_up", "return", "difference", "count")
DAYS = st.integers(0, 12).map(lambda offset: FIRST + timedelta(days=offset))
CENTS = st.integers(0, 300_000)


def money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), DAYS, CENTS), max_size=12),
    st.lists(st.tuples(DAYS, CENTS, CENTS, st.booleans()), max_size=12),
)
def test_the_equation_holds_on_every_day_by_a_computation_of_its_own(
    moves: list[tuple[str, date, int]], receipts: list[tuple[date, int, int, bool]]
) -> None:
    reading = book(
        [move(kind, money(cents), day.isoformat()) for kind, day, cents in moves],
        [
            receipt(money(net), day.isoformat(), tax=money(tax), kind="petty_cash" if is_cash else "invoice")
            for day, net, tax, is_cash in receipts
        ],
    )
    floats = compute_cash(reading, TODAY).floats
    if not moves:
        assert floats == []
        return

    [one] = floats
    known = {day.day: day for day in one.days}
    expected = 0
    for offset in range(13):
        today = FIRST + timedelta(days=offset)
        expected = sum(
            cents * {"opening": 1, "top_up": 1, "return": -1, "difference": -1, "count": 0}[kind]
            for kind, day, cents in moves
            if day <= today
        )
        expected -= sum(net + tax for day, net, tax, is_cash in receipts if is_cash and day <= today)
        happened = any(day == today for _, day, _ in moves)
        happened |= any(day == today and is_cash for day, _, _, is_cash in receipts)
        assert happened == (today in known)
        if happened:
            assert known[today].expected == expected
    assert one.expected == expected


@given(st.lists(st.tuples(st.sampled_from(KINDS), CENTS), min_size=1, max_size=10))
def test_a_count_is_found_when_and_only_when_it_is_not_what_is_there(moves: list[tuple[str, int]]) -> None:
    said = [("opening", 1_000_000), *moves]
    reading = book([move(kind, money(cents), "2026-05-04") for kind, cents in said])

    wrong, cash = [], 0
    for at, (kind, cents) in enumerate(said):
        if kind == "count":
            off = 0
            for later, difference in said[at + 1 :]:
                if later != "difference":
                    break
                off += difference
            if cents not in (cash, cash - off):
                wrong.append(at + 2)
        else:
            cash += cents if kind in ("opening", "top_up") else -cents
    findings = check_cash(reading, read_ledger(reading, "EUR"))

    assert [one.row for one in findings if one.code == "float-count-differs"] == wrong


@pytest.mark.parametrize(
    ("moves", "receipts", "found"),
    [
        ([move("top_up", "10.00")], [], "float-without-opening"),
        ([OPENING, move("count", "1499.99")], [], "float-count-differs"),
        ([OPENING], [receipt("1500.01")], "float-below-zero"),
        ([OPENING], [receipt("1.00", "2026-05-03")], "receipt-before-opening"),
        ([OPENING], [receipt("1.00", "")], "receipt-without-date"),
        ([OPENING], [receipt("1.00", currency="GBP", rate="1.2")], "float-other-currency"),
        ([OPENING, move("top_up", "1.00", currency="GBP")], [], "float-other-currency"),
        ([OPENING, move("top_up", "1.00", holder="P2")], [], "float-two-holders"),
        ([OPENING], [receipt("1.00", kind="expense")], "float-not-petty-cash"),
        ([OPENING], [receipt("1.00", float="")], "receipt-without-float"),
    ],
)
def test_what_breaks_a_float_is_found(
    moves: list[dict[str, str]], receipts: list[dict[str, str]], found: str
) -> None:
    assert codes(book(moves, receipts)) == [found]


@pytest.mark.parametrize(
    ("moves", "receipts"),
    [
        ([OPENING, move("count", "1495.00"), move("difference", "5.00")], []),
        ([OPENING, move("count", "1505.00"), move("difference", "-5.00")], []),
        ([OPENING], [receipt("1500.00")]),
        ([OPENING, move("return", "1500.00"), move("opening", "900.00", holder="P2")], []),
        ([OPENING, move("top_up", "1000.00", "2026-05-06")], [receipt("2500.00")]),
    ],
)
def test_what_is_in_order_is_not_found(moves: list[dict[str, str]], receipts: list[dict[str, str]]) -> None:
    assert codes(book(moves, receipts)) == []


def test_cash_below_zero_is_told_once_until_it_is_above_again() -> None:
    spent = [receipt("1600.00"), receipt("5.00", "2026-05-07"), receipt("200.00", "2026-05-10")]
    reading = book([OPENING, move("top_up", "200.00")], spent)
    findings = check_cash(reading, read_ledger(reading, "EUR"))

    assert [(one.code, one.row) for one in findings] == [("float-below-zero", 2), ("float-below-zero", 4)]


def test_a_receipt_counts_with_the_tax_its_codes_come_to() -> None:
    reading = book([OPENING], [receipt("100.00", tax_codes="T")])
    rates = reading_of({"rates": [{"kind": "tax", "code": "T", "percent": "20%"}]}).tables
    taxed = Reading({**reading.tables, **rates}, "en", "FR", "")

    assert compute_cash(taxed, TODAY).floats[0].total("receipt") == 120_00


def test_two_floats_are_apart() -> None:
    reading = book([OPENING, OPENING | {"float": "RA2"}], [receipt("100.00"), receipt("7.00", float="RA2")])

    assert [(one.name, one.expected) for one in compute_cash(reading, TODAY).floats] == [
        ("RA1", 1400_00),
        ("RA2", 1493_00),
    ]
