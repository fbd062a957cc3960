"""What the pane's modules read of a workbook and write in it, held to the posted book's contract."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from office_pane import WEB, node, trimmed
from posted_client import PostingBook

from addin.faces.http.work import dumped
from addin.faces.office.told import registry_js
from sync.books.posted import PostedBook
from workbook_templates.book import Edits, NewRow
from workbook_templates.catalog import INPUT_TABLES, TABLE

PAGES = Path(__file__).resolve().parents[1] / "addin" / "faces" / "office" / "web"
HEADER = ["_id", "Person", "Last name", "First name", "Start", "Phone", "Position"]
ROWS = [
    ["ID1", "P1", "Côté", "Ève", 46083, "0612", ""],
    ["ID2", "P2", "Roy", "Max", "mid-April", "+33199000201", "=not a formula"],
    ["ID3", "P3", "Ndiaye", "Awa", "", "", ""],
]
BELOW = [[], [], ["", "", "Our own notes"], ["", "", "of the office"]]
CREW = {"Crew": [["Spring tides"], HEADER, *ROWS, *BELOW]}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    folder = tmp_path_factory.mktemp("pages")
    for script in PAGES.glob("*.js"):
        shutil.copy(script, folder)
    (folder / "registry.js").write_text(registry_js(), encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def in_pane(
    pages: Path,
    sheets: Mapping[str, list[list[Any]]],
    edits: object = None,
    meddle: str = "",
    tables: list[object] | None = None,
) -> Any:
    given = {
        "workbook": {
            "name": "film.xlsx",
            "sheets": [
                {
                    "name": name,
                    "rows": [[_held(cell) for cell in line] for line in rows],
                    "tables": tables or [],
                }
                for name, rows in sheets.items()
            ],
        },
        "edits": edits,
        "meddle": meddle,
    }
    path = pages / "given.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return json.loads(node(WEB / "office" / "edits.mjs", str(pages), str(path)))


def _held(cell: object) -> object:
    return {"text": cell} if isinstance(cell, str) and cell else cell


def edits_of(sheets: Mapping[str, list[list[Any]]], edits: Edits) -> Any:
    book = PostedBook({"name": "film.xlsx", "sheets": [{"name": k, "rows": v} for k, v in sheets.items()]})
    book.read(INPUT_TABLES)
    book.apply(edits)
    return json.loads(dumped(book.edits))


def new_row(**cells: str) -> NewRow:
    return NewRow("ID9", tuple(cells.get(column.key, "") for column in TABLE["crew"].columns))


def test_every_sheet_is_posted_from_a1_with_its_formulas(pages: Path) -> None:
    sheets = {
        "Far": [
            [],
            ["", "", "x", {"formula": "=1+1", "value": 2}, {"formula": "=CLASSEUR.EFC()", "value": "#BUSY!"}],
        ],
        "Empty": [],
        "xlwings.conf": [["secret"]],
    }

    posted = in_pane(pages, sheets)["posted"]

    assert posted == {
        "name": "film.xlsx",
        "identity": "",
        "sheets": [
            {
                "name": "Far",
                "rows": [[], ["", "", "x", 2, "#BUSY!"]],
                "formulas": [[2, 4], [2, 5]],
                "uncached": [[2, 5]],
            },
            {"name": "Empty", "rows": []},
        ],
    }
    PostedBook(posted).read(INPUT_TABLES)


def test_a_text_that_only_looks_like_a_formula_is_none(pages: Path) -> None:
    posted = in_pane(pages, CREW)["posted"]

    assert posted["sheets"][0]["formulas"] == []
    assert posted["sheets"][0]["rows"][3][6] == "=not a formula"


def test_cells_rows_added_and_rows_removed_end_as_the_contract_says(pages: Path) -> None:
    edits = Edits(
        cells={"crew": {(3, "phone"): "+33199000299", (4, "start"): "2026-03-02", (5, "position"): "=1+1"}},
        added={"crew": [new_row(person="P009", last_name="007", start="2026-05-04", position="+cmd")]},
        removed={"crew": [3]},
        identity="BOOK1",
    )
    oracle = PostingBook(CREW)
    oracle.read(INPUT_TABLES)
    oracle.apply(edits)

    done = in_pane(pages, CREW, edits_of(CREW, edits))

    wanted = [[_serial(cell) for cell in line] for line in oracle.sheets["Crew"]]
    (crew,) = done["dump"]
    assert done["refused"] == "" and trimmed(crew["rows"]) == trimmed(wanted)
    assert crew["rows"][4][2] == "007" and crew["rows"][4][6] == "+cmd"  # text stays text
    assert done["forms"]["Crew"][3 - 1][4] == "yyyy-mm-dd"
    assert done["names"] == {"_classeur_book": '="BOOK1"'}
    assert done["trips"][1]["writes"] <= 10


def _serial(cell: object) -> object:
    if isinstance(cell, dict):
        return {"2026-03-02": 46083, "2026-05-04": 46146}[cell["date"]]
    return "" if cell is None else cell


def test_excels_own_table_grows_with_its_rows(pages: Path) -> None:
    table = {"name": "Crew", "row": 1, "column": 0, "rows": 4, "columns": 7}
    edits = edits_of(CREW, Edits(added={"crew": [new_row(person="P9")]}))

    done = in_pane(pages, CREW, edits, tables=[table])

    assert done["refused"] == "" and done["tables"][0][0]["rows"] == 5


def test_a_table_without_ids_gets_a_hidden_column_for_them(pages: Path) -> None:
    sheets = {"Crew": [line[1:] for line in [HEADER, *ROWS]]}
    edits = edits_of(
        sheets, Edits(cells={"crew": {(2, "_id"): "0001", (3, "_id"): "0002", (4, "_id"): "0003"}})
    )

    done = in_pane(pages, sheets, edits)

    (crew,) = done["dump"]
    assert [line[6] for line in crew["rows"]] == ["_id", "0001", "0002", "0003"] and crew["hidden"] == [6]
    assert done["trips"][1]["writes"] == 1


@pytest.mark.parametrize(
    "meddle",
    [
        "__host.sheets[0].cells.splice(2, 1)",
        "__host.sheets[0].cells[3][2].formula = 'Typed meanwhile'",
        "__host.sheets.pop()",
        "__host.sheets[0].isProtected = true",
    ],
)
def test_what_changed_meanwhile_or_is_protected_is_left_alone(pages: Path, meddle: str) -> None:
    edits = edits_of(CREW, Edits(cells={"crew": {(3, "phone"): "+33199000299"}}))

    done = in_pane(pages, CREW, edits, meddle)

    assert done["refused"] and all("299" not in str(sheet["rows"]) for sheet in done["dump"])


def test_a_formula_that_gives_another_value_meanwhile_is_no_change(pages: Path) -> None:
    sheets = {"Crew": [*CREW["Crew"], ["", "", {"formula": "=NOW()", "value": 1}]]}
    posted = {"Crew": [*CREW["Crew"], ["", "", 1]]}
    edits = edits_of(posted, Edits(cells={"crew": {(3, "phone"): "+33199000299"}}))

    done = in_pane(pages, sheets, edits, "__host.sheets[0].cells.at(-1)[2].value = 2")

    assert done["refused"] == "" and "+33199000299" in done["dump"][0]["rows"][2]
