"""The lists that are handed over: for each, who reads it and the columns it may show."""

from dataclasses import dataclass, field

from workbook_templates.declare import Kind, Table, Tier
from workbook_templates.tables.people import CAST, CREW
from workbook_templates.text import Text

RANK = {Tier.PUBLIC: 0, Tier.OFFICE: 1, Tier.RESTRICTED: 2}
NONE = Text("", "")
PERSON, PEOPLE = Text("person", "personne"), Text("people", "personnes")
DEPARTMENT = Text("Department", "Département")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list, made of one or several columns of a table.

    Args:
        keys: What it is made of, in the crew and, unless ``cast_keys`` says otherwise, in the cast.
        preferred: One of ``keys`` that is shown alone when it is filled.
        is_name: It names a person.
    """

    label: Text
    keys: tuple[str, ...]
    width: float
    kind: Kind = Kind.TEXT
    cast_keys: tuple[str, ...] = ()
    preferred: str = ""
    is_name: bool = False

    def keys_of(self, table: Table) -> tuple[str, ...]:
        return self.cast_keys if table is CAST and self.cast_keys else self.keys

    def joint(self, table: Table) -> str:
        return " · " if table is CAST and self.cast_keys else " "


@dataclass(frozen=True)
class ListKind:
    """One sort of list: an allow-list of columns for one audience.

    Args:
        tier: The highest tier its readers may see.
        also: Columns above that tier which this audience needs.
        sheet: The sheet's name when crew and cast stand together.
        is_split: Each department begins a sheet and a page of its own.
        only_with: Only people who have something to say in this column.
        counted: The column whose blanks ``unsaid`` counts.
        one, many: What its lines are.
        parts: What its sections are, as a CSV heads them.

    Raises:
        ValueError: A column is above the tier and is not among ``also``.
    """

    key: str
    title: Text
    notice: Text
    tier: Tier
    crew: tuple[ListColumn, ...]
    cast: tuple[ListColumn, ...]
    slug: Text
    sheet: Text = NONE
    also: frozenset[str] = field(default_factory=frozenset)
    is_split: bool = False
    is_wide: bool = False
    only_with: str = ""
    counted: str = ""
    unsaid: Text = NONE
    all_said: Text = NONE
    one: Text = PERSON
    many: Text = PEOPLE
    parts: Text = DEPARTMENT

    def __post_init__(self) -> None:
        for table, columns in ((CREW, self.crew), (CAST, self.cast)):
            for column in columns:
                for key in column.keys_of(table):
                    is_above = RANK[table.column(key).tier] > RANK[self.tier]
                    if is_above and key not in self.also:
                        raise ValueError(f"list {self.key}: {table.key}.{key} is not for its readers")


NAME = ListColumn(Text("Name", "Nom"), ("first_name", "last_name"), 26, is_name=True)
CREDITED = ListColumn(
    Text("Name", "Nom"),
    ("credited_name", "first_name", "last_name"),
    34,
    preferred="credited_name",
    is_name=True,
)
DUTY = ListColumn(
    Text("Position or role", "Fonction ou rôle"), ("position",), 36, cast_keys=("role", "character")
)
POSITION = ListColumn(Text("Position", "Fonction"), ("position",), 36)
ROLE = ListColumn(Text("Role", "Rôle"), ("position",), 36, cast_keys=("role", "character"))
ARTIST = ListColumn(Text("Artist", "Artiste"), ("first_name", "last_name"), 26, is_name=True)
PHONE = ListColumn(Text("Phone", "Téléphone"), ("phone",), 20, Kind.PHONE)
EMAIL = ListColumn(Text("Email", "Courriel"), ("email",), 32, Kind.EMAIL)
START = ListColumn(Text("Start", "Début"), ("start",), 12, Kind.DATE)
END = ListColumn(Text("End", "Fin"), ("end",), 12, Kind.DATE)
AGENT = ListColumn(Text("Agent", "Agent"), ("agent",), 24)
AGENT_PHONE = ListColumn(Text("Agent's phone", "Téléphone de l'agent"), ("agent_phone",), 23, Kind.PHONE)
ALLERGIES = ListColumn(Text("Allergies", "Allergies"), ("allergies",), 40)
CONTACT = ListColumn(Text("Emergency contact", "Contact d'urgence"), ("emergency_contact",), 28)
CONTACT_PHONE = ListColumn(
    Text("Emergency phone", "Téléphone d'urgence"), ("emergency_phone",), 23, Kind.PHONE
)
AGENT_ONLY = (AGENT, AGENT_PHONE)
CREW_CONTACT = (POSITION, NAME, PHONE, EMAIL, START, END)
CAST_CONTACT = (ROLE, ARTIST, PHONE, EMAIL, *AGENT_ONLY)
OFFICE_NOTICE = Text(
    "For the production office only. Do not pass on.", "Réservé au bureau de production. Ne pas transmettre."
)

LISTS: dict[str, ListKind] = {
    kind.key: kind
    for kind in (
        ListKind(
            "public",
            Text("Crew and cast list", "Liste technique et artistique"),
            NONE,
            Tier.PUBLIC,
            (DUTY, CREDITED),
            (DUTY, CREDITED),
            Text("crew-list", "liste-technique"),
            Text("Crew and cast", "Équipe et distribution"),
        ),
        ListKind(
            "office",
            Text("Contact list", "Liste des coordonnées"),
            OFFICE_NOTICE,
            Tier.OFFICE,
            CREW_CONTACT,
            CAST_CONTACT,
            Text("contact-list", "liste-coordonnees"),
            is_wide=True,
        ),
        ListKind(
            "allergies",
            Text("Allergies", "Allergies"),
            Text(
                "Confidential, health data: for catering and first aid only.",
                "Confidentiel, données de santé : pour la cantine et les secours seulement.",
            ),
            Tier.PUBLIC,
            (DUTY, NAME, ALLERGIES),
            (DUTY, NAME, ALLERGIES),
            Text("allergies", "allergies"),
            Text("Allergies", "Allergies"),
            also=frozenset({"allergies"}),
            only_with="allergies",
            counted="allergies",
            unsaid=Text("Not asked yet, or no answer: {count}.", "Sans réponse à ce jour : {count}."),
            all_said=Text("Everyone has answered.", "Tout le monde a répondu."),
        ),
        ListKind(
            "emergency",
            Text("Emergency contacts", "Contacts d'urgence"),
            Text(
                "Confidential: for first aid and the production office only.",
                "Confidentiel : pour les secours et le bureau de production seulement.",
            ),
            Tier.OFFICE,
            (DUTY, NAME, PHONE, CONTACT, CONTACT_PHONE),
            (DUTY, NAME, PHONE, CONTACT, CONTACT_PHONE),
            Text("emergency", "urgence"),
            Text("Emergency contacts", "Contacts d'urgence"),
            also=frozenset({"emergency_contact", "emergency_phone"}),
            is_wide=True,
            counted="emergency_contact",
            unsaid=Text("Without an emergency contact: {count}.", "Sans contact d'urgence : {count}."),
            all_said=Text("Everyone has an emergency contact.", "Tout le monde a un contact d'urgence."),
        ),
        ListKind(
            "department",
            Text("Department contact list", "Coordonnées par département"),
            Text("For heads of department. Do not pass on.", "Pour les chefs de poste. Ne pas transmettre."),
            Tier.OFFICE,
            CREW_CONTACT,
            (ROLE, ARTIST, PHONE, EMAIL, *AGENT_ONLY),
            Text("departments", "departements"),
            is_split=True,
            is_wide=True,
        ),
    )
}
