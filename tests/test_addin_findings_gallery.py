"""The gallery: every finding has a table that causes it, its words in both languages, and its place in the page."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest

import addin
import sync
import workbook_templates
from addin.documents.findings_gallery import FOLDER, LANGS, agreed_words, findings_page, read_cases
from addin.documents.gallery_runs import run_case
from addin.rules.findings_gallery import Case, all_kinds, case_reading, parse_case, words_of
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.checks import NOT_OF_KIND
from workbook_templates.findings import FindingKind
from workbook_templates.text import Lang

CASES = read_cases()
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def declared_kinds() -> dict[str, FindingKind]:
    """Where it stands -> each kind of finding that a module of the three packages holds."""
    found: dict[str, FindingKind] = {}
    for package in (addin, sync, workbook_templates):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}.{name} {kind.code}": kind for kind in kinds_in(value)}
    return found


def kinds_in(value: object) -> Iterator[FindingKind]:
    if isinstance(value, FindingKind):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from kinds_in(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from kinds_in(part)


def kinds_of_no_column() -> set[str]:
    """Codes by kind of cell, of the kinds that no column of the input tables has."""
    columns = [column for table in INPUT_TABLES for column in table.columns]
    had = {one.kind for column in columns for one in (column, *column.variants.values())}
    return {kind.code for cell, kind in NOT_OF_KIND.items() if cell not in had}


@pytest.mark.parametrize("code", CASES)
@pytest.mark.parametrize("lang", LANGS)
def test_the_table_causes_the_finding_with_the_words_agreed(code: str, lang: Lang) -> None:
    said = words_of(run_case(CASES[code]), code, lang)

    assert said and said == agreed_words(code, lang)


def test_every_finding_has_a_case_and_every_case_a_finding() -> None:
    assert set(CASES) == set(all_kinds())


def test_every_finding_that_the_packages_declare_is_in_the_gallery() -> None:
    known, spared = all_kinds(), kinds_of_no_column()

    declared = declared_kinds()

    assert len({kind.code for kind in declared.values()}) > 100
    assert [
        place for place, kind in declared.items() if kind.code not in spared and known.get(kind.code) != kind
    ] == []


@pytest.mark.parametrize("code", all_kinds())
def test_a_finding_says_what_to_do_in_both_languages(code: str) -> None:
    text = all_kinds()[code].text

    for words in (text.en, text.fr):
        assert words.rstrip().endswith((".", ".{near}", "}")) and not words[0].isupper(), words
    named = [set(re.findall(r"{(\w+)}", words)) for words in (text.en, text.fr)]
    assert named[0] == named[1] or named[0] ^ named[1] <= {"near"}, code


def test_the_page_is_made_from_the_cases() -> None:
    page = FOLDER.parents[1] / "docs" / "findings.md"

    assert page.read_text(encoding="utf-8") == findings_page()


def test_a_case_keeps_blank_cells_and_blank_rows_where_they_stand() -> None:
    book = case_reading(
        Case("tables", "Accounts\n| Account | Name | Budget |\n| 2100 |  | 5 |\n||\n| 2200 | B |\n")
    )

    rows = book.tables["accounts"].rows

    assert [(row.number, row.cells[:2]) for row in rows] == [(2, ("2100", "")), (4, ("2200", "B"))]


def test_a_case_without_its_check_is_refused() -> None:
    with pytest.raises(ValueError, match="check"):
        parse_case("Crew\n| Person |\n")


def test_a_cell_that_begins_with_an_equals_sign_is_a_formula_with_its_value() -> None:
    row = (
        case_reading(Case("tables", "Accounts\n| Account | Budget |\n| 2100 | = 5.00 |\n"))
        .tables["accounts"]
        .rows[0]
    )

    at = TABLE["accounts"].position["budget"]
    assert (row.cells[at], row.formulas) == ("5.00", frozenset({at}))


def test_a_case_keeps_its_files_apart_from_its_sheets() -> None:
    case = parse_case("check: import crew\n\nCrew\n| Person |\n\nFile: A\nNom\nLamy\n\nFile: B\nNom\n")

    assert case.sheets == "Crew\n| Person |\n\n"
    assert case.files == {"A": "Nom\nLamy\n", "B": "Nom\n"}


def test_a_check_of_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no check is named guess"):
        run_case(Case("guess", ""))
