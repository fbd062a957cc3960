"""The way to the emulator: in this process, or over HTTP on loopback; a crash or a fault at any request."""

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from google_emulator.accounts import SERVICE
from google_emulator.behaviour import ApiError
from google_emulator.faults import Fault
from google_emulator.routes import Request, find_route
from google_emulator.server import GoogleEmulator
from requests.adapters import HTTPAdapter

from simulation.trace import Trace
from sync.books.google_account import Account, Limiter
from sync.books.google_client import GoogleClient

Hook = Callable[[str, str], Fault | None]


class InProcess(HTTPAdapter):
    """Carries requests out on the emulator without a socket. ``hook`` is called before and after each."""

    def __init__(self, google: GoogleEmulator, hook: Hook, trace: Trace) -> None:
        super().__init__()
        self.google, self.hook, self.trace = google, hook, trace

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        content = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        asked = Request(request.method or "GET", f"{parts.path}?{parts.query}", content, SERVICE)
        kind = find_route(asked).kind
        fault = self.hook("request", kind)
        if fault is not None and fault.seconds:
            self.trace.sleep(fault.seconds)
        response = self._carried(request, asked, fault, options)
        self.hook("answer", kind)
        return response

    def _carried(
        self, request: requests.PreparedRequest, asked: Request, fault: Fault | None, options: Any
    ) -> requests.Response:
        status, body = 200, b"{}"
        if fault is None or fault.after:
            status, body = self._answer(asked, fault is not None and fault.action == "stale")
        headers: dict[str, str] = {"Content-Type": "application/json; charset=UTF-8"}
        if fault is not None:
            if fault.action in ("reset", "silent"):
                raise requests.ConnectionError("Connection reset by peer")
            if fault.action == "answer":
                is_page = isinstance(fault.body, str)
                body = fault.body.encode() if isinstance(fault.body, str) else json.dumps(fault.body).encode()
                status = fault.status
                headers |= dict(fault.headers)
                headers["Content-Type"] = "text/html" if is_page else headers["Content-Type"]
            if fault.action == "damage":
                body = b"\x1f\x8b" + body[:50]
                headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        if fault is not None and fault.action == "truncate":
            body = body[: max(1, len(body) // 2)]
        raw = urllib3.HTTPResponse(io.BytesIO(body), headers=headers, status=status, preload_content=False)
        return self.build_response(request, raw)

    def _answer(self, asked: Request, stale: bool) -> tuple[int, bytes]:
        try:
            asked.read_body()
            answer = self.google.api.answer(find_route(asked), asked, stale=stale)
        except ApiError as error:
            return error.code, json.dumps(error.body()).encode()
        return 200, json.dumps(answer).encode()


class OverHttp(HTTPAdapter):
    """The same over real HTTP: the emulator's server injects the faults."""

    def __init__(self, google: GoogleEmulator, hook: Hook, trace: Trace) -> None:
        super().__init__()
        self.google, self.hook, self.trace = google, hook, trace

    def send(self, request: requests.PreparedRequest, *given: Any, **options: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        kind = find_route(Request(request.method or "GET", f"{parts.path}?{parts.query}")).kind
        fault = self.hook("request", kind)
        if fault is not None:
            self.trace.sleep(fault.seconds)
            self.google.faults.next(_without_waiting(fault))
        response = super().send(request, *given, **options)
        self.hook("answer", kind)
        return response


def _without_waiting(fault: Fault) -> Fault:
    return Fault(fault.name, fault.action, fault.after, fault.status, fault.body, fault.headers)


class _Account(Account):
    """An account whose token is always good: asking for one is tested elsewhere."""

    def token(self, scope: str, session: requests.Session, renew: str = "") -> str:
        return self.good

    good = ""


def new_client(google: GoogleEmulator, hook: Hook, trace: Trace, dice: Any, over_http: bool) -> GoogleClient:
    """A client of ours whose clock, sleep and dice are the history's own."""
    base = google.url if over_http else "http://127.0.0.1:9"
    limits = {kind: Limiter(clock=trace.clock, sleep=trace.sleep) for kind in ("read", "write")}
    account = _Account(SERVICE, base, {}, limits)
    account.good = google.token()
    client = GoogleClient(account, clock=trace.clock, sleep=trace.sleep, dice=dice)
    adapter = (OverHttp if over_http else InProcess)(google, hook, trace)
    client.session.mount("http://", adapter)
    return client
