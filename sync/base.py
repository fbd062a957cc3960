"""What a book and the store last agreed on: packed rows, unpacked one by one when asked for. Pure."""

from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence

from sync.merge import Cells
from workbook_templates.kinds import SEPARATOR


def pack(cells: Cells) -> str:
    """A row as one text. No canonical cell holds the separator."""
    return SEPARATOR.join(cells)


def unpack(text: str) -> Cells:
    """The row that ``pack`` made the text of."""
    return tuple(text.split(SEPARATOR))


class Base(Mapping[str, Cells]):
    """Record id -> cells, as one book last agreed on them with the store."""

    def __init__(self, packed: dict[str, str]) -> None:
        self._packed = packed

    def __getitem__(self, record: str) -> Cells:
        return unpack(self._packed[record])

    def __contains__(self, record: object) -> bool:
        return record in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def keys(self) -> KeysView[str]:
        return self._packed.keys()

    def holds(self, record: str, cells: Cells) -> bool:
        """Whether these very cells were agreed on for the record."""
        return self._packed.get(record) == SEPARATOR.join(cells)

    def unlike(self, records: Iterable[str], rows: Iterable[Cells]) -> list[str]:
        """The records, of those given, that were not agreed on with these very cells."""
        agreed = self._packed.get
        return [
            record for record, text in zip(records, map(pack, rows), strict=True) if agreed(record) != text
        ]

    def without(self, columns: Sequence[int]) -> "Base":
        """The same rows, blank in these columns."""
        return Base(
            {
                record: pack(tuple("" if at in columns else cell for at, cell in enumerate(cells)))
                for record, cells in self.items()
            }
        )
