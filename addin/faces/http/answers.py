"""What the service says when it does not do what was asked."""

import json

from workbook_templates.text import Lang, OfficeError


class Problem(OfficeError):
    """An answer that is a refusal: an HTTP status, a stable word and one sentence."""

    def __init__(self, status: int, code: str, en: str, fr: str, retry_after: int = 0) -> None:
        super().__init__(en, fr)
        self.status, self.code, self.retry_after = status, code, retry_after

    def as_json(self, lang: Lang) -> dict[str, object]:
        said = {"en": self.text.en, "fr": self.text.fr}
        return {"error": {"code": self.code, "message": self.text.say(lang), **said}}


def too_large(most: int) -> Problem:
    return Problem(
        413,
        "too-large",
        f"This request is larger than {most // 1_000_000} MB. Send only the sheets that hold tables.",
        f"Cette demande dépasse {most // 1_000_000} Mo. N'envoyez que les feuilles qui portent des tableaux.",
    )


def too_many(seconds: int) -> Problem:
    return Problem(
        429,
        "too-many",
        f"Too many requests in a minute. Try again in {seconds} seconds.",
        f"Trop de demandes en une minute. Réessayez dans {seconds} secondes.",
        seconds,
    )


BUSY = Problem(
    503,
    "busy",
    "The service is busy. Try again in a few seconds.",
    "Le service est occupé. Réessayez dans quelques secondes.",
    5,
)
TOO_LONG = Problem(
    504,
    "too-long",
    "This took too long and was stopped; nothing was written. Send fewer sheets or rows.",
    "C'était trop long et a été arrêté ; rien n'a été écrit. Envoyez moins de feuilles ou de lignes.",
)
NOT_ALLOWED = Problem(
    403,
    "not-allowed",
    "Your role does not allow this. Ask whoever runs the service.",
    "Votre rôle ne le permet pas. Voyez avec la personne qui gère le service.",
)
NO_SUCH_BOOK = Problem(
    404,
    "no-such-book",
    "There is no such book here. Name one that classeur.toml lists.",
    "Il n'y a pas de tel classeur ici. Nommez-en un que liste classeur.toml.",
)
NO_SUCH_JOB = Problem(
    404,
    "no-such-job",
    "There is no such job here, or no longer.",
    "Il n'y a pas de telle tâche ici, ou plus.",
)
NO_SUCH_CONFLICT = Problem(
    404,
    "no-such-conflict",
    "There is no such open conflict, or no longer. Look at the list again.",
    "Il n'y a pas de tel conflit ouvert, ou plus. Regardez de nouveau la liste.",
)
NO_SUCH_RUN = Problem(
    404,
    "no-such-run",
    "No run of that name has changed anything here.",
    "Aucun passage de ce nom n'a rien changé ici.",
)
NO_SUCH_PAGE = Problem(
    404, "no-such-address", "There is nothing at this address.", "Il n'y a rien à cette adresse."
)
WRONG_METHOD = Problem(
    405,
    "wrong-method",
    "This address does not take that method.",
    "Cette adresse n'accepte pas cette méthode.",
)
NOT_JSON = Problem(
    400,
    "not-json",
    "The request is not JSON. Send application/json in UTF-8.",
    "La demande n'est pas du JSON. Envoyez application/json en UTF-8.",
)
WRONG_TYPE = Problem(
    415,
    "wrong-type",
    "Send the request as application/json.",
    "Envoyez la demande en application/json.",
)
ALREADY_RUNNING = Problem(
    409,
    "already-running",
    "Someone else's sync of this book is running. Wait for its end.",
    "La synchronisation de ce classeur par quelqu'un d'autre est en cours. Attendez-en la fin.",
    5,
)
FAILED = Problem(
    500,
    "failed",
    "The service failed; nothing was written. Tell whoever runs it, with the request's number.",
    "Le service a échoué ; rien n'a été écrit. Prévenez la personne qui le gère, avec le numéro de la demande.",
)


def refused(problem: OfficeError) -> Problem:
    """What cannot be carried out as asked: the request itself has to change."""
    return Problem(422, "refused", problem.text.en, problem.text.fr)


def object_in(body: bytes) -> dict[str, object]:
    """The JSON object of a request."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise NOT_JSON from problem
    if not isinstance(said, dict):
        raise NOT_JSON
    return said
