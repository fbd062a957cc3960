"""Crew, cast and their availability."""

from workbook_templates.declare import Choice, Column, Kind, Table, Tier
from workbook_templates.text import Text

P, R = Tier.PUBLIC, Tier.RESTRICTED


def choice(key: str, en: str, fr: str) -> Choice:
    return Choice(key, Text(en, fr))


DEPARTMENTS = (
    choice("production", "Production", "Production"),
    choice("direction", "Direction", "Réalisation"),
    choice("script", "Script", "Scripte"),
    choice("camera", "Camera", "Image"),
    choice("sound", "Sound", "Son"),
    choice("grip", "Grip", "Machinerie"),
    choice("electric", "Electric", "Électricité"),
    choice("art", "Art", "Décoration"),
    choice("props", "Props", "Accessoires"),
    choice("construction", "Construction", "Construction"),
    choice("costume", "Costume", "Costumes"),
    choice("makeup", "Makeup", "Maquillage"),
    choice("hair", "Hair", "Coiffure"),
    choice("locations", "Locations", "Régie"),
    choice("transport", "Transport", "Transport"),
    choice("catering", "Catering", "Cantine"),
    choice("stunts", "Stunts", "Cascades"),
    choice("effects", "Effects", "Effets physiques"),
    choice("vfx", "VFX", "Effets visuels"),
    choice("post", "Post", "Postproduction"),
    choice("accounting", "Accounting", "Comptabilité"),
    choice("casting", "Casting", "Distribution des rôles"),
    choice("stills", "Stills", "Photographe de plateau"),
    choice("safety", "Safety", "Sécurité"),
    choice("other", "Other", "Autre"),
)

RESTRICTED = (
    Column("birth_date", Kind.DATE, "Date de naissance", tier=R, width=12),
    Column("address", Kind.TEXT, "Adresse", tier=R, width=32),
    Column("emergency_contact", Kind.TEXT, "Contact d'urgence", tier=R, width=22),
    Column("emergency_phone", Kind.PHONE, "Téléphone d'urgence", tier=R, width=16),
    Column("allergies", Kind.TEXT, "Allergies", tier=R, width=18),
    Column("social", Kind.SOCIAL, "N° de sécurité sociale / NAS", tier=R, width=18),
    Column("iban", Kind.IBAN, "IBAN", en="IBAN", tier=R, width=30),
)

NAMES = (
    Column("last_name", Kind.TEXT, "Nom", tier=P, required=True, width=18),
    Column("first_name", Kind.TEXT, "Prénom", tier=P, required=True, width=16),
    Column("credited_name", Kind.TEXT, "Nom au générique", tier=P, width=24),
)

CREW = Table(
    key="crew",
    label=Text("Crew", "Équipe"),
    keys=("person",),
    ordered=(("start", "end"),),
    subject="people",
    about=Text("Everyone who works behind the camera.", "Tous ceux qui travaillent derrière la caméra."),
    columns=(
        Column("person", Kind.TEXT, "Identifiant", tier=P, required=True, width=10),
        *NAMES,
        Column(
            "department", Kind.CHOICE, "Département", tier=P, required=True, choices=DEPARTMENTS, width=18
        ),
        Column("position", Kind.TEXT, "Fonction", tier=P, required=True, width=28),
        Column("union", Kind.TEXT, "Syndicat", width=10),
        Column("agreement", Kind.TEXT, "Convention", width=12),
        Column("job", Kind.TEXT, "Titre conventionnel", width=28),
        Column("email", Kind.EMAIL, "Courriel", width=28),
        Column("phone", Kind.PHONE, "Téléphone", width=16),
        Column("start", Kind.DATE, "Début", required=True, width=12),
        Column("end", Kind.DATE, "Fin", width=12),
        Column("rate", Kind.MONEY, "Tarif", tier=R, width=12),
        Column(
            "rate_unit",
            Kind.CHOICE,
            "Unité du tarif",
            width=12,
            choices=(
                choice("hour", "Hour", "Heure"),
                choice("day", "Day", "Jour"),
                choice("week", "Week", "Semaine"),
                choice("flat", "Flat", "Forfait"),
            ),
        ),
        Column(
            "contract_status",
            Kind.CHOICE,
            "État du contrat",
            width=14,
            choices=(
                choice("none", "None", "Aucun"),
                choice("draft", "Draft", "Brouillon"),
                choice("sent", "Sent", "Envoyé"),
                choice("signed", "Signed", "Signé"),
            ),
        ),
        Column("contract_signed_on", Kind.DATE, "Contrat signé le", width=14),
        Column("work_permit_required", Kind.BOOL, "Permis de travail requis", width=14),
        Column("work_permit_expires", Kind.DATE, "Permis de travail expire le", width=14),
        Column("medical_exam_on", Kind.DATE, "Visite médicale le", width=14),
        *RESTRICTED,
    ),
)

CAST = Table(
    key="cast",
    label=Text("Cast", "Distribution"),
    keys=("role",),
    ordered=(("start", "end"),),
    subject="people",
    about=Text("Roles and the artists who play them.", "Les rôles et les artistes qui les jouent."),
    columns=(
        Column("role", Kind.INT, "Rôle n°", tier=P, required=True, width=8, minimum=0),
        Column("character", Kind.TEXT, "Personnage", tier=P, required=True, width=22),
        Column("last_name", Kind.TEXT, "Nom", tier=P, width=18),
        Column("first_name", Kind.TEXT, "Prénom", tier=P, width=16),
        NAMES[2],
        Column(
            "status",
            Kind.CHOICE,
            "Statut",
            width=12,
            choices=(
                choice("open", "Open", "À pourvoir"),
                choice("offer", "Offer", "Offre"),
                choice("confirmed", "Confirmed", "Confirmé"),
                choice("signed", "Signed", "Signé"),
            ),
        ),
        Column(
            "deal",
            Kind.CHOICE,
            "Engagement",
            width=12,
            choices=(
                choice("day", "Day", "À la journée"),
                choice("week", "Week", "À la semaine"),
                choice("run", "Run", "Au rôle"),
            ),
        ),
        Column("days_guaranteed", Kind.INT, "Jours garantis", width=10, minimum=0),
        Column("day_rate", Kind.MONEY, "Cachet journalier", tier=R, width=12),
        Column("hold_rate", Kind.MONEY, "Tarif d'attente", tier=R, width=12),
        Column("start", Kind.DATE, "Début", width=12),
        Column("end", Kind.DATE, "Fin", width=12),
        Column("agent", Kind.TEXT, "Agent", width=20),
        Column("agent_phone", Kind.PHONE, "Téléphone de l'agent", width=16),
        Column("agreement", Kind.TEXT, "Convention", width=12),
        Column("email", Kind.EMAIL, "Courriel", width=28),
        Column("phone", Kind.PHONE, "Téléphone", width=16),
        Column("contract_signed_on", Kind.DATE, "Contrat signé le", width=14),
        Column("medical_exam_on", Kind.DATE, "Visite médicale le", width=14),
        Column("minor_authorised_on", Kind.DATE, "Autorisation (mineur) le", width=14),
        *RESTRICTED,
    ),
)

AVAILABILITY = Table(
    key="availability",
    label=Text("Availability", "Disponibilités"),
    keys=("who", "from"),
    ordered=(("from", "to"),),
    subject="people",
    about=Text(
        "When someone cannot come, or is held, travelling, rehearsing or fitting.",
        "Quand quelqu'un ne peut venir, est retenu, voyage, répète ou essaie.",
    ),
    columns=(
        Column(
            "who",
            Kind.REF,
            "Qui",
            required=True,
            refers=(("crew", "person"), ("cast", "role")),
            width=12,
        ),
        Column("from", Kind.DATE, "Du", required=True, width=12),
        Column("to", Kind.DATE, "Au", required=True, width=12),
        Column(
            "status",
            Kind.CHOICE,
            "Statut",
            required=True,
            width=14,
            choices=(
                choice("unavailable", "Unavailable", "Indisponible"),
                choice("hold", "Hold", "Option"),
                choice("booked", "Booked", "Réservé"),
                choice("travel", "Travel", "Voyage"),
                choice("rehearsal", "Rehearsal", "Répétition"),
                choice("fitting", "Fitting", "Essayage"),
            ),
        ),
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)
