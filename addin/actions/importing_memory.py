"""What imports remember, in a small file beside the store: confirmed mappings, and what each import wrote."""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from addin.rules.messy_mapping import MappedColumn
from addin.rules.messy_words import plain
from sync.books.files import read_file, replace_file
from sync.settings import Settings
from workbook_templates.text import OfficeError

FILE_NAME = "imports.json"
WRITES_KEPT = 30


@dataclass(frozen=True, slots=True)
class Write:
    """One import that wrote a book: its name, and its SHA-256 before and after."""

    book: str
    table: str
    file: str
    before: str
    after: str


class ImportMemory:
    """The small file ``imports.json`` in the folder of the store."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.folder / ".classeur" / FILE_NAME

    def recall(self, table: str, columns: Sequence[MappedColumn]) -> tuple[MappedColumn, ...] | None:
        """The mapping confirmed earlier for these headings, whatever their order; None when there is none."""
        known = cast(dict[str, list[list[str]]], self._read().get("mappings", {}))
        lines = known.get(_key(table, columns))
        if lines is None:
            return None
        return apply_mapping(columns, [(heading, target, reading) for heading, target, reading in lines])

    def remember(self, table: str, columns: Sequence[MappedColumn]) -> None:
        said = self._read()
        mappings = cast(dict[str, object], said.setdefault("mappings", {}))
        mappings[_key(table, columns)] = [
            [column.heading, column.target, column.reading] for column in columns
        ]
        self._write(said)

    def record_write(self, write: Write) -> None:
        said = self._read()
        writes = cast(list[object], said.setdefault("writes", []))
        writes.append([write.book, write.table, write.file, write.before, write.after])
        said["writes"] = writes[-WRITES_KEPT:]
        self._write(said)

    def undo_last(self, book: Path) -> Write:
        """Put back the book as it was before its last import, byte for byte.

        Raises:
            OfficeError: Nothing was imported, the book has changed since, or its earlier version is gone.
        """
        said = self._read()
        writes = [Write(*map(str, one)) for one in cast(list[list[str]], said.get("writes", []))]
        own = [write for write in writes if write.book == book.name]
        if not own:
            raise OfficeError(
                f"Nothing was imported into {book.name}: there is nothing to undo.",
                f"Rien n'a été importé dans {book.name} : il n'y a rien à annuler.",
            )
        last = own[-1]
        if hashlib.sha256(read_file(book)).hexdigest() != last.after:
            raise OfficeError(
                f"{book.name} has changed since {last.file} was imported; undoing would lose those changes. Nothing was written.",
                f"{book.name} a changé depuis l'import de {last.file} ; l'annuler perdrait ces changements. Rien n'a été écrit.",
            )
        versions = self._settings.versions
        before = _find_version(versions / book.name, last.before)
        if before is None:
            raise OfficeError(
                f"The version of {book.name} before the import is no longer kept.",
                f"La version de {book.name} d'avant l'import n'est plus gardée.",
            )
        replace_file(book, before, last.after, versions)
        writes.remove(last)
        said["writes"] = [[one.book, one.table, one.file, one.before, one.after] for one in writes]
        self._write(said)
        return last

    def _read(self) -> dict[str, object]:
        if not self._path.is_file():
            return {}
        try:
            return cast(dict[str, object], json.loads(self._path.read_text(encoding="utf-8")))
        except ValueError as problem:
            raise OfficeError(
                f"{self._path.name} cannot be read: {problem}. Rename it to start afresh.",
                f"{self._path.name} est illisible : {problem}. Renommez-le pour repartir de rien.",
            ) from problem

    def _write(self, said: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".imports-", dir=self._path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(said, out, ensure_ascii=False, indent=1)
        os.replace(name, self._path)


def apply_mapping(
    columns: Sequence[MappedColumn], lines: Sequence[tuple[str, str, str]]
) -> tuple[MappedColumn, ...]:
    """The columns as a person has mapped them: by heading, the nth of a name by the nth line of that name."""
    waiting: dict[str, list[tuple[str, str]]] = {}
    for heading, target, reading in lines:
        waiting.setdefault(plain(heading), []).append((target, reading))
    settled: list[MappedColumn] = []
    for column in columns:
        said = waiting.get(plain(column.heading))
        if said:
            target, reading = said.pop(0)
            column = replace(
                column,
                target=target,
                reading=reading or (column.reading if target == column.target else ""),
                confidence=1.0,
                rivals=(),
            )
        else:
            column = replace(column, target="", confidence=0.0, rivals=())
        settled.append(column)
    return tuple(settled)


def _key(table: str, columns: Sequence[MappedColumn]) -> str:
    headings = sorted(plain(column.heading) for column in columns)
    return f"{table}:{hashlib.sha256('|'.join(headings).encode()).hexdigest()[:16]}"


def _find_version(folder: Path, sha: str) -> bytes | None:
    for path in sorted(folder.glob("*"), reverse=True) if folder.is_dir() else ():
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha:
            return data
    return None
