"""How a book's last round stands, for whoever runs a command on the book or presses its button."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from sync.leases import NOTHING, RoundState, read_rounds
from sync.settings import GOOGLE, Settings
from sync.timer import CALM, State
from sync.turn import book_key
from workbook_templates.text import Text, show_minute

PATIENCE = 2  # seconds that a store has to answer


def read_standing(settings: Settings, where: str) -> Text | None:
    """What there is to say of a book's last round; None when all is well, or nothing is known.

    It never makes a store, and never fails: it only comes with another answer.
    """
    place = where if where.startswith(GOOGLE) else str(Path(where).resolve())
    return describe_standing(read_states(settings).get(book_key(place, settings.folder)))


def read_states(settings: Settings) -> dict[str, RoundState]:
    """What the store, when there is one and it answers, knows of each book's rounds."""
    engine = reachable_store(settings)
    try:
        return read_rounds(engine)[1] if engine else {}
    except SQLAlchemyError:
        return {}


def reachable_store(settings: Settings) -> Engine | None:
    """The store to look into, none being made; None where there is none. It may still not answer."""
    try:
        url = make_url(settings.store)
        is_file = url.get_backend_name() == "sqlite"
        if is_file and not (url.database and Path(url.database).is_file()):
            return None
        limit = {} if is_file else {"connect_timeout": PATIENCE}
        return create_engine(url, poolclass=NullPool, connect_args=limit)
    except (SQLAlchemyError, ImportError):
        return None


def describe_standing(one: RoundState | None) -> Text | None:
    """One sentence on a round that waits, asks, failed, or found a conflict copy beside the book."""
    if one is None or one.state is State.NEW or (one.state in CALM and one.said == NOTHING):
        return None
    if one.state in CALM:
        return one.said
    since = show_minute(datetime.fromtimestamp(one.since / 1000))
    en, fr = STANDINGS[one.state]
    return Text(
        f"The last round of this book {en} since {since}: {one.said.en}",
        f"Le dernier passage de ce classeur {fr} depuis le {since} : {one.said.fr}",
    )


STANDINGS = {
    State.WAITS: ("has been waiting", "attend"),
    State.ASKS: ("has had a question for you", "a une question pour vous"),
    State.FAILED: ("has been failing", "échoue"),
}
