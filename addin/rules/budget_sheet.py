"""The budget's versions as a sheet: blocks by section, each version, the budget in use and what changed."""

from collections.abc import Iterable

from addin.rules.budget_versions import Comparison, VersionLine
from addin.rules.cost_blocks import NO_SECTION, TOTAL, section_width
from addin.rules.cost_lines import read_settings
from workbook_templates.book import BarChart, Cell, Reading, Result, Style
from workbook_templates.catalog import TABLE
from workbook_templates.money import as_number
from workbook_templates.text import Lang, Text

SHEET = TABLE["budget_comparison"]
WORDS = 3  # columns before the amounts
SUBTOTAL = Text("Subtotal", "Sous-total")
NO_VERSION = Text(
    "No version of the budget is kept yet: keep one before you change it.",
    "Aucune version du devis n'est encore gardée : gardez-en une avant de le changer.",
)
AGAINST = Text(
    "Change: the budget in use less {version}; an increase is positive.",
    "Changement : le devis en vigueur moins {version} ; une hausse est positive.",
)


def comparison_result(found: Comparison, reading: Reading) -> Result:
    """Lay the comparison out, with a chart of the sections in each version."""
    lang = reading.lang
    said = AGAINST.say(lang).format(version=found.versions[-1]) if found.versions else NO_VERSION.say(lang)
    labels = [column.label.say(lang) for column in SHEET.columns]
    labels[WORDS:WORDS] = found.versions
    grid: list[list[Cell]] = [
        [Cell(SHEET.label.say(lang), Style.TITLE)],
        [Cell(read_settings(reading).get("title", ""), Style.NOTE)],
        [Cell(said, Style.NOTE)],
        [],
        [Cell(label, Style.HEADER) for label in labels],
    ]
    header = len(grid)
    sections: dict[str, list[VersionLine]] = {}
    for line in found.lines:
        sections.setdefault(line.section.strip() or NO_SECTION.say(lang), []).append(line)
    for section, lines in sections.items():
        grid.append([Cell(section, Style.SECTION), *(Cell(None, Style.SECTION) for _ in labels[1:])])
        grid += [_cells(line, line.account, line.name, Style.BODY) for line in lines]
        grid.append(_sum(lines, f"{SUBTOTAL.say(lang)} {section}", Style.SUBTOTAL))
    grid.append(_sum(found.lines, TOTAL.say(lang), Style.TOTAL))
    charts = _chart(grid, sections, found, lang) if found.lines else ()
    widths = [column.width for column in SHEET.columns]
    at = SHEET.position["section"]
    widths[at] = section_width(widths[at], [line.section for line in found.lines])
    widths[WORDS:WORDS] = [14.0] * len(found.versions)
    return Result(SHEET, grid, widths, header=header, frozen_columns=2, charts=charts)


def _amounts(line: VersionLine) -> list[int | None]:
    return [*line.amounts, line.budget, line.change]


def _cells(line: VersionLine, account: str, name: str, style: Style) -> list[Cell]:
    words = [Cell(account, style), Cell(name, style), Cell(line.section, style)]
    return [*words, *(Cell(as_number(cents), style) for cents in _amounts(line))]


def _sum(lines: Iterable[VersionLine], name: str, style: Style) -> list[Cell]:
    sums = [sum(cents or 0 for cents in column) for column in zip(*map(_amounts, lines), strict=True)]
    return [
        Cell(None, style),
        Cell(name, style),
        Cell(None, style),
        *(Cell(as_number(cents), style) for cents in sums),
    ]


def _chart(
    grid: list[list[Cell]], sections: dict[str, list[VersionLine]], found: Comparison, lang: Lang
) -> tuple[BarChart, ...]:
    """Add the block the chart is drawn from, below the total, and the chart beside it."""
    names = [*found.versions, SHEET.column("budget").label.say(lang)]
    section = SHEET.column("section").label.say(lang)
    grid.append([])
    grid.append([Cell(None), *(Cell(word, Style.HEADER) for word in (section, *names))])
    first = len(grid) + 1
    for name, lines in sections.items():
        sums = [sum(cents or 0 for cents in column) for column in zip(*map(_amounts, lines), strict=True)][
            :-1
        ]
        grid.append([Cell(None), Cell(name), *(Cell(as_number(cents)) for cents in sums)])
    last = len(grid)
    series = tuple((name, (first, 3 + at, last, 3 + at)) for at, name in enumerate(names))
    return (BarChart(SHEET.label.say(lang), (first, 2, last, 2), series, (first - 1, 5 + len(names))),)
