"""A click on check through HTTP: 5,000 crew rows, under 300 ms beside the rules themselves.

The real service on this machine's loopback, a key, one warm-up; the median of five clicks, split into what the
service says of itself: reading the JSON and its tables, the rules, the answer, and the way there and back.
The plain book has no mistake, the usual one several on one row in fifty, the hard one several on every row. The
processor's time is told too, of everything beside the rules but the way: this machine may be doing other work, so the target
holds when either of the two is kept.
"""

import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import requests
from bench_check import person, table

from addin.faces.http import work
from addin.faces.http.settings import Role

ROWS, CLICKS, MOST = 5_000, 5, 0.300
BOOKS = {"plain": 0, "usual": 50, "hard": 1}
KEY = "classeur_bench"
SETTINGS = f"""
[serve]
requests_a_minute = 6000
[[serve.users]]
name = "bench"
key = "sha256:{hashlib.sha256(KEY.encode()).hexdigest()}"
role = "office"
[serve.roles.office]
may = ["check"]
"""


def posted(every: int) -> bytes:
    """The crew's rows as a button posts them, one in so many with every mistake; none when 0."""
    read = table("crew", [person(number, every > 0 and number % every == 0) for number in range(ROWS)])
    header = ["_id", *(column.label.en for column in read.table.columns)]
    rows = [header, *([row.id, *row.cells] for row in read.rows)]
    said = {"book": {"name": "bench", "sheets": [{"name": "Crew", "rows": rows}]}}
    return json.dumps(said, ensure_ascii=False).encode()


def click(base: str, body: bytes) -> dict[str, float]:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    start = time.perf_counter()
    answer = requests.post(f"{base}/v1/actions/check", body, headers=headers, timeout=120)
    whole = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise SystemExit(answer.text)
    parts = {
        name: float(took) for name, took in re.findall(r"(\w+);dur=([\d.]+)", answer.headers["Server-Timing"])
    }
    way = whole - parts["read"] - parts["rules"] - parts["answer"]
    return {"whole": whole, **parts, "way": way, "bytes": float(len(answer.content))}


def processor_parts(body: bytes) -> dict[str, float]:
    """Milliseconds of processor of each part, the work done in this process."""
    role = Role("office", frozenset(["check"]))
    done = [work.act("check", body, role, 600, "en") for _ in range(3)]
    return {
        name: 1000 * min(getattr(one, name) for one in done) for name in ("reading", "rules", "answering")
    }


def main() -> None:
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "classeur.toml").write_text(SETTINGS, encoding="utf-8")
        command = [sys.executable, "-m", "addin.faces.command_line", "serve", "--port", "0"]
        path = str(Path(__file__).resolve().parents[1])
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
        )
        try:
            base = process.stdout.readline().strip() if process.stdout else ""
            for name, every in BOOKS.items():
                body = posted(every)
                for _ in range(3):
                    click(base, body)
                clicks = [click(base, body) for _ in range(CLICKS)]
                with mock.patch.object(time, "perf_counter", time.process_time):
                    processor = processor_parts(body)
                took = {part: statistics.median(one[part] for one in clicks) for part in clicks[0]}
                beside = statistics.median(one["whole"] - one["rules"] for one in clicks)
                fastest = min(one["whole"] - one["rules"] for one in clicks)
                spent = processor["reading"] + processor["answering"] + min(one["way"] for one in clicks)
                slowest = max(slowest, min(beside, spent))
                print(
                    f"check, {name}: {ROWS:,} crew rows, {len(body) / 1e6:.1f} MB posted, "
                    f"{took['bytes'] / 1e6:.1f} MB answered, {took['whole']:.0f} ms in all"
                )
                print(
                    f"  rules {took['rules']:.0f} ms; beside them {beside:.0f} ms: read {took['read']:.0f}, "
                    f"answer {took['answer']:.0f}, way {took['way']:.0f}; "
                    f"fastest {fastest:.0f}; "
                    f"processor: rules {processor['rules']:.0f}, read {processor['reading']:.0f}, "
                    f"answer {processor['answering']:.0f}"
                )
        finally:
            process.terminate()
            process.wait(20)
    if slowest > MOST * 1000:
        raise SystemExit(f"a click takes more than {MOST * 1000:.0f} ms beside the rules")


if __name__ == "__main__":
    main()
