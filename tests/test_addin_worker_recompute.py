"""Result sheets follow the rounds of the worker, where classeur.toml says so."""

from datetime import date
from pathlib import Path

import pytest
from worker_books import AT_ONCE, a_worker, known

from addin.actions.recompute import recompute_results
from addin.actions.registry import ACTIONS, Options
from addin.actions.run import run_action
from addin.faces.worker_commands import recompute_after
from addin.rules.cost_sheet import shown_period
from sync.books.xlsx import XlsxBook
from sync.ids import new_id
from sync.settings import read_settings
from sync.store import Store
from sync.timer import State
from sync.worker import Hooks, Worker
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.sample.sample import build_sample
from workbook_templates.text import OfficeError

COSTS, REPORT = TABLE["costs"], TABLE["cost_report"]
TODAY = date(2026, 3, 2)
NET = COSTS.position["net"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small production whose cost report shows period 5, whose checks are listed, and nothing else is filled."""
    book = tmp_path / "film.xlsx"
    build_sample(book, "fr", "A4")
    for key in ("costs", "check"):
        run_action(ACTIONS[key], XlsxBook(book), Options(5, today=TODAY), new_id)
    return book


def worker_on(path: Path, recompute: str) -> tuple[Store, Worker]:
    listed = f'{recompute}\n[[books]]\npath = "{path.name}"\nentitlement = "restricted"\n'
    (path.parent / "classeur.toml").write_text(listed, encoding="utf-8")
    store = Store(f"sqlite:///{path.parent / 'classeur.sqlite'}")
    return store, a_worker(path.parent, store, AT_ONCE, Hooks(after_round=recompute_after))


def spend(path: Path, amount: str) -> None:
    """A person changes what the first cost of the period came to."""
    book = XlsxBook(path)
    rows = book.read(INPUT_TABLES).tables["costs"].rows
    first = next(row for row in rows if row.cells[COSTS.position["period"]] == "5" and row.cells[NET])
    book.apply(Edits(cells={"costs": {(first.number, "net"): amount}}))


def reported(path: Path) -> tuple[int | None, list[str]]:
    read = XlsxBook(path).read([REPORT]).tables["cost_report"]
    return shown_period(read), [row.cells[REPORT.position["period_actual"]] for row in read.rows]


def steps(worker: Worker, store: Store, key: str = "film.xlsx") -> list[State]:
    return [known(store, key).state for _ in range(3) if worker.step()]


def test_a_shown_cost_report_follows_the_costs_at_its_own_period_and_comes_to_rest(path: Path) -> None:
    store, worker = worker_on(path, "recompute = true")
    steps(worker, store)
    before = reported(path)
    spend(path, "123456.78")
    assert reported(path) == before

    assert steps(worker, store) == [State.MOVED, State.QUIET, State.QUIET]

    after = reported(path)
    assert before[0] == after[0] == 5
    assert len([1 for one, other in zip(before[1], after[1], strict=True) if one != other]) >= 1
    data, log = path.read_bytes(), store.log()
    assert steps(worker, store) == [State.QUIET] * 3
    assert path.read_bytes() == data and store.log() == log


def test_without_the_setting_the_report_stays_as_it_was(path: Path) -> None:
    store, worker = worker_on(path, "")
    steps(worker, store)
    before = reported(path)
    spend(path, "123456.78")

    assert steps(worker, store)[0] is State.MOVED

    assert reported(path) == before


def test_a_workbook_open_in_excel_waits_and_its_report_follows_once_it_is_closed(path: Path) -> None:
    store, worker = worker_on(path, "recompute = true")
    steps(worker, store)
    before = reported(path)
    spend(path, "123456.78")
    owner = path.with_name(f"~${path.name}")
    owner.write_bytes(b"\x03Ana")
    data = path.read_bytes()

    assert steps(worker, store) == [State.WAITS] * 3

    assert path.read_bytes() == data
    assert any(change["after"] == "123456.78" for change in store.log())
    owner.unlink()
    steps(worker, store)
    assert reported(path) != before
    assert known(store, "film.xlsx").state is State.QUIET


def test_only_the_result_sheets_that_were_filled_are_computed(path: Path, tmp_path: Path) -> None:
    assert recompute_results(XlsxBook(path), TODAY) == ("check", "costs")
    for key in ("budgets", "cash"):
        run_action(ACTIONS[key], XlsxBook(path), Options(today=TODAY), new_id)
    assert recompute_results(XlsxBook(path), TODAY) == ("check", "costs", "budgets", "cash")
    data = path.read_bytes()
    recompute_results(XlsxBook(path), TODAY)
    assert path.read_bytes() == data, "the same sheets again change no byte"
    plain = tmp_path / "plain.xlsx"
    build_sample(plain, "en", "A4")
    data = plain.read_bytes()

    assert recompute_results(XlsxBook(plain), TODAY) == ()
    assert plain.read_bytes() == data


def test_the_setting_is_true_or_false(path: Path) -> None:
    (path.parent / "classeur.toml").write_text('recompute = "yes"\n', encoding="utf-8")

    with pytest.raises(OfficeError) as refused:
        read_settings(path)

    assert refused.value.text.en.startswith('classeur.toml, recompute: "yes" is not known.')
