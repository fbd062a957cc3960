"""The command behind the buttons: ``classeur serve``."""

import argparse
from pathlib import Path

from addin.faces.speech import ADDRESS_WORD, NAME_WORD, STORE, Verbs, add_argument, add_flag, add_verb
from sync.settings import FILE_NAME, read_settings, user_lang
from workbook_templates.text import Text

PEM_WORD = Text("FILE.pem", "FICHIER.pem")


def add_serve_command(verbs: Verbs) -> None:
    """Declare the verb."""
    verb = add_verb(
        verbs,
        "serve",
        Text("Run the HTTP service behind the buttons.", "Lancer le service HTTP derrière les boutons."),
        _serve,
    )
    add_argument(
        verb,
        "--host",
        Text(
            "The address to listen on; by default this machine alone.",
            "L'adresse d'écoute ; par défaut ce poste seul.",
        ),
        ADDRESS_WORD,
        default="127.0.0.1",
    )
    add_argument(
        verb,
        "--port",
        Text("The port to listen on; 8765 by default.", "Le port d'écoute ; 8765 par défaut."),
        Text("PORT", "PORT"),
        type=int,
        default=8765,
    )
    add_argument(verb, *STORE)
    add_argument(
        verb,
        "--tls-certificate",
        Text("The certificate, to speak HTTPS.", "Le certificat, pour parler HTTPS."),
        PEM_WORD,
        type=Path,
    )
    add_argument(
        verb, "--tls-key", Text("The certificate's key.", "La clé du certificat."), PEM_WORD, type=Path
    )
    add_flag(
        verb,
        "--behind-proxy",
        Text("A proxy speaks HTTPS for this service.", "Un serveur mandataire parle HTTPS pour ce service."),
    )
    add_argument(
        verb,
        "--new-key",
        Text(
            "Make a person's key and say what to write; serves nothing.",
            "Créer la clé d'une personne et dire quoi écrire ; ne lance rien.",
        ),
        NAME_WORD,
    )


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
