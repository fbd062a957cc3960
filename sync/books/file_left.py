"""The file that a write replaced, watched: a program that still has it open may save into it afterwards.

Such a save reaches nobody: the file's name is the new file's. It gets a second name of its own among the versions, and
when it has changed since it is laid beside the workbook as a conflict copy, of which every round tells.
"""

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

from sync.settings import user_lang
from workbook_templates.text import Text

FOLDER, ENDING = ".replaced", ".left"
REST = 10.0  # seconds that a save must be over
CONFLICT = Text("conflict", "conflit")


def watch(path: Path, digest: str, versions: Path) -> Path | None:
    """Give the file a second name, before another takes its first; None where the disk knows no second names."""
    name = _folder(path, versions) / f"{path.stat().st_mtime_ns}-{digest}{ENDING}"
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
        name.unlink(missing_ok=True)
        os.link(path.resolve(), name)
    except OSError:
        return None
    return name


def find_saves(path: Path, versions: Path) -> list[Path]:
    """Lay beside the workbook what was saved into a file that it replaced; only the last one replaced stays watched."""
    found = []
    with contextlib.suppress(OSError):
        watched = sorted(_folder(path, versions).glob(f"*{ENDING}"), key=lambda left: left.stat().st_ctime_ns)
        for left in watched:
            said, _, digest = left.stem.partition("-")
            seen = left.stat()
            if left.samefile(path):
                left.unlink()  # a write that came to nothing
            elif str(seen.st_mtime_ns) == said or seen.st_nlink > 1:  # it has another name: not ours to judge
                if left != watched[-1]:
                    left.unlink()
            elif time.time() - seen.st_mtime >= REST:
                if hashlib.sha256(left.read_bytes()).hexdigest() != digest:
                    found.append(_lay_beside(path, left))
                left.unlink()
    return found


def _folder(path: Path, versions: Path) -> Path:
    return versions / FOLDER / f"{path.name}.d"


def _lay_beside(path: Path, left: Path) -> Path:
    word, number = CONFLICT.say(user_lang()), 1
    while (copy := path.with_name(f"{path.stem} ({word} {number}){path.suffix}")).exists():
        number += 1
    return Path(shutil.copy2(left, copy))
