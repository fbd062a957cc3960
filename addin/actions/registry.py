"""The actions on a book: one action is one button is one command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from addin.rules.budget_detail import compute_detail
from addin.rules.budget_sheet import comparison_result
from addin.rules.budget_versions import compare_versions, comparison_json
from addin.rules.cash import cash_json, check_cash, compute_cash
from addin.rules.cash_sheet import cash_result
from addin.rules.cost_blocks import ACCOUNT
from addin.rules.cost_duplicates import check_duplicates
from addin.rules.cost_issue import AlreadyIssued, NewlyIssued, describe_issue, describe_report, issue_report
from addin.rules.cost_ledger import read_ledger
from addin.rules.cost_lines import report_currency
from addin.rules.cost_sheet import cost_result
from addin.rules.costs import compute_costs, narrow, report_json
from addin.rules.crew_checks import check_crew
from addin.rules.crew_lines import HeldRole
from addin.rules.crew_roles import held_in
from addin.rules.crew_severities import read_severities, with_severities
from addin.rules.dood_sheet import dood_result
from addin.rules.findings_gallery import all_kinds
from addin.rules.schedule import compute_schedule, schedule_json
from workbook_templates.book import Reading, Result
from workbook_templates.check_sheet import check_result
from workbook_templates.checks import check_tables
from workbook_templates.findings import Finding
from workbook_templates.text import OfficeError, Text

LAST_PERIOD = 9999


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chooses when pressing the button.

    Args:
        period: The cost report's.
        issue: Freeze the cost report, on ``today``.
        episode: Only the accounts of this episode.
        department: Only the accounts of this department.
        level: One row a section (``top``), or one an ``account``.
        held_roles: The characters that have had a role number, the earliest first, where a store tells.
    """

    period: int | None = None
    issue: bool = False
    today: date | None = None
    episode: str = ""
    department: str = ""
    level: str = ACCOUNT
    held_roles: Sequence[HeldRole] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action found and what it shows; ``marks`` is None when it marks nothing in place."""

    answer: dict[str, object]
    findings: tuple[Finding, ...]
    results: tuple[Result, ...] = ()
    marks: tuple[Finding, ...] | None = None
    said: Text = field(default_factory=lambda: Text("Done.", "Fait."))


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the tool does to a book: ``reading -> outcome``, pure."""

    key: str
    title: Text
    help: Text
    run: Callable[[Reading, Options, str], Outcome]


def _check(reading: Reading, options: Options, book: str) -> Outcome:
    held = held_in(reading, options.held_roles)
    found = [*check_tables(reading), *check_crew(reading, options.today or date.today(), held)]
    ledger = read_ledger(reading, report_currency(reading))
    found += [*check_duplicates(ledger), *check_cash(reading, ledger)]
    found += compute_detail(reading).findings
    findings = tuple(with_severities(found, read_severities(reading, all_kinds())))
    answer: dict[str, object] = {
        "book": book,
        "findings": [finding.as_json(reading.lang) for finding in findings],
    }
    said = Text(f"{len(findings)} findings.", f"{len(findings)} constat(s).")
    return Outcome(answer, findings, (check_result(findings, reading),), findings, said)


def chosen_period(period: int | None) -> int:
    """The period asked for. Raises OfficeError when none was, or it is not one."""
    if period is None:
        raise OfficeError(
            "Say which period to report: --period P.", "Dites la période à arrêter : --period P."
        )
    if not 0 <= period <= LAST_PERIOD:
        raise OfficeError(
            f"{period} is not a period. Periods are numbered from 1; 0 holds what came before.",
            f"{period} n'est pas une période. Elles se numérotent à partir de 1 ; la 0 tient ce qui précède.",
        )
    return period


def _costs(reading: Reading, options: Options, book: str) -> Outcome:
    period = chosen_period(options.period)
    report = compute_costs(reading, period)
    said = describe_report(report)
    if options.episode or options.department:
        if options.issue:
            raise OfficeError(
                "A report is issued whole: leave out the episode and the department.",
                "Une situation s'arrête entière : laissez l'épisode et le département de côté.",
            )
        report = narrow(report, options.episode, options.department)
    results: tuple[Result, ...] = ()
    if options.issue:
        match issue_report(report, reading, options.today):
            case NewlyIssued() as issue:
                report, results, said = issue.report, (issue.result,), describe_issue(issue)
            case AlreadyIssued() as issue:
                said = describe_issue(issue)
    answer = report_json(report, book, reading.lang) | {"newly_issued": bool(results)}
    return Outcome(
        answer, tuple(report.findings), (cost_result(report, reading, options.level), *results), None, said
    )


def _budgets(reading: Reading, options: Options, book: str) -> Outcome:
    found = compare_versions(reading)
    count = len(found.versions)
    said = Text(
        f"{count} kept version(s) beside the budget in use.",
        f"{count} version(s) gardée(s) à côté du devis en vigueur.",
    )
    answer = comparison_json(found, book, reading.lang)
    return Outcome(answer, found.findings, (comparison_result(found, reading),), None, said)


def _cash(reading: Reading, options: Options, book: str) -> Outcome:
    report = compute_cash(reading, options.today or date.today())
    said = Text(
        f"{len(report.floats)} float(s), {len(report.payments.items)} payment(s) to make, "
        f"{sum(1 for one in report.deposits if one.outstanding)} deposit(s) out.",
        f"{len(report.floats)} régie(s) d'avance, {len(report.payments.items)} paiement(s) à faire, "
        f"{sum(1 for one in report.deposits if one.outstanding)} caution(s) en cours.",
    )
    answer = cash_json(report, book, reading.lang)
    return Outcome(answer, report.findings, (cash_result(report, reading),), None, said)


def _schedule(reading: Reading, options: Options, book: str) -> Outcome:
    report = compute_schedule(reading)
    answer = schedule_json(report, book, reading.lang)
    said = Text("The day out of days is in its sheet.", "Le jour par jour est dans sa feuille.")
    return Outcome(answer, tuple(report.findings), (dood_result(report, reading),), None, said)


ACTIONS: dict[str, Action] = {
    action.key: action
    for action in (
        Action(
            "check",
            Text("Check", "Contrôler"),
            Text(
                "Check every table, mark what is wrong in place and list it in the Checks sheet.",
                "Contrôler chaque tableau, marquer sur place ce qui ne va pas et le lister dans Contrôles.",
            ),
            _check,
        ),
        Action(
            "costs",
            Text("Cost report", "Situation"),
            Text(
                "Compute the cost report of a period, in place.",
                "Calculer la situation d'une période, sur place.",
            ),
            _costs,
        ),
        Action(
            "budgets",
            Text("Compare budgets", "Comparer les devis"),
            Text(
                "Put every kept version of the budget beside the one in use, in place.",
                "Mettre chaque version gardée du devis à côté de celui en vigueur, sur place.",
            ),
            _budgets,
        ),
        Action(
            "cash",
            Text("Cash and payments", "Caisses et paiements"),
            Text(
                "Prove the floats and list what is to be paid and the deposits that are out, in place.",
                "Prouver les régies d'avance et lister ce qui est à payer et les cautions en cours, sur place.",
            ),
            _cash,
        ),
        Action(
            "schedule",
            Text("Schedule", "Plan de travail"),
            Text(
                "Check the schedule and write the day out of days, in place.",
                "Contrôler le plan de travail et écrire le jour par jour, sur place.",
            ),
            _schedule,
        ),
    )
}
