"""The Apps Script project, pressed: node runs the real sources, spreadsheets stand on the emulator, the service is real."""

import http.client
import http.server
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from google_books import google_book
from google_emulator.server import GoogleEmulator
from http_service import Client, Issuer, service, toml
from loopback import serving

from sync.books.google_account import API, CREDENTIALS

WEB = Path(__file__).resolve().parent / "web"
PRESS = WEB / "gas" / "press.js"
NODE = shutil.which("node")
Answer = tuple[int, object]
HEADER = ["Person", "Last name", "First name", "Position", "Start"]
EVE = ["007", "Côté", "Ève", "Grip", 46083]
NO_EDITS = {"cells": [], "hidden_columns": [], "added": [], "removed": [], "results": [], "marks": False}
NO_FINDINGS: dict[str, object] = {"sentences": [], "rows": [], "places": {}}

needs_node = pytest.mark.skipif(
    NODE is None or not (WEB / "node_modules" / "gas-local").is_dir(),
    reason="node or its packages are missing; make test installs them",
)


@dataclass
class Desk:
    """A spreadsheet open before someone, and what they did there."""

    google: GoogleEmulator
    spreadsheet: str
    address: str
    token: str
    locale: str = "en"
    properties: dict[str, str] = field(default_factory=dict)

    def press(self, *buttons: str, answers: list[str | None] | None = None, again: bool = False) -> Any:
        """Press buttons one after the other; what was seen comes back.

        Args:
            answers: What the person answers to each question; None is Cancel.
            again: Press the first button again while the service computes.
        """
        kept = {"address": self.address, **self.properties} if self.address else dict(self.properties)
        given = {
            "press": buttons,
            "answers": answers or [],
            "again": again,
            "spreadsheet": self.spreadsheet,
            "sheets": self.google.url,
            "token": self.google.token(),
            "identity": self.token,
            "locale": self.locale,
            "properties": kept,
        }
        done = subprocess.run(
            [str(NODE), str(PRESS)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextmanager
def answering(answer: Callable[[str, str, bytes, Any], tuple[int, str, bytes]]) -> Iterator[str]:
    """A server that answers each request by a function of its method, path, body and headers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, said = answer(self.command, self.path, body, self.headers)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, *said: object) -> None:
            pass

    with serving(Handler) as address:
        yield address


@contextmanager
def all_of_google(google: GoogleEmulator, issuer: Issuer) -> Iterator[str]:
    """One address for the spreadsheets and for the certificates, as the service has one for both."""
    where = urlsplit(google.url).netloc

    def answer(method: str, path: str, body: bytes, headers: Any) -> tuple[int, str, bytes]:
        if path == "/oauth2/v1/certs":
            return 200, "application/json", issuer.certificates
        connection = http.client.HTTPConnection(where)
        kept = {name: headers[name] for name in ("Authorization", "Content-Type") if name in headers}
        connection.request(method, path, body or None, kept)
        response = connection.getresponse()
        return response.status, response.getheader("Content-Type", ""), response.read()

    with answering(answer) as base:
        yield base


@contextmanager
def saying(*answers: Answer) -> Iterator[str]:
    """A server that gives these answers in turn, the last one for ever; text is sent as it is."""
    left = list(answers)

    def answer(method: str, path: str, body: bytes, headers: Any) -> tuple[int, str, bytes]:
        status, said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, str):
            return status, "text/html", said.encode()
        return status, "application/json", json.dumps(said).encode()

    with answering(answer) as base:
        yield base


def toasts(seen: Any) -> list[str]:
    return [said for _, said in seen["toasts"]]


@dataclass
class Place:
    """The service, Google, and a spreadsheet that both know."""

    google: GoogleEmulator
    issuer: Issuer
    client: Client
    known: str

    def desk(self, spreadsheet: str, **claims: object) -> Desk:
        return Desk(self.google, spreadsheet, self.client.base, self.issuer.token(**claims))

    def crew(self, *rows: list[object]) -> Desk:
        return self.desk(google_book(self.google, {"Crew": [HEADER, *rows]}).spreadsheet)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    issuer, folder = Issuer(), tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch, GoogleEmulator() as google:
        key = folder / "key.json"
        key.write_text(json.dumps(google.service_account()))
        patch.setenv(CREDENTIALS, str(key))
        patch.setenv(API, google.url)
        known = google_book(google, {"Crew": [HEADER, EVE]}).spreadsheet
        settings = f'{toml()}\n[[books]]\npath = "google:{known}"\n'
        with all_of_google(google, issuer) as base, service(folder, base, settings) as client:
            yield Place(google, issuer, client, known)
