"""The commands of the confidential register: ``classeur register new|add|list|show|erase|accesses``."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from addin.faces.speech import FILE_WORD, JSON, Parser, Verbs, add_argument, add_flag, add_verb
from sync.encryption import KeyRing, find_keys, read_key_file, write_new_key
from sync.register import KINDS, Access, Entry, Register
from sync.register_file import FILE_NAME, change_register, look_at_cover, make_register
from sync.settings import read_settings, user_lang
from workbook_templates.text import Lang, OfficeError, Text

DONE, LOOK = 0, 1
FIRST_WORDS = 60
DID: dict[str, Text] = {
    "made": Text("made the register", "a créé le registre"),
    "add": Text("added", "a ajouté"),
    "list": Text("listed", "a listé"),
    "show": Text("read", "a lu"),
    "erase": Text("erased", "a effacé"),
}


def add_register_commands(verbs: Verbs) -> None:
    """Declare ``register`` and what it does."""
    register = add_verb(
        verbs,
        "register",
        Text(
            "Keep the confidential register: apart from the store, with its own key.",
            "Tenir le registre confidentiel : à l'écart de la base, avec sa propre clé.",
        ),
    )
    acts = register.add_subparsers(metavar=Text("ACT", "ACTE").say(user_lang()), required=True)
    new = add_verb(
        acts, "new", Text("Make an empty register, and its key.", "Créer un registre vide, et sa clé."), _new
    )
    add = add_verb(
        acts,
        "add",
        Text(
            "Add an entry, its text from standard input or a file.",
            "Ajouter une entrée, son texte venant de l'entrée standard ou d'un fichier.",
        ),
        _add,
    )
    kinds = Text(
        ", ".join(f"{key} ({kind.en})" for key, kind in KINDS.items()),
        ", ".join(f"{key} ({kind.fr})" for key, kind in KINDS.items()),
    )
    add_argument(
        add,
        "--kind",
        Text(f"What it is about: {kinds.en}.", f"De quoi il s'agit : {kinds.fr}."),
        Text("KIND", "SORTE"),
        choices=tuple(KINDS),
        default="other",
    )
    add_argument(
        add,
        "--from",
        Text("The text's file; else standard input.", "Le fichier du texte ; sinon l'entrée standard."),
        FILE_WORD,
        dest="source",
    )
    listed = add_verb(
        acts,
        "list",
        Text(
            "List the entries; without the key, that they exist and when.",
            "Lister les entrées ; sans la clé, qu'elles existent et depuis quand.",
        ),
        _list,
    )
    show = add_verb(acts, "show", Text("Show one entry's text.", "Montrer le texte d'une entrée."), _show)
    erase = add_verb(
        acts,
        "erase",
        Text(
            "Erase one entry's kind and text; its number and dates stay.",
            "Effacer la sorte et le texte d'une entrée ; son numéro et ses dates restent.",
        ),
        _erase,
    )
    for verb in (show, erase):
        add_argument(
            verb,
            "number",
            Text("The entry's number.", "Le numéro de l'entrée."),
            Text("NUMBER", "NUMÉRO"),
            type=int,
        )
    add_flag(erase, "--yes", Text("Erase; it cannot be undone.", "Effacer ; c'est sans retour."))
    accesses = add_verb(
        acts,
        "accesses",
        Text(
            "List who opened the register, when, and for which entry.",
            "Lister qui a ouvert le registre, quand, et pour quelle entrée.",
        ),
        _accesses,
    )
    _add_places(
        (new, add, listed, show, erase, accesses), keyless=accesses, open_to_all=listed, on_screen=show
    )


def _add_places(verbs: Sequence[Parser], *, keyless: Parser, open_to_all: Parser, on_screen: Parser) -> None:
    """Where the register and its key are.

    Args:
        keyless: The verb that takes no key.
        open_to_all: The verb that works without it.
        on_screen: The verb whose text is shown to one person, on one screen.
    """
    for verb in verbs:
        if verb is not keyless:
            add_argument(
                verb,
                "--key-file",
                Text("The file of the register's key.", "Le fichier de la clé du registre."),
                FILE_WORD,
                type=Path,
                required=verb is not open_to_all,
            )
        add_argument(
            verb,
            "--register",
            Text(f"The register; by default {FILE_NAME}.", f"Le registre ; par défaut {FILE_NAME}."),
            FILE_WORD,
            type=Path,
        )
        if verb is not on_screen:
            add_flag(verb, *JSON)


def register_path(said: Path | None) -> Path:
    """The register's file: as said, else beside the store."""
    return said or read_settings().folder / FILE_NAME


def _new(options: argparse.Namespace) -> int:
    path = register_path(options.register)
    if path.exists():
        raise OfficeError(
            f"{path.name} exists already. Nothing was written.",
            f"{path.name} existe déjà. Rien n'a été écrit.",
        )
    if not options.key_file.exists():
        write_new_key(options.key_file)
    ring = _ring(options.key_file)
    make_register(path, ring, _access("made"))
    said = Text(
        f"The register is {path}, its key {ring.current.id} in {options.key_file}. Keep the key apart from the "
        "register and from the store, with a copy in a safe: without it nobody can read the entries.",
        f"Le registre est {path}, sa clé {ring.current.id} dans {options.key_file}. Gardez la clé à l'écart du "
        "registre et de la base, avec une copie au coffre : sans elle, personne ne peut lire les entrées.",
    )
    return _tell(options, {"register": str(path), "key": ring.current.id}, said)


def _add(options: argparse.Namespace) -> int:
    text = _text(options.source)
    access = _access("add")
    made = _change(options, access, lambda register: register.with_entry(options.kind, text, access))
    number = made.entries[-1].number
    said = Text(f"Entry {number} is in the register.", f"L'entrée {number} est au registre.")
    if options.source:
        said = Text(
            f"{said.en} {options.source} still holds the text: delete it.",
            f"{said.fr} {options.source} contient encore le texte : supprimez-le.",
        )
    return _tell(options, {"entry": number}, said)


def _list(options: argparse.Namespace) -> int:
    if options.key_file is None:
        register = look_at_cover(register_path(options.register))
    else:
        access = _access("list")
        register = _change(options, access, lambda one: one.with_access(access))
    if options.json:
        entries = [
            {"entry": one.number, "written": one.written, "erased": one.erased} for one in register.entries
        ]
        print(json.dumps({"entries": entries}, ensure_ascii=False))
        return DONE
    lang = user_lang()
    for entry in register.entries:
        print(_line(entry, lang))
    count = sum(1 for one in register.entries if not one.erased)
    print(Text(f"Entries: {count}.", f"Entrées : {count}.").say(lang))
    return DONE


def _line(entry: Entry, lang: Lang) -> str:
    line = f"{entry.number:>4}  {_when(entry.written, lang)}"
    if entry.erased:
        gone = _when(entry.erased, lang)
        return f"{line}  {Text(f'erased on {gone}', f'effacée le {gone}').say(lang)}"
    if not entry.kind:
        return line
    first = entry.text.strip().splitlines()[0][:FIRST_WORDS]
    return (
        f"{line}  {KINDS[entry.kind].say(lang)}: {first}"
        if lang == "en"
        else (f"{line}  {KINDS[entry.kind].say(lang)} : {first}")
    )


def _show(options: argparse.Namespace) -> int:
    access = _access("show", options.number)

    def look(register: Register) -> Register:
        register.entry(options.number)
        return register.with_access(access)

    print(_change(options, access, look).entry(options.number).text)
    return DONE


def _erase(options: argparse.Namespace) -> int:
    number = options.number
    if not options.yes:
        said = Text(
            f"Nothing was written. Say --yes to erase entry {number}; it cannot be undone.",
            f"Rien n'a été écrit. Répondez --yes pour effacer l'entrée {number} ; c'est sans retour.",
        )
        _tell(options, {"entry": number, "done": False}, said)
        return LOOK
    access = _access("erase", number)
    _change(options, access, lambda register: register.without_entry(number, access))
    said = Text(
        f"Entry {number} is erased; its number and dates stay. Copies of the file still hold it.",
        f"L'entrée {number} est effacée ; son numéro et ses dates restent. Les copies du fichier la contiennent encore.",
    )
    return _tell(options, {"entry": number, "done": True}, said)


def _accesses(options: argparse.Namespace) -> int:
    register = look_at_cover(register_path(options.register))
    lines = sorted(
        [*((one, False) for one in register.accesses), *((one, True) for one in register.refused)],
        key=lambda line: line[0].when,
    )
    if options.json:
        said = [
            {
                "when": one.when,
                "who": one.who,
                "did": one.did,
                "entry": one.number or None,
                "refused": refused,
            }
            for one, refused in lines
        ]
        print(json.dumps({"accesses": said}, ensure_ascii=False))
        return DONE
    lang = user_lang()
    for one, refused in lines:
        entry = Text(f" entry {one.number}", f" l'entrée {one.number}").say(lang) if one.number else ""
        no = Text("  REFUSED: another key", "  REFUSÉ : autre clé").say(lang) if refused else ""
        print(
            f"{_when(one.when, lang)}  {one.who}  {DID.get(one.did, Text(one.did, one.did)).say(lang)}{entry}{no}"
        )
    return DONE


def _change(options: argparse.Namespace, access: Access, change: Callable[[Register], Register]) -> Register:
    return change_register(register_path(options.register), _ring(options.key_file), access, change)


def _ring(path: Path) -> KeyRing:
    """The register's keys. Raises OfficeError when one of them is the store's too."""
    ring = read_key_file(path)
    store = find_keys(read_settings().key_file)
    if store and any(store.find(key.id) for key in ring.keys):
        raise OfficeError(
            f"{path.name} is the store's key. The register has one of its own: name another file.",
            f"{path.name} est la clé de la base. Le registre a la sienne : nommez un autre fichier.",
        )
    return ring


def _text(source: str | None) -> str:
    """What an entry says. Raises OfficeError when it says nothing, or its file cannot be read."""
    try:
        if source:
            text = Path(source).read_text(encoding="utf-8-sig")
        else:
            if sys.stdin.isatty():
                end = Text("Type the text, then Ctrl-D.", "Tapez le texte, puis Ctrl-D.")
                print(end.say(user_lang()), file=sys.stderr)
            text = sys.stdin.read()
    except UnicodeDecodeError:
        raise OfficeError(
            "The text is not in UTF-8. Save it again as plain text (UTF-8).",
            "Le texte n'est pas en UTF-8. Enregistrez-le de nouveau en texte brut (UTF-8).",
        ) from None
    except OSError as problem:
        raise OfficeError(
            f"{source} cannot be read: {problem.strerror}.", f"{source} est illisible : {problem.strerror}."
        ) from problem
    if not text.strip():
        raise OfficeError(
            "The entry says nothing. Nothing was written.", "L'entrée ne dit rien. Rien n'a été écrit."
        )
    return text.rstrip("\n")


def _access(did: str, number: int = 0) -> Access:
    try:
        who = getpass.getuser()
    except (KeyError, OSError, ImportError):
        who = "?"
    return Access(datetime.now(UTC).isoformat(timespec="seconds"), who, did, number)


def _when(stamp: str, lang: Lang) -> str:
    moment = datetime.fromisoformat(stamp).astimezone()
    return moment.strftime("%d/%m/%Y %H:%M" if lang == "fr" else "%Y-%m-%d %H:%M")


def _tell(options: argparse.Namespace, answer: dict[str, object], said: Text) -> int:
    print(json.dumps(answer, ensure_ascii=False) if options.json else said.say(user_lang()))
    return DONE
