"""One person's values taken out of every table of the store, and looked for in every one of them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table as Sql
from sqlalchemy import select

from sync.base import pack, unpack
from sync.bulk import bulk_insert, bulk_upsert
from sync.conflicts import ANEW
from sync.history import Change
from sync.personal import PEOPLE, PERSONAL, Words, find_words, free_columns, is_personal, without_personal
from sync.store import Transaction
from sync.store_schema import BASE, BOOKS, CHANGES, CONFLICTS, FORGOTTEN, META, ROWS, RUNS
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError

Line = dict[str, Any]
WIDE = {f"t_{key}": key for key in ROWS}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone by the identifier that stays, in crew or cast, and the records that tell of them alone."""

    table: str
    identifier: str
    records: frozenset[tuple[str, str]]

    def owns(self, table: str, record: str) -> bool:
        return (table, record) in self.records


def find_person(tx: Transaction, said: str) -> Person:
    """Find who is meant by an identifier: ``P1``, or ``crew:P1`` and ``cast:7`` where both lists have it.

    Raises:
        OfficeError: Nobody has it, or two have.
    """
    where, mark, name = said.partition(":")
    tables, identifier = ((where,), name) if mark and where in PEOPLE else (PEOPLE, said)
    found = [(key, records) for key in tables if (records := _records(tx, key, identifier))]
    if not found:
        raise OfficeError(
            f"Nobody in this store has the identifier {said}. Write the one of the Crew sheet, or the role's number.",
            f"Personne dans cette base n'a l'identifiant {said}. Écrivez celui de la feuille Équipe, ou le numéro du rôle.",
        )
    if len(found) > 1:
        raise OfficeError(
            f"{said} is in the crew and in the cast. Write crew:{said} or cast:{said}.",
            f"{said} figure dans l'équipe et dans la distribution. Écrivez crew:{said} ou cast:{said}.",
        )
    ((table, records),) = found
    others = {key for key in PEOPLE if key != table and _records(tx, key, identifier)}
    # Whose unavailability it is cannot be told where both lists have the identifier.
    notes = set() if others else _records(tx, "availability", identifier)
    own = {(table, record) for record in records} | {("availability", record) for record in notes}
    return Person(table, identifier, frozenset(own))


def _records(tx: Transaction, table: str, identifier: str) -> set[str]:
    rows, key = ROWS[table], TABLE[table].keys[0]
    return set(tx.connection.execute(select(rows.c["_id"]).where(rows.c[key] == identifier)).scalars())


def every_row(tx: Transaction, table: Sql) -> Iterator[Line]:
    """A table's rows, plain; a base's cells as a list."""
    seal, name = tx.seal, table.name
    for row in tx.connection.execute(select(table)).all():
        line = row._asdict()
        if table is BASE:
            line["cells"] = unpack(line["cells"])
        if seal is not None:
            if name in WIDE:
                keys = [column.key for column in TABLE[WIDE[name]].columns]
                cells = seal.open_cells(WIDE[name], line["_id"], [line[key] for key in keys])
                line |= dict(zip(keys, cells, strict=True))
            elif table is BASE:
                line["cells"] = seal.open_cells(line["table"], line["id"], line["cells"])
            elif table is CHANGES:
                place = (line["table"], line["record"], line["column"])
                line |= {side: seal.open_value(*place, line[side]) for side in ("before", "after")}
            elif table is CONFLICTS:
                line = seal.open_conflict(line)
            elif table is BOOKS:
                line["conflicts_shown"] = seal.open_shown(line["identity"], line["conflicts_shown"])
        yield line


def _written(tx: Transaction, table: Sql, line: Line) -> tuple[object, ...]:
    """A row as the store keeps it."""
    seal, name, line = tx.seal, table.name, dict(line)
    if seal is not None:
        if name in WIDE:
            keys = [column.key for column in TABLE[WIDE[name]].columns]
            cells = seal.close_cells(WIDE[name], line["_id"], [line[key] for key in keys])
            line |= dict(zip(keys, cells, strict=True))
        elif table is BASE:
            line["cells"] = seal.close_cells(line["table"], line["id"], line["cells"])
        elif table is CHANGES:
            change = seal.close_change(Change(**{name: line[name] for name in Change._fields}))
            line |= change._asdict()
        elif table is CONFLICTS:
            line = seal.close_conflict(line)
        elif table is BOOKS:
            line["conflicts_shown"] = seal.close_shown(line["identity"], line["conflicts_shown"])
    if table is BASE:
        line["cells"] = pack(line["cells"])
    return tuple(line[column.name] for column in table.columns)


def personal_values(tx: Transaction, person: Person) -> dict[str, set[str]]:
    """Column -> every value of the person that the store holds, today's and earlier ones."""
    found: dict[str, set[str]] = {key: set() for key in PERSONAL[person.table]}

    def take(columns: Iterable[str], cells: Iterable[str]) -> None:
        for key, value in zip(columns, cells, strict=True):
            if key in found and value:
                found[key].add(value)

    keys = [column.key for column in TABLE[person.table].columns]
    for line in every_row(tx, ROWS[person.table]):
        if person.owns(person.table, line["_id"]):
            take(keys, [line[key] for key in keys])
    for line in every_row(tx, BASE):
        if line["table"] == person.table and person.owns(person.table, line["id"]):
            take(keys, line["cells"])
    for table, sides in ((CHANGES, ("before", "after")), (CONFLICTS, ("base", "sheet", "store"))):
        for line in every_row(tx, table):
            if line["table"] == person.table and person.owns(person.table, line["record"]):
                take([line["column"]] * len(sides), [line[side] for side in sides])
                cells = json.loads(line.get("cells") or "[]")
                take(keys if cells else [], cells)
    return found


def others_text(tx: Transaction, person: Person) -> str:
    """All that stands in the rows of other people."""
    said = []
    for key in PEOPLE:
        keys = [column.key for column in TABLE[key].columns]
        for line in every_row(tx, ROWS[key]):
            if not line["_deleted"] and not person.owns(key, line["_id"]):
                said += [line[one] for one in keys if line[one]]
                said.append(f"{line['first_name']} {line['last_name']}")
    return "\n".join(said)


def words_of(tx: Transaction, person: Person, more: dict[str, set[str]]) -> Words:
    """The person's words, from the store and what the books added."""
    values = personal_values(tx, person)
    both = {key: known | more.get(key, set()) for key, known in values.items()}
    return find_words(both, others_text(tx, person), person.identifier)


def erase_person(
    tx: Transaction,
    person: Person,
    words: Words,
    by: tuple[str, str, datetime],
    unreached: Iterable[str] = (),
) -> Counter[str]:
    """Take a person out of every table; ``by`` is the run, who and when.

    The rounds of ``unreached`` books, by identity, will hold back what they still show.

    Returns:
        How many rows were changed, by table of the store.
    """
    run, who, now = by
    if tx.connection.dialect.name == "sqlite":
        tx.connection.exec_driver_sql("PRAGMA secure_delete=ON")
    seq, counts = tx.next_seq(), Counter[str]()
    change: dict[Sql, Callable[[Line], None]] = {
        BASE: lambda line: _erase_base(line, person, words),
        CHANGES: lambda line: _erase_change(line, person, words),
        CONFLICTS: lambda line: _erase_conflict(line, person, words, now.isoformat()),
        RUNS: lambda line: line.update(who=words.scrub(line["who"])),
        BOOKS: _look_again,
    }
    for key, wide in ROWS.items():
        change[wide] = lambda line, key=key: _erase_row(line, key, person, words, seq)  # type: ignore[misc]
    for table, erase in change.items():
        made = []
        for line in every_row(tx, table):
            before = dict(line)
            erase(line)
            if line != before:
                made.append(_written(tx, table, line))
        bulk_upsert(tx.connection, table, made)
        if table is not BOOKS:
            counts[table.name] += len(made)
    when = now.isoformat()
    held = [(book, *place, when) for book in unreached for place in sorted(person.records)]
    bulk_upsert(tx.connection, FORGOTTEN, held)
    key = TABLE[person.table].keys[0]
    lines = [
        Change(run, when, who, "", table, record, key, person.identifier, person.identifier, "forget")
        for table, record in sorted(person.records)
        if table == person.table
    ]
    bulk_insert(tx.connection, CHANGES, Change._fields, lines)
    tx.record_run(run, f"forget {person.identifier}", now, who)
    return +counts


def _erase_row(line: Line, key: str, person: Person, words: Words, seq: int) -> None:
    before = dict(line)
    if person.owns(key, line["_id"]):
        line |= dict.fromkeys(PERSONAL[key], "")
    line |= {column: words.scrub(line[column]) for column in free_columns(TABLE[key]) if line[column]}
    if line != before:
        line["_seq"] = seq


def _erase_cells(
    key: str, record: str, cells: tuple[str, ...], person: Person, words: Words
) -> tuple[str, ...]:
    table = TABLE[key]
    if person.owns(key, record):
        cells = without_personal(table, cells)
    free = free_columns(table)
    return tuple(
        words.scrub(cell) if cell and column.key in free else cell
        for column, cell in zip(table.columns, cells, strict=True)
    )


def _erase_base(line: Line, person: Person, words: Words) -> None:
    line["cells"] = _erase_cells(line["table"], line["id"], line["cells"], person, words)


def _erase_change(line: Line, person: Person, words: Words) -> None:
    own = person.owns(line["table"], line["record"]) and is_personal(line["table"], line["column"])
    free = line["table"] in TABLE and line["column"] in free_columns(TABLE[line["table"]])
    for side in ("before", "after"):
        line[side] = "" if own else words.scrub(line[side]) if free else line[side]
    line["who"] = words.scrub(line["who"])


def _erase_conflict(line: Line, person: Person, words: Words, when: str) -> None:
    own = person.owns(line["table"], line["record"])
    sides = ("base", "sheet", "store", "choice")
    if own and is_personal(line["table"], line["column"]):
        line |= dict.fromkeys(sides, "")
        line["settled_when"] = line["settled_when"] or when
    line |= {side: words.scrub(line[side]) for side in (*sides, "who")}
    cells = tuple(json.loads(line["cells"] or "[]"))
    if cells:
        cells = _erase_cells(line["table"], line["record"], cells, person, words)
        line["cells"] = json.dumps(cells, ensure_ascii=False)


def _look_again(line: Line) -> None:
    line |= {"fingerprint": "", "conflicts_shown": ANEW if line["conflicts_shown"] else ""}


def search_store(tx: Transaction, person: Person, words: Words) -> Counter[str]:
    """Look for the person in every table of the store: those that still hold something, and how many rows."""
    found = Counter[str]()
    for table in META.sorted_tables:
        found[table.name] = sum(_tells(table, line, person, words) for line in every_row(tx, table))
    return found


def _tells(table: Sql, line: Line, person: Person, words: Words) -> bool:
    texts = [value for value in line.values() if isinstance(value, str)]
    if table is BASE:
        texts += line["cells"]
        own = person.owns(line["table"], line["id"])
        if own and without_personal(TABLE[line["table"]], line["cells"]) != tuple(line["cells"]):
            return True
    key = WIDE.get(table.name, "")
    if key and person.owns(key, line["_id"]) and any(line[column] for column in PERSONAL[key]):
        return True
    if table is CHANGES or table is CONFLICTS:
        own = person.owns(line["table"], line["record"])
        sides = ("before", "after") if table is CHANGES else ("base", "sheet", "store")
        if own and is_personal(line["table"], line["column"]) and any(line[side] for side in sides):
            return True
        cells = tuple(json.loads(line.get("cells") or "[]"))
        if own and cells and without_personal(TABLE[line["table"]], cells) != cells:
            return True
    return any(map(words.is_in, texts))


def mentions(tx: Transaction, words: Words) -> list[tuple[str, str, str]]:
    """Where a last name stands alone in free text: table, record, column. It may be a word; a person looks."""
    found = []
    for key, wide in ROWS.items():
        if key in PEOPLE:
            continue
        columns = free_columns(TABLE[key])
        for line in every_row(tx, wide):
            found += [(key, line["_id"], column) for column in columns if words.may_be_in(line[column])]
    return found


def forgets(tx: Transaction) -> list[Change]:
    """The log's lines about people erased."""
    query = select(*(CHANGES.c[name] for name in Change._fields)).where(CHANGES.c.action == "forget")
    return [Change(*row) for row in tx.connection.execute(query)]


def forget_again(tx: Transaction, erased: Iterable[Change]) -> bool:
    """Erase those whom a restored backup has brought back.

    Returns:
        Whether there were any.
    """
    known = {(line.run, line.table, line.record) for line in forgets(tx)}
    back = [line for line in erased if (line.run, line.table, line.record) not in known]
    for line in {(one.table, one.after): one for one in back}.values():
        if _records(tx, line.table, line.after):
            person = find_person(tx, f"{line.table}:{line.after}")
            words = words_of(tx, person, {})
            erase_person(tx, person, words, (line.run, line.who, datetime.fromisoformat(line.time)))
    return bool(back)
