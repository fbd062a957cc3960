"""Public keys that an identity provider publishes: fetched from one address, kept, fetched again with measure."""

import threading
import time
from collections.abc import Callable

import requests

KEEP = 3600.0  # seconds for which keys are kept
AGAIN = 30.0  # seconds between two looks for an unknown key
PATIENCE = 5.0  # seconds that the provider may take
LARGEST = 1_000_000  # bytes


class Unreachable(Exception):
    """The keys cannot be had just now."""


class Kept:
    """What stands at one address; no redirection is followed, and no other address ever asked."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._kept: tuple[float, bytes] | None = None

    def get(self) -> bytes:
        """The keys, an hour old at most. Raises Unreachable."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEEP:
                self._kept = (time.monotonic(), self._fetch())
            return self._kept[1]

    def look_again(self, lacks: Callable[[bytes], bool]) -> bool:
        """Whether newer keys were fetched, because those held lack the one wanted and are not of just now."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] < AGAIN or not lacks(self._kept[1]):
                return False
            self._kept = (time.monotonic(), self._fetch())
            return True

    def _fetch(self) -> bytes:
        with requests.Session() as session:
            session.trust_env = not self._address.startswith("http://")
            try:
                with session.get(
                    self._address, timeout=PATIENCE, allow_redirects=False, stream=True
                ) as answer:
                    found = answer.raw.read(LARGEST + 1, decode_content=True)
                    if answer.status_code != 200 or len(found) > LARGEST:
                        raise Unreachable(self._address)
            except (requests.RequestException, OSError) as problem:
                raise Unreachable(self._address) from problem
        return bytes(found)
