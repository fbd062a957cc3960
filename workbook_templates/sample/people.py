"""Invented people: crew, cast and when they cannot come."""

FIRST = [
    "Ève",
    "Noé",
    "Maël",
    "Zoé",
    "Loïc",
    "Inès",
    "Hugo",
    "Léa",
    "Théo",
    "Anaïs",
    "Rémi",
    "Chloé",
    "Yann",
    "Maude",
    "Félix",
    "Océane",
    "Bastien",
    "Élise",
    "Jérôme",
    "Noémie",
]
LAST = [
    "Tremblay-Roy",
    "Lefèvre",
    "Gagné",
    "Besançon",
    "Côté",
    "Marchandise",
    "Pépin",
    "Larivée",
    "Dunoyer",
    "Bélanger",
    "Quéré",
    "Sauvageau",
    "Delorme",
    "Fontbrune",
    "Ménard",
    "Gauvreau",
    "Kervadec",
    "Lachance",
    "Vautrin",
    "Desrosiers",
]
POSITIONS = (
    ("production", "Directrice de production"), ("production", "Coordonnateur de production"),
    ("production", "Secrétaire de production"), ("accounting", "Administratrice de production"),
    ("direction", "Réalisatrice"), ("direction", "1er assistant à la réalisation"),
    ("direction", "2e assistante à la réalisation"), ("script", "Scripte"),
    ("camera", "Directeur de la photographie"), ("camera", "Cadreuse"),
    ("camera", "1er assistant caméra"), ("camera", "2e assistante caméra"),
    ("sound", "Chef opérateur du son"), ("sound", "Perchiste"),
    ("grip", "Chef machiniste"), ("grip", "Machiniste"),
    ("electric", "Chef électricien"), ("electric", "Électricienne"),
    ("art", "Chef décoratrice"), ("art", "Ensemblier"),
    ("props", "Accessoiriste de plateau"), ("construction", "Chef constructeur"),
    ("costume", "Créatrice de costumes"), ("costume", "Habilleur"),
    ("makeup", "Chef maquilleuse"), ("hair", "Chef coiffeur"),
    ("locations", "Régisseur général"), ("locations", "Régisseuse adjointe"),
    ("transport", "Coordonnateur des transports"), ("transport", "Chauffeuse"),
    ("catering", "Responsable de la cantine"), ("stunts", "Coordonnatrice des cascades"),
    ("effects", "Superviseur des effets physiques"), ("vfx", "Superviseure des effets visuels"),
    ("post", "Chef monteur"), ("post", "Coordonnatrice de postproduction"),
    ("casting", "Responsable de la distribution"), ("stills", "Photographe de plateau"),
    ("safety", "Responsable de la sécurité"), ("other", "Responsable des enfants"),
)  # fmt: skip
CHARACTERS = (
    "Marianne", "Paul", "Le capitaine", "Jeanne", "L'aubergiste", "Simon", "La juge", "Octave",
    "Rose", "Le facteur", "Adèle", "L'inspecteur", "Nina", "Le voisin", "La libraire",
)  # fmt: skip
RATES = (2200, 1650, 1380, 1820, 2600, 1710, 1240, 1490)


def crew_rows() -> list[dict[str, str]]:
    """Forty crew; planted: an unknown department, a missing name, a key used twice, an end before its start."""
    rows = []
    for number, (department, position) in enumerate(POSITIONS):
        first, last = FIRST[number % 20], LAST[(number * 7 + number // 20) % 20]
        rows.append(
            {
                "person": f"P{number + 1:03}", "last_name": last, "first_name": first,
                "credited_name": f"{first} {last}", "department": department, "position": position,
                "agreement": "idcc3097", "email": f"equipe{number + 1:02}@example.com",
                "phone": f"+33639980{number + 1:03}", "start": "2026-04-13", "end": "2026-06-12",
                "rate": f"{RATES[number % 8]}.00", "rate_unit": "week",
                "contract_status": "signed" if number % 5 else "sent",
                "contract_signed_on": "2026-04-02" if number % 5 else "",
                "work_permit_required": "false", "birth_date": f"19{70 + number % 28}-0{1 + number % 9}-15",
                "emergency_contact": f"Famille {last}", "emergency_phone": f"+33199000{number + 1:03}"[:12],
                "allergies": ("", "aucune", "arachides", "lactose")[number % 4],
            }
        )  # fmt: skip
    rows[19]["department"] = "Decoratoin"
    rows[22]["last_name"] = ""
    rows[30]["person"] = "P030"
    rows[33]["end"] = "2026-03-01"
    rows[36]["email"] = "equipe37@@example.com"
    rows[38]["start"] = "mi-avril"
    return rows


def cast_rows() -> list[dict[str, str]]:
    return [
        {
            "role": str(number), "character": character, "last_name": LAST[(number * 3) % 20],
            "first_name": FIRST[(number * 5) % 20], "status": "signed" if number % 4 else "confirmed",
            "deal": "day" if number > 4 else "run", "days_guaranteed": str(max(2, 16 - number)),
            "day_rate": f"{1400 - number * 60}.00", "hold_rate": f"{700 - number * 30}.00",
            "start": "2026-05-01", "end": "2026-06-12", "agent": "Agence Belle Étoile",
            "email": f"role{number:02}@example.com",
        }
        for number, character in enumerate(CHARACTERS, start=1)
    ]  # fmt: skip


def availability_rows() -> list[dict[str, str]]:
    return [
        {
            "who": "P010",
            "from": "2026-05-14",
            "to": "2026-05-15",
            "status": "unavailable",
            "note": "Autre engagement",
        },
        {"who": "3", "from": "2026-05-01", "to": "2026-05-01", "status": "fitting", "note": "Costumes"},
        {"who": "1", "from": "2026-05-02", "to": "2026-05-02", "status": "rehearsal", "note": "Lecture"},
        {"who": "2", "from": "2026-05-03", "to": "2026-05-03", "status": "travel", "note": "Train de 9 h 12"},
        {"who": "5", "from": "2026-05-11", "to": "2026-05-11", "status": "unavailable", "note": "Théâtre"},
    ]
