"""Google's own description of its APIs as an oracle: what in a request or an answer does not fit it."""

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google_emulator.behaviour import Json
from google_emulator.routes import Request

DOCUMENTS = {"sheets.v4.json": "/v4/", "drive.v3.json": "/drive/v3/"}
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float), "array": (list,), "object": (dict,),
}  # fmt: skip
SHORTEST_MATCH = re.compile(r"\\\{\\?\+?(\w+)\\\}")


def find_documents() -> list[Json]:
    """The documents of the installed google-api-python-client; none when it is not installed."""
    found = importlib.util.find_spec("googleapiclient")
    places = list(found.submodule_search_locations or ()) if found else []
    paths = [Path(place) / "discovery_cache" / "documents" / name for place in places for name in DOCUMENTS]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]


@dataclass(frozen=True)
class Method:
    """One call of an API."""

    document: Json
    said: Json
    pattern: re.Pattern[str]


@dataclass
class Oracle:
    """Holds what passes by to the documents; ``wrong`` lists what does not fit, ``seen`` counts what was looked at."""

    documents: list[Json]
    wrong: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.methods = [method for document in self.documents for method in _methods(document, document)]
        self.methods.sort(key=lambda method: -len(re.sub(r"\(\[\^/\]\+\?\)", "", method.pattern.pattern)))

    def look(self, request: Request, status: int, answer: object) -> None:
        """Look at one call that was answered; an upload or an export is none of theirs."""
        method = next(
            (
                one
                for one in self.methods
                if one.said["httpMethod"] == request.method and one.pattern.fullmatch(request.path)
            ),
            None,
        )
        if method is None:
            if request.path.startswith(tuple(DOCUMENTS.values())):
                self.wrong.append(f"{request.method} {request.path}: there is no such call")
            return
        if status >= 400:
            return
        self.seen += 1
        found = [*self._query(method, request)]
        schemas, wanted = method.document["schemas"], method.said.get("request")
        if wanted:
            found += misfits(request.body, wanted, schemas, "request")
        if method.said.get("response") and isinstance(answer, dict):
            found += misfits(answer, method.said["response"], schemas, "answer")
        self.wrong += [f"{method.said['id']}: {one}" for one in found]

    def _query(self, method: Method, request: Request) -> Iterator[str]:
        known = {**method.document.get("parameters", {}), **method.said.get("parameters", {})}
        for name, values in request.lists.items():
            said = known.get(name)
            if said is None:
                yield f"query {name} is unknown"
            elif "enum" in said and not set(values) <= set(said["enum"]):
                yield f"query {name} is {values}, not one of {said['enum']}"
            elif len(values) > 1 and not said.get("repeated"):
                yield f"query {name} is given {len(values)} times"
        for name, said in method.said.get("parameters", {}).items():
            if said.get("required") and said["location"] == "query" and name not in request.lists:
                yield f"query {name} is missing"


def _methods(document: Json, resource: Json) -> Iterator[Method]:
    for said in resource.get("methods", {}).values():
        path = document["basePath"].rstrip("/") + "/" + said["path"]
        yield Method(document, said, re.compile(SHORTEST_MATCH.sub("([^/]+?)", re.escape(path))))
    for inner in resource.get("resources", {}).values():
        yield from _methods(document, inner)


def misfits(value: object, schema: Json, schemas: Json, where: str) -> Iterator[str]:
    """What in a value does not fit a schema, each with its place."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any" or value is None:
        return
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{where} is {value!r:.60}, not of type {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value!r:.60}, not one of those listed"
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from misfits(one, schema["items"], schemas, f"{where}[{place}]")
    if isinstance(value, dict):
        yield from _misfits_of_object(value, schema, schemas, where)


def _misfits_of_object(value: dict[str, Any], schema: Json, schemas: Json, where: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, one in value.items():
        inner = known.get(name, others)
        if inner is None:
            yield f"{where}.{name} is unknown"
        else:
            yield from misfits(one, inner, schemas, f"{where}.{name}")
