"""Locations, days and scenes of the sample."""

from datetime import date, timedelta

PLACES = (
    "Maison de Jeanne", "Auberge", "Quai du port", "Palais de justice", "Librairie", "Forêt", "Appartement de Paul",
    "Gare", "Hôpital", "Commissariat", "Plage", "Studio A",
)  # fmt: skip
SYNOPSES = (
    "Marianne attend une réponse qui ne vient pas.", "Paul cache la lettre dans le tiroir.",
    "Le capitaine raconte la tempête.", "On cherche la clé ; personne ne l'a vue.",
    "Dispute à voix basse, pour ne pas réveiller Rose.",
)  # fmt: skip
FIRST_DAY = date(2026, 5, 4)
HOLIDAY = date(2026, 5, 25)


def location_rows() -> list[dict[str, str]]:
    return [
        {
            "location": place, "address": f"{number * 7} rue des Essais, Villebrève", "contact": "Gardien",
            "phone": f"+33199000{number:03}"[:12], "permit_status": "granted" if number % 4 else "requested",
            "permit_from": "2026-05-01", "permit_to": "2026-06-30", "hospital": "Hôpital Sainte-Aube",
            "hospital_address": "1 place de l'Horloge, Villebrève", "parking": "Cour intérieure",
        }
        for number, place in enumerate(PLACES, start=1)
    ]  # fmt: skip


def shooting_dates() -> list[date]:
    """Twenty-five shooting days, five a week, a holiday and a travel day left out."""
    found: list[date] = []
    day = FIRST_DAY
    while len(found) < 25:
        if day.weekday() < 5 and day not in (HOLIDAY, date(2026, 5, 18)):
            found.append(day)
        day += timedelta(days=1)
    return found


def day_rows() -> list[dict[str, str]]:
    dates = shooting_dates()
    rows, day, number = [], FIRST_DAY, 0
    while day <= dates[-1]:
        row = {"date": day.isoformat(), "unit": "main"}
        if day in dates:
            number += 1
            row |= {
                "day": str(number), "kind": "shoot", "location": PLACES[(number - 1) // 2 % 12],
                "call": "08:00" if number % 6 else "14:00", "wrap": "18:30" if number % 6 else "00:30", "meal": "13:00",
            }  # fmt: skip
        elif day == HOLIDAY:
            row |= {"kind": "holiday", "note": "Lundi de Pentecôte"}
        elif day.weekday() < 5:
            row |= {"kind": "travel", "note": "Route vers la côte"}
        else:
            row |= {"kind": "off"}
        rows.append(row)
        day += timedelta(days=1)
    return rows


def scene_rows() -> list[dict[str, str]]:
    """A hundred scenes, four a day; planted: a role nobody plays."""
    rows = []
    for number in range(1, 101):
        eighths = (3, 9, 5, 12, 2, 7, 16, 4)[number % 8]
        whole, rest = divmod(eighths, 8)
        pages = f"{whole} {rest}/8" if whole and rest else f"{rest}/8" if rest else str(whole)
        roles = sorted({1 + number % 3, 1 + number * 7 % 15, 4 + number % 7})
        day = (number - 1) // 4 + 1
        rows.append(
            {
                "scene": f"{number}A" if number % 17 == 0 else str(number), "int_ext": "INT" if number % 3 else "EXT",
                "set": f"{PLACES[(day - 1) // 2 % 12]} - {('salon', 'cour', 'cuisine', 'couloir')[number % 4]}",
                "time_of_day": "night" if day % 6 == 0 else "day", "pages": pages, "synopsis": SYNOPSES[number % 5],
                "roles": ",".join(map(str, roles)), "extras": "12" if number % 10 == 0 else "",
                "location": PLACES[(day - 1) // 2 % 12], "unit": "main", "day": str(day),
                "position": str((number - 1) % 4 + 1), "status": "planned",
            }
        )  # fmt: skip
    rows[57]["roles"] = "1,42"
    return rows
