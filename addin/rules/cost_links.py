"""Where the report's figures lead: the first line that each comes from."""

from collections import defaultdict
from collections.abc import Mapping

from addin.rules.cost_lines import account_code, read_columns, whole
from workbook_templates.book import Link, Reading
from workbook_templates.catalog import TABLE

Links = Mapping[str, Mapping[str, Link]]


def first_lines(reading: Reading, period: int) -> Links:
    """Account -> figure's key -> the first of its lines up to a period, by the period the line says."""
    found: defaultdict[str, dict[str, Link]] = defaultdict(dict)
    accounts = read_columns(reading, "accounts")
    for row, code in zip(accounts.rows, accounts.codes, strict=True):
        found[code].setdefault("account", Link("accounts", row.number, "account"))
        found[code].setdefault("budget", Link("accounts", row.number, "budget"))
        found[code].setdefault("etc", Link("accounts", row.number, "etc_method"))
    for key, column, figure in (("changes", "amount", "changes"), ("orders", "amount", "commitments")):
        table = read_columns(reading, key)
        for row, code, when in zip(table.rows, table.codes, table.map("period", whole), strict=True):
            if when is not None and when <= period:
                found[code].setdefault(figure, Link(key, row.number, column))
    estimates = read_columns(reading, "estimates")
    latest: dict[str, int] = {}
    for row, code, when in zip(estimates.rows, estimates.codes, estimates.map("period", whole), strict=True):
        if when is not None and latest.get(code, when) <= when <= period:
            latest[code] = when
            found[code]["etc"] = Link("estimates", row.number, "value")
    _first_costs(reading, period, found)
    return found


def _first_costs(reading: Reading, period: int, found: Mapping[str, dict[str, Link]]) -> None:
    """Straight from the cells, for there may be a million of them."""
    read = reading.tables.get("costs")
    at = {key: TABLE["costs"].position[key] for key in ("account", "episode", "period")}
    account, episode, when = at["account"], at["episode"], at["period"]
    periods: dict[str, int | None] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in read.rows if read else ():
        cells = row.cells
        key = (cells[account], cells[episode], cells[when])
        if key in seen:
            continue
        seen.add(key)
        if key[2] not in periods:
            periods[key[2]] = whole(key[2])
        posted = periods[key[2]]
        if posted is None or posted > period:
            continue
        mine = found[account_code(key[0].strip(), key[1].strip())]
        mine.setdefault("to_date", Link("costs", row.number, "net"))
        if posted == period:
            mine.setdefault("period_actual", Link("costs", row.number, "net"))
