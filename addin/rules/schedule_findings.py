"""What the schedule may have wrong, and what to do about each."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text


def _kind(code: str, severity: Severity, en: str, fr: str) -> FindingKind:
    return FindingKind(code, severity, Text(en, fr))


SCENE_TWICE = _kind(
    "scene-twice",
    Severity.ERROR,
    'scene "{value}" is already on row {other}; its pages are counted once. '
    "Remove one, or number the parts when it is shot in several.",
    "la séquence « {value} » est déjà à la ligne {other} ; ses pages sont comptées une fois. "
    "Retirez-en une, ou numérotez les parties si elle se tourne en plusieurs.",
)
UNKNOWN_ROLE = _kind(
    "unknown-role",
    Severity.ERROR,
    'role "{value}" is not in the Cast sheet, so its days are not counted. '
    "Add it there, or correct the number here; numbers are parted by commas.",
    "le rôle « {value} » n'est pas dans la feuille Distribution : ses jours ne sont pas comptés. "
    "Ajoutez-le là, ou corrigez le numéro ici ; les numéros sont séparés par des virgules.",
)
UNKNOWN_DAY = _kind(
    "unknown-day",
    Severity.ERROR,
    "shooting day {value} of unit {unit} is not in the Days sheet. "
    "Add it there, or give the scene another day.",
    "le jour de tournage {value} de l'équipe {unit} n'est pas dans la feuille Jours. "
    "Ajoutez-le là, ou donnez un autre jour à la séquence.",
)
NOT_SHOOT_DAY = _kind(
    "not-shoot-day",
    Severity.ERROR,
    "day {value} ({date}) is not a shooting day. "
    "Move the scene, or make the day a shooting day in the Days sheet.",
    "le jour {value} ({date}) n'est pas un jour de tournage. "
    "Déplacez la séquence, ou faites-en un jour de tournage dans la feuille Jours.",
)
DAY_WITHOUT_DATE = _kind(
    "day-without-date",
    Severity.ERROR,
    'day {day} has no date that can be read ("{value}"): its scenes are not in the day out of days. '
    "Give its date.",
    "le jour {day} n'a pas de date lisible (« {value} ») : ses séquences ne sont pas dans le jour par jour. "
    "Donnez sa date.",
)
TWO_DAYS_ONE_DATE = _kind(
    "two-days-one-date",
    Severity.ERROR,
    "unit {unit} already shoots on {value}, row {other}. "
    "Give one of the two days another date or another unit.",
    "l'équipe {unit} tourne déjà le {value}, ligne {other}. "
    "Donnez à l'un des deux jours une autre date ou une autre équipe.",
)
NOT_SCHEDULED = _kind(
    "scene-not-scheduled",
    Severity.NOTE,
    'scene "{scene}" has no shooting day. Give it one, or mark it omitted.',
    "la séquence « {scene} » n'a pas de jour de tournage. Donnez-lui un jour, ou marquez-la supprimée.",
)
NOT_EIGHTHS = _kind(
    "not-eighths",
    Severity.ERROR,
    '"{value}" is not a length in eighths, so it counts as nothing. Write it like 1 3/8.',
    "« {value} » n'est pas une longueur en huitièmes : elle compte pour rien. Écrivez-la comme 1 3/8.",
)
NO_PAGES = _kind(
    "no-pages",
    Severity.WARNING,
    'scene "{scene}" has no length, so it counts as nothing. Write it like 1 3/8.',
    "la séquence « {scene} » n'a pas de longueur : elle compte pour rien. Écrivez-la comme 1 3/8.",
)
UNAVAILABLE = _kind(
    "unavailable-while-working",
    Severity.ERROR,
    "role {role} works while unavailable: {dates}. Move its scenes, or have the availability changed.",
    "le rôle {role} travaille alors qu'il est indisponible : {dates}. "
    "Déplacez ses séquences, ou faites changer la disponibilité.",
)
OUTSIDE_CONTRACT = _kind(
    "outside-contract",
    Severity.ERROR,
    "role {role} works outside its contract: {dates}. Move its scenes, or change the contract's dates.",
    "le rôle {role} travaille hors des dates de son contrat : {dates}. "
    "Déplacez ses séquences, ou changez les dates du contrat.",
)
LONG_EVENT = _kind(
    "long-event",
    Severity.WARNING,
    "this lasts more than a year; only the first {days} days are shown. Check the two dates.",
    "cela dure plus d'un an ; seuls les {days} premiers jours sont montrés. Vérifiez les deux dates.",
)
DAY_WITHOUT_SCENE = _kind(
    "day-without-scene",
    Severity.NOTE,
    "nothing is scheduled on this shooting day ({value}). Give it scenes, or change its kind.",
    "rien n'est prévu ce jour de tournage ({value}). Donnez-lui des séquences, ou changez sa nature.",
)
NEVER_CALLED = _kind(
    "role-never-called",
    Severity.NOTE,
    "role {value} ({character}) is in no scene. Add it to its scenes, or remove it from the cast.",
    "le rôle {value} ({character}) n'est dans aucune séquence. "
    "Ajoutez-le à ses séquences, ou retirez-le de la distribution.",
)
NO_HOLD_RATE = _kind(
    "no-hold-rate",
    Severity.NOTE,
    "role {role} is held {days} and has no hold rate, so they cost nothing here. Fill it in, 0.00 if unpaid.",
    "le rôle {role} attend {days} sans tarif d'attente : ils ne coûtent rien ici. "
    "Saisissez-le, 0,00 s'ils ne sont pas payés.",
)
