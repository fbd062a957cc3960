"""The commands that settle and mend: resolve, undo, link, backup, restore."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from addin.faces.speech import BOOK, FILE_WORD, JSON, STORE, Parser, Verbs, add_argument, add_flag, add_verb
from sync.backup import restore_backup, write_backup
from sync.books.files import previous_version, replace_file
from sync.books.open_book import GOOGLE, open_book
from sync.ids import new_id
from sync.register_file import FILE_NAME, check_copy, copy_register
from sync.round import READ_ONLY, place_of
from sync.settings import read_settings, user_lang
from sync.store import Store
from sync.undo import undo_run
from workbook_templates.book import Edits
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.kinds import canonical
from workbook_templates.text import OfficeError, Text

WHO = "command line"
SIDES = {"feuille": "sheet", "base": "store"} | {
    label.lower(): choice.key
    for choice in TABLE["conflicts"].column("choice").choices
    for label in (choice.label.en, choice.label.fr)
}


def add_repair_commands(verbs: Verbs) -> None:
    """Declare the verbs."""
    resolve = add_verb(
        verbs,
        "resolve",
        Text(
            "Settle a conflict; the next rounds carry it out.",
            "Régler un conflit ; les prochains passages l'appliquent.",
        ),
        _resolve,
    )
    add_argument(
        resolve,
        "conflict",
        Text(
            "The conflict's id, as classeur conflicts lists it.",
            "L'identifiant que donne classeur conflicts.",
        ),
        Text("ID", "ID"),
    )
    add_argument(
        resolve,
        "--take",
        Text(
            "The sheet's value, the store's, or another one.",
            "La valeur de la feuille (sheet), celle de la base (store), ou une autre.",
        ),
        Text("sheet|store|VALUE", "sheet|store|VALEUR"),
        required=True,
    )

    undo = add_verb(
        verbs,
        "undo",
        Text(
            "Take a run back, or put a workbook's previous version back.",
            "Annuler un passage, ou remettre la version précédente d'un classeur.",
        ),
        _undo,
    )
    add_argument(
        undo,
        "run_or_book",
        Text(
            "The run, as classeur log lists it, or a file.",
            "Le passage, comme le liste classeur log, ou un fichier.",
        ),
        Text("RUN|BOOK", "PASSAGE|CLASSEUR"),
    )
    link = _add_link(verbs)

    backup = add_verb(
        verbs,
        "backup",
        Text("Save the whole store, in one file.", "Sauvegarder toute la base, en un fichier."),
        _backup,
    )
    add_argument(backup, "file", Text("The file to write.", "Le fichier à écrire."), FILE_WORD)
    add_flag(
        backup,
        "--register",
        Text(
            "Save the confidential register too, encrypted, in FILE.register.",
            "Sauvegarder aussi le registre confidentiel, chiffré, dans FICHIER.register.",
        ),
    )

    restore = add_verb(
        verbs,
        "restore",
        Text(
            "Put the store back as a backup holds it.",
            "Remettre la base telle qu'une sauvegarde la contient.",
        ),
        _restore,
    )
    add_argument(restore, "file", Text("The backup.", "La sauvegarde."), FILE_WORD)
    add_flag(restore, "--yes", Text("Replace what the store holds.", "Remplacer ce que contient la base."))

    for verb in (resolve, undo, link, backup, restore):
        add_argument(verb, *STORE)
        add_flag(verb, *JSON)


def _add_link(verbs: Verbs) -> Parser:
    link = add_verb(
        verbs,
        "link",
        Text("Say what a copied workbook is.", "Dire ce qu'est un classeur copié."),
        _link,
    )
    add_argument(link, *BOOK)
    choice = link.add_mutually_exclusive_group(required=True)
    add_flag(choice, "--move", Text("The workbook itself, moved here.", "Le classeur lui-même, déplacé ici."))
    add_flag(
        choice,
        "--fork",
        Text("A workbook of its own from now on.", "Un classeur à part désormais."),
    )
    add_flag(
        choice,
        "--read-only",
        Text("A copy to read, never synchronised.", "Une copie à lire, jamais synchronisée."),
    )
    return link


def _tell(options: argparse.Namespace, answer: dict[str, object], said: Text) -> int:
    print(json.dumps(answer, ensure_ascii=False) if options.json else said.say(user_lang()))
    return 0


def _resolve(options: argparse.Namespace) -> int:
    store = Store(read_settings(None, options.store).store)
    found = next((one for one in store.open_conflicts() if one["id"] == options.conflict), None)
    take = SIDES.get(options.take.lower(), options.take)
    if found and found["column"] and take not in ("sheet", "store"):
        take = canonical(take, TABLE[found["table"]].column(found["column"]), user_lang(), "FR")
    store.resolve(options.conflict, take, WHO, datetime.now(UTC))
    said = Text("Settled; the next rounds carry it out.", "Réglé ; les prochains passages l'appliquent.")
    return _tell(options, {"conflict": options.conflict}, said)


def _undo(options: argparse.Namespace) -> int:
    path = Path(options.run_or_book)
    if options.run_or_book.startswith(GOOGLE):
        raise OfficeError(
            "Google keeps a spreadsheet's earlier versions itself: File, Version history. To take a round back, name "
            "its run: classeur undo RUN.",
            "Google garde lui-même les versions d'un classeur : Fichier, Historique des versions. Pour annuler un "
            "passage, nommez-le : classeur undo PASSAGE.",
        )
    if path.suffix:
        return _put_back(options, path)
    store = Store(read_settings(None, options.store).store)
    done = undo_run(store, options.run_or_book, WHO, datetime.now(UTC), new_id)
    answer: dict[str, object] = {"run": done.run, "cells": done.cells, "kept": len(done.kept)}
    said = Text(
        f"{done.cells} cells taken back (run {done.run}); {len(done.kept)} left alone, changed since.",
        f"{done.cells} cellules reprises (passage {done.run}) ; {len(done.kept)} laissées, changées depuis.",
    )
    _tell(options, answer, said)
    return 1 if done.kept else 0


def _put_back(options: argparse.Namespace, path: Path) -> int:
    """Put a workbook file's previous version back; what it held becomes the previous version in turn."""
    versions = read_settings(path, options.store).versions
    data, expected = previous_version(path, versions)
    replace_file(path, data, expected, versions)
    said = Text(f"{path.name} is as it was before.", f"{path.name} est revenu à sa version précédente.")
    return _tell(options, {"book": str(path)}, said)


def _link(options: argparse.Namespace) -> int:
    path = Path(options.book)
    settings = read_settings(path, options.store)
    book = open_book(options.book, settings)
    identity = book.read(INPUT_TABLES).identity
    if not identity:
        raise OfficeError(
            f"{path.name} has never been synchronised: there is nothing to link. Run classeur sync.",
            f"{path.name} n'a jamais été synchronisé : rien à lier. Lancez classeur sync.",
        )
    place = place_of(book)
    store = Store(settings.store)
    if options.fork:
        book.apply(Edits(identity=new_id()))
    else:
        if options.move and place.startswith(GOOGLE):
            book.apply(Edits(identity=identity))  # it says where it stands
        with store.transaction() as tx:
            if options.read_only:
                tx.record_link(identity, place, READ_ONLY)
            else:
                tx.move_book(identity, place)
    said = {
        "move": Text(
            f"{path.name} is the workbook itself now.", f"{path.name} est désormais le classeur lui-même."
        ),
        "fork": Text(
            f"{path.name} is a workbook of its own; it joins at its next round.",
            f"{path.name} est un classeur à part ; il rejoint la production au prochain passage.",
        ),
        "read-only": Text(f"{path.name} is only for reading.", f"{path.name} ne sert qu'à lire."),
    }
    mode = "move" if options.move else "fork" if options.fork else "read-only"
    return _tell(options, {"book": options.book, "link": mode}, said[mode])


def _backup(options: argparse.Namespace) -> int:
    settings = read_settings(None, options.store)
    beside = Path(f"{options.file}.register")
    if options.register:
        check_copy(settings.folder / FILE_NAME, beside)
    rows = write_backup(Store(settings.store), Path(options.file))
    said = Text(f"{rows} rows saved in {options.file}.", f"{rows} lignes sauvegardées dans {options.file}.")
    answer: dict[str, object] = {"file": options.file, "rows": rows}
    if options.register:
        copy_register(settings.folder / FILE_NAME, beside)
        answer["register"] = str(beside)
        said = Text(
            f"{said.en} The register, still encrypted, is in {beside}.",
            f"{said.fr} Le registre, toujours chiffré, est dans {beside}.",
        )
    return _tell(options, answer, said)


def _restore(options: argparse.Namespace) -> int:
    rows = restore_backup(Store(read_settings(None, options.store).store), Path(options.file), options.yes)
    said = Text(f"{rows} rows put back.", f"{rows} lignes remises en place.")
    return _tell(options, {"file": options.file, "rows": rows}, said)
