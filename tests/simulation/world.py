"""One history: a store, books of every sort, and what is drawn by lot to happen to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from google_emulator.faults import Fault
from google_emulator.server import GoogleEmulator

from simulation import people
from simulation.faults import PUTTING_BACK, Crash, draw
from simulation.places import LABELS, TABLE_CREW, Place
from simulation.trace import Trace, listed, tokens
from simulation.watching import Watched, WatchedStore
from sync.merge import Policy, Stored
from sync.round import SyncOutcome, sync_book
from sync.store import Transaction
from sync.undo import undo_run
from workbook_templates.book import Book, Reading
from workbook_templates.text import OfficeError

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STEPS = 16
OF_A_ROUND = ("plans", "step", "reading", "demands", "pending", "shown", "stored", "leaving")
HAPPENINGS = ["crash"] * 4 + ["person"] * 6 + ["fault"] * 5 + ["undo", "other round", "resolve", "lock"]


@dataclass
class World:
    """One history, everything in it drawn from ``seed``."""

    seed: int
    folder: Path
    over_http: bool = False
    trace: Trace = field(default_factory=Trace)
    places: list[Place] = field(default_factory=list)
    policies: dict[tuple[str, str], Policy] = field(default_factory=dict)
    secret: set[str] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)
    let_go: set[str] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)
    where: set[tuple[str, str, str]] = field(default_factory=set)  # what people put in which cell of a row
    loose: set[str] = field(default_factory=set)  # words put in rows that had no id of their own then
    once: dict[str, set[str]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    is_watching: bool = False
    in_transaction: bool = False
    reading: Reading | None = None
    demands: list[tuple[str, str, str, str]] | None = None
    syncing: Place | None = None
    plans: dict[int, list[str]] = field(default_factory=dict)
    logged: int = 0  # lines of the log that were seen
    leaving: set[str] = field(default_factory=set)
    step: int = 0
    pending: set[str] = field(default_factory=set)
    shown: dict[str, dict[str, str]] | None = None
    stored: Mapping[str, Stored] = field(default_factory=dict)
    _before: set[str] | None = None

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.numbers, self.words = count(1), count(1)
        self.store = WatchedStore(self)
        self.google = GoogleEmulator()

    # --- what is given out

    def new_id(self) -> str:
        return f"ID{next(self.numbers):024}"

    def word(self) -> str:
        return f"T{next(self.words)}"

    def moment(self) -> datetime:
        return START + timedelta(seconds=self.trace.now)

    def rows(self) -> Mapping[str, Stored]:
        with self.quietly(), self.store.transaction(keep=False) as tx:
            return tx.read_rows(TABLE_CREW)

    def open_conflicts(self) -> list[dict[str, str]]:
        with self.quietly():
            return self.store.open_conflicts()

    def at_stake(self, one: Mapping[str, str]) -> set[str]:
        """The words that a choice about a conflict may let go, or bring back with a whole row."""
        kept = self.rows().get(one["record"])
        return tokens(one) | (tokens(kept.cells) if kept and not one["column"] else set())

    @contextmanager
    def quietly(self) -> Iterator[None]:
        was, self.is_watching = self.is_watching, False
        try:
            yield
        finally:
            self.is_watching = was

    def put(self, place: Place, before: Mapping[str, Mapping[str, str]]) -> None:
        """Note in which rows somebody has just put words."""
        place.touched()
        after = place.by_id()
        for row in place.rows():
            was = before.get(row.get("_id", ""))
            if was is None or row["_id"] not in after:
                self.loose |= tokens(row)
                continue
            self.where |= {(row["_id"], key, cell) for key, cell in row.items() if cell != was.get(key, "")}

    # --- what happens during a round

    def at(self, point: str, kind: str = "") -> Fault | None:
        """A step of a round: what was drawn for it happens."""
        if point != PUTTING_BACK:
            self.written()
        if point == "begun":
            self.in_transaction = True
        if not self.is_watching:
            return None
        self.step += 1
        fault = None
        for what in self.plans.pop(self.step, ()):
            is_misplaced = (
                (what == "fault" and point != "request")
                or (what in ("undo", "other round", "resolve", "lock") and self.in_transaction)
                or (what != "crash" and point == PUTTING_BACK)  # nobody opens and saves within microseconds
            )
            if is_misplaced:
                self.plans.setdefault(self.step + 1, []).append(what)
                continue
            self.trace.say(f"  at {self.step} {point} {kind}: {what}")
            if what == "crash":
                raise Crash(point)
            if what == "fault":
                fault = draw(self.dice, kind)
                self.trace.say("   ", fault.name, fault.action, "after" if fault.after else "before")
            else:
                self._happen(what)
        if (point, kind) in (("request", "spreadsheets.batchUpdate"), ("file written", "")):
            self.writing()
        return fault

    def _happen(self, what: str) -> None:
        place = self.syncing or self.places[0]
        match what:
            case "person":
                before = place.words()
                people.act(self, place if self.dice.random() < 0.8 else self.dice.choice(self.places))
                self.pending -= before - place.words()
                self.observe()
            case "undo":
                self.undo()
            case "resolve":
                with self.quietly():
                    people.resolve(self)
                self.observe()
            case "lock" if place.kind == "file":
                (self.folder / f"~${place.name}.xlsx").write_bytes(b"\x03Ana")
            case "other round":
                others = [one for one in self.places if one is not place]
                kept = {name: getattr(self, name) for name in OF_A_ROUND}
                self.plans = {}
                self.round(self.dice.choice(others), is_calm=True)
                vars(self).update(kept)
                self.syncing, self.is_watching = place, True

    def begun(self, tx: Transaction, keep: bool) -> None:
        self.at("begun")
        place = self.syncing
        if keep and self.reading is not None and self.demands is None and place is not None:
            stored = tx.read_rows(TABLE_CREW)
            self.demands = list(self._demanded(place, self.reading, stored))
            asked = {one["record"] for one in tx.open_conflicts()}
            self.leaving = self._leaving(place, self.reading, stored) & place.held - asked

    def _leaving(self, place: Place, reading: Reading, stored: Mapping[str, Stored]) -> set[str]:
        """The rows that a person took out of the sheet and that the store holds as they stood there: they go."""
        ids = [row.id for row in reading.tables["crew"].rows]
        if len(set(ids)) < len(ids) or not set(ids) <= stored.keys():
            return set()  # a row without its id may be any that is missing
        at, keys = TABLE_CREW.position, [key for key in place.shown() if place.entitled or key != "address"]
        return {
            record
            for record in place.taken - set(ids)
            if record in stored
            and not stored[record].deleted
            and all(place.agreed.get((record, key)) == stored[record].cells[at[key]] for key in keys)
            and place.unseen.get(record, "")
            == ("" if place.entitled else stored[record].cells[at["address"]])
        }

    def _demanded(
        self, place: Place, reading: Reading, stored: Mapping[str, Stored]
    ) -> Iterator[tuple[str, str, str, str]]:
        """The cells and rows that both sides changed since they last agreed: a conflict must say so."""
        read = reading.tables["crew"]
        often = Counter(row.id for row in read.rows)
        rows = {row.id: row for row in read.rows if often[row.id] == 1}
        keys = [key for key in place.shown() if place.entitled or key != "address"]
        known = {record for record, _ in place.agreed}
        for record in sorted(known & stored.keys()):
            kept, at = stored[record], TABLE_CREW.position
            was = {key: place.agreed.get((record, key)) for key in keys}
            row = rows.get(record)
            is_taken = record in place.held and record in place.taken  # by a person
            is_gone = row is None and record not in often and "" not in often and is_taken
            if is_gone and not kept.deleted:
                unseen = kept.cells[at["address"]]
                if any(was[key] not in (None, kept.cells[at[key]]) for key in keys) or (
                    unseen and place.unseen.get(record, unseen) != unseen  # blanked there, it loses nothing
                ):
                    yield record, "", "", ""
            elif row is not None and kept.deleted:
                left = place.left.get(record, {})  # nobody's change: a stopped write of ours left it so
                here = {key: row.cells[at[key]] for key in keys}
                if any(was[key] not in (None, here[key]) and here[key] != left.get(key) for key in keys):
                    yield record, "", "", ""
            elif row is not None:
                for key in keys:
                    here, there = row.cells[at[key]], kept.cells[at[key]]
                    if was[key] is not None and len({was[key], here, there}) == 3:
                        yield record, key, here, there

    def writing(self) -> None:
        """We are about to write: what stands there must not be lost by it."""
        place = self.syncing
        if place is not None:
            place.touched()
            self._before = place.words()

    def written(self) -> None:
        """Note what our write took out of the sheet; a later one in the same round may put it back."""
        place = self.syncing
        if self._before is None or place is None:
            return
        place.touched()
        now = place.words()
        self.pending = (self.pending | (self._before - now)) - now
        if self._before != now:
            self.trace.say("    wrote: gone", listed(self._before - now), "came", listed(now - self._before))
        self._before = None
        self.shown = place.by_id()
        if place.kind != "google":  # what a batch shows there may yet be given back
            self.observe()

    def observe(self, just_read: bool = False) -> None:
        """Note where each book and the store hold the same now; in the middle of a transaction nobody can tell.

        Args:
            just_read: Whether the store has just heard from the book of this round what was last read there.
        """
        if self.in_transaction:
            return
        stored = self.rows()
        if just_read and self.shown is None:
            self.stored = stored
        if just_read:
            self._note_log(stored)
        for place in self.places:
            here = place.by_id()
            if (
                self.is_watching
                and place is self.syncing
                and place.kind == "google"
                and self.shown is not None
            ):
                continue
            if just_read and place is self.syncing and self.reading is not None:
                here = here | self._read_by_id(self.reading)
                place.held |= here.keys()
            self._note(place, here, stored)
            for record in {one for one, _ in place.agreed} - here.keys():
                if record not in stored or stored[record].deleted:
                    place.agreed = {one: value for one, value in place.agreed.items() if one[0] != record}
                    place.held.discard(record)

    def _note_log(self, stored: Mapping[str, Stored]) -> None:
        """A book agrees with the store on what the store has just taken from it, whatever its row's id was."""
        with self.quietly():
            lines = self.store.log()
        for line in lines[self.logged :]:
            place = next((one for one in self.places if one.name == line["who"]), None)
            kept = stored.get(line["record"])
            at = TABLE_CREW.position[line["column"]]
            if place and kept and not kept.deleted and kept.cells[at] == line["after"]:
                place.agreed[line["record"], line["column"]] = line["after"]
        self.logged = len(lines)

    def _note(
        self, place: Place, here: Mapping[str, Mapping[str, str]], stored: Mapping[str, Stored]
    ) -> None:
        for record, row in here.items():
            kept = stored.get(record)
            if kept is not None and not kept.deleted:
                for key in LABELS:
                    if key in row and row[key] == kept.cells[TABLE_CREW.position[key]]:
                        place.agreed[record, key] = row[key]

    def _read_by_id(self, reading: Reading) -> dict[str, dict[str, str]]:
        read, at = reading.tables["crew"].rows, TABLE_CREW.position
        return {row.id: {key: row.cells[at[key]] for key in LABELS} for row in read if row.id}

    # --- what happens between rounds

    def round(self, place: Place, is_calm: bool = False, yes: bool = False) -> SyncOutcome | None:
        """One round of one book; None when it did not come to its end."""
        self.trace.say("round", place.name, "calm" if is_calm else "")
        self.syncing, self.step, self.reading, self.demands = place, 0, None, None
        self.plans, self.leaving = {}, set()
        for _ in range(0 if is_calm else self.dice.choice([0, 1, 1, 2, 3])):
            self.plans.setdefault(self.dice.randint(1, STEPS), []).append(self.dice.choice(HAPPENINGS))
        self.is_watching, self.in_transaction, outcome = True, False, None
        self.pending, self.shown = set(), None
        book: Book = Watched(self, place)
        try:
            outcome = sync_book(
                book, self.store, [TABLE_CREW], yes=yes, who=place.name, now=self.moment(),
                new_id=self.new_id, entitled=place.entitled, policies=self.policies,
            )  # fmt: skip
        except Crash as stopped:
            self.trace.say("  crash")
            place.held |= (self.shown or {}).keys()
            place.left = self.shown or {}
            if PUTTING_BACK in stopped.args:
                # Edited before the next look, that save would stand among the versions.
                (self.folder / f"~${place.name}.xlsx").unlink(missing_ok=True)
                with self.quietly():
                    place.open().fingerprint()
        except OfficeError as problem:
            self.trace.say("  refused:", str(problem).replace(str(self.folder), "")[:60])
        finally:
            self.is_watching = self.in_transaction = False
            self.written()
            self.owed |= self.pending
            (self.folder / f"~${place.name}.xlsx").unlink(missing_ok=True)
        place.touched()
        shown, self.shown = self.shown, None
        if outcome is not None:
            self._ended(place, outcome)
            self._note(place, shown or {}, self.stored)
            place.held |= place.by_id().keys()
        self.observe()
        return outcome

    def _ended(self, place: Place, outcome: SyncOutcome) -> None:
        said = outcome.refused.en[:60] if outcome.refused else ""
        self.trace.say(
            "  done", outcome.read, outcome.from_sheet, outcome.to_sheet, len(outcome.conflicts), said
        )
        if outcome.refused is None and self.reading is not None:
            self.owed |= tokens([row.cells for row in self.reading.tables["crew"].rows])
            if not place.entitled:
                at = TABLE_CREW.position["address"]
                place.unseen = {record: kept.cells[at] for record, kept in self.stored.items()}
            ids = {row.id for row in self.reading.tables["crew"].rows}
            place.taken &= ids - {row.get("_id", "") for row in place.rows()}
            asked = {one["record"] for one in self.dump("conflicts") if not one["column"]}
            for record in sorted(self.leaving - asked):  # asked about: it changed where the book cannot see
                if not self.stored[record].deleted:
                    self.troubles.append(f"{place.name}: {record} was taken out of the sheet and came back")
            for demand in self.demands or ():
                self._check_demand(place, *demand)
        if not place.entitled and self.secret & tokens(place.tabs()):
            self.troubles.append(f"{place.name} shows what it may not see")

    def _check_demand(self, place: Place, record: str, key: str, here: str, there: str) -> None:
        for one in self.dump("conflicts"):
            if one["record"] != record:
                continue
            is_chosen = one["settled_when"] and one["choice"] not in ("agreed", "replaced")
            if one["column"] == key and (
                not key or (one["sheet"] == here and (one["store"] == there or is_chosen))
            ):
                return
            if is_chosen and not (key and one["column"]):  # somebody has decided about the row, or part of it
                return
        self.troubles.append(
            f"{place.name}: both sides changed {record} {key or 'whole'} ({here!r}, {there!r}), no conflict says so"
        )

    def dump(self, name: str) -> list[dict[str, Any]]:
        """A table of the store, as it stands."""
        with self.quietly(), self.store.transaction(keep=False) as tx:
            found = tx.connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2, 3")
            return [dict(row) for row in found.mappings()]

    def undo(self) -> None:
        """Somebody takes a run back, any of them."""
        with self.quietly():
            lines = self.store.log()
            runs = sorted({line["run"] for line in lines})
            if runs:
                run = self.dice.choice(runs)
                mine = [line for line in lines if line["run"] == run]
                self.let_go |= tokens(mine) | {line["record"] for line in mine}
                with suppress(OfficeError):
                    undo_run(self.store, run, "Ana", self.moment(), self.new_id)
                    self.trace.say("  undo", run)
        self.observe()
