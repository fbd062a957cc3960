"""What of the sample depends on the production's country; all of it invented, but for the taxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from workbook_templates.money import round_half_up
from workbook_templates.starting import tax_rows
from workbook_templates.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Country:
    """One country's values.

    Args:
        phones: What numbers of ranges kept for fiction begin with.
        digits: How many digits follow.
        address: A template over ``{number}`` and ``{street}``.
        rates: The taxes in its rates, of ``taxes.toml``.
        taxes: Those on a purchase, each on the price without tax.
        exchange: Currency -> the budget's rate and that of an invoice.
        holiday, travel: The two weekdays without shooting, and what the first is called.
        worked: Public holidays on which the shoot works.
        words: French of France -> as its offices write it, whole cells.
    """

    key: str
    currency: str
    phones: tuple[str, ...]
    digits: int
    address: str
    agreement: str
    rates: tuple[str, ...]
    taxes: tuple[str, ...]
    exchange: Mapping[str, tuple[str, str]]
    holiday: date
    holiday_name: Text
    travel: date
    worked: frozenset[date]
    words: Mapping[str, str]

    def phone(self, number: int) -> str:
        """A number of a range kept for fiction, the same for the same person."""
        turn, start = divmod(number, len(self.phones))
        return f"{self.phones[start]}{turn:0{self.digits}}"

    def at(self, number: int, street: str) -> str:
        return self.address.format(number=number, street=street)

    def tax_rows(self, lang: Lang) -> list[dict[str, str]]:
        return [row for row in tax_rows(lang, self.key) if row["code"] in self.rates]

    def tax(self, net: int) -> int:
        """The taxes on a purchase, each rounded once."""
        return sum(round_half_up(net * _percent(self.key, code)) for code in self.taxes)


@cache
def _percent(country: str, code: str) -> Fraction:
    said = next(row["percent"] for row in tax_rows("en", country) if row["code"] == code)
    return Fraction(said.removesuffix("%")) / 100


FRANCE = Country(
    key="FR",
    currency="EUR",
    phones=("+33199000", "+33261910", "+33353010", "+33465710", "+33536490"),
    digits=3,
    address="{number} {street}, Villebrève",
    agreement="idcc3097",
    rates=("TVA20", "TVA10", "TVA5.5"),
    taxes=("TVA20",),
    exchange={"GBP": ("1.15", "1.17"), "USD": ("0.90", "0.92")},
    holiday=date(2026, 5, 25),
    holiday_name=Text("Whit Monday", "Lundi de Pentecôte"),
    travel=date(2026, 5, 18),
    worked=frozenset({date(2026, 5, 8), date(2026, 5, 14)}),
    words={},
)
QUEBEC = Country(
    key="CA-QC",
    currency="CAD",
    phones=("+151455501", "+143855501", "+145055501", "+141855501", "+181955501"),  # 555-01xx
    digits=2,
    address="{number}, {street}, Rivebelle (Québec)  H0H 0H0",
    agreement="UDA",
    rates=("TPS", "TVQ"),
    taxes=("TPS", "TVQ"),
    exchange={"GBP": ("1.80", "1.83"), "USD": ("1.36", "1.39")},
    holiday=date(2026, 5, 18),
    holiday_name=Text("National Patriots' Day", "Journée nationale des patriotes"),
    travel=date(2026, 5, 25),
    worked=frozenset(),
    words={
        "Administratrice de production": "Comptable de production",
        "Chef électricien": "Chef éclairagiste",
        "Électricienne": "Éclairagiste",
        "Électriciens": "Éclairagistes",
        "Cadreur": "Caméraman",
        "Chef monteur": "Monteur",
        "Régisseur général": "Directeur des lieux",
        "Responsable de la cantine": "Traiteur",
        "Cantine": "Traiteur",
        "Défraiements": "Indemnités quotidiennes",
        "Charges sociales, équipe": "Avantages sociaux, équipe",
        "Charges sociales, artistes": "Avantages sociaux, artistes",
        "Charges, artistes (fiction)": "Avantages sociaux, artistes (fiction)",
        "Fourgon": "Fourgonnette",
        "Carburant et péages": "Essence et péages",
    },
)
COUNTRIES = {country.key: country for country in (FRANCE, QUEBEC)}
