"""The book that is a Google spreadsheet: one call to read it, one to write it."""

from collections.abc import Mapping, Sequence
from random import Random

from sync.books.google_account import open_account
from sync.books.google_client import GoogleClient
from sync.books.google_copies import rows_before
from sync.books.google_edits import Whereabouts
from sync.books.google_erasing import scrub_requests, search_snapshot
from sync.books.google_grids import IDENTITY_KEY, SPREADSHEET_FIELDS, Json, Snapshot, read_snapshot
from sync.books.google_marks import mark_requests
from sync.books.google_ops import Op, moved
from sync.books.google_requests import remembered
from sync.books.google_results import result_requests
from sync.books.google_writing import Writing, grouped
from sync.books.marks import Mark
from sync.books.xlsx_values import letters
from sync.personal import Words
from workbook_templates.book import Edits, Link, Reading, Row, TableRead
from workbook_templates.declare import Table
from workbook_templates.findings import Finding
from workbook_templates.reading import read_grids

SCHEME = "google:"
FRESH = 5.0  # seconds for which what ``fingerprint`` saw is what ``read`` reads


class GoogleBook:
    """A Google spreadsheet.

    ``can_answer_stale``: on large spreadsheets Google has answered with what was there before.

    Args:
        spreadsheet: Its id, as its address holds it.
        client: Who speaks to Google; by default the service account that the environment names.
    """

    can_answer_stale = True

    def __init__(self, spreadsheet: str, client: GoogleClient | None = None) -> None:
        self.spreadsheet = spreadsheet
        self._client = client or GoogleClient(open_account())
        self._seen: tuple[float, Snapshot] | None = None
        self._snapshot: Snapshot | None = None
        self._reading: Reading | None = None
        self._tables: Sequence[Table] = ()

    @property
    def name(self) -> str:
        return f"{SCHEME}{self.spreadsheet}"

    @property
    def http_calls(self) -> int:
        """How many calls to Google's APIs were made so far."""
        return self._client.calls

    @property
    def http_reads(self) -> int:
        """How many of them read."""
        return self._client.reads

    @property
    def http_writes(self) -> int:
        """How many of them wrote."""
        return self._client.writes

    def fingerprint(self) -> str:
        """What the content hashes to now. It is read for that; a ``read`` that follows at once is free."""
        snapshot = self._look()
        self._seen = (self._client.clock(), snapshot)
        return snapshot.fingerprint

    def read(self, tables: Sequence[Table]) -> Reading:
        seen, self._seen = self._seen, None
        is_fresh = seen is not None and self._client.clock() - seen[0] < FRESH
        self._snapshot = seen[1] if seen is not None and is_fresh else self._look()
        self._tables = tables
        self._reading = self._read_tables(self._snapshot)
        return self._reading

    def hidden_rows(self, read: TableRead) -> int:
        """How many rows of a table, as last read, a filter or a hand hides."""
        place, snapshot = read.place, self._snapshot
        if place is None or snapshot is None:
            return 0
        sheet = snapshot.by_title[place.sheet]
        last = max((row.number for row in read.rows), default=0)
        return sum(place.header < row <= last for row in sheet.hidden_rows | sheet.filtered_rows)

    def read_before(self) -> Mapping[str, Sequence[Row]]:
        """By table, the rows that the last write touched, as they stood just before; of what was last read."""
        if self._snapshot is None or self._reading is None:
            return {}
        return rows_before(self._snapshot, self._reading)

    def apply(self, edits: Edits) -> str:
        snapshot, reading = self._snapshot, self._reading
        if snapshot is None or reading is None:
            raise ValueError("read the book before applying edits")

        def extras(now: Snapshot, at: Reading, ops: Sequence[Op]) -> list[Json]:
            return _Extras(self.spreadsheet, now, reading, at, ops).requests(edits, self._client.dice)

        self._seen = None
        written = Writing(self._client, self.name, snapshot, reading, self._read_tables, extras).make(edits)
        self._reading = None
        return written

    def scrub(self, words: Words) -> None:
        """Take a person's words out of every tab, and our scratch tab's copies of rows with them."""
        token = self._client.dice.randrange(1_000_000_000, 2_000_000_000)
        for requests in grouped(scrub_requests(self._look(), words, token)):
            if requests:
                self._client.write_spreadsheet(self.spreadsheet, {"requests": requests}, "spreadsheetId")
        self._seen = self._reading = None

    def search(self, words: Words) -> int:
        """How many places hold a person's words now."""
        return search_snapshot(self._look(), words)

    def _look(self) -> Snapshot:
        return read_snapshot(self._client.read_spreadsheet(self.spreadsheet, SPREADSHEET_FIELDS))

    def _read_tables(self, snapshot: Snapshot) -> Reading:
        return read_grids(snapshot.grids(), self._tables, snapshot.fingerprint, snapshot.imprint.told())


class _Extras:
    """Results, marks and identity, on a spreadsheet whose rows may have moved since it was read."""

    def __init__(
        self, spreadsheet: str, now: Snapshot, reading: Reading, at: Reading, ops: Sequence[Op]
    ) -> None:
        self.spreadsheet, self.now, self.reading, self.ops = spreadsheet, now, reading, ops
        self.at = at.tables
        self._gone: Mapping[str, Whereabouts] = (
            {}
            if at is reading
            else {key: Whereabouts(read, at.tables[key]) for key, read in reading.tables.items()}
        )

    def requests(self, edits: Edits, dice: Random) -> list[Json]:
        requests: list[Json] = []
        for result in edits.results:
            new_id = dice.randrange(1, 1_000_000_000)
            requests += result_requests(self.now, result, new_id, self.reading.lang, self._where)
        if edits.marks is not None:
            requests += self._marks(edits.marks)
        if edits.identity:
            requests += self._identity(edits.identity)
        return requests

    def _row(self, table: str, number: int) -> int:
        """Where a row that was read will stand; 0 when it is not there any more."""
        read = self.at[table]
        if read.place is None:
            return 0
        now = self._gone[table].row(number) if self._gone else number
        return moved(self.ops, self.now.by_title[read.place.sheet].id, now) if now else 0

    def _where(self, link: Link) -> str:
        read = self.at.get(link.table)
        if read is None or read.place is None:
            return ""
        row = self._row(link.table, link.row) if link.row else 0
        if not row:
            return ""
        sheet = self.now.by_title[read.place.sheet].id
        return f"#gid={sheet}&range={letters(read.column_of(link.column) or 1)}{row}"

    def _marks(self, findings: Sequence[Finding]) -> list[Json]:
        """The findings on the input tables' tabs instead of all earlier ones."""
        places = {
            key: read.place.sheet
            for key, read in self.at.items()
            if read.place is not None and not read.table.written
        }
        by_sheet: dict[str, list[Mark]] = {sheet: [] for sheet in places.values()}
        for finding in findings:
            key = finding.table.key
            if key not in places or not finding.row:
                continue
            read = self.at[key]
            header = read.place.header if read.place else 0
            row = finding.row if finding.row <= header else self._row(key, finding.row)
            column = read.column_of(finding.column)
            if row and column:
                message = finding.message(self.reading.lang)
                by_sheet[places[key]].append(Mark(row, column, finding.kind.severity.value, message))
        requests: list[Json] = []
        for title, marks in by_sheet.items():
            sheet = self.now.by_title[title]
            notes = {
                (moved(self.ops, sheet.id, row), column): note for (row, column), note in sheet.notes.items()
            }
            requests += mark_requests(sheet, marks, notes)
        return requests

    def _identity(self, identity: str) -> list[Json]:
        """The identity, beside the id of the spreadsheet it was given to: a copy tells itself apart."""
        mark = f"{identity}@{self.spreadsheet}"
        if self.now.identity_id and self.now.mark == mark:
            return []
        return [remembered(IDENTITY_KEY, mark, {"spreadsheet": True}, self.now.identity_id)]
