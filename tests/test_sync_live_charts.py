"""Charts and offered words of result sheets in a workbook open in Excel."""

from decimal import Decimal

import live_excel
import pytest

from sync.books.live import LiveBook
from workbook_templates.book import BarChart, Cell, Edits, Result
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.text import OfficeError


def charted(*titles: str, first: int = 2, lists: dict[int, tuple[str, ...]] | None = None) -> Result:
    grid = [
        [Cell("Section"), Cell("Devis"), Cell("CFE")],
        *([Cell(f"Section {row}"), Cell(Decimal(row)), Cell(Decimal(2 * row))] for row in range(2, 6)),
    ]
    series = (("Devis", (first, 2, 5, 2)), ("CFE", (first, 3, 5, 3)))
    charts = [BarChart(title, (first, 1, 5, 1), series, (1, 5)) for title in titles]
    return Result(TABLE["cost_report"], grid, [20, 12, 12], 1, charts=charts, lists=lists or {})


def shown(result: Result, live: LiveBook) -> None:
    live.read(INPUT_TABLES)
    live.apply(Edits(results=[result]))


@pytest.fixture
def live() -> LiveBook:
    app, _ = live_excel.start()
    heads = ["Identifiant", "Nom", "Prénom", "Fonction", "Début"]
    return LiveBook(
        live_excel.book_of(app, {"Équipe": [["Production du Phare"], [], heads, ["1", "Roy"]]}), True
    )


def test_a_result_has_its_chart_with_its_labels_names_and_colours(live: LiveBook) -> None:
    shown(charted("Devis et CFE par section"), live)

    (chart,) = live.book.sheets["Situation"].impl.charts_
    assert (chart.name, chart.title, chart.chart_type) == (
        "Classeur 1",
        "Devis et CFE par section",
        "column_clustered",
    )
    assert (chart.labels, chart.place, chart.legend_) == ((2, 1, 5, 1), (200.0, 0.0), "bottom")
    assert [(line.name, line.box) for line in chart.lines] == [
        ("Devis", (2, 2, 5, 2)),
        ("CFE", (2, 3, 5, 3)),
    ]
    assert len({line.fill for line in chart.lines}) == 2


def test_the_next_click_keeps_a_chart_where_it_was_moved_and_takes_away_those_too_many(
    live: LiveBook,
) -> None:
    shown(charted("A", "B"), live)
    sheet = live.book.sheets["Situation"].impl
    sheet.charts.add(9, 9, 1, 1, name="Le mien")
    kept = sheet.charts_[0]
    kept.place = (7.0, 8.0)

    shown(charted("C", first=3), live)

    assert [chart.name for chart in sheet.charts_] == ["Classeur 1", "Le mien"]
    assert sheet.charts_[0] is kept and (kept.title, kept.place, kept.labels) == (
        "C",
        (7.0, 8.0),
        (3, 1, 5, 1),
    )


def test_a_refused_change_leaves_no_new_chart(live: LiveBook) -> None:
    shown(Result(TABLE["cost_report"], [[Cell("Situation")]], [20]), live)
    live.read(INPUT_TABLES)

    checks = Result(TABLE["checks"], [[Cell("a")]], [20])
    live.book.impl.items.append(live_excel.Sheet(live.book.impl, "Contrôles"))
    live.book.sheets["Contrôles"].impl.protected = True
    with pytest.raises(OfficeError):
        live.apply(Edits(results=[charted("A"), checks]))

    assert live.book.sheets["Situation"].impl.charts_ == []


def test_words_are_offered_and_others_may_be_typed(live: LiveBook) -> None:
    shown(charted(lists={3: ("feuille", "base")}), live)

    assert live.book.sheets["Situation"].impl.offered == {(2, 3, 5, 3): (["feuille", "base"], False)}
