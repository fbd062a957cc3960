"""One round of one book: read, ask, plan, store, book, base."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sync.conflicts import ANEW, CONFLICTS, conflict_sheet, open_conflicts, record_conflicts, take_choices
from sync.guards import (
    DEFAULT_GUARDS,
    Guards,
    ask_about_columns,
    ask_about_copy,
    ask_about_hidden,
    ask_about_old_version,
    ask_about_removed,
    ask_about_rows_below,
    ask_about_table,
    ask_about_twice,
    refuse_read_only,
)
from sync.history import changes_of
from sync.ids import new_id as ulid
from sync.merge import Policy, Stored
from sync.plan import TablePlan, Terms, changed_cells, differing, identify, plan_table
from sync.promises import is_older, put_back, take_promise
from sync.second_look import look_again, may_be_stale
from sync.settings import GOOGLE
from sync.store import Found, Store, Transaction
from workbook_templates.book import Book, Edits, Reading, TableRead
from workbook_templates.collecting import no_collection
from workbook_templates.declare import Table, Tier
from workbook_templates.reading import DUPLICATE_HEADER, ROWS_BELOW
from workbook_templates.text import Tell, Text, say_nothing

READING = Text("reading the workbook", "lecture du classeur")
COMPARING = Text("comparing with the store", "comparaison avec la base")
STORING = Text("writing the store", "écriture de la base")
WRITING = Text("writing the workbook", "écriture du classeur")
READ_ONLY = "read-only"
SAMPLE = 50  # changed cells that tell whether a sheet is an old version of itself
STEPS = (READING, COMPARING, STORING, WRITING)


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """What a round did: rows read, cells carried each way, the book's open conflicts, a question."""

    book: str
    read: int = 0
    from_sheet: int = 0
    to_sheet: int = 0
    conflicts: tuple[Mapping[str, str], ...] = ()
    refused: Text | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How the round is made, and by whom."""

    yes: bool
    dry_run: bool
    who: str
    now: datetime
    new_id: Callable[[], str]
    tell: Tell
    entitled: bool = False
    policies: Mapping[tuple[str, str], Policy] = field(default_factory=dict)
    guards: Guards = DEFAULT_GUARDS


@dataclass(slots=True)
class _Round:
    """What one look at the book and the store amounts to."""

    identity: str = ""
    path: str = ""
    fingerprint: str = ""
    seq: int = 0
    shown: str = ""
    stamp: str = ""
    is_older: bool = False
    since: int = 0
    known_columns: dict[str, list[str]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    columns: dict[str, list[str]] = field(default_factory=dict)
    plans: list[TablePlan] = field(default_factory=list)
    before: dict[str, dict[str, Stored]] = field(default_factory=dict)
    questions: list[Text] = field(default_factory=list)
    refusal: Text | None = None
    looked: set[str] = field(default_factory=set)
    back: Mapping[str, Mapping[tuple[int, str], str]] = field(default_factory=dict)


def sync_book(
    book: Book,
    store: Store,
    tables: Sequence[Table],
    *,
    yes: bool = False,
    dry_run: bool = False,
    who: str = "",
    now: datetime | None = None,
    new_id: Callable[[], str] = ulid,
    tell: Tell = say_nothing,
    entitled: bool = False,
    policies: Mapping[tuple[str, str], Policy] | None = None,
    guards: Guards = DEFAULT_GUARDS,
) -> SyncOutcome:
    """Make one round.

    ``entitled`` books see restricted columns; ``policies`` say, by table and
    column, whose value is taken where both sides changed a cell; ``guards``
    how many rows may go without a question.

    The store takes the sheet's changes first, in one transaction with the ids it
    gives, and keeps what the base is to become; then the book takes the store's
    changes with the round's stamp; only then does the base say that the book shows
    them. After a crash anywhere the stamp tells, and the next round ends the same.

    Raises:
        OfficeError: The book cannot be read, or changed while the round ran.
    """
    options = Options(
        yes,
        dry_run,
        who or book.name,
        now or datetime.now().astimezone(),
        new_id,
        tell,
        entitled,
        policies or {},
        guards,
    )
    with no_collection():
        return _sync(book, store, tables, options)


def _sync(book: Book, store: Store, tables: Sequence[Table], options: Options) -> SyncOutcome:
    seen = book.fingerprint()
    with store.transaction() as tx:
        known = tx.find_untouched(book.name, place_of(book), seen)
        if known:
            return SyncOutcome(book.name, conflicts=open_conflicts(tx, str(known["identity"])))
    options.tell(READING)
    reading = book.read([*tables, CONFLICTS])
    if getattr(book, "can_answer_stale", False) and may_be_stale(store, book, place_of(book), reading):
        reading = look_again(book, [*tables, CONFLICTS], reading)
    options = replace(options, who=_said_by(options.who, book))
    read = sum(len(one.rows) for one in reading.tables.values() if not one.table.written)
    with store.transaction(keep=not options.dry_run) as tx:
        options.tell(COMPARING)
        work = _look(tx, book, reading, options)
        if work is None:
            return SyncOutcome(book.name, read, conflicts=open_conflicts(tx, reading.identity))
        refused = work.refusal or (work.questions[0] if work.questions and not options.yes else None)
        if refused:
            tx.drop()
            return SyncOutcome(book.name, read, refused=refused)
        options.tell(STORING)
        _observe(tx, work, options)
        conflicts = open_conflicts(tx, work.identity)
        edits, shown = _edits(work, conflicts, reading)
        quiet = not (edits.cells or edits.added or edits.removed or edits.results or edits.identity)
        work.seq, known_shown, work.shown = tx.seq, work.shown, shown
        if quiet:
            for plan in work.plans:
                tx.record_base(work.identity, plan.table, plan.agreed)
            _record(tx, work, book.name, reading.fingerprint)
        else:
            edits = replace(edits, stamp=options.new_id())
            _promise(tx, work, book.name, edits.stamp, known_shown)
    if not quiet and not options.dry_run:
        options.tell(WRITING)
        written = book.apply(edits)
        with store.transaction() as tx:
            tx.keep_promise(work.identity, edits.stamp)
            work.stamp = edits.stamp
            _record(tx, work, book.name, written)
    return SyncOutcome(
        book.name,
        read,
        sum(plan.from_sheet for plan in work.plans),
        sum(plan.to_sheet for plan in work.plans),
        conflicts,
    )


def _said_by(who: str, book: Book) -> str:
    """Whose the sheet's changes are: of a file, its last saver too, as far as it says."""
    saver = getattr(book, "saver", "")
    return f"{who} ({saver})" if saver else who


def place_of(book: Book) -> str:
    """Where the book is: its file's path, a spreadsheet's ``google:ID``; "" for a book that stands nowhere."""
    path = getattr(book, "path", None)
    if path:
        return str(Path(path).resolve())
    return book.name if book.name.startswith(GOOGLE) else ""


def _other_place(known: Found, here: str) -> str:
    """Where else the same book stands, as far as one can tell; "" when it stands nowhere else."""
    there = str(known["path"] or (known["name"] if known["name"].startswith(GOOGLE) else ""))
    if there in ("", here):
        return ""
    return there if there.startswith(GOOGLE) or Path(there).exists() else ""


def _look(tx: Transaction, book: Book, reading: Reading, options: Options) -> _Round | None:
    """Plan the round; None when neither side moved since the last."""
    path = place_of(book)
    work = _Round(path=path)
    known = tx.find_book(reading.identity, path, book.name)
    other = _other_place(known, path) if known and reading.identity else ""
    if other:
        if tx.link_of(reading.identity, path) == READ_ONLY:
            work.refusal = refuse_read_only(other)
        work.questions.append(ask_about_copy(other))
        known = None
        work.identity = options.new_id()
    elif known:
        work.identity = str(known["identity"])
        fresh = reading.fingerprint and reading.fingerprint == known["fingerprint"] and not known["pending"]
        if fresh and known["seq"] == tx.seq and known["path"] == path:
            return None
        work.is_older = is_older(known, reading)
        known, reading, work.back = take_promise(
            tx, known, book, reading, (options.new_id, options.who, options.now)
        )
        work.stamp = reading.stamp if options.yes or not work.is_older else str(known["stamp"])
    else:
        work.identity = reading.identity or options.new_id()
    is_late = take_choices(tx, reading, work.identity, (options.new_id, options.who, options.now))
    work.since = int(known["seq"]) if known else 0
    work.asked = {
        (one["table"], one["record"]) for one in tx.open_conflicts(work.identity) if not one["column"]
    }
    work.shown = ANEW if is_late else str(known["conflicts_shown"]) if known else ""
    columns: dict[str, list[str]] = json.loads(known["columns"] or "{}") if known else {}
    work.columns, work.known_columns = dict(columns), columns
    for key, read in reading.tables.items():
        if read.table.written:
            continue
        if read.place is None:
            if key in columns:
                work.questions.append(ask_about_table(read.table))
            continue
        _look_at_table(tx, work, book, read, columns.get(key, []), options)
    work.fingerprint = reading.fingerprint
    if reading.identity != work.identity:
        work.fingerprint = ""
    return work


def _look_at_table(
    tx: Transaction, work: _Round, book: Book, read: TableRead, known: Sequence[str], options: Options
) -> None:
    table = read.table
    has = [column.key for column in table.columns if read.has(column.key)]
    for question in (
        ask_about_columns(table, [key for key in known if key not in has and key != "_id"]),
        ask_about_twice(table, [one.value for one in read.findings if one.kind is DUPLICATE_HEADER]),
    ):
        work.questions += [question] if question else []
    terms = _terms(table, has, options)
    base = tx.read_base(work.identity, table)
    appeared = [table.position[key] for key in has if key not in known] if known else []
    if appeared:
        base = base.without(appeared)
    since = 0 if appeared or not known else work.since
    store = tx.read_rows(table, since)
    moved = {record for key, record in work.asked if key == table.key}
    terms = replace(terms, moved=moved.union(store) if since else moved)
    unread = {row.id for row in read.rows if row.id} - base.keys() - store.keys()
    unread |= tx.disputed(work.identity, table) - store.keys()
    store |= tx.read_rows(table, records=sorted(unread))
    rows = identify(read, base, store, options.new_id)
    gone = len(base.keys() - rows.keys())
    below = next((finding.row for finding in read.findings if finding.kind is ROWS_BELOW), 0)
    question = (
        ask_about_rows_below(table, gone, below)
        or ask_about_removed(table, gone, len(base), options.guards)
        or ask_about_hidden(table, gone, _hidden_rows(book, read) if gone and options.guards.hidden else 0)
    )
    if question:
        work.questions.append(question)
    records = differing(rows, base, terms.absent)
    older = changed_cells(table, rows, base, records, SAMPLE)
    if (work.is_older and older) or (len(older) > options.guards.rows and tx.went_back(table, older)):
        work.questions.append(ask_about_old_version(table))
    store |= tx.read_rows(table, records=sorted(records - store.keys()))
    wanted = [*store, *(record for record in rows if record in records and record not in store)]
    wanted += sorted(records - store.keys() - rows.keys())
    plan = plan_table(table, rows, base, store, wanted, terms)
    put_back(plan, work.back.get(table.key, {}))
    work.plans.append(plan)
    work.before[table.key] = store
    work.looked.add(table.key)
    work.columns[table.key] = has


def _hidden_rows(book: Book, read: TableRead) -> int:
    """How many rows of a table nobody sees, where the book can tell."""
    count: Callable[[TableRead], int] | None = getattr(book, "hidden_rows", None)
    return count(read) if count else 0


def _terms(table: Table, has: Sequence[str], options: Options) -> Terms:
    """How the book takes part: a restricted column's values are withheld from one that is not entitled."""
    shown = set(has)
    return Terms(
        absent=frozenset(at for at, column in enumerate(table.columns) if column.key not in shown),
        withheld=frozenset(
            at
            for at, column in enumerate(table.columns)
            if column.tier is Tier.RESTRICTED and not options.entitled
        ),
        policies={
            table.position[column]: policy
            for (key, column), policy in options.policies.items()
            if key == table.key and column in table.position
        },
    )


def _observe(tx: Transaction, work: _Round, options: Options) -> None:
    """Have the store take what the sheet changed."""
    run = options.new_id()
    by = (run, options.who, options.now, work.identity)
    changed = False
    for plan in work.plans:
        before = work.before[plan.table.key]
        written = {record: cells for record, (_, cells) in plan.written.items()}
        gone = {record: before[record].cells for record in plan.deleted}
        tx.record_changes(changes_of(plan.table, written, before, False, by))
        tx.record_changes(changes_of(plan.table, gone, before, True, by))
        tx.write_rows(plan.table, plan.written)
        tx.write_rows(plan.table, {record: (0, cells) for record, cells in gone.items()}, deleted=True)
        tx.record_base(work.identity, plan.table, plan.observed)
        changed = changed or bool(written or gone)
    if changed:
        tx.record_run(run, work.identity, options.now, options.who)
    every = [one for plan in work.plans for one in plan.conflicts]
    record_conflicts(tx, work.identity, every, work.looked, (options.new_id, options.who, options.now))


def _promise(tx: Transaction, work: _Round, name: str, stamp: str, shown: str) -> None:
    """Keep what both are to have agreed on, once the book shows this round's stamp."""
    for plan in work.plans:
        tx.promise_base(stamp, plan.table, plan.agreed)
    pending = {"stamp": stamp, "seq": work.seq, "columns": work.columns}
    work = replace(work, seq=work.since, columns=work.known_columns, shown=shown)
    _record(tx, work, name, pending=json.dumps(pending))


def _record(tx: Transaction, work: _Round, name: str, fingerprint: str = "", pending: str = "") -> None:
    tx.record_book(
        {
            "identity": work.identity,
            "name": name,
            "path": work.path,
            "fingerprint": fingerprint,
            "seq": work.seq,
            "conflicts_shown": work.shown,
            "columns": json.dumps(work.columns),
            "stamp": work.stamp,
            "pending": pending,
        }
    )


def _edits(work: _Round, conflicts: Sequence[Mapping[str, str]], reading: Reading) -> tuple[Edits, str]:
    """The book's side of the plans, and a digest of the Conflicts sheet it then shows."""
    shown = json.dumps([{**one} for one in conflicts], sort_keys=True) if conflicts else ""
    results = [conflict_sheet(conflicts, reading)] if shown != work.shown else []
    plans = {plan.table.key: plan for plan in work.plans}
    return (
        Edits(
            cells={key: plan.cells for key, plan in plans.items() if plan.cells},
            added={key: plan.added for key, plan in plans.items() if plan.added},
            removed={key: plan.removed for key, plan in plans.items() if plan.removed},
            results=results,
            identity=work.identity if reading.identity != work.identity else "",
        ),
        shown,
    )
