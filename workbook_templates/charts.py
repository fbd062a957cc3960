"""Charts of accounts as data: what a new budget starts from."""

import csv
from importlib.resources import files

from workbook_templates.text import OfficeError

NAMES = ("telefilm",)


def read_chart(name: str) -> list[dict[str, str]]:
    """Read a chart as lines of the accounts table, budgets at nought.

    Names stand in the source's own language: no official French names were found for Telefilm's.

    Args:
        name: ``telefilm``.

    Raises:
        OfficeError: There is no such chart.
    """
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise OfficeError(
            f"There is no chart named {name}. Choose one of: {known}.",
            f"Il n'y a pas de plan de comptes nommé {name}. Choisissez parmi : {known}.",
        )
    text = files("workbook_templates").joinpath("charts", f"{name}.csv").read_text(encoding="utf-8")
    return [
        {
            "account": line["account"],
            "name": line["name"],
            "section": line["section"],
            "budget": "0.00",
        }
        for line in csv.DictReader(text.splitlines())
    ]
