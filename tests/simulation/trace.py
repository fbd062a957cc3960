"""What happened in a history, line by line; the words people type are told from all others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TOKEN = re.compile(r"\bK?T\d+\b")


def tokens(*held: object) -> set[str]:
    """The words ever typed that stand somewhere in these."""
    return set(TOKEN.findall(repr(held)))


@dataclass
class Trace:
    """The lines of one history, and the seconds of its own clock."""

    lines: list[str] = field(default_factory=list)
    now: float = 0.0

    def say(self, *words: object) -> None:
        self.lines.append(f"{self.now:9.1f} " + " ".join(str(word) for word in words))

    def sleep(self, seconds: float) -> None:
        """Let time pass, at once."""
        self.now += seconds

    def clock(self) -> float:
        return self.now

    def told(self, last: int = 40) -> str:
        """The end of the history, to look at."""
        return "\n".join(self.lines[-last:])


def listed(words: Iterable[str]) -> str:
    return ",".join(sorted(words)) or "-"
