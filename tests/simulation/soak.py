"""Many histories on every core: ``python tests/simulation/soak.py 10000 [first seed]``; the seed of any failure."""

import multiprocessing
import os
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

KNOWN = {
    287: "a choice typed in a Google Conflicts tab between our look and our write went with the tab that was replaced",
    515: "of two saves of a file within one exchange, the first was put back over the second",
    543: "what a write to Google hit before the machine stopped, and nobody verified, was in the scratch tab alone",
    844: "a machine that stopped while a save was being put back left it aside",
    3142: "an id given to a row without one stayed there when the rest was given back, for somebody had typed beside it",
    4333: "the second look was answered with old values and believed: what had been given back counted as shown",
    5262: "a write whose answer was lost was judged on rows that somebody had moved after it: a person's row was written over",
    20556: "the access to Google went between a write that hit a wrong row and its repair: the row was deleted everywhere",
    1393: "a machine that stopped after a write to rows that moved: a value, an id and a deletion stayed on the wrong ones",
    6103: "of a row without its id, another copy was taken for what it was before, and written there",
    2087: "a row that came back on Google shifted what was to be given back by two: a person's row was deleted",
}
"""Seeds that once failed, and why."""


def one(seed: int) -> tuple[int, str]:
    """The seed, and what went wrong in its history; "" when nothing did."""
    from simulation.checks import live_through

    try:
        live_through(seed)
    except Exception as problem:
        where = traceback.extract_tb(problem.__traceback__)[-1]
        return seed, f"{type(problem).__name__}: {problem} ({Path(where.filename).name}:{where.lineno})"
    return seed, ""


def soak(histories: int, first: int = 0) -> list[tuple[int, str]]:
    """Live through so many; say how far it is and what failed."""
    started, failed = time.monotonic(), list[tuple[int, str]]()
    with multiprocessing.Pool(os.cpu_count()) as pool:
        seeds = range(first, first + histories)
        for done, (seed, problem) in enumerate(pool.imap_unordered(one, seeds, 8), start=1):
            if problem:
                failed.append((seed, problem))
                print(f"seed {seed}: {problem}", flush=True)
            if done % 200 == 0 or done == histories:
                spent = time.monotonic() - started
                print(f"{done} of {histories} histories, {len(failed)} failed, {spent:.0f} s", flush=True)
    return failed


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]] or [int(os.environ.get("CLASSEUR_SEEDS", "10000"))]
    found = soak(*given)
    print(f"{given[0]} histories, {len(found)} failed", *(f"seed {seed}" for seed, _ in found))
    sys.exit(1 if found else 0)
