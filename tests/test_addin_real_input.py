"""The whole chain, by its commands, on data that nobody here made up."""

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from addin.faces.command_line import main
from workbook_templates.kinds import format_pages, parse_pages

LONGFORM = "data/screenplays/hvaler_stripboard_Apache-2.0/screenplay-longform.breakdown.json"
A_DAY = 4 * 8  # eighths
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")


def command(capsys: Capture, *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(arguments)
    answer = capsys.readouterr()
    assert status < 2, answer.err
    return status, answer.out


def load(capsys: Capture, book: str, table: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    with Path(f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    answer: dict[str, Any] = json.loads(command(capsys, "load", book, table, f"{table}.csv", "--json")[1])
    return answer


def dump(capsys: Capture, book: str, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(command(capsys, "dump", book, table)[1])))


def codes(capsys: Capture, book: str) -> Counter[str]:
    """How often each finding's code comes."""
    return Counter(one["code"] for one in json.loads(command(capsys, "check", book, "--json")[1])["findings"])


def feature(shared: Path) -> tuple[dict[str, list[dict[str, str]]], list[dict[str, Any]]]:
    """The feature in script order, a new day once the next scene would pass four pages."""
    breakdown: list[dict[str, Any]] = json.loads((shared / LONGFORM).read_text(encoding="utf-8"))["scenes"]
    names = sorted({name for scene in breakdown for name in scene["cast"]})
    number, filled, scenes = 1, 0, []
    for scene in breakdown:
        if filled + scene["eighths"] > A_DAY:
            number, filled = number + 1, 0
        filled += scene["eighths"]
        scene["day"] = number
        roles = ",".join(str(names.index(name) + 1) for name in scene["cast"])
        cells = {"scene": str(scene["number"]), "pages": format_pages(scene["eighths"]), "roles": roles}
        scenes.append({**cells, "day": str(number)})
    weekdays = [date(2026, 3, 2) + timedelta(days=n + 2 * (n // 5)) for n in range(number)]
    cast = [
        {"role": str(n), "character": name, "last_name": f"Interprète {n}", "hold_rate": "100,00"}
        for n, name in enumerate(names, start=1)
    ]
    days = [
        {"day": str(n), "date": when.isoformat(), "kind": "shoot"} for n, when in enumerate(weekdays, start=1)
    ]
    return {"cast": cast, "days": days, "scenes": scenes}, breakdown


def test_a_real_feature_goes_through_every_command(shared: Path, capsys: Capture) -> None:
    tables, breakdown = feature(shared)
    command(capsys, "new", "film.xlsx", "--lang", "fr", "--chart", "telefilm", "--country", "CA-QC")
    for table, rows in tables.items():
        assert load(capsys, "film.xlsx", table, rows)["added"] == len(rows)

    # Nobody has said who is signed, represented, allergic or to be called.
    unsaid = ("role-not-signed", "no-agent", "no-emergency-contact", "allergies-not-asked")
    assert codes(capsys, "film.xlsx") == dict.fromkeys(unsaid, len(tables["cast"]))
    answer = json.loads(command(capsys, "schedule", "film.xlsx", "--json")[1])
    assert answer["findings"] == []
    names = sorted({name for scene in breakdown for name in scene["cast"]})
    for line in answer["dood"]:
        mine = {scene["day"] for scene in breakdown if names[int(line["role"]) - 1] in scene["cast"]}
        assert line["work"] == len(mine)
        assert line["hold"] == max(mine) - min(mine) + 1 - len(mine)
    assert answer["cost_of_holds"] == f"{100 * sum(line['hold'] for line in answer['dood'])}.00"
    scenes = dump(capsys, "film.xlsx", "scenes")
    assert (len(scenes), sum(parse_pages(scene["pages"]) for scene in scenes)) == (112, 797)
    assert [scene["roles"] for scene in scenes] == [row["roles"] for row in tables["scenes"]]


def test_the_telefilm_chart_is_reported_on(shared: Path, capsys: Capture) -> None:
    with next((shared / "data/charts").glob("canada*")).open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    command(capsys, "new", "film.xlsx", "--lang", "fr", "--chart", "telefilm", "--country", "CA-QC")
    assert [row["account"] for row in dump(capsys, "film.xlsx", "accounts")] == codes
    load(capsys, "film.xlsx", "accounts", [{"account": code, "budget": "1000.00"} for code in codes])
    costs = [
        {"entry": f"E{n}", "kind": "invoice", "period": "1", "account": code, "net": f"{n},10"}
        for n, code in enumerate(codes, start=1)
    ]
    load(capsys, "film.xlsx", "costs", costs)

    answer = json.loads(command(capsys, "costs", "film.xlsx", "--period", "1", "--json")[1])

    assert answer["currency"] == "CAD"
    assert [line["account"] for line in answer["lines"]] == codes
    cents = sum(100 * n + 10 for n in range(1, len(codes) + 1))
    assert answer["total"]["to_date"] == f"{cents // 100}.{cents % 100:02}"
    assert answer["total"]["efc"] == f"{1000 * len(codes)}.00"


def test_the_pay_grids_job_titles_go_in_and_come_back_as_they_are(shared: Path, capsys: Capture) -> None:
    titles: list[str] = []
    weekly: dict[str, Decimal] = {}
    for path in sorted((shared / "data/pay_grids").glob("annexe*.csv")):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        titles += [row["fonction"] for row in rows]
        if path.name.startswith("annexe1"):
            weekly = {row["fonction"]: Decimal(row["hebdo_39h_eur"]) for row in rows}
    crew = [
        {
            "person": f"P{n:04}",
            "last_name": f"Nom {n}",
            "first_name": "Prénom",
            "job": title,
            "position": title,
        }
        for n, title in enumerate(titles, start=1)
    ]
    for row in crew:
        row |= {"department": "production", "start": "2026-03-02", "end": "2026-04-30", "rate": "1500,00"}
        row |= {"rate_unit": "week", "agreement": "idcc3097"}
    for book in ("bureau.xlsx", "paie.xlsx"):
        command(capsys, "new", book, "--lang", "fr")
    load(capsys, "bureau.xlsx", "crew", crew)
    unsaid = dict.fromkeys(
        ("contract-not-signed", "no-emergency-contact", "allergies-not-asked"), len(titles)
    )
    below = sum(weekly.get(title, Decimal(0)) > 1500 for title in titles)
    assert codes(capsys, "bureau.xlsx") == {**unsaid, "pay-below-minimum": below}

    command(capsys, "sync", "bureau.xlsx")
    command(capsys, "sync", "paie.xlsx")

    # The second workbook is not entitled to rates: they stay in the first one and in the store.
    for book, rate in (("bureau.xlsx", "•••"), ("paie.xlsx", "")):
        rows = dump(capsys, book, "crew")
        assert [(row["job"], row["rate"]) for row in rows] == [(title, rate) for title in titles]
    again = json.loads(command(capsys, "sync", "bureau.xlsx", "paie.xlsx", "--json")[1])
    assert [(one["from_sheet"], one["to_sheet"]) for one in again["books"]] == [(0, 0), (0, 0)]
