"""The command line speaks the language of whoever types it, down to the parser's own words."""

import argparse
import errno
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from addin.faces.command_line import main, make_parser
from addin.faces.speech import OTHERWISE, REFUSALS, Parser, add_flag, describe_failure, refusal
from workbook_templates.text import Lang, Text

Speak = Callable[[Lang], None]
SOME_ENGLISH = (
    "the of and with is it its by from what who when where file files rows this that to be not one only show "
    "write make keep read here there them yours already every whole needs missing required"
)
ENGLISH = set(SOME_ENGLISH.split())
SAME_IN_BOTH = {"URL", "ID", "DATE", "PORT"}
THEIR_ENGLISH = ("usage: ", "positional", "show this help", "options:", "optional", "required", "invalid")


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    def to(lang: Lang) -> None:
        monkeypatch.delenv("LC_ALL", raising=False)
        monkeypatch.setenv("LANG", {"en": "en_CA.UTF-8", "fr": "fr_FR.UTF-8"}[lang])

    return to


def walk(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, argparse.Action]]:
    """Every argument of every verb, and every verb as its parent lists it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                yield f"{parser.prog} {listed.dest}", parser, listed
            for verb in action.choices.values():
                yield from walk(verb)
        else:
            yield f"{parser.prog} {'/'.join(action.option_strings) or action.dest}", parser, action


def said(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%")


def both(speak: Speak) -> list[tuple[str, argparse.Action, argparse.Action]]:
    speak("en")
    english = list(walk(make_parser()))
    speak("fr")
    french = list(walk(make_parser()))
    assert [where for where, _, _ in english] == [where for where, _, _ in french]
    return [(where, one, other) for (where, _, one), (_, _, other) in zip(english, french, strict=True)]


def test_every_verb_and_every_argument_has_its_sentence_in_both_languages(speak: Speak) -> None:
    found = both(speak)

    assert len(found) > 150
    for where, english, french in found:
        for sentence in (said(english), said(french)):
            assert re.fullmatch(r"[^a-z\s].*[.]", sentence, re.DOTALL), (where, sentence)
        assert said(english) != said(french), where


def test_no_english_is_left_in_the_french_help(speak: Speak) -> None:
    for where, _, french in both(speak):
        words = set(re.findall(r"[\w'-]+", said(french)))
        assert not words & ENGLISH, (where, words & ENGLISH)


def test_what_stands_for_a_value_is_a_word_of_the_language(speak: Speak) -> None:
    for where, english, french in both(speak):
        is_valued = isinstance(english, argparse._StoreAction | argparse._ExtendAction)
        if is_valued and not (english.choices and english.metavar is None):
            assert english.metavar and french.metavar, where
            assert english.metavar != french.metavar or english.metavar in SAME_IN_BOTH, where


def test_the_help_of_every_verb_is_in_french_throughout(
    speak: Speak, capsys: pytest.CaptureFixture[str]
) -> None:
    speak("fr")
    verbs = {tuple(parser.prog.split()[1:]) for _, parser, _ in walk(make_parser())}

    for verb in sorted(verbs):
        with pytest.raises(SystemExit) as left:
            main([*verb, "--help"])
        shown = capsys.readouterr().out
        assert left.value.code == 0 and shown.startswith("usage : classeur"), verb
        assert "Montrer cette aide." in shown and "options :" in shown, verb
        assert not [word for word in THEIR_ENGLISH if word in shown], verb


MISTAKES: list[tuple[list[str], str, str]] = [
    (
        ["costs", "b.xlsx"],
        "classeur costs: missing: --period. See classeur costs --help.",
        "classeur costs : il manque --period. Voyez classeur costs --help.",
    ),
    (
        ["list"],
        "classeur list: missing: BOOK, KIND. See classeur list --help.",
        "classeur list : il manque CLASSEUR, SORTE. Voyez classeur list --help.",
    ),
    (
        ["chek", "b.xlsx"],
        'classeur: VERB cannot be "chek", write check. See classeur --help.',
        "classeur : VERBE ne peut être « chek », écrivez check. Voyez classeur --help.",
    ),
    (
        ["xyzzy"],
        'classeur: VERB cannot be "xyzzy", which is none of them. See classeur --help.',
        "classeur : VERBE ne peut être « xyzzy », qui n'en est pas un. Voyez classeur --help.",
    ),
    (
        ["check", "b.xlsx", "--quick", "--json"],
        "classeur check: not known here: --quick. See classeur check --help.",
        "classeur check : inconnu ici : --quick. Voyez classeur check --help.",
    ),
    (
        ["register", "accesses", "--key-file", "k"],
        "classeur register accesses: not known here: --key-file k. See classeur register accesses --help.",
        "classeur register accesses : inconnu ici : --key-file k. Voyez classeur register accesses --help.",
    ),
    (
        ["costs", "b.xlsx", "--period"],
        "classeur costs: --period needs a value. See classeur costs --help.",
        "classeur costs : --period attend une valeur. Voyez classeur costs --help.",
    ),
    (
        ["new", "b.xlsx", "--share"],
        "classeur new: --share needs a value. See classeur new --help.",
        "classeur new : --share attend une valeur. Voyez classeur new --help.",
    ),
    (
        ["costs", "b.xlsx", "--period", "six"],
        'classeur costs: --period is a whole number, not "six". See classeur costs --help.',
        "classeur costs : --period est un nombre entier, pas « six ». Voyez classeur costs --help.",
    ),
    (
        ["dump", "b.xlsx", "crew", "--format", "xml"],
        'classeur dump: --format cannot be "xml", write csv or json. See classeur dump --help.',
        "classeur dump : --format ne peut être « xml », écrivez csv ou json. Voyez classeur dump --help.",
    ),
    (
        ["link", "b.xlsx"],
        "classeur link: one of these is needed: --move --fork --read-only. See classeur link --help.",
        "classeur link : il faut l'un de ceux-ci : --move --fork --read-only. Voyez classeur link --help.",
    ),
    (
        ["link", "b.xlsx", "--move", "--fork"],
        "classeur link: --fork and --move exclude each other. See classeur link --help.",
        "classeur link : --fork et --move s'excluent. Voyez classeur link --help.",
    ),
    (
        ["backup", "f", "--json=oui"],
        'classeur backup: --json takes no value, and was given "oui". See classeur backup --help.',
        "classeur backup : --json ne prend pas de valeur, et a reçu « oui ». Voyez classeur backup --help.",
    ),
    (
        ["new", "b.xlsx", "--s"],
        "classeur new: --s is cut too short, it may be --sample, --share. See classeur new --help.",
        "classeur new : --s est trop abrégé, ce peut être --sample, --share. Voyez classeur new --help.",
    ),
]


@pytest.mark.parametrize(("typed", "english", "french"), MISTAKES, ids=[" ".join(one[0]) for one in MISTAKES])
def test_a_mistake_is_refused_in_one_line_of_the_language(
    typed: list[str], english: str, french: str, speak: Speak, capsys: pytest.CaptureFixture[str]
) -> None:
    sentences: dict[Lang, str] = {"en": english, "fr": french}
    for lang, sentence in sentences.items():
        speak(lang)
        assert main(typed) == 2
        assert capsys.readouterr() == ("", sentence + "\n")


def test_every_refusal_is_one_that_argparse_words_so() -> None:
    source = inspect.getsource(argparse)

    assert [own for own in REFUSALS if f"'{own}'" not in source] == []


def test_every_refusal_is_met_by_a_mistake_above() -> None:
    for text in REFUSALS.values():
        start = re.split(r"\{\w+\}", text.fr)
        assert any(all(part in french for part in start) for _, _, french in MISTAKES), text


def test_words_of_argparse_that_nobody_foresaw_are_refused_in_the_language_too() -> None:
    assert refusal("something that argparse says one day") == OTHERWISE


def test_a_percent_sign_in_a_help_is_shown_as_it_is(speak: Speak) -> None:
    speak("fr")
    parser = Parser(prog="essai")
    add_flag(parser, "--half", Text("Take 50 % off.", "Retirer 50 % du prix."))

    assert "Retirer 50 % du prix." in parser.format_help()


def test_a_failure_of_the_files_is_told_in_both_languages() -> None:
    absent = describe_failure(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "b.xlsx"))
    full = describe_failure(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    assert absent.en == "b.xlsx is not there. Check the name and the folder."
    assert absent.fr == "b.xlsx est introuvable. Vérifiez le nom et le dossier."
    assert full.fr == "Cet ordinateur a refusé : No space left on device."


def test_the_real_command_speaks_french_where_the_system_does(tmp_path: Path) -> None:
    surroundings = {key: value for key, value in os.environ.items() if key != "LC_ALL"}

    def run(*typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "addin.faces.command_line", *typed],
            env={**surroundings, "LANG": "fr_FR.UTF-8", "PYTHONPATH": str(Path(__file__).parents[1])},
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    helped, refused = run("costs", "--help"), run("costs", "b.xlsx", "--json")

    assert helped.returncode == 0 and helped.stderr == ""
    assert helped.stdout.startswith("usage : classeur costs [-h] --period PÉRIODE")
    assert "Calculer la situation d'une période, sur place." in helped.stdout
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "classeur costs : il manque --period. Voyez classeur costs --help.\n"
