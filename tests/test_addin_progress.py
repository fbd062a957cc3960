"""What is shown while work takes its time."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

WORK = """
import time
from addin.faces.progress import progress
from workbook_templates.text import Text

steps = (Text("reading", "lecture"), Text("writing", "écriture"))
with progress(steps, "fr", "film.xlsx") as tell:
    for step in steps:
        tell(step)
        time.sleep(0.4)
print("done")
"""
ROOT = Path(__file__).resolve().parents[1]


def test_a_terminal_shows_each_step_and_is_left_clean() -> None:
    shown, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    done = subprocess.run(
        [sys.executable, "-c", WORK], cwd=ROOT, stdout=subprocess.PIPE, stderr=terminal, check=True
    )

    os.close(terminal)
    said = os.read(shown, 100_000).decode()
    assert "film.xlsx: écriture |" in said and "█" in said
    assert said.rstrip(" ").endswith("\r")
    assert done.stdout == b"done\n"


def test_a_pipe_gets_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", WORK], cwd=ROOT, capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"done\n", b"")
