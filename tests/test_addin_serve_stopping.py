"""``classeur serve`` stopped as a service manager or a person at a terminal does: it ends in order and says nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from http_service import KEYS, NOWHERE, ROOT, crew_book, toml

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def started(folder: Path) -> subprocess.Popen[str]:
    (folder / "classeur.toml").write_text(toml(), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "addin.faces.command_line", "serve", "--port", "0"],
        cwd=folder,
        env={**os.environ, "CLASSEUR_GOOGLE_API": NOWHERE, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_service_ends_well_and_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    process = started(tmp_path)
    headers = {"Authorization": f"Bearer {KEYS['office']}"}
    try:
        base = address(process)
        answer = requests.post(f"{base}/v1/actions/check", json=crew_book(), headers=headers, timeout=120)
        assert answer.status_code == 200

        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_stopped_while_it_starts_ends_well_too(tmp_path: Path, number: int) -> None:
    process = started(tmp_path)
    try:
        assert address(process)

        time.sleep(0.3)  # its workers are loading
        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, said) == (0, "")
