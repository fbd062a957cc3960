"""The cost report's sheet."""

import itertools
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from table_rows import reading_of
from test_addin_cost_issue import issue, with_issued
from test_addin_costs import example
from test_addin_costs_slow import production

from addin.rules.cost_sheet import cost_result
from addin.rules.costs import compute_costs, report_json
from sync.books.xlsx import XlsxBook
from sync.books.xlsx_styles import ALARM
from workbook_templates.book import Cell, Edits, Link, Reading, Result, Style
from workbook_templates.build import build_workbook
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.identities import with_ids
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import OfficeError


def book() -> Reading:
    accounts = [
        {"account": "1", "name": "Équipe", "section": "B", "budget": "100.00"},
        {"account": "2", "name": "Musique", "section": "C", "budget": "50.00"},
    ]
    said = {"title": "Le Film", "first_period_start": "2026-05-04", "period_days": "7"}
    production = [{"setting": setting, "value": value} for setting, value in said.items()]
    cost = {"entry": "X", "kind": "invoice", "period": "2", "account": "1", "net": "130.00"}
    return reading_of({"accounts": accounts, "production": production, "costs": [cost]}, "fr")


def test_the_sheet_has_sections_subtotals_a_total_and_a_chart() -> None:
    reading = book()

    result = cost_result(compute_costs(reading, 2), reading)

    assert [row[0].value for row in result.grid[:3]] == [
        "Situation", "Le Film", "Période 2 : du 11/05/2026 au 17/05/2026 (EUR)",
    ]  # fmt: skip
    header = [cell.value for cell in result.grid[result.header - 1]]
    assert header == [column.label.fr.replace("/(", " / (") for column in TABLE["cost_report"].columns] + [
        "Reste à dépenser (incl. engagé)", "% dépensé", "% d'écart",
    ]  # fmt: skip
    styles = [row[1].style for row in result.grid[result.header :] if row]
    assert styles[:7] == [
        Style.SECTION, Style.BODY, Style.SUBTOTAL, Style.SECTION, Style.BODY, Style.SUBTOTAL, Style.TOTAL,
    ]  # fmt: skip
    variance = TABLE["cost_report"].position["variance"]
    assert result.grid[result.header + 1][variance].value == Decimal("-30.00")
    assert len(result.charts) == 1 and len(result.charts[0].series) == 2


def grouped(country: str = "FR", sign: str = "") -> dict[str, list[dict[str, str]]]:
    """The facts' example, its accounts in two sections of two groups, and contingency held."""
    tables = example()
    groups = {"12.00": ("B", "Production"), "27.00": ("B", "Production"), "33.00": ("C", "Production")}
    for row in tables["accounts"]:
        row["section"], row["group"] = groups.get(row["account"], ("D", "Post"))
    said = {"country": country, "variance_sign": sign}
    tables["production"] = [{"setting": setting, "value": value} for setting, value in said.items()]
    return tables


def rows_of(result: Result) -> list[tuple[object, Style, int]]:
    """(name, look, outline level) of each row of the table."""
    body = itertools.takewhile(bool, result.grid[result.header :])
    return [
        (cells[1].value or cells[0].value, cells[1].style, result.levels.get(number, 0))
        for number, cells in enumerate(body, start=result.header + 1)
        if cells[1].style is not Style.BODY or cells[0].value or len(cells) > 14
    ]


def test_the_top_sheet_has_a_row_a_section_under_its_group_and_contingency_apart() -> None:
    reading = reading_of(grouped())

    result = cost_result(compute_costs(reading, 4), reading, "top")

    assert result.grid[0][0].value == "Cost report: top sheet"
    assert rows_of(result) == [
        ("B", Style.BODY, 1), ("C", Style.BODY, 1), ("Subtotal Production", Style.SECTION, 0),
        ("D (excl. contingency)", Style.BODY, 1), ("Subtotal Post", Style.SECTION, 0),
        ("Contingency", Style.BODY, 1), ("Total Contingency", Style.SECTION, 0), ("Total", Style.TOTAL, 0),
    ]  # fmt: skip
    total = next(cells for cells in result.grid if len(cells) > 1 and cells[1].style is Style.TOTAL)
    full = cost_result(compute_costs(reading, 4), reading)
    assert [cell.value for cell in total] == [
        cell.value
        for cell in next(cells for cells in full.grid if len(cells) > 1 and cells[1].style is Style.TOTAL)
    ]


def test_the_accounts_fold_under_their_sections_and_those_under_their_groups() -> None:
    reading = reading_of(grouped())

    result = cost_result(compute_costs(reading, 4), reading)

    assert rows_of(result)[:8] == [
        ("B", Style.SECTION, 2), ("Production staff", Style.BODY, 2), ("Fringes", Style.BODY, 2),
        ("Subtotal B", Style.SUBTOTAL, 1), ("C", Style.SECTION, 2), ("Travel", Style.BODY, 2),
        ("Subtotal C", Style.SUBTOTAL, 1), ("Subtotal Production", Style.SECTION, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "country", "words"),
    [
        ("fr", "FR", ("Situation", "Dépensé période", "Engagé non facturé", "Reste à engager")),
        ("fr", "CA-QC", ("Rapport de coûts", "Coûts de la période", "Engagements", "Coût pour compléter")),
        ("en", "CA-QC", ("Cost report", "Actual this period", "Commitments", "ETC (excl. POs)")),
    ],
)
def test_the_words_are_those_of_the_country_and_the_language(
    lang: str, country: str, words: Sequence[str]
) -> None:
    reading = reading_of(grouped(country), "fr" if lang == "fr" else "en")

    result = cost_result(compute_costs(reading, 4), reading)

    shown = " | ".join(str(cell.value) for cell in result.grid[result.header - 1])
    assert result.grid[0][0].value == words[0]
    assert all(word in shown for word in words[1:])


def test_what_is_left_to_spend_holds_the_orders_and_the_percentages_say_of_what() -> None:
    reading = reading_of(example())

    answer = report_json(compute_costs(reading, 4), "b")

    assert isinstance(answer["total"], dict)
    said = {key: answer["total"][key] for key in ("to_spend", "spent_percent", "variance_percent")}
    assert said == {"to_spend": "94660.00", "spent_percent": "50.33", "variance_percent": "-0.95"}


def test_each_figure_leads_to_the_first_line_it_comes_from() -> None:
    reading = reading_of(example())

    result = cost_result(compute_costs(reading, 4), reading)

    cells = next(cells for cells in result.grid if cells and cells[0].value == "33.00")
    links = {
        key: cells[TABLE["cost_report"].position[key]].link for key in ("account", "to_date", "period_actual")
    }
    costs = [row for row in enumerate(example()["costs"], start=2) if row[1]["account"] == "33.00"]
    this_period = next(number for number, row in costs if row["period"] == "4")
    assert links == {
        "account": Link("accounts", 4, "account"),
        "to_date": Link("costs", costs[0][0], "net"),
        "period_actual": Link("costs", this_period, "net"),
    }


def links_of(reading: Reading, period: int, account: str) -> dict[str, Link | None]:
    result = cost_result(compute_costs(reading, period), reading)
    cells = next(cells for cells in result.grid if cells and cells[0].value == account)
    return {key: cells[at].link for key, at in TABLE["cost_report"].position.items()}


def test_a_figure_of_several_sources_leads_to_the_one_that_moved_it() -> None:
    tables = example()
    tables["estimates"] = [row for row in tables["estimates"] if row["account"] in ("12.00", "45.00")]
    tables["accounts"][2]["budget"] = "100.00"
    reading = reading_of(tables)
    costs = [n for n, row in enumerate(tables["costs"], start=2) if row["account"] == "33.00"]
    typed = [n for n, row in enumerate(tables["estimates"], start=2) if row["account"] == "12.00"]

    music, travel, crew, held = (links_of(reading, 4, code) for code in ("66.00", "33.00", "12.00", "80.00"))

    assert (music["revised"], music["total"]) == (Link("changes", 2, "amount"), Link("orders", 5, "amount"))
    assert music["efc"] == Link("changes", 2, "amount")  # what the revised budget allows
    assert travel["revised"] == Link("accounts", 4, "budget")
    assert {travel[key] for key in ("total", "efc", "variance")} == {Link("costs", costs[0], "net")}
    assert crew["efc"] == Link("estimates", typed[-1], "value")  # typed, so it explains the final cost
    assert held["efc"] == Link("accounts", 8, "etc_method")


def test_the_variance_change_leads_to_the_issued_report_it_is_against() -> None:
    _, read = issue(with_issued(example()), 3)
    tables = example()
    tables["changes"].append({"change": "T2", "period": "4", "account": "45.00", "amount": "500.00"})

    links = links_of(with_issued(tables, read), 4, "45.00")

    row = next(row for row in read.rows if row.cells[ISSUED.position["account"]] == "45.00")
    assert links["variance_change"] == Link("issued", row.number, "variance")
    assert links["variance"] != links["variance_change"]


def test_a_level_that_is_none_is_refused() -> None:
    reading = reading_of(example())

    with pytest.raises(OfficeError):
        cost_result(compute_costs(reading, 4), reading, "page")


@pytest.mark.parametrize("level", ["top", "account", "line"])
def test_every_random_sheet_in_groups_adds_up(level: str) -> None:
    for seed in range(40):
        tables = production(random.Random(seed))
        for at, row in enumerate(tables["accounts"]):
            row["section"], row["group"] = row["account"][:1], ("", "X", "Y")[at % 3]
        reading = reading_of(tables)

        assert cost_result(compute_costs(reading, 3), reading, level).grid


def alarmed(path: Path) -> int:
    """How many points of the printed workbook have the alarm's colour, once LibreOffice has recalculated."""
    folder = path.parent
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    printed = folder / f"{path.stem}.pdf"
    pages = subprocess.run(["pdftoppm", "-r", "50", str(printed)], check=True, capture_output=True).stdout
    red, green, blue = (int(ALARM[at : at + 2], 16) for at in (2, 4, 6))
    return pages.count(bytes((red, green, blue)))


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")),
    reason="LibreOffice and poppler make the picture",
)
@pytest.mark.parametrize(("sign", "level"), [("", "account"), ("over_positive", "account"), ("", "line")])
def test_a_figure_typed_over_turns_red_in_a_spreadsheet_and_a_right_sheet_stays_quiet(
    tmp_path: Path, sign: str, level: str
) -> None:
    reading = reading_of(grouped(sign=sign))
    result = replace(cost_result(compute_costs(reading, 4), reading, level), charts=(), folded=0)
    row = next(number for number, cells in enumerate(result.grid) if cells and cells[0].value == "33.00")
    typed = [list(cells) for cells in result.grid]
    typed[row][TABLE["cost_report"].position["to_date"]] = Cell(Decimal("1.00"))
    shown = []
    for name, grid in (("right.xlsx", result.grid), ("wrong.xlsx", typed)):
        build_workbook(tmp_path / name, "en", {})
        book = XlsxBook(tmp_path / name)
        book.read(INPUT_TABLES)
        book.apply(Edits(results=[replace(result, grid=grid)]))
        shown.append(alarmed(tmp_path / name))

    assert shown[0] == 0
    assert shown[1] > 100


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm")),
    reason="LibreOffice and poppler make the picture",
)
def test_a_line_typed_over_turns_its_account_red(tmp_path: Path) -> None:
    reading = reading_of(grouped())
    result = replace(cost_result(compute_costs(reading, 4), reading, "line"), charts=(), folded=0)
    row = next(number for number, cells in enumerate(result.grid) if cells and cells[0].value == "45.00")
    typed = [list(cells) for cells in result.grid]
    typed[row - 2][TABLE["cost_report"].position["to_date"]] = Cell(Decimal("1.00"), Style.NOTE)
    build_workbook(tmp_path / "p.xlsx", "en", {})
    book = XlsxBook(tmp_path / "p.xlsx")
    book.read(INPUT_TABLES)
    book.apply(Edits(results=[replace(result, grid=typed)]))

    assert alarmed(tmp_path / "p.xlsx") > 10  # one cell of the page


def test_the_file_holds_the_outline_and_the_links_and_prints_on_the_pages_width(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    tables = {key: rows for key, rows in grouped().items() if key in ("accounts", "costs")}
    build_workbook(path, "en", {key: with_ids(key, rows) for key, rows in tables.items()})
    book = XlsxBook(path)
    reading = book.read(INPUT_TABLES)
    book.apply(Edits(results=[cost_result(compute_costs(reading, 4), reading)]))

    sheet = openpyxl.load_workbook(path)["Cost report"]
    rows = {str(row[1].value): row for row in sheet.iter_rows()}
    levels = [
        sheet.row_dimensions[rows[name][1].row].outlineLevel
        for name in ("Fringes", "Subtotal B", "Subtotal Production", "Total")
    ]
    assert levels == [2, 1, 0, 0]
    fringes = rows["Fringes"]
    assert fringes[0].hyperlink.location.startswith("'Accounts'!")
    assert fringes[TABLE["cost_report"].position["to_date"]].hyperlink.location.startswith("'Costs'!")
    assert fringes[TABLE["cost_report"].position["to_date"]].data_type == "n"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.orientation == "landscape"


def test_no_section_of_the_top_sheet_stands_twice_and_its_chart_says_so_too() -> None:
    reading = reading_of(grouped())

    for level in ("top", "account"):
        result = cost_result(compute_costs(reading, 4), reading, level)
        (top, left, bottom, _), *_ = (chart.labels for chart in result.charts)
        names = [result.grid[row - 1][left - 1].value for row in range(top, bottom + 1)]
        sums = [row[0] for row in rows_of(result) if str(row[0]).startswith(("Subtotal", "Total"))]
        assert len(set(names)) == len(names) and "Contingency" in names
        assert len(set(sums)) == len(sums)


def test_headers_stand_over_their_figures_and_the_chart_block_has_room_and_a_page(tmp_path: Path) -> None:
    accounts = [
        {"account": str(number), "name": "Poste", "section": "Contingency and guarantee", "budget": "1.00"}
        for number in range(60)
    ]
    reading = reading_of({"accounts": accounts}, "en")
    result = cost_result(compute_costs(reading, 1), reading)
    path = tmp_path / "p.xlsx"
    build_workbook(path, "en")
    held = XlsxBook(path)
    held.read(INPUT_TABLES)
    held.apply(Edits(results=(result,)))
    sheet = openpyxl.load_workbook(path)["Cost report"]
    block = next(
        row for row in range(result.header + 1, sheet.max_row + 1) if sheet.cell(row, 2).value == "Section"
    )

    assert sheet.cell(result.header, 4).alignment.horizontal == "right"
    assert sheet.cell(result.header, 2).alignment.horizontal is None
    assert sheet.cell(block, 4).alignment.horizontal == "right"
    assert sheet.row_dimensions[block].height >= 32, "two lines of header"
    assert [one.id for one in sheet.row_breaks.brk] == [block - 1]
    assert sheet.column_dimensions["C"].width >= len("Contingency and guarantee")
