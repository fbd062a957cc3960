"""Invented people: crew, cast and when they cannot come.

Phones are of the ranges each country keeps for fiction; addresses end in example.com.
"""

from workbook_templates.sample.country import Country
from workbook_templates.text import Lang, Text

FIRST = (
    "Ève", "Noé", "Maël", "Zoé", "Loïc", "Inès", "Hugo", "Léa", "Théo", "Anaïs",
    "Rémi", "Chloé", "Yann", "Maude", "Félix", "Océane", "Bastien", "Élise", "Jérôme", "Noémie",
)  # fmt: skip
LAST = (
    "Tremblay-Roy", "Lefèvre", "Gagné", "Besançon", "Côté", "Marchandise", "Pépin", "Larivée", "Dunoyer", "Bélanger",
    "Quéré", "Sauvageau", "Delorme", "Fontbrune", "Ménard", "Gauvreau", "Kervadec", "Lachance", "Vautrin", "Desrosiers",
)  # fmt: skip
# Department, position, weekly rate, first and last day engaged.
POSITIONS = (
    ("production", Text("Line producer", "Directrice de production"), 2200, "2026-04-13", "2026-07-03"),
    ("production", Text("Production coordinator", "Coordonnateur de production"), 1450, "2026-04-13", "2026-06-26"),
    ("production", Text("Production secretary", "Secrétaire de production"), 1010, "2026-04-20", "2026-06-19"),
    ("accounting", Text("Production accountant", "Administratrice de production"), 1820, "2026-04-13", "2026-07-03"),
    ("direction", Text("Director", "Réalisatrice"), 2600, "2026-04-13", "2026-06-12"),
    ("direction", Text("1st assistant director", "1er assistant à la réalisation"), 1710, "2026-04-13", "2026-06-12"),
    ("direction", Text("2nd assistant director", "2e assistante à la réalisation"), 1240, "2026-04-20", "2026-06-12"),
    ("script", Text("Script supervisor", "Scripte"), 1490, "2026-04-27", "2026-06-12"),
    ("camera", Text("Director of photography", "Directeur de la photographie"), 2550, "2026-04-20", "2026-06-12"),
    ("camera", Text("Camera operator", "Cadreuse"), 1690, "2026-04-30", "2026-06-12"),
    ("camera", Text("1st assistant camera", "1er assistant caméra"), 1480, "2026-04-27", "2026-06-12"),
    ("camera", Text("2nd assistant camera", "2e assistante caméra"), 1120, "2026-04-29", "2026-06-12"),
    ("sound", Text("Sound mixer", "Chef opérateur du son"), 1760, "2026-04-29", "2026-06-12"),
    ("sound", Text("Boom operator", "Perchiste"), 1290, "2026-04-30", "2026-06-12"),
    ("grip", Text("Key grip", "Chef machiniste"), 1430, "2026-04-27", "2026-06-12"),
    ("grip", Text("Grip", "Machiniste"), 1090, "2026-04-30", "2026-06-12"),
    ("electric", Text("Gaffer", "Chef électricien"), 1430, "2026-04-27", "2026-06-12"),
    ("electric", Text("Electrician", "Électricienne"), 1090, "2026-04-30", "2026-06-12"),
    ("art", Text("Production designer", "Chef décoratrice"), 2300, "2026-04-13", "2026-06-12"),
    ("art", Text("Set decorator", "Ensemblier"), 1500, "2026-04-13", "2026-06-12"),
    ("props", Text("On-set props", "Accessoiriste de plateau"), 1200, "2026-04-27", "2026-06-12"),
    ("construction", Text("Construction manager", "Chef constructeur"), 1380, "2026-04-13", "2026-05-22"),
    ("costume", Text("Costume designer", "Créatrice de costumes"), 1900, "2026-04-13", "2026-06-12"),
    ("costume", Text("Set costumer", "Habilleur"), 1060, "2026-04-30", "2026-06-12"),
    ("makeup", Text("Key makeup artist", "Chef maquilleuse"), 1410, "2026-04-29", "2026-06-12"),
    ("hair", Text("Key hairstylist", "Chef coiffeur"), 1410, "2026-04-29", "2026-06-12"),
    ("locations", Text("Location manager", "Régisseur général"), 1540, "2026-04-13", "2026-06-19"),
    ("locations", Text("Assistant location manager", "Régisseuse adjointe"), 1080, "2026-04-20", "2026-06-19"),
    ("transport", Text("Transport coordinator", "Coordonnateur des transports"), 1150, "2026-04-27", "2026-06-12"),
    ("transport", Text("Driver", "Chauffeuse"), 960, "2026-05-04", "2026-06-12"),
    ("catering", Text("Caterer", "Responsable de la cantine"), 1020, "2026-05-04", "2026-06-12"),
    ("stunts", Text("Stunt coordinator", "Coordonnatrice des cascades"), 1800, "2026-05-11", "2026-05-22"),
    ("effects", Text("Special effects supervisor", "Superviseur des effets physiques"), 1700, "2026-05-11", "2026-05-29"),
    ("vfx", Text("VFX supervisor", "Superviseure des effets visuels"), 1950, "2026-05-04", "2026-07-03"),
    ("post", Text("Picture editor", "Chef monteur"), 1880, "2026-05-04", "2026-07-03"),
    ("post", Text("Post coordinator", "Coordonnatrice de postproduction"), 1400, "2026-05-18", "2026-07-03"),
    ("casting", Text("Casting director", "Responsable de la distribution"), 1600, "2026-04-13", "2026-05-08"),
    ("stills", Text("Stills photographer", "Photographe de plateau"), 1250, "2026-05-04", "2026-06-12"),
    ("safety", Text("Safety officer", "Responsable de la sécurité"), 1200, "2026-05-04", "2026-06-12"),
    ("other", Text("Children's coach", "Responsable des enfants"), 1150, "2026-05-04", "2026-05-22"),
)  # fmt: skip
CHARACTERS = (
    Text("Marianne", "Marianne"), Text("Paul", "Paul"), Text("The captain", "Le capitaine"), Text("Jeanne", "Jeanne"),
    Text("The innkeeper", "L'aubergiste"), Text("Simon", "Simon"), Text("The judge", "La juge"), Text("Octave", "Octave"),
    Text("Rose", "Rose"), Text("The postman", "Le facteur"), Text("Adèle", "Adèle"), Text("The inspector", "L'inspecteur"),
    Text("Nina", "Nina"), Text("The neighbour", "Le voisin"), Text("The bookseller", "La libraire"),
)  # fmt: skip
ALLERGIES = (
    Text("none", "aucune"),
    Text("none", "aucune"),
    Text("peanuts", "arachides"),
    Text("lactose", "lactose"),
)
STREETS = ("rue des Essais", "chemin de la Digue", "place de l'Horloge", "allée des Saules")


def crew_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    """Forty crew; planted: an unknown department, a missing name, a key used twice, an end before its start,
    an e-mail that is none and a date in words."""
    rows = []
    for number, (department, position, rate, start, end) in enumerate(POSITIONS, start=1):
        first, last = FIRST[(number - 1) % 20], LAST[((number - 1) * 7 + (number - 1) // 20) % 20]
        rows.append(
            {
                "person": f"P{number:03}", "last_name": last, "first_name": first,
                "credited_name": f"{first} {last}", "department": department, "position": position.say(lang),
                "email": f"equipe{number:02}@example.com", "phone": country.phone(number),
                "start": start, "end": end, "rate": f"{rate}.00", "rate_unit": "week",
                "contract_status": "signed", "contract_signed_on": f"2026-04-{2 + number % 9:02}",
                "work_permit_required": "false", "medical_exam_on": "2025-11-18" if number % 3 else "",
                "birth_date": f"{1970 + number % 28}-0{1 + number % 9}-{10 + number % 18}",
                "address": country.at(3 + number * 5 % 90, STREETS[number % 4]),
                "emergency_contact": f"{FIRST[(number + 8) % 20]} {last}", "emergency_phone": country.phone(100 + number),
                "allergies": ALLERGIES[number % 4].say(lang),
            }
        )  # fmt: skip
    rows[28] |= {"work_permit_required": "true", "work_permit_expires": "2027-03-31"}
    rows[19]["department"] = "Decoratoin"
    rows[22]["last_name"] = ""
    rows[30]["person"] = "P030"
    rows[33]["end"] = "2026-03-01"
    rows[36]["email"] = "equipe37@@example.com"
    rows[38]["start"] = Text("mid-April", "mi-avril").say(lang)
    return rows


def cast_rows(lang: Lang, country: Country) -> list[dict[str, str]]:
    """Fifteen roles, the leads engaged for the run and the others by the day."""
    rows = []
    for number, character in enumerate(CHARACTERS, start=1):
        first, last = FIRST[(number * 7 + 3) % 20], LAST[(number * 3 + 1) % 20]
        rows.append(
            {
                "role": str(number), "character": character.say(lang), "last_name": last, "first_name": first,
                "credited_name": f"{first} {last}", "status": "signed",
                "deal": "run" if number < 5 else "day", "days_guaranteed": str(max(2, 20 - number * 2)),
                "day_rate": f"{1400 - number * 60}.00", "hold_rate": f"{700 - number * 30}.00",
                "start": "2026-05-01", "end": "2026-06-12", "agent": "Agence Belle Étoile",
                "agent_phone": country.phone(200), "agreement": country.agreement, "email": f"role{number:02}@example.com",
                "phone": country.phone(200 + number), "contract_signed_on": f"2026-04-{10 + number:02}", "birth_date": f"{1958 + number * 3}-0{1 + number % 9}-{11 + number}",
                "emergency_contact": f"{FIRST[(number + 5) % 20]} {last}", "emergency_phone": country.phone(300 + number),
                "allergies": ALLERGIES[number % 4].say(lang),
            }
        )  # fmt: skip
    return rows


def availability_rows(lang: Lang) -> list[dict[str, str]]:
    """Who is away or called outside the shoot; one artist is away on a day a scene needs him."""
    said = (
        ("P010", "2026-05-14", "2026-05-15", "unavailable", Text("Other engagement", "Autre engagement")),
        ("P033", "2026-05-20", "2026-05-20", "unavailable", Text("Firing test", "Essai de tir")),
        ("1", "2026-05-01", "2026-05-02", "rehearsal", Text("Reading with the director", "Lecture avec la réalisatrice")),
        ("2", "2026-05-03", "2026-05-03", "travel", Text("9:12 train", "Train de 9 h 12")),
        ("3", "2026-05-01", "2026-05-01", "fitting", Text("Uniform", "Uniforme")),
        ("4", "2026-05-02", "2026-05-02", "fitting", Text("Costumes", "Costumes")),
        ("5", "2026-05-11", "2026-05-11", "unavailable", Text("Theatre", "Théâtre")),
        ("6", "2026-05-01", "2026-05-01", "rehearsal", Text("Reading", "Lecture")),
        ("9", "2026-04-30", "2026-04-30", "fitting", Text("Wig", "Perruque")),
        ("12", "2026-05-31", "2026-05-31", "travel", Text("Evening flight", "Vol du soir")),
    )  # fmt: skip
    return [
        {"who": who, "from": first, "to": last, "status": status, "note": note.say(lang)}
        for who, first, last, status, note in said
    ]
