"""Sheets of raw cells in, tables of rows out: headers found wherever they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, repeat

from workbook_templates.book import Imprint, Place, Reading, Row, TableRead
from workbook_templates.calls import Spot
from workbook_templates.catalog import TABLES
from workbook_templates.declare import Column, Table
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.kinds import canonical, canonical_column
from workbook_templates.text import Lang, Text, fold

DUPLICATE_HEADER = FindingKind(
    "duplicate-header",
    Severity.ERROR,
    Text(
        'the header "{value}" stands twice in this table. Rename one of the two columns.',
        "l'en-tête « {value} » figure deux fois dans ce tableau. Renommez l'une des deux colonnes.",
    ),
)
MISSING_HEADER = FindingKind(
    "missing-header",
    Severity.ERROR,
    Text(
        'the column "{header}" is not found. Put its header back as it was.',
        "la colonne « {header} » est introuvable. Remettez son en-tête tel qu'il était.",
    ),
)
ROWS_BELOW = FindingKind(
    "rows-below",
    Severity.WARNING,
    Text(
        "what stands from this row on, below blank rows, is not read. Move it up to the table to have it counted.",
        "ce qui figure à partir de cette ligne, sous des lignes vides, n'est pas lu. "
        "Remontez-le contre le tableau pour qu'il compte.",
    ),
)
TABLE_TWICE = FindingKind(
    "table-twice",
    Severity.ERROR,
    Text(
        'this table stands on two sheets; only the one on "{sheet}" is read. Rename the headers of the other.',
        "ce tableau figure sur deux feuilles ; seul celui de « {sheet} » est lu. "
        "Renommez les en-têtes de l'autre.",
    ),
)

HEADER_SEARCH_ROWS = 60
BLANK_ROWS_THAT_END = 2
ID_HEADER = "_id"


@dataclass(frozen=True, slots=True)
class NativeTable:
    """An Excel table: corners counted from 1, ``last`` without the totals row."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    totals: bool = False


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """One sheet as raw cells from A1, and what the cells alone do not tell.

    ``calls`` are the formulas that call a custom function, ``failed`` those among them that show an error.
    """

    name: str
    rows: Sequence[Sequence[object]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    uncached: frozenset[tuple[int, int]] = frozenset()
    natives: tuple[NativeTable, ...] = ()
    calls: Mapping[Spot, str] = field(default_factory=dict)
    failed: frozenset[Spot] = frozenset()


@dataclass(frozen=True, slots=True)
class _Header:
    """A candidate header row: which columns it names."""

    sheet: SheetGrid
    row: int
    table: Table
    columns: Mapping[str, int]
    repeated: tuple[str, ...]
    french: int
    english: int
    score: float


@dataclass(slots=True)
class _Labels:
    """Folded label -> column keys, for each table."""

    of: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in TABLES:
            known = {ID_HEADER: ID_HEADER}
            for column in table.columns:
                known[fold(column.label.en)] = column.key
                known[fold(column.label.fr)] = column.key
            self.of[table.key] = known


_LABELS = _Labels()


def read_grids(
    grids: Sequence[SheetGrid], tables: Sequence[Table], fingerprint: str = "", imprint: str = ""
) -> Reading:
    """Find the tables in the sheets and read their rows.

    A header row belongs to the table it names best; a table to its best header
    row. Labels are recognised in either language, whatever their case or accents.

    Findings: duplicate-header, missing-header, rows-below, table-twice.
    """
    headers, twice = _best_headers(grids)
    lang = _language(headers.values())
    country = _country(headers, lang)
    read = {
        table.key: _read_table(table, headers, twice.get(table.key), grids, lang, country) for table in tables
    }
    kept = tuple(grids) if any(grid.calls for grid in grids) else ()
    return Reading(read, lang, country, fingerprint, *Imprint.heard(imprint), kept)


def _best_headers(grids: Sequence[SheetGrid]) -> tuple[dict[str, _Header], dict[str, _Header]]:
    best: dict[str, _Header] = {}
    twice: dict[str, _Header] = {}
    for candidate in chain.from_iterable(_candidates(grid) for grid in grids):
        key = candidate.table.key
        if key in best:
            twice[key] = min(candidate, best[key], key=lambda header: header.score)
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    return best, twice


def _candidates(grid: SheetGrid) -> Iterator[_Header]:
    """The header rows of a sheet, each for the table that it names best."""
    for number, cells in enumerate(grid.rows[:HEADER_SEARCH_ROWS], start=1):
        words = {
            column: fold(cell) for column, cell in enumerate(cells, start=1) if isinstance(cell, str) and cell
        }
        if len(words) < 2:
            continue
        found = [header for table in TABLES if (header := _match(grid, number, words, table))]
        if found:
            yield max(found, key=lambda header: header.score)


def _match(grid: SheetGrid, number: int, words: Mapping[int, str], table: Table) -> _Header | None:
    known = _LABELS.of[table.key]
    columns: dict[str, int] = {}
    repeated: list[str] = []
    french = english = 0
    for position, word in words.items():
        key = known.get(word)
        if key is None:
            continue
        if key in columns:
            repeated.append(key)
            continue
        columns[key] = position
        if key != ID_HEADER:
            label = table.column(key).label
            french += fold(label.fr) == word
            english += fold(label.en) == word
    named = len(columns) - (ID_HEADER in columns)
    if named < 2:
        return None
    by_name = fold(grid.name) in (fold(table.label.en), fold(table.label.fr))
    has_keys = bool(table.keys) and all(key in columns for key in table.keys[:1])
    enough = by_name or (has_keys and named >= 3) or named * 2 > len(table.columns)
    if not enough:
        return None
    score = named + (0.5 if by_name else 0.0) + named / len(table.columns) + (0.25 if has_keys else 0.0)
    if by_name:
        score += 2
    return _Header(grid, number, table, columns, tuple(repeated), french, english, score)


def _language(headers: Iterable[_Header]) -> Lang:
    french = english = 0
    for header in headers:
        french += header.french
        english += header.english
    return "fr" if french > english else "en"


def _country(headers: Mapping[str, _Header], lang: Lang) -> str:
    """The production's country, which phones are read by; France when a book does not say."""
    header = headers.get("production")
    if header and {"setting", "value"} <= header.columns.keys():
        setting = header.table.column("setting")
        country = header.table.column("value").variants["country"]
        for cells in header.sheet.rows[header.row :]:
            key = canonical(_at(cells, header.columns["setting"]), setting, lang, "FR")
            if key == "country":
                return canonical(_at(cells, header.columns["value"]), country, lang, "FR") or "FR"
    return "FR"


def _at(cells: Sequence[object], column: int) -> object:
    return cells[column - 1] if column <= len(cells) else ""


def _read_table(
    table: Table,
    headers: Mapping[str, _Header],
    other: _Header | None,
    grids: Sequence[SheetGrid],
    lang: Lang,
    country: str,
) -> TableRead:
    header = headers.get(table.key)
    if header is None:
        return TableRead(table, _named_sheet(table, grids))
    first = header.row + 1
    last, _, below, native = _body(header, headers)
    findings = [
        Finding(DUPLICATE_HEADER, table, header.row, value=table.column(key).label.say(lang))
        for key in header.repeated
        if key != ID_HEADER
    ]
    if not table.written:
        findings += [
            Finding(MISSING_HEADER, table, header.row, details={"header": column.label})
            for column in table.columns
            if column.key not in header.columns and (column.required or column.key in table.keys)
        ]
    if below:
        findings.append(Finding(ROWS_BELOW, table, below))
    if other is not None:
        findings.append(Finding(TABLE_TWICE, table, details={"sheet": header.sheet.name}))
    place = Place(header.sheet.name, header.row, last, header.columns, native)
    rows = _read_rows(header, first, last, lang, country)
    above = header.sheet.rows[: header.row - 1] if table.written else ()
    return TableRead(table, place, rows, tuple(findings), tuple(str(_at(cells, 1)) for cells in above))


def _named_sheet(table: Table, grids: Sequence[SheetGrid]) -> Place | None:
    """A written table's sheet, known by its name alone."""
    names = (fold(table.label.en), fold(table.label.fr))
    if table.written:
        for grid in grids:
            if fold(grid.name) in names:
                return Place(grid.name, 0, 0, {})
    return None


def _body(header: _Header, headers: Mapping[str, _Header]) -> tuple[int, bool, int, str]:
    """Last body row, whether a totals row follows, first unread row below, native table's name."""
    rows = header.sheet.rows
    stops = [h.row for h in headers.values() if h.sheet is header.sheet and h.row > header.row]
    limit = min(stops, default=len(rows) + 1) - 1
    positions = [column - 1 for column in header.columns.values()]
    for native in header.sheet.natives:
        if native.first_row == header.row and any(
            native.first_column <= column <= native.last_column for column in header.columns.values()
        ):
            if native.totals:
                return native.last_row, True, 0, native.name
            start, name = native.last_row, native.name
            break
    else:
        start, name = header.row, ""
    last, gap, below = start, 0, 0
    for number in range(start + 1, limit + 1):
        cells = rows[number - 1]
        if not any(position < len(cells) and cells[position] not in ("", None) for position in positions):
            gap += 1
            continue
        has_id = ID_HEADER in header.columns and _at(cells, header.columns[ID_HEADER]) not in ("", None)
        if (gap >= BLANK_ROWS_THAT_END and not has_id) or _is_total(header, number, cells):
            below = 0 if _is_total(header, number, cells) else number
            break
        last, gap = number, 0
    return last, False, below, name


def _is_total(header: _Header, number: int, cells: Sequence[object]) -> bool:
    """A person's own total under the table: formulas, and at most the word Total."""
    filled = [column for column in header.columns.values() if _at(cells, column) not in ("", None)]
    typed = [column for column in filled if (number, column) not in header.sheet.formulas]
    words = (fold(str(_at(cells, column))) for column in typed)
    return bool(filled) and all(word.startswith(("total", "sous-total", "subtotal")) for word in words)


def _read_rows(header: _Header, first: int, last: int, lang: Lang, country: str) -> tuple[Row, ...]:
    table, places = header.table, header.columns
    raw = header.sheet.rows[first - 1 : last]
    if not raw:
        return ()
    width = max(places.values())
    if min(map(len, raw)) < width:
        raw = [_padded(cells, width) for cells in raw]
    by_column = list(zip(*raw, strict=False))
    blank = [""] * len(raw)
    columns: list[list[str]] = []
    for column in table.columns:
        position = places.get(column.key)
        if position is None:
            columns.append(blank)
        elif column.varies_by:
            columns.append(_varying(column, by_column[position - 1], columns, table, lang, country))
        else:
            columns.append(canonical_column(by_column[position - 1], column, lang, country))
    position = places.get(ID_HEADER)
    ids = [str(cell or "").strip() for cell in by_column[position - 1]] if position else blank
    formulas, unknown = _formulas(header, first, last)
    nothing: frozenset[int] = frozenset()
    numbers = range(first, first + len(raw))
    rows = map(
        partial(tuple.__new__, Row),
        zip(
            ids,
            numbers,
            zip(*columns, strict=True),
            [formulas.get(number, nothing) for number in numbers] if formulas else repeat(nothing),
            [unknown.get(number, nothing) for number in numbers] if unknown else repeat(nothing),
            strict=False,
        ),
    )
    if all(ids):
        return tuple(rows)
    return tuple(row for row in rows if row[0] or row[3] or any(row[2]))


def _padded(cells: Sequence[object], width: int) -> list[object]:
    return [*cells, *[""] * width][:width]


def _varying(
    column: Column,
    values: Sequence[object],
    columns: Sequence[Sequence[str]],
    table: Table,
    lang: Lang,
    country: str,
) -> list[str]:
    """Cells whose kind is that of the variant their row names."""
    names = columns[table.position[column.varies_by]]
    return [
        canonical(value, column.variants.get(name, column), lang, country)
        for value, name in zip(values, names, strict=True)
    ]


def _formulas(
    header: _Header, first: int, last: int
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Row number -> indexes of the declared columns that a formula fills, and those of unknown value."""
    if not header.sheet.formulas:
        return {}, {}
    at = {
        position: header.table.position[key] for key, position in header.columns.items() if key != ID_HEADER
    }

    def by_row(cells: frozenset[tuple[int, int]]) -> dict[int, frozenset[int]]:
        rows: dict[int, set[int]] = {}
        for row, column in cells:
            if first <= row <= last and column in at:
                rows.setdefault(row, set()).add(at[column])
        return {row: frozenset(indexes) for row, indexes in rows.items()}

    return by_row(header.sheet.formulas), by_row(header.sheet.uncached)
