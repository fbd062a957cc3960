"""The command that writes the add-in's manifest: ``classeur office FILE.xml --url ADDRESS``."""

import argparse
from pathlib import Path

from addin.faces.speech import ADDRESS_WORD, Verbs, add_argument, add_verb
from workbook_templates.text import OfficeError, Text


def add_office_command(verbs: Verbs) -> None:
    """Declare the verb."""
    verb = add_verb(
        verbs,
        "office",
        Text(
            "Write the manifest of the Excel add-in, for Excel on Windows, Mac and the web.",
            "Écrire le manifeste du complément Excel, pour Excel sur Windows, Mac et le Web.",
        ),
        _office,
    )
    add_argument(
        verb,
        "file",
        Text("The manifest to write.", "Le manifeste à écrire."),
        Text("FILE.xml", "FICHIER.xml"),
        type=Path,
    )
    add_argument(
        verb,
        "--url",
        Text("The service's https address.", "L'adresse https du service."),
        ADDRESS_WORD,
        required=True,
    )
    add_argument(
        verb,
        "--entra",
        Text(
            "The application's id in Microsoft Entra.", "L'identifiant de l'application dans Microsoft Entra."
        ),
        Text("ID", "ID"),
        default="",
    )


def _office(options: argparse.Namespace) -> int:
    from addin.faces.office.manifest import manifest

    text = manifest(options.url, options.entra)
    try:
        with options.file.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as problem:
        raise OfficeError(
            f"{options.file} exists already. Name another file.",
            f"{options.file} existe déjà. Nommez un autre fichier.",
        ) from problem
    except OSError as problem:
        raise OfficeError(
            f"{options.file} cannot be written: {problem.strerror}.",
            f"{options.file} ne peut être écrit : {problem.strerror}.",
        ) from problem
    print(options.file)
    return 0
