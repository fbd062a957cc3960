"""``classeur ledger``: an accounting export becomes cost lines, nothing lost and nothing doubled."""

import csv
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from addin.faces.command_line import main
from addin.rules.ledger_columns import FEC
from sync.books.open_book import open_book
from sync.settings import read_settings
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.money import cents

BUDGET = "account;name;budget\n0408;Locations mobilières;50000\n2100;Équipe;9000\n0409;Hôtels;5000\n"
MAPPED = {"613500": "0408", "625600": "0409", "625700": "0409", "641100": "2100", "645100": "2100"}
Piece = list[tuple[str, str, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("CLASSEUR_STORE", raising=False)
    assert main(["new", "p.xlsx", "--lang", "fr", "--country", "FR"]) == 0
    Path("b.csv").write_text(BUDGET, encoding="utf-8")
    assert main(["load", "p.xlsx", "accounts", "b.csv"]) == 0
    lines = [["Type", "Dans la comptabilité", "Intitulé", "Devient"]]
    lines += [["compte", code, "", target] for code, target in MAPPED.items()]
    with Path("m.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(lines)
    capsys.readouterr()
    return tmp_path


def fec(pieces: dict[str, tuple[str, Piece]], mark: str = "\t") -> str:
    """A FEC: number -> (day, lines of account, supplier, debit, credit)."""
    rows = [mark.join(FEC)]
    for number, (day, lines) in pieces.items():
        for account, supplier, debit, credit in lines:
            cells = dict.fromkeys(FEC, "") | {
                "JournalCode": "AC", "JournalLib": "Achats", "EcritureNum": number, "EcritureDate": day,
                "CompteNum": account, "CompteLib": "Compte", "CompAuxLib": supplier, "PieceRef": f"F-{number}",
                "PieceDate": day, "EcritureLib": "Pièce", "Debit": debit, "Credit": credit, "ValidDate": day,
            }  # fmt: skip
            rows.append(mark.join(cells.values()))
    return "\r\n".join(rows) + "\r\n"


HIRE: Piece = [
    ("613500", "", "1000,00", "0,00"),
    ("445660", "", "200,00", "0,00"),
    ("401100", "Loueur", "0,00", "1200,00"),
]


def ledger(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, object]:
    assert main(["ledger", "p.xlsx", *words, "--json"]) == status
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def costs() -> list[dict[str, str]]:
    read = open_book("p.xlsx", read_settings(Path("p.xlsx"))).read(INPUT_TABLES).tables["costs"]
    keys = [column.key for column in read.table.columns]
    return [dict(zip(keys, row.cells, strict=True)) for row in read.rows]


def write(name: str, text: str, encoding: str = "utf-8") -> str:
    Path(name).write_bytes(text.encode(encoding))
    return name


def codes(answer: dict[str, object]) -> list[str]:
    found = answer["findings"]
    assert isinstance(found, list)
    return [one["code"] for one in found]


def adds_up(answer: dict[str, object]) -> None:
    sums, whole = answer["sums"], answer["file"]
    assert isinstance(sums, list) and isinstance(whole, dict)
    for side in ("debit", "credit"):
        assert sum(cents(one[side]) or 0 for one in sums) == cents(whole[side])


def test_the_fec_of_the_facts_becomes_its_cost_lines(
    folder: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = shared / "data" / "fec" / "123456789FEC20251231.txt"

    answer = ledger(capsys, str(source), "--mapping", "m.csv", "--period", "1")

    shown = [
        (one["entry"], one["kind"], one["supplier"], one["document"], one["account"], one["net"], one["tax"])
        for one in costs()
    ]
    assert shown == [
        ("AC/000002/1", "invoice", "Loueur Image", "F-2281", "0408", "1000.00", "200.00"),
        ("AC/000003/1", "invoice", "Hôtel du Port", "F-77", "0409", "220.00", ""),
        ("CA/000004/1", "petty_cash", "", "NDF-014", "0409", "10.00", "1.00"),
        ("PA/000005/1", "payroll", "", "PAIE-03", "2100", "3000.00", ""),
        ("PA/000005/2", "fringe", "", "PAIE-03", "2100", "1260.00", ""),
    ]
    assert answer["imported"] == "5691.00" and answer["file"] == {"debit": "55691.00", "credit": "55691.00"}
    adds_up(answer)


@pytest.mark.parametrize(
    ("name", "code", "added"),
    [
        ("BAD_dot_decimal_123456789FEC20251231.txt", "ledger-decimal-point", 5),
        ("BAD_field_count_123456789FEC20251231.txt", "ledger-field-count", 4),
        ("BAD_unbalanced_entry_123456789FEC20251231.txt", "ledger-unbalanced-piece", 4),
    ],
)
def test_a_broken_fec_is_told_and_only_its_broken_piece_set_aside(
    folder: Path, shared: Path, capsys: pytest.CaptureFixture[str], name: str, code: str, added: int
) -> None:
    status = 0 if added == 5 else 1

    answer = ledger(
        capsys, str(shared / "data" / "fec" / name), "--mapping", "m.csv", "--period", "1", status=status
    )

    assert code in codes(answer) and answer["added"] == added
    adds_up(answer)


def test_nothing_is_written_before_what_becomes_a_cost_is_confirmed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write("f.txt", fec({"1": ("20260310", HIRE)}))
    before = Path("p.xlsx").read_bytes()

    answer = ledger(capsys, name, "--period", "1", status=1)

    assert answer["asks"] and not answer["written"] and Path("p.xlsx").read_bytes() == before


def test_a_mapping_is_proposed_in_a_file_then_read_and_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write("f.txt", fec({"1": ("20260310", HIRE)}))
    ledger(capsys, name, "--period", "1", "--mapping", "new.csv", status=1)
    text = Path("new.csv").read_text(encoding="utf-8-sig")
    assert "compte;'613500;Compte;;1000.00;à remplir" in text and "'445660;Compte;taxe" in text
    Path("new.csv").write_text(text.replace("Compte;;", "Compte;0408;"), encoding="utf-8-sig")

    ledger(capsys, name, "--period", "1", "--mapping", "new.csv")
    again = write("g.txt", fec({"2": ("20260311", HIRE)}))
    answer = ledger(capsys, again, "--period", "1")

    assert answer["added"] == 1 and [one["account"] for one in costs()] == ["0408", "0408"]


def test_a_cost_account_without_a_budget_account_is_set_aside_and_said_then_imported_once_mapped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write("f.txt", fec({"1": ("20260310", HIRE)}))
    answer = ledger(capsys, name, "--period", "1", "--yes", status=1)
    assert codes(answer) == ["ledger-account-without-budget"] and costs() == []
    adds_up(answer)

    assert ledger(capsys, name, "--period", "1", "--mapping", "m.csv")["added"] == 1


def test_lines_imported_twice_are_known_in_any_order_and_stay_as_people_have_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = {"1": ("20260310", HIRE), "2": ("20260311", [*HIRE[1:], HIRE[0]])}
    ledger(capsys, write("f.txt", fec(two)), "--period", "1", "--mapping", "m.csv")
    Path("e.csv").write_text("entry;account\nAC/1/1;2100\n", encoding="utf-8")
    assert main(["load", "p.xlsx", "costs", "e.csv"]) == 0
    capsys.readouterr()
    before = Path("p.xlsx").read_bytes()

    turned = {number: (day, list(reversed(lines))) for number, (day, lines) in reversed(two.items())}
    answer = ledger(capsys, write("g.txt", fec(turned, "|")), "--period", "2")

    assert (answer["added"], answer["known"]) == (0, 2) and Path("p.xlsx").read_bytes() == before
    adds_up(answer)


def test_the_same_number_in_another_year_is_another_piece_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger(capsys, write("f.txt", fec({"1": ("20250310", HIRE)})), "--period", "1", "--mapping", "m.csv")
    other: Piece = [("613500", "", "50,00", ""), ("401100", "Loueur", "", "50,00")]
    name = write("g.txt", fec({"1": ("20260310", other)}))

    first, second = (ledger(capsys, name, "--period", "2") for _ in range(2))

    assert codes(first) == ["ledger-number-again"] and (first["added"], second["added"]) == (1, 0)
    assert [one["entry"] for one in costs()] == ["AC/1/1", "AC/1@20260310/1"]


def test_a_changed_amount_and_a_line_gone_are_told_and_the_book_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pieces = {number: (f"202603{number}", HIRE) for number in ("10", "11", "12")}
    ledger(capsys, write("f.txt", fec(pieces)), "--period", "1", "--mapping", "m.csv")
    changed: Piece = [("613500", "", "900,00", ""), ("401100", "Loueur", "", "900,00")]

    answer = ledger(
        capsys, write("g.txt", fec(pieces | {"10": ("20260310", changed)}).replace("AC\tAchats\t11", "BQ\tBanque\t11")),
        "--period", "1",
    )  # fmt: skip

    assert sorted(codes(answer)) == ["ledger-line-changed", "ledger-line-gone"]
    assert [one["net"] for one in costs()] == ["1000.00"] * 3 + ["1000.00"]


def test_a_reversed_piece_is_imported_with_what_it_reverses(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = [(account, supplier, credit, debit) for account, supplier, debit, credit in HIRE]
    name = write("f.txt", fec({"1": ("20260310", HIRE), "2": ("20260312", back)}))

    answer = ledger(capsys, name, "--period", "1", "--mapping", "m.csv")

    assert codes(answer) == ["ledger-reversed"] and answer["imported"] == "0.00"
    assert [(one["net"], one["tax"]) for one in costs()] == [("1000.00", "200.00"), ("-1000.00", "-200.00")]


@pytest.mark.parametrize(
    ("was", "now", "code", "fate"),
    [
        ("1000,00", "1000,01", "ledger-unbalanced-piece", "unbalanced"),
        ("20260310", "20261310", "ledger-bad-date", "unreadable"),
        ("1000,00", "1000,005", "ledger-bad-amount", "unreadable"),
        ("613500", "", "ledger-line-without-account", "unreadable"),
    ],
)
def test_a_piece_that_cannot_be_trusted_is_set_aside_whole_and_the_others_imported(
    folder: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, code: str, fate: str
) -> None:
    text = fec({"1": ("20260310", HIRE), "2": ("20260311", HIRE)}).replace(was, now, 1)

    answer = ledger(capsys, write("f.txt", text), "--period", "1", "--mapping", "m.csv", "--yes", status=1)

    sums = answer["sums"]
    assert isinstance(sums, list) and fate in [one["fate"] for one in sums]
    assert codes(answer) == [code] and [one["entry"] for one in costs()] == ["AC/2/1"]
    adds_up(answer)


def test_half_a_file_is_told_and_what_is_whole_imported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fec({"1": ("20260310", HIRE), "2": ("20260311", HIRE)})
    name = write("f.txt", text[: text.rindex("1200,00") - 20])

    answer = ledger(capsys, name, "--period", "1", "--mapping", "m.csv", status=1)

    assert "ledger-cut-file" in codes(answer) and answer["added"] == 1
    adds_up(answer)
    assert ledger(capsys, write("g.txt", text), "--period", "1")["added"] == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso8859-15", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", ["\t", "|"])
def test_every_encoding_and_separator_of_the_wild_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str], encoding: str, mark: str
) -> None:
    piece = [(account, supplier and "Hôtel du Cœur €", *amounts) for account, supplier, *amounts in HIRE]
    name = write("f.txt", fec({"1": ("20260310", piece)}, mark), encoding)  # type: ignore[dict-item]

    ledger(capsys, name, "--period", "1", "--mapping", "m.csv")

    assert [one["supplier"] for one in costs()] == ["Hôtel du Cœur €"]


def test_amount_and_side_padded_amounts_and_iso_dates_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fec({"1": ("2026-03-10", [(a, s, d if cents(d.replace(",", ".")) else c, "D" if cents(d.replace(",", ".")) else "C") for a, s, d, c in HIRE])})  # fmt: skip
    text = text.replace("Debit\tCredit", "Montant\tSens").replace("EcritureLet", "EcrtureLet")
    text = text.replace("1000,00", " 000000000001000,00")

    answer = ledger(capsys, write("f.txt", text), "--period", "1", "--mapping", "m.csv")

    assert codes(answer) == ["ledger-date-form"]
    assert [(one["net"], one["tax"], one["date"]) for one in costs()] == [("1000.00", "200.00", "2026-03-10")]


def test_a_csv_asks_for_its_columns_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "journal;date;piece;compte;libelle;debit;credit;poste\nA;10/03/2026;12;613500;x;10,00;;0408\nA;10/03/2026;12;401100;x;;10,00;\n"
    name = write("f.csv", text)

    assert ledger(capsys, name, "--period", "1", status=1)["asks"]
    ledger(capsys, name, "--period", "1", "--yes")
    again = ledger(capsys, write("g.csv", text.replace(";12;", ";13;")), "--period", "1")

    assert again["added"] == 1
    assert [(one["entry"], one["account"]) for one in costs()] == [("A/12/1", "0408"), ("A/13/1", "0408")]


def test_a_ledger_section_named_by_account_and_episode_is_posted_to_that_episode(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("e.csv").write_text("account;episode;name;budget\n0408;101;Locations;1000\n", encoding="utf-8")
    assert main(["load", "p.xlsx", "accounts", "e.csv"]) == 0
    capsys.readouterr()
    text = "journal;date;piece;compte;debit;credit;poste\nA;10/03/2026;12;613500;10,00;;0408 / 101\n"
    name = write("f.csv", text + "A;10/03/2026;12;401100;;10,00;\n")

    ledger(capsys, name, "--period", "1", "--yes")

    assert [(one["account"], one["episode"]) for one in costs()] == [("0408", "101")]
    assert ledger(capsys, name, "--period", "1")["known"] == 1


def test_a_missing_column_imports_nothing_and_says_which(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fec({"1": ("20260310", HIRE)}).replace("CompteNum", "Autre")

    answer = ledger(capsys, write("f.txt", text), "--period", "1", "--yes", status=1)

    assert codes(answer) == ["ledger-missing-column"] and costs() == []


def test_without_a_period_the_lines_go_to_that_of_their_date_or_the_command_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write("f.txt", fec({"1": ("20260310", HIRE)}))
    assert main(["ledger", "p.xlsx", name, "--mapping", "m.csv"]) == 2 and costs() == []
    Path("s.csv").write_text(
        "setting;value\nfirst_period_start;2026-03-02\nperiod_days;7\n", encoding="utf-8"
    )
    assert main(["load", "p.xlsx", "production", "s.csv"]) == 0
    capsys.readouterr()

    ledger(capsys, name, "--mapping", "m.csv")

    assert [one["period"] for one in costs()] == ["2"]


def test_an_import_can_be_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("p.xlsx").read_bytes()
    ledger(capsys, write("f.txt", fec({"1": ("20260310", HIRE)})), "--period", "1", "--mapping", "m.csv")
    assert Path("p.xlsx").read_bytes() != before

    assert main(["import", "p.xlsx", "--undo"]) == 0

    assert Path("p.xlsx").read_bytes() == before


@pytest.mark.parametrize("seed", range(12))
def test_every_cent_of_a_random_ledger_is_imported_or_set_aside(
    folder: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    rng = random.Random(seed)
    pieces = {}
    for number in range(30):
        accounts = rng.choices(
            [*MAPPED, "627000", "445660", "401100", "512100", "232000"], k=rng.randint(1, 4)
        )
        amounts = [rng.randint(-9999, 99999) for _ in accounts]
        gap = rng.choice([0, 0, 0, 0, 1])
        lines = [(account, "S", f"{'-' if a < 0 else ''}{abs(a) // 100},{abs(a) % 100:02}", "") for account, a in zip(accounts, amounts, strict=True)]  # fmt: skip
        total = sum(amounts) + gap
        lines.append(
            ("401100", "S", "", f"{'-' if total < 0 else ''}{abs(total) // 100},{abs(total) % 100:02}")
        )
        pieces[str(number)] = (f"202603{rng.randint(10, 28)}", lines)
    name = write("f.txt", fec(pieces))

    assert main(["ledger", "p.xlsx", name, "--period", "1", "--mapping", "m.csv", "--yes", "--json"]) in (
        0,
        1,
    )
    answer = json.loads(capsys.readouterr().out)

    adds_up(answer)
    landed = sum((cents(one["net"]) or 0) + (cents(one["tax"]) or 0) for one in costs())
    of_costs = [one for one in answer["sums"] if one["fate"] in ("cost", "tax")]
    said = sum((cents(one["debit"]) or 0) - (cents(one["credit"]) or 0) for one in of_costs)
    assert landed == said == cents(answer["imported"]) and answer["added"] == len(costs()) > 0


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_account_code_keeps_its_zero_through_every_way_in_and_a_save_by_libreoffice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("i.csv").write_text("Compte;Intitulé;Devis\n0410;Décors;12,00\n", encoding="utf-8")
    assert main(["import", "p.xlsx", "accounts", "i.csv", "--yes"]) == 0
    name = write("f.txt", fec({"1": ("20260310", HIRE)}))
    capsys.readouterr()
    ledger(capsys, name, "--period", "1", "--mapping", "m.csv")
    assert main(["sync", "p.xlsx"]) == 0
    options = ["--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "xlsx"]
    subprocess.run(
        ["soffice", *options, "--outdir", "saved", "p.xlsx"], check=True, capture_output=True, timeout=180
    )
    shutil.copy("saved/p.xlsx", "p.xlsx")
    assert main(["sync", "p.xlsx"]) == 0

    capsys.readouterr()
    assert main(["dump", "p.xlsx", "accounts"]) == 0
    accounts = [line["account"] for line in csv.DictReader(capsys.readouterr().out.splitlines())]
    assert accounts == ["0408", "2100", "0409", "0410"] and [one["account"] for one in costs()] == ["0408"]
    assert ledger(capsys, name, "--period", "1")["known"] == 1
