"""The words in which tables are declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from workbook_templates.text import Lang, Text


class Kind(Enum):
    """What a cell may hold; ``workbook_templates.kinds`` says how it is read."""

    TEXT = "text"
    CHOICE = "choice"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    BOOL = "bool"
    EMAIL = "email"
    PHONE = "phone"
    REF = "ref"
    REFS = "refs"
    PAGES = "pages"
    SOCIAL = "social"
    IBAN = "iban"
    SIRET = "siret"


class Tier(Enum):
    """Who may see a column."""

    PUBLIC = "public"
    OFFICE = "office"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list: its key and its labels."""

    key: str
    label: Text


@dataclass(frozen=True)
class Column:
    """One column, declared once.

    Args:
        key: The stable name, in commands, JSON and SQL.
        kind: What its cells may hold.
        fr: The French label.
        en: The English label; made from the key when empty.
        refers: For REF and REFS, and for an INT that names a number of another
            table: the pairs (table, column) it may name.
        default: Canonical value meant when the cell is blank.
        written: The program fills it; a person does not.
        variants: For a cell whose kind depends on the row: the column read for
            each value of the column named by ``varies_by``.
    """

    key: str
    kind: Kind
    fr: str
    en: str = ""
    tier: Tier = Tier.OFFICE
    required: bool = False
    choices: tuple[Choice, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()
    default: str = ""
    width: float = 14
    written: bool = False
    minimum: int | None = None
    maximum: int | None = None
    help: Text | None = None
    varies_by: str = ""
    variants: Mapping[str, "Column"] = field(default_factory=dict)

    @cached_property
    def label(self) -> Text:
        english = self.en or self.key.replace("_", " ").capitalize()
        return Text(english, self.fr)


@dataclass(frozen=True)
class Table:
    """One table, declared once.

    Args:
        key: The stable name.
        label: The sheet's name and title.
        columns: In the order a new sheet shows them. ``_id`` is not listed:
            every table that is synced has it, hidden, before its first column.
        keys: The columns that together name a row to people.
        unique: Other groups of columns that may not repeat together.
        ordered: Pairs (earlier, later) of date columns.
        about: One sentence for the first sheet and the documentation.
        subject: The part of the binder: people, schedule, money, hours, settings, reports.
        written: A result of the program, never read back as input.
    """

    key: str
    label: Text
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    about: Text
    subject: str
    unique: tuple[tuple[str, ...], ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    written: bool = False

    @cached_property
    def position(self) -> dict[str, int]:
        """Column key -> its index in ``columns`` and in every row's cells."""
        return {column.key: index for index, column in enumerate(self.columns)}

    def column(self, key: str) -> Column:
        return self.columns[self.position[key]]

    def variant(self, key: str, cells: Sequence[str]) -> Column:
        """The column as one row has it: that of the value which another of its cells names, where its kind varies."""
        column = self.column(key)
        return (
            column.variants.get(cells[self.position[column.varies_by]], column)
            if column.varies_by
            else column
        )

    def name_row(self, cells: Sequence[str]) -> str:
        """What people call a row: the cells that tell it, restricted ones left out; "" when it tells nothing."""
        shown = (key for key in self.keys if self.column(key).tier is not Tier.RESTRICTED)
        return " · ".join(filter(None, (cells[self.position[key]] for key in shown)))

    def sheet_name(self, lang: Lang) -> str:
        return self.label.say(lang)
