"""What a coordinator checks in the crew and cast lists, and the findings that answer it: the gallery's first page."""

from workbook_templates.text import Text

CHECKED_TITLE = Text(
    "What is checked in crew and cast lists", "Ce qui est contrôlé dans l'équipe et la distribution"
)
CHECKED: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("The same person twice", "La même personne deux fois"), ("same-person", "duplicate", "same-social", "same-iban")),
    (Text("One phone or e-mail under two names", "Un téléphone ou courriel sous deux noms"), ("shared-phone", "shared-email")),
    (Text("Phone, e-mail, slips in its domain", "Téléphone, courriel, coquilles du domaine"), ("not-phone", "not-email", "email-slip")),
    (Text("Social number (NIR, SIN), IBAN, SIRET", "NIR ou NAS, IBAN, SIRET"), ("not-social", "not-iban", "not-siret")),
    (Text("Department, position, job title", "Département, fonction, titre conventionnel"),
     ("not-choice", "misspelt-position", "unknown-position", "unknown-job")),
    (Text("Dates inside the production and in order", "Dates dans la production et dans l'ordre"), ("outside-production", "dates-out-of-order")),
    (Text("Contract signed before the first day", "Contrat signé avant le premier jour"),
     ("contract-signed-late", "contract-not-signed", "contract-without-date", "contract-dated-unsigned", "contract-signed-in-the-future")),
    (Text("At work outside the contract, or called after leaving", "Au travail hors contrat, ou convoqué après son départ"),
     ("work-before-start", "work-after-end")),
    (Text("At work or booked while unavailable", "Au travail ou retenu alors qu'indisponible"), ("work-while-unavailable", "booked-while-unavailable")),
    (Text("Work permit", "Permis de travail"), ("work-permit-missing", "work-permit-expires")),
    (Text("Medical exam after the first day", "Visite médicale après le premier jour"), ("medical-exam-late",)),
    (Text("Minors", "Mineurs"),
     ("minor-papers", "minor-authorised-late", "minor-without-guardian", "minor-break", "minor-hours-not-checked", "birth-date-impossible")),
    (Text("Pay below the grid's minimum", "Paie sous le minimum de la grille"),
     ("pay-below-minimum", "fee-below-minimum", "pay-not-checked", "pay-grid-later")),
    (Text("Role numbers unique and never used again", "Numéros de rôle uniques et jamais réattribués"), ("duplicate", "role-number-reused")),
    (Text("Cast signed without a contract, settled without a name", "Rôle signé sans contrat, arrêté sans artiste"),
     ("signed-without-terms", "role-not-signed", "role-without-artist")),
    (Text("Agent, emergency contact, allergies not given", "Agent, contact d'urgence, allergies non renseignés"),
     ("no-agent", "no-emergency-contact", "no-emergency-phone", "allergies-not-asked")),
    (Text("Scenes that name unknown roles", "Séquences aux rôles inconnus"), ("unknown",)),
)  # fmt: skip
