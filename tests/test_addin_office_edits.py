"""What the pane's modules read of a workbook and write in it, held to the posted book's contract."""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office_pane import WEB, node, trimmed
from posted_client import PostingBook

from addin.faces.http.found import found_json
from addin.faces.http.pane import page_files
from addin.faces.http.work import dumped
from sync.books.posted import PostedBook
from workbook_templates.book import Cell, Edits, NewRow, Result
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.text import Text

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
    for name, (body, _) in page_files().items():
        if name.endswith(".js"):
            (folder / name).write_bytes(body)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def in_pane(
    pages: Path,
    sheets: Mapping[str, list[list[Any]]],
    edits: object = None,
    meddle: str = "",
    tables: list[object] | None = None,
    **more: object,
) -> Any:
    given = {
        "workbook": {
            "name": "film.xlsx",
            "sheets": [
                {
                    "name": name,
                    "rows": [[_held(cell) for cell in line] for line in rows],
                    "tables": tables or [],
                    "notes": more.get("notes", []),
                    "comments": more.get("comments", []),
                }
                for name, rows in sheets.items()
            ],
        },
        "edits": edits,
        "meddle": meddle,
        "found": more.get("found"),
        "api": more.get("api"),
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


@pytest.mark.parametrize(("header", "shown"), [("Start", "yyyy-mm-dd"), ("Début", "dd/mm/yyyy")])
def test_dates_are_shown_as_the_language_of_the_book_writes_them(
    pages: Path, header: str, shown: str
) -> None:
    french = ["_id", "Identifiant", "Nom", "Prénom", "Début", "Téléphone", "Fonction"]
    crew = {"Crew": [["Spring tides"], HEADER if header == "Start" else french, *ROWS]}
    dated = Result(TABLE["dood"], [[Cell(date(2026, 3, 2))]], [12])
    edits = Edits(
        cells={"crew": {(4, "start"): "2026-03-02"}},
        added={"crew": [new_row(person="P009", start="2026-05-04")]},
        results=[dated],
    )

    done = in_pane(pages, crew, edits_of(crew, edits))

    assert done["refused"] == ""
    (name,) = done["forms"].keys() - {"Crew"}
    assert done["forms"][name][0][0] == shown
    assert [done["forms"]["Crew"][row - 1][4] for row in (4, 6)] == [shown, shown]


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


NOTES = [
    {"row": 2, "column": 4, "content": "mine"},
    {"row": 3, "column": 4, "content": "said before and mended [not-date]"},
    {"row": 4, "column": 4, "content": "said before [not-date]"},
    {"row": 7, "column": 2, "content": "said below [not-date]"},
]
COMMENTS = [{"row": 3, "column": 5, "id": "c1"}]


def marked(*places: tuple[int, str]) -> dict[str, Any]:
    """Findings on cells of the crew, as the service says them."""
    book = PostedBook({"sheets": [{"name": k, "rows": v} for k, v in CREW.items()]})
    kind = FindingKind("seen", Severity.ERROR, Text("mend {value}.", "corrigez {value}."))
    found = [
        Finding(kind, TABLE["crew"], row, "", column, str(at)) for at, (row, column) in enumerate(places)
    ]
    return found_json(found, book.read(INPUT_TABLES))


def test_findings_are_notes_where_excel_has_them_and_nobodys_own_is_touched(pages: Path) -> None:
    found = marked((3, "start"), (4, "phone"), (5, "start"), (5, "phone"), (5, "start"))

    done = in_pane(pages, CREW, edits_of(CREW, Edits(marks=())), notes=NOTES, comments=COMMENTS, found=found)

    (crew,) = done["dump"]
    said = {(one["row"], one["column"]): one["content"] for one in crew["notes"]}
    assert done["refused"] == "" and crew["comments"] == COMMENTS
    assert said == {
        (2, 4): "mine",
        (4, 4): "Crew row 5, Start: mend 2. [seen]\nCrew row 5, Start: mend 4. [seen]",
        (4, 5): "Crew row 5, Phone: mend 3. [seen]",
    }


def test_a_note_that_says_the_same_stays_and_the_gravest_come_first(pages: Path) -> None:
    rows = [[f"ID{at}", f"P{at}", "x", "y", "soon", "", ""] for at in range(400)]
    sheets = {"Crew": [["Spring tides"], HEADER, *rows]}
    found = marked(*((at + 3, "start") for at in range(400)))
    note = {"row": 2, "column": 4, "content": "Crew row 3, Start: mend 0. [seen]"}

    done = in_pane(pages, sheets, edits_of(sheets, Edits(marks=())), notes=[note], found=found)

    (crew,) = done["dump"]
    assert done["refused"] == "" and crew["notes"][0] == note
    assert sorted(one["row"] for one in crew["notes"]) == list(range(2, 302))


def test_an_excel_without_notes_for_add_ins_colours_alone(pages: Path) -> None:
    done = in_pane(
        pages, CREW, edits_of(CREW, Edits(marks=())), notes=NOTES, found=marked((5, "start")), api=17
    )

    (crew,) = done["dump"]
    assert done["refused"] == "" and crew["notes"] == NOTES and len(crew["rules"]) == 1
