"""Microsoft Entra tokens: which are let in, and the many that are not."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from entra_issuer import APPLICATION, CLOSED, TENANT, Microsoft, published
from http_service import NOWHERE, Client, crew_book, service, toml

from addin.faces.http.settings import read_serve_settings
from workbook_templates.text import OfficeError

OF_VERSION_1 = f"api://classeur.example/{APPLICATION}"


def settings(authority: str) -> str:
    return f"""{toml()}
[serve.entra]
authority = "{authority}"
audience = ["{APPLICATION}", "{OF_VERSION_1}"]
tenants = {{ "{TENANT}" = "office", "{CLOSED}" = "" }}
[[serve.users]]
oid = "bbbb-2"
role = "checker"
"""


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Microsoft]:
    found = Microsoft()
    with published(found) as base:
        found.base = base
        yield found


@pytest.fixture(scope="module")
def office(microsoft: Microsoft, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with service(tmp_path_factory.mktemp("entra"), NOWHERE, settings(microsoft.base)) as client:
        yield client


def status(office: Client, token: str, path: str = "actions/check") -> int:
    return office.post(path, crew_book() if path == "actions/check" else {"calls": []}, token).status_code


def test_a_token_of_the_tenant_or_the_list_is_let_in(office: Client, microsoft: Microsoft) -> None:
    assert status(office, microsoft.token()) == 200
    assert status(office, microsoft.token(), "functions") == 200
    assert status(office, microsoft.token(aud=OF_VERSION_1)) == 200
    listed = microsoft.token(tid=CLOSED, oid="cccc-3", preferred_username="Zoe@listed.EXAMPLE")
    assert status(office, listed, "functions") == 200
    by_object = microsoft.token(tid=CLOSED, oid="bbbb-2", preferred_username=None)
    assert (status(office, by_object), status(office, by_object, "functions")) == (200, 403)


def test_no_other_token_is_let_in(office: Client, microsoft: Microsoft) -> None:
    head, claims, signature = microsoft.token().split(".")
    other = microsoft.token(oid="bbbb-2").split(".")[1]
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT","kid":"k1"}').rstrip(b"=").decode()
    stranger = Microsoft(microsoft.base)
    public = microsoft.key_set()
    past = int(time.time()) - 100
    bad = {
        "expired": microsoft.token(exp=past, iat=past - 60, nbf=past - 60),
        "not yet": microsoft.token(nbf=int(time.time()) + 600),
        "wrong audience": microsoft.token(aud="api://other"),
        "no audience": microsoft.token(aud=None),
        "no expiry": microsoft.token(exp=None),
        "wrong issuer": microsoft.token(iss="https://login.example.com/x/v2.0"),
        "another tenant's id": microsoft.token(tid=CLOSED, iss=f"{microsoft.base}/{TENANT}/v2.0"),
        "an issuer not named": microsoft.token(tid="00000000-2222-3333-4444-555555555555"),
        "no scope": microsoft.token(scp=None),
        "another scope": microsoft.token(scp="access_as_user2 openid"),
        "no object id": microsoft.token(oid=None),
        "an object id of another kind": microsoft.token(oid=7),
        "tampered": f"{head}.{other}.{signature}",
        "another's signature": stranger.token(),
        "unsigned": f"{unsigned}.{claims}.",
        "unsigned but with a signature": f"{unsigned}.{claims}.{signature}",
        "signed with the public key": jwt.encode(
            jwt.decode(microsoft.token(), options={"verify_signature": False}),
            base64.b64encode(public),
            "HS256",
            headers={"kid": "k1"},
        ),
        "a key of the token's own": microsoft.token(
            headers={"jku": f"{microsoft.base}/evil", "x5u": "http://127.0.0.1:1"}
        ),
    }
    answers = {name: status(office, token) for name, token in bad.items()}

    assert answers.pop("a key of the token's own") == 200  # its own address is not looked at
    assert set(answers.values()) == {401}, answers
    assert {path.split("/")[1] for path in microsoft.asked} <= {TENANT, CLOSED}


def test_an_account_that_is_not_listed_is_refused(office: Client, microsoft: Microsoft) -> None:
    foreign = microsoft.token(tid=CLOSED, oid="dddd-4", preferred_username="eve@other.example")

    assert status(office, foreign) == 403


def test_a_key_that_the_tenant_has_just_made_is_looked_for_once(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addin.faces.http import kept
    from addin.faces.http.entra import Entra, EntraSettings

    entra = Entra(EntraSettings(microsoft.base, (APPLICATION,), frozenset([TENANT]), "access_as_user"))
    assert entra.claims(microsoft.token())["oid"] == "aaaa-1"
    fresh = Microsoft(microsoft.base)
    token = fresh.token()
    microsoft.keys["k2"] = fresh.keys["k1"]
    token = microsoft.token("k2")
    before = len(microsoft.asked)
    with pytest.raises(ValueError):
        entra.claims(token)
    assert len(microsoft.asked) == before
    monkeypatch.setattr(kept, "AGAIN", 0.0)
    assert entra.claims(token)["oid"] == "aaaa-1"
    assert len(microsoft.asked) == before + 1
    del microsoft.keys["k2"]


def test_keys_that_cannot_be_fetched_are_no_refusal_of_the_person(
    tmp_path: Path, microsoft: Microsoft
) -> None:
    nobody = Microsoft(NOWHERE)
    with service(tmp_path, NOWHERE, settings(nobody.base)) as client:
        answer = client.post("actions/check", crew_book(), nobody.token())

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "microsoft-unreachable")


@pytest.mark.parametrize(
    "changed",
    [
        ('authority = "AUTH"', 'authority = "http://login.example.com"'),
        ('authority = "AUTH"', 'authority = "https://login.example.com?x=1"'),
        (f'audience = ["{APPLICATION}", "{OF_VERSION_1}"]', "audience = []"),
        (TENANT, "common"),
        ('"office", "9', '"nobody", "9'),
        ("[serve.entra]", "[serve.entra]\nkeys = 1"),
    ],
)
def test_settings_that_would_let_anyone_in_are_refused(tmp_path: Path, changed: tuple[str, str]) -> None:
    (tmp_path / "classeur.toml").write_text(settings("AUTH").replace(*changed), encoding="utf-8")

    with pytest.raises(OfficeError):
        read_serve_settings(tmp_path)


def test_the_address_of_the_keys_is_microsofts_unless_the_settings_say_another(tmp_path: Path) -> None:
    said = settings("AUTH").replace('authority = "AUTH"\n', "")
    (tmp_path / "classeur.toml").write_text(said, encoding="utf-8")

    entra = read_serve_settings(tmp_path).entra

    assert entra is not None
    assert entra.key_set(TENANT) == f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"
    assert entra.issuer(TENANT) == f"https://login.microsoftonline.com/{TENANT}/v2.0"
