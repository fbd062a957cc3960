"""A production with one person whose every confidential cell is known."""

from datetime import date

from table_rows import reading_of

from addin.documents.crew_lists import CrewList, ListRequest, make_list
from addin.documents.list_kinds import LISTS
from addin.documents.list_secrets import secrets_of, shown_texts
from addin.documents.watch import Watch
from workbook_templates.book import Reading
from workbook_templates.sample.sample import sample_rows

DAY = date(2026, 5, 6)
ADA = {
    "person": "P900", "last_name": "Field", "first_name": "Ada", "department": "camera", "position": "Loader",
    "email": "ada.field@example.com", "phone": "+33199000901", "start": "2026-04-13", "end": "2026-06-26",
    "rate": "1733.00", "birth_date": "1987-03-12", "address": "14 bis, rue de l'Œuvre, Crécy",
    "emergency_contact": "Zénobie Quatremain", "emergency_phone": "+33612340987", "allergies": "Noix de pécan",
    "social": "185057800608491", "iban": "FR1420041010050500013M02606",
}  # fmt: skip


def reading(people: list[dict[str, str]] | None = None, country: str = "FR") -> Reading:
    rows = sample_rows("fr")
    rows["crew"] = [*rows["crew"], *(people or [ADA])]
    return reading_of(rows, "fr", country, first=5)


def a_list(kind: str = "office") -> tuple[CrewList, Watch]:
    read = reading()
    made = make_list(read, ListRequest(LISTS[kind], "fr", 1, DAY))
    return made, Watch.of(secrets_of(read, made), shown_texts(made))
