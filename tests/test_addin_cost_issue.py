"""Issued cost reports: frozen with their hash, compared with ever after."""

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from table_rows import reading_of
from test_addin_costs import example
from test_addin_costs_slow import production

from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.faces.command_line import main
from addin.rules.cost_issue import AlreadyIssued, NewlyIssued, issue_report
from addin.rules.cost_issued import read_issued
from addin.rules.cost_why import explain_cost
from addin.rules.costs import AMOUNTS, compute_costs, report_json
from sync.books.memory import MemoryBook
from sync.ids import new_id
from workbook_templates.book import Place, Reading, Result, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.kinds import canonical
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import OfficeError

Tables = dict[str, list[dict[str, str]]]
TODAY = date(2026, 3, 9)


def kept(result: Result) -> TableRead:
    """The sheet of issued reports, read back."""
    rows = tuple(
        Row(
            "",
            number,
            tuple(
                canonical(cell.value, column, "en", "FR")
                for cell, column in zip(cells, ISSUED.columns, strict=True)
            ),
        )
        for number, cells in enumerate(result.grid[result.header :], start=result.header + 1)
    )
    columns = {column.key: at for at, column in enumerate(ISSUED.columns, start=1)}
    return TableRead(ISSUED, Place("Issued reports", result.header, rows[-1].number, columns), rows)


def with_issued(tables: Tables, read: TableRead | None = None) -> Reading:
    book = reading_of(tables)
    return replace(book, tables={**book.tables, ISSUED.key: read or TableRead(ISSUED, None)})


def issue(book: Reading, period: int) -> tuple[NewlyIssued, TableRead]:
    done = issue_report(compute_costs(book, period), book, TODAY)
    assert isinstance(done, NewlyIssued)
    return done, kept(done.result)


def found(book: Reading, period: int) -> list[tuple[str, str]]:
    """(code, account) of what a report says of issued ones."""
    return [
        (one.code, str(one.details.get("account", one.value)))
        for one in compute_costs(book, period).findings
        if one.table is ISSUED
    ]


def test_an_issued_report_is_read_back_whole() -> None:
    done, read = issue(with_issued(example()), 3)

    issued = read_issued(with_issued(example(), read))
    report = compute_costs(with_issued(example()), 3)
    assert (done.number, done.replaces, issued.findings) == (1, 0, ())
    back = issued.latest(3)
    assert back is not None and (back.number, back.period, back.issued_on) == (1, 3, "2026-03-09")
    assert back.lines == {line.account: {key: getattr(line, key) for key in AMOUNTS} for line in report.lines}
    assert back.hash.startswith("sha256:") and len(back.hash) == 71


def test_the_variance_change_is_against_the_period_before_as_issued() -> None:
    """Facts, costs 1.2 row 12: a late cost of period 3 shows in period 4's change."""
    _, read = issue(with_issued(example()), 3)
    tables = example()
    late = {"entry": "L", "kind": "invoice", "period": "3", "account": "12.00", "net": "700.00"}
    tables["costs"].append(late)

    frozen, recomputed = compute_costs(with_issued(tables, read), 4), compute_costs(reading_of(tables), 4)

    assert (frozen.total.variance, recomputed.total.variance) == (-250000, -250000)
    assert recomputed.total.variance_change == 320000
    assert frozen.total.variance_change == 250000
    assert ("posted-in-issued-period", "12.00") in found(with_issued(tables, read), 4)
    answer = report_json(frozen, "b")
    assert isinstance(answer["against"], dict) and answer["against"]["number"] == 1


def test_a_period_run_again_says_whether_it_still_gives_what_was_issued() -> None:
    _, read = issue(with_issued(example()), 3)
    same = compute_costs(with_issued(example(), read), 3)
    tables = example()
    tables["costs"][0]["net"] = "8000.01"

    moved = compute_costs(with_issued(tables, read), 3)

    assert (same.issued and same.issued.number, same.has_moved) == (1, False)
    assert moved.has_moved
    assert found(with_issued(tables, read), 3) == [("issued-figures-differ", "12.00")]
    [finding] = [one for one in moved.findings if one.table is ISSUED]
    assert (finding.row, finding.column, finding.value) == (5, "to_date", "24000.00")
    assert finding.message("en") == (
        "Issued reports row 5, Actual to date: report no. 1 was issued with 24000.00 for account 12.00, and the "
        "books now give 24000.01 (4 more figures differ). Move what was changed since to the open period, or issue "
        "the period again. [issued-figures-differ]"
    )


def test_an_account_that_has_gone_keeps_its_variance_in_the_change() -> None:
    _, read = issue(with_issued(example()), 3)
    tables = example()
    for key in ("accounts", "changes", "orders", "costs", "estimates"):
        tables[key] = [row for row in tables[key] if row["account"] != "66.00"]

    report = compute_costs(with_issued(tables, read), 4)

    assert report.lines[-1].account == "66.00"
    assert report.lines[-1].variance_change == 500000
    assert report.total.variance_change == report.total.variance - -500000
    assert ("issued-figures-differ", "66.00") in found(with_issued(tables, read), 3)


@pytest.mark.parametrize("seed", range(40))
def test_issued_chains_hold_on_random_productions(seed: int) -> None:
    dice = random.Random(seed)
    tables = production(dice)
    read, last = TableRead(ISSUED, None), 0
    for period in range(1, 4):
        book = with_issued(tables, read)
        report = compute_costs(book, period)
        assert report.total.variance_change == report.total.variance - last
        last = report.total.variance
        _, read = issue(book, period)
    if tables["costs"]:
        tables["costs"][0] |= {"net": "777.77", "period": "2"}
    book, report = with_issued(tables, read), compute_costs(with_issued(tables, read), 2)

    issued = {
        code: line for one in read_issued(book).reports if one.period == 2 for code, line in one.lines.items()
    }
    nothing = dict.fromkeys(AMOUNTS, 0)
    now = {line.account: {key: getattr(line, key) for key in AMOUNTS} for line in report.lines}
    differ = {code for code in {*issued, *now} if issued.get(code, nothing) != now.get(code, nothing)}
    assert {account for code, account in found(book, 2) if code == "issued-figures-differ"} == differ
    for code in ("total", "10.00"):
        why = explain_cost(book, 3, code, "variance_change")
        assert sum(part.amount * part.sign for part in why.parts) == why.amount
    assert (
        explain_cost(book, 3, "total", "variance_change").amount
        == compute_costs(book, 3).total.variance_change
    )


def test_the_same_report_is_not_issued_twice_and_a_changed_one_gets_the_next_number() -> None:
    _, read = issue(with_issued(example()), 3)
    again = with_issued(example(), read)
    assert issue_report(compute_costs(again, 3), again, date(2026, 4, 1)) == AlreadyIssued(1)
    tables = example()
    tables["costs"][0]["net"] = "8000.01"

    done, read = issue(with_issued(tables, read), 3)

    assert (done.number, done.replaces) == (2, 1)
    assert not [one for one in done.report.findings if one.code == "issued-figures-differ"]
    book = with_issued(tables, read)
    latest = read_issued(book).latest(3)
    assert latest is not None and latest.number == 2
    assert found(book, 3) == []
    assert [row.cells[0] for row in read.rows] == ["1"] * 8 + ["2"] * 8


def change(read: TableRead, row: int, column: str, value: str) -> TableRead:
    cells = list(read.rows[row].cells)
    cells[ISSUED.position[column]] = value
    rows = [*read.rows]
    rows[row] = rows[row]._replace(cells=tuple(cells))
    return replace(read, rows=tuple(rows))


ALTERED: tuple[tuple[int, str, str], ...] = (
    (0, "variance", "12.00"), (3, "name", "Other"), (2, "account", "99"), (7, "efc", "1.00"), (7, "hash", ""),
    (7, "issued_on", "2026-03-10"), (4, "comment", "later"), (1, "period", "2"),
)  # fmt: skip


@pytest.mark.parametrize(("row", "column", "value"), ALTERED)
def test_a_report_of_which_one_cell_was_altered_is_found_and_not_used(
    row: int, column: str, value: str
) -> None:
    _, read = issue(with_issued(example()), 3)

    book = with_issued(example(), change(read, row, column, value))

    assert found(book, 4) == [("issued-report-altered", "1")]
    report = compute_costs(book, 4)
    assert (report.against, report.total.variance_change) == (None, 320000)


def test_rows_sorted_otherwise_are_the_same_report_and_a_row_taken_out_is_not() -> None:
    _, read = issue(with_issued(example()), 3)
    turned, short = replace(read, rows=read.rows[::-1]), replace(read, rows=read.rows[1:])

    assert found(with_issued(example(), turned), 4) == []
    assert found(with_issued(example(), short), 4) == [("issued-report-altered", "1")]


def test_a_sheet_that_cannot_be_read_whole_is_never_written_over() -> None:
    _, read = issue(with_issued(example()), 3)
    assert read.place is not None
    lost = replace(read, rows=(), place=Place("Issued reports", 0, 0, {}))
    columns = {key: at for key, at in read.place.columns.items() if key != "comment"}
    cut = replace(read, place=replace(read.place, columns=columns))

    for damaged in (lost, cut):
        book = with_issued(example(), damaged)
        with pytest.raises(OfficeError):
            issue_report(compute_costs(book, 4), book, TODAY)


def test_an_action_issues_in_a_book_once_and_reads_it_back() -> None:
    accounts, costs = TABLE["accounts"], TABLE["costs"]
    account = {
        "account": "01",
        "name": "=Cast",
        "section": "A",
        "budget": Decimal("100.00"),
        "note": "Late start",
    }
    cost = {"entry": "X", "kind": "Invoice", "period": 1, "account": "01", "net": Decimal("40.10")}
    sheets: dict[str, list[list[object]]] = {
        "Accounts": [
            [column.label.en for column in accounts.columns],
            [account.get(column.key, "") for column in accounts.columns],
        ],
        "Costs": [
            [column.label.en for column in costs.columns],
            [cost.get(column.key, "") for column in costs.columns],
        ],
    }
    book = MemoryBook(sheets)

    def run(period: int, issue: bool) -> dict[str, object]:
        return run_action(ACTIONS["costs"], book, Options(period, issue, TODAY), new_id)[1].answer

    assert run(1, True)["newly_issued"] and not run(1, True)["newly_issued"]
    before = book.fingerprint()
    run(1, False)
    assert book.fingerprint() == before
    book.sheets["Costs"][1][costs.position["net"]] = Decimal("50.10")
    answer = run(2, True)
    assert [row[0] for row in book.sheets["Issued reports"][4:]] == [1, 1, 2, 2]
    assert isinstance(answer["against"], dict) and answer["against"]["number"] == 1
    assert isinstance(answer["findings"], list)
    assert [one["code"] for one in answer["findings"]] == ["posted-in-issued-period"]
    assert isinstance(answer["issued"], dict) and answer["issued"]["number"] == 2


def test_the_command_issues_in_a_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    book = tmp_path / "p.xlsx"
    assert main(["new", "p.xlsx", "--sample", "--lang", "fr"]) == 0
    fresh = book.read_bytes()
    main(["costs", "p.xlsx", "--period", "5", "--issue", "--dry-run"])
    assert book.read_bytes() == fresh

    for period in ("5", "6"):
        main(["costs", "p.xlsx", "--period", period, "--issue"])
    written = book.read_bytes()
    main(["costs", "p.xlsx", "--period", "6", "--issue"])
    assert book.read_bytes() == written
    capsys.readouterr()
    main(["costs", "p.xlsx", "--period", "6", "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert (answer["against"]["number"], answer["issued"]["number"], answer["issued"]["agrees"]) == (
        1,
        2,
        True,
    )
    assert main(["why", "p.xlsx", "costs", "46.01", "variance_change", "--period", "6", "--json"]) == 0
    parts = json.loads(capsys.readouterr().out)["parts"]
    assert ("issued", -1) in [(part["table"], part["sign"]) for part in parts]
