"""Our own HTTP client under gspread: it gives up in time, and never repeats a write that may have been made."""

import json
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from sync.books.google_account import SHEETS_SCOPE, Account
from workbook_templates.text import OfficeError, Text

Json = dict[str, Any]

PATIENCE = "CLASSEUR_GOOGLE_PATIENCE"
CHUNK = 1 << 16
QUOTA_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"}
SWITCHED_OFF = {"SERVICE_DISABLED", "accessNotConfigured"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: to connect, for the next bytes, in all; the first pause and the longest."""

    connect: float = 10
    read: float = 190
    total: float = 300
    pause: float = 1.5
    longest: float = 64


def said_patience() -> Patience:
    """The usual patience, or as many seconds in all as the environment says.

    Raises:
        OfficeError: It says something else than seconds.
    """
    said = os.environ.get(PATIENCE, "")
    if not said:
        return Patience()
    try:
        total = float(said)
    except ValueError:
        total = 0
    if not 0 < total < 1e6:
        raise OfficeError(
            f"{PATIENCE} is not a number of seconds: {said}. Correct it.",
            f"{PATIENCE} n'est pas un nombre de secondes : {said}. Corrigez-la.",
        )
    return Patience(total=total)


class RefusedError(OfficeError):
    """Google answered that the request as it stands cannot be done; nothing was written."""


class UnsureError(OfficeError):
    """The answer to a write was lost: it may have been made."""


class GoogleClient(HTTPClient):
    """Calls to the Sheets and Drive APIs for one service account.

    ``reads`` and ``writes`` count the requests sent to them, repeated ones included; asking for a token is none.
    ``clock`` and ``dice`` are what all that is timed or drawn by lot for a spreadsheet uses.
    """

    def __init__(
        self,
        account: Account,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        scope: str = SHEETS_SCOPE,
        dice: random.Random | None = None,
    ) -> None:
        super().__init__(None, session=requests.Session())  # type: ignore[arg-type]
        self.account, self.scope = account, scope
        self.reads = self.writes = 0
        self._patience, self.clock, self._sleep = patience or said_patience(), clock, sleep
        self.dice = dice or random.SystemRandom()
        if account.base and urlsplit(account.base).scheme == "http":
            self.session.trust_env = False

    @property
    def calls(self) -> int:
        return self.reads + self.writes

    def read_spreadsheet(self, spreadsheet: str, fields: str) -> Json:
        """Read a spreadsheet, all tabs in one call."""
        parameters = {"fields": fields, "prettyPrint": "false"}
        return self.call("GET", SPREADSHEET_URL % spreadsheet, parameters)

    def write_spreadsheet(self, spreadsheet: str, body: Mapping[str, object], fields: str) -> Json:
        """Make one batch of changes, all or none.

        Raises:
            RefusedError: Google did not make it.
            UnsureError: It may have been made.
        """
        parameters = {"fields": fields, "prettyPrint": "false"}
        return self.call("POST", SPREADSHEET_BATCH_UPDATE_URL % spreadsheet, parameters, body)

    def beside(self, scope: str) -> "GoogleClient":
        """The same client for another of Google's APIs."""
        return GoogleClient(self.account, self._patience, self.clock, self._sleep, scope, self.dice)

    def rest(self, tries: int) -> None:
        """Leave Google in peace for a moment, longer after each failed try."""
        longest = min(self._patience.pause * 2**tries, self._patience.longest)
        self._sleep(self.dice.uniform(longest / 2, longest))

    def call(
        self,
        method: str,
        url: str,
        parameters: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Json:
        """Make one call and give its JSON."""
        response = self.request(method, url, params=dict(parameters or {}), json=body)
        answer: Json = json.loads(response.content) if response.content.strip() else {}
        return answer

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """Send one request of gspread's or ours; repeat it only while that is safe.

        Raises:
            OfficeError: One sentence on what failed.
        """
        is_read = method.upper() == "GET"
        until = self.clock() + self._patience.total
        pause, refused_token = self._patience.pause, ""
        while True:
            token = self.account.token(self.scope, self.session, refused_token)
            if not self.account.limits["read" if is_read else "write"].wait(until):
                raise OfficeError(*_QUOTA)
            said = {**(headers or {}), "Authorization": f"Bearer {token}"}
            options = {"params": params, "data": data, "json": json, "files": files, "headers": said}
            outcome = self._send(method, endpoint, options, until)
            if isinstance(outcome, requests.Response):
                if outcome.ok:
                    return outcome
                if outcome.status_code == HTTPStatus.UNAUTHORIZED and not refused_token:
                    refused_token = token
                    continue
            failure = self._failure(outcome)
            if failure.may_be_made and not is_read:
                raise UnsureError(failure.text.en, failure.text.fr)
            wait = max(self.dice.uniform(pause / 2, pause), failure.after)
            if not failure.may_repeat or self.clock() + wait > until:
                raise failure.error(failure.text.en, failure.text.fr)
            self._sleep(wait)
            pause = min(pause * 2, self._patience.longest)

    def _send(
        self, method: str, url: str, options: Json, until: float
    ) -> requests.Response | requests.RequestException:
        """Send once; an answer that is no whole JSON is a failure like a broken line."""
        patience = self._patience
        left = max(0.1, until - self.clock())
        parts = urlsplit(url)
        if self.account.base:
            url = self.account.base + parts.path + (f"?{parts.query}" if parts.query else "")
        if method.upper() == "GET":
            self.reads += 1
        else:
            self.writes += 1
        try:
            with self.session.request(
                method,
                url,
                timeout=(min(patience.connect, left), min(patience.read, left)),
                stream=True,
                allow_redirects=False,
                **options,
            ) as response:
                content = self._content(response, until)
            response._content = content
            if response.ok and content.strip():
                json.loads(content)
            return response
        except requests.RequestException as problem:
            return problem
        except (OSError, ValueError) as problem:
            return requests.exceptions.ContentDecodingError(str(problem))

    def _content(self, response: requests.Response, until: float) -> bytes:
        """The whole body, however slowly it drips, within the time there is."""
        said = response.headers.get("Content-Length", "")
        parts, got = [], 0
        try:
            while part := response.raw.read1(CHUNK, decode_content=True):
                parts.append(part)
                got += len(part)
                if self.clock() > until:
                    raise requests.exceptions.ReadTimeout("the answer came too slowly")
        except requests.RequestException:
            raise
        except Exception as problem:  # urllib3's own errors: a line cut, a damaged gzip
            raise requests.exceptions.ChunkedEncodingError(str(problem)) from problem
        if said.isdigit() and "Content-Encoding" not in response.headers and got < int(said):
            raise requests.exceptions.ChunkedEncodingError("the answer was cut short")
        return b"".join(parts)

    def _failure(self, outcome: requests.Response | requests.RequestException) -> "_Failure":
        if isinstance(outcome, requests.RequestException):
            is_unsent = isinstance(outcome, requests.exceptions.ConnectTimeout) or _never_connected(outcome)
            return _Failure(_UNREACHED, may_repeat=True, may_be_made=not is_unsent)
        status, reasons, words = outcome.status_code, _reasons(outcome), _words(outcome)
        email = self.account.email
        if status == HTTPStatus.TOO_MANY_REQUESTS or QUOTA_REASONS & reasons:
            return _Failure(_QUOTA, may_repeat=True, after=_retry_after(outcome))
        if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _Failure(_trouble(status), may_repeat=True, may_be_made=True, after=_retry_after(outcome))
        if status == HTTPStatus.UNAUTHORIZED:
            return _Failure(_not_accepted(email))
        if status == HTTPStatus.FORBIDDEN and SWITCHED_OFF & reasons:
            return _Failure(_switched_off())
        if status == HTTPStatus.FORBIDDEN:
            return _Failure(_not_shared(email))
        if status == HTTPStatus.NOT_FOUND:
            return _Failure(_GONE)
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _Failure(_TOO_LARGE)
        return _Failure(_refused(words or str(status)), error=RefusedError)


@dataclass(frozen=True, slots=True)
class _Failure:
    """What went wrong, and what may be done about it."""

    said: tuple[str, str]
    may_repeat: bool = False
    may_be_made: bool = False
    after: float = 0.0
    error: type[OfficeError] = OfficeError

    @property
    def text(self) -> Text:
        return Text(*self.said)


def _never_connected(problem: requests.RequestException) -> bool:
    """Whether no byte was sent: no such host, or nobody listening there."""
    from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

    cause = problem.args[0] if problem.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(cause, NewConnectionError | NameResolutionError)


def _error(response: requests.Response) -> Json:
    try:
        said = json.loads(response.content)
    except ValueError:
        return {}
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else {}


def _reasons(response: requests.Response) -> set[str]:
    error = _error(response)
    listed = [*error.get("errors", ()), *error.get("details", ())]
    return {str(one.get("reason", "")) for one in listed if isinstance(one, dict)}


def _words(response: requests.Response) -> str:
    return " ".join(str(_error(response).get("message", "")).split())[:300].rstrip(".")


def _retry_after(response: requests.Response) -> float:
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else 0.0


_QUOTA = (
    "Google's limit of calls a minute is reached. Wait a minute and try again; nothing was written.",
    "La limite d'appels par minute de Google est atteinte. Attendez une minute et réessayez ; rien n'a été écrit.",
)
_UNREACHED = (
    "Google Sheets cannot be reached. Check the network and try again.",
    "Google Sheets est injoignable. Vérifiez le réseau et réessayez.",
)
_GONE = (
    "There is no Google spreadsheet with this identifier: it was deleted, or the identifier is mistyped.",
    "Il n'y a pas de classeur Google avec cet identifiant : il a été supprimé, ou l'identifiant est mal recopié.",
)
_TOO_LARGE = (
    "Google Sheets refuses a change that large; nothing was written.",
    "Google Sheets refuse une modification aussi volumineuse ; rien n'a été écrit.",
)


def _trouble(status: int) -> tuple[str, str]:
    return (
        f"Google Sheets is in trouble (it answers {status}). Try again in a few minutes.",
        f"Google Sheets est en difficulté (réponse {status}). Réessayez dans quelques minutes.",
    )


def _not_accepted(email: str) -> tuple[str, str]:
    return (
        f"Google no longer accepts the sign-in of {email}. Have a new key made.",
        f"Google n'accepte plus l'authentification de {email}. Faites faire une nouvelle clé.",
    )


def _switched_off() -> tuple[str, str]:
    return (
        "The Google Sheets API is not switched on for the service account's project. Switch it on in Google Cloud.",
        "L'API Google Sheets n'est pas activée pour le projet du compte de service. Activez-la dans Google Cloud.",
    )


def _not_shared(email: str) -> tuple[str, str]:
    return (
        f"{email} may not do this in the spreadsheet. Share it with that address as an editor, and leave it the protected ranges.",
        f"{email} n'a pas le droit de le faire dans ce classeur. Partagez-le avec cette adresse en édition, plages protégées comprises.",
    )


def _refused(words: str) -> tuple[str, str]:
    return (
        f"Google Sheets did not accept the request: {words}. Nothing was written.",
        f"Google Sheets n'a pas accepté la demande : {words}. Rien n'a été écrit.",
    )
