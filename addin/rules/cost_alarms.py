"""Rules of the spreadsheet's own that turn a figure red when it no longer adds up: one formula for a whole area."""

from addin.rules.cost_identities import DETAILED, FIGURES, IDENTITIES, KEYS
from addin.rules.cost_layout import TO_SPEND

Alarm = tuple[tuple[int, int, int, int], str]
FIRST = KEYS.index(FIGURES[0]) + 1
LAST = KEYS.index(FIGURES[-1]) + 2  # what is left to spend stands after them
SPEND = (TO_SPEND, (("commitments", 1), ("etc", 1)))


def identity_alarms(first: int, last: int, sign: int, line: int = 0) -> list[Alarm]:
    """Each figure that other figures of its row make, over the rows from ``first`` to ``last``.

    Args:
        sign: 1 when a saving is shown positive, -1 when an overage is.
        line: The column that only the lines under an account fill; they are passed over. 0 without lines.
    """
    passed = f'INDEX(${_letter(line)}:${_letter(line)},ROW())=""' if line else ""
    alarms = []
    for key, parts in (*IDENTITIES, SPEND):
        at = _column(key)
        turned = sign if key == "variance" else 1
        made = "".join(f"{'-' if side * turned > 0 else '+'}{_here(_column(part))}" for part, side in parts)
        broken = f"ROUND({_here(at)}{made},2)<>0"
        alarms.append(((first, at, last, at), f"AND({passed},{broken})" if line else broken))
    return alarms


def sum_alarm(first: int, row: int, times: int, line: int = 0) -> Alarm:
    """A row of sums, under rows from ``first`` that hold each of its figures ``times`` times: accounts, subtotals.

    Args:
        line: The column that only the lines under an account fill; they are not counted. 0 without lines.
    """
    left, right = _letter(FIRST), _letter(LAST)
    above = f"INDEX(${left}${first}:${right}${row - 1},0,COLUMN()-{FIRST - 1})"
    if line:
        own_rows = f"${_letter(line)}${first}:${_letter(line)}${row - 1}"
        above = f'SUMPRODUCT(--({own_rows}=""),{above})'
    else:
        above = f"SUM({above})"
    own = f"INDEX(${left}${row}:${right}${row},1,COLUMN()-{FIRST - 1})"
    many = f"{times}*" if times > 1 else ""
    return (row, FIRST, row, LAST), f"ROUND({above}-{many}{own},2)<>0"


def line_alarm(first: int, row: int) -> Alarm:
    """An account's row, under its lines from ``first``: what they add up to, budget and estimates left aside."""
    at = [_column(key) for key in DETAILED]
    left, right = min(at), max(at)
    area = f"${_letter(left)}${first}:${_letter(right)}${row - 1}"
    own = f"INDEX(${_letter(left)}${row}:${_letter(right)}${row},1,COLUMN()-{left - 1})"
    broken = f"ROUND(SUM(INDEX({area},0,COLUMN()-{left - 1}))-{own},2)<>0"
    others = [f"COLUMN()<>{column}" for column in range(left, right) if column not in at]
    return (row, left, row, right), f"AND({','.join([*others, broken])})"


def _column(key: str) -> int:
    return LAST if key == TO_SPEND else KEYS.index(key) + 1


def _here(column: int) -> str:
    """The cell of the rule's own row in a column."""
    letter = _letter(column)
    return f"INDEX(${letter}:${letter},ROW())"


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)
