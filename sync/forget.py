"""One person erased on request: the store, the books, their kept versions and the backups; then looked for in all of them."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from sqlalchemy import select

from sync.backup import is_backup, restore_backup, write_backup
from sync.books.files import check_writable, read_file, replace_file
from sync.books.open_book import GOOGLE, SUFFIXES, open_book
from sync.books.xlsx import XlsxBook
from sync.conflicts import CONFLICTS, conflict_sheet, open_conflicts
from sync.erasing import Person, erase_person, find_person, mentions, search_store, words_of
from sync.erasing_files import scrub_workbook, search_file, search_workbook
from sync.personal import PERSONAL, Words, free_columns
from sync.sealing import vacuum
from sync.settings import Settings
from sync.store import Store
from sync.store_schema import BOOKS
from workbook_templates.book import Book, Edits, Reading, Row
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError

SQLITE = "sqlite:///"


@runtime_checkable
class ScrubbedBook(Protocol):
    """A book that is no file, and that is scrubbed and searched where it stands."""

    def scrub(self, words: Words) -> None: ...

    def search(self, words: Words) -> int: ...


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was, or would be, erased and where it was looked for.

    Args:
        person: The identifier that stays, and the table it stays in.
        columns: The columns that are blank now; the others are kept.
        erased: Place -> how many rows, cells or files.
        searched: Place -> what it still holds of the person; 0 everywhere is the proof.
        shared: How many values stay because they are someone else's too.
        mentions: Cells (table, record, column) where a last name stands alone.
        unreached: Books that are not where they were.
    """

    person: Person
    columns: tuple[str, ...]
    erased: Mapping[str, int]
    searched: Mapping[str, int] = field(default_factory=dict)
    shared: int = 0
    mentions: tuple[tuple[str, str, str], ...] = ()
    unreached: tuple[str, ...] = ()
    done: bool = False

    @property
    def is_proven(self) -> bool:
        return self.done and not any(self.searched.values())


@dataclass(slots=True)
class _Work:
    """Everything that may hold the person, looked at once before anything is written."""

    person: Person
    books: list[tuple[Book, Reading]] = field(default_factory=list)
    unreached: dict[str, str] = field(default_factory=dict)
    versions: list[Path] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    values: dict[str, set[str]] = field(default_factory=dict)
    words: Words = field(default_factory=lambda: Words((), 0, (), ""))


def forget_person(
    store: Store,
    settings: Settings,
    said: str,
    by: tuple[str, datetime, Callable[[], str]],
    yes: bool = False,
    backups: Sequence[Path] = (),
) -> Forgotten:
    """Erase a person, or say what would go.

    Args:
        said: The identifier in the crew or cast, ``crew:`` or ``cast:`` before it where both have it.
        by: Who asks, when, and what makes new ids.
        yes: Erase; else nothing is written.
        backups: Backups that stand elsewhere than beside the store.

    Raises:
        OfficeError: Nobody has the identifier, or a book cannot be read or written. Nothing was written.
    """
    who, now, new_id = by
    work = _look(store, settings, said, backups)
    with store.transaction(keep=False) as tx:
        counts = erase_person(tx, work.person, work.words, ("", who, now))
        doubtful = tuple(mentions(tx, work.words))
    erased = {f"store: {table}": number for table, number in counts.items()}
    for book, reading in work.books:
        edits = _edits(reading, work, None)
        cells = sum(map(len, edits.cells.values()))
        erased[book.name] = max(cells, _search_book(book, work.words))
    gone = [path for path in work.versions if _holds(path, work)]
    erased |= {str(path): 1 for path in (*gone, *work.backups)}
    erased = {place: number for place, number in erased.items() if number}
    columns = PERSONAL[work.person.table]
    found = Forgotten(
        work.person, columns, erased, {}, work.words.shared, doubtful, tuple(work.unreached.values())
    )
    if not yes:
        return found
    with store.transaction() as tx:
        erase_person(tx, work.person, work.words, (new_id(), who, now), work.unreached)
    for book, reading in work.books:
        _erase_in_book(store, book, reading, work)
    for path in gone:
        path.unlink(missing_ok=True)
    left = {str(path): _erase_in_backup(store, path, work, (new_id(), who, now)) for path in work.backups}
    vacuum(store.engine)
    searched = _search(store, settings, work) | left
    return Forgotten(
        work.person, columns, erased, searched, work.words.shared, doubtful, found.unreached, done=True
    )


def _look(store: Store, settings: Settings, said: str, backups: Sequence[Path]) -> _Work:
    names = {book.where for book in settings.books}
    with store.transaction(keep=False) as tx:
        work = _Work(find_person(tx, said))
        every = tx.connection.execute(select(BOOKS.c.identity, BOOKS.c.path, BOOKS.c.name)).all()
    for known in every:
        where = str(known.path or known.name)
        if where not in names and _is_reached(where, settings):
            names.add(where)
        elif where not in names:
            work.unreached[str(known.identity)] = where
    for name in sorted(names):
        book = open_book(name, settings)
        if isinstance(book, XlsxBook):
            # Its own bytes as they are would be the very thing to erase: no version of them is kept.
            book = XlsxBook(Path(name))
            check_writable(book.path) if book.path.exists() else None
        work.books.append((book, book.read([*INPUT_TABLES, CONFLICTS])))
    folder = settings.versions
    work.versions = [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else []
    near = [*settings.folder.glob("*.zip"), *(settings.folder / ".classeur").glob("*.zip")]
    work.backups = [path for path in dict.fromkeys([*sorted(near), *backups]) if is_backup(path)]
    for missing in (path for path in backups if path not in work.backups):
        raise OfficeError(
            f"{missing} is not a backup of Classeur.", f"{missing} n'est pas une sauvegarde de Classeur."
        )
    for _, reading in work.books:
        for table, row in _own_rows(reading, work.person):
            for column, value in zip(table.columns, row.cells, strict=True):
                if value and column.key in PERSONAL[table.key]:
                    work.values.setdefault(column.key, set()).add(value)
    with store.transaction(keep=False) as tx:
        work.words = words_of(tx, work.person, work.values)
    return work


def _own_rows(reading: Reading, person: Person) -> Iterator[tuple[Table, Row]]:
    """The rows of a book that tell of the person: by their record, or by the identifier."""
    keys = {key for key, _ in person.records} | {person.table}
    for key in sorted(keys & reading.tables.keys()):
        table = TABLE[key]
        at = table.position[table.keys[0]]
        for row in reading.tables[key].rows:
            if person.owns(key, row.id) or row.cells[at] == person.identifier:
                yield table, row


def _edits(reading: Reading, work: _Work, conflicts: Sequence[Mapping[str, str]] | None) -> Edits:
    """What a book's own cells lose, and its Conflicts sheet as it is now."""
    cells: dict[str, dict[tuple[int, str], str]] = {}
    for table, row in _own_rows(reading, work.person):
        for column, value in zip(table.columns, row.cells, strict=True):
            if (value or table.position[column.key] in row.unknown) and column.key in PERSONAL[table.key]:
                cells.setdefault(table.key, {})[row.number, column.key] = ""
    for key, read in reading.tables.items():
        if read.table.written:
            continue
        free = [(read.table.position[name], name) for name in free_columns(read.table)]
        for row in read.rows:
            for at, name in free:
                value = row.cells[at]
                blank = (row.number, name) in cells.get(key, {})
                if value and not blank and (after := work.words.scrub(value)) != value:
                    cells.setdefault(key, {})[row.number, name] = after
    shown = reading.tables[CONFLICTS.key].place is not None
    results = [conflict_sheet(conflicts, reading)] if conflicts is not None and shown else []
    return Edits(cells=cells, results=results)


def _erase_in_book(store: Store, book: Book, reading: Reading, work: _Work) -> None:
    with store.transaction(keep=False) as tx:
        conflicts = open_conflicts(tx, reading.identity)
    edits = _edits(reading, work, conflicts)
    if edits.cells or edits.results:
        book.apply(edits)
    if isinstance(book, XlsxBook):
        data = read_file(book.path)
        clean = scrub_workbook(data, work.words)
        if clean != data:
            replace_file(book.path, clean, book.fingerprint(), None)
    elif isinstance(book, ScrubbedBook):
        book.scrub(work.words)


def _search_book(book: Book, words: Words) -> int:
    """How many parts of a book, other than the declared cells, hold the words."""
    if isinstance(book, XlsxBook):
        return search_workbook(read_file(book.path), words)
    return book.search(words) if isinstance(book, ScrubbedBook) else 0


def _is_reached(name: str, settings: Settings) -> bool:
    """Whether a book that the settings do not list is still there to be read."""
    if not name.startswith(GOOGLE):
        return Path(name).is_file() and Path(name).suffix.lower() in SUFFIXES
    try:
        open_book(name, settings).read(INPUT_TABLES)
    except OfficeError:
        return False
    return True


def _holds(path: Path, work: _Work) -> bool:
    """Whether a kept version tells of the person; one that cannot be read counts as if it did."""
    if search_file(path, work.words) or _names_records(path, work.person):
        return True
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        reading = XlsxBook(path).read(INPUT_TABLES)
    except OfficeError:
        return True
    return bool(_edits_of(reading, work))


def _names_records(path: Path, person: Person) -> bool:
    """Whether the rows that an import kept, of a book that is no file, are the person's."""
    return path.suffix == ".json" and any(
        record.encode() in path.read_bytes() for _, record in person.records if record
    )


def _edits_of(reading: Reading, work: _Work) -> int:
    own = _own_rows(reading, work.person)
    return sum(bool(row.cells[table.position[key]]) for table, row in own for key in PERSONAL[table.key])


def _erase_in_backup(store: Store, path: Path, work: _Work, by: tuple[str, str, datetime]) -> int:
    """Restore a backup into a store of its own, erase there, and put what that saves in its place.

    Returns:
        How many rows still tell of the person; 1 for a backup that could not be opened.
    """
    with tempfile.TemporaryDirectory(prefix=".classeur-", dir=path.resolve().parent) as folder:
        aside = Store(f"{SQLITE}{Path(folder) / 'aside.sqlite'}", store.ring)
        try:
            restore_backup(aside, path, yes=True)
            with aside.transaction() as tx:
                erase_person(tx, work.person, work.words, by)
                left = sum(search_store(tx, work.person, work.words).values())
            made = Path(folder) / "made.zip"
            write_backup(aside, made)
        except OfficeError:
            return 1
        finally:
            aside.engine.dispose()
        shutil.copymode(path, made)
        os.replace(made, path)
    return left


def _search(store: Store, settings: Settings, work: _Work) -> dict[str, int]:
    """Look again everywhere; every place is named, with what it still holds."""
    found: dict[str, int] = {}
    with store.transaction(keep=False) as tx:
        tables: Counter[str] = search_store(tx, work.person, work.words)
    found |= {f"store: {table}": number for table, number in tables.items()}
    if settings.store.startswith(SQLITE):
        base = Path(settings.store.removeprefix(SQLITE))
        for path in sorted(base.parent.glob(f"{base.name}*")):
            found[str(path)] = search_file(path, work.words)
    for book, _ in work.books:
        again = book.read([*INPUT_TABLES, CONFLICTS])
        found[book.name] = _edits_of(again, work) + _search_book(book, work.words)
    for path in work.versions:
        if path.is_file():
            found[str(path)] = search_file(path, work.words)
    remembered = settings.folder / ".classeur" / "imports.json"
    if remembered.is_file():
        found[str(remembered)] = search_file(remembered, work.words)
    return found
