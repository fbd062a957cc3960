"""What a book and the store last agreed on: packed rows, unpacked one by one when asked for. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from sync.merge import Cells

SEPARATOR, ESCAPE = "\x1f", "\x1b"
ESCAPED = {ESCAPE: ESCAPE + "0", SEPARATOR: ESCAPE + "1"}


def pack(cells: Cells) -> str:
    """A row as one text; two rows are equal when their texts are."""
    text = SEPARATOR.join(cells)
    if ESCAPE in text or text.count(SEPARATOR) >= len(cells):
        table = str.maketrans(ESCAPED)
        return SEPARATOR.join(cell.translate(table) for cell in cells)
    return text


def unpack(text: str) -> Cells:
    """The row that ``pack`` made the text of."""
    cells = text.split(SEPARATOR)
    if ESCAPE in text:
        for plain, escaped in reversed(ESCAPED.items()):
            cells = [cell.replace(escaped, plain) for cell in cells]
    return tuple(cells)


class Base(Mapping[str, Cells]):
    """Record id -> cells, as one book last agreed on them with the store."""

    def __init__(self, packed: Mapping[str, str]) -> None:
        self._packed = packed

    def __getitem__(self, record: str) -> Cells:
        return unpack(self._packed[record])

    def __contains__(self, record: object) -> bool:
        return record in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def holds(self, record: str, cells: Cells) -> bool:
        """Whether the record was agreed on with these very cells."""
        return self._packed.get(record) == pack(cells)

    def without(self, columns: Iterable[int]) -> "Base":
        """The same rows, blank in these columns."""
        blank = set(columns)
        return Base(
            {
                record: pack(tuple("" if at in blank else cell for at, cell in enumerate(cells)))
                for record, cells in self.items()
            }
        )
