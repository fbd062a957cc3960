"""Histories made by chance, books of every sort: nothing typed is lost, nothing is done twice, all agree in the end.

Longer: ``python tests/simulation/soak.py 10000``.
"""

import os

import pytest
from simulation import faults
from simulation.checks import Broken, live_through
from simulation.soak import KNOWN

import sync.round
from sync.base import Base
from sync.books import file_exchange, google_repairs
from sync.books.google_before import Fate
from sync.promises import Taken
from sync.store import Found, Transaction
from workbook_templates.book import Book, Reading

SEEDS = int(os.environ.get("CLASSEUR_SEEDS", "50"))
BITES = 100


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_books_agree_and_nothing_typed_is_lost(seed: int) -> None:
    live_through(seed)


@pytest.mark.parametrize("seed", KNOWN, ids=KNOWN.values())
def test_what_once_went_wrong_does_not_again(seed: int) -> None:
    live_through(seed)


def test_the_same_seed_makes_the_same_history() -> None:
    first, again = live_through(7).trace.lines, live_through(7).trace.lines

    assert first == again
    assert any("crash" in line for line in first)


def test_a_history_over_http_is_the_same_as_in_this_process() -> None:
    assert live_through(11, over_http=True).trace.lines == live_through(11).trace.lines


def fails_within(histories: int, first: int = 0) -> bool:
    """Whether a promise is found broken; any other failure is a fault of the test's own."""
    for seed in range(first, histories):
        try:
            live_through(seed)
        except Broken:
            return True
    return False


def test_it_fails_when_writes_to_google_are_not_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_repairs, "judge", lambda op, before, snapshot: Fate.HIT)

    assert fails_within(BITES)


def test_it_fails_when_no_journal_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transaction, "record_changes", lambda self, changes: None)

    assert fails_within(BITES)


def test_it_fails_when_nothing_is_known_of_what_was_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transaction, "read_base", lambda self, book, table: Base({}))

    assert fails_within(BITES)


def test_it_fails_when_a_round_cut_short_is_never_known_to_have_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(tx: Transaction, known: Found, book: Book, reading: Reading, *_: object) -> Taken:
        return Taken({**known, "pending": ""}, reading)

    monkeypatch.setattr(sync.round, "take_promise", never)

    assert fails_within(BITES, first=85)


def test_it_fails_when_a_file_replaces_another_without_a_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_exchange, "exchange", lambda one, other: False)

    assert fails_within(BITES)


def test_a_promise_that_is_not_kept_is_told_with_its_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transaction, "record_changes", lambda self, changes: None)

    with pytest.raises(Broken) as found:
        for seed in range(BITES):
            live_through(seed)

    assert any("settling" in note for note in found.value.__notes__)


def test_every_fault_of_the_list_is_drawn() -> None:
    names = {make().name for make in (*faults.READ_FAULTS, *faults.WRITE_FAULTS)}

    assert {
        "429",
        "500",
        "503",
        "html",
        "truncated",
        "damaged",
        "reset",
        "slow",
        "silent",
        "stale",
        "403",
        "404",
    } == names
