import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from worker_books import places, production, wait_until

from sync.leases import read_rounds
from sync.store import Store


def command(folder: Path, *words: str, lang: str = "en") -> "subprocess.Popen[str]":
    program = "import sys; from addin.faces.command_line import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", program, "worker", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": lang},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_runs_until_sigterm_and_its_status_is_for_people(tmp_path: Path) -> None:
    production(tmp_path, "un", "deux")
    (tmp_path / "deux.xlsx").unlink()
    running = command(tmp_path)
    store = Store(f"sqlite:///{tmp_path / 'classeur.sqlite'}")
    wait_until(lambda: sum(one.last > 0 for one in read_rounds(store.engine)[1].values()) == 2)

    second = command(tmp_path)
    assert second.communicate(timeout=20)[1].startswith("A worker runs on this store already.")
    assert second.returncode == 2
    english, french = command(tmp_path, "--status"), command(tmp_path, "--status", lang="fr_CA.UTF-8")
    answer = command(tmp_path, "--status", "--json")

    said = english.communicate(timeout=20)[0]
    # Its next round, which finds nothing to do, is due 15 seconds later: a busy machine may have made it.
    assert re.search(r"un\.xlsx: in agreement(, cells carried)?; last round 20", said)
    assert "deux.xlsx: failed, tried again; last round 20" in said and "is not a file" in said
    assert "deux.xlsx : échec, nouvel essai prévu ; dernier passage 20" in french.communicate(timeout=20)[0]
    books = {one["book"]: one for one in json.loads(answer.communicate(timeout=20)[0])["books"]}
    assert books["un.xlsx"]["state"] in ("moved", "quiet") and books["un.xlsx"]["waits_for"] is None
    assert books["deux.xlsx"]["state"] == "failed" and books["deux.xlsx"]["last"] < books["deux.xlsx"]["next"]
    assert english.returncode == french.returncode == answer.returncode == 1
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "un.xlsx: in agreement, cells carried" in out and "is not a file" in err


def test_once_makes_the_rounds_that_are_due_and_ends(tmp_path: Path) -> None:
    one, two = production(tmp_path, "un", "deux")

    done = command(tmp_path, "--once", "--json")
    lines = [json.loads(line) for line in done.communicate(timeout=30)[0].splitlines()]

    assert done.returncode == 0
    assert [(line["book"], line["state"]) for line in lines] == [("deux.xlsx", "moved"), ("un.xlsx", "moved")]
    assert places(one) == places(two) or places(two) == ["Lieu deux"]


def test_without_a_listed_book_the_worker_says_what_to_write(tmp_path: Path) -> None:
    refused = command(tmp_path, "--status")

    assert refused.communicate(timeout=20)[1].startswith("classeur.toml lists no book here.")
    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []
