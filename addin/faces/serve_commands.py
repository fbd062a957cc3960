"""The command behind the buttons: ``classeur serve``."""

import argparse
from pathlib import Path

from sync.settings import FILE_NAME, read_settings, user_lang
from workbook_templates.text import Text


def add_serve_command(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the verb."""
    verb = verbs.add_parser("serve", help="the HTTP service behind the buttons")
    verb.add_argument("--host", default="127.0.0.1", help="by default this machine alone")
    verb.add_argument("--port", type=int, default=8765)
    verb.add_argument("--store", metavar="URL")
    verb.add_argument("--tls-certificate", type=Path, metavar="FILE.pem")
    verb.add_argument("--tls-key", type=Path, metavar="FILE.pem")
    verb.add_argument("--behind-proxy", action="store_true", help="a proxy speaks HTTPS for this service")
    verb.add_argument(
        "--new-key", metavar="NAME", help="make a person's key and say what to write; serves nothing"
    )
    verb.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    # The web framework takes a while to load: only those who serve wait.
    if options.new_key:
        return _new_key(options.new_key)
    from addin.faces.http.server import Listening, serve

    where = Listening(
        options.host, options.port, options.tls_certificate, options.tls_key, options.behind_proxy
    )
    serve(read_settings(None, options.store), where)
    return 0


def _new_key(name: str) -> int:
    """Print a key, once, and the lines that admit it."""
    from addin.faces.http.people import new_key

    key, kept = new_key()
    safe = name.replace("\\", "").replace('"', "")
    said = Text(
        f"The key, shown this once; give it to {safe} alone:\n{key}\n\n"
        f"Write in {FILE_NAME}, with a role of [serve.roles]:",
        f"La clé, montrée cette seule fois ; ne la donnez qu'à {safe} :\n{key}\n\n"
        f"Écrivez dans {FILE_NAME}, avec un rôle de [serve.roles] :",
    )
    print(said.say(user_lang()))
    print(f'[[serve.users]]\nname = "{safe}"\nkey = "{kept}"\nrole = "office"')
    return 0
