"""What a new workbook holds before anyone types: the settings to fill in, and a chart of accounts."""

from workbook_templates.build import Paper, Rows
from workbook_templates.charts import read_chart
from workbook_templates.identities import with_ids
from workbook_templates.tables.settings import SETTINGS
from workbook_templates.text import Lang

PAPER: dict[str, Paper] = {"FR": "A4", "CA-QC": "Letter"}


def starting_rows(lang: Lang, country: str | None = None, chart: str | None = None) -> Rows:
    """Every setting of the Production sheet, blank but for what was said, and the chart's accounts.

    The same choices give the same ids, so that two workbooks of one production agree from the start.
    """
    known = {"language": lang, "country": country or ""}
    settings = [{"setting": column.key, "value": known.get(column.key, "")} for column in SETTINGS]
    accounts = read_chart(chart) if chart else []
    return {"production": with_ids("production", settings), "accounts": with_ids("accounts", accounts)}
