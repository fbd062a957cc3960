"""Where the report's figures lead: the first line that each comes from, or the line that explains it best."""

from collections import defaultdict
from collections.abc import Mapping

from addin.rules.cost_figures import CostLine
from addin.rules.cost_lines import account_code, read_columns, whole
from addin.rules.costs import CostReport
from workbook_templates.book import Link, Reading
from workbook_templates.catalog import TABLE
from workbook_templates.tables.issued import ISSUED

Links = Mapping[str, Mapping[str, Link]]
AUTOMATIC = ("", "auto")


def figure_links(reading: Reading, report: CostReport) -> Links:
    """Account -> figure's key -> one place: by the period that the lines say, up to the report's.

    A figure of several sources leads to what moved it: the revised budget to the first change, else to the budget; the
    total cost to the first cost, else to the first order; the final cost and the variance to the estimate that was
    typed, else to the total cost when it is past the revised budget, else to the revised budget; the variance's change
    to the issued report that it is a change from, else as the variance.
    """
    found, typed = _first_lines(reading, report.period)
    for line in report.lines:
        mine = found[line.account]
        for key, link in _computed(mine, line, line.account in typed).items():
            if link:
                mine[key] = link
        row = report.against.rows.get(line.account) if report.against else None
        if row is not None:
            mine["variance_change"] = Link(ISSUED.key, row.number, "variance")
    return found


def _computed(mine: Mapping[str, Link], line: CostLine, is_typed: bool) -> dict[str, Link | None]:
    revised = mine.get("changes") or mine.get("budget")
    total = mine.get("to_date") or mine.get("commitments")
    final = mine.get("etc") if is_typed else total if line.total > line.revised else revised
    return {"revised": revised, "total": total, "efc": final, "variance": final, "variance_change": final}


def _first_lines(reading: Reading, period: int) -> tuple[defaultdict[str, dict[str, Link]], set[str]]:
    """The links of what is read, and the accounts whose estimate was typed rather than automatic."""
    found: defaultdict[str, dict[str, Link]] = defaultdict(dict)
    accounts = read_columns(reading, "accounts")
    typed = {
        code
        for code, method in zip(accounts.codes, accounts["etc_method"], strict=True)
        if method.strip() not in AUTOMATIC
    }
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
    for at, (code, when) in enumerate(zip(estimates.codes, estimates.map("period", whole), strict=True)):
        if when is not None and latest.get(code, when) <= when <= period:
            latest[code] = when
            found[code]["etc"] = Link("estimates", estimates.rows[at].number, "value")
            (typed.discard if estimates["method"][at].strip() in AUTOMATIC else typed.add)(code)
    _first_costs(reading, period, found)
    return found, typed


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
