"""What a command says of a book's last round beside its own answer."""

import sys
from datetime import UTC, datetime

from sync.settings import Settings, user_lang
from sync.standing import describe_standing, read_standing, read_states
from sync.timer import State


def tell_standing(settings: Settings, where: str) -> dict[str, object]:
    """Say on standard error that the book's last round waits, asks or failed; the same for the JSON answer."""
    standing = read_standing(settings, where)
    said = standing.say(user_lang()) if standing else None
    if said:
        print(said, file=sys.stderr)
    return {"status": said}


def list_waits(settings: Settings) -> list[dict[str, str]]:
    """The books whose round waits for their file, since when and what for."""
    waiting = [one for _, one in sorted(read_states(settings).items()) if one.state is State.WAITS]
    return [
        {
            "book": one.book,
            "since": datetime.fromtimestamp(one.since / 1000, UTC).isoformat(timespec="seconds"),
            "said": standing.say(user_lang()),
        }
        for one in waiting
        if (standing := describe_standing(one))
    ]
