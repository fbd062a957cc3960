"""The cost report under another chart of accounts, as a document to hand over."""

from collections.abc import Iterator, Sequence
from datetime import date

from addin.documents.crew_lists import CrewList, Line, ListSheet, Section, paper_of
from addin.documents.list_kinds import ListColumn
from addin.documents.money_lists import money_kind
from addin.rules.cost_blocks import TOTAL
from addin.rules.cost_figures import CostLine
from addin.rules.cost_layout import Layout, layout_of
from addin.rules.cost_lines import read_columns, read_settings
from addin.rules.cost_mapping import MAPPED, UNMAPPED, Recast
from workbook_templates.book import Reading
from workbook_templates.declare import Kind
from workbook_templates.money import show
from workbook_templates.tables.money import ACCOUNTS
from workbook_templates.text import Lang, OfficeError, Text

SHOWN = ("budget", "revised", "to_date", "commitments", "etc", "efc", "variance")
THIS_REPORT = Text("this report", "cette situation")
RECAST = money_kind(
    "recast",
    Text("Cost report under another chart", "Situation dans un autre plan de comptes"),
    file=Text("cost_report", "situation"),
    sheet=Text("Cost report", "Situation"),
)


def make_recast_list(done: Recast, reading: Reading, today: date, issue: int) -> CrewList:
    """Lay the report out: the other chart's accounts, what has none there, and the total of both.

    Raises:
        OfficeError: The book has no account to report.
    """
    settings, lang = read_settings(reading), reading.lang
    layout = layout_of(reading, settings)
    accounts = read_columns(reading, "accounts")
    if not accounts.rows:
        raise OfficeError(
            "There is no account to report. Nothing was written.",
            "Aucun compte à présenter. Rien n'a été écrit.",
        )
    sign = -1 if settings.get("variance_sign") == "over_positive" else 1
    row = accounts.rows[0].number
    blocks: Sequence[tuple[Text, Sequence[CostLine]]] = (
        (MAPPED, done.lines),
        (UNMAPPED, done.unmapped),
        (TOTAL, (done.total,)),
    )
    sections = tuple(
        Section(title.say(lang), tuple(_lines(lines, row, sign))) for title, lines in blocks if lines
    )
    return CrewList(
        RECAST,
        lang,
        settings.get("title", ""),
        issue,
        today,
        paper_of(reading),
        (ListSheet(RECAST.sheet.say(lang), _columns(layout, sign), sections),),
        _summary(done, lang),
        0,
        (),
    )


def _columns(layout: Layout, sign: int) -> tuple[ListColumn, ...]:
    labels = {key: layout.label(key) for key in ("account", "name", *SHOWN)}
    if sign < 0:
        labels["variance"] = layout.word("over")
    amounts = [
        ListColumn(Text(labels[key], labels[key]), (), max(16, len(labels[key]) + 3), Kind.MONEY)
        for key in SHOWN
    ]
    return (
        ListColumn(Text(labels["account"], labels["account"]), (), 14, is_name=True),
        ListColumn(Text(labels["name"], labels["name"]), (), 34),
        *amounts,
    )


def _lines(lines: Sequence[CostLine], row: int, sign: int) -> Iterator[Line]:
    for line in lines:
        shown = (int(getattr(line, key)) * (sign if key == "variance" else 1) for key in SHOWN)
        yield Line(ACCOUNTS, row, (line.account, line.name, *map(show, shown)), {})


def _summary(done: Recast, lang: Lang) -> str:
    said = Text(f"Period {done.period} ({done.currency}).", f"Période {done.period} ({done.currency}).")
    if done.unmapped:
        count = len(done.unmapped)
        return said.say(lang) + Text(
            f" Accounts of the report without one in the other chart: {count}.",
            f" Comptes de la situation sans correspondance dans l'autre plan : {count}.",
        ).say(lang)
    return said.say(lang)
