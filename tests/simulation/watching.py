"""A book and a store as a round sees them; the world is told of each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from simulation.places import Place
from sync.store import Store, Transaction
from workbook_templates.book import Edits, Reading
from workbook_templates.declare import Table

if TYPE_CHECKING:
    from simulation.world import World


class Watched:
    """A book as a round sees it; the world is told of each step."""

    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place, self.inner = world, place, place.open()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @property
    def name(self) -> str:
        return str(self.inner.name)

    def fingerprint(self) -> str:
        return str(self.inner.fingerprint())

    def read(self, tables: Sequence[Table]) -> Reading:
        self.world.at("read")
        self.world.reading = reading = self.inner.read(tables)
        self.world.at("has read")
        return reading

    def apply(self, edits: Edits) -> str:
        self.world.at("apply")
        if self.place.kind == "memory":
            self.world.writing()
        written = str(self.inner.apply(edits))
        self.world.at("applied")
        return written


class WatchedStore(Store):
    """A store in memory that tells the world of each transaction of a round."""

    def __init__(self, world: World) -> None:
        self.world: World | None = None
        super().__init__("sqlite://")
        self.world = world

    @contextmanager
    def transaction(self, keep: bool = True) -> Iterator[Transaction]:
        world = self.world if self.world is not None and self.world.is_watching else None
        with super().transaction(keep) as tx:
            if world:
                world.begun(tx, keep)
            try:
                yield tx
                if world:
                    world.at("commit")
            finally:
                if world:
                    world.in_transaction = False
        if world:
            world.observe(keep)
            world.at("committed")
