"""Which cost lines of a ledger the book already has: by journal, number and line, whatever the file's order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from addin.rules import ledger_findings as found
from addin.rules.cost_lines import Columns
from addin.rules.ledger_pieces import CostEntry
from addin.rules.ledger_read import COSTS
from workbook_templates.findings import Finding
from workbook_templates.money import cents, show

DATED = re.compile(r"(.+)@(\d{8})\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A cost line of the book that a ledger brought."""

    index: int
    line: int
    net: int
    tax: int


@dataclass
class KnownPiece:
    """One piece as the book has it, at its date; ``name`` is what its entries begin with."""

    name: str
    day: str
    lines: list[KnownLine] = field(default_factory=list)


@dataclass(frozen=True)
class Recognised:
    """What is new and what is not.

    Args:
        new: (name of the entry, cost line) to add.
        known: Cost lines the book already has.
    """

    new: tuple[tuple[str, CostEntry], ...]
    known: frozenset[int]
    findings: tuple[Finding, ...]


def read_known(costs: Columns) -> dict[str, list[KnownPiece]]:
    """Journal/number -> the pieces of that number in the book, one a date."""
    pieces: dict[str, dict[str, KnownPiece]] = {}
    for i, entry in enumerate(costs["entry"]):
        name, mark, line = entry.rpartition("/")
        if not mark or not line.isascii() or not line.isdigit():
            continue
        dated = DATED.match(name)
        dates = pieces.setdefault(dated[1] if dated else name, {})
        piece = dates.setdefault(name, KnownPiece(name, costs["date"][i]))
        net, tax = cents(costs["net"][i]), cents(costs["tax"][i])
        piece.lines.append(KnownLine(i, int(line), 0 if net is None else net, 0 if tax is None else tax))
    return {key: list(dates.values()) for key, dates in pieces.items()}


def recognise(
    entries: Sequence[CostEntry],
    costs: Columns,
    present: Iterable[str] = (),
    reach: tuple[str, str] | None = None,
) -> Recognised:
    """Tell the lines that the book has from the new ones, piece by piece.

    A line is known by its piece and its place in it, or by its amounts when the
    file has the piece's lines in another order. A known line is never written again.

    Args:
        present: The pieces of the file, those set aside included.
        reach: First and last day of the file; earlier lines of the book in it should be in the file.
    """
    known = read_known(costs)
    findings: list[Finding] = []
    new: list[tuple[str, CostEntry]] = []
    seen: set[int] = set()
    matched: set[int] = set()
    taken = set(costs["entry"])
    groups: dict[tuple[str, str], list[tuple[int, CostEntry]]] = {}
    for i, entry in enumerate(entries):
        groups.setdefault((entry.piece, entry.day), []).append((i, entry))
    for (key, day), lines in groups.items():
        pieces = known.get(key, [])
        piece = _same_piece(pieces, day, [line for _, line in lines])
        name = key
        if piece is not None:
            name = piece.name
        elif pieces or f"{key}/{lines[0][1].at}" in taken:
            name = f"{key}@{day.replace('-', '')}"
            if pieces:
                findings.append(Finding(found.NUMBER_AGAIN, COSTS, value=key, details={"day": day}))
        pairs = _pairs(lines, piece.lines if piece else [])
        for i, line in lines:
            if i in pairs:
                seen.add(i)
                matched.add(pairs[i].index)
                findings += _changes(line, pairs[i], costs)
                continue
            new.append((_free(name, line.at, taken), line))
    findings += _gone(known, costs, matched, set(present), reach)
    return Recognised(tuple(new), frozenset(seen), tuple(findings))


def _same_piece(pieces: Sequence[KnownPiece], day: str, lines: Sequence[CostEntry]) -> KnownPiece | None:
    """The piece of the book that this one is: of its date, else of its amounts."""
    for piece in pieces:
        if piece.day == day:
            return piece
    here = sorted((line.net, line.tax) for line in lines)
    for piece in pieces:
        if sorted((line.net, line.tax) for line in piece.lines) == here:
            return piece
    return None


def _pairs(lines: Sequence[tuple[int, CostEntry]], there: Sequence[KnownLine]) -> dict[int, KnownLine]:
    """Line of the file -> the book's: same place and amounts, then same amounts, then same place."""
    left = {line.line: line for line in there}
    pairs: dict[int, KnownLine] = {}
    for i, line in lines:
        one = left.get(line.at)
        if one is not None and (one.net, one.tax) == (line.net, line.tax):
            pairs[i] = left.pop(line.at)
    by_amount: dict[tuple[int, int], list[int]] = {}
    for one in left.values():
        by_amount.setdefault((one.net, one.tax), []).append(one.line)
    for i, line in lines:
        waiting = by_amount.get((line.net, line.tax))
        if i not in pairs and waiting:
            pairs[i] = left.pop(waiting.pop(0))
    for i, line in lines:
        if i not in pairs and line.at in left:
            pairs[i] = left.pop(line.at)
    return pairs


def _changes(line: CostEntry, there: KnownLine, costs: Columns) -> list[Finding]:
    if (line.net, line.tax) == (there.net, there.tax):
        return []
    row = costs.rows[there.index]
    value, now = show(there.net + there.tax), show(line.net + line.tax)
    details = {"entry": costs["entry"][there.index], "amount": now}
    return [Finding(found.CHANGED, COSTS, row.number, row.id, "net", value, details)]


def _free(name: str, at: int, taken: set[str]) -> str:
    while f"{name}/{at}" in taken:
        at += 1
    taken.add(f"{name}/{at}")
    return f"{name}/{at}"


def _gone(
    known: Mapping[str, Sequence[KnownPiece]],
    costs: Columns,
    matched: set[int],
    present: set[str],
    reach: tuple[str, str] | None,
) -> list[Finding]:
    """Lines imported earlier, of a journal and days that the file covers, that it no longer has."""
    if reach is None:
        return []
    journals = {key.partition("/")[0] for key in present}
    findings = []
    for key, pieces in known.items():
        if key in present or key.partition("/")[0] not in journals:
            continue
        for piece in pieces:
            if not reach[0] <= piece.day <= reach[1]:
                continue
            for line in piece.lines:
                row = costs.rows[line.index]
                value = costs["entry"][line.index]
                findings.append(Finding(found.GONE, COSTS, row.number, row.id, "entry", value))
    return findings
