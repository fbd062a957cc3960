from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from sync.timer import Pace, State, Timing, pace_after, wait_after

TIMING = Timing(soon=15, rare=900, wait=60, retry=30, retry_most=3600, lease=120, look=2, settle=2)
MIDDLE = 0.5

CASES = (
    # state, quiet rounds and failures with this one, the book's period, seconds to wait
    (State.NEW, Pace(0, 0), 0, 0),
    (State.MOVED, Pace(0, 0), 0, 15),
    (State.QUIET, Pace(1, 0), 0, 30),
    (State.QUIET, Pace(2, 0), 0, 60),
    (State.QUIET, Pace(9, 0), 0, 900),
    (State.QUIET, Pace(9, 0), 300, 300),
    (State.QUIET, Pace(20, 0), 86_400, 86_400),
    (State.MOVED, Pace(0, 0), 5, 5),
    (State.WAITS, Pace(3, 0), 0, 60),
    (State.WAITS, Pace(3, 0), 20, 20),
    (State.ASKS, Pace(3, 0), 0, 900),
    (State.FAILED, Pace(0, 1), 0, 30),
    (State.FAILED, Pace(0, 3), 0, 120),
    (State.FAILED, Pace(0, 50), 0, 3600),
)


def test_the_next_round_comes_soon_after_activity_and_rarely_when_idle() -> None:
    for state, pace, period, seconds in CASES:
        assert wait_after(state, pace, TIMING, period, MIDDLE) == seconds, (state, pace, period)


def test_activity_ends_a_quiet_stretch_and_a_round_that_works_ends_failures() -> None:
    idle = pace_after(State.QUIET, pace_after(State.QUIET, Pace()))
    assert idle == Pace(quiet=2)

    assert pace_after(State.MOVED, idle) == Pace()
    assert pace_after(State.WAITS, idle) == Pace(quiet=2)
    assert pace_after(State.FAILED, pace_after(State.FAILED, idle)) == Pace(quiet=2, failures=2)
    assert pace_after(State.QUIET, Pace(0, 7)) == Pace(quiet=1)
    assert pace_after(State.ASKS, Pace(0, 7)) == Pace()


@given(some.floats(0, 0.999), some.integers(0, 200), some.floats(1, 100_000))
def test_books_are_spread_by_a_tenth_and_never_wait_longer_than_their_period_and_that(
    spread: float, quiet: int, period: float
) -> None:
    wait = wait_after(State.QUIET, Pace(quiet), TIMING, period, spread)

    assert 0 < wait <= period * 1.1
    assert wait >= 0.9 * min(TIMING.soon, period)


@given(some.sampled_from((State.QUIET, State.FAILED)))
def test_every_further_quiet_or_failed_round_waits_at_least_as_long(state: State) -> None:
    pace, waits = Pace(), []
    for _ in range(40):
        pace = pace_after(state, pace)
        waits.append(wait_after(state, pace, TIMING, 0, MIDDLE))

    assert all(before <= after for before, after in pairwise(waits))
    assert waits[-1] == (TIMING.rare if state is State.QUIET else TIMING.retry_most)


def test_a_faster_clock_divides_every_wait() -> None:
    fast = TIMING.faster(60)

    assert (fast.soon, fast.rare, fast.lease, fast.retry_most) == (0.25, 15, 2, 60)
