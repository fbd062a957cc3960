"""Rules of the spreadsheet's own that turn a figure red when it no longer adds up: one formula for a whole area."""

from addin.rules.cost_identities import FIGURES, IDENTITIES, KEYS
from addin.rules.cost_layout import TO_SPEND

Alarm = tuple[tuple[int, int, int, int], str]
FIRST = KEYS.index(FIGURES[0]) + 1
LAST = KEYS.index(FIGURES[-1]) + 2  # what is left to spend stands after them
SPEND = (TO_SPEND, (("commitments", 1), ("etc", 1)))


def identity_alarms(first: int, last: int, sign: int) -> list[Alarm]:
    """Each figure that other figures of its row make, over the rows from ``first`` to ``last``.

    Args:
        sign: 1 when a saving is shown positive, -1 when an overage is.
    """
    alarms = []
    for key, parts in (*IDENTITIES, SPEND):
        at = _column(key)
        turned = sign if key == "variance" else 1
        made = "".join(f"{'-' if side * turned > 0 else '+'}{_here(_column(part))}" for part, side in parts)
        alarms.append(((first, at, last, at), f"ROUND({_here(at)}{made},2)<>0"))
    return alarms


def sum_alarm(first: int, row: int, times: int) -> Alarm:
    """A row of sums, under rows from ``first`` that hold each of its figures ``times`` times: lines, subtotals."""
    left, right = _letter(FIRST), _letter(LAST)
    above = f"SUM(INDEX(${left}${first}:${right}${row - 1},0,COLUMN()-{FIRST - 1}))"
    own = f"INDEX(${left}${row}:${right}${row},1,COLUMN()-{FIRST - 1})"
    many = f"{times}*" if times > 1 else ""
    return (row, FIRST, row, LAST), f"ROUND({above}-{many}{own},2)<>0"


def _column(key: str) -> int:
    return LAST if key == TO_SPEND else KEYS.index(key) + 1


def _here(column: int) -> str:
    """The cell of the rule's own row in a column."""
    letter = _letter(column)
    return f"INDEX(${letter}:${letter},ROW())"


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)
