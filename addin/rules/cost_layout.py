"""The words of the cost report: as France, Quebec and the English-speaking offices write it."""

from collections.abc import Mapping
from dataclasses import dataclass

from addin.rules.cost_figures import CostLine
from workbook_templates.book import Reading
from workbook_templates.money import round_ratio
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Lang

QUEBEC = "CA-QC"
TO_SPEND, SPENT, VARIANCE_PERCENT = "to_spend", "spent_percent", "variance_percent"
DERIVED = (TO_SPEND, SPENT, VARIANCE_PERCENT)
DERIVED_WIDTHS = (14, 9, 9)
LINE_COLUMNS = ("line_period", "line_net", "line_currency")  # at the line level only, after all others
LINE_WIDTHS = (8, 14, 8)
LINE_WORDS = ("account", "name", "section")  # columns that also hold the words of lines
ENGLISH: Mapping[str, str] = {
    "title": "Cost report",
    "top": "Top sheet",
    "line": "Detail",
    "line_account": "Account / date",
    "line_name": "Name / supplier",
    "line_section": "Section / document",
    "line_period": "Period",
    "line_net": "Line net",
    "line_currency": "Currency",
    "etc": "ETC (excl. POs)",
    TO_SPEND: "Cost to complete (incl. POs)",
    SPENT: "% spent",
    VARIANCE_PERCENT: "% variance",
    "over": "Variance: over/(under)",
    "comment": "Comment",
    "total": "Total",
    "subtotal": "Subtotal",
    "contingency": "Contingency",
    "outside": "excl. contingency",
    "rest": "Other",
    "before": "Total before contingency",
    "chart": "Budget against estimated final cost",
}
FRENCH: Mapping[str, str] = {
    "title": "Situation",
    "top": "Récapitulatif",
    "line": "Détail",
    "line_account": "Compte / date",
    "line_name": "Intitulé / fournisseur",
    "line_section": "Section / pièce",
    "line_period": "Période",
    "line_net": "HT de la ligne",
    "line_currency": "Devise",
    TO_SPEND: "Reste à dépenser (incl. engagé)",
    SPENT: "% dépensé",
    VARIANCE_PERCENT: "% d'écart",
    "variance": "Écart : économie / (dépassement)",  # spaced, to wrap in its column
    "over": "Écart : dépassement / (économie)",
    "comment": "Commentaire",
    "total": "Total",
    "subtotal": "Sous-total",
    "contingency": "Imprévus",
    "outside": "hors imprévus",
    "rest": "Autres",
    "before": "Total avant imprévus",
    "chart": "Devis et coût final estimé",
}
QUEBEC_FRENCH: Mapping[str, str] = {
    **FRENCH,
    "title": "Rapport de coûts",
    "top": "Sommaire des coûts",
    "line_net": "Avant taxes, la ligne",
    "chart": "Budget et coût final estimé",
    "budget": "Budget",
    "changes": "Dépassements approuvés / virements",
    "revised": "Budget révisé",
    "period_actual": "Coûts de la période",
    "to_date": "Coûts à ce jour",
    "commitments": "Engagements",
    "total_cost": "Coût total",
    "etc": "Coût pour compléter (excl. engagements)",
    "efc": "Coût final estimé",
    "variance_change": "Variation de l'écart",
    TO_SPEND: "Reste à dépenser (incl. engagements)",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The report's words in one country and language."""

    lang: Lang
    words: Mapping[str, str]

    def label(self, key: str) -> str:
        """A column's heading: the layout's own, else the table's."""
        said = self.words.get("total_cost" if key == "total" else key)
        if key in COST_REPORT.position and (key == "total" or said is None):
            return said or COST_REPORT.column(key).label.say(self.lang)
        return said or ""

    def word(self, key: str) -> str:
        return self.words[key]


LAYOUTS = (Layout("en", ENGLISH), Layout("fr", FRENCH), Layout("fr", QUEBEC_FRENCH))


def layout_of(reading: Reading, settings: Mapping[str, str]) -> Layout:
    """The layout of the production's country in the book's language."""
    if reading.lang == "en":
        return Layout("en", ENGLISH)
    country = settings.get("country", "").strip() or reading.country
    return Layout("fr", QUEBEC_FRENCH if country == QUEBEC else FRENCH)


def to_spend(line: CostLine) -> int:
    """What is still to be paid: open orders and the estimate to complete."""
    return line.commitments + line.etc


def percent(part: int, whole: int) -> int | None:
    """Hundredths of a percent, rounded half up once; None of nothing.

    >>> percent(1, 3), percent(-1, 8), percent(5, 0)
    (3333, -1250, None)
    """
    if not whole:
        return None
    sign = -1 if whole < 0 else 1
    return round_ratio(sign * part * 10_000, sign * whole)


def derived(line: CostLine, sign: int = 1) -> dict[str, int | None]:
    """The figures that follow from a line's own; percentages in hundredths, the variance's with the sheet's sign."""
    return {
        TO_SPEND: to_spend(line),
        SPENT: percent(line.to_date, line.efc),
        VARIANCE_PERCENT: percent(line.variance * sign, line.revised),
    }
