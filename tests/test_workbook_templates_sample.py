"""The sample production: life-size, coherent but for what is planted, and the charts of accounts."""

from collections.abc import Iterator

import phonenumbers
import pytest

from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.charts import NAMES, read_chart
from workbook_templates.declare import Kind
from workbook_templates.identities import id_of, with_ids
from workbook_templates.kinds import is_of_kind
from workbook_templates.money import cents
from workbook_templates.sample.sample import PLANTED, sample_rows
from workbook_templates.sample.schedule import shooting_dates
from workbook_templates.text import Lang, OfficeError

LANGS: tuple[Lang, ...] = ("en", "fr")
SIZES = {
    "production": 11, "crew": 40, "cast": 15, "locations": 12, "scenes": 100, "accounts": 80, "costs": 500,
}  # fmt: skip


def phones(lang: Lang, country: str = "FR") -> Iterator[str]:
    for table, rows in sample_rows(lang, country).items():
        keys = [column.key for column in TABLE[table].columns if column.kind is Kind.PHONE]
        yield from (row[key] for row in rows for key in keys if row.get(key))


@pytest.mark.parametrize("lang", LANGS)
def test_the_sample_is_life_size_and_has_every_input_table(lang: Lang) -> None:
    rows = sample_rows(lang)

    assert set(rows) == {table.key for table in INPUT_TABLES}
    assert {key: len(rows[key]) for key in SIZES} == SIZES
    assert len({row["order"] for row in rows["orders"]}) == 40
    assert {row["period"] for row in rows["costs"]} == set("123456")
    assert len({row["person"] for row in rows["timesheets"]}) == 20
    assert len(shooting_dates()) == 25


@pytest.mark.parametrize("lang", LANGS)
def test_only_what_is_planted_is_not_of_its_kind(lang: Lang) -> None:
    found = []
    for key, rows in sample_rows(lang).items():
        for row in rows:
            for name, value in row.items():
                column = TABLE[key].column(name)
                column = column.variants.get(row.get(column.varies_by, ""), column)
                if not is_of_kind(value, column):
                    found.append((key, f"not-{column.kind.value}"))

    assert sorted(found) == sorted(planted for planted in PLANTED if planted[1].startswith("not-"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_is_valid_and_of_a_range_kept_for_fiction(lang: Lang) -> None:
    kept = ("+33199000", "+33261910", "+33353010", "+33465710", "+33536490")
    for phone in phones(lang):
        assert phone.startswith(kept), phone
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone


@pytest.mark.parametrize("lang", LANGS)
def test_a_quebec_sample_has_its_country_currency_taxes_and_numbers(lang: Lang) -> None:
    rows = sample_rows(lang, "CA-QC")
    settings = {row["setting"]: row["value"] for row in rows["production"]}
    taxed = [row for row in rows["costs"] if row.get("tax_codes")]
    said = " ".join(value for lines in rows.values() for line in lines for value in line.values())

    assert (settings["country"], settings["currency"]) == ("CA-QC", "CAD")
    assert [row["code"] for row in rows["rates"] if row["kind"] == "tax"] == ["TPS", "TVQ"]
    assert taxed and {row["tax_codes"] for row in taxed} == {"TPS,TVQ"}
    for phone in phones(lang, "CA-QC"):
        assert phone[0:2] == "+1" and phone[5:10] == "55501", phone
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone
    assert not any(word in said for word in ("+33", "TVA", "idcc", "Villebrève", "EUR", "Pentecôte"))


def test_both_taxes_of_quebec_are_on_the_price_without_tax() -> None:
    note = next(row for row in sample_rows("fr", "CA-QC")["costs"] if row["kind"] == "credit_note")

    assert (note["net"], note["tax"]) == ("-180.00", "-26.96")  # 9.00 and 17.955


def test_an_english_office_and_a_french_one_have_one_quebec_production_as_two_countries_have_one_schedule() -> (
    None
):
    english, french, france = sample_rows("en", "CA-QC"), sample_rows("fr", "CA-QC"), sample_rows("fr")

    assert [row["net"] for row in english["costs"]] == [row["net"] for row in french["costs"]]
    assert [(row["date"], row.get("day")) for row in french["days"]] == [
        (row["date"], row.get("day")) for row in france["days"]
    ]


def test_an_order_is_never_invoiced_past_its_amount() -> None:
    rows = sample_rows("fr")
    invoiced: dict[tuple[str, str], int] = {}
    for row in rows["costs"]:
        if row.get("order"):
            place = row["order"], row["order_line"]
            invoiced[place] = invoiced.get(place, 0) + (cents(row["net"]) or 0)
    ordered = {(row["order"], row["line"]): cents(row["amount"]) or 0 for row in rows["orders"]}

    assert invoiced and set(invoiced) <= set(ordered)
    assert all(invoiced[place] <= ordered[place] for place in invoiced)
    assert any(row["closed_period"] for row in rows["orders"])
    assert any(row.get("final") == "true" for row in rows["costs"])


def test_an_order_and_its_invoices_are_of_one_supplier_and_numbered_as_they_come() -> None:
    rows = sample_rows("en")
    said = {(row["order"], row["supplier"]) for row in rows["orders"] + rows["costs"] if row.get("order")}
    periods = [int(row["period"]) for row in rows["orders"]]

    assert len(said) == 40
    assert periods == sorted(periods)
    for row in rows["costs"]:
        if row.get("order"):
            placed = next(order for order in rows["orders"] if order["order"] == row["order"])
            assert int(placed["period"]) <= int(row["period"]), row["entry"]


def test_estimates_use_each_method() -> None:
    methods = {choice.key for choice in TABLE["estimates"].column("method").choices}

    assert {row["method"] for row in sample_rows("en")["estimates"]} == methods


def test_approved_changes_leave_the_budget_as_it_is() -> None:
    assert sum(cents(row["amount"]) or 0 for row in sample_rows("en")["changes"]) == 0


def test_an_id_derives_from_its_keys_alone_and_no_two_rows_share_one() -> None:
    rows = sample_rows("fr")
    for table, found in rows.items():
        ids = [identity for identity, _ in with_ids(table, found)]
        assert len(set(ids)) == len(ids) and {len(identity) for identity in ids} == {26}, table

    assert with_ids("crew", rows["crew"])[-1][0] == with_ids("crew", rows["crew"][-1:])[0][0]
    assert id_of("crew", ("P001",)) != id_of("cast", ("P001",))


def test_both_languages_say_the_same_rows() -> None:
    english, french = sample_rows("en"), sample_rows("fr")

    for table in english:
        keys = [[identity for identity, _ in with_ids(table, rows[table])] for rows in (english, french)]
        assert table == "locations" or keys[0] == keys[1], table


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_lines_of_the_accounts_table(name: str) -> None:
    lines = read_chart(name)

    assert len({line["account"] for line in lines}) == len(lines) >= 10
    for line in lines:
        assert line["account"] and line["name"] and set(line) <= set(TABLE["accounts"].position)
        assert "-" not in line["account"], "a range is not an account"
        assert is_of_kind(line["budget"], TABLE["accounts"].column("budget"))


def test_telefilm_codes_keep_their_leading_zero() -> None:
    assert read_chart("telefilm")[0]["account"] == "01.00"


def test_an_unknown_chart_is_one_sentence_with_the_known_ones() -> None:
    with pytest.raises(OfficeError, match="telefilm"):
        read_chart("studio")
