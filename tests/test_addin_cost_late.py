"""Cost lines that come once their period is issued: refused, or counted in the first open period."""

import random
from dataclasses import replace

import pytest
from table_rows import reading_of
from test_addin_cost_issue import TODAY, Tables, issue, kept, with_issued
from test_addin_costs import example
from test_addin_costs_slow import production

from addin.rules import cost_late
from addin.rules.cost_issue import AlreadyIssued, NewlyIssued, issue_report
from addin.rules.cost_issued import content_hash, read_issued
from addin.rules.cost_rerun import rerun_issued
from addin.rules.costs import AMOUNTS, CostReport, compute_costs
from workbook_templates.book import Reading, TableRead
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import OfficeError


def line(entry: str, period: int, net: str = "700.00", account: str = "12.00", **more: str) -> dict[str, str]:
    said = {"entry": entry, "kind": "invoice", "period": str(period), "account": account, "net": net}
    return said | more


def chosen(tables: Tables, how: str, read: TableRead | None = None) -> Reading:
    tables["production"] = [{"setting": "late_entries", "value": how}]
    return with_issued(tables, read)


def late(report: CostReport) -> list[tuple[str, int, str]]:
    return [
        (one.code, one.row, str(one.details["open"]))
        for one in report.findings
        if one.code.startswith("late-")
    ]


def figures(report: CostReport) -> dict[str, dict[str, int]]:
    return {one.account: {key: getattr(one, key) for key in AMOUNTS} for one in report.lines}


def test_a_late_line_is_an_error_and_nothing_is_issued_after_it_until_its_period_is_again() -> None:
    _, read = issue(chosen(example(), ""), 3)
    tables = example()
    tables["costs"].append(line("L", 3))
    row = len(tables["costs"]) + 1
    book = chosen(tables, "", read)

    assert late(compute_costs(book, 4)) == [("late-entry", row, "4")]
    with pytest.raises(OfficeError) as refused:
        issue_report(compute_costs(book, 4), book, TODAY)
    assert f"row {row}" in refused.value.text.en

    again, read = issue(book, 3)
    book = chosen(tables, "", read)
    assert (again.number, again.replaces, late(compute_costs(book, 4))) == (2, 1, [])
    assert issue(book, 4)[0].number == 3


def test_the_refusal_speaks_of_one_late_line_or_of_several() -> None:
    _, read = issue(chosen(example(), ""), 3)
    tables = example()
    first = len(tables["costs"]) + 2
    refusals = []
    for name in ("L", "M"):
        tables["costs"].append(line(name, 3))
        book = chosen(tables, "", read)
        with pytest.raises(OfficeError) as refused:
            issue_report(compute_costs(book, 4), book, TODAY)
        refusals.append(refused.value.text)

    assert refusals[0].fr.startswith(
        f"1 dépense est arrivée après l'arrêté de sa période, ligne {first} de Dépenses. Passez-la sur"
    )
    assert refusals[0].en.startswith(
        f"1 cost line came after its period was issued, in row {first} of Costs. Move it"
    )
    assert refusals[1].fr.startswith(
        f"2 dépenses sont arrivées après l'arrêté de leur période, la première ligne {first} de Dépenses. Passez-les"
    )
    assert refusals[1].en.startswith(
        f"2 cost lines came after their period was issued, the first in row {first} of Costs. Move them"
    )


def test_a_late_line_counts_in_the_first_open_period_and_the_issued_one_keeps_its_figures() -> None:
    """A late invoice also takes its order down only from the open period on."""
    before = compute_costs(chosen(example(), "next"), 3)
    _, read = issue(chosen(example(), "next"), 3)
    tables = example()
    tables["costs"].append(line("L", 2, "1000.00", "45.00", order="PO1001"))
    book = chosen(tables, "next", read)

    now, third = compute_costs(book, 4), compute_costs(book, 3)

    assert figures(third) == figures(before) and not third.has_moved
    plain = figures(compute_costs(reading_of(example()), 4))["45.00"]
    moved = figures(now)["45.00"]
    assert moved["period_actual"] - plain["period_actual"] == 100_000
    assert plain["commitments"] - moved["commitments"] == 100_000
    assert late(now) == [("late-entry-in-next-period", len(tables["costs"]) + 1, "4")]
    assert [
        one.code for one in now.findings if one.code in ("posted-in-issued-period", "issued-figures-differ")
    ] == []
    again = issue_report(third, book, TODAY)
    assert isinstance(again, AlreadyIssued)


def test_a_late_line_once_counted_stays_where_it_was_counted() -> None:
    _, read = issue(chosen(example(), "next"), 3)
    tables = example()
    tables["costs"].append(line("L", 2))
    fourth, read = issue(chosen(tables, "next", read), 4)

    for how in ("next", "refuse"):
        book = chosen(tables, how, read)
        assert late(compute_costs(book, 4)) == []
        assert figures(compute_costs(book, 4)) == figures(fourth.report)
        assert all(one.agrees for one in rerun_issued(book))


def test_lines_that_cancel_out_are_issued_too_though_no_figure_moves() -> None:
    _, read = issue(chosen(example(), ""), 3)
    tables = example()
    tables["costs"] += [line("L1", 3), line("L2", 3, "-700.00")]

    done = issue_report(compute_costs(chosen(tables, "", read), 3), chosen(tables, "", read), TODAY)

    assert isinstance(done, NewlyIssued)
    assert late(compute_costs(chosen(tables, "", kept(done.result)), 3)) == []


def test_a_report_issued_before_lines_were_kept_closes_nothing_and_still_is_what_was_issued() -> None:
    _, read = issue(chosen(example(), ""), 3)
    at, hash_at = ISSUED.position["lines"], ISSUED.position["hash"]
    rows = [row.cells for row in read.rows]
    bare = [(*cells[:at], "", *cells[at + 1 :]) for cells in rows]
    said = content_hash(bare)
    without = [[cell for place, cell in enumerate(cells) if place != at] for cells in bare]
    assert said == content_hash_before(without, hash_at - 1)
    last = (*bare[-1][:hash_at], said, *bare[-1][hash_at + 1 :])
    old = replace(
        read,
        rows=tuple(
            row._replace(cells=cells) for row, cells in zip(read.rows, [*bare[:-1], last], strict=True)
        ),
    )
    tables = example()
    tables["costs"].append(line("L", 3))

    report = compute_costs(chosen(tables, "next", old), 4)

    assert read_issued(chosen(example(), "", old)).findings == ()
    assert late(report) == []
    assert "posted-in-issued-period" in [one.code for one in report.findings]


def content_hash_before(rows: list[list[str]], hash_at: int) -> str:
    """What a report hashed to before it kept its lines."""
    import hashlib
    import json

    said = sorted([*row[:hash_at], *row[hash_at + 1 :]] for row in rows)
    return "sha256:" + hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def test_more_lines_than_the_cells_hold_go_on_rows_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_late, "IN_A_CELL", 1)
    count = len([row for row in example()["costs"] if int(row["period"]) <= 3])
    done, read = issue(chosen(example(), ""), 3)
    assert count > len(done.report.lines)

    book = chosen(example(), "", read)
    back = read_issued(book).latest(3)

    assert back is not None and back.marks is not None and len(back.marks) == count
    assert set(back.lines) == {one.account for one in done.report.lines}
    assert isinstance(issue_report(compute_costs(book, 3), book, TODAY), AlreadyIssued)


def test_a_row_that_has_its_id_is_known_by_it_whatever_becomes_of_its_entry_number() -> None:
    def with_ids(tables: Tables, ids: list[str], read: TableRead | None) -> Reading:
        book = chosen(tables, "", read)
        costs = book.tables["costs"]
        rows = tuple(row._replace(id=one) for row, one in zip(costs.rows, ids, strict=True))
        return replace(book, tables={**book.tables, "costs": replace(costs, rows=rows)})

    tables = example()
    ids = [f"01J{i:023d}" for i in range(len(tables["costs"]))]
    _, read = issue(with_ids(tables, ids, None), 3)
    for number, row in enumerate(tables["costs"]):
        row["entry"] = f"N{number}"
    tables["costs"].append(line("N0", 3))

    report = compute_costs(with_ids(tables, [*ids, ""], read), 4)

    assert late(report) == [("late-entry", len(tables["costs"]) + 1, "4")]


@pytest.mark.parametrize("seed", range(25))
def test_every_issued_report_is_exactly_what_it_was_however_late_lines_come(seed: int) -> None:
    dice = random.Random(seed)
    tables, spare = production(dice), production(dice)["costs"]
    for number, row in enumerate(spare):
        row["entry"] = f"S{number}"
    read, was = TableRead(ISSUED, None), {}
    for period in (1, 2, 4):
        done, read = issue(chosen(tables, "next", read), period)
        was[period] = figures(done.report)
        tables["costs"] += [spare.pop() for _ in range(min(3, len(spare)))]
        book = chosen(tables, "next", read)

        assert {one: figures(compute_costs(book, one)) for one in was} == was
        total = compute_costs(book, 9).total
        assert total.to_date == compute_costs(reading_of(tables), 9).total.to_date
        assert [one.agrees for one in rerun_issued(book)] == [True] * len(was)


def test_an_earlier_period_issued_after_a_later_one_moves_no_line_that_the_later_one_counted() -> None:
    _, read = issue(chosen(example(), "next"), 4)
    _, read = issue(chosen(example(), "next", read), 2)

    book = chosen(example(), "next", read)

    assert figures(compute_costs(book, 4)) == figures(compute_costs(reading_of(example()), 4))
    assert [one.agrees for one in rerun_issued(book)] == [True, True]
