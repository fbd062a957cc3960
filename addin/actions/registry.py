"""The actions on a book: one action is one button is one command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from addin.actions.function_calls import check_calls
from addin.actions.periods import chosen_period
from addin.rules.budget_detail import compute_detail
from addin.rules.budget_sheet import comparison_result
from addin.rules.budget_versions import compare_versions, comparison_json
from addin.rules.cash import cash_json, check_cash, compute_cash
from addin.rules.cash_sheet import cash_result
from addin.rules.cost_blocks import ACCOUNT
from addin.rules.cost_duplicates import check_duplicates
from addin.rules.cost_issue import AlreadyIssued, NewlyIssued, describe_issue, describe_report, issue_report
from addin.rules.cost_ledger import read_ledger
from addin.rules.cost_lines import read_settings, report_currency
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
from workbook_templates.declare import Column, Kind
from workbook_templates.findings import Finding
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.tables.settings import REPORT_DEPARTMENT, REPORT_EPISODE, REPORT_LEVEL
from workbook_templates.text import Lang, OfficeError, Text, many


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chooses when pressing the button; None leaves it to the Production sheet.

    Args:
        period: The cost report's.
        issue: Freeze the cost report, on ``today``.
        episode: Only the accounts of this episode; "" for all.
        department: Only the accounts of this department; "" for all.
        level: How much the cost report is folded.
        held_roles: The characters that have had a role number, the earliest first, where a store tells.
    """

    period: int | None = None
    issue: bool = False
    today: date | None = None
    episode: str | None = None
    department: str | None = None
    level: str | None = None
    held_roles: Sequence[HeldRole] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that an action may be told beside its book: a field of ``Options``, a flag, a field of a form.

    Args:
        column: What it is called and what it may be, as a cell is declared.
        question: What a menu without a form asks, for one that has to be told.
        word: What stands for its value on the command line; None for a flag.
    """

    key: str
    column: Column
    help: Text
    question: Text | None = None
    word: Text | None = None

    @property
    def type(self) -> type[int] | type[bool] | type[str]:
        """What it is in JSON."""
        return OPTION_TYPES.get(self.column.kind, str)

    def read(self, said: object, lang: Lang) -> int | bool | str:
        """What was told, as the action takes it. Raises OfficeError when it may not be so."""
        if isinstance(said, str) and self.type is str:
            told = canonical(said, self.column, lang, "")
            if is_of_kind(told, self.column):
                return told
        elif type(said) is self.type and isinstance(said, int):
            return said
        shown, known = str(said)[:40], ", ".join(choice.key for choice in self.column.choices)
        raise OfficeError(
            f'{self.key}: "{shown}" is not known here, or not so.' + (f" Known: {known}." if known else ""),
            f"{self.key} : « {shown} » n'est pas connu ici, ou pas ainsi."
            + (f" Connus : {known}." if known else ""),
        )


OPTION_TYPES: dict[Kind, type[int] | type[bool]] = {Kind.INT: int, Kind.BOOL: bool}


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
    options: tuple[Option, ...] = ()

    def choose(self, said: Mapping[str, object], today: date, lang: Lang) -> Options:
        """What was told of its options, by their keys.

        Raises:
            OfficeError: Something is told that the action does not know, or not so.
        """
        known = {option.key: option for option in self.options}
        for key in said:
            if key not in known:
                raise OfficeError(
                    f'options: "{str(key)[:40]}" is not known here. Known: {", ".join(known) or "none"}.',
                    f"options : « {str(key)[:40]} » n'est pas connu ici. Connus : {', '.join(known) or 'aucun'}.",
                )
        read: dict[str, Any] = {key: known[key].read(value, lang) for key, value in said.items()}
        return replace(Options(today=today), **read)


def _check(reading: Reading, options: Options, book: str) -> Outcome:
    held = held_in(reading, options.held_roles)
    found = [*check_tables(reading), *check_crew(reading, options.today or date.today(), held)]
    ledger = read_ledger(reading, report_currency(reading))
    found += [*check_duplicates(ledger), *check_cash(reading, ledger)]
    found += [*compute_detail(reading).findings, *check_calls(reading)]
    findings = tuple(with_severities(found, read_severities(reading, all_kinds())))
    answer: dict[str, object] = {
        "book": book,
        "findings": [finding.as_json(reading.lang) for finding in findings],
    }
    count = len(findings)
    said = Text(f"{many(count, 'finding')}.", f"{many(count, 'constat', 'constats')}.")
    return Outcome(answer, findings, (check_result(findings, reading),), findings, said)


def _costs(reading: Reading, options: Options, book: str) -> Outcome:
    period = chosen_period(options.period)
    report = compute_costs(reading, period)
    said = describe_report(report)
    if options.issue and (options.episode or options.department):
        raise OfficeError(
            "A report is issued whole: leave out the episode and the department.",
            "Une situation s'arrête entière : laissez l'épisode et le département de côté.",
        )
    episode, department, level = _shown(reading, options)
    if episode or department:
        report = narrow(report, episode, department)
    results: tuple[Result, ...] = ()
    if options.issue:
        match issue_report(report, reading, options.today):
            case NewlyIssued() as issue:
                report, results, said = issue.report, (issue.result,), describe_issue(issue)
            case AlreadyIssued() as issue:
                said = describe_issue(issue)
    answer = report_json(report, book, reading.lang) | {"newly_issued": bool(results)}
    return Outcome(
        answer, tuple(report.findings), (cost_result(report, reading, level), *results), None, said
    )


def _shown(reading: Reading, options: Options) -> tuple[str, str, str]:
    """Episode, department and level to show: as told, else as Production says; an issued report is whole."""
    settings = read_settings(reading)

    def of(told: str | None, column: Column) -> str:
        return settings.get(column.key, "").strip() if told is None else told

    episode, department = of(options.episode, REPORT_EPISODE), of(options.department, REPORT_DEPARTMENT)
    level = of(options.level, REPORT_LEVEL) or ACCOUNT
    return ("", "", level) if options.issue else (episode, department, level)


def _budgets(reading: Reading, options: Options, book: str) -> Outcome:
    found = compare_versions(reading)
    count = len(found.versions)
    said = Text(
        f"{many(count, 'kept version')} beside the budget in use.",
        f"{many(count, 'version gardée', 'versions gardées', none='Aucune version gardée')} à côté du devis en vigueur.",
    )
    answer = comparison_json(found, book, reading.lang)
    return Outcome(answer, found.findings, (comparison_result(found, reading),), None, said)


def _cash(reading: Reading, options: Options, book: str) -> Outcome:
    report = compute_cash(reading, options.today or date.today())
    floats, payments = len(report.floats), len(report.payments.items)
    deposits = sum(1 for one in report.deposits if one.outstanding)
    said = Text(
        f"{many(floats, 'float')}, {many(payments, 'payment')} to make, {many(deposits, 'deposit')} out.",
        f"{many(floats, 'régie', 'régies')} d'avance, {many(payments, 'paiement', 'paiements')} à faire, "
        f"{many(deposits, 'caution', 'cautions')} en cours.",
    )
    answer = cash_json(report, book, reading.lang)
    return Outcome(answer, report.findings, (cash_result(report, reading),), None, said)


def _schedule(reading: Reading, options: Options, book: str) -> Outcome:
    report = compute_schedule(reading)
    answer = schedule_json(report, book, reading.lang)
    said = Text("The day out of days is in its sheet.", "Le jour par jour est dans sa feuille.")
    return Outcome(answer, tuple(report.findings), (dood_result(report, reading),), None, said)


COST_OPTIONS = (
    Option(
        "period",
        Column("period", Kind.INT, "Période à arrêter", en="Period to report", minimum=0),
        Text("The period to report.", "La période à arrêter."),
        Text("Which period? Its number:", "Quelle période ? Son numéro :"),
        word=Text("PERIOD", "PÉRIODE"),
    ),
    Option(
        "issue",
        Column(
            "issue",
            Kind.BOOL,
            "Émettre : figer cette situation, à la date du jour",
            en="Issue: freeze this cost report, dated today",
        ),
        Text("Freeze it: number, date, hash.", "La figer : numéro, date, empreinte."),
    ),
    Option(
        "level",
        REPORT_LEVEL,
        Text(
            "One row a section (top), an account, or every line under its account.",
            "Une ligne par section (top), par compte (account), ou chaque écriture sous son compte (line).",
        ),
        word=Text("LEVEL", "NIVEAU"),
    ),
    Option(
        "episode",
        REPORT_EPISODE,
        Text("Only this episode's accounts.", "Les comptes de cet épisode seulement."),
        word=Text("EPISODE", "ÉPISODE"),
    ),
    Option(
        "department",
        REPORT_DEPARTMENT,
        Text("Only this department's accounts.", "Les comptes de ce département seulement."),
        word=Text("DEPARTMENT", "DÉPARTEMENT"),
    ),
)

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
            COST_OPTIONS,
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
