"""The emulator itself: a threaded HTTP server on loopback, with counts, faults and a hook.

with GoogleEmulator() as google:
    info = google.service_account()          # token_uri is ours
    client(info, google.url).open_by_key(...)
"""

import gzip
import json
import re
import socket
import struct
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

from google_emulator import accounts
from google_emulator.behaviour import ApiError, Behaviour, Json, bad_request, quota_exceeded
from google_emulator.creating import create
from google_emulator.drive import Drive, new_file_id
from google_emulator.faults import Call, Fault, Faults
from google_emulator.routes import Api, Request, Route, find_route
from google_emulator.state import Spreadsheet

PERSON = "coordinator@example-office.test"


class GoogleEmulator:
    """Google Sheets and Drive on 127.0.0.1.

    Args:
        behaviour: The switches for what nobody has recorded.
        reads_per_minute: Google's quota per user in a rolling minute; None for no limit.
        writes_per_minute: The same for writes.
        minute: Its length in seconds; less on a clock that runs faster.

    ``calls`` counts the requests by kind, ``log`` lists them; ``before_request`` is called before each one is
    carried out (not for tokens), so that a test can play a person who edits in between; ``after_request`` with
    what was answered to it.
    """

    def __init__(
        self,
        behaviour: Behaviour | None = None,
        *,
        reads_per_minute: int | None = None,
        writes_per_minute: int | None = None,
        minute: float = 60,
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.drive = Drive(self.behaviour)
        self.tokens = accounts.Tokens(self.behaviour)
        self.api = Api(self.drive, self.behaviour)
        self.faults = Faults()
        self.before_request: Callable[[Call], None] | None = None
        self.after_request: Callable[[Request, int, object], None] | None = None
        self.calls: Counter[str] = Counter()
        self.log: list[tuple[Call, int]] = []
        self.limits = {"read": reads_per_minute, "write": writes_per_minute}
        self.minute = minute
        self._spent: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._counting = threading.Lock()
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler, self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        assert self._server is not None, "the emulator is not running"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def service_account(self, email: str = accounts.SERVICE) -> Json:
        """What a service account's JSON file holds; its token_uri is this server's."""
        return accounts.service_account(f"{self.url}/token", email)

    def token(self, email: str = accounts.SERVICE) -> str:
        """A token without asking the token endpoint."""
        return self.tokens.issue(email)

    def create(self, title: str = "Untitled", owner: str = accounts.SERVICE, **body: object) -> str:
        """A spreadsheet made behind the client's back; the id is returned.

        Args:
            title: Its name.
            owner: Whose it is; nobody else may see it.
            body: More of the body of ``spreadsheets.create``, such as ``sheets=[...]``.
        """
        said: Json = {**body, "properties": {"title": title, **dict(body.get("properties") or {})}}  # type: ignore[call-overload]
        with self.drive.lock:
            return self.drive.add(
                create(new_file_id(), said, self.behaviour, owner), owner
            ).book.spreadsheet_id

    def book(self, spreadsheet_id: str) -> Spreadsheet:
        """The spreadsheet as it stands now, to look at."""
        return self.drive.files[spreadsheet_id].book

    def person(self, kind: str, spreadsheet_id: str, argument: str = "", **body: object) -> Json:
        """A call as a person's hand: not counted, no fault, no hook.

        Args:
            kind: Such as "spreadsheets.batchUpdate" or "values.update".
            spreadsheet_id: Which file.
            argument: The A1 range, where the call has one.
            body: The call's body; what is also a query parameter is taken from here.
        """
        text = urlencode({name: value for name, value in body.items() if isinstance(value, str)})
        request = Request("POST", f"/?{text}", user=self.drive.files[spreadsheet_id].owner, body=dict(body))
        answer = self.api.answer(Route(kind, spreadsheet_id, argument), request)
        assert isinstance(answer, dict)
        return answer

    def edit(self, spreadsheet_id: str, *requests: Json) -> Json:
        """A person's ``batchUpdate``, such as rows inserted, deleted or sorted."""
        return self.person("spreadsheets.batchUpdate", spreadsheet_id, requests=list(requests))

    def type(self, spreadsheet_id: str, cell: str, *rows: list[object]) -> Json:
        """A person types values, from that cell on."""
        return self.person(
            "values.update", spreadsheet_id, cell, valueInputOption="USER_ENTERED", values=list(rows)
        )

    def values(
        self, spreadsheet_id: str, cells: str, render: str = "UNFORMATTED_VALUE"
    ) -> list[list[object]]:
        """What stands in a range now."""
        answer = self.person("values.get", spreadsheet_id, cells, valueRenderOption=render)
        return list(answer.get("values", []))

    @property
    def reads(self) -> int:
        """Sheets API reads so far."""
        return sum(1 for call, _ in self.log if Route(call.kind).groups[1] == "read")

    @property
    def writes(self) -> int:
        """Sheets API writes so far."""
        return sum(1 for call, _ in self.log if Route(call.kind).groups[-1] == "write")

    def forget_calls(self) -> None:
        """Count from nothing again."""
        with self._counting:
            self.calls.clear()
            self.log.clear()

    def count(self, route: Route, request: Request) -> Call:
        """Note a request."""
        with self._counting:
            self.calls[route.kind] += 1
            return Call(
                sum(self.calls.values()), route.kind, request.method, request.path, request.user, request.body
            )

    def spend(self, route: Route, user: str) -> None:
        """Take one request from the user's minute.

        Raises:
            ApiError: 429, when the last minute is full.
        """
        group = route.groups[-1]
        limit = self.limits.get(group)
        if limit is None:
            return
        with self._counting:
            spent, now = self._spent[user, group], time.monotonic()
            while spent and spent[0] < now - self.minute:
                spent.popleft()
            if len(spent) >= limit:
                raise quota_exceeded(group)
            spent.append(now)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], google: GoogleEmulator
    ) -> None:
        self.google = google
        super().__init__(address, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        self._handle()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _handle(self) -> None:
        google = self.server.google
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, self.rfile.read(length) if length else b"")
        try:
            route = find_route(request)
            if route.kind == "token":
                self._token(route, request)
                return
            request.user = google.tokens.user_of(self.headers.get("Authorization", ""))
            if length > google.behaviour.max_payload:
                limit = google.behaviour.max_payload
                raise bad_request(f"Request payload size exceeds the limit: {limit} bytes.")
            if route.kind != "drive.files.upload":
                request.read_body()
        except ApiError as error:
            google.log.append((google.count(Route("refused"), request), error.code))
            self._send(error.code, error.body())
            return
        self._carry_out(route, request)

    def _carry_out(self, route: Route, request: Request) -> None:
        google = self.server.google
        call = google.count(route, request)
        if google.before_request and route.kind != "iam.allowedLocations":
            google.before_request(call)
        fault = google.faults.take(call, route.groups)
        status, body = fault.status if fault else 200, b""
        if fault is None or fault.after:
            status, body, kind = self._answer(
                route, request, stale=fault is not None and fault.action == "stale"
            )
        else:
            kind = "application/json; charset=UTF-8"
        google.log.append((call, fault.status if fault and fault.action == "answer" else status))
        if fault is None or fault.action == "stale":
            self._send_bytes(status, body, kind)
        else:
            self._go_wrong(fault, status, body, kind)

    def _answer(self, route: Route, request: Request, *, stale: bool) -> tuple[int, bytes, str]:
        google = self.server.google
        kind = "application/json; charset=UTF-8"
        compact = request.query.get("prettyPrint") == "false"
        try:
            google.spend(route, request.user)
            if route.kind == "iam.allowedLocations":
                return 200, _encode({"locations": [], "encodedLocations": "0x0"}, compact), kind
            answer = google.api.answer(route, request, stale=stale)
            if google.after_request:
                google.after_request(request, 200, answer)
        except ApiError as error:
            return error.code, _encode(error.body(), compact), kind
        if request.method == "DELETE":
            return 204, b"", kind
        if isinstance(answer, tuple):
            return 200, answer[1], answer[0]
        return 200, _encode(answer, compact), kind

    def _token(self, route: Route, request: Request) -> None:
        google = self.server.google
        call = google.count(route, request)
        fault = google.faults.take(call, route.groups)
        try:
            status, answer = 200, google.tokens.grant(request.content)
        except ApiError as error:
            status, answer = error.code, error.details[0]
        google.log.append((call, status))
        body, kind = _encode(answer, False), "application/json; charset=utf-8"
        if fault:
            self._go_wrong(fault, status, body, kind)
        else:
            self._send_bytes(status, body, kind)

    def _go_wrong(self, fault: Fault, status: int, body: bytes, kind: str) -> None:
        if fault.action == "answer":
            html = isinstance(fault.body, str)
            said = fault.body.encode() if isinstance(fault.body, str) else _encode(fault.body, False)
            self._send_bytes(fault.status, said, "text/html; charset=UTF-8" if html else kind, fault.headers)
        elif fault.action == "slow":
            time.sleep(fault.seconds)
            self._send_bytes(status, body, kind)
        elif fault.action == "truncate":
            self._send_bytes(status, body, kind, sent=max(1, len(body) // 2))
        elif fault.action == "damage":
            self._send_bytes(
                status, b"\x1f\x8b" + body[:50], kind, (("Content-Encoding", "gzip"),), packed=True
            )
        else:
            time.sleep(fault.seconds)
            self._drop(abrupt=fault.action == "reset")

    def _drop(self, *, abrupt: bool) -> None:
        """End the connection; an abrupt end is a TCP reset."""
        if abrupt:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, answer: Json) -> None:
        self._send_bytes(status, _encode(answer, False), "application/json; charset=UTF-8")

    def _send_bytes(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: tuple[tuple[str, str], ...] = (),
        *,
        sent: int | None = None,
        packed: bool = False,
    ) -> None:
        if (
            sent is None
            and not packed
            and len(body) > 1400
            and "gzip" in self.headers.get("Accept-Encoding", "")
        ):
            body, headers = gzip.compress(body, 1), (*headers, ("Content-Encoding", "gzip"))
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}", "Server: ESF"]
        if status != 204:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += ["Vary: Origin, X-Origin, Referer", *(f"{name}: {value}" for name, value in headers)]
        if sent is not None:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        self.wfile.write(head + (body if sent is None else body[:sent]))  # in one piece: two cost 40 ms
        self.wfile.flush()
        if sent is not None:
            self._drop(abrupt=False)


def _encode(answer: Json, compact: bool) -> bytes:
    if compact:
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(answer, ensure_ascii=False, indent=2).encode() + b"\n"


def range_path(cells: str) -> str:
    """An A1 range as it stands in an address."""
    return quote(re.sub(r"\s", " ", cells), safe="")
