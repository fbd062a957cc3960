"""Base, sheet and store in; the fate of every cell and row out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import compress, count
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Cells = tuple[str, ...]
Policy = Literal["sheet", "store"]
NOTHING: Mapping[int, Any] = MappingProxyType({})


def apart(one: Cells, other: Cells) -> Iterable[int]:
    """The indexes at which two rows differ."""
    return compress(count(), map(str.__ne__, one, other))


@dataclass(frozen=True, slots=True)
class Settled:
    """Both sides may hold ``value``."""

    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the cell, differently."""

    base: str
    sheet: str
    store: str


def merge_cell(base: str, sheet: str, store: str) -> Settled | Conflict:
    """Settle one cell: the side that changed wins, two different changes meet."""
    if sheet in (store, base):
        return Settled(store)
    if store == base:
        return Settled(sheet)
    return Conflict(base, sheet, store)


class Side(NamedTuple):
    """The sheet's side of a row.

    Args:
        silent: Indexes without opinion: columns the sheet lacks, values the book does not hold.
        fixed: Indexes never overwritten: a person's formula fills them, or the book may not see them.
    """

    cells: Cells
    silent: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()


class Stored(NamedTuple):
    """The store's side of a row; a deleted one keeps its last values."""

    cells: Cells
    deleted: bool = False


class Merged(NamedTuple):
    """A row both sides have: what each is to hold, the cells in conflict, and those a policy settled."""

    sheet: Cells
    store: Cells
    base: Cells
    conflicts: Mapping[int, Conflict]
    settled: Mapping[int, Conflict] = NOTHING


@dataclass(frozen=True, slots=True)
class AddedInSheet:
    cells: Cells


@dataclass(frozen=True, slots=True)
class AddedInStore:
    cells: Cells


@dataclass(frozen=True, slots=True)
class RemovedInSheet:
    """Gone from the sheet, unchanged in the store: the store lets it go."""


@dataclass(frozen=True, slots=True)
class RemovedInStore:
    """Gone from the store, unchanged in the sheet: the sheet lets it go."""


@dataclass(frozen=True, slots=True)
class GoneFromBoth:
    """Neither side has it any more."""


@dataclass(frozen=True, slots=True)
class DeletedAgainstChanged:
    """One side removed the row, the other changed it."""

    in_sheet: bool


Fate = (
    Merged
    | AddedInSheet
    | AddedInStore
    | RemovedInSheet
    | RemovedInStore
    | GoneFromBoth
    | DeletedAgainstChanged
)


def merge_row(
    base: Cells | None,
    sheet: Side | None,
    store: Stored | None,
    policies: Mapping[int, Policy] = NOTHING,
    withheld: frozenset[int] = frozenset(),
) -> Fate:
    """Decide one row.

    Args:
        base: What this book last agreed on, None when it never did.
        sheet: Its row, None when it shows none.
        store: The store's, None when it never had one.
        policies: By index, whose value is taken where both sides changed a cell.
        withheld: Indexes that the store has not shown to this book.
    """
    if store is None:
        return AddedInSheet(sheet.cells) if sheet else GoneFromBoth()
    if sheet is None:
        if store.deleted:
            return GoneFromBoth()
        if base is None:
            return AddedInStore(store.cells)
        is_same = all(at in withheld for at in apart(base, store.cells))
        return RemovedInSheet() if is_same else DeletedAgainstChanged(in_sheet=False)
    if store.deleted:
        # Without a base the tombstone's own values tell whether the sheet has anything new.
        was = store.cells if base is None else base
        changed = any(
            at not in sheet.silent and (sheet.cells[at] or at not in withheld)
            for at in apart(sheet.cells, was)
        )
        return DeletedAgainstChanged(in_sheet=True) if changed else RemovedInStore()
    return _merge_live(base, sheet, store.cells, policies)


def _shown(sheet: Side, store: Cells) -> Cells:
    """The store's row as the sheet may show it."""
    if all(sheet.cells[at] == store[at] for at in sheet.fixed):
        return store
    pairs = enumerate(zip(sheet.cells, store, strict=True))
    return tuple(here if at in sheet.fixed else there for at, (here, there) in pairs)


def _merge_live(base: Cells | None, sheet: Side, store: Cells, policies: Mapping[int, Policy]) -> Merged:
    if not sheet.silent:
        if sheet.cells == store:
            return Merged(store, store, store, {})
        if base == store:
            return Merged(sheet.cells, sheet.cells, sheet.cells, {})
        if base == sheet.cells:
            return Merged(_shown(sheet, store), store, sheet.cells, {})
    was = base if base is not None else ("",) * len(store)
    to_sheet, to_store, agreed = list(sheet.cells), list(store), list(sheet.cells)
    conflicts: dict[int, Conflict] = {}
    settled: dict[int, Conflict] = {}
    for index, (old, here, there) in enumerate(zip(was, sheet.cells, store, strict=True)):
        if index in sheet.silent:
            agreed[index] = there
            continue
        if old == here == there:
            continue
        outcome = merge_cell(old, here, there)
        if isinstance(outcome, Conflict) and index in policies:
            settled[index] = outcome
            outcome = Settled(here if policies[index] == "sheet" else there)
        match outcome:
            case Settled(value):
                to_store[index] = value
                if index not in sheet.fixed:
                    to_sheet[index] = value
            case Conflict() as conflict:
                conflicts[index] = conflict
                agreed[index] = old
    return Merged(tuple(to_sheet), tuple(to_store), tuple(agreed), conflicts, settled)
