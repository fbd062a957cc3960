"""The pane signed in with the Microsoft account that Office knows: a real token, the real service, no key."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from entra_issuer import Microsoft, published
from http_service import NOWHERE, service
from office_pane import WEB, needs_browser, node
from test_addin_http_entra import TENANT, settings

pytestmark = pytest.mark.slow
CREW = [["Personne", "Nom", "Prénom"], ["P1", "Côté", "Ève"]]


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs_browser()
    folder, microsoft = tmp_path_factory.mktemp("signed"), Microsoft()
    with published(microsoft) as base:
        microsoft.base = base
        with service(folder, NOWHERE, settings(base)) as client:
            tokens = {
                "signed in": microsoft.token(),
                "expired": microsoft.token(exp=1_700_000_000, iat=1_699_990_000, nbf=1_699_990_000),
                "another application's": microsoft.token(aud="99999999-0000-4000-8000-000000000000"),
                "another's signature": Microsoft(base).token(),
                "nobody": "",
            }
            given = {
                "base": client.base,
                "shots": str(folder),
                "workbook": {"name": "p.xlsx", "sheets": [{"name": "Équipe", "rows": CREW}]},
                "tokens": tokens,
            }
            path = folder / "given.json"
            path.write_text(json.dumps(given), encoding="utf-8")
            yield json.loads(node(WEB / "office" / "sign_in.mjs", str(path)))


def test_the_account_that_office_knows_is_enough(pressed: Any) -> None:
    said = pressed["signed in"]

    assert said["alert"] == "" and said["said"].startswith("Contrôler")
    assert "Contrôles" in said["sheets"] and said["books"] == ["p.xlsx", "q.xlsx"]
    assert said["asked"] and all(one["allowSignInPrompt"] for one in said["asked"])


@pytest.mark.parametrize("name", ["expired", "another application's", "another's signature"])
def test_any_other_token_is_refused_in_one_sentence_and_nothing_is_written(pressed: Any, name: str) -> None:
    said = pressed[name]

    assert said["alert"].startswith("Cette clé ou ce jeton n'est pas valable ici") and said["books"] == []
    assert said["sheets"] == ["Équipe"]


def test_without_an_account_a_key_is_asked_for(pressed: Any) -> None:
    assert pressed["nobody"]["alert"].startswith("Connectez-vous d'abord")
    assert pressed["nobody"]["sheets"] == ["Équipe"]


def test_no_token_is_kept_in_the_browser(pressed: Any) -> None:
    assert TENANT and {said["kept"] for said in pressed.values()} == {"{}"}
