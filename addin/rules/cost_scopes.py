"""What a figure can be asked of: an account, the total, or a section, group, episode or department."""

from collections.abc import Mapping, Sequence

from addin.rules.cost_figures import Books
from addin.rules.cost_lines import episode_of
from workbook_templates.text import OfficeError, Text, fold

TOTAL = "total"
SCOPES: Mapping[str, Text] = {
    "section": Text("section", "section"),
    "group": Text("group", "groupe"),
    "episode": Text("episode", "épisode"),
    "department": Text("department", "département"),
}


def codes_of(books: Books, said: str) -> Sequence[str]:
    """The accounts meant: by one code, by "total", or by a scope such as ``section:A`` or ``épisode:101``.

    Raises:
        OfficeError: The report has no such account, section, group, episode or department.
    """
    if said == TOTAL:
        return books.codes
    if said in books.codes:
        return (said,)
    word, _, name = said.partition(":")
    for key, label in SCOPES.items():
        if fold(word) in (fold(label.en), fold(label.fr)):
            found = [code for code in books.codes if _tells(books, key).get(code, "") == name.strip()]
            if found and name.strip():
                return found
    raise OfficeError(
        f'The cost report has no account "{said}". Write its code as in Accounts, "{TOTAL}", or a section:A, group:A, '
        "episode:101 or department:camera of Accounts.",
        f"La situation n'a pas de compte « {said} ». Écrivez son code comme dans Comptes, « {TOTAL} », ou une section:A, "
        "un groupe:A, un épisode:101 ou un département:camera de Comptes.",
    )


def _tells(books: Books, scope: str) -> Mapping[str, str]:
    """Account -> its section, group, episode or department."""
    if scope == "episode":
        return {code: episode_of(code) for code in books.codes}
    return {
        code: said.strip() for code, said in zip(books.accounts.codes, books.accounts[scope], strict=True)
    }
