"""The cost report's line level: every account under its lines, which add up to it and fold away."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from table_rows import reading_of
from test_addin_costs import example
from test_addin_costs_slow import production

from addin.actions.pointed import Pointed
from addin.rules import cost_detail
from addin.rules.cost_detail import read_details
from addin.rules.cost_identities import DETAILED, check_grid
from addin.rules.cost_sheet import LINE_COLUMN, cost_result, shown_level, shown_period
from addin.rules.costs import compute_costs, narrow
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Cell, Edits, Link, Reading, Result, Style
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.identities import with_ids
from workbook_templates.text import OfficeError

AT = TABLE["cost_report"].position


def book() -> Reading:
    tables = example()
    for number, row in enumerate(tables["costs"]):
        row |= {
            "date": f"2026-05-{number + 1:02}",
            "supplier": f"Supplier {number}",
            "document": f"D{number}",
        }
    tables["costs"].append(
        {
            "entry": "U",
            "kind": "invoice",
            "period": "4",
            "account": "66.00",
            "net": "1000.00",
            "currency": "USD",
        }
        | {"rate": "0.9", "supplier": "Abroad", "date": "2026-05-30"}
    )
    return reading_of(tables)


def above(result: Result, account: str) -> list[list[Cell]]:
    """The lines right above an account's row."""
    at = next(number for number, cells in enumerate(result.grid) if cells and cells[0].value == account)
    first = at
    while result.levels.get(first, 0) == result.folded:
        first -= 1
    return [list(cells) for cells in result.grid[first:at]]


def test_an_account_stands_under_its_changes_costs_and_open_orders_in_order_of_time() -> None:
    reading = book()

    result = cost_result(compute_costs(reading, 4), reading, "line")

    camera = [[cell.value for cell in cells] for cells in above(result, "45.00")]
    shown = [
        [line[AT[key]] for key in ("account", "name", "section", *DETAILED)] + line[LINE_COLUMN - 1 :]
        for line in camera
    ]
    assert shown == [
        [date(2026, 5, 9), "Supplier 8", "D8 / PO1001", None, None, Decimal("20000.00"), None, 2, Decimal("20000.00"), None],
        [date(2026, 5, 10), "Supplier 9", "D9 / PO1001", None, Decimal("15000.00"), Decimal("15000.00"), None, 4, Decimal("15000.00"), None],
        [None, "Orders", "PO1001 / 1", None, None, None, Decimal("20000.00"), 2, Decimal("20000.00"), None],
    ]  # fmt: skip
    music = [cells[AT["changes"]].value for cells in above(result, "66.00")]
    assert music[0] == Decimal("5000.00") and [
        cells[AT["to_date"]].value for cells in above(result, "66.00")
    ][1] == Decimal("900.00")
    assert above(result, "66.00")[1][LINE_COLUMN].value == Decimal("1000.00")
    assert above(result, "66.00")[1][LINE_COLUMN + 1].value == "USD"


def test_the_totals_are_those_of_the_account_level_and_count_no_line_twice() -> None:
    reading = book()
    report = compute_costs(reading, 4)

    plain, full = cost_result(report, reading), cost_result(report, reading, "line")

    kept = [
        cells[: len(AT)] for cells in full.grid[full.header :] if cells and cells[1].style is not Style.NOTE
    ]
    had = [cells[: len(AT)] for cells in plain.grid[plain.header :] if cells]
    assert [[c.value for c in cells] for cells in kept] == [[c.value for c in cells] for cells in had]


def test_the_lines_of_every_random_production_add_up_to_its_accounts() -> None:
    for seed in range(60):
        reading = reading_of(production(random.Random(seed)))
        report = compute_costs(reading, 3)
        details = read_details(reading, report)

        for line in report.lines:
            own = details.get(line.account, ())
            sums = {key: sum(one.figures.get(key, 0) for one in own) for key in DETAILED}
            assert sums == {key: getattr(line, key) for key in DETAILED}, (seed, line.account)


def test_a_line_that_is_not_there_is_noticed() -> None:
    reading = book()
    result = cost_result(compute_costs(reading, 4), reading, "line")
    check_grid(result.grid, result.header, 1, has_lines=True)
    at = next(number for number, cells in enumerate(result.grid) if cells and cells[0].value == "45.00") - 1
    less = [*result.grid[:at], *result.grid[at + 1 :]]

    with pytest.raises(OfficeError, match="add up"):
        check_grid(less, result.header, 1, has_lines=True)


def test_each_line_leads_to_its_own_row() -> None:
    reading = book()

    result = cost_result(compute_costs(reading, 4), reading, "line")

    links = [cells[AT["name"]].link for cells in above(result, "45.00")]
    numbers = [n for n, row in enumerate(example()["costs"], start=2) if row["account"] == "45.00"]
    assert links == [*(Link("costs", n, "net") for n in numbers), Link("orders", 2, "amount")]


def test_the_lines_are_those_of_the_part_that_is_shown() -> None:
    tables = example()
    for row in tables["accounts"]:
        row["department"] = "camera" if row["account"] == "45.00" else ""
    reading = reading_of(tables)

    details = read_details(reading, narrow(compute_costs(reading, 4), department="camera"))

    assert set(details) == {"45.00"}


def test_more_lines_than_a_sheet_shows_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_detail, "MOST_LINES", 5)
    reading = book()

    with pytest.raises(OfficeError, match="Choose a department"):
        cost_result(compute_costs(reading, 4), reading, "line")


def test_the_heading_names_the_level_and_the_columns_say_what_lines_hold() -> None:
    for lang, title, word in (
        ("en", "Cost report: detail", "Account / date"),
        ("fr", "Situation – Détail", "Compte / date"),
    ):
        reading = reading_of(example(), "fr" if lang == "fr" else "en")
        result = cost_result(compute_costs(reading, 4), reading, "line")
        header = [cell.value for cell in result.grid[result.header - 1]]
        assert (result.grid[0][0].value, header[0]) == (title, word)


def test_a_line_is_no_figure_of_an_account_when_it_is_pointed_at() -> None:
    reading = book()
    result = cost_result(compute_costs(reading, 4), reading, "line")
    rows = [[cell.value for cell in cells] for cells in result.grid]
    row = next(number for number, cells in enumerate(rows, start=1) if cells and cells[0] == "45.00")
    column = AT["to_date"] + 1

    assert Pointed(lambda: rows, row, column).figure() == ("45.00", "to_date", "4")
    assert Pointed(lambda: rows, row - 2, column).figure() is None


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("detail") / "p.xlsx"
    tables = {key: rows for key, rows in example().items() if key in ("accounts", "costs", "orders")}
    build_workbook(path, "en", {key: with_ids(key, rows) for key, rows in tables.items()})
    held = XlsxBook(path)
    reading = held.read(INPUT_TABLES)
    held.apply(Edits(results=[cost_result(compute_costs(reading, 4), reading, "line")]))
    return path


def test_the_lines_are_folded_away_in_the_file_and_what_follows_them_shows_it(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Cost report"]
    places = {str(row[0].value): row[0].row for row in sheet.iter_rows()}
    rows = sheet.row_dimensions

    account = places["45.00"]
    assert [(rows[at].outlineLevel, rows[at].hidden) for at in (account - 1, account)] == [
        (2, True),
        (1, False),
    ]
    assert rows[account].collapsed and not rows[account].hidden
    assert sheet.sheet_format.outlineLevelRow == 2


def test_the_written_level_is_read_back_so_that_it_is_kept_when_recomputed(written: Path) -> None:
    read = XlsxBook(written).read((TABLE["cost_report"],)).tables["cost_report"]

    assert (shown_level(read), shown_period(read)) == ("line", 4)
