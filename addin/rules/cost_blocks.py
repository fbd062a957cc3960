"""The cost report in blocks: groups, their sections, and the accounts of each; contingency apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from addin.rules.cost_layout import Layout
from addin.rules.costs import CostLine, CostReport, add_lines
from workbook_templates.text import OfficeError, Text

TOP, ACCOUNT, LINE = "top", "account", "line"
LEVELS = (TOP, ACCOUNT, LINE)
NO_SECTION = Text("No section", "Sans section")
TOTAL = Text("Total", "Total")
WIDEST_SECTION = 28  # in characters: a longer name takes two lines in the wider column beside it


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    lines: Sequence[CostLine]

    def sum(self, name: str) -> CostLine:
        return add_lines(self.lines, name=name, section=self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that are added up together; ``name`` is "" when nothing is grouped."""

    name: str
    sections: Sequence[Section]

    def sum(self, name: str) -> CostLine:
        return add_lines((line for section in self.sections for line in section.lines), name=name)


def blocks_of(report: CostReport, level: str, layout: Layout) -> list[Group]:
    """The groups in the order they first appear, those of contingency last where anything is grouped.

    Without groups all sections stand in one; a top sheet still puts contingency apart. A section that is
    only partly contingency keeps its name less that part, which is called contingency: no name stands twice.

    Raises:
        OfficeError: There is no such level.
    """
    if level not in LEVELS:
        raise OfficeError(
            f'The cost report has no level "{level}". Its levels are: {", ".join(LEVELS)}.',
            f"La situation n'a pas de niveau « {level} ». Ses niveaux sont : {', '.join(LEVELS)}.",
        )
    groups: dict[str, dict[str, list[CostLine]]] = {}
    is_grouped = any(line.account in report.groups for line in report.lines)
    is_apart = is_grouped or level == TOP
    apart: dict[str, list[CostLine]] = {}
    for line in report.lines:
        section = line.section.strip() or NO_SECTION.say(layout.lang)
        if is_apart and line.account in report.contingency:
            apart.setdefault(section, []).append(line)
            continue
        name = report.groups.get(line.account, layout.word("rest") if is_grouped else "")
        groups.setdefault(name, {}).setdefault(section, []).append(line)
    if apart:
        apart = _told_apart(groups, apart, layout)
        if not is_grouped and groups:
            groups[layout.word("before")] = groups.pop("")
        last = groups.pop(layout.word("contingency"), {})
        for section, lines in apart.items():
            last.setdefault(section, []).extend(lines)
        groups[layout.word("contingency")] = last
    return [
        Group(name, [Section(section, lines) for section, lines in sections.items()])
        for name, sections in groups.items()
    ]


def _told_apart(
    groups: dict[str, dict[str, list[CostLine]]], apart: dict[str, list[CostLine]], layout: Layout
) -> dict[str, list[CostLine]]:
    """Contingency under names of its own; what is left of a section it is taken from says so."""
    split = {name for sections in groups.values() for name in sections} & set(apart)
    for group, sections in groups.items():
        groups[group] = {
            f"{name} ({layout.word('outside')})" if name in split else name: lines
            for name, lines in sections.items()
        }
    named: dict[str, list[CostLine]] = {}
    for name, lines in apart.items():
        named.setdefault(layout.word("contingency") if name in split else name, []).extend(lines)
    return named


def section_width(declared: float, names: Iterable[str]) -> float:
    """The width of a column of sections: as declared, or what the longest takes."""
    return max(declared, min(max(map(len, names), default=0) + 2, WIDEST_SECTION))
