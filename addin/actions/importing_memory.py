"""What imports remember, in a small file beside the store: confirmed mappings, and what each import wrote."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from addin.actions.importing_rows import KeptRow
from addin.rules.messy_mapping import MappedColumn
from addin.rules.messy_words import plain
from sync.books.files import read_file, replace_file
from sync.encryption import MARK, Cipher, find_keys
from sync.settings import Settings
from workbook_templates.declare import Table, Tier
from workbook_templates.text import OfficeError

FILE_NAME = "imports.json"
WRITES_KEPT = 30
ROWS = ".json"


@dataclass(frozen=True, slots=True)
class Write:
    """One import that wrote a book: its name, and its SHA-256 before and after; for a book that is no file, of the rows."""

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
        writes.append(_line(write))
        said["writes"] = writes[-WRITES_KEPT:]
        self._write(said)

    def record_rows(self, write: Write, table: Table, rows: Sequence[KeptRow]) -> None:
        """Keep the rows that an import wrote into a book that is no file; with a key, their restricted cells sealed.

        The file stands among the kept versions: whoever is erased is looked for there.
        """
        seal = self._cipher()
        kept = [
            [
                one.id,
                one.before and _sealed(seal, table, one.id, one.before),
                _sealed(seal, table, one.id, one.after),
            ]
            for one in rows
        ]
        data = json.dumps(kept, ensure_ascii=False).encode()
        name = hashlib.sha256(data).hexdigest()
        path = self._rows_path(write.book, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.record_write(replace(write, after=name))
        held = {one[4] for one in self._writes() if one[0] == write.book}
        for old in path.parent.glob(f"*{ROWS}"):
            if old.stem not in held:
                old.unlink()

    def last_rows(self, book: str, table: Mapping[str, Table]) -> tuple[Write, list[KeptRow]]:
        """The last import into a book that is no file, and the rows that it wrote.

        Raises:
            OfficeError: Nothing was imported, or the rows are no longer kept.
        """
        last = self._last(book)
        path = self._rows_path(book, last.after)
        if not path.is_file():
            raise _not_kept(book)
        cipher, declared = self._cipher(), table[last.table]
        try:
            return last, [
                KeptRow(
                    one,
                    before and _opened(cipher, declared, one, before),
                    _opened(cipher, declared, one, after),
                )
                for one, before, after in json.loads(path.read_text(encoding="utf-8"))
            ]
        except ValueError as problem:
            raise _not_kept(book) from problem

    def forget_write(self, write: Write) -> None:
        """The write was undone."""
        said = self._read()
        said["writes"] = [one for one in self._writes() if one != _line(write)]
        self._write(said)
        self._rows_path(write.book, write.after).unlink(missing_ok=True)

    def _rows_path(self, book: str, name: str) -> Path:
        folder = hashlib.sha256(book.encode()).hexdigest()[:16]
        return self._settings.versions / f"import-{folder}" / f"{name}{ROWS}"

    def _cipher(self) -> Cipher | None:
        ring = find_keys(self._settings.key_file)
        return Cipher(ring) if ring else None

    def _writes(self) -> list[list[str]]:
        return cast(list[list[str]], self._read().get("writes", []))

    def _last(self, book: str) -> Write:
        own = [Write(*map(str, one)) for one in self._writes() if one[0] == book]
        if not own:
            raise OfficeError(
                f"Nothing was imported into {book}: there is nothing to undo.",
                f"Rien n'a été importé dans {book} : il n'y a rien à annuler.",
            )
        return own[-1]

    def undo_last(self, book: Path) -> Write:
        """Put back the book as it was before its last import, byte for byte.

        Raises:
            OfficeError: Nothing was imported, the book has changed since, or its earlier version is gone.
        """
        last = self._last(book.name)
        if hashlib.sha256(read_file(book)).hexdigest() != last.after:
            raise OfficeError(
                f"{book.name} has changed since {last.file} was imported; undoing would lose those changes. Nothing was written.",
                f"{book.name} a changé depuis l'import de {last.file} ; l'annuler perdrait ces changements. Rien n'a été écrit.",
            )
        versions = self._settings.versions
        before = _find_version(versions / book.name, last.before)
        if before is None:
            raise _not_kept(book.name)
        replace_file(book, before, last.after, versions)
        self.forget_write(last)
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


def _line(write: Write) -> list[str]:
    return [write.book, write.table, write.file, write.before, write.after]


def _not_kept(book: str) -> OfficeError:
    return OfficeError(
        f"The version of {book} before the import is no longer kept.",
        f"La version de {book} d'avant l'import n'est plus gardée.",
    )


def _sealed(cipher: Cipher | None, table: Table, record: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {
        key: cipher.seal(cell, table.key, record, key) if cipher and _is_restricted(table, key) else cell
        for key, cell in cells.items()
    }


def _opened(cipher: Cipher | None, table: Table, record: str, cells: Mapping[str, str]) -> dict[str, str]:
    opened = {}
    for key, cell in cells.items():
        is_sealed = _is_restricted(table, key) and cell.startswith(MARK)
        if is_sealed and cipher is None:
            raise OfficeError(
                "The rows before the import are encrypted, and their key is not given here.",
                "Les lignes d'avant l'import sont chiffrées, et leur clé n'est pas donnée ici.",
            )
        opened[key] = cipher.open(cell, table.key, record, key) if cipher and is_sealed else cell
    return opened


def _is_restricted(table: Table, key: str) -> bool:
    return table.column(key).tier is Tier.RESTRICTED


def _find_version(folder: Path, sha: str) -> bytes | None:
    for path in sorted(folder.glob("*"), reverse=True) if folder.is_dir() else ():
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == sha:
            return data
    return None
