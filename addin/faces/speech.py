"""The command line in the language of whoever types it: its words, its help and its refusals."""

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn, TypeAlias

from sync.settings import user_lang
from workbook_templates.text import OfficeError, Text

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"
Shared: TypeAlias = tuple[str, Text, Text]

LANGS = ("en", "fr")
LANG = (
    "--lang",
    Text(
        "The language it is written in; by default the book's.",
        "La langue du document ; par défaut celle du classeur.",
    ),
)
HELP = Text("Show this help.", "Montrer cette aide.")
USAGE = Text("usage: ", "usage : ")
HEADINGS = {
    "positional arguments": Text("arguments", "arguments "),
    "options": Text("options", "options "),
}  # as argparse calls them; it puts the colon

FILE_WORD = Text("FILE", "FICHIER")
CSV_WORD = Text("FILE.csv", "FICHIER.csv")
NAME_WORD = Text("NAME", "NOM")
DATE_WORD = Text("DATE", "DATE")
ADDRESS_WORD = Text("ADDRESS", "ADRESSE")

BOOK: Shared = (
    "book",
    Text("The workbook: a file, or google:ID.", "Le classeur : un fichier, ou google:ID."),
    Text("BOOK", "CLASSEUR"),
)
TABLE_KEY: Shared = (
    "table",
    Text("The table's key, such as crew.", "La clé du tableau, par exemple crew."),
    Text("TABLE", "TABLEAU"),
)
STORE: Shared = (
    "--store",
    Text(
        "The store's address; by default what classeur.toml says.",
        "L'adresse de la base ; par défaut celle que dit classeur.toml.",
    ),
    Text("URL", "URL"),
)
PERIOD: Shared = (
    "--period",
    Text("The period's number.", "Le numéro de la période."),
    Text("PERIOD", "PÉRIODE"),
)
YES_MAPPING = (
    "--yes",
    Text("Confirm the mapping as proposed.", "Confirmer la correspondance telle que proposée."),
)
JSON = ("--json", Text("Answer in JSON, for a program.", "Répondre en JSON, pour un programme."))
DRY_RUN = ("--dry-run", Text("Try it, and write nothing.", "Faire un essai, sans rien écrire."))

REFUSALS = {
    "the following arguments are required: %s": Text("missing: {0}", "il manque {0}"),
    "one of the arguments %s is required": Text(
        "one of these is needed: {0}", "il faut l'un de ceux-ci : {0}"
    ),
    "unrecognized arguments: %s": Text("not known here: {0}", "inconnu ici : {0}"),
    "expected one argument": Text("{name} needs a value", "{name} attend une valeur"),
    "expected at least one argument": Text("{name} needs a value", "{name} attend une valeur"),
    "invalid choice: %(value)r (choose from %(choices)s)": Text(
        '{name} cannot be "{0}", {choices}', "{name} ne peut être « {0} », {choices}"
    ),
    "invalid %(type)s value: %(value)r": Text(
        '{name} is a whole number, not "{1}"', "{name} est un nombre entier, pas « {1} »"
    ),
    "not allowed with argument %s": Text("{name} and {0} exclude each other", "{name} et {0} s'excluent"),
    "ignored explicit argument %r": Text(
        '{name} takes no value, and was given "{0}"', "{name} ne prend pas de valeur, et a reçu « {0} »"
    ),
    "ambiguous option: %(option)s could match %(matches)s": Text(
        "{0} is cut too short, it may be {1}", "{0} est trop abrégé, ce peut être {1}"
    ),
}  # what argparse says, in its own words, and what the person reads
FAILURES: dict[type[OSError], Text] = {
    FileNotFoundError: Text(
        "{0} is not there. Check the name and the folder.",
        "{0} est introuvable. Vérifiez le nom et le dossier.",
    ),
    FileExistsError: Text(
        "{0} exists already. Choose another name.", "{0} existe déjà. Choisissez un autre nom."
    ),
    IsADirectoryError: Text("{0} is a folder. Name a file.", "{0} est un dossier. Nommez un fichier."),
    NotADirectoryError: Text(
        "{0} is inside something that is not a folder. Check the path.",
        "{0} est dans ce qui n'est pas un dossier. Vérifiez le chemin.",
    ),
    PermissionError: Text(
        "{0} is closed to you. Ask for access to it, or choose another place.",
        "{0} vous est fermé. Demandez-en l'accès, ou choisissez un autre endroit.",
    ),
}
OTHERWISE = Text("this could not be understood", "la commande n'a pas été comprise")
_GAP = re.compile(r"%(?:\\\(\w+\\\))?[rs]")
_OF_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<said>.*)", re.DOTALL)
LISTED = 12  # choices; of more, only those that look like what was typed


class Formatter(argparse.HelpFormatter):
    """Help with its own few words in the user's language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, USAGE.say(user_lang()) if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        known = HEADINGS.get(heading or "")
        super().start_section(known.say(user_lang()) if known else heading)


class Parser(argparse.ArgumentParser):
    """A parser that helps, and refuses, in the user's language."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how, formatter_class=Formatter, add_help=False)
        self.add_argument("-h", "--help", action="help", help=HELP.say(user_lang()))

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed: one sentence, and where it is told how to write it."""
        said = refusal(message)
        raise OfficeError(
            f"{self.prog}: {said.en}. See {self.prog} --help.",
            f"{self.prog} : {said.fr}. Voyez {self.prog} --help.",
        )


def refusal(message: str) -> Text:
    """What argparse refuses, as a person reads it in either language.

    >>> refusal("argument --period: expected one argument").fr
    '--period attend une valeur'
    """
    of_one = _OF_ARGUMENT.fullmatch(message)
    name, own = (of_one["name"], of_one["said"]) if of_one else ("", message)
    for theirs, ours in REFUSALS.items():
        found = re.fullmatch(_GAP.sub("(.+)", re.escape(theirs)), own, re.DOTALL)
        if found:
            parts = [part.strip("'\"") for part in found.groups()]
            choices = _choices(*parts) if "{choices}" in ours.en else OTHERWISE
            return Text(
                ours.en.format(*parts, name=name, choices=choices.en),
                ours.fr.format(*parts, name=name, choices=choices.fr),
            )
    return OTHERWISE


def _choices(typed: str, said: str) -> Text:
    """What may be written instead."""
    known = said.replace("'", "").split(", ")
    near = get_close_matches(typed, known) or known
    if len(near) > LISTED:
        return Text("which is none of them", "qui n'en est pas un")
    *most, last = near
    en, fr = (", ".join(most) + word if most else "" for word in (" or ", " ou "))
    return Text(f"write {en}{last}", f"écrivez {fr}{last}")


def describe_failure(problem: OSError) -> Text:
    """A failure of the machine's files that nothing nearer to it put in words."""
    where = problem.filename or ""
    for kind, said in FAILURES.items():
        if where and isinstance(problem, kind):
            return Text(said.en.format(where), said.fr.format(where))
    why = f"{problem.strerror or problem}" + (f" ({where})" if where else "")
    return Text(f"This machine refused: {why}.", f"Cet ordinateur a refusé : {why}.")


def read_arguments(parser: Parser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was typed. Raises OfficeError when it cannot be understood."""
    options, rest = parser.parse_known_args(arguments)
    if rest:
        asked: Parser = options.verb
        asked.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def add_verb(
    verbs: Verbs, name: str, help: Text, run: Callable[[argparse.Namespace], int] | None = None
) -> Parser:
    """Declare a verb and what it runs; one that has verbs of its own runs nothing."""
    said = help.say(user_lang())
    verb = verbs.add_parser(name, help=said.replace("%", "%%"), description=said)
    verb.set_defaults(run=run, verb=verb)
    return verb


def add_argument(
    to: argparse._ActionsContainer, name: str, help: Text, word: Text | None = None, **how: Any
) -> None:
    """Declare an argument or an option that takes a value.

    Args:
        word: What stands for the value in the usage; not needed where its choices do.
        how: The rest, as argparse takes it.
    """
    lang = user_lang()
    to.add_argument(
        name, help=help.say(lang).replace("%", "%%"), metavar=word.say(lang) if word else None, **how
    )


def add_flag(to: argparse._ActionsContainer, name: str, help: Text, **how: Any) -> None:
    """Declare an option that takes no value."""
    to.add_argument(name, help=help.say(user_lang()).replace("%", "%%"), action="store_true", **how)
