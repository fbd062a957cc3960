"""A receipt used twice is found across floats, people, expenses and invoices."""

import pytest
from table_rows import reading_of

from addin.rules.cost_duplicates import check_duplicates
from addin.rules.cost_ledger import read_ledger
from workbook_templates.findings import Finding

CASH = {
    "kind": "petty_cash", "period": "1", "supplier": "Bois & Clous SARL", "document": "Ticket 077", "account": "2100",
    "net": "100.00", "tax": "20.00", "float": "RA1", "person": "P1",
}  # fmt: skip


def found(*lines: dict[str, str]) -> list[Finding]:
    rows = [{"entry": f"E{i}"} | line for i, line in enumerate(lines)]
    return check_duplicates(read_ledger(reading_of({"costs": rows}), "EUR"))


@pytest.mark.parametrize(
    "other",
    [
        {"float": "RA2"},
        {"person": "P2"},
        {"kind": "expense", "float": ""},
        {"kind": "invoice", "float": "", "person": ""},
        {"float": "RA2", "account": "2200"},
        {"float": "RA2", "net": "120.00", "tax": ""},
        {
            "kind": "expense",
            "float": "",
            "document": "ticket n° 77",
            "supplier": "BOIS ET CLOUS",
            "account": "2200",
        },
    ],
)
def test_a_receipt_claimed_in_two_places_is_found(other: dict[str, str]) -> None:
    assert [one.code for one in found(CASH, CASH | other)] == ["receipt-used-twice"]


def test_a_receipt_claimed_twice_in_one_place_is_entered_twice() -> None:
    assert [one.code for one in found(CASH, CASH)] == ["possible-duplicate"]


@pytest.mark.parametrize(
    "other",
    [
        {"account": "2200"},
        {"float": "RA2", "net": "100.01"},
        {"float": "RA2", "document": "Ticket 078"},
        {"float": "RA2", "supplier": "Optique du Nord"},
    ],
)
def test_one_receipt_on_two_accounts_and_other_receipts_are_not_found(other: dict[str, str]) -> None:
    assert found(CASH, CASH | other) == []


def test_an_invoice_on_two_accounts_for_two_people_is_one_invoice() -> None:
    invoice = CASH | {"kind": "invoice", "float": ""}

    assert found(invoice, invoice | {"account": "2200", "person": "P2"}) == []


def test_both_places_are_said() -> None:
    [finding] = found(CASH, CASH | {"kind": "expense", "float": "", "person": "P9"})

    assert "here as expense P9, and in row 2 as petty cash RA1 P1" in finding.message("en")
    assert "ici en note de frais P9, et ligne 2 en petite caisse RA1 P1" in finding.message("fr")
