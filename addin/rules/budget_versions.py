"""The versions of the budget: one kept, all compared account by account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from addin.rules.cost_lines import Columns, Exact, read_amounts, read_columns
from workbook_templates.book import Reading
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up, show
from workbook_templates.text import Lang, OfficeError


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One account: its amount in each version, in order, then in the budget in use; None where it is absent."""

    account: str
    name: str
    section: str
    amounts: tuple[int | None, ...]
    budget: int | None

    @property
    def change(self) -> int:
        """The budget in use less the last version kept, in cents."""
        last = self.amounts[-1] if self.amounts else self.budget
        return (self.budget or 0) - (last or 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every version beside the budget in use.

    Args:
        versions: Their names, by date then in the sheet's order.
    """

    versions: tuple[str, ...]
    lines: tuple[VersionLine, ...]
    findings: tuple[Finding, ...]


def compare_versions(reading: Reading) -> Comparison:
    """Put the versions side by side, the accounts in the budget's order, then those that only a version has."""
    findings: list[Finding] = []
    accounts, kept = read_columns(reading, "accounts"), read_columns(reading, "budgets")
    budget = _sums(accounts.codes, read_amounts(accounts, "budget", findings, blank_is_zero=True))
    amounts = read_amounts(kept, "amount", findings)
    names = kept.map("version", str.strip)
    versions = _in_order(kept, names)
    by_version = {
        version: _sums(
            [code for code, name in zip(kept.codes, names, strict=True) if name == version],
            [amount for amount, name in zip(amounts, names, strict=True) if name == version],
        )
        for version in versions
    }
    said = dict(zip(accounts.codes, zip(accounts["name"], accounts["section"], strict=True), strict=True))
    lines = [
        VersionLine(
            code,
            *said.get(code, ("", "")),
            tuple(by_version[version].get(code) for version in versions),
            budget.get(code),
        )
        for code in dict.fromkeys((*accounts.codes, *kept.codes))
    ]
    return Comparison(versions, tuple(lines), tuple(findings))


def _in_order(kept: Columns, names: Sequence[str]) -> tuple[str, ...]:
    """The names, by the earliest date that each carries; those without a date come first."""
    dates: dict[str, str] = {}
    for name, day in zip(names, kept["date"], strict=True):
        dates[name] = min(filter(None, (dates.get(name, ""), day)), default="")
    return tuple(sorted(dates, key=lambda name: dates[name]))


def _sums(codes: Sequence[str], amounts: Sequence[Exact]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, amount in zip(codes, amounts, strict=True):
        sums[code] = sums.get(code, 0) + round_half_up(amount)
    return sums


def version_rows(reading: Reading, name: str, today: date) -> list[dict[str, str]]:
    """The budget in use as rows of Budget versions.

    Raises:
        OfficeError: The name is blank or taken, or there is no budget.
    """
    name = name.strip()
    accounts = read_columns(reading, "accounts")
    if not name or name in read_columns(reading, "budgets").map("version", str.strip):
        raise OfficeError(
            f'A version named "{name}" is kept already, or the name is blank. Choose another.',
            f"Une version nommée « {name} » est déjà gardée, ou le nom est vide. Choisissez-en un autre.",
        )
    if not accounts.rows:
        raise OfficeError("There is no account to keep.", "Il n'y a aucun compte à garder.")
    findings: list[Finding] = []
    amounts = read_amounts(accounts, "budget", findings, blank_is_zero=True)
    if findings:
        raise OfficeError(findings[0].message("en"), findings[0].message("fr"))
    return [
        {
            "version": name,
            "date": today.isoformat(),
            "account": account,
            "episode": episode,
            "amount": show(round_half_up(amount)),
        }
        for account, episode, amount in zip(accounts["account"], accounts["episode"], amounts, strict=True)
    ]


def comparison_json(found: Comparison, book: str, lang: Lang = "en") -> dict[str, object]:
    """The comparison as the command line answers it: money is text, an absent amount null."""

    def said(cents: int | None) -> str | None:
        return None if cents is None else show(cents)

    return {
        "book": book,
        "versions": list(found.versions),
        "lines": [
            {
                "account": line.account,
                "name": line.name,
                "section": line.section,
                "amounts": dict(zip(found.versions, map(said, line.amounts), strict=True)),
                "budget": said(line.budget),
                "change": show(line.change),
            }
            for line in found.lines
        ],
        "findings": [finding.as_json(lang) for finding in found.findings],
    }
