"""What the lists of money that are handed over have alike: their readers, their layout, how they are written."""

from addin.documents.list_kinds import OFFICE_NOTICE, ListKind
from workbook_templates.declare import Tier
from workbook_templates.text import OfficeError, Text

SUFFIXES = (".xlsx", ".pdf", ".csv")


def money_kind(key: str, title: Text, file: Text, sheet: Text) -> ListKind:
    """A list of lines for the office.

    Args:
        file: How the name of its file begins.
    """
    return ListKind(
        key,
        title,
        OFFICE_NOTICE,
        Tier.OFFICE,
        (),
        (),
        file,
        sheet=sheet,
        is_wide=True,
        one=Text("line", "ligne"),
        many=Text("lines", "lignes"),
        parts=Text("Part", "Partie"),
    )


def check_money_suffix(name: str, what: Text) -> None:
    """Refuse a file that ``what`` is not written in. Raises OfficeError."""
    if not name.lower().endswith(SUFFIXES):
        known = ", ".join(SUFFIXES)
        raise OfficeError(
            f"{name}: {what.en} is written as {known}. End its name so.",
            f"{name} : {what.fr} s'écrit en {known}. Terminez son nom ainsi.",
        )
