"""The book that is posted JSON: grids of raw cells in, the edits to make there out."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from sync.books.posted_edits import Json, edits_json
from workbook_templates.book import Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import OfficeError

MOST_SHEETS = 300
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
DIGITS = 15  # that a sheet's number holds; a longer one is kept as text
GREATEST = 10**DIGITS
PLAIN = {str, int, float, bool, type(None)}
KEYS = {"name", "identity", "sheets"}
SHEET_KEYS = {"name", "rows", "formulas", "uncached"}


class PostedBook:
    """A book as a button posts it; what ``apply`` takes is kept in ``edits`` for whoever posted it.

    Args:
        said: ``{"name", "identity", "sheets": [{"name", "rows", "formulas", "uncached"}]}``: rows of raw
            cells from A1 (text, numbers, true, false, null, ``{"date"}``, ``{"time"}``, ``{"number"}``);
            ``formulas`` and ``uncached`` hold ``[row, column]`` pairs counted from 1.

    Raises:
        OfficeError: It is not of that form.
    """

    def __init__(self, said: object) -> None:
        if not isinstance(said, dict):
            raise _not_so("book", "an object", "un objet")
        _known(said, KEYS, "book")
        self._name = _text(said, "name", "book") or "book"
        self._identity = _text(said, "identity", "book")
        sheets = said.get("sheets")
        if not isinstance(sheets, list) or len(sheets) > MOST_SHEETS:
            raise _not_so(
                "book.sheets", f"a list of at most {MOST_SHEETS}", f"une liste d'au plus {MOST_SHEETS}"
            )
        self._grids = [_grid(sheet, f"book.sheets[{at}]") for at, sheet in enumerate(sheets)]
        names = [grid.name for grid in self._grids]
        if len(set(names)) < len(names):
            raise _not_so(
                "book.sheets",
                "a list of sheets with a name each",
                "une liste de feuilles aux noms différents",
            )
        self._reading: Reading | None = None
        self.edits: Json = {}

    @property
    def name(self) -> str:
        return self._name

    def rows(self, sheet: str) -> Sequence[Sequence[object]]:
        """A sheet's cells from A1; none when there is no such sheet."""
        return next((grid.rows for grid in self._grids if grid.name == sheet), ())

    def fingerprint(self) -> str:
        digest = hashlib.sha256(self._identity.encode())
        for grid in self._grids:
            digest.update(repr((grid.name, grid.rows, sorted(grid.formulas))).encode())
        return digest.hexdigest()

    def read(self, tables: Sequence[Table]) -> Reading:
        self._reading = read_grids(self._grids, tables, "", self._identity)
        return self._reading

    def apply(self, edits: Edits) -> str:
        if self._reading is None:
            raise ValueError("read the book before applying edits")
        widths = {grid.name: max(map(len, grid.rows), default=0) for grid in self._grids}
        self.edits = edits_json(self._reading, edits, [grid.name for grid in self._grids], widths)
        return ""


def _grid(said: object, where: str) -> SheetGrid:
    if not isinstance(said, dict):
        raise _not_so(where, "an object", "un objet")
    _known(said, SHEET_KEYS, where)
    name = _text(said, "name", where)
    rows = said.get("rows")
    if not name or not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise _not_so(where, 'an object with "name" and "rows"', "un objet avec « name » et « rows »")
    read: list[Sequence[object]] = []
    for at, row in enumerate(rows):
        if not isinstance(row, list) or len(row) > MOST_COLUMNS:
            raise _not_so(f"{where}.rows[{at}]", "a list of cells", "une liste de cellules")
        kinds = set(map(type, row))
        is_plain = kinds <= PLAIN and int not in kinds
        read.append(row if is_plain else [_cell(cell, f"{where}.rows[{at}]") for cell in row])
    return SheetGrid(name, read, _pairs(said, "formulas", where), _pairs(said, "uncached", where))


def _cell(said: object, where: str) -> object:
    match said:
        case bool() | str() | None | float():
            return said
        case int():
            return float(said) if abs(said) < GREATEST else str(said)
        case {"date": str(word), **rest} if not rest:
            return _moment(word, where)
        case {"time": str(word), **rest} if not rest:
            try:
                return time.fromisoformat(word)
            except ValueError:
                return word
        case {"number": str(word), **rest} if not rest.keys() - {"as"}:
            return _number(word)
        case _:
            raise _not_so(where, "a list of cells", "une liste de cellules")


def _moment(word: str, where: str) -> object:
    """A day, or a day and a time of day; text that is neither stays as it is."""
    try:
        return date.fromisoformat(word) if len(word) == 10 else datetime.fromisoformat(word)
    except ValueError:
        return word


def _number(word: str) -> object:
    try:
        number = Decimal(word)
    except InvalidOperation:
        return word
    is_cell = number.is_finite() and number.adjusted() < DIGITS
    return float(number) if is_cell else word


def _pairs(said: Mapping[str, object], key: str, where: str) -> frozenset[tuple[int, int]]:
    pairs = said.get(key, [])
    found: set[tuple[int, int]] = set()
    for pair in pairs if isinstance(pairs, list) else [None]:
        match pair:
            case [int(row), int(column)] if row > 0 and column > 0:
                found.add((row, column))
            case _:
                raise _not_so(
                    f"{where}.{key}", "a list of [row, column] pairs", "une liste de paires [ligne, colonne]"
                )
    return frozenset(found)


def _text(said: Mapping[str, object], key: str, where: str) -> str:
    word = said.get(key, "")
    if not isinstance(word, str) or len(word) > 500:
        raise _not_so(f"{where}.{key}", "a short text", "un texte court")
    return word


def _known(said: Mapping[str, object], keys: set[str], where: str) -> None:
    for key in said:
        if key not in keys:
            raise OfficeError(
                f'{where} holds "{str(key)[:40]}", which is not known here. Leave it out.',
                f"{where} contient « {str(key)[:40]} », qui n'est pas connu ici. Retirez-le.",
            )


def _not_so(where: str, en: str, fr: str) -> OfficeError:
    return OfficeError(f"{where} is not {en}.", f"{where} n'est pas {fr}.")
