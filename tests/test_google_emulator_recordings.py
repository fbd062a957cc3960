"""The emulator against every conversation that gspread's tests recorded with the real Google."""

from pathlib import Path

import pytest
from google_emulator.replay import Replay, cassettes, replay

EXCEPTIONS = {
    ("ClientTest.test_import_csv", "PUT"): "the Drive v2 answer to an upload, with its etags and thumbnails",
    ("WorksheetTest.test_auto_resize_columns", "GET"): "the width of a text in pixels",
}
MADE_ELSEWHERE = 194
"""Requests about spreadsheets that were not made in the conversation: the two "open all" tests."""


@pytest.fixture(scope="module")
def replayed() -> Replay:
    folder = Path(__file__).resolve().parents[2] / "shared" / "data" / "gspread_recordings"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    total = Replay()
    for cassette in cassettes(folder):
        replay(cassette, total)
    return total


def test_only_the_named_answers_differ_from_the_recorded_ones(replayed: Replay) -> None:
    unnamed = [
        difference
        for difference in replayed.differences
        if (difference.cassette, difference.request.split()[0]) not in EXCEPTIONS
    ]

    assert unnamed == []


def test_at_least_1930_of_1936_recorded_answers_are_equal(replayed: Replay) -> None:
    assert replayed.comparable == 1936
    assert replayed.skipped == MADE_ELSEWHERE
    assert replayed.equal >= 1930
