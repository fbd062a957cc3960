"""Deposits left with suppliers: tracked until they are back, and a cost only for what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from addin.rules import cash_findings as found
from addin.rules.cash_lines import CashLines, say_amount
from addin.rules.cost_duplicates import read_supplier
from addin.rules.cost_lines import Columns, read_amounts, read_columns
from addin.rules.cost_rates import read_day
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit, in whole cents of its currency.

    Args:
        kept: What the supplier keeps.
        row: Its index in the deposits table.
    """

    name: str
    supplier: str
    currency: str
    day: date | None
    amount: int
    due_back: date | None
    returned_on: date | None
    kept: int
    entry: str
    row: int

    @property
    def outstanding(self) -> int:
        """What has yet to come back."""
        return 0 if self.returned_on is not None else max(0, self.amount - self.kept)

    def state(self, today: date) -> str:
        """outstanding, overdue, returned or kept."""
        if self.outstanding:
            return "overdue" if self.due_back is not None and self.due_back < today else "outstanding"
        return "kept" if self.kept >= self.amount else "returned"


def read_deposits(reading: Reading, lines: CashLines) -> tuple[Columns, list[Deposit]]:
    """The table and its deposits, in the sheet's order."""
    table = read_columns(reading, "deposits")
    amounts = read_amounts(table, "amount", [])
    kept = read_amounts(table, "retained", [], blank_is_zero=True)
    deposits = [
        Deposit(
            name,
            table["supplier"][i].strip(),
            table["currency"][i].strip().upper() or lines.currency,
            read_day(table["date"][i]),
            round_half_up(amounts[i]),
            read_day(table["due_back"][i]),
            read_day(table["returned_on"][i]),
            round_half_up(kept[i]),
            table["entry"][i].strip(),
            i,
        )
        for i, name in enumerate(table.map("deposit", str.strip))
    ]
    return table, deposits


def check_deposits(table: Columns, deposits: Sequence[Deposit], lines: CashLines) -> list[Finding]:
    """Findings: what was kept of a deposit against its cost line, and deposits posted as costs."""
    if not deposits:
        return []
    entries = {entry: i for i, entry in enumerate(lines.table.map("entry", str.strip)) if entry}
    findings: list[Finding] = []
    for deposit in deposits:
        findings += _check_kept(table, deposit, entries.get(deposit.entry), lines)
    return findings + _posted_as_costs(deposits, lines)


def check_overdue(table: Columns, deposits: Sequence[Deposit], today: date) -> list[Finding]:
    """Findings: deposit-overdue."""
    return [
        table.finding(
            found.DEPOSIT_OVERDUE,
            deposit.row,
            "due_back",
            {"outstanding": say_amount(deposit.outstanding, deposit.currency)},
        )
        for deposit in deposits
        if deposit.state(today) == "overdue"
    ]


def _check_kept(table: Columns, deposit: Deposit, line: int | None, lines: CashLines) -> list[Finding]:
    findings = []
    row, currency = deposit.row, deposit.currency
    if deposit.kept > deposit.amount:
        details = {"amount": say_amount(deposit.amount, currency)}
        findings.append(table.finding(found.KEPT_MORE, row, "retained", details))
    if deposit.kept > 0 and deposit.kept >= deposit.amount and deposit.returned_on is not None:
        findings.append(table.finding(found.RETURNED_AND_KEPT, row, "returned_on"))
    if deposit.kept <= 0:
        return findings
    if line is None:
        findings.append(table.finding(found.KEPT_NO_COST, row, "retained"))
    elif lines.ledger.net[line] != deposit.kept or lines.currencies[line] != currency:
        net = say_amount(round_half_up(lines.ledger.net[line]), lines.currencies[line])
        details = {"entry": deposit.entry, "net": net}
        findings.append(table.finding(found.KEPT_DIFFERS, row, "retained", details))
    return findings


def _posted_as_costs(deposits: Sequence[Deposit], lines: CashLines) -> list[Finding]:
    """Cost lines with a deposit's supplier, amount and date, unless they are what was kept of it."""
    own = {deposit.entry for deposit in deposits if deposit.kept > 0}
    left: dict[tuple[str, str, date], dict[int, str]] = {}
    for deposit in deposits:
        if deposit.day is not None:
            key = (read_supplier(deposit.supplier), deposit.currency, deposit.day)
            left.setdefault(key, {}).setdefault(deposit.amount, deposit.name)
    dates = {day for _, _, day in left}
    table = lines.table
    findings = []
    for i, day in enumerate(lines.days):
        if day is None or day not in dates:
            continue
        names = left.get((read_supplier(table["supplier"][i]), lines.currencies[i], day), {})
        name = names.get(round_half_up(lines.ledger.net[i])) or names.get(lines.gross(i))
        if name and table["entry"][i].strip() not in own:
            findings.append(table.finding(found.DEPOSIT_AS_COST, i, "net", {"deposit": name}))
    return findings
