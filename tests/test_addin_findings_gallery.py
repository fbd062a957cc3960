"""The gallery: every finding has a table that causes it, its words in both languages, and its place in the page."""

import re

import pytest

from addin.documents.findings_gallery import FOLDER, LANGS, agreed_words, findings_page, read_cases
from addin.rules.findings_gallery import Case, all_kinds, case_reading, parse_case, run_case, words_of
from workbook_templates.text import Lang

CASES = read_cases()
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.mark.parametrize("code", CASES)
@pytest.mark.parametrize("lang", LANGS)
def test_the_table_causes_the_finding_with_the_words_agreed(code: str, lang: Lang) -> None:
    said = words_of(run_case(CASES[code]), code, lang)

    assert said and said == agreed_words(code, lang)


def test_every_finding_has_a_case_and_every_case_a_finding() -> None:
    assert set(CASES) == set(all_kinds())


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
