"""Worker processes of one production, killed and replaced, and what they wrote down of their rounds."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

POINTS = ("read", "applied", "apply", "start")
PROCESS = Path(__file__).with_name("worker_process.py")


def new_database(server: str, name: str) -> str:
    """A database of its own on the tests' server; its address."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.rsplit("/", 1)[0] + f"/{name}"


@dataclass
class Office:
    """A production's folder, its books as workers name them, its workers, and what people did."""

    folder: Path
    url: str
    books: list[str]
    faster: float
    minute: float = 60
    running: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    killed: dict[int, float] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    records: dict[int, Path] = field(default_factory=dict)

    def start(self) -> None:
        record = self.folder / f"record-{len(self.records)}.jsonl"
        command = [sys.executable, str(PROCESS), str(self.folder), self.url, str(record)]
        command += [str(self.faster), str(self.minute)]
        one = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PROCESS.parents[1])})
        self.running[one.pid] = one
        self.records[one.pid] = record

    def wait_for_all(self) -> None:
        while not all(self.records[pid].exists() for pid in self.running):
            time.sleep(0.02)

    def end(self) -> None:
        """Leave no process behind."""
        for one in self.running.values():
            one.kill()
            one.wait()

    def kill(self, event: str, patience: float = 5) -> None:
        """Kill a worker that has just come to this point of a round; after a while, one at any point."""
        end = time.monotonic() + patience
        while True:
            for pid, record in self.records.items():
                late = time.monotonic() > end
                if pid in self.running and ((late and record.exists()) or last_event(record) == event):
                    one = self.running.pop(pid)
                    one.send_signal(signal.SIGKILL)
                    one.wait()
                    self.killed[pid] = time.monotonic()
                    return
            time.sleep(0.001)

    def pause(self, event: str) -> tuple[int, str, int]:
        """Pause a worker that has just come to this point of a round; says which, its book and its round."""
        while True:
            for pid, record in self.records.items():
                if last_event(record) == event:
                    os.kill(pid, signal.SIGSTOP)
                    time.sleep(0.01)
                    last = json.loads(lines_of(record)[-1])
                    if last["event"] == event:
                        return pid, last["book"], last["round"]
                    os.kill(pid, signal.SIGCONT)

    def wait_for(self, holds: Callable[[dict[str, object]], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not any(holds(json.loads(line)) for one in self.records.values() for line in lines_of(one)):
            assert time.monotonic() < end
            time.sleep(0.02)

    def stop(self) -> list[int]:
        for one in self.running.values():
            one.send_signal(signal.SIGTERM)
        return [one.wait(timeout=60) for one in self.running.values()]

    def rounds(self) -> list["Round"]:
        """Every round of every worker, as they wrote them down; a killed worker's last one ends with it."""
        found: dict[tuple[int, int], Round] = {}
        for line in (json.loads(one) for record in self.records.values() for one in lines_of(record)):
            key = line["pid"], line["round"]
            one = found.setdefault(key, Round(line["book"], line["pid"], line["at"], line["at"]))
            one.end = max(one.end, line["at"])
            one.wrote += line["event"] == "applied"
            one.is_ended = one.is_ended or line["event"] == "end"
        last = {pid: max(number for at, number in found if at == pid) for pid, _ in found}
        for (pid, number), one in found.items():
            if pid in self.killed and number == last[pid] and not one.is_ended:
                one.end = self.killed[pid]
        return list(found.values())


def lines_of(record: Path) -> list[bytes]:
    return record.read_bytes().splitlines() if record.exists() else []


def last_event(record: Path) -> str:
    lines = lines_of(record)
    return str(json.loads(lines[-1])["event"]) if lines else ""


@dataclass
class Round:
    book: str
    pid: int
    start: float
    end: float
    wrote: int = 0
    is_ended: bool = False


def check_hands(office: Office) -> list[Round]:
    """No book was in two hands at once; gives all rounds."""
    rounds = sorted(office.rounds(), key=lambda one: one.start)
    by_book: dict[str, list[Round]] = {}
    for one in rounds:
        by_book.setdefault(one.book, []).append(one)
    assert len(by_book) == len(office.books)
    for book, made in by_book.items():
        for before, next_one in itertools.pairwise(made):
            assert before.end <= next_one.start, f"{book}: {before} and {next_one}"
    return rounds
