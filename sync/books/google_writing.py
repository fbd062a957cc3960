"""One write to a spreadsheet that people edit meanwhile: made, verified from its own answer, undone, redone."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sync.books.google_before import Area, Before, Fate, areas_of
from sync.books.google_choices import carry_requests, replaced_tab, typed_meanwhile
from sync.books.google_client import GoogleClient, RefusedError, UnsureError
from sync.books.google_edits import Changes, plan_changes, remaining
from sync.books.google_grids import SPREADSHEET_FIELDS, GoogleSheet, Json, Snapshot, read_snapshot
from sync.books.google_ops import InsertRows, Op, SetCell, as_expected, in_order, relocate
from sync.books.google_repairs import Attempt, Columns, columns_between, mended, merged, rekeyed, repairs_of
from sync.books.google_requests import batch, size_of
from workbook_templates.book import Edits, Reading
from workbook_templates.text import OfficeError

LARGEST = 1_900_000  # bytes of one batch; Google recommends at most 2 MB
REDONE = 3
REPAIRS = 10
SENT_AGAIN = 5
ANSWER = f"updatedSpreadsheet({SPREADSHEET_FIELDS})"

Extras = Callable[[Snapshot, Reading, Sequence[Op]], list[Json]]


class Writing:
    """The making of one set of edits.

    Args:
        name: What to call the book.
        reading: What the edits were decided on, and ``snapshot`` the cells behind it.
        read: Finds the tables of a later snapshot.
        extras: The requests for results, marks and identity.
    """

    def __init__(
        self,
        client: GoogleClient,
        name: str,
        snapshot: Snapshot,
        reading: Reading,
        read: Callable[[Snapshot], Reading],
        extras: Extras,
    ) -> None:
        self._client, self._name = client, name
        self._id = name.partition(":")[2]
        self._snapshot, self._reading = snapshot, reading
        self._read, self._extras = read, extras
        self._done: list[Attempt] = []
        self._is_clean, self._tries = True, 0
        self._mark = self._stamped = snapshot.scratch_mark
        self._typed: dict[str, str] = {}

    def make(self, edits: Edits) -> str:
        """Make the edits.

        Returns:
            The fingerprint of the spreadsheet when it holds exactly what was read
            and the edits; "" when people changed other cells meanwhile.

        Raises:
            OfficeError: It changed in the cells at stake; all is as people left it.
        """
        changes = plan_changes(self._snapshot, self._reading, edits)
        self._mark, self._stamped = self._marks(edits)
        queue = self._cut(changes)
        first, last = changes.first, changes.last
        while queue:
            ops = queue.pop(0)
            groups = [last]
            if not queue:
                groups = grouped([*last, *self._extras(self._snapshot, self._reading, ops)])
                if not (ops or first or groups[0]) and self._snapshot.scratch_mark == self._stamped:
                    break
            try:
                if queue:
                    attempt = self._send(ops, first, [])
                else:
                    tab = replaced_tab(self._snapshot, edits)
                    attempt = self._send(ops, first, groups[0], self._stamped, tab)
            except RefusedError as problem:
                left = [*ops, *(op for part in queue for op in part)]
                edits, changes = self._refused(problem, edits, left)
            else:
                fates = self._forgiven(attempt, attempt.fates())
                if all(fate is Fate.HIT for _, fate in fates):
                    self._settle(attempt)
                    queue = [[rekeyed(op, attempt.after) for op in part] for part in queue]
                    first = []
                    if not queue:
                        self._rest(groups[1:])
                    continue
                rest = [(op, Fate.MISSED) for part in queue for op in part]
                edits, changes = self._recover(edits, attempt, fates, rest)
            queue = self._cut(changes)
            first, last = changes.first, changes.last
        self._carry_choices(self._stamped)
        return self._snapshot.fingerprint if self._is_clean and not self._tries else ""

    def _marks(self, edits: Edits) -> tuple[str, str]:
        """The scratch tab's mark while the edits are not all made, and once they are."""
        was = self._snapshot.imprint
        after, place = was.after(edits), self._id if edits.identity else self._snapshot.origin
        before = after._replace(stamp=was.stamp if after.identity == was.identity else "")
        return (f"{before.told()}@{place}", f"{after.told()}@{place}") if after.identity else ("", "")

    def _carry_choices(self, mark: str) -> None:
        """Give back the choices that people typed in the Conflicts tab while it was replaced."""
        typed, self._typed = self._typed, {}
        requests = carry_requests(self._snapshot, self._read(self._snapshot), typed) if typed else []
        if requests:
            self._settle(self._send([], [], requests, mark))
            self._is_clean = False

    def _cut(self, changes: Changes) -> list[list[Op]]:
        """The changes in the order they are made, in parts that Google takes."""
        cells, rows = in_order(changes.ops)
        return self._halved([*cells, *rows])

    def _halved(self, ops: list[Op]) -> list[list[Op]]:
        middle = len(ops) // 2
        while 0 < middle < len(ops) and _is_same_row(ops[middle - 1], ops[middle]):
            middle += 1
        if not 0 < middle < len(ops):
            return [ops]
        if size_of(batch(ops, areas_of(ops, self._snapshot), self._snapshot, 0, "en")) <= LARGEST:
            return [ops]
        return [*self._halved(ops[:middle]), *self._halved(ops[middle:])]

    def _send(
        self,
        ops: Sequence[Op],
        first: Sequence[Json],
        last: Sequence[Json],
        mark: str | None = None,
        replaced: GoogleSheet | None = None,
    ) -> Attempt:
        """Make one batch. Sent again when its answer is lost: Google makes it once, by its token.

        Args:
            mark: What the scratch tab is to say; as before the edits when None.
            replaced: The Conflicts tab that ``last`` replaces.
        """
        snapshot, areas = self._snapshot, areas_of(ops, self._snapshot)
        if replaced is not None and replaced.rows:
            offset = sum(area.last - area.first + 1 for area in areas.values())
            areas[replaced.id] = Area(1, len(replaced.rows), replaced.width, offset)
        token = self._client.dice.randrange(1_000_000_000, 2_000_000_000)
        requests = [
            *first,
            *batch(ops, areas, snapshot, token, self._reading.lang, self._mark if mark is None else mark),
            *last,
        ]
        body = {"requests": requests, "includeSpreadsheetInResponse": True}
        after = self._sent(body, token)
        scratch = after.scratch
        if scratch is None:
            raise _trouble()
        if replaced is not None and replaced.id in areas:
            self._typed |= typed_meanwhile(snapshot, replaced, areas[replaced.id], scratch, self._read)
        return Attempt(ops, snapshot, Before(areas, scratch, ops, snapshot, after), after)

    def _sent(self, body: Json, token: int) -> Snapshot:
        lost: UnsureError | None = None
        for tries in range(SENT_AGAIN):
            if tries:
                self._client.rest(tries)
            try:
                answer = self._client.write_spreadsheet(self._id, body, ANSWER)
                return read_snapshot(answer.get("updatedSpreadsheet", {}))
            except UnsureError as problem:
                lost = problem
            except RefusedError:
                if lost is None:
                    raise
            now = self._look()
            if now.scratch is not None and now.scratch.id == token:
                return now
        raise lost or _trouble()

    def _look(self) -> Snapshot:
        return read_snapshot(self._client.read_spreadsheet(self._id, SPREADSHEET_FIELDS))

    def _settle(self, attempt: Attempt) -> None:
        """Take a batch as made."""
        for sheet in attempt.snapshot.sheets:
            left = attempt.after.by_id.get(sheet.id)
            if sheet.result or (left is not None and left.result):
                continue
            self._is_clean &= left is not None and as_expected(sheet, attempt.ops, left)
        known = {sheet.id for sheet in attempt.snapshot.sheets}
        self._is_clean &= all(sheet.id in known or sheet.result for sheet in attempt.after.sheets)
        self._done.append(replace(attempt, hits=[op for op in attempt.ops if op.origin]))
        self._snapshot = attempt.after

    def _rest(self, groups: Sequence[list[Json]]) -> None:
        """The rest of result sheets too large for one batch."""
        for group in groups:
            self._settle(self._send([], [], group, self._stamped))

    def _forgiven(self, attempt: Attempt, fates: list[tuple[Op, Fate]]) -> list[tuple[Op, Fate]]:
        """Rows added elsewhere than meant are well placed all the same when their table holds them."""
        lost = [op for op, fate in fates if isinstance(op, InsertRows) and fate is not Fate.HIT and op.origin]
        if not lost:
            return fates
        reading = self._read(attempt.after)
        seen = {key: {row.id for row in read.rows} for key, read in reading.tables.items()}
        return [
            (op, Fate.HIT)
            if isinstance(op, InsertRows) and op.origin and seen[op.origin[0]].issuperset(op.ids)
            else (op, fate)
            for op, fate in fates
        ]

    def _refused(self, problem: RefusedError, edits: Edits, ops: Sequence[Op]) -> tuple[Edits, Changes]:
        """Decide anew when Google did not accept a batch because the spreadsheet had changed."""
        old, now = self._snapshot, self._look()
        if (old.fingerprint, old.scratch and old.scratch.id) == (
            now.fingerprint,
            now.scratch and now.scratch.id,
        ):
            raise problem
        self._tries += 1
        self._done.append(Attempt([], old, Before({}, now.sheets[0]), now))
        if self._tries > REDONE:
            self._give_back([], now)
        return self._again(edits, [(op, Fate.MISSED) for op in ops], [], now)

    def _recover(
        self,
        edits: Edits,
        attempt: Attempt,
        fates: Sequence[tuple[Op, Fate]],
        rest: Sequence[tuple[Op, Fate]],
    ) -> tuple[Edits, Changes]:
        """Put back what was hit by mistake, and decide the rest anew on rows where they stand now."""
        self._tries += 1
        repairs = repairs_of(attempt, fates, self._columns)
        hits = [op for op, fate in fates if fate is Fate.HIT and op.origin]
        self._done.append(replace(attempt, hits=hits))
        changed = any(fate is Fate.CHANGED and op.origin for op, fate in fates)
        if changed or self._tries > REDONE:
            self._give_back(repairs, attempt.after)
        now = attempt.after
        if any(not isinstance(op, SetCell) for op in repairs):
            now, repairs = self._repair(repairs, now), []
        return self._again(edits, [*fates, *rest], repairs, now)

    def _again(
        self, edits: Edits, fates: Sequence[tuple[Op, Fate]], repairs: list[Op], now: Snapshot
    ) -> tuple[Edits, Changes]:
        """The edits that are left, and their changes with the repairs, on the spreadsheet as it is now."""
        seen = mended(now, repairs)
        reading = self._read(seen)
        left = remaining(edits, fates, self._reading, reading)
        self._snapshot = now
        if left is None:
            self._give_back(repairs, now)
            raise AssertionError("giving back always ends in a refusal")
        changes = plan_changes(seen, reading, left)
        changes.ops = merged(repairs, changes.ops, now)
        self._reading = reading
        return left, changes

    def _give_back(self, repairs: list[Op], now: Snapshot) -> None:
        """Put everything back as people left it, and refuse."""
        owed: list[Op] = []
        for attempt in self._done:
            owed = attempt.carry(owed, self._columns(attempt.snapshot, attempt.after))
            owed += [one for op in attempt.hits for one in attempt.give_back(op)]
        places = {(op.sheet, op.row, op.column) for op in repairs if isinstance(op, SetCell)}
        repairs += [
            op for op in owed if not isinstance(op, SetCell) or (op.sheet, op.row, op.column) not in places
        ]
        self._repair(repairs, now)
        self._carry_choices(self._mark)
        raise OfficeError(
            f"{self._name} has changed since it was read. Run the command again.",
            f"{self._name} a changé depuis sa lecture. Relancez la commande.",
        )

    def _repair(self, ops: list[Op], now: Snapshot) -> Snapshot:
        """Put values back until each is where it belongs.

        Raises:
            OfficeError: People keep moving the rows.
        """
        for _ in range(REPAIRS):
            if not ops:
                self._snapshot = now
                return now
            self._snapshot = now
            try:
                attempt = self._send(ops, [], [])
            except RefusedError:
                now = self._look()
                columns = self._columns(self._snapshot, now)
                ops = [at for op in ops if (at := relocate(op, now, columns.get(op.sheet, {})))]
                continue
            self._done.append(attempt)
            now, ops = attempt.after, repairs_of(attempt, attempt.fates(), self._columns)
        raise OfficeError(
            f"{self._name} is being rearranged without pause. Its last values before our write stand in its hidden "
            "sheet _classeur: compare, then run the command again.",
            f"{self._name} est réarrangé sans arrêt. Ses dernières valeurs avant notre écriture sont dans sa feuille "
            "masquée _classeur : comparez, puis relancez la commande.",
        )

    def _columns(self, old: Snapshot, new: Snapshot) -> Columns:
        return columns_between(old, self._read(old), new, self._read(new))


def _is_same_row(one: Op, other: Op) -> bool:
    if not (isinstance(one, SetCell) and isinstance(other, SetCell)):
        return False
    return (one.sheet, one.row) == (other.sheet, other.row)


def grouped(requests: list[Json]) -> list[list[Json]]:
    """Requests in groups of at most one batch's size; at least one group."""
    groups: list[list[Json]] = [[]]
    size = 0
    for request in requests:
        length = size_of([request])
        if groups[-1] and size + length > LARGEST:
            groups.append([])
            size = 0
        groups[-1].append(request)
        size += length
    return groups


def _trouble() -> OfficeError:
    return OfficeError(
        "Google Sheets gave an answer that cannot be read. Run the command again.",
        "Google Sheets a donné une réponse illisible. Relancez la commande.",
    )
