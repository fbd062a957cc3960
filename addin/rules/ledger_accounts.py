"""Which accounts of a ledger are costs, which are tax, and the account of the budget each goes to: proposed, then confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from addin.rules.ledger_read import LedgerFile, LedgerLine
from workbook_templates.text import Text, fold

TAX, ASIDE, UNDECIDED = "tax", "aside", ""
WORDS: Mapping[str, Text] = {TAX: Text("tax", "taxe"), ASIDE: Text("aside", "écarté")}
CHARGES = "6"
IN_PROGRESS = ("208", "231", "232")
DEDUCTIBLE_TAX = "44566"
CAPITALISED = "72"
SUPPLIERS = ("401", "404", "408")
CASH = ("53", "54")
PAY, PAY_CHARGES = ("641",), ("645",)
ALIKE, APART = 0.8, 0.1
PCG_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Assigned:
    """An account of the ledger and where its lines go.

    Args:
        code: The ledger's account, or the budget's when the line names one.
        target: A budget account, TAX, ASIDE, or "" when nobody has said.
        how: ``kept`` when a person has confirmed it; else why it is proposed: ``same-code``,
            ``name``, ``class``; "" without a proposal.
        amount: Debit less credit of its lines, in cents.
    """

    code: str
    name: str
    target: str
    how: str
    amount: int
    lines: int

    @property
    def is_asked(self) -> bool:
        """Whether a person has to confirm it: what becomes a cost is never guessed."""
        return self.how not in ("kept", "class")


def subject(line: LedgerLine) -> str:
    """The code that decides where a line goes: the budget account it names, else its ledger account."""
    return line.analytic if line.analytic and nature(line.account) in (CHARGES, UNDECIDED) else line.account


def nature(account: str) -> str:
    """What an account of the French chart is: CHARGES, TAX, ASIDE; UNDECIDED when it is none of that chart."""
    if len(account) < PCG_DIGITS or not account[:PCG_DIGITS].isdigit():
        return UNDECIDED
    if account.startswith((CHARGES, *IN_PROGRESS)):
        return CHARGES
    return TAX if account.startswith(DEDUCTIBLE_TAX) else ASIDE


def assign_accounts(
    ledger: LedgerFile, budget: Mapping[str, str], kept: Mapping[str, str], is_french: bool
) -> tuple[Assigned, ...]:
    """Where each account of the ledger goes: as a person has said, else as proposed.

    Args:
        budget: Account of the budget -> its name.
        kept: Account of the ledger -> target, as confirmed.
        is_french: The ledger follows the French chart, whose classes tell costs from the rest.
    """
    sums: dict[str, list[int]] = {}
    first: dict[str, LedgerLine] = {}
    for line in ledger.lines:
        if not line.account:
            continue
        code = subject(line)
        first.setdefault(code, line)
        totals = sums.setdefault(code, [0, 0])
        totals[0] += line.net
        totals[1] += 1
    names = {code: fold(name) for code, name in budget.items() if name.strip()}
    assigned = []
    for code in sorted(sums):
        line = first[code]
        if code in kept:
            target, how = kept[code], "kept"
        else:
            target, how = _propose(code, line, budget, names, is_french)
        name = line.name if code == line.account else budget.get(code, "")
        assigned.append(Assigned(code, name, target, how, sums[code][0], sums[code][1]))
    return tuple(assigned)


def _propose(
    code: str, line: LedgerLine, budget: Mapping[str, str], names: Mapping[str, str], is_french: bool
) -> tuple[str, str]:
    said = nature(line.account) if is_french else UNDECIDED
    if said in (TAX, ASIDE):
        return said, "class"
    if code in budget:
        return code, "same-code"
    close = _by_name(line.name, names)
    return (close, "name") if close else (UNDECIDED, "")


def _by_name(name: str, names: Mapping[str, str]) -> str:
    """The one budget account whose name is like the ledger's; "" when none is, or two are."""
    said = fold(name)
    if not said:
        return ""
    scores = sorted(
        ((SequenceMatcher(None, said, other).ratio(), code) for code, other in names.items()), reverse=True
    )
    if not scores or scores[0][0] < ALIKE or (len(scores) > 1 and scores[0][0] - scores[1][0] < APART):
        return ""
    return scores[0][1]


def target_of(word: str, budget: Mapping[str, str]) -> str:
    """What a mapping's word means: a budget account's own code first, then tax or aside in either language."""
    said = word.strip()
    if said in budget:
        return said
    for key, label in WORDS.items():
        if fold(said) in (key, fold(label.en), fold(label.fr)):
            return key
    return said


def kind_of(line: LedgerLine, piece: Sequence[LedgerLine], net: int, is_reversal: bool) -> str:
    """The kind of cost a ledger line is, by the accounts of its piece."""
    accounts = [one.account for one in piece]
    if line.account.startswith(PAY):
        return "payroll"
    if line.account.startswith(PAY_CHARGES):
        return "fringe"
    if any(account.startswith(CASH) for account in accounts):
        return "petty_cash"
    if any(account.startswith(SUPPLIERS) for account in accounts):
        return "invoice" if net >= 0 else "journal" if is_reversal else "credit_note"
    return "journal"
