"""The custom functions: what a call is worth, and which error stands in the cell when it is worth nothing."""

from datetime import date, datetime, time

import pytest

from addin.actions.functions import FUNCTIONS, FunctionError, Known, call_function, plain
from addin.rules.costs import AMOUNTS, compute_costs
from addin.rules.schedule import compute_schedule
from sync.books.memory import MemoryBook
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.results import COST_REPORT


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    path = tmp_path_factory.mktemp("functions") / "film.xlsx"
    build_sample(path, "en")
    return XlsxBook(path).read((*INPUT_TABLES, ISSUED))


def value(key: str, *given: object, reading: Reading | None = None) -> object:
    return plain(call_function(key, given, Known((lambda: reading) if reading else None, "en")))


def error(key: str, *given: object, reading: Reading | None = None) -> str:
    with pytest.raises(FunctionError) as raised:
        value(key, *given, reading=reading)
    assert raised.value.text.en and raised.value.text.fr != raised.value.text.en
    return raised.value.kind


def test_pages_are_eighths_and_eighths_are_pages() -> None:
    assert [value("EIGHTHS", one) for one in ("1 3/8", "3/8", "2", 1.375, 2.0, "0/8")] == [
        11,
        3,
        16,
        11,
        16,
        0,
    ]
    assert [value("PAGES", one) for one in (11.0, "11", 16, 3, 0)] == ["1 3/8", "1 3/8", "2", "3/8", "0"]
    assert all(value("EIGHTHS", value("PAGES", count)) == count for count in range(40))


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (("08:00", 45, "19:15"), 10.5),
        (("08:00", "45", "19:15"), 10.5),
        (("8h", "0:45", "19h15"), 10.5),
        (("08:00", "13:00-13:45", "19:15"), 10.5),
        (("08:00", "13h-13h45, 18:00-18:30", "19:15"), 10),
        (("08:00", None, "19:15"), 11.25),
        (("08:00", "", "19:15"), 11.25),
        (("21:00", 60, "06:00"), 8),
        (("21:00", "00:30-01:30", "06:00"), 8),
        (("08:00", 0, "08:00"), 24),
        ((8 / 24, 45 / 1440, (19 * 60 + 15) / 1440), 10.5),
        ((time(8), time(0, 45), datetime(1899, 12, 30, 19, 15)), 10.5),
        ((8 / 24, 45, [[19.25 / 24]]), 10.5),
    ],
)
def test_hours_run_from_call_to_wrap_without_the_meal(given: tuple[object, ...], hours: float) -> None:
    assert value("HOURS", *given) == hours


def test_a_third_of_an_hour_is_no_rounded_one() -> None:
    assert call_function("HOURS", ["08:00", "", "08:20"], Known(None)) * 3 == 1  # type: ignore[operator]


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("EIGHTHS", ["1 3/9"]), ("EIGHTHS", [""]), ("EIGHTHS", []), ("EIGHTHS", [True]), ("EIGHTHS", ["1", "2"]),
        ("EIGHTHS", [[["1", "2"]]]), ("EIGHTHS", [[]]), ("EIGHTHS", ["9" * 5000]), ("PAGES", [-1]), ("PAGES", [1.5]),
        ("HOURS", ["8", 45, "25:00"]), ("HOURS", ["08:00", "lunch", "19:00"]), ("HOURS", ["08:00", 700, "19:00"]),
        ("HOURS", ["08:00", "07:00-07:30", "19:00"]), ("HOURS", ["08:00", "13:00-14:00,13:30-14:00", "19:00"]),
        ("HOURS", ["08:00", -5, "19:00"]), ("HOURS", ["08:00", "99:99", "19:00"]), ("HOURS", ["", 45, "19:00"]),
        ("HOURS", ["08:00", float("nan"), "19:00"]), ("DOOD", ["1", "soon"]),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_a_value_error_with_its_reason(key: str, given: list[object]) -> None:
    assert error(key, *given) == "#VALUE!"


def test_each_figure_is_the_cost_reports_own(reading: Reading) -> None:
    report = compute_costs(reading, 2)
    for line in report.lines:
        assert value("EFC", line.account, 2, reading=reading) == line.efc / 100
        assert value("VARIANCE", line.account, "2", reading=reading) == line.variance / 100
    for key in AMOUNTS:
        label = COST_REPORT.column(key).label
        for said in (key, label.en.upper(), label.fr):
            assert value("COST", "total", said, 2.0, reading=reading) == getattr(report.total, key) / 100


def test_without_a_period_the_last_that_holds_a_line_is_meant(reading: Reading) -> None:
    periods = [
        int(row.cells[reading.tables[key].table.position["period"]])
        for key in ("costs", "orders", "changes", "estimates")
        for row in reading.tables[key].rows
    ]
    account = compute_costs(reading, 1).lines[0].account

    assert value("EFC", account, reading=reading) == value("EFC", account, max(periods), reading=reading)


def test_why_gives_the_lines_that_add_up(reading: Reading) -> None:
    line = max(compute_costs(reading, 2).lines, key=lambda one: one.to_date)

    said = str(value("WHY", line.account, "to_date", 2, reading=reading))

    assert said.startswith(f"{line.account}, Actual to date, period 2: ")
    assert said.splitlines()[-1].strip() == f"= {line.to_date / 100:,.2f}"
    assert "Costs row" in said and len(said) <= 32_767


def test_a_role_has_the_code_of_the_day_out_of_days(reading: Reading) -> None:
    for line in compute_schedule(reading).lines:
        for day, code in line.days.items():
            moment = date.fromisoformat(day)
            serial = (moment - date(1899, 12, 30)).days
            assert {
                value("DOOD", line.role, one, reading=reading) for one in (day, moment, float(serial))
            } == {code}
    assert value("DOOD", line.role, "2001-01-01", reading=reading) == ""


def test_what_is_not_found_is_not_available_and_what_is_not_there_is_no_reference(reading: Reading) -> None:
    assert error("EFC", "77.77", 2, reading=reading) == "#N/A"
    assert error("WHY", "77.77", "efc", 2, reading=reading) == "#N/A"
    assert error("DOOD", "999", "2026-05-04", reading=reading) == "#N/A"
    assert error("EFC", "11.00", 99_999, reading=reading) == "#N/A"
    assert error("COST", "11.00", "profit", 2, reading=reading) == "#VALUE!"
    assert error("EFC", "11.00", 2) == "#REF!"
    empty = MemoryBook({}).read((*INPUT_TABLES, ISSUED))
    assert error("EFC", "11.00", 2, reading=empty) == "#REF!"
    assert error("DOOD", "1", "2026-05-04", reading=empty) == "#REF!"
    assert error("PROFIT", "1") == "#NAME?"


def test_many_calls_read_the_book_once_and_compute_each_period_once(reading: Reading) -> None:
    looks: list[int] = []

    def look() -> Reading:
        looks.append(1)
        return reading

    known = Known(look)
    for _ in range(3):
        call_function("EFC", ["total", 2], known)
        call_function("EIGHTHS", ["1"], known)
        call_function("DOOD", ["1", "2026-05-04"], known)
    assert len(looks) == 1


def test_every_function_says_what_it_is_in_both_languages() -> None:
    for key, function in FUNCTIONS.items():
        assert key == function.key and key.isascii() and key.isupper()
        texts = [function.title, function.help]
        for one in function.arguments:
            texts += [one.help]
            assert one.key.isidentifier() and one.name.en == one.key
        assert all(text.en and text.fr and text.en != text.fr for text in texts), key
        options = [one.optional for one in function.arguments]
        assert options == sorted(options)
