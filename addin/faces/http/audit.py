"""The audit log: what was asked, by which role, with what end; no name, address, value or file."""

import hmac
import json
import logging
import secrets
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_BYTES, KEPT = 5_000_000, 4


class AuditLog:
    """One JSON line a request, in ``.classeur/audit.log`` beside the store.

    People are told apart by a hash under a secret that is made anew at each start and kept nowhere, so that
    no line leads to anyone.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._secret = secrets.token_bytes(32)
        self._handler = RotatingFileHandler(
            folder / "audit.log", maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, **said: str | int) -> None:
        line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), **said}
        record = logging.makeLogRecord({"msg": json.dumps(line), "levelno": logging.INFO})
        self._handler.handle(record)

    def alias(self, person: str) -> str:
        return hmac.digest(self._secret, person.encode(), "sha256").hex()[:12]

    def close(self) -> None:
        self._handler.close()
