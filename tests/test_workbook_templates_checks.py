"""Every table is checked from its declaration, and the Checks sheet says so."""

from time import perf_counter

from workbook_templates.book import Link, Reading, Style
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.check_sheet import check_result
from workbook_templates.checks import check_tables
from workbook_templates.findings import MASK, Finding
from workbook_templates.reading import SheetGrid, read_grids


def read(**sheets: list[dict[str, object]]) -> Reading:
    """A book in English: each table as rows of cells by column key."""
    grids = []
    for key, rows in sheets.items():
        table = TABLE[key]
        keys = [column.key for column in table.columns]
        header = ["_id", *(column.label.en for column in table.columns)]
        body = [[f"id{number}", *(row.get(key, "") for key in keys)] for number, row in enumerate(rows)]
        grids.append(SheetGrid(table.label.en, [header, *body]))
    return read_grids(grids, INPUT_TABLES)


def found(reading: Reading, code: str) -> list[Finding]:
    return [finding for finding in check_tables(reading) if finding.code == code]


def account(number: str, **cells: object) -> dict[str, object]:
    return {"account": number, "name": "Story", "section": "A", "budget": "10", **cells}


def test_an_amount_that_could_be_two_is_named_with_what_to_write() -> None:
    (finding,) = found(read(accounts=[account("0100", budget="1.250,00")]), "not-money")

    assert (finding.row, finding.column, finding.value) == (2, "budget", "1.250,00")
    assert "1250.00" in finding.message("en") and "1250,00" in finding.message("fr")


def test_every_missing_required_cell_is_named_by_its_column() -> None:
    reading = read(accounts=[account("0100", name="", budget="")])

    assert [f.row for f in found(reading, "missing-budget")] == [2]


def test_a_second_row_of_one_key_names_the_first() -> None:
    (finding,) = found(
        read(accounts=[account("0100"), account("0200"), account("0100")]), "duplicate-account"
    )

    assert (finding.row, finding.details["other"]) == (4, "2")


def test_an_unknown_reference_suggests_the_near_one() -> None:
    reading = read(accounts=[account("2100-05")], costs=[{"entry": "E1", "account": "2100-50", "net": "1"}])

    (finding,) = found(reading, "unknown-account")

    assert "2100-05" in finding.message("en")


def test_a_reference_to_a_table_that_the_book_lacks_is_not_judged() -> None:
    assert found(read(costs=[{"entry": "E1", "account": "2100-50", "net": "1"}]), "unknown-account") == []


def test_dates_out_of_order_are_found_at_the_later_column() -> None:
    person: dict[str, object] = {
        "person": "A1",
        "last_name": "Doe",
        "start": "2026-03-09",
        "end": "2026-03-02",
    }

    (finding,) = found(read(crew=[person]), "dates-out-of-order")

    assert (finding.column, finding.value) == ("end", "2026-03-02")


def test_a_restricted_value_is_never_told() -> None:
    reading = read(crew=[{"person": "A1", "last_name": "Doe", "social": "046 454 287"}])

    findings = found(reading, "not-social")
    shown = [str(cell.value) for row in check_result(findings, reading).grid for cell in row]

    assert [f.shown_value for f in findings] == [MASK]
    assert not any("046" in text for text in shown) and "046" not in findings[0].message("fr")


def test_ten_thousand_unknown_references_are_checked_quickly() -> None:
    accounts = [account(f"A{number:05}") for number in range(10_000)]
    costs: list[dict[str, object]] = [
        {"entry": f"E{number}", "account": f"Z9{number:04}", "net": "1"} for number in range(10_000)
    ]
    reading = read(accounts=accounts, costs=costs)
    start = perf_counter()

    unknown = found(reading, "unknown-account")

    assert len(unknown) == 10_000
    assert perf_counter() - start < 10


def test_the_checks_sheet_goes_by_gravity_then_by_row() -> None:
    costs: list[dict[str, object]] = [
        {"entry": "E1", "kind": "invoice", "period": "1", "account": "0100", "net": "x"},
        {"entry": "E2", "kind": "invoice", "period": "x", "account": "0100", "net": "1"},
    ]
    reading = read(accounts=[account("0100")], costs=costs)
    findings = [f for f in check_tables(reading) if f.code in ("not-money", "not-int")]

    grid = check_result(list(reversed(findings)), reading).grid

    assert [(row[1].link, row[0].style) for row in grid[4:]] == [
        (Link("costs", 2, "net"), Style.BAD),
        (Link("costs", 3, "period"), Style.BAD),
    ]


def test_a_clean_book_has_nothing_to_mend() -> None:
    reading = read(accounts=[account("0100")])

    assert check_result([], reading).grid[1][0].value == "Nothing to mend."
