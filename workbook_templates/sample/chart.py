"""The sample's eighty accounts, under Telefilm's categories."""

from dataclasses import dataclass

from workbook_templates.text import Text

A, B, C, D = (Text(letter, letter) for letter in "ABCD")
LAST = Text("Contingency and guarantee", "Imprévus et garantie")


@dataclass(frozen=True, slots=True)
class Account:
    """One account and how its money goes.

    Args:
        code: As the budget writes it.
        cost: The kind of its cost lines.
        pace: When it is spent: early, shoot, even, late, or "" for not at all.
        spent: Percentage of the budget spent after six periods.
    """

    code: str
    section: Text
    name: Text
    budget: int
    cost: str
    pace: str
    spent: int

    @property
    def group(self) -> str:
        """Telefilm's four sections are added up before contingency and guarantee."""
        return "" if self.section is LAST else "A-D"


# Category, section, kind of cost, pace, then (English, French, budget, percentage spent) of each account.
_CATEGORIES = (
    ("01", A, "invoice", "early", (("Rights to the novel", "Droits du roman", 32000, 100),)),
    ("02", A, "invoice", "early", (("Writer", "Scénariste", 48000, 100), ("Script consultant", "Consultation à la scénarisation", 6000, 100))),
    ("04", A, "invoice", "even", (("Producer", "Producteur", 95000, 60), ("Associate producer", "Producteur associé", 28000, 60))),
    ("05", A, "payroll", "shoot", (("Director", "Réalisatrice", 78000, 76), ("Storyboard", "Scénarimage", 5200, 108))),
    ("06", A, "payroll", "shoot", (("Lead roles", "Premiers rôles", 112000, 88), ("Agents' fees", "Frais d'agents", 11200, 88))),
    ("10", B, "payroll", "shoot", (("Supporting roles", "Seconds rôles", 86000, 91), ("Day players", "Rôles à la journée", 41000, 94), ("Casting", "Distribution des rôles", 14500, 100))),
    ("11", B, "payroll", "shoot", (("Extras", "Figurants", 26000, 97),)),
    ("12", B, "payroll", "even", (("Production management", "Direction de production", 52000, 79), ("Production office", "Bureau de production", 43000, 81), ("Assistant directors", "Assistants à la réalisation", 46000, 90), ("Script supervision", "Scripte", 13500, 92), ("Accounting", "Comptabilité", 34000, 77))),
    ("13", B, "payroll", "shoot", (("Production designer", "Chef décoratrice", 27500, 93), ("Art department", "Équipe de décoration", 22000, 95))),
    ("14", B, "payroll", "shoot", (("Construction crew", "Équipe de construction", 31000, 104),)),
    ("15", B, "payroll", "shoot", (("Set dressers", "Ensembliers", 18500, 93),)),
    ("16", B, "payroll", "shoot", (("Props crew", "Accessoiristes", 12200, 94),)),
    ("19", B, "payroll", "shoot", (("Costume designer", "Créatrice de costumes", 19000, 93), ("Wardrobe crew", "Habilleurs", 14500, 96))),
    ("20", B, "payroll", "shoot", (("Makeup", "Maquillage", 13800, 92), ("Hair", "Coiffure", 13800, 92))),
    ("22", B, "payroll", "shoot", (("Director of photography", "Directeur de la photographie", 26000, 93), ("Camera crew", "Équipe image", 38500, 95))),
    ("23", B, "payroll", "shoot", (("Electricians", "Électriciens", 29500, 97),)),
    ("24", B, "payroll", "shoot", (("Grips", "Machinistes", 27500, 97),)),
    ("25", B, "payroll", "shoot", (("Sound crew", "Équipe son", 24000, 94),)),
    ("26", B, "payroll", "shoot", (("Drivers", "Chauffeurs", 21000, 98),)),
    ("27", B, "fringe", "even", (("Fringes, crew", "Charges sociales, équipe", 212000, 84), ("Fringes, cast", "Charges sociales, artistes", 96000, 86))),
    ("28", B, "invoice", "even", (("Office rent", "Loyer du bureau", 9600, 78), ("Photocopies", "Photocopies", 1900, 90))),
    ("29", B, "invoice", "shoot", (("Stage rental", "Location du studio", 36000, 88),)),
    ("31", B, "invoice", "shoot", (("Location fees", "Location de lieux", 52000, 95), ("Permits", "Autorisations", 4200, 100), ("Security", "Gardiennage", 13600, 93))),
    ("32", B, "invoice", "shoot", (("Catering", "Cantine", 47000, 99), ("Craft service", "Table régie", 9200, 106), ("First aid", "Secours", 6400, 90))),
    ("33", B, "expense", "shoot", (("Hotels", "Hôtels", 44000, 92), ("Per diems", "Défraiements", 31000, 94), ("Train and air", "Trains et avions", 15500, 97))),
    ("34", B, "invoice", "shoot", (("Trucks", "Camions", 38000, 95), ("Cars", "Voitures", 14500, 93), ("Fuel and tolls", "Carburant et péages", 11800, 107))),
    ("35", B, "invoice", "shoot", (("Timber and paint", "Bois et peinture", 27000, 101),)),
    ("37", B, "invoice", "shoot", (("Furniture rental", "Location de meubles", 19500, 92), ("Set purchases", "Achats de décor", 8800, 99))),
    ("38", B, "invoice", "shoot", (("Props rental", "Location d'accessoires", 9400, 90),)),
    ("39", B, "invoice", "shoot", (("Rain and wind", "Pluie et vent", 14000, 62),)),
    ("41", B, "invoice", "shoot", (("Costume rental", "Location de costumes", 16500, 95),)),
    ("42", B, "invoice", "shoot", (("Makeup supplies", "Fournitures de maquillage", 4100, 93),)),
    ("45", B, "invoice", "shoot", (("Camera package", "Caméras et optiques", 64000, 90),)),
    ("46", B, "invoice", "shoot", (("Lighting package", "Matériel d'éclairage", 42000, 92), ("Generator", "Groupe électrogène", 13500, 95))),
    ("47", B, "invoice", "shoot", (("Grip package", "Matériel de machinerie", 23000, 91),)),
    ("48", B, "invoice", "shoot", (("Sound package", "Matériel de son", 11500, 92),)),
    ("60", C, "payroll", "late", (("Picture editor", "Chef monteur", 42000, 34), ("Assistant editor", "Assistante au montage", 19500, 30))),
    ("61", C, "invoice", "late", (("Cutting room", "Salle de montage", 16500, 33),)),
    ("62", C, "invoice", "late", (("Dailies", "Rushes", 12800, 88), ("Grading", "Étalonnage", 24000, 10))),
    ("63", C, "invoice", "late", (("Sound editing", "Montage son", 26500, 8), ("Mix", "Mixage", 28500, 5))),
    ("66", C, "invoice", "late", (("Composer", "Compositeur", 24000, 30), ("Recording", "Enregistrement", 12000, 12))),
    ("67", C, "invoice", "late", (("Titles", "Génériques", 4800, 15), ("Visual effects", "Effets visuels", 58000, 18))),
    ("70", D, "invoice", "shoot", (("Stills and press", "Photographies et presse", 12500, 64),)),
    ("71", D, "invoice", "even", (("Insurance", "Assurances", 39000, 100), ("Legal", "Frais juridiques", 14000, 55), ("Audit", "Vérification des comptes", 9500, 6))),
    ("72", D, "journal", "even", (("Overheads", "Frais généraux", 88000, 60),)),
    ("80", LAST, "journal", "", (("Contingency", "Imprévus", 148000, 0),)),
    ("81", LAST, "invoice", "early", (("Completion guarantee", "Garantie de bonne fin", 46000, 100),)),
)  # fmt: skip

ACCOUNTS = tuple(
    Account(f"{category}.{number:02}", section, Text(en, fr), budget, cost, pace, spent)
    for category, section, cost, pace, accounts in _CATEGORIES
    for number, (en, fr, budget, spent) in enumerate(accounts, start=1)
)
PETTY_CASH = {"32.02", "34.03", "28.02", "42.01", "37.02"}
