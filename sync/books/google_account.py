"""The service account that speaks to Google: its key, its token, its share of the quota."""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials

from workbook_templates.text import OfficeError

CREDENTIALS, API = "CLASSEUR_GOOGLE_CREDENTIALS", "CLASSEUR_GOOGLE_API"
SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_SCOPE = "https://www.googleapis.com/auth/drive.file"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WINDOW = 60.0
PER_USER = 55  # Google allows 60 a minute of reads, and as many writes, in a window that rolls
EARLY = 60  # seconds before its end at which a token is renewed
TOKEN_TIMEOUT = 20
TOKEN_TRIES = 3


class Limit(Protocol):
    """Something that gives each call to Google its turn."""

    def wait(self, until: float) -> bool:
        """Take one call's place, waiting for it; False when it would come only after ``until``."""
        ...


class Limiter:
    """At most so many calls in any minute, whoever makes them in this process."""

    def __init__(
        self,
        calls: int = PER_USER,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._calls, self._clock, self._sleep = calls, clock, sleep
        self._made: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self, until: float) -> bool:
        """Take one call's place, waiting for it; False when it would come only after ``until``."""
        while True:
            with self._lock:
                now = self._clock()
                while self._made and self._made[0] <= now - WINDOW:
                    self._made.popleft()
                if len(self._made) < self._calls:
                    self._made.append(now)
                    return True
                pause = self._made[0] + WINDOW - now
            if now + pause > until:
                return False
            self._sleep(pause)


@dataclass
class Account:
    """One service account at one address; shared by all the books of a process.

    ``base`` is the address that stands in for Google's hosts, or "".
    """

    email: str
    base: str
    info: Mapping[str, object]
    limits: Mapping[str, Limit]
    _tokens: dict[str, Credentials] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def token(self, scope: str, session: requests.Session, renew: str = "") -> str:
        """Give a valid token; ``renew`` is one that Google has just refused.

        Raises:
            OfficeError: The key is refused, or the token service does not answer.
        """
        with self._lock:
            known = self._tokens.get(scope)
            if known is None:
                known = self._tokens[scope] = _credentials(self.info, scope)
            if known.token and known.token != renew and _is_fresh(known):
                return str(known.token)
            self._refresh(known, session)
            return str(known.token)

    def _refresh(self, credentials: Credentials, session: requests.Session) -> None:
        # ``refresh`` asks for the token alone; ``before_request`` would also call another of Google's hosts.
        for tries_left in reversed(range(TOKEN_TRIES)):
            try:
                credentials.refresh(_Asking(session))  # type: ignore[no-untyped-call]
                return
            except RefreshError as problem:
                if _is_refusal(problem):
                    raise self._refused() from problem
                # What can be tried again google-auth has tried; a page of HTML it takes for a final answer.
                if problem.retryable or not tries_left:
                    raise _no_token() from problem
                time.sleep(0.2)
            except (GoogleAuthError, requests.RequestException) as problem:
                if not tries_left:
                    raise _no_token() from problem
                time.sleep(0.2)

    def _refused(self) -> OfficeError:
        return OfficeError(
            f"Google refuses the key of {self.email}: it was revoked, or this computer's clock is wrong. "
            "Have a new key made, or set the clock.",
            f"Google refuse la clé de {self.email} : elle a été révoquée, ou l'horloge de cet ordinateur est fausse. "
            "Faites faire une nouvelle clé, ou réglez l'horloge.",
        )


class _Asking(Request):
    """google-auth's transport with our time limit."""

    def __init__(self, session: requests.Session) -> None:
        super().__init__(session)

    def __call__(self, url: str, method: str = "GET", body=None, headers=None, timeout=None, **kwargs):  # type: ignore[no-untyped-def]
        return super().__call__(url, method, body, headers, TOKEN_TIMEOUT, **kwargs)  # type: ignore[no-untyped-call]

    def __del__(self) -> None:
        """Leave the session open: it is not this object's."""


_ACCOUNTS: dict[tuple[str, str, int], Account] = {}
_ACCOUNTS_LOCK = threading.Lock()


def open_account() -> Account:
    """Find the account that the environment names; one object for the whole process.

    Raises:
        OfficeError: None is named, its file is not a service account's key, or the address is not safe.
    """
    said = os.environ.get(CREDENTIALS, "")
    if not said:
        raise OfficeError(
            f"To open a Google spreadsheet, {CREDENTIALS} must name the service account's key file.",
            f"Pour ouvrir un classeur Google, {CREDENTIALS} doit désigner le fichier de clé du compte de service.",
        )
    base = check_base(os.environ.get(API, ""))
    path = Path(said)
    try:
        changed, text = path.stat().st_mtime_ns, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise OfficeError(
            f"The service account's key file, {path.name}, cannot be read.",
            f"Le fichier de clé du compte de service, {path.name}, est illisible.",
        ) from problem
    with _ACCOUNTS_LOCK:
        place = (str(path.resolve()), base, changed)
        if place not in _ACCOUNTS:
            _ACCOUNTS[place] = _account(text, path.name, base)
        return _ACCOUNTS[place]


def _account(text: str, name: str, base: str) -> Account:
    try:
        info = json.loads(text)
        if base:
            info = {**info, "token_uri": f"{base}/token", "universe_domain": "googleapis.com"}
        email = _credentials(info, SHEETS_SCOPE).service_account_email
    except (ValueError, TypeError, AttributeError, KeyError, GoogleAuthError) as problem:
        raise OfficeError(
            f"{name} is not the JSON key of a Google service account. Download the key again.",
            f"{name} n'est pas la clé JSON d'un compte de service Google. Téléchargez la clé à nouveau.",
        ) from problem
    return Account(str(email), base, info, {"read": Limiter(), "write": Limiter()})


def _credentials(info: Mapping[str, object], scope: str) -> Credentials:
    made: Credentials = Credentials.from_service_account_info({**info}, scopes=[scope])  # type: ignore[no-untyped-call]
    return made


def check_base(base: str) -> str:
    """Accept an address that stands in for Google: https, or this computer.

    Raises:
        OfficeError: It is neither.
    """
    base = base.strip().rstrip("/")
    if not base:
        return ""
    parts = urlsplit(base)
    if parts.scheme == "https" and parts.hostname:
        return base
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return base
    raise OfficeError(
        f"{API} is neither an https address nor one of this computer. Correct it.",
        f"{API} n'est ni une adresse https ni une adresse de cet ordinateur. Corrigez-la.",
    )


def _is_fresh(credentials: Credentials) -> bool:
    expiry = credentials.expiry
    if expiry is None:
        return False
    left = (expiry - datetime.now(UTC).replace(tzinfo=None)).total_seconds()
    return bool(left > EARLY)


def _is_refusal(problem: RefreshError) -> bool:
    """Whether the token service answered no, in its own words (an "error" code)."""
    said = [part for part in problem.args if isinstance(part, Mapping)]
    return any(part.get("error") for part in said)


def _no_token() -> OfficeError:
    return OfficeError(
        "Google's sign-in does not answer. Check the network and try again; nothing was written.",
        "L'authentification de Google ne répond pas. Vérifiez le réseau et réessayez ; rien n'a été écrit.",
    )
