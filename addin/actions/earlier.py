"""What an action is told of the past, where a store knows it."""

from collections.abc import Sequence
from datetime import datetime

from addin.rules.crew_lines import HeldRole
from sync.held import read_held
from sync.settings import Settings

LOOKS_BACK = "check"


def read_held_roles(settings: Settings, action: str) -> Sequence[HeldRole]:
    """The characters that have had each role number, from the store's log, for the action that looks at them.

    Nothing without a store that answers; the names of characters are no secret.
    """
    if action != LOOKS_BACK:
        return ()
    held = read_held(settings, "cast", ("role", "character"))
    return [HeldRole(one.values[0], one.values[1], one.record, _day(one.until)) for one in held]


def _day(moment: str) -> str:
    """The day here of a moment of the log; "" for none."""
    return datetime.fromisoformat(moment).astimezone().date().isoformat() if moment else ""
