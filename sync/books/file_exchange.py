"""Two files that change places at once, so that a save made at that very moment is seen and stands."""

import ctypes
import errno
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE, SWAP = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
LACKING = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV, errno.EPERM}
PREFIX = ".classeur-"
GRACE = 10.0  # seconds
DIGITS = 16  # of a digest, in a file's name

Keep = Callable[[bytes], object]


def exchange(one: Path, other: Path) -> bool:
    """Have two files of one folder change places, at once; False where the system or its disk cannot.

    Raises:
        OSError: They cannot be renamed.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(HERE, os.fsencode(one), HERE, os.fsencode(other), SWAP) == 0:
        return True
    number = ctypes.get_errno()
    if number in LACKING:
        return False
    raise OSError(number, os.strerror(number), str(other))


class Staged(NamedTuple):
    """A file beside the workbook that is to take its place; its name tells after a crash what it was for.

    ``ours`` is the digest of the new bytes, ``expected`` of those they replace.
    """

    path: Path
    ours: str
    expected: str

    @classmethod
    def beside(cls, real: Path, data: bytes, expected: str) -> "Staged":
        ours, expected = _digest(data), expected[:DIGITS]
        return cls(real.with_name(f"{_stem(real)}{ours}-{expected}{real.suffix}"), ours, expected)

    def take_place(self, real: Path, keep: Keep) -> bool:
        """Put the new bytes in the file's place; False when somebody else had just saved it: theirs stands."""
        if not exchange(self.path, real):
            os.replace(self.path, real)
            return True
        return self.settle(real, keep)

    def settle(self, real: Path, keep: Keep) -> bool:
        """Look at what was swapped out. A save that nobody had seen goes back, or is kept when another followed."""
        if _digest_of(self.path) == self.expected:
            self.path.unlink()
            return True
        if _digest_of(real) == self.ours and exchange(self.path, real) and _digest_of(self.path) != self.ours:
            exchange(self.path, real)  # one more save, between the two: the last stands
        if _digest_of(self.path) != self.ours:
            keep(self.path.read_bytes())
        self.path.unlink()
        return False


def finish(real: Path, keep: Keep) -> None:
    """Bring to its end a replacement that a crash cut short: no save of anybody's is left aside.

    One that began this very moment is somebody else's, still at work.
    """
    start = _stem(real)
    for path in sorted(real.parent.glob(f"{start}*{real.suffix}")):
        if time.time() - path.stat().st_ctime < GRACE:
            continue
        ours, _, expected = path.stem.removeprefix(start).partition("-")
        Staged(path, ours, expected).settle(real, keep)


def _stem(real: Path) -> str:
    return f"{PREFIX}{_digest(real.name.encode())}-"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def _digest_of(path: Path) -> str:
    return _digest(path.read_bytes())
