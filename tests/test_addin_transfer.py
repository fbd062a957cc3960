"""Rows in from a CSV and out again, with nothing lost on the way."""

import csv
import io
from collections.abc import Callable
from itertools import count

import pytest

from addin.actions.transfer import dump_csv, dump_json, plan_load, read_csv
from workbook_templates.book import Edits, Reading
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.findings import MASK, Finding
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import Lang, OfficeError

SOCIAL = "255081416802538"


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def read(key: str, columns: str, *rows: list[object], lang: Lang = "en") -> Reading:
    table = TABLE[key]
    header = ["_id", *(table.column(name).label.say(lang) for name in columns.split())]
    return read_grids([SheetGrid(table.label.say(lang), [header, *rows])], INPUT_TABLES)


def load(
    reading: Reading, key: str, data: str | bytes, replace: bool = False
) -> tuple[Edits, list[Finding], dict[str, int]]:
    raw = data if isinstance(data, bytes) else data.encode()
    return plan_load(reading, TABLE[key], raw, replace, ids(), {})


def nothing() -> dict[str, int]:
    return {"added": 0, "updated": 0, "removed": 0}


ACCOUNTS = "account name budget"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encoding: str, mark: str) -> None:
    text = f'account{mark}name\r\n0100{mark}"Décor\nété{mark} nuit"\r\n'

    header, rows = read_csv(text.encode(encoding))

    assert (header, rows) == (["account", "name"], [["0100", f"Décor\nété{mark} nuit"]])


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(OfficeError):
        read_csv(b"PK\x03\x04\0\0")


def test_a_known_key_is_updated_and_a_new_one_added() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "Story", "10"])

    edits, _, counts = load(reading, "accounts", "account;name;budget\n0100;;12\n0200;Décor;1\n")

    assert edits.cells == {"accounts": {(2, "name"): "", (2, "budget"): "12.00"}}
    assert [row.cells[:2] for row in edits.added["accounts"]] == [("0200", "Décor")]
    assert counts == {"added": 1, "updated": 1, "removed": 0}


def test_an_absent_column_is_left_alone_and_an_unknown_one_is_told() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "Story", "10"])

    edits, findings, _ = load(reading, "accounts", "account;colour;budget\n0100;red;12\n")

    assert edits.cells == {"accounts": {(2, "budget"): "12.00"}}
    assert [f.value for f in findings if f.code == "unknown-column"] == ["colour"]


def test_replace_removes_the_rows_that_the_file_lacks() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "a", "1"], ["i2", "0200", "b", "2"])

    edits, _, _ = load(reading, "accounts", "account;name\n0200;b\n", replace=True)

    assert edits.removed == {"accounts": [2]}


def test_a_french_book_reads_french_headers_amounts_and_dates() -> None:
    reading = read("costs", "entry account net date", ["i1", "E1", "0100", "1", ""], lang="fr")
    table = TABLE["costs"]
    header = ";".join(table.column(key).label.fr for key in ("entry", "net", "date"))

    edits, _, _ = load(reading, "costs", f"{header}\nE1;1 250,00;02/03/2026\n")

    assert edits.cells == {"costs": {(2, "net"): "1250.00", (2, "date"): "2026-03-02"}}


def test_a_key_repeated_in_the_file_loads_both_rows_and_says_so() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "Story", "10"])

    edits, findings, counts = load(reading, "accounts", "account;name\n0200;a\n0200;b\n")

    assert [row.cells[1] for row in edits.added["accounts"]] == ["a", "b"]
    assert "repeated-key" in [f.code for f in findings]
    assert counts["added"] == 2


def test_cells_beyond_the_header_and_a_repeated_column_are_told() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "Story", "10"])

    edits, findings, _ = load(reading, "accounts", "account;name;name\n0100;new;other;1 250\n")

    assert edits.cells == {"accounts": {(2, "name"): "new"}}
    assert [f.value for f in findings if f.code == "repeated-column"] == ["name"]
    assert [(f.row, f.value) for f in findings if f.code == "beyond-header"] == [(2, "1 250")]


def test_a_masked_dump_loaded_back_leaves_restricted_cells_alone() -> None:
    # A dump without --restricted, loaded back, once wrote the mask over every social number.
    reading = read("crew", "person last_name social", ["i1", "A1", "Doe", SOCIAL])
    masked = dump_csv(reading.tables["crew"], restricted=False)

    edits, findings, counts = load(reading, "crew", masked)

    assert MASK in masked and SOCIAL not in masked
    assert (edits.cells, edits.added, counts) == ({}, {}, nothing())
    assert [f.column for f in findings if f.code == "masked-cell"] == ["social"]


@pytest.mark.parametrize("replace", [False, True])
def test_rows_of_one_key_or_of_none_are_not_multiplied_by_loading_a_dump(replace: bool) -> None:
    # Such rows were added again by each load, and never removed.
    rows: list[list[object]] = [["i1", "0100", "a", "1"], ["i2", "0100", "b", "2"], ["i3", "", "c", ""]]
    reading = read("accounts", ACCOUNTS, *rows)

    edits, _, counts = load(reading, "accounts", dump_csv(reading.tables["accounts"], True), replace)

    assert (edits.cells, edits.added, edits.removed, counts) == ({}, {}, {}, nothing())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_load_after_dump_loses_nothing(lang: Lang) -> None:
    scenes = read(
        "scenes",
        "episode scene pages synopsis roles day",
        ["i1", "", "007", "1 3/8", "=SUM(A1)\n« Été », -5 @x", "1, 4", 3.0],
        ["i2", "", "7A", 0.375, "+1", "", "mi-mars"],
        lang=lang,
    )
    days = read("days", "day date kind call", ["i1", 1.0, "2026-03-02", "shoot", 0.3958333333], lang=lang)
    crew = read("crew", "person last_name phone social", ["i1", "01", "Née", "0612345", SOCIAL], lang=lang)

    for key, reading in (("scenes", scenes), ("days", days), ("crew", crew)):
        before = reading.tables[key]
        text = dump_csv(before, restricted=True)
        header = ["_id", *(column.label.say(lang) for column in TABLE[key].columns)]
        empty = read_grids([SheetGrid(TABLE[key].label.say(lang), [header])], INPUT_TABLES)
        onto, _, counts = load(reading, key, text)
        afresh, _, _ = load(empty, key, text)

        assert (onto.cells, counts) == ({}, nothing())
        assert [row.cells for row in afresh.added[key]] == [row.cells for row in before.rows]


def test_json_names_each_row_and_masks_unless_asked() -> None:
    crew = read("crew", "person last_name social", ["i1", "A1", "Doe", SOCIAL]).tables["crew"]

    masked, whole = dump_json(crew, restricted=False), dump_json(crew, restricted=True)

    assert MASK in str(masked) and SOCIAL not in str(masked)
    assert SOCIAL in str(whole) and "'_id': 'i1'" in str(whole)


def test_a_load_leaves_a_persons_formula_alone_and_says_so() -> None:
    table = TABLE["accounts"]
    header = ["_id", *(table.column(name).label.en for name in ACCOUNTS.split())]
    grid = SheetGrid("Accounts", [header, ["i1", "0100", "Story", 10.0]], frozenset({(2, 4)}))
    reading = read_grids([grid], INPUT_TABLES)

    edits, findings, summary = load(reading, "accounts", "account,name,budget\n0100,Scenario,99\n")

    assert edits.cells == {"accounts": {(2, "name"): "Scenario"}}
    assert [(one.code, one.column, one.value) for one in findings] == [("formula-kept", "budget", "99.00")]
    assert summary == {**nothing(), "updated": 1}


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "|cmd", " =1", "'=1", "'", "−5", "plain", "a=b"]
)
def test_no_dumped_text_can_become_a_formula_and_loading_gives_it_back(text: str) -> None:
    reading = read("accounts", "account name", ["i1", "0100", text])
    said = reading.tables["accounts"].rows[0].cells[1]

    dumped = dump_csv(reading.tables["accounts"], restricted=False)

    (cell,) = (row["name"] for row in csv.DictReader(io.StringIO(dumped)))
    assert cell.strip()[:1] not in tuple("=+-@|")
    edits, _, summary = load(reading, "accounts", dumped)
    assert (edits.cells, summary) == ({}, nothing())
    assert said in cell


def test_signed_numbers_and_phones_are_dumped_as_they_are() -> None:
    reading = read("accounts", ACCOUNTS, ["i1", "0100", "Story", "-10"])

    assert "0100,Story,,,,,-10.00" in dump_csv(reading.tables["accounts"], restricted=False)
