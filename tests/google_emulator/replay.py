"""Replays recorded conversations with Google against the emulator and says what differs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from google_emulator.behaviour import Json
from google_emulator.server import GoogleEmulator

IDS = ("id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId")
TIMES = ("createdTime", "modifiedTime")
LONG_ID = re.compile(r"/(?:spreadsheets|files)/([-\w]{20,})")


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not the recorded one."""

    cassette: str
    place: int
    request: str
    recorded: str
    ours: str


@dataclass
class Replay:
    """What came of replaying cassettes."""

    equal: int = 0
    skipped: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def comparable(self) -> int:
        """Answers that could be compared."""
        return self.equal + len(self.differences)


def replay(cassette: Path, total: Replay) -> None:
    """One recorded conversation, in order, against a fresh emulator.

    Ids that the server chooses are learned by pairing the answers; times are left out. A request about a file
    that was not made in the conversation is skipped, unless Google refused it.
    """
    interactions = json.loads(cassette.read_text(encoding="utf-8"))["interactions"]
    with GoogleEmulator() as google, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {google.token(_user_of(interactions))}"
        conversation = _Conversation(google, session)
        for place, interaction in enumerate(interactions):
            recorded = interaction["response"]
            if conversation.is_foreign(interaction):
                total.skipped += 1
                continue
            status, answer = conversation.ask(interaction["request"], recorded)
            theirs = conversation.translated(_drop_times(_body(recorded["body"].get("string") or "")))
            wanted, got = (recorded["status"]["code"], theirs), (status, _drop_times(answer))
            if _exact(wanted) == _exact(got):
                total.equal += 1
            else:
                said = f"{interaction['request']['method']} {interaction['request']['uri']}"
                total.differences.append(Difference(cassette.stem, place, said, _short(wanted), _short(got)))


class _Conversation:
    def __init__(self, google: GoogleEmulator, session: requests.Session) -> None:
        self.google, self.session = google, session
        self.ours: dict[str, str] = {}

    def is_foreign(self, interaction: Json) -> bool:
        """Whether it is about spreadsheets made outside the conversation."""
        recorded = interaction["response"]
        if recorded["status"]["code"] >= 400:
            return False
        named = LONG_ID.search(urlsplit(interaction["request"]["uri"]).path)
        listed = _body(recorded["body"].get("string") or "")
        files = [one["id"] for one in listed.get("files", [])] if isinstance(listed, dict) else []
        return any(one not in self.ours for one in [*files, *([named[1]] if named else [])])

    def ask(self, request: Json, recorded: Json) -> tuple[int, Any]:
        """Send it, and learn which of our ids stands for which recorded one."""
        if recorded["status"]["code"] == 403:
            named = LONG_ID.search(request["uri"])
            if named and named[1] not in self.ours:
                self.ours[named[1]] = self.google.create("private", "somebody@else.test")
        url = self._text(self.google.url + re.sub(r"^https://[^/]+", "", request["uri"]))
        body = self._text(request["body"] or "")
        kind = (request["headers"].get("Content-Type") or ["application/json"])[0]
        reply = self.session.request(
            request["method"], url, data=body.encode(), headers={"Content-Type": kind}
        )
        answer = _body(reply.content.decode("utf-8"))
        self._learn(_body(recorded["body"].get("string") or ""), answer)
        return reply.status_code, answer

    def _learn(self, theirs: Any, ours: Any) -> None:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for name in theirs.keys() & ours.keys():
                if name in IDS and theirs[name]:
                    self.ours[str(theirs[name])] = str(ours[name])
                self._learn(theirs[name], ours[name])
        elif isinstance(theirs, list) and isinstance(ours, list):
            for one, other in zip(theirs, ours, strict=False):
                self._learn(one, other)

    def _text(self, text: str) -> str:
        for theirs, ours in self.ours.items():
            if len(theirs) > 5:
                text = re.sub(rf"(?<![-\w]){re.escape(theirs)}(?![-\w])", ours, text)
        return text

    def translated(self, answer: Any) -> Any:
        """The recorded answer with our ids in it."""
        return (
            _body(self._text(json.dumps(answer, ensure_ascii=False)))
            if not isinstance(answer, str)
            else answer
        )


def _user_of(interactions: list[Json]) -> str:
    found = re.search(r"[\w.-]+@[\w.-]+\.iam\.gserviceaccount\.com", json.dumps(interactions))
    return found[0] if found else "binder@example-office.iam.gserviceaccount.com"


def _body(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _drop_times(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _drop_times(value) for name, value in answer.items() if name not in TIMES}
    if isinstance(answer, list):
        return [_drop_times(one) for one in answer]
    return answer


def _exact(thing: Any) -> Any:
    """Comparable to the type: true is not 1, though 1.0 is 1."""
    if isinstance(thing, dict):
        return {name: _exact(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_exact(one) for one in thing]
    return (type(thing) is bool, thing)


def _short(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False)


def cassettes(folder: Path) -> Iterator[Path]:
    """The recordings of a folder, in order."""
    yield from sorted(folder.glob("*.json"))
