"""What each account cost, added up once by period, then looked up at any period."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

LARGEST = 2**62
NEVER = LARGEST + 1  # of a line whose period cannot be read, or is no period of this world


@dataclass(frozen=True, slots=True)
class Running:
    """One account: the periods something was posted in, in order, and what it cost up to each."""

    periods: Sequence[int]
    to_date: Sequence[int]


@dataclass(frozen=True, slots=True)
class Costs:
    """Account -> cents at one period: in it, up to it; and the last period with a cost."""

    period_actual: Mapping[str, int]
    to_date: Mapping[str, int]
    last: Mapping[str, int]


def add_up(
    accounts: Sequence[str], periods: Sequence[int | None], cents: Sequence[int]
) -> dict[str, Running]:
    """Account -> its running cost, of lines given side by side. Exact, whatever the size of the amounts."""
    # Sums past 62 bits stay exact as Python integers, only slower.
    is_small = max(map(abs, cents), default=0) * max(1, len(cents)) < LARGEST
    import numpy as np
    import pandas as pd  # slow to load: only a report waits for it

    numbers, codes = pd.factorize(np.array(accounts, dtype=object))
    when = [NEVER if period is None or abs(period) > LARGEST else period for period in periods]
    frame = pd.DataFrame(
        {
            "account": numbers,
            "period": pd.Series(when, dtype="int64"),
            "cost": pd.Series(cents, dtype="int64" if is_small else object),
        }
    )
    sums = frame.groupby(["account", "period"], sort=True)["cost"].sum()
    lines = zip(
        *(sums.index.get_level_values(level).tolist() for level in (0, 1)), sums.tolist(), strict=True
    )
    running: dict[str, Running] = {}
    for number, mine in groupby(lines, itemgetter(0)):
        _, when_posted, costs = zip(*mine, strict=True)
        running[str(codes[number])] = Running(when_posted, tuple(accumulate(map(int, costs))))
    return running


def costs_at(running: Mapping[str, Running], period: int) -> Costs:
    """Every account's costs at a period; one that had none by then is absent."""
    period_actual: dict[str, int] = {}
    to_date: dict[str, int] = {}
    last: dict[str, int] = {}
    for code, one in running.items():
        past = bisect_right(one.periods, period)
        if not past:
            continue
        to_date[code], last[code] = one.to_date[past - 1], one.periods[past - 1]
        if last[code] == period:
            period_actual[code] = to_date[code] - (one.to_date[past - 2] if past > 1 else 0)
    return Costs(period_actual, to_date, last)
