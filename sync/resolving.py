"""What a choice about a conflict comes to. Pure."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sync.merge import Cells, Stored
from workbook_templates.declare import Table

SIDES = ("sheet", "store")


class Resolution(NamedTuple):
    """What the store is to hold, and the base: what the sheet shows, so that the choice travels to it."""

    store: Stored
    base: Cells | None


def resolve(
    found: Mapping[str, Any], table: Table, kept: Stored, base: Cells | None, take: str
) -> Resolution | None:
    """Carry out a choice: "sheet", "store", or a value of one's own.

    Returns:
        None when the store has moved on since the question was put: it is to be put again.
    """
    shown: Cells = tuple(json.loads(found["cells"]))
    if found["column"]:
        at = table.position[found["column"]]
        if kept.deleted or (take == "sheet" and kept.cells[at] != found["store"]):
            return None
        value = {"sheet": str(found["sheet"]), "store": kept.cells[at]}.get(take, take)
        after = (*kept.cells[:at], value, *kept.cells[at + 1 :])
        return Resolution(Stored(after), base and (*base[:at], str(found["sheet"]), *base[at + 1 :]))
    if shown and not kept.deleted:
        return None
    if take == "store":
        return Resolution(kept, shown or None)
    if shown:
        return Resolution(Stored(_revived(shown, base, kept.cells)), shown)
    return Resolution(Stored(kept.cells, deleted=True), kept.cells)


def _revived(shown: Cells, base: Cells | None, kept: Cells) -> Cells:
    """A deleted row as it comes back: what the sheet changed in it, and else what the store last held.

    A cell that the book may not see shows blank there, as it did when both last agreed.
    """
    if base is None:
        return tuple(here or there for here, there in zip(shown, kept, strict=True))
    cells = zip(shown, base, kept, strict=True)
    return tuple(there if here == was else here for here, was, there in cells)
