"""What is wrong in the data: where, what was seen, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from workbook_templates.declare import Kind, Table, Tier
from workbook_templates.text import Lang, Text, show_amount, show_dates

MASK = "•••"
ISO_LENGTH = 10


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One sort of finding, declared once beside the rule that makes it.

    Args:
        code: The stable word. With ``per_column`` the column's key follows it.
        text: What was seen and what to do, a ``str.format`` template over
            ``{value}`` and the finding's ``details``.
    """

    code: str
    severity: Severity
    text: Text
    per_column: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for a person to look at.

    Args:
        table: The table.
        row: The number the sheet shows; 0 when it concerns no single row.
        record: The row's id, or "".
        column: The column's key, or "" for the whole row or table.
        value: The cell as it was seen.
        details: Words for the kind's template; a Text is said in the reader's language.
    """

    kind: FindingKind
    table: Table
    row: int = 0
    record: str = ""
    column: str = ""
    value: str = ""
    details: Mapping[str, str | Text] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return f"{self.kind.code}-{self.column}" if self.kind.per_column else self.kind.code

    @property
    def is_restricted(self) -> bool:
        return bool(self.column) and self.table.column(self.column).tier is Tier.RESTRICTED

    @property
    def shown_value(self) -> str:
        return MASK if self.is_restricted and self.value else self.value

    def place(self, lang: Lang) -> str:
        """Say where: "Crew row 3, Day rate"."""
        parts = self.table.label.say(lang)
        if self.row:
            parts += f" {'ligne' if lang == 'fr' else 'row'} {self.row}"
        if self.column:
            parts += f", {self.table.column(self.column).label.say(lang)}"
        return parts

    def message(self, lang: Lang) -> str:
        said = self.kind.text.say(lang).format(**self.words(lang))
        colon = " : " if lang == "fr" else ": "
        return f"{self.place(lang)}{colon}{said} [{self.code}]"

    def words(self, lang: Lang) -> dict[str, str]:
        """What the kind's template is filled with, as its reader's sheet shows it."""
        template = self.kind.text.say(lang)
        words = {name: _shown(name, word, template, lang) for name, word in self.details.items()}
        return {"value": self.seen(lang), **words}

    def seen(self, lang: Lang) -> str:
        """The cell as its reader's sheet shows it; what is not of its kind stays as it was typed."""
        value = self.shown_value
        match self.table.column(self.column).kind if self.column else None:
            case Kind.MONEY:
                return show_amount(value, lang)
            case Kind.DATE:
                return show_dates(value, lang) if len(value) == ISO_LENGTH else value
            case Kind.TEXT | None if self.column not in self.table.keys:
                return _shown("value", value, self.kind.text.say(lang), lang)
            case _:
                return value

    def as_json(self, lang: Lang) -> dict[str, object]:
        return {
            "severity": self.kind.severity.value,
            "code": self.code,
            "table": self.table.key,
            "row": self.row,
            "record": self.record,
            "column": self.column,
            "value": self.shown_value,
            "message": self.message(lang),
        }


def _shown(name: str, word: str | Text, template: str, lang: Lang) -> str:
    """A word of a message; what the template quotes, or calls an account, is somebody's own text."""
    said = word.say(lang) if isinstance(word, Text) else word
    if lang != "fr" or any(f"{before}{{{name}}}" in template for before in ("« ", "compte ")):
        return said
    return show_dates(show_amount(said, lang), lang)
