"""The whole store in one file, and back: a zip of one JSON line a row, whatever the database."""

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

from sqlalchemy import delete, func, insert, select, text, update

from sync.erasing import forget_again, forgets
from sync.sealing import open_seal, vacuum
from sync.store import Store
from sync.store_schema import CHANGES, FORGOTTEN, META, RUNS, STATE, VERSION
from workbook_templates.text import OfficeError

EARLIER = 2  # it had neither keys nor erased people
ABOUT, MANY = "classeur.json", 2000


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
        held = tx.connection.execute(select(func.count()).select_from(RUNS)).scalar_one()
        if held and not yes:
            raise OfficeError(
                "The store already holds a production. Answer with --yes to replace all of it by the backup.",
                "La base contient déjà une production. Répondez --yes pour la remplacer entièrement par la sauvegarde.",
            )
        total, erased = 0, forgets(tx)
        for table in META.sorted_tables:
            tx.connection.execute(delete(table))
            names = [column.name for column in table.columns]
            # An earlier backup's state lacks the last columns.
            rows = [dict(zip(names, row, strict=table is not STATE)) for row in parts[table.name]]
            for at in range(0, len(rows), MANY):
                tx.connection.execute(insert(table), rows[at : at + MANY])
            total += len(rows)
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


def _read(path: Path) -> dict[str, list[list[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as backup:
            about = json.loads(backup.read(ABOUT))
            if about.get("version") not in (EARLIER, VERSION):
                raise OfficeError(
                    f"{path.name} comes from another version of Classeur (store {about.get('version')}, here {VERSION}).",
                    f"{path.name} vient d'une autre version de Classeur (base {about.get('version')}, ici {VERSION}).",
                )
            return {
                table.name: [json.loads(line) for line in backup.read(f"{table.name}.jsonl").splitlines()]
                if about["version"] == VERSION or table is not FORGOTTEN
                else []
                for table in META.sorted_tables
            }
    except FileNotFoundError as problem:
        raise OfficeError(f"{path} is not a file.", f"{path} n'est pas un fichier.") from problem
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise OfficeError(
            f"{path.name} is not a backup of Classeur, or only half of it arrived.",
            f"{path.name} n'est pas une sauvegarde de Classeur, ou n'est arrivée qu'à moitié.",
        ) from problem
