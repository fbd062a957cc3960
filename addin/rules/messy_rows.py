"""Turn the lines of a messy list into rows of the table, by a confirmed mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from addin.rules import messy_findings as found
from addin.rules.messy_cells import EMAIL, Context, DateOrder, Read, read_cell, read_postal_code
from addin.rules.messy_layout import Layout, Line, LineKind, text_at
from addin.rules.messy_mapping import MappedColumn
from addin.rules.messy_names import Order, shows_itself, split_name, vote_order
from addin.rules.messy_words import CITY, FULL_NAME, POSTAL_CODE, plain, read_choice, shared_banner
from workbook_templates.declare import Column, Kind, Table
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.kinds import as_typed, is_of_kind


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as read: the line it stood on, and its cells by column key, in canonical form."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Banner:
    text: str
    department: str
    is_shared: bool


NO_BANNER = _Banner("", "", False)
UNIT_WORDS = {
    "day": {"jour", "journalier", "day", "daily", "j"},
    "week": {"semaine", "hebdo", "hebdomadaire", "week", "weekly"},
    "hour": {"heure", "horaire", "hour", "hourly", "h"},
    "flat": {"forfait", "forfaitaire", "flat"},
}
ONE_ORDER = 0.8  # of the cells that show one: the others are read as they are


def read_list(
    layout: Layout, columns: Sequence[MappedColumn], table: Table, context: Context
) -> tuple[tuple[ListRow, ...], tuple[Finding, ...]]:
    """Read the list's rows: names cut in two, banners turned into departments, cells made canonical.

    Findings: more-in-cell, read-abroad, nickname, unknown-banner, line-ignored, column-ignored, second-list.
    """
    findings = [
        Finding(found.COLUMN_IGNORED, table, value=column.heading or "—", details={"letter": column.letter})
        for column in columns
        if not column.target and (column.samples or column.heading)
    ]
    rows: list[ListRow] = []
    banner = NO_BANNER
    known_banner = any(line.kind is LineKind.BANNER for line in layout.lines)
    last = max((line.number for line in layout.lines if line.kind is LineKind.BODY), default=0)
    mixed = _mixed_names(layout, columns)
    for line in _filled_down(layout, columns, table):
        if line.kind is LineKind.BANNER:
            banner = _read_banner(line, table)
            continue
        if line.kind is LineKind.LONE and not _is_row(line, columns, table, line.number < last):
            if "department" in table.position and (line.is_wide or (known_banner and _shouts(line.text))):
                banner = _Banner(line.text, line.text, False)
                findings.append(_note(found.UNKNOWN_BANNER, table, line, line.text))
            else:
                findings.append(_note(found.LINE_IGNORED, table, line, line.text))
            continue
        cells, said = _read_line(line, columns, table, context, mixed)
        if banner is not NO_BANNER and not cells.get("department"):
            cells = {**cells, "department": _department(banner, cells.get("position", ""))}
        if any(value for key, value in cells.items() if key != "department"):
            rows.append(ListRow(line.number, cells))
            findings += said
    if layout.second:
        findings.append(Finding(found.SECOND_LIST, table, details={"line": str(layout.second)}))
    return tuple(rows), tuple(findings)


def _note(kind: FindingKind, table: Table, line: Line, value: str, column: str = "") -> Finding:
    return Finding(kind, table, column=column, value=value, details={"line": str(line.number)})


def _read_banner(line: Line, table: Table) -> _Banner:
    if "department" not in table.position:
        return NO_BANNER
    if shared_banner(line.text, "") is not None:
        return _Banner(line.text, line.text, True)
    choice = read_choice(line.text, table.column("department"))
    return _Banner(line.text, choice, False) if choice else NO_BANNER


def _department(banner: _Banner, position: str) -> str:
    if banner.is_shared:
        return shared_banner(banner.text, position) or banner.text
    return banner.department


def _shouts(text: str) -> bool:
    return text.isupper() and len(text.split()) == 1


def _is_row(line: Line, columns: Sequence[MappedColumn], table: Table, is_within: bool) -> bool:
    """Whether a lone cell is a row all the same: a name that shows itself, or its key within the list."""
    target = next((column.target for column in columns if column.index == line.column), "")
    if line.is_wide or not target:
        return False
    if target in (FULL_NAME, "last_name"):
        return shows_itself(line.text)
    return is_within and target in table.keys and is_of_kind(line.text, table.column(target))


def _mixed_names(layout: Layout, columns: Sequence[MappedColumn]) -> frozenset[int]:
    """The columns of whole names that mix the two orders."""
    mixed: set[int] = set()
    for column in columns:
        if column.target == FULL_NAME:
            texts = [text_at(line.cells, column.index) for line in layout.lines if line.kind is LineKind.BODY]
            order, share = vote_order([text for text in texts if text])
            if order is None or share < ONE_ORDER or order != column.reading:
                mixed.add(column.index)
    return frozenset(mixed)


def _filled_down(layout: Layout, columns: Sequence[MappedColumn], table: Table) -> Iterator[Line]:
    """The lines, each department reaching down through the cells merged with it or left blank under it."""
    at = next((column.index for column in columns if column.target == "department"), None)
    if at is None or "department" not in table.position:
        yield from layout.lines
        return
    body = [line for line in layout.lines if line.kind is LineKind.BODY]
    filled = [text for line in body if (text := text_at(line.cells, at))]
    blanks = len(body) - len(filled)
    is_grouped = (
        bool(filled) and blanks > 0 and len(set(filled)) == len(filled) and bool(text_at(body[0].cells, at))
    )
    merged = [(r1, r2) for r1, c1, r2, c2 in layout.sheet.merges if c1 <= at <= c2 and r2 > r1]
    last: object = ""
    last_number = 0
    for line in layout.lines:
        if line.kind is LineKind.BANNER:
            last = ""
        elif text_at(line.cells, at):
            last, last_number = line.cells[at], line.number
        elif last and (
            is_grouped or any(r1 <= last_number - 1 and line.number - 1 <= r2 for r1, r2 in merged)
        ):
            cells = list(line.cells) + [""] * (at + 1 - len(line.cells))
            cells[at] = last
            line = replace(line, cells=tuple(cells))
        yield line


def _read_line(
    line: Line,
    columns: Sequence[MappedColumn],
    table: Table,
    context: Context,
    mixed: frozenset[int],
) -> tuple[dict[str, str], list[Finding]]:
    """One line's cells by column key; of two columns with one target the first that is filled counts."""
    cells: dict[str, str] = {}
    findings: list[Finding] = []
    postal = city = ""
    has_email = "email" not in table.position or any(column.target == "email" for column in columns)
    for column in columns:
        value = line.cells[column.index] if column.index < len(line.cells) else ""
        if not column.target:
            continue
        text = as_typed(value) if value is not None else ""
        if column.target == FULL_NAME:
            if nickname := _add_name(cells, text, column, column.index in mixed):
                findings.append(_note(found.NICKNAME, table, line, nickname))
        elif column.target == POSTAL_CODE:
            postal = postal or (read_postal_code(value, context.country) if text else "")
        elif column.target == CITY:
            city = city or text
        else:
            declared = table.column(column.target)
            if declared.kind is Kind.PHONE and not has_email and (mail := EMAIL.search(text)):
                cells["email"] = cells.get("email", "") or mail[0]
                text = value = text.replace(mail[0], " ").strip(" /;,-|\n")
            read = read_cell(value, declared, _ordered(context, column)) if text else Read("")
            before = cells.get(declared.key, "")
            if before and read.text and read.text != before:
                read = Read(before, (text,))
            cells[declared.key] = before or read.text
            findings += _beside(read, text, declared, line, table)
    if cells.get("rate") and (unit := _unit(columns, table)):
        cells["rate_unit"] = unit
    place = " ".join(part for part in (postal, city) if part)
    if place and "address" in table.position:
        cells["address"] = ", ".join(part for part in (cells.get("address", ""), place) if part)
    return cells, findings


def _add_name(cells: dict[str, str], text: str, column: MappedColumn, is_mixed: bool) -> str:
    """Put a whole name in its two cells; the nickname, which has none, comes back."""
    order: Order = "last-first" if column.reading == "last-first" else "first-last"
    name = split_name(text, order, is_mixed)
    for key, part in (("last_name", name.last), ("first_name", name.first)):
        cells[key] = cells.get(key, "") or part
    return name.nickname


def _unit(columns: Sequence[MappedColumn], table: Table) -> str:
    """What a rate is for, when its own heading says so: "Tarif / jour"."""
    if "rate_unit" not in table.position or any(column.target == "rate_unit" for column in columns):
        return ""
    heading = next((plain(column.heading) for column in columns if column.target == "rate"), "")
    return next((unit for unit, words in UNIT_WORDS.items() if set(heading.split()) & words), "")


def _ordered(context: Context, column: MappedColumn) -> Context:
    if column.reading in ("day-first", "month-first"):
        return replace(context, order=cast(DateOrder, column.reading))
    return context


def _beside(read: Read, text: str, column: Column, line: Line, table: Table) -> Iterator[Finding]:
    if read.is_abroad:
        yield _note(found.READ_ABROAD, table, line, text, column.key)
    if read.left:
        is_open = column.tier.value != "restricted"
        left = " / ".join(read.left) if is_open else "•••"
        details = {"line": str(line.number), "left": left}
        yield Finding(found.MORE_IN_CELL, table, column=column.key, value=text, details=details)
