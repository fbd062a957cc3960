"""Put an accounting export in the costs table by the path of ``load``; every line of it is accounted for."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from addin.actions.importing_memory import ImportMemory
from addin.actions.transfer import plan_load
from addin.rules import ledger_findings as found
from addin.rules.cost_lines import BY_EPISODE, read_columns, read_settings, report_currency
from addin.rules.cost_periods import Calendar, read_calendar
from addin.rules.ledger_accounts import Assigned, assign_accounts
from addin.rules.ledger_columns import FIELDS, Headings
from addin.rules.ledger_known import recognise
from addin.rules.ledger_pieces import CostEntry, Fate, group_pieces, sort_lines
from addin.rules.ledger_read import COSTS, RawTable, read_ledger_file
from workbook_templates.book import Edits, Reading
from workbook_templates.findings import Finding
from workbook_templates.money import show
from workbook_templates.text import OfficeError, Text

WRITTEN = (
    "entry", "kind", "period", "date", "supplier", "document", "account", "episode", "net", "tax", "recoverable",
    "currency",
)  # fmt: skip
LAST_PERIOD = 9999
FRENCH = "FR"
EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What became of some of the ledger's lines; amounts in whole cents."""

    fate: Fate
    lines: int
    debit: int
    credit: int


@dataclass(frozen=True)
class LedgerPlan:
    """What a ledger changes in the book.

    Args:
        accounts: Where each account of the ledger goes.
        buckets: The fate of every line; debits and credits add up to the file's.
        imported: Net and tax of the cost lines that are added, in cents.
        asked: What a person has to confirm before anything is written.
    """

    accounts: tuple[Assigned, ...]
    edits: Edits
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    buckets: tuple[Bucket, ...]
    debit: int
    credit: int
    imported: int
    asked: tuple[Text, ...]


class LedgerMemory(ImportMemory):
    """What is remembered of ledgers beside the imports: columns by their headings, and accounts."""

    def accounts(self) -> dict[str, str]:
        """Account of the ledger -> where it goes, as confirmed."""
        return dict(cast(dict[str, str], self._read().get("ledger_accounts", {})))

    def columns(self, headings: Headings) -> tuple[str, ...] | None:
        """The field of each column as confirmed for these headings; None when they are new."""
        kept = cast(dict[str, list[str]], self._read().get("ledger_columns", {})).get(_key(headings.names))
        return tuple(kept) if kept is not None and len(kept) == len(headings.names) else None

    def keep(self, headings: Headings, accounts: Mapping[str, str]) -> None:
        """Keep what a person has confirmed, and forget an account they left blank."""
        said = self._read()
        kept = cast(dict[str, str], said.setdefault("ledger_accounts", {}))
        columns = cast(dict[str, list[str]], said.setdefault("ledger_columns", {}))
        before = (dict(kept), dict(columns))
        for code, target in accounts.items():
            kept[code] = target
            if not target:
                del kept[code]
        if not headings.is_fec:
            columns[_key(headings.names)] = list(headings.fields)
        if before != (kept, columns):
            self._write(said)


def _key(names: Sequence[str]) -> str:
    return "\x1f".join(names)


def missing_columns(headings: Headings) -> list[Finding]:
    """The columns that nothing can be imported without."""
    return [
        Finding(found.MISSING_COLUMN, COSTS, value=f"{FIELDS[name].en} / {FIELDS[name].fr}")
        for name in headings.lacking()
    ]


def plan_ledger(
    reading: Reading,
    raw: RawTable,
    headings: Headings,
    kept: Mapping[str, str],
    period: int | None,
    new_id: Callable[[], str],
    ids: Mapping[str, Mapping[tuple[int, str], str]],
) -> LedgerPlan:
    """Plan what a ledger brings to the costs table.

    Only new lines are written: what was imported earlier stays as people have it.

    Args:
        headings: With every needed column there (``missing_columns`` finds none).
        kept: Account of the ledger -> target, as confirmed.
        period: The period of every line; None for that of each line's date.

    Raises:
        OfficeError: No period was said, and the book's settings give none.
    """
    ledger = read_ledger_file(raw, headings, reading.lang, reading.country)
    budget = _budget(reading)
    is_french = headings.is_fec or reading.country == FRENCH
    accounts = assign_accounts(ledger, budget, kept, is_french)
    targets = {one.code: one.target for one in accounts}
    done = sort_lines(ledger, targets, budget)
    costs = read_columns(reading, "costs")
    present = [piece.key for piece in group_pieces(ledger, [])]
    days = sorted(line.day for line in ledger.lines if line.day)
    entries = [entry for entry, _ in done.entries]
    told = recognise(entries, costs, present, (days[0], days[-1]) if days else None)
    parts = list(done.parts)
    for i, (_, shown) in enumerate(done.entries):
        parts += [(Fate.KNOWN, d, c) for _, d, c in shown] if i in told.known else shown
    calendar = read_calendar(read_settings(reading))
    rows = [
        _row(name, entry, _period(entry, period, calendar), _currency(reading, headings))
        for name, entry in told.new
    ]
    edits, landed, counts = plan_load(reading, COSTS, _as_csv(rows), False, new_id, ids)
    findings = (*_on_file(headings), *ledger.findings, *done.findings, *told.findings, *landed)
    imported = sum(entry.net + entry.tax for _, entry in told.new)
    counts = {**counts, "known": len(told.known)}
    return LedgerPlan(
        accounts, edits, findings, counts, _buckets(parts), ledger.debit, ledger.credit, imported,
        _asks(accounts),
    )  # fmt: skip


def _budget(reading: Reading) -> dict[str, str]:
    """Account of the budget, with its episode where one is said, -> its name."""
    table = read_columns(reading, "accounts")
    return {code: name for code, name in zip(table.codes, table["name"], strict=True) if code}


def _on_file(headings: Headings) -> list[Finding]:
    if not headings.missing:
        return []
    return [Finding(found.INCOMPLETE_FEC, COSTS, value=", ".join(headings.missing))]


def _asks(accounts: Sequence[Assigned]) -> tuple[Text, ...]:
    """What has to be confirmed: the accounts that become costs, and those that nothing is known of."""
    return tuple(
        Text(
            f"The ledger's account {one.code} ({one.name}) would go to {one.target or 'no account of the budget'}.",
            f"Le compte comptable {one.code} ({one.name}) "
            + (f"irait vers {one.target}." if one.target else "n'irait vers aucun compte du devis."),
        )
        for one in accounts
        if one.is_asked
    )


def _period(entry: CostEntry, period: int | None, calendar: Calendar | None) -> int:
    if period is not None:
        if not 0 <= period <= LAST_PERIOD:
            raise OfficeError(
                f"{period} is not a period. Periods are numbered from 1; 0 holds what came before.",
                f"{period} n'est pas une période. Elles se numérotent à partir de 1 ; la 0 tient ce qui précède.",
            )
        return period
    if calendar is None:
        raise OfficeError(
            "Say which period the lines go to with --period P, or give the first period's start and its days "
            "in the Production sheet.",
            "Dites la période des lignes avec --period P, ou donnez le début de la première période et ses jours "
            "dans la feuille Production.",
        )
    return max(0, calendar.period(date.fromisoformat(entry.day)))


def _currency(reading: Reading, headings: Headings) -> str:
    """A FEC is in euros: said on the line when the report is not."""
    return EURO if headings.is_fec and report_currency(reading) != EURO else ""


def _row(name: str, entry: CostEntry, period: int, currency: str) -> tuple[str, ...]:
    has_tax = bool(entry.tax)
    account, _, episode = entry.account.partition(BY_EPISODE)
    return (
        name, entry.kind, str(period), entry.day, entry.supplier, entry.document, account, episode, show(entry.net),
        show(entry.tax) if has_tax else "", "100%" if has_tax else "", currency,
    )  # fmt: skip


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(WRITTEN)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _buckets(parts: Sequence[tuple[Fate, int, int]]) -> tuple[Bucket, ...]:
    sums: dict[Fate, list[int]] = {fate: [0, 0, 0] for fate in Fate}
    for fate, debit, credit in parts:
        one = sums[fate]
        one[0] += 1
        one[1] += debit
        one[2] += credit
    return tuple(Bucket(fate, *said) for fate, said in sums.items() if said[0])
