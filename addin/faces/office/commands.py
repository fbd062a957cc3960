"""The command that writes the add-in's manifest: ``classeur office FILE.xml --url ADDRESS``."""

import argparse
from pathlib import Path

from workbook_templates.text import OfficeError


def add_office_command(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the verb."""
    verb = verbs.add_parser(
        "office", help="the manifest of the Excel add-in, for Excel on Windows, Mac and the web"
    )
    verb.add_argument("file", metavar="FILE.xml", type=Path)
    verb.add_argument("--url", required=True, metavar="ADDRESS", help="the service's https address")
    verb.add_argument("--entra", default="", metavar="ID", help="the application's id in Microsoft Entra")
    verb.set_defaults(run=_office)


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
