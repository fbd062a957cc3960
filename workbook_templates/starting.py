"""What a new workbook holds before anyone types: the settings to fill in, and a chart of accounts."""

import tomllib
from importlib.resources import files

from workbook_templates.build import Paper, Rows
from workbook_templates.charts import read_chart
from workbook_templates.identities import with_ids
from workbook_templates.tables.settings import SETTINGS
from workbook_templates.text import Lang

PAPER: dict[str, Paper] = {"FR": "A4", "CA-QC": "Letter"}


def starting_rows(lang: Lang, country: str | None = None, chart: str | None = None) -> Rows:
    """Every setting of the Production sheet, blank but for what was said, the country's taxes, the chart's accounts.

    The same choices give the same ids, so that two workbooks of one production agree from the start.
    """
    known = {"language": lang, "country": country or ""}
    settings = [{"setting": column.key, "value": known.get(column.key, "")} for column in SETTINGS]
    accounts = read_chart(chart) if chart else []
    return {
        "production": with_ids("production", settings),
        "rates": with_ids("rates", tax_rows(lang, country)),
        "accounts": with_ids("accounts", accounts),
    }


def tax_rows(lang: Lang, country: str | None) -> list[dict[str, str]]:
    """The country's taxes as lines of Rates and ceilings, each with its source; none for a country not said."""
    text = files("workbook_templates").joinpath("taxes.toml").read_text(encoding="utf-8")
    return [
        {
            "kind": "tax",
            "code": tax["code"],
            "name": tax[lang],
            "percent": tax["percent"],
            "recoverable": tax["recoverable"],
            "note": tax["source"],
        }
        for tax in tomllib.loads(text).get(country or "", [])
    ]
