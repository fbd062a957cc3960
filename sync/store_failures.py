"""What a store that fails is said to have: locked by another process, a full disk, a server that went away."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from workbook_templates.text import OfficeError

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PRIMARY = 0xFF  # SQLite's extended codes hold the plain one in their last byte


@contextmanager
def failures_told(opening: bool = False) -> Iterator[None]:
    """Turn the failures of the world, not faults in our SQL, into one sentence.

    Raises:
        OfficeError: The store cannot be opened, read or written.
    """
    try:
        yield
    except (SQLAlchemyError, ImportError) as problem:
        told = _told(problem)
        if told is None and not (opening or isinstance(problem, OperationalError)):
            raise
        raise told or _unopened() from problem


def _told(problem: Exception) -> OfficeError | None:
    cause = problem.orig if isinstance(problem, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", 0) & PRIMARY
    if code in BUSY:
        return OfficeError(
            "The store is locked by another command or program. Wait until it has ended, then run the command again.",
            "La base est verrouillée par une autre commande ou un autre programme. Attendez sa fin, puis relancez "
            "la commande.",
        )
    if code in FULL:
        return OfficeError(
            "The store cannot be written: the disk is full or fails. Make room, then run the command again.",
            "La base ne peut être écrite : le disque est plein ou défaillant. Faites de la place, puis relancez la "
            "commande.",
        )
    if code in DAMAGED:
        return OfficeError(
            "The store's file is damaged, or is no store. Put it aside and restore the last backup: "
            "classeur restore FILE.",
            "Le fichier de la base est endommagé, ou n'est pas une base. Mettez-le de côté et restaurez la dernière "
            "sauvegarde : classeur restore FICHIER.",
        )
    return None


def _unopened() -> OfficeError:
    return OfficeError(
        "The store cannot be opened. Check its address and that its folder can be written.",
        "La base ne peut être ouverte. Vérifiez son adresse et les droits de son dossier.",
    )
