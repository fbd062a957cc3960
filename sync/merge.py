"""Base, sheet and store in; the fate of every cell and row out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import compress, count
from typing import NamedTuple

Cells = tuple[str, ...]


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
        fixed: Indexes that a person's formula fills: never overwritten.
    """

    cells: Cells
    silent: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()


class Stored(NamedTuple):
    """The store's side of a row; a deleted one keeps its last values."""

    cells: Cells
    deleted: bool = False


class Merged(NamedTuple):
    """A row both sides have: what each is to hold, and the cells in conflict."""

    sheet: Cells
    store: Cells
    base: Cells
    conflicts: Mapping[int, Conflict]


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


def merge_row(base: Cells | None, sheet: Side | None, store: Stored | None) -> Fate:
    """Decide one row; ``base`` is None when this book never agreed on it."""
    if store is None:
        return AddedInSheet(sheet.cells) if sheet else GoneFromBoth()
    if sheet is None:
        if store.deleted:
            return GoneFromBoth()
        if base is None:
            return AddedInStore(store.cells)
        return RemovedInSheet() if base == store.cells else DeletedAgainstChanged(in_sheet=False)
    if store.deleted:
        # Without a base the tombstone's own values tell whether the sheet has anything new.
        was = store.cells if base is None else base
        changed = any(
            value != was[index] for index, value in enumerate(sheet.cells) if index not in sheet.silent
        )
        return DeletedAgainstChanged(in_sheet=True) if changed else RemovedInStore()
    return _merge_live(base, sheet, store.cells)


def _merge_live(base: Cells | None, sheet: Side, store: Cells) -> Merged:
    if not sheet.silent:
        if sheet.cells == store:
            return Merged(store, store, store, {})
        if base == store:
            return Merged(sheet.cells, sheet.cells, sheet.cells, {})
        if base == sheet.cells and not sheet.fixed:
            return Merged(store, store, sheet.cells, {})
    was = base if base is not None else ("",) * len(store)
    to_sheet, to_store, agreed = list(sheet.cells), list(store), list(sheet.cells)
    conflicts: dict[int, Conflict] = {}
    for index, (old, here, there) in enumerate(zip(was, sheet.cells, store, strict=True)):
        if index in sheet.silent:
            agreed[index] = there
            continue
        if old == here == there:
            continue
        match merge_cell(old, here, there):
            case Settled(value):
                to_store[index] = value
                if index not in sheet.fixed:
                    to_sheet[index] = value
            case Conflict() as conflict:
                conflicts[index] = conflict
                agreed[index] = old
    return Merged(tuple(to_sheet), tuple(to_store), tuple(agreed), conflicts)
