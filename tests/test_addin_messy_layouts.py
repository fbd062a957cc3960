"""Messy lists in many layouts are read cell for cell, and no phone loses its zero."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from messy_layouts import MessyList, make_list

from addin.actions.importing import find_list, plan_import
from addin.actions.importing_files import read_source
from addin.rules.messy_cells import Context
from sync.ids import new_id
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.reading import SheetGrid, read_grids
from workbook_templates.text import Lang

LAYOUTS = 120
WANTED = 0.98
GIVEN = ("person",)  # a key that the list does not have


def book(key: str, country: str, lang: Lang) -> Reading:
    table, settings = TABLE[key], TABLE["production"]
    header = ["_id", *(column.label.say(lang) for column in table.columns)]
    labels = [column.label.say(lang) for column in settings.columns]
    return read_grids(
        [SheetGrid(table.label.say(lang), [header]), SheetGrid("Production", [labels, ["country", country]])],
        INPUT_TABLES,
    )


def imported(messy: MessyList, folder: Path) -> tuple[list[dict[str, str]], bool]:
    """The rows as the book would get them, and whether the mapping had to be confirmed."""
    path = folder / messy.name
    path.write_bytes(messy.data)
    reading = book(messy.table, messy.country, "fr" if messy.lang == "fr" else "en")
    context = Context(reading.lang, reading.country, date(2026, 11, 25))
    table = TABLE[messy.table]
    source = find_list(read_source(path), table, reading.lang, context)
    plan = plan_import(reading, table, source, source.proposal.columns, new_id, {})
    rows = [dict(zip(table.position, row.cells, strict=True)) for row in plan.edits.added.get(table.key, ())]
    return [filled(row, GIVEN) for row in rows], bool(source.proposal.asks)


def filled(row: dict[str, str], without: Iterable[str] = ()) -> dict[str, str]:
    return {key: cell for key, cell in row.items() if cell and key not in without}


def paired(
    truth: list[dict[str, str]], rows: list[dict[str, str]]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Each true row with the row most like it; one that has none is paired with nothing."""
    left = list(rows)
    pairs = []
    for true in truth:
        best = max(left, key=lambda row: len(true.items() & row.items()), default={})
        if best in left:
            left.remove(best)
        pairs.append((true, best))
    return pairs


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    folder = tmp_path_factory.mktemp("lists")
    right = true_cells = read_cells = asked = zeros = lost = 0
    for seed in range(LAYOUTS):
        messy = make_list(seed)
        rows, was_asked = imported(messy, folder)
        truth = [filled(row) for row in messy.truth]
        asked += was_asked
        zeros += messy.zeros
        true_cells += sum(map(len, truth))
        read_cells += sum(map(len, rows))
        for true, row in paired(truth, rows):
            right += len(true.items() & row.items())
            for key in ("phone", "agent_phone"):
                lost += key in true and true[key].startswith("+33") and true[key] != row.get(key)
    precision, recall = right / read_cells, right / true_cells
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"\n{LAYOUTS} layouts, {true_cells} cells: F1 {f1:.4f} (precision {precision:.4f}, recall {recall:.4f}); "
        f"{zeros} phones without their zero, {lost} lost; {asked} mappings to confirm"
    )
    return {"f1": f1, "zeros": zeros, "lost": lost, "asked": asked}


def test_cells_are_read_as_they_were_meant(scores: dict[str, float]) -> None:
    assert scores["f1"] >= WANTED


def test_no_leading_zero_is_lost(scores: dict[str, float]) -> None:
    assert scores["zeros"] > 50 and scores["lost"] == 0


def test_few_mappings_need_a_person(scores: dict[str, float]) -> None:
    assert scores["asked"] <= LAYOUTS // 20


def test_a_seed_makes_one_list_and_layouts_differ() -> None:
    assert make_list(3).truth == make_list(3).truth
    assert len({tuple(make_list(seed).traits.items()) for seed in range(60)}) == 60
