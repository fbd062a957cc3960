"""What the messy lists say: invented crews, casts and locations in canonical cells."""

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("messy_layouts.toml").read_text(encoding="utf-8"))
FIRST: list[str] = WORDS["first_names"]  # about a quarter stand in no list of common ones
LAST: list[str] = WORDS["last_names"]
DEPARTMENTS: dict[str, dict[str, list[str]]] = WORDS["departments"]
HMC = {"costume", "makeup", "hair"}
HEADINGS: dict[str, dict[str, list[str]]] = WORDS["headings"]


def _person(pick: random.Random, used: set[str]) -> tuple[str, str]:
    while True:
        last, first = pick.choice(LAST), pick.choice(FIRST)
        if f"{last} {first}" not in used:
            used.add(f"{last} {first}")
            return last, first


def _phone(pick: random.Random, country: str) -> str:
    if country == "FR":
        # Blocks that the French regulator keeps for fiction, and the number that every manual prints.
        return pick.choice(
            (
                *(f"+33{block}{pick.randrange(10000):04}" for block in ("19900", "26191", "46571")),
                "+33612345678",
            )
        )
    return f"+1{pick.choice(('514', '438', '418'))}55501{pick.randrange(100):02}"


def _email(first: str, number: int) -> str:
    plain = "".join(char for char in first.lower() if char.isascii() and char.isalnum())
    return f"{plain}{number}@exemple.org"


def _maybe(pick: random.Random, value: str, share: float = 0.9) -> str:
    return value if pick.random() < share else ""


def make_crew(pick: random.Random, traits: dict[str, str], lang: str, country: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    used: set[str] = set()
    departments = pick.sample(sorted(DEPARTMENTS), pick.randrange(4, 8))
    if traits["groups"] == "hmc":
        departments = [key for key in departments if key not in HMC]
        departments += sorted(HMC)
    optional = [
        key
        for key in ("email", "start", "end", "birth_date", "address", "allergies", "rate")
        if pick.random() < 0.6
    ]
    for department in departments:
        for _ in range(pick.randrange(1, 5)):
            last, first = _person(pick, used)
            start = date(2026, pick.randrange(1, 9), pick.randrange(1, 28))
            row = {
                "last_name": last,
                "first_name": first,
                "department": department,
                "position": pick.choice(DEPARTMENTS[department][f"positions_{lang}"]),
                "phone": _maybe(pick, _phone(pick, country)),
                "email": _maybe(pick, _email(first, len(rows))),
                "start": start.isoformat(),
                "end": _maybe(pick, (start + timedelta(days=pick.randrange(5, 90))).isoformat()),
                "birth_date": _maybe(
                    pick,
                    date(
                        pick.randrange(1955, 2004), pick.randrange(1, 13), pick.randrange(1, 28)
                    ).isoformat(),
                ),
                "address": _maybe(
                    pick, f"{pick.randrange(1, 90)} rue des Essais, 7501{pick.randrange(10)} Ville"
                ),
                "allergies": _maybe(pick, pick.choice(("arachides", "gluten", "aucune")), 0.4),
                "rate": _maybe(pick, f"{pick.randrange(900, 2600)}.{pick.choice(('00', '50'))}"),
            }
            keep = {"last_name", "first_name", "department", "position", "phone", *optional}
            rows.append({key: value for key, value in row.items() if key in keep})
    return rows


def make_cast(pick: random.Random, traits: dict[str, str], lang: str, country: str) -> list[dict[str, str]]:
    used: set[str] = set()
    rows: list[dict[str, str]] = []
    with_start = pick.random() < 0.5
    for number in range(1, pick.randrange(6, 16)):
        last, first = _person(pick, used)
        row = {
            "role": str(number),
            "character": pick.choice(
                ("Le voisin", "Lucie", "Mme Blanche", "L'avocat", "The Clerk", "Inspector", "Victor")
            )
            + f" {number}",
            "last_name": last,
            "first_name": first,
            "phone": _maybe(pick, _phone(pick, country)),
            "email": _maybe(pick, _email(first, number)),
            "agent": _maybe(pick, pick.choice(("Agence Belle Étoile", "Northside Talent", "Agence du Parc"))),
            "agent_phone": _maybe(pick, _phone(pick, country)),
        }
        if with_start:
            row["start"] = date(2026, pick.randrange(1, 9), pick.randrange(1, 28)).isoformat()
        rows.append(row)
    return rows


def make_locations(
    pick: random.Random, traits: dict[str, str], lang: str, country: str
) -> list[dict[str, str]]:
    rows = []
    for number in range(1, pick.randrange(5, 12)):
        rows.append(
            {
                "location": pick.choice(
                    ("Café du Port", "Librairie", "Entrepôt", "Old Mill", "City Hall", "Gare")
                )
                + f" {number}",
                "address": f"{pick.randrange(1, 90)} quai des Essais, Ville",
                "contact": _maybe(pick, pick.choice(("M. Exemple", "Mme Modèle", "Ms. Sample"))),
                "phone": _maybe(pick, _phone(pick, country)),
                "parking": _maybe(pick, pick.choice(("Place du Marché", "Rue voisine", "Lot B")), 0.7),
            }
        )
    return rows
