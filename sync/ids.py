"""Identities that sort by the time they were given."""

from ulid import ULID


def new_id() -> str:
    """Give a new ULID: 26 characters, unique everywhere."""
    return str(ULID())
