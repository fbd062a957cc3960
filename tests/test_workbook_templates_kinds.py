"""The kinds of cell: read as typed, kept canonical, written back the same."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Choice, Column, Kind
from workbook_templates.kinds import (
    canonical,
    canonical_column,
    format_pages,
    is_of_kind,
    native,
    parse_pages,
)
from workbook_templates.text import Lang, Text, fold

CHOICES = (Choice("camera", Text("Camera", "Image")), Choice("sound", Text("Sound", "Son")))

# kind, raw cell, language, canonical text, whether it is of its kind
CASES: list[tuple[Kind, object, Lang, str, bool]] = [
    (Kind.TEXT, 408.0, "fr", "408", True),
    (Kind.TEXT, " 0408 ", "fr", "0408", True),
    (Kind.MONEY, 752.1800000000001, "fr", "752.18", True),
    (Kind.MONEY, "1 250,00", "fr", "1250.00", True),
    (Kind.MONEY, "1\u202f250,5", "fr", "1250.50", True),
    (Kind.MONEY, "1,250.00", "en", "1250.00", True),
    (Kind.MONEY, "1250,5", "en", "1250.50", True),
    (Kind.MONEY, "1.250,00", "fr", "1.250,00", False),
    (Kind.MONEY, "\u221212", "fr", "-12.00", True),
    (Kind.MONEY, "12 €", "fr", "12 €", False),
    # One amount too long for 28 digits once stopped the reading of the whole book.
    (Kind.MONEY, "1" * 31, "fr", "1" * 31 + ".00", True),
    (Kind.DECIMAL, "1" * 31 + ".5", "fr", "1" * 31 + ".5", True),
    (Kind.MONEY, 1e300, "fr", "1" + "0" * 300 + ".00", True),
    (Kind.MONEY, -0.0, "fr", "0.00", True),
    (Kind.DECIMAL, "1.480", "en", "1.48", True),
    (Kind.INT, 12.0, "fr", "12", True),
    (Kind.INT, "012", "fr", "12", True),
    (Kind.INT, 12.5, "fr", "12.5", False),
    (Kind.PERCENT, 0.2, "fr", "20%", True),
    (Kind.PERCENT, "20 %", "fr", "20%", True),
    (Kind.PERCENT, "0,2", "fr", "20%", True),
    (Kind.PERCENT, "20", "fr", "20", False),
    (Kind.DATE, date(2026, 3, 2), "fr", "2026-03-02", True),
    (Kind.DATE, datetime(2026, 3, 2), "fr", "2026-03-02", True),
    (Kind.DATE, 46083.0, "fr", "2026-03-02", True),
    (Kind.DATE, "02/03/2026", "fr", "2026-03-02", True),
    (Kind.DATE, "02/03/2026", "en", "2026-02-03", True),
    (Kind.DATE, "25/03/2026", "en", "2026-03-25", True),
    (Kind.DATE, "2 mars 2026", "fr", "2026-03-02", True),
    (Kind.DATE, "mi-avril", "fr", "mi-avril", False),
    (Kind.TIME, time(9, 30), "fr", "09:30", True),
    (Kind.TIME, 0.3958333333, "fr", "09:30", True),
    (Kind.TIME, timedelta(hours=9, minutes=30), "fr", "09:30", True),
    (Kind.TIME, "9h", "fr", "09:00", True),
    (Kind.TIME, "9:30 PM", "en", "21:30", True),
    (Kind.TIME, "25:00", "fr", "25:00", False),
    (Kind.BOOL, "oui", "en", "true", True),
    (Kind.BOOL, False, "fr", "false", True),
    (Kind.CHOICE, "IMAGE", "en", "camera", True),
    (Kind.CHOICE, "Lumière", "fr", "Lumière", False),
    (Kind.PHONE, "06 12 34 56 78", "fr", "+33612345678", True),
    (Kind.PHONE, 612345678.0, "fr", "+33612345678", True),
    (Kind.PHONE, "0612345", "fr", "0612345", False),
    # E.164 has no extension: the extension was lost.
    (Kind.PHONE, "06 12 34 56 78 ext 5", "fr", "06 12 34 56 78 ext 5", False),
    (Kind.PAGES, "1 3/8", "fr", "1 3/8", True),
    (Kind.PAGES, "8/8", "fr", "1", True),
    (Kind.PAGES, 1.375, "fr", "1 3/8", True),
    (Kind.PAGES, date(2026, 8, 3), "fr", "2026-08-03", False),
    (Kind.REFS, "1, 4;12", "fr", "1,4,12", True),
    (Kind.SOCIAL, "2 55 08 14 168 025 38", "fr", "255081416802538", True),
    (Kind.SOCIAL, "046 454 286", "en", "046454286", True),
    (Kind.SOCIAL, "046 454 287", "en", "046 454 287", False),
    (Kind.EMAIL, "jean@@x.fr", "fr", "jean@@x.fr", False),
]


@pytest.mark.parametrize(("kind", "raw", "lang", "text", "fits"), CASES)
def test_a_cell_is_read_as_typed_and_written_back_the_same(
    kind: Kind, raw: object, lang: Lang, text: str, fits: bool
) -> None:
    column = Column("c", kind, "C", choices=CHOICES)

    read = canonical(raw, column, lang, "FR")

    assert read == text
    assert canonical_column([raw, raw], column, lang, "FR") == [text, text]
    assert is_of_kind(read, column) is fits
    assert canonical(native(read, column, lang), column, lang, "FR") == read


@given(st.integers(0, 10_000))
def test_eighths_are_written_and_read_back(eighths: int) -> None:
    assert parse_pages(format_pages(eighths)) == eighths


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(["en", "fr"]))
def test_dates_are_written_and_read_back(day: date, lang: Lang) -> None:
    column = Column("c", Kind.DATE, "C")

    assert canonical(native(day.isoformat(), column, lang), column, lang, "FR") == day.isoformat()


RAW = st.one_of(
    st.text(max_size=12),
    st.text(" 0123456789.,-/:%hx\u00a0", max_size=12),
    st.floats(),
    st.floats(0, 1),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize("kind", list(Kind))
@given(raw=RAW, lang=st.sampled_from(["en", "fr"]))
def test_any_cell_is_read_once_and_for_all(kind: Kind, raw: object, lang: Lang) -> None:
    column = Column("c", kind, "C", choices=CHOICES)

    read = canonical(raw, column, lang, "FR")

    assert canonical(read, column, lang, "FR") == read
    assert canonical(native(read, column, lang), column, lang, "FR") == read
    assert canonical_column([raw], column, lang, "FR") == [read]


def test_no_table_has_one_label_for_two_columns() -> None:
    for table in INPUT_TABLES:
        named: dict[str, str] = {}
        for column in table.columns:
            for label in {fold(column.label.en), fold(column.label.fr)}:
                assert named.setdefault(label, column.key) == column.key, (table.key, label)


@pytest.mark.parametrize("typed", ["9:30:45", time(9, 30, 45), timedelta(hours=9, minutes=30, seconds=45)])
def test_a_time_with_seconds_is_not_rounded_but_kept_as_typed(typed: object) -> None:
    text = canonical(typed, TABLE["timesheets"].column("call"), "fr", "FR")

    assert text in ("9:30:45", "09:30:45")
    assert not is_of_kind(text, TABLE["timesheets"].column("call"))


def test_a_second_that_a_sheet_loses_is_no_second() -> None:
    assert canonical(time(9, 29, 59, 999_000), TABLE["timesheets"].column("call"), "fr", "FR") == "09:30"
