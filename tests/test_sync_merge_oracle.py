"""Our merge and doltlite's, side by side on the same random tables."""

import json
import random
import subprocess
import sys
from pathlib import Path

from sync.merge import (
    AddedInSheet,
    AddedInStore,
    DeletedAgainstChanged,
    GoneFromBoth,
    Merged,
    RemovedInSheet,
    RemovedInStore,
    Side,
    Stored,
    merge_row,
)

SCRIPT = Path(__file__).parent / "doltlite_merge.py"
Rows = dict[str, list[str]]
CASES = 60
BOTH = 0.5


def changed(dice: random.Random, base: Rows, mine: str) -> Rows:
    """One side's day: cells typed, rows added and removed."""
    rows = {key: list(cells) for key, cells in base.items()}
    for key in list(rows):
        action = dice.choice(["keep", "keep", "edit", "edit", "both", "delete"])
        if action == "delete":
            del rows[key]
        elif action != "keep":
            for _ in range(2 if action == "both" else 1):
                rows[key][dice.randrange(3)] = dice.choice(["same", mine, "x"])
    for n in range(dice.randint(0, 2)):
        rows[f"{mine}{n}"] = [mine, "", str(n)]
    if dice.random() < BOTH:  # a row that the other side may add as well
        rows["n"] = [dice.choice(["same", mine]), "y", "z"]
    return rows


def case(seed: int) -> tuple[Rows, Rows, Rows]:
    dice = random.Random(seed)
    base = {f"k{n}": [dice.choice(["x", "y", ""]) for _ in range(3)] for n in range(dice.randint(1, 8))}
    return base, changed(dice, base, "o"), changed(dice, base, "t")


def test_both_merges_agree_on_every_outcome_that_both_define() -> None:
    cases = [case(seed) for seed in range(CASES)]
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    met: set[type] = set()
    added_twice: set[bool] = set()

    for (base, ours, theirs), theirs_says in zip(cases, json.loads(done.stdout), strict=True):
        rows, conflicts = theirs_says["rows"], theirs_says["conflicts"]
        for key in {*base, *ours, *theirs}:
            was = tuple(base[key]) if key in base else None
            sheet = Side(tuple(ours[key])) if key in ours else None
            store = Stored(tuple(theirs[key])) if key in theirs else Stored(was, True) if was else None
            fate = merge_row(was, sheet, store)
            met.add(type(fate))
            if was is None and isinstance(fate, Merged):
                added_twice.add(bool(fate.conflicts))
            match fate:
                case Merged() if fate.conflicts:
                    assert key in conflicts
                case Merged():
                    assert (rows[key], key in conflicts) == (list(fate.store), False)
                case AddedInSheet(cells) | AddedInStore(cells):
                    assert (rows[key], key in conflicts) == (list(cells), False)
                case RemovedInSheet() | RemovedInStore() | GoneFromBoth():
                    assert key not in rows and key not in conflicts
                case DeletedAgainstChanged():
                    assert key in conflicts
    assert met == {
        Merged, AddedInSheet, AddedInStore, RemovedInSheet, RemovedInStore, GoneFromBoth, DeletedAgainstChanged,
    }  # fmt: skip
    assert added_twice == {True, False}
