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
    "cnc": Chart(
        Text("CNC film estimate 2018, two levels", "Devis cinéma CNC 2018, deux niveaux"),
        "The CNC's detailed film estimate of 2018 as quoted by a third party; the CNC's own file was not read",
        Text(
            "Second-hand and incomplete: accounts 12-18, 22-28, 32-38, 41-46, 61-66, 72-75 and those of class 8 are "
            "not in it, nor any third level. Overhead (FG) and contingency (IMP) stand outside classes 1 to 9 by "
            "custom. Names are French only. Complete it from the CNC's own workbook before filing it.",
            "De seconde main et incomplet : les postes 12 à 18, 22 à 28, 32 à 38, 41 à 46, 61 à 66, 72 à 75 et ceux de "
            "la classe 8 n'y sont pas, ni aucun troisième niveau. Frais généraux (FG) et imprévus (IMP) sont hors "
            "postes 1 à 9 par usage. Complétez-le d'après le classeur du CNC avant tout dépôt.",
        ),
    ),
    "aicp": Chart(
        Text("AICP 2019 bid form, sections", "Devis AICP 2019 (publicité), sections"),
        "The AICP form of 2019 as quoted by a third party; the AICP's own file was not read",
        Text(
            "Second-hand: the sections A to X only, without the numbered lines under them; section U was not found. "
            "Names are English only.",
            "De seconde main : les sections A à X seulement, sans les lignes numérotées en dessous ; la section U n'a "
            "pas été trouvée. Intitulés en anglais seulement.",
        ),
    ),
    "photo": Chart(
        Text("Photo shoot estimate", "Devis de prise de vue photo"),
        "Put together from photographers' published estimates (second-hand); there is no official chart",
        Text(
            "The codes are this tool's own, for the sources number nothing. Names are English only.",
            "Les codes sont ceux de l'outil, car les sources ne numérotent rien. Intitulés en anglais seulement.",
        ),
    ),
}
NAMES = tuple(CHARTS)


def read_chart(name: str) -> list[dict[str, str]]:
    """Read a chart as lines of the accounts table, budgets at nought; codes are text, leading zeros kept.

    Names stand in the source's own language. A group is what its source adds sections up in; of one level only, none.

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
            "group": line.get("group", ""),
            "budget": "0.00",
        }
        for line in csv.DictReader(text.splitlines())
    ]
