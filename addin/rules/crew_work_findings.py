"""What the checks of days, roles and minors can find, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _kind(code: str, severity: Severity, en: str, fr: str) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr))


BEFORE_START = _kind(
    "work-before-start",
    ERROR,
    "{who} is at work on {day}, before the engagement starts ({start}). Correct the day, or the engagement's start.",
    "{who} travaille le {day}, avant le début de son engagement ({start}). Corrigez le jour, ou le début de "
    "l'engagement.",
)
AFTER_END = _kind(
    "work-after-end",
    ERROR,
    "{who} is at work on {day} and has left since {end}. Call someone else, or move the end of the engagement.",
    "{who} travaille le {day} alors que son engagement a pris fin le {end}. Appelez quelqu'un d'autre, ou reportez "
    "la fin de l'engagement.",
)
WHILE_UNAVAILABLE = _kind(
    "work-while-unavailable",
    ERROR,
    "{who} is at work on {day} and is unavailable then (Availability row {other}). Move the work, or have the "
    "availability changed.",
    "{who} travaille le {day} alors qu'une indisponibilité est notée (Disponibilités ligne {other}). Déplacez le travail, "
    "ou faites changer la disponibilité.",
)
BOOKED_WHILE_UNAVAILABLE = _kind(
    "booked-while-unavailable",
    ERROR,
    "{who} is down for {first} to {last} here, and is unavailable within those dates (row {other}). Change one of the two.",
    "ici, {who} est à retenir du {first} au {last}, mais une indisponibilité tombe dans ces dates (ligne {other}). "
    "Changez l'une des deux lignes.",
)
ROLE_NOT_SIGNED = _kind(
    "role-not-signed",
    ERROR,
    "role {role} has been working since {day} and its contract is not marked as signed. Have it signed, then say so here.",
    "le rôle {role} travaille depuis le {day} et son contrat n'est pas noté signé. Faites-le signer, puis notez-le ici.",
)
SIGNED_WITHOUT_TERMS = _kind(
    "signed-without-terms",
    WARNING,
    "role {role} is marked as signed, and the sheet lacks what a contract says: {missing}. Copy it from the contract.",
    "le rôle {role} est noté signé et il manque des éléments du contrat : {missing}. Recopiez-les depuis le contrat.",
)
ROLE_REUSED = _kind(
    "role-number-reused",
    WARNING,
    'role number {value} was "{was}"{day}, and papers already out name that character by it. Give this character a '
    "number never used; if it is the same one renamed, write the earlier name after the new one in brackets.",
    "le rôle n° {value} était « {was} »{day}, et les documents déjà diffusés désignent ce personnage par ce numéro. "
    "Donnez à ce personnage un numéro jamais utilisé ; si c'est le même, renommé, écrivez l'ancien nom entre parenthèses "
    "après le nouveau.",
)
NO_ARTIST = _kind(
    "role-without-artist",
    WARNING,
    "role {role} is settled and no artist is named. Write the name, or set the status back.",
    "le rôle {role} est arrêté et aucun artiste n'est nommé. Écrivez le nom, ou revenez sur le statut.",
)
NO_AGENT = _kind(
    "no-agent",
    NOTE,
    'no agent is named. Write the agent, or "none" if the artist has none.',
    "aucun agent n'est indiqué. Indiquez son nom, ou « aucun » si l'artiste n'en a pas.",
)
NO_GUARDIAN = _kind(
    "minor-without-guardian",
    ERROR,
    "someone under {age} is engaged and nobody of the crew is in charge of the children, which IDCC 3097 requires "
    "(agreement of 17 May 2024). Engage one, and give the position in the Crew sheet.",
    "une personne de moins de {age} ans est engagée et personne dans l'équipe n'est responsable des enfants, ce que la "
    "convention 3097 impose (avenant du 17 mai 2024). Engagez-en un, et notez la fonction dans la feuille Équipe.",
)
MINOR_PAPERS = _kind(
    "minor-papers",
    WARNING,
    "this person is under {age} on the first day: the commission's authorisation (a month without answer is a refusal), "
    "a medical exam and, from {consent}, written consent are needed, and part of the pay goes to the Caisse des dépôts (IDCC "
    "3097, agreement of 17 May 2024). Check the file, and write the dates of the authorisation and of the exam in the "
    "Cast sheet.",
    "cette personne a moins de {age} ans au premier jour : il faut l'autorisation de la commission (un mois sans réponse "
    "vaut refus), une visite médicale et, dès {consent} ans, son accord écrit, et une part du salaire va à la Caisse des "
    "dépôts (IDCC 3097, avenant du 17 mai 2024). Vérifiez le dossier, et notez les dates de l'autorisation et de la "
    "visite dans la feuille Distribution.",
)
AUTHORISED_LATE = _kind(
    "minor-authorised-late",
    ERROR,
    "the authorisation for this minor is dated {value}, after the first day ({start}). Move the first day, or correct "
    "the date (IDCC 3097, agreement of 17 May 2024).",
    "l'autorisation pour ce mineur est du {value}, après le premier jour ({start}). Reportez le premier jour, ou "
    "corrigez la date (IDCC 3097, avenant du 17 mai 2024).",
)
MINOR_BREAK = _kind(
    "minor-break",
    WARNING,
    "role {role}, a minor, works that day and the meal ({value}) comes more than {span} after the call ({call}); a "
    "minor has a break of {length} minutes by then (IDCC 3097, title III). Plan one, or move the meal.",
    "le rôle {role}, mineur, travaille ce jour-là et le repas ({value}) vient plus de {span} après la convocation "
    "({call}) ; un mineur a une pause de {length} minutes d'ici là (IDCC 3097, titre III). Prévoyez-en une, ou avancez le repas.",
)
MINOR_HOURS = _kind(
    "minor-hours-not-checked",
    NOTE,
    "this person is a minor on the first day, and the limits of a minor's hours and nights are not held here, the "
    "sources read not agreeing. Have the rule that applies entered, and check the calls by it until then.",
    "cette personne est mineure au premier jour, et les limites d'heures et de nuit des mineurs ne sont pas tenues "
    "ici, les sources lues ne s'accordant pas. Faites saisir la règle qui s'applique, et contrôlez les convocations d'ici là.",
)
BAD_SEVERITY = _kind(
    "bad-severity",
    WARNING,
    '"{value}" is not a severity, so this setting does nothing. Write error, warning, note or off.',
    "« {value} » n'est pas une gravité : ce réglage ne fait rien. Écrivez erreur, à vérifier, note ou aucune.",
)
UNKNOWN_CODE = _kind(
    "unknown-finding-code",
    WARNING,
    '"{value}" is not the code of a finding, so this setting does nothing.{near} Codes stand at the end of each message.',
    "« {value} » n'est pas le code d'un constat : ce réglage ne fait rien.{near} Les codes sont à la fin de chaque message.",
)
