"""The file protocol: read whole, refuse what is open elsewhere, replace at once."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from workbook_templates.text import OfficeError

VERSIONS_KEPT = 30


def read_file(path: Path) -> bytes:
    """Read a workbook file.

    Raises:
        OfficeError: There is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise OfficeError(
            f"{path} is not a file. Check its name.", f"{path} n'est pas un fichier. Vérifiez son nom."
        )
    try:
        return path.read_bytes()
    except OSError as problem:
        raise OfficeError(
            f"{path.name} cannot be read: {problem.strerror}.",
            f"{path.name} est illisible : {problem.strerror}.",
        ) from problem


def check_writable(path: Path) -> None:
    """Refuse a file that is open in Excel or LibreOffice, or read-only."""
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if (path.parent / lock).exists():
            raise OfficeError(
                f"{path.name} is open in {program}. Close it there, then run the command again.",
                f"{path.name} est ouvert dans {program}. Fermez-le là, puis relancez la commande.",
            )
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise OfficeError(
            f"{path.name} is read-only. Allow writing in its properties.",
            f"{path.name} est en lecture seule. Permettez l'écriture dans ses propriétés.",
        )


def replace_file(path: Path, data: bytes, expected: str, versions: Path | None) -> None:
    """Put new bytes in the file's place, all at once, keeping its permissions and its previous version.

    Args:
        path: The file.
        data: Its new bytes.
        expected: The SHA-256 of what was read.
        versions: The folder of previous versions.

    Raises:
        OfficeError: It is open elsewhere, read-only, changed since it was read, or the disk is full.
    """
    check_writable(path)
    before = read_file(path)
    if hashlib.sha256(before).hexdigest() != expected:
        raise OfficeError(
            f"{path.name} has changed since it was read. Nothing was written; run the command again.",
            f"{path.name} a changé depuis sa lecture. Rien n'a été écrit ; relancez la commande.",
        )
    try:
        if versions is not None:
            _keep_version(path, before, versions)
        handle, name = tempfile.mkstemp(prefix=".classeur-", suffix=path.suffix, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            shutil.copymode(path, name)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise OfficeError(
            f"{path.name} could not be written: {problem.strerror}. It is as it was.",
            f"{path.name} n'a pu être écrit : {problem.strerror}. Il est resté tel quel.",
        ) from problem


def _keep_version(path: Path, data: bytes, versions: Path) -> None:
    folder = versions / path.name
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob(f"*{path.suffix}"))
    number = int(kept[-1].stem.partition("-")[0]) + 1 if kept else 1
    (folder / f"{number:06}-{path.stem}{path.suffix}").write_bytes(data)
    for old in kept[: max(0, len(kept) + 1 - VERSIONS_KEPT)]:
        old.unlink()
