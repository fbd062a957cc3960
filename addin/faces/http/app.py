"""The service's addresses, and what stands before each: who asks, how often, how much."""

import asyncio
import multiprocessing
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from addin.actions.earlier import read_held_roles
from addin.actions.registry import ACTIONS
from addin.faces.http import answers
from addin.faces.http.answers import Problem, object_in
from addin.faces.http.audit import AuditLog
from addin.faces.http.headers import SecurityHeaders
from addin.faces.http.jobs import Jobs
from addin.faces.http.limits import Rate, Room
from addin.faces.http.openapi import VERSION, openapi_json
from addin.faces.http.pane import pane_routes
from addin.faces.http.people import Doorkeeper, Person
from addin.faces.http.replies import lang_of, reply
from addin.faces.http.settings import LOOPBACK, ServeSettings
from addin.faces.http.shared_store import SharedStore
from addin.faces.http.store_handlers import StoreHandlers
from addin.faces.http.work import FUNCTIONS_KEY, Done, StoreSays, act, dumped, interrupts_held, start_worker
from sync.settings import Settings
from workbook_templates.text import Lang

ROOM = 256_000_000  # bytes of bodies held at once
DRAINED = (
    120_000_000  # bytes of a refused body that are read and dropped, so that its sender reads the answer
)
BODY_SECONDS = 30.0
PATIENCE = 2.0  # seconds that a sync may take before it becomes a job to look at
FAILURES_A_MINUTE = 30
T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


class Service:
    """What all requests share."""

    def __init__(self, settings: Settings, serve: ServeSettings, audit: AuditLog) -> None:
        self.settings, self.serve, self.audit = settings, serve, audit
        self.doorkeeper = Doorkeeper(serve)
        self.jobs, self.store = Jobs(settings), SharedStore(settings)
        self.rate = Rate(serve.limits.a_minute, time.monotonic)
        self.failures = Rate(FAILURES_A_MINUTE, time.monotonic)
        self.room = Room(ROOM)
        self.patience = PATIENCE
        self.workers = max(1, min(8, os.cpu_count() or 1))
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=start_worker)

    async def warm(self) -> None:
        """Have the workers load what they need before the first click; where that fails, the first click does it."""
        try:
            await asyncio.gather(*(_handed(self._pool, _ready) for _ in range(self.workers)))
        except BrokenProcessPool:
            self._pool = self._new_pool()

    async def work(self, key: str, body: bytes, person: Person, lang: Lang, book: str = "") -> Done:
        """Do an action in a process of its own.

        Args:
            book: The book that the posted one is, as ``classeur.toml`` names it, when that is said.
        """
        pool = self._pool
        seconds = self.serve.limits.seconds
        try:
            store = await asyncio.to_thread(self._ask_store, key, person, lang, book)
            return await _handed(pool, act, key, body, person.role, seconds, lang, store)
        except BrokenProcessPool as problem:
            if self._pool is pool:
                self._pool = self._new_pool()
            raise answers.BUSY from problem

    def _ask_store(self, key: str, person: Person, lang: Lang, book: str) -> StoreSays:
        status = self.jobs.status(person.role, book, lang) if book else None
        return StoreSays(read_held_roles(self.settings, key), status)

    def close(self) -> None:
        self.jobs.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.audit.close()

    async def person(self, request: Request) -> Person:
        """Who asks, when they may and do not ask too often. Raises Problem otherwise."""
        address = request.client.host if request.client else ""
        if self.failures.is_spent(address):
            raise answers.too_many(60)
        try:
            authorization = request.headers.get("authorization", "")
            found = await asyncio.to_thread(self.doorkeeper.recognise, authorization)
        except Problem as problem:
            if problem.status in (401, 403):
                self.failures.take(address)
            raise
        request.state.who = found
        self.rate.take(found.key)
        return found

    async def body(self, request: Request) -> bytes:
        """The body, of a bearable size, in a bearable time."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise answers.WRONG_TYPE
        most = self.serve.limits.body_bytes
        if request.headers.get("content-encoding", "identity") != "identity":
            raise answers.WRONG_TYPE
        try:
            async with asyncio.timeout(BODY_SECONDS):
                if int(request.headers.get("content-length", "0")) > most:
                    raise answers.too_large(most)
                chunks, size = [], 0
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > most:
                        raise answers.too_large(most)
                    chunks.append(chunk)
        except TimeoutError as problem:
            raise answers.TOO_LONG from problem
        request.state.size = size
        return b"".join(chunks)


def _handed(pool: ProcessPoolExecutor, work: Callable[..., T], *given: object) -> "asyncio.Future[T]":
    """Put work in line; a worker that this starts has no interrupt reach it before it is ready for one."""
    with interrupts_held():
        return asyncio.wrap_future(pool.submit(work, *given))


def _ready() -> None:
    time.sleep(0.05)


def _problem(request: Request, problem: Problem) -> Response:
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return reply(problem.status, dumped(problem.as_json(lang_of(request))), **headers)


async def _drain(request: Request) -> None:
    """Drop the rest of a refused body, within reason."""
    dropped = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                dropped += len(chunk)
                if dropped > DRAINED:
                    return
    except (TimeoutError, ClientDisconnect, RuntimeError):
        return


def make_app(service: Service, behind_proxy: bool = False, secure: bool = False) -> Starlette:
    """All addresses of the service, behind its guards."""

    def guarded(name: str, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            start, number = time.perf_counter(), secrets.token_hex(6)
            try:
                response = await endpoint(request)
            except Problem as problem:
                await _drain(request)
                response = _problem(request, problem)
            except ClientDisconnect:
                response = Response(status_code=499)
            except Exception:
                response = _problem(request, answers.FAILED)
            response.headers["X-Request-Id"] = number
            _record(service, request, (name, number, response.status_code, time.perf_counter() - start))
            return response

        return answer

    def route(path: str, name: str, endpoint: Endpoint, method: str) -> Route:
        return Route(path, guarded(name, endpoint), methods=[method])

    async def lost(request: Request, problem: Exception) -> Response:
        wrong = isinstance(problem, HTTPException) and problem.status_code == 405
        return _problem(request, answers.WRONG_METHOD if wrong else answers.NO_SUCH_PAGE)

    async def failed(request: Request, problem: Exception) -> Response:
        return _problem(request, answers.FAILED)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await service.warm()
        yield
        service.close()

    hosts = [*LOOPBACK, "[::1]", *service.serve.hosts]
    if (behind_proxy or secure) and not service.serve.hosts:
        hosts = ["*"]
    handlers, stored = Handlers(service), StoreHandlers(service)
    return Starlette(
        routes=[
            route("/v1/health", "health", handlers.health, "GET"),
            route("/v1/openapi.json", "openapi", handlers.describe, "GET"),
            *(route(f"/v1/actions/{key}", key, handlers.action(key), "POST") for key in ACTIONS),
            route("/v1/functions", "functions", handlers.action(FUNCTIONS_KEY), "POST"),
            route("/v1/books", "books", handlers.books, "GET"),
            route("/v1/sync", "sync", handlers.sync, "POST"),
            route("/v1/conflicts", "conflicts", stored.conflicts, "GET"),
            route("/v1/conflicts/{conflict}", "resolve", stored.resolve, "POST"),
            route("/v1/history", "history", stored.runs, "GET"),
            route("/v1/history/{run}", "run", stored.run, "GET"),
            route("/v1/undo", "undo", stored.undo, "POST"),
            route("/v1/jobs/{job}", "job", handlers.job, "GET"),
            *pane_routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=secure or behind_proxy),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(
                CORSMiddleware,
                allow_origins=list(service.serve.origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Accept-Language"],
                expose_headers=["Location", "Retry-After", "Server-Timing", "X-Request-Id"],
            ),
        ],
        exception_handlers={HTTPException: lost, Exception: failed},
        lifespan=lifespan,
    )


class Handlers:
    """One method an address."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._description = dumped(openapi_json())

    async def health(self, request: Request) -> Response:
        return reply(200, dumped({"status": "ok", "version": VERSION}))

    async def describe(self, request: Request) -> Response:
        return reply(200, self._description)

    def action(self, key: str) -> Endpoint:
        async def run(request: Request) -> Response:
            person = await self.service.person(request)
            if key not in person.role.may:
                raise answers.NOT_ALLOWED
            start = time.perf_counter()
            body = await self.service.body(request)
            self.service.room.take(len(body))
            try:
                book = request.query_params.get("book", "")
                done = await self.service.work(key, body, person, lang_of(request), book)
            finally:
                self.service.room.give_back(len(body))
            whole = time.perf_counter() - start
            parts = {"read": done.reading, "rules": done.rules, "answer": done.answering, "all": whole}
            timing = ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in parts.items())
            return reply(done.status, done.body, **{"Server-Timing": timing})

        return run

    async def books(self, request: Request) -> Response:
        person = await self.service.person(request)
        if "sync" not in person.role.may:
            raise answers.NOT_ALLOWED
        found = await asyncio.to_thread(self.service.jobs.list_books, person.role, lang_of(request))
        return reply(200, dumped(found))

    async def sync(self, request: Request) -> Response:
        person = await self.service.person(request)
        if "sync" not in person.role.may:
            raise answers.NOT_ALLOWED
        book, yes, dry_run = _sync_request(await self.service.body(request))
        role = person.role
        if book not in self.service.jobs.books or (role.books is not None and book not in role.books):
            raise answers.NO_SUCH_BOOK
        job, future = self.service.jobs.start(person, book, yes, dry_run)
        if future is not None:
            await asyncio.wait([asyncio.wrap_future(future)], timeout=self.service.patience)
        if job.problem is not None:
            raise job.problem
        said = job.as_json(role, lang_of(request))
        if job.state == "done":
            return reply(200, dumped(said))
        return reply(202, dumped(said), Location=f"/v1/jobs/{job.id}")

    async def job(self, request: Request) -> Response:
        person = await self.service.person(request)
        if "sync" not in person.role.may:
            raise answers.NOT_ALLOWED
        job = self.service.jobs.find(person, str(request.path_params["job"]))
        return reply(200, dumped(job.as_json(person.role, lang_of(request))))


def _sync_request(body: bytes) -> tuple[str, bool, bool]:
    said = object_in(body)
    if not said.keys() - {"book", "yes", "dry_run"}:
        book, yes, dry_run = said.get("book"), said.get("yes", False), said.get("dry_run", False)
        if isinstance(book, str) and isinstance(yes, bool) and isinstance(dry_run, bool):
            return book, yes, dry_run
    raise Problem(
        422,
        "refused",
        'A sync request holds "book", and if need be "yes" and "dry_run".',
        "Une demande de synchronisation contient « book » et, au besoin, « yes » et « dry_run ».",
    )


def _record(service: Service, request: Request, done: tuple[str, str, int, float]) -> None:
    name, number, status, seconds = done
    who: Person | None = getattr(request.state, "who", None)
    service.audit.write(
        request=number,
        action=name,
        status=status,
        milliseconds=round(seconds * 1000),
        bytes=getattr(request.state, "size", 0),
        role=who.role.name if who else "",
        person=service.audit.alias(who.key) if who else "",
    )
