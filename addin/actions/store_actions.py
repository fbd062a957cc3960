"""The actions on the shared store: buttons and commands too, beside the registry's, which only read and write a book."""

from dataclasses import dataclass

from addin.actions.registry import ACTIONS, Action
from workbook_templates.text import Text


@dataclass(frozen=True, slots=True)
class StoreAction:
    """One thing that is done with the store behind a book.

    Args:
        key: The stable name, from which each face makes the name of its button.
        command: How the command line does it.
        address: How the service does it.
    """

    key: str
    title: Text
    help: Text
    command: str
    address: str


STORE_ACTIONS: dict[str, StoreAction] = {
    action.key: action
    for action in (
        StoreAction(
            "sync",
            Text("Sync now", "Synchroniser"),
            Text(
                "Bring this workbook and the shared store together.",
                "Faire accorder ce classeur et la base commune.",
            ),
            "sync BOOK",
            "/v1/sync",
        ),
        StoreAction(
            "undo",
            Text("Undo the last sync", "Annuler la dernière synchronisation"),
            Text(
                "Show what the last sync of this workbook changed and, once confirmed, take it back.",
                "Montrer ce que la dernière synchronisation de ce classeur a changé et, après confirmation, l'annuler.",
            ),
            "undo RUN",
            "/v1/undo",
        ),
        StoreAction(
            "what-changed",
            Text("What changed", "Ce qui a changé"),
            Text(
                "Show what the last sync of this workbook changed.",
                "Montrer ce que la dernière synchronisation de ce classeur a changé.",
            ),
            "log",
            "/v1/history",
        ),
    )
}

BUTTONS: tuple[Action | StoreAction, ...] = (*ACTIONS.values(), *STORE_ACTIONS.values())
"""Everything that is a button, in the order in which it is shown."""
