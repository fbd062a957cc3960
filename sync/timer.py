"""When a book's next round is due. Pure: durations in seconds, moments in milliseconds."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

MINUTE = 60.0


class State(Enum):
    """What a round came to, as the timer sees it."""

    MOVED = "moved"  # cells were carried, one way or the other
    QUIET = "quiet"  # there was nothing to do
    WAITS = "waits"  # the file is open in a program, or has not wholly arrived
    ASKS = "asks"  # a guard's question waits for a person
    FAILED = "failed"  # the world failed: network, disk, rights, a damaged file
    NEW = "new"  # no round was made yet


CALM = (State.MOVED, State.QUIET)


@dataclass(frozen=True, slots=True)
class Timing:
    """The worker's pace, in seconds.

    Args:
        soon: From a round in which cells moved to the next; doubled at each quiet one.
        rare: The most between two rounds while nothing happens, for a book that says no period.
        wait: Between two looks at a file that is open elsewhere.
        retry: From a first failure to the next try; doubled at each failure.
        retry_most: The most between two tries.
        lease: For how long a worker that says nothing more keeps its book.
        look: Between two looks at what is due.
        settle: How long a file must have lain unchanged before it is read.
    """

    soon: float = 15
    rare: float = 15 * MINUTE
    wait: float = 60
    retry: float = 30
    retry_most: float = 60 * MINUTE
    lease: float = 120
    look: float = 2
    settle: float = 2

    def faster(self, factor: float) -> "Timing":
        """The same pace on a clock that runs ``factor`` times as fast."""
        return Timing(*(getattr(self, name) / factor for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a book stands: quiet rounds in a row, and failed ones in a row."""

    quiet: int = 0
    failures: int = 0


def pace_after(state: State, pace: Pace) -> Pace:
    """Count the round that just ended."""
    match state:
        case State.MOVED | State.NEW:
            return Pace()
        case State.QUIET:
            return Pace(quiet=pace.quiet + 1)
        case State.WAITS | State.ASKS:
            return Pace(quiet=pace.quiet)
        case State.FAILED:
            return Pace(quiet=pace.quiet, failures=pace.failures + 1)
        case _:
            assert_never(state)


def wait_after(state: State, pace: Pace, timing: Timing, period: float = 0, spread: float = 0.5) -> float:
    """Say how long to wait for the next round.

    Args:
        state: What the round came to.
        pace: The counts, this round included.
        timing: The worker's pace.
        period: The book's own longest wait, in seconds; 0 for the worker's.
        spread: A number in [0, 1) that keeps many books from being due at once: up to a tenth more or less.

    Returns:
        Seconds from the end of the round.
    """
    most = period or timing.rare
    match state:
        case State.NEW:
            return 0.0
        case State.MOVED:
            wait = min(timing.soon, most)
        case State.QUIET:
            wait = _doubled(timing.soon, pace.quiet, most)
        case State.WAITS:
            wait = min(timing.wait, most)
        case State.ASKS:
            wait = most
        case State.FAILED:
            wait = _doubled(timing.retry, pace.failures - 1, timing.retry_most)
        case _:
            assert_never(state)
    return wait * (0.9 + 0.2 * spread)


def _doubled(first: float, times: int, most: float) -> float:
    """Double ``first``; past 30 times it is at ``most`` anyway."""
    return min(first * 2.0 ** min(max(times, 0), 30), most)
