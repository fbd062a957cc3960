"""The cost report under another chart of accounts, by a mapping that the office keeps as a sheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from addin.rules.cost_blocks import TOTAL
from addin.rules.cost_figures import AMOUNTS, CostLine
from addin.rules.cost_lines import BY_EPISODE
from addin.rules.cost_parts import spoken
from addin.rules.costs import CostReport, add_lines
from addin.rules.ledger_read import read_raw
from workbook_templates.money import show
from workbook_templates.text import Lang, OfficeError, Text, fold

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "compte"),
    "target": ("other account", "autre compte", "target"),
    "name": ("name", "intitule"),
}
TITLES = (
    Text("Account", "Compte"),
    Text("Account name", "Intitulé du compte"),
    Text("Other account", "Autre compte"),
    Text("Name", "Intitulé"),
)
MAPPED = Text("Under the other chart", "Dans l'autre plan")
UNMAPPED = Text("Without an account in the other chart", "Sans compte dans l'autre plan")


@dataclass(frozen=True)
class ChartMap:
    """Account of the book -> the other chart's, and what that one is called. Codes are text, never numbers."""

    targets: Mapping[str, str]
    names: Mapping[str, str]

    def target(self, account: str) -> str:
        """Where an account goes: as it is named, else as it is without its episode; "" for nowhere."""
        return self.targets.get(account) or self.targets.get(account.partition(BY_EPISODE)[0], "")


@dataclass(frozen=True)
class Recast:
    """A report under another chart: ``lines`` and ``unmapped`` together are its total.

    Args:
        unmapped: The report's own lines that no account was said for.
        unknown: Accounts of the mapping that the report does not have.
    """

    period: int
    currency: str
    lines: tuple[CostLine, ...]
    unmapped: tuple[CostLine, ...]
    unknown: tuple[str, ...]
    total: CostLine


def read_mapping(data: bytes) -> ChartMap:
    """Read a mapping.

    Raises:
        OfficeError: It has no column of accounts or of other accounts, or sends one account to two.
    """
    raw = read_raw(data)
    return mapping_of([raw.header, *(cells for _, cells in raw.rows)])


def mapping_of(rows: Sequence[Sequence[str]]) -> ChartMap:
    """The mapping that the rows of a sheet hold, its headings first. Raises OfficeError as ``read_mapping`` does."""
    folded = [fold(name) for name in rows[0]]
    at = {
        key: next((i for i, name in enumerate(folded) if name in names), -1)
        for key, names in HEADINGS.items()
    }
    if min(at["account"], at["target"]) < 0:
        raise OfficeError(
            'The mapping needs the columns "Account" and "Other account". Begin it with --new.',
            "La correspondance doit avoir les colonnes « Compte » et « Autre compte ». Commencez-la avec --new.",
        )
    targets: dict[str, str] = {}
    names: dict[str, str] = {}
    for cells in rows[1:]:
        said = {
            key: cells[place].strip().removeprefix("'") if 0 <= place < len(cells) else ""
            for key, place in at.items()
        }
        account, target = said["account"], said["target"]
        if not account or not target:
            continue
        if targets.setdefault(account, target) != target:
            raise OfficeError(
                f"The mapping sends account {account} both to {targets[account]} and to {target}. Keep one.",
                f"La correspondance envoie le compte {account} vers {targets[account]} et vers {target}. "
                "N'en gardez qu'un.",
            )
        names[target] = names.get(target) or said["name"]
    return ChartMap(targets, names)


def with_chart(mapping: ChartMap, names: Mapping[str, str]) -> tuple[ChartMap, tuple[str, ...]]:
    """The mapping with the other chart's names where it says none, and the accounts that this chart has not.

    Args:
        names: Account of the other chart -> its name; none of them when nothing is known of it.
    """
    filled = {target: name or names.get(target, "") for target, name in mapping.names.items()}
    return replace(mapping, names=filled), tuple(code for code in filled if names and code not in names)


def recast(report: CostReport, chart: ChartMap) -> Recast:
    """The report's lines added up by the other chart's accounts, in the order they first appear."""
    sums: dict[str, list[CostLine]] = {}
    unmapped: list[CostLine] = []
    for line in report.lines:
        target = chart.target(line.account)
        if target:
            sums.setdefault(target, []).append(line)
        else:
            unmapped.append(line)
    lines = tuple(
        add_lines(mine, account=target, name=chart.names.get(target, "")) for target, mine in sums.items()
    )
    own = {line.account for line in report.lines} | {
        line.account.partition(BY_EPISODE)[0] for line in report.lines
    }
    unknown = tuple(account for account in chart.targets if account not in own)
    total = add_lines((*lines, *unmapped))
    return Recast(report.period, report.currency, lines, tuple(unmapped), unknown, total)


def proposed_mapping(report: CostReport, names: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """A mapping to correct: every account of the report, with the other chart's of the same code, else of the same name.

    Args:
        names: Account of the other chart -> its name; none of them when nothing is known of it.
    """
    codes: dict[str, list[str]] = {}
    for code, name in names.items():
        codes.setdefault(fold(name), []).append(code)
    rows = []
    for line in report.lines:
        alike = codes.get(fold(line.name), [])
        code = line.account.partition(BY_EPISODE)[0]
        target = code if code in names else alike[0] if len(alike) == 1 else ""
        rows.append((line.account, line.name, target, names.get(target, "")))
    return rows


def mapping_csv(rows: Sequence[tuple[str, str, str, str]], lang: Lang) -> bytes:
    """A mapping as a CSV that an office program opens without taking a code for a number."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(title.say(lang) for title in TITLES)
    writer.writerows(map(guarded, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(code: str) -> str:
    """A text that an office program opening a CSV leaves as it is.

    >>> guarded("0408"), guarded("Camera")
    ("'0408", 'Camera')
    """
    return f"'{code}" if code[:1] in ("=", "+", "-", "@") or code[:1].isdigit() else code


def recast_json(done: Recast, book: str) -> dict[str, object]:
    """The report as the command line answers it: money is text."""
    return {
        "book": book,
        "period": done.period,
        "currency": done.currency,
        "lines": [_line_json(line) for line in done.lines],
        "unmapped": [_line_json(line) for line in done.unmapped],
        "unknown": list(done.unknown),
        "total": _line_json(done.total),
    }


def _line_json(line: CostLine) -> dict[str, str]:
    amounts = {key: show(getattr(line, key)) for key in AMOUNTS}
    return {"account": line.account, "name": line.name} | amounts


def recast_text(done: Recast, lang: Lang) -> list[str]:
    """Account, name, cost to date, final cost and variance; then what has no account, and the total."""
    blocks: Sequence[tuple[str, Sequence[CostLine]]] = (
        ("", done.lines),
        (UNMAPPED.say(lang) if done.unmapped else "", done.unmapped),
        (TOTAL.say(lang), (done.total,)),
    )
    said = []
    for title, lines in blocks:
        said += [title] if title else []
        for line in lines:
            figures = "".join(
                f"{spoken(int(getattr(line, key)), lang):>18}" for key in ("to_date", "efc", "variance")
            )
            said.append(f"  {line.account:<14}{line.name[:30]:<30}{figures}")
    if done.unknown:
        named = ", ".join(done.unknown)
        said.append(
            Text(
                f"In the mapping but not in the report: {named}.",
                f"Dans la correspondance mais pas dans la situation : {named}.",
            ).say(lang)
        )
    return said
