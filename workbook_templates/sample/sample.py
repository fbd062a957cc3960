"""The sample production, whole: rows by table, ids from their keys."""

from pathlib import Path

from workbook_templates.build import Paper, build_workbook
from workbook_templates.identities import with_ids
from workbook_templates.sample.cash import budget_line_rows, budget_rows, deposit_rows, float_rows, rate_rows
from workbook_templates.sample.country import COUNTRIES, FRANCE, Country
from workbook_templates.sample.hours import timesheet_rows
from workbook_templates.sample.money import account_rows, change_rows, cost_rows, estimate_rows, order_rows
from workbook_templates.sample.people import availability_rows, cast_rows, crew_rows
from workbook_templates.sample.schedule import day_rows, location_rows, scene_rows
from workbook_templates.sample.settings import setting_rows
from workbook_templates.starting import PAPER
from workbook_templates.text import Lang

PLANTED = (
    ("crew", "not-choice"),
    ("crew", "missing-last_name"),
    ("crew", "duplicate-person"),
    ("crew", "dates-out-of-order"),
    ("crew", "not-email"),
    ("crew", "not-date"),
    ("scenes", "unknown-roles"),
    ("scenes", "work-while-unavailable"),
    ("costs", "unknown-account"),
    ("costs", "not-money"),
)


def sample_rows(lang: Lang, country: str | None = None) -> dict[str, list[dict[str, str]]]:
    """Every table's rows, in canonical form; a production of France when no country is said."""
    of = COUNTRIES[country or FRANCE.key]
    said = _rows(lang, of)
    if lang != "fr" or not of.words:
        return said
    return {
        table: [{key: of.words.get(value, value) for key, value in row.items()} for row in rows]
        for table, rows in said.items()
    }


def _rows(lang: Lang, country: Country) -> dict[str, list[dict[str, str]]]:
    costs = cost_rows(country)
    return {
        "production": setting_rows(lang, country),
        "crew": crew_rows(lang, country),
        "cast": cast_rows(lang, country),
        "availability": availability_rows(lang),
        "locations": location_rows(lang, country),
        "days": day_rows(lang, country),
        "scenes": scene_rows(lang),
        "rates": rate_rows(lang, country),
        "budget_lines": budget_line_rows(lang),
        "accounts": account_rows(lang),
        "budgets": budget_rows(),
        "changes": change_rows(lang),
        "orders": order_rows(lang),
        "costs": costs,
        "estimates": estimate_rows(),
        "floats": float_rows(costs),
        "deposits": deposit_rows(lang),
        "timesheets": timesheet_rows(),
    }


def build_sample(path: Path, lang: Lang, paper: Paper | None = None, country: str | None = None) -> None:
    """Write the sample production's workbook, on its country's paper; the same bytes each time."""
    rows = {table: with_ids(table, lines) for table, lines in sample_rows(lang, country).items()}
    build_workbook(path, lang, rows, paper or PAPER[country or FRANCE.key])
