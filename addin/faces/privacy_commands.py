"""The commands on people's data: the store's key, and one person erased."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from addin.faces.speech import FILE_WORD, JSON, STORE, Verbs, add_argument, add_flag, add_verb
from sync.encryption import VARIABLE, add_key, find_keys, write_new_key
from sync.forget import Forgotten, forget_person
from sync.ids import new_id
from sync.settings import Settings, read_settings, user_lang
from sync.store import Store
from workbook_templates.catalog import TABLE
from workbook_templates.text import OfficeError, Text

WHO = "command line"
DONE, LOOK = 0, 1


def add_privacy_commands(verbs: Verbs) -> None:
    """Declare the verbs."""
    key = add_verb(
        verbs,
        "key",
        Text(
            "Make or change the key that encrypts the store's restricted columns.",
            "Créer ou remplacer la clé qui chiffre les colonnes restreintes de la base.",
        ),
        _key,
    )
    choice = key.add_mutually_exclusive_group(required=True)
    add_argument(
        choice,
        "--new",
        Text(
            "Make a key, in a file for its owner alone.",
            "Créer une clé, dans un fichier pour son seul propriétaire.",
        ),
        FILE_WORD,
    )
    add_flag(
        choice,
        "--rotate",
        Text("Encrypt everything again with a new key.", "Tout chiffrer de nouveau avec une nouvelle clé."),
    )

    forget = add_verb(
        verbs,
        "forget",
        Text("Erase one person everywhere, with proof.", "Effacer une personne partout, avec preuve."),
        _forget,
    )
    add_argument(
        forget,
        "person",
        Text(
            "The identifier in crew, or the role's number in cast.",
            "L'identifiant dans l'équipe, ou le numéro du rôle dans la distribution.",
        ),
        Text("PERSON", "PERSONNE"),
    )
    add_flag(
        forget,
        "--yes",
        Text("Erase; without it, say what would go.", "Effacer ; sans cela, dire ce qui partirait."),
    )
    add_argument(
        forget,
        "--backups",
        Text(
            "Backups kept elsewhere, to erase from too.", "Les sauvegardes gardées ailleurs, à effacer aussi."
        ),
        FILE_WORD,
        nargs="+",
        default=[],
    )

    for verb in (key, forget):
        add_argument(verb, *STORE)
        add_flag(verb, *JSON)


def _key(options: argparse.Namespace) -> int:
    if options.new:
        made = write_new_key(Path(options.new))
        said = Text(
            f'Key {made.id} is in {options.new}. Write key_file = "{options.new}" in classeur.toml, and keep a copy '
            "of the file apart from the store and its backups: without it nobody can read the restricted columns.",
            f'La clé {made.id} est dans {options.new}. Écrivez key_file = "{options.new}" dans classeur.toml, et '
            "gardez une copie du fichier à l'écart de la base et de ses sauvegardes : sans elle, personne ne peut "
            "lire les colonnes restreintes.",
        )
        return _tell(options, {"key": made.id, "file": options.new}, said)
    settings = read_settings(None, options.store)
    rotated = _rotate(settings)
    said = Text(
        f"Everything is encrypted with the key {rotated} now. The earlier keys stay in the file, to restore "
        "older backups; other machines need the new file.",
        f"Tout est désormais chiffré avec la clé {rotated}. Les clés antérieures restent dans le fichier, pour "
        "restaurer d'anciennes sauvegardes ; les autres postes ont besoin du nouveau fichier.",
    )
    return _tell(options, {"key": rotated}, said)


def _rotate(settings: Settings) -> str:
    ring = find_keys(settings.key_file)
    path = settings.key_file
    if ring is None or path is None:
        raise OfficeError(
            "A key can be rotated where classeur.toml names its key_file. With CLASSEUR_KEY, put the new key "
            "before the old one, a space between them, and run any command.",
            "Une clé se remplace là où classeur.toml nomme son key_file. Avec CLASSEUR_KEY, mettez la nouvelle clé "
            "avant l'ancienne, une espace entre elles, et lancez une commande.",
        )
    if find_keys(None) is not None:
        raise OfficeError(
            f"{VARIABLE} is set and wins over {path.name}. Unset it, then rotate.",
            f"{VARIABLE} est définie et l'emporte sur {path.name}. Retirez-la, puis remplacez la clé.",
        )
    Store(settings.store, ring).engine.dispose()  # refused now rather than after a key was added
    longer = add_key(path, ring)
    Store(settings.store, longer).engine.dispose()
    return longer.current.id


def _forget(options: argparse.Namespace) -> int:
    settings = read_settings(None, options.store)
    store = Store(settings.store)
    by = (WHO, datetime.now(UTC), new_id)
    found = forget_person(
        store, settings, options.person, by, options.yes, [Path(name) for name in options.backups]
    )
    if options.json:
        print(json.dumps(_answer(found), ensure_ascii=False))
    else:
        for line in _lines(found):
            print(line.say(user_lang()))
    looked = found.is_proven and not (found.mentions or found.unreached)
    return DONE if looked else LOOK


def _answer(found: Forgotten) -> dict[str, object]:
    return {
        "person": found.person.identifier,
        "table": found.person.table,
        "done": found.done,
        "proven": found.is_proven,
        "columns": list(found.columns),
        "erased": [{"where": place, "count": number} for place, number in found.erased.items()],
        "searched": [{"where": place, "found": number} for place, number in found.searched.items()],
        "shared_values": found.shared,
        "to_look_at": [
            {"table": table, "record": record, "column": column} for table, record, column in found.mentions
        ],
        "not_reached": list(found.unreached),
    }


def _lines(found: Forgotten) -> list[Text]:
    """What is said; never a value that was erased."""
    who, table = found.person.identifier, TABLE[found.person.table]
    named = [table.column(key).label for key in found.columns]
    lines = [
        Text(
            f"{table.label.en} {who}, columns: {', '.join(one.en for one in named)}.",
            f"{table.label.fr} {who}, colonnes : {', '.join(one.fr for one in named)}.",
        )
    ]
    did = Text("erased", "effacé") if found.done else Text("would go", "partirait")
    lines += [
        Text(f"  {place}: {number} {did.en}", f"  {place} : {number} {did.fr}")
        for place, number in found.erased.items()
    ]
    lines += [
        Text(
            f"  searched {place}: {number or 'nothing'} found",
            f"  fouillé {place} : {number or 'rien'} trouvé",
        )
        for place, number in found.searched.items()
    ]
    lines += [
        Text(
            f"  look at {key} {record}, {column}: the last name stands there alone, or a word like it",
            f"  à regarder, {key} {record}, {column} : le nom y figure seul, ou un mot semblable",
        )
        for key, record, column in found.mentions
    ]
    lines += [
        Text(
            f"  not reached: {name}; its rounds will hold back what it still shows",
            f"  hors d'atteinte : {name} ; ses passages retiendront ce qu'il montre encore",
        )
        for name in found.unreached
    ]
    if found.shared == 1:
        lines.append(
            Text(
                "  1 value stays elsewhere: it is in another person's row too",
                "  1 valeur reste ailleurs : elle figure aussi chez une autre personne",
            )
        )
    elif found.shared:
        lines.append(
            Text(
                f"  {found.shared} values stay elsewhere: they are in another person's row too",
                f"  {found.shared} valeurs restent ailleurs : elles figurent aussi chez une autre personne",
            )
        )
    return [*lines, _end(found)]


def _end(found: Forgotten) -> Text:
    who = found.person.identifier
    if not found.done:
        return Text(
            f"Nothing was written. Say --yes to erase {who}; the identifier, the job, the dates and the figures stay. "
            "It cannot be undone.",
            f"Rien n'a été écrit. Répondez --yes pour effacer {who} ; l'identifiant, le poste, les dates et les "
            "chiffres restent. C'est sans retour.",
        )
    if not found.is_proven:
        return Text(
            f"{who} is erased, but not everywhere: see what is still found above.",
            f"{who} est effacé, mais pas partout : voyez ci-dessus ce qui reste.",
        )
    return Text(
        f"{who} is erased: none of the values is found where it was searched. Backups that stand elsewhere and were not "
        "named with --backups still hold them, until they are restored: then they are erased again. Lists already handed out, papers, "
        "the confidential register and the versions that Google or a database server keeps are not within reach.",
        f"{who} est effacé : aucune des valeurs n'est trouvée là où l'on a fouillé. Les sauvegardes gardées ailleurs et non "
        "nommées par --backups les contiennent encore, jusqu'à leur restauration : elles y sont alors effacées de "
        "nouveau. Les listes déjà remises, les "
        "papiers, le registre confidentiel et les versions que gardent Google ou un serveur de base de données sont hors de portée.",
    )


def _tell(options: argparse.Namespace, answer: dict[str, object], said: Text) -> int:
    print(json.dumps(answer, ensure_ascii=False) if options.json else said.say(user_lang()))
    return DONE
