"""The command line on spreadsheets of the emulator, for tests: in a process of its own, and in this one."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from google_books import google_book
from google_emulator.server import GoogleEmulator

from addin.faces.command_line import main
from sync.books.google import GoogleBook

ROOT = Path(__file__).parents[1]
HEADER = ["Identifiant", "Nom", "Prénom", "Fonction", "Début", "Téléphone", "Notes"]
EVE = ["007", "Côté", "Ève", "Scripte", 46083, "+15145550123", "Appeler Ève Côté"]
NOE = ["008", "Roy", "Noé", "Perchiste", 46083, "", ""]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    monkeypatch.delenv("CLASSEUR_STORE", raising=False)


def process(*words: str, limit: int = 0) -> "subprocess.CompletedProcess[str]":
    """The command as a process of its own; it can write no file longer than ``limit`` bytes."""

    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "addin.faces.command_line", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=confine if limit else None,
    )


def run(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    """The command in this process; what it prints."""
    capsys.readouterr()
    assert main(words) == status, capsys.readouterr()
    return capsys.readouterr().out


def crew(google: GoogleEmulator) -> GoogleBook:
    return google_book(google, {"Équipe": [HEADER, EVE, NOE]})


def sync(capsys: pytest.CaptureFixture[str], *books: GoogleBook, status: int = 0) -> list[dict[str, Any]]:
    """A round of each book."""
    said = run(capsys, "sync", *(book.name for book in books), "--json", status=status)
    return list(json.loads(said)["books"])
