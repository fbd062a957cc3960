"""The addresses of what the store holds: conflicts, history, undo."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from addin.faces.http import answers
from addin.faces.http.answers import Problem, object_in
from addin.faces.http.people import Person
from addin.faces.http.replies import lang_of, reply
from addin.faces.http.work import dumped
from workbook_templates.text import OfficeError

if TYPE_CHECKING:
    from addin.faces.http.app import Service

MOST_VALUE = 32_767  # letters that a cell holds


class StoreHandlers:
    """One method an address."""

    def __init__(self, service: "Service") -> None:
        self.service = service
        self.store = service.store

    async def _allowed(self, request: Request, right: str) -> Person:
        person = await self.service.person(request)
        if right not in person.role.may:
            raise answers.NOT_ALLOWED
        return person

    async def _done(self, request: Request, work: Callable[..., object], *given: object) -> Response:
        try:
            return reply(200, dumped(await asyncio.to_thread(work, *given)))
        except OfficeError as problem:
            raise problem if isinstance(problem, Problem) else answers.refused(problem) from problem

    async def conflicts(self, request: Request) -> Response:
        person = await self._allowed(request, "conflicts")
        return await self._done(request, self.store.conflicts, person, lang_of(request))

    async def resolve(self, request: Request) -> Response:
        person = await self._allowed(request, "conflicts")
        take, value = _choice(await self.service.body(request))
        conflict = str(request.path_params["conflict"])
        return await self._done(request, self.store.resolve, person, conflict, take, value, lang_of(request))

    async def runs(self, request: Request) -> Response:
        person = await self._allowed(request, "history")
        return await self._done(request, self.store.runs, person)

    async def run(self, request: Request) -> Response:
        person = await self._allowed(request, "history")
        run = str(request.path_params["run"])
        return await self._done(request, self.store.run, person, run, lang_of(request))

    async def undo(self, request: Request) -> Response:
        person = await self._allowed(request, "undo")
        said = object_in(await self.service.body(request))
        run = said.get("run")
        if not isinstance(run, str) or said.keys() != {"run"}:
            raise Problem(422, "refused", 'An undo request holds "run".', "Une annulation contient « run ».")
        return await self._done(request, self.store.undo, person, run, lang_of(request))


def _choice(body: bytes) -> tuple[str, str]:
    """How a conflict ends: a side, or a value of one's own."""
    match object_in(body):
        case {"take": "sheet" | "store" as side, **rest} if not rest:
            return side, ""
        case {"take": "value", "value": str(value), **rest} if not rest and len(value) <= MOST_VALUE:
            return "value", value
        case _:
            raise Problem(
                422,
                "refused",
                'A choice holds "take" (sheet, store, value), and "value" for a value of one\'s own.',
                "Un choix contient « take » (sheet, store, value), et « value » pour une valeur à soi.",
            )
