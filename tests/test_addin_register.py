"""The confidential register: its own key, its own file, and no other way in."""

import getpass
import io
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from addin.faces.command_line import main
from sync import register_file
from sync.encryption import KeyRing, new_key
from sync.register import Access, Register, close_register, open_register, read_cover
from workbook_templates.text import OfficeError

Capture = pytest.CaptureFixture[str]
CANARY = "Zwirbelcanary accuse Quetzal"
KEY = ("--key-file", "register.key")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLASSEUR_KEY", raising=False)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    assert main(["register", "new", *KEY]) == 0


def said_by(capsys: Capture, *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def add(monkeypatch: pytest.MonkeyPatch, text: str = CANARY, kind: str = "harassment") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return main(["register", "add", "--kind", kind, *KEY])


def files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


def test_an_entry_is_read_with_the_key_and_its_look_is_written_down(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert add(monkeypatch, f"{CANARY}\nsecond line é") == 0

    assert said_by(capsys, "register", "show", "1", *KEY) == (0, f"{CANARY}\nsecond line é\n")
    assert CANARY in said_by(capsys, "register", "list", *KEY)[1]
    status, said = said_by(capsys, "register", "accesses", "--json")
    accesses = json.loads(said)["accesses"]
    assert status == 0 and [one["did"] for one in accesses] == ["made", "add", "show", "list"]
    assert [one["entry"] for one in accesses] == [None, 1, 1, None]
    assert {one["who"] for one in accesses} == {getpass.getuser()}
    assert os.stat("register.classeur").st_mode & 0o077 == 0


def test_without_its_key_only_the_existence_and_the_dates_show(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch)

    said = said_by(capsys, "register", "list")[1] + said_by(capsys, "register", "accesses")[1]
    said += (
        said_by(capsys, "register", "list", "--json")[1]
        + said_by(capsys, "register", "list", "--json", *KEY)[1]
    )

    assert "Entries: 1" in said and "Zwirbel" not in said and "harassment" not in said
    assert b"Zwirbel" not in Path("register.classeur").read_bytes()
    assert b"harassment" not in Path("register.classeur").read_bytes()


def test_another_key_gets_one_sentence_and_is_noted(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch)
    assert main(["key", "--new", "other.key"]) == 0
    inside = read_cover(Path("register.classeur").read_bytes())

    for command in (["show", "1"], ["list"], ["erase", "1", "--yes"]):
        status, said = said_by(capsys, "register", *command, "--key-file", "other.key")
        assert (status, said.count("\n")) == (2, 1) and "Zwirbel" not in said

    after = read_cover(Path("register.classeur").read_bytes())
    assert (after.entries, after.accesses) == (inside.entries, inside.accesses)
    assert [one.did for one in after.refused] == ["show", "list", "erase"]
    assert CANARY in said_by(capsys, "register", "show", "1", *KEY)[1]


def test_an_erased_entry_keeps_its_number_and_dates_alone(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch)
    add(monkeypatch, "second")
    assert main(["register", "erase", "1", *KEY]) == 1
    assert CANARY in said_by(capsys, "register", "show", "1", *KEY)[1]

    assert main(["register", "erase", "1", "--yes", *KEY]) == 0

    assert said_by(capsys, "register", "show", "1", *KEY)[0] == 2
    ring = register_file_ring()
    held = open_register(Path("register.classeur").read_bytes(), ring)
    assert [(one.number, bool(one.erased), one.text) for one in held.entries] == [
        (1, True, ""),
        (2, False, "second"),
    ]
    add(monkeypatch, "third")
    assert said_by(capsys, "register", "show", "3", *KEY)[1] == "third\n"


def register_file_ring() -> KeyRing:
    from sync.encryption import read_key_file

    return read_key_file(Path("register.key"))


def test_an_altered_or_cut_file_is_refused_at_every_byte() -> None:
    ring = KeyRing((new_key(),))
    register = Register().with_entry("nda", CANARY, Access("2026-03-02T09:00:00+00:00", "ana", "add"))
    whole = close_register(register, ring, bytes(range(12)))

    assert open_register(whole, ring).entries[0].text == CANARY
    for at in range(len(whole) - 1):
        altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        cut = whole[:at]
        for data in (altered, cut):
            try:
                opened = open_register(data, ring)
            except OfficeError as problem:
                assert CANARY not in problem.text.en and problem.__cause__ is None
            else:  # a letter between two words of the JSON, or the title of a refused try
                assert opened.entries == register.entries and opened.accesses == register.accesses


def test_a_write_that_fails_leaves_the_register_as_it_was(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch)
    before = files()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as broken:
            broken.setattr(f"sync.register_file.os.{name}", full)
            assert add(broken, "another") == 2
        assert files() == before
    Path(".register.classeur.new").touch()
    assert add(monkeypatch, "another") == 2
    os.utime(".register.classeur.new", (1, 1))
    assert add(monkeypatch, "another") == 0


def test_a_process_killed_while_it_writes_leaves_the_earlier_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(monkeypatch)
    before = Path("register.classeur").read_bytes()
    script = (
        "import os, sys\nfrom addin.faces.command_line import main\n"
        "os.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "main(['register', 'add', '--key-file', 'register.key'])"
    )

    done = subprocess.run([sys.executable, "-c", script], input=b"lost", check=False)

    assert done.returncode == -9
    assert Path("register.classeur").read_bytes() == before


def test_the_stores_key_is_refused_as_the_registers(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSEUR_KEY", Path("register.key").read_text(encoding="utf-8"))

    status, said = said_by(capsys, "register", "list", *KEY)

    assert (status, said.count("\n")) == (2, 1) and "store's key" in said
    monkeypatch.delenv("CLASSEUR_KEY")
    assert add(monkeypatch, "  \n") == 2
    assert main(["register", "new", *KEY]) == 2
    assert main(["register", "show", "7", *KEY]) == 2
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "registre" in said_by(capsys, "register", "show", "7", *KEY)[1]


def test_no_other_command_shows_or_copies_a_byte_of_an_entry(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["new", "a.xlsx", "--sample", "--lang", "en"]) == 0
    Path("classeur.toml").write_text(
        'books = [{path = "a.xlsx", entitlement = "restricted"}]\n', encoding="utf-8"
    )
    Path("report.txt").write_text(CANARY, encoding="utf-8")
    assert main(["register", "add", "--from", "report.txt", "--kind", "medical", *KEY]) == 0
    Path("report.txt").unlink()
    closed = Path("register.classeur").read_bytes()
    sealed = json.loads(closed.partition(b"\n")[2])["sealed"]
    said = ""

    for command in (
        ["sync"], ["sync", "--json"], ["conflicts", "--json"], ["log"], ["log", "--json"],
        ["check", "a.xlsx"], ["check", "a.xlsx", "--json"], ["dump", "a.xlsx", "crew", "--restricted"],
        ["dump", "a.xlsx", "crew", "--format", "json"], ["list", "a.xlsx", "office", "--to", "l.csv"],
        ["list", "a.xlsx", "emergency", "--to", "l.xlsx", "--json"], ["schedule", "a.xlsx", "--json"],
        ["costs", "a.xlsx", "--period", "1", "--json"], ["backup", "s.zip"], ["restore", "s.zip", "--yes"],
        ["forget", "P001"], ["load", "a.xlsx", "crew", "register.classeur"],
        ["import", "a.xlsx", "crew", "register.classeur"], ["sync", "register.classeur"],
        ["dump", "register.classeur", "crew"], ["restore", "register.classeur", "--yes"],
        ["undo", "register.classeur"], ["register", "erase", "1", *KEY], ["register", "list"],
    ):  # fmt: skip
        said += said_by(capsys, *command)[1]

    others = {name: data for name, data in files().items() if name not in ("register.classeur",)}
    assert "Zwirbel" not in said and sealed[:24] not in said
    assert [name for name, data in others.items() if b"Zwirbel" in data or sealed[:24].encode() in data] == []
    assert Path("register.classeur").read_bytes() == closed


def test_a_backup_holds_the_register_only_when_asked_and_closed(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch)
    assert main(["new", "a.xlsx", "--sample"]) == 0 and main(["sync", "a.xlsx"]) in (0, 1)

    assert main(["backup", "s.zip"]) == 0
    assert not Path("s.zip.register").exists()
    assert main(["backup", "t.zip", "--register"]) == 0

    assert Path("t.zip.register").read_bytes() == Path("register.classeur").read_bytes()
    Path("t.zip").unlink()
    assert main(["backup", "t.zip", "--register"]) == 2 and not Path("t.zip").exists()
    Path("register.classeur").unlink()
    assert main(["backup", "u.zip", "--register"]) == 2 and not Path("u.zip").exists()


def test_a_crash_in_the_register_tells_nothing_of_an_entry(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch)

    def crash(register: Register, ring: KeyRing, nonce: bytes) -> bytes:
        raise RuntimeError(f"{register!r} {ring!r}")

    monkeypatch.setattr(register_file, "close_register", crash)
    status, said = said_by(capsys, "register", "show", "1", *KEY)
    monkeypatch.setenv("CLASSEUR_DEBUG", "1")
    with pytest.raises(RuntimeError) as crashed:
        main(["register", "show", "1", *KEY])

    assert (status, said.count("\n")) == (2, 1) and "RuntimeError" in said
    told = said + "".join(traceback.format_exception(crashed.value))
    secret = Path("register.key").read_text(encoding="utf-8").strip()
    assert "Zwirbel" not in told and "harassment" not in told and secret not in told


def test_the_service_has_no_route_to_the_register() -> None:
    root = Path(__file__).resolve().parents[1]
    served = [*(root / "addin/faces/http").rglob("*.py"), *(root / "addin/faces/http").rglob("*.js")]

    assert served
    assert [path.name for path in served if "sync.register" in path.read_text(encoding="utf-8")] == []
    assert "register.classeur" not in "".join(path.read_text(encoding="utf-8") for path in served)
