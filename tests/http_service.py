"""The real service, as ``classeur serve`` starts it, and a Google that signs tokens with a key of its own."""

import datetime
import hashlib
import http.server
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt, jwt
from loopback import serving

ROOT = Path(__file__).resolve().parents[1]
AUDIENCE = "123-script.apps.googleusercontent.com"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
KEYS = {name: f"classeur_{name}" for name in ("office", "accounts", "checker")}


def toml(a_minute: int = 6000, body: int = 20, seconds: float = 30) -> str:
    users = "".join(
        f'[[serve.users]]\nname = "{name}"\nkey = "sha256:{hashlib.sha256(key.encode()).hexdigest()}"\nrole = "{name}"\n'
        for name, key in KEYS.items()
    )
    return f"""
[[books]]
path = "p.xlsx"
entitlement = "restricted"
[[books]]
path = "q.xlsx"
[serve]
origins = ["https://pane.example.com"]
requests_a_minute = {a_minute}
body_megabytes = {body}
seconds = {seconds}
{users}
[[serve.users]]
email = "Zoe@listed.example"
role = "accounts"
[serve.google]
audience = ["{AUDIENCE}"]
domains = {{ "phare.example" = "office" }}
[serve.roles.office]
may = ["check", "costs", "budgets", "cash", "schedule", "sync", "functions", "conflicts", "history", "undo"]
[serve.roles.accounts]
may = [
    "check", "costs", "budgets", "cash", "schedule", "sync", "issue", "functions", "conflicts", "history", "undo"
]
restricted = true
[serve.roles.checker]
may = ["check"]
"""


class Issuer:
    """Signs tokens as Google does, and serves the certificate they are verified by."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer")])
        now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(1)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
        certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
        self.certificates = json.dumps({"kid1": certificate}).encode()
        self._signer = crypt.RSASigner.from_string(pem, key_id="kid1")  # type: ignore[no-untyped-call]

    def token(self, **claims: object) -> str:
        now = int(time.time())
        said: dict[str, object] = {
            "iss": "https://accounts.google.com",
            "aud": AUDIENCE,
            "sub": "1",
            "email": "ada@phare.example",
            "email_verified": True,
            "hd": "phare.example",
            "iat": now,
            "exp": now + 3600,
        }
        said |= claims
        kept = {name: value for name, value in said.items() if value is not None}
        return str(jwt.encode(self._signer, kept).decode())  # type: ignore[no-untyped-call]


@contextmanager
def certificates_of(issuer: Issuer) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/oauth2/v1/certs" else 404)
            self.end_headers()
            self.wfile.write(issuer.certificates)

        def log_message(self, *said: object) -> None:
            pass

    with serving(Handler) as address:
        yield address


class Client:
    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.folder = base, folder
        certificate = folder / "certificate.pem"
        self.verify: str | bool = str(certificate) if certificate.is_file() else True

    def post(self, path: str, said: object, token: str = KEYS["office"], **headers: str) -> requests.Response:
        sent = {"Authorization": f"Bearer {token}", **headers} if token else dict(headers)
        return requests.post(
            f"{self.base}/v1/{path}", json=said, headers=sent, timeout=120, verify=self.verify
        )

    def get(self, path: str, token: str = KEYS["office"], **headers: str) -> requests.Response:
        sent = {"Authorization": f"Bearer {token}", **headers} if token else dict(headers)
        return requests.get(f"{self.base}/v1/{path}", headers=sent, timeout=60, verify=self.verify)


@contextmanager
def service(folder: Path, google: str, settings: str | None = None, *more: str) -> Iterator[Client]:
    """Start ``classeur serve`` in a folder, with more of its options."""
    (folder / "classeur.toml").write_text(settings or toml(), encoding="utf-8")
    env = {**os.environ, "CLASSEUR_GOOGLE_API": google, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "addin.faces.command_line", "serve", "--port", "0", *more]
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        client = Client(base, folder)
        assert base, "the service did not start"
        assert client.get("health", "").status_code == 200
        yield client
    finally:
        process.terminate()
        process.wait(20)


def crew_book(rows: int = 1, **cells: str) -> dict[str, Any]:
    """A posted crew sheet, with restricted columns."""
    header = ["Person", "Last name", "First name", "Department", "Position", "Start", "Birth date", "Address"]
    header += ["Emergency contact", "Emergency phone", "Allergies", "Social", "IBAN"]
    line = {
        "Person": "P1", "Last name": "Côté", "First name": "Ève", "Department": "Camera", "Position": "Grip",
        "Start": "2026-03-02",
    } | cells  # fmt: skip
    body = [[f"P{at}" if name == "Person" else line.get(name, "") for name in header] for at in range(rows)]
    return {"book": {"name": "book", "sheets": [{"name": "Crew", "rows": [header, *body]}]}}
