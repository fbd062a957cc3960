"""WHY of a cell: every figure of a cost report that is pointed at is explained as its account and figure are."""

from dataclasses import replace

import pytest

from addin.actions.functions import FunctionError, Known, call_function
from addin.actions.pointed import Pointed, parse_address
from addin.rules.cost_sheet import cost_result
from addin.rules.costs import AMOUNTS, compute_costs
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Reading, Result
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang

PERIOD = 6


@pytest.fixture(scope="module", params=["en", "fr"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Reading, Result]:
    lang: Lang = request.param
    path = tmp_path_factory.mktemp("pointed") / "film.xlsx"
    build_sample(path, lang)
    reading = XlsxBook(path).read((*INPUT_TABLES, ISSUED))
    return reading, cost_result(compute_costs(reading, PERIOD), reading)


def values(result: Result) -> list[list[object]]:
    return [[cell.value for cell in row] for row in result.grid]


def test_each_figure_of_each_account_is_found_and_no_other_cell_is_one(book: tuple[Reading, Result]) -> None:
    reading, result = book
    rows = values(result)
    lines = compute_costs(reading, PERIOD).lines
    accounts = {line.account for line in lines}
    found = {
        (row, column): figure
        for row in range(1, len(rows) + 1)
        for column in range(1, 17)
        if (figure := Pointed(lambda: rows, row, column).figure())
    }

    assert {(account, key) for account, key, _ in found.values()} == {
        (account, key) for account in (*accounts, "total") for key in AMOUNTS
    }
    assert {period for _, _, period in found.values()} == {str(PERIOD)}
    assert len(found) == (len(accounts) + 1) * len(AMOUNTS)
    for (row, column), (account, key, _) in found.items():
        line = next((one for one in lines if one.account == account), None)
        if line and key != "variance":
            assert rows[row - 1][column - 1] * 100 == getattr(line, key), (account, key)  # type: ignore[operator]


def test_a_cell_alone_is_explained_as_its_account_figure_and_period(book: tuple[Reading, Result]) -> None:
    reading, result = book
    rows, known = values(result), Known(lambda: reading)
    line = compute_costs(reading, PERIOD).lines[0]
    row = next(at for at, cells in enumerate(rows, start=1) if cells and cells[0] == line.account)
    column = list(AMOUNTS).index("efc") + 4
    at = Pointed(lambda: rows, row, column)

    said = call_function("WHY", [rows[row - 1][column - 1]], known, at)

    assert said == call_function("WHY", [line.account, "efc", PERIOD], known)
    assert call_function("WHY", ["x", None, 2], known, at) == call_function(
        "WHY", [line.account, "efc", 2], known
    )
    assert call_function("WHY", ["02.01", "budget", 2], known, at) == call_function(
        "WHY", ["02.01", "budget", 2], known
    )
    for wrong in (
        None,
        replace(at, row=1),
        replace(at, column=1),
        replace(at, row=9_999),
        replace(at, column=99),
    ):
        with pytest.raises(FunctionError) as raised:
            call_function("WHY", [line.account], known, wrong)
        assert raised.value.kind == "#VALUE!" and "montant" in raised.value.text.fr
    with pytest.raises(FunctionError):
        call_function("EFC", [], known, at)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Situation!D12", ("Situation", 12, 4)),
        ("'Cost report'!$AA$7", ("Cost report", 7, 27)),
        ("'Ève''s'!b3", ("Ève's", 3, 2)),
        ("D12", None),
        ("Situation!D12:D13", None),
        ("Situation!12", None),
        ("", None),
        ("'a'!A1\n", None),
    ],
)
def test_an_address_is_read_as_excel_writes_it(address: str, place: object) -> None:
    assert parse_address(address) == place
