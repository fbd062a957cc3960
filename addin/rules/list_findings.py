"""What a list to hand over can stumble on, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

RELEASE_UNKNOWN = FindingKind(
    "release-unknown",
    Severity.WARNING,
    Text(
        'the last day "{value}" is not a date, so this person stays on the list. Write it like 2026-06-12.',
        "le dernier jour « {value} » n'est pas une date ; la personne reste donc sur la liste. "
        "Écrivez-le comme 12/06/2026.",
    ),
)
DISCLOSED = FindingKind(
    "disclosed-text",
    Severity.ERROR,
    Text(
        "this cell repeats what stands in a restricted column ({owner}), and this list would show it. "
        "Take it out of here; nothing was written.",
        "cette cellule reprend ce qui figure dans une colonne restreinte ({owner}), et la liste le montrerait. "
        "Retirez-le d'ici ; rien n'a été écrit.",
    ),
)
