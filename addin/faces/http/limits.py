"""How often, and how much at once."""

from collections import OrderedDict
from collections.abc import Callable

from addin.faces.http.answers import BUSY, too_many

MOST_KNOWN = 10_000


class Rate:
    """A bucket of requests for each person, refilled evenly over a minute."""

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = float(a_minute), clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> None:
        """Count one request.

        Raises:
            Problem: There were too many.
        """
        left, now = self._now(who)
        if left < 1:
            raise too_many(max(1, round((1 - left) * 60 / self._most + 0.5)))
        self._put(who, left - 1, now)

    def is_spent(self, who: str) -> bool:
        return self._now(who)[0] < 1

    def _now(self, who: str) -> tuple[float, float]:
        now = self._clock()
        left, when = self._left.get(who, (self._most, now))
        return min(self._most, left + (now - when) * self._most / 60), now

    def _put(self, who: str, left: float, now: float) -> None:
        self._left[who] = (left, now)
        self._left.move_to_end(who)
        while len(self._left) > MOST_KNOWN:
            self._left.popitem(last=False)


class Room:
    """How many bytes of bodies may be held at once."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0

    def take(self, size: int) -> None:
        """Hold so many more.

        Raises:
            Problem: There is no room for them now.
        """
        if self._held + size > self._most:
            raise BUSY
        self._held += size

    def give_back(self, size: int) -> None:
        self._held -= size
