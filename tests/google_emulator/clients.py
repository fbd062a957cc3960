"""An unmodified gspread that talks to the emulator: every https address is sent to loopback."""

from typing import Any
from urllib.parse import urlsplit

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter

from google_emulator.server import GoogleEmulator


class ToLoopback(HTTPAdapter):
    """Sends what is meant for Google to the emulator."""

    # google-auth copies the session for a thread of its own
    __attrs__ = [*HTTPAdapter.__attrs__, "base"]  # noqa: RUF012

    def __init__(self, base: str) -> None:
        self.base = base
        super().__init__()

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """The same request, to the emulator."""
        parts = urlsplit(request.url or "")
        request.url = f"{self.base}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, **options)


def gspread_client(google: GoogleEmulator) -> gspread.Client:
    """A client with the emulator's service account."""
    plain = requests.Session()
    plain.mount("https://", ToLoopback(google.url))
    make: Any = Credentials.from_service_account_info
    credentials = make(google.service_account(), scopes=gspread.auth.DEFAULT_SCOPES)
    renewing: Any = Request
    authorized: Any = AuthorizedSession
    session = authorized(credentials, auth_request=renewing(session=plain))
    session.mount("https://", ToLoopback(google.url))
    return gspread.authorize(credentials, session=session)


class Http:
    """Plain requests with a good token: status and JSON."""

    def __init__(self, google: GoogleEmulator, email: str | None = None) -> None:
        self.google, self.session = google, requests.Session()
        token = google.token(email) if email else google.token()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, body: object = None, **query: object) -> tuple[int, Any]:
        """Send one request.

        Args:
            method: GET, POST ...
            path: From the slash after the host.
            body: Sent as JSON.
            query: The query parameters.
        """
        url = self.google.url + path
        reply = self.session.request(method, url, json=body, params=query, timeout=30)  # type: ignore[arg-type]
        return reply.status_code, reply.json() if reply.content else None

    def sheet(
        self, method: str, spreadsheet_id: str, rest: str = "", body: object = None, **query: object
    ) -> Any:
        """The JSON of a call on one spreadsheet, whatever its status."""
        return self(method, f"/v4/spreadsheets/{spreadsheet_id}{rest}", body, **query)[1]

    def batch(self, spreadsheet_id: str, *requests_: dict[str, Any], **more: object) -> Any:
        """``batchUpdate``."""
        return self.sheet("POST", spreadsheet_id, ":batchUpdate", {"requests": list(requests_), **more})
