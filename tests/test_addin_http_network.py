"""How the service is reached: HTTPS of its own, a reverse proxy, and whose word is believed about the caller."""

import datetime
import ipaddress
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from http_service import KEYS, NOWHERE, crew_book, service, toml

from addin.faces.http.settings import read_serve_settings
from workbook_templates.text import OfficeError

SECRETS = {"IBAN": "FR00SECRET", "Address": "17 SECRET", "Allergies": "SECRET", "Birth date": "SECRET"}


def write_certificate(folder: Path) -> tuple[str, str]:
    """A certificate of this machine's own, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(1)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now - day).not_valid_after(now + day)
    signed = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(certificate), str(private)


def test_with_a_certificate_it_speaks_https_alone(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    with service(tmp_path, NOWHERE, None, "--tls-certificate", certificate, "--tls-key", key) as client:
        answer = client.post("actions/check", crew_book())

        assert client.base.startswith("https://") and answer.status_code == 200
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        with pytest.raises(requests.RequestException):
            requests.get(client.base.replace("https", "http") + "/v1/health", timeout=10)


def guesses(said: str, folder: Path) -> list[int]:
    """How wrong keys end as the proxy's header tells who asks: one address's first and last, then another's."""
    with service(folder, NOWHERE, said, "--behind-proxy") as client:
        found = []
        for address in ["203.0.113.5"] * 60 + ["203.0.113.6"]:
            headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
            found.append(client.post("actions/check", {}, "classeur_guess", **headers).status_code)
        secure = client.get("health", "").headers
        assert "Strict-Transport-Security" in secure
    return [found[0], found[-2], found[-1]]


def test_a_proxy_on_this_machine_is_believed_about_who_asks(tmp_path: Path) -> None:
    assert guesses(toml(), tmp_path) == [401, 429, 401]


def test_nobody_but_the_proxies_named_is_believed(tmp_path: Path) -> None:
    said = toml().replace("[serve]", '[serve]\nproxies = ["192.0.2.0/24"]')

    assert guesses(said, tmp_path) == [401, 429, 429]


def test_without_a_proxy_no_header_says_who_asks(tmp_path: Path) -> None:
    with service(tmp_path, NOWHERE) as client:
        ends = [
            client.post(
                "actions/check", {}, "classeur_guess", **{"X-Forwarded-For": f"203.0.113.{at}"}
            ).status_code
            for at in range(60)
        ]

    assert ends[:30] == [401] * 30 and ends[-1] == 429


@pytest.mark.parametrize("said", ['"*"', '"proxy.example.com"', '"10.0.0.0/40"', "7"])
def test_only_addresses_are_proxies(said: str, tmp_path: Path) -> None:
    settings = toml().replace("[serve]", f"[serve]\nproxies = [{said}]")
    (tmp_path / "classeur.toml").write_text(settings, encoding="utf-8")

    with pytest.raises(OfficeError):
        read_serve_settings(tmp_path)


def test_no_function_shows_a_restricted_column(tmp_path: Path) -> None:
    book = crew_book(2, **SECRETS)["book"]
    wishes = [
        ("WHY", ["P1", "iban"]),
        ("COST", ["total", "IBAN"]),
        ("DOOD", ["P1", "2026-05-04"]),
        ("EFC", ["P1"]),
        ("IBAN", ["P1"]),
        ("EIGHTHS", ["=Crew!B2"]),
    ]
    with service(tmp_path, NOWHERE) as client:
        calls = [{"function": name, "arguments": given} for name, given in wishes]
        for key in ("office", "accounts"):
            answer = client.post("functions", {"calls": calls, "book": book}, KEYS[key])
            assert answer.status_code == 200 and "SECRET" not in answer.text
            assert all("error" in one for one in answer.json()["results"])


def test_the_settings_that_the_page_shows_are_read(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "serve.md").read_text(encoding="utf-8")
    shown = page.split("```toml\n")[1].split("```")[0].replace("sha256:…", "sha256:" + "0" * 64)
    (tmp_path / "classeur.toml").write_text(shown, encoding="utf-8")

    said = read_serve_settings(tmp_path)

    assert said.entra is not None and set(said.domains) == {"phare.example"}
    assert {role.name for role in said.emails.values()} == {"accounts"} and len(said.keys) == 1
