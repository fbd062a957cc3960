"""The emulator's charts and groups of lines: what the documentation says and, but for one group, no recording shows."""

import copy
from collections.abc import Iterator

import pytest
from google_emulator import discovery
from google_emulator.behaviour import Json
from google_emulator.clients import Http
from google_emulator.discovery import Oracle
from google_emulator.server import GoogleEmulator
from google_spans import box, rows


@pytest.fixture
def google() -> Iterator[GoogleEmulator]:
    """An emulator; Google's description of its APIs, where it is installed, looks at all that passes by."""
    with GoogleEmulator() as running:
        oracle = Oracle(discovery.find_documents())
        if oracle.documents:
            running.after_request = oracle.look
        yield running
        assert oracle.wrong == []


@pytest.fixture
def book(google: GoogleEmulator) -> str:
    made = google.create("Production")
    google.type(made, "Sheet1!A1", ["Section", "Budget"], ["Cast", "10"], ["Crew", "20"], ["Music", "5"])
    return made


def chart(domain: Json, *series: Json, **more: object) -> Json:
    """A request for a column chart."""
    basic: Json = {
        "chartType": "COLUMN",
        "headerCount": 1,
        "domains": [{"domain": {"sourceRange": {"sources": [domain]}}}],
        "series": [
            {"series": {"sourceRange": {"sources": [one]}}, "targetAxis": "LEFT_AXIS"} for one in series
        ],
    }
    anchor = {"sheetId": 0, "rowIndex": 1, "columnIndex": 3}
    spec = {"title": "Budget", "altText": "Budget by section", "basicChart": basic}
    return {
        "addChart": {"chart": {"spec": spec, "position": {"overlayPosition": {"anchorCell": anchor}}, **more}}
    }


LABELS, AMOUNTS = box(0, 4, 0, 1), box(0, 4, 1, 2)


def charts(google: GoogleEmulator, book: str, sheet: int = 0) -> list[Json]:
    found: list[Json] = google.person("spreadsheets.get", book)["sheets"][sheet].get("charts", [])
    return found


def groups(google: GoogleEmulator, book: str, sheet: int = 0) -> list[tuple[int, int, int]]:
    found = google.person("spreadsheets.get", book)["sheets"][sheet].get("rowGroups", [])
    return [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in found]


def sources(one: Json) -> list[tuple[int, int]]:
    basic = one["spec"]["basicChart"]
    data = [*(said["domain"] for said in basic["domains"]), *(said["series"] for said in basic["series"])]
    ranges = [source for said in data for source in said["sourceRange"]["sources"]]
    return [(source["startRowIndex"], source["endRowIndex"]) for source in ranges]


def test_a_chart_gets_an_id_and_the_size_that_google_gives_and_is_told_in_the_answer(
    google: GoogleEmulator, book: str
) -> None:
    answer = Http(google).batch(book, chart(LABELS, AMOUNTS))

    made = answer["replies"][0]["addChart"]["chart"]
    assert made == charts(google, book)[0] and made["chartId"] > 0
    place = made["position"]["overlayPosition"]
    assert (place["widthPixels"], place["heightPixels"]) == (600, 371)
    assert place["anchorCell"] == {"rowIndex": 1, "columnIndex": 3}
    assert made["spec"]["title"] == "Budget" and "sheetId" not in str(made)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (chart(LABELS, box(0, 4, 1, 3)), "Exactly one dimension"),
        (chart(LABELS, box(0, 1, 1, 5)), "the same dimension"),
        (chart(LABELS, {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}), "bounded"),
        (chart(LABELS, {**AMOUNTS, "sheetId": 99}), "No grid with id: 99"),
        (chart(LABELS), "at least one series"),
        (chart(LABELS, AMOUNTS, spec={"title": "x"}), "No chart specified"),
        (chart(LABELS, AMOUNTS, position={"overlayPosition": {"anchorCell": {"rowIndex": 5000}}}), "not on the grid"),
    ],
)  # fmt: skip
def test_a_chart_that_cannot_be_drawn_is_refused_and_nothing_of_the_batch_is_made(
    google: GoogleEmulator, book: str, request_: Json, why: str
) -> None:
    answer = Http(google).batch(book, chart(LABELS, AMOUNTS), request_)

    assert answer["error"]["code"] == 400 and why in answer["error"]["message"]
    assert charts(google, book) == []


def test_an_id_that_is_taken_is_refused(google: GoogleEmulator, book: str) -> None:
    answer = Http(google).batch(book, chart(LABELS, AMOUNTS, chartId=7), chart(LABELS, AMOUNTS, chartId=7))

    assert "already exists" in answer["error"]["message"]


def test_a_chart_shows_something_else_moves_and_goes(google: GoogleEmulator, book: str) -> None:
    call = Http(google)
    other: Json = copy.deepcopy(chart(LABELS, AMOUNTS)["addChart"]["chart"]["spec"]) | {"title": "Other"}
    where = {"overlayPosition": {"anchorCell": {"rowIndex": 9}, "widthPixels": 100}}
    moved = {"objectId": 7, "newPosition": where, "fields": "anchorCell,widthPixels"}
    answer = call.batch(
        book,
        chart(LABELS, AMOUNTS, chartId=7),
        {"updateChartSpec": {"chartId": 7, "spec": other}},
        {"updateEmbeddedObjectPosition": moved},
    )

    place = answer["replies"][2]["updateEmbeddedObjectPosition"]["position"]["overlayPosition"]
    assert place == {"anchorCell": {"rowIndex": 9, "columnIndex": 0}, "widthPixels": 100, "heightPixels": 371}
    assert [one["spec"]["title"] for one in charts(google, book)] == ["Other"]
    assert call.batch(book, {"deleteEmbeddedObject": {"objectId": 7}})["replies"] == [{}]
    assert charts(google, book) == []
    for gone in (
        {"deleteEmbeddedObject": {"objectId": 7}},
        {"updateChartSpec": {"chartId": 7, "spec": other}},
    ):
        assert call.batch(book, gone)["error"]["code"] == 400


def test_a_chart_goes_on_showing_the_same_cells_when_rows_come_and_go(
    google: GoogleEmulator, book: str
) -> None:
    google.edit(book, chart(LABELS, AMOUNTS))

    google.edit(book, {"insertDimension": {"range": rows(1, 3), "inheritFromBefore": True}})
    assert sources(charts(google, book)[0]) == [(0, 6), (0, 6)]
    assert charts(google, book)[0]["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 3
    google.edit(book, {"deleteDimension": {"range": rows(0, 1)}})
    assert sources(charts(google, book)[0]) == [(0, 5), (0, 5)]
    google.edit(book, {"deleteDimension": {"range": rows(0, 9)}})
    assert sources(charts(google, book)[0]) == []


def test_a_copied_tab_has_its_own_chart_of_its_own_cells_and_a_deleted_one_takes_its_charts_along(
    google: GoogleEmulator, book: str
) -> None:
    google.edit(book, chart(LABELS, AMOUNTS), {"addDimensionGroup": {"range": rows(1, 3)}})

    google.edit(book, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 5}})

    (first,), (second,) = charts(google, book, 0), charts(google, book, 1)
    assert first["chartId"] != second["chartId"]
    assert first["position"]["overlayPosition"]["anchorCell"]["sheetId"] == 5
    assert first["spec"]["basicChart"]["domains"][0]["domain"]["sourceRange"]["sources"][0]["sheetId"] == 5
    assert groups(google, book, 0) == groups(google, book, 1) == [(1, 3, 1)]
    google.edit(book, {"deleteSheet": {"sheetId": 0}})
    assert [one["chartId"] for one in charts(google, book)] == [first["chartId"]]


CASES = [
    # The documentation's examples, with B:E as 1 to 5 and so on.
    ([(2, 4), (1, 5)], [], [(1, 5, 1), (2, 4, 2)]),
    ([(1, 5), (2, 4)], [], [(1, 5, 1), (2, 4, 2)]),
    ([(1, 4), (2, 5)], [], [(1, 5, 1), (2, 4, 2)]),
    ([(1, 5), (2, 4)], [(3, 5)], [(1, 4, 1), (2, 3, 2)]),
    ([(1, 5)], [(1, 5)], []),
]


@pytest.mark.parametrize(("added", "deleted", "left"), CASES)
def test_groups_are_depths_of_lines_as_the_documentation_has_them(
    google: GoogleEmulator,
    book: str,
    added: list[tuple[int, int]],
    deleted: list[tuple[int, int]],
    left: list[tuple[int, int, int]],
) -> None:
    requests: list[Json] = [{"addDimensionGroup": {"range": rows(*span)}} for span in added]
    requests += [{"deleteDimensionGroup": {"range": rows(*span)}} for span in deleted]

    answer = Http(google).batch(book, *requests)

    last = next(iter(answer["replies"][-1].values())).get("dimensionGroups", [])
    assert [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in last] == left
    assert groups(google, book) == left


def test_a_group_where_there_is_none_is_not_deleted(google: GoogleEmulator, book: str) -> None:
    answer = Http(google).batch(
        book, {"addDimensionGroup": {"range": rows(1, 3)}}, {"deleteDimensionGroup": {"range": rows(2, 4)}}
    )

    assert answer["error"]["code"] == 400 and groups(google, book) == []


def test_a_folded_group_hides_its_lines_and_stays_folded_inside_another(
    google: GoogleEmulator, book: str
) -> None:
    folded = {"dimensionGroup": {"range": rows(2, 4), "depth": 1, "collapsed": True}, "fields": "collapsed"}
    google.edit(book, {"addDimensionGroup": {"range": rows(2, 4)}}, {"updateDimensionGroup": folded})
    google.edit(book, {"addDimensionGroup": {"range": rows(1, 6)}})

    sheet = google.person("spreadsheets.get", book, includeGridData="true")["sheets"][0]
    assert [(one["depth"], one.get("collapsed", False)) for one in sheet["rowGroups"]] == [
        (1, False),
        (2, True),
    ]
    hidden = [at for at, line in enumerate(sheet["data"][0]["rowMetadata"]) if line.get("hiddenByUser")]
    assert hidden == [2, 3]
    wrong = {"dimensionGroup": {"range": rows(2, 4), "depth": 1}, "fields": "collapsed"}
    assert Http(google).batch(book, {"updateDimensionGroup": wrong})["error"]["code"] == 400
    folded["dimensionGroup"] = {"range": rows(2, 4), "depth": 2, "collapsed": False}
    google.edit(book, {"updateDimensionGroup": folded})
    sheet = google.person("spreadsheets.get", book, includeGridData="true")["sheets"][0]
    assert not any(line.get("hiddenByUser") for line in sheet["data"][0]["rowMetadata"])


def test_a_group_goes_with_its_rows(google: GoogleEmulator, book: str) -> None:
    google.edit(book, {"addDimensionGroup": {"range": rows(2, 4)}})
    google.edit(book, {"insertDimension": {"range": rows(0, 1)}})
    assert groups(google, book) == [(3, 5, 1)]

    google.edit(book, {"deleteDimension": {"range": rows(3, 5)}})

    assert groups(google, book) == []
