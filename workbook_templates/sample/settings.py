"""The sample production's settings."""

from workbook_templates.sample.country import Country
from workbook_templates.sample.schedule import FIRST_DAY, shooting_dates
from workbook_templates.text import Lang, Text

TITLE = Text("Spring tides", "Les marées hautes")


def setting_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    """Every setting, one a row."""
    said = {
        "title": TITLE.say(lang),
        "company": "Productions du Phare",
        "country": country.key,
        "language": lang,
        "currency": country.currency,
        "shoot_start": FIRST_DAY.isoformat(),
        "shoot_end": shooting_dates()[-1].isoformat(),
        "first_period_start": "2026-04-13",
        "period_days": "14",
        "paris_region": "false",
        "variance_sign": "under_positive",
    }
    return [{"setting": setting, "value": value} for setting, value in said.items()]
