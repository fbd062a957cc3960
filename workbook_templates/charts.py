"""Charts of accounts as data: what a new budget starts from."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from workbook_templates.text import OfficeError, Text


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of accounts: where it comes from, and what is known to be missing of it."""

    label: Text
    source: str
    missing: Text


CHARTS: dict[str, Chart] = {
    "telefilm": Chart(
        Text("Telefilm Canada / CAVCO top sheet", "Telefilm Canada / BCPAC, sommaire"),
        "Telefilm Canada / CAVCO top sheet",
        Text(
            "Categories only, no accounts under them; no official French names were found.",
            "Catégories seulement, sans les comptes en dessous ; aucun intitulé français officiel trouvé.",
        ),
    ),
    "broadcaster": Chart(
        Text("French broadcaster's ten lines", "Dix lignes d'un diffuseur français"),
        "ArteGEIE/production-cost-analyzer (Apache-2.0)",
        Text(
            "The ten top lines only: the CNC's own accounts below them are not in it, and the names are French only.",
            "Les dix grandes lignes seulement : les postes du CNC en dessous n'y sont pas.",
        ),
    ),
}
NAMES = tuple(CHARTS)


def read_chart(name: str) -> list[dict[str, str]]:
    """Read a chart as lines of the accounts table, budgets at nought; codes are text, leading zeros kept.

    Names stand in the source's own language.

    Args:
        name: One of ``CHARTS``.

    Raises:
        OfficeError: There is no such chart.
    """
    if name not in CHARTS:
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
