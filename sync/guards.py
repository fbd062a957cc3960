"""What is a question and not an instruction: guards before a round. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbook_templates.declare import Table
from workbook_templates.text import Text


@dataclass(frozen=True, slots=True)
class Guards:
    """What may go without a question.

    Args:
        rows: How many rows of a table,
        share: or which share of them.
        hidden: Whether any row that goes is a question while others are hidden.
    """

    rows: int = 10
    share: float = 0.5
    hidden: bool = True


DEFAULT_GUARDS = Guards()


def ask_about_removed(table: Table, gone: int, known: int, guards: Guards = DEFAULT_GUARDS) -> Text | None:
    """Ask when more rows of a table are gone than the guards let go."""
    if gone <= guards.rows or gone <= known * guards.share:
        return None
    en, fr = table.label.en, table.label.fr
    return Text(
        f"{en}: {gone} of {known} rows are gone from the sheet. Is it on purpose? Answer with --yes.",
        f"{fr} : {gone} lignes sur {known} ont disparu. Est-ce voulu ? Répondez avec --yes.",
    )


def ask_about_rows_below(table: Table, gone: int, below: int) -> Text | None:
    """Ask when rows are gone and others stand unread below blank rows: they may be the very same ones."""
    if not gone or not below:
        return None
    en, fr = table.label.en, table.label.fr
    return Text(
        f"{en}: {gone} rows are not read any more, and row {below} stands below blank rows. Close up the blank rows; if "
        "those rows are to go, answer with --yes.",
        f"{fr} : {gone} lignes ne sont plus lues, et la ligne {below} se trouve sous des lignes vides. Supprimez les "
        "lignes vides ; si ces lignes doivent partir, répondez avec --yes.",
    )


def ask_about_hidden(table: Table, gone: int, hidden: int) -> Text | None:
    """Ask when rows are gone while others of the table are hidden: they may have gone unseen with those one saw."""
    if not gone or not hidden:
        return None
    en, fr = table.label.en, table.label.fr
    return Text(
        f"{en}: rows are gone from the sheet ({gone}) while a filter or a hand hides others ({hidden}): hidden rows may "
        "have gone with those that were seen. Show all rows and look; if it is on purpose, answer with --yes.",
        f"{fr} : des lignes ont disparu ({gone}) alors que d'autres sont masquées ou filtrées ({hidden}) : des lignes masquées ont "
        "pu partir avec celles qu'on voyait. Affichez tout et regardez ; si c'est voulu, répondez avec --yes.",
    )


def ask_about_table(table: Table) -> Text:
    """Ask about a table that the book had and has no more."""
    return Text(
        f"The {table.label.en} table is gone from the workbook. Is it on purpose? Answer with --yes.",
        f"Le tableau {table.label.fr} est introuvable dans le classeur. Est-ce voulu ? Répondez avec --yes.",
    )


def ask_about_columns(table: Table, missing: Sequence[str]) -> Text | None:
    """Ask about headers that the table had and has no more."""
    if not missing:
        return None
    en = ", ".join("_id" if key == "_id" else table.column(key).label.en for key in missing)
    fr = ", ".join("_id" if key == "_id" else table.column(key).label.fr for key in missing)
    return Text(
        f"{table.label.en}: the header {en} is missing. Put it back, or go on without it with --yes.",
        f"{table.label.fr} : l'en-tête {fr} manque. Remettez-le, ou continuez sans lui avec --yes.",
    )


def ask_about_twice(table: Table, headers: Sequence[str]) -> Text | None:
    """Ask about headers that stand twice: which of the two columns is meant cannot be told."""
    if not headers:
        return None
    said = ", ".join(headers)
    return Text(
        f"{table.label.en}: the header {said} stands twice. Rename one of the two, or have the first one read "
        "with --yes.",
        f"{table.label.fr} : l'en-tête {said} figure deux fois. Renommez l'un des deux, ou faites lire le premier "
        "avec --yes.",
    )


def ask_about_copy(path: str) -> Text:
    """Ask about a workbook known elsewhere."""
    return Text(
        f"This workbook is a copy of {path}. Say what it is with classeur link: --move, --fork or --read-only; "
        "--yes has it join as a workbook of its own.",
        f"Ce classeur est une copie de {path}. Dites ce qu'il est avec classeur link : --move, --fork ou --read-only ; "
        "--yes le fait rejoindre la production à part.",
    )


def ask_about_old_version(table: Table) -> Text:
    """Ask about a sheet whose changes all go back to what it showed before."""
    return Text(
        f"{table.label.en}: everything that changed goes back to earlier values, as in an old version put back. "
        "Is it on purpose? Answer with --yes.",
        f"{table.label.fr} : tout ce qui a changé revient à d'anciennes valeurs, comme dans une ancienne version "
        "remise en place. Est-ce voulu ? Répondez avec --yes.",
    )


def refuse_read_only(path: str) -> Text:
    """Leave alone a copy that a person has said is only for reading."""
    return Text(
        f"This workbook is a read-only copy of {path}; it is not synchronised.",
        f"Ce classeur est une copie de {path} en lecture seule ; il n'est pas synchronisé.",
    )
