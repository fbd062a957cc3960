"""What can go wrong between a client and Google, one request at a time.

google.faults.next(faults.quota("write"), faults.server_error(503, after=True))
google.faults.next(faults.reset(after=True), on="spreadsheets.batchUpdate")
google.faults.choose = lambda call: faults.slow(3) if call.number == 7 else None
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from google_emulator.behaviour import (
    ApiError,
    Json,
    bad_credentials,
    no_permission,
    not_found,
    quota_exceeded,
)

PAGE = """<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error {status} (Server Error)!!1</title>
  <p><b>{status}.</b> <ins>That's an error.</ins>
  <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30
  seconds.  <ins>That's all we know.</ins>
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    name: str
    action: Literal["answer", "reset", "truncate", "damage", "slow", "stale", "silent"] = "answer"
    after: bool = False
    """Whether the request is carried out first."""
    status: int = 200
    body: Json | str = ""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


def refused(error: ApiError, *, after: bool = False, headers: tuple[tuple[str, str], ...] = ()) -> Fault:
    """Any error answer of the API."""
    return Fault(f"{error.code}", "answer", after, error.code, error.body(), headers)


def quota(kind: str = "read", *, retry_after: int | None = None) -> Fault:
    """429 as recorded; Google sent no Retry-After in any of 306."""
    return refused(quota_exceeded(kind), headers=(("Retry-After", str(retry_after)),) if retry_after else ())


def server_error(status: int = 503, *, after: bool = False) -> Fault:
    """500 or 503 in JSON, before or after the request was carried out."""
    words = {
        500: ("Internal error encountered.", "INTERNAL"),
        503: ("The service is currently unavailable.", "UNAVAILABLE"),
    }
    return refused(
        ApiError(status, *words.get(status, ("Internal error encountered.", "INTERNAL"))), after=after
    )


def html_page(status: int = 502, *, after: bool = False) -> Fault:
    """An HTML page where JSON was expected; 200 is possible."""
    return Fault("html", "answer", after, status, PAGE.format(status=status))


def truncated(*, after: bool = True) -> Fault:
    """Half of the body, then the connection closes."""
    return Fault("truncated", "truncate", after)


def damaged() -> Fault:
    """A body that says it is gzip and cannot be unpacked."""
    return Fault("damaged", "damage", True)


def reset(*, after: bool = False) -> Fault:
    """The connection is reset; the request may have been carried out."""
    return Fault("reset", "reset", after)


def slow(seconds: float) -> Fault:
    """The right answer, late."""
    return Fault("slow", "slow", True, seconds=seconds)


def silent(seconds: float, *, after: bool = False) -> Fault:
    """No answer at all for that long, then the connection closes."""
    return Fault("silent", "silent", after, seconds=seconds)


def stale() -> Fault:
    """A read that shows the spreadsheet as it was before the last write."""
    return Fault("stale", "stale", True)


def unauthorized() -> Fault:
    """401."""
    return refused(bad_credentials())


def forbidden() -> Fault:
    """403: no longer shared."""
    return refused(no_permission())


def usage_limit() -> Fault:
    """403 of Drive that means "too fast"."""
    error = {
        "domain": "usageLimits",
        "reason": "userRateLimitExceeded",
        "message": "User Rate Limit Exceeded",
    }
    return refused(ApiError(403, "User Rate Limit Exceeded", errors=[error]))


def gone() -> Fault:
    """404."""
    return refused(not_found())


def invalid_grant() -> Fault:
    """The token endpoint refuses the key or the clock."""
    body = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    return Fault("invalid_grant", "answer", False, 400, body)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the emulator counted it."""

    number: int
    kind: str
    method: str
    path: str
    user: str
    body: Json = field(default_factory=dict)


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Fault, str | None]] = []
        self._lasting: list[tuple[Fault, str | None]] = []
        self._lock = threading.Lock()
        self.choose: Callable[[Call], Fault | None] | None = None
        self.used: list[tuple[Call, Fault]] = []

    def next(self, *faults: Fault, on: str | None = None) -> None:
        """The next requests, one each, go wrong like this.

        Args:
            faults: In order.
            on: Only requests of this kind, such as "values.get"; others pass by. "read", "write" and "drive" are
                kinds too. Without it any request but those for tokens; "token" names these.
        """
        with self._lock:
            self._waiting += [(fault, on) for fault in faults]

    def always(self, fault: Fault, on: str | None = None) -> None:
        """Every request goes wrong like this until ``clear``."""
        with self._lock:
            self._lasting.append((fault, on))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._waiting, self._lasting, self.choose = [], [], None

    def take(self, call: Call, groups: tuple[str, ...]) -> Fault | None:
        """The fault for this request, if any; tokens and what google-auth asks on the side only when named."""
        aside = groups[-1] in ("token", "iam")

        def concerns(on: str | None) -> bool:
            return on in groups or (on is None and not aside)

        with self._lock:
            fault = self.choose(call) if self.choose and not aside else None
            if fault is None:
                place = next((at for at, (_, on) in enumerate(self._waiting) if concerns(on)), None)
                if place is not None:
                    fault = self._waiting.pop(place)[0]
            if fault is None:
                fault = next((lasting for lasting, on in self._lasting if concerns(on)), None)
            if fault:
                self.used.append((call, fault))
            return fault
