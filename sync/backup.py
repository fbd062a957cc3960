"""The whole store in one file, and back: a zip of one JSON line a row, whatever the database."""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, select, text, update

from sync.bulk import bulk_insert
from sync.erasing import forget_again, forgets
from sync.migrations import follow_declarations
from sync.sealing import open_seal, vacuum
from sync.store import Store
from sync.store_schema import BOOKS, CHANGES, FORGOTTEN, META, ROWS, RUNS, STATE, VERSION
from workbook_templates.text import OfficeError

EARLIER = (2, 3)
BEGUN = {
    STATE: (3, 3),
    FORGOTTEN: (3, 0),
    BOOKS: (4, 7),
}  # the version that added columns, how many it had before
ABOUT = "classeur.json"
FIRST = 4  # columns of a wide table before the declared ones
Lines = list[list[Any]]
Part = tuple[list[str], Lines]  # columns, and rows in their order


def write_backup(store: Store, path: Path) -> int:
    """Write every row of the store, as one moment saw them.

    Returns:
        How many rows were written.

    Raises:
        OfficeError: There is a file already, or it cannot be written.
    """
    if path.exists():
        raise OfficeError(
            f"{path} exists already. Choose another name.", f"{path} existe déjà. Choisissez un autre nom."
        )
    total = 0
    try:
        handle, name = tempfile.mkstemp(prefix=".classeur-", dir=path.resolve().parent)
        try:
            with (
                os.fdopen(handle, "wb") as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out,
                store.transaction(keep=False) as tx,
            ):
                out.writestr(ABOUT, json.dumps({"store": "classeur", "version": VERSION}))
                for table in META.sorted_tables:
                    with out.open(f"{table.name}.jsonl", "w") as part:
                        for row in tx.connection.execute(select(table)):
                            part.write(json.dumps(list(row), ensure_ascii=False).encode() + b"\n")
                            total += 1
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise OfficeError(
            f"{path} cannot be written: {problem.strerror}.",
            f"{path} ne peut être écrit : {problem.strerror}.",
        ) from problem
    return total


def is_backup(path: Path) -> bool:
    """Whether a file says of itself that it is a backup."""
    try:
        with zipfile.ZipFile(path) as backup:
            return bool(json.loads(backup.read(ABOUT))["store"] == "classeur")
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, OSError):
        return False


def restore_backup(store: Store, path: Path, yes: bool = False) -> int:
    """Put a backup's rows in the store, in one transaction; whoever was erased since stays erased.

    Returns:
        How many rows were read.

    Raises:
        OfficeError: It is no backup, comes from another version, is encrypted with another key, or the store
            already holds something and ``yes`` does not say to replace it.
    """
    parts = _read(path)
    with store.transaction() as tx:
        held = any(tx.connection.execute(select(one).limit(1)).first() for one in (BOOKS, RUNS))
        if held and not yes:
            raise OfficeError(
                "The store already holds a production. Answer with --yes to replace all of it by the backup.",
                "La base contient déjà une production. Répondez --yes pour la remplacer entièrement par la sauvegarde.",
            )
        total, erased = 0, forgets(tx)
        for table in META.sorted_tables:
            tx.connection.execute(delete(table))
            names, rows = parts[table.name]
            bulk_insert(tx.connection, table, names, rows)
            total += len(rows)
        follow_declarations(tx.connection)
        if tx.connection.dialect.name == "postgresql":
            numbers = "pg_get_serial_sequence('changes', 'number')"
            last = select(func.coalesce(func.max(CHANGES.c.number), 0) + 1)
            tx.connection.execute(select(func.setval(text(numbers), last.scalar_subquery(), False)))
        tx.connection.execute(update(STATE).values(version=VERSION))
        tx.seal, is_rewritten = open_seal(tx.connection, store.ring)
        is_rewritten = forget_again(tx, erased) or is_rewritten
    store.seal = tx.seal
    if is_rewritten:
        vacuum(store.engine)
    return total


def _columns_and_rows(table: Table, parts: Mapping[str, Lines], version: int) -> Part:
    """A table's rows as today's store holds them: the declared columns may have changed since the backup."""
    names = [column.name for column in table.columns]
    since, had = BEGUN.get(table, (0, 0))
    if version < since:
        names = names[:had]
    declared = {f"t_{key}": json.loads(columns) for key, columns in parts["layout"]}
    if table in ROWS.values():
        names = [*names[:FIRST], *declared.get(table.name, ())]
        if table.name not in declared:
            return names, []
    rows = parts[table.name] if names else []
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f"{table.name}: a row is cut short")
    kept = [at for at, name in enumerate(names) if name in table.columns]
    return [names[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _read(path: Path) -> dict[str, Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as backup:
            about = json.loads(backup.read(ABOUT))
            if about.get("version") not in (*EARLIER, VERSION):
                raise OfficeError(
                    f"{path.name} comes from another version of Classeur (store {about.get('version')}, here {VERSION}).",
                    f"{path.name} vient d'une autre version de Classeur (base {about.get('version')}, ici {VERSION}).",
                )
            parts = {
                name.removesuffix(".jsonl"): [json.loads(line) for line in backup.read(name).splitlines()]
                for name in backup.namelist()
                if name != ABOUT
            }
            return {
                table.name: _columns_and_rows(table, parts, about["version"]) for table in META.sorted_tables
            }
    except FileNotFoundError as problem:
        raise OfficeError(f"{path} is not a file.", f"{path} n'est pas un fichier.") from problem
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise OfficeError(
            f"{path.name} is not a backup of Classeur, or only half of it arrived.",
            f"{path.name} n'est pas une sauvegarde de Classeur, ou n'est arrivée qu'à moitié.",
        ) from problem
