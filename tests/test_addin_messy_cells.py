"""The cells of a messy list are read as they were meant, or kept as they were typed."""

from datetime import date, datetime

import pytest

from addin.rules.messy_cells import Context, Read, find_date_order, read_cell, read_postal_code
from addin.rules.messy_words import read_choice, shared_banner
from workbook_templates.catalog import TABLE

CREW = TABLE["crew"]
TODAY = date(2026, 11, 25)
FRANCE = Context("fr", "FR", TODAY)
QUEBEC = Context("fr", "CA-QC", TODAY)
ENGLISH = Context("en", "CA-QC", TODAY)

PHONES: list[tuple[object, Context, Read]] = [
    (33612345678.0, FRANCE, Read("+33612345678")),
    (612345678.0, FRANCE, Read("+33612345678")),
    ("612345678", FRANCE, Read("+33612345678")),
    ("612345678.0", FRANCE, Read("+33612345678")),
    ("6,12345678E+08", FRANCE, Read("+33612345678")),
    ("3,36E+10", FRANCE, Read("3,36E+10")),
    ("'0612345678", FRANCE, Read("+33612345678")),
    ("+33 (0)6 12 34 56 78", FRANCE, Read("+33612345678")),
    ("06/12/34/56/78", FRANCE, Read("+33612345678")),
    ("Port. : 06 12 34 56 78", FRANCE, Read("+33612345678")),
    ("06 12 34 56 78 (perso)", FRANCE, Read("+33612345678")),
    ("06 12 34 56 78 / 01 99 00 00 01", FRANCE, Read("+33612345678", ("01 99 00 00 01",))),
    ("06 12 34 56 78\n01 99 00 00 01", FRANCE, Read("+33612345678", ("01 99 00 00 01",))),
    ("0612345678 0199000001", FRANCE, Read("+33612345678", ("0199000001",))),
    ("06 12 34 56 78 ou 01 99 00 00 01", FRANCE, Read("+33612345678", ("01 99 00 00 01",))),
    ("06 12 34 56 78 Jean", FRANCE, Read("+33612345678", ("Jean",))),
    ("06 12 34 56 78 poste 12", FRANCE, Read("06 12 34 56 78 poste 12")),
    ("0612345", FRANCE, Read("0612345")),
    (639980000.0, FRANCE, Read("0639980000")),  # no number in use, but its zero comes back
    (5145550123.0, QUEBEC, Read("+15145550123")),
    ("514 555-0123 / 438-555-0199", QUEBEC, Read("+15145550123", ("438-555-0199",))),
    (612345678.0, QUEBEC, Read("+33612345678", (), True)),
    ("(514) 555-0123", FRANCE, Read("+15145550123", (), True)),
    ("5145550123", FRANCE, Read("5145550123")),
]


@pytest.mark.parametrize(("typed", "context", "read"), PHONES)
def test_a_phone_is_read_with_its_zero(typed: object, context: Context, read: Read) -> None:
    assert read_cell(typed, CREW.column("phone"), context) == read


DATES: list[tuple[object, Context, str]] = [
    ("02/03/2026", FRANCE, "2026-03-02"),
    ("02/03/2026", ENGLISH, "2026-02-03"),
    ("02/03/2026", Context("en", "FR", TODAY, "day-first"), "2026-03-02"),
    ("25/03/26", ENGLISH, "2026-03-25"),
    ("lundi 2 mars 2026", FRANCE, "2026-03-02"),
    ("mar. 3 mars 2026", FRANCE, "2026-03-03"),
    ("Mar 26, 2026", ENGLISH, "2026-03-26"),
    ("Thu 26 Mar 2026", ENGLISH, "2026-03-26"),
    ("2-Mar-26", ENGLISH, "2026-03-02"),
    ("1er avril 2026", FRANCE, "2026-04-01"),
    ("5 sept. 2026", FRANCE, "2026-09-05"),
    (datetime(2026, 3, 2), FRANCE, "2026-03-02"),
    (46083.0, FRANCE, "2026-03-02"),
    ("mardi 3 mars", FRANCE, "mardi 3 mars"),
    ("31/02/2026", FRANCE, "31/02/2026"),
]


@pytest.mark.parametrize(("typed", "context", "read"), DATES)
def test_a_date_is_read_in_its_columns_order(typed: object, context: Context, read: str) -> None:
    assert read_cell(typed, CREW.column("start"), context).text == read


def test_a_birth_date_of_two_digits_is_in_the_past() -> None:
    assert read_cell("03/04/78", CREW.column("birth_date"), FRANCE).text == "1978-04-03"
    assert read_cell("03/04/04", CREW.column("birth_date"), FRANCE).text == "2004-04-03"


def test_the_order_of_dates_is_shown_by_those_that_have_only_one() -> None:
    assert find_date_order(["02/03/2026", "25/03/2026"]) == ("day-first", True)
    assert find_date_order(["02/03/2026", "03/25/2026"]) == ("month-first", True)
    assert find_date_order(["02/03/2026", "05/04/2026"]) == ("", True)
    assert find_date_order(["25/03/2026", "03/25/2026"]) == ("", False)
    assert find_date_order(["2 mars 2026", "03/03/2026"]) == ("", False)


OTHERS: list[tuple[str, object, str]] = [
    ("rate", "1 250,00 €", "1250.00"),
    ("rate", "1.250,50", "1250.50"),
    ("rate", "$1,250.00", "1250.00"),
    ("rate", "350 €/jour", "350 €/jour"),
    ("rate_unit", "hebdo", "week"),
    ("contract_status", "Signé", "signed"),
    ("email", "jean@exemple.fr / j2@exemple.fr", "jean@exemple.fr"),
    ("email", "Jean <mailto:jean@EXEMPLE.fr>", "jean@exemple.fr"),
    ("email", "luc@", "luc@"),
    ("social", 46454286.0, "046454286"),
    ("position", " Cadreur ", "Cadreur"),
]


@pytest.mark.parametrize(("column", "typed", "read"), OTHERS)
def test_other_cells_are_read_or_kept(column: str, typed: object, read: str) -> None:
    assert read_cell(typed, CREW.column(column), FRANCE).text == read


def test_a_postal_code_gets_its_zero_back() -> None:
    assert read_postal_code(1000.0, "FR") == "01000"
    assert read_postal_code("01000", "FR") == "01000"
    assert read_postal_code(75011.0, "FR") == "75011"


BANNERS: list[tuple[str, str | None]] = [
    ("IMAGE", "camera"),
    ("Équipe image (4)", "camera"),
    ("DÉPARTEMENT DE LA DÉCORATION", "art"),
    ("PÔLE SON", "sound"),
    ("Camera Department", "camera"),
    ("SOUND / SON", "sound"),
    ("SON - 3 pers", "sound"),
    ("Mise en scène", "direction"),
    ("RENFORTS", None),
    ("HMC", None),
]


@pytest.mark.parametrize(("banner", "department"), BANNERS)
def test_a_banner_names_its_department(banner: str, department: str | None) -> None:
    assert read_choice(banner, CREW.column("department")) == department


def test_a_banner_of_several_departments_is_settled_by_the_position() -> None:
    assert shared_banner("HMC", "Cheffe maquilleuse") == "makeup"
    assert shared_banner("HAIR/MU", "Hairdresser") == "hair"
    assert shared_banner("G & E", "Key grip") == "grip"
    assert shared_banner("HMC", "Stagiaire") == ""
    assert shared_banner("IMAGE", "Cadreur") is None
