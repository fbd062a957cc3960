"""Documents entered twice are found, however their number and supplier are written."""

import time

import pytest

from addin.rules.cost_duplicates import check_duplicates, read_number, read_supplier
from addin.rules.cost_ledger import read_ledger
from workbook_templates.book import Reading, Row, TableRead
from workbook_templates.catalog import TABLE

COSTS = TABLE["costs"]
LINE = {"supplier": "Lumière & Cie SARL", "document": "FA-0012", "account": "0408", "net": "100.00"}


def reading(lines: list[dict[str, str]]) -> Reading:
    rows = tuple(
        Row(
            "",
            i,
            tuple(({"entry": str(i), "period": "1"} | line).get(column.key, "") for column in COSTS.columns),
        )
        for i, line in enumerate(lines, start=2)
    )
    return Reading({"costs": TableRead(COSTS, None, rows)}, "fr", "FR", "")


def repeated(*lines: dict[str, str]) -> list[int]:
    return [one.row for one in check_duplicates(read_ledger(reading(list(lines)), "EUR"))]


@pytest.mark.parametrize("document", ["FA 12", "12", "Facture n° 0012", "fa-0012", "INV 12", "N°12"])
@pytest.mark.parametrize("supplier", ["LUMIERE ET CIE", "Lumière & Cie S.A.R.L.", "lumière et cie, sas"])
def test_one_document_written_twice_is_found(document: str, supplier: str) -> None:
    assert repeated(LINE, LINE | {"document": document, "supplier": supplier}) == [3]


@pytest.mark.parametrize(
    "other",
    [
        {"net": "100.01"},
        {"supplier": "Ombre SARL"},
        {"supplier": ""},
        {"document": "FA-0013"},
        {"document": "12-A"},
        {"document": "AV-12"},
        {"document": ""},
        {"currency": "USD", "rate": "0.9"},
        {"account": "0409"},
    ],
)
def test_what_differs_is_no_duplicate(other: dict[str, str]) -> None:
    assert repeated(LINE, LINE | other) == []


def test_the_same_amount_with_its_tax_apart_is_found() -> None:
    assert repeated(LINE | {"tax": "20.00"}, LINE | {"net": "120.00", "document": "12"}) == [3]


def test_an_invoice_taken_back_and_entered_again_is_no_duplicate() -> None:
    assert repeated(LINE, LINE | {"net": "-100.00"}, LINE) == []
    assert repeated(LINE, LINE | {"net": "-100.00"}, LINE, LINE) == [5]


def test_lines_of_one_piece_of_a_ledger_are_no_duplicates() -> None:
    assert repeated(LINE | {"entry": "AC/7/1"}, LINE | {"entry": "AC/7/2"}) == []
    assert repeated(LINE | {"entry": "AC/7/1"}, LINE | {"entry": "AC/8/1"}) == [3]


def test_a_name_that_is_only_a_legal_form_stays_a_name() -> None:
    assert read_supplier("S.A.") == "sa" and read_number("sans").core == ()


def test_a_hundred_thousand_lines_of_one_supplier_take_no_time_that_grows_with_the_square() -> None:
    def seconds(count: int) -> float:
        ledger = read_ledger(reading([LINE | {"document": f"FA {i % 9}"} for i in range(count)]), "EUR")
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            check_duplicates(ledger)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(100_000) < 12 * seconds(20_000)
