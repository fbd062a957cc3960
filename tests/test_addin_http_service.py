"""The service as it runs: who is let in, how much they may ask, and what they are never shown."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from http_service import KEYS, Client, Issuer, certificates_of, crew_book, service, toml

from addin.actions.registry import ACTIONS
from addin.faces.command_line import main
from addin.faces.http.openapi import openapi_json
from sync.books.xlsx import XlsxBook
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.sample.sample import build_sample

ROOT = Path(__file__).resolve().parents[1]
SECRETS = {
    "Birth date": "1987-11-23",
    "Address": "17 impasse du Secret",
    "Emergency contact": "Cachée Personne",
    "Emergency phone": "+33199004242",
    "Allergies": "arachide-canari",
    "Social": "999888777",
    "IBAN": "FR0012345CANARI",
}


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def google(issuer: Issuer) -> Iterator[str]:
    with certificates_of(issuer) as base:
        yield base


@pytest.fixture(scope="module")
def office(google: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("office")
    build_sample(folder / "p.xlsx", "en")
    (folder / "q.xlsx").write_bytes((folder / "p.xlsx").read_bytes())
    with service(folder, google) as client:
        yield client


def code(answer: requests.Response) -> str:
    return str(answer.json()["error"]["code"])


def test_every_action_of_the_registry_has_its_address(office: Client) -> None:
    for key in ACTIONS:
        options = {"options": {"period": 1}} if key == "costs" else {}

        answer = office.post(f"actions/{key}", crew_book() | options)

        assert answer.status_code == 200, answer.text
        assert answer.json()["edits"]["results"], key


def test_a_google_token_of_the_domain_or_the_list_is_let_in(office: Client, issuer: Issuer) -> None:
    listed = issuer.token(email="zoe@LISTED.example", hd=None, sub="2")

    assert office.post("actions/check", crew_book(), issuer.token()).status_code == 200
    assert office.post("actions/check", crew_book(), listed).status_code == 200


def test_no_other_token_is_let_in(office: Client, issuer: Issuer) -> None:
    good = issuer.token()
    head, claims, signature = good.split(".")
    other = issuer.token(email="eve@phare.example").split(".")[1]
    bad = {
        "none": "",
        "expired": issuer.token(exp=1_700_000_000, iat=1_699_990_000),
        "wrong audience": issuer.token(aud="456.apps.googleusercontent.com"),
        "no audience": issuer.token(aud=None),
        "wrong issuer": issuer.token(iss="https://accounts.example.com"),
        "unverified e-mail": issuer.token(email_verified=False),
        "e-mail verified in words": issuer.token(email_verified="true"),
        "tampered": f"{head}.{other}.{signature}",
        "another's signature": Issuer().token(),
        "unsigned": "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoia2lkMSJ9." + claims + ".",
        "not a token": "a.b.c",
        "an unknown key": "classeur_guess",
    }
    for name, token in bad.items():
        assert office.post("actions/check", crew_book(), token).status_code == 401, name
    foreign = office.post(
        "actions/check", crew_book(), issuer.token(hd="other.example", email="a@other.example")
    )
    alike = office.post("actions/check", crew_book(), issuer.token(hd=None, email="a@phare.example"))
    assert (foreign.status_code, alike.status_code) == (403, 403)
    assert office.post("actions/check", crew_book(), good).status_code == 200


def test_a_role_runs_only_what_it_may(office: Client) -> None:
    costs = crew_book() | {"options": {"period": 1}}
    issued = crew_book() | {"options": {"period": 1, "issue": True}}

    assert office.post("actions/costs", costs, KEYS["checker"]).status_code == 403
    assert office.post("sync", {"book": "q.xlsx"}, KEYS["checker"]).status_code == 403
    assert office.post("actions/costs", issued, KEYS["office"]).status_code == 403
    assert office.post("actions/costs", issued, KEYS["accounts"]).status_code == 200


def test_restricted_columns_are_shown_by_no_route_to_a_role_without_the_right(office: Client) -> None:
    with_secrets = crew_book(3, **SECRETS)
    wishes = [
        with_secrets,
        with_secrets | {"options": {"restricted": True}},
        with_secrets | {"restricted": True, "role": "accounts"},
        {"book": {**with_secrets["book"], "entitlement": "restricted"}},
    ]
    said = ""
    for key in ACTIONS:
        for wish in wishes:
            if key == "costs":
                wish = wish | {"options": {"period": 1, **wish.get("options", {})}}
            for path in (f"actions/{key}", f"actions/{key}?restricted=true&role=accounts"):
                headers = {"X-Role": "accounts", "X-Forwarded-User": "accounts"}
                answer = office.post(path, wish, KEYS["office"], **headers)
                said += answer.text + str(answer.headers)
    for path in (
        "actions/check",
        "sync",
        "jobs/1",
        "books/p.xlsx",
        "tables/crew",
        "dump",
        "log",
        "conflicts",
    ):
        said += office.get(path).text

    assert '"code":"not-iban"' in said and "•••" in said
    assert [secret for secret in SECRETS.values() if secret in said] == []


def test_a_conflict_over_a_restricted_cell_is_masked_for_whoever_may_not_see_it(office: Client) -> None:
    for book in ("p.xlsx", "q.xlsx"):
        assert finished(office, {"book": book, "yes": True})["refused"] is None
    for name, value in (("p.xlsx", "FR00SHEETSECRET"), ("q.xlsx", "FR00STORESECRET")):
        book = XlsxBook(office.folder / name)
        number = book.read(INPUT_TABLES).tables["crew"].rows[0].number
        book.apply(Edits(cells={"crew": {(number, "iban"): value}}))
    finished(office, {"book": "q.xlsx"})

    masked = finished(office, {"book": "p.xlsx"})
    clear = finished(office, {"book": "p.xlsx"}, KEYS["accounts"])

    assert [one["sheet"] for one in masked["conflicts"]] == ["•••"]
    assert "SECRET" not in json.dumps(masked)
    assert [one["sheet"] for one in clear["conflicts"]] == ["FR00SHEETSECRET"]


def finished(office: Client, said: dict[str, object], key: str = KEYS["office"]) -> dict[str, object]:
    """The end of a sync: at once, or as its job tells it."""
    answer = office.post("sync", said, key)
    assert answer.status_code in (200, 202), answer.text
    job = answer.json()
    while job["state"] in ("waiting", "running"):
        job = office.get(f"jobs/{job['job']}", key).json()
    assert job["state"] == "done" and job["steps_done"] == job["steps"], job
    assert office.get(f"jobs/{job['job']}", KEYS["checker"]).status_code == 403
    other = KEYS["accounts"] if key == KEYS["office"] else KEYS["office"]
    assert office.get(f"jobs/{job['job']}", other).status_code == 404
    return dict(job["answer"])


def test_only_books_that_the_settings_name_are_synced(office: Client) -> None:
    for book in (
        "../p.xlsx",
        "/etc/passwd",
        "google:1abc",
        "http://127.0.0.1:1/x.xlsx",
        str(office.folder / "p.xlsx"),
    ):
        assert code(office.post("sync", {"book": book})) == "no-such-book"


def test_what_is_not_so_is_refused_in_one_sentence_in_both_languages(office: Client) -> None:
    bad: list[object] = [
        [], {}, {"book": 1}, {"book": {}}, {"book": {"sheets": [1]}}, {"book": {"sheets": [{"name": "a"}]}},
        {"book": {"sheets": [{"name": "a", "rows": [1]}]}}, {"book": {"sheets": [{"name": "a", "rows": [[[]]]}]}},
        {"book": {"sheets": [{"name": "a", "rows": [], "formulas": [[0, 1]]}]}},
        {"book": {"sheets": [{"name": "a", "rows": []}] * 2}}, {"book": {"url": "http://x", "sheets": []}},
    ]  # fmt: skip
    for said in bad:
        answer = office.post("actions/check", said)
        assert answer.status_code in (400, 422), said
        error = answer.json()["error"]
        assert error["en"] and error["fr"] and "Traceback" not in answer.text
    raw = {"Authorization": f"Bearer {KEYS['office']}", "Content-Type": "application/json"}
    for body in (b"{", b"\xff", b"[" * 100_000, b'{"book": NaN', b"9" * 5000):
        answer = requests.post(f"{office.base}/v1/actions/check", body, headers=raw, timeout=60)
        assert (answer.status_code, code(answer)) == (400, "not-json")
    french = office.post("actions/check", [], **{"Accept-Language": "fr-CA"}).json()["error"]
    assert french["message"] == french["fr"]


def test_strange_numbers_in_cells_break_nothing(office: Client) -> None:
    cells = (
        "[1e999, -1e999, NaN, 1"
        + "0" * 400
        + ', true, null, {"date": "soon"}, {"number": "1e9999999"}, "\\ud800"]'
    )
    header = '["Person", "Last name", "First name", "Start", "End", "Birth date", "Rate", "Email", "Phone"]'
    body = f'{{"book": {{"sheets": [{{"name": "Crew", "rows": [{header}, {cells}]}}]}}}}'
    headers = {"Authorization": f"Bearer {KEYS['office']}", "Content-Type": "application/json"}

    answer = requests.post(f"{office.base}/v1/actions/check", body.encode(), headers=headers, timeout=60)

    assert answer.status_code == 200, answer.text


def test_a_body_of_50_mb_is_refused_and_the_service_goes_on(office: Client) -> None:
    body = b'{"book": "' + b"x" * 50_000_000 + b'"}'
    headers = {"Authorization": f"Bearer {KEYS['office']}", "Content-Type": "application/json"}

    def chunks() -> Iterator[bytes]:
        yield from (body[at : at + 1_000_000] for at in range(0, len(body), 1_000_000))

    for sent in (body, chunks()):
        answer = requests.post(f"{office.base}/v1/actions/check", sent, headers=headers, timeout=60)
        assert (answer.status_code, code(answer)) == (413, "too-large")
    assert office.post("actions/check", crew_book()).status_code == 200


def test_200_requests_at_once_are_all_answered(office: Client) -> None:
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda _: office.post("actions/check", crew_book(5)), range(200)))

    assert [answer.status_code for answer in answers] == [200] * 200
    assert {len(answer.json()["edits"]["cells"]) for answer in answers} == {6}


def test_another_site_may_not_ask_and_a_named_one_may(office: Client) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for origin, allowed in (
        ("https://pane.example.com", "https://pane.example.com"),
        ("https://evil.example", None),
    ):
        url = f"{office.base}/v1/actions/check"
        answer = requests.options(url, headers={"Origin": origin, **asked}, timeout=10)
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        answer = office.post("actions/check", crew_book(), Origin=origin)
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed


def test_every_answer_carries_the_security_headers_and_another_hosts_name_is_refused(office: Client) -> None:
    for path in ("health", "nothing", "actions/check"):
        headers = office.get(path, "").headers
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "Server" not in headers
    assert office.get("health", "", Host="rebound.example").status_code == 400
    assert office.get("actions/check").status_code == 405


def test_the_audit_log_names_nobody(office: Client, issuer: Issuer) -> None:
    office.post("actions/check", crew_book(1, **SECRETS), issuer.token())

    text = (office.folder / ".classeur" / "audit.log").read_text(encoding="utf-8")
    last = json.loads(text.splitlines()[-1])
    assert (last["action"], last["status"], last["role"]) == ("check", 200, "office")
    for word in (
        "ada@",
        "phare",
        "zoe",
        "p.xlsx",
        "classeur_",
        "Bearer",
        "127.0.0.1",
        "Côté",
        *SECRETS.values(),
    ):
        assert word not in text, word


def test_too_many_requests_are_told_when_to_come_back_and_others_are_served(
    google: str, tmp_path: Path
) -> None:
    with service(tmp_path, google, toml(a_minute=2)) as client:
        answers = [client.post("actions/check", crew_book()) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200] * 2 + [429] * 2
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
        assert client.post("actions/check", crew_book(), KEYS["accounts"]).status_code == 200
        guesses = [client.post("actions/check", {}, f"classeur_{number}").status_code for number in range(60)]
        assert guesses[:30] == [401] * 30 and guesses[-1] == 429


def test_work_that_takes_too_long_is_stopped_and_the_next_is_done(google: str, tmp_path: Path) -> None:
    with service(tmp_path, google, toml(seconds=2)) as client:
        slow = client.post("actions/check", crew_book(100_000))

        assert (slow.status_code, code(slow)) == (504, "too-long")
        assert client.post("actions/check", crew_book()).status_code == 200


def test_a_body_that_never_comes_holds_nobody_else_up(office: Client) -> None:
    address = urlsplit(office.base)
    with socket.create_connection((address.hostname, address.port)) as slow:
        head = f"POST /v1/actions/check HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEYS['office']}\r\n"
        slow.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n".encode())

        assert office.post("actions/check", crew_book()).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_an_address_open_to_others_needs_https(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "classeur.toml").write_text(toml(), encoding="utf-8")

    assert main(["serve", "--host", host]) == 2

    assert "--behind-proxy" in capsys.readouterr().err


def test_nobody_named_means_nobody_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["serve", "--port", "0"]) == 2

    assert "[[serve.users]]" in capsys.readouterr().err


def test_the_description_is_up_to_date_and_served(office: Client) -> None:
    kept = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))

    assert kept == json.loads(json.dumps(openapi_json())), (
        "python -m addin.faces.http.openapi > docs/openapi.json"
    )
    assert office.get("openapi.json", "").json() == kept
    assert {f"/v1/actions/{key}" for key in ACTIONS} < kept["paths"].keys()
