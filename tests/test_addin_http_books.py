"""The books that a person may sync, and how each one's last sync stands, in every answer that names it."""

import hashlib
import shutil
from collections.abc import Iterator

import pytest
from http_service import KEYS, NOWHERE, Client, crew_book, service, toml

from workbook_templates.sample.sample import build_sample

WAITS = {
    "en": "The last round of this book has been waiting since",
    "fr": "Le dernier passage de ce classeur attend",
}
OWN = "classeur_own"
MORE = f"""
[serve.roles.own]
may = ["check", "sync"]
books = ["q.xlsx"]
[[serve.users]]
name = "own"
key = "sha256:{hashlib.sha256(OWN.encode()).hexdigest()}"
role = "own"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("books")
    build_sample(folder / "p.xlsx", "en")
    shutil.copy(folder / "p.xlsx", folder / "q.xlsx")
    with service(folder, NOWHERE, toml() + MORE) as client:
        yield client


def finished(office: Client, book: str) -> dict[str, object]:
    job = office.post("sync", {"book": book, "yes": True}).json()
    while job["state"] in ("waiting", "running"):
        job = office.get(f"jobs/{job['job']}").json()
    return dict(job)


def statuses(office: Client, token: str = KEYS["office"], lang: str = "en") -> dict[str, str | None]:
    answer = office.get("books", token, **{"Accept-Language": lang})
    return {one["book"]: one["status"] for one in answer.json()["books"]}


def test_the_books_of_the_role_are_listed_and_nobody_elses(office: Client) -> None:
    assert statuses(office) == {"p.xlsx": None, "q.xlsx": None}
    assert statuses(office, OWN) == {"q.xlsx": None}
    assert office.get("books", KEYS["checker"]).status_code == 403
    assert office.get("books", "").status_code == 401


def test_a_round_that_waits_is_told_with_every_answer_that_names_its_book(office: Client) -> None:
    def checked(book: str, token: str = KEYS["office"], lang: str = "en") -> object:
        answer = office.post(f"actions/check?book={book}", crew_book(), token, **{"Accept-Language": lang})
        return answer.json()["status"]

    assert finished(office, "q.xlsx")["status"] is None
    owner = office.folder / "~$p.xlsx"
    owner.write_bytes(b"\x03Ana")
    assert office.post("sync", {"book": "p.xlsx"}).status_code == 422

    assert str(statuses(office)["p.xlsx"]).startswith(WAITS["en"]) and statuses(office)["q.xlsx"] is None
    assert str(statuses(office, lang="fr")["p.xlsx"]).startswith(WAITS["fr"])
    assert str(checked("p.xlsx")).startswith(WAITS["en"])
    assert str(checked("p.xlsx", lang="fr")).startswith(WAITS["fr"])
    assert [checked("q.xlsx"), checked("p.xlsx", OWN), checked("none.xlsx")] == [None, None, None]
    assert office.post("actions/check", crew_book()).json()["status"] is None
    assert str(office.folder) not in str(statuses(office))

    owner.unlink()
    done = finished(office, "p.xlsx")
    assert (done["state"], done["status"], statuses(office)["p.xlsx"]) == ("done", None, None)
