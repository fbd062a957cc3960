"""The sample production, whole: rows by table, ids from their keys."""

import hashlib
from pathlib import Path

from ulid import ULID

from workbook_templates.build import build_workbook
from workbook_templates.catalog import TABLE
from workbook_templates.sample.money import account_rows, change_rows, cost_rows, estimate_rows, order_rows
from workbook_templates.sample.people import availability_rows, cast_rows, crew_rows
from workbook_templates.sample.schedule import day_rows, location_rows, scene_rows, shooting_dates
from workbook_templates.text import Lang

PLANTED = (
    ("crew", "not-choice"),
    ("crew", "missing-last_name"),
    ("crew", "duplicate-person"),
    ("crew", "dates-out-of-order"),
    ("crew", "not-email"),
    ("crew", "not-date"),
    ("scenes", "unknown-roles"),
    ("costs", "unknown-account"),
    ("costs", "not-money"),
)


def sample_rows(lang: Lang) -> dict[str, list[dict[str, str]]]:
    """Every table's rows, in canonical form."""
    return {
        "production": _settings(lang),
        "crew": crew_rows(),
        "cast": cast_rows(),
        "availability": availability_rows(),
        "locations": location_rows(),
        "days": day_rows(),
        "scenes": scene_rows(),
        "accounts": account_rows(),
        "changes": change_rows(),
        "orders": order_rows(),
        "costs": cost_rows(),
        "estimates": estimate_rows(),
        "timesheets": _timesheets(),
    }


def build_sample(path: Path, lang: Lang) -> None:
    """Write the sample production's workbook; the same bytes each time."""
    rows = {
        table: [(sample_id(table, values, number), values) for number, values in enumerate(found)]
        for table, found in sample_rows(lang).items()
    }
    build_workbook(path, lang, rows)


def sample_id(table: str, values: dict[str, str], number: int) -> str:
    """An id that derives from the row's keys; its place tells apart keys planted twice."""
    keys = "|".join(values.get(key, "") for key in TABLE[table].keys)
    return str(ULID.from_bytes(hashlib.sha256(f"{table}|{keys}|{number}".encode()).digest()[:16]))


def _settings(lang: Lang) -> list[dict[str, str]]:
    said = {
        "title": "Les marées hautes",
        "company": "Productions du Phare",
        "country": "FR",
        "language": lang,
        "currency": "EUR",
        "shoot_start": "2026-05-04",
        "shoot_end": shooting_dates()[-1].isoformat(),
        "first_period_start": "2026-04-13",
        "period_days": "14",
        "paris_region": "false",
        "variance_sign": "under_positive",
    }
    return [{"setting": setting, "value": value} for setting, value in said.items()]


def _timesheets() -> list[dict[str, str]]:
    """Two weeks of twenty people."""
    rows = []
    for day in shooting_dates()[:10]:
        for number in range(1, 21):
            late = (number + day.day) % 3
            rows.append(
                {
                    "person": f"P{number:03}",
                    "date": day.isoformat(),
                    "kind": "shoot",
                    "call": "07:30" if number % 4 == 0 else "08:00",
                    "meal_start": "13:00",
                    "meal_end": "14:00",
                    "wrap": ("18:00", "18:45", "19:30")[late],
                    "set_travel": "0.5",
                    "place": "region",
                    "meals_provided": "1",
                }
            )
    return rows
