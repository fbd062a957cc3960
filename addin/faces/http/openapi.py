"""The contract in OpenAPI's words, from the registry of actions.

``python -m addin.faces.http.openapi > docs/openapi.json`` writes the page again.
"""

import json
import sys

from addin.actions.registry import ACTIONS, Action, Option
from addin.faces.http.openapi_schemas import BOOL, SHORT, STATUS, TEXT, Json, list_of, object_of, ref, schemas

VERSION = "1.0"
KINDS = {int: "integer", bool: "boolean", str: "string"}
PROBLEMS = {
    "400": "The request is not JSON.",
    "401": "No valid key, Google token or Microsoft token.",
    "403": "The account or its role may not do this.",
    "413": "The request is too large.",
    "415": "The request is not application/json.",
    "422": "The request cannot be carried out as asked; nothing was written.",
    "429": "Too many requests; see Retry-After.",
    "500": "The service failed.",
    "503": "Busy, or Google or Microsoft cannot be reached.",
    "504": "It took too long and was stopped.",
}


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _responses(ok: Json, *codes: str) -> Json:
    problems = {code: {"description": PROBLEMS[code], "content": _content(ref("Problem"))} for code in codes}
    return {**ok, **problems}


def _ok(description: str, schema: Json) -> Json:
    return {"description": description, "content": _content(schema)}


def _action(action: Action) -> Json:
    options = {option.key: _option(option) for option in action.options}
    required = " ".join(option.key for option in action.options if option.question)
    book = "book options" if required else "book"
    answer = object_of(
        "findings edits said lang status",
        book=TEXT,
        findings=ref("Findings"),
        said=TEXT,
        lang={"type": "string", "enum": ["en", "fr"]},
        edits=ref("Edits"),
        status=STATUS,
    ) | {"additionalProperties": True}
    request = object_of(book, book=ref("Book"), options=object_of(required, **options))
    named: Json = {
        "name": "book",
        "in": "query",
        "required": False,
        "schema": SHORT,
        "description": "The book that this one is, as classeur.toml names it: `status` then tells of its last sync.",
    }
    return {
        "post": {
            "operationId": action.key,
            "summary": action.title.en,
            "description": f"{action.help.en}\n\n{action.title.fr} : {action.help.fr}",
            "parameters": [named],
            "requestBody": {"required": True, "content": _content(request)},
            "responses": _responses({"200": _ok("Edits and findings.", answer)}, *PROBLEMS),
        }
    }


def _option(option: Option) -> Json:
    """What an option may be; left out, the Production sheet says."""
    known = ", ".join(choice.key for choice in option.column.choices)
    said = f"{option.help.en} One of: {known}." if known else option.help.en
    return {"type": KINDS[option.type], "description": said}


def _fixed_paths() -> Json:
    request = object_of("book", book=TEXT, yes=BOOL, dry_run=BOOL)
    location = {"Location": {"description": "Where to look at the job.", "schema": TEXT}}
    asked = ("401", "403", "404", "429", "500", "503")
    job = {"name": "job", "in": "path", "required": True, "schema": TEXT}
    health = object_of("*", status={"type": "string", "enum": ["ok"]}, version=TEXT)
    PROBLEMS_HERE = {
        "404": "There is no such book or job here.",
        "409": "Someone else's sync of it is running.",
    }
    problems = {
        code: {"description": said, "content": _content(ref("Problem"))}
        for code, said in PROBLEMS_HERE.items()
    }
    known = [code for code in asked if code in PROBLEMS]
    return {
        "/v1/sync": {
            "post": {
                "operationId": "sync",
                "summary": "One round of sync of a book that classeur.toml names",
                "requestBody": {"required": True, "content": _content(request)},
                "responses": {
                    **_responses({"200": _ok("Done.", ref("Job"))}, *PROBLEMS),
                    "202": {**_ok("Under way.", ref("Job")), "headers": location},
                    **problems,
                },
            }
        },
        "/v1/jobs/{job}": {
            "get": {
                "operationId": "job",
                "summary": "How far a sync of one's own has come",
                "parameters": [job],
                "responses": {
                    **_responses({"200": _ok("The job.", ref("Job"))}, *known),
                    "404": problems["404"],
                },
            }
        },
        "/v1/health": {
            "get": {
                "operationId": "health",
                "summary": "Whether the service answers",
                "security": [],
                "responses": {"200": _ok("It does.", health)},
            }
        },
        "/v1/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This description",
                "security": [],
                "responses": {"200": _ok("OpenAPI 3.1.", {"type": "object"})},
            }
        },
    }


def _functions_path() -> Json:
    said = "Custom functions: many calls in one request, the book read once for all of them"
    return {"/v1/functions": _post("functions", said, ref("Calls"), ref("Results"), ())}


def _store_paths() -> Json:
    """What the store holds: conflicts, history, undo."""
    choice: Json = {
        "oneOf": [
            object_of("*", take={"type": "string", "enum": ["sheet", "store"]}),
            object_of("*", take={"const": "value"}, value={"type": "string", "maxLength": 32_767}),
        ]
    }
    taken = object_of("*", conflict=TEXT, take=TEXT)
    undone = object_of("*", run=TEXT, undone=TEXT, cells={"type": "integer"}, kept=list_of(ref("Change")))
    changes = object_of(
        "*", run=TEXT, changes=list_of(ref("Change")), left_off={"type": "integer", "minimum": 0}
    )
    return {
        "/v1/conflicts": _get(
            "conflicts",
            "The open conflicts, with both values",
            object_of("*", conflicts=list_of(ref("OpenConflict"))),
        ),
        "/v1/conflicts/{conflict}": _post(
            "resolve", "Settle a conflict; the next syncs carry the choice", choice, taken, ("conflict",)
        ),
        "/v1/history": _get(
            "history", "The latest runs that changed something", object_of("*", runs=list_of(ref("Run")))
        ),
        "/v1/history/{run}": _get("run", "What a run changed", changes, ("run",)),
        "/v1/undo": _post(
            "undo",
            "Take a run back where nobody has changed it since; the books follow at their next syncs",
            object_of("*", run=TEXT),
            undone,
            (),
        ),
    }


def _books() -> Json:
    known = list_of(object_of("*", book=TEXT, status=STATUS))
    return _get("books", "The books that one may sync", object_of("*", books=known))


def _get(name: str, said: str, answer: Json, parameters: tuple[str, ...] = ()) -> Json:
    codes = ("401", "403", "429", "500", "503")
    return {"get": _operation(name, said, answer, parameters, codes)}


def _post(name: str, said: str, request: Json, answer: Json, parameters: tuple[str, ...]) -> Json:
    body = {"required": True, "content": _content(request)}
    return {"post": {**_operation(name, said, answer, parameters, tuple(PROBLEMS)), "requestBody": body}}


def _operation(
    name: str, said: str, answer: Json, parameters: tuple[str, ...], codes: tuple[str, ...]
) -> Json:
    missing = {"404": {"description": "There is none such here.", "content": _content(ref("Problem"))}}
    return {
        "operationId": name,
        "summary": said,
        **(
            {
                "parameters": [
                    {"name": one, "in": "path", "required": True, "schema": TEXT} for one in parameters
                ]
            }
            if parameters
            else {}
        ),
        "responses": {**_responses({"200": _ok("Done.", answer)}, *codes), **missing},
    }


def openapi_json() -> Json:
    """The whole description."""
    paths = {"/v1/books": _books(), **_fixed_paths(), **_store_paths(), **_functions_path()}
    actions = {f"/v1/actions/{action.key}": _action(action) for action in ACTIONS.values()}
    about = "Rows in, edits and findings out: the service behind the buttons of Google Sheets and Excel."
    return {
        "openapi": "3.1.0",
        "info": {"title": "Classeur", "version": VERSION, "description": about},
        "security": [{"bearer": []}],
        "paths": {**actions, **paths},
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A Google ID token, a Microsoft Entra access token, or the key of a small office (classeur_…).",
                }
            },
        },
    }


if __name__ == "__main__":
    json.dump(openapi_json(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
