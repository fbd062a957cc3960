"""What must hold in every cost report, checked before one is shown."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from addin.rules.cost_lines import Columns
from workbook_templates.book import Cell, Style
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.money import show
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import OfficeError, Text

KEYS = tuple(column.key for column in COST_REPORT.columns)
FIGURES = KEYS[3:]
DETAILED = ("changes", "period_actual", "to_date", "commitments")  # what an account's lines add up to
IDENTITIES: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("revised", (("budget", 1), ("changes", 1))),
    ("total", (("to_date", 1), ("commitments", 1))),
    ("efc", (("total", 1), ("etc", 1))),
    ("variance", (("revised", 1), ("efc", -1))),
)

NEW_MONEY = FindingKind(
    "changes-add-money",
    Severity.NOTE,
    Text(
        "the approved changes add up to {value}: new money, or a transfer with one side missing. Check which.",
        "les avenants approuvés totalisent {value} : de l'argent neuf, ou un virement dont il manque un côté. "
        "Vérifiez.",
    ),
)


def check_changes(table: Columns, changes: Mapping[str, int]) -> list[Finding]:
    """A note when the changes of all accounts together are not zero."""
    added = sum(changes.values())
    return [Finding(NEW_MONEY, TABLE[table.key], value=show(added))] if added else []


def check_grid(grid: Sequence[Sequence[Cell]], header: int, sign: int, has_lines: bool = False) -> None:
    """Hold every row of the sheet to its identities, every sum to the rows above it that it adds up.

    The cells are read back as they will be shown.

    Args:
        header: The header row's number; the report ends with its total row.
        sign: 1 when a saving is shown positive, -1 when an overage is.
        has_lines: Each account stands under its lines, which add up to it.

    Raises:
        OfficeError: Something does not add up, so the report is not shown.
    """
    nothing = dict.fromkeys(FIGURES, Decimal(0))
    block, group, whole, lines = (dict(nothing) for _ in range(4))
    for number, cells in enumerate(grid[header:], start=header + 1):
        style = cells[1].style if len(cells) > 1 else Style.NOTE
        is_sum = style in (Style.SUBTOTAL, Style.TOTAL) or _is_group(style, cells)
        if has_lines and style is Style.NOTE:
            lines = _plus(lines, _figures(cells, sign))
        if style is not Style.BODY and not is_sum:
            continue
        row = _figures(cells, sign)
        for key, parts in IDENTITIES:
            if row[key] != sum(row[part] * side for part, side in parts):
                raise _broken(number, key)
        wanted = _wanted(style, block, group, whole)
        for key in FIGURES if is_sum else ():
            if row[key] != wanted[key]:
                raise _broken(number, key)
        match style:
            case Style.BODY:
                block = _plus(block, row)
                wrong = (key for key in DETAILED if has_lines and lines[key] != row[key])
                if key := next(wrong, ""):
                    raise _broken(number, key)
                lines = dict(nothing)
            case Style.SUBTOTAL:
                block, group = dict(nothing), _plus(group, row)
            case Style.SECTION:
                block, group, whole = dict(nothing), dict(nothing), _plus(whole, row)
            case _:
                return
    raise _broken(len(grid), "total")


Row = dict[str, Decimal]


def _is_group(style: Style, cells: Sequence[Cell]) -> bool:
    """A group's sum looks like a section's heading, with figures."""
    return style is Style.SECTION and any(isinstance(cell.value, Decimal) for cell in cells)


def _wanted(style: Style, block: Row, group: Row, whole: Row) -> Row:
    """What a row of sums has to be: a subtotal its lines, a group what came since the last one, the total all."""
    if style is Style.SUBTOTAL:
        return block
    open_rows = _plus(block, group)
    return open_rows if style is Style.SECTION else _plus(whole, open_rows)


def _plus(one: Row, other: Row) -> Row:
    return {key: one[key] + other[key] for key in FIGURES}


def _figures(cells: Sequence[Cell], sign: int) -> dict[str, Decimal]:
    """The figures that a row shows, the variance with its own sign."""
    found = {}
    for key, cell in zip(KEYS, cells, strict=False):
        if key in FIGURES and isinstance(cell.value, Decimal):
            found[key] = cell.value * sign if key.startswith("variance") else cell.value
    return {key: found.get(key, Decimal(0)) for key in FIGURES}


def _broken(row: int, key: str) -> OfficeError:
    label = COST_REPORT.column(key).label
    return OfficeError(
        f"The cost report does not add up: row {row}, {label.en}. Nothing was written; tell whoever keeps this tool.",
        f"La situation ne tombe pas juste : ligne {row}, {label.fr}. Rien n'a été écrit ; prévenez qui tient cet "
        "outil.",
    )
