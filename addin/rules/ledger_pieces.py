"""The pieces of a ledger: which can be trusted, and the cost lines that they make, with their tax."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from addin.rules import ledger_findings as found
from addin.rules.cost_parts import spoken
from addin.rules.ledger_accounts import (
    ASIDE,
    CAPITALISED,
    CHARGES,
    IN_PROGRESS,
    SUPPLIERS,
    TAX,
    kind_of,
    nature,
    subject,
)
from addin.rules.ledger_read import COSTS, LedgerFile, LedgerLine
from workbook_templates.findings import Finding
from workbook_templates.money import show
from workbook_templates.text import Text, fold

OPENING_CODES = ("an", "ran")
OPENING_NAMES = ("a nouveau", "a nouveaux", "report a nouveau", "reports a nouveau", "opening balance")


class Fate(Enum):
    """What became of a line of the ledger."""

    COST = Text("imported as costs", "importé en dépenses")
    TAX = Text("imported as their tax", "importé comme leur taxe")
    KNOWN = Text("imported earlier", "déjà importé")
    BALANCE = Text("not costs (other accounts)", "hors coûts (autres comptes)")
    UNMAPPED = Text("set aside: no budget account", "écarté : sans compte au devis")
    OPENING = Text("set aside: opening balances", "écarté : à-nouveaux")
    CAPITALISED = Text("set aside: capitalised at year end", "écarté : production immobilisée")
    LONE_TAX = Text("set aside: tax without a cost", "écarté : taxe sans coût")
    UNBALANCED = Text("set aside: unbalanced pieces", "écarté : pièces déséquilibrées")
    UNREADABLE = Text("set aside: unreadable pieces", "écarté : pièces illisibles")


@dataclass(frozen=True)
class Piece:
    """One accounting entry: lines that balance together.

    Args:
        key: ``JOURNAL/NUMBER``; by content when the file has no numbers.
    """

    key: str
    day: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class CostEntry:
    """One cost line that a ledger makes; ``at`` is its line within the piece, from 1."""

    piece: str
    day: str
    at: int
    kind: str
    supplier: str
    document: str
    account: str
    net: int
    tax: int


@dataclass
class Sorted:
    """Every line of the ledger with its fate, and the cost lines.

    Args:
        fates: Line of the file -> its fate; a tax line may be shared, and is then where its cost is.
        parts: (fate, debit, credit) of each line, or of the shares of one.
    """

    entries: list[tuple[CostEntry, list[tuple[Fate, int, int]]]] = field(default_factory=list)
    parts: list[tuple[Fate, int, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def sort_lines(ledger: LedgerFile, targets: Mapping[str, str], budget: Mapping[str, str]) -> Sorted:
    """Give every line of the ledger its fate: cost, tax, or set aside with the reason.

    Args:
        targets: Account of the ledger -> budget account, TAX, ASIDE, or "".
    """
    done = Sorted()
    unmapped: dict[str, list[LedgerLine]] = {}
    whole: dict[tuple[tuple[str, str, int], ...], list[str]] = {}
    for piece in group_pieces(ledger, done.findings):
        reason = _set_aside(piece, ledger.has_sides, done.findings)
        if reason is not None:
            done.parts += [(reason, line.debit, line.credit) for line in piece.lines]
            continue
        reversed_piece = _reverses(piece, whole)
        if reversed_piece:
            details = {"piece": piece.key}
            done.findings.append(Finding(found.REVERSED, COSTS, value=reversed_piece, details=details))
        _sort_piece(piece, targets, budget, bool(reversed_piece), unmapped, done)
    for code, lines in unmapped.items():
        done.findings.append(_unmapped(code, lines, targets))
    return done


def group_pieces(ledger: LedgerFile, findings: list[Finding]) -> list[Piece]:
    """The lines by piece, in the file's order; a number used at several dates is one piece a date if each balances."""
    groups: dict[str, list[LedgerLine]] = {}
    for line in ledger.lines:
        groups.setdefault(_key(line), []).append(line)
    pieces = []
    for key, lines in groups.items():
        by_day: dict[str, list[LedgerLine]] = {}
        for line in lines:
            by_day.setdefault(line.day, []).append(line)
        parts = list(by_day.values())
        can_part = len(parts) > 1 and (
            not ledger.has_sides or not any(sum(line.net for line in part) for part in parts)
        )
        if can_part:
            details = {"piece": key}
            days = ", ".join(by_day)
            findings.append(Finding(found.SEVERAL_DATES, COSTS, value=days, details=details))
        pieces += [Piece(key, part[0].day, tuple(part)) for part in (parts if can_part else [lines])]
    return pieces


def _key(line: LedgerLine) -> str:
    number = line.number or line.document
    if number:
        return f"{line.journal}/{number}" if line.journal else number
    said = "|".join((line.journal, line.day, line.account, line.supplier, line.label, str(line.net)))
    return f"{line.journal or 'CSV'}/{sha256(said.encode()).hexdigest()[:10]}"


def _set_aside(piece: Piece, has_sides: bool, findings: list[Finding]) -> Fate | None:
    """Why a whole piece is not imported."""
    if any(line.is_bad for line in piece.lines):
        return Fate.UNREADABLE
    gap = sum(line.net for line in piece.lines)
    if has_sides and gap:
        details = {"piece": piece.key, "line": str(piece.lines[0].at)}
        findings.append(Finding(found.UNBALANCED, COSTS, value=show(gap), details=details))
        return Fate.UNBALANCED
    first = piece.lines[0]
    if fold(first.journal) in OPENING_CODES or fold(first.journal_name) in OPENING_NAMES:
        return Fate.OPENING
    return None


def _reverses(piece: Piece, whole: dict[tuple[tuple[str, str, int], ...], list[str]]) -> str:
    """The earlier piece that this one takes back, line for line; "" when it takes none."""
    here = tuple(sorted((line.account, fold(line.supplier), line.net) for line in piece.lines if line.net))
    there = tuple(sorted((account, supplier, -net) for account, supplier, net in here))
    waiting = whole.get(there)
    if here and waiting:
        return waiting.pop()
    whole.setdefault(here, []).append(piece.key)
    return ""


def _sort_piece(
    piece: Piece,
    targets: Mapping[str, str],
    budget: Mapping[str, str],
    is_reversal: bool,
    unmapped: dict[str, list[LedgerLine]],
    done: Sorted,
) -> None:
    is_capitalised = any(line.account.startswith(CAPITALISED) for line in piece.lines)
    costs: list[tuple[int, LedgerLine]] = []
    taxes: list[LedgerLine] = []
    for at, line in enumerate(piece.lines, start=1):
        target = targets.get(subject(line), "")
        if is_capitalised and line.account.startswith(IN_PROGRESS):
            done.parts.append((Fate.CAPITALISED, line.debit, line.credit))
        elif target == TAX:
            taxes.append(line)
        elif not line.net or (target == ASIDE and nature(line.account) != CHARGES):
            done.parts.append((Fate.BALANCE, line.debit, line.credit))
        else:
            costs.append((at, line))
    shares = _share_taxes(piece, [line for _, line in costs], taxes, done)
    for (at, line), parts in zip(costs, shares, strict=True):
        target = targets.get(subject(line), "")
        tax = sum(debit - credit for debit, credit in parts)
        if target == ASIDE or target not in budget:
            reason = Fate.BALANCE if target == ASIDE else Fate.UNMAPPED
            done.parts += [(reason, line.debit, line.credit), *((reason, *part) for part in parts)]
            if target != ASIDE:
                unmapped.setdefault(subject(line), []).append(line)
            continue
        entry = CostEntry(
            piece.key, piece.day, at, kind_of(line, piece.lines, line.net, is_reversal), _supplier(line, piece),
            line.document, target, line.net, tax,
        )  # fmt: skip
        shown = [(Fate.COST, line.debit, line.credit), *((Fate.TAX, *part) for part in parts)]
        done.entries.append((entry, shown))


def _share_taxes(
    piece: Piece, costs: Sequence[LedgerLine], taxes: Sequence[LedgerLine], done: Sorted
) -> list[list[tuple[int, int]]]:
    """Each cost line's part of the piece's tax lines, as (debit, credit), by the amounts; the cents add up."""
    shares: list[list[tuple[int, int]]] = [[] for _ in costs]
    if not taxes:
        return shares
    if not costs:
        done.parts += [(Fate.LONE_TAX, line.debit, line.credit) for line in taxes]
        return shares
    weights = [abs(line.net) for line in costs]
    for line in taxes:
        debits, credits = share_out(line.debit, weights), share_out(line.credit, weights)
        for share, debit, credit in zip(shares, debits, credits, strict=True):
            if debit or credit or len(costs) == 1:
                share.append((debit, credit))
    if len(costs) > 1:
        total = show(sum(line.net for line in taxes))
        details = {"piece": piece.key, "count": str(len(costs))}
        done.findings.append(Finding(found.SHARED_TAX, COSTS, value=total, details=details))
    return shares


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Share whole cents by weight; the cents left over go to the largest remainders, the first of equal ones.

    >>> share_out(100, [1, 1, 1]), share_out(-10, [3, 1]), share_out(5, [0, 0])
    ([34, 33, 33], [-8, -2], [5, 0])
    """
    whole = sum(weights)
    if not whole:
        return [total, *[0] * (len(weights) - 1)]
    sign = -1 if total < 0 else 1
    parts = [divmod(abs(total) * weight, whole) for weight in weights]
    left = abs(total) - sum(part for part, _ in parts)
    order = sorted(range(len(weights)), key=lambda i: (-parts[i][1], i))[:left]
    return [sign * (part + (i in order)) for i, (part, _) in enumerate(parts)]


def _supplier(line: LedgerLine, piece: Piece) -> str:
    """The third party of the line, else the one supplier of its piece."""
    if line.supplier:
        return line.supplier
    named = {one.supplier for one in piece.lines if one.account.startswith(SUPPLIERS) and one.supplier}
    others = {one.supplier for one in piece.lines if one.supplier}
    one = named if len(named) == 1 else others if len(others) == 1 else set()
    return next(iter(one), "")


def _unmapped(code: str, lines: Sequence[LedgerLine], targets: Mapping[str, str]) -> Finding:
    said = targets.get(code, "")
    if said:
        return Finding(found.UNKNOWN_TARGET, COSTS, value=said, details={"account": code})
    total = sum(line.net for line in lines)
    details: dict[str, str | Text] = {
        "name": lines[0].name or "-",
        "amount": Text(spoken(total, "en"), spoken(total, "fr")),
        "count": str(len(lines)),
    }
    return Finding(found.UNMAPPED, COSTS, value=code, details=details)
