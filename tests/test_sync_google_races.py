"""People who edit between our read and our write: noticed, undone, redone, and nothing of theirs lost."""

import random
from collections.abc import Callable, Iterator

import pytest
from google_books import google as google
from google_books import google_book
from google_emulator.faults import Call
from google_emulator.server import GoogleEmulator

from sync.books.google import GoogleBook
from sync.books.google_account import Limiter
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.text import OfficeError

KEYS = ("person", "last_name", "first_name", "position", "union")
HEADER = ["_id", *(TABLE["crew"].column(key).label.fr for key in KEYS)]
TAB = 7
State = dict[str, list[str]]
Act = Callable[[GoogleEmulator, str], None]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Limiter, "wait", lambda self, until: True)
    yield


def rows_of(count: int) -> State:
    return {f"ID{n:024d}": [f"{key}-{n}" for key in KEYS] for n in range(count)}


def office(google: GoogleEmulator, rows: State) -> GoogleBook:
    book = google_book(google, {"Équipe": [HEADER, *([key, *cells] for key, cells in rows.items())]})
    book.read(INPUT_TABLES)
    return book


def state(google: GoogleEmulator, spreadsheet: str) -> State:
    """Every row that has an id, wherever rows and columns stand."""
    lines = google.values(spreadsheet, "Équipe!A1:Z60")
    top = next(at for at, line in enumerate(lines) if "_id" in line)
    places = [lines[top].index(title) for title in HEADER]
    found: State = {}
    for line in lines[top + 1 :]:
        cells = [str(line[at]) if at < len(line) else "" for at in places]
        if cells[0]:
            assert cells[0] not in found, "a row stands twice"
            found[cells[0]] = cells[1:]
    return found


def interfere(google: GoogleEmulator, spreadsheet: str, *acts: Act) -> None:
    """Have a person act just before each of our next writes, one act each."""
    left = list(acts)

    def before(call: Call) -> None:
        if call.kind == "spreadsheets.batchUpdate" and left:
            left.pop(0)(google, spreadsheet)

    google.before_request = before


def span(start: int, end: int, dimension: str = "ROWS") -> dict[str, object]:
    return {"sheetId": TAB, "dimension": dimension, "startIndex": start, "endIndex": end}


def insert_top(google: GoogleEmulator, spreadsheet: str) -> None:
    google.edit(spreadsheet, {"insertDimension": {"range": span(0, 1)}})


def insert_inside(google: GoogleEmulator, spreadsheet: str) -> None:
    google.edit(spreadsheet, {"insertDimension": {"range": span(3, 4)}})


def insert_column(google: GoogleEmulator, spreadsheet: str) -> None:
    google.edit(spreadsheet, {"insertDimension": {"range": span(0, 1, "COLUMNS")}})


def drag(google: GoogleEmulator, spreadsheet: str) -> None:
    google.edit(spreadsheet, {"moveDimension": {"source": span(2, 4), "destinationIndex": 7}})


def sort(google: GoogleEmulator, spreadsheet: str) -> None:
    where = {"sheetId": TAB, "startRowIndex": 1, "endRowIndex": 40}
    order = [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    google.edit(spreadsheet, {"sortRange": {"range": where, "sortSpecs": order}})


def cut(google: GoogleEmulator, spreadsheet: str) -> None:
    source = {"sheetId": TAB, "startRowIndex": 2, "endRowIndex": 3}
    to = {"sheetId": TAB, "rowIndex": 20, "columnIndex": 0}
    google.edit(spreadsheet, {"cutPaste": {"source": source, "destination": to, "pasteType": "PASTE_NORMAL"}})


MOVES = {act.__name__: act for act in (insert_top, insert_inside, insert_column, drag, sort)}


def change_and_expect(rows: State) -> tuple[Edits, State]:
    """Cells of three rows, one row added, one removed; and the rows that should come out."""
    want = {key: list(cells) for key, cells in rows.items()}
    ids = list(rows)
    cells = {}
    for number in (3, 4, 6):
        cells[number, "first_name"] = want[ids[number - 2]][2] = f"ours-{number}"
    del want[ids[5]]
    new = "N" * 26
    want[new] = ["P9", "", "", "", ""]
    added = tuple("P9" if column.key == "person" else "" for column in TABLE["crew"].columns)
    edits = Edits(cells={"crew": cells}, added={"crew": [NewRow(new, added)]}, removed={"crew": [7]})
    return edits, want


def test_without_a_person_the_change_takes_one_write(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    edits, want = change_and_expect(rows)

    written = book.apply(edits)

    assert state(google, book.spreadsheet) == want
    assert google.writes == 1 and written == GoogleBook(book.spreadsheet).fingerprint()


@pytest.mark.parametrize("act", MOVES.values(), ids=MOVES)
def test_rows_moved_before_the_write_are_noticed_and_the_change_is_made_where_they_went(
    google: GoogleEmulator, act: Act
) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    edits, want = change_and_expect(rows)
    interfere(google, book.spreadsheet, act)

    written = book.apply(edits)

    assert state(google, book.spreadsheet) == want
    assert written == "" and google.writes <= 3


def test_cells_alone_take_two_writes_when_rows_moved(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    interfere(google, book.spreadsheet, insert_inside)

    book.apply(Edits(cells={"crew": {(n, "union"): f"ours-{n}" for n in range(2, 10)}}))

    assert [cells[4] for cells in state(google, book.spreadsheet).values()] == [
        f"ours-{n}" for n in range(2, 10)
    ]
    assert (google.reads, google.writes) == (1, 2)


@pytest.mark.parametrize("act", MOVES.values(), ids=MOVES)
def test_rows_moved_three_times_are_followed_three_times(google: GoogleEmulator, act: Act) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    want = {key: [*cells[:4], f"ours-{n}"] for n, (key, cells) in enumerate(rows.items(), start=2)}
    interfere(google, book.spreadsheet, act, act, act)

    book.apply(Edits(cells={"crew": {(n, "union"): f"ours-{n}" for n in range(2, 10)}}))

    assert state(google, book.spreadsheet) == want


@pytest.mark.parametrize("act", [insert_top, insert_inside, drag, insert_column])
def test_rows_moved_a_fourth_time_are_refused_and_everything_is_as_people_left_it(
    google: GoogleEmulator, act: Act
) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    interfere(google, book.spreadsheet, act, act, act, act)

    with pytest.raises(OfficeError, match="changed since"):
        book.apply(Edits(cells={"crew": {(n, "union"): f"ours-{n}" for n in range(2, 10)}}))

    assert state(google, book.spreadsheet) == rows


def test_a_cell_typed_over_before_our_write_is_put_back_and_the_write_refused(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    edits, _ = change_and_expect(rows)
    interfere(google, book.spreadsheet, lambda g, s: g.type(s, "Équipe!D4", ["typed"]) and None)

    with pytest.raises(OfficeError, match="changed since"):
        book.apply(edits)

    rows[list(rows)[2]][2] = "typed"
    assert state(google, book.spreadsheet) == rows


def test_a_row_typed_at_the_end_meanwhile_stands_beside_the_one_we_add(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    edits, want = change_and_expect(rows)
    interfere(google, book.spreadsheet, lambda g, s: g.type(s, "Équipe!B10", ["P77", "Neuf"]) and None)

    book.apply(edits)

    assert state(google, book.spreadsheet) == want
    loose = [row for row in book.read(INPUT_TABLES).tables["crew"].rows if not row.id]
    assert [row.cells[:2] for row in loose] == [("P77", "Neuf")]


def test_a_row_deleted_meanwhile_is_not_written_on(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    delete = {"deleteDimension": {"range": span(3, 4)}}
    interfere(google, book.spreadsheet, lambda g, s: g.edit(s, delete) and None)

    with pytest.raises(OfficeError, match="changed since"):
        book.apply(Edits(cells={"crew": {(4, "union"): "ours"}}))

    del rows[list(rows)[2]]
    assert state(google, book.spreadsheet) == rows


def test_a_row_edited_before_we_delete_it_is_kept(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    interfere(google, book.spreadsheet, lambda g, s: g.type(s, "Équipe!D4", ["typed"]) and None)

    with pytest.raises(OfficeError, match="changed since"):
        book.apply(Edits(removed={"crew": [4]}))

    rows[list(rows)[2]][2] = "typed"
    assert state(google, book.spreadsheet) == rows


def test_a_row_cut_and_pasted_elsewhere_is_followed(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    interfere(google, book.spreadsheet, cut)
    want = {**rows, list(rows)[1]: [*rows[list(rows)[1]][:4], "ours"]}

    book.apply(Edits(cells={"crew": {(3, "union"): "ours"}}))

    assert state(google, book.spreadsheet) == want


def test_ids_given_to_rows_without_any_follow_their_rows(google: GoogleEmulator) -> None:
    rows = [[f"P{n}", f"Nom {n}", f"Prénom {n}"] for n in range(6)]
    book = google_book(google, {"Équipe": [["Identifiant", "Nom", "Prénom"], *rows]})
    book.read(INPUT_TABLES)
    interfere(google, book.spreadsheet, insert_inside)

    book.apply(Edits(cells={"crew": {(n + 2, "_id"): f"ID{n:024d}" for n in range(6)}}))

    read = book.read(INPUT_TABLES).tables["crew"].rows
    assert {row.id: row.cells[0] for row in read} == {f"ID{n:024d}": f"P{n}" for n in range(6)}


def test_a_formula_that_was_hit_by_mistake_is_put_back_as_a_formula(google: GoogleEmulator) -> None:
    rows = rows_of(8)
    book = office(google, rows)
    google.type(book.spreadsheet, "Équipe!F3", ['=B3&"!"'])
    book.read(INPUT_TABLES)
    interfere(google, book.spreadsheet, insert_top)

    book.apply(Edits(cells={"crew": {(4, "union"): "ours"}}))

    assert google.values(book.spreadsheet, "Équipe!F4:F5", "FORMULA") == [['=B4&"!"'], ["ours"]]


def test_a_tab_deleted_meanwhile_is_refused(google: GoogleEmulator) -> None:
    rows = rows_of(3)
    book = google_book(google, {"Équipe": [HEADER, *([k, *c] for k, c in rows.items())], "Autre": [["x"]]})
    book.read(INPUT_TABLES)
    delete = {"deleteSheet": {"sheetId": TAB}}
    interfere(google, book.spreadsheet, lambda g, s: g.edit(s, delete) and None)

    with pytest.raises(OfficeError, match=r"changed since|has no"):
        book.apply(Edits(cells={"crew": {(2, "union"): "ours"}}))


@pytest.mark.parametrize("seed", range(25))
def test_no_value_is_lost_whatever_one_person_does_before_each_of_two_writes(
    google: GoogleEmulator, seed: int
) -> None:
    chance = random.Random(seed)
    rows = rows_of(chance.randint(4, 9))
    book = office(google, rows)
    ids = list(rows)
    cells = {
        (at + 2, key): f"ours-{at}-{key}"
        for at in range(len(ids))
        for key in KEYS[1:]
        if chance.random() < 0.3
    }
    want = {key: list(said) for key, said in rows.items()}
    for (number, key), value in cells.items():
        want[ids[number - 2]][KEYS.index(key)] = value
    acts = chance.choices([insert_top, insert_inside, drag, sort, insert_column], k=2)
    interfere(google, book.spreadsheet, *acts)

    try:
        book.apply(Edits(cells={"crew": cells}))
    except OfficeError:
        want = rows

    assert state(google, book.spreadsheet) == want
