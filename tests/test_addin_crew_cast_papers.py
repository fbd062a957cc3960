"""The papers of artists: contract dates where the office keeps them, exams and authorisations of minors."""

from crew_grid import found

HEADER = "Cast\n| Role | Character | Last name | First name | Status | Start | Contract signed on | Medical exam on | "
HEADER += "Minor authorised on | Birth date |\n"


def codes(*lines: str) -> list[str]:
    production = "Production\n| Setting | Value |\n| Country | France |\n\n"
    rows = "".join(f"| {line} |\n" for line in lines)
    wanted = (
        "contract-signed-late", "contract-without-date", "contract-dated-unsigned", "contract-signed-in-the-future",
        "medical-exam-late", "minor-papers", "minor-authorised-late",
    )  # fmt: skip
    return [f"{one.code} {one.row}" for one in found(production + HEADER + rows, *wanted)]


def test_a_date_of_signature_is_missed_only_where_the_office_keeps_them() -> None:
    signed = "3 | Rose | Côté | Léa | signed | 2026-05-04 | {} | | | 1980-01-02"
    other = "4 | Nina | Roy | Ève | signed | 2026-05-04 | {} | | | 1980-01-02"

    assert codes(signed.format(""), other.format("")) == []
    assert [code.split()[0] for code in codes(signed.format("2026-04-20"), other.format(""))] == [
        "contract-without-date"
    ]


def test_an_artists_contract_and_exam_come_before_the_first_day() -> None:
    late = "3 | Rose | Côté | Léa | signed | 2026-05-04 | 2026-05-05 | 2026-05-06 | | 1980-01-02"
    offer = "4 | Nina | Roy | Ève | offer | 2026-05-04 | 2026-04-20 | | | 1980-01-02"

    assert sorted(code.split()[0] for code in codes(late, offer)) == [
        "contract-dated-unsigned",
        "contract-signed-late",
        "medical-exam-late",
    ]


def test_a_minors_papers_are_asked_for_until_they_are_dated_and_in_time() -> None:
    child = "3 | Rose | Côté | Léa | signed | 2026-05-04 | | {} | {} | 2015-03-02"

    assert [code.split()[0] for code in codes(child.format("", ""))] == ["minor-papers"]
    assert codes(child.format("2026-04-20", "2026-04-21")) == []
    assert [code.split()[0] for code in codes(child.format("2026-04-20", "2026-05-06"))] == [
        "minor-authorised-late"
    ]
