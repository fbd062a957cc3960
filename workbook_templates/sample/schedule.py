"""Locations, days and scenes of the sample."""

from datetime import date, timedelta

from workbook_templates.kinds import format_pages
from workbook_templates.sample.country import FRANCE, Country
from workbook_templates.text import Lang, Text

PLACES = (
    Text("Jeanne's house", "Maison de Jeanne"), Text("Inn", "Auberge"), Text("Harbour quay", "Quai du port"),
    Text("Courthouse", "Palais de justice"), Text("Bookshop", "Librairie"), Text("Forest", "Forêt"),
    Text("Paul's flat", "Appartement de Paul"), Text("Station", "Gare"), Text("Hospital", "Hôpital"),
    Text("Police station", "Commissariat"), Text("Beach", "Plage"), Text("Stage A", "Studio A"),
)  # fmt: skip
INSIDE = (
    Text("living room", "salon"),
    Text("kitchen", "cuisine"),
    Text("corridor", "couloir"),
    Text("office", "bureau"),
)
OUTSIDE = (
    Text("entrance", "entrée"),
    Text("courtyard", "cour"),
    Text("path", "chemin"),
    Text("terrace", "terrasse"),
)
OPEN_AIR = {"Quai du port", "Forêt", "Plage"}
SYNOPSES = (
    Text("Marianne waits for an answer that does not come.", "Marianne attend une réponse qui ne vient pas."),
    Text("Paul hides the letter in the drawer.", "Paul cache la lettre dans le tiroir."),
    Text("The captain tells of the storm.", "Le capitaine raconte la tempête."),
    Text("They look for the key; nobody has seen it.", "On cherche la clé ; personne ne l'a vue."),
    Text("A quarrel in low voices, not to wake Rose.", "Dispute à voix basse, pour ne pas réveiller Rose."),
    Text("The postman brings a parcel without a name.", "Le facteur apporte un colis sans nom."),
    Text("Simon admits he was there.", "Simon avoue qu'il était là."),
)  # fmt: skip
EIGHTHS = (3, 9, 5, 12, 2, 7, 16, 4)
FIRST_DAY = date(2026, 5, 4)
AWAY = {FRANCE.holiday, FRANCE.travel}  # the same two days in each country
SHOOTING_DAYS = 25
NIGHT_EVERY = 6  # each sixth shooting day is a night


def location_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    return [
        {
            "location": place.say(lang), "address": country.at(number * 7, "rue des Essais"),
            "contact": Text("Caretaker", "Gardien").say(lang), "phone": country.phone(400 + number),
            "permit_status": "granted" if number % 4 else "requested",
            "permit_from": "2026-05-01", "permit_to": "2026-06-30",
            "hospital": "Hôpital Sainte-Aube", "hospital_address": country.at(1, "place de l'Horloge"),
            "parking": (Text("Inner yard", "Cour intérieure"), Text("Fish market", "Halle aux poissons"))[number % 2].say(lang),
        }
        for number, place in enumerate(PLACES, start=1)
    ]  # fmt: skip


def shooting_dates() -> list[date]:
    """Twenty-five shooting days, five a week, a holiday and a travel day left out."""
    found: list[date] = []
    day = FIRST_DAY
    while len(found) < SHOOTING_DAYS:
        if day.weekday() < 5 and day not in AWAY:
            found.append(day)
        day += timedelta(days=1)
    return found


def is_night(number: int) -> bool:
    return number % NIGHT_EVERY == 0


def place_of(number: int) -> Text:
    """Where a shooting day is spent: two days a place."""
    return PLACES[(number - 1) // 2 % len(PLACES)]


def day_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    """Every date from the first shooting day to the last."""
    dates = shooting_dates()
    worked = Text("Public holiday, worked", "Jour férié, travaillé").say(lang)
    rows, day, number = [], FIRST_DAY, 0
    while day <= dates[-1]:
        row = {"date": day.isoformat(), "unit": "main"}
        if day in dates:
            number += 1
            night = is_night(number)
            row |= {
                "day": str(number), "kind": "shoot", "location": place_of(number).say(lang),
                "call": "16:00" if night else "08:00", "wrap": "02:00" if night else "18:30",
                "meal": "20:30" if night else "13:00", "note": worked if day in country.worked else "",
            }  # fmt: skip
        elif day == country.holiday:
            row |= {"kind": "holiday", "note": country.holiday_name.say(lang)}
        elif day == country.travel:
            row |= {"kind": "travel", "note": Text("Road to the coast", "Route vers la côte").say(lang)}
        else:
            row |= {"kind": "off"}
        rows.append(row)
        day += timedelta(days=1)
    return rows


def scene_rows(lang: Lang) -> list[dict[str, str]]:
    """A hundred scenes, four a day; planted: a role nobody plays."""
    rows = []
    for index in range(100):
        number, day = index + 1, index // 4 + 1
        place = place_of(day)
        is_outside = place.fr in OPEN_AIR or index % 7 == 5
        corner = (OUTSIDE if is_outside else INSIDE)[index % 4]
        roles = sorted({1 + number % 3, 1 + number * 7 % 15, 4 + number % 7})
        rows.append(
            {
                "scene": f"{number}A" if number % 17 == 0 else str(number), "int_ext": "EXT" if is_outside else "INT",
                "set": f"{place.say(lang)} - {corner.say(lang)}", "time_of_day": _light(day, index),
                "pages": format_pages(EIGHTHS[number % 8]), "synopsis": SYNOPSES[index % 7].say(lang),
                "roles": ",".join(map(str, roles)), "extras": "12" if number % 10 == 0 else "",
                "location": place.say(lang), "unit": "main", "day": str(day), "position": str(index % 4 + 1),
                "status": "planned",
            }
        )  # fmt: skip
    _split_scene(rows)
    rows[57]["roles"] = "1,42"
    return rows


def _light(day: int, index: int) -> str:
    if is_night(day):
        return "night"
    return {0: "dawn", 3: "dusk"}.get(index % 4, "day") if index % 9 == 0 else "day"


def _split_scene(rows: list[dict[str, str]]) -> None:
    """Make the thirty-sixth and the thirty-seventh lines two parts of one scene, shot on two days."""
    first, second = rows[35], rows[36]
    second |= {key: first[key] for key in ("scene", "int_ext", "set", "time_of_day", "synopsis", "roles")}
    first["part"], second["part"] = "1", "2"
