"""The cost report: budget, cost, commitments and final cost, account by account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from addin.rules.cost_comments import check_comments, read_comments
from addin.rules.cost_figures import (
    AMOUNTS,
    NOT_IN_BUDGET,
    Books,
    CostLine,
    cost_line,
    figures_at,
    read_books,
    variance_before,
)
from addin.rules.cost_identities import check_changes
from addin.rules.cost_issued import IssuedReport, compare_issued, find_posted_since
from addin.rules.cost_layout import derived
from addin.rules.cost_lines import episode_of, read_settings
from workbook_templates.book import Reading
from workbook_templates.collecting import no_collection
from workbook_templates.findings import Finding
from workbook_templates.money import show
from workbook_templates.text import Lang, OfficeError

__all__ = ["AMOUNTS", "NOT_IN_BUDGET", "CostLine", "CostReport", "add_lines", "compute_costs", "report_json"]


@dataclass(frozen=True, slots=True)
class CostReport:
    """One period's report.

    Args:
        contingency: The accounts whose method is ``held``, in the budget or at the period.
        comments: Account -> what its note says.
        against: The issued report that the variance change is against; None for the one recomputed.
        issued: This period's report as last issued.
        has_moved: Some figures are no longer the issued ones.
        exchange: Account -> what of its total cost is due to rates that are not the budget's; 0 is left out.
        departments: Account -> its department in the budget.
        groups: Account -> the group that the budget puts it in; those without one are absent.
        episode: The only episode it shows; "" for all.
        department: The only department it shows; "" for all.
        books: What it was computed from.
    """

    period: int
    currency: str
    lines: tuple[CostLine, ...]
    total: CostLine
    findings: tuple[Finding, ...]
    contingency: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    against: IssuedReport | None = None
    issued: IssuedReport | None = None
    has_moved: bool = False
    exchange: Mapping[str, int] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    episode: str = ""
    department: str = ""
    books: Books = field(kw_only=True, compare=False, repr=False)

    @property
    def variance_before_contingency(self) -> int:
        """The variance of all accounts but contingency."""
        return sum(line.variance for line in self.lines if line.account not in self.contingency)

    @property
    def exchange_total(self) -> int:
        """What of the total cost is due to rates that are not the budget's."""
        return sum(self.exchange.get(line.account, 0) for line in self.lines)

    @property
    def contingency_remaining(self) -> int | None:
        """What contingency still holds: its revised budget less its cost; None when no account is held."""
        held = [line for line in self.lines if line.account in self.contingency]
        return sum(line.revised - line.total for line in held) if held else None


def compute_costs(reading: Reading, period: int) -> CostReport:
    """Compute the report of a period, from every line with a period up to it.

    Returns:
        Lines in the budget's order, then one for each account that is not in the
        budget, so that the total holds every cost. Each line's cost is rounded
        half up once, to the cent.
    """
    return compute_periods(reading, (period,))[0]


def compute_periods(reading: Reading, periods: Iterable[int]) -> list[CostReport]:
    """Compute the reports of several periods, reading the tables once."""
    with no_collection():
        books = read_books(reading)
        return [_compute(reading, books, period) for period in periods]


def _compute(reading: Reading, books: Books, period: int) -> CostReport:
    findings = list(books.findings)
    now = figures_at(books, period, findings)
    before = variance_before(books, period)
    lines = []
    for code in books.codes:
        line = cost_line(books, code, now, before)
        if code in books.names:
            lines.append(line)
        elif any(getattr(line, key) for key in AMOUNTS):
            lines.append(replace(line, name=NOT_IN_BUDGET.say(reading.lang)))
    held = {code for code, estimate in now.held.items() if estimate.method == "held"}
    held |= _held_in_budget(books)
    comments = read_comments(books.accounts)
    against, issued = books.issued.latest(period - 1), books.issued.latest(period)
    amounts = {line.account: {key: int(getattr(line, key)) for key in AMOUNTS} for line in lines}
    moved = compare_issued(issued, amounts) if issued else []
    findings += moved
    findings += find_posted_since(against, amounts) if against else []
    findings += check_changes(books.changes, now.changes)
    changes = {line.account: line.variance_change for line in lines}
    findings += check_comments(reading, read_settings(reading), books.accounts, changes, against)
    return CostReport(
        period,
        books.currency,
        tuple(lines),
        add_lines(lines),
        tuple(findings),
        contingency=tuple(code for code in books.codes if code in held),
        comments={code: said for code, said in comments.items() if said},
        against=against,
        issued=issued,
        books=books,
        has_moved=bool(moved),
        exchange=now.exchange,
        departments=dict(zip(books.accounts.codes, books.accounts["department"], strict=True)),
        groups=_groups(books),
    )


def narrow(report: CostReport, episode: str = "", department: str = "") -> CostReport:
    """The report of one episode, of one department, or of both; its total is that of the lines it keeps.

    Raises:
        OfficeError: No account is of that episode, or of that department.
    """
    kept = [
        line
        for line in report.lines
        if (not episode or episode_of(line.account) == episode)
        and (not department or report.departments.get(line.account) == department)
    ]
    if not kept:
        said = " / ".join(filter(None, (episode, department)))
        raise OfficeError(
            f'No account is of "{said}". Write it as in the Episode and Department columns of Accounts.',
            f"Aucun compte n'est de « {said} ». Écrivez-le comme dans les colonnes Épisode et Département de Comptes.",
        )
    return replace(report, lines=tuple(kept), total=add_lines(kept), episode=episode, department=department)


def _groups(books: Books) -> dict[str, str]:
    said = zip(books.accounts.codes, books.accounts["group"], strict=True)
    return {code: group.strip() for code, group in said if group.strip()}


def _held_in_budget(books: Books) -> set[str]:
    """The accounts that the budget itself says are held, whatever was estimated since."""
    said = zip(books.accounts.codes, books.accounts["etc_method"], strict=True)
    return {code for code, method in said if method.strip() == "held"}


def add_lines(lines: Iterable[CostLine], account: str = "", name: str = "", section: str = "") -> CostLine:
    """The sum of lines, as one line."""
    kept = list(lines)
    return CostLine(account, name, section, *(sum(getattr(line, key) for line in kept) for key in AMOUNTS))


def report_json(report: CostReport, book: str, lang: Lang = "en") -> dict[str, object]:
    """The report as the command line answers it: money is text."""
    remaining = report.contingency_remaining
    return {
        "book": book,
        "period": report.period,
        "currency": report.currency,
        "lines": [_line_json(line, report, report.exchange.get(line.account, 0)) for line in report.lines],
        "total": _line_json(report.total, report, report.exchange_total),
        "variance_before_contingency": show(report.variance_before_contingency),
        "contingency_remaining": None if remaining is None else show(remaining),
        "contingency_accounts": list(report.contingency),
        "against": report.against.as_json() if report.against else None,
        "issued": report.issued.as_json() | {"agrees": not report.has_moved} if report.issued else None,
        "findings": [finding.as_json(lang) for finding in report.findings],
    }


def _line_json(line: CostLine, report: CostReport, exchange: int) -> dict[str, str]:
    words = {"account": line.account, "name": line.name, "section": line.section}
    amounts = {key: show(getattr(line, key)) for key in AMOUNTS}
    parts = {"exchange_variance": show(-exchange), "price_variance": show(line.variance + exchange)}
    more = {key: "" if cents is None else show(cents) for key, cents in derived(line).items()}
    said = {
        "episode": episode_of(line.account),
        "department": report.departments.get(line.account, ""),
        "group": report.groups.get(line.account, ""),
    }
    return words | amounts | parts | more | said | {"comment": report.comments.get(line.account, "")}
