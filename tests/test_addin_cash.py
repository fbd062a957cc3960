"""Ceilings, payments and deposits: what is due, what is out, and what is wrong in them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_rows import reading_of

from addin.actions.registry import ACTIONS, Options
from addin.faces.command_line import main
from addin.rules.cash import CashReport, check_cash, compute_cash
from addin.rules.cash_payments import by_week, compute_payments
from addin.rules.cash_sheet import cash_result
from addin.rules.cost_ledger import read_ledger
from workbook_templates.book import Reading

Rows = Sequence[Mapping[str, str]]
TODAY = date(2026, 6, 30)
INVOICE = {
    "kind": "invoice",
    "period": "1",
    "date": "2026-05-05",
    "supplier": "Auto-Plateau",
    "document": "F1",
}
DEPOSIT = {"deposit": "C1", "date": "2026-04-29", "supplier": "Auto-Plateau", "amount": "1500.00"}


def book(costs: Rows = (), **tables: Rows) -> Reading:
    lines = [{"entry": f"E{i}"} | dict(line) for i, line in enumerate(costs, start=1)]
    return reading_of({"production": [], "costs": lines, **tables})


def report(costs: Rows = (), **tables: Rows) -> CashReport:
    return compute_cash(book(costs, **tables), TODAY)


def codes(costs: Rows = (), **tables: Rows) -> list[str]:
    return [one.code for one in report(costs, **tables).findings]


def ceiling(amount: str, since: str = "", currency: str = "") -> dict[str, str]:
    return {"kind": "ceiling", "code": "KM", "from": since, "amount": amount, "currency": currency}


def claim(net: str, **more: str) -> dict[str, str]:
    line = {
        "kind": "expense",
        "period": "1",
        "date": "2026-05-05",
        "net": net,
        "units": "100",
        "ceiling": "KM",
    }
    return line | more


def test_a_line_above_its_units_at_the_ceiling_of_its_day_says_by_how_much() -> None:
    rates = [ceiling("0.50"), ceiling("0.60", "2026-06-01")]
    lines = [claim("50.00"), claim("45.00", tax="5.01"), claim("55.00", date="2026-06-01")]

    [finding] = report(lines, rates=rates).findings

    assert (finding.code, finding.row, finding.details["excess"]) == ("above-ceiling", 3, "0.01 EUR")


def test_a_ceiling_in_another_currency_is_compared_at_the_days_rate() -> None:
    rates = [ceiling("0.50", currency="GBP"), {"kind": "exchange", "code": "GBP", "amount": "1.20"}]

    assert codes([claim("60.00"), claim("60.01")], rates=rates) == ["above-ceiling"]
    assert codes([claim("60.00")], rates=rates[:1]) == ["limit-in-another-currency"]
    assert codes([claim("50.00", currency="GBP", rate="9")], rates=rates[:1]) == []


def test_a_ceiling_that_cannot_be_checked_is_told() -> None:
    assert codes([claim("1.00", units="")], rates=[ceiling("0.50")]) == ["ceiling-without-units"]
    assert codes([claim("1.00")], rates=[ceiling("0.50", "2026-06-01")]) == ["no-ceiling"]
    assert codes([claim("1.00")]) == ["no-ceiling"]


def owed(net: str, due: str, **more: str) -> dict[str, str]:
    return INVOICE | {"net": net, "due": due, "document": f"F{net}{due}"} | more


def test_what_is_due_is_with_tax_and_credit_notes_are_taken_off_their_supplier() -> None:
    found = report(
        [
            owed("100.00", "2026-06-29", tax="20.00"),
            owed("50.00", "2026-07-10", supplier="AUTO PLATEAU SARL"),
            owed("-30.00", "", kind="credit_note"),
            owed("10.00", "2026-07-01", supplier="Bois et Clous", currency="USD", rate="0.9"),
            owed("70.00", "2026-06-01", supplier="Bois et Clous", paid_on="2026-06-02"),
            owed("-5.00", "2026-07-01", supplier="Optique du Nord", kind="credit_note"),
        ]
    ).payments

    assert [(item.document, item.amount) for item in found.items] == [
        ("F100.002026-06-29", 120_00),
        ("F10.002026-07-01", 10_00),
        ("F-5.002026-07-01", -5_00),
        ("F50.002026-07-10", 50_00),
        ("F-30.00", -30_00),
    ]
    assert [(one.supplier, one.currency, one.amount, one.overdue) for one in found.suppliers] == [
        ("Auto-Plateau", "EUR", 140_00, 90_00),
        ("Bois et Clous", "USD", 10_00, 0),
        ("Optique du Nord", "EUR", -5_00, 0),
    ]
    assert [(one.currency, one.to_pay, one.credit, one.overdue) for one in found.totals] == [
        ("EUR", 140_00, -5_00, 90_00),
        ("USD", 10_00, 0, 0),
    ]


def test_an_invoice_on_two_accounts_is_one_payment() -> None:
    lines = [INVOICE | {"net": net, "account": account} for net, account in (("100.00", "1"), ("20.00", "2"))]

    [item] = report(lines).payments.items

    assert (item.amount, item.entries) == (120_00, ("E1", "E2"))


def test_what_has_no_due_date_and_is_no_invoice_is_not_to_be_paid() -> None:
    said = {"period": "1", "net": "10.00"}
    kinds = ("petty_cash", "expense", "payroll", "journal")

    assert report([said | {"kind": kind} for kind in kinds]).payments.items == []
    assert len(report([said | {"kind": "expense", "due": "2026-07-01"}]).payments.items) == 1


def test_an_expense_is_paid_back_to_the_person() -> None:
    line = {"kind": "expense", "period": "1", "supplier": "Le Phare", "net": "10.00", "due": "2026-07-01"}
    crew = [{"person": "P1", "first_name": "Ada", "last_name": "Field"}]
    found = report([line | {"person": "P1"}, line | {"person": "P2"}, line], crew=crew).payments

    assert [item.supplier for item in found.items] == ["Ada Field", "Le Phare", "P2"]


def test_what_is_due_today_is_not_overdue_yet() -> None:
    found = report([owed("1.00", "2026-06-29"), owed("2.00", "2026-06-30")])

    assert [item.is_overdue(TODAY) for item in found.payments.items] == [True, False]
    assert list(by_week(found.payments.items, TODAY)) == [None, date(2026, 6, 29)]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["Lamy", "LAMY SARL", "Ombre", "Phare"]),
        st.sampled_from(["EUR", "USD", ""]),
        st.integers(-9_999, 99_999),
        st.sampled_from(["2026-06-01", "2026-06-30", "2026-07-01", "2026-07-20", ""]),
        st.booleans(),
    ),
    max_size=15,
)


@given(LINES)
def test_lines_suppliers_weeks_and_totals_come_to_the_same_sums(
    lines: list[tuple[str, str, int, str, bool]],
) -> None:
    rows = [
        {
            "kind": "invoice" if cents >= 0 else "credit_note", "period": "1", "supplier": supplier, "currency": currency,
            "rate": "1", "net": f"{cents / 100:.2f}", "document": f"F{i}", "due": due,
            "paid_on": "2026-06-01" if is_paid else "",
        }
        for i, (supplier, currency, cents, due, is_paid) in enumerate(lines)
    ]  # fmt: skip
    found = report(rows).payments
    by_hand: dict[str, int] = {}
    for _, currency, cents, _, is_paid in lines:
        if not is_paid and cents:
            by_hand[currency or "EUR"] = by_hand.get(currency or "EUR", 0) + cents

    assert {one.currency: one.to_pay + one.credit for one in found.totals} == by_hand
    for currency, cents in by_hand.items():
        assert sum(item.amount for item in found.items if item.currency == currency) == cents
        assert sum(one.amount for one in found.suppliers if one.currency == currency) == cents
        dated = sum(item.amount for item in found.items if item.currency == currency and item.due)
        assert sum(week.get(currency, 0) for week in by_week(found.items, TODAY).values()) == dated


def test_a_list_until_a_day_holds_what_is_due_by_then_and_credits_without_a_date() -> None:
    lines = [
        owed("1.00", "2026-07-10"),
        owed("2.00", "2026-07-11"),
        owed("3.00", ""),
        owed("-1.00", "", kind="credit_note"),
    ]
    cash = report(lines).lines

    assert [item.amount for item in compute_payments(cash, TODAY, date(2026, 7, 10)).items] == [1_00, -1_00]


def test_dates_of_payment_that_cannot_be_are_found() -> None:
    assert codes([owed("1.00", "2026-05-04")]) == ["due-before-invoice"]
    assert codes([owed("1.00", "2026-05-05", paid_on="2026-07-01")]) == ["paid-in-the-future"]
    assert codes([owed("1.00", "2026-05-05", paid_on="2026-06-30")]) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"due_back": "2026-06-29"}, ["deposit-overdue"]),
        ({"due_back": "2026-06-30"}, []),
        ({"due_back": "2026-06-01", "returned_on": "2026-06-05"}, []),
        ({"retained": "300.00", "returned_on": "2026-06-05", "entry": "E1"}, []),
        ({"retained": "300.00", "due_back": "2026-06-01", "entry": "E1"}, ["deposit-overdue"]),
        ({"retained": "300.00"}, ["kept-deposit-without-cost"]),
        ({"retained": "300.00", "entry": "E9"}, ["kept-deposit-without-cost"]),
        ({"retained": "299.99", "entry": "E1"}, ["kept-deposit-differs"]),
        ({"retained": "300.00", "entry": "E1", "currency": "GBP"}, ["kept-deposit-differs"]),
        ({"retained": "300.00", "entry": "E1", "amount": "200.00"}, ["kept-more-than-deposit"]),
        (
            {"retained": "300.00", "entry": "E1", "amount": "300.00", "returned_on": "2026-06-05"},
            ["deposit-returned-and-kept"],
        ),
        ({"date": "2026-05-05", "amount": "300.00"}, ["deposit-as-cost"]),
        ({"date": "2026-05-05", "amount": "360.00"}, ["deposit-as-cost"]),
        ({"date": "2026-05-05", "amount": "300.00", "retained": "300.00", "entry": "E1"}, []),
        ({"date": "2026-05-05", "amount": "300.00", "supplier": "Ombre"}, []),
    ],
)
def test_deposits_are_followed_until_they_are_back(said: dict[str, str], found: list[str]) -> None:
    cost = INVOICE | {"net": "300.00", "tax": "60.00", "paid_on": "2026-06-06"}

    assert codes([cost], deposits=[DEPOSIT | said]) == found


def test_a_deposits_state_is_told_and_it_is_in_no_cost_report() -> None:
    said = [
        DEPOSIT, DEPOSIT | {"due_back": "2026-06-01"}, DEPOSIT | {"returned_on": "2026-06-01"},
        DEPOSIT | {"retained": "1500.00"}, DEPOSIT | {"retained": "400.00"},
    ]  # fmt: skip
    found = report(deposits=said).deposits

    assert [one.state(TODAY) for one in found] == [
        "outstanding",
        "overdue",
        "returned",
        "kept",
        "outstanding",
    ]
    assert [one.outstanding for one in found] == [1500_00, 1500_00, 0, 0, 1100_00]
    costs = ACTIONS["costs"].run(book(deposits=said), Options(period=9), "b").answer
    assert costs["lines"] == []


def test_the_check_tells_nothing_that_depends_on_the_day() -> None:
    lines = [owed("1.00", "2026-05-05", paid_on="2026-07-01"), owed("1.00", "2026-05-04")]
    reading = book(lines, deposits=[DEPOSIT | {"due_back": "2026-06-29"}])

    found = check_cash(reading, read_ledger(reading, "EUR"))

    assert [one.code for one in found] == ["due-before-invoice"]
    checked = ACTIONS["check"].run(reading, Options(today=TODAY), "b").findings
    assert "due-before-invoice" in [one.code for one in checked]


def test_an_amount_that_cannot_be_read_is_told_with_the_figures_it_is_missing_from() -> None:
    assert codes([INVOICE | {"net": "1.250,00"}], deposits=[DEPOSIT | {"amount": "ten"}]) == [
        "bad-amount-net",
        "bad-amount-amount",
    ]


@pytest.mark.parametrize(("lang", "sheet"), [("en", "Cash and payments"), ("fr", "Caisses et paiements")])
def test_the_command_writes_its_sheet_and_answers_the_same(
    lang: str, sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "film.xlsx"
    main(["new", str(path), "--sample", "--lang", lang])
    capsys.readouterr()
    main(["cash", str(path), "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert set(answer) >= {"book", "floats", "payments", "deposits", "findings"}
    [one] = answer["floats"]
    assert (one["expected"], one["counted"], one["counted_on"]) == ("20000.00", "20000.00", "2026-07-05")
    assert len(answer["payments"]) == 67 and [one["state"] for one in answer["deposits"]] == ["returned"] * 2
    cells = [row for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]
    total = next(row for row in cells if row[1] == "Total EUR")
    assert f"{total[4]:.2f}" == answer["totals"][0]["to_pay"]
    again = main(["check", str(path), "--json"])
    assert again == 1 and len(json.loads(capsys.readouterr().out)["findings"]) == 10


def test_the_weeks_of_the_sheet_come_to_what_is_owed_dated_or_not() -> None:
    reading = book([owed("5.00", "2026-07-10"), owed("2.00", "2026-06-01"), owed("3.00", "")])

    grid = cash_result(compute_cash(reading, TODAY), reading).grid
    block = [[cell.value for cell in row] for row in grid]
    start = next(i for i, row in enumerate(block) if row[:1] == ["Week of"])

    assert [(row[0], row[3]) for row in block[start + 1 : start + 5]] == [
        ("Overdue", Decimal("2.00")),
        ("2026-07-06", Decimal("5.00")),
        ("No date", Decimal("3.00")),
        ("Total", Decimal("10.00")),
    ]
