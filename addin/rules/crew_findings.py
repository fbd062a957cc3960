"""What the checks of people and their papers can find, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _kind(code: str, severity: Severity, en: str, fr: str, per_column: bool = False) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr), per_column)


SAME_PERSON = _kind(
    "same-person",
    WARNING,
    '"{value}" already stands on row {other} under another identifier. '
    "Keep one row; if they are two people, fill in both birth dates.",
    "« {value} » figure déjà à la ligne {other} sous un autre identifiant. "
    "Gardez une seule ligne ; si ce sont deux personnes, saisissez les deux dates de naissance.",
)
SHARED_EMAIL = _kind(
    "shared-email",
    WARNING,
    "{value} is also the address of {who} ({sheet} row {other}). "
    "Correct one of the two, or keep one row if it is the same person.",
    "{value} est aussi l'adresse de {who} ({sheet} ligne {other}). "
    "Corrigez l'une des deux, ou gardez une seule ligne si c'est la même personne.",
)
SHARED_PHONE = _kind(
    "shared-phone",
    WARNING,
    "{value} is also the number of {who} ({sheet} row {other}). "
    "Correct one of the two, or keep one row if it is the same person.",
    "{value} est aussi le numéro de {who} ({sheet} ligne {other}). "
    "Corrigez l'un des deux, ou gardez une seule ligne si c'est la même personne.",
)
EMAIL_SLIP = _kind(
    "email-slip",
    WARNING,
    '"{value}" may not arrive: is its domain {near}? Correct it, or ask the person.',
    "« {value} » risque de ne pas arriver : le domaine est-il {near} ? Corrigez, ou demandez à la personne.",
)
NO_EMERGENCY_CONTACT = _kind(
    "no-emergency-contact",
    WARNING,
    "nobody is named to be called in an emergency. Ask the person for a name and a number.",
    "personne n'est indiqué à prévenir en cas d'urgence. Demandez un nom et un numéro.",
)
NO_EMERGENCY_PHONE = _kind(
    "no-emergency-phone",
    WARNING,
    "an emergency contact is named, without a number to call. Ask for it.",
    "un contact d'urgence est nommé, sans numéro à appeler. Demandez-le.",
)
ALLERGIES_NOT_ASKED = _kind(
    "allergies-not-asked",
    NOTE,
    'nothing says that allergies and diet were asked about. Ask, and write "none" if there are none.',
    "rien ne dit que les allergies et régimes ont été demandés. Demandez, et écrivez « aucune » s'il n'y en a pas.",
)
SAME_SOCIAL = _kind(
    "same-social",
    ERROR,
    "this social insurance number is also that of {who} ({sheet} row {other}). "
    "Copy both again from the cards, or keep one row if it is the same person.",
    "ce numéro de sécurité sociale ou NAS est aussi celui de {who} ({sheet} ligne {other}). "
    "Recopiez les deux depuis les cartes, ou gardez une seule ligne si c'est la même personne.",
)
SAME_IBAN = _kind(
    "same-iban",
    WARNING,
    "this bank account is also that of {who} ({sheet} row {other}). Check both on the bank's own document.",
    "ce compte bancaire est aussi celui de {who} ({sheet} ligne {other}). Vérifiez les deux sur les RIB.",
)
IMPOSSIBLE_BIRTH = _kind(
    "birth-date-impossible",
    ERROR,
    "nobody at work was born on that day. Copy the birth date again from the identity document.",
    "personne au travail n'est né ce jour-là. Recopiez la date de naissance depuis la pièce d'identité.",
)
MISSPELT_POSITION = _kind(
    "misspelt-position",
    WARNING,
    '"{value}" looks like "{near}" with a slip. Correct it; lists and credits print it as it is.',
    "« {value} » ressemble à « {near} » avec une coquille. Corrigez ; listes et générique l'impriment tel quel.",
)
UNKNOWN_POSITION = _kind(
    "unknown-position",
    NOTE,
    '"{value}" is not among the usual positions. Check its spelling; nothing to do if it is right.',
    "« {value} » n'est pas parmi les fonctions habituelles. Vérifiez l'orthographe ; rien à faire si c'est juste.",
)
UNKNOWN_JOB = _kind(
    "unknown-job",
    WARNING,
    '"{value}" is not a title of {grid}, so its minimum pay is not checked.{near} Write the title as the grid does.',
    "« {value} » n'est pas un titre de la grille {grid} : son minimum n'est pas contrôlé.{near} "
    "Écrivez le titre comme la grille.",
)
OUTSIDE_PRODUCTION = _kind(
    "outside-production",
    WARNING,
    "{value} is {where}. Correct the date, or the production's dates.",
    "le {value} est {where}. Corrigez la date, ou les dates de la production.",
    per_column=True,
)
SIGNED_LATE = _kind(
    "contract-signed-late",
    ERROR,
    "the contract was signed on {value}, after the first day worked ({start}). Check both dates; tell "
    "the production manager if they are right.",
    "le contrat a été signé le {value}, après le premier jour ({start}). Vérifiez les deux dates ; "
    "prévenez la direction de production si elles sont justes.",
)
NOT_SIGNED = _kind(
    "contract-not-signed",
    ERROR,
    "the engagement began on {start} and the contract is not marked as signed. Have it signed, then write the date.",
    "l'engagement a commencé le {start} et le contrat n'est pas noté signé. Faites-le signer, puis notez la date.",
)
SIGNED_UNDATED = _kind(
    "contract-without-date",
    WARNING,
    "the contract is marked as signed, without the date. Write the date that stands on it.",
    "le contrat est noté signé, sans date. Écrivez la date qui y figure.",
)
DATED_UNSIGNED = _kind(
    "contract-dated-unsigned",
    WARNING,
    "a date of signature is given ({value}), and the contract is not marked as signed. Correct one of the two.",
    "une date de signature est donnée ({value}) et le contrat n'est pas noté signé. Corrigez l'un des deux.",
)
SIGNED_TOMORROW = _kind(
    "contract-signed-in-the-future",
    WARNING,
    "{value} is still to come, so nothing can have been signed that day. Correct the date.",
    "le {value} est encore à venir : rien n'a pu être signé ce jour-là. Corrigez la date.",
)
NO_PERMIT = _kind(
    "work-permit-missing",
    ERROR,
    "a work permit is required, and no expiry date is given. Write it from the permit, or have the permit asked for.",
    "un permis de travail est requis et aucune date d'expiration n'est donnée. Recopiez-la du permis, "
    "ou faites demander le permis.",
)
PERMIT_EXPIRES = _kind(
    "work-permit-expires",
    ERROR,
    "the work permit expires on {value}, before the last day of work ({last}). Have it renewed, or end the "
    "engagement earlier.",
    "le permis de travail expire le {value}, avant le dernier jour de travail ({last}). Faites-le renouveler, "
    "ou terminez l'engagement plus tôt.",
)
MEDICAL_LATE = _kind(
    "medical-exam-late",
    ERROR,
    "the medical exam is on {value}, after the first day ({start}). Move it before, or correct the date.",
    "la visite médicale est le {value}, après le premier jour ({start}). Avancez-la, ou corrigez la date.",
)
BELOW_MINIMUM = _kind(
    "pay-below-minimum",
    ERROR,
    'the rate is below the minimum for "{job}": {minimum} {unit} (grid {grid} of {since}). Raise it, or correct the '
    "title or the unit; check first that no later pay agreement applies.",
    "le tarif est sous le minimum de « {job} » : {minimum} {unit} (grille {grid} du {since}). Relevez-le, ou corrigez le "
    "titre ou l'unité ; vérifiez d'abord qu'aucun avenant plus récent ne s'applique.",
)
FEE_BELOW_MINIMUM = _kind(
    "fee-below-minimum",
    WARNING,
    "the fee is below the minimum of an artist engaged by the day: {minimum} (grid {grid} of {since}). Raise it, or "
    "correct the deal; extras and silhouettes have minimums of their own. Check first that no later pay agreement applies.",
    "le cachet est sous le minimum d'un artiste-interprète engagé à la journée : {minimum} (grille {grid} du {since}). "
    "Relevez-le, ou corrigez l'engagement ; figurants et silhouettes ont leurs propres minimums. Vérifiez d'abord "
    "qu'aucun avenant plus récent ne s'applique.",
)
PAY_NOT_CHECKED = _kind(
    "pay-not-checked",
    NOTE,
    "for {count} of those under the grid {agreement}, the grid's title or the unit of the rate is missing, so their "
    "pay is not compared with its minimums. Fill in the columns Job and Rate unit to have it done.",
    "pour {count} de ceux qui relèvent de la grille {agreement}, il manque son titre ou l'unité du tarif : leur paie "
    "n'est pas comparée aux minimums. Remplissez les colonnes Titre conventionnel et Unité du tarif.",
)
PAY_BEFORE_GRID = _kind(
    "pay-grid-later",
    NOTE,
    "the engagement starts on {start}, before the oldest grid held here ({grid} of {since}), so the rate is not "
    "compared. Compare it with the grid of that time.",
    "l'engagement commence le {start}, avant la plus ancienne grille tenue ici ({grid} du {since}) : le tarif "
    "n'est pas comparé. Comparez-le à la grille de l'époque.",
)
